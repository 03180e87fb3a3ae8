//! Attendance 考勤: shifts, punches, leave, exceptions, the month that is locked and the punch that came too late; dossiers
//! and reports of staff.

use replica::Choice;

use super::super::hand::Fields;
use super::super::watch::{by_step, keep};
use super::super::{Area, Month, Outage, School, names};

#[derive(Default)]
pub struct Attendance {
    shift: String,
    /// The month before, to be locked: summary, days.
    month: Option<String>,
    /// A leave that waits for the leader.
    leave: Option<String>,
    out: Option<String>,
    late: Option<(String, String)>,
    doubled: Option<String>,
    punches: i64,
    leave_days: i64,
    adjusted: i64,
    before: Option<String>,
}

/// Who is in the summaries.
const PEOPLE: &[&str] = &["张建国", "李秀英", "王海燕"];

impl Attendance {
    fn punch(&mut self, s: &mut School, desk: usize, person: &str, at: &str, event: &str) -> String {
        let fields: Fields<'_> = &[
            ("person", person),
            ("punched_at", at),
            ("device_time", at),
            ("direction", "in"),
            ("device", "校门机"),
            ("source", "machine"),
            ("source_event", event),
            ("shift", &self.shift),
        ];
        self.punches += 1;
        s.add(desk, "punches", fields)
    }

    fn ask_leave(&self, s: &mut School, who: &str, days: &str) -> String {
        let fields: Fields<'_> = &[
            ("applicant", who),
            ("type", "sick"),
            ("starts_at", "@in 7 08:00"),
            ("ends_at", "@in 8 17:30"),
            ("days", days),
            ("cover", "冯雪梅"),
            ("dept", "教务处"),
        ];
        let leave = s.add(1, "leave", fields);
        s.step(1, &leave, "submit", &[]);
        s.step(2, &leave, "endorse", &[("dept_opinion", "同意"), ("leader_approver", "@0")]);
        leave
    }
}

impl Area for Attendance {
    fn name(&self) -> &'static str {
        "考勤与人事"
    }

    fn begin(&mut self, s: &mut School) {
        let fields: Fields<'_> =
            &[("name", "行政班"), ("kind", "office"), ("starts", "08:00"), ("ends", "17:30"), ("weekdays", "mon,tue,wed,thu,fri")];
        self.shift = s.add(1, "shifts", fields);
        s.step(1, &self.shift, "put-in-use", &[("valid_from", "2026-09-01")]);
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        for person in PEOPLE {
            self.punch(s, 1, person, "@at 07:55", &format!("E{}-{person}", m.n));
        }
        // The month before is summed up, but not locked yet.
        if m.n > 0 {
            let (title, before) = (format!("{}前一月考勤", m.text()), self.before.clone().unwrap_or_default());
            let last = m.first.yesterday().unwrap();
            let fields: Fields<'_> = &[
                ("title", &title),
                ("month", &before),
                ("from", &last.first_of_month().to_string()),
                ("to", &last.to_string()),
                ("workdays", "21"),
            ];
            let summary = s.add(1, "month-summaries", fields);
            for person in PEOPLE {
                s.row(1, &summary, "people", &[("person", person), ("present", "20"), ("late", "1"), ("signed", "yes")]);
            }
            self.exception(s, m, &summary);
            s.step(2, &summary, "check", &[]);
            self.month = Some(summary);
        }
        self.before = Some(m.text());
        let out = self.ask_leave(s, "王海燕", "2");
        s.step(0, &out, "approve", &[]);
        self.leave_days += 2;
        self.out = Some(out);
        let leave = self.ask_leave(s, "赵志强", "2");
        self.leave = Some(leave);
        self.dossier(s, m);
    }

    fn apart(&mut self, s: &mut School, m: &Month) {
        // Approved here, taken back there.
        let leave = self.leave.clone().unwrap();
        s.step(0, &leave, "approve", &[]);
        if s.is_apart(0, 1) {
            s.step(1, &leave, "withdraw", &[("cancel_reason", "已痊愈")]);
            s.expect("leave-cancelled", &leave);
        }
        if s.is_apart(1, 2) {
            // One event of the machine, read in at two desks.
            let event = format!("D{}", m.n);
            let both = [1, 2].map(|desk| self.punch(s, desk, "李秀英", "@at 08:01", &event));
            s.expect("punch-twice", &both[0]);
            self.doubled = Some(both[0].clone());
            // The month is locked at one desk, a punch of it comes to light at another.
            if let Some(summary) = self.month.clone() {
                let day = m.first.yesterday().unwrap();
                let punch = self.punch(s, 1, "张建国", &format!("{day} 08:20"), &format!("L{}", m.n));
                s.step(2, &summary, "lock", &[("reported_to", "财务室")]);
                // Only where the relay has the lock first is it too late; else the punch was there in time.
                if m.outage == Outage::Desk(1) {
                    s.expect("punch-after-lock", &punch);
                    self.late = Some((punch, summary));
                }
                self.month = None;
            }
        }
        if let Some(summary) = self.month.take()
            && self.late.is_none()
        {
            let why = s.refused(1, &summary, "lock", &[]);
            assert!(why.contains("NotYourStep"), "{why}");
            s.step(2, &summary, "lock", &[("reported_to", "财务室")]);
        }
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let leave = self.leave.take().unwrap();
        if s.is_expected("leave-cancelled", &leave) {
            assert_eq!(s.state(0, &leave), "cancelled", "taking back wins");
            s.choose(0, "leave-cancelled", &leave, keep("cancelled"), &[]);
        } else {
            s.step(1, &leave, "report-back", &[]);
            self.leave_days += 2;
        }
        if let Some(punch) = self.doubled.take() {
            s.choose(1, "punch-twice", &punch, by_step("mark-duplicate"), &[]);
        }
        if let Some((punch, summary)) = self.late.take() {
            s.choose(2, "punch-after-lock", &punch, |c| matches!(c, Choice::Adjust { .. }), &[]);
            s.is(&summary, "locked");
            s.is(&punch, "adjusted");
            self.adjusted += 1;
        }
    }

    fn finish(&mut self, s: &mut School, m: &Month) {
        let out = self.out.take().unwrap();
        s.step(1, &out, "report-back", &[("actual_days", "2")]);
        if m.n % 3 == 1 {
            self.report(s, m);
        }
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let leave = s.report("leave", "by-type");
        let days = leave.groups.iter().find(|g| g.keys == ["sick"]).map(|g| g.cells[1]);
        assert_eq!(days, Some(replica::Cell::Amount(self.leave_days as f64)), "days of leave that were taken");
        let punches = s.report("punches", "by-source");
        assert_eq!(punches.total, self.punches);
        let adjusted = s.report("month-summaries", "adjustments");
        assert_eq!(adjusted.total, self.adjusted);
        vec![
            ("打卡".to_owned(), self.punches.to_string()),
            ("病假天数".to_owned(), self.leave_days.to_string()),
            ("锁月后调整".to_owned(), self.adjusted.to_string()),
        ]
    }
}

impl Attendance {
    fn exception(&self, s: &mut School, m: &Month, summary: &str) {
        let day = m.first.yesterday().unwrap().to_string();
        let fields: Fields<'_> =
            &[("person", "李秀英"), ("person_dept", "德育处"), ("day", &day), ("status", "late"), ("minutes", "12"), ("month", summary)];
        let exception = s.add(1, "attendance-exceptions", fields);
        s.step(1, &exception, "appeal", &[("appeal_reason", "公交故障"), ("witness", "何俊杰")]);
        let why = s.refused(2, summary, "check", &[]);
        assert!(why.contains("Blocked"), "{why}");
        s.step(1, &exception, "decide", &[("decided", "normal"), ("decision_reason", "情况属实")]);
        if m.n.is_multiple_of(2) {
            s.step(1, &exception, "report", &[("reported_to", "人事")]);
        }
    }

    fn dossier(&self, s: &mut School, m: &Month) {
        let person = names::TEACHERS[m.n % names::TEACHERS.len()];
        let fields: Fields<'_> = &[
            ("person", person),
            ("kind", "renewal"),
            ("person_dept", "教务处"),
            ("joined_on", "2015-09-01"),
            ("annual_days", "10"),
            ("due_at", "@in 5"),
        ];
        let dossier =
            s.add_with(2, "staff-dossiers", fields, &[("checklist", &[("item", "续聘合同"), ("required", "yes"), ("received", "no")])]);
        let why = s.refused(2, &dossier, "complete", &[]);
        assert!(why.contains("OpenLine"), "{why}");
        s.cells(2, &dossier, "checklist", &[("received", "yes"), ("received_on", "@today")]);
        s.step(2, &dossier, "complete", &[]);
        s.step(2, &dossier, "file", &[("file_location", "人事柜3")]);
    }

    fn report(&self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[
            ("title", &format!("{}在职人员统计", m.text())),
            ("template", "headcount"),
            ("period", &m.text()),
            ("as_of", "@today"),
            ("due_at", "@in 5"),
        ];
        let report = s.add_with(1, "hr-reports", fields, &[("figures", &[("item", "在编"), ("value", "132"), ("previous", "130")])]);
        s.step(1, &report, "send-for-check", &[("checked_by", "@2")]);
        s.step(2, &report, "check", &[]);
        s.step(0, &report, "approve", &[]);
        s.step(2, &report, "submit", &[("submitted_to", "区教育局人事科"), ("method", "system")]);
    }
}
