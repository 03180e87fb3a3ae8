//! Service contracts 维保协议: who maintains which assets, from when to when, for how much, and what was delivered for it.

use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Addition, Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named,
    Numbering, Only, Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, col, derived, due_at, key, l, others, report,
    state, step,
};

/// What it is about.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the contract.
pub const NO: Key<key::Text> = Key::new("no");
/// The other party.
pub const PARTY: Key<key::Link> = Key::new("party");
/// The other party as the contract names it.
pub const PARTY_NAME: Key<key::Text> = Key::new("party_name");
/// What it covers.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// Assets that it covers.
pub const ASSETS: Key<key::Links> = Key::new("assets");
/// First day.
pub const STARTS: Key<key::Date> = Key::new("starts");
/// Last day.
pub const ENDS: Key<key::Date> = Key::new("ends");
/// Day of the signature.
pub const SIGNED_ON: Key<key::Date> = Key::new("signed_on");
/// The contract that this one continues.
pub const PREVIOUS: Key<key::Link> = Key::new("previous");
/// What it costs over its time.
pub const COST: Key<key::Money> = Key::new("cost");
/// When and how it is paid.
pub const PAYMENT: Key<key::Text> = Key::new("payment");
/// Visits that it promises for a year.
pub const VISITS_PER_YEAR: Key<key::Integer> = Key::new("visits_per_year");
/// Hours within which somebody comes.
pub const RESPONSE_HOURS: Key<key::Integer> = Key::new("response_hours");
/// Whom to call.
pub const CONTACT: Key<key::Text> = Key::new("contact");
/// Number to call.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Who drew it up.
pub const DRAFTED_BY: Key<key::Person> = Key::new("drafted_by");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Why it was sent back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// How well the party kept to it.
pub const EVALUATION: Key<key::Text> = Key::new("evaluation");
/// Why it ended early.
pub const END_REASON: Key<key::Text> = Key::new("end_reason");

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("协议名称", "協議名稱", "Title")).required().alias(&["名称", "合同名称", "项目名称"]),
    Field::text(NO, l("协议编号", "協議編號", "Contract no.")).alias(&["合同编号", "合同号", "编号"]),
    Field::link(PARTY, l("维保单位", "維保單位", "Party"), "suppliers").alias(&["服务单位", "乙方"]),
    Field::text(PARTY_NAME, l("单位全称", "單位全稱", "Party's full name")).alias(&["维保单位名称", "公司名称"]),
    Field::text(SCOPE, l("维保范围", "維保範圍", "Scope")).alias(&["服务范围", "服务内容"]),
    Field::links(ASSETS, l("覆盖资产", "覆蓋資產", "Assets covered"), "assets"),
    Field::date(STARTS, l("开始日期", "開始日期", "Starts")).alias(&["协议开始日期", "起始日期", "生效日期"]),
    Field::date(ENDS, l("结束日期", "結束日期", "Ends")).alias(&["协议结束日期", "到期日期", "终止日期"]),
    Field::date(SIGNED_ON, l("签订日期", "簽訂日期", "Signed on")).alias(&["签约日期"]),
    Field::link(PREVIOUS, l("前一协议", "前一協議", "Previous contract"), "service-contracts"),
    Field::money(COST, l("协议金额", "協議金額", "Cost")).alias(&["合同金额", "金额", "费用"]),
    Field::text(PAYMENT, l("付款方式", "付款方式", "Payment")),
    Field::integer(VISITS_PER_YEAR, l("年巡检次数", "年巡檢次數", "Visits per year")).within(0, 1_000),
    Field::integer(RESPONSE_HOURS, l("响应时限（小时）", "回應時限（小時）", "Response in hours")).within(0, 1_000),
    Field::text(CONTACT, l("联系人", "聯絡人", "Contact")),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话", "手机"]),
    Field::person(DRAFTED_BY, l("起草人", "起草人", "Drafted by")).starts(Default_::Me).alias(&["经办人"]),
    Field::person(APPROVED_BY, l("审批人", "審批人", "Approved by")),
    Field::time(APPROVED_AT, l("审批时间", "審批時間", "Approved at")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::text(EVALUATION, l("履约评价", "履約評價", "Evaluation")).alias(&["评价"]),
    Field::text(END_REASON, l("终止原因", "終止原因", "Reason for ending")),
];

static STATES: &[State] = &[
    state("draft", l("草拟", "草擬", "Draft"), Tone::Grey, Phase::Draft),
    state("awaiting-approval", l("待审批", "待審批", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("active", l("执行中", "執行中", "In force"), Tone::Green, Phase::Open).by("drafted_by"),
    state("renewed", l("已续签", "已續簽", "Renewed"), Tone::Grey, Phase::Done),
    state("expired", l("已到期", "已到期", "Expired"), Tone::Grey, Phase::Done),
    state("terminated", l("已终止", "已終止", "Ended early"), Tone::Red, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("报批", "報批", "Submit"), &["draft"], "awaiting-approval")
        .routine(&["buyer", "clerk", "office-director", "asset-manager"])
        .or_named(&["drafted_by"])
        .requires(&["starts", "ends"])
        .asks(&["party", "cost"])
        .effects(&[Effect::Me("drafted_by")]),
    step("send-back", l("退回", "退回", "Send back"), &["awaiting-approval"], "draft")
        .roles(&["leader", "office-director"])
        .requires(&["return_reason"]),
    step("approve", l("批准生效", "批准生效", "Approve"), &["awaiting-approval"], "active")
        .signed()
        .roles(&["leader", "office-director"])
        .asks(&["signed_on"])
        .guards(&[Guard::NotMe("drafted_by")])
        .effects(&[Effect::Number, Effect::Me("approved_by"), Effect::Now("approved_at"), Effect::Today("signed_on")]),
    step("renew", l("续签", "續簽", "Renew"), &["active"], "renewed")
        .routine(&["buyer", "clerk", "office-director", "asset-manager"])
        .or_named(&["drafted_by"])
        .asks(&["evaluation"])
        .effects(&[Effect::Add(Addition {
            register: "service-contracts",
            back: "previous",
            copy: &[
                ("title", "title"),
                ("party", "party"),
                ("party_name", "party_name"),
                ("scope", "scope"),
                ("cost", "cost"),
                ("payment", "payment"),
                ("visits_per_year", "visits_per_year"),
                ("response_hours", "response_hours"),
                ("contact", "contact"),
                ("phone", "phone"),
            ],
            set: &[],
            state: "",
        })]),
    step("expire", l("到期结束", "到期結束", "Expire"), &["active"], "expired")
        .routine(&["buyer", "clerk", "office-director", "asset-manager"])
        .or_named(&["drafted_by"])
        .asks(&["evaluation"])
        .guards(&[Guard::Come("ends")]),
    step("terminate", l("提前终止", "提前終止", "End early"), &["active"], "terminated")
        .roles(&["asset-manager", "office-director", "leader"])
        .requires(&["end_reason"]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["draft", "awaiting-approval", "active", "renewed", "expired", "terminated"], VOID)
        .roles(&["asset-manager", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 100),
    col("title", 0),
    col("party", 160),
    col("starts", 100),
    col("ends", 100),
    col("cost", 100),
    col("=visits", 80),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("协议", "協議", "The contract"),
        fields: &["title", "no", "party", "party_name", "scope", "assets", "starts", "ends", "signed_on", "previous"],
    },
    Group {
        labels: l("费用与服务", "費用與服務", "Cost and service"),
        fields: &["cost", "payment", "visits_per_year", "response_hours", "contact", "phone"],
    },
    Group {
        labels: l("审批与终止", "審批與終止", "Approval and end"),
        fields: &["drafted_by", "approved_by", "approved_at", "return_reason", "evaluation", "end_reason"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "contract-sheet", labels: l("维保协议登记表", "維保協議登記表", "Contract sheet") },
    Named { id: "contract-ledger", labels: l("维保协议台账", "維保協議台帳", "Ledger of contracts") },
];

static REPORTS: &[Report] = &[
    report("by-party", l("按维保单位统计", "按維保單位統計", "By party"), &[By::Field("party")])
        .measures(&[Measure::Sum("cost"), Measure::Count]),
    report("ending-soon", l("近期到期协议", "近期到期協議", "Ending soon"), &[By::Month("ends")])
        .measures(&[Measure::Count, Measure::Sum("cost")])
        .only(&[Only::State(&["active"]), Only::Within("ends", 90)])
        .chart(Chart::Columns),
    report("by-year", l("按年度统计", "按年度統計", "By year"), &[By::Year("starts")])
        .measures(&[Measure::Sum("cost"), Measure::Count])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("visits", l("已服务次数", "已服務次數", "Visits made"), Calc::Count(others("maintenance", "contract")), Unit::Count),
    derived(
        "charged",
        l("协议外费用", "協議外費用", "Charged beside it"),
        Calc::Sum { of: others("maintenance", "contract"), amount: "cost", minus: None },
        Unit::Money,
    ),
    derived("last_days", l("协议天数", "協議天數", "Length in days"), Calc::Days("starts", "ends"), Unit::Days),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "lift",
        labels: l("电梯维保", "電梯維保", "Lift"),
        values: &[("title", "电梯维护保养协议"), ("visits_per_year", "24"), ("response_hours", "1")],
    },
    Template {
        id: "air-conditioning",
        labels: l("空调维保", "空調維保", "Air conditioning"),
        values: &[("title", "空调维护保养协议"), ("visits_per_year", "2")],
    },
    Template {
        id: "printing",
        labels: l("文印设备维保", "文印設備維保", "Printing machines"),
        values: &[("title", "文印设备维保协议"), ("response_hours", "4")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "教学楼电梯维护保养协议"),
        ("party_name", "安捷电梯维保有限公司"),
        ("scope", "明德楼、博雅楼共三部电梯"),
        ("starts", "2026-01-01"),
        ("ends", "2026-12-31"),
        ("signed_on", "2025-12-20"),
        ("cost", "21,600.00"),
        ("payment", "按季支付"),
        ("visits_per_year", "24"),
        ("response_hours", "1"),
        ("contact", "丁先生"),
        ("phone", "13800138001"),
    ],
    &[
        ("title", "文印设备全保协议"),
        ("party_name", "启明教学设备有限公司"),
        ("scope", "文印室速印机、复印机"),
        ("starts", "2026年9月1日"),
        ("ends", "2027年8月31日"),
        ("cost", "9800"),
        ("response_hours", "4"),
        ("drafted_by", "江海欣"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "service-contracts",
    labels: l("维保协议", "維保協議", "Service contracts"),
    one: l("维保协议", "維保協議", "Service contract"),
    area: Area::Assets,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "no", pattern: "WB{year}-{n:3}", at_creation: false }),
    due: Some(due_at("ends").remind(&[60, 30, 7, 0])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "ends", since: "starts" }],
    arrival: Arrival {
        headings: &["协议状态", "合同状态"],
        words: &[("有效", "active"), ("履行中", "active"), ("到期", "expired"), ("终止", "terminated")],
        filled: &[("signed_on", "active")],
        ..Arrival::FIRST
    },
    same: &[&["no"]],
    retention: l("期满后保存10年", "期滿後保存10年", "10 years after it ends"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
