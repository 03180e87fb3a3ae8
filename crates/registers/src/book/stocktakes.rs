//! Stocktakes 盘点: a campaign to see every asset of a scope with one's own eyes. What the teams see
//! are records of their own, in the register of observations; where they and the books differ, in that of variances.

mod figures;

use figures::{ALERTS, DERIVED, REPORTS};

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, Choice, Column, Default_, Effect, Example, Field, Frozen, Group, Guard, Key, Lines, Named, Numbering, Phase, Precedence,
    Register, Rule, Settled, Space, State, Template, Tone, Transition, choice, col, due_at, key, l, others, state, step,
};

/// Title of the campaign.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of the campaign.
pub const NO: Key<key::Text> = Key::new("no");
/// What kind of count.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Year.
pub const YEAR: Key<key::Text> = Key::new("year");
/// Day whose books count.
pub const CUT_OFF: Key<key::Date> = Key::new("cut_off");
/// What is counted.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// Departments whose assets are counted, separated by 、; none: all.
pub const SCOPE_DEPTS: Key<key::Text> = Key::new("scope_depts");
/// Main classes of assets that are counted; none: all.
pub const SCOPE_CLASSES: Key<key::Choices> = Key::new("scope_classes");
/// Places whose assets are counted, separated by 、; none: all.
pub const SCOPE_PLACES: Key<key::Text> = Key::new("scope_places");
/// Counters do not see what the books say.
pub const BLIND: Key<key::YesNo> = Key::new("blind");
/// First day of the counting.
pub const STARTS_ON: Key<key::Date> = Key::new("starts_on");
/// Day by which it must be closed.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// When the snapshot was taken.
pub const FROZEN_AT: Key<key::Time> = Key::new("frozen_at");
/// How far the books were known when they were frozen: `device:counter` for each desk, in order of their ids.
pub const FROZEN_BOOKS: Key<key::Text> = Key::new("frozen_books");
/// What was to be counted when the books were frozen, as the program reads it: from then on it is that, whatever else is written.
pub const FROZEN_SCOPE: Key<key::Text> = Key::new("frozen_scope");
/// Who approved the variances.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When they were approved.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Number of the approval.
pub const APPROVAL_NO: Key<key::Text> = Key::new("approval_no");
/// Who submitted the variances.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// Why the variances were sent back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Day on which they were posted.
pub const POSTED_AT: Key<key::Date> = Key::new("posted_at");
/// What was learned.
pub const SUMMARY: Key<key::LongText> = Key::new("summary");
/// Teams and their zones.
pub const TEAMS: Key<key::Lines> = Key::new("teams");
/// What the books expect in each zone, and at the end what was seen there.
pub const ZONES: Key<key::Lines> = Key::new("zones");
/// What the books expect of each custodian.
pub const CUSTODIANS: Key<key::Lines> = Key::new("custodians");
/// What the books expect, as a list that was made elsewhere: it stands in the place of the frozen books.
pub const EXPECTED: Key<key::Lines> = Key::new("expected");
/// Where the count and the books differ, before variances had a register of their own.
pub const VARIANCES: Key<key::Lines> = Key::new("variances");

/// Columns of a team.
pub mod teams {
    use crate::def::{Key, key};
    /// Name of the team.
    pub const TEAM: Key<key::Text> = Key::new("team");
    /// Zone that it counts.
    pub const ZONE: Key<key::Text> = Key::new("zone");
    /// Who leads it.
    pub const LEADER: Key<key::Person> = Key::new("leader");
    /// Who counts with them.
    pub const MEMBERS: Key<key::Text> = Key::new("members");
    /// Who watches.
    pub const WITNESS: Key<key::Person> = Key::new("witness");
}

/// Columns of a zone's coverage.
pub mod zones {
    use crate::def::{Key, key};
    /// The zone; empty: assets that no team's zone covers.
    pub const ZONE: Key<key::Text> = Key::new("zone");
    /// Assets that the books expected there when they were frozen.
    pub const EXPECTED: Key<key::Integer> = Key::new("expected");
    /// Those that somebody saw who does not keep them, wherever it was.
    pub const SEEN: Key<key::Integer> = Key::new("seen");
    /// Those that only whoever keeps them saw: nobody has checked them.
    pub const OWN: Key<key::Integer> = Key::new("own");
    /// Those that nobody saw.
    pub const MISSING: Key<key::Integer> = Key::new("missing");
    /// Things seen there that are not of the scope.
    pub const OUTSIDE: Key<key::Integer> = Key::new("outside");
    /// Things seen there that the books do not have: without a card, or given away.
    pub const SURPLUS: Key<key::Integer> = Key::new("surplus");
    /// What the expected ones cost.
    pub const VALUE: Key<key::Money> = Key::new("value");
}

/// Columns of what a custodian keeps.
pub mod custodians {
    use crate::def::{Key, key};
    /// Who keeps it; empty: nobody.
    pub const CUSTODIAN: Key<key::Person> = Key::new("custodian");
    /// Assets that the books expected when they were frozen.
    pub const EXPECTED: Key<key::Integer> = Key::new("expected");
    /// What they cost.
    pub const VALUE: Key<key::Money> = Key::new("value");
}

/// Columns of an expected asset.
pub mod expected {
    use crate::def::{Key, key};
    /// The asset.
    pub const ASSET: Key<key::Text> = Key::new("asset");
    /// Its number.
    pub const TAG: Key<key::Text> = Key::new("tag");
    /// Its name.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// Where it should be.
    pub const ZONE: Key<key::Text> = Key::new("zone");
    /// Who keeps it.
    pub const CUSTODIAN: Key<key::Person> = Key::new("custodian");
    /// How many.
    pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
    /// What it cost.
    pub const VALUE: Key<key::Money> = Key::new("value");
}

/// Columns of a variance.
pub mod variances {
    use crate::def::{Key, key};
    /// Asset number or label.
    pub const TAG: Key<key::Text> = Key::new("tag");
    /// Its name.
    pub const NAME: Key<key::Text> = Key::new("name");
    /// What is wrong.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// By how many; more is positive.
    pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
    /// By how much; more is positive.
    pub const VALUE: Key<key::Money> = Key::new("value");
    /// Why.
    pub const CAUSE: Key<key::Text> = Key::new("cause");
    /// Who answers for it.
    pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
    /// What is proposed.
    pub const PROPOSAL: Key<key::Text> = Key::new("proposal");
    /// What was decided.
    pub const APPROVAL: Key<key::Choice> = Key::new("approval");
    /// When it was posted.
    pub const POSTED: Key<key::Date> = Key::new("posted");
}

/// In what way the count and the books differ.
pub(crate) static KINDS: &[Choice] = &[
    choice("matched", l("正常", "正常", "As expected")).alias(&["相符", "账实相符"]),
    choice("misplaced", l("错位", "錯位", "Misplaced")).alias(&["位置不符"]),
    choice("surplus", l("盘盈", "盤盈", "Surplus")),
    choice("missing", l("盘亏", "盤虧", "Missing")),
    choice("duplicate", l("重复", "重複", "Duplicate")),
    choice("mismatch", l("信息不符", "資訊不符", "Data do not match")),
    choice("outside", l("范围外", "範圍外", "Outside the scope")),
];

/// A missing asset is held as 待处理财产损溢 until it is approved.
static APPROVALS: &[Choice] = &[
    choice("pending", l("待批复", "待批覆", "Pending")),
    choice("approved", l("同意", "同意", "Approved")).alias(&["批准"]),
    choice("refused", l("不同意", "不同意", "Refused")).alias(&["驳回"]),
];

static CAMPAIGNS: &[Choice] = &[
    choice("full", l("全面盘点", "全面盤點", "Full")).alias(&["年度盘点", "全盘"]),
    choice("special", l("专项盘点", "專項盤點", "Special")).alias(&["专项"]),
    choice("sample", l("抽查", "抽查", "Sample")).alias(&["抽盘", "循环盘点"]),
    choice("handover", l("交接盘点", "交接盤點", "Handover")).alias(&["移交盘点", "离任盘点"]),
];

static TEAM: Lines = Lines {
    columns: &[
        Field::text(teams::TEAM, l("小组", "小組", "Team")),
        Field::text(teams::ZONE, l("盘点区域", "盤點區域", "Zone")).required(),
        Field::person(teams::LEADER, l("组长", "組長", "Leader")),
        Field::text(teams::MEMBERS, l("组员", "組員", "Members")),
        Field::person(teams::WITNESS, l("监盘人", "監盤人", "Witness")),
    ],
    append_only: false,
};

/// What a count has shown of each zone: written down at the freezing and at the end, worked out anew in between.
static COVERAGE: Lines = Lines {
    columns: &[
        Field::text(zones::ZONE, l("区域", "區域", "Zone")),
        Field::integer(zones::EXPECTED, l("应盘数", "應盤數", "Expected")).within(0, i64::MAX),
        Field::integer(zones::SEEN, l("已盘数", "已盤數", "Seen")).within(0, i64::MAX),
        Field::integer(zones::OWN, l("保管人自盘", "保管人自盤", "Seen by their custodian only")).within(0, i64::MAX),
        Field::integer(zones::MISSING, l("未见数", "未見數", "Not seen")).within(0, i64::MAX),
        Field::integer(zones::OUTSIDE, l("范围外", "範圍外", "Outside the scope")).within(0, i64::MAX),
        Field::integer(zones::SURPLUS, l("账外物品", "帳外物品", "Not in the books")).within(0, i64::MAX),
        Field::money(zones::VALUE, l("应盘原值", "應盤原值", "Value expected")),
    ],
    append_only: false,
};

/// What the books expect of each custodian, written down at the freezing.
static KEPT: Lines = Lines {
    columns: &[
        Field::person(custodians::CUSTODIAN, l("保管人", "保管人", "Custodian")),
        Field::integer(custodians::EXPECTED, l("应盘数", "應盤數", "Expected")).within(0, i64::MAX),
        Field::money(custodians::VALUE, l("应盘原值", "應盤原值", "Value expected")),
    ],
    append_only: false,
};

static EXPECTATION: Lines = Lines {
    columns: &[
        Field::text(expected::ASSET, l("资产", "資產", "Asset")),
        Field::text(expected::TAG, l("资产编号", "資產編號", "Asset no.")).required(),
        Field::text(expected::NAME, l("资产名称", "資產名稱", "Name")),
        Field::text(expected::ZONE, l("存放地点", "存放地點", "Location")),
        Field::person(expected::CUSTODIAN, l("保管人", "保管人", "Custodian")),
        Field::integer(expected::QUANTITY, l("账面数量", "帳面數量", "Quantity")).within(0, 1_000_000),
        Field::money(expected::VALUE, l("原值", "原值", "Value")),
    ],
    append_only: true,
};

static VARIANCE: Lines = Lines {
    columns: &[
        Field::text(variances::TAG, l("资产编号", "資產編號", "Asset no.")).required(),
        Field::text(variances::NAME, l("资产名称", "資產名稱", "Name")),
        Field::choice(variances::KIND, l("差异类型", "差異類型", "Kind"), KINDS),
        Field::integer(variances::QUANTITY, l("差异数量", "差異數量", "Quantity")).within(-1_000_000, 1_000_000),
        Field::money(variances::VALUE, l("差异金额", "差異金額", "Amount")).signed(),
        Field::text(variances::CAUSE, l("差异原因", "差異原因", "Cause")),
        Field::person(variances::RESPONSIBLE, l("责任人", "責任人", "Responsible")),
        Field::text(variances::PROPOSAL, l("处理建议", "處理建議", "Proposal")),
        Field::choice(variances::APPROVAL, l("批复", "批覆", "Approval"), APPROVALS).starts(Default_::Choice("pending")),
        Field::date(variances::POSTED, l("入账日期", "入帳日期", "Posted")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("盘点名称", "盤點名稱", "Title")).required().alias(&["名称", "盘点任务", "name"]),
    Field::text(NO, l("盘点编号", "盤點編號", "Stocktake no.")).alias(&["编号"]),
    Field::choice(KIND, l("盘点类型", "盤點類型", "Kind of stocktake"), CAMPAIGNS)
        .starts(Default_::Choice("full"))
        .alias(&["类型", "盘点方式"]),
    Field::text(YEAR, l("年度", "年度", "Year")).alias(&["年份"]),
    Field::date(CUT_OFF, l("基准日", "基準日", "Cut-off date")).alias(&["盘点基准日"]),
    Field::text(SCOPE, l("范围说明", "範圍說明", "Scope in words")).alias(&["盘点范围", "范围"]),
    Field::text(SCOPE_DEPTS, l("限使用部门", "限使用部門", "Only departments")).alias(&["盘点部门"]),
    Field::choices(SCOPE_CLASSES, l("限资产大类", "限資產大類", "Only main classes"), super::assets::MAIN_CLASSES).alias(&["盘点大类"]),
    Field::text(SCOPE_PLACES, l("限存放地点", "限存放地點", "Only places")).alias(&["盘点地点"]),
    Field::yes_no(BLIND, l("盲盘", "盲盤", "Blind count")).alias(&["是否盲盘"]),
    Field::date(STARTS_ON, l("开始日期", "開始日期", "Starts on")).alias(&["盘点开始日期"]),
    Field::date(DUE_AT, l("完成期限", "完成期限", "Due")).alias(&["截止日期", "结束日期"]),
    Field::time(FROZEN_AT, l("快照时间", "快照時間", "Snapshot taken")),
    Field { computed: true, ..Field::text(FROZEN_BOOKS, l("快照依据", "快照依據", "Books frozen at")) },
    Field { computed: true, ..Field::text(FROZEN_SCOPE, l("快照范围", "快照範圍", "Scope frozen")) },
    Field::person(SUBMITTED_BY, l("报批人", "報批人", "Submitted by")),
    Field::person(APPROVED_BY, l("审批人", "審批人", "Approved by")),
    Field::time(APPROVED_AT, l("审批时间", "審批時間", "Approved at")),
    Field::text(APPROVAL_NO, l("批复文号", "批覆文號", "Approval no.")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::date(POSTED_AT, l("入账日期", "入帳日期", "Posted on")),
    Field::long_text(SUMMARY, l("盘点总结", "盤點總結", "Summary")),
    Field::lines(TEAMS, l("分组与区域", "分組與區域", "Teams and zones"), &TEAM),
    Field { computed: true, ..Field::lines(ZONES, l("分区覆盖", "分區覆蓋", "Coverage by zone"), &COVERAGE) },
    Field { computed: true, ..Field::lines(CUSTODIANS, l("保管人应盘", "保管人應盤", "Expected of custodians"), &KEPT) },
    Field::lines(EXPECTED, l("应盘清单", "應盤清單", "Expected"), &EXPECTATION),
    Field { retired: true, ..Field::lines(VARIANCES, l("差异", "差異", "Variances"), &VARIANCE) },
];

static STATES: &[State] = &[
    state("planning", l("筹备", "籌備", "Planning"), Tone::Grey, Phase::Open),
    state("frozen", l("冻结快照", "凍結快照", "Snapshot frozen"), Tone::Blue, Phase::Open),
    state("counting", l("初盘", "初盤", "Counting"), Tone::Blue, Phase::Open),
    state("recounting", l("复盘", "複盤", "Recounting"), Tone::Blue, Phase::Open),
    state("variances", l("差异", "差異", "Variances"), Tone::Amber, Phase::Open),
    state("approval", l("审批", "審批", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("posting", l("入账", "入帳", "Posting"), Tone::Blue, Phase::Open),
    state("closed", l("结案", "結案", "Closed"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const MANAGERS: &[&str] = &["asset-manager", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("freeze", l("冻结快照", "凍結快照", "Freeze the snapshot"), &["planning"], "frozen")
        .roles(MANAGERS)
        .requires(&["cut_off"])
        .asks(&["scope", "scope_depts", "scope_classes", "scope_places", "blind", "due_at"])
        .guards(&[Guard::HasLine("teams")])
        .effects(&[Effect::Today("cut_off"), Effect::Now("frozen_at")]),
    step("withdraw-freeze", l("撤销冻结", "撤銷凍結", "Take back the snapshot"), &["frozen", "counting"], "planning")
        .roles(MANAGERS)
        .effects(&[Effect::Clear("frozen_at")]),
    step("count", l("开始初盘", "開始初盤", "Start counting"), &["frozen"], "counting")
        .routine(hands::ASSETS)
        .guards(&[Guard::HasLine("teams")])
        .effects(&[Effect::Today("starts_on")]),
    step("recount", l("开始复盘", "開始複盤", "Start recounting"), &["counting", "variances"], "recounting").routine(hands::ASSETS),
    step("compare", l("列出差异", "列出差異", "List variances"), &["counting", "recounting"], "variances").routine(hands::ASSETS),
    step("compare-again", l("重新比对", "重新比對", "List variances again"), &["variances", "approval", "posting"], "variances")
        .roles(MANAGERS)
        .effects(&[Effect::Clear("submitted_by"), Effect::Clear("approved_by"), Effect::Clear("approved_at")]),
    step("submit", l("报批", "報批", "Submit"), &["variances"], "approval")
        .roles(MANAGERS)
        .guards(&[Guard::None(others("variances", "campaign").within(&["found"]))])
        .effects(&[Effect::Me("submitted_by"), Effect::StepOthers(others("variances", "campaign").within(&["proposed"]), "submit")]),
    step("approve", l("批准", "批准", "Approve"), &["approval"], "posting")
        .signed()
        .roles(&["leader", "office-director"])
        .asks(&["approval_no"])
        .guards(&[Guard::NotMe("submitted_by")])
        .effects(&[
            Effect::Me("approved_by"),
            Effect::Now("approved_at"),
            Effect::StepOthers(others("variances", "campaign").within(&["awaiting-approval"]), "approve"),
        ]),
    step("send-back", l("退回", "退回", "Send back"), &["approval"], "variances")
        .roles(&["leader", "office-director"])
        .requires(&["return_reason"])
        .effects(&[
            Effect::Clear("submitted_by"),
            Effect::StepOthers(others("variances", "campaign").within(&["awaiting-approval"]), "send-back"),
        ]),
    step("close", l("入账结案", "入帳結案", "Post and close"), &["posting"], "closed")
        .signed()
        .binds()
        .roles(MANAGERS)
        .asks(&["summary"])
        .guards(&[Guard::None(others("variances", "campaign").within(&["found", "proposed", "awaiting-approval", "approved"]))])
        .effects(&[Effect::Today("posted_at")]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["planning", "frozen", "counting", "recounting", "variances", "approval", "posting", "closed"],
        VOID,
    )
    .roles(MANAGERS)
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

/// What the teams count by: whoever changed it afterwards would judge what was seen by something else than what was frozen.
const SETTLED: Settled = Settled {
    frozen: Some(Frozen {
        step: "freeze",
        by: "frozen_books",
        fields: &["kind", "cut_off", "frozen_at", "scope_depts", "scope_classes", "scope_places"],
        columns: &[("teams", "zone"), ("expected", "tag")],
    }),
    ..Settled::NONE
};

static LIST: &[Column] = &[
    col("title", 0),
    col("year", 72),
    col("cut_off", 100),
    col("scope", 180),
    col("=coverage", 80),
    col("=accuracy", 80),
    col("due_at", 100),
    col("_state", 110),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("盘点计划", "盤點計劃", "Plan"),
        fields: &[
            "title",
            "no",
            "kind",
            "year",
            "cut_off",
            "scope",
            "scope_depts",
            "scope_classes",
            "scope_places",
            "blind",
            "starts_on",
            "due_at",
            "teams",
        ],
    },
    Group {
        labels: l("账面与差异", "帳面與差異", "Books and variances"),
        fields: &["frozen_at", "frozen_books", "frozen_scope", "zones", "custodians", "expected", "variances"],
    },
    Group {
        labels: l("审批与入账", "審批與入帳", "Approval and posting"),
        fields: &["submitted_by", "approved_by", "approved_at", "approval_no", "return_reason", "posted_at", "summary"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "count-sheet", labels: l("盘点表", "盤點表", "Count sheet") },
    Named { id: "variance-sheet", labels: l("盈亏表", "盈虧表", "Surplus and loss") },
    Named { id: "summary", labels: l("盘点报告", "盤點報告", "Stocktake report") },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "yearly",
        labels: l("年度全面盘点", "年度全面盤點", "Yearly"),
        values: &[("title", "年度固定资产盘点"), ("kind", "全面盘点"), ("scope", "全校固定资产"), ("blind", "是")],
    },
    Template {
        id: "handover",
        labels: l("离任交接盘点", "離任交接盤點", "Handover"),
        values: &[("title", "离任交接资产盘点"), ("kind", "交接盘点"), ("blind", "否")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2026年秋季学期固定资产盘点"),
        ("year", "2026"),
        ("term", "2026年秋季学期"),
        ("cut_off", "2026年9月30日"),
        ("scope", "全校固定资产"),
        ("blind", "是"),
        ("starts_on", "2026-10-12"),
        ("due_at", "2026-11-13"),
    ],
    &[
        ("title", "信息技术中心设备专项盘点"),
        ("year", "2026"),
        ("cut_off", "2026-06-30"),
        ("scope", "信息技术中心、各教室班班通设备"),
        ("blind", "否"),
        ("due_at", "2026/7/10"),
        ("remarks", "只盘投影机、电子班牌和计算机。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "stocktakes",
    labels: l("资产盘点", "資產盤點", "Stocktakes"),
    one: l("盘点任务", "盤點任務", "Stocktake"),
    area: Area::Assets,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "no", pattern: "PD{year}-{n:2}", at_creation: true }),
    due: Some(due_at("due_at")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["closed"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "due_at", since: "starts_on" }, Rule::NotBefore { field: "posted_at", since: "starts_on" }],
    arrival: Arrival {
        headings: &["盘点状态"],
        words: &[("已完成", "closed"), ("已结案", "closed"), ("完成", "closed"), ("盘点中", "counting")],
        marks: &[],
        filled: &[("frozen_at", "frozen"), ("posted_at", "closed")],
        day: &[],
        day_field: None,
        amounts: &[],
    },
    retention: l("结案后保存10年", "結案後保存10年", "10 years after closing"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    settled: SETTLED,
    templates: TEMPLATES,
    examples: EXAMPLES,
    ..Register::PLAIN
};
