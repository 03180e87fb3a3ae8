//! Departments 部门: the parts of the school. A department that was written in two ways is merged, and can be taken out
//! again; one that was dissolved stays listed.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Only, Phase, Register,
    Report, Right, Rule, State, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Short name.
pub const SHORT_NAME: Key<key::Text> = Key::new("short_name");
/// Other names, separated by 、.
pub const ALIASES: Key<key::Text> = Key::new("aliases");
/// Code, as in file numbers.
pub const CODE: Key<key::Text> = Key::new("code");
/// What stands for it in an archive number.
pub const ARCHIVE_CODE: Key<key::Text> = Key::new("archive_code");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// The department that it is a part of.
pub const PARENT: Key<key::Link> = Key::new("parent");
/// Place in lists.
pub const ORDER: Key<key::Integer> = Key::new("order");
/// Head.
pub const HEAD: Key<key::Person> = Key::new("head");
/// Deputy.
pub const DEPUTY: Key<key::Person> = Key::new("deputy");
/// Leader in charge.
pub const LEADER: Key<key::Person> = Key::new("leader");
/// Who deals with the office.
pub const CLERK: Key<key::Person> = Key::new("clerk");
/// Who keeps its assets.
pub const ASSET_CLERK: Key<key::Person> = Key::new("asset_clerk");
/// Telephone of the department.
pub const PHONE: Key<key::Text> = Key::new("phone");
/// E-mail address of the department.
pub const EMAIL: Key<key::Text> = Key::new("email");
/// Where it is.
pub const LOCATION: Key<key::Link> = Key::new("location");
/// Where it is, in words.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Posts that it has.
pub const HEADCOUNT: Key<key::Integer> = Key::new("headcount");
/// What it sees to.
pub const DUTIES: Key<key::LongText> = Key::new("duties");
/// When it was set up.
pub const FOUNDED_ON: Key<key::Date> = Key::new("founded_on");
/// When it was dissolved.
pub const DISSOLVED_ON: Key<key::Date> = Key::new("dissolved_on");
/// By what decision.
pub const DISSOLVE_REASON: Key<key::Text> = Key::new("dissolve_reason");
/// The record that stands for this one.
pub const MERGED_INTO: Key<key::Link> = Key::new("merged_into");
/// Who merged it.
pub const MERGED_BY: Key<key::Person> = Key::new("merged_by");
/// When.
pub const MERGED_ON: Key<key::Date> = Key::new("merged_on");
/// Why they are the same.
pub const MERGE_REASON: Key<key::Text> = Key::new("merge_reason");

static KINDS: &[Choice] = &[
    choice("administration", l("行政", "行政", "Administration")).alias(&["党政"]),
    choice("teaching", l("教学", "教學", "Teaching")).alias(&["教研组"]),
    choice("grade", l("年级", "年級", "Grade")).alias(&["年级组"]),
    choice("support", l("教辅", "教輔", "Teaching support")).alias(&["实验", "图书"]),
    choice("logistics", l("后勤", "後勤", "Logistics")).alias(&["总务"]),
    choice("party", l("党群", "黨群", "Party and unions")).alias(&["工会", "团委"]),
    choice("temporary", l("临时机构", "臨時機構", "Temporary")).alias(&["领导小组", "专班"]),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("部门名称", "部門名稱", "Name")).required().alias(&[
        "部门",
        "科室名称",
        "名称",
        "科室",
        "处室",
        "处室名称",
        "机构名称",
        "单位名称",
    ]),
    Field::text(SHORT_NAME, l("简称", "簡稱", "Short name")).alias(&["部门简称"]),
    Field::text(ALIASES, l("别名", "別名", "Aliases")).alias(&["曾用名", "原名称"]),
    Field::text(CODE, l("部门代码", "部門代碼", "Code")).alias(&["代码", "编号", "部门编码", "部门编号"]),
    Field::text(ARCHIVE_CODE, l("机构代码", "機構代碼", "Archive code")).alias(&["机构问题代码"]),
    Field::choice(KIND, l("部门类别", "部門類別", "Kind"), KINDS).alias(&["类别"]),
    Field::link(PARENT, l("上级部门", "上級部門", "Part of"), "departments").alias(&["上级机构", "隶属部门"]),
    Field::integer(ORDER, l("排序", "排序", "Order")).within(0, 100_000).alias(&["序号"]),
    Field::person(HEAD, l("部门负责人", "部門負責人", "Head")).alias(&[
        "负责人",
        "主任",
        "部门主任",
        "科长",
        "负责人姓名",
        "Head of department",
        "Manager",
    ]),
    Field::person(DEPUTY, l("副职", "副職", "Deputy")).alias(&["副主任"]),
    Field::person(LEADER, l("分管领导", "分管領導", "Leader in charge")).alias(&["分管校长", "主管领导", "分管"]),
    Field::person(CLERK, l("联络员", "聯絡員", "Contact clerk")).alias(&["联系人", "内勤"]),
    Field::person(ASSET_CLERK, l("部门资产员", "部門資產員", "Asset clerk")).alias(&["资产员"]),
    Field::text(PHONE, l("部门电话", "部門電話", "Telephone")).alias(&["电话", "办公电话", "联系电话", "电话号码", "Tel"]),
    Field::text(EMAIL, l("部门邮箱", "部門郵箱", "E-mail")).alias(&["邮箱"]),
    Field::link(LOCATION, l("办公地点", "辦公地點", "Location"), "locations"),
    Field::text(PLACE, l("办公室", "辦公室", "Office")).alias(&["地点", "位置", "办公地址", "所在位置"]),
    Field::integer(HEADCOUNT, l("编制人数", "編制人數", "Posts")).within(0, 100_000).alias(&["人数"]),
    Field::long_text(DUTIES, l("部门职责", "部門職責", "Duties")).alias(&["职责"]),
    Field::date(FOUNDED_ON, l("设立日期", "設立日期", "Founded on")).alias(&["成立日期"]),
    Field::date(DISSOLVED_ON, l("撤销日期", "撤銷日期", "Dissolved on")),
    Field::text(DISSOLVE_REASON, l("撤销依据", "撤銷依據", "Reason for dissolving")),
    Field::link(MERGED_INTO, l("合并到", "合併到", "Merged into"), "departments"),
    Field::person(MERGED_BY, l("合并人", "合併人", "Merged by")),
    Field::date(MERGED_ON, l("合并日期", "合併日期", "Merged on")),
    Field::text(MERGE_REASON, l("合并说明", "合併說明", "Reason for merging")),
];

const KEEPERS: &[&str] = &["clerk", "office-director", "hr", "administrator"];

static STATES: &[State] = &[
    state("active", l("运行", "運行", "Active"), Tone::Green, Phase::Done),
    state("dissolved", l("已撤销", "已撤銷", "Dissolved"), Tone::Grey, Phase::Done),
    state("merged", l("已合并", "已合併", "Merged"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("dissolve", l("撤销部门", "撤銷部門", "Dissolve"), &["active"], "dissolved")
        .roles(KEEPERS)
        .requires(&["dissolve_reason"])
        .asks(&["dissolved_on"])
        .guards(&[Guard::None(others("departments", "parent").within(&["active"]))])
        .effects(&[Effect::Today("dissolved_on")]),
    step("restore", l("恢复", "恢復", "Restore"), &["dissolved"], "active")
        .roles(KEEPERS)
        .effects(&[Effect::Clear("dissolved_on"), Effect::Clear("dissolve_reason")]),
    step("merge", l("合并", "合併", "Merge"), &["active", "dissolved"], "merged")
        .roles(KEEPERS)
        .requires(&["merged_into"])
        .asks(&["merge_reason"])
        .guards(&[Guard::Linked("merged_into", &["active"])])
        .effects(&[Effect::Me("merged_by"), Effect::Today("merged_on")]),
    step("unmerge", l("撤销合并", "撤銷合併", "Undo the merge"), &["merged"], "active").roles(KEEPERS).effects(&[
        Effect::Clear("merged_into"),
        Effect::Clear("merged_by"),
        Effect::Clear("merged_on"),
        Effect::Clear("merge_reason"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["active", "dissolved", "merged"], VOID)
        .roles(KEEPERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] =
    &[col("code", 80), col("name", 0), col("kind", 90), col("parent", 120), col("head", 90), col("phone", 110), col("_state", 80)];

static GROUPS: &[Group] = &[
    Group {
        labels: l("部门", "部門", "The department"),
        fields: &["name", "short_name", "aliases", "code", "archive_code", "kind", "parent", "order", "duties"],
    },
    Group { labels: l("人员", "人員", "People"), fields: &["head", "deputy", "leader", "clerk", "asset_clerk", "headcount"] },
    Group { labels: l("联系方式", "聯絡方式", "Contact"), fields: &["phone", "email", "location", "place"] },
    Group { labels: l("沿革", "沿革", "History"), fields: &["founded_on", "dissolved_on", "dissolve_reason"] },
    Group { labels: l("合并", "合併", "Merging"), fields: &["merged_into", "merged_by", "merged_on", "merge_reason"] },
];

static PRINTS: &[Named] = &[Named { id: "department-list", labels: l("部门一览表", "部門一覽表", "List of departments") }];

static REPORTS: &[Report] = &[report("by-kind", l("按类别统计", "按類別統計", "By kind"), &[By::Field("kind")])
    .measures(&[Measure::Count, Measure::Sum("headcount")])
    .only(&[Only::State(&["active"])])];

static DERIVED: &[Derived] = &[
    derived("parts", l("下属部门", "下屬部門", "Parts"), Calc::Count(others("departments", "parent").within(&["active"])), Unit::Count),
    derived(
        "merged_here",
        l("并入记录", "併入記錄", "Records merged into this"),
        Calc::Count(others("departments", "merged_into").within(&["merged"])),
        Unit::Count,
    ),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "综合办公室"),
        ("short_name", "综办"),
        ("aliases", "校长办公室、党政办"),
        ("code", "01"),
        ("archive_code", "ZB"),
        ("kind", "行政"),
        ("order", "1"),
        ("head", "何志远"),
        ("leader", "沈国强"),
        ("clerk", "王敏"),
        ("phone", "8000"),
        ("headcount", "5"),
    ],
    &[
        ("name", "总务处"),
        ("code", "05"),
        ("kind", "后勤"),
        ("order", "5"),
        ("head", "马秀建"),
        ("asset_clerk", "江海欣"),
        ("phone", "8012"),
        ("place", "行政楼一楼103"),
        ("founded_on", "1998年9月1日"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "departments",
    labels: l("部门", "部門", "Departments"),
    one: l("部门", "部門", "Department"),
    area: Area::Master,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "dissolved_on", since: "founded_on" }],
    arrival: Arrival {
        headings: &["部门状态"],
        words: &[("有效", "active"), ("在用", "active"), ("停用", "dissolved"), ("撤销", "dissolved")],
        filled: &[("dissolved_on", "dissolved")],
        ..Arrival::FIRST
    },
    retention: l("长期保存", "長期保存", "Kept for good"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    same: &[&["name"], &["code"], &["archive_code"]],
    adding: Right::of(KEEPERS),
    changing: Right::of(KEEPERS),
    examples: EXAMPLES,
    ..Register::PLAIN
};
