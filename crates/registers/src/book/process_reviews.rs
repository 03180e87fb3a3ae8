//! Process reviews 流程优化记录: which step of a procedure is merged, deleted or delegated, what it was before and what it is after.
//! An accepted review sends the procedure into revision; what it saves is shown, not claimed.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Numbering, Only, Phase, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l,
    report, state, step,
};

/// What is to be simpler.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number in the office's book.
pub const REVIEW_NO: Key<key::Text> = Key::new("review_no");
/// The procedure that is reviewed.
pub const SOP: Key<key::Link> = Key::new("sop");
/// Which part of it.
pub const PROCESS: Key<key::Text> = Key::new("process");
/// Why it is reviewed.
pub const REASON: Key<key::Text> = Key::new("reason");
/// Where the trouble was felt.
pub const SOURCE: Key<key::Choice> = Key::new("source");
/// Who proposes it.
pub const PROPOSED_BY: Key<key::Person> = Key::new("proposed_by");
/// When it was talked over.
pub const REVIEWED_ON: Key<key::Date> = Key::new("reviewed_on");
/// Who was there.
pub const PARTICIPANTS: Key<key::Text> = Key::new("participants");
/// How it goes now.
pub const BEFORE: Key<key::LongText> = Key::new("before");
/// How many steps.
pub const BEFORE_STEPS: Key<key::Integer> = Key::new("before_steps");
/// How long it takes.
pub const BEFORE_HOURS: Key<key::Integer> = Key::new("before_hours");
/// What is merged, deleted or delegated.
pub const CHANGES: Key<key::Lines> = Key::new("changes");
/// How it will go.
pub const AFTER: Key<key::LongText> = Key::new("after");
/// How many steps.
pub const AFTER_STEPS: Key<key::Integer> = Key::new("after_steps");
/// How long it will take.
pub const AFTER_HOURS: Key<key::Integer> = Key::new("after_hours");
/// What could go wrong.
pub const RISK: Key<key::Text> = Key::new("risk");
/// Who accepted it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Why not.
pub const REJECT_REASON: Key<key::Text> = Key::new("reject_reason");
/// Since when it is tried.
pub const TRIAL_FROM: Key<key::Date> = Key::new("trial_from");
/// Until when.
pub const TRIAL_TO: Key<key::Date> = Key::new("trial_to");
/// How it went.
pub const TRIAL_RESULT: Key<key::Text> = Key::new("trial_result");
/// Since when it holds.
pub const ADOPTED_ON: Key<key::Date> = Key::new("adopted_on");
/// What it brought.
pub const EFFECT: Key<key::Text> = Key::new("effect");

/// Columns of a change.
pub mod changes {
    use crate::def::{Key, key};
    /// Its place.
    pub const ORDER: Key<key::Integer> = Key::new("order");
    /// Which step.
    pub const STEP: Key<key::Text> = Key::new("step");
    /// Merged, deleted or delegated.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// How it was.
    pub const BEFORE: Key<key::Text> = Key::new("before");
    /// How it is.
    pub const AFTER: Key<key::Text> = Key::new("after");
    /// Who sees to it.
    pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
    /// By when.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// When it was done.
    pub const DONE_ON: Key<key::Date> = Key::new("done_on");
}

static SOURCES: &[Choice] = &[
    choice("survey", l("满意度调查", "滿意度調查", "Survey")),
    choice("suggestion", l("意见建议", "意見建議", "Suggestion")),
    choice("monitoring", l("流程用时", "流程用時", "Monitoring")).alias(&["时长统计"]),
    choice("audit", l("审计检查", "審計檢查", "Audit")).alias(&["检查"]),
    choice("self", l("自查", "自查", "Self-check")),
    choice("meeting", l("例会", "例會", "Meeting")).alias(&["会议"]),
];

static KINDS: &[Choice] = &[
    choice("merge", l("合并环节", "合併環節", "Merge")).alias(&["合并"]),
    choice("delete", l("取消环节", "取消環節", "Delete")).alias(&["取消", "删减"]),
    choice("delegate", l("下放权限", "下放權限", "Delegate")).alias(&["下放", "授权"]),
    choice("reorder", l("调整顺序", "調整順序", "Reorder")),
    choice("shorten", l("缩短时限", "縮短時限", "Shorten")).alias(&["限时"]),
    choice("simplify", l("简化材料", "簡化材料", "Simplify")).alias(&["减材料"]),
    choice("digitise", l("线上办理", "線上辦理", "Digitise")).alias(&["信息化"]),
    choice("add", l("增加控制", "增加控制", "Add a check")).alias(&["增加"]),
];

static CHANGE: Lines = Lines {
    columns: &[
        Field::integer(changes::ORDER, l("调整序号", "調整序號", "No.")).within(1, 1_000),
        Field::text(changes::STEP, l("涉及环节", "涉及環節", "Step")).required().alias(&["环节"]),
        Field::choice(changes::KIND, l("调整方式", "調整方式", "Kind"), KINDS).alias(&["方式"]),
        Field::text(changes::BEFORE, l("调整前", "調整前", "Before")),
        Field::text(changes::AFTER, l("调整后", "調整後", "After")),
        Field::person(changes::RESPONSIBLE, l("调整责任人", "調整責任人", "Responsible")),
        Field::date(changes::DUE, l("调整期限", "調整期限", "Due")),
        Field::date(changes::DONE_ON, l("调整完成日期", "調整完成日期", "Done on")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("优化事项", "優化事項", "Title")).required().alias(&["名称", "事项名称", "流程名称"]),
    Field::text(REVIEW_NO, l("优化编号", "優化編號", "Review no.")).alias(&["编号"]),
    Field::link(SOP, l("对应规程", "對應規程", "Procedure"), "sops"),
    Field::text(PROCESS, l("流程环节", "流程環節", "Process")),
    Field::text(REASON, l("优化原因", "優化原因", "Reason")).alias(&["原因", "存在问题"]),
    Field::choice(SOURCE, l("问题来源", "問題來源", "Source"), SOURCES).alias(&["来源"]),
    Field::person(PROPOSED_BY, l("提出人", "提出人", "Proposed by")).starts(Default_::Me),
    Field::date(REVIEWED_ON, l("评审日期", "評審日期", "Reviewed on")).starts(Default_::Today).alias(&["日期"]),
    Field::text(PARTICIPANTS, l("参加人员", "參加人員", "Participants")),
    Field::long_text(BEFORE, l("优化前流程", "優化前流程", "Before")).alias(&["原流程", "现状"]),
    Field::integer(BEFORE_STEPS, l("优化前环节数", "優化前環節數", "Steps before")).within(0, 1_000),
    Field::integer(BEFORE_HOURS, l("优化前用时（小时）", "優化前用時（小時）", "Hours before")).within(0, 100_000),
    Field::lines(CHANGES, l("调整内容", "調整內容", "Changes"), &CHANGE),
    Field::long_text(AFTER, l("优化后流程", "優化後流程", "After")).alias(&["新流程"]),
    Field::integer(AFTER_STEPS, l("优化后环节数", "優化後環節數", "Steps after")).within(0, 1_000),
    Field::integer(AFTER_HOURS, l("优化后用时（小时）", "優化後用時（小時）", "Hours after")).within(0, 100_000),
    Field::text(RISK, l("风险与应对", "風險與應對", "Risks")),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")),
    Field::text(REJECT_REASON, l("不采纳原因", "不採納原因", "Reason for refusal")),
    Field::date(TRIAL_FROM, l("试行起始", "試行起始", "Trial from")),
    Field::date(TRIAL_TO, l("试行截止", "試行截止", "Trial to")),
    Field::text(TRIAL_RESULT, l("试行情况", "試行情況", "Trial result")).alias(&["试行效果"]),
    Field::date(ADOPTED_ON, l("推行日期", "推行日期", "Adopted on")),
    Field::text(EFFECT, l("优化成效", "優化成效", "Effect")).alias(&["成效"]),
];

static STATES: &[State] = &[
    state("proposed", l("提出", "提出", "Proposed"), Tone::Grey, Phase::Open).by("proposed_by"),
    state("deciding", l("待批准", "待批准", "To be decided"), Tone::Amber, Phase::Open),
    state("trial", l("试行", "試行", "On trial"), Tone::Blue, Phase::Open).by("proposed_by"),
    state("adopted", l("推行", "推行", "Adopted"), Tone::Green, Phase::Done),
    state("rejected", l("不采纳", "不採納", "Refused"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交批准", "提交批准", "Submit"), &["proposed"], "deciding")
        .routine(hands::WRITING)
        .or_named(&["proposed_by"])
        .asks(&["before_steps", "after_steps"])
        .guards(&[Guard::HasLine("changes")]),
    step("accept", l("批准试行", "批准試行", "Put on trial"), &["deciding"], "trial")
        .roles(DIRECTION)
        .asks(&["trial_from", "trial_to"])
        .guards(&[Guard::NotMe("proposed_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at"), Effect::Today("trial_from")]),
    step("reject", l("不采纳", "不採納", "Refuse"), &["deciding", "trial"], "rejected")
        .roles(DIRECTION)
        .requires(&["reject_reason"])
        .guards(&[Guard::NotMe("proposed_by")]),
    step("adopt", l("推行", "推行", "Adopt"), &["trial"], "adopted")
        .roles(DIRECTION)
        .requires(&["trial_result"])
        .asks(&["effect", "after_hours"])
        .effects(&[
            Effect::Today("adopted_on"),
            Effect::SetLinked { link: "sop", copy: &[("title", "revision_reason")] },
            Effect::StepLinked("sop", "revise"),
        ]),
    step("adopt-at-once", l("直接推行", "直接推行", "Adopt at once"), &["deciding"], "adopted")
        .roles(DIRECTION)
        .guards(&[Guard::NotMe("proposed_by")])
        .effects(&[
            Effect::Me("approved_by"),
            Effect::Now("approved_at"),
            Effect::Today("adopted_on"),
            Effect::SetLinked { link: "sop", copy: &[("title", "revision_reason")] },
            Effect::StepLinked("sop", "revise"),
        ]),
    step("reopen", l("重新评审", "重新評審", "Review again"), &["adopted", "rejected"], "proposed").roles(DIRECTION).effects(&[
        Effect::Clear("adopted_on"),
        Effect::Clear("approved_by"),
        Effect::Clear("approved_at"),
        Effect::Clear("reject_reason"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["proposed", "deciding", "trial", "adopted", "rejected"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("review_no", 130),
    col("title", 0),
    col("source", 100),
    col("before_hours", 90),
    col("after_hours", 90),
    col("=saved_hours", 90),
    col("trial_to", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("现状", "現狀", "Before"),
        fields: &[
            "title",
            "review_no",
            "sop",
            "process",
            "reason",
            "source",
            "proposed_by",
            "reviewed_on",
            "participants",
            "before",
            "before_steps",
            "before_hours",
        ],
    },
    Group { labels: l("优化", "優化", "After"), fields: &["changes", "after", "after_steps", "after_hours", "risk"] },
    Group {
        labels: l("批准与落实", "批准與落實", "Decision and trial"),
        fields: &["approved_by", "approved_at", "reject_reason", "trial_from", "trial_to", "trial_result", "adopted_on", "effect"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "review-sheet", labels: l("流程优化表", "流程優化表", "Process review") },
    Named { id: "comparison", labels: l("优化前后对照表", "優化前後對照表", "Before and after") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按调整方式统计", "按調整方式統計", "By kind of change"), &[By::Field("kind")]).rows("changes"),
    report("saved", l("节省用时统计", "節省用時統計", "Hours saved"), &[By::Field("source")])
        .measures(&[Measure::Count, Measure::Mean("before_hours"), Measure::Mean("after_hours")])
        .only(&[Only::State(&["adopted"])]),
    report("pending", l("待批准与试行", "待批准與試行", "Under way"), &[By::State]).only(&[Only::Phase(&[Phase::Open])]),
];

static DERIVED: &[Derived] = &[
    derived(
        "saved_steps",
        l("减少环节数", "減少環節數", "Steps saved"),
        Calc::Minus(&Calc::Field("before_steps"), &Calc::Field("after_steps")),
        Unit::Count,
    ),
    derived(
        "saved_hours",
        l("节省用时（小时）", "節省用時（小時）", "Hours saved"),
        Calc::Minus(&Calc::Field("before_hours"), &Calc::Field("after_hours")),
        Unit::Count,
    ),
    derived(
        "saved_share",
        l("节省用时比例", "節省用時比例", "Share saved"),
        Calc::Percent(&Calc::Minus(&Calc::Field("before_hours"), &Calc::Field("after_hours")), &Calc::Field("before_hours")),
        Unit::Percent,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "reception",
        labels: l("接待流程优化", "接待流程優化", "Reception"),
        values: &[("title", "来访登记流程优化"), ("source", "monitoring")],
    },
    Template {
        id: "approval",
        labels: l("审批流程优化", "審批流程優化", "Approvals"),
        values: &[("title", "审批环节优化"), ("source", "suggestion")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "取消报修单纸质签字环节"),
        ("process", "报修受理"),
        ("reason", "教师签字往返耽误半天，满意度调查反映集中"),
        ("source", "满意度调查"),
        ("proposed_by", "马秀建"),
        ("reviewed_on", "2026-11-20"),
        ("before", "报修人签字后送总务处登记"),
        ("before_steps", "6"),
        ("before_hours", "36"),
        ("after", "电话或扫码受理，由维修员当场登记"),
        ("after_steps", "3"),
        ("after_hours", "4"),
        ("trial_from", "2026-12-01"),
        ("trial_to", "2026-12-31"),
    ],
    &[
        ("title", "办公用品领用权限下放到年级组长"),
        ("source", "例会"),
        ("proposed_by", "陆春慧"),
        ("reviewed_on", "2026年9月25日"),
        ("before_steps", "5"),
        ("after_steps", "3"),
        ("before_hours", "48"),
        ("after_hours", "8"),
        ("effect", "领用两日内到手"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "process-reviews",
    labels: l("流程优化记录", "流程優化記錄", "Process reviews"),
    one: l("流程优化", "流程優化", "Process review"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "review_no", pattern: "流优〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("trial_to")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "trial_to", since: "trial_from" }, Rule::NotBefore { field: "adopted_on", since: "reviewed_on" }],
    arrival: Arrival {
        headings: &["评审结论"],
        words: &[("已采纳", "adopted"), ("采纳", "adopted"), ("试行", "trial"), ("不采纳", "rejected"), ("待定", "deciding")],
        filled: &[("adopted_on", "adopted")],
        ..Arrival::FIRST
    },
    retention: l("长期保存", "長期保存", "Kept for good"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["title", "reviewed_on"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
