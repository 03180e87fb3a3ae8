//! Appraisals 档案鉴定: a group of people looks at items whose time is over, and says which are kept on and which go.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Numbering, Only, Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, report,
    state, step,
};

use super::archive_items::choices;

/// What is appraised.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number.
pub const APPRAISAL_NO: Key<key::Text> = Key::new("appraisal_no");
/// Fonds.
pub const FONDS: Key<key::Link> = Key::new("fonds");
/// Which items, in words.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// The items.
pub const ITEMS: Key<key::Links> = Key::new("items");
/// Those that are kept on.
pub const KEPT: Key<key::Links> = Key::new("kept");
/// Those that go.
pub const CONDEMNED: Key<key::Links> = Key::new("condemned");
/// How many items there are.
pub const ITEM_COUNT: Key<key::Integer> = Key::new("item_count");
/// How many are kept on.
pub const KEPT_COUNT: Key<key::Integer> = Key::new("kept_count");
/// How many go.
pub const CONDEMNED_COUNT: Key<key::Integer> = Key::new("condemned_count");
/// For how long the kept ones are kept on.
pub const NEW_RETENTION: Key<key::Choice> = Key::new("new_retention");
/// When their time is over.
pub const NEW_EXPIRES_ON: Key<key::Date> = Key::new("new_expires_on");
/// The list of destruction for those that go.
pub const DESTRUCTION: Key<key::Link> = Key::new("destruction");
/// Who leads it.
pub const CONVENOR: Key<key::Person> = Key::new("convenor");
/// Who takes part.
pub const MEMBERS: Key<key::Lines> = Key::new("members");
/// When it began.
pub const STARTED_ON: Key<key::Date> = Key::new("started_on");
/// Day by which it must be done.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// What was found.
pub const OPINION: Key<key::LongText> = Key::new("opinion");
/// Who submitted it.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// Who approved it.
pub const APPROVER: Key<key::Person> = Key::new("approver");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Why it was sent back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");

/// Columns of a member of the group.
pub mod members {
    use crate::def::{Key, key};
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// From which department.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// As what.
    pub const PART: Key<key::Choice> = Key::new("part");
    /// What they think.
    pub const OPINION: Key<key::Text> = Key::new("opinion");
    /// When they signed.
    pub const SIGNED_ON: Key<key::Date> = Key::new("signed_on");
}

static PARTS: &[Choice] = &[
    choice("convenor", l("组长", "組長", "Convenor")),
    choice("member", l("组员", "組員", "Member")).alias(&["成员"]),
    choice("expert", l("业务人员", "業務人員", "Expert")).alias(&["业务部门人员"]),
];

static MEMBER: Lines = Lines {
    columns: &[
        Field::person(members::PERSON, l("鉴定人", "鑑定人", "Member")).required(),
        Field::department(members::DEPT, l("鉴定人部门", "鑑定人部門", "Department")),
        Field::choice(members::PART, l("组内分工", "組內分工", "Part"), PARTS).starts(Default_::Choice("member")),
        Field::text(members::OPINION, l("个人意见", "個人意見", "Opinion")),
        Field::date(members::SIGNED_ON, l("签字日期", "簽字日期", "Signed on")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("鉴定事项", "鑑定事項", "Title")).required().alias(&["鉴定名称", "名称"]),
    Field::text(APPRAISAL_NO, l("鉴定编号", "鑑定編號", "Appraisal no.")).alias(&["编号"]),
    Field::link(FONDS, l("全宗", "全宗", "Fonds"), "fonds"),
    Field::text(SCOPE, l("鉴定范围", "鑑定範圍", "Scope")).alias(&["范围"]),
    Field::links(ITEMS, l("鉴定档案", "鑑定檔案", "Items"), "archive-items"),
    Field::links(KEPT, l("续存档案", "續存檔案", "Items kept on"), "archive-items"),
    Field::links(CONDEMNED, l("拟销毁档案", "擬銷毀檔案", "Items to be destroyed"), "archive-items"),
    Field::integer(ITEM_COUNT, l("鉴定件数", "鑑定件數", "Number of items")).within(0, 1_000_000),
    Field::integer(KEPT_COUNT, l("续存件数", "續存件數", "Number kept on")).within(0, 1_000_000),
    Field::integer(CONDEMNED_COUNT, l("拟销毁件数", "擬銷毀件數", "Number to be destroyed")).within(0, 1_000_000),
    Field::choice(NEW_RETENTION, l("续存期限", "續存期限", "Kept on for"), choices::RETENTIONS),
    Field::date(NEW_EXPIRES_ON, l("续存期满日期", "續存期滿日期", "Kept on until")),
    Field::link(DESTRUCTION, l("销毁清册", "銷毀清冊", "List of destruction"), "destructions"),
    Field::person(CONVENOR, l("鉴定组长", "鑑定組長", "Convenor")).alias(&["鉴定负责人"]),
    Field::lines(MEMBERS, l("鉴定小组", "鑑定小組", "Members"), &MEMBER),
    Field::date(STARTED_ON, l("鉴定日期", "鑑定日期", "Started on")).alias(&["开始日期"]),
    Field::date(DUE_AT, l("完成期限", "完成期限", "Due")).alias(&["截止日期"]),
    Field::long_text(OPINION, l("鉴定意见", "鑑定意見", "Opinion")).alias(&["鉴定结论", "意见"]),
    Field::person(SUBMITTED_BY, l("报批人", "報批人", "Submitted by")),
    Field::person(APPROVER, l("批准人", "批准人", "Approver")).alias(&["审批人"]),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")).alias(&["批准日期"]),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
];

static STATES: &[State] = &[
    state("planning", l("拟定", "擬定", "Planned"), Tone::Grey, Phase::Draft),
    state("appraising", l("鉴定中", "鑑定中", "Under way"), Tone::Blue, Phase::Open).by("convenor"),
    state("awaiting-approval", l("待批准", "待批准", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("approved", l("已批准", "已批准", "Approved"), Tone::Green, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const ARCHIVISTS: &[&str] = &["archivist", "office-director"];
const DIRECTION: &[&str] = &["leader", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("start", l("开始鉴定", "開始鑑定", "Start"), &["planning"], "appraising")
        .roles(ARCHIVISTS)
        .requires(&["items", "convenor"])
        .asks(&["due_at", "item_count"])
        // A judgement of three: the archive, the department that knows the matter, and who answers for both.
        .guards(&[Guard::Rows("members", 3)])
        .effects(&[Effect::Number, Effect::Today("started_on"), Effect::StepLinked("items", "appraise")]),
    step("submit", l("报批", "報批", "Submit"), &["appraising"], "awaiting-approval")
        .routine(hands::ARCHIVE)
        .or_named(&["convenor"])
        .requires(&["opinion"])
        .asks(&["kept_count", "condemned_count", "new_retention", "new_expires_on", "destruction"])
        .guards(&[Guard::Rows("members", 3), Guard::EachRow("members", "signed_on")])
        .effects(&[Effect::Me("submitted_by")]),
    step("approve", l("批准", "批准", "Approve"), &["awaiting-approval"], "approved")
        .signed()
        .roles(DIRECTION)
        .asks(&["destruction"])
        .guards(&[
            Guard::NotMe("submitted_by"),
            Guard::Different("submitted_by", "approver"),
            // A list that was handed in takes no more.
            Guard::Where("destruction", &[Guard::Linked("destruction", &["drafting", "returned"])]),
        ])
        .effects(&[
            Effect::Me("approver"),
            Effect::Now("approved_at"),
            Effect::SetLinked { link: "kept", copy: &[("new_retention", "extended_retention")] },
            Effect::StepLinked("kept", "keep"),
            // A date that was decided on stands above what the period gives.
            Effect::SetLinked { link: "kept", copy: &[("new_expires_on", "expires_on")] },
            Effect::SetLinked { link: "condemned", copy: &[("destruction", "destruction")] },
            Effect::StepLinked("condemned", "condemn"),
        ]),
    step("send-back", l("退回", "退回", "Send back"), &["awaiting-approval"], "appraising")
        .roles(DIRECTION)
        .requires(&["return_reason"])
        .effects(&[Effect::Clear("submitted_by")]),
    delete_draft(&["planning"]),
    step("void", l("作废", "作廢", "Void"), &["appraising", "awaiting-approval", "approved"], VOID)
        .roles(ARCHIVISTS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("appraisal_no", 130),
    col("title", 0),
    col("scope", 180),
    col("convenor", 90),
    col("started_on", 100),
    col("item_count", 80),
    col("condemned_count", 100),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("鉴定任务", "鑑定任務", "Appraisal"),
        fields: &["title", "appraisal_no", "fonds", "scope", "items", "item_count", "convenor", "members", "started_on", "due_at"],
    },
    Group {
        labels: l("鉴定结果", "鑑定結果", "Outcome"),
        fields: &["opinion", "kept", "kept_count", "new_retention", "new_expires_on", "condemned", "condemned_count", "destruction"],
    },
    Group { labels: l("审批", "審批", "Approval"), fields: &["submitted_by", "approver", "approved_at", "return_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "appraisal-sheet", labels: l("档案鉴定意见书", "檔案鑑定意見書", "Appraisal sheet") },
    Named { id: "item-list", labels: l("鉴定档案清单", "鑑定檔案清單", "Items appraised") },
];

static REPORTS: &[Report] = &[
    report("outcome", l("鉴定结果统计", "鑑定結果統計", "Outcome"), &[By::Year("started_on")]).measures(&[
        Measure::Sum("item_count"),
        Measure::Sum("kept_count"),
        Measure::Sum("condemned_count"),
        Measure::Count,
    ]),
    report("overdue", l("逾期未完成", "逾期未完成", "Overdue"), &[By::Title]).only(&[Only::Phase(&[Phase::Open]), Only::Passed("due_at")]),
];

const KEPT_ITEMS: Calc = Calc::Field("kept_count");
const APPRAISED: Calc = Calc::Field("item_count");
const GONE: Calc = Calc::Field("condemned_count");

static DERIVED: &[Derived] = &[
    derived("share_condemned", l("销毁比例", "銷毀比例", "Share to be destroyed"), Calc::Percent(&GONE, &APPRAISED), Unit::Percent),
    derived("undecided", l("未定件数", "未定件數", "Not decided"), Calc::Minus(&APPRAISED, &Calc::Plus(&KEPT_ITEMS, &GONE)), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "ten-years",
        labels: l("10年期满鉴定", "10年期滿鑑定", "After ten years"),
        values: &[("title", "定期10年档案期满鉴定"), ("scope", "保管期限10年、已期满的文书档案")],
    },
    Template {
        id: "accounts",
        labels: l("会计档案鉴定", "會計檔案鑑定", "Accounts"),
        values: &[("title", "会计档案期满鉴定"), ("scope", "已满最低保管期限的会计凭证、账簿")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2015年度短期文书档案期满鉴定"),
        ("scope", "2015年度保管期限10年文书档案"),
        ("convenor", "王敏"),
        ("due_at", "2026-11-30"),
        ("item_count", "126"),
        ("kept_count", "14"),
        ("condemned_count", "112"),
        ("new_retention", "30年"),
        ("opinion", "其中基建、教职工待遇类14件仍有查考价值，续存。其余拟销毁。"),
    ],
    &[
        ("title", "2010年度会计凭证期满鉴定"),
        ("scope", "2010年度会计凭证48册"),
        ("convenor", "郑伟"),
        ("item_count", "48"),
        ("due_at", "2026年12月15日"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "appraisals",
    labels: l("档案鉴定", "檔案鑑定", "Appraisals"),
    one: l("鉴定", "鑑定", "Appraisal"),
    area: Area::Archive,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "appraisal_no", pattern: "档鉴〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("due_at")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "due_at", since: "started_on" }],
    arrival: Arrival {
        headings: &["鉴定状态"],
        words: &[("完成", "approved"), ("已完成", "approved")],
        filled: &[("started_on", "appraising"), ("approved_at", "approved")],
        ..Arrival::FIRST
    },
    retention: l("永久保存", "永久保存", "For ever"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["title"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
