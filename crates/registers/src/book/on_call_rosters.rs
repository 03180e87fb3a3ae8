//! On-call rosters 快速响应值班表: who of the rapid-response team 快速响应小组 is to be called, and when.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Named, Phase, Register, Report,
    Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// Name of the roster.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Team that is on call.
pub const TEAM: Key<key::Text> = Key::new("team");
/// What they are called for.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// First day.
pub const STARTS_ON: Key<key::Date> = Key::new("starts_on");
/// Last day.
pub const ENDS_ON: Key<key::Date> = Key::new("ends_on");
/// Who leads the team.
pub const LEADER: Key<key::Person> = Key::new("leader");
/// Number of the desk that is always answered.
pub const HOTLINE: Key<key::Text> = Key::new("hotline");
/// How fast they come.
pub const STANDARD: Key<key::Text> = Key::new("standard");
/// Who is on call when.
pub const DUTIES: Key<key::Lines> = Key::new("duties");
/// When everybody was told.
pub const PUBLISHED_AT: Key<key::Time> = Key::new("published_at");

/// Columns of a duty.
pub mod duties {
    use crate::def::{Key, key};
    /// Since when.
    pub const FROM: Key<key::Time> = Key::new("from");
    /// Until when.
    pub const TO: Key<key::Time> = Key::new("to");
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Who comes else.
    pub const BACKUP: Key<key::Person> = Key::new("backup");
    /// Their number.
    pub const PHONE: Key<key::Private> = Key::new("phone");
    /// For what.
    pub const SCOPE: Key<key::Text> = Key::new("scope");
    /// With whom the duty was changed.
    pub const SWAPPED: Key<key::Text> = Key::new("swapped");
}

static KINDS: &[Choice] = &[
    choice("facilities", l("水电维修", "水電維修", "Facilities")).alias(&["维修"]),
    choice("information", l("信息技术", "資訊技術", "Information technology")).alias(&["网络", "多媒体"]),
    choice("delivery", l("文件急送", "文件急送", "Delivery")),
    choice("safety", l("安全应急", "安全應急", "Safety")).alias(&["应急"]),
    choice("general", l("综合值班", "綜合值班", "General")).alias(&["行政值班"]),
];

static DUTY: Lines = Lines {
    columns: &[
        Field::time(duties::FROM, l("值班起始", "值班起始", "From")).required(),
        Field::time(duties::TO, l("值班结束", "值班結束", "To")).until(),
        Field::person(duties::PERSON, l("值班人", "值班人", "Person")).required().alias(&["值班人员姓名"]),
        Field::person(duties::BACKUP, l("备班人", "備班人", "Backup")).alias(&["候补"]),
        Field::private(duties::PHONE, l("值班人电话", "值班人電話", "Telephone")),
        Field::text(duties::SCOPE, l("负责范围", "負責範圍", "Scope")),
        Field::text(duties::SWAPPED, l("调班说明", "調班說明", "Swapped")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("值班表名称", "值班表名稱", "Title")).required().alias(&["名称", "值班表"]),
    Field::text(TEAM, l("响应小组", "回應小組", "Team")).alias(&["小组", "快速响应小组"]),
    Field::choice(KIND, l("值班类别", "值班類別", "Kind"), KINDS).alias(&["类别"]),
    Field::date(STARTS_ON, l("开始日期", "開始日期", "Starts on")).alias(&["起始日期"]),
    Field::date(ENDS_ON, l("结束日期", "結束日期", "Ends on")).alias(&["截止日期"]),
    Field::person(LEADER, l("组长", "組長", "Leader")).alias(&["带班领导", "值班领导"]),
    Field::text(HOTLINE, l("值班电话", "值班電話", "Hotline")).alias(&["热线"]),
    Field::text(STANDARD, l("响应要求", "回應要求", "Standard")).alias(&["响应时限"]),
    Field::lines(DUTIES, l("值班人员", "值班人員", "Duties"), &DUTY),
    Field::time(PUBLISHED_AT, l("发布时间", "發布時間", "Published")),
];

static STATES: &[State] = &[
    state("draft", l("草拟", "草擬", "Draft"), Tone::Grey, Phase::Draft),
    state("published", l("已发布", "已發布", "Published"), Tone::Green, Phase::Open),
    state("ended", l("已结束", "已結束", "Ended"), Tone::Grey, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const OFFICE: &[&str] = &["clerk", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("publish", l("发布", "發布", "Publish"), &["draft"], "published")
        .binds()
        .roles(OFFICE)
        .requires(&["starts_on", "ends_on"])
        .asks(&["hotline", "standard"])
        .guards(&[Guard::HasLine("duties"), Guard::EachRow("duties", "person")])
        .effects(&[Effect::Now("published_at")]),
    step("end", l("结束", "結束", "End"), &["published"], "ended")
        .routine(hands::OFFICE)
        .or_named(&["leader"])
        .guards(&[Guard::Come("ends_on")]),
    step("extend", l("续用", "續用", "Use again"), &["ended"], "published")
        .roles(OFFICE)
        .requires(&["ends_on"])
        .asks(&["ends_on"])
        .guards(&[Guard::Later("ends_on")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["published", "ended"], VOID)
        .roles(OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("title", 0),
    col("team", 120),
    col("kind", 100),
    col("leader", 90),
    col("starts_on", 100),
    col("ends_on", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[Group {
    labels: l("值班安排", "值班安排", "Roster"),
    fields: &["title", "team", "kind", "starts_on", "ends_on", "leader", "hotline", "standard", "duties", "published_at"],
}];

static PRINTS: &[Named] = &[Named { id: "roster", labels: l("值班表", "值班表", "Roster") }];

static REPORTS: &[Report] = &[
    report("by-person", l("按值班人统计", "按值班人統計", "By person"), &[By::Field("person")]).rows("duties"),
    report("by-kind", l("按值班类别统计", "按值班類別統計", "By kind"), &[By::Field("kind")]),
];

static DERIVED: &[Derived] = &[
    derived("duty_count", l("值班班次", "值班班次", "Duties"), Calc::RowCount("duties"), Unit::Count),
    derived("call_count", l("响应次数", "回應次數", "Calls"), Calc::Count(others("service-requests", "roster")), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "weekly",
        labels: l("每周快速响应值班", "每週快速回應值班", "Weekly roster"),
        values: &[
            ("title", "快速响应小组周值班表"),
            ("team", "快速响应小组"),
            ("kind", "facilities"),
            ("standard", "紧急事项15分钟内到场"),
        ],
    },
    Template {
        id: "holiday",
        labels: l("节假日值班", "節假日值班", "Holiday roster"),
        values: &[("title", "节假日值班表"), ("kind", "general")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2026年9月第3周快速响应值班表"),
        ("team", "快速响应小组"),
        ("kind", "水电维修"),
        ("starts_on", "2026-09-14"),
        ("ends_on", "2026-09-20"),
        ("leader", "马秀建"),
        ("hotline", "8110"),
        ("standard", "紧急事项15分钟内到场"),
    ],
    &[
        ("title", "2026年国庆假期值班表"),
        ("team", "总值班室"),
        ("kind", "综合值班"),
        ("starts_on", "2026年10月1日"),
        ("ends_on", "2026-10-07"),
        ("leader", "陆春慧"),
        ("hotline", "8100"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "on-call-rosters",
    labels: l("快速响应值班表", "快速回應值班表", "On-call rosters"),
    one: l("值班表", "值班表", "On-call roster"),
    area: Area::Requests,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "ends_on", since: "starts_on" }],
    arrival: Arrival { filled: &[("published_at", "published")], ..Arrival::FIRST },
    retention: l("保存3年", "保存3年", "3 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
