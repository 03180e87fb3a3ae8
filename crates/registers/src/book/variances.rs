//! Variances 盘点差异: where the count and the books differ, why, who answers for it, what is proposed, what was decided, and its posting.
//! A missing asset stands as 待处理财产损溢 until its loss is approved; only posting changes the asset.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Addition, Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named,
    Numbering, Only, Phase, Precedence, Register, Report, State, Tone, Transition, Unit, choice, col, derived, key, l, report, state, step,
};

/// Name of the asset or thing.
pub const NAME: Key<key::Text> = Key::new("name");
/// Number of the variance.
pub const NO: Key<key::Text> = Key::new("no");
/// The campaign.
pub const CAMPAIGN: Key<key::Link> = Key::new("campaign");
/// The asset in the books, if it is known.
pub const ASSET: Key<key::Link> = Key::new("asset");
/// What was seen.
pub const OBSERVATION: Key<key::Link> = Key::new("observation");
/// Asset number or label.
pub const TAG: Key<key::Text> = Key::new("tag");
/// What is wrong.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Where the books have it.
pub const EXPECTED_ZONE: Key<key::Text> = Key::new("expected_zone");
/// Where it was found.
pub const FOUND_ZONE: Key<key::Text> = Key::new("found_zone");
/// How many the books have.
pub const BOOK_QUANTITY: Key<key::Integer> = Key::new("book_quantity");
/// How many were counted.
pub const COUNTED_QUANTITY: Key<key::Integer> = Key::new("counted_quantity");
/// By how much; more is positive.
pub const VALUE: Key<key::Money> = Key::new("value");
/// Who counted.
pub const COUNTER: Key<key::Person> = Key::new("counter");
/// Who keeps it by the books.
pub const CUSTODIAN: Key<key::Person> = Key::new("custodian");
/// Why.
pub const CAUSE: Key<key::Text> = Key::new("cause");
/// Who answers for it.
pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
/// Department that answers for it.
pub const RESPONSIBLE_DEPT: Key<key::Department> = Key::new("responsible_dept");
/// Department that has it.
pub const ACTUAL_DEPT: Key<key::Department> = Key::new("actual_dept");
/// Who has it in use.
pub const ACTUAL_USER: Key<key::Person> = Key::new("actual_user");
/// Who keeps it in fact.
pub const ACTUAL_CUSTODIAN: Key<key::Person> = Key::new("actual_custodian");
/// What the card should say.
pub const CORRECTION: Key<key::Text> = Key::new("correction");
/// What is proposed.
pub const PROPOSAL: Key<key::Text> = Key::new("proposal");
/// What somebody has to pay.
pub const COMPENSATION: Key<key::Money> = Key::new("compensation");
/// Who proposed it.
pub const PROPOSED_BY: Key<key::Person> = Key::new("proposed_by");
/// When.
pub const PROPOSED_AT: Key<key::Time> = Key::new("proposed_at");
/// What a second look showed.
pub const RECHECK_NOTE: Key<key::Text> = Key::new("recheck_note");
/// What was decided.
pub const APPROVAL: Key<key::Choice> = Key::new("approval");
/// Who decided.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Number of the decision.
pub const APPROVAL_NO: Key<key::Text> = Key::new("approval_no");
/// Why it was refused.
pub const REFUSE_REASON: Key<key::Text> = Key::new("refuse_reason");
/// Day on which it was posted.
pub const POSTED: Key<key::Date> = Key::new("posted");
/// Who posted it.
pub const POSTED_BY: Key<key::Person> = Key::new("posted_by");
/// Number of the voucher.
pub const VOUCHER_NO: Key<key::Text> = Key::new("voucher_no");

static APPROVALS: &[Choice] = &[
    choice("pending", l("待批复", "待批覆", "Pending")),
    choice("approved", l("同意", "同意", "Approved")).alias(&["批准"]),
    choice("refused", l("不同意", "不同意", "Refused")).alias(&["驳回"]),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("资产名称", "資產名稱", "Name")).required().alias(&["名称", "品名"]),
    Field::text(NO, l("差异编号", "差異編號", "Variance no.")).alias(&["编号"]),
    Field::link(CAMPAIGN, l("盘点任务", "盤點任務", "Stocktake"), "stocktakes").alias(&["盘点名称"]),
    Field::link(ASSET, l("资产", "資產", "Asset"), "assets"),
    Field::link(OBSERVATION, l("盘点记录", "盤點記錄", "Observation"), "observations"),
    Field::text(TAG, l("资产标签", "資產標籤", "Tag")).alias(&["资产编号", "标签号"]),
    Field::choice(KIND, l("差异类型", "差異類型", "Kind"), super::stocktakes::KINDS).alias(&["类型", "盘点结果"]),
    Field::text(EXPECTED_ZONE, l("账面地点", "帳面地點", "Place in the books")).alias(&["原存放地点"]),
    Field::text(FOUND_ZONE, l("实际地点", "實際地點", "Place found")).alias(&["盘点区域"]),
    Field::integer(BOOK_QUANTITY, l("账面数量", "帳面數量", "Quantity in the books")).within(0, 1_000_000).alias(&["账面数"]),
    Field::integer(COUNTED_QUANTITY, l("实盘数量", "實盤數量", "Quantity counted")).within(0, 1_000_000).alias(&["实盘数"]),
    Field::money(VALUE, l("差异金额", "差異金額", "Amount")).signed().alias(&["金额", "盈亏金额"]),
    Field::person(COUNTER, l("盘点人", "盤點人", "Counter")),
    Field::person(CUSTODIAN, l("账面保管人", "帳面保管人", "Custodian in the books")).alias(&["保管人"]),
    Field::text(CAUSE, l("差异原因", "差異原因", "Cause")).alias(&["原因"]),
    Field::person(RESPONSIBLE, l("差异责任人", "差異責任人", "Responsible")),
    Field::department(RESPONSIBLE_DEPT, l("责任部门", "責任部門", "Department responsible")),
    Field::department(ACTUAL_DEPT, l("实际使用部门", "實際使用部門", "Department found using it")),
    Field::person(ACTUAL_USER, l("实际使用人", "實際使用人", "User found")),
    Field::person(ACTUAL_CUSTODIAN, l("实际保管人", "實際保管人", "Custodian found")),
    Field::text(CORRECTION, l("应更正信息", "應更正資訊", "Data to correct")),
    Field::text(PROPOSAL, l("处理建议", "處理建議", "Proposal")).alias(&["处理意见"]),
    Field::money(COMPENSATION, l("赔偿金额", "賠償金額", "Compensation")),
    Field::person(PROPOSED_BY, l("提出人", "提出人", "Proposed by")),
    Field::time(PROPOSED_AT, l("提出时间", "提出時間", "Proposed at")),
    Field::text(RECHECK_NOTE, l("复核说明", "複核說明", "Recheck note")),
    Field::choice(APPROVAL, l("批复", "批覆", "Approval"), APPROVALS).starts(Default_::Choice("pending")).alias(&["审批结果"]),
    Field::person(APPROVED_BY, l("审批人", "審批人", "Approved by")),
    Field::time(APPROVED_AT, l("审批时间", "審批時間", "Approved at")),
    Field::text(APPROVAL_NO, l("批复文号", "批覆文號", "Approval no.")),
    Field::text(REFUSE_REASON, l("不同意原因", "不同意原因", "Reason for refusing")),
    Field::date(POSTED, l("入账日期", "入帳日期", "Posted")),
    Field::person(POSTED_BY, l("入账人", "入帳人", "Posted by")),
    Field::text(VOUCHER_NO, l("记账凭证号", "記帳憑證號", "Voucher no.")).alias(&["凭证号"]),
];

static STATES: &[State] = &[
    state("found", l("待核实", "待核實", "To be looked into"), Tone::Amber, Phase::Open),
    state("matched", l("无差异", "無差異", "As expected"), Tone::Green, Phase::Done).aside(),
    state("outside", l("范围外", "範圍外", "Outside the scope"), Tone::Grey, Phase::Done).aside(),
    state("proposed", l("待报批", "待報批", "Proposed"), Tone::Blue, Phase::Open),
    state("awaiting-approval", l("待批复", "待批覆", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("approved", l("待入账", "待入帳", "Approved"), Tone::Blue, Phase::Open),
    state("posted", l("已入账", "已入帳", "Posted"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step(
        "clear",
        l("核实无差异", "核實無差異", "As expected after all"),
        &["found", "proposed", "awaiting-approval", "approved", "outside"],
        "matched",
    )
    .roles(&["asset-manager", "office-director"])
    .requires(&["recheck_note"])
    .effects(&[Effect::Set("kind", "matched")]),
    step("set-outside", l("列为范围外", "列為範圍外", "Not of the scope"), &["found"], "outside")
        .roles(&["asset-manager", "office-director"])
        .requires(&["recheck_note"])
        .effects(&[Effect::Set("kind", "outside")]),
    step("propose", l("提出处理建议", "提出處理建議", "Propose"), &["found", "outside"], "proposed")
        .routine(hands::ASSET_CLERKS)
        .or_named(&["responsible"])
        .requires(&["kind", "cause", "proposal"])
        .asks(&["responsible", "responsible_dept", "value"])
        .guards(&[
            Guard::Is("kind", &["misplaced", "surplus", "missing", "duplicate", "mismatch", "outside"]),
            Guard::Different("counter", "custodian"),
        ])
        .effects(&[Effect::Me("proposed_by"), Effect::Now("proposed_at"), Effect::Number]),
    step("submit", l("报批", "報批", "Submit"), &["proposed"], "awaiting-approval")
        .roles(&["asset-manager", "office-director"])
        .effects(&[Effect::Set("approval", "pending")]),
    step("send-back", l("退回", "退回", "Send back"), &["awaiting-approval"], "proposed").roles(&["leader", "office-director"]),
    step("approve", l("同意", "同意", "Approve"), &["awaiting-approval"], "approved")
        .signed()
        .roles(&["leader", "office-director"])
        .asks(&["approval_no"])
        .guards(&[Guard::NotMe("proposed_by"), Guard::NotMe("custodian")])
        .effects(&[Effect::Set("approval", "approved"), Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("refuse", l("不同意", "不同意", "Refuse"), &["awaiting-approval"], "found")
        .roles(&["leader", "office-director"])
        .requires(&["refuse_reason"])
        .effects(&[Effect::Set("approval", "refused"), Effect::Clear("proposed_by"), Effect::Clear("proposed_at")]),
    step("correct", l("更正卡片", "更正卡片", "Correct the card"), &["approved"], "posted")
        .binds()
        .roles(&["asset-manager", "department-asset-clerk", "office-director"])
        .asks(&["found_zone", "actual_dept", "actual_user", "actual_custodian", "correction"])
        .guards(&[Guard::Is("kind", &["misplaced", "duplicate", "mismatch", "outside"]), Guard::Different("counter", "custodian")])
        .effects(&[
            Effect::Today("posted"),
            Effect::Me("posted_by"),
            Effect::SetLinked {
                link: "asset",
                copy: &[
                    ("no", "basis"),
                    ("found_zone", "location"),
                    ("actual_dept", "using_dept"),
                    ("actual_user", "user"),
                    ("actual_custodian", "custodian"),
                ],
            },
        ]),
    step("post-surplus", l("盘盈入账", "盤盈入帳", "Post the surplus"), &["approved"], "posted")
        .binds()
        .roles(&["asset-manager", "office-director"])
        .asks(&["voucher_no", "value"])
        .guards(&[Guard::Is("kind", &["surplus"])])
        .effects(&[
            Effect::Today("posted"),
            Effect::Me("posted_by"),
            Effect::Add(Addition {
                register: "assets",
                back: "variance",
                copy: &[
                    ("name", "name"),
                    ("counted_quantity", "quantity"),
                    ("value", "value"),
                    ("found_zone", "location"),
                    ("actual_dept", "using_dept"),
                    ("actual_custodian", "custodian"),
                ],
                set: &[("acquisition", "surplus")],
                state: "idle",
            }),
        ]),
    step("post-loss", l("盘亏核销", "盤虧核銷", "Post the loss"), &["approved"], "posted")
        .binds()
        .roles(&["asset-manager", "office-director"])
        // The card is written off for it.
        .requires(&["cause"])
        .asks(&["voucher_no", "approval_no"])
        .guards(&[Guard::Is("kind", &["missing"])])
        .effects(&[
            Effect::Today("posted"),
            Effect::Me("posted_by"),
            Effect::SetLinked {
                link: "asset",
                copy: &[("no", "basis"), ("cause", "scrap_reason"), ("approval_no", "disposal_no"), ("posted", "disposed_at")],
            },
            Effect::StepLinked("asset", "write-off"),
        ]),
    step("void", l("作废", "作廢", "Void"), &["found", "matched", "outside", "proposed", "awaiting-approval", "approved", "posted"], VOID)
        .roles(&["asset-manager", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("tag", 124),
    col("name", 0),
    col("kind", 90),
    col("expected_zone", 120),
    col("found_zone", 120),
    col("=difference", 70),
    col("value", 100),
    col("responsible", 90),
    col("posted", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("差异", "差異", "The variance"),
        fields: &[
            "name",
            "no",
            "campaign",
            "asset",
            "observation",
            "tag",
            "kind",
            "expected_zone",
            "found_zone",
            "book_quantity",
            "counted_quantity",
            "value",
            "counter",
            "custodian",
        ],
    },
    Group {
        labels: l("原因与建议", "原因與建議", "Cause and proposal"),
        fields: &[
            "cause",
            "responsible",
            "responsible_dept",
            "actual_dept",
            "actual_user",
            "actual_custodian",
            "correction",
            "proposal",
            "compensation",
            "proposed_by",
            "proposed_at",
            "recheck_note",
        ],
    },
    Group {
        labels: l("批复与入账", "批覆與入帳", "Approval and posting"),
        fields: &["approval", "approved_by", "approved_at", "approval_no", "refuse_reason", "posted", "posted_by", "voucher_no"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "variance-sheet", labels: l("盈亏表", "盈虧表", "Surplus and loss") },
    Named { id: "loss-sheet", labels: l("盘亏处理审批表", "盤虧處理審批表", "Approval of losses") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按差异类型统计", "按差異類型統計", "By kind"), &[By::Field("kind")])
        .measures(&[Measure::Count, Measure::Sum("value")]),
    report(
        "pending-loss",
        l("待处理财产损溢", "待處理財產損溢", "Losses and surpluses awaiting approval"),
        &[By::Field("campaign"), By::Field("kind")],
    )
    .measures(&[Measure::Sum("value"), Measure::Count])
    .only(&[Only::State(&["found", "proposed", "awaiting-approval", "approved"]), Only::Is("kind", &["missing", "surplus"])]),
    report("by-department", l("按责任部门统计", "按責任部門統計", "By department responsible"), &[By::Field("responsible_dept")])
        .measures(&[Measure::Count, Measure::Sum("value")])
        .only(&[Only::State(&["found", "proposed", "awaiting-approval", "approved", "posted"])]),
    report("by-zone", l("按区域统计", "按區域統計", "By zone"), &[By::Field("expected_zone")]).only(&[Only::State(&[
        "found",
        "proposed",
        "awaiting-approval",
        "approved",
        "posted",
    ])]),
];

static DERIVED: &[Derived] = &[derived(
    "difference",
    l("差异数量", "差異數量", "Difference"),
    Calc::Minus(&Calc::Field("counted_quantity"), &Calc::Field("book_quantity")),
    Unit::Count,
)];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "投影机"),
        ("tag", "ZC201900034"),
        ("kind", "错位"),
        ("expected_zone", "明德楼208"),
        ("found_zone", "博雅楼123室"),
        ("book_quantity", "1"),
        ("counted_quantity", "1"),
        ("counter", "汪雪子"),
        ("custodian", "陆春慧"),
        ("cause", "期中临时借用后未归位"),
        ("proposal", "更正存放地点"),
    ],
    &[
        ("name", "笔记本电脑"),
        ("tag", "ZC201700112"),
        ("kind", "盘亏"),
        ("expected_zone", "行政楼306室"),
        ("book_quantity", "1"),
        ("counted_quantity", "0"),
        ("value", "-4,860.00"),
        ("counter", "江海欣"),
        ("custodian", "胡玉"),
        ("responsible", "胡玉"),
        ("responsible_dept", "教务处"),
        ("cause", "教师调离时未办移交，去向不明"),
        ("proposal", "责任人限期找回，逾期按净值赔偿"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "variances",
    labels: l("盘点差异", "盤點差異", "Variances"),
    one: l("盘点差异", "盤點差異", "Variance"),
    area: Area::Assets,
    fields: FIELDS,
    title: "name",
    number: Some(Numbering { field: "no", pattern: "CY{year}-{n:4}", at_creation: false }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["posted"], ..Precedence::NONE },
    arrival: Arrival {
        headings: &["处理情况"],
        words: &[("正常", "matched"), ("相符", "matched"), ("已入账", "posted"), ("已处理", "posted")],
        ..Arrival::FIRST
    },
    same: &[&["campaign", "asset"]],
    retention: l("随盘点任务保存，盘亏保存10年", "隨盤點任務保存，盤虧保存10年", "As long as the stocktake; losses 10 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    examples: EXAMPLES,
    ..Register::PLAIN
};
