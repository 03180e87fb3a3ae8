//! Seals 印章: requests, uses, off-site use and custody.

use super::super::hand::Fields;
use super::super::watch::by_step;
use super::super::{Area, Month, School};

#[derive(Default)]
pub struct Seals {
    contract: String,
    handovers: Vec<String>,
    papers: i64,
    trips: i64,
}

/// The keeper seals a document whose request came with it, and records the use.
pub fn seal_document(s: &mut School, request: &str) {
    let seal = official(s);
    let blank = s.refused(1, request, "seal-document", &[("seal", &seal), ("not_blank", "no")]);
    assert!(blank.contains("Not"), "{blank}");
    s.step(1, request, "seal-document", &[("seal", &seal), ("not_blank", "yes")]);
    record_use(s, request);
}

fn official(s: &School) -> String {
    let seals = s.all(1, "seals", None);
    seals.into_iter().find(|seal| s.text(1, seal, "kind") == "official").unwrap()
}

fn record_use(s: &mut School, request: &str) {
    let used = s.the_linked(1, request, "seal-uses", "request");
    s.step(1, &used, "record", &[("witness", "何俊杰"), ("imprints", "1")]);
    s.is(request, "recorded");
}

impl Area for Seals {
    fn name(&self) -> &'static str {
        "印章"
    }

    fn begin(&mut self, s: &mut School) {
        let seal = |name: &'static str, kind: &'static str| -> [(&'static str, &'static str); 6] {
            [("name", name), ("kind", kind), ("keeper", "@1"), ("backup_keeper", "@0"), ("location", "印章柜"), ("off_site_allowed", "yes")]
        };
        s.add(1, "seals", &seal("明德实验学校", "official"));
        self.contract = s.add(1, "seals", &seal("明德实验学校合同专用章", "contract"));
        // While the keeper is out, somebody else hands over for her.
        let fields: Fields<'_> = &[
            ("title", "印章交接代办"),
            ("from", "@1"),
            ("to", "@0"),
            ("scope", "印章移交"),
            ("registers", "seal-custody"),
            ("start", "@now"),
            ("end", "@in 300 18:00"),
        ];
        let delegation = s.add(1, "delegations", fields);
        s.step(2, &delegation, "activate", &[]);
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        let fields: Fields<'_> =
            &[("reason", "设备采购合同用印"), ("file_type", "contract"), ("copies", "2"), ("pages", "8"), ("off_site", "no")];
        let request = s.add(2, "seal-requests", fields);
        let why = s.refused(2, &request, "approve", &[("seal", &self.contract)]);
        assert!(why.contains("SamePerson"), "nobody approves their own request: {why}");
        s.step(0, &request, "approve", &[("seal", &self.contract), ("to_seal", "@1")]);
        s.step(1, &request, "seal-paper", &[("not_blank", "yes"), ("text_checked", "yes")]);
        record_use(s, &request);
        self.papers += 2;
        if m.n % 2 == 1 {
            self.off_site(s);
        }
        let refused = s.add(2, "seal-requests", &[("reason", "空白介绍信用印"), ("file_type", "form")]);
        s.step(0, &refused, "refuse", &[("refuse_reason", "空白纸不得用印")]);
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        if !s.is_apart(0, 1) {
            return;
        }
        // Two desks tell that one seal changes hands.
        let told = |from: &'static str, to: &'static str, reason: &'static str| -> [(&'static str, &'static str); 7] {
            [
                ("reason", reason),
                ("kind", "temporary"),
                ("from", from),
                ("to", to),
                ("supervisor", "郑文博"),
                ("condition", "完好"),
                ("at", "@now"),
            ]
        };
        let contract = self.contract.clone();
        let hand_over = |s: &mut School, desk: usize, fields: &[(&str, &str)]| {
            let custody = s.add(desk, "seal-custody", fields);
            s.step(desk, &custody, "hand-over", &[("seal", &contract)]);
            custody
        };
        let one = hand_over(s, 1, &told("@1", "@0", "保管人外出"));
        let other = hand_over(s, 0, &told("@1", "@2", "招标现场使用"));
        s.expect("seal-held-twice", &one);
        self.handovers = vec![one, other];
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        if let [one, other] = &std::mem::take(&mut self.handovers)[..] {
            s.choose(0, "seal-held-twice", one, by_step("cancel"), &[("reject_reason", "实际未移交")]);
            let left = if s.state(1, one) == "cancelled" { other } else { one };
            let taker = if left == one { 0 } else { 2 };
            s.step(taker, left, "take-for-a-time", &[("back_by", "@in 2")]);
            // And back to the keeper.
            let from = if taker == 0 { "@0" } else { "@2" };
            let back: Fields<'_> = &[("reason", "归还"), ("kind", "permanent"), ("from", from), ("to", "@1"), ("supervisor", "郑文博")];
            let custody = s.add(taker, "seal-custody", back);
            s.step(taker, &custody, "hand-over", &[("seal", &self.contract)]);
            let why = s.refused(taker, &custody, "take-over", &[("location", "印章柜")]);
            assert!(why.contains("NotYours") || why.contains("SamePerson"), "both sides confirm: {why}");
            s.step(1, &custody, "take-over", &[("location", "印章柜")]);
            assert_eq!(s.text(0, &self.contract, "holder"), super::super::DESKS[1].person);
        }
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let copies = s.derived("seals", &self.contract, "copies");
        assert_eq!(copies, self.papers, "the uses of the contract seal add up");
        assert_eq!(s.report("seal-uses", "off-site").total, self.trips);
        vec![("合同章用印份数".to_owned(), copies.to_string()), ("外带用印".to_owned(), self.trips.to_string())]
    }
}

impl Seals {
    fn off_site(&mut self, s: &mut School) {
        let fields: Fields<'_> =
            &[("reason", "赴局签订协议"), ("file_type", "contract"), ("copies", "3"), ("off_site", "yes"), ("use_place", "市教育局")];
        let request = s.add(2, "seal-requests", fields);
        s.step(0, &request, "approve", &[("seal", &self.contract)]);
        let trip: Fields<'_> =
            &[("carrier", "@2"), ("companion", "吴晓东"), ("expected_return_at", "@in 1 12:00"), ("text_checked", "yes")];
        s.step(1, &request, "take-out", trip);
        s.is(&self.contract.clone(), "out");
        s.step(1, &request, "return", &[("not_blank", "yes"), ("seal_condition", "intact")]);
        s.is(&self.contract.clone(), "in-use");
        record_use(s, &request);
        self.papers += 3;
        self.trips += 1;
    }
}
