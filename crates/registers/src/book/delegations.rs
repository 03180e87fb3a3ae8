//! Delegations 授权代理: who may act for whom, in what, from when to when. Acts of the delegate show both names.

use crate::book::people;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Numbering, Only,
    Phase, Register, Report, Right, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, report, state,
    step,
};

/// What is delegated.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number in the office's book.
pub const DELEGATION_NO: Key<key::Text> = Key::new("delegation_no");
/// Who delegates.
pub const FROM: Key<key::Person> = Key::new("from");
/// Who acts.
pub const TO: Key<key::Person> = Key::new("to");
/// Why.
pub const REASON: Key<key::Choice> = Key::new("reason");
/// What it covers, in words.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// The roles that it covers.
pub const ROLES: Key<key::Choices> = Key::new("roles");
/// Names of the registers that it covers, separated by 、; empty for all.
pub const REGISTERS: Key<key::Text> = Key::new("registers");
/// What it does not cover.
pub const EXCLUDED: Key<key::Text> = Key::new("excluded");
/// Amount up to which it holds.
pub const AMOUNT_LIMIT: Key<key::Money> = Key::new("amount_limit");
/// From when.
pub const START: Key<key::Time> = Key::new("start");
/// Until when.
pub const END: Key<key::Time> = Key::new("end");
/// Risk level.
pub const RISK: Key<key::Choice> = Key::new("risk");
/// The delegate may delegate it again.
pub const SUB_DELEGATION: Key<key::YesNo> = Key::new("sub_delegation");
/// The delegate accepts it.
pub const ACCEPTED: Key<key::YesNo> = Key::new("accepted");
/// Who entered it.
pub const REQUESTED_BY: Key<key::Person> = Key::new("requested_by");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// When it ended.
pub const ENDED_AT: Key<key::Time> = Key::new("ended_at");
/// Who ended it.
pub const ENDED_BY: Key<key::Person> = Key::new("ended_by");
/// Why it ended early.
pub const END_REASON: Key<key::Text> = Key::new("end_reason");
/// What was done meanwhile.
pub const HANDOVER: Key<key::Text> = Key::new("handover");

static REASONS: &[Choice] = &[
    choice("travel", l("出差", "出差", "Business trip")).alias(&["外出"]),
    choice("leave", l("休假", "休假", "Leave")).alias(&["请假", "病假"]),
    choice("training", l("培训", "培訓", "Training")).alias(&["学习"]),
    choice("post-change", l("岗位变动", "崗位變動", "Change of post")).alias(&["调岗"]),
    choice("peak", l("工作集中", "工作集中", "Too much work")).alias(&["忙时"]),
    choice("standing", l("常设授权", "常設授權", "Standing")).alias(&["长期授权"]),
    choice("other", l("其他", "其他", "Other")),
];

static RISKS: &[Choice] = &[
    choice("low", l("一般", "一般", "Low")).alias(&["低"]),
    choice("medium", l("较高", "較高", "Medium")).alias(&["中"]),
    choice("high", l("重大", "重大", "High")).alias(&["高"]),
];

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("授权事项", "授權事項", "Matter")).required().alias(&["授权内容", "事项", "名称"]),
    Field::text(DELEGATION_NO, l("授权编号", "授權編號", "Delegation no.")).alias(&["编号"]),
    Field::person(FROM, l("授权人", "授權人", "From")).alias(&["委托人"]),
    Field::person(TO, l("代理人", "代理人", "To")).alias(&["受托人", "被授权人"]),
    Field::choice(REASON, l("授权原因", "授權原因", "Reason"), REASONS).alias(&["原因"]),
    Field::text(SCOPE, l("授权范围", "授權範圍", "Scope")).alias(&["范围", "代理范围"]),
    Field::choices(ROLES, l("代理角色", "代理角色", "Roles"), people::ROLE_LIST).alias(&["角色"]),
    Field::text(REGISTERS, l("适用登记簿", "適用登記簿", "Registers")).alias(&["登记簿"]),
    Field::text(EXCLUDED, l("不授权事项", "不授權事項", "Not covered")).alias(&["除外事项"]),
    Field::money(AMOUNT_LIMIT, l("金额上限", "金額上限", "Limit of money")),
    Field::time(START, l("生效时间", "生效時間", "Start")).alias(&["开始时间", "起始日期", "生效日期"]),
    Field::time(END, l("失效时间", "失效時間", "End")).until().alias(&["结束时间", "截止日期", "终止日期"]),
    Field::choice(RISK, l("风险等级", "風險等級", "Risk level"), RISKS).starts(Default_::Choice("low")).alias(&["风险"]),
    Field::yes_no(SUB_DELEGATION, l("允许转授权", "允許轉授權", "May be passed on")),
    Field::yes_no(ACCEPTED, l("代理人已接受", "代理人已接受", "Accepted by the delegate")),
    Field::person(REQUESTED_BY, l("申请人", "申請人", "Entered by")).starts(Default_::Me).alias(&["经办人"]),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")),
    Field::time(ENDED_AT, l("终止时间", "終止時間", "Ended at")),
    Field::person(ENDED_BY, l("终止人", "終止人", "Ended by")),
    Field::text(END_REASON, l("终止原因", "終止原因", "Reason for ending")),
    Field::text(HANDOVER, l("代理情况交接", "代理情況交接", "Handover")).alias(&["交接说明"]),
];

/// Who writes down what somebody else delegates.
const DIRECTION: &[&str] = &["administrator", "office-director"];
const APPROVERS: &[&str] = &["office-director", "leader", "department-head", "administrator"];
const ENDERS: &[&str] = &["clerk", "office-director", "leader", "department-head", "handler", "administrator"];

static STATES: &[State] = &[
    state("planned", l("待生效", "待生效", "Planned"), Tone::Amber, Phase::Open).by("from"),
    state("active", l("生效中", "生效中", "Active"), Tone::Green, Phase::Open).by("to"),
    state("ended", l("已终止", "已終止", "Ended"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("activate", l("批准生效", "批准生效", "Approve and activate"), &["planned"], "active")
        .binds()
        .roles(APPROVERS)
        .requires(&["from", "to", "start", "end", "scope"])
        .asks(&["roles", "registers", "risk"])
        .guards(&[Guard::Is("risk", &["low", "medium"]), Guard::Different("from", "to"), Guard::NotMe("to"), Guard::Come("start")])
        .effects(&[Effect::Number, Effect::Me("approved_by"), Effect::Now("approved_at")]),
    // What is of great weight only a leader passes on.
    step("activate-high", l("批准生效（重大）", "批准生效（重大）", "Approve and activate (high risk)"), &["planned"], "active")
        .binds()
        .roles(&["leader"])
        .requires(&["from", "to", "start", "end", "scope", "roles"])
        .asks(&["registers", "excluded"])
        .guards(&[Guard::Is("risk", &["high"]), Guard::Different("from", "to"), Guard::NotMe("to"), Guard::Come("start")])
        .effects(&[Effect::Number, Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("end", l("终止", "終止", "End"), &["active"], "ended")
        .roles(ENDERS)
        .asks(&["end_reason", "handover"])
        .effects(&[Effect::Now("ended_at"), Effect::Me("ended_by")]),
    step("drop", l("不生效", "不生效", "Drop"), &["planned"], "ended")
        .roles(ENDERS)
        .requires(&["end_reason"])
        .effects(&[Effect::Now("ended_at"), Effect::Me("ended_by")]),
    step("void", l("作废", "作廢", "Void"), &["planned", "active", "ended"], VOID)
        .roles(ENDERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("delegation_no", 120),
    col("from", 90),
    col("to", 90),
    col("title", 0),
    col("start", 140),
    col("end", 140),
    col("risk", 80),
    col("_state", 80),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("授权", "授權", "The delegation"),
        fields: &["title", "delegation_no", "from", "to", "reason", "start", "end", "risk", "accepted"],
    },
    Group {
        labels: l("范围", "範圍", "Scope"), fields: &["scope", "roles", "registers", "excluded", "amount_limit", "sub_delegation"]
    },
    Group {
        labels: l("批准与终止", "批准與終止", "Approval and end"),
        fields: &["requested_by", "approved_by", "approved_at", "ended_at", "ended_by", "end_reason", "handover"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "authorisation-letter", labels: l("授权委托书", "授權委託書", "Letter of authorisation") },
    Named { id: "register", labels: l("授权登记簿", "授權登記簿", "Register of delegations") },
];

static REPORTS: &[Report] = &[
    report("by-risk", l("按风险等级统计", "按風險等級統計", "By risk level"), &[By::Field("risk"), By::State]),
    report("by-principal", l("按授权人统计", "按授權人統計", "By principal"), &[By::Field("from"), By::Field("to")])
        .measures(&[Measure::Count, Measure::Span("start", "end")]),
    report("running", l("生效中授权", "生效中授權", "Running"), &[By::Field("to")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["active"])]),
];

static DERIVED: &[Derived] = &[derived("days", l("授权天数", "授權天數", "Days"), Calc::Days("start", "end"), Unit::Days)];

static TEMPLATES: &[Template] = &[
    Template {
        id: "travel",
        labels: l("出差期间代理", "出差期間代理", "During a business trip"),
        values: &[("title", "出差期间代理日常审批"), ("reason", "出差"), ("risk", "一般")],
    },
    Template {
        id: "leave",
        labels: l("休假期间代理", "休假期間代理", "During a leave"),
        values: &[("title", "休假期间代理日常工作"), ("reason", "休假"), ("risk", "一般")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "出差期间代理公文签批"),
        ("from", "何志远"),
        ("to", "王敏"),
        ("reason", "出差"),
        ("scope", "收文拟办、办公用品审批"),
        ("roles", "办公室主任"),
        ("registers", "收文登记、用品领用"),
        ("excluded", "用印申请"),
        ("start", "2026-09-16 08:00"),
        ("end", "2026-09-18 18:00"),
        ("risk", "较高"),
        ("accepted", "是"),
    ],
    &[
        ("title", "休假期间代理资产管理"),
        ("from", "马秀建"),
        ("to", "江海欣"),
        ("reason", "休假"),
        ("scope", "资产调拨登记"),
        ("roles", "资产管理员"),
        ("start", "2026年10月8日 8:00"),
        ("end", "2026年10月15日 18:00"),
        ("risk", "一般"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "delegations",
    labels: l("授权代理", "授權代理", "Delegations"),
    one: l("授权", "授權", "Delegation"),
    area: Area::Master,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "delegation_no", pattern: "授〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("end").remind(&[3, 1, 0])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "end", since: "start" }, Rule::Different("to", "from")],
    arrival: Arrival {
        headings: &["授权状态"],
        words: &[("生效", "active"), ("有效", "active"), ("失效", "ended"), ("过期", "ended"), ("已结束", "ended")],
        filled: &[("approved_at", "active"), ("ended_at", "ended")],
        ..Arrival::FIRST
    },
    retention: l("终止后保存10年", "終止後保存10年", "10 years after it ended"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["from", "to", "start"]],
    adding: Right::of(DIRECTION).or_named(&["from"]),
    changing: Right::of(DIRECTION).or_named(&["from"]),
    examples: EXAMPLES,
    ..Register::PLAIN
};
