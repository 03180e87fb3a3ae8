//! Topics 议题征集: what somebody wants a meeting to decide. A topic is taken, put off or declined; a taken one
//! goes into the agenda of a meeting, and that meeting carries it along.

use crate::book::hands;
use crate::book::meetings;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Column, Default_, Effect, Example, Field, Group, Guard, Key, Measure, Named, Numbering, Phase, Precedence, Register,
    Report, State, Template, Tone, Transition, col, due_at, key, l, report, state, step,
};

/// What is to be decided.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number in the office's book.
pub const TOPIC_NO: Key<key::Text> = Key::new("topic_no");
/// Who brings it.
pub const PROPOSER: Key<key::Person> = Key::new("proposer");
/// Department that brings it.
pub const PROPOSER_DEPT: Key<key::Department> = Key::new("proposer_dept");
/// Day on which it was brought.
pub const PROPOSED_ON: Key<key::Date> = Key::new("proposed_on");
/// Kind of meeting that shall decide it.
pub const MEETING_TYPE: Key<key::Choice> = Key::new("meeting_type");
/// Importance.
pub const IMPORTANCE: Key<key::Choice> = Key::new("importance");
/// Why it is brought.
pub const BACKGROUND: Key<key::LongText> = Key::new("background");
/// What the meeting is asked to decide.
pub const PROPOSAL: Key<key::LongText> = Key::new("proposal");
/// Who was asked beforehand, and what they said.
pub const CONSULTED: Key<key::Text> = Key::new("consulted");
/// Papers for the meeting.
pub const MATERIAL: Key<key::Attachments> = Key::new("material");
/// Who presents it.
pub const PRESENTER: Key<key::Person> = Key::new("presenter");
/// Who should sit in.
pub const ATTENDEES: Key<key::Text> = Key::new("attendees");
/// Minutes that it will take.
pub const MINUTES: Key<key::Integer> = Key::new("minutes");
/// Day until which topics are collected.
pub const COLLECT_DUE: Key<key::Date> = Key::new("collect_due");
/// Day by which it must be reviewed.
pub const REVIEW_DUE: Key<key::Date> = Key::new("review_due");
/// Who took, put off or declined it.
pub const REVIEWED_BY: Key<key::Person> = Key::new("reviewed_by");
/// When.
pub const REVIEWED_ON: Key<key::Date> = Key::new("reviewed_on");
/// Why it was put off, declined or sent back.
pub const VERDICT_REASON: Key<key::Text> = Key::new("verdict_reason");
/// The meeting that decides it.
pub const MEETING: Key<key::Link> = Key::new("meeting");
/// What the meeting decided.
pub const OUTCOME: Key<key::Text> = Key::new("outcome");

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("议题名称", "議題名稱", "Topic")).required().alias(&["议题", "题目", "议题标题", "标题"]),
    Field::text(TOPIC_NO, l("议题编号", "議題編號", "Topic no.")).alias(&["编号"]),
    Field::person(PROPOSER, l("提议人", "提議人", "Proposed by")).starts(Default_::Me).alias(&["提出人", "申报人", "提案人"]),
    Field::department(PROPOSER_DEPT, l("提议部门", "提議部門", "Proposing department")).alias(&["申报部门", "提出部门", "提案部门"]),
    Field::date(PROPOSED_ON, l("提出日期", "提出日期", "Proposed on")).starts(Default_::Today).alias(&["申报日期", "提交日期", "日期"]),
    Field::choice(MEETING_TYPE, l("拟上会议", "擬上會議", "For which meeting"), meetings::TYPES).alias(&["会议类型", "上会类型"]),
    Field::choice(IMPORTANCE, l("重要程度", "重要程度", "Importance"), meetings::IMPORTANCES).starts(Default_::Choice("ordinary")),
    Field::long_text(BACKGROUND, l("背景与理由", "背景與理由", "Background")).alias(&["议题说明", "理由", "事由"]),
    Field::long_text(PROPOSAL, l("提请决定事项", "提請決定事項", "Proposal")).alias(&["建议方案", "建议"]),
    Field::text(CONSULTED, l("会前沟通情况", "會前溝通情況", "Consulted beforehand")).alias(&["征求意见情况"]),
    Field::attachments(MATERIAL, l("议题材料", "議題材料", "Material")).alias(&["材料", "会议材料"]),
    Field::person(PRESENTER, l("汇报人", "匯報人", "Presenter")).alias(&["主讲人"]),
    Field::text(ATTENDEES, l("建议列席人员", "建議列席人員", "Suggested attendees")).alias(&["列席人员"]),
    Field::integer(MINUTES, l("预计用时（分钟）", "預計用時（分鐘）", "Minutes needed")).within(0, 600).alias(&["预计用时", "时长"]),
    Field::date(COLLECT_DUE, l("征集截止日期", "徵集截止日期", "Collected until")).alias(&["截止日期", "申报截止日期"]),
    Field::date(REVIEW_DUE, l("审定期限", "審定期限", "To be reviewed by")),
    Field::person(REVIEWED_BY, l("审定人", "審定人", "Reviewed by")),
    Field::date(REVIEWED_ON, l("审定日期", "審定日期", "Reviewed on")),
    Field::text(VERDICT_REASON, l("审定意见", "審定意見", "Reason of the review")).alias(&["不采纳原因", "缓议原因"]),
    Field::link(MEETING, l("上会会议", "上會會議", "Meeting"), "meetings"),
    Field::text(OUTCOME, l("议定结果", "議定結果", "Outcome")).alias(&["审议结果", "结论"]),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static STATES: &[State] = &[
    state("draft", l("起草", "起草", "Draft"), Tone::Grey, Phase::Draft),
    state("submitted", l("待审定", "待審定", "Awaiting review"), Tone::Amber, Phase::Open),
    state("accepted", l("已采纳", "已採納", "Taken"), Tone::Blue, Phase::Open),
    state("deferred", l("缓议", "緩議", "Put off"), Tone::Amber, Phase::Open).aside(),
    state("declined", l("不予采纳", "不予採納", "Declined"), Tone::Grey, Phase::Done).aside(),
    state("scheduled", l("已列入议程", "已列入議程", "On the agenda"), Tone::Blue, Phase::Open),
    state("discussed", l("已审议", "已審議", "Decided"), Tone::Green, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交", "提交", "Submit"), &["draft"], "submitted")
        .routine(hands::MEETING)
        .or_named(&["proposer"])
        .requires(&["title", "proposer"])
        .asks(&["meeting_type", "minutes", "presenter"])
        .effects(&[Effect::Number, Effect::Due]),
    step("accept", l("采纳", "採納", "Take"), &["submitted", "deferred"], "accepted")
        .roles(DIRECTION)
        .asks(&["meeting_type", "importance", "meeting"])
        .guards(&[Guard::NotMe("proposer")])
        .effects(&[Effect::Clear("review_due"), Effect::Me("reviewed_by"), Effect::Today("reviewed_on")]),
    step("defer", l("缓议", "緩議", "Put off"), &["submitted", "accepted"], "deferred")
        .roles(DIRECTION)
        .requires(&["verdict_reason"])
        .effects(&[Effect::Clear("review_due"), Effect::Me("reviewed_by"), Effect::Today("reviewed_on")]),
    step("decline", l("不予采纳", "不予採納", "Decline"), &["submitted", "deferred"], "declined")
        .roles(DIRECTION)
        .requires(&["verdict_reason"])
        .guards(&[Guard::NotMe("proposer")])
        .effects(&[Effect::Clear("review_due"), Effect::Me("reviewed_by"), Effect::Today("reviewed_on")]),
    step("send-back", l("退回补充", "退回補充", "Send back"), &["submitted"], "draft")
        .roles(DIRECTION)
        .requires(&["verdict_reason"])
        .effects(&[Effect::Clear("review_due")]),
    step("schedule", l("列入议程", "列入議程", "Put on the agenda"), &["accepted"], "scheduled")
        .routine(hands::MEETING)
        .requires(&["meeting"]),
    step("put-back", l("移出议程", "移出議程", "Take off the agenda"), &["scheduled"], "accepted")
        .routine(hands::MEETING)
        .effects(&[Effect::Clear("meeting")]),
    step("discuss", l("已审议", "已審議", "Mark as decided"), &["scheduled"], "discussed").routine(hands::MEETING).asks(&["outcome"]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["draft", "submitted", "accepted", "deferred", "declined", "scheduled", "discussed"], VOID)
        .routine(hands::OFFICE)
        .or_named(&["proposer"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("topic_no", 120),
    col("title", 0),
    col("proposer_dept", 110),
    col("proposer", 90),
    col("proposed_on", 100),
    col("meeting", 160),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("议题", "議題", "The topic"),
        fields: &["title", "topic_no", "meeting_type", "importance", "background", "proposal", "material"],
    },
    Group {
        labels: l("提议人", "提議人", "Proposer"),
        fields: &["proposer", "proposer_dept", "proposed_on", "consulted", "presenter", "attendees", "minutes"],
    },
    Group {
        labels: l("审定与上会", "審定與上會", "Review and meeting"),
        fields: &["collect_due", "review_due", "reviewed_by", "reviewed_on", "verdict_reason", "meeting", "outcome"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "topic-form", labels: l("议题申报表", "議題申報表", "Topic form") },
    Named { id: "topic-list", labels: l("议题汇总表", "議題彙總表", "List of topics") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("按提议部门统计", "按提議部門統計", "By department"), &[By::Field("proposer_dept"), By::State]),
    report("by-meeting", l("按会议统计", "按會議統計", "By meeting"), &[By::Field("meeting")])
        .measures(&[Measure::Count, Measure::Sum("minutes")]),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "regular",
        labels: l("例会议题", "例會議題", "Topic of a regular meeting"),
        values: &[("meeting_type", "例会"), ("minutes", "10")],
    },
    Template {
        id: "major-matter",
        labels: l("“三重一大”事项", "“三重一大”事項", "Major matter"),
        values: &[("meeting_type", "校务会议"), ("importance", "重大"), ("minutes", "20")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "关于调整午间值班安排的议题"),
        ("proposer", "陆春慧"),
        ("proposer_dept", "德育处"),
        ("proposed_on", "2026-09-07"),
        ("meeting_type", "例会"),
        ("importance", "一般"),
        ("background", "午间楼道值班力量不足，上周两次无人在岗。"),
        ("proposal", "各年级增派一名值班教师，自9月14日起执行。"),
        ("presenter", "陆春慧"),
        ("minutes", "10"),
        ("collect_due", "2026-09-09"),
    ],
    &[
        ("title", "关于图书馆空调更新的议题"),
        ("proposer", "马秀建"),
        ("proposer_dept", "总务处"),
        ("proposed_on", "2026年9月8日"),
        ("meeting_type", "校务会议"),
        ("importance", "重大"),
        ("proposal", "列入2026年度设备更新计划，预算18.6万元。"),
        ("consulted", "财务室已核预算来源。"),
        ("minutes", "15"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "topics",
    labels: l("议题征集", "議題徵集", "Topics"),
    one: l("议题", "議題", "Topic"),
    area: Area::Meetings,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "topic_no", pattern: "议〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("review_due").after("proposed_on", 3).met_in(&["accepted", "deferred", "scheduled"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { refused: &["declined", "deferred"], ..Precedence::NONE },
    arrival: Arrival {
        headings: &["议题状态"],
        words: &[("采纳", "accepted"), ("未采纳", "declined"), ("已上会", "discussed"), ("暂缓", "deferred")],
        filled: &[("topic_no", "submitted"), ("meeting", "scheduled"), ("outcome", "discussed")],
        ..Arrival::FIRST
    },
    retention: l("随会议材料归档，保存10年", "隨會議材料歸檔，保存10年", "With the papers of the meeting, 10 years"),
    prints: PRINTS,
    reports: REPORTS,
    templates: TEMPLATES,
    same: &[&["title", "proposer_dept"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
