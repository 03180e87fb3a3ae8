//! Job descriptions 岗位说明书: what a post is for, what it does, what it may decide and what it asks for.
//! Who holds the post signs for each version; a signature is never taken away.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Alert, Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Only, Phase, Register, Report, Rule, Space, Stamped, Stamps, State, Template, Tone, Transition, Unit, Version, choice, col, derived,
    due_at, key, l, report, state, step,
};

/// Name of the post.
pub const POST: Key<key::Text> = Key::new("post");
/// Number of the post.
pub const POST_NO: Key<key::Text> = Key::new("post_no");
/// Where it belongs.
pub const POST_DEPT: Key<key::Department> = Key::new("post_dept");
/// What sort of post.
pub const CATEGORY: Key<key::Choice> = Key::new("category");
/// Grade of the post.
pub const LEVEL: Key<key::Text> = Key::new("level");
/// Post above it.
pub const REPORTS_TO: Key<key::Text> = Key::new("reports_to");
/// Posts below it.
pub const SUPERVISES: Key<key::Text> = Key::new("supervises");
/// How many hold it.
pub const HEADCOUNT: Key<key::Integer> = Key::new("headcount");
/// What the post is for.
pub const SUMMARY: Key<key::Text> = Key::new("summary");
/// What it does.
pub const DUTIES: Key<key::Lines> = Key::new("duties");
/// What it may decide.
pub const AUTHORITY: Key<key::LongText> = Key::new("authority");
/// With whom it works.
pub const RELATIONS: Key<key::LongText> = Key::new("relations");
/// Procedures that it follows.
pub const SOPS: Key<key::Links> = Key::new("sops");
/// What schooling it asks for.
pub const EDUCATION: Key<key::Text> = Key::new("education");
/// What experience it asks for.
pub const EXPERIENCE: Key<key::Text> = Key::new("experience");
/// Which certificates it asks for.
pub const QUALIFICATION: Key<key::Text> = Key::new("qualification");
/// What one must be able to do.
pub const SKILLS: Key<key::Text> = Key::new("skills");
/// Place, hours and hazards.
pub const CONDITIONS: Key<key::Text> = Key::new("conditions");
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
/// The text that is in force.
pub const FORCE_DIGEST: Key<key::Text> = Key::new("force_digest");
/// Why it changes.
pub const REVISION_REASON: Key<key::Text> = Key::new("revision_reason");
/// What is wrong.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Who holds the post and has signed for it.
pub const HOLDERS: Key<key::Lines> = Key::new("holders");

/// Columns of a duty.
pub mod duties {
    use crate::def::{Key, key};
    /// Its place.
    pub const ORDER: Key<key::Integer> = Key::new("order");
    /// What is done.
    pub const DUTY: Key<key::Text> = Key::new("duty");
    /// Of a hundred hours, so many.
    pub const SHARE: Key<key::Integer> = Key::new("share");
    /// When it is done well.
    pub const STANDARD: Key<key::Text> = Key::new("standard");
    /// What comes of it.
    pub const OUTPUT: Key<key::Text> = Key::new("output");
}

/// Columns of a holder.
pub mod holders {
    use crate::def::{Key, key};
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Which version they have signed for.
    pub const VERSION: Key<key::Text> = Key::new("version");
    /// Since when.
    pub const FROM: Key<key::Date> = Key::new("from");
    /// Until when.
    pub const TO: Key<key::Date> = Key::new("to");
    /// When they signed.
    pub const SIGNED_AT: Key<key::Time> = Key::new("signed_at");
    /// Digest of the text that they have signed for.
    pub const DIGEST: Key<key::Text> = Key::new("digest");
}

static CATEGORIES: &[Choice] = &[
    choice("management", l("管理岗", "管理崗", "Management")).alias(&["管理岗位"]),
    choice("teaching", l("专业技术岗", "專業技術崗", "Professional")).alias(&["教师岗", "专技岗"]),
    choice("service", l("工勤技能岗", "工勤技能崗", "Service")).alias(&["工勤岗", "后勤岗"]),
    choice("part-time", l("兼任岗", "兼任崗", "Part-time")).alias(&["兼职"]),
];

static DUTY: Lines = Lines {
    columns: &[
        Field::integer(duties::ORDER, l("职责序号", "職責序號", "No.")).within(1, 1_000),
        Field::text(duties::DUTY, l("职责内容", "職責內容", "Duty")).required().alias(&["工作内容", "职责"]),
        Field::integer(duties::SHARE, l("时间占比（%）", "時間占比（%）", "Share (%)")).within(0, 100),
        Field::text(duties::STANDARD, l("工作标准", "工作標準", "Standard")).alias(&["考核标准"]),
        Field::text(duties::OUTPUT, l("工作成果", "工作成果", "Output")),
    ],
    append_only: false,
};

static HOLDER: Lines = Lines {
    columns: &[
        Field::person(holders::PERSON, l("任职人", "任職人", "Holder")).required(),
        Field::text(holders::VERSION, l("签收版本", "簽收版本", "Version")),
        Field::date(holders::FROM, l("任职起始", "任職起始", "From")),
        Field::date(holders::TO, l("任职结束", "任職結束", "To")),
        Field::time(holders::SIGNED_AT, l("签收时间", "簽收時間", "Signed at")).starts(Default_::Now),
        Field::text(holders::DIGEST, l("签收版本指纹", "簽收版本指紋", "Digest")).computed(),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(POST, l("岗位名称", "崗位名稱", "Post")).required().alias(&["岗位", "职位名称", "名称"]),
    Field::text(POST_NO, l("岗位编号", "崗位編號", "Post no.")).alias(&["编号", "岗位代码"]),
    Field::department(POST_DEPT, l("所属部门", "所屬部門", "Post's department")).alias(&["所在部门"]),
    Field::choice(CATEGORY, l("岗位类别", "崗位類別", "Category"), CATEGORIES).alias(&["类别"]),
    Field::text(LEVEL, l("岗位等级", "崗位等級", "Level")).alias(&["等级", "职级"]),
    Field::text(REPORTS_TO, l("直接上级", "直接上級", "Reports to")).alias(&["上级岗位", "汇报对象"]),
    Field::text(SUPERVISES, l("直接下级", "直接下級", "Supervises")).alias(&["下级岗位"]),
    Field::integer(HEADCOUNT, l("编制人数", "編制人數", "Headcount"))
        .within(0, 1_000)
        .starts(Default_::Integer(1))
        .alias(&["人数", "定员"]),
    Field::text(SUMMARY, l("岗位概述", "崗位概述", "Summary")).alias(&["岗位目的", "岗位概要"]),
    Field::lines(DUTIES, l("岗位职责", "崗位職責", "Duties"), &DUTY),
    Field::long_text(AUTHORITY, l("岗位权限", "崗位權限", "Authority")).alias(&["权限"]),
    Field::long_text(RELATIONS, l("工作关系", "工作關係", "Working relations")).alias(&["内外部关系"]),
    Field::links(SOPS, l("适用操作规程", "適用操作規程", "Procedures"), "sops"),
    Field::text(EDUCATION, l("学历要求", "學歷要求", "Education")).alias(&["学历"]),
    Field::text(EXPERIENCE, l("经验要求", "經驗要求", "Experience")).alias(&["工作经验"]),
    Field::text(QUALIFICATION, l("资格要求", "資格要求", "Qualification")).alias(&["任职资格", "证书要求"]),
    Field::text(SKILLS, l("能力要求", "能力要求", "Skills")).alias(&["技能要求"]),
    Field::text(CONDITIONS, l("工作条件", "工作條件", "Conditions")).alias(&["工作环境"]),
    Field::text(VERSION, l("版本号", "版本號", "Version")).alias(&["版本"]),
    Field::person(DRAFTED_BY, l("起草人", "起草人", "Drafted by")).starts(Default_::Me).alias(&["编制人"]),
    Field::person(REVIEWED_BY, l("审核人", "審核人", "Reviewed by")),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::date(EFFECTIVE_ON, l("生效日期", "生效日期", "In force from")),
    Field::date(REPEALED_ON, l("废止日期", "廢止日期", "Repealed on")),
    Field::date(REVIEW_DUE, l("复审日期", "複審日期", "Review due")).alias(&["下次修订日期"]),
    Field::text(FORCE_DIGEST, l("生效版本指纹", "生效版本指紋", "Digest of the text in force")).computed(),
    Field::text(REVISION_REASON, l("修订原因", "修訂原因", "Reason for revision")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::lines(HOLDERS, l("任职签收", "任職簽收", "Holders"), &HOLDER),
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
        .guards(&[Guard::HasLine("duties")])
        .effects(&[Effect::Me("drafted_by")]),
    step("return", l("退回修改", "退回修改", "Send back"), &["review"], "revision")
        .roles(&["hr", "office-director", "leader"])
        .requires(&["return_reason"]),
    step("put-in-force", l("批准生效", "批准生效", "Put in force"), &["review"], "in-force")
        .signed()
        .binds()
        .roles(DIRECTION)
        .asks(&["effective_on", "review_due"])
        .guards(&[Guard::NotMe("drafted_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Today("effective_on"), Effect::Digest("force_digest")]),
    step("revise", l("修订", "修訂", "Revise"), &["in-force"], "revision")
        .routine(hands::WRITING)
        .or_named(&["drafted_by"])
        .asks(&["revision_reason", "drafted_by"])
        // The new text is a new version, and says which.
        .effects(&[Effect::Clear("version"), Effect::Clear("approved_by"), Effect::Clear("effective_on")]),
    step("repeal", l("废止", "廢止", "Repeal"), &["in-force", "revision"], "repealed")
        .roles(DIRECTION)
        .effects(&[Effect::Today("repealed_on"), Effect::Clear("force_digest")]),
    step("restore", l("恢复", "恢復", "Restore"), &["repealed"], "revision").roles(DIRECTION).effects(&[Effect::Clear("repealed_on")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["review", "in-force", "revision", "repealed"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("post_no", 90),
    col("post", 0),
    col("post_dept", 130),
    col("category", 110),
    col("reports_to", 110),
    col("version", 72),
    col("effective_on", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("岗位", "崗位", "Post"),
        fields: &["post", "post_no", "post_dept", "category", "level", "reports_to", "supervises", "headcount", "summary"],
    },
    Group {
        labels: l("职责与权限", "職責與權限", "Duties and authority"), fields: &["duties", "authority", "relations", "sops"]
    },
    Group {
        labels: l("任职条件", "任職條件", "Requirements"),
        fields: &["education", "experience", "qualification", "skills", "conditions"],
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
            "force_digest",
            "revision_reason",
            "return_reason",
            "holders",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "description", labels: l("岗位说明书", "崗位說明書", "Job description") },
    Named { id: "receipt", labels: l("岗位说明书签收表", "崗位說明書簽收表", "Receipt") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("post_dept")])
        .measures(&[Measure::Count, Measure::Sum("headcount")]),
    report("by-category", l("按岗位类别统计", "按崗位類別統計", "By category"), &[By::Field("category")])
        .measures(&[Measure::Count, Measure::Sum("headcount")]),
    report("holders", l("任职与签收", "任職與簽收", "Holders"), &[By::Title, By::Field("version")]).rows("holders"),
    report("review", l("待复审岗位", "待複審崗位", "To be reviewed"), &[By::Field("post_dept")])
        .only(&[Only::State(&["in-force"]), Only::Within("review_due", 60)]),
];

/// Who has signed for which version; whoever has left the post need not sign again.
const SIGNED: Stamps = Stamps { lines: "holders", by: "person", stamp: "digest", field: "force_digest", over: "to" };

static DERIVED: &[Derived] = &[
    derived("duty_count", l("职责项数", "職責項數", "Duties"), Calc::RowCount("duties"), Unit::Count),
    derived("share_total", l("时间占比合计（%）", "時間占比合計（%）", "Shares in all (%)"), Calc::Rows("duties", "share"), Unit::Count),
    derived("holder_count", l("签收人次", "簽收人次", "Signatures"), Calc::RowCount("holders"), Unit::Count),
    derived(
        "signed_now",
        l("现行版本签收人数", "現行版本簽收人數", "Have signed for the version in force"),
        Calc::Current(SIGNED),
        Unit::Count,
    ),
    derived(
        "to_sign_again",
        l("待重新签收人数", "待重新簽收人數", "Have signed only for an older version"),
        Calc::Stale(SIGNED),
        Unit::Count,
    ),
];

static ALERTS: &[Alert] = &[
    Alert {
        id: "share-over",
        labels: l("时间占比合计超过一百", "時間占比合計超過一百", "Shares exceed a hundred"),
        tone: Tone::Amber,
        less: Calc::Number(100),
        than: Calc::Rows("duties", "share"),
        phases: &[Phase::Draft, Phase::Open, Phase::Done],
        answered: None,
    },
    Alert {
        id: "to-sign-again",
        labels: l("修订后还有任职人未重新签收", "修訂後還有任職人未重新簽收", "A new version is not signed by all who hold the post"),
        tone: Tone::Amber,
        less: Calc::Number(0),
        than: Calc::Stale(SIGNED),
        phases: &[Phase::Done],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "clerk",
        labels: l("办公室文员岗", "辦公室文員崗", "Office clerk"),
        values: &[
            ("post", "综合办公室文员"),
            ("category", "management"),
            ("education", "大专及以上"),
            ("skills", "公文处理、会务、办公软件"),
        ],
    },
    Template {
        id: "technician",
        labels: l("维修员岗", "維修員崗", "Technician"),
        values: &[("post", "水电维修员"), ("category", "service"), ("qualification", "电工操作证")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("post", "综合办公室文员"),
        ("post_no", "ZB-03"),
        ("post_dept", "综合办公室"),
        ("category", "管理岗"),
        ("reports_to", "办公室主任"),
        ("headcount", "2"),
        ("summary", "负责收发文、会务和印章登记"),
        ("education", "大专及以上"),
        ("experience", "两年以上文秘工作"),
        ("skills", "公文处理、会务组织、办公软件"),
        ("version", "2.0"),
        ("drafted_by", "江海欣"),
        ("effective_on", "2026-09-01"),
        ("review_due", "2027-08-31"),
    ],
    &[
        ("post", "水电维修员"),
        ("post_no", "ZW-05"),
        ("post_dept", "总务处"),
        ("category", "工勤技能岗"),
        ("reports_to", "总务主任"),
        ("headcount", "2"),
        ("qualification", "电工操作证"),
        ("version", "1.2"),
        ("effective_on", "2025年3月1日"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "job-descriptions",
    labels: l("岗位说明书", "崗位說明書", "Job descriptions"),
    one: l("岗位说明", "崗位說明", "Job description"),
    area: Area::Improvement,
    space: Space::General,
    fields: FIELDS,
    title: "post",
    due: Some(due_at("review_due").remind(&[30, 7, 0]).runs_in(&["in-force"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    version: Version {
        of: &[
            "post",
            "post_no",
            "post_dept",
            "category",
            "level",
            "reports_to",
            "supervises",
            "headcount",
            "summary",
            "duties",
            "authority",
            "relations",
            "sops",
            "education",
            "experience",
            "qualification",
            "skills",
            "conditions",
            "version",
        ],
        author: "drafted_by",
        fields: &["force_digest"],
        rows: &[Stamped { lines: "holders", column: "digest", when: "", copies: &[("version", "version")] }],
        locked_in: &["in-force", "repealed"],
        ..Version::NONE
    },
    rules: &[Rule::NotBefore { field: "repealed_on", since: "effective_on" }],
    arrival: Arrival {
        words: &[("已生效", "in-force"), ("现行", "in-force"), ("在用", "in-force"), ("已废止", "repealed")],
        filled: &[("effective_on", "in-force"), ("repealed_on", "repealed")],
        ..Arrival::FIRST
    },
    retention: l("废止后保存10年", "廢止後保存10年", "10 years after repeal"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["post", "post_dept"], &["post_no"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
