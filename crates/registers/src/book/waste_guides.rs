//! Waste guides 垃圾分类指引: which waste goes where, when it is collected, and who sees to it.

use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Choice, Column, Effect, Example, Field, Group, Key, Lines, Named, Phase, Register, Report, State, Template, Tone,
    Transition, choice, col, key, l, report, state, step,
};

/// What it is about.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Which waste.
pub const CATEGORY: Key<key::Choice> = Key::new("category");
/// Colour and kind of the bin.
pub const BIN: Key<key::Text> = Key::new("bin");
/// Things that often turn up.
pub const THINGS: Key<key::Lines> = Key::new("things");
/// How it is to be thrown away.
pub const INSTRUCTIONS: Key<key::LongText> = Key::new("instructions");
/// What must not go in.
pub const FORBIDDEN: Key<key::Text> = Key::new("forbidden");
/// Where the bins stand.
pub const POINTS: Key<key::Text> = Key::new("points");
/// Posters and signs.
pub const POSTER: Key<key::Attachments> = Key::new("poster");
/// When it is collected.
pub const COLLECTION: Key<key::Text> = Key::new("collection");
/// Firm that takes it away.
pub const HAULER: Key<key::Link> = Key::new("hauler");
/// Firm that takes it away, by name.
pub const HAULER_NAME: Key<key::Text> = Key::new("hauler_name");
/// Who sees to it.
pub const SUPERVISOR: Key<key::Person> = Key::new("supervisor");
/// Who has to follow it.
pub const AUDIENCE: Key<key::Text> = Key::new("audience");
/// Day of publication.
pub const PUBLISHED_ON: Key<key::Date> = Key::new("published_on");
/// Why it no longer holds.
pub const WITHDRAW_REASON: Key<key::Text> = Key::new("withdraw_reason");

/// Columns of things: things that often turn up.
pub mod things {
    use crate::def::{Key, key};
    /// What it is.
    pub const THING: Key<key::Text> = Key::new("thing");
    /// Where it belongs.
    pub const CATEGORY: Key<key::Choice> = Key::new("category");
    /// Note.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("recyclable", l("可回收物", "可回收物", "Recyclable")).alias(&["可回收", "可回收垃圾"]),
    choice("hazardous", l("有害垃圾", "有害垃圾", "Hazardous")).alias(&["有害"]),
    choice("kitchen", l("厨余垃圾", "廚餘垃圾", "Kitchen waste")).alias(&["湿垃圾", "厨余"]),
    choice("residual", l("其他垃圾", "其他垃圾", "Residual")).alias(&["干垃圾", "其他"]),
    choice("medical", l("医疗废物", "醫療廢物", "Medical")).alias(&["医废"]),
    choice("chemical", l("实验室废弃物", "實驗室廢棄物", "Laboratory")).alias(&["危险废物", "化学废液"]),
    choice("electronic", l("电子废弃物", "電子廢棄物", "Electronic")).alias(&["电子垃圾"]),
    choice("bulky", l("大件垃圾", "大件垃圾", "Bulky")).alias(&["大件"]),
    choice("confidential", l("涉密纸质", "涉密紙本", "Confidential paper")).alias(&["涉密废纸"]),
];

static THING: Lines = Lines {
    columns: &[
        Field::text(things::THING, l("物品名称", "物品名稱", "Thing")).required(),
        Field::choice(things::CATEGORY, l("归入类别", "歸入類別", "Category"), KINDS),
        Field::text(things::NOTE, l("投放提示", "投放提示", "Note")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("指引名称", "指引名稱", "Title")).required().alias(&["名称", "标题"]),
    Field::choice(CATEGORY, l("垃圾类别", "垃圾類別", "Category"), KINDS).alias(&["类别"]),
    Field::text(BIN, l("收集容器", "收集容器", "Bin")).alias(&["垃圾桶", "容器"]),
    Field::lines(THINGS, l("常见物品", "常見物品", "Examples"), &THING),
    Field::long_text(INSTRUCTIONS, l("投放要求", "投放要求", "Instructions")).alias(&["要求", "指引内容"]),
    Field::text(FORBIDDEN, l("禁止事项", "禁止事項", "Not allowed")),
    Field::text(POINTS, l("投放点", "投放點", "Points")).alias(&["投放地点", "地点"]),
    Field::attachments(POSTER, l("宣传画", "宣傳畫", "Posters")).alias(&["海报"]),
    Field::text(COLLECTION, l("收运时间", "收運時間", "Collection")).alias(&["清运时间"]),
    Field::link(HAULER, l("清运单位", "清運單位", "Hauler"), "suppliers"),
    Field::text(HAULER_NAME, l("清运单位名称", "清運單位名稱", "Hauler's name")),
    Field::person(SUPERVISOR, l("管理责任人", "管理責任人", "Supervisor")).alias(&["负责人"]),
    Field::text(AUDIENCE, l("适用对象", "適用對象", "For whom")).alias(&["适用范围"]),
    Field::date(PUBLISHED_ON, l("发布日期", "發布日期", "Published on")),
    Field::text(WITHDRAW_REASON, l("停用原因", "停用原因", "Reason for withdrawing")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("published", l("已发布", "已發布", "Published"), Tone::Green, Phase::Done),
    state("withdrawn", l("停用", "停用", "Withdrawn"), Tone::Grey, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("publish", l("发布", "發布", "Publish"), &["draft"], "published")
        .binds()
        .roles(&["clerk", "office-director"])
        .requires(&["category"])
        .effects(&[Effect::Today("published_on")]),
    step("withdraw", l("停用", "停用", "Withdraw"), &["published"], "withdrawn")
        .roles(&["clerk", "office-director"])
        .requires(&["withdraw_reason"]),
    step("restore", l("恢复发布", "恢復發布", "Publish again"), &["withdrawn"], "published")
        .roles(&["clerk", "office-director"])
        .effects(&[Effect::Clear("withdraw_reason")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["published", "withdrawn"], VOID)
        .roles(&["clerk", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("title", 0),
    col("category", 100),
    col("bin", 100),
    col("points", 180),
    col("collection", 140),
    col("supervisor", 90),
    col("published_on", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("指引", "指引", "The guide"),
        fields: &["title", "category", "bin", "things", "instructions", "forbidden", "points", "poster"],
    },
    Group {
        labels: l("收运", "收運", "Collection"),
        fields: &["collection", "hauler", "hauler_name", "supervisor", "audience", "published_on", "withdraw_reason"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "guide-sheet", labels: l("分类投放指引", "分類投放指引", "Guide") },
    Named { id: "bin-label", labels: l("垃圾桶标识", "垃圾桶標識", "Bin label") },
];

static REPORTS: &[Report] = &[report("by-category", l("按垃圾类别统计", "按垃圾類別統計", "By category"), &[By::Field("category")])];

static TEMPLATES: &[Template] = &[
    Template {
        id: "four", labels: l("四分类指引", "四分類指引", "Household waste"), values: &[("title", "生活垃圾分类投放指引")]
    },
    Template {
        id: "confidential",
        labels: l("涉密废纸销毁指引", "涉密廢紙銷毀指引", "Confidential paper"),
        values: &[("title", "涉密废纸回收指引"), ("category", "涉密纸质"), ("forbidden", "不得当作普通废纸出售")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "办公区生活垃圾分类投放指引"),
        ("category", "其他垃圾"),
        ("bin", "灰色240升桶"),
        ("points", "行政楼各层茶水间旁"),
        ("collection", "每日17:00"),
        ("hauler_name", "城环清运有限公司"),
        ("supervisor", "马秀建"),
        ("audience", "全体教职工"),
        ("instructions", "投放前请沥干，纸杯、纸巾投入其他垃圾。"),
    ],
    &[
        ("title", "废旧电池与灯管回收指引"),
        ("category", "有害垃圾"),
        ("bin", "红色专用箱"),
        ("points", "总务处门口"),
        ("collection", "每学期末集中清运"),
        ("supervisor", "汪秀远"),
        ("forbidden", "不得与其他垃圾混投"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "waste-guides",
    labels: l("垃圾分类指引", "垃圾分類指引", "Waste guides"),
    one: l("分类指引", "分類指引", "Waste guide"),
    area: Area::Logistics,
    fields: FIELDS,
    title: "title",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival { words: &[("生效", "published")], filled: &[("published_on", "published")], ..Arrival::FIRST },
    retention: l("停用后保存3年", "停用後保存3年", "3 years after it is withdrawn"),
    prints: PRINTS,
    reports: REPORTS,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
