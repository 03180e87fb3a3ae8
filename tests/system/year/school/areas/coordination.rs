//! Coordination 协调与改进: tasks, stand-ups, bulletins, letters, disputes; job descriptions, procedures that are read,
//! processes that get shorter, indicators, training.

use super::super::hand::{Fields, Rows};
use super::super::{Area, Month, School};

#[derive(Default)]
pub struct Coordination {
    sop: String,
    kpi: String,
    job: String,
    accounts: Vec<String>,
    bulletin: Option<String>,
    task: Option<String>,
    readers: i64,
    bulletins: i64,
    hours: i64,
    readings: i64,
    letters: i64,
}

impl Area for Coordination {
    fn name(&self) -> &'static str {
        "协调与改进"
    }

    fn begin(&mut self, s: &mut School) {
        let fields: Fields<'_> = &[("title", "收文办理规程"), ("domain", "documents"), ("owner_dept", "办公室"), ("version", "1.0")];
        let row: Fields<'_> = &[("order", "1"), ("step", "验视登记"), ("responsible", "文员"), ("limit", "当日")];
        self.sop = s.add_with(1, "sops", fields, &[("steps", row)]);
        s.step(1, &self.sop, "submit", &[]);
        s.step(0, &self.sop, "put-in-force", &[("review_due", "2027-08-31")]);
        let fields: Fields<'_> =
            &[("post", "文员"), ("post_dept", "办公室"), ("category", "service"), ("version", "1.0"), ("sops", &self.sop)];
        self.job = s.add_with(1, "job-descriptions", fields, &[("duties", &[("order", "1"), ("duty", "收发文"), ("share", "60")])]);
        s.step(1, &self.job, "submit", &[]);
        s.step(0, &self.job, "put-in-force", &[]);
        s.row(1, &self.job, "holders", &[("person", "@1"), ("version", "1.0"), ("from", "@today")]);
        let fields: Fields<'_> = &[
            ("name", "收文按时办结率"),
            ("kind", "timeliness"),
            ("unit", "%"),
            ("target", "95"),
            ("period", "month"),
            ("keeper", "@1"),
            ("threshold", "80"),
        ];
        self.kpi = s.add(1, "kpis", fields);
        s.step(0, &self.kpi, "put-in-use", &[("weight", "30")]);
        for person in ["张建国", "李秀英"] {
            self.accounts.push(s.add(2, "learning-accounts", &[("person", person), ("year", "2026-2027学年"), ("required_hours", "8")]));
        }
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        let fields: Fields<'_> =
            &[("title", &format!("{}节假日值班安排", m.text())), ("kind", "notice"), ("body", "请各部门按表值班。"), ("audience", "staff")];
        let bulletin = s.add(1, "bulletins", fields);
        s.step(1, &bulletin, "submit", &[("channels", "board")]);
        s.step(0, &bulletin, "approve", &[]);
        s.step(1, &bulletin, "publish", &[("readers", "3"), ("valid_until", "@in 15")]);
        self.bulletins += 1;
        self.bulletin = Some(bulletin);
        let fields: Fields<'_> = &[
            ("title", &format!("{}整理档案室", m.text())),
            ("owner", "@2"),
            ("due_at", "@in 9"),
            ("source_type", "leader"),
            ("load", "6"),
        ];
        self.task = Some(s.add(0, "tasks", fields));
        self.letter(s, m);
        self.stand_up(s, m);
    }

    fn apart(&mut self, s: &mut School, m: &Month) {
        // Everybody reads at their own desk, and all have read.
        let bulletin = self.bulletin.clone().unwrap();
        for desk in 0..3 {
            s.row(desk, &bulletin, "receipts", &[("dept", "办公室"), ("reply", "收到")]);
            s.row(desk, &self.sop.clone(), "acknowledgements", &[("version", "1.0"), ("how", "confirmed")]);
            self.readers += 1;
        }
        let task = self.task.clone().unwrap();
        s.step(2, &task, "start", &[]);
        s.row(2, &task, "progress_log", &[("percent", "50"), ("text", "完成一半")]);
        s.row(0, &task, "urges", &[("method", "telephone")]);
        self.dispute(s, m);
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let bulletin = self.bulletin.take().unwrap();
        assert_eq!(s.derived("bulletins", &bulletin, "read"), 3, "the receipts of all desks");
        s.step(1, &bulletin, "take-down", &[]);
        let task = self.task.take().unwrap();
        s.step(2, &task, "report-done", &[("result", "已整理")]);
        let why = s.refused(2, &task, "accept", &[]);
        assert!(why.contains("SamePerson") || why.contains("NotYourStep"), "{why}");
        s.step(0, &task, "accept", &[]);
    }

    fn finish(&mut self, s: &mut School, m: &Month) {
        let reading: Fields<'_> = &[("period", &m.text()), ("actual", "96"), ("target", "95"), ("score", "100"), ("verdict", "reached")];
        s.row(1, &self.kpi, "readings", reading);
        self.readings += 1;
        if m.n % 3 == 1 {
            self.train(s, m);
        }
        if m.n % 6 == 4 {
            self.shorten(s, m);
        }
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        assert_eq!(s.derived("sops", &self.sop, "readers"), self.readers, "acknowledgements of all desks");
        assert_eq!(s.derived("kpis", &self.kpi, "reading_count"), self.readings);
        for account in &self.accounts {
            assert_eq!(s.derived("learning-accounts", account, "hours"), self.hours, "hours of training");
        }
        assert_eq!(s.report("bulletins", "by-kind").total, self.bulletins);
        assert_eq!(s.report("correspondence", "by-channel").total, self.letters);
        vec![
            ("公告".to_owned(), self.bulletins.to_string()),
            ("规程签阅".to_owned(), self.readers.to_string()),
            ("培训学时（每人）".to_owned(), self.hours.to_string()),
        ]
    }
}

impl Coordination {
    fn letter(&mut self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[
            ("subject", &format!("{}共建活动邀请", m.text())),
            ("direction", "in"),
            ("channel", "letter"),
            ("organisation", "街道办事处"),
            ("urgency", "soon"),
        ];
        let letter = s.add(1, "correspondence", fields);
        s.step(1, &letter, "pass", &[("passed_to", "@0")]);
        s.step(0, &letter, "ask-reply", &[]);
        s.step(0, &letter, "reply", &[("reply_text", "同意参加")]);
        s.step(1, &letter, "file", &[("filed_in", "函件夹")]);
        self.letters += 1;
    }

    fn stand_up(&self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[("subject", &format!("{}办公室周会", m.text())), ("kind", "weekly"), ("chair", "@0"), ("length", "20")];
        let rows: Rows<'_> =
            &[("attendance", &[("person", "@1"), ("attended", "yes")]), ("items", &[("person", "@1"), ("done", "收文"), ("plan", "归档")])];
        let meeting = s.add_with(1, "stand-ups", fields, rows);
        s.step(1, &meeting, "hold", &[]);
        s.row(1, &meeting, "actions", &[("matter", "更新通讯录"), ("owner", "@1"), ("due", "@in 3")]);
        s.step(1, &meeting, "assign", &[]);
        let task = s.the_linked(1, &meeting, "tasks", "stand_up");
        s.step(1, &task, "report-done", &[("result", "已更新")]);
        s.step(0, &task, "accept", &[]);
        s.step(1, &meeting, "close", &[]);
    }

    fn dispute(&self, s: &mut School, m: &Month) {
        let parties: Rows<'_> = &[
            ("parties", &[("party", "教务处"), ("claim", "用报告厅"), ("agrees", "no")]),
            ("parties", &[("party", "德育处"), ("claim", "用报告厅"), ("agrees", "no")]),
        ];
        let dispute = s.add_with(
            1,
            "disputes",
            &[("title", &format!("{}报告厅使用冲突", m.text())), ("kind", "venue"), ("resource", "报告厅")],
            parties,
        );
        s.step(1, &dispute, "accept", &[("mediator", "何俊杰")]);
        s.row(1, &dispute, "sessions", &[("place", "小会议室"), ("points", "各让一步")]);
        s.step(1, &dispute, "propose", &[("proposal", "上下午分用")]);
        let why = s.refused(1, &dispute, "settle", &[("outcome", "分用")]);
        assert!(why.contains("OpenLine"), "{why}");
        s.cells(1, &dispute, "parties", &[("agrees", "yes")]);
        s.step(1, &dispute, "settle", &[("outcome", "上下午分用")]);
        s.step(1, &dispute, "close", &[("lesson", "提前一周预约")]);
    }

    fn train(&mut self, s: &mut School, m: &Month) {
        let need = s.add(
            1,
            "training-needs",
            &[("topic", &format!("{}公文写作", m.text())), ("kind", "skill"), ("asking_dept", "办公室"), ("headcount", "2")],
        );
        let why = s.refused(1, &need, "accept", &[]);
        assert!(why.contains("NotYourStep"), "{why}");
        s.step(0, &need, "accept", &[]);
        s.step(1, &need, "plan", &[("planned_for", "@in 1")]);
        let fields: Fields<'_> = &[
            ("title", &format!("{}公文写作培训", m.text())),
            ("kind", "skill"),
            ("needs", &need),
            ("sop", &self.sop),
            ("sop_version", "1.0"),
            ("hours", "4"),
            ("place", "报告厅"),
            ("starts_at", "@now"),
        ];
        let rows: Rows<'_> = &[
            ("attendees", &[("person", "张建国"), ("attended", "yes"), ("hours", "4")]),
            ("attendees", &[("person", "李秀英"), ("attended", "yes"), ("hours", "4")]),
        ];
        let session = s.add_with(1, "training-sessions", fields, rows);
        s.step(1, &session, "announce", &[]);
        s.step(1, &session, "hold", &[("trainer", "@0")]);
        s.is(&need, "met");
        s.step(1, &session, "assess", &[]);
        let papers = s.linked(2, &session, "assessments", "session");
        assert_eq!(papers.len(), 2, "each who came is assessed");
        s.step(2, &papers[0], "pass", &[("score", "88")]);
        s.step(2, &papers[1], "fail", &[("score", "50"), ("resit_due", "@in 2")]);
        s.step(2, &papers[1], "resit", &[]);
        s.step(2, &papers[1], "pass", &[("score", "72")]);
        s.step(1, &session, "close", &[("summary", "完成")]);
        // Their accounts count it by their attendance.
        self.hours += 4;
    }

    /// A step less: the procedure is revised, and read again.
    fn shorten(&mut self, s: &mut School, m: &Month) {
        let fields: Fields<'_> = &[
            ("title", &format!("{}收文流程优化", m.text())),
            ("sop", &self.sop),
            ("source", "self"),
            ("before_steps", "9"),
            ("after_steps", "7"),
        ];
        let review = s.add_with(1, "process-reviews", fields, &[("changes", &[("order", "1"), ("step", "重复审核"), ("kind", "merge")])]);
        s.step(1, &review, "submit", &[]);
        s.step(0, &review, "accept", &[]);
        s.step(0, &review, "adopt", &[("trial_result", "平均缩短一天")]);
        s.is(&self.sop.clone(), "revision");
        s.row(1, &self.sop.clone(), "revisions", &[("version", "1.1"), ("what", "合并审核")]);
        s.step(1, &self.sop.clone(), "submit", &[("version", "1.1")]);
        s.step(0, &self.sop.clone(), "put-in-force", &[]);
        assert_eq!(s.derived("process-reviews", &review, "saved_steps"), 2);
    }
}
