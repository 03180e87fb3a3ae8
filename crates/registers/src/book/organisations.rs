//! Organisations 往来单位: authorities, schools, firms and others that the office deals with, and whom to ask there.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named, Only, Phase,
    Register, Report, State, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others, report, state, step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Short name.
pub const SHORT_NAME: Key<key::Text> = Key::new("short_name");
/// Other names, separated by 、.
pub const ALIASES: Key<key::Text> = Key::new("aliases");
/// Number in the national register.
pub const CODE: Key<key::Text> = Key::new("code");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Whether it stands above, beside or below.
pub const RANK: Key<key::Choice> = Key::new("rank");
/// The organisation that it is a part of.
pub const PARENT: Key<key::Link> = Key::new("parent");
/// What we deal with them about.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// Address.
pub const ADDRESS: Key<key::Text> = Key::new("address");
/// Postcode.
pub const POSTCODE: Key<key::Text> = Key::new("postcode");
/// Telephone.
pub const PHONE: Key<key::Text> = Key::new("phone");
/// Fax.
pub const FAX: Key<key::Text> = Key::new("fax");
/// E-mail address.
pub const EMAIL: Key<key::Text> = Key::new("email");
/// Website.
pub const WEBSITE: Key<key::Text> = Key::new("website");
/// Whom to ask.
pub const CONTACTS: Key<key::Lines> = Key::new("contacts");
/// Who of us deals with them.
pub const OUR_CONTACT: Key<key::Person> = Key::new("our_contact");
/// Which of our departments deals with them.
pub const OUR_DEPT: Key<key::Department> = Key::new("our_dept");
/// Agreement, and where it lies.
pub const AGREEMENT: Key<key::Text> = Key::new("agreement");
/// Last day of the agreement.
pub const AGREEMENT_UNTIL: Key<key::Date> = Key::new("agreement_until");
/// How they are to deal with.
pub const RATING: Key<key::Choice> = Key::new("rating");
/// Why we deal with them no longer.
pub const STOP_REASON: Key<key::Text> = Key::new("stop_reason");
/// The record that stands for this one.
pub const MERGED_INTO: Key<key::Link> = Key::new("merged_into");
/// Who merged it.
pub const MERGED_BY: Key<key::Person> = Key::new("merged_by");
/// When.
pub const MERGED_ON: Key<key::Date> = Key::new("merged_on");
/// Why they are the same.
pub const MERGE_REASON: Key<key::Text> = Key::new("merge_reason");

/// Columns of a contact.
pub mod contacts {
    use crate::def::{Key, key};
    /// Who.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Position.
    pub const POSITION: Key<key::Text> = Key::new("position");
    /// What they see to.
    pub const MATTER: Key<key::Text> = Key::new("matter");
    /// Telephone.
    pub const PHONE: Key<key::Private> = Key::new("phone");
    /// E-mail address.
    pub const EMAIL: Key<key::Private> = Key::new("email");
    /// They are still there.
    pub const CURRENT: Key<key::YesNo> = Key::new("current");
}

static KINDS: &[Choice] = &[
    choice("authority", l("主管部门", "主管部門", "Authority")).alias(&["教育局", "上级机关"]),
    choice("government", l("政府部门", "政府部門", "Government office")).alias(&["街道", "机关"]),
    choice("school", l("学校", "學校", "School")).alias(&["兄弟学校", "高校"]),
    choice("community", l("社区", "社區", "Community")).alias(&["居委会"]),
    choice("supplier", l("供应商", "供應商", "Supplier")).alias(&["公司", "企业"]),
    choice("service", l("服务机构", "服務機構", "Service provider")).alias(&["维保", "物业"]),
    choice("medical", l("医疗机构", "醫療機構", "Medical")).alias(&["医院"]),
    choice("police-fire", l("公安消防", "公安消防", "Police and fire")).alias(&["派出所", "消防"]),
    choice("media", l("媒体", "媒體", "Media")).alias(&["新闻"]),
    choice("bank", l("金融机构", "金融機構", "Bank")).alias(&["银行", "保险"]),
    choice("foreign", l("境外机构", "境外機構", "Foreign organisation")),
    choice("other", l("其他", "其他", "Other")),
];

static RANKS: &[Choice] = &[
    choice("superior", l("上级", "上級", "Superior")).alias(&["上级机关"]),
    choice("peer", l("平级", "平級", "Peer")).alias(&["同级"]),
    choice("subordinate", l("下级", "下級", "Subordinate")).alias(&["下属"]),
    choice("none", l("不隶属", "不隸屬", "None")).alias(&["不相隶属", "企业"]),
];

static RATINGS: &[Choice] = &[
    choice("excellent", l("优秀", "優秀", "Excellent")).alias(&["优"]),
    choice("good", l("良好", "良好", "Good")).alias(&["良"]),
    choice("fair", l("一般", "一般", "Fair")).alias(&["合格"]),
    choice("poor", l("较差", "較差", "Poor")).alias(&["差"]),
];

static CONTACT: Lines = Lines {
    columns: &[
        Field::text(contacts::NAME, l("姓名", "姓名", "Name")).required(),
        Field::text(contacts::POSITION, l("职务", "職務", "Position")).alias(&["职位"]),
        Field::text(contacts::MATTER, l("负责事项", "負責事項", "Matter")),
        Field::private(contacts::PHONE, l("电话", "電話", "Telephone")).alias(&["手机", "联系电话"]),
        Field::private(contacts::EMAIL, l("邮箱", "郵箱", "E-mail")),
        Field::yes_no(contacts::CURRENT, l("现任", "現任", "Current")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(NAME, l("单位名称", "單位名稱", "Name")).required().alias(&[
        "单位",
        "名称",
        "全称",
        "公司名称",
        "机构名称",
        "单位全称",
        "企业名称",
        "Organisation",
        "Organization",
    ]),
    Field::text(SHORT_NAME, l("简称", "簡稱", "Short name")).alias(&["单位简称"]),
    Field::text(ALIASES, l("别名", "別名", "Aliases")).alias(&["曾用名", "其他名称"]),
    Field::text(CODE, l("统一社会信用代码", "統一社會信用代碼", "Registration code")).alias(&[
        "信用代码",
        "税号",
        "机构代码",
        "社会信用代码",
        "纳税人识别号",
    ]),
    Field::choice(KIND, l("单位类型", "單位類型", "Kind"), KINDS).alias(&["类型", "类别", "单位类别", "机构类型"]),
    Field::choice(RANK, l("隶属关系", "隸屬關係", "Rank"), RANKS).alias(&["级别"]),
    Field::link(PARENT, l("上级单位", "上級單位", "Part of"), "organisations").alias(&["主管单位"]),
    Field::text(SCOPE, l("往来事项", "往來事項", "Dealings")).alias(&["业务范围", "服务范围"]),
    Field::text(ADDRESS, l("地址", "地址", "Address")).alias(&["单位地址", "通讯地址", "联系地址", "办公地址", "Street"]),
    Field::text(POSTCODE, l("邮政编码", "郵政編碼", "Postcode")).alias(&["邮编", "邮政编号", "Zip", "Zip code", "Postal code"]),
    Field::text(PHONE, l("单位电话", "單位電話", "Telephone")).alias(&["电话", "总机", "电话号码", "Tel"]),
    Field::text(FAX, l("传真", "傳真", "Fax")).alias(&["传真号码", "传真号"]),
    Field::text(EMAIL, l("单位邮箱", "單位郵箱", "E-mail")).alias(&["邮箱", "电子邮箱", "电子邮件"]),
    Field::text(WEBSITE, l("网址", "網址", "Website")).alias(&["网站"]),
    Field::lines(CONTACTS, l("联系人", "聯絡人", "Contacts"), &CONTACT),
    Field::person(OUR_CONTACT, l("本校联系人", "本校聯絡人", "Our contact")).alias(&["对接人", "校方联系人", "经手人", "经办人"]),
    Field::department(OUR_DEPT, l("对口部门", "對口部門", "Our department")),
    Field::text(AGREEMENT, l("合作协议", "合作協議", "Agreement")).alias(&["协议"]),
    Field::date(AGREEMENT_UNTIL, l("协议到期日期", "協議到期日期", "Agreement until")).alias(&["到期日期"]),
    Field::choice(RATING, l("合作评价", "合作評價", "Rating"), RATINGS).alias(&["评价"]),
    Field::text(STOP_REASON, l("停止往来原因", "停止往來原因", "Reason for stopping")),
    Field::link(MERGED_INTO, l("合并到", "合併到", "Merged into"), "organisations"),
    Field::person(MERGED_BY, l("合并人", "合併人", "Merged by")),
    Field::date(MERGED_ON, l("合并日期", "合併日期", "Merged on")),
    Field::text(MERGE_REASON, l("合并说明", "合併說明", "Reason for merging")),
];

const KEEPERS: &[&str] = &["clerk", "office-director", "buyer", "administrator"];

static STATES: &[State] = &[
    state("active", l("往来中", "往來中", "Active"), Tone::Green, Phase::Done),
    state("stopped", l("停止往来", "停止往來", "Stopped"), Tone::Grey, Phase::Done),
    state("merged", l("已合并", "已合併", "Merged"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("stop", l("停止往来", "停止往來", "Stop"), &["active"], "stopped").roles(KEEPERS).requires(&["stop_reason"]),
    step("resume", l("恢复往来", "恢復往來", "Resume"), &["stopped"], "active").roles(KEEPERS).effects(&[Effect::Clear("stop_reason")]),
    step("merge", l("合并", "合併", "Merge"), &["active", "stopped"], "merged")
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
    step("void", l("作废", "作廢", "Void"), &["active", "stopped", "merged"], VOID)
        .roles(KEEPERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("name", 0),
    col("kind", 110),
    col("rank", 80),
    col("phone", 120),
    col("our_contact", 90),
    col("our_dept", 110),
    col("_state", 80),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("单位", "單位", "The organisation"),
        fields: &["name", "short_name", "aliases", "code", "kind", "rank", "parent", "scope"],
    },
    Group {
        labels: l("联系方式", "聯絡方式", "Contact"),
        fields: &["address", "postcode", "phone", "fax", "email", "website", "contacts"],
    },
    Group {
        labels: l("往来", "往來", "Dealings"),
        fields: &["our_contact", "our_dept", "agreement", "agreement_until", "rating", "stop_reason"],
    },
    Group { labels: l("合并", "合併", "Merging"), fields: &["merged_into", "merged_by", "merged_on", "merge_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "directory", labels: l("往来单位通讯录", "往來單位通訊錄", "Directory") },
    Named { id: "organisation-card", labels: l("单位信息卡", "單位資訊卡", "Card") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按单位类型统计", "按單位類型統計", "By kind"), &[By::Field("kind")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["active"])]),
    report("by-department", l("按对口部门统计", "按對口部門統計", "By department"), &[By::Field("our_dept")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["active"])]),
    report("agreements", l("协议到期情况", "協議到期情況", "Agreements running out"), &[By::Overdue("agreement_until")])
        .measures(&[Measure::Count])
        .only(&[Only::Filled("agreement_until")]),
    report("rating", l("合作评价", "合作評價", "Rating"), &[By::Field("rating"), By::Field("kind")])
        .measures(&[Measure::Count])
        .only(&[Only::Filled("rating")]),
];

static DERIVED: &[Derived] = &[
    derived("letters", l("函件数", "函件數", "Letters"), Calc::Count(others("correspondence", "org")), Unit::Count),
    derived(
        "merged_here",
        l("并入记录", "併入記錄", "Records merged into this"),
        Calc::Count(others("organisations", "merged_into").within(&["merged"])),
        Unit::Count,
    ),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "市教育局"),
        ("short_name", "市教育局"),
        ("kind", "主管部门"),
        ("rank", "上级"),
        ("scope", "行政管理、督导"),
        ("address", "市府路1号"),
        ("postcode", "210000"),
        ("phone", "025-83000000"),
        ("our_contact", "王敏"),
        ("our_dept", "综合办公室"),
    ],
    &[
        ("name", "第三中学"),
        ("aliases", "三中、市第三中学"),
        ("kind", "学校"),
        ("rank", "平级"),
        ("scope", "教研交流"),
        ("phone", "025-83110000"),
        ("our_contact", "陆春慧"),
        ("agreement", "校际交流协议（档案柜A3）"),
        ("agreement_until", "2027-06-30"),
        ("rating", "优秀"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "organisations",
    labels: l("往来单位", "往來單位", "Organisations"),
    one: l("单位", "單位", "Organisation"),
    area: Area::Master,
    fields: FIELDS,
    title: "name",
    due: Some(due_at("agreement_until").remind(&[30, 7, 0]).runs_in(&["active"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["单位状态"],
        words: &[("正常", "active"), ("合作中", "active"), ("停止合作", "stopped"), ("黑名单", "stopped")],
        ..Arrival::FIRST
    },
    retention: l("长期保存", "長期保存", "Kept for good"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    same: &[&["code"], &["name"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
