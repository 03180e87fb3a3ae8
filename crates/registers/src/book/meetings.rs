//! Meetings 会议: from the call for topics to the last action item. Who was told how long before, who came, what was
//! said, how they voted, what was resolved, and the minutes; action items become tasks.

use crate::book::rooms;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only, Precedence,
    Register, Report, Rule, Settled, Stamped, Template, Unit, Version, col, derived, due_at, key, l, others, report,
};

mod choices;
mod flow;
mod lines;

pub use lines::{
    actions, agenda, ballots, discussions, distribution, minutes_versions, notices, participants, preparation, resolutions, venue_checks,
    votes,
};

pub(in crate::book) use choices::{IMPORTANCES, TYPES};
/// Subject.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// Number in the office's book.
pub const MEETING_NO: Key<key::Text> = Key::new("meeting_no");
/// Type of meeting.
pub const TYPE: Key<key::Choice> = Key::new("type");
/// Importance; decides how early the notice goes out.
pub const IMPORTANCE: Key<key::Choice> = Key::new("importance");
/// What it is for.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// When it begins.
pub const STARTS_AT: Key<key::Time> = Key::new("starts_at");
/// When it shall end.
pub const ENDS_AT: Key<key::Time> = Key::new("ends_at");
/// The room.
pub const ROOM: Key<key::Link> = Key::new("room");
/// Where, if in none of the rooms.
pub const PLACE: Key<key::Text> = Key::new("place");
/// How to take part from elsewhere.
pub const ONLINE: Key<key::Text> = Key::new("online");
/// Who chairs it.
pub const CHAIR: Key<key::Person> = Key::new("chair");
/// Who keeps the record.
pub const RECORDER: Key<key::Person> = Key::new("recorder");
/// Who prepares it.
pub const ORGANISER: Key<key::Person> = Key::new("organiser");
/// Day until which topics are collected.
pub const COLLECT_UNTIL: Key<key::Date> = Key::new("collect_until");
/// What is dealt with, in order.
pub const AGENDA: Key<key::Lines> = Key::new("agenda");
/// Who shall come, who said what, who came.
pub const PARTICIPANTS: Key<key::Lines> = Key::new("participants");
/// Who sits in.
pub const OBSERVERS: Key<key::Text> = Key::new("observers");
/// Notices sent.
pub const NOTICES: Key<key::Lines> = Key::new("notices");
/// When the notice went out.
pub const NOTIFIED_AT: Key<key::Time> = Key::new("notified_at");
/// Who sent it.
pub const NOTIFIED_BY: Key<key::Person> = Key::new("notified_by");
/// Why the notice was shorter than the office asks for.
pub const SHORT_NOTICE_REASON: Key<key::Text> = Key::new("short_notice_reason");
/// Day by which the notice, and later the minutes, must be out.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// How the room is set up.
pub const LAYOUT: Key<key::Choice> = Key::new("layout");
/// Who sits where.
pub const SEATS: Key<key::LongText> = Key::new("seats");
/// Water, tea, fruit.
pub const REFRESHMENTS: Key<key::Text> = Key::new("refreshments");
/// What must be prepared.
pub const PREPARATION: Key<key::Lines> = Key::new("preparation");
/// Checks of the room.
pub const VENUE_CHECKS: Key<key::Lines> = Key::new("venue_checks");
/// When it began.
pub const STARTED_AT: Key<key::Time> = Key::new("started_at");
/// When it ended.
pub const ENDED_AT: Key<key::Time> = Key::new("ended_at");
/// Who said what.
pub const DISCUSSIONS: Key<key::Lines> = Key::new("discussions");
/// Votes and their counts.
pub const VOTES: Key<key::Lines> = Key::new("votes");
/// How each voter voted in a named vote.
pub const BALLOTS: Key<key::Lines> = Key::new("ballots");
/// What was resolved.
pub const RESOLUTIONS: Key<key::Lines> = Key::new("resolutions");
/// Number of the minutes.
pub const MINUTES_NO: Key<key::Text> = Key::new("minutes_no");
/// The minutes.
pub const MINUTES: Key<key::LongText> = Key::new("minutes");
/// Who drew them up.
pub const MINUTES_BY: Key<key::Person> = Key::new("minutes_by");
/// When they were submitted.
pub const MINUTES_SUBMITTED_AT: Key<key::Time> = Key::new("minutes_submitted_at");
/// Versions of the minutes.
pub const MINUTES_VERSIONS: Key<key::Lines> = Key::new("minutes_versions");
/// What must be changed.
pub const MINUTES_RETURN_REASON: Key<key::Text> = Key::new("minutes_return_reason");
/// Who approved them.
pub const MINUTES_APPROVED_BY: Key<key::Person> = Key::new("minutes_approved_by");
/// When.
pub const MINUTES_APPROVED_AT: Key<key::Time> = Key::new("minutes_approved_at");
/// Who got the minutes.
pub const DISTRIBUTION: Key<key::Lines> = Key::new("distribution");
/// Who does what by when; each becomes a task.
pub const ACTIONS: Key<key::Lines> = Key::new("actions");
/// Day on which all was done.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");
/// What became of it.
pub const SUMMARY: Key<key::Text> = Key::new("summary");
/// Why it was postponed.
pub const POSTPONE_REASON: Key<key::Text> = Key::new("postpone_reason");
/// When it was to begin before it was postponed.
pub const ORIGINAL_STARTS_AT: Key<key::Time> = Key::new("original_starts_at");
/// Why it was cancelled.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");

static FIELDS: &[Field] = &[
    Field::text(SUBJECT, l("会议名称", "會議名稱", "Subject")).required().alias(&[
        "会议主题",
        "主题",
        "标题",
        "名称",
        "会议议题",
        "会议题目",
        "Meeting",
        "Title",
    ]),
    Field::text(MEETING_NO, l("会议编号", "會議編號", "Meeting no.")).alias(&["编号"]),
    Field::choice(TYPE, l("会议类型", "會議類型", "Type"), choices::TYPES).starts(Default_::Choice("regular")).alias(&[
        "类型",
        "会议类别",
        "会议性质",
        "会议分类",
    ]),
    Field::choice(IMPORTANCE, l("重要程度", "重要程度", "Importance"), choices::IMPORTANCES)
        .starts(Default_::Choice("ordinary"))
        .alias(&["重要性"]),
    Field::text(PURPOSE, l("会议目的", "會議目的", "Purpose")).alias(&["目的"]),
    Field::time(STARTS_AT, l("开始时间", "開始時間", "Starts at")).alias(&[
        "会议时间",
        "召开时间",
        "时间",
        "开会时间",
        "会议开始时间",
        "Start",
        "Date and time",
        "Time",
    ]),
    Field::time(ENDS_AT, l("预计结束时间", "預計結束時間", "Ends at")).until().alias(&["结束时间", "会议结束时间", "End"]),
    Field::link(ROOM, l("会议室", "會議室", "Room"), "rooms"),
    Field::text(PLACE, l("会议地点", "會議地點", "Place")).alias(&["地点", "召开地点", "会址", "开会地点", "会场", "Venue", "Location"]),
    Field::text(ONLINE, l("线上参会方式", "線上參會方式", "Online access")),
    Field::person(CHAIR, l("主持人", "主持人", "Chair")).alias(&["会议主持", "主持", "会议主持人", "召集人", "Chaired by", "Chairperson"]),
    Field::person(RECORDER, l("记录人", "記錄人", "Recorder")).alias(&["记录员", "会议记录", "记录", "会议记录人", "Minutes taken by"]),
    Field::person(ORGANISER, l("会务联系人", "會務聯絡人", "Organiser")).starts(Default_::Me).alias(&[
        "组织人",
        "联系人",
        "会务",
        "会务人员",
        "承办人",
        "经手人",
        "Contact",
    ]),
    Field::date(COLLECT_UNTIL, l("议题截止日期", "議題截止日期", "Topics until")).alias(&["议题征集截止"]),
    Field::lines(AGENDA, l("议程", "議程", "Agenda"), &lines::AGENDA),
    Field::lines(PARTICIPANTS, l("参会人员", "參會人員", "Participants"), &lines::PARTICIPANT),
    Field::text(OBSERVERS, l("列席人员", "列席人員", "Observers")).alias(&["列席", "列席人", "列席者"]),
    Field::lines(NOTICES, l("会议通知", "會議通知", "Notices"), &lines::NOTICE),
    Field::time(NOTIFIED_AT, l("通知时间", "通知時間", "Notified at")).alias(&["通知发出时间"]),
    Field::person(NOTIFIED_BY, l("通知人", "通知人", "Notified by")),
    Field::text(SHORT_NOTICE_REASON, l("临时通知原因", "臨時通知原因", "Reason for short notice")),
    Field::date(DUE_AT, l("本阶段期限", "本階段期限", "Due")).alias(&["期限"]),
    Field::choice(LAYOUT, l("座位布局", "座位布局", "Layout"), rooms::LAYOUT_LIST),
    Field::long_text(SEATS, l("座位安排", "座位安排", "Seating")).alias(&["座次", "座位"]),
    Field::text(REFRESHMENTS, l("茶歇安排", "茶歇安排", "Refreshments")).alias(&["茶歇", "茶水", "茶点"]),
    Field::lines(PREPARATION, l("筹备事项", "籌備事項", "Preparation"), &lines::PREPARATION),
    Field::lines(VENUE_CHECKS, l("会场检查", "會場檢查", "Venue checks"), &lines::VENUE_CHECK),
    Field::time(STARTED_AT, l("实际开始时间", "實際開始時間", "Started at")),
    Field::time(ENDED_AT, l("实际结束时间", "實際結束時間", "Ended at")),
    Field::lines(DISCUSSIONS, l("讨论发言", "討論發言", "Discussion"), &lines::DISCUSSION),
    Field::lines(VOTES, l("表决", "表決", "Votes"), &lines::VOTE),
    Field::lines(BALLOTS, l("记名票", "記名票", "Ballots"), &lines::BALLOT),
    Field::lines(RESOLUTIONS, l("决议", "決議", "Resolutions"), &lines::RESOLUTION),
    Field::text(MINUTES_NO, l("纪要编号", "紀要編號", "Minutes no.")).alias(&["纪要文号"]),
    Field::long_text(MINUTES, l("会议纪要", "會議紀要", "Minutes")).alias(&["纪要", "会议内容", "会议记录内容"]),
    Field::person(MINUTES_BY, l("纪要拟稿人", "紀要擬稿人", "Minutes by")),
    Field::time(MINUTES_SUBMITTED_AT, l("纪要送审时间", "紀要送審時間", "Minutes submitted at")),
    Field::lines(MINUTES_VERSIONS, l("纪要版本", "紀要版本", "Versions of the minutes"), &lines::VERSION),
    Field::text(MINUTES_RETURN_REASON, l("纪要退回原因", "紀要退回原因", "Reason for sending the minutes back")),
    Field::person(MINUTES_APPROVED_BY, l("纪要审定人", "紀要審定人", "Minutes approved by")).alias(&["纪要签发人"]),
    Field::time(MINUTES_APPROVED_AT, l("纪要审定时间", "紀要審定時間", "Minutes approved at")),
    Field::lines(DISTRIBUTION, l("纪要分发", "紀要分發", "Distribution"), &lines::DELIVERY),
    Field::lines(ACTIONS, l("待办事项", "待辦事項", "Action items"), &lines::ACTION),
    Field::date(CLOSED_ON, l("关闭日期", "關閉日期", "Closed on")),
    Field::text(SUMMARY, l("跟进小结", "跟進小結", "Summary")),
    Field::text(POSTPONE_REASON, l("改期原因", "改期原因", "Reason for postponing")),
    Field::time(ORIGINAL_STARTS_AT, l("原定时间", "原定時間", "Originally at")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
];

static LIST: &[Column] = &[
    col("meeting_no", 120),
    col("subject", 0),
    col("type", 90),
    col("starts_at", 140),
    col("room", 120),
    col("chair", 90),
    col("recorder", 90),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("会议", "會議", "The meeting"),
        fields: &[
            "subject",
            "meeting_no",
            "type",
            "importance",
            "purpose",
            "starts_at",
            "ends_at",
            "room",
            "place",
            "online",
            "chair",
            "recorder",
            "organiser",
        ],
    },
    Group { labels: l("议题与议程", "議題與議程", "Agenda"), fields: &["collect_until", "agenda"] },
    Group {
        labels: l("参会与通知", "參會與通知", "Participants and notice"),
        fields: &["participants", "observers", "notices", "notified_at", "notified_by", "short_notice_reason", "due_at"],
    },
    Group { labels: l("筹备", "籌備", "Preparation"), fields: &["layout", "seats", "refreshments", "preparation", "venue_checks"] },
    Group {
        labels: l("议事", "議事", "The session"),
        fields: &["started_at", "ended_at", "discussions", "votes", "ballots", "resolutions"],
    },
    Group {
        labels: l("纪要", "紀要", "Minutes"),
        fields: &[
            "minutes_no",
            "minutes",
            "minutes_by",
            "minutes_submitted_at",
            "minutes_versions",
            "minutes_return_reason",
            "minutes_approved_by",
            "minutes_approved_at",
            "distribution",
        ],
    },
    Group { labels: l("跟进", "跟進", "Follow-up"), fields: &["actions", "closed_on", "summary"] },
    Group {
        labels: l("改期与取消", "改期與取消", "Postponed and cancelled"),
        fields: &["original_starts_at", "postpone_reason", "cancel_reason"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "notice", labels: l("会议通知", "會議通知", "Notice of meeting") },
    Named { id: "sign-in-sheet", labels: l("会议签到表", "會議簽到表", "Sign-in sheet") },
    Named { id: "seating-plan", labels: l("座位图", "座位圖", "Seating plan") },
    Named { id: "agenda", labels: l("会议议程", "會議議程", "Agenda") },
    Named { id: "minutes", labels: l("会议纪要", "會議紀要", "Minutes") },
    Named { id: "resolution-sheet", labels: l("决议督办表", "決議督辦表", "Follow-up of resolutions") },
    Named { id: "ballot-record", labels: l("表决记录单", "表決記錄單", "Record of votes") },
];

static REPORTS: &[Report] = &[
    report("attendance", l("参会情况", "參會情況", "Attendance"), &[By::Field("person")])
        .measures(&[Measure::Share("attended", &["1"]), Measure::Share("late", &["1"]), Measure::Count])
        .rows("participants"),
    report("attendance-by-department", l("部门参会率", "部門參會率", "Attendance by department"), &[By::Field("dept")])
        .measures(&[Measure::Share("attended", &["1"]), Measure::Share("late", &["1"]), Measure::Count])
        .rows("participants"),
    report("by-type", l("按会议类型统计", "按會議類型統計", "By type"), &[By::Field("type"), By::Month("starts_at")]),
    report("room-use", l("会议室使用", "會議室使用", "Room use"), &[By::Field("room")])
        .measures(&[Measure::Count, Measure::Hours("started_at", "ended_at"), Measure::UseRate("started_at", "ended_at")])
        .only(&[Only::Filled("room")]),
    report("lead-time", l("通知提前量", "通知提前量", "Notice lead time"), &[By::Month("starts_at")])
        .measures(&[
            Measure::Notice("notified_at"),
            Measure::Span("notified_at", "starts_at"),
            Measure::Filled("short_notice_reason"),
            Measure::Count,
        ])
        .only(&[Only::Filled("notified_at")])
        .chart(Chart::Columns),
    report("minutes-time", l("纪要用时", "紀要用時", "Time to the minutes"), &[By::Month("ended_at")])
        .measures(&[Measure::Span("ended_at", "minutes_approved_at"), Measure::Count])
        .only(&[Only::Filled("ended_at")])
        .chart(Chart::Columns),
    report("length", l("会议时长", "會議時長", "Length of meetings"), &[By::Field("type")])
        .measures(&[Measure::Span("started_at", "ended_at"), Measure::Count]),
    report("resolutions", l("决议落实", "決議落實", "Resolutions followed up"), &[By::Field("lead")])
        .measures(&[Measure::Filled("progress"), Measure::Count])
        .rows("resolutions"),
    report("actions", l("待办分布", "待辦分布", "Action items"), &[By::Field("dept")]).measures(&[Measure::Count]).rows("actions"),
];

static DERIVED: &[Derived] = &[
    derived("expected", l("应到人数", "應到人數", "Expected"), Calc::RowCount("participants"), Unit::Count),
    derived("present", l("实到人数", "實到人數", "Present"), Calc::RowsWith("participants", "attended", "1"), Unit::Count),
    derived("late", l("迟到人数", "遲到人數", "Late"), Calc::RowsWith("participants", "late", "1"), Unit::Count),
    derived(
        "attendance_rate",
        l("到会率", "到會率", "Attendance"),
        Calc::Percent(&Calc::RowsWith("participants", "attended", "1"), &Calc::RowCount("participants")),
        Unit::Percent,
    ),
    derived("agenda_minutes", l("议程总时长", "議程總時長", "Agenda in all"), Calc::Rows("agenda", "minutes"), Unit::Minutes),
    derived("tasks_total", l("待办任务", "待辦任務", "Tasks"), Calc::Count(others("tasks", "meeting")), Unit::Count),
    derived(
        "tasks_done",
        l("已完成任务", "已完成任務", "Tasks done"),
        Calc::Count(others("tasks", "meeting").within(&["done"])),
        Unit::Count,
    ),
    derived(
        "completion_rate",
        l("待办完成率", "待辦完成率", "Completion"),
        Calc::Percent(&Calc::Count(others("tasks", "meeting").within(&["done"])), &Calc::Count(others("tasks", "meeting"))),
        Unit::Percent,
    ),
    derived("score", l("评估均分", "評估均分", "Score"), Calc::Mean(others("meeting-evaluations", "meeting"), "overall"), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "weekly",
        labels: l("行政例会", "行政例會", "Weekly meeting"),
        values: &[("subject", "行政例会"), ("type", "例会"), ("importance", "一般"), ("purpose", "通报上周工作，布置本周重点")],
    },
    Template {
        id: "executive",
        labels: l("校务会议", "校務會議", "Executive meeting"),
        values: &[("subject", "校务会议"), ("type", "校务会议"), ("importance", "重要")],
    },
    Template {
        id: "special",
        labels: l("专题会议", "專題會議", "Special meeting"),
        values: &[("subject", "专题会议"), ("type", "专题会"), ("importance", "重要")],
    },
    Template {
        id: "staff",
        labels: l("教职工大会", "教職工大會", "Staff meeting"),
        values: &[("subject", "全体教职工大会"), ("type", "教职工大会"), ("importance", "重大")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "第3周行政例会"),
        ("type", "例会"),
        ("importance", "一般"),
        ("purpose", "通报开学工作，布置安全检查"),
        ("starts_at", "2026-09-14 15:00"),
        ("ends_at", "2026-09-14 16:30"),
        ("place", "行政楼二楼第一会议室"),
        ("chair", "何志远"),
        ("recorder", "王敏"),
        ("organiser", "王敏"),
        ("refreshments", "饮用水"),
        ("term", "2026年秋季学期"),
    ],
    &[
        ("subject", "校园安全专题会议"),
        ("type", "专题会"),
        ("importance", "重要"),
        ("starts_at", "2026年9月21日 14:30"),
        ("ends_at", "2026年9月21日 16:00"),
        ("chair", "何志远"),
        ("recorder", "张海燕"),
        ("notified_at", "2026-09-14 09:10"),
        (
            "minutes",
            "会议听取了总务处关于消防设施检查的汇报。
会议议定：9月30日前完成隐患整改。",
        ),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "meetings",
    labels: l("会议登记", "會議登記", "Meetings"),
    one: l("会议", "會議", "Meeting"),
    area: Area::Meetings,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "meeting_no", pattern: "会〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("due_at").before("starts_at", 3).unless("importance", &[("important", 5), ("major", 5)]).met_in(&[
        "notified",
        "ready",
        "in-session",
        "distributed",
        "following-up",
    ])),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    precedence: Precedence {
        done: &["closed", "following-up", "distributed", "awaiting-review", "awaiting-minutes", "in-session"],
        ..Precedence::NONE
    },
    settled: Settled { states: &["notified", "ready", "in-session"], fields: &["starts_at", "ends_at"], ..Settled::NONE },
    version: Version {
        of: &["minutes"],
        rows: &[Stamped { lines: "minutes_versions", column: "digest", when: "", copies: &[] }],
        locked_by: &["minutes_approved_at"],
        ..Version::NONE
    },
    rules: &[
        Rule::RowSum { lines: "votes", parts: &["for_votes", "against", "abstain"], most: "present" },
        Rule::RowSum { lines: "votes", parts: &["present"], most: "eligible" },
        Rule::NotBefore { field: "ends_at", since: "starts_at" },
        Rule::NotBefore { field: "ended_at", since: "started_at" },
        Rule::NotBefore { field: "minutes_approved_at", since: "minutes_submitted_at" },
    ],
    arrival: Arrival {
        headings: &["会议状态"],
        words: &[
            ("已召开", "awaiting-minutes"),
            ("已结束", "awaiting-minutes"),
            ("已完成", "closed"),
            ("已归档", "closed"),
            ("延期", "postponed"),
        ],
        filled: &[
            ("notified_at", "notified"),
            ("ended_at", "awaiting-minutes"),
            ("minutes_approved_at", "distributed"),
            ("closed_on", "closed"),
        ],
        day: &["会议日期", "召开日期", "日期"],
        day_field: Some("starts_at"),
        ..Arrival::FIRST
    },
    retention: l("纪要永久或30年，其他材料10年", "紀要永久或30年，其他材料10年", "Minutes for good or 30 years, other papers 10 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["subject", "starts_at"], &["minutes_no"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
