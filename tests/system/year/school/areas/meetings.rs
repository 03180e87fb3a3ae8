//! Meetings 会议: topics, rooms booked twice, notices in time, votes from two desks, minutes, and what is to be done.

use replica::{Cell, named_votes};

use super::super::hand::{Fields, Rows};
use super::super::watch::decide;
use super::super::{Area, DESKS, Month, School};

#[derive(Default)]
pub struct Meetings {
    rooms: [String; 2],
    meeting: Option<String>,
    /// In session while the desks are apart.
    session: Option<String>,
    bookings: Option<[String; 2]>,
    /// Of participants: expected, attended.
    seats: (i64, i64),
    tasks: i64,
    held: i64,
}

const MOTION: &str = "是否延长图书馆开放时间";

impl Meetings {
    fn plan(&mut self, s: &mut School, m: &Month, topic: &str) -> String {
        let subject = format!("{}行政例会", m.text());
        let fields: Fields<'_> = &[
            ("subject", &subject),
            ("type", "regular"),
            ("starts_at", "@in 5 14:00"),
            ("ends_at", "@in 5 15:30"),
            ("chair", "@0"),
            ("recorder", "@1"),
            ("room", &self.rooms[0]),
        ];
        let agenda: Fields<'_> = &[("order", "1"), ("subject", "开放时间"), ("topic", topic), ("minutes", "30"), ("kind", "decide")];
        let rows: Rows<'_> = &[
            ("agenda", agenda),
            ("participants", &[("person", "@0"), ("dept", "办公室"), ("required", "yes")]),
            ("participants", &[("person", "@2"), ("dept", "总务处"), ("required", "yes")]),
            ("participants", &[("person", "冯雪梅"), ("dept", "图书馆"), ("required", "yes")]),
        ];
        s.add_with(1, "meetings", fields, rows)
    }
}

impl Area for Meetings {
    fn name(&self) -> &'static str {
        "会议"
    }

    fn begin(&mut self, s: &mut School) {
        self.rooms = [("第一会议室", "R1"), ("报告厅", "R2")].map(|(name, code)| {
            s.add(1, "rooms", &[("name", name), ("code", code), ("capacity", "40"), ("keeper", "@1"), ("equipment", "projector,sound")])
        });
        s.step(1, &self.rooms[1], "require-approval", &[]);
    }

    fn together(&mut self, s: &mut School, m: &Month) {
        let topic =
            s.add(1, "topics", &[("title", &format!("{}延长图书馆开放时间", m.text())), ("proposer_dept", "图书馆"), ("minutes", "30")]);
        s.step(1, &topic, "submit", &[]);
        let declined = s.add(1, "topics", &[("title", &format!("{}更换校徽", m.text())), ("proposer_dept", "德育处")]);
        s.step(1, &declined, "submit", &[]);
        s.step(0, &declined, "decline", &[("verdict_reason", "不属本会讨论范围")]);
        let meeting = self.plan(s, m, &topic);
        let why = s.refused(1, &topic, "accept", &[]);
        // With the director's delegation it is her own proposal that she may not accept.
        assert!(why.contains("NotYourStep") || why.contains("SamePerson"), "{why}");
        s.step(0, &topic, "accept", &[("meeting", &meeting)]);
        s.step(1, &meeting, "set-agenda-and-book", &[("layout", "boardroom")]);
        s.is(&topic, "scheduled");
        let booking = s.the_linked(1, &meeting, "bookings", "meeting");
        s.is(&booking, "confirmed");
        s.step(1, &meeting, "notify", &[]);
        s.row(1, &meeting, "notices", &[("template", "regular"), ("channel", "office-system"), ("to", "全体"), ("receipt", "complete")]);
        self.meeting = Some(meeting);
        // Called at short notice: not without a reason.
        let short: Fields<'_> =
            &[("subject", &format!("{}防汛专题会", m.text())), ("type", "special"), ("starts_at", "@in 1 16:00"), ("chair", "@0")];
        let rows: Rows<'_> = &[("agenda", &[("subject", "防汛")]), ("participants", &[("person", "@2")])];
        let short = s.add_with(1, "meetings", short, rows);
        s.step(1, &short, "set-agenda", &[]);
        let why = s.refused(1, &short, "notify", &[]);
        assert!(why.contains("ShortNotice"), "{why}");
        s.step(1, &short, "notify", &[("short_notice_reason", "气象预警")]);
        s.step(1, &short, "cancel", &[("cancel_reason", "预警解除")]);
        self.seats.0 += 1;
        // A meeting that begins at once and goes on while the desks are apart.
        let session: Fields<'_> = &[("subject", &format!("{}表决会", m.text())), ("type", "special"), ("chair", "@0"), ("recorder", "@1")];
        let session = s.add(1, "meetings", session);
        s.step(1, &session, "start-at-once", &[("short_notice_reason", "时间紧迫")]);
        self.session = Some(session);
    }

    fn apart(&mut self, s: &mut School, _: &Month) {
        let session = self.session.clone().unwrap();
        for (desk, voter, choice) in
            [(0, "张建国", "for"), (0, "李秀英", "for"), (1, "王海燕", "against"), (1, "赵志强", "for"), (2, "孙丽华", "abstain")]
        {
            s.row(desk, &session, "ballots", &[("motion", MOTION), ("voter", voter), ("choice", choice)]);
        }
        if !s.is_apart(0, 1) {
            return;
        }
        // One voter entered twice, and two counts of one vote.
        s.row(0, &session, "ballots", &[("motion", MOTION), ("voter", "吴晓东"), ("choice", "for")]);
        s.row(1, &session, "ballots", &[("motion", MOTION), ("voter", "吴晓东"), ("choice", "against")]);
        s.expect("ballots-differ", &session);
        let tally = |for_votes: &'static str| -> [(&'static str, &'static str); 6] {
            [("motion", MOTION), ("method", "named"), ("for_votes", for_votes), ("against", "1"), ("abstain", "1"), ("result", "passed")]
        };
        s.row(0, &session, "votes", &tally("4"));
        s.row(1, &session, "votes", &tally("3"));
        s.expect("tallies-differ", &session);
        // One room for two.
        let day = s.clock.working_day(6);
        let booked = [(0, "教研组长会", "09:00", "10:30"), (1, "家长代表会", "10:00", "11:00")].map(|(desk, purpose, from, to)| {
            let (start, end) = (format!("{day} {from}"), format!("{day} {to}"));
            let fields: Fields<'_> =
                &[("purpose", purpose), ("room", &self.rooms[0]), ("start", &start), ("end", &end), ("headcount", "20")];
            // The room is free as far as each desk knows, and so it is promised at once.
            s.add(desk, "bookings", fields)
        });
        s.expect("room-double-booked", &booked[0]);
        self.bookings = Some(booked);
    }

    fn settle(&mut self, s: &mut School, _: &Month) {
        let session = self.session.clone().unwrap();
        let votes = named_votes(&s.record(2, &session)).remove(MOTION).unwrap();
        assert_eq!((votes.in_favour, votes.against, votes.abstained), (3, 1, 1), "the votes of all desks, each voter once");
        if s.is_expected("ballots-differ", &session) {
            assert_eq!(votes.unclear, 1);
            s.choose(0, "ballots-differ", &session, decide("put-right"), &[]);
            // A count in sight of both settles the tallies.
            let fields: Fields<'_> =
                &[("motion", MOTION), ("method", "named"), ("for_votes", "3"), ("against", "1"), ("abstain", "1"), ("result", "passed")];
            s.row(1, &session, "votes", fields);
            s.gone("tallies-differ", &session);
        }
        if let Some(both) = self.bookings.take() {
            let case = s.case(1, "room-double-booked", &both[0]);
            let (winner, loser) = (case.records[0].to_string(), case.records[1].to_string());
            let displaced = loser.clone();
            let want =
                move |c: &replica::Choice| matches!(c, replica::Choice::Step { id, step: "displace" } if id.to_string() == displaced);
            s.choose(1, "room-double-booked", &both[0], want, &[("adjust_reason", "与先定会议冲突")]);
            s.is(&loser, "needs-adjustment");
            s.is(&winner, "confirmed");
            s.step(1, &loser, "rebook", &[("start", "@in 7 15:00"), ("end", "@in 7 16:00")]);
            s.step(1, &loser, "confirm", &[]);
            s.step(1, &loser, "cancel", &[("cancel_reason", "改为线上")]);
            s.step(1, &winner, "cancel", &[("cancel_reason", "改期")]);
        }
        s.step(1, &session, "end", &[]);
        s.step(1, &session, "void", &[("void_reason", "并入例会")]);
        s.voided("meetings");
        self.session = None;
        self.hall(s);
    }

    fn finish(&mut self, s: &mut School, m: &Month) {
        let meeting = self.meeting.take().unwrap();
        let check: Fields<'_> =
            &[("projector", "yes"), ("sound", "yes"), ("microphone", "yes"), ("board", "yes"), ("pens", "yes"), ("ok", "yes")];
        s.step_with(1, &meeting, "prepare", &[("refreshments", "茶水")], &[("venue_checks", check)]);
        s.step(1, &meeting, "start", &[]);
        let booking = s.the_linked(1, &meeting, "bookings", "meeting");
        s.is(&booking, "used");
        let late = if m.n.is_multiple_of(2) { "yes" } else { "no" };
        s.cells(1, &meeting, "participants", &[("attended", "yes"), ("signed_at", "@now"), ("late", late)]);
        self.seats = (self.seats.0 + 3, self.seats.1 + 3);
        s.row(1, &meeting, "discussions", &[("item", "开放时间"), ("speaker", "冯雪梅"), ("points", "可延长一小时"), ("confirmed", "yes")]);
        s.row(1, &meeting, "resolutions", &[("order", "1"), ("text", "图书馆延长开放一小时"), ("lead", "图书馆"), ("due", "@in 5")]);
        s.step(1, &meeting, "end", &[]);
        s.step(1, &meeting, "submit-minutes", &[("minutes", "会议决定延长图书馆开放时间一小时。")]);
        s.row(1, &meeting, "distribution", &[("recipient", "各部门"), ("method", "office-system"), ("copies", "8")]);
        let why = s.refused(1, &meeting, "distribute", &[]);
        assert!(why.contains("NotYourStep"), "{why}");
        s.step(0, &meeting, "distribute", &[]);
        for (matter, owner) in [("调整开放时间", "冯雪梅"), ("安排值班", "@2")] {
            s.row(
                1,
                &meeting,
                "actions",
                &[("matter", matter), ("owner", owner), ("dept", "图书馆"), ("due", "@in 5"), ("requirement", "书面报告")],
            );
        }
        s.step(1, &meeting, "follow-up", &[]);
        let tasks = s.linked(1, &meeting, "tasks", "meeting");
        assert_eq!(tasks.len(), 2, "each action is a task");
        let why = s.refused(1, &meeting, "close", &[]);
        assert!(why.contains("Blocked"), "{why}");
        for task in &tasks {
            // For who has no desk the clerk notes it.
            let desk = if s.record(1, task).text("owner") == DESKS[2].person { 2 } else { 1 };
            s.step(desk, task, "start", &[]);
            s.step_with(desk, task, "report-done", &[("result", "已完成")], &[("progress_log", &[("percent", "100"), ("text", "完成")])]);
            s.step(0, task, "accept", &[("check_opinion", "同意")]);
        }
        self.tasks += 2;
        self.held += 1;
        assert_eq!(s.derived("meetings", &meeting, "completion_rate"), 100, "in hundredths");
        s.step(1, &meeting, "close", &[("summary", "已落实")]);
        let evaluation: Fields<'_> = &[("subject", &m.text()), ("meeting", &meeting), ("overall", "4"), ("preparation_score", "5")];
        let evaluation = s.add(0, "meeting-evaluations", evaluation);
        s.is(&evaluation, "draft");
        s.step(0, &evaluation, "submit", &[]);
        s.numbered(0, &evaluation);
        s.step(0, &evaluation, "close", &[]);
    }

    fn figures(&self, s: &School) -> Vec<(String, String)> {
        let attendance = s.report("meetings", "attendance");
        let seats: i64 = attendance.groups.iter().map(|g| g.size).sum();
        assert_eq!(seats, self.seats.0, "seats of all meetings that count");
        let rate = |name: &str| match attendance.groups.iter().find(|g| g.keys == [name]).map(|g| g.cells[0]) {
            Some(Cell::Percent(Some(rate))) => rate,
            other => panic!("{name}: {other:?}"),
        };
        assert!((rate("冯雪梅") - 100.0).abs() < 0.01);
        let tasks = s.report("tasks", "by-source");
        let mine = tasks.groups.iter().filter(|g| g.keys[0] == "meeting").map(|g| g.size).sum::<i64>();
        assert_eq!(mine, self.tasks);
        vec![
            ("会议".to_owned(), self.held.to_string()),
            ("到会".to_owned(), format!("{}/{seats}", self.seats.1)),
            ("督办任务".to_owned(), mine.to_string()),
        ]
    }
}

impl Meetings {
    /// The hall needs the keeper's approval; somebody did not come.
    fn hall(&self, s: &mut School) {
        let fields: Fields<'_> =
            &[("purpose", "讲座"), ("room", &self.rooms[1]), ("start", "@at 08:00"), ("end", "@at 08:30"), ("applicant_dept", "德育处")];
        let booking = s.add(0, "bookings", fields);
        let why = s.refused(0, &booking, "confirm", &[]);
        assert!(why.contains("LinkedNot"), "{why}");
        s.step(0, &booking, "submit", &[]);
        let why = s.refused(0, &booking, "approve", &[]);
        assert!(why.contains("SamePerson"), "{why}");
        s.step(1, &booking, "approve", &[]);
        s.step(1, &booking, "mark-no-show", &[]);
    }
}
