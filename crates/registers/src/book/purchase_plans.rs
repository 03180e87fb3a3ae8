//! Purchase plans 采购计划: what is to be bought in a month, for whom and for how much, before anybody asks for prices.

use crate::book::costs;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Addition, Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines,
    Measure, Named, Numbering, Phase, Precedence, Product, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col,
    derived, due_at, key, l, others, report, state, step,
};

/// Name of the plan.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the plan.
pub const NO: Key<key::Text> = Key::new("no");
/// Month that it is for.
pub const MONTH: Key<key::Text> = Key::new("month");
/// What is bought.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Department that needs it.
pub const REQUESTING_DEPT: Key<key::Department> = Key::new("requesting_dept");
/// Who drew it up.
pub const PLANNER: Key<key::Person> = Key::new("planner");
/// Day on which it was drawn up.
pub const PLANNED_ON: Key<key::Date> = Key::new("planned_on");
/// Day by which it is needed.
pub const NEEDED_BY: Key<key::Date> = Key::new("needed_by");
/// How much it may cost.
pub const BUDGET: Key<key::Money> = Key::new("budget");
/// Where the money comes from.
pub const FUND_SOURCE: Key<key::Choice> = Key::new("fund_source");
/// Decision or need on which it rests.
pub const BASIS: Key<key::Text> = Key::new("basis");
/// What is to be bought.
pub const LINES: Key<key::Lines> = Key::new("lines");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Why it was sent back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Why it was given up.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");
/// What came of it.
pub const SUMMARY: Key<key::Text> = Key::new("summary");

/// Columns of lines: what is to be bought.
pub mod lines {
    use crate::def::{Key, key};
    /// The item in the store's list.
    pub const ITEM: Key<key::Link> = Key::new("item");
    /// What is to be bought.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Specification.
    pub const SPEC: Key<key::Text> = Key::new("spec");
    /// Unit.
    pub const UNIT: Key<key::Text> = Key::new("unit");
    /// How many there are.
    pub const STOCK: Key<key::Decimal> = Key::new("stock");
    /// How many.
    pub const QUANTITY: Key<key::Decimal> = Key::new("quantity");
    /// What one should cost.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// What all of it should cost.
    pub const AMOUNT: Key<key::Money> = Key::new("amount");
    /// Department that needs it.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// Purpose.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("supplies", l("办公用品", "辦公用品", "Supplies")).alias(&["用品", "耗材"]),
    choice("assets", l("固定资产", "固定資產", "Fixed assets")).alias(&["设备", "资产"]),
    choice("services", l("服务", "服務", "Services")).alias(&["维保服务"]),
    choice("works", l("零星维修", "零星維修", "Small works")).alias(&["维修工程"]),
];

static LINE: Lines = Lines {
    columns: &[
        Field::link(lines::ITEM, l("用品", "用品", "Item"), "supplies"),
        Field::text(lines::NAME, l("采购品名", "採購品名", "Name")).required().alias(&["品名", "物品名称"]),
        Field::text(lines::SPEC, l("规格型号", "規格型號", "Specification")).alias(&["规格", "型号", "规格/型号"]),
        Field::text(lines::UNIT, l("计量单位", "計量單位", "Unit")).alias(&["单位"]),
        Field::decimal(lines::STOCK, l("现有库存", "現有庫存", "In stock")).within(-1_000_000, 1_000_000),
        Field::decimal(lines::QUANTITY, l("计划数量", "計劃數量", "Quantity")).within(0, 1_000_000).alias(&["采购数量", "数量"]),
        Field::money(lines::PRICE, l("预计单价", "預計單價", "Price")).alias(&["单价"]),
        Field::money(lines::AMOUNT, l("预计金额", "預計金額", "Amount")),
        Field::department(lines::DEPT, l("使用部门", "使用部門", "For department")),
        Field::text(lines::NOTE, l("采购用途", "採購用途", "Purpose")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("计划名称", "計劃名稱", "Title")).required().alias(&["名称", "采购计划名称", "计划", "项目名称", "采购项目"]),
    Field::text(NO, l("计划编号", "計劃編號", "Plan no.")).alias(&["编号"]),
    Field::text(MONTH, l("计划月份", "計劃月份", "Month")).alias(&["月份", "采购月份"]),
    Field::choice(KIND, l("采购类型", "採購類型", "Kind"), KINDS).starts(Default_::Choice("supplies")).alias(&["类型", "采购类别"]),
    Field::department(REQUESTING_DEPT, l("需求部门", "需求部門", "Requesting department")).alias(&["申请部门", "申购部门", "提报部门"]),
    Field::person(PLANNER, l("编制人", "編制人", "Planner")).starts(Default_::Me).alias(&[
        "申购人",
        "制表人",
        "经办人",
        "提报人",
        "申报人",
        "经手人",
    ]),
    Field::date(PLANNED_ON, l("编制日期", "編制日期", "Planned on")).starts(Default_::Today).alias(&[
        "日期",
        "申购日期",
        "申报日期",
        "提报日期",
        "Date",
    ]),
    Field::date(NEEDED_BY, l("需用日期", "需用日期", "Needed by")).alias(&["需求日期", "需求时间", "要求到货日期"]),
    Field::money(BUDGET, l("预算金额", "預算金額", "Budget")).alias(&["预算", "预算总额", "预计总金额"]),
    Field::choice(FUND_SOURCE, l("经费来源", "經費來源", "Fund source"), super::assets::FUND_SOURCES).alias(&["资金来源"]),
    Field::text(BASIS, l("采购依据", "採購依據", "Basis")).alias(&["采购理由", "用途"]),
    Field::lines(LINES, l("采购明细", "採購明細", "Lines"), &LINE),
    Field::person(APPROVED_BY, l("审批人", "審批人", "Approved by")),
    Field::time(APPROVED_AT, l("审批时间", "審批時間", "Approved at")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
    Field::text(SUMMARY, l("执行情况", "執行情況", "Outcome")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("review", l("待审批", "待審批", "Under review"), Tone::Amber, Phase::Open),
    state("approved", l("已批准", "已批准", "Approved"), Tone::Blue, Phase::Open),
    state("purchasing", l("采购中", "採購中", "Purchasing"), Tone::Blue, Phase::Open),
    state("done", l("已完成", "已完成", "Done"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("报批", "報批", "Submit"), &["draft"], "review")
        .routine(&["buyer", "clerk", "office-director", "storekeeper"])
        .or_named(&["planner"])
        .requires(&["month"])
        .asks(&["budget", "needed_by"])
        .guards(&[Guard::HasLine("lines"), Guard::EachRow("lines", "quantity")])
        .effects(&[Effect::Number, Effect::Me("planner")]),
    step("approve", l("批准", "批准", "Approve"), &["review"], "approved")
        .signed()
        .roles(&["office-director", "leader"])
        .guards(&[Guard::NotMe("planner")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("send-back", l("退回", "退回", "Send back"), &["review"], "draft")
        .roles(&["office-director", "leader"])
        .requires(&["return_reason"]),
    step("purchase", l("转采购", "轉採購", "Start purchasing"), &["approved"], "purchasing").roles(&["buyer", "office-director"]).effects(
        &[Effect::Add(Addition {
            register: "orders",
            back: "plan",
            copy: &[("title", "title"), ("fund_source", "fund_source"), ("needed_by", "due"), ("requesting_dept", "requesting_dept")],
            set: &[],
            state: "",
        })],
    ),
    step("close", l("完成", "完成", "Close"), &["purchasing"], "done").roles(&["buyer", "office-director"]).asks(&["summary"]).guards(&[
        Guard::Some(others("orders", "plan")),
        Guard::None(others("orders", "plan").within(&["planned", "comparing", "approved", "ordered", "part-received"])),
    ]),
    step("cancel", l("取消", "取消", "Cancel"), &["review", "approved", "purchasing"], "cancelled")
        .roles(&["buyer", "office-director"])
        .requires(&["cancel_reason"])
        .guards(&[Guard::None(others("orders", "plan").within(&["ordered", "part-received"]))]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["draft", "review", "approved", "purchasing", "done", "cancelled"], VOID)
        .roles(&["buyer", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 120),
    col("title", 0),
    col("month", 90),
    col("budget", 110),
    col("=total", 110),
    col("planner", 90),
    col("planned_on", 100),
    col("needed_by", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("计划", "計劃", "The plan"),
        fields: &[
            "title",
            "no",
            "month",
            "kind",
            "requesting_dept",
            "planner",
            "planned_on",
            "needed_by",
            "budget",
            "fund_source",
            "basis",
            "lines",
        ],
    },
    Group {
        labels: l("审批", "審批", "Approval"), fields: &["approved_by", "approved_at", "return_reason", "cancel_reason", "summary"]
    },
];

static PRINTS: &[Named] = &[
    Named { id: "plan-sheet", labels: l("采购计划表", "採購計劃表", "Purchase plan") },
    Named { id: "request-sheet", labels: l("采购申请单", "採購申請單", "Purchase request") },
];

static REPORTS: &[Report] = &[
    report("by-month", l("按月统计预算", "按月統計預算", "Budget by month"), &[By::Month("planned_on")])
        .measures(&[Measure::Sum("budget"), Measure::Count])
        .chart(Chart::Columns),
    report("by-department", l("按需求部门统计", "按需求部門統計", "By department"), &[By::Field("requesting_dept")])
        .measures(&[Measure::Sum("budget"), Measure::Count]),
    report("by-fund", l("按经费来源统计", "按經費來源統計", "By fund source"), &[By::Field("fund_source")])
        .measures(&[Measure::Sum("budget"), Measure::Count]),
    report("lines", l("采购明细汇总", "採購明細彙總", "Lines"), &[By::Field("name")])
        .rows("lines")
        .measures(&[Measure::Sum("quantity"), Measure::Sum("amount")]),
];

static DERIVED: &[Derived] = &[
    derived("total", l("预计金额合计", "預計金額合計", "Total"), Calc::Rows("lines", "amount"), Unit::Money),
    derived(
        "ordered",
        l("已订金额", "已訂金額", "Ordered"),
        Calc::Sum { of: others("orders", "plan"), amount: "amount", minus: None },
        Unit::Money,
    ),
    derived("order_count", l("订单数", "訂單數", "Orders"), Calc::Count(others("orders", "plan")), Unit::Count),
];

/// What each row costs.
const COST: Product = costs::lines();

static ALERTS: &[Alert] = &[
    costs::differ(Calc::Unequal(&COST)),
    Alert {
        id: "over-budget",
        labels: l("超出预算", "超出預算", "Over budget"),
        tone: Tone::Red,
        less: Calc::Number(100),
        than: Calc::Percent(&Calc::Rows("lines", "amount"), &Calc::Field("budget")),
        phases: &[Phase::Draft, Phase::Open],
        answered: None,
    },
    Alert {
        id: "ordered-over-budget",
        labels: l("订购超出预算", "訂購超出預算", "Orders over budget"),
        tone: Tone::Red,
        less: Calc::Number(100),
        than: Calc::Percent(&Calc::Sum { of: others("orders", "plan"), amount: "amount", minus: None }, &Calc::Field("budget")),
        phases: &[Phase::Open],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "monthly",
        labels: l("月度办公用品", "月度辦公用品", "Monthly supplies"),
        values: &[("title", "月度办公用品采购计划"), ("kind", "办公用品")],
    },
    Template {
        id: "equipment",
        labels: l("设备采购", "設備採購", "Equipment"),
        values: &[("title", "设备采购计划"), ("kind", "固定资产")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2026年10月办公用品采购计划"),
        ("month", "2026年10月"),
        ("kind", "办公用品"),
        ("requesting_dept", "综合办公室"),
        ("planner", "马秀建"),
        ("planned_on", "2026-09-24"),
        ("needed_by", "2026-10-12"),
        ("budget", "6,500.00"),
        ("fund_source", "财政拨款"),
    ],
    &[
        ("title", "高一年级投影机更新采购计划"),
        ("month", "2026年11月"),
        ("kind", "固定资产"),
        ("requesting_dept", "信息技术中心"),
        ("planner", "汪雪子"),
        ("planned_on", "2026/9/28"),
        ("budget", "48000"),
        ("basis", "校长办公会2026年第12次会议决定"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "purchase-plans",
    labels: l("采购计划", "採購計劃", "Purchase plans"),
    one: l("采购计划", "採購計劃", "Purchase plan"),
    area: Area::Supplies,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "no", pattern: "CGJH{year}-{n:3}", at_creation: false }),
    due: Some(due_at("needed_by")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["done"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "needed_by", since: "planned_on" }],
    arrival: Arrival {
        headings: &["审批状态", "执行状态"],
        words: &[("已审批", "approved"), ("采购完成", "done"), ("执行中", "purchasing")],
        ..Arrival::FIRST
    },
    same: &[&["title", "month"]],
    retention: l("保存5年", "保存5年", "5 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    products: &[COST],
    examples: EXAMPLES,
    ..Register::PLAIN
};
