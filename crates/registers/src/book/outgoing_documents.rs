//! Outgoing documents 发文: from the draft through review, signature, number, print and seal to the receipt of each
//! recipient. Numbers are given after the signature, from a lease on the series, and stay with the document for good.

use crate::def::{Area, Arrival, Default_, Example, Field, Key, Numbering, Precedence, Register, Rule, Template, due_at, key, l};

use super::incoming_documents::{POINTER_TITLE, choices as shared};

mod choices;
mod flow;
mod lines;
#[cfg(test)]
mod tests;
mod views;

pub use lines::{checks, co_signs, dispatch, reviews, signatures};

/// Title.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number of issue.
pub const ISSUE_NO: Key<key::Text> = Key::new("issue_no");
/// The letters of the series.
pub const ORG_CODE: Key<key::Text> = Key::new("org_code");
/// Kind of document.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// To a superior, a peer or a subordinate.
pub const DIRECTION: Key<key::Choice> = Key::new("direction");
/// Format.
pub const FORMAT: Key<key::Choice> = Key::new("format");
/// Level of secrecy.
pub const SECRECY: Key<key::Choice> = Key::new("secrecy");
/// How long the secrecy holds.
pub const SECRECY_TERM: Key<key::Text> = Key::new("secrecy_term");
/// Urgency.
pub const URGENCY: Key<key::Choice> = Key::new("urgency");
/// Whether it may be published.
pub const PUBLICITY: Key<key::Choice> = Key::new("publicity");
/// To whom it goes.
pub const MAIN_TO: Key<key::Text> = Key::new("main_to");
/// Who gets a copy.
pub const CC: Key<key::Text> = Key::new("cc");
/// What it rests on.
pub const BASIS: Key<key::Text> = Key::new("basis");
/// The incoming document that it answers.
pub const IN_REPLY_TO: Key<key::Link> = Key::new("in_reply_to");
/// Organisations that issue it together.
pub const JOINT_ORGS: Key<key::Text> = Key::new("joint_orgs");
/// The text.
pub const BODY: Key<key::LongText> = Key::new("body");
/// Names of the enclosures.
pub const ENCLOSURES: Key<key::Text> = Key::new("enclosures");
/// Note below the date, such as contact and telephone.
pub const NOTE: Key<key::Text> = Key::new("note");
/// Who drafts it.
pub const DRAFTER: Key<key::Person> = Key::new("drafter");
/// Department that drafts it.
pub const DRAFT_DEPT: Key<key::Department> = Key::new("draft_dept");
/// Day on which the draft was begun.
pub const DRAFTED_ON: Key<key::Date> = Key::new("drafted_on");
/// Day by which it must be out.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// When it was first submitted.
pub const SUBMITTED_AT: Key<key::Time> = Key::new("submitted_at");
/// Who is to review it in the department.
pub const TO_REVIEW: Key<key::Person> = Key::new("to_review");
/// Who reviewed it in the department.
pub const DEPT_REVIEWER: Key<key::Person> = Key::new("dept_reviewer");
/// When.
pub const DEPT_REVIEWED_AT: Key<key::Time> = Key::new("dept_reviewed_at");
/// Who reviewed it in the office.
pub const OFFICE_REVIEWER: Key<key::Person> = Key::new("office_reviewer");
/// When.
pub const OFFICE_REVIEWED_AT: Key<key::Time> = Key::new("office_reviewed_at");
/// When the joint review was done.
pub const CO_SIGNED_AT: Key<key::Time> = Key::new("co_signed_at");
/// Why it was returned.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Why it was withdrawn.
pub const WITHDRAW_REASON: Key<key::Text> = Key::new("withdraw_reason");
/// Who withdrew it.
pub const WITHDRAWN_BY: Key<key::Person> = Key::new("withdrawn_by");
/// When.
pub const WITHDRAWN_AT: Key<key::Time> = Key::new("withdrawn_at");
/// Who is to sign it.
pub const TO_SIGN: Key<key::Person> = Key::new("to_sign");
/// Who signed it.
pub const SIGNER: Key<key::Person> = Key::new("signer");
/// When.
pub const SIGNED_AT: Key<key::Time> = Key::new("signed_at");
/// What the signer wrote.
pub const SIGN_OPINION: Key<key::Text> = Key::new("sign_opinion");
/// Digest of the text that was signed: the seal is refused to any other.
pub const SIGNED_DIGEST: Key<key::Text> = Key::new("signed_digest");
/// Date of the document.
pub const DOC_DATE: Key<key::Date> = Key::new("doc_date");
/// When the number was given.
pub const NUMBERED_AT: Key<key::Time> = Key::new("numbered_at");
/// Who gave it.
pub const NUMBERED_BY: Key<key::Person> = Key::new("numbered_by");
/// Who prints it.
pub const PRINT_ORG: Key<key::Text> = Key::new("print_org");
/// Day of printing.
pub const PRINT_DATE: Key<key::Date> = Key::new("print_date");
/// Copies printed.
pub const COPIES: Key<key::Integer> = Key::new("copies");
/// Copy numbers.
pub const COPY_NO: Key<key::Text> = Key::new("copy_no");
/// Pages.
pub const PAGES: Key<key::Integer> = Key::new("pages");
/// When printing was done.
pub const PRINTED_AT: Key<key::Time> = Key::new("printed_at");
/// When it was sealed.
pub const SEALED_AT: Key<key::Time> = Key::new("sealed_at");
/// Who sealed it.
pub const SEALED_BY: Key<key::Person> = Key::new("sealed_by");
/// When it went out.
pub const DISPATCHED_AT: Key<key::Time> = Key::new("dispatched_at");
/// Who sent it.
pub const DISPATCHED_BY: Key<key::Person> = Key::new("dispatched_by");
/// When the last recipient had it.
pub const DELIVERED_AT: Key<key::Time> = Key::new("delivered_at");
/// Why it counts as delivered without every receipt.
pub const RECEIPT_NOTE: Key<key::Text> = Key::new("receipt_note");
/// Where it was put on record.
pub const RECORDED_WITH: Key<key::Text> = Key::new("recorded_with");
/// Under which number.
pub const RECORD_NO: Key<key::Text> = Key::new("record_no");
/// When.
pub const RECORDED_ON: Key<key::Date> = Key::new("recorded_on");
/// Who keeps the paper.
pub const HOLDER: Key<key::Person> = Key::new("holder");
/// Where the paper lies.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// Where it was filed.
pub const FILED_TO: Key<key::Text> = Key::new("filed_to");
/// Day on which it was filed.
pub const ARCHIVED_AT: Key<key::Date> = Key::new("archived_at");
/// Who filed it.
pub const ARCHIVED_BY: Key<key::Person> = Key::new("archived_by");
/// Reviews.
pub const REVIEWS: Key<key::Lines> = Key::new("reviews");
/// Returns.
pub const RETURNS: Key<key::Lines> = Key::new("returns");
/// Joint reviews.
pub const CO_SIGNS: Key<key::Lines> = Key::new("co_signs");
/// Signatures.
pub const SIGNATURES: Key<key::Lines> = Key::new("signatures");
/// Checks before printing.
pub const PRE_CHECKS: Key<key::Lines> = Key::new("pre_checks");
/// Checks after printing.
pub const POST_CHECKS: Key<key::Lines> = Key::new("post_checks");
/// Recipients.
pub const DISPATCH: Key<key::Lines> = Key::new("dispatch");

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("标题", "標題", "Title")).required().alias(&[
        "文件标题",
        "发文标题",
        "文件名称",
        "题名",
        "Subject",
        "公文标题",
        "发文题目",
        "发文内容",
        "Document title",
        "Re",
    ]),
    Field::text(ISSUE_NO, l("发文字号", "發文字號", "Issue no.")).alias(&[
        "文号",
        "发文号",
        "文件编号",
        "编号",
        "发文编号",
        "发文号码",
        "公文字号",
        "文件字号",
        "文件文号",
        "Reference no.",
        "Ref. no.",
        "Our ref",
        "Register no.",
    ]),
    Field::text(ORG_CODE, l("发文代字", "發文代字", "Series")).alias(&["代字", "机关代字"]),
    Field::choice(KIND, l("文种", "文種", "Kind"), shared::KINDS).alias(&["公文种类", "文件种类", "公文类型", "文件类型", "Document type"]),
    Field::choice(DIRECTION, l("行文方向", "行文方向", "Direction"), choices::DIRECTIONS).alias(&["行文关系"]),
    Field::choice(FORMAT, l("公文格式", "公文格式", "Format"), choices::FORMATS).alias(&["格式"]),
    Field::choice(SECRECY, l("密级", "密級", "Secrecy"), shared::SECRECIES).alias(&[
        "秘密等级",
        "密级程度",
        "保密级别",
        "保密等级",
        "Classification",
    ]),
    Field::text(SECRECY_TERM, l("保密期限", "保密期限", "Secrecy term")),
    Field::choice(URGENCY, l("紧急程度", "緊急程度", "Urgency"), shared::URGENCIES).starts(Default_::Choice("normal")).alias(&[
        "缓急",
        "缓急程度",
        "紧急等级",
        "急缓程度",
        "Priority",
    ]),
    Field::choice(PUBLICITY, l("公开属性", "公開屬性", "Publication"), choices::PUBLICITIES).alias(&[
        "公开方式",
        "信息公开",
        "公开类别",
        "公开形式",
    ]),
    Field::text(MAIN_TO, l("主送", "主送", "To")).alias(&[
        "主送机关",
        "主送单位",
        "发往单位",
        "受文单位",
        "主送对象",
        "收文单位",
        "发文对象",
        "送达单位",
        "Addressee",
    ]),
    Field::text(CC, l("抄送", "抄送", "Copies to")).alias(&["抄送机关", "抄送单位", "抄报", "抄送对象", "抄报抄送"]),
    Field::text(BASIS, l("发文依据", "發文依據", "Basis")).alias(&["依据", "拟稿依据"]),
    Field::link(IN_REPLY_TO, l("所复来文", "所覆來文", "Answer to"), "incoming-documents"),
    Field::text(JOINT_ORGS, l("联合发文单位", "聯合發文單位", "Issued with")).alias(&["联合行文机关"]),
    Field::long_text(BODY, l("正文", "正文", "Text")).alias(&["文件正文", "内容"]),
    Field::text(ENCLOSURES, l("附件说明", "附件說明", "Enclosures")).alias(&["附件名称"]),
    Field::text(NOTE, l("附注", "附註", "Note")),
    Field::person(DRAFTER, l("拟稿人", "擬稿人", "Drafter")).starts(Default_::Me).alias(&[
        "起草人",
        "经办人",
        "承办人",
        "拟稿",
        "撰稿人",
        "经手人",
        "经手",
        "Drafted by",
        "Author",
    ]),
    Field::department(DRAFT_DEPT, l("拟稿部门", "擬稿部門", "Drafting department")).alias(&[
        "起草部门",
        "主办部门",
        "拟稿单位",
        "承办部门",
        "主办科室",
        "承办科室",
        "发文部门",
    ]),
    Field::date(DRAFTED_ON, l("拟稿日期", "擬稿日期", "Drafted on")).starts(Default_::Today).alias(&["起草日期", "拟稿时间", "Draft date"]),
    Field::date(DUE_AT, l("要求发出日期", "要求發出日期", "Due")).alias(&["发文时限", "办理时限", "要求发文日期", "Due date"]),
    Field::time(SUBMITTED_AT, l("送审时间", "送審時間", "Submitted at")),
    Field::person(TO_REVIEW, l("送部门审核人", "送部門審核人", "Review asked of")),
    Field::person(DEPT_REVIEWER, l("部门审核人", "部門審核人", "Department reviewer")).alias(&["部门负责人"]),
    Field::time(DEPT_REVIEWED_AT, l("部门审核时间", "部門審核時間", "Reviewed by the department")),
    Field::person(OFFICE_REVIEWER, l("办公室审核人", "辦公室審核人", "Office reviewer")).alias(&["办公室主任"]),
    Field::time(OFFICE_REVIEWED_AT, l("办公室审核时间", "辦公室審核時間", "Reviewed by the office")),
    Field::time(CO_SIGNED_AT, l("会审完成时间", "會審完成時間", "Joint review done at")),
    Field::text(RETURN_REASON, l("退改原因", "退改原因", "Reason for returning")),
    Field::text(WITHDRAW_REASON, l("撤回原因", "撤回原因", "Reason for withdrawing")),
    Field::person(WITHDRAWN_BY, l("撤回人", "撤回人", "Withdrawn by")),
    Field::time(WITHDRAWN_AT, l("撤回时间", "撤回時間", "Withdrawn at")),
    Field::person(TO_SIGN, l("送签领导", "送簽領導", "Signature asked of")).alias(&["拟签发人"]),
    Field::person(SIGNER, l("签发人", "簽發人", "Signer")).alias(&["签发领导", "核签人"]),
    Field::time(SIGNED_AT, l("签发时间", "簽發時間", "Signed at")),
    Field::text(SIGN_OPINION, l("签发意见", "簽發意見", "Signer's words")),
    Field::text(SIGNED_DIGEST, l("签发版本", "簽發版本", "Version signed")).alias(&["签发版本校验码", "定稿版本"]).computed(),
    Field::date(DOC_DATE, l("成文日期", "成文日期", "Document date")).alias(&[
        "发文日期",
        "文件日期",
        "发文时间",
        "落款日期",
        "Dated",
        "Date of document",
        "Date sent",
        "Issued on",
        "Date",
    ]),
    Field::time(NUMBERED_AT, l("编号时间", "編號時間", "Numbered at")),
    Field::person(NUMBERED_BY, l("编号人", "編號人", "Numbered by")),
    Field::text(PRINT_ORG, l("印发机关", "印發機關", "Printed by")).alias(&["印发单位", "发文单位", "发文机关"]),
    Field::date(PRINT_DATE, l("印发日期", "印發日期", "Print date")).alias(&["印制日期", "印发时间", "Printed on"]),
    Field::integer(COPIES, l("印数", "印數", "Copies")).within(0, 100_000).alias(&[
        "印发份数",
        "份数",
        "印制份数",
        "印刷份数",
        "发文份数",
        "No. of copies",
    ]),
    Field::text(COPY_NO, l("份号", "份號", "Copy numbers")),
    Field::integer(PAGES, l("页数", "頁數", "Pages")).within(0, 100_000).alias(&["总页数", "No. of pages"]),
    Field::time(PRINTED_AT, l("印毕时间", "印畢時間", "Printed at")),
    Field::time(SEALED_AT, l("用印时间", "用印時間", "Sealed at")),
    Field::person(SEALED_BY, l("用印人", "用印人", "Sealed by")).alias(&["监印人", "盖章人"]),
    Field::time(DISPATCHED_AT, l("发出时间", "發出時間", "Sent at")).alias(&["分发时间"]),
    Field::person(DISPATCHED_BY, l("分发人", "分發人", "Sent by")),
    Field::time(DELIVERED_AT, l("送达时间", "送達時間", "Delivered at")),
    Field::text(RECEIPT_NOTE, l("视同送达说明", "視同送達說明", "Why it counts as delivered")),
    Field::text(RECORDED_WITH, l("备案机关", "備案機關", "Put on record with")),
    Field::text(RECORD_NO, l("备案号", "備案號", "Record no.")),
    Field::date(RECORDED_ON, l("备案日期", "備案日期", "Put on record on")),
    Field::person(HOLDER, l("保管人", "保管人", "Holder")).alias(&["原件保管人"]),
    Field::text(LOCATION, l("存放位置", "存放位置", "Location")).alias(&["存放地点", "存放地", "存档位置", "Kept at"]),
    Field::text(FILED_TO, l("归档去向", "歸檔去向", "Filed to")).alias(&["归入卷号", "归卷", "归档位置", "归档卷号"]),
    Field::date(ARCHIVED_AT, l("归档日期", "歸檔日期", "Filed on")).alias(&["归档时间"]),
    Field::person(ARCHIVED_BY, l("归档人", "歸檔人", "Filed by")),
    Field::lines(REVIEWS, l("审核", "審核", "Reviews"), &lines::REVIEW),
    Field::lines(RETURNS, l("退改记录", "退改記錄", "Returns"), &lines::RETURN).computed(),
    Field::lines(CO_SIGNS, l("会审", "會審", "Joint reviews"), &lines::CO_SIGN),
    Field::lines(SIGNATURES, l("签发", "簽發", "Signatures"), &lines::SIGNATURE),
    Field::lines(PRE_CHECKS, l("印前复核", "印前覆核", "Checks before printing"), &lines::PRE_CHECK),
    Field::lines(POST_CHECKS, l("印后校对", "印後校對", "Checks after printing"), &lines::POST_CHECK),
    Field::lines(DISPATCH, l("分发", "分發", "Recipients"), &lines::DISPATCH),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "notice",
        labels: l("通知（下行）", "通知（下行）", "Notice to departments"),
        values: &[
            ("kind", "通知"),
            ("direction", "下行文"),
            ("format", "文件格式"),
            ("secrecy", "公开"),
            ("org_code", "校发"),
            ("main_to", "各处室、各年级部"),
            ("body", "现将有关事项通知如下：\n一、\n二、\n三、\n特此通知。"),
        ],
    },
    Template {
        id: "request",
        labels: l("请示（上行）", "請示（上行）", "Request to a superior"),
        values: &[
            ("kind", "请示"),
            ("direction", "上行文"),
            ("format", "文件格式"),
            ("secrecy", "内部"),
            ("org_code", "校发"),
            ("main_to", "市教育局"),
            ("body", "现将有关情况请示如下：\n一、基本情况\n二、请示事项\n妥否，请批示。"),
            ("note", "（联系人： 电话： ）"),
        ],
    },
    Template {
        id: "letter",
        labels: l("函（平行）", "函（平行）", "Letter to a peer"),
        values: &[
            ("kind", "函"),
            ("direction", "平行文"),
            ("format", "信函格式"),
            ("secrecy", "公开"),
            ("org_code", "校函"),
            ("body", "现就有关事项函商如下：\n一、\n二、\n专此函达，请予支持。"),
        ],
    },
    Template {
        id: "minutes",
        labels: l("办公会纪要", "辦公會紀要", "Minutes of the weekly meeting"),
        values: &[
            ("kind", "纪要"),
            ("direction", "下行文"),
            ("format", "纪要格式"),
            ("secrecy", "内部"),
            ("org_code", "校纪要"),
            ("body", "时间：\n地点：\n主持：\n出席：\n列席：\n记录：\n会议议定事项：\n一、\n二、"),
        ],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "关于做好2026年国庆节放假安排的通知"),
        ("org_code", "校发"),
        ("kind", "通知"),
        ("direction", "下行文"),
        ("format", "文件格式"),
        ("secrecy", "公开"),
        ("urgency", "平件"),
        ("publicity", "主动公开"),
        ("main_to", "各处室、各年级部"),
        ("cc", "校长室"),
        ("basis", "市教办〔2026〕58号"),
        ("body", "各处室、各年级部：\n　　根据上级通知，现将国庆节放假事项通知如下。\n　　一、放假时间\n　　10月1日至7日放假，共7天。"),
        ("drafter", "林文静"),
        ("draft_dept", "综合办公室"),
        ("drafted_on", "2026-09-17"),
        ("to_sign", "陈国强"),
        ("copies", "25"),
        ("pages", "2"),
        ("print_org", "明德中学办公室"),
    ],
    &[
        ("title", "关于申请改造学生食堂排烟系统的请示"),
        ("org_code", "校发"),
        ("kind", "请示"),
        ("direction", "上行文"),
        ("secrecy", "内部"),
        ("urgency", "加急"),
        ("publicity", "不予公开"),
        ("main_to", "市教育局"),
        ("drafter", "马秀建"),
        ("draft_dept", "总务处"),
        ("drafted_on", "2026年9月8日"),
        ("due_at", "2026-09-12"),
        ("enclosures", "1.现场照片 2.工程概算表"),
        ("note", "（联系人：马秀建，电话：83210016）"),
        ("remarks", "请财务室先核概算。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "outgoing-documents",
    labels: l("发文登记", "發文登記", "Outgoing documents"),
    one: l("发文", "發文", "Outgoing document"),
    area: Area::Documents,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "issue_no", pattern: "{org_code}〔{year}〕{n}号", at_creation: false }),
    leased: true,
    due: Some(due_at("due_at").after("drafted_on", 10).unless("urgency", &[("extra-urgent", 1), ("urgent", 3), ("normal", 10)]).met_in(&[
        "dispatching",
        "delivered",
        "recorded",
    ])),
    list: views::LIST,
    groups: views::GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    version: flow::VERSION,
    settled: flow::SETTLED,
    precedence: Precedence {
        done: &["archived", "recorded", "delivered", "dispatching", "sealed"],
        withdrawn: &["withdrawn"],
        refused: &["returned", "awaiting-signature"],
    },
    rules: &[
        Rule::PointerOnly {
            by: "secrecy",
            values: &["confidential", "secret", "top-secret"],
            fields: &[
                "title",
                "issue_no",
                "org_code",
                "kind",
                "secrecy",
                "secrecy_term",
                "urgency",
                "in_reply_to",
                "drafter",
                "draft_dept",
                "drafted_on",
                "due_at",
                "doc_date",
                "copies",
                "copy_no",
                "pages",
                "holder",
                "location",
                "filed_to",
                "archived_at",
                "archived_by",
                "owner",
                "dept",
                "term",
                "void_reason",
                "void_by",
                "void_at",
            ],
            title: POINTER_TITLE,
        },
        Rule::NotBefore { field: "dispatched_at", since: "signed_at" },
        Rule::NotBefore { field: "delivered_at", since: "dispatched_at" },
    ],
    arrival: Arrival {
        headings: &["发文状态", "办理状态"],
        words: &[
            ("已发", "dispatching"),
            ("已发出", "dispatching"),
            ("已送", "delivered"),
            ("已印发", "sealed"),
            ("待签", "awaiting-signature"),
        ],
        marks: &[("归档", "archived"), ("是否归档", "archived")],
        filled: &[
            ("issue_no", "numbered"),
            ("sealed_at", "sealed"),
            ("dispatched_at", "dispatching"),
            ("delivered_at", "delivered"),
            ("recorded_on", "recorded"),
            ("archived_at", "archived"),
        ],
        ..Arrival::FIRST
    },
    retention: l(
        "按文件定期保管，归档后移交档案室",
        "按文件定期保管，歸檔後移交檔案室",
        "As the document's retention says; to the archive once filed",
    ),
    prints: views::PRINTS,
    reports: views::REPORTS,
    derived: views::DERIVED,
    alerts: views::ALERTS,
    templates: TEMPLATES,
    same: &[&["title", "main_to"], &["issue_no"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
