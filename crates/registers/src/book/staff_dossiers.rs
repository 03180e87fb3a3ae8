//! Staff dossiers 人事材料清单: which papers somebody owes on joining, on leaving or for a training, and which are there.
//! It lists papers; the personnel file itself lies with the authority that keeps it.

use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Only, Phase, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others,
    report, state, step,
};

/// Whose papers.
pub const PERSON: Key<key::Person> = Key::new("person");
/// Number of the person.
pub const STAFF_NO: Key<key::Text> = Key::new("staff_no");
/// What the papers are for.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Where they work.
pub const PERSON_DEPT: Key<key::Department> = Key::new("person_dept");
/// What they do.
pub const POST: Key<key::Text> = Key::new("post");
/// What the post asks for.
pub const JOB: Key<key::Link> = Key::new("job");
/// First day.
pub const JOINED_ON: Key<key::Date> = Key::new("joined_on");
/// Last day.
pub const LEFT_ON: Key<key::Date> = Key::new("left_on");
/// Last day of the contract.
pub const CONTRACT_TO: Key<key::Date> = Key::new("contract_to");
/// How to reach them.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Where they live.
pub const ADDRESS: Key<key::Private> = Key::new("address");
/// Never the whole number.
pub const ID_LAST4: Key<key::Private> = Key::new("id_last4");
/// Days that they have a year.
pub const ANNUAL_DAYS: Key<key::Integer> = Key::new("annual_days");
/// Which papers.
pub const CHECKLIST: Key<key::Lines> = Key::new("checklist");
/// When all must be there.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Who takes them.
pub const COLLECTED_BY: Key<key::Person> = Key::new("collected_by");
/// When all were there.
pub const COMPLETED_ON: Key<key::Date> = Key::new("completed_on");
/// Who takes over the work.
pub const SUCCESSOR: Key<key::Person> = Key::new("successor");
/// When.
pub const HANDED_OVER_ON: Key<key::Date> = Key::new("handed_over_on");
/// Nothing of the school's is left with them.
pub const ASSETS_RETURNED: Key<key::YesNo> = Key::new("assets_returned");
/// They can sign in nowhere.
pub const ACCOUNTS_CLOSED: Key<key::YesNo> = Key::new("accounts_closed");
/// Where the papers lie.
pub const FILE_LOCATION: Key<key::Text> = Key::new("file_location");
/// When they were put away.
pub const FILED_ON: Key<key::Date> = Key::new("filed_on");
/// Who put them away.
pub const FILED_BY: Key<key::Person> = Key::new("filed_by");

/// Columns of a paper.
pub mod checklist {
    use crate::def::{Key, key};
    /// Which paper.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// It must be there.
    pub const REQUIRED: Key<key::YesNo> = Key::new("required");
    /// Original or copy.
    pub const FORM: Key<key::Choice> = Key::new("form");
    /// How many.
    pub const COPIES: Key<key::Integer> = Key::new("copies");
    /// It is there.
    pub const RECEIVED: Key<key::YesNo> = Key::new("received");
    /// When.
    pub const RECEIVED_ON: Key<key::Date> = Key::new("received_on");
    /// Who looked at it.
    pub const CHECKED_BY: Key<key::Person> = Key::new("checked_by");
    /// Until when it holds.
    pub const VALID_TO: Key<key::Date> = Key::new("valid_to");
    /// What else.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("joining", l("入职", "入職", "Joining")).alias(&["新进", "报到"]),
    choice("leaving", l("离职", "離職", "Leaving")).alias(&["离校", "退休"]),
    choice("training", l("培训", "培訓", "Training")).alias(&["进修"]),
    choice("transfer", l("调动", "調動", "Transfer")).alias(&["岗位变动"]),
    choice("renewal", l("续聘", "續聘", "Renewal")).alias(&["合同续签"]),
];

static FORMS: &[Choice] = &[
    choice("original", l("原件", "原件", "Original")),
    choice("copy", l("复印件", "複印件", "Copy")).alias(&["复印"]),
    choice("electronic", l("电子件", "電子件", "Electronic")).alias(&["扫描件"]),
];

static PAPER: Lines = Lines {
    columns: &[
        Field::text(checklist::ITEM, l("材料名称", "材料名稱", "Paper")).required().alias(&["材料", "所需材料"]),
        Field::yes_no(checklist::REQUIRED, l("必交", "必交", "Required")),
        Field::choice(checklist::FORM, l("材料形式", "材料形式", "Form"), FORMS),
        Field::integer(checklist::COPIES, l("材料份数", "材料份數", "Copies")).within(0, 100).starts(Default_::Integer(1)),
        Field::yes_no(checklist::RECEIVED, l("已收", "已收", "Received")).alias(&["是否提交"]),
        Field::date(checklist::RECEIVED_ON, l("收到日期", "收到日期", "Received on")),
        Field::person(checklist::CHECKED_BY, l("材料审核人", "材料審核人", "Checked by")),
        Field::date(checklist::VALID_TO, l("材料有效期至", "材料有效期至", "Valid to")),
        Field::text(checklist::NOTE, l("材料备注", "材料備註", "Note")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::person(PERSON, l("姓名", "姓名", "Person")).required().alias(&["教职工姓名", "员工姓名"]),
    Field::text(STAFF_NO, l("工号", "工號", "Staff no.")).alias(&["员工编号", "人员编号"]),
    Field::choice(KIND, l("清单类型", "清單類型", "Kind"), KINDS).alias(&["类型", "事项类型"]),
    Field::department(PERSON_DEPT, l("任职部门", "任職部門", "Person's department")).alias(&["所在部门"]),
    Field::text(POST, l("岗位", "崗位", "Post")).alias(&["职务", "岗位名称"]),
    Field::link(JOB, l("岗位说明书", "崗位說明書", "Job description"), "job-descriptions"),
    Field::date(JOINED_ON, l("入职日期", "入職日期", "Joined on")).alias(&["到岗日期"]),
    Field::date(LEFT_ON, l("离职日期", "離職日期", "Left on")).alias(&["离校日期"]),
    Field::date(CONTRACT_TO, l("合同到期日", "合同到期日", "Contract ends")).alias(&["合同期满"]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话", "手机"]),
    Field::private(ADDRESS, l("住址", "住址", "Address")).alias(&["家庭住址"]),
    Field::private(ID_LAST4, l("证件末四位", "證件末四位", "Last four of document")),
    Field::integer(ANNUAL_DAYS, l("年休假天数", "年休假天數", "Annual leave (days)")).within(0, 60),
    Field::lines(CHECKLIST, l("材料清单明细", "材料清單明細", "Checklist"), &PAPER),
    Field::date(DUE_AT, l("收齐期限", "收齊期限", "Due")).alias(&["截止日期"]),
    Field::person(COLLECTED_BY, l("收件人", "收件人", "Collected by")).starts(Default_::Me),
    Field::date(COMPLETED_ON, l("收齐日期", "收齊日期", "Completed on")),
    Field::person(SUCCESSOR, l("工作接交人", "工作接交人", "Successor")).alias(&["接交人", "交接人"]),
    Field::date(HANDED_OVER_ON, l("交接日期", "交接日期", "Handed over on")),
    Field::yes_no(ASSETS_RETURNED, l("资产已退还", "資產已退還", "Assets returned")),
    Field::yes_no(ACCOUNTS_CLOSED, l("账号已注销", "帳號已註銷", "Accounts closed")),
    Field::text(FILE_LOCATION, l("存放位置", "存放位置", "Location")).alias(&["档案位置"]),
    Field::date(FILED_ON, l("归档日期", "歸檔日期", "Filed on")),
    Field::person(FILED_BY, l("归档人", "歸檔人", "Filed by")),
];

static STATES: &[State] = &[
    state("collecting", l("收集中", "收集中", "Collecting"), Tone::Amber, Phase::Open).by("person"),
    state("complete", l("已齐全", "已齊全", "Complete"), Tone::Green, Phase::Open).by("collected_by"),
    state("filed", l("已归档", "已歸檔", "Filed"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const OFFICE: &[&str] = &["hr", "clerk", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("complete", l("材料收齐", "材料收齊", "Complete"), &["collecting"], "complete")
        .roles(OFFICE)
        .guards(&[Guard::HasLine("checklist"), Guard::EachRowIs("checklist", "received", "yes")])
        .effects(&[Effect::Today("completed_on"), Effect::Me("collected_by")]),
    step("ask-again", l("补充材料", "補充材料", "Ask for more"), &["complete", "filed"], "collecting")
        .roles(OFFICE)
        .asks(&["due_at"])
        .effects(&[Effect::Clear("completed_on")]),
    step("file", l("归档", "歸檔", "File"), &["complete"], "filed")
        .binds()
        .roles(&["hr", "archivist"])
        .asks(&["file_location"])
        .effects(&[Effect::Today("filed_on"), Effect::Me("filed_by")]),
    step("void", l("作废", "作廢", "Void"), &["collecting", "complete", "filed"], VOID)
        .roles(&["hr"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("person", 100),
    col("staff_no", 80),
    col("kind", 80),
    col("person_dept", 130),
    col("post", 0),
    col("=outstanding", 80),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("人员", "人員", "Person"),
        fields: &[
            "person",
            "staff_no",
            "kind",
            "person_dept",
            "post",
            "job",
            "joined_on",
            "left_on",
            "contract_to",
            "phone",
            "address",
            "id_last4",
            "annual_days",
        ],
    },
    Group { labels: l("材料", "材料", "Papers"), fields: &["checklist", "due_at", "collected_by", "completed_on"] },
    Group {
        labels: l("交接与归档", "交接與歸檔", "Handover and filing"),
        fields: &["successor", "handed_over_on", "assets_returned", "accounts_closed", "file_location", "filed_on", "filed_by"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "joining-list", labels: l("入职材料清单", "入職材料清單", "Papers on joining") },
    Named { id: "leaving-list", labels: l("离职交接清单", "離職交接清單", "Handover on leaving") },
    Named { id: "training-list", labels: l("培训材料清单", "培訓材料清單", "Papers for a training") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按清单类型统计", "按清單類型統計", "By kind"), &[By::Field("kind"), By::State]),
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("person_dept")]),
    report("missing", l("欠缺材料统计", "欠缺材料統計", "Papers that are missing"), &[By::Field("item")])
        .rows("checklist")
        .measures(&[Measure::Count, Measure::Filled("received_on")]),
    report("contracts", l("合同将到期", "合同將到期", "Contracts that end soon"), &[By::Field("person_dept")])
        .only(&[Only::Within("contract_to", 90), Only::Is("kind", &["joining", "renewal"])]),
    report("on-time", l("按期收齐率", "按期收齊率", "Complete on time"), &[By::Year("due_at")])
        .measures(&[Measure::OnTime("completed_on", "due_at"), Measure::Count]),
];

static DERIVED: &[Derived] = &[
    derived(
        "outstanding",
        l("欠缺材料数", "欠缺材料數", "Papers missing"),
        Calc::Minus(&Calc::RowCount("checklist"), &Calc::RowsWith("checklist", "received", "1")),
        Unit::Count,
    ),
    derived(
        "received_share",
        l("材料收齐率", "材料收齊率", "Papers received"),
        Calc::Percent(&Calc::RowsWith("checklist", "received", "1"), &Calc::RowCount("checklist")),
        Unit::Percent,
    ),
    derived(
        "leave_taken",
        l("已休年休假天数", "已休年休假天數", "Annual leave taken"),
        Calc::Sum { of: others("leave", "dossier").within(&["approved", "returned"]), amount: "quota_days", minus: None },
        Unit::Days,
    ),
    derived(
        "leave_balance",
        l("年休假余额", "年休假餘額", "Annual leave left"),
        Calc::Minus(
            &Calc::Field("annual_days"),
            &Calc::Sum { of: others("leave", "dossier").within(&["approved", "returned"]), amount: "quota_days", minus: None },
        ),
        Unit::Days,
    ),
];

static ALERTS: &[Alert] = &[
    Alert {
        id: "missing-papers",
        labels: l("材料未收齐", "材料未收齊", "Papers are missing"),
        tone: Tone::Amber,
        less: Calc::Number(0),
        than: Calc::Minus(&Calc::RowCount("checklist"), &Calc::RowsWith("checklist", "received", "1")),
        phases: &[Phase::Open],
        answered: None,
    },
    Alert {
        id: "leave-exceeded",
        labels: l("年休假已超额度", "年休假已超額度", "More annual leave than allowed"),
        tone: Tone::Red,
        less: Calc::Field("annual_days"),
        than: Calc::Sum { of: others("leave", "dossier").within(&["approved", "returned"]), amount: "quota_days", minus: None },
        phases: &[Phase::Open, Phase::Done],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "joining",
        labels: l("新教师入职", "新教師入職", "A new teacher"),
        values: &[("kind", "joining"), ("post", "专任教师")],
    },
    Template { id: "leaving", labels: l("教职工离职", "教職工離職", "Leaving"), values: &[("kind", "leaving")] },
    Template { id: "training", labels: l("培训材料", "培訓材料", "Training"), values: &[("kind", "training")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("person", "孟若彤"),
        ("staff_no", "0218"),
        ("kind", "入职"),
        ("person_dept", "教务处"),
        ("post", "专任教师（数学）"),
        ("joined_on", "2026-08-26"),
        ("contract_to", "2029-08-31"),
        ("phone", "13900139000"),
        ("annual_days", "5"),
        ("due_at", "2026-09-15"),
        ("collected_by", "江海欣"),
    ],
    &[
        ("person", "顾正南"),
        ("staff_no", "0063"),
        ("kind", "离职"),
        ("person_dept", "总务处"),
        ("post", "水电工"),
        ("joined_on", "2012-03-01"),
        ("left_on", "2026年9月30日"),
        ("successor", "马秀建"),
        ("assets_returned", "是"),
        ("due_at", "2026-09-30"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "staff-dossiers",
    labels: l("人事材料清单", "人事材料清單", "Staff dossiers"),
    one: l("材料清单", "材料清單", "Staff dossier"),
    area: Area::Staff,
    space: Space::Personnel,
    fields: FIELDS,
    title: "person",
    due: Some(due_at("due_at").escalate("hr").met_in(&["complete"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[
        Rule::NotBefore { field: "left_on", since: "joined_on" },
        Rule::NotBefore { field: "completed_on", since: "joined_on" },
        Rule::Longest { field: "id_last4", most: 4 },
    ],
    arrival: Arrival {
        headings: &["材料状态"],
        words: &[("齐全", "complete"), ("已齐", "complete"), ("不齐", "collecting"), ("缺", "collecting")],
        filled: &[("completed_on", "complete"), ("filed_on", "filed")],
        ..Arrival::FIRST
    },
    retention: l("离职后保存按人事档案规定", "離職後保存按人事檔案規定", "As the rules for personnel files say"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["person", "kind", "joined_on"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
