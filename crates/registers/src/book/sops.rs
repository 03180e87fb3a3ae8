//! SOPs 标准操作规程: how a matter goes, step by step, who does each, how long it may take and what to mind.
//! Whoever it concerns signs that they have read the version in force; a new version asks them again, what they signed before
//! stays. The text does not change while it is in force.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Numbering, Only, Phase, Register, Report, Rule, Space, Stamped, Stamps, State, Template, Tone, Transition, Unit, Version,
    choice, col, derived, due_at, key, l, others, report, state, step,
};

/// Number of the procedure.
pub const SOP_NO: Key<key::Text> = Key::new("sop_no");
/// Name of the procedure.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Whom and what it covers.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// What it is for.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// What part of the office's work.
pub const DOMAIN: Key<key::Choice> = Key::new("domain");
/// Who keeps it up.
pub const OWNER_DEPT: Key<key::Department> = Key::new("owner_dept");
/// Post that it belongs to.
pub const JOB: Key<key::Link> = Key::new("job");
/// How it goes.
pub const STEPS: Key<key::Lines> = Key::new("steps");
/// What to mind.
pub const CAUTIONS: Key<key::LongText> = Key::new("cautions");
/// Which papers are used.
pub const FORMS: Key<key::LongText> = Key::new("forms");
/// Rules that it rests on.
pub const REFERENCES: Key<key::Text> = Key::new("references");
/// Which version.
pub const VERSION: Key<key::Text> = Key::new("version");
/// Who wrote it.
pub const DRAFTED_BY: Key<key::Person> = Key::new("drafted_by");
/// Who reviewed it.
pub const REVIEWED_BY: Key<key::Person> = Key::new("reviewed_by");
/// Who put it in force.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// First day.
pub const EFFECTIVE_ON: Key<key::Date> = Key::new("effective_on");
/// Last day.
pub const REPEALED_ON: Key<key::Date> = Key::new("repealed_on");
/// When to look at it again.
pub const REVIEW_DUE: Key<key::Date> = Key::new("review_due");
/// The procedure that it takes the place of.
pub const REPLACES: Key<key::Link> = Key::new("replaces");
/// Why it changes.
pub const REVISION_REASON: Key<key::Text> = Key::new("revision_reason");
/// The text that is in force.
pub const FORCE_DIGEST: Key<key::Text> = Key::new("force_digest");
/// Why it no longer holds.
pub const REPEAL_REASON: Key<key::Text> = Key::new("repeal_reason");
/// What is wrong.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// What each version changed.
pub const REVISIONS: Key<key::Lines> = Key::new("revisions");
/// Who has read which version.
pub const ACKNOWLEDGEMENTS: Key<key::Lines> = Key::new("acknowledgements");

/// Columns of a step.
pub mod steps {
    use crate::def::{Key, key};
    /// Its place.
    pub const ORDER: Key<key::Integer> = Key::new("order");
    /// What is done.
    pub const STEP: Key<key::Text> = Key::new("step");
    /// Which post does it.
    pub const RESPONSIBLE: Key<key::Text> = Key::new("responsible");
    /// By when or how long.
    pub const LIMIT: Key<key::Text> = Key::new("limit");
    /// What to mind.
    pub const CAUTION: Key<key::Text> = Key::new("caution");
    /// Which paper is used.
    pub const FORM: Key<key::Text> = Key::new("form");
    /// What comes of it.
    pub const OUTPUT: Key<key::Text> = Key::new("output");
}

/// Columns of a revision.
pub mod revisions {
    use crate::def::{Key, key};
    /// Which version.
    pub const VERSION: Key<key::Text> = Key::new("version");
    /// When.
    pub const ON: Key<key::Date> = Key::new("on");
    /// What was changed.
    pub const WHAT: Key<key::Text> = Key::new("what");
    /// Who.
    pub const BY: Key<key::Person> = Key::new("by");
    /// Who approved it.
    pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
}

/// Columns of a read acknowledgement.
pub mod acknowledgements {
    use crate::def::{Key, key};
    /// Who has read it.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Which version they have read.
    pub const VERSION: Key<key::Text> = Key::new("version");
    /// Digest of the text that they have read.
    pub const DIGEST: Key<key::Text> = Key::new("digest");
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// How they came to know it.
    pub const HOW: Key<key::Choice> = Key::new("how");
    /// What they asked.
    pub const QUESTION: Key<key::Text> = Key::new("question");
}

static DOMAINS: &[Choice] = &[
    choice("documents", l("公文", "公文", "Documents")).alias(&["收发文"]),
    choice("seals", l("印章", "印章", "Seals")),
    choice("archive", l("档案", "檔案", "Archive")),
    choice("meetings", l("会议", "會議", "Meetings")),
    choice("reception", l("接待", "接待", "Reception")),
    choice("assets", l("资产", "資產", "Assets")),
    choice("supplies", l("用品采购", "用品採購", "Supplies")),
    choice("logistics", l("后勤", "後勤", "Logistics")),
    choice("requests", l("报修服务", "報修服務", "Requests")).alias(&["服务"]),
    choice("staff", l("人事", "人事", "Staff")),
    choice("safety", l("安全", "安全", "Safety")),
    choice("other", l("其他", "其他", "Other")),
];

static HOW: &[Choice] = &[
    choice("confirmed", l("已阅知", "已閱知", "Read and understood")).alias(&["已读"]),
    choice("asked", l("有疑问", "有疑問", "With a question")),
    choice("trained", l("培训后签", "培訓後簽", "After a training")).alias(&["培训"]),
];

static STEP: Lines = Lines {
    columns: &[
        Field::integer(steps::ORDER, l("步骤序号", "步驟序號", "No.")).within(1, 1_000),
        Field::text(steps::STEP, l("步骤内容", "步驟內容", "Step")).required().alias(&["步骤", "工作步骤"]),
        Field::text(steps::RESPONSIBLE, l("责任岗位", "責任崗位", "Responsible")).alias(&["责任人", "岗位"]),
        Field::text(steps::LIMIT, l("办理时限", "辦理時限", "Limit")).alias(&["时限"]),
        Field::text(steps::CAUTION, l("步骤注意点", "步驟注意點", "Caution")),
        Field::text(steps::FORM, l("步骤表单", "步驟表單", "Form")).alias(&["表单"]),
        Field::text(steps::OUTPUT, l("步骤输出", "步驟輸出", "Output")),
    ],
    append_only: false,
};

static REVISION: Lines = Lines {
    columns: &[
        Field::text(revisions::VERSION, l("修订版本", "修訂版本", "Version")).required(),
        Field::date(revisions::ON, l("修订日期", "修訂日期", "On")).starts(Default_::Today),
        Field::text(revisions::WHAT, l("修订内容", "修訂內容", "What")).required(),
        Field::person(revisions::BY, l("修订人", "修訂人", "By")),
        Field::person(revisions::APPROVED_BY, l("修订批准人", "修訂批准人", "Approved by")),
    ],
    append_only: true,
};

static ACKNOWLEDGEMENT: Lines = Lines {
    columns: &[
        Field::person(acknowledgements::PERSON, l("阅知人", "閱知人", "Person")).required().starts(Default_::Me),
        Field::text(acknowledgements::VERSION, l("阅知版本", "閱知版本", "Version")),
        Field::time(acknowledgements::AT, l("阅知时间", "閱知時間", "At")).starts(Default_::Now),
        Field::choice(acknowledgements::HOW, l("阅知方式", "閱知方式", "How"), HOW),
        Field::text(acknowledgements::QUESTION, l("疑问与建议", "疑問與建議", "Question")),
        Field::text(acknowledgements::DIGEST, l("阅知版本指纹", "閱知版本指紋", "Digest")).computed(),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(SOP_NO, l("规程编号", "規程編號", "SOP no.")).alias(&["编号", "文件编号"]),
    Field::text(TITLE, l("规程名称", "規程名稱", "Title")).required().alias(&["名称", "标题", "流程名称"]),
    Field::text(SCOPE, l("适用范围", "適用範圍", "Scope")).alias(&["范围"]),
    Field::text(PURPOSE, l("目的", "目的", "Purpose")).alias(&["编制目的"]),
    Field::choice(DOMAIN, l("业务类别", "業務類別", "Field of work"), DOMAINS).alias(&["类别", "业务"]),
    Field::department(OWNER_DEPT, l("归口部门", "歸口部門", "Owner department")).alias(&["主管部门"]),
    Field::link(JOB, l("适用岗位", "適用崗位", "Post"), "job-descriptions"),
    Field::lines(STEPS, l("操作步骤", "操作步驟", "Steps"), &STEP),
    Field::long_text(CAUTIONS, l("注意事项", "注意事項", "Cautions")).alias(&["注意要点"]),
    Field::long_text(FORMS, l("使用表单", "使用表單", "Forms")).alias(&["相关表单", "附表"]),
    Field::text(REFERENCES, l("依据文件", "依據文件", "References")).alias(&["引用文件"]),
    Field::text(VERSION, l("版本号", "版本號", "Version")).alias(&["版本"]),
    Field::person(DRAFTED_BY, l("起草人", "起草人", "Drafted by")).starts(Default_::Me).alias(&["编制人"]),
    Field::person(REVIEWED_BY, l("审核人", "審核人", "Reviewed by")),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::date(EFFECTIVE_ON, l("生效日期", "生效日期", "In force from")).alias(&["实施日期"]),
    Field::date(REPEALED_ON, l("废止日期", "廢止日期", "Repealed on")),
    Field::date(REVIEW_DUE, l("复审日期", "複審日期", "Review due")).alias(&["下次修订日期"]),
    Field::link(REPLACES, l("代替规程", "代替規程", "Replaces"), "sops"),
    Field::text(FORCE_DIGEST, l("生效版本指纹", "生效版本指紋", "Digest of the text in force")).computed(),
    Field::text(REVISION_REASON, l("修订原因", "修訂原因", "Reason for revision")),
    Field::text(REPEAL_REASON, l("废止原因", "廢止原因", "Reason for repeal")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::lines(REVISIONS, l("修订记录", "修訂記錄", "Revisions"), &REVISION),
    Field::lines(ACKNOWLEDGEMENTS, l("阅知签收", "閱知簽收", "Acknowledgements"), &ACKNOWLEDGEMENT),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("review", l("审核", "審核", "Review"), Tone::Amber, Phase::Open).by("reviewed_by"),
    state("in-force", l("生效", "生效", "In force"), Tone::Green, Phase::Done),
    state("revision", l("修订", "修訂", "Under revision"), Tone::Blue, Phase::Open).by("drafted_by"),
    state("repealed", l("废止", "廢止", "Repealed"), Tone::Grey, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交审核", "提交審核", "Submit"), &["draft", "revision"], "review")
        .routine(hands::WRITING)
        .or_named(&["drafted_by"])
        .requires(&["version"])
        .asks(&["reviewed_by"])
        .guards(&[Guard::HasLine("steps"), Guard::EachRow("steps", "responsible")])
        .effects(&[Effect::Number, Effect::Me("drafted_by")]),
    step("return", l("退回修改", "退回修改", "Send back"), &["review"], "revision")
        .roles(&["office-director", "leader", "department-head"])
        .requires(&["return_reason"]),
    step("put-in-force", l("批准生效", "批准生效", "Put in force"), &["review"], "in-force")
        .binds()
        .roles(DIRECTION)
        .requires(&["version"])
        .asks(&["effective_on", "review_due"])
        .guards(&[Guard::NotMe("drafted_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Today("effective_on"), Effect::Digest("force_digest")]),
    step("revise", l("修订", "修訂", "Revise"), &["in-force"], "revision")
        .routine(hands::WRITING)
        .or_named(&["drafted_by"])
        .asks(&["revision_reason", "drafted_by"])
        // The new text is a new version, and says which.
        .effects(&[Effect::Clear("version"), Effect::Clear("approved_by"), Effect::Clear("effective_on"), Effect::Clear("reviewed_by")]),
    step("repeal", l("废止", "廢止", "Repeal"), &["in-force", "revision"], "repealed")
        .roles(DIRECTION)
        .requires(&["repeal_reason"])
        .effects(&[Effect::Today("repealed_on"), Effect::Clear("force_digest")]),
    step("restore", l("恢复", "恢復", "Restore"), &["repealed"], "revision")
        .roles(DIRECTION)
        .effects(&[Effect::Clear("repealed_on"), Effect::Clear("repeal_reason")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["review", "in-force", "revision", "repealed"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("sop_no", 110),
    col("title", 0),
    col("domain", 90),
    col("owner_dept", 120),
    col("version", 72),
    col("effective_on", 100),
    col("=readers", 80),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("规程", "規程", "Procedure"),
        fields: &["sop_no", "title", "scope", "purpose", "domain", "owner_dept", "job", "steps", "cautions", "forms", "references"],
    },
    Group {
        labels: l("版本", "版本", "Version"),
        fields: &[
            "version",
            "drafted_by",
            "reviewed_by",
            "approved_by",
            "effective_on",
            "repealed_on",
            "review_due",
            "replaces",
            "force_digest",
            "revision_reason",
            "repeal_reason",
            "return_reason",
            "revisions",
            "acknowledgements",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "sop", labels: l("标准操作规程", "標準操作規程", "SOP") },
    Named { id: "flowchart", labels: l("流程图", "流程圖", "Flowchart") },
    Named { id: "acknowledgements", labels: l("阅知签收表", "閱知簽收表", "Read acknowledgements") },
    Named { id: "sop-list", labels: l("操作规程目录", "操作規程目錄", "List of SOPs") },
];

static REPORTS: &[Report] = &[
    report("by-domain", l("按业务类别统计", "按業務類別統計", "By field of work"), &[By::Field("domain"), By::State]),
    report("readers", l("阅知情况", "閱知情況", "Read acknowledgements"), &[By::Title, By::Field("version")])
        .rows("acknowledgements")
        .measures(&[Measure::Distinct("person"), Measure::Count]),
    report("revisions", l("修订统计", "修訂統計", "Revisions"), &[By::Year("on")]).rows("revisions").chart(Chart::Columns),
    report("review", l("待复审规程", "待複審規程", "To be reviewed"), &[By::Field("owner_dept")])
        .only(&[Only::State(&["in-force"]), Only::Within("review_due", 60)]),
];

/// Who has read which version.
const READ: Stamps = Stamps { lines: "acknowledgements", by: "person", stamp: "digest", field: "force_digest", over: "" };

static ALERTS: &[Alert] = &[Alert {
    id: "to-read-again",
    labels: l("修订后还有人未重新阅知", "修訂後還有人未重新閱知", "A new version is not read by all who had read the old one"),
    tone: Tone::Amber,
    less: Calc::Number(0),
    than: Calc::Stale(READ),
    phases: &[Phase::Done],
    answered: None,
}];

static DERIVED: &[Derived] = &[
    derived("step_count", l("步骤数", "步驟數", "Steps"), Calc::RowCount("steps"), Unit::Count),
    derived("readers", l("阅知人次", "閱知人次", "Acknowledgements"), Calc::RowCount("acknowledgements"), Unit::Count),
    derived("readers_now", l("现行版本阅知人数", "現行版本閱知人數", "Have read the version in force"), Calc::Current(READ), Unit::Count),
    derived("to_read_again", l("待重新阅知人数", "待重新閱知人數", "Have read only an older version"), Calc::Stale(READ), Unit::Count),
    derived("revision_count", l("修订次数", "修訂次數", "Revisions"), Calc::RowCount("revisions"), Unit::Count),
    derived(
        "passed",
        l("考核合格人数", "考核合格人數", "Passed the assessment"),
        Calc::Distinct(others("assessments", "sop").within(&["passed"]), "person"),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "seal",
        labels: l("用印操作规程", "用印操作規程", "Use of seals"),
        values: &[("title", "用印操作规程"), ("domain", "seals"), ("scope", "全校各部门"), ("purpose", "规范用印，防止空白用印")],
    },
    Template {
        id: "reception",
        labels: l("来访接待操作规程", "來訪接待操作規程", "Reception"),
        values: &[("title", "来访接待操作规程"), ("domain", "reception"), ("scope", "门卫室、综合办公室")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "收文处理操作规程"),
        ("domain", "公文"),
        ("scope", "综合办公室"),
        ("purpose", "规范收文登记、拟办、承办、传阅和归档"),
        ("owner_dept", "综合办公室"),
        ("cautions", "涉密文件只登记指针，不扫描\n拟办意见先于批示"),
        ("forms", "收文登记簿、收文处理单、传阅单"),
        ("version", "1.0"),
        ("drafted_by", "江海欣"),
        ("review_due", "2027-08-31"),
    ],
    &[
        ("title", "固定资产盘点操作规程"),
        ("domain", "资产"),
        ("scope", "各部门资产员"),
        ("owner_dept", "总务处"),
        ("version", "2.1"),
        ("effective_on", "2026年3月1日"),
        ("review_due", "2027-02-28"),
        ("forms", "盘点表、盈亏表"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "sops",
    labels: l("标准操作规程", "標準操作規程", "SOPs"),
    one: l("操作规程", "操作規程", "SOP"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "sop_no", pattern: "ZB-SOP-{n:3}", at_creation: false }),
    due: Some(due_at("review_due").remind(&[30, 7, 0]).runs_in(&["in-force"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    version: Version {
        of: &["title", "scope", "purpose", "steps", "cautions", "forms", "references", "version"],
        author: "drafted_by",
        fields: &["force_digest"],
        rows: &[Stamped { lines: "acknowledgements", column: "digest", when: "", copies: &[("version", "version")] }],
        locked_in: &["in-force", "repealed"],
        ..Version::NONE
    },
    rules: &[Rule::NotBefore { field: "repealed_on", since: "effective_on" }],
    arrival: Arrival {
        words: &[("已生效", "in-force"), ("现行", "in-force"), ("有效", "in-force"), ("已废止", "repealed"), ("作废", "repealed")],
        filled: &[("effective_on", "in-force"), ("repealed_on", "repealed")],
        ..Arrival::FIRST
    },
    retention: l("废止后保存10年，各版本长期保存", "廢止後保存10年，各版本長期保存", "10 years after repeal; every version is kept"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["title", "version"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
