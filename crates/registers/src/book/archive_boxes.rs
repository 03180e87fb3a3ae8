//! Archive boxes 档案盒: which items lie in which box, where it stands, and the note on what is missing in it.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named, Numbering, Only,
    Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, col, derived, key, l, others, report, state, step,
};

use super::archive_items::choices;

/// Title on the spine.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the box.
pub const BOX_NO: Key<key::Text> = Key::new("box_no");
/// Fonds.
pub const FONDS: Key<key::Link> = Key::new("fonds");
/// Its number.
pub const FONDS_NO: Key<key::Text> = Key::new("fonds_no");
/// Category.
pub const CATEGORY: Key<key::Choice> = Key::new("category");
/// Year.
pub const ARCHIVE_YEAR: Key<key::Integer> = Key::new("archive_year");
/// How long it is kept.
pub const RETENTION: Key<key::Choice> = Key::new("retention");
/// Department or matter.
pub const UNIT: Key<key::Department> = Key::new("unit");
/// First item number in it.
pub const FIRST_NO: Key<key::Text> = Key::new("first_no");
/// Last item number in it.
pub const LAST_NO: Key<key::Text> = Key::new("last_no");
/// Thickness in millimetres.
pub const THICKNESS: Key<key::Integer> = Key::new("thickness");
/// Room.
pub const ROOM: Key<key::Text> = Key::new("room");
/// Shelf.
pub const SHELF: Key<key::Text> = Key::new("shelf");
/// Who packed it.
pub const PACKED_BY: Key<key::Person> = Key::new("packed_by");
/// When.
pub const PACKED_ON: Key<key::Date> = Key::new("packed_on");
/// Who checked it.
pub const CHECKED_BY: Key<key::Person> = Key::new("checked_by");
/// When.
pub const CHECKED_ON: Key<key::Date> = Key::new("checked_on");
/// What there is to say of the items in it.
pub const CONDITION: Key<key::LongText> = Key::new("condition");
/// Checks of what is in it.
pub const CHECKS: Key<key::Lines> = Key::new("checks");
/// Archive to which it was transferred.
pub const TRANSFERRED_TO: Key<key::Text> = Key::new("transferred_to");
/// When.
pub const TRANSFERRED_ON: Key<key::Date> = Key::new("transferred_on");

/// Columns of a check of the box.
pub mod checks {
    use crate::def::{Key, key};
    /// When.
    pub const ON: Key<key::Date> = Key::new("on");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// How many items were there.
    pub const FOUND: Key<key::Integer> = Key::new("found");
    /// What was wrong.
    pub const PROBLEM: Key<key::Text> = Key::new("problem");
    /// What was done.
    pub const ACTION: Key<key::Text> = Key::new("action");
}

static CHECK: Lines = Lines {
    columns: &[
        Field::date(checks::ON, l("清点日期", "清點日期", "On")).starts(Default_::Today),
        Field::person(checks::BY, l("清点人", "清點人", "By")).starts(Default_::Me),
        Field::integer(checks::FOUND, l("实有件数", "實有件數", "Items found")).within(0, 100_000),
        Field::text(checks::PROBLEM, l("缺损情况", "缺損情況", "Problem")),
        Field::text(checks::ACTION, l("处理情况", "處理情況", "Action")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("盒名", "盒名", "Title")).required().alias(&["盒题名", "档案盒名称", "题名"]),
    Field::text(BOX_NO, l("盒号", "盒號", "Box no.")).alias(&["编号", "档案盒号"]),
    Field::link(FONDS, l("全宗", "全宗", "Fonds"), "fonds").alias(&["全宗名称"]),
    Field::text(FONDS_NO, l("全宗号", "全宗號", "Fonds no.")),
    Field::choice(CATEGORY, l("门类", "門類", "Category"), choices::CATEGORIES)
        .starts(Default_::Choice("documents"))
        .alias(&["档案门类", "类别"]),
    Field::integer(ARCHIVE_YEAR, l("年度", "年度", "Year")).within(1800, 2200).alias(&["归档年度"]),
    Field::choice(RETENTION, l("保管期限", "保管期限", "Retention"), choices::RETENTIONS).alias(&["期限"]),
    Field::department(UNIT, l("机构（问题）", "機構（問題）", "Department or matter")).alias(&["机构", "问题"]),
    Field::text(FIRST_NO, l("起件号", "起件號", "First item no.")).alias(&["起始件号"]),
    Field::text(LAST_NO, l("止件号", "止件號", "Last item no.")).alias(&["终止件号"]),
    Field::integer(THICKNESS, l("盒厚（毫米）", "盒厚（毫米）", "Thickness in mm")).within(0, 1_000).alias(&["盒厚"]),
    Field::text(ROOM, l("库房", "庫房", "Storeroom")).alias(&["库房位置"]),
    Field::text(SHELF, l("架位", "架位", "Shelf")).alias(&["柜架号", "存放位置", "排架号"]),
    Field::person(PACKED_BY, l("整理人", "整理人", "Packed by")).starts(Default_::Me).alias(&["装盒人"]),
    Field::date(PACKED_ON, l("整理日期", "整理日期", "Packed on")).alias(&["装盒日期"]),
    Field::person(CHECKED_BY, l("检查人", "檢查人", "Checked by")),
    Field::date(CHECKED_ON, l("检查日期", "檢查日期", "Checked on")),
    Field::long_text(CONDITION, l("盒内文件情况说明", "盒內文件情況說明", "Note on the contents")).alias(&["情况说明", "备考"]),
    Field::lines(CHECKS, l("清点记录", "清點記錄", "Checks"), &CHECK),
    Field::text(TRANSFERRED_TO, l("接收档案馆", "接收檔案館", "Transferred to")),
    Field::date(TRANSFERRED_ON, l("移交日期", "移交日期", "Transferred on")),
];

static STATES: &[State] = &[
    state("packing", l("装盒中", "裝盒中", "Being packed"), Tone::Amber, Phase::Open).by("packed_by"),
    state("shelved", l("已上架", "已上架", "On the shelf"), Tone::Green, Phase::Done),
    state("emptied", l("已清空", "已清空", "Emptied"), Tone::Grey, Phase::Done),
    state("transferred", l("移交进馆", "移交進館", "Transferred"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const ARCHIVISTS: &[&str] = &["archivist"];

/// Items that are in the box in fact.
const INSIDE: Guard = Guard::None(others("archive-items", "box").within(&[
    "numbered",
    "shelved",
    "lent",
    "expired",
    "appraising",
    "extended",
    "awaiting-destruction",
]));

static TRANSITIONS: &[Transition] = &[
    step("shelve", l("上架", "上架", "Shelve"), &["packing"], "shelved")
        .binds()
        .roles(ARCHIVISTS)
        .requires(&["fonds_no", "category", "archive_year", "retention", "shelf"])
        .asks(&["room", "thickness", "first_no", "last_no", "checked_by"])
        .guards(&[Guard::Some(others("archive-items", "box"))])
        .effects(&[
            Effect::Number,
            Effect::Today("packed_on"),
            Effect::StepOthers(others("archive-items", "box").within(&["numbered"]), "shelve"),
        ]),
    step("repack", l("重新装盒", "重新裝盒", "Repack"), &["shelved", "emptied"], "packing").roles(ARCHIVISTS),
    step("empty", l("清空", "清空", "Empty"), &["packing", "shelved"], "emptied").roles(ARCHIVISTS).guards(&[INSIDE]),
    step("transfer", l("整盒移交进馆", "整盒移交進館", "Transfer the box"), &["shelved"], "transferred")
        .binds()
        .roles(ARCHIVISTS)
        .requires(&["transferred_to"])
        .guards(&[Guard::None(others("archive-items", "box").within(&["lent", "appraising", "awaiting-destruction"]))])
        .effects(&[Effect::Today("transferred_on")]),
    step("void", l("作废", "作廢", "Void"), &["packing", "shelved", "emptied", "transferred"], VOID)
        .roles(&["archivist", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("box_no", 180),
    col("title", 0),
    col("archive_year", 70),
    col("retention", 80),
    col("unit", 110),
    col("=items", 60),
    col("=pages", 60),
    col("shelf", 130),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("档案盒", "檔案盒", "The box"),
        fields: &["title", "box_no", "fonds", "fonds_no", "category", "archive_year", "retention", "unit", "first_no", "last_no"],
    },
    Group { labels: l("存放", "存放", "Place"), fields: &["thickness", "room", "shelf", "transferred_to", "transferred_on"] },
    Group { labels: l("备考", "備考", "Note"), fields: &["condition", "packed_by", "packed_on", "checked_by", "checked_on", "checks"] },
];

static PRINTS: &[Named] = &[
    Named { id: "spine", labels: l("盒脊", "盒脊", "Spine") },
    Named { id: "contents", labels: l("盒内目录", "盒內目錄", "Contents") },
    Named { id: "note", labels: l("备考表", "備考表", "Note on the contents") },
];

static REPORTS: &[Report] = &[
    report("by-year", l("按年度统计", "按年度統計", "By year"), &[By::Field("archive_year"), By::Field("retention")])
        .measures(&[Measure::Count, Measure::Sum("thickness")]),
    report("by-room", l("按库房统计", "按庫房統計", "By storeroom"), &[By::Field("room")])
        .measures(&[Measure::Count, Measure::Sum("thickness")])
        .only(&[Only::State(&["shelved"])]),
];

const ITEMS: Calc = Calc::Count(others("archive-items", "box"));

static DERIVED: &[Derived] = &[
    derived("items", l("件数", "件數", "Items"), ITEMS, Unit::Count),
    derived(
        "pages",
        l("页数", "頁數", "Pages"),
        Calc::Sum { of: others("archive-items", "box"), amount: "pages", minus: None },
        Unit::Count,
    ),
    derived("lent", l("借出件数", "借出件數", "Items lent"), Calc::Count(others("archive-items", "box").within(&["lent"])), Unit::Count),
    derived(
        "destroyed",
        l("已销毁件数", "已銷毀件數", "Items destroyed"),
        Calc::Count(others("archive-items", "box").within(&["destroyed"])),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "permanent",
        labels: l("文书盒（永久）", "文書盒（永久）", "Documents, for ever"),
        values: &[("category", "文书"), ("retention", "永久"), ("thickness", "30")],
    },
    Template {
        id: "d30",
        labels: l("文书盒（30年）", "文書盒（30年）", "Documents, 30 years"),
        values: &[("category", "文书"), ("retention", "30年"), ("thickness", "40")],
    },
    Template {
        id: "d10",
        labels: l("文书盒（10年）", "文書盒（10年）", "Documents, 10 years"),
        values: &[("category", "文书"), ("retention", "10年"), ("thickness", "50")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2025年永久 综合办公室"),
        ("fonds_no", "Z109"),
        ("category", "文书"),
        ("archive_year", "2025"),
        ("retention", "永久"),
        ("unit", "综合办公室"),
        ("first_no", "0001"),
        ("last_no", "0038"),
        ("thickness", "40"),
        ("room", "行政楼一楼档案室"),
        ("shelf", "3排2列4层"),
        ("packed_by", "孙立"),
        ("condition", "0017号缺附件二，已在目录注明。"),
    ],
    &[
        ("title", "2025年10年 总务处"),
        ("fonds_no", "Z109"),
        ("category", "文书"),
        ("archive_year", "2025"),
        ("retention", "D10"),
        ("unit", "总务处"),
        ("thickness", "50"),
        ("packed_by", "孙立"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "archive-boxes",
    labels: l("档案盒", "檔案盒", "Archive boxes"),
    one: l("档案盒登记", "檔案盒登記", "Archive box"),
    area: Area::Archive,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "box_no", pattern: "{fonds_no}-{category}·{archive_year}-{retention}-盒{n:3}", at_creation: false }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "checked_on", since: "packed_on" }, Rule::NotBefore { field: "transferred_on", since: "packed_on" }],
    arrival: Arrival {
        headings: &["档案盒状态"],
        words: &[("在架", "shelved"), ("已移交", "transferred")],
        filled: &[("box_no", "shelved"), ("transferred_on", "transferred")],
        ..Arrival::FIRST
    },
    retention: l("随盒内档案保存", "隨盒內檔案保存", "As long as what is in it"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["box_no"], &["title", "archive_year", "retention"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
