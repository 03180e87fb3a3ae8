//! Reception standards 接待标准: for each type of visitor who greets, who goes along, which room, tea, meal and how much.
//! A plan starts from the standard in force.

use crate::book::hands;
use crate::book::visits;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Named, Numbering, Phase, Register,
    Report, Space, State, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Number of the standard.
pub const STANDARD_NO: Key<key::Text> = Key::new("standard_no");
/// Type of visitor that it is for.
pub const TYPE: Key<key::Choice> = Key::new("type");
/// Level of reception.
pub const LEVEL: Key<key::Choice> = Key::new("level");
/// Who greets, and where.
pub const GREETING: Key<key::Text> = Key::new("greeting");
/// Who goes along.
pub const ESCORT: Key<key::Text> = Key::new("escort");
/// Which room.
pub const ROOM: Key<key::Text> = Key::new("room");
/// Tea, fruit.
pub const TEA: Key<key::Text> = Key::new("tea");
/// Meal, and where.
pub const MEAL: Key<key::Text> = Key::new("meal");
/// Car, parking.
pub const TRANSPORT: Key<key::Text> = Key::new("transport");
/// Budget per head.
pub const BUDGET_PER_HEAD: Key<key::Money> = Key::new("budget_per_head");
/// Most that one reception may cost.
pub const BUDGET_LIMIT: Key<key::Money> = Key::new("budget_limit");
/// Most people who may go along.
pub const ESCORTS_LIMIT: Key<key::Integer> = Key::new("escorts_limit");
/// Hours ahead that the visit must be announced.
pub const CONFIRM_HOURS: Key<key::Integer> = Key::new("confirm_hours");
/// Minutes that such a visit usually takes.
pub const STAY_MINUTES: Key<key::Integer> = Key::new("stay_minutes");
/// How identity is checked.
pub const ID_CHECK: Key<key::Choice> = Key::new("id_check");
/// Where they may go.
pub const AREAS: Key<key::Text> = Key::new("areas");
/// What to prepare.
pub const CHECKLIST: Key<key::Lines> = Key::new("checklist");
/// Rule that it rests on.
pub const BASIS: Key<key::Text> = Key::new("basis");
/// Working days after which they are called.
pub const FOLLOW_UP_DAYS: Key<key::Integer> = Key::new("follow_up_days");
/// Day from which it holds.
pub const EFFECTIVE_FROM: Key<key::Date> = Key::new("effective_from");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Who drew it up.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// Why it no longer holds.
pub const RETIRE_REASON: Key<key::Text> = Key::new("retire_reason");

/// Columns of a thing to prepare.
pub mod checklist {
    use crate::def::{Key, key};
    /// What.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// Which department sees to it.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// How many hours before.
    pub const HOURS_BEFORE: Key<key::Integer> = Key::new("hours_before");
}

static LEVELS: &[Choice] = &[
    choice("simple", l("简接待", "簡接待", "Simple")).alias(&["普通"]),
    choice("standard", l("常规接待", "常規接待", "Standard")).alias(&["一般"]),
    choice("formal", l("重要接待", "重要接待", "Formal")).alias(&["高规格", "重要"]),
];

static CHECKS: &[Choice] = &[
    choice("full", l("逐人核验", "逐人核驗", "Each person")),
    choice("group", l("领队核验", "領隊核驗", "Leader of the group")),
    choice("host", l("接待人确认", "接待人確認", "Host confirms")),
    choice("none", l("免核验", "免核驗", "None")),
];

static CHECK_ITEM: Lines = Lines {
    columns: &[
        Field::text(checklist::ITEM, l("准备事项", "準備事項", "Item")).required(),
        Field::department(checklist::DEPT, l("责任部门", "責任部門", "Department")),
        Field::integer(checklist::HOURS_BEFORE, l("提前（小时）", "提前（小時）", "Hours before")).within(0, 1_000),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(NAME, l("标准名称", "標準名稱", "Name")).required().alias(&["名称", "接待标准名称"]),
    Field::text(STANDARD_NO, l("标准编号", "標準編號", "Standard no.")).alias(&["编号", "接待标准编号"]),
    Field::choice(TYPE, l("来访类型", "來訪類型", "Type of visitor"), visits::TYPES).alias(&["适用对象", "访客类型"]),
    Field::choice(LEVEL, l("接待规格", "接待規格", "Level"), LEVELS).alias(&["规格", "等级"]),
    Field::text(GREETING, l("迎接要求", "迎接要求", "Greeting")).alias(&["迎接安排"]),
    Field::text(ESCORT, l("陪同要求", "陪同要求", "Escort")).alias(&["陪同人员", "陪同领导"]),
    Field::text(ROOM, l("接待地点", "接待地點", "Room")).alias(&["会客室"]),
    Field::text(TEA, l("茶水标准", "茶水標準", "Tea")).alias(&["茶点", "茶点标准"]),
    Field::text(MEAL, l("用餐标准", "用餐標準", "Meal")),
    Field::text(TRANSPORT, l("用车标准", "用車標準", "Transport")),
    Field::money(BUDGET_PER_HEAD, l("人均预算", "人均預算", "Budget per head")).alias(&["人均标准", "接待标准（元/人）"]),
    Field::money(BUDGET_LIMIT, l("单次上限", "單次上限", "Limit")).alias(&["预算上限"]),
    Field::integer(ESCORTS_LIMIT, l("陪同人数上限", "陪同人數上限", "Most escorts")).within(0, 1_000),
    Field::integer(CONFIRM_HOURS, l("须提前预约（小时）", "須提前預約（小時）", "Hours ahead")).within(0, 1_000),
    Field::integer(STAY_MINUTES, l("一般停留（分钟）", "一般停留（分鐘）", "Usual stay")).within(0, 10_000),
    Field::choice(ID_CHECK, l("核验要求", "核驗要求", "Identity check"), CHECKS),
    Field::text(AREAS, l("准入区域", "准入區域", "Areas")).alias(&["到访区域"]),
    Field::lines(CHECKLIST, l("准备清单", "準備清單", "Checklist"), &CHECK_ITEM),
    Field::text(BASIS, l("制定依据", "制定依據", "Basis")).alias(&["依据"]),
    Field::integer(FOLLOW_UP_DAYS, l("回访期限（工作日）", "回訪期限（工作日）", "Follow-up after")).within(0, 365),
    Field::date(EFFECTIVE_FROM, l("生效日期", "生效日期", "In force from")).alias(&["执行日期"]),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")),
    Field::person(SUBMITTED_BY, l("拟订人", "擬訂人", "Drawn up by")).alias(&["起草人"]),
    Field::text(RETIRE_REASON, l("废止原因", "廢止原因", "Reason for withdrawing")),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static STATES: &[State] = &[
    state("draft", l("草拟", "草擬", "Draft"), Tone::Grey, Phase::Draft),
    state("awaiting-approval", l("待批", "待批", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("effective", l("生效", "生效", "In force"), Tone::Green, Phase::Done),
    state("retired", l("废止", "廢止", "Withdrawn"), Tone::Grey, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("送审", "送審", "Submit"), &["draft"], "awaiting-approval")
        .routine(hands::RECEPTION)
        .requires(&["type"])
        .effects(&[Effect::Me("submitted_by")]),
    step("approve", l("批准", "批准", "Approve"), &["awaiting-approval"], "effective")
        .signed()
        .roles(DIRECTION)
        .asks(&["effective_from"])
        .guards(&[Guard::NotMe("submitted_by")])
        .effects(&[Effect::Number, Effect::Me("approved_by"), Effect::Now("approved_at"), Effect::Today("effective_from")]),
    step("send-back", l("退回", "退回", "Send back"), &["awaiting-approval"], "draft")
        .roles(DIRECTION)
        .effects(&[Effect::Clear("submitted_by")]),
    step("revise", l("修订", "修訂", "Revise"), &["effective"], "draft").routine(hands::RECEPTION).effects(&[
        Effect::Clear("submitted_by"),
        Effect::Clear("approved_by"),
        Effect::Clear("approved_at"),
        Effect::Clear("effective_from"),
    ]),
    step("retire", l("废止", "廢止", "Withdraw"), &["effective"], "retired").roles(DIRECTION).requires(&["retire_reason"]),
    step("restore", l("恢复", "恢復", "Restore"), &["retired"], "effective").roles(DIRECTION).effects(&[Effect::Clear("retire_reason")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["draft", "awaiting-approval", "effective", "retired"], VOID)
        .routine(hands::RECEPTION)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("standard_no", 120),
    col("name", 0),
    col("type", 110),
    col("level", 90),
    col("room", 140),
    col("budget_per_head", 100),
    col("effective_from", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group { labels: l("适用", "適用", "Scope"), fields: &["name", "standard_no", "type", "level", "basis", "effective_from"] },
    Group {
        labels: l("接待规格", "接待規格", "What is offered"),
        fields: &[
            "greeting",
            "escort",
            "escorts_limit",
            "room",
            "tea",
            "meal",
            "transport",
            "budget_per_head",
            "budget_limit",
            "stay_minutes",
            "checklist",
        ],
    },
    Group {
        labels: l("进校与回访", "進校與回訪", "Entry and follow-up"),
        fields: &["confirm_hours", "id_check", "areas", "follow_up_days"],
    },
    Group { labels: l("审批", "審批", "Approval"), fields: &["submitted_by", "approved_by", "approved_at", "retire_reason"] },
];

static PRINTS: &[Named] = &[Named { id: "standard-sheet", labels: l("接待标准表", "接待標準表", "Reception standard") }];

static REPORTS: &[Report] =
    &[report("by-type", l("按来访类型统计", "按來訪類型統計", "By type of visitor"), &[By::Field("type"), By::State])];

static DERIVED: &[Derived] =
    &[derived("plans", l("引用次数", "引用次數", "Plans"), Calc::Count(others("reception-plans", "standard")), Unit::Count)];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "上级检查接待标准"),
        ("type", "上级检查"),
        ("level", "重要接待"),
        ("greeting", "办公室主任在校门迎接"),
        ("escort", "分管领导及对口部门负责人"),
        ("room", "行政楼二楼会客室"),
        ("tea", "饮用水、茶"),
        ("budget_per_head", "40"),
        ("escorts_limit", "3"),
        ("confirm_hours", "24"),
        ("id_check", "领队核验"),
        ("follow_up_days", "3"),
        ("basis", "《公务接待管理规定》"),
    ],
    &[
        ("name", "家长来访接待标准"),
        ("type", "家长"),
        ("level", "简接待"),
        ("greeting", "门卫引导至家长接待室"),
        ("room", "家长接待室"),
        ("tea", "饮用水"),
        ("budget_per_head", "0"),
        ("stay_minutes", "40"),
        ("id_check", "接待人确认"),
        ("areas", "家长接待室、德育处"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "reception-standards",
    labels: l("接待标准", "接待標準", "Reception standards"),
    one: l("接待标准", "接待標準", "Reception standard"),
    area: Area::Reception,
    space: Space::Reception,
    fields: FIELDS,
    title: "name",
    number: Some(Numbering { field: "standard_no", pattern: "接标〔{year}〕{n}号", at_creation: false }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["标准状态"],
        words: &[("有效", "effective"), ("执行中", "effective"), ("失效", "retired")],
        filled: &[("effective_from", "effective")],
        ..Arrival::FIRST
    },
    retention: l("废止后保存5年", "廢止後保存5年", "5 years after it was withdrawn"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    same: &[&["name"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
