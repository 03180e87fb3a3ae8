//! Maintenance 资产维护: servicing and repair of assets, planned or after a fault, until the user accepts the work.
//! A repair takes the asset out of use and back; what cannot be repaired starts a disposal.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Addition, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Numbering, Only, Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l,
    report, state, step,
};

/// What is to be done, in one line.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// Number of the order.
pub const NO: Key<key::Text> = Key::new("no");
/// What kind of work.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// The asset.
pub const ASSET: Key<key::Link> = Key::new("asset");
/// Where it stands.
pub const PLACE: Key<key::Text> = Key::new("place");
/// What is wrong.
pub const FAULT: Key<key::Text> = Key::new("fault");
/// Who told of it.
pub const REPORTED_BY: Key<key::Person> = Key::new("reported_by");
/// Day on which it was told.
pub const REPORTED_ON: Key<key::Date> = Key::new("reported_on");
/// Day for which it is planned.
pub const PLANNED_ON: Key<key::Date> = Key::new("planned_on");
/// Day by which it must be done.
pub const DUE: Key<key::Date> = Key::new("due");
/// Who does it.
pub const TECHNICIAN: Key<key::Person> = Key::new("technician");
/// Outside firm that does it.
pub const VENDOR: Key<key::Link> = Key::new("vendor");
/// The contract that covers it.
pub const CONTRACT: Key<key::Link> = Key::new("contract");
/// When the work began.
pub const STARTED_AT: Key<key::Time> = Key::new("started_at");
/// When it was finished.
pub const FINISHED_AT: Key<key::Time> = Key::new("finished_at");
/// What was done.
pub const WORK: Key<key::Text> = Key::new("work");
/// Parts that were used.
pub const PARTS: Key<key::Lines> = Key::new("parts");
/// What the work cost, without parts.
pub const COST: Key<key::Money> = Key::new("cost");
/// Why it was not done.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");
/// What came of it.
pub const RESULT: Key<key::Choice> = Key::new("result");
/// Who found it in order.
pub const ACCEPTED_BY: Key<key::Person> = Key::new("accepted_by");
/// When.
pub const ACCEPTED_AT: Key<key::Time> = Key::new("accepted_at");
/// Why it was not accepted.
pub const REWORK_REASON: Key<key::Text> = Key::new("rework_reason");
/// Day of the next service.
pub const NEXT_DUE: Key<key::Date> = Key::new("next_due");

/// Columns of parts: parts that were used.
pub mod parts {
    use crate::def::{Key, key};
    /// Name of the part.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// The item, when it comes out of the store.
    pub const ITEM: Key<key::Link> = Key::new("item");
    /// How many.
    pub const QUANTITY: Key<key::Decimal> = Key::new("quantity");
    /// Unit price.
    pub const PRICE: Key<key::Money> = Key::new("price");
    /// Amount.
    pub const AMOUNT: Key<key::Money> = Key::new("amount");
}

static KINDS: &[Choice] = &[
    choice("repair", l("维修", "維修", "Repair")).alias(&["故障维修", "修理"]),
    choice("service", l("保养", "保養", "Servicing")).alias(&["日常保养", "定期保养", "维护保养"]),
    choice("check", l("巡检", "巡檢", "Check")).alias(&["检查", "点检"]),
    choice("calibration", l("校准检定", "校準檢定", "Calibration")).alias(&["校准", "检定", "计量"]),
    choice("upgrade", l("升级改造", "升級改造", "Upgrade")).alias(&["升级", "改造"]),
];

static RESULTS: &[Choice] = &[
    choice("fixed", l("修复", "修復", "Fixed")).alias(&["已修复", "正常"]),
    choice("partly", l("部分修复", "部分修復", "Partly fixed")),
    choice("no-fault", l("未见故障", "未見故障", "No fault found")).alias(&["无故障"]),
    choice("beyond-repair", l("无法修复", "無法修復", "Beyond repair")).alias(&["不能修复", "建议报废"]),
];

static PART: Lines = Lines {
    columns: &[
        Field::text(parts::NAME, l("配件名称", "配件名稱", "Part")).required(),
        Field::link(parts::ITEM, l("耗材", "耗材", "Stock item"), "supplies"),
        Field::decimal(parts::QUANTITY, l("数量", "數量", "Quantity")).within(0, 100_000).starts(Default_::Integer(1)),
        Field::money(parts::PRICE, l("单价", "單價", "Unit price")),
        Field::money(parts::AMOUNT, l("金额", "金額", "Amount")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(SUBJECT, l("维护事项", "維護事項", "Subject")).required().alias(&[
        "维修内容",
        "保养内容",
        "事项",
        "资产名称",
        "维修项目",
        "维修事项",
        "设备名称",
    ]),
    Field::text(NO, l("维护单号", "維護單號", "Order no.")).alias(&["单号", "维修单号", "编号"]),
    Field::choice(KIND, l("维护类型", "維護類型", "Kind"), KINDS).starts(Default_::Choice("repair")).alias(&["类型", "维护类别"]),
    Field::link(ASSET, l("资产", "資產", "Asset"), "assets").alias(&["资产编号", "设备编号"]),
    Field::text(PLACE, l("维护地点", "維護地點", "Place")).alias(&["地点", "存放地点", "存放地", "维修地点", "Location"]),
    Field::text(FAULT, l("故障现象", "故障現象", "Fault")).alias(&["故障", "故障情况"]),
    Field::person(REPORTED_BY, l("报告人", "報告人", "Reported by")).starts(Default_::Me).alias(&["报修人"]),
    Field::date(REPORTED_ON, l("报告日期", "報告日期", "Reported on")).starts(Default_::Today).alias(&[
        "报修日期",
        "日期",
        "报修时间",
        "登记日期",
        "Date",
        "Date reported",
    ]),
    Field::date(PLANNED_ON, l("计划日期", "計劃日期", "Planned on")).alias(&["计划维护日期"]),
    Field::date(DUE, l("完成期限", "完成期限", "Due")).alias(&["要求完成日期"]),
    Field::person(TECHNICIAN, l("维护人员", "維護人員", "Technician")).alias(&[
        "维修员",
        "维修人",
        "维护人",
        "维修人员",
        "维修师傅",
        "经手人",
        "Repaired by",
    ]),
    Field::link(VENDOR, l("维保单位", "維保單位", "Vendor"), "suppliers").alias(&["维修单位"]),
    Field::link(CONTRACT, l("维保协议", "維保協議", "Service contract"), "service-contracts"),
    Field::time(STARTED_AT, l("开始时间", "開始時間", "Started at")),
    Field::time(FINISHED_AT, l("完工时间", "完工時間", "Finished at")).alias(&[
        "完成时间",
        "修复时间",
        "修好时间",
        "维修完成时间",
        "维修日期",
        "Date finished",
    ]),
    Field::text(WORK, l("处理情况", "處理情況", "Work done")).alias(&[
        "维修情况",
        "维护内容",
        "维修情况",
        "处理结果",
        "维修记录",
        "维修内容说明",
    ]),
    Field::lines(PARTS, l("更换配件", "更換配件", "Parts"), &PART),
    Field::money(COST, l("维护费用", "維護費用", "Cost")).alias(&["费用", "维修费用", "金额", "维修金额", "费用合计"]),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
    Field::choice(RESULT, l("维护结果", "維護結果", "Result"), RESULTS).alias(&["结果"]),
    Field::person(ACCEPTED_BY, l("验收人", "驗收人", "Accepted by")).alias(&["验收签字"]),
    Field::time(ACCEPTED_AT, l("验收时间", "驗收時間", "Accepted at")),
    Field::text(REWORK_REASON, l("返工原因", "返工原因", "Reason for rework")),
    Field::date(NEXT_DUE, l("下次维护日期", "下次維護日期", "Next due")).alias(&["下次保养日期"]),
];

static STATES: &[State] = &[
    state("planned", l("待维护", "待維護", "Planned"), Tone::Amber, Phase::Open).by("technician"),
    state("in-progress", l("维护中", "維護中", "In progress"), Tone::Blue, Phase::Open).by("technician"),
    state("awaiting-acceptance", l("待验收", "待驗收", "Awaiting acceptance"), Tone::Amber, Phase::Open).by("reported_by"),
    state("done", l("已完成", "已完成", "Done"), Tone::Green, Phase::Done),
    state("beyond-repair", l("无法修复", "無法修復", "Beyond repair"), Tone::Red, Phase::Done),
    state("cancelled", l("已取消", "已取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("send-for-repair", l("送修", "送修", "Send for repair"), &["planned"], "in-progress")
        .routine(hands::REPAIRS)
        .or_named(&["technician"])
        .asks(&["technician", "vendor", "due"])
        .guards(&[Guard::Is("kind", &["repair"])])
        .effects(&[
            Effect::Now("started_at"),
            Effect::SetLinked { link: "asset", copy: &[("fault", "fault")] },
            Effect::StepLinked("asset", "send-for-repair"),
        ]),
    step("start", l("开始维护", "開始維護", "Start"), &["planned"], "in-progress")
        .routine(hands::REPAIRS)
        .or_named(&["technician"])
        .asks(&["technician", "vendor"])
        .guards(&[Guard::Is("kind", &["service", "check", "calibration", "upgrade"])])
        .effects(&[Effect::Now("started_at")]),
    step("finish", l("完工", "完工", "Finish"), &["in-progress"], "awaiting-acceptance")
        .routine(hands::REPAIRS)
        .or_named(&["technician"])
        .requires(&["work"])
        .asks(&["result", "cost"])
        .effects(&[Effect::Now("finished_at")]),
    step("accept", l("验收", "驗收", "Accept"), &["awaiting-acceptance"], "done")
        .routine(hands::REPAIRS)
        .or_named(&["reported_by"])
        .asks(&["result", "next_due"])
        .guards(&[Guard::NotMe("technician")])
        .effects(&[Effect::Me("accepted_by"), Effect::Now("accepted_at"), Effect::StepLinked("asset", "repaired")]),
    step("rework", l("返工", "返工", "Send back for rework"), &["awaiting-acceptance"], "in-progress")
        .routine(hands::REPAIRS)
        .or_named(&["reported_by"])
        .requires(&["rework_reason"])
        .effects(&[Effect::Clear("finished_at")]),
    step("give-up", l("转报废", "轉報廢", "Give up and write off"), &["in-progress", "awaiting-acceptance"], "beyond-repair")
        .roles(&["asset-manager", "department-asset-clerk", "technician", "office-director"])
        .requires(&["work"])
        .effects(&[
            Effect::Now("finished_at"),
            Effect::Set("result", "beyond-repair"),
            Effect::Add(Addition {
                register: "disposals",
                back: "",
                copy: &[("subject", "title"), ("work", "reason"), ("asset", "assets")],
                set: &[("method", "scrap")],
                state: "",
            }),
        ]),
    step("cancel", l("取消", "取消", "Cancel"), &["planned"], "cancelled")
        .routine(hands::REPAIRS)
        .or_named(&["reported_by"])
        .requires(&["cancel_reason"]),
    step("void", l("作废", "作廢", "Void"), &["planned", "in-progress", "awaiting-acceptance", "done", "beyond-repair", "cancelled"], VOID)
        .roles(&["asset-manager", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 110),
    col("subject", 0),
    col("kind", 90),
    col("asset", 140),
    col("reported_on", 100),
    col("technician", 90),
    col("due", 100),
    col("cost", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("维护事项", "維護事項", "The work"),
        fields: &["subject", "no", "kind", "asset", "place", "fault", "reported_by", "reported_on", "planned_on", "due"],
    },
    Group {
        labels: l("维护过程", "維護過程", "Doing it"),
        fields: &["technician", "vendor", "contract", "started_at", "finished_at", "work", "parts", "cost", "cancel_reason"],
    },
    Group {
        labels: l("验收与下次维护", "驗收與下次維護", "Acceptance and next time"),
        fields: &["result", "accepted_by", "accepted_at", "rework_reason", "next_due"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "maintenance-sheet", labels: l("维护记录单", "維護記錄單", "Maintenance sheet") },
    Named { id: "maintenance-ledger", labels: l("设备维护台账", "設備維護台帳", "Maintenance ledger") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按维护类型统计", "按維護類型統計", "By kind"), &[By::Field("kind")])
        .measures(&[Measure::Count, Measure::Sum("cost")]),
    report("by-vendor", l("按维保单位统计费用", "按維保單位統計費用", "Cost by vendor"), &[By::Field("vendor")])
        .measures(&[Measure::Sum("cost"), Measure::Count])
        .only(&[Only::Filled("vendor")]),
    report("repeat-faults", l("重复故障资产", "重複故障資產", "Repeat faults"), &[By::Field("asset")])
        .measures(&[Measure::Count, Measure::Sum("cost")])
        .only(&[Only::Is("kind", &["repair"]), Only::Filled("asset")])
        .at_least(2),
    report("duration", l("维护时长", "維護時長", "Duration"), &[By::Field("kind")])
        .measures(&[Measure::Span("started_at", "finished_at"), Measure::Count]),
    report("coming-due", l("近期应维护", "近期應維護", "Coming due"), &[By::Month("next_due")])
        .only(&[Only::Within("next_due", 60)])
        .chart(Chart::Columns),
    report("by-month", l("按月费用", "按月費用", "Cost by month"), &[By::Month("reported_on")])
        .measures(&[Measure::Sum("cost"), Measure::Count])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("parts_cost", l("配件费用", "配件費用", "Cost of parts"), Calc::Rows("parts", "amount"), Unit::Money),
    derived(
        "total_cost",
        l("费用合计", "費用合計", "Total cost"),
        Calc::Plus(&Calc::Field("cost"), &Calc::Rows("parts", "amount")),
        Unit::Money,
    ),
    derived("downtime", l("停用时长", "停用時長", "Downtime"), Calc::Minutes("started_at", "finished_at"), Unit::Minutes),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "air-conditioning",
        labels: l("空调季前保养", "空調季前保養", "Air conditioning before the season"),
        values: &[("kind", "保养"), ("subject", "空调季前清洗保养")],
    },
    Template {
        id: "printer",
        labels: l("打印机维修", "印表機維修", "Printer repair"),
        values: &[("kind", "维修"), ("subject", "打印机维修")],
    },
    Template {
        id: "lift",
        labels: l("电梯月度维保", "電梯月度維保", "Monthly service of a lift"),
        values: &[("kind", "保养"), ("subject", "电梯月度维保")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "高一（3）班投影机不亮"),
        ("kind", "维修"),
        ("place", "明德楼208"),
        ("fault", "开机后无图像，指示灯闪烁"),
        ("reported_by", "陆春慧"),
        ("reported_on", "2026-09-08"),
        ("due", "2026-09-10"),
        ("technician", "汪秀远"),
        ("cost", "180"),
    ],
    &[
        ("subject", "行政楼空调季前清洗保养"),
        ("kind", "保养"),
        ("place", "行政楼"),
        ("reported_on", "2026/5/6"),
        ("planned_on", "2026-05-16"),
        ("due", "2026年5月20日"),
        ("technician", "汪秀远"),
        ("work", "清洗滤网，补充制冷剂"),
        ("cost", "1,260.00"),
        ("next_due", "2027-05-15"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "maintenance",
    labels: l("资产维护", "資產維護", "Maintenance"),
    one: l("维护单", "維護單", "Maintenance order"),
    area: Area::Assets,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "no", pattern: "WH{year}-{n:4}", at_creation: true }),
    due: Some(due_at("due").met_in(&["awaiting-acceptance"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "finished_at", since: "started_at" }, Rule::NotBefore { field: "next_due", since: "reported_on" }],
    arrival: Arrival {
        headings: &["维修状态"],
        words: &[("已修复", "done"), ("完成", "done"), ("维修中", "in-progress")],
        filled: &[("started_at", "in-progress"), ("finished_at", "awaiting-acceptance"), ("accepted_at", "done")],
        ..Arrival::FIRST
    },
    retention: l("随资产卡片保存", "隨資產卡片保存", "As long as the asset card"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
