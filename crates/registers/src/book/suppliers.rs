//! Suppliers 供应商: from whom the school buys, how dear and how good they are, and whether they may still deliver.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Only, Phase, Register, Report, State, Template, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// Full name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Unified social credit code.
pub const CODE: Key<key::Text> = Key::new("code");
/// What it can deliver.
pub const CATEGORIES: Key<key::Choices> = Key::new("categories");
/// What it delivers, in words.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// Whom to call.
pub const CONTACT: Key<key::Text> = Key::new("contact");
/// Number to call.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Where it is.
pub const ADDRESS: Key<key::Text> = Key::new("address");
/// Bank of its account.
pub const BANK: Key<key::Text> = Key::new("bank");
/// Number of its account.
pub const ACCOUNT: Key<key::Text> = Key::new("account");
/// Day until which its licence holds.
pub const LICENCE_UNTIL: Key<key::Date> = Key::new("licence_until");
/// How good it is in all.
pub const RATING: Key<key::Choice> = Key::new("rating");
/// How dear it is.
pub const PRICE_LEVEL: Key<key::Choice> = Key::new("price_level");
/// How good its goods are.
pub const QUALITY: Key<key::Choice> = Key::new("quality");
/// What people said, year by year.
pub const EVALUATIONS: Key<key::Lines> = Key::new("evaluations");
/// Who admitted it.
pub const QUALIFIED_BY: Key<key::Person> = Key::new("qualified_by");
/// When.
pub const QUALIFIED_AT: Key<key::Time> = Key::new("qualified_at");
/// Why it may not deliver.
pub const SUSPEND_REASON: Key<key::Text> = Key::new("suspend_reason");
/// Other names, separated by 、.
pub const ALIASES: Key<key::Text> = Key::new("aliases");
/// The record that stands for this one.
pub const MERGED_INTO: Key<key::Link> = Key::new("merged_into");
/// Who merged it.
pub const MERGED_BY: Key<key::Person> = Key::new("merged_by");
/// When.
pub const MERGED_ON: Key<key::Date> = Key::new("merged_on");
/// Why they are the same.
pub const MERGE_REASON: Key<key::Text> = Key::new("merge_reason");

/// Columns of evaluations: what people said, year by year.
pub mod evaluations {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Date> = Key::new("at");
    /// Who says so.
    pub const BY: Key<key::Person> = Key::new("by");
    /// Points of 100.
    pub const PRICE: Key<key::Integer> = Key::new("price");
    /// Points of 100.
    pub const QUALITY: Key<key::Integer> = Key::new("quality");
    /// Points of 100.
    pub const DELIVERY: Key<key::Integer> = Key::new("delivery");
    /// Points of 100.
    pub const SERVICE: Key<key::Integer> = Key::new("service");
    /// Comment.
    pub const COMMENT: Key<key::Text> = Key::new("comment");
}

static GOODS: &[Choice] = &[
    choice("office", l("办公用品", "辦公用品", "Office supplies")).alias(&["文具"]),
    choice("consumable", l("打印耗材", "列印耗材", "Printer consumables")).alias(&["耗材"]),
    choice("equipment", l("设备", "設備", "Equipment")).alias(&["电教设备", "教学设备"]),
    choice("furniture", l("家具", "家具", "Furniture")).alias(&["课桌椅"]),
    choice("maintenance", l("维修维保", "維修維保", "Maintenance")).alias(&["维修", "维保"]),
    choice("cleaning", l("保洁服务", "保潔服務", "Cleaning")).alias(&["保洁"]),
    choice("printing", l("印刷", "印刷", "Printing")).alias(&["印制"]),
    choice("catering", l("餐饮食材", "餐飲食材", "Catering")).alias(&["食材"]),
    choice("other", l("其他", "其他", "Other")),
];

static RATINGS: &[Choice] = &[
    choice("a", l("优秀", "優秀", "A")).alias(&["A级", "甲"]),
    choice("b", l("良好", "良好", "B")).alias(&["B级", "乙"]),
    choice("c", l("合格", "合格", "C")).alias(&["C级", "丙"]),
    choice("d", l("不合格", "不合格", "D")).alias(&["D级", "丁"]),
];

static PRICES: &[Choice] = &[
    choice("low", l("偏低", "偏低", "Low")).alias(&["低"]),
    choice("fair", l("适中", "適中", "Fair")).alias(&["中", "合理"]),
    choice("high", l("偏高", "偏高", "High")).alias(&["高"]),
];

static QUALITIES: &[Choice] = &[
    choice("good", l("质量好", "品質好", "Good")).alias(&["好"]),
    choice("fair", l("质量一般", "品質一般", "Fair")).alias(&["一般", "中等"]),
    choice("poor", l("质量差", "品質差", "Poor")).alias(&["差"]),
];

static EVALUATION: Lines = Lines {
    columns: &[
        Field::date(evaluations::AT, l("评价日期", "評價日期", "Date")).starts(Default_::Today),
        Field::person(evaluations::BY, l("评价人", "評價人", "By")).starts(Default_::Me),
        Field::integer(evaluations::PRICE, l("价格评分", "價格評分", "Price")).within(0, 100),
        Field::integer(evaluations::QUALITY, l("质量评分", "品質評分", "Quality")).within(0, 100),
        Field::integer(evaluations::DELIVERY, l("供货评分", "供貨評分", "Delivery")).within(0, 100),
        Field::integer(evaluations::SERVICE, l("服务评分", "服務評分", "Service")).within(0, 100),
        Field::text(evaluations::COMMENT, l("评价意见", "評價意見", "Comment")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(NAME, l("供应商名称", "供應商名稱", "Name")).required().alias(&[
        "名称",
        "单位名称",
        "公司名称",
        "Company",
        "供应商",
        "供货商",
        "供货单位",
        "供货商名称",
        "企业名称",
        "Supplier",
        "Vendor",
    ]),
    Field::text(CODE, l("统一社会信用代码", "統一社會信用代碼", "Credit code")).alias(&["Tax ID", "Registration no.", "信用代码", "税号"]),
    Field::choices(CATEGORIES, l("供应类别", "供應類別", "Categories"), GOODS).alias(&["Category", "类别"]),
    Field::text(SCOPE, l("供应范围", "供應範圍", "Scope")).alias(&["经营范围", "主营", "供应商品", "供货内容", "主要产品"]),
    Field::text(CONTACT, l("联系人", "聯絡人", "Contact")).alias(&["联络人", "业务联系人", "负责人", "Contact person"]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&[
        "电话",
        "手机",
        "联系方式",
        "Phone",
        "电话号码",
        "联系号码",
        "手机号",
        "手机号码",
        "Tel",
        "Mobile",
    ]),
    Field::text(ADDRESS, l("单位地址", "單位地址", "Address")).alias(&["地址", "联系地址", "公司地址"]),
    Field::text(BANK, l("开户银行", "開戶銀行", "Bank")).alias(&["开户行", "开户银行名称"]),
    Field::text(ACCOUNT, l("银行账号", "銀行帳號", "Account")).alias(&["账号", "账户", "银行账户", "Account no."]),
    Field::date(LICENCE_UNTIL, l("资质有效期至", "資質有效期至", "Licence until")).alias(&["资质有效期", "执照有效期"]),
    Field::choice(RATING, l("综合评级", "綜合評級", "Rating"), RATINGS).alias(&["信用等级", "信用评级", "评级", "等级"]),
    Field::choice(PRICE_LEVEL, l("价格水平", "價格水平", "Price level"), PRICES).alias(&["价格"]),
    Field::choice(QUALITY, l("质量水平", "品質水平", "Quality"), QUALITIES).alias(&["质量"]),
    Field::lines(EVALUATIONS, l("评价记录", "評價記錄", "Evaluations"), &EVALUATION),
    Field::person(QUALIFIED_BY, l("准入审批人", "准入審批人", "Admitted by")),
    Field::time(QUALIFIED_AT, l("准入时间", "准入時間", "Admitted at")),
    Field::text(SUSPEND_REASON, l("停用原因", "停用原因", "Reason for suspending")).alias(&["拉黑原因"]),
    Field::text(ALIASES, l("别名", "別名", "Aliases")).alias(&["曾用名", "其他名称"]),
    Field::link(MERGED_INTO, l("合并到", "合併到", "Merged into"), "suppliers"),
    Field::person(MERGED_BY, l("合并人", "合併人", "Merged by")),
    Field::date(MERGED_ON, l("合并日期", "合併日期", "Merged on")),
    Field::text(MERGE_REASON, l("合并说明", "合併說明", "Reason for merging")),
];

static STATES: &[State] = &[
    state("candidate", l("待准入", "待准入", "Candidate"), Tone::Amber, Phase::Open),
    state("qualified", l("合格", "合格", "Admitted"), Tone::Green, Phase::Done),
    state("suspended", l("暂停", "暫停", "Suspended"), Tone::Amber, Phase::Done),
    state("blacklisted", l("黑名单", "黑名單", "Blacklisted"), Tone::Red, Phase::Done),
    state("merged", l("已合并", "已合併", "Merged"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("qualify", l("准入", "准入", "Admit"), &["candidate", "suspended"], "qualified")
        .roles(&["office-director", "leader"])
        .asks(&["rating"])
        .effects(&[Effect::Me("qualified_by"), Effect::Now("qualified_at"), Effect::Clear("suspend_reason")]),
    step("suspend", l("暂停合作", "暫停合作", "Suspend"), &["qualified"], "suspended")
        .roles(&["buyer", "office-director"])
        .requires(&["suspend_reason"]),
    step("blacklist", l("列入黑名单", "列入黑名單", "Blacklist"), &["candidate", "qualified", "suspended"], "blacklisted")
        .roles(&["office-director", "leader"])
        .requires(&["suspend_reason"]),
    step("reinstate", l("移出黑名单", "移出黑名單", "Take off the blacklist"), &["blacklisted"], "suspended")
        .roles(&["leader", "office-director"]),
    step("merge", l("合并", "合併", "Merge"), &["candidate", "qualified", "suspended"], "merged")
        .roles(&["buyer", "office-director"])
        .requires(&["merged_into"])
        .asks(&["merge_reason"])
        .guards(&[Guard::Linked("merged_into", &["candidate", "qualified", "suspended", "blacklisted"])])
        .effects(&[Effect::Me("merged_by"), Effect::Today("merged_on")]),
    step("unmerge", l("撤销合并", "撤銷合併", "Undo the merge"), &["merged"], "candidate").roles(&["buyer", "office-director"]).effects(&[
        Effect::Clear("merged_into"),
        Effect::Clear("merged_by"),
        Effect::Clear("merged_on"),
        Effect::Clear("merge_reason"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["candidate", "qualified", "suspended", "blacklisted", "merged"], VOID)
        .roles(&["buyer", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("name", 0),
    col("scope", 160),
    col("contact", 90),
    col("rating", 80),
    col("price_level", 80),
    col("=orders", 70),
    col("=ordered_amount", 110),
    col("licence_until", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("供应商", "供應商", "The supplier"),
        fields: &["name", "code", "categories", "scope", "contact", "phone", "address", "bank", "account", "licence_until"],
    },
    Group {
        labels: l("评价", "評價", "Evaluation"),
        fields: &["rating", "price_level", "quality", "evaluations", "qualified_by", "qualified_at", "suspend_reason"],
    },
    Group { labels: l("合并", "合併", "Merging"), fields: &["aliases", "merged_into", "merged_by", "merged_on", "merge_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "supplier-list", labels: l("合格供应商名录", "合格供應商名錄", "List of suppliers") },
    Named { id: "evaluation-sheet", labels: l("供应商评价表", "供應商評價表", "Evaluation") },
];

static REPORTS: &[Report] = &[
    report("comparison", l("供应商比较", "供應商比較", "Suppliers compared"), &[By::Title]).rows("evaluations").measures(&[
        Measure::Mean("price"),
        Measure::Mean("quality"),
        Measure::Mean("delivery"),
        Measure::Mean("service"),
        Measure::Count,
    ]),
    report("by-rating", l("按评级统计", "按評級統計", "By rating"), &[By::Field("rating")]),
    report("by-category", l("按供应类别统计", "按供應類別統計", "By category"), &[By::Field("categories")]),
    report("licence-ending", l("资质即将到期", "資質即將到期", "Licence ending"), &[By::Month("licence_until")])
        .only(&[Only::State(&["qualified"]), Only::Within("licence_until", 90)])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("orders", l("订单数", "訂單數", "Orders"), Calc::Count(others("orders", "supplier")), Unit::Count),
    derived(
        "ordered_amount",
        l("采购金额", "採購金額", "Ordered"),
        Calc::Sum { of: others("orders", "supplier"), amount: "amount", minus: None },
        Unit::Money,
    ),
    derived(
        "mean_quality",
        l("平均质量评分", "平均品質評分", "Mean quality score"),
        Calc::Mean(others("receipts", "supplier").within(&["accepted"]), "quality_score"),
        Unit::Count,
    ),
    derived(
        "rejected_deliveries",
        l("验收不合格次数", "驗收不合格次數", "Rejected deliveries"),
        Calc::Count(others("receipts", "supplier").within(&["rejected", "returned"])),
        Unit::Count,
    ),
    derived("quotes", l("报价次数", "報價次數", "Quotes"), Calc::Count(others("quotes", "supplier")), Unit::Count),
    derived(
        "merged_here",
        l("并入记录", "併入記錄", "Records merged into this"),
        Calc::Count(others("suppliers", "merged_into").within(&["merged"])),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template { id: "stationery", labels: l("文具供应商", "文具供應商", "Stationery"), values: &[("categories", "办公用品")] },
    Template { id: "service", labels: l("维保单位", "維保單位", "Maintenance"), values: &[("categories", "维修维保")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "新航办公用品商行"),
        ("code", "92320104MA1WXYZ123"),
        ("categories", "办公用品、耗材"),
        ("scope", "文具、纸张、打印耗材"),
        ("contact", "沈女士"),
        ("phone", "13800138002"),
        ("address", "玄武大道12号"),
        ("rating", "A级"),
        ("price_level", "适中"),
        ("quality", "好"),
        ("licence_until", "2028-06-30"),
    ],
    &[
        ("name", "启明教学设备有限公司"),
        ("categories", "设备、维修"),
        ("scope", "投影机、电子班牌、多媒体讲台"),
        ("contact", "韩经理"),
        ("phone", "025-58001234"),
        ("bank", "建设银行城东支行"),
        ("rating", "良好"),
        ("price_level", "合理"),
        ("quality", "一般"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "suppliers",
    labels: l("供应商", "供應商", "Suppliers"),
    one: l("供应商", "供應商", "Supplier"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["合作状态"],
        words: &[("合作中", "qualified"), ("正常", "qualified"), ("停用", "suspended")],
        ..Arrival::FIRST
    },
    same: &[&["name"], &["code"]],
    retention: l("停止合作后保存5年", "停止合作後保存5年", "5 years after the last purchase"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
