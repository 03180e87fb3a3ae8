//! Disposals 资产处置: writing off, giving away or selling assets, from the application through appraisal and approval to the books.
//! Each step moves the assets with it: they wait for disposal once it is applied for, and are disposed of or kept at the end.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Numbering, Only, Phase, Precedence, Register, Report, Rule, Settled, State, Template, Tone, Transition, Unit, choice, col, derived,
    key, l, report, state, step,
};

/// What is to be disposed of, in one line.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the application.
pub const NO: Key<key::Text> = Key::new("no");
/// The assets.
pub const ASSETS: Key<key::Links> = Key::new("assets");
/// How.
pub const METHOD: Key<key::Choice> = Key::new("method");
/// Why.
pub const REASON: Key<key::Text> = Key::new("reason");
/// How many pieces in all.
pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
/// What they cost.
pub const VALUE: Key<key::Money> = Key::new("value");
/// What they still stand for in the books.
pub const NET_VALUE: Key<key::Money> = Key::new("net_value");
/// Who applied.
pub const APPLICANT: Key<key::Person> = Key::new("applicant");
/// Day of the application.
pub const APPLIED_ON: Key<key::Date> = Key::new("applied_on");
/// Opinions of those who know such things.
pub const APPRAISALS: Key<key::Lines> = Key::new("appraisals");
/// What the appraisal came to.
pub const APPRAISAL: Key<key::Text> = Key::new("appraisal");
/// Who submitted it for approval.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Number of the approval.
pub const APPROVAL_NO: Key<key::Text> = Key::new("approval_no");
/// Why it was refused.
pub const REFUSE_REASON: Key<key::Text> = Key::new("refuse_reason");
/// Who took them.
pub const RECEIVER_ORG: Key<key::Text> = Key::new("receiver_org");
/// Nothing is left on the storage of computers.
pub const DATA_WIPED: Key<key::YesNo> = Key::new("data_wiped");
/// Who carried it out.
pub const HANDLED_BY: Key<key::Person> = Key::new("handled_by");
/// Who watched.
pub const WITNESS: Key<key::Person> = Key::new("witness");
/// Day of the disposal.
pub const DISPOSED_ON: Key<key::Date> = Key::new("disposed_on");
/// What it brought.
pub const PROCEEDS: Key<key::Money> = Key::new("proceeds");
/// Day on which the proceeds were paid in.
pub const PAID_IN_ON: Key<key::Date> = Key::new("paid_in_on");
/// Number of the voucher by which the books were cleared.
pub const VOUCHER_NO: Key<key::Text> = Key::new("voucher_no");
/// Day on which the books were cleared.
pub const POSTED_ON: Key<key::Date> = Key::new("posted_on");

/// Columns of appraisals: opinions of those who know such things.
pub mod appraisals {
    use crate::def::{Key, key};
    /// Who looked at them.
    pub const EXPERT: Key<key::Text> = Key::new("expert");
    /// What they say.
    pub const OPINION: Key<key::Text> = Key::new("opinion");
    /// When.
    pub const AT: Key<key::Date> = Key::new("at");
}

static METHODS: &[Choice] = &[
    choice("scrap", l("报废", "報廢", "Scrapping")),
    choice("loss", l("报损", "報損", "Loss")).alias(&["盘亏核销"]),
    choice("transfer", l("无偿调出", "無償調出", "Transfer to another body")).alias(&["调出", "划转"]),
    choice("sale", l("出售", "出售", "Sale")).alias(&["转让", "拍卖"]),
    choice("donation", l("对外捐赠", "對外捐贈", "Donation")).alias(&["捐赠"]),
    choice("exchange", l("置换", "置換", "Exchange")),
];

static OPINIONS: Lines = Lines {
    columns: &[
        Field::text(appraisals::EXPERT, l("鉴定人", "鑑定人", "Expert")).required(),
        Field::text(appraisals::OPINION, l("鉴定人意见", "鑑定人意見", "Opinion")).required(),
        Field::date(appraisals::AT, l("鉴定日期", "鑑定日期", "Date")).starts(Default_::Today),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("处置事项", "處置事項", "Subject")).required().alias(&["事项", "名称", "资产名称"]),
    Field::text(NO, l("处置单号", "處置單號", "Disposal no.")).alias(&["单号", "报废单号", "编号"]),
    Field::links(ASSETS, l("资产", "資產", "Assets"), "assets").alias(&["资产编号"]),
    Field::choice(METHOD, l("处置方式", "處置方式", "Method"), METHODS).alias(&["方式"]),
    Field::text(REASON, l("处置原因", "處置原因", "Reason")).alias(&["报废原因", "原因"]),
    Field::integer(QUANTITY, l("数量", "數量", "Quantity")).within(0, 1_000_000).alias(&["件数"]),
    Field::money(VALUE, l("原值合计", "原值合計", "Original value")).alias(&["原值", "账面原值", "金额"]),
    Field::money(NET_VALUE, l("净值合计", "淨值合計", "Net value")).alias(&["净值"]),
    Field::person(APPLICANT, l("申请人", "申請人", "Applicant")).starts(Default_::Me).alias(&["报废申请人", "经办人"]),
    Field::date(APPLIED_ON, l("申请日期", "申請日期", "Applied on")).alias(&["日期"]),
    Field::lines(APPRAISALS, l("技术鉴定", "技術鑑定", "Appraisals"), &OPINIONS),
    Field::text(APPRAISAL, l("鉴定结论", "鑑定結論", "Conclusion")).alias(&["鉴定意见"]),
    Field::person(SUBMITTED_BY, l("报批人", "報批人", "Submitted by")),
    Field::person(APPROVED_BY, l("审批人", "審批人", "Approved by")),
    Field::time(APPROVED_AT, l("审批时间", "審批時間", "Approved at")),
    Field::text(APPROVAL_NO, l("批复文号", "批覆文號", "Approval no.")).alias(&["处置批复文号"]),
    Field::text(REFUSE_REASON, l("不批准原因", "不批准原因", "Reason for refusing")),
    Field::text(RECEIVER_ORG, l("接收单位", "接收單位", "Receiving body")).alias(&["回收单位", "受让单位", "受赠单位"]),
    Field::yes_no(DATA_WIPED, l("存储介质已清除", "儲存介質已清除", "Data wiped")),
    Field::person(HANDLED_BY, l("处置经办人", "處置經辦人", "Handled by")),
    Field::person(WITNESS, l("监督人", "監督人", "Witness")).alias(&["监销人"]),
    Field::date(DISPOSED_ON, l("处置日期", "處置日期", "Disposed on")).alias(&["报废日期"]),
    Field::money(PROCEEDS, l("处置收入", "處置收入", "Proceeds")).alias(&["残值收入"]),
    Field::date(PAID_IN_ON, l("收入上缴日期", "收入上繳日期", "Paid in on")).alias(&["上缴日期"]),
    Field::text(VOUCHER_NO, l("核销凭证号", "核銷憑證號", "Voucher no.")).alias(&["凭证号"]),
    Field::date(POSTED_ON, l("核销日期", "核銷日期", "Posted on")).alias(&["销账日期"]),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("appraising", l("技术鉴定", "技術鑑定", "Being appraised"), Tone::Blue, Phase::Open),
    state("awaiting-approval", l("待审批", "待審批", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("approved", l("待处置", "待處置", "Approved"), Tone::Blue, Phase::Open),
    state("disposed", l("待核销", "待核銷", "Disposed of"), Tone::Amber, Phase::Open),
    state("written-off", l("已核销", "已核銷", "Written off"), Tone::Green, Phase::Done),
    state("refused", l("未批准", "未批准", "Refused"), Tone::Red, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// What was approved, and by whom.
const SETTLED: Settled = Settled {
    states: &["approved", "disposed", "written-off"],
    fields: &["assets", "method", "applicant", "submitted_by", "approved_by", "approved_at"],
    ..Settled::NONE
};

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交", "提交", "Submit"), &["draft"], "appraising")
        .routine(hands::ASSET_CLERKS)
        .or_named(&["applicant"])
        .requires(&["method", "reason", "assets"])
        .asks(&["quantity", "value"])
        .effects(&[
            Effect::Number,
            Effect::Me("applicant"),
            Effect::Today("applied_on"),
            Effect::SetLinked { link: "assets", copy: &[("reason", "scrap_reason")] },
            Effect::StepLinked("assets", "propose-disposal"),
        ]),
    step("appraise", l("鉴定完成", "鑑定完成", "Appraised"), &["appraising"], "awaiting-approval")
        .roles(&["asset-manager", "office-director"])
        .requires(&["appraisal"])
        .guards(&[Guard::HasLine("appraisals")])
        .effects(&[Effect::Me("submitted_by")]),
    step("approve", l("批准", "批准", "Approve"), &["awaiting-approval"], "approved")
        .signed()
        .roles(&["leader", "office-director"])
        .asks(&["approval_no"])
        .guards(&[Guard::NotMe("applicant"), Guard::NotMe("submitted_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("refuse", l("不批准", "不批准", "Refuse"), &["appraising", "awaiting-approval"], "refused")
        .roles(&["leader", "office-director", "asset-manager"])
        .requires(&["refuse_reason"])
        .effects(&[Effect::StepLinked("assets", "keep")]),
    step("dispose", l("处置", "處置", "Dispose of"), &["approved"], "disposed")
        .binds()
        .roles(&["asset-manager", "office-director"])
        .requires(&["witness"])
        .asks(&["receiver_org", "data_wiped", "proceeds", "disposed_on"])
        .guards(&[Guard::Different("handled_by", "witness")])
        .effects(&[
            Effect::Me("handled_by"),
            Effect::Today("disposed_on"),
            Effect::SetLinked {
                link: "assets",
                copy: &[("no", "basis"), ("method", "disposal"), ("approval_no", "disposal_no"), ("disposed_on", "disposed_at")],
            },
            Effect::StepLinked("assets", "dispose"),
        ]),
    step("write-off", l("核销", "核銷", "Write off"), &["disposed"], "written-off")
        .binds()
        .roles(&["asset-manager", "office-director"])
        .requires(&["voucher_no"])
        .asks(&["paid_in_on"])
        .effects(&[Effect::Today("posted_on")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["appraising", "awaiting-approval", "approved", "disposed", "written-off", "refused"], VOID)
        .roles(&["asset-manager", "office-director"])
        .requires(&["void_reason"])
        // What waited for it is not waiting any more; what is gone stays gone.
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by"), Effect::StepLinked("assets", "keep")]),
];

static LIST: &[Column] = &[
    col("no", 100),
    col("title", 0),
    col("method", 100),
    col("quantity", 70),
    col("value", 110),
    col("applicant", 90),
    col("applied_on", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("申请", "申請", "The application"),
        fields: &["title", "no", "assets", "method", "reason", "quantity", "value", "net_value", "applicant", "applied_on"],
    },
    Group {
        labels: l("鉴定与审批", "鑑定與審批", "Appraisal and approval"),
        fields: &["appraisals", "appraisal", "submitted_by", "approved_by", "approved_at", "approval_no", "refuse_reason"],
    },
    Group {
        labels: l("处置与核销", "處置與核銷", "Disposal and books"),
        fields: &[
            "receiver_org",
            "data_wiped",
            "handled_by",
            "witness",
            "disposed_on",
            "proceeds",
            "paid_in_on",
            "voucher_no",
            "posted_on",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "disposal-sheet", labels: l("报废单", "報廢單", "Disposal sheet") },
    Named { id: "appraisal-sheet", labels: l("技术鉴定表", "技術鑑定表", "Appraisal sheet") },
    Named { id: "disposal-list", labels: l("资产处置清单", "資產處置清單", "List of disposals") },
];

static REPORTS: &[Report] = &[
    report("by-method", l("按处置方式统计", "按處置方式統計", "By method"), &[By::Field("method")]).measures(&[
        Measure::Sum("value"),
        Measure::Sum("proceeds"),
        Measure::Count,
    ]),
    report("by-year", l("按年度统计", "按年度統計", "By year"), &[By::Year("disposed_on")])
        .measures(&[Measure::Count, Measure::Sum("value"), Measure::Sum("proceeds")])
        .only(&[Only::Filled("disposed_on")])
        .chart(Chart::Columns),
    report("pending", l("未办结处置", "未辦結處置", "Not finished"), &[By::State])
        .only(&[Only::Phase(&[Phase::Open])])
        .measures(&[Measure::Count, Measure::Sum("value")]),
    report("duration", l("审批到处置时长", "審批到處置時長", "From application to disposal"), &[By::Field("method")])
        .measures(&[Measure::Span("applied_on", "disposed_on"), Measure::Count]),
];

static DERIVED: &[Derived] = &[derived(
    "loss",
    l("处置净损失", "處置淨損失", "Net loss"),
    Calc::Minus(&Calc::Field("net_value"), &Calc::Field("proceeds")),
    Unit::Money,
)];

static TEMPLATES: &[Template] = &[
    Template {
        id: "computers",
        labels: l("电脑批量报废", "電腦批次報廢", "Computers"),
        values: &[("title", "到期计算机设备报废"), ("method", "报废"), ("reason", "超过使用年限，性能不能满足教学需要")],
    },
    Template {
        id: "furniture",
        labels: l("课桌椅报废", "課桌椅報廢", "Furniture"),
        values: &[("title", "破损课桌椅报废"), ("method", "报废"), ("reason", "损坏，无维修价值")],
    },
    Template {
        id: "transfer",
        labels: l("无偿调拨外校", "無償調撥外校", "Transfer to another school"),
        values: &[("title", "无偿调拨外校"), ("method", "无偿调出")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "学生机房到期计算机报废"),
        ("method", "报废"),
        ("reason", "使用满八年，主板老化，维修费用超过残值"),
        ("quantity", "46"),
        ("value", "184,000.00"),
        ("net_value", "0"),
        ("applicant", "汪雪子"),
        ("applied_on", "2026-09-10"),
        ("appraisal", "无维修价值，建议报废"),
    ],
    &[
        ("title", "旧课桌椅捐赠结对学校"),
        ("method", "捐赠"),
        ("reason", "更新课桌椅，旧件完好"),
        ("quantity", "120"),
        ("value", "￥26400"),
        ("applied_on", "2026/7/6"),
        ("approval_no", "区教财〔2026〕18号"),
        ("receiver_org", "青溪小学"),
        ("handled_by", "马秀建"),
        ("witness", "江海欣"),
        ("disposed_on", "2026年7月15日"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "disposals",
    labels: l("资产处置", "資產處置", "Disposals"),
    one: l("处置申请", "處置申請", "Disposal"),
    area: Area::Assets,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "no", pattern: "CZ{year}-{n:3}", at_creation: false }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    settled: SETTLED,
    precedence: Precedence { done: &["written-off", "disposed"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "disposed_on", since: "applied_on" }, Rule::NotBefore { field: "posted_on", since: "disposed_on" }],
    arrival: Arrival {
        headings: &["审批情况"],
        words: &[("已批准", "approved"), ("已处置", "disposed"), ("已销账", "written-off")],
        ..Arrival::FIRST
    },
    retention: l("处置后保存10年", "處置後保存10年", "10 years after disposal"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
