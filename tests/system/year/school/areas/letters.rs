//! Incoming documents 收文: registered, proposed, instructed, assigned, circulated, urged, answered, filed; secret ones as
//! pointers; overdue ones before the director.

use jiff::civil::Date;
use registers::workflow::Actor;
use replica::{Cell, Why};

use super::super::hand::{Fields, id};
use super::super::watch::{by_step, decide};
use super::super::{Area, DESKS, Month, School, names};
use super::outgoing;

/// A letter as the script has it in its own ledger.
struct Letter {
    id: String,
    from: &'static str,
    month: String,
    due: Date,
    closed: Option<Date>,
}

#[derive(Default)]
pub struct Letters {
    ledger: Vec<Letter>,
    no: usize,
    /// Waits for the leaders' instruction.
    instructed: Option<String>,
    /// Nobody deals with it in time.
    late: Option<String>,
    /// To be answered by a document of our own.
    answer: Option<String>,
    circulated: Option<String>,
    assigned: Option<String>,
    /// The one paper that two desks registered.
    twice: Option<(String, String)>,
    misfiled: Option<String>,
    secrets: i64,
}

impl Letters {
    /// A letter comes in and is registered; gives it with its number.
    fn receive(&mut self, s: &mut School, desk: usize, urgency: &str) -> String {
        self.no += 1;
        let (title, from) = (s.pick(names::LETTERS), s.pick(names::ORGANISATIONS));
        let title = format!("关于做好{title}的通知（{}）", self.no);
        let no = format!("教函〔{}〕{}号", s.clock.now.year(), self.no);
        let fields: Fields<'_> = &[
            ("title", &title),
            ("from_org", from),
            ("from_no", &no),
            ("from_type", "superior"),
            ("channel", "electronic"),
            ("kind", "notice"),
            ("urgency", urgency),
            ("nature", "handle"),
            ("doc_date", "@today"),
            ("pages", "4"),
            ("secrecy", "open"),
            ("classes", "teaching"),
        ];
        let letter = s.add(desk, "incoming-documents", fields);
        s.row(
            desk,
            &letter,
            "inspections",
            &[("intact", "yes"), ("number_present", "yes"), ("attachments_ok", "yes"), ("resolved", "yes")],
        );
        s.step(desk, &letter, "register", &[]);
        s.numbered(desk, &letter);
        let days = match urgency {
            "extra-urgent" => 1,
            "urgent" => 3,
            _ => 10,
        };
        let due = s.clock.working_day(days);
        assert_eq!(s.text(desk, &letter, "due_at"), due.to_string(), "{urgency}: due by the office's working days");
        let month = s.clock.now.strftime("%Y-%m").to_string();
        self.ledger.push(Letter { id: letter.clone(), from, month, due, closed: None });
        letter
    }

    fn close(&mut self, s: &School, letter: &str) {
        let entry = self.ledger.iter_mut().find(|l| l.id == letter).unwrap();
        entry.closed = Some(s.clock.now.date());
    }

    fn up_to_instruction(&mut self, s: &mut School, urgency: &str) -> String {
        let letter = self.receive(s, 1, urgency);
        s.step(1, &letter, "send-for-opinion", &[("opinion_by", "@0")]);
        s.row(0, &letter, "opinions", &[("text", "拟请教务处牵头，总务处配合"), ("to", "教务处")]);
        s.step(0, &letter, "submit", &[("submit_to", "@2")]);
        letter
    }

    fn file(&mut self, s: &mut School, letter: &str) {
        s.step(1, letter, "send-to-file", &[]);
        s.step(1, letter, "archive", &[]);
    }

    /// Only a line that points at the paper: no title, no sender.
    fn secret(&mut self, s: &mut School) {
        let title: Fields<'_> = &[("title", "关于某某的机密通知"), ("secrecy", "secret"), ("holder", "机要员")];
        let why = s.try_add(1, "incoming-documents", title, &[]).map(|_| ()).unwrap_err();
        assert!(matches!(why, replica::Error::Rule { .. }), "{why:?}");
        let fields: Fields<'_> =
            &[("title", "涉密文件"), ("secrecy", "secret"), ("copies", "1"), ("holder", "机要员"), ("location", "保密柜2")];
        let pointer = s.add(1, "incoming-documents", fields);
        s.step(1, &pointer, "register", &[]);
        s.step(1, &pointer, "handle-on-paper", &[]);
        self.secrets += 1;
    }
}

impl Area for Letters {
    fn name(&self) -> &'static str {
        "收文"
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        let letter = self.up_to_instruction(s, "normal");
        s.step_with(0, &letter, "instruct", &[("main_handler", "@1")], &[("instructions", &[("text", "请教务处办理并报结果")])]);
        s.is(&letter, "handling");
        self.answer = Some(letter);
        self.instructed = Some(self.up_to_instruction(s, "urgent"));
        let circulated = self.receive(s, 1, "normal");
        let first: Fields<'_> = &[("reader", "@0"), ("order", "1"), ("sent", "@now")];
        let second: Fields<'_> = &[("reader", "@2"), ("order", "2"), ("sent", "@now")];
        s.step_with(1, &circulated, "circulate", &[], &[("circulation", first), ("circulation", second)]);
        self.circulated = Some(circulated);
        let assigned = self.receive(s, 0, "normal");
        let row: Fields<'_> = &[("lead", "总务处"), ("handler", "@2"), ("due", "@in 8")];
        s.step_with(0, &assigned, "assign", &[("main_handler", "@2")], &[("assignments", row)]);
        self.assigned = Some(assigned);
        let late = self.receive(s, 1, "extra-urgent");
        s.step_with(1, &late, "assign", &[("main_handler", "@1")], &[("assignments", &[("lead", "信息中心"), ("due", "@in 1")])]);
        self.late = Some(late);
        self.misfiled = Some(self.receive(s, 1, "normal"));
        if m.n.is_multiple_of(3) {
            self.secret(s);
        }
        self.supplement(s);
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        // Overdue since days: the director sees it although it is not hers, also while nobody reaches her.
        let late = self.late.clone().unwrap();
        let director = Actor::new(DESKS[0].person, DESKS[0].roles.iter().map(|r| (*r).to_owned()).collect(), s.clock.now);
        let inbox = s.reader(0).inbox(&s.reader(0).complete(director).unwrap(), s.clock.moment(), 500).unwrap();
        let shown = inbox.iter().find(|w| w.hit.id == id(&late)).expect("what is overdue is before the director");
        assert_eq!((shown.why, shown.remind), (Why::Escalated, true));
        assert!(shown.days.is_some_and(|d| d < 0));
        s.row(1, &late, "urges", &[("method", "telephone"), ("reply", "明日报送")]);
        // Two write down where the paper is: both values stand until somebody picks one.
        let assigned = self.assigned.clone().unwrap();
        for (desk, place) in [(0, "主任室文件柜"), (1, "文印室文件柜")] {
            s.write(desk, &assigned, &[("location", place)]);
        }
        let circulated = self.circulated.clone().unwrap();
        // Each reads at their own desk.
        s.row(0, &circulated, "circulation", &[("reader", "@0"), ("read", "@now"), ("comment", "阅")]);
        s.row(2, &circulated, "circulation", &[("reader", "@2"), ("read", "@now"), ("comment", "已阅，请总务处落实")]);
        let instructed = self.instructed.clone().unwrap();
        s.row(0, &instructed, "instructions", &[("leader", "@0"), ("text", "由教务处主办")]);
        s.row(2, &instructed, "instructions", &[("leader", "@2"), ("text", "由总务处主办，教务处协办")]);
        if s.is_apart(0, 2) {
            s.expect("instructions-differ", &instructed);
        }
        if !s.is_apart(0, 1) {
            return;
        }
        // One paper registered at two desks.
        self.no += 1;
        let no = format!("教办〔{}〕{}号", s.clock.now.year(), self.no);
        let fields: Fields<'_> =
            &[("title", "关于开展校园开放活动的通知"), ("from_org", "区教育局"), ("from_no", &no), ("doc_date", "@today")];
        let both = [0, 1].map(|desk| {
            let letter = s.add(desk, "incoming-documents", fields);
            s.step(desk, &letter, "register", &[]);
            letter
        });
        s.expect("registered-twice", &both[0]);
        self.twice = Some((both[0].clone(), both[1].clone()));
        // Voided here, written to there.
        let misfiled = self.misfiled.clone().unwrap();
        s.step(1, &misfiled, "void", &[("void_reason", "非本校来文，已转出")]);
        s.voided("incoming-documents");
        s.write(0, &misfiled, &[("place", "收发室二号柜")]);
        s.expect("void-then-edited", &misfiled);
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        if let Some((one, other)) = self.twice.take() {
            s.choose(1, "registered-twice", &one, by_step("void"), &[("void_reason", "重复登记")]);
            s.voided("incoming-documents");
            let (left, void) = if s.state(0, &one) == "void" { (other, one) } else { (one, other) };
            assert_eq!(s.text(0, &void, "same_as"), left, "the void one names the one that stands");
            // It counts as one letter.
            let (from, month) = ("区教育局", s.clock.now.strftime("%Y-%m").to_string());
            let due = s.text(0, &left, "due_at").parse().unwrap();
            let month =
                if s.text(0, &left, "received_at").starts_with(&month) { month } else { s.text(0, &left, "received_at")[..7].to_owned() };
            self.ledger.push(Letter { id: left, from, month, due, closed: None });
        }
        let misfiled = self.misfiled.take().unwrap();
        if s.is_expected("void-then-edited", &misfiled) {
            s.choose(0, "void-then-edited", &misfiled, decide("noted"), &[]);
            self.ledger.retain(|l| l.id != misfiled);
        }
        let instructed = self.instructed.clone().unwrap();
        if s.is_expected("instructions-differ", &instructed) {
            s.choose(0, "instructions-differ", &instructed, decide("both-stand"), &[]);
        }
        s.step(0, &instructed, "instruct", &[("main_handler", "@2")]);
    }

    fn finish(&mut self, s: &mut School, _: &Month) {
        for letter in [self.instructed.take().unwrap(), self.circulated.take().unwrap(), self.assigned.take().unwrap()] {
            s.step(1, &letter, "close", &[("result", "已按要求落实")]);
            self.close(s, &letter);
            self.file(s, &letter);
        }
        let late = self.late.take().unwrap();
        s.step(0, &late, "extend", &[("extension_reason", "等上级系统开放"), ("due_at", "@in 2")]);
        let entry = self.ledger.iter_mut().find(|l| l.id == late).unwrap();
        entry.due = s.clock.working_day(2);
        s.step(1, &late, "close", &[("result", "已报送")]);
        self.close(s, &late);
        let letter = self.answer.take().unwrap();
        s.step(1, &letter, "draft-answer", &[]);
        let answer = s.the_linked(1, &letter, "outgoing-documents", "in_reply_to");
        outgoing::carry_out(s, &answer, "复函正文：我校已按通知要求完成各项工作。");
        s.is(&letter, "replied");
        assert_eq!(s.text(2, &letter, "answer_no"), s.text(0, &answer, "issue_no"));
        self.close(s, &letter);
        self.file(s, &letter);
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let by_source = s.report("incoming-documents", "by-source");
        for from in names::ORGANISATIONS {
            let mine = self.ledger.iter().filter(|l| l.from == *from).count() as i64;
            let found = by_source.groups.iter().find(|g| g.keys == [*from]).map_or(0, |g| g.size);
            assert_eq!(found, mine, "letters of {from}");
        }
        let on_time = s.report("incoming-documents", "on-time");
        let months: std::collections::BTreeSet<&String> = self.ledger.iter().map(|l| &l.month).collect();
        for month in months {
            let closed: Vec<&Letter> = self.ledger.iter().filter(|l| l.month == *month && l.closed.is_some()).collect();
            // What is still open after its day is late already.
            let overdue = |l: &&Letter| l.month == *month && l.due < s.clock.now.date() && s.state(0, &l.id) == "registered";
            let late = self.ledger.iter().filter(overdue).count();
            let (all, good) = (closed.len() + late, closed.iter().filter(|l| l.closed.is_some_and(|c| c <= l.due)).count());
            let group = on_time.groups.iter().find(|g| g.keys == [month.clone()]).unwrap();
            // Of those that are handled on paper nobody knows when.
            let (Cell::Percent(Some(rate)) | Cell::Known(Some(rate), _)) = group.cells[0] else { panic!("{group:?}") };
            assert!((rate - 100.0 * good as f64 / all as f64).abs() < 0.6, "on time in {month}: {rate}, {good} of {}", closed.len());
        }
        let secret = s.report("incoming-documents", "by-secrecy");
        assert_eq!(secret.groups.iter().find(|g| g.keys == ["secret"]).map_or(0, |g| g.size), self.secrets);
        vec![("收文（不含作废）".to_owned(), self.ledger.len().to_string()), ("涉密登记".to_owned(), self.secrets.to_string())]
    }
}

impl Letters {
    /// Something is missing: the sender is asked, the supplement comes, and one letter is sent back.
    fn supplement(&mut self, s: &mut School) {
        let letter = s.add(1, "incoming-documents", &[("title", "缺附件的来文"), ("from_org", "市教育局")]);
        let row: Fields<'_> =
            &[("intact", "no"), ("damage", "缺附件2"), ("sender_notified", "yes"), ("supplement_due", "@in 2"), ("resolved", "no")];
        s.step_with(1, &letter, "ask-supplement", &[], &[("inspections", row)]);
        s.step(1, &letter, "supplemented", &[]);
        s.step(1, &letter, "register", &[]);
        s.step(1, &letter, "reject", &[("reject_reason", "主送单位有误，退回")]);
        let due = s.text(1, &letter, "due_at").parse().unwrap();
        let month = s.text(1, &letter, "received_at")[..7].to_owned();
        self.ledger.push(Letter { id: letter, from: "市教育局", month, due, closed: None });
    }
}
