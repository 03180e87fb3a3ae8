//! Fonds 全宗: whose archive it is. A school has one as a rule, and others of schools that were merged into it.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Column, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Phase, Register, Report,
    Rule, State, Template, Tone, Transition, Unit, col, derived, key, l, others, report, state, step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Number that the archive in charge has given.
pub const FONDS_NO: Key<key::Text> = Key::new("fonds_no");
/// Organisation that makes the fonds.
pub const CREATOR: Key<key::Text> = Key::new("creator");
/// Archive to which it is transferred one day.
pub const ARCHIVE_IN_CHARGE: Key<key::Text> = Key::new("archive_in_charge");
/// First year.
pub const YEAR_FROM: Key<key::Integer> = Key::new("year_from");
/// Last year, of a closed one.
pub const YEAR_TO: Key<key::Integer> = Key::new("year_to");
/// Who looks after it.
pub const ARCHIVIST: Key<key::Person> = Key::new("archivist");
/// Where it stands.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// How it is divided.
pub const SCHEME: Key<key::LongText> = Key::new("scheme");
/// What is kept, and how long.
pub const RETENTION_TABLE: Key<key::Attachments> = Key::new("retention_table");
/// History of its maker and of the fonds.
pub const HISTORY: Key<key::LongText> = Key::new("history");
/// Changes over the years.
pub const CHANGES: Key<key::Lines> = Key::new("changes");
/// Why it was closed.
pub const CLOSE_REASON: Key<key::Text> = Key::new("close_reason");
/// When.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");

/// Columns of the file on the fonds 全宗卷.
pub mod changes {
    use crate::def::{Key, key};
    /// When.
    pub const ON: Key<key::Date> = Key::new("on");
    /// What happened.
    pub const EVENT: Key<key::Text> = Key::new("event");
    /// Number of the document.
    pub const DOC_NO: Key<key::Text> = Key::new("doc_no");
    /// Who entered it.
    pub const BY: Key<key::Person> = Key::new("by");
}

static CHANGE: crate::def::Lines = crate::def::Lines {
    columns: &[
        Field::date(changes::ON, l("日期", "日期", "On")).starts(crate::def::Default_::Today),
        Field::text(changes::EVENT, l("变化情况", "變化情況", "Event")).required(),
        Field::text(changes::DOC_NO, l("依据文号", "依據文號", "Document no.")),
        Field::person(changes::BY, l("记载人", "記載人", "Entered by")).starts(crate::def::Default_::Me),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(NAME, l("全宗名称", "全宗名稱", "Name")).required().alias(&["名称"]),
    Field::text(FONDS_NO, l("全宗号", "全宗號", "Fonds no.")).alias(&["编号"]),
    Field::text(CREATOR, l("立档单位", "立檔單位", "Creator")).alias(&["形成单位"]),
    Field::text(ARCHIVE_IN_CHARGE, l("进馆档案馆", "進館檔案館", "Archive in charge")).alias(&["主管档案馆"]),
    Field::integer(YEAR_FROM, l("起始年度", "起始年度", "First year")).within(1800, 2200).alias(&["起始年"]),
    Field::integer(YEAR_TO, l("终止年度", "終止年度", "Last year")).within(1800, 2200).alias(&["终止年"]),
    Field::person(ARCHIVIST, l("档案员", "檔案員", "Archivist")).alias(&["档案管理员"]),
    Field::text(LOCATION, l("库房位置", "庫房位置", "Storeroom")).alias(&["存放地点", "库房"]),
    Field::long_text(SCHEME, l("分类方案", "分類方案", "Scheme")),
    Field::attachments(RETENTION_TABLE, l("归档范围和保管期限表", "歸檔範圍和保管期限表", "Retention table")).alias(&["保管期限表"]),
    Field::long_text(HISTORY, l("全宗介绍", "全宗介紹", "History")),
    Field::lines(CHANGES, l("全宗卷记事", "全宗卷記事", "File on the fonds"), &CHANGE),
    Field::text(CLOSE_REASON, l("封闭原因", "封閉原因", "Reason for closing")),
    Field::date(CLOSED_ON, l("封闭日期", "封閉日期", "Closed on")),
];

static STATES: &[State] = &[
    state("open", l("在用", "在用", "Open"), Tone::Green, Phase::Done),
    state("closed", l("已封闭", "已封閉", "Closed"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const ARCHIVISTS: &[&str] = &["archivist", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("close", l("封闭", "封閉", "Close"), &["open"], "closed")
        .roles(ARCHIVISTS)
        .requires(&["close_reason"])
        .asks(&["year_to"])
        .effects(&[Effect::Today("closed_on")]),
    step("reopen", l("重新启用", "重新啟用", "Reopen"), &["closed"], "open")
        .roles(ARCHIVISTS)
        .effects(&[Effect::Clear("close_reason"), Effect::Clear("closed_on")]),
    step("void", l("作废", "作廢", "Void"), &["open", "closed"], VOID)
        .roles(ARCHIVISTS)
        .requires(&["void_reason"])
        .guards(&[Guard::None(others("archive-items", "fonds"))])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("fonds_no", 100),
    col("name", 0),
    col("creator", 160),
    col("year_from", 80),
    col("year_to", 80),
    col("archivist", 90),
    col("=items", 80),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("全宗", "全宗", "The fonds"),
        fields: &["name", "fonds_no", "creator", "archive_in_charge", "year_from", "year_to", "archivist", "location"],
    },
    Group {
        labels: l("方案与记事", "方案與記事", "Scheme and file"),
        fields: &["scheme", "retention_table", "history", "changes", "close_reason", "closed_on"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "fonds-guide", labels: l("全宗介绍", "全宗介紹", "Guide to the fonds") },
    Named { id: "fonds-file", labels: l("全宗卷目录", "全宗卷目錄", "File on the fonds") },
];

static REPORTS: &[Report] =
    &[report("by-state", l("全宗数量", "全宗數量", "Fonds"), &[By::State]).measures(&[Measure::Count]).chart(Chart::Table)];

static DERIVED: &[Derived] = &[
    derived("items", l("件数", "件數", "Items"), Calc::Count(others("archive-items", "fonds")), Unit::Count),
    derived("boxes", l("盒数", "盒數", "Boxes"), Calc::Count(others("archive-boxes", "fonds")), Unit::Count),
    derived(
        "pages",
        l("页数", "頁數", "Pages"),
        Calc::Sum { of: others("archive-items", "fonds"), amount: "pages", minus: None },
        Unit::Count,
    ),
    derived("lent", l("借出件数", "借出件數", "Items lent"), Calc::Count(others("archive-items", "fonds").within(&["lent"])), Unit::Count),
];

static TEMPLATES: &[Template] = &[Template {
    id: "school",
    labels: l("本校全宗", "本校全宗", "Fonds of the school"),
    values: &[("name", "本校全宗"), ("scheme", "按年度、保管期限、机构（问题）分类，件号按年度和期限流水。")],
}];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "明德中学全宗"),
        ("fonds_no", "Z109"),
        ("creator", "明德中学"),
        ("archive_in_charge", "市档案馆"),
        ("year_from", "1956"),
        ("archivist", "孙立"),
        ("location", "行政楼一楼档案室"),
        ("scheme", "年度—保管期限—机构（问题）"),
    ],
    &[
        ("name", "城东初级中学全宗"),
        ("fonds_no", "Z131"),
        ("creator", "城东初级中学"),
        ("year_from", "1983"),
        ("year_to", "2012"),
        ("close_reason", "2012年并入明德中学"),
        ("remarks", "纸质档案28盒，单独排架。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "fonds",
    labels: l("全宗", "全宗", "Fonds"),
    one: l("全宗名册", "全宗名冊", "One fonds"),
    area: Area::Archive,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::Longest { field: "fonds_no", most: 20 }],
    arrival: Arrival {
        headings: &["全宗状态"],
        words: &[("封闭", "closed"), ("开放", "open")],
        filled: &[("closed_on", "closed")],
        ..Arrival::FIRST
    },
    retention: l("永久保存", "永久保存", "For ever"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["fonds_no"], &["name"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
