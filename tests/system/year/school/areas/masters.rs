//! People, departments, places, organisations, terms, the calendar, delegations and what the office has adjusted.

use replica::Choice;

use super::super::{Area, DESKS, Month, School, names};

#[derive(Default)]
pub struct Masters {
    /// Entered at two desks in this month's outage, with the register.
    twins: Vec<String>,
    delegation: Option<String>,
    organisations: usize,
}

const TWINS: &[&str] = &[
    "市青少年活动中心",
    "区图书馆",
    "市气象台",
    "区疾控中心",
    "市博物馆",
    "区妇联",
    "市体育局",
    "区团委",
    "市科协",
    "区文化馆",
    "市电视台",
    "区老干部局",
];

impl Area for Masters {
    fn name(&self) -> &'static str {
        "基础数据"
    }

    fn begin(&mut self, s: &mut School) {
        for name in names::DEPARTMENTS {
            s.add(0, "departments", &[("name", name), ("kind", "administration")]);
        }
        for (n, name) in names::TEACHERS.iter().chain(DESKS.iter().map(|d| &d.person)).enumerate() {
            let department = names::DEPARTMENTS[n % names::DEPARTMENTS.len()];
            s.add(0, "people", &[("name", name), ("staff_no", &format!("M{:03}", n + 1)), ("department", department)]);
        }
        for zone in names::ZONES {
            s.add(2, "locations", &[("name", zone), ("kind", "building"), ("use", "office")]);
        }
        for name in names::ORGANISATIONS {
            s.add(1, "organisations", &[("name", name), ("kind", "authority"), ("rank", "superior")]);
            self.organisations += 1;
        }
        s.add(0, "terms", &[("name", "2026—2027学年第一学期"), ("starts", "2026-09-01"), ("ends", "2027-01-22"), ("weeks", "20")]);
        for (day, working, name) in names::OWN_DAYS {
            let kind = if *working { "working" } else { "free" };
            s.add(0, "calendar-days", &[("date", &day.to_string()), ("kind", kind), ("name", name), ("basis", "放假通知")]);
        }
        // 回访 is due after five working days in this office, in the place of three.
        s.add(0, "adjustments", &[("register", "follow-ups"), ("what", "deadline"), ("days", "5")]);
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        if m.n == 5 {
            s.add(0, "terms", &[("name", "2026—2027学年第二学期"), ("starts", "2027-02-22"), ("ends", "2027-07-09"), ("weeks", "20")]);
        }
        if m.n.is_multiple_of(3) {
            self.delegate(s);
        }
    }

    fn apart(&mut self, s: &mut School, m: &Month) {
        // Two desks enter one organisation.
        let (a, b) = if s.is_apart(0, 1) { (0, 1) } else { (1, 2) };
        if !s.is_apart(a, b) {
            return;
        }
        let name = TWINS[m.n];
        self.twins = [a, b].iter().map(|desk| s.add(*desk, "organisations", &[("name", name), ("kind", "school")])).collect();
        s.expect("master-twice", &self.twins[0]);
        self.organisations += 1;
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        if let [one, other] = &std::mem::take(&mut self.twins)[..] {
            s.choose(0, "master-twice", one, |c| matches!(c, Choice::Link { field: "merged_into", .. }), &[]);
            let states = [s.state(1, one), s.state(1, other)];
            assert!(states.contains(&"merged".to_owned()) && states.contains(&"active".to_owned()), "{states:?}");
        }
    }

    fn finish(&mut self, s: &mut School, _: &Month) {
        if let Some(delegation) = self.delegation.take() {
            s.step(0, &delegation, "end", &[("end_reason", "出差返校")]);
            // From now on the clerk may not do it any more.
            let letter = s.add(1, "incoming-documents", &[("title", "授权结束后的来文"), ("from_org", "区教育局")]);
            s.step(1, &letter, "register", &[]);
            s.row(1, &letter, "opinions", &[("text", "请主任阅示")]);
            s.step(1, &letter, "submit", &[("submit_to", "@0")]);
            let why = s.refused(1, &letter, "instruct", &[]);
            assert!(why.contains("NotYourStep"), "{why}");
            s.step(1, &letter, "void", &[("void_reason", "重复登记")]);
            s.voided("incoming-documents");
        }
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let active = s.report("organisations", "by-kind");
        assert_eq!(active.total, self.organisations as i64, "merged organisations count once");
        let people = s.report("people", "by-department");
        assert_eq!(people.total, 15);
        vec![("往来单位（合并后）".to_owned(), active.total.to_string()), ("在册人员".to_owned(), people.total.to_string())]
    }
}

impl Masters {
    /// The director is away for some days, the clerk decides for her: the act shows both names.
    fn delegate(&mut self, s: &mut School) {
        let fields: &[(&str, &str)] = &[
            ("title", "主任出差期间授权"),
            ("from", "@0"),
            ("to", "@1"),
            ("reason", "travel"),
            ("scope", "来文批示与议题审定"),
            ("roles", "office-director"),
            ("registers", "incoming-documents,topics"),
            ("start", "@at 08:00"),
            ("end", "@in 12 18:00"),
        ];
        let delegation = s.add(0, "delegations", fields);
        let why = s.refused(1, &delegation, "activate", &[]);
        assert!(why.contains("NotYourStep"), "{why}");
        s.step(0, &delegation, "activate", &[]);
        s.numbered(1, &delegation);
        let topic = s.add(2, "topics", &[("title", &format!("{}修缮操场", s.clock.now.strftime("%Y-%m"))), ("proposer_dept", "总务处")]);
        s.step(2, &topic, "submit", &[]);
        s.step(1, &topic, "accept", &[]);
        assert_eq!(s.text(0, &topic, "reviewed_by"), format!("{}（代{}）", DESKS[1].person, DESKS[0].person), "both names");
        self.delegation = Some(delegation);
    }
}
