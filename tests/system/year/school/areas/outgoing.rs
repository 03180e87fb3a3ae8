//! Outgoing documents 发文: drafted by two, reviewed, co-signed, signed, numbered from a lease, checked, sealed, sent, signed
//! for, filed.

use super::super::hand::{Fields, register};
use super::super::watch::{by_step, keep};
use super::super::{Area, Month, School, names};
use super::seals;

#[derive(Default)]
pub struct Outgoing {
    no: usize,
    draft: Option<String>,
    /// Waits for the signature.
    unsigned: Option<String>,
    /// In the office's review.
    reviewed: Option<String>,
    issued: i64,
}

const CODE: &str = "明实发";

/// A draft of the clerk's.
pub fn draft(s: &mut School, title: &str) -> String {
    let fields: Fields<'_> = &[
        ("title", title),
        ("kind", "notice"),
        ("direction", "down"),
        ("format", "standard"),
        ("org_code", CODE),
        ("main_to", "各部门"),
        ("secrecy", "open"),
        ("publicity", "active"),
        ("drafter", "@1"),
        ("draft_dept", "教务处"),
        ("print_org", "学校办公室"),
    ];
    s.add(1, "outgoing-documents", fields)
}

fn review(s: &mut School, doc: &str) {
    s.step(1, doc, "submit", &[("to_review", "@2"), ("kind", "notice"), ("draft_dept", "教务处")]);
    let row: Fields<'_> = &[("stage", "department"), ("verdict", "pass"), ("format_ok", "yes"), ("content_ok", "yes")];
    s.step_with(2, doc, "department-approve", &[], &[("reviews", row)]);
}

fn approve(s: &mut School, doc: &str, co_signed: bool) {
    let row: Fields<'_> = &[("stage", "office"), ("verdict", "pass"), ("style_ok", "yes"), ("complete_ok", "yes")];
    if !co_signed {
        return s.step_with(0, doc, "office-approve", &[("to_sign", "@0")], &[("reviews", row)]);
    }
    let ask: Fields<'_> = &[("dept", "总务处"), ("reviewer", "@2"), ("due", "@in 2")];
    s.step_with(0, doc, "co-sign", &[], &[("reviews", row), ("co_signs", ask)]);
    let early = s.refused(1, doc, "co-signed", &[]);
    assert!(early.contains("OpenLine"), "{early}");
    s.cells(2, doc, "co_signs", &[("at", "@now"), ("verdict", "agree")]);
}

fn sign(s: &mut School, doc: &str) {
    let why = s.refused(1, doc, "sign", &[]);
    assert!(why.contains("NotYourStep"), "{why}");
    s.step(0, doc, "sign", &[("sign_opinion", "同意印发")]);
}

/// A text that was changed after its reviews is reviewed again before it is signed.
fn review_again(s: &mut School, doc: &str) {
    let why = s.refused(0, doc, "sign", &[]);
    assert!(why.contains("NotPassed"), "{why}");
    s.row(2, doc, "reviews", &[("stage", "department"), ("verdict", "pass")]);
    s.row(0, doc, "reviews", &[("stage", "office"), ("verdict", "pass")]);
}

/// From the signature to the archive.
fn issue(s: &mut School, doc: &str) {
    s.row(1, doc, "pre_checks", &[("approvals_ok", "yes"), ("text_ok", "yes"), ("format_ok", "yes")]);
    // The lease on the series is the director's desk's: elsewhere the document waits for its number.
    let why = s.refused(1, doc, "number", &[("org_code", CODE)]);
    assert!(why.contains("NoLease"), "{why}");
    s.step(0, doc, "number", &[("org_code", CODE)]);
    s.step(1, doc, "print", &[("copies", "6"), ("pages", "2")]);
    s.row(1, doc, "post_checks", &[("text_ok", "yes"), ("format_ok", "yes")]);
    s.step(1, doc, "to-seal", &[]);
    let request = s.the_linked(1, doc, "seal-requests", "document");
    seals::seal_document(s, &request);
    s.is(doc, "sealed");
    for recipient in ["教务处", "总务处", "档案室"] {
        s.row(1, doc, "dispatch", &[("recipient", recipient), ("copies", "2"), ("method", "by-hand"), ("sent", "@now")]);
    }
    s.step(1, doc, "dispatch", &[]);
    let why = s.refused(1, doc, "deliver", &[]);
    assert!(why.contains("OpenLine"), "{why}");
    s.cells(1, doc, "dispatch", &[("signed_by", "邓家豪"), ("signed_at", "@now"), ("phone_confirmed", "yes")]);
    s.step(1, doc, "deliver", &[]);
    s.step(1, doc, "record", &[("recorded_with", "区教育局")]);
    s.step(1, doc, "archive", &[("filed_to", "2026年文书")]);
}

/// A draft with this text, all the way.
pub fn carry_out(s: &mut School, doc: &str, body: &str) {
    s.write(1, doc, &[("body", body), ("org_code", CODE), ("print_org", "学校办公室")]);
    review(s, doc);
    approve(s, doc, false);
    sign(s, doc);
    issue(s, doc);
}

impl Outgoing {
    fn title(&mut self, s: &mut School) -> String {
        self.no += 1;
        format!("关于做好{}的通知（{}）", s.pick(names::NOTICES), self.no)
    }
}

impl Area for Outgoing {
    fn name(&self) -> &'static str {
        "发文"
    }

    fn together(&mut self, s: &mut School, _: &Month) {
        let title = self.title(s);
        let doc = draft(s, &title);
        s.write(1, &doc, &[("body", "一、提高认识。二、明确分工。")]);
        self.draft = Some(doc);
        let title = self.title(s);
        let doc = draft(s, &title);
        s.write(1, &doc, &[("body", "各部门：请按时报送材料。")]);
        review(s, &doc);
        approve(s, &doc, false);
        self.unsigned = Some(doc);
        let title = self.title(s);
        let doc = draft(s, &title);
        s.write(1, &doc, &[("body", "请各部门做好准备。")]);
        review(s, &doc);
        self.reviewed = Some(doc);
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        // Two write one draft: both texts are in it afterwards.
        let doc = self.draft.clone().unwrap();
        s.write(1, &doc, &[("body", "一、提高认识。二、明确分工。三、按时报送。")]);
        s.write(0, &doc, &[("body", "各部门：现将有关事项通知如下。一、提高认识。二、明确分工。")]);
        if !s.is_apart(0, 1) {
            return;
        }
        // Signed here, changed there.
        let doc = self.unsigned.clone().unwrap();
        sign(s, &doc);
        s.write(1, &doc, &[("body", "各部门：请于周五前按时报送材料。")]);
        s.expect("approved-then-changed", &doc);
        // Withdrawn here, approved there.
        let doc = self.reviewed.clone().unwrap();
        s.step(1, &doc, "withdraw", &[("withdraw_reason", "内容有变")]);
        approve(s, &doc, false);
        s.expect("withdrawn-meanwhile", &doc);
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let doc = self.draft.clone().unwrap();
        let body = s.text(2, &doc, "body");
        if s.text(0, &doc, "body").contains("三、按时报送") {
            assert!(body.contains("各部门：现将有关事项通知如下。") && body.contains("二、明确分工。"), "the texts of both are in {body}");
        }
        let doc = self.unsigned.clone().unwrap();
        if s.is_expected("approved-then-changed", &doc) {
            s.choose(1, "approved-then-changed", &doc, by_step("sign-again"), &[("return_reason", "签发后文字有改动")]);
            s.is(&doc, "awaiting-signature");
        }
        let doc = self.reviewed.clone().unwrap();
        if s.is_expected("withdrawn-meanwhile", &doc) {
            s.choose(0, "withdrawn-meanwhile", &doc, keep("withdrawn"), &[]);
            s.is(&doc, "withdrawn");
        }
    }

    fn finish(&mut self, s: &mut School, m: &Month) {
        let doc = self.draft.take().unwrap();
        review(s, &doc);
        approve(s, &doc, true);
        s.step(1, &doc, "co-signed", &[("to_sign", "@0")]);
        sign(s, &doc);
        issue(s, &doc);
        let doc = self.unsigned.take().unwrap();
        if s.text(0, &doc, "body").contains("周五前") {
            review_again(s, &doc);
        }
        sign(s, &doc);
        issue(s, &doc);
        self.issued += 2;
        let doc = self.reviewed.take().unwrap();
        if m.n.is_multiple_of(2) && s.state(0, &doc) != "withdrawn" {
            s.step(0, &doc, "return", &[("return_reason", "格式不符")]);
        }
        s.step(0, &doc, "void", &[("void_reason", "不再印发")]);
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let volume = s.report("outgoing-documents", "volume");
        // Beside these an answer each month.
        let series = s.reader(0).series(register("outgoing-documents"), s.clock.now.year()).unwrap();
        let last: i64 = series.iter().map(|one| one.last as i64).sum();
        assert!(series.iter().all(|one| one.unused.is_empty() && one.reserved.is_empty()), "a standing lease leaves no hole: {series:?}");
        assert_eq!(volume.total, last);
        assert_eq!(last, self.issued / 2 * 3, "two notices and an answer each month");
        assert_eq!(s.report("outgoing-documents", "unsigned-receipts").total, 0);
        vec![("发文".to_owned(), last.to_string()), ("未签收".to_owned(), "0".to_owned())]
    }
}
