//! Destructions 销毁清册: the list of items that are destroyed, who approved it, and the two who watched. An item that is
//! lent, held back or kept on blocks the whole list.

use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Numbering,
    Phase, Precedence, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others,
    report, state, step,
};

/// Title.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number.
pub const LIST_NO: Key<key::Text> = Key::new("list_no");
/// Fonds.
pub const FONDS: Key<key::Link> = Key::new("fonds");
/// Why they are destroyed.
pub const REASON: Key<key::Text> = Key::new("reason");
/// Who made the list.
pub const COMPILER: Key<key::Person> = Key::new("compiler");
/// When.
pub const COMPILED_ON: Key<key::Date> = Key::new("compiled_on");
/// Number of items on the paper list.
pub const ITEM_COUNT: Key<key::Integer> = Key::new("item_count");
/// Who submitted it.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// Who approved it.
pub const APPROVER: Key<key::Person> = Key::new("approver");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Number of the approval.
pub const APPROVAL_NO: Key<key::Text> = Key::new("approval_no");
/// Why it was sent back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// How they are destroyed.
pub const METHOD: Key<key::Choice> = Key::new("method");
/// Where.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Day on which it is to be done.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Who destroys them.
pub const EXECUTOR: Key<key::Person> = Key::new("executor");
/// Organisation that destroys them.
pub const CONTRACTOR: Key<key::Text> = Key::new("contractor");
/// First witness.
pub const WITNESS_1: Key<key::Person> = Key::new("witness_1");
/// Second witness.
pub const WITNESS_2: Key<key::Person> = Key::new("witness_2");
/// Items and list were compared before.
pub const CHECKED: Key<key::YesNo> = Key::new("checked");
/// When it was done.
pub const DESTROYED_ON: Key<key::Date> = Key::new("destroyed_on");
/// Scan of the signed list.
pub const SIGNED_LIST: Key<key::Attachments> = Key::new("signed_list");

static METHODS: &[Choice] = &[
    choice("shredding", l("粉碎", "粉碎", "Shredding")).alias(&["碎纸"]),
    choice("pulping", l("化浆", "化漿", "Pulping")).alias(&["送造纸厂", "打浆"]),
    choice("burning", l("焚毁", "焚毀", "Burning")).alias(&["焚烧"]),
    choice("erasure", l("数据清除", "資料清除", "Erasure")).alias(&["删除", "消磁"]),
    choice("breaking", l("物理破坏", "物理破壞", "Breaking")).alias(&["介质销毁"]),
];

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("清册名称", "清冊名稱", "Title")).required().alias(&["销毁清册名称", "名称"]),
    Field::text(LIST_NO, l("清册编号", "清冊編號", "List no.")).alias(&["编号"]),
    Field::link(FONDS, l("全宗", "全宗", "Fonds"), "fonds"),
    Field::text(REASON, l("销毁理由", "銷毀理由", "Reason")).alias(&["销毁原因", "理由"]),
    Field::person(COMPILER, l("编制人", "編製人", "Compiled by")).starts(Default_::Me).alias(&["造册人"]),
    Field::date(COMPILED_ON, l("编制日期", "編製日期", "Compiled on")).starts(Default_::Today).alias(&["造册日期"]),
    Field::integer(ITEM_COUNT, l("清册件数", "清冊件數", "Items on paper")).within(0, 1_000_000).alias(&["件数", "总件数"]),
    Field::person(SUBMITTED_BY, l("报批人", "報批人", "Submitted by")),
    Field::person(APPROVER, l("批准人", "批准人", "Approver")).alias(&["审批人", "批准领导"]),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")).alias(&["批准日期"]),
    Field::text(APPROVAL_NO, l("批准文号", "批准文號", "Approval no.")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::choice(METHOD, l("销毁方式", "銷毀方式", "Method"), METHODS),
    Field::text(PLACE, l("销毁地点", "銷毀地點", "Place")),
    Field::date(DUE_AT, l("拟销毁日期", "擬銷毀日期", "Due")),
    Field::person(EXECUTOR, l("销毁执行人", "銷毀執行人", "Destroyed by")).alias(&["执行人"]),
    Field::text(CONTRACTOR, l("承销单位", "承銷單位", "Contractor")),
    Field::person(WITNESS_1, l("第一监销人", "第一監銷人", "First witness")).alias(&["监销人", "监销人1"]),
    Field::person(WITNESS_2, l("第二监销人", "第二監銷人", "Second witness")).alias(&["监销人2"]),
    Field::yes_no(CHECKED, l("销毁前已逐件核对", "銷毀前已逐件核對", "Compared item by item")),
    Field::date(DESTROYED_ON, l("销毁日期", "銷毀日期", "Destroyed on")).alias(&["销毁时间"]),
    Field::attachments(SIGNED_LIST, l("签字清册扫描件", "簽字清冊掃描件", "Signed list")),
];

static STATES: &[State] = &[
    state("drafting", l("编制中", "編製中", "Being compiled"), Tone::Grey, Phase::Draft).by("compiler"),
    state("awaiting-approval", l("待批准", "待批准", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("approved", l("待销毁", "待銷毀", "Approved, to be destroyed"), Tone::Red, Phase::Open).by("executor"),
    state("destroyed", l("已销毁", "已銷毀", "Destroyed"), Tone::Grey, Phase::Done),
    state("returned", l("退回", "退回", "Sent back"), Tone::Red, Phase::Open).by("compiler"),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const ARCHIVISTS: &[&str] = &["archivist"];
const DIRECTION: &[&str] = &["leader", "office-director"];

const LISTED: Guard = Guard::Some(others("archive-items", "destruction").within(&["awaiting-destruction"]));
/// Nothing on the list may be anywhere but on its way out.
const NOTHING_ELSE: Guard = Guard::None(others("archive-items", "destruction").within(&[
    "unsorted",
    "assembled",
    "numbered",
    "shelved",
    "lent",
    "expired",
    "appraising",
    "extended",
    "transferred",
]));

static TRANSITIONS: &[Transition] = &[
    step("submit", l("报批", "報批", "Submit"), &["drafting", "returned"], "awaiting-approval")
        .roles(ARCHIVISTS)
        .requires(&["reason", "compiler"])
        .asks(&["item_count"])
        .guards(&[LISTED, NOTHING_ELSE])
        .effects(&[Effect::Number, Effect::Me("submitted_by"), Effect::Clear("return_reason")]),
    step("approve", l("批准", "批准", "Approve"), &["awaiting-approval"], "approved")
        .signed()
        .roles(DIRECTION)
        .asks(&["approval_no", "due_at"])
        .guards(&[Guard::NotMe("submitted_by"), Guard::Different("compiler", "approver"), LISTED, NOTHING_ELSE])
        .effects(&[Effect::Me("approver"), Effect::Now("approved_at")]),
    step("send-back", l("退回", "退回", "Send back"), &["awaiting-approval", "approved"], "returned")
        .roles(&["leader", "office-director", "archivist"])
        .requires(&["return_reason"])
        .effects(&[Effect::Clear("submitted_by"), Effect::Clear("approver"), Effect::Clear("approved_at"), Effect::Clear("approval_no")]),
    step("destroy", l("监销完成", "監銷完成", "Destroy"), &["approved"], "destroyed")
        .signed()
        .binds()
        .roles(ARCHIVISTS)
        .requires(&["method", "place", "executor", "witness_1", "witness_2"])
        .asks(&["destroyed_on", "contractor", "checked"])
        .guards(&[
            Guard::Is("checked", &["yes"]),
            Guard::Different("witness_1", "witness_2"),
            Guard::Different("executor", "witness_1"),
            Guard::Different("executor", "witness_2"),
            Guard::Different("approver", "executor"),
            LISTED,
            NOTHING_ELSE,
        ])
        .effects(&[
            Effect::Today("destroyed_on"),
            Effect::StepOthers(others("archive-items", "destruction").within(&["awaiting-destruction"]), "destroy"),
        ]),
    delete_draft(&["drafting"]),
    step("void", l("作废", "作廢", "Void"), &["awaiting-approval", "approved", "destroyed", "returned"], VOID)
        .roles(&["archivist", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("list_no", 130),
    col("title", 0),
    col("=items", 70),
    col("compiler", 84),
    col("approver", 84),
    col("witness_1", 84),
    col("witness_2", 84),
    col("destroyed_on", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("清册", "清冊", "The list"),
        fields: &["title", "list_no", "fonds", "reason", "compiler", "compiled_on", "item_count"],
    },
    Group {
        labels: l("批准", "批准", "Approval"), fields: &["submitted_by", "approver", "approved_at", "approval_no", "return_reason"]
    },
    Group {
        labels: l("监销", "監銷", "Destruction"),
        fields: &[
            "method",
            "place",
            "due_at",
            "executor",
            "contractor",
            "witness_1",
            "witness_2",
            "checked",
            "destroyed_on",
            "signed_list",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "destruction-list", labels: l("档案销毁清册", "檔案銷毀清冊", "List of destruction") },
    Named { id: "destruction-request", labels: l("销毁档案审批表", "銷毀檔案審批表", "Request for destruction") },
];

static REPORTS: &[Report] = &[
    report("by-year", l("按年度统计", "按年度統計", "By year"), &[By::Year("destroyed_on")])
        .measures(&[Measure::Sum("item_count"), Measure::Count]),
    report("by-method", l("按销毁方式统计", "按銷毀方式統計", "By method"), &[By::Field("method")]),
    report("time", l("审批到销毁用时", "審批到銷毀用時", "From approval to destruction"), &[By::Field("executor")])
        .measures(&[Measure::Span("approved_at", "destroyed_on"), Measure::Count]),
];

static DERIVED: &[Derived] = &[
    derived("items", l("件数", "件數", "Items"), Calc::Count(others("archive-items", "destruction")), Unit::Count),
    derived(
        "pages",
        l("页数", "頁數", "Pages"),
        Calc::Sum { of: others("archive-items", "destruction"), amount: "pages", minus: None },
        Unit::Count,
    ),
    derived(
        "waiting",
        l("待销毁件数", "待銷毀件數", "Items still there"),
        Calc::Count(others("archive-items", "destruction").within(&["awaiting-destruction"])),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "expired",
        labels: l("期满档案销毁", "期滿檔案銷毀", "Expired items"),
        values: &[("title", "期满档案销毁清册"), ("reason", "保管期满，经鉴定无保存价值"), ("method", "粉碎")],
    },
    Template {
        id: "accounts",
        labels: l("会计档案销毁", "會計檔案銷毀", "Accounts"),
        values: &[("title", "会计档案销毁清册"), ("reason", "已满最低保管期限，无未结清债权债务"), ("method", "粉碎")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2015年度短期文书档案销毁清册"),
        ("reason", "保管期满，经鉴定无保存价值"),
        ("compiler", "孙立"),
        ("compiled_on", "2026-12-02"),
        ("item_count", "112"),
        ("method", "化浆"),
        ("place", "市保密局指定销毁中心"),
        ("due_at", "2026-12-20"),
        ("executor", "孙立"),
        ("witness_1", "王敏"),
        ("witness_2", "郑伟"),
    ],
    &[
        ("title", "废旧硬盘数据销毁清册"),
        ("reason", "电子档案迁移完成，旧介质销毁"),
        ("compiler", "孙立"),
        ("compiled_on", "2026年9月10日"),
        ("item_count", "6"),
        ("method", "物理破坏"),
        ("executor", "周海燕"),
        ("remarks", "硬盘编号见附表。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "destructions",
    labels: l("档案销毁", "檔案銷毀", "Destructions"),
    one: l("销毁清册", "銷毀清冊", "Destruction list"),
    area: Area::Archive,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "list_no", pattern: "档销〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("due_at").remind(&[3, 1, 0])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["destroyed"], withdrawn: &[], refused: &["returned"] },
    rules: &[
        Rule::NotBefore { field: "approved_at", since: "compiled_on" },
        Rule::NotBefore { field: "destroyed_on", since: "approved_at" },
    ],
    arrival: Arrival {
        headings: &["销毁状态"],
        words: &[("已批", "approved"), ("完成", "destroyed")],
        filled: &[("approved_at", "approved"), ("destroyed_on", "destroyed")],
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
