//! Requests 报修与首问: answered at once, handed over, on hold, solved, followed up; closed here and reopened there.

use replica::Choice;

use super::super::hand::Fields;
use super::super::watch::keep;
use super::super::{Area, DESKS, Month, School, names};

#[derive(Default)]
pub struct Service {
    roster: String,
    by_category: std::collections::BTreeMap<&'static str, i64>,
    closing: Option<String>,
    assigned: Option<String>,
}

impl Service {
    fn request(&mut self, s: &mut School, desk: usize, category: &'static str, urgency: &str) -> String {
        let subject = s.pick(names::FAULTS);
        let fields: Fields<'_> = &[
            ("subject", subject),
            ("category", category),
            ("channel", "telephone"),
            ("requester", "孙丽华"),
            ("requester_dept", "高一年级组"),
            ("location", "教学楼"),
            ("urgency", urgency),
            ("roster", &self.roster),
        ];
        *self.by_category.entry(category).or_default() += 1;
        let request = s.add(desk, "service-requests", fields);
        s.numbered(desk, &request);
        request
    }

    fn hand_to(s: &mut School, desk: usize, request: &str, who: &str) {
        s.step(desk, request, "transfer", &[("handler", who), ("handler_dept", "总务处")]);
    }
}

impl Area for Service {
    fn name(&self) -> &'static str {
        "报修与首问"
    }

    fn begin(&mut self, s: &mut School) {
        let roster: Fields<'_> =
            &[("title", "快速响应小组值班表"), ("kind", "facilities"), ("starts_on", "2026-09-01"), ("ends_on", "2027-08-31")];
        let duty: Fields<'_> = &[("from", "2026-09-01 08:00"), ("to", "2026-09-30 17:30"), ("person", "@2")];
        self.roster = s.add_with(1, "on-call-rosters", roster, &[("duties", duty)]);
        s.step(1, &self.roster, "publish", &[("hotline", "8018")]);
    }

    fn together(&mut self, s: &mut School, _: &Month) {
        let asked = self.request(s, 1, "consult", "normal");
        s.step(1, &asked, "solve", &[("solution", "已告知办理流程")]);
        s.step(1, &asked, "close-answered", &[("rating", "satisfied")]);
        let repair = self.request(s, 1, "repair", "urgent");
        Self::hand_to(s, 1, &repair, "@2");
        s.step(2, &repair, "start", &[("first_response", "半小时到场")]);
        s.step(2, &repair, "hold", &[("hold_reason", "等配件")]);
        s.step(2, &repair, "resume", &[]);
        s.row(2, &repair, "materials", &[("item", "龙头"), ("quantity", "1"), ("price", "35"), ("amount", "35")]);
        s.step(2, &repair, "solve", &[("solution", "更换龙头"), ("cost", "35")]);
        let why = s.refused(2, &repair, "follow-up", &[]);
        assert!(why.contains("SamePerson"), "{why}");
        s.step(1, &repair, "follow-up", &[("opinion", "满意")]);
        self.closing = Some(repair);
        self.assigned = Some(self.request(s, 1, "system-fault", "normal"));
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        let repair = self.closing.clone().unwrap();
        s.step(1, &repair, "close", &[("rating", "very-satisfied")]);
        if !s.is_apart(0, 1) {
            return;
        }
        s.step(0, &repair, "reopen", &[("reopen_reason", "又漏水了"), ("handler", "@2")]);
        s.expect("request-state", &repair);
        let assigned = self.assigned.clone().unwrap();
        Self::hand_to(s, 1, &assigned, "@2");
        Self::hand_to(s, 0, &assigned, "吴晓东");
        s.expect("request-assigned-twice", &assigned);
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let repair = self.closing.clone().unwrap();
        if s.is_expected("request-state", &repair) {
            assert_eq!(s.state(2, &repair), "reopened", "reopening beats closing");
            s.choose(1, "request-state", &repair, keep("reopened"), &[]);
        }
        let assigned = self.assigned.clone().unwrap();
        if s.is_expected("request-assigned-twice", &assigned) {
            let me = DESKS[2].person;
            s.choose(
                0,
                "request-assigned-twice",
                &assigned,
                |c| matches!(c, Choice::Keep { value, .. } if value.as_text() == Some(me)),
                &[],
            );
            let rows = s.record(2, &assigned).lines.get("handovers").map_or(0, Vec::len);
            assert_eq!(rows, 2, "both handovers stay");
        } else {
            Self::hand_to(s, 1, &assigned, "@2");
        }
    }

    fn finish(&mut self, s: &mut School, _: &Month) {
        let repair = self.closing.take().unwrap();
        if s.state(2, &repair) == "reopened" {
            s.step(2, &repair, "start", &[]);
            s.step(2, &repair, "solve", &[("solution", "更换整段水管")]);
            s.step(1, &repair, "follow-up", &[]);
            s.step(1, &repair, "close", &[("rating", "satisfied")]);
        }
        let fault = self.assigned.take().unwrap();
        s.step(2, &fault, "start", &[]);
        s.step(2, &fault, "solve", &[("solution", "重启交换机")]);
        s.step(1, &fault, "follow-up", &[]);
        s.step(1, &fault, "close", &[("rating", "fair")]);
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let found = s.report("service-requests", "by-category");
        let counts: std::collections::BTreeMap<&str, i64> = found.groups.iter().map(|g| (g.keys[0].as_str(), g.size)).collect();
        assert_eq!(counts, self.by_category.iter().map(|(k, n)| (*k, *n)).collect());
        assert_eq!(s.derived("on-call-rosters", &self.roster, "call_count"), found.total);
        vec![("首问与报修".to_owned(), found.total.to_string())]
    }
}
