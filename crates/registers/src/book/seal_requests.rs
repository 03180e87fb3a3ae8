//! Seal requests 用印申请: what shall be sealed, which version, who approves, and whether the seal leaves the school.
//! A seal is refused to blank paper, and to any text but the version that was approved.

use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only,
    Phase, Precedence, Register, Report, Rule, Settled, Template, Tone, Unit, Version, choice, col, derived, due_at, key, l, others,
    report,
};

mod flow;

/// What the seal is for.
pub const REASON: Key<key::Text> = Key::new("reason");
/// Number of the request.
pub const REQUEST_NO: Key<key::Text> = Key::new("request_no");
/// The seal.
pub const SEAL: Key<key::Link> = Key::new("seal");
/// Who asks.
pub const APPLICANT: Key<key::Person> = Key::new("applicant");
/// Their department.
pub const APPLICANT_DEPT: Key<key::Department> = Key::new("applicant_dept");
/// When they asked.
pub const APPLIED_AT: Key<key::Time> = Key::new("applied_at");
/// What kind of paper it is.
pub const FILE_TYPE: Key<key::Choice> = Key::new("file_type");
/// The outgoing document.
pub const DOCUMENT: Key<key::Link> = Key::new("document");
/// Title of the paper.
pub const DOCUMENT_TITLE: Key<key::Text> = Key::new("document_title");
/// Its number.
pub const DOCUMENT_NO: Key<key::Text> = Key::new("document_no");
/// Digest of the version that is approved.
pub const VERSION_DIGEST: Key<key::Text> = Key::new("version_digest");
/// How many copies.
pub const COPIES: Key<key::Integer> = Key::new("copies");
/// Pages of a copy.
pub const PAGES: Key<key::Integer> = Key::new("pages");
/// Across the edges of the pages as well.
pub const STRADDLE: Key<key::YesNo> = Key::new("straddle");
/// To whom the paper goes.
pub const RECIPIENT: Key<key::Text> = Key::new("recipient");
/// When it is needed.
pub const EXPECTED_USE_AT: Key<key::Time> = Key::new("expected_use_at");
/// Whether the seal leaves the school.
pub const OFF_SITE: Key<key::YesNo> = Key::new("off_site");
/// Where it is used then.
pub const USE_PLACE: Key<key::Text> = Key::new("use_place");
/// Who carries it.
pub const CARRIER: Key<key::Person> = Key::new("carrier");
/// Who goes along.
pub const COMPANION: Key<key::Person> = Key::new("companion");
/// When it left.
pub const TAKEN_AT: Key<key::Time> = Key::new("taken_at");
/// When it must be back.
pub const EXPECTED_RETURN_AT: Key<key::Time> = Key::new("expected_return_at");
/// When it came back.
pub const RETURNED_AT: Key<key::Time> = Key::new("returned_at");
/// In what condition.
pub const SEAL_CONDITION: Key<key::Choice> = Key::new("seal_condition");
/// Who is to approve.
pub const TO_APPROVE: Key<key::Person> = Key::new("to_approve");
/// Who approved.
pub const APPROVER: Key<key::Person> = Key::new("approver");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// What they wrote.
pub const APPROVAL_OPINION: Key<key::Text> = Key::new("approval_opinion");
/// Keeper who is to seal it.
pub const TO_SEAL: Key<key::Person> = Key::new("to_seal");
/// Keeper who sealed it or gave the seal out.
pub const KEEPER: Key<key::Person> = Key::new("keeper");
/// When it was sealed.
pub const SEALED_AT: Key<key::Time> = Key::new("sealed_at");
/// The paper was looked at and is not blank.
pub const NOT_BLANK: Key<key::YesNo> = Key::new("not_blank");
/// The text was compared with what was approved.
pub const TEXT_CHECKED: Key<key::YesNo> = Key::new("text_checked");
/// Why it was refused.
pub const REFUSE_REASON: Key<key::Text> = Key::new("refuse_reason");
/// Why it was withdrawn.
pub const WITHDRAW_REASON: Key<key::Text> = Key::new("withdraw_reason");
/// Who withdrew it.
pub const WITHDRAWN_BY: Key<key::Person> = Key::new("withdrawn_by");
/// When.
pub const WITHDRAWN_AT: Key<key::Time> = Key::new("withdrawn_at");

static FILE_TYPES: &[Choice] = &[
    choice("outgoing", l("发文", "發文", "Outgoing document")).alias(&["公文", "文件"]),
    choice("contract", l("合同协议", "合同協議", "Contract")).alias(&["合同", "协议"]),
    choice("certificate", l("证明介绍信", "證明介紹信", "Certificate or letter of introduction")).alias(&[
        "证明",
        "介绍信",
        "成绩单",
        "证书",
    ]),
    choice("form", l("报表材料", "報表材料", "Form")).alias(&["报表", "申报表", "材料"]),
    choice("finance", l("财务票据", "財務票據", "Finance paper")).alias(&["票据", "财务"]),
    choice("other", l("其他", "其他", "Other")),
];

static CONDITIONS: &[Choice] = &[
    choice("intact", l("完好", "完好", "Intact")).alias(&["正常"]),
    choice("damaged", l("损坏", "損壞", "Damaged")),
    choice("doubtful", l("有异常", "有異常", "Doubtful")).alias(&["异常"]),
];

static FIELDS: &[Field] = &[
    Field::text(REASON, l("用印事由", "用印事由", "Reason")).required().alias(&[
        "事由",
        "用途",
        "申请事由",
        "用章事由",
        "盖章事由",
        "用印原因",
        "Purpose",
    ]),
    Field::text(REQUEST_NO, l("申请编号", "申請編號", "Request no.")).alias(&["编号", "用印申请号"]),
    Field::link(SEAL, l("印章", "印章", "Seal"), "seals").alias(&["印章名称", "用印名称", "印章种类", "所用印章", "用章名称", "章别"]),
    Field::person(APPLICANT, l("申请人", "申請人", "Applicant")).starts(Default_::Me).alias(&[
        "经办人",
        "用印申请人",
        "用章人",
        "经手",
        "经手人",
        "Requested by",
    ]),
    Field::department(APPLICANT_DEPT, l("申请部门", "申請部門", "Applicant's department")).alias(&[
        "用印部门",
        "用印单位",
        "用章部门",
        "申请单位",
    ]),
    Field::time(APPLIED_AT, l("申请时间", "申請時間", "Applied at")).starts(Default_::Now).alias(&["申请日期", "用章时间", "日期", "Date"]),
    Field::choice(FILE_TYPE, l("材料类别", "材料類別", "Kind of paper"), FILE_TYPES)
        .starts(Default_::Choice("other"))
        .alias(&["文件类别", "文件类型"]),
    Field::link(DOCUMENT, l("关联发文", "關聯發文", "Outgoing document"), "outgoing-documents"),
    Field::text(DOCUMENT_TITLE, l("材料名称", "材料名稱", "Title of the paper")).alias(&[
        "文件名称",
        "用印文件",
        "用印材料",
        "盖章文件",
        "盖章文件名称",
    ]),
    Field::text(DOCUMENT_NO, l("文件字号", "文件字號", "Number of the paper")).alias(&["文号", "合同编号"]),
    Field::text(VERSION_DIGEST, l("批准版本", "批准版本", "Version approved")).alias(&["版本校验码", "文件版本"]),
    Field::integer(COPIES, l("用印份数", "用印份數", "Copies")).within(0, 100_000).starts(Default_::Integer(1)).alias(&[
        "份数",
        "盖章份数",
        "用章份数",
        "盖章数量",
        "No. of copies",
    ]),
    Field::integer(PAGES, l("每份页数", "每份頁數", "Pages")).within(0, 100_000).alias(&["页数"]),
    Field::yes_no(STRADDLE, l("骑缝章", "騎縫章", "Straddling the pages")).alias(&["骑缝", "是否骑缝"]),
    Field::text(RECIPIENT, l("送往单位", "送往單位", "Recipient")).alias(&["发往单位", "接收单位"]),
    Field::time(EXPECTED_USE_AT, l("拟用印时间", "擬用印時間", "Needed at")).alias(&["预计用印时间"]),
    Field::yes_no(OFF_SITE, l("外带用印", "外帶用印", "Off site")).alias(&["是否外带", "印章外借"]),
    Field::text(USE_PLACE, l("外带地点", "外帶地點", "Place of use")).alias(&["用印地点"]),
    Field::person(CARRIER, l("外带人", "外帶人", "Carrier")).alias(&["携带人", "借用人"]),
    Field::person(COMPANION, l("随行监印人", "隨行監印人", "Companion")).alias(&["陪同人"]),
    Field::time(TAKEN_AT, l("外带时间", "外帶時間", "Taken at")).alias(&["借出时间"]),
    Field::time(EXPECTED_RETURN_AT, l("拟归还时间", "擬歸還時間", "Back by")).until().alias(&["预计归还时间", "应归还时间"]),
    Field::time(RETURNED_AT, l("实际归还时间", "實際歸還時間", "Returned at")).alias(&["归还时间"]),
    Field::choice(SEAL_CONDITION, l("归还时状况", "歸還時狀況", "Condition"), CONDITIONS),
    Field::person(TO_APPROVE, l("送批人", "送批人", "Approval asked of")).alias(&["拟批准人"]),
    Field::person(APPROVER, l("批准人", "批准人", "Approver")).alias(&["审批人", "批准领导", "审批领导", "签批人", "Approved by"]),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")).alias(&["批准日期", "审批时间"]),
    Field::text(APPROVAL_OPINION, l("批准意见", "批准意見", "Approver's words")).alias(&["审批意见"]),
    Field::person(TO_SEAL, l("送用印人", "送用印人", "Sealing asked of")),
    Field::person(KEEPER, l("监印人", "監印人", "Keeper")).alias(&["用印人", "盖章人"]),
    Field::time(SEALED_AT, l("用印时间", "用印時間", "Sealed at")).alias(&["用印日期", "盖章时间"]),
    Field::yes_no(NOT_BLANK, l("已核对非空白", "已核對非空白", "Not blank")).alias(&["非空白"]),
    Field::yes_no(TEXT_CHECKED, l("已核对与批准稿一致", "已核對與批准稿一致", "Text as approved")),
    Field::text(REFUSE_REASON, l("拒绝原因", "拒絕原因", "Reason for refusing")),
    Field::text(WITHDRAW_REASON, l("撤回原因", "撤回原因", "Reason for withdrawing")),
    Field::person(WITHDRAWN_BY, l("撤回人", "撤回人", "Withdrawn by")),
    Field::time(WITHDRAWN_AT, l("撤回时间", "撤回時間", "Withdrawn at")),
];

static LIST: &[Column] = &[
    col("request_no", 130),
    col("reason", 0),
    col("seal", 140),
    col("applicant", 84),
    col("applicant_dept", 100),
    col("copies", 60),
    col("approver", 84),
    col("expected_return_at", 130),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("申请", "申請", "Request"),
        fields: &[
            "reason",
            "request_no",
            "seal",
            "applicant",
            "applicant_dept",
            "applied_at",
            "file_type",
            "document",
            "document_title",
            "document_no",
            "version_digest",
            "copies",
            "pages",
            "straddle",
            "recipient",
            "expected_use_at",
        ],
    },
    Group {
        labels: l("批准", "批准", "Approval"),
        fields: &[
            "to_approve",
            "approver",
            "approved_at",
            "approval_opinion",
            "refuse_reason",
            "withdraw_reason",
            "withdrawn_by",
            "withdrawn_at",
        ],
    },
    Group { labels: l("用印", "用印", "Sealing"), fields: &["to_seal", "not_blank", "text_checked", "keeper", "sealed_at"] },
    Group {
        labels: l("外带", "外帶", "Off site"),
        fields: &["off_site", "use_place", "carrier", "companion", "taken_at", "expected_return_at", "returned_at", "seal_condition"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "request-form", labels: l("用印申请单", "用印申請單", "Seal request") },
    Named { id: "off-site-form", labels: l("印章外带单", "印章外帶單", "Off-site slip") },
];

static REPORTS: &[Report] = &[
    report("by-seal", l("按印章统计", "按印章統計", "By seal"), &[By::Field("seal")]).measures(&[Measure::Count, Measure::Sum("copies")]),
    report("by-department", l("按申请部门统计", "按申請部門統計", "By department"), &[By::Field("applicant_dept"), By::Field("seal")])
        .measures(&[Measure::Count, Measure::Sum("copies")]),
    report("by-type", l("按材料类别统计", "按材料類別統計", "By kind of paper"), &[By::Field("file_type")]),
    report("overdue-returns", l("逾期未归还", "逾期未歸還", "Overdue returns"), &[By::Title, By::Field("carrier")])
        .only(&[Only::State(&["out"]), Only::Passed("expected_return_at")])
        .chart(Chart::Table),
    report("returns-on-time", l("按时归还率", "按時歸還率", "Returned on time"), &[By::Field("seal")])
        .measures(&[Measure::OnTime("returned_at", "expected_return_at"), Measure::Count])
        .only(&[Only::Is("off_site", &["1"])]),
    report("waiting", l("审批用时", "審批用時", "Time of approval"), &[By::Field("approver")])
        .measures(&[Measure::Span("applied_at", "approved_at"), Measure::Span("approved_at", "sealed_at")]),
];

const USED: Calc = Calc::Sum { of: others("seal-uses", "request"), amount: "copies", minus: None };
const ASKED: Calc = Calc::Field("copies");

static DERIVED: &[Derived] = &[
    derived("uses", l("用印次数", "用印次數", "Uses"), Calc::Count(others("seal-uses", "request")), Unit::Count),
    derived("copies_sealed", l("已用印份数", "已用印份數", "Copies sealed"), USED, Unit::Count),
    derived("minutes_out", l("外带时长", "外帶時長", "Time off site"), Calc::Minutes("taken_at", "returned_at"), Unit::Minutes),
];

static ALERTS: &[Alert] = &[Alert {
    id: "more-than-approved",
    labels: l("用印份数超过批准份数", "用印份數超過批准份數", "More copies sealed than approved"),
    tone: Tone::Red,
    less: ASKED,
    than: USED,
    phases: &[Phase::Open, Phase::Done],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template {
        id: "certificate",
        labels: l("开具证明", "開具證明", "Certificate"),
        values: &[("reason", "开具证明"), ("file_type", "证明介绍信"), ("off_site", "否"), ("copies", "1"), ("pages", "1")],
    },
    Template {
        id: "contract",
        labels: l("合同用印", "合同用印", "Contract"),
        values: &[("reason", "签订合同"), ("file_type", "合同协议"), ("off_site", "否"), ("copies", "4"), ("straddle", "是")],
    },
    Template {
        id: "off-site",
        labels: l("外带用印", "外帶用印", "Off site"),
        values: &[("reason", "外出办理手续用印"), ("file_type", "报表材料"), ("off_site", "是")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("reason", "签订校园绿化养护合同"),
        ("applicant", "马秀建"),
        ("applicant_dept", "总务处"),
        ("applied_at", "2026-09-09 10:20"),
        ("file_type", "合同"),
        ("document_title", "校园绿化养护服务合同"),
        ("document_no", "HT2026-031"),
        ("version_digest", "2026-09-08定稿第3版"),
        ("copies", "4"),
        ("pages", "6"),
        ("straddle", "是"),
        ("off_site", "否"),
        ("to_approve", "陈国强"),
    ],
    &[
        ("reason", "到市教育局办理教师资格注册，现场加盖公章"),
        ("applicant", "姚雨"),
        ("applicant_dept", "人事处"),
        ("applied_at", "2026年9月14日 8:30"),
        ("file_type", "材料"),
        ("document_title", "教师资格定期注册汇总表"),
        ("copies", "2"),
        ("off_site", "是"),
        ("use_place", "市教育局政务大厅"),
        ("carrier", "胡玉"),
        ("companion", "姚雨"),
        ("expected_return_at", "2026-09-15 17:00"),
    ],
];

/// What the approval is about.
const APPROVED: &[&str] = &["reason", "seal", "file_type", "document", "document_title", "document_no", "copies", "pages", "off_site"];

/// The register.
pub static REGISTER: Register = Register {
    key: "seal-requests",
    labels: l("用印申请", "用印申請", "Seal requests"),
    one: l("用印申请单", "用印申請單", "Seal request"),
    area: Area::Seals,
    fields: FIELDS,
    title: "reason",
    number: Some(Numbering { field: "request_no", pattern: "印申〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("expected_return_at").remind(&[1, 0]).met_in(&["returned"])),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    version: Version {
        author: "applicant",
        linked: &[("version_digest", "document")],
        locked_by: &["approved_at"],
        of: APPROVED,
        ..Version::NONE
    },
    settled: Settled {
        once: &[],
        states: &["sealed", "returned", "recorded"],
        fields: &["applicant", "applied_at", "approver", "keeper", "sealed_at"],
        ..Settled::NONE
    },
    precedence: Precedence { done: &["recorded", "returned", "sealed", "out"], withdrawn: &["withdrawn"], refused: &["refused"] },
    rules: &[
        Rule::NotBefore { field: "expected_return_at", since: "expected_use_at" },
        Rule::NotBefore { field: "returned_at", since: "taken_at" },
        Rule::NotBefore { field: "sealed_at", since: "approved_at" },
    ],
    arrival: Arrival {
        headings: &["申请状态", "审批状态"],
        words: &[
            ("待审批", "applied"),
            ("已批准", "approved"),
            ("同意", "approved"),
            ("已用印", "recorded"),
            ("已归还", "recorded"),
            ("不同意", "refused"),
        ],
        ..Arrival::FIRST
    },
    retention: l("保存30年", "保存30年", "30 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["document", "seal"], &["document_title", "applicant", "applied_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
