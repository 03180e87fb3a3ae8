//! Requisitions 用品领用: what a department asks the store for, who reviewed it, and what was issued.
//! Issuing posts a stock movement for each line; the receiver signs at the end.

use crate::book::hands;
use crate::book::supply_quotas;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Addition, Adds, Alert, Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines,
    Measure, Named, Numbering, Only, Phase, Precedence, Register, Report, Rule, State, Template, Tone, Transition, Unit, col, derived,
    due_at, key, l, others, report, state, step,
};

/// What it is for.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// Number of the requisition.
pub const NO: Key<key::Text> = Key::new("no");
/// Department that asks.
pub const REQUESTING_DEPT: Key<key::Department> = Key::new("requesting_dept");
/// Who asks.
pub const APPLICANT: Key<key::Person> = Key::new("applicant");
/// Day of the application.
pub const APPLIED_ON: Key<key::Date> = Key::new("applied_on");
/// Day by which it is needed.
pub const NEEDED_ON: Key<key::Date> = Key::new("needed_on");
/// The quota that it counts against.
pub const QUOTA: Key<key::Link> = Key::new("quota");
/// Why the quota is exceeded.
pub const OVER_QUOTA_REASON: Key<key::Text> = Key::new("over_quota_reason");
/// What is asked for.
pub const LINES: Key<key::Lines> = Key::new("lines");
/// Who reviewed it for the department.
pub const DEPT_REVIEWER: Key<key::Person> = Key::new("dept_reviewer");
/// When.
pub const DEPT_REVIEWED_AT: Key<key::Time> = Key::new("dept_reviewed_at");
/// Who reviewed it for the office.
pub const OFFICE_REVIEWER: Key<key::Person> = Key::new("office_reviewer");
/// When.
pub const OFFICE_REVIEWED_AT: Key<key::Time> = Key::new("office_reviewed_at");
/// Why it was sent back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Who issued it.
pub const ISSUER: Key<key::Person> = Key::new("issuer");
/// Day on which it was issued.
pub const ISSUED_ON: Key<key::Date> = Key::new("issued_on");
/// What was issued later.
pub const REST: Key<key::Lines> = Key::new("rest");
/// Who signed for it.
pub const RECEIVED_BY: Key<key::Person> = Key::new("received_by");
/// When.
pub const RECEIVED_AT: Key<key::Time> = Key::new("received_at");
/// Why less was issued than approved.
pub const CLOSE_REASON: Key<key::Text> = Key::new("close_reason");

/// Columns of lines: what is asked for.
pub mod lines {
    use crate::def::{Key, key};
    /// The item in the store's list.
    pub const ITEM: Key<key::Link> = Key::new("item");
    /// Name of the item.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Specification.
    pub const SPEC: Key<key::Text> = Key::new("spec");
    /// Unit.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// How many are asked for.
    pub const REQUESTED: Key<key::Decimal> = Key::new("requested");
    /// How many were approved.
    pub const APPROVED: Key<key::Decimal> = Key::new("approved");
    /// How many are issued.
    pub const ISSUED: Key<key::Decimal> = Key::new("issued");
    /// Price.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// Amount.
    pub const AMOUNT: Key<key::Money> = Key::new("amount");
    /// The printer that uses it up.
    pub const PRINTER: Key<key::Link> = Key::new("printer");
}

/// Columns of rest: what was issued later.
pub mod rest {
    use crate::def::{Key, key};
    /// The item in the store's list.
    pub const ITEM: Key<key::Link> = Key::new("item");
    /// Name of the item.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Unit.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// How many are issued now.
    pub const ISSUED: Key<key::Decimal> = Key::new("issued");
    /// Price.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// Amount.
    pub const AMOUNT: Key<key::Money> = Key::new("amount");
    /// The printer that uses it up.
    pub const PRINTER: Key<key::Link> = Key::new("printer");
}

static LINE: Lines = Lines {
    columns: &[
        Field::link(lines::ITEM, l("用品", "用品", "Item"), "supplies").alias(&["用品编码"]),
        Field::text(lines::NAME, l("用品名称", "用品名稱", "Name")).required().alias(&["品名", "物品名称"]),
        Field::text(lines::SPEC, l("规格型号", "規格型號", "Specification")).alias(&["规格", "型号", "规格/型号"]),
        Field::text(lines::UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位"]),
        Field::decimal(lines::REQUESTED, l("申领数量", "申領數量", "Requested")).within(0, 100_000).alias(&[
            "申请数量",
            "领用数量",
            "数量",
        ]),
        Field::decimal(lines::APPROVED, l("核准数量", "核准數量", "Approved")).within(0, 100_000).alias(&["批准数量"]),
        Field::decimal(lines::ISSUED, l("实发数量", "實發數量", "Issued")).within(0, 100_000).alias(&["发放数量"]),
        Field::money(lines::PRICE, l("参考单价", "參考單價", "Price")).alias(&["单价"]),
        Field::money(lines::AMOUNT, l("领用金额", "領用金額", "Amount")),
        Field::link(lines::PRINTER, l("使用打印机", "使用印表機", "Printer"), "assets"),
    ],
    append_only: false,
};

static LATER: Lines = Lines {
    columns: &[
        Field::link(rest::ITEM, l("补发用品", "補發用品", "Item"), "supplies"),
        Field::text(rest::NAME, l("补发用品名称", "補發用品名稱", "Name")).required(),
        Field::text(rest::UNIT, l("补发单位", "補發單位", "Unit")),
        Field::decimal(rest::ISSUED, l("补发数量", "補發數量", "Issued")).within(0, 100_000),
        Field::money(rest::PRICE, l("补发单价", "補發單價", "Price")),
        Field::money(rest::AMOUNT, l("补发金额", "補發金額", "Amount")),
        Field::link(rest::PRINTER, l("补发使用打印机", "補發使用印表機", "Printer"), "assets"),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(PURPOSE, l("领用用途", "領用用途", "Purpose")).required().alias(&[
        "用途",
        "事由",
        "领用事由",
        "领用原因",
        "申领事由",
        "用途说明",
        "Reason",
    ]),
    Field::text(NO, l("领用单号", "領用單號", "Requisition no.")).alias(&["单号", "编号", "申领单号", "领料单号"]),
    Field::department(REQUESTING_DEPT, l("领用部门", "領用部門", "Requesting department")).alias(&[
        "申请部门",
        "使用部门",
        "领用单位",
        "申领部门",
    ]),
    Field::person(APPLICANT, l("申请人", "申請人", "Applicant")).starts(Default_::Me).alias(&[
        "领用人",
        "申领人",
        "领料人",
        "Requested by",
    ]),
    Field::date(APPLIED_ON, l("申请日期", "申請日期", "Applied on")).starts(Default_::Today).alias(&[
        "日期",
        "领用日期",
        "申领日期",
        "领料日期",
        "Date",
        "Date requested",
    ]),
    Field::date(NEEDED_ON, l("需用日期", "需用日期", "Needed on")).alias(&["需要日期", "使用日期"]),
    Field::link(QUOTA, l("领用定额", "領用定額", "Quota"), "supply-quotas").alias(&["定额"]),
    Field::text(OVER_QUOTA_REASON, l("超定额原因", "超定額原因", "Reason for exceeding")),
    Field::lines(LINES, l("领用明细", "領用明細", "Lines"), &LINE),
    Field::person(DEPT_REVIEWER, l("部门审核人", "部門審核人", "Department review by")).alias(&["部门负责人"]),
    Field::time(DEPT_REVIEWED_AT, l("部门审核时间", "部門審核時間", "Department review at")),
    Field::person(OFFICE_REVIEWER, l("办公室审核人", "辦公室審核人", "Office review by")).alias(&["审批人"]),
    Field::time(OFFICE_REVIEWED_AT, l("办公室审核时间", "辦公室審核時間", "Office review at")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::person(ISSUER, l("发放人", "發放人", "Issuer")).alias(&["库管", "仓管员", "保管员", "经手", "经手人"]),
    Field::date(ISSUED_ON, l("发放日期", "發放日期", "Issued on")).alias(&["出库日期", "发出日期", "领取日期", "Date issued"]),
    Field::lines(REST, l("补发明细", "補發明細", "Later issues"), &LATER),
    Field::person(RECEIVED_BY, l("签收人", "簽收人", "Received by")).alias(&["领取人"]),
    Field::time(RECEIVED_AT, l("签收时间", "簽收時間", "Received at")),
    Field::text(CLOSE_REASON, l("未发足说明", "未發足說明", "Note on what is missing")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("department-review", l("部门审", "部門審", "Department review"), Tone::Amber, Phase::Open),
    state("office-review", l("办公室审", "辦公室審", "Office review"), Tone::Amber, Phase::Open),
    state("awaiting-issue", l("待发", "待發", "Awaiting issue"), Tone::Blue, Phase::Open),
    state("partly-issued", l("部分发", "部分發", "Partly issued"), Tone::Amber, Phase::Open).aside(),
    state("issued", l("已发", "已發", "Issued"), Tone::Blue, Phase::Open).by("applicant"),
    state("closed", l("关闭", "關閉", "Closed"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// What a row says of the movement that it makes.
const ISSUED_CELLS: &[(&str, &str)] = &[
    ("item", "item"),
    ("name", "name"),
    ("unit", "unit"),
    ("issued", "quantity"),
    ("price", "unit_price"),
    ("amount", "amount"),
    ("printer", "printer"),
];

/// What leaves the store, with the quantities that were issued.
const OUT_OF_STORE: Effect = Effect::AddForEach {
    lines: "lines",
    tick: "",
    add: Addition {
        register: "stock-movements",
        back: "requisition",
        copy: &[
            ("requesting_dept", "department"),
            ("applicant", "recipient"),
            ("issuer", "handler"),
            ("issued_on", "at"),
            ("quota", "quota"),
        ],
        set: &[("kind", "issue")],
        state: "posted",
    },
    cells: ISSUED_CELLS,
};

/// What leaves the store later; rows that have left it stay as they are.
const REST_OUT_OF_STORE: Effect = Effect::AddForEach {
    lines: "rest",
    tick: "",
    add: Addition {
        register: "stock-movements",
        back: "requisition",
        copy: &[("requesting_dept", "department"), ("applicant", "recipient"), ("issuer", "handler"), ("quota", "quota")],
        set: &[("kind", "issue")],
        state: "posted",
    },
    cells: ISSUED_CELLS,
};

/// What was issued costs what its number and price make, wherever there is a price.
const AMOUNTS: Effect = Effect::Product { lines: "lines", of: ("issued", "price"), to: "amount", keep: false };
/// The same of what is issued later.
const REST_AMOUNTS: Effect = Effect::Product { lines: "rest", of: ("issued", "price"), to: "amount", keep: false };

/// Of each item no more is issued than was approved.
const ISSUED: Adds = Adds { done: &[("lines", "issued"), ("rest", "issued")], most: ("lines", "approved"), by: "item", whole: false };

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交", "提交", "Submit"), &["draft"], "department-review")
        .routine(hands::STORE)
        .or_named(&["applicant"])
        .requires(&["requesting_dept"])
        .guards(&[Guard::HasLine("lines"), Guard::EachRow("lines", "requested")])
        .effects(&[Effect::Number, Effect::Me("applicant"), Effect::Today("applied_on"), Effect::Due]),
    step("approve-department", l("部门同意", "部門同意", "Department agrees"), &["department-review"], "office-review")
        .roles(&["department-head", "office-director"])
        .guards(&[Guard::NotMe("applicant")])
        .effects(&[Effect::Me("dept_reviewer"), Effect::Now("dept_reviewed_at")]),
    step("approve-office", l("办公室同意", "辦公室同意", "Office agrees"), &["office-review"], "awaiting-issue")
        .roles(&["office-director", "asset-manager"])
        .asks(&["over_quota_reason"])
        .guards(&[Guard::NotMe("applicant"), Guard::EachRow("lines", "approved")])
        .effects(&[Effect::Me("office_reviewer"), Effect::Now("office_reviewed_at")]),
    step("send-back", l("退回", "退回", "Send back"), &["department-review", "office-review"], "draft")
        .roles(&["department-head", "office-director", "asset-manager"])
        .requires(&["return_reason"])
        .effects(&[Effect::Clear("dept_reviewer"), Effect::Clear("dept_reviewed_at")]),
    step("issue", l("全部发放", "全部發放", "Issue all"), &["awaiting-issue"], "issued")
        .binds()
        .roles(&["storekeeper", "asset-manager"])
        .guards(&[
            Guard::NotMe("office_reviewer"),
            Guard::EachRow("lines", "item"),
            Guard::EachRow("lines", "name"),
            Guard::EachRow("lines", "issued"),
            Guard::EachRowWithin("lines", "issued", "approved"),
            Guard::Adds(Adds { done: &[("lines", "issued")], whole: true, ..ISSUED }),
        ])
        .effects(&[Effect::Me("issuer"), Effect::Today("issued_on"), AMOUNTS, OUT_OF_STORE]),
    step("issue-part", l("部分发放", "部分發放", "Issue a part"), &["awaiting-issue"], "partly-issued")
        .binds()
        .roles(&["storekeeper", "asset-manager"])
        .guards(&[
            Guard::NotMe("office_reviewer"),
            Guard::EachRow("lines", "item"),
            Guard::EachRow("lines", "name"),
            Guard::EachRow("lines", "issued"),
            Guard::EachRowWithin("lines", "issued", "approved"),
        ])
        .effects(&[Effect::Me("issuer"), Effect::Today("issued_on"), AMOUNTS, OUT_OF_STORE]),
    step("issue-more", l("继续补发", "繼續補發", "Issue more"), &["partly-issued"], "partly-issued")
        .binds()
        .roles(&["storekeeper", "asset-manager"])
        .guards(&[
            Guard::NotMe("office_reviewer"),
            Guard::HasLine("rest"),
            Guard::EachRow("rest", "item"),
            Guard::EachRow("rest", "name"),
            Guard::EachRow("rest", "issued"),
            Guard::Adds(ISSUED),
        ])
        .effects(&[REST_AMOUNTS, REST_OUT_OF_STORE]),
    step("issue-rest", l("补发", "補發", "Issue the rest"), &["partly-issued"], "issued")
        .binds()
        .roles(&["storekeeper", "asset-manager"])
        .guards(&[
            Guard::NotMe("office_reviewer"),
            Guard::HasLine("rest"),
            Guard::EachRow("rest", "item"),
            Guard::EachRow("rest", "name"),
            Guard::EachRow("rest", "issued"),
            Guard::Adds(Adds { whole: true, ..ISSUED }),
        ])
        .effects(&[REST_AMOUNTS, REST_OUT_OF_STORE]),
    step("close-short", l("不再补发", "不再補發", "Close without the rest"), &["partly-issued"], "closed")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .requires(&["close_reason"])
        .asks(&["received_by", "received_at"]),
    step("close", l("签收关闭", "簽收關閉", "Sign and close"), &["issued"], "closed")
        .routine(hands::STORE)
        .or_named(&["applicant"])
        .guards(&[Guard::NotMe("issuer")])
        .effects(&[Effect::Me("received_by"), Effect::Now("received_at")]),
    step("cancel", l("取消", "取消", "Cancel"), &["department-review", "office-review", "awaiting-issue"], "cancelled")
        .routine(hands::STORE)
        .or_named(&["applicant"])
        .asks(&["return_reason"]),
    delete_draft(&["draft"]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["draft", "department-review", "office-review", "awaiting-issue", "partly-issued", "issued", "closed", "cancelled"],
        VOID,
    )
    .roles(&["storekeeper", "office-director"])
    .requires(&["void_reason"])
    .guards(&[Guard::None(others("stock-movements", "requisition"))])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 110),
    col("purpose", 0),
    col("requesting_dept", 120),
    col("applicant", 90),
    col("applied_on", 100),
    col("=amount", 90),
    col("needed_on", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("申请", "申請", "The application"),
        fields: &["purpose", "no", "requesting_dept", "applicant", "applied_on", "needed_on", "quota", "over_quota_reason", "lines"],
    },
    Group {
        labels: l("审核", "審核", "Reviews"),
        fields: &["dept_reviewer", "dept_reviewed_at", "office_reviewer", "office_reviewed_at", "return_reason"],
    },
    Group {
        labels: l("发放", "發放", "Issuing"), fields: &["issuer", "issued_on", "rest", "received_by", "received_at", "close_reason"]
    },
];

static PRINTS: &[Named] = &[
    Named { id: "requisition-sheet", labels: l("领用单", "領用單", "Requisition") },
    Named { id: "issue-list", labels: l("发放清单", "發放清單", "List of issues") },
    Named { id: "requisition-ledger", labels: l("用品领用登记簿", "用品領用登記簿", "Register of requisitions") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("按领用部门统计", "按領用部門統計", "By department"), &[By::Field("requesting_dept")]),
    report("amount-by-department", l("各部门申领金额", "各部門申領金額", "Amount by department"), &[By::Field("requesting_dept")])
        .rows("lines")
        .measures(&[Measure::Sum("amount"), Measure::Count]),
    report("by-item", l("按用品统计", "按用品統計", "By item"), &[By::Field("name")]).rows("lines").measures(&[
        Measure::Sum("issued"),
        Measure::Sum("requested"),
        Measure::Sum("amount"),
    ]),
    report("waiting", l("待办领用", "待辦領用", "Waiting"), &[By::State]).only(&[Only::Phase(&[Phase::Open])]).chart(Chart::Table),
    report("duration", l("申请到发放时长", "申請到發放時長", "From application to issue"), &[By::Field("requesting_dept")])
        .measures(&[Measure::Span("applied_on", "issued_on"), Measure::OnTime("issued_on", "needed_on")]),
];

/// What the quota has left; nothing where none is named.
const QUOTA_LEFT: Calc = Calc::Through("supply-quotas", "quota", &supply_quotas::REMAINING);

static DERIVED: &[Derived] = &[
    derived("quota_left", l("定额剩余", "定額剩餘", "Left of the quota"), QUOTA_LEFT, Unit::Money),
    derived("amount", l("领用金额合计", "領用金額合計", "Amount"), Calc::Rows("lines", "amount"), Unit::Money),
    derived("approved_total", l("核准数量合计", "核准數量合計", "Approved in all"), Calc::Rows("lines", "approved"), Unit::Decimal),
    derived(
        "issued_total",
        l("实发数量合计", "實發數量合計", "Issued in all"),
        Calc::Plus(&Calc::Rows("lines", "issued"), &Calc::Rows("rest", "issued")),
        Unit::Decimal,
    ),
];

static ALERTS: &[Alert] = &[Alert {
    id: "quota-exceeded",
    labels: l("超出定额", "超出定額", "Quota exceeded"),
    tone: Tone::Red,
    less: Calc::Plus(&QUOTA_LEFT, &Calc::Sum { of: others("stock-movements", "requisition"), amount: "amount", minus: None }),
    than: Calc::Rows("lines", "amount"),
    phases: &[Phase::Draft, Phase::Open],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template {
        id: "term-start", labels: l("开学办公用品", "開學辦公用品", "Start of term"), values: &[("purpose", "开学办公用品领用")]
    },
    Template {
        id: "toner", labels: l("打印耗材", "列印耗材", "Printer consumables"), values: &[("purpose", "打印耗材更换")]
    },
    Template { id: "meeting", labels: l("会议用品", "會議用品", "For a meeting"), values: &[("purpose", "会议用品")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("purpose", "数学组开学办公用品"),
        ("requesting_dept", "数学组"),
        ("applicant", "雷芳娜"),
        ("applied_on", "2026-09-01"),
        ("needed_on", "2026-09-03"),
    ],
    &[
        ("purpose", "教务处打印机硒鼓更换"),
        ("requesting_dept", "教务处"),
        ("applicant", "胡玉"),
        ("applied_on", "2026年9月8日"),
        ("needed_on", "2026/9/9"),
        ("over_quota_reason", "开学初打印学籍材料较多"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "requisitions",
    labels: l("用品领用", "用品領用", "Requisitions"),
    one: l("领用单", "領用單", "Requisition"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "purpose",
    number: Some(Numbering { field: "no", pattern: "LY{year}-{n:4}", at_creation: false }),
    due: Some(due_at("needed_on").after("applied_on", 3).met_in(&["issued"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["issued", "closed", "partly-issued"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "needed_on", since: "applied_on" }, Rule::NotBefore { field: "issued_on", since: "applied_on" }],
    arrival: Arrival {
        headings: &["领用状态", "发放状态"],
        words: &[("已发放", "issued"), ("已领取", "closed"), ("已签收", "closed"), ("审批中", "office-review")],
        ..Arrival::FIRST
    },
    same: &[&["requesting_dept", "purpose", "applied_on"]],
    retention: l("保存5年", "保存5年", "5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
