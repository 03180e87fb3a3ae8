//! Asset movements 资产变动: who hands which assets to whom, where they stand afterwards, and who answers for them.
//! Both sides sign, each for themselves: once the second has signed, the slip writes place, department, user and custodian into the assets.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Chart, Choice, Column, Default_, Effect, Example, Field, Group, Guard, Key, Measure, Named, Numbering, Phase,
    Register, Report, Rule, Settled, State, Template, Tone, Transition, choice, col, due_at, key, l, report, state, step,
};

/// What is moved, in one line.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// Number of the slip.
pub const NO: Key<key::Text> = Key::new("no");
/// What happens.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// The assets that move.
pub const ASSETS: Key<key::Links> = Key::new("assets");
/// How many pieces in all.
pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
/// Why.
pub const REASON: Key<key::Text> = Key::new("reason");
/// Who asks for it.
pub const APPLIED_BY: Key<key::Person> = Key::new("applied_by");
/// Day of the request.
pub const APPLIED_ON: Key<key::Date> = Key::new("applied_on");
/// Day by which both sides should have signed.
pub const SIGN_BY: Key<key::Date> = Key::new("sign_by");
/// Department that gives.
pub const FROM_DEPT: Key<key::Department> = Key::new("from_dept");
/// Who gives.
pub const FROM_PERSON: Key<key::Person> = Key::new("from_person");
/// Where they stood.
pub const FROM_PLACE: Key<key::Text> = Key::new("from_place");
/// Department that takes.
pub const TO_DEPT: Key<key::Department> = Key::new("to_dept");
/// Who takes and uses them.
pub const TO_PERSON: Key<key::Person> = Key::new("to_person");
/// Where they will stand.
pub const TO_PLACE: Key<key::Text> = Key::new("to_place");
/// Who will answer for them.
pub const CUSTODIAN: Key<key::Person> = Key::new("custodian");
/// Day by which what is lent must come back.
pub const DUE_BACK: Key<key::Date> = Key::new("due_back");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Why it was refused.
pub const REFUSE_REASON: Key<key::Text> = Key::new("refuse_reason");
/// What they looked like at the handover.
pub const CONDITION: Key<key::Choice> = Key::new("condition");
/// Who signed for the giving side.
pub const HANDED_BY: Key<key::Person> = Key::new("handed_by");
/// When.
pub const HANDED_AT: Key<key::Time> = Key::new("handed_at");
/// Who signed for the taking side.
pub const TAKEN_BY: Key<key::Person> = Key::new("taken_by");
/// When.
pub const TAKEN_AT: Key<key::Time> = Key::new("taken_at");
/// Why the taking side did not sign.
pub const DECLINE_REASON: Key<key::Text> = Key::new("decline_reason");

static KINDS: &[Choice] = &[
    choice("issue", l("领用", "領用", "Issue")).alias(&["发放", "新领"]),
    choice("transfer", l("调拨", "調撥", "Transfer")).alias(&["转移", "划拨", "移交"]),
    choice("loan", l("借出", "借出", "Loan")).alias(&["借用", "外借"]),
    choice("return", l("归还", "歸還", "Return")).alias(&["还回", "归还入库"]),
    choice("hand-in", l("退库", "退庫", "Hand-in")).alias(&["退回", "上交", "退还"]),
    choice("relocation", l("移位", "移位", "Relocation")).alias(&["变更地点", "挪动", "搬移"]),
];

static CONDITIONS: &[Choice] = &[
    choice("good", l("完好", "完好", "Good")).alias(&["正常", "良好"]),
    choice("worn", l("陈旧", "陳舊", "Worn")).alias(&["旧", "磨损"]),
    choice("damaged", l("损坏", "損壞", "Damaged")).alias(&["坏", "故障"]),
    choice("incomplete", l("配件不全", "配件不全", "Parts missing")).alias(&["缺件"]),
];

static FIELDS: &[Field] = &[
    Field::text(SUBJECT, l("变动事项", "變動事項", "Subject")).required().alias(&["事项", "变动内容", "资产名称", "名称"]),
    Field::text(NO, l("变动单号", "變動單號", "Slip no.")).alias(&["单号", "调拨单号", "领用单号", "编号"]),
    Field::choice(KIND, l("变动类型", "變動類型", "Kind"), KINDS).alias(&["类型", "变动方式", "业务类型"]),
    Field::links(ASSETS, l("资产", "資產", "Assets"), "assets").alias(&["资产编号"]),
    Field::integer(QUANTITY, l("数量", "數量", "Quantity")).within(0, 1_000_000).alias(&["件数"]),
    Field::text(REASON, l("变动原因", "變動原因", "Reason")).alias(&["原因", "事由", "用途"]),
    Field::person(APPLIED_BY, l("申请人", "申請人", "Applied by")).starts(Default_::Me).alias(&["经办人", "制单人"]),
    Field::date(APPLIED_ON, l("申请日期", "申請日期", "Applied on")).starts(Default_::Today).alias(&[
        "日期",
        "变动日期",
        "领用日期",
        "调拨日期",
    ]),
    Field::date(SIGN_BY, l("签字期限", "簽字期限", "Sign by")),
    Field::department(FROM_DEPT, l("原使用部门", "原使用部門", "From department")).alias(&[
        "原部门",
        "调出部门",
        "调出部门",
        "移交部门",
        "原部门",
    ]),
    Field::person(FROM_PERSON, l("移交人", "移交人", "From person")).alias(&["原使用人", "原保管人", "调出人"]),
    Field::text(FROM_PLACE, l("原存放地点", "原存放地點", "From place")).alias(&["原地点", "调出地点"]),
    Field::department(TO_DEPT, l("新使用部门", "新使用部門", "To department")).alias(&[
        "新部门",
        "调入部门",
        "调入部门",
        "接收部门",
        "领用部门",
    ]),
    Field::person(TO_PERSON, l("接收人", "接收人", "To person")).alias(&["新使用人", "领用人", "借用人", "调入人"]),
    Field::text(TO_PLACE, l("新存放地点", "新存放地點", "To place")).alias(&["新地点", "调入地点", "存放地点"]),
    Field::person(CUSTODIAN, l("新保管人", "新保管人", "New custodian")).alias(&["保管人"]),
    Field::date(DUE_BACK, l("应还日期", "應還日期", "Due back")).alias(&["归还期限", "借用期限"]),
    Field::person(APPROVED_BY, l("审批人", "審批人", "Approved by")),
    Field::time(APPROVED_AT, l("审批时间", "審批時間", "Approved at")),
    Field::text(REFUSE_REASON, l("不同意原因", "不同意原因", "Reason for refusing")),
    Field::choice(CONDITION, l("交接时状况", "交接時狀況", "Condition at handover"), CONDITIONS),
    Field::person(HANDED_BY, l("移交签字", "移交簽字", "Handed over (signed)")).alias(&["移交人签字"]),
    Field::time(HANDED_AT, l("移交时间", "移交時間", "Handed over at")),
    Field::person(TAKEN_BY, l("接收签字", "接收簽字", "Taken over (signed)")).alias(&["接收人签字"]),
    Field::time(TAKEN_AT, l("接收时间", "接收時間", "Taken over at")).alias(&["签收时间"]),
    Field::text(DECLINE_REASON, l("拒收原因", "拒收原因", "Reason for declining")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("awaiting-approval", l("待审批", "待審批", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("awaiting-handover", l("待移交", "待移交", "Awaiting handover"), Tone::Amber, Phase::Open).by("from_person"),
    state("awaiting-takeover", l("待接收", "待接收", "Awaiting takeover"), Tone::Amber, Phase::Open).by("to_person"),
    state("completed", l("已完成", "已完成", "Completed"), Tone::Green, Phase::Done),
    state("refused", l("不同意", "不同意", "Refused"), Tone::Red, Phase::Done),
    state("declined", l("拒收", "拒收", "Declined"), Tone::Red, Phase::Open),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Where the assets stand now, and who answers for them.
const NEW_PLACE: Effect = Effect::SetLinked {
    link: "assets",
    copy: &[("no", "basis"), ("to_dept", "using_dept"), ("to_person", "user"), ("custodian", "custodian"), ("to_place", "location")],
};

/// Kinds by which things go from one person to another.
const BETWEEN_TWO: &[&str] = &["issue", "transfer", "loan", "return", "hand-in"];
/// Who is named as giving signs for it, or whoever acts for them.
const GIVER: Guard = Guard::Me("from_person");
/// Likewise who takes.
const TAKER: Guard = Guard::Me("to_person");
const NOT_GIVER: Guard = Guard::NotMe("handed_by");
/// Whoever has them, as the cards say: the borrower of what is lent, else its user or custodian.
const HAS_THEM: Guard = Guard::Holds("assets", "from_person", &[&["borrower"], &["user", "custodian"]]);
const TWO_PEOPLE: Guard = Guard::Different("from_person", "to_person");

/// What was approved and signed.
const SETTLED: Settled = Settled {
    states: &["awaiting-handover", "awaiting-takeover", "declined", "completed"],
    fields: &["kind", "assets", "from_person", "to_person", "approved_by", "approved_at", "handed_by", "handed_at", "taken_by", "taken_at"],
    ..Settled::NONE
};

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交", "提交", "Submit"), &["draft"], "awaiting-approval")
        .routine(hands::ASSET_CLERKS)
        .or_named(&["applied_by"])
        .requires(&["kind", "assets", "from_person", "to_person"])
        .asks(&["to_dept", "to_place", "due_back"])
        .guards(&[Guard::Is("kind", BETWEEN_TWO), TWO_PEOPLE, HAS_THEM])
        .effects(&[Effect::Number, Effect::Today("applied_on"), Effect::Me("applied_by"), Effect::Due]),
    // Who takes their own things elsewhere hands them to nobody.
    step("submit-relocation", l("提交移位", "提交移位", "Submit the relocation"), &["draft"], "awaiting-approval")
        .routine(hands::ASSET_CLERKS)
        .or_named(&["applied_by"])
        .requires(&["kind", "assets", "from_person", "to_place"])
        .guards(&[Guard::Is("kind", &["relocation"]), HAS_THEM])
        .effects(&[Effect::Number, Effect::Today("applied_on"), Effect::Me("applied_by"), Effect::Due]),
    step("withdraw", l("撤回", "撤回", "Withdraw"), &["awaiting-approval"], "draft").routine(hands::ASSET_CLERKS).or_named(&["applied_by"]),
    step("approve", l("同意", "同意", "Approve"), &["awaiting-approval"], "awaiting-handover")
        .signed()
        .roles(&["asset-manager", "department-head", "office-director"])
        .guards(&[Guard::NotMe("applied_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("refuse", l("不同意", "不同意", "Refuse"), &["awaiting-approval"], "refused")
        .roles(&["asset-manager", "department-head", "office-director"])
        .requires(&["refuse_reason"]),
    step("hand-over", l("移交签字", "移交簽字", "Sign the handover"), &["awaiting-handover"], "awaiting-takeover")
        .asks(&["condition"])
        .guards(&[Guard::Is("kind", BETWEEN_TWO), GIVER, TWO_PEOPLE, HAS_THEM])
        .effects(&[Effect::Me("handed_by"), Effect::Now("handed_at")]),
    step("relocate", l("确认移位", "確認移位", "Confirm the new place"), &["awaiting-handover"], "completed")
        .binds()
        .asks(&["condition"])
        .guards(&[
            Guard::Is("kind", &["relocation"]),
            GIVER,
            HAS_THEM,
            Guard::Linked("assets", &["in-use", "idle", "under-repair", "lent"]),
        ])
        .effects(&[
            Effect::Me("handed_by"),
            Effect::Now("handed_at"),
            Effect::SetLinked { link: "assets", copy: &[("no", "basis"), ("to_place", "location")] },
        ]),
    step("take-issued", l("接收签字（领用）", "接收簽字（領用）", "Sign the takeover (issue)"), &["awaiting-takeover"], "completed")
        .binds()
        .asks(&["to_place", "custodian"])
        // A new card stands as in use; who has it is what the slip says.
        .guards(&[Guard::Is("kind", &["issue"]), TAKER, NOT_GIVER, Guard::Linked("assets", &["idle", "in-use"])])
        .effects(&[Effect::Me("taken_by"), Effect::Now("taken_at"), NEW_PLACE, Effect::StepLinked("assets", "issue")]),
    step(
        "take-transferred",
        l("接收签字（调拨）", "接收簽字（調撥）", "Sign the takeover (transfer)"),
        &["awaiting-takeover"],
        "completed",
    )
    .binds()
    .asks(&["to_place", "custodian"])
    .guards(&[Guard::Is("kind", &["transfer"]), TAKER, NOT_GIVER, Guard::Linked("assets", &["in-use", "idle"])])
    .effects(&[Effect::Me("taken_by"), Effect::Now("taken_at"), NEW_PLACE, Effect::StepLinked("assets", "move")]),
    step("take-lent", l("接收签字（借用）", "接收簽字（借用）", "Sign the takeover (loan)"), &["awaiting-takeover"], "completed")
        .binds()
        .requires(&["due_back"])
        .guards(&[Guard::Is("kind", &["loan"]), TAKER, NOT_GIVER, Guard::Linked("assets", &["in-use", "idle"])])
        .effects(&[
            Effect::Me("taken_by"),
            Effect::Now("taken_at"),
            Effect::SetLinked { link: "assets", copy: &[("no", "basis"), ("to_person", "borrower"), ("due_back", "due_back")] },
            Effect::StepLinked("assets", "lend"),
        ]),
    step("take-returned", l("接收签字（归还）", "接收簽字（歸還）", "Sign the takeover (return)"), &["awaiting-takeover"], "completed")
        .binds()
        .asks(&["to_place", "condition"])
        .guards(&[Guard::Is("kind", &["return"]), TAKER, NOT_GIVER, Guard::Linked("assets", &["lent"])])
        .effects(&[
            Effect::Me("taken_by"),
            Effect::Now("taken_at"),
            Effect::SetLinked { link: "assets", copy: &[("no", "basis"), ("to_place", "location"), ("custodian", "custodian")] },
            Effect::StepLinked("assets", "return"),
        ]),
    step("take-handed-in", l("接收签字（退库）", "接收簽字（退庫）", "Sign the takeover (hand-in)"), &["awaiting-takeover"], "completed")
        .binds()
        .roles(&["storekeeper", "asset-manager", "department-asset-clerk"])
        .asks(&["to_place", "condition"])
        .guards(&[Guard::Is("kind", &["hand-in"]), TAKER, NOT_GIVER, Guard::Linked("assets", &["in-use"])])
        .effects(&[
            Effect::Me("taken_by"),
            Effect::Now("taken_at"),
            Effect::SetLinked {
                link: "assets",
                copy: &[("no", "basis"), ("to_dept", "using_dept"), ("custodian", "custodian"), ("to_place", "location")],
            },
            Effect::StepLinked("assets", "hand-in"),
        ]),
    step("decline", l("拒收", "拒收", "Decline"), &["awaiting-takeover"], "declined")
        .requires(&["decline_reason"])
        .guards(&[TAKER])
        .effects(&[Effect::Clear("handed_by"), Effect::Clear("handed_at")]),
    step("hand-over-again", l("重新移交", "重新移交", "Hand over again"), &["declined"], "awaiting-handover")
        .routine(hands::ASSET_CLERKS)
        .or_named(&["applied_by", "from_person"])
        .effects(&[Effect::Clear("decline_reason")]),
    step("cancel", l("撤销", "撤銷", "Cancel"), &["awaiting-handover", "declined"], "refused")
        .routine(hands::ASSET_CLERKS)
        .or_named(&["applied_by", "from_person"])
        .requires(&["refuse_reason"]),
    delete_draft(&["draft"]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["draft", "awaiting-approval", "awaiting-handover", "awaiting-takeover", "completed", "refused", "declined"],
        VOID,
    )
    .roles(&["asset-manager", "office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("no", 110),
    col("subject", 0),
    col("kind", 80),
    col("from_dept", 110),
    col("to_dept", 110),
    col("to_person", 90),
    col("applied_on", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("变动", "變動", "The movement"),
        fields: &["subject", "no", "kind", "assets", "quantity", "reason", "applied_by", "applied_on", "sign_by"],
    },
    Group { labels: l("移交方", "移交方", "Handed over by"), fields: &["from_dept", "from_person", "from_place"] },
    Group { labels: l("接收方", "接收方", "Taken over by"), fields: &["to_dept", "to_person", "to_place", "custodian", "due_back"] },
    Group {
        labels: l("审批与签字", "審批與簽字", "Approval and signatures"),
        fields: &[
            "approved_by",
            "approved_at",
            "refuse_reason",
            "condition",
            "handed_by",
            "handed_at",
            "taken_by",
            "taken_at",
            "decline_reason",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "transfer-sheet", labels: l("调拨单", "調撥單", "Transfer sheet") },
    Named { id: "issue-sheet", labels: l("领用单", "領用單", "Issue sheet") },
    Named { id: "loan-sheet", labels: l("借用单", "借用單", "Loan sheet") },
    Named { id: "movement-ledger", labels: l("资产变动台账", "資產變動台帳", "Ledger of movements") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按变动类型统计", "按變動類型統計", "By kind"), &[By::Field("kind")])
        .measures(&[Measure::Count, Measure::Sum("quantity")]),
    report("by-department", l("按接收部门统计", "按接收部門統計", "By receiving department"), &[By::Field("to_dept"), By::Field("kind")]),
    report("by-month", l("按月统计", "按月統計", "By month"), &[By::Month("applied_on")]).chart(Chart::Columns),
    report("signing-time", l("交接签字时长", "交接簽字時長", "Time to sign"), &[By::Field("to_dept")])
        .measures(&[Measure::Span("handed_at", "taken_at"), Measure::Count]),
];

static TEMPLATES: &[Template] = &[
    Template { id: "issue", labels: l("部门领用", "部門領用", "Issue to a department"), values: &[("kind", "领用")] },
    Template { id: "loan", labels: l("临时借用", "臨時借用", "Loan"), values: &[("kind", "借出"), ("reason", "临时借用")] },
    Template { id: "relocation", labels: l("原人移位", "原人移位", "Relocation"), values: &[("kind", "移位")] },
    Template {
        id: "leaver",
        labels: l("离岗退库", "離崗退庫", "Hand-in of a leaver"),
        values: &[("kind", "退库"), ("subject", "离岗人员名下资产退库"), ("reason", "离岗移交")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "信息技术中心投影机两台调拨至教务处"),
        ("kind", "调拨"),
        ("quantity", "2"),
        ("reason", "教务处会议室增设投影"),
        ("applied_by", "江海欣"),
        ("applied_on", "2026-09-07"),
        ("from_dept", "信息技术中心"),
        ("from_person", "汪雪子"),
        ("from_place", "明德楼三层机房"),
        ("to_dept", "教务处"),
        ("to_person", "胡玉"),
        ("to_place", "博雅楼201会议室"),
        ("custodian", "胡玉"),
    ],
    &[
        ("subject", "笔记本电脑借用（校外公开课）"),
        ("kind", "借用"),
        ("quantity", "1"),
        ("reason", "参加市级公开课"),
        ("applied_on", "2026年9月14日"),
        ("from_dept", "信息技术中心"),
        ("from_person", "汪雪子"),
        ("to_dept", "数学组"),
        ("to_person", "雷芳娜"),
        ("due_back", "2026/9/18"),
        ("condition", "完好"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "asset-movements",
    labels: l("资产变动", "資產變動", "Asset movements"),
    one: l("变动单", "變動單", "Asset movement"),
    area: Area::Assets,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "no", pattern: "DB{year}-{n:4}", at_creation: false }),
    due: Some(due_at("sign_by").after("applied_on", 3)),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    settled: SETTLED,
    rules: &[Rule::NotBefore { field: "taken_at", since: "handed_at" }, Rule::NotBefore { field: "due_back", since: "applied_on" }],
    arrival: Arrival {
        headings: &["办理情况"],
        words: &[("已签收", "completed"), ("完成", "completed"), ("已办理", "completed")],
        ..Arrival::FIRST
    },
    retention: l("随资产卡片保存", "隨資產卡片保存", "As long as the asset card"),
    prints: PRINTS,
    reports: REPORTS,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
