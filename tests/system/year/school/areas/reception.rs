//! Reception 接待: appointments, plans, visitors in and out at two gates, those who were not signed out, follow-ups.

use replica::{Choice, Presence};

use super::super::hand::{Fields, id};
use super::super::watch::by_step;
use super::super::{Area, Month, School, names};

#[derive(Default)]
pub struct Reception {
    standard: String,
    /// Visits that count, and the people that came along.
    visits: i64,
    people: i64,
    plan: Option<(String, String)>,
    expected: Option<String>,
    inside: Option<String>,
    seen: Option<String>,
    doubled: Option<String>,
    left_twice: Option<String>,
    n: usize,
}

impl Reception {
    fn visitor(&mut self) -> String {
        self.n += 1;
        format!(
            "{}{}",
            names::VISITORS[self.n % names::VISITORS.len()],
            ["", "甲", "乙", "丙", "丁", "戊"][self.n / names::VISITORS.len() % 6]
        )
    }

    fn enter(&mut self, s: &mut School, desk: usize, name: &str, kind: &str, people: i64) -> String {
        let head = people.to_string();
        let fields: Fields<'_> =
            &[("visitor", name), ("type", kind), ("purpose", "来访"), ("host", "王海燕"), ("host_dept", "教务处"), ("headcount", &head)];
        let visit = s.add(desk, "visits", fields);
        s.step(desk, &visit, "enter", &[("badge", "A12"), ("id_type", "identity-card"), ("id_verified", "yes")]);
        self.visits += 1;
        self.people += people;
        visit
    }
}

impl Area for Reception {
    fn name(&self) -> &'static str {
        "接待"
    }

    fn begin(&mut self, s: &mut School) {
        self.standard = s.add(1, "reception-standards", &[("name", "检查调研接待标准"), ("type", "inspection"), ("level", "standard")]);
        s.step(1, &self.standard, "submit", &[]);
        s.step(0, &self.standard, "approve", &[]);
    }

    fn together(&mut self, s: &mut School, _: &Month) {
        let name = self.visitor();
        // An inspection with a plan.
        let fields: Fields<'_> = &[
            ("visitor", &name),
            ("organisation", "区教育局"),
            ("type", "inspection"),
            ("purpose", "督导检查"),
            ("planned_at", "@in 3 09:30"),
            ("host", "@0"),
            ("headcount", "4"),
        ];
        let visit = s.add(1, "visits", fields);
        s.step(1, &visit, "confirm-with-plan", &[]);
        let plan = s.the_linked(1, &visit, "reception-plans", "visit");
        s.row(1, &plan, "checklist", &[("item", "会议室与茶水"), ("responsible", "@1"), ("done", "no")]);
        s.step(1, &plan, "submit", &[("standard", &self.standard), ("budget", "300")]);
        s.step(0, &plan, "approve", &[]);
        let why = s.refused(1, &plan, "prepare", &[]);
        assert!(why.contains("OpenLine"), "{why}");
        s.cells(1, &plan, "checklist", &[("done", "yes")]);
        s.step(1, &plan, "prepare", &[]);
        self.plan = Some((visit, plan));
        let name = self.visitor();
        let group = self.enter(s, 1, &name, "sister-school", 35);
        s.step(1, &group, "leave", &[]);
        let declined = s.add(1, "visits", &[("visitor", "推销员"), ("type", "other"), ("planned_at", "@in 1 10:00")]);
        s.step(1, &declined, "decline", &[("decline_reason", "与学校业务无关")]);
        let name = self.visitor();
        self.expected =
            Some(s.add(1, "visits", &[("visitor", &name), ("type", "parent"), ("planned_at", "@in 6 15:00"), ("headcount", "1")]));
        let name = self.visitor();
        let gone = s.add(1, "visits", &[("visitor", &name), ("type", "general"), ("planned_at", "@at 16:00")]);
        s.step(1, &gone, "mark-no-show", &[]);
        // Nobody signs this one out: the list at the end of the day shows it.
        let name = self.visitor();
        let stays = self.enter(s, 1, &name, "service", 2);
        let listed = s.reader(2).on_campus(s.clock.now).unwrap();
        assert!(listed.iter().any(|p| p.id == id(&stays) && p.why == Presence::In && p.people == 3), "{listed:?}");
        // Two who work on the premises for days.
        let name = self.visitor();
        self.inside = Some(self.enter(s, 1, &name, "service", 1));
        let name = self.visitor();
        self.left_twice = Some(self.enter(s, 1, &name, "service", 1));
        s.step(1, &stays, "mark-overstayed", &[]);
        s.step(1, &stays, "leave", &[]);
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        if !s.is_apart(0, 1) {
            return;
        }
        // The expected one is let in at both gates.
        let visit = self.expected.clone().unwrap();
        for desk in [0, 1] {
            s.step(desk, &visit, "enter", &[]);
        }
        self.visits += 1;
        self.people += 1;
        s.expect("signed-in-twice", &visit);
        // A visitor whom both desks enter anew.
        let name = self.visitor();
        let both = [0, 1].map(|desk| self.enter(s, desk, &name, "parent", 1));
        (self.visits, self.people) = (self.visits - 1, self.people - 1);
        s.expect("visit-twice", &both[0]);
        self.doubled = Some(both[0].clone());
        // Signed out at the desk, seen afterwards at the library by the other one. The meeting was known to both.
        let seen = self.inside.take();
        if let Some(visit) = seen {
            s.step(1, &visit, "leave", &[]);
            s.row(0, &visit, "sightings", &[("place", "图书馆"), ("note", "仍在馆内")]);
            s.expect("seen-after-leaving", &visit);
            self.seen = Some(visit);
        }
        if let Some(visit) = self.left_twice.clone() {
            for desk in [1, 0] {
                s.step(desk, &visit, "leave", &[]);
            }
            s.expect("signed-out-twice", &visit);
        }
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let visit = self.expected.take().unwrap();
        if s.is_expected("signed-in-twice", &visit) {
            s.choose(1, "signed-in-twice", &visit, |c| matches!(c, Choice::Keep { .. }), &[]);
            s.step(1, &visit, "leave", &[]);
        } else {
            s.step(1, &visit, "confirm", &[]);
            s.step(1, &visit, "mark-no-show", &[]);
        }
        if let Some(visit) = self.doubled.take() {
            let both = s.case(1, "visit-twice", &visit).records;
            s.choose(1, "visit-twice", &visit, |c| matches!(c, Choice::Link { .. }), &[]);
            for visit in both {
                s.step(1, &visit.to_string(), "leave", &[]);
            }
            // Both lines stay in the book, and figures count the visit once.
        }
        if let Some(visit) = self.seen.take() {
            s.choose(1, "seen-after-leaving", &visit, by_step("seen-again"), &[]);
            s.step(1, &visit, "leave", &[]);
        }
        if let Some(visit) = self.left_twice.take() {
            if s.is_expected("signed-out-twice", &visit) {
                s.choose(0, "signed-out-twice", &visit, |c| matches!(c, Choice::Keep { .. }), &[]);
            } else {
                s.step(1, &visit, "leave", &[]);
            }
        }
        if let Some(visit) = self.inside.take() {
            s.step(1, &visit, "leave", &[]);
        }
        assert_eq!(s.reader(0).on_campus(s.clock.now).unwrap(), Vec::new(), "everybody has left");
    }

    fn finish(&mut self, s: &mut School, _: &Month) {
        let (visit, plan) = self.plan.take().unwrap();
        s.step(1, &visit, "arrive", &[]);
        s.step(1, &visit, "enter", &[]);
        self.visits += 1;
        self.people += 4;
        s.step(1, &plan, "receive", &[]);
        s.step(1, &plan, "finish-and-follow-up", &[("actual_cost", "268.50"), ("summary", "接待顺利")]);
        s.step(1, &visit, "leave", &[]);
        let follow_up = s.the_linked(1, &plan, "follow-ups", "plan");
        let due = s.clock.working_day(5).to_string();
        assert_eq!(s.text(2, &follow_up, "due_at"), due, "as the office has adjusted it");
        s.step(1, &follow_up, "record", &[("opinion", "建议增加停车引导"), ("method", "telephone"), ("satisfaction", "content")]);
        s.step(1, &follow_up, "act", &[("action", "增设引导牌"), ("action_owner", "@2"), ("action_due", "@in 5")]);
        s.step(2, &follow_up, "settle", &[("action_result", "已增设")]);
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let by_month = s.report("visits", "by-month");
        let people: f64 = by_month
            .groups
            .iter()
            .filter(|g| !g.keys[0].is_empty())
            .map(|g| match g.cells[1] {
                replica::Cell::Amount(n) => n,
                other => panic!("{other:?}"),
            })
            .sum();
        let visits: i64 = by_month.groups.iter().filter(|g| !g.keys[0].is_empty()).map(|g| g.size).sum();
        assert_eq!((visits, people as i64), (self.visits, self.people), "visits and those who came along");
        vec![("来访".to_owned(), format!("{visits} 次，随行 {} 人", people as i64))]
    }
}
