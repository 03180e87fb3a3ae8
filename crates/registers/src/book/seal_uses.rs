//! Uses of seals 用印登记: one line each time a seal is set, as the book of uses has it. A line is opened by the request
//! on which the seal was used, and completed by the keeper; the request is complete then. Uses always add up.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Chart, Column, Default_, Effect, Example, Field, Group, Guard, Key, Measure, Named, Numbering, Only, Phase,
    Register, Report, Rule, Settled, State, Template, Tone, Transition, col, key, l, report, state, step,
};

/// What was sealed, and what for.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// Number in the book of uses.
pub const USE_NO: Key<key::Text> = Key::new("use_no");
/// The request.
pub const REQUEST: Key<key::Link> = Key::new("request");
/// The seal.
pub const SEAL: Key<key::Link> = Key::new("seal");
/// The outgoing document.
pub const DOCUMENT: Key<key::Link> = Key::new("document");
/// Title of the paper.
pub const DOCUMENT_TITLE: Key<key::Text> = Key::new("document_title");
/// Its number.
pub const DOCUMENT_NO: Key<key::Text> = Key::new("document_no");
/// Digest of the version that was sealed.
pub const VERSION_DIGEST: Key<key::Text> = Key::new("version_digest");
/// When.
pub const AT: Key<key::Time> = Key::new("at");
/// Keeper who watched over it.
pub const KEEPER: Key<key::Person> = Key::new("keeper");
/// Who brought the paper.
pub const OPERATOR: Key<key::Person> = Key::new("operator");
/// Their department.
pub const APPLICANT_DEPT: Key<key::Department> = Key::new("applicant_dept");
/// Who witnessed it.
pub const WITNESS: Key<key::Person> = Key::new("witness");
/// Who approved it.
pub const APPROVER: Key<key::Person> = Key::new("approver");
/// How many copies.
pub const COPIES: Key<key::Integer> = Key::new("copies");
/// Pages of a copy.
pub const PAGES: Key<key::Integer> = Key::new("pages");
/// How many imprints in all.
pub const IMPRINTS: Key<key::Integer> = Key::new("imprints");
/// Across the edges of the pages as well.
pub const STRADDLE: Key<key::YesNo> = Key::new("straddle");
/// To whom the paper goes.
pub const RECIPIENT: Key<key::Text> = Key::new("recipient");
/// Whether the seal was off site.
pub const OFF_SITE: Key<key::YesNo> = Key::new("off_site");
/// Where it was set.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Copy kept of what was sealed.
pub const KEPT_COPY: Key<key::Attachments> = Key::new("kept_copy");
/// When the line was completed.
pub const REGISTERED_AT: Key<key::Time> = Key::new("registered_at");
/// By whom.
pub const REGISTERED_BY: Key<key::Person> = Key::new("registered_by");

static FIELDS: &[Field] = &[
    Field::text(SUBJECT, l("用印内容", "用印內容", "Subject")).required().alias(&[
        "用印事由",
        "事由",
        "用印内容摘要",
        "内容",
        "用章事由",
        "用章内容",
        "盖章事由",
        "盖章内容",
        "用途",
        "Purpose",
    ]),
    Field::text(USE_NO, l("用印登记号", "用印登記號", "Use no.")).alias(&["编号", "登记号", "用印编号", "流水号"]),
    Field::link(REQUEST, l("用印申请", "用印申請", "Request"), "seal-requests").alias(&["申请编号"]),
    Field::link(SEAL, l("印章", "印章", "Seal"), "seals").alias(&[
        "印章名称",
        "用印名称",
        "印章种类",
        "所用印章",
        "用章名称",
        "印章类别",
        "章别",
    ]),
    Field::link(DOCUMENT, l("关联发文", "關聯發文", "Outgoing document"), "outgoing-documents"),
    Field::text(DOCUMENT_TITLE, l("材料名称", "材料名稱", "Title of the paper")).alias(&[
        "文件名称",
        "用印文件",
        "盖章文件",
        "盖章文件名称",
        "用章文件名称",
        "文件标题",
    ]),
    Field::text(DOCUMENT_NO, l("文件字号", "文件字號", "Number of the paper")).alias(&["文号"]),
    Field::text(VERSION_DIGEST, l("用印版本", "用印版本", "Version sealed")).alias(&["版本校验码"]),
    Field::time(AT, l("用印时间", "用印時間", "Sealed at")).alias(&[
        "用印日期",
        "日期",
        "盖章时间",
        "用章时间",
        "用章日期",
        "盖章日期",
        "时间",
        "Date",
    ]),
    Field::person(KEEPER, l("监印人", "監印人", "Keeper")).alias(&[
        "印章保管人",
        "用印人",
        "盖章人",
        "印章管理员",
        "监章人",
        "印章管理人",
        "Sealed by",
    ]),
    Field::person(OPERATOR, l("经办人", "經辦人", "Operator")).alias(&[
        "申请人",
        "用印申请人",
        "用章人",
        "用印申请者",
        "经手",
        "经手人",
        "使用人",
        "Applicant",
    ]),
    Field::department(APPLICANT_DEPT, l("用印部门", "用印部門", "Applicant's department")).alias(&[
        "用印单位",
        "申请部门",
        "用章部门",
        "申请单位",
    ]),
    Field::person(WITNESS, l("见证人", "見證人", "Witness")),
    Field::person(APPROVER, l("批准人", "批准人", "Approver")).alias(&[
        "审批人",
        "批准领导",
        "批准",
        "审批领导",
        "签批人",
        "核准人",
        "Approved by",
    ]),
    Field::integer(COPIES, l("用印份数", "用印份數", "Copies")).within(0, 100_000).starts(Default_::Integer(1)).alias(&[
        "份数",
        "盖章份数",
        "盖章数量",
        "用章份数",
        "盖章数",
        "No. of copies",
    ]),
    Field::integer(PAGES, l("每份页数", "每份頁數", "Pages")).within(0, 100_000).alias(&["页数"]),
    Field::integer(IMPRINTS, l("盖印枚数", "蓋印枚數", "Imprints")).within(0, 1_000_000).alias(&["盖章个数", "印数"]),
    Field::yes_no(STRADDLE, l("骑缝章", "騎縫章", "Straddling the pages")).alias(&["骑缝", "是否骑缝"]),
    Field::text(RECIPIENT, l("送往单位", "送往單位", "Recipient")).alias(&["发往单位", "主送单位"]),
    Field::yes_no(OFF_SITE, l("外带用印", "外帶用印", "Off site")).alias(&["是否外带"]),
    Field::text(PLACE, l("用印地点", "用印地點", "Place")),
    Field::attachments(KEPT_COPY, l("用印留底", "用印留底", "Copy kept")).alias(&["留底"]),
    Field::time(REGISTERED_AT, l("登记时间", "登記時間", "Entered at")).alias(&["登记日期"]),
    Field::person(REGISTERED_BY, l("登记人", "登記人", "Entered by")),
];

static STATES: &[State] = &[
    state("unrecorded", l("待登记", "待登記", "To be entered"), Tone::Amber, Phase::Open).by("keeper"),
    state("recorded", l("已登记", "已登記", "Entered"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("record", l("登记", "登記", "Enter"), &["unrecorded"], "recorded")
        .binds()
        .roles(&["seal-keeper"])
        .requires(&["request", "seal", "at", "keeper", "operator", "copies"])
        .asks(&["witness", "pages", "imprints", "straddle"])
        .guards(&[
            Guard::Linked("request", &["sealed", "returned", "recorded"]),
            // What was sealed is what was approved.
            Guard::Where("document", &[Guard::SameAsLinked("request", "version_digest", "version_digest")]),
            Guard::Different("approver", "keeper"),
            Guard::Different("keeper", "witness"),
        ])
        .effects(&[Effect::Now("registered_at"), Effect::Me("registered_by"), Effect::StepLinked("request", "complete")]),
    step("void", l("作废", "作廢", "Void"), &["unrecorded", "recorded"], VOID)
        .roles(&["seal-keeper", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("use_no", 130),
    col("at", 130),
    col("subject", 0),
    col("seal", 140),
    col("applicant_dept", 100),
    col("operator", 84),
    col("approver", 84),
    col("copies", 60),
    col("keeper", 84),
    col("_state", 80),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("用印", "用印", "The use"),
        fields: &["subject", "use_no", "request", "seal", "at", "copies", "pages", "imprints", "straddle", "off_site", "place"],
    },
    Group {
        labels: l("材料", "材料", "The paper"),
        fields: &["document", "document_title", "document_no", "version_digest", "recipient", "kept_copy"],
    },
    Group {
        labels: l("人员", "人員", "People"),
        fields: &["keeper", "operator", "applicant_dept", "witness", "approver", "registered_at", "registered_by"],
    },
];

static PRINTS: &[Named] = &[Named { id: "register", labels: l("用印登记簿", "用印登記簿", "Register of uses") }];

static REPORTS: &[Report] = &[
    report("by-seal", l("按印章统计", "按印章統計", "By seal"), &[By::Field("seal")]).measures(&[
        Measure::Sum("copies"),
        Measure::Count,
        Measure::Sum("imprints"),
    ]),
    report("by-department", l("按用印部门统计", "按用印部門統計", "By department"), &[By::Field("applicant_dept"), By::Field("seal")])
        .measures(&[Measure::Sum("copies"), Measure::Count]),
    report("by-month", l("按月统计", "按月統計", "By month"), &[By::Month("at")])
        .measures(&[Measure::Sum("copies"), Measure::Count])
        .chart(Chart::Columns),
    report("by-approver", l("按批准人统计", "按批准人統計", "By approver"), &[By::Field("approver")]),
    report("off-site", l("外带用印统计", "外帶用印統計", "Uses off site"), &[By::Field("seal")]).only(&[Only::Is("off_site", &["1"])]),
    report("without-request", l("无申请单用印", "無申請單用印", "Uses without a request"), &[By::Month("at")])
        .only(&[Only::Empty("request")])
        .chart(Chart::Columns),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "certificate",
        labels: l("证明用印", "證明用印", "Certificate"),
        values: &[("subject", "在读证明"), ("copies", "1"), ("pages", "1")],
    },
    Template {
        id: "contract",
        labels: l("合同用印", "合同用印", "Contract"),
        values: &[("subject", "合同"), ("copies", "4"), ("straddle", "是")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "关于做好秋季传染病防控工作的通知"),
        ("document_title", "关于做好秋季传染病防控工作的通知"),
        ("document_no", "校发〔2026〕27号"),
        ("at", "2026-09-10 15:20"),
        ("keeper", "胡玉"),
        ("operator", "林文静"),
        ("applicant_dept", "综合办公室"),
        ("approver", "陈国强"),
        ("copies", "25"),
        ("pages", "3"),
        ("recipient", "各处室、各年级部"),
    ],
    &[
        ("subject", "学生在读证明"),
        ("at", "2026年9月11日 9:05"),
        ("keeper", "胡玉"),
        ("operator", "陆春慧"),
        ("applicant_dept", "德育处"),
        ("witness", "林文静"),
        ("approver", "王敏"),
        ("copies", "2"),
        ("pages", "1"),
        ("imprints", "2"),
        ("straddle", "否"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "seal-uses",
    labels: l("用印登记", "用印登記", "Uses of seals"),
    one: l("用印记录", "用印記錄", "Use of a seal"),
    area: Area::Seals,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "use_no", pattern: "用印〔{year}〕{n}号", at_creation: true }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    // Uses add up: what the book says is not written over.
    settled: Settled {
        states: &["recorded"],
        fields: &[
            "subject",
            "request",
            "seal",
            "document",
            "document_title",
            "document_no",
            "at",
            "keeper",
            "operator",
            "applicant_dept",
            "witness",
            "approver",
            "copies",
            "pages",
            "imprints",
            "straddle",
            "recipient",
            "off_site",
            "place",
        ],
        ..Settled::NONE
    },
    rules: &[Rule::NotBefore { field: "registered_at", since: "at" }],
    arrival: Arrival {
        headings: &["登记状态"],
        words: &[("已用印", "recorded"), ("完成", "recorded")],
        filled: &[("registered_at", "recorded")],
        ..Arrival::FIRST
    },
    retention: l("保存30年", "保存30年", "30 years"),
    prints: PRINTS,
    reports: REPORTS,
    templates: TEMPLATES,
    same: &[&["request", "at"], &["document_title", "seal", "at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
