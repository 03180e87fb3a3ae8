//! Incoming documents 收文: what arrives, who is to deal with it, by when, and what became of it.
//! After 党政机关公文处理工作条例 art. 24: 签收 → 登记 → 初审 → 承办 → 传阅 → 催办 → 答复.

use crate::def::{
    Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only, Phase,
    Register, Report, Rule, Settled, Space, Template, Unit, col, derived, due_at, key, l, others, report,
};

pub(in crate::book) mod choices;
mod flow;
mod lines;

pub use lines::{assignments, circulation, inspections, instructions, opinions, replies, urges};

/// All that the title of a classified document may say here; the document stands in the paper register.
pub const POINTER_TITLE: &str = "涉密文件";

/// Number in the office's own book.
pub const REG_NO: Key<key::Text> = Key::new("reg_no");
/// Title.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Day on which it came.
pub const RECEIVED_AT: Key<key::Date> = Key::new("received_at");
/// Where it was handed over.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Who took it.
pub const RECEIVER: Key<key::Person> = Key::new("receiver");
/// The way it came.
pub const CHANNEL: Key<key::Choice> = Key::new("channel");
/// Who sent it.
pub const FROM_ORG: Key<key::Text> = Key::new("from_org");
/// Rank of the sender.
pub const FROM_TYPE: Key<key::Choice> = Key::new("from_type");
/// The sender's number.
pub const FROM_NO: Key<key::Text> = Key::new("from_no");
/// Date of the document.
pub const DOC_DATE: Key<key::Date> = Key::new("doc_date");
/// Kind of document.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Level of secrecy.
pub const SECRECY: Key<key::Choice> = Key::new("secrecy");
/// How long the secrecy holds.
pub const SECRECY_TERM: Key<key::Text> = Key::new("secrecy_term");
/// Urgency.
pub const URGENCY: Key<key::Choice> = Key::new("urgency");
/// Copies received.
pub const COPIES: Key<key::Integer> = Key::new("copies");
/// Copy numbers.
pub const COPY_NO: Key<key::Text> = Key::new("copy_no");
/// Pages.
pub const PAGES: Key<key::Integer> = Key::new("pages");
/// Number of enclosures.
pub const ATTACHMENTS_COUNT: Key<key::Integer> = Key::new("attachments_count");
/// Matters that it is about.
pub const CLASSES: Key<key::Choices> = Key::new("classes");
/// To be read or to be dealt with.
pub const NATURE: Key<key::Choice> = Key::new("nature");
/// Day by which it must be dealt with.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Department whose business it is.
pub const FOR_DEPT: Key<key::Department> = Key::new("for_dept");
/// Who is to propose how to deal with it.
pub const OPINION_BY: Key<key::Person> = Key::new("opinion_by");
/// Leader to whom it is submitted.
pub const SUBMIT_TO: Key<key::Person> = Key::new("submit_to");
/// Person who answers for dealing with it.
pub const MAIN_HANDLER: Key<key::Person> = Key::new("main_handler");
/// Who keeps the paper.
pub const HOLDER: Key<key::Person> = Key::new("holder");
/// Where the paper lies.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// What became of it.
pub const RESULT: Key<key::Text> = Key::new("result");
/// Day on which it was dealt with.
pub const CLOSED_AT: Key<key::Date> = Key::new("closed_at");
/// The outgoing answer.
pub const ANSWER: Key<key::Link> = Key::new("answer");
/// Number of the outgoing answer.
pub const ANSWER_NO: Key<key::Text> = Key::new("answer_no");
/// The earlier entry of the same paper.
pub const SAME_AS: Key<key::Link> = Key::new("same_as");
/// Why it was sent back to the sender.
pub const REJECT_REASON: Key<key::Text> = Key::new("reject_reason");
/// Why the handler gave it back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Why the time was extended.
pub const EXTENSION_REASON: Key<key::Text> = Key::new("extension_reason");
/// Day on which it was filed.
pub const ARCHIVED_AT: Key<key::Date> = Key::new("archived_at");
/// Who filed it.
pub const ARCHIVED_BY: Key<key::Person> = Key::new("archived_by");
/// Checks on receipt.
pub const INSPECTIONS: Key<key::Lines> = Key::new("inspections");
/// Proposed ways to deal with it.
pub const OPINIONS: Key<key::Lines> = Key::new("opinions");
/// Leaders' instructions.
pub const INSTRUCTIONS: Key<key::Lines> = Key::new("instructions");
/// Who deals with it.
pub const ASSIGNMENTS: Key<key::Lines> = Key::new("assignments");
/// Who reads it.
pub const CIRCULATION: Key<key::Lines> = Key::new("circulation");
/// Reminders.
pub const URGES: Key<key::Lines> = Key::new("urges");
/// Answers given.
pub const REPLIES: Key<key::Lines> = Key::new("replies");

static FIELDS: &[Field] = &[
    Field::text(REG_NO, l("收文号", "收文號", "Register no.")).alias(&[
        "收文编号",
        "编号",
        "登记号",
        "no",
        "顺序号",
        "收文登记号",
        "来文编号",
        "收文流水号",
        "流水号",
        "Registration no.",
        "Incoming no.",
        "Ref. no.",
    ]),
    Field::text(TITLE, l("标题", "標題", "Title")).required().alias(&[
        "主旨",
        "文件标题",
        "文件名称",
        "题名",
        "来文标题",
        "事由",
        "Subject",
        "来文名称",
        "文件题名",
        "公文标题",
        "来文内容",
        "内容摘要",
        "Document title",
        "Re",
    ]),
    Field::date(RECEIVED_AT, l("收文日期", "收文日期", "Received")).starts(Default_::Today).alias(&[
        "收到日期",
        "来文日期",
        "登记日期",
        "收文时间",
        "签收日期",
        "收件日期",
        "接收日期",
        "到文日期",
        "Date received",
        "Received on",
        "Received date",
        "Date of receipt",
        "Date in",
    ]),
    Field::text(PLACE, l("收文地点", "收文地點", "Place of receipt")),
    Field::person(RECEIVER, l("签收人", "簽收人", "Received by")).starts(Default_::Me).alias(&[
        "收文人",
        "接收人",
        "登记人",
        "签收",
        "收件人",
        "登记员",
        "Recipient",
        "Registered by",
    ]),
    Field::choice(CHANNEL, l("来文渠道", "來文渠道", "Channel"), choices::CHANNELS).alias(&[
        "来文方式",
        "收文方式",
        "收文渠道",
        "来文途径",
        "接收方式",
        "Delivery method",
    ]),
    Field::text(FROM_ORG, l("来文单位", "來文單位", "From")).alias(&[
        "来文机关",
        "发文单位",
        "发文机关",
        "来源单位",
        "Sender",
        "来文部门",
        "来文机构",
        "发文部门",
        "寄件单位",
        "发件单位",
        "From organisation",
        "Sent by",
        "Issuing organisation",
    ]),
    Field::choice(FROM_TYPE, l("来文类型", "來文類型", "Rank of sender"), choices::FROM_TYPES).alias(&["单位类型", "来文级别"]),
    Field::text(FROM_NO, l("来文字号", "來文字號", "Sender's no.")).alias(&[
        "Reference no.",
        "Reference",
        "来文文号",
        "文号",
        "发文字号",
        "文件编号",
        "原文号",
        "来文号",
        "原文字号",
        "公文字号",
        "文件文号",
        "文件字号",
        "Sender No.",
        "Their ref",
        "Their reference",
        "Sender ref",
    ]),
    Field::date(DOC_DATE, l("成文日期", "成文日期", "Document date")).alias(&[
        "发文日期",
        "文件日期",
        "来文成文日期",
        "印发日期",
        "落款日期",
        "Dated",
        "Date of document",
        "Letter date",
    ]),
    Field::choice(KIND, l("文种", "文種", "Kind"), choices::KINDS).alias(&[
        "公文种类",
        "文件种类",
        "公文类型",
        "文件类型",
        "Document type",
    ]),
    Field::choice(SECRECY, l("密级", "密級", "Secrecy"), choices::SECRECIES).alias(&[
        "密等",
        "秘密等级",
        "密级程度",
        "保密级别",
        "保密等级",
        "文件密级",
        "Classification",
        "Confidentiality",
    ]),
    Field::text(SECRECY_TERM, l("保密期限", "保密期限", "Secrecy term")),
    Field::choice(URGENCY, l("紧急程度", "緊急程度", "Urgency"), choices::URGENCIES).starts(Default_::Choice("normal")).alias(&[
        "速別",
        "缓急",
        "缓急",
        "缓急程度",
        "等级",
        "紧急等级",
        "缓急等级",
        "急缓程度",
        "缓急情况",
        "Priority",
    ]),
    Field::integer(COPIES, l("份数", "份數", "Copies")).within(0, 100_000).starts(Default_::Integer(1)).alias(&[
        "收文份数",
        "数量",
        "来文份数",
        "文件份数",
        "No. of copies",
    ]),
    Field::text(COPY_NO, l("份号", "份號", "Copy no.")),
    Field::integer(PAGES, l("页数", "頁數", "Pages")).within(0, 100_000).alias(&["总页数", "文件页数", "No. of pages"]),
    Field::integer(ATTACHMENTS_COUNT, l("附件数", "附件數", "Enclosures")).within(0, 10_000).alias(&[
        "附件份数",
        "附件数量",
        "附件个数",
        "No. of enclosures",
    ]),
    Field::choices(CLASSES, l("分类", "分類", "Classes"), choices::CLASS_LIST).alias(&["文件分类", "类别", "业务分类"]),
    Field::choice(NATURE, l("办件性质", "辦件性質", "Nature"), choices::NATURES).alias(&["性质", "阅办性质"]),
    Field::date(DUE_AT, l("办理时限", "辦理時限", "Due")).alias(&[
        "办理期限",
        "办结时限",
        "限办日期",
        "截止日期",
        "要求办结日期",
        "要求办结时间",
        "完成时限",
        "办结日期要求",
        "反馈时限",
        "Due date",
        "Deadline",
        "Reply by",
    ]),
    Field::department(FOR_DEPT, l("归口部门", "歸口部門", "Department concerned")).alias(&[
        "归口科室",
        "对口部门",
        "归口管理部门",
        "主责部门",
    ]),
    Field::person(OPINION_BY, l("送拟办人", "送擬辦人", "Proposal asked of")),
    Field::person(SUBMIT_TO, l("送批领导", "送批領導", "Submitted to")).alias(&["呈送领导", "送批人"]),
    Field::person(MAIN_HANDLER, l("主办人", "主辦人", "Main handler")).alias(&["经手", "经手人", "经办", "主办", "办理人", "Handled by"]),
    Field::person(HOLDER, l("保管人", "保管人", "Holder")).alias(&["原件保管人", "保管", "原件持有人", "Kept by"]),
    Field::text(LOCATION, l("存放位置", "存放位置", "Location")).alias(&[
        "存放地点",
        "存放处",
        "存放地",
        "存放",
        "存档位置",
        "保存位置",
        "Kept at",
        "Place kept",
    ]),
    Field::text(RESULT, l("办理结果", "辦理結果", "Outcome")).alias(&[
        "办理情况",
        "处理结果",
        "办结情况",
        "办理结果说明",
        "落实情况",
        "处理情况",
        "Remarks on handling",
    ]),
    Field::date(CLOSED_AT, l("办结日期", "辦結日期", "Closed on")).alias(&[
        "办结时间",
        "完成日期",
        "办毕日期",
        "办结日",
        "Date closed",
        "Completed on",
    ]),
    Field::link(ANSWER, l("复文", "覆文", "Answer"), "outgoing-documents"),
    Field::text(ANSWER_NO, l("复文字号", "覆文字號", "Answer no.")).alias(&["答复文号"]),
    Field::link(SAME_AS, l("同一来文的先登记件", "同一來文的先登記件", "Same paper as"), "incoming-documents"),
    Field::text(REJECT_REASON, l("退文原因", "退文原因", "Reason for sending back")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for giving back")),
    Field::text(EXTENSION_REASON, l("延期原因", "延期原因", "Reason for extension")),
    Field::date(ARCHIVED_AT, l("归档日期", "歸檔日期", "Filed on")).alias(&["归档时间", "归档日", "存档日期", "Date filed"]),
    Field::person(ARCHIVED_BY, l("归档人", "歸檔人", "Filed by")),
    Field::lines(INSPECTIONS, l("验视", "驗視", "Inspection"), &lines::INSPECTION),
    Field::lines(OPINIONS, l("拟办", "擬辦", "Proposed handling"), &lines::OPINION),
    Field::lines(INSTRUCTIONS, l("批示", "批示", "Instructions"), &lines::INSTRUCTION),
    Field::lines(ASSIGNMENTS, l("承办", "承辦", "Assignments"), &lines::ASSIGNMENT),
    Field::lines(CIRCULATION, l("传阅", "傳閱", "Circulation"), &lines::READING),
    Field::lines(URGES, l("催办", "催辦", "Reminders"), &lines::URGE),
    Field::lines(REPLIES, l("答复", "答覆", "Answers"), &lines::REPLY),
];

static LIST: &[Column] = &[
    col("reg_no", 136),
    col("title", 0),
    col("from_org", 160),
    col("received_at", 100),
    col("urgency", 84),
    col("due_at", 100),
    col("_state", 104),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("来文", "來文", "The document"),
        fields: &[
            "title",
            "from_org",
            "from_type",
            "from_no",
            "doc_date",
            "kind",
            "secrecy",
            "secrecy_term",
            "urgency",
            "classes",
            "for_dept",
        ],
    },
    Group {
        labels: l("签收", "簽收", "Receipt"),
        fields: &[
            "reg_no",
            "received_at",
            "place",
            "receiver",
            "channel",
            "copies",
            "copy_no",
            "pages",
            "attachments_count",
            "inspections",
        ],
    },
    Group {
        labels: l("办理", "辦理", "Handling"),
        fields: &[
            "nature",
            "due_at",
            "opinion_by",
            "opinions",
            "submit_to",
            "instructions",
            "main_handler",
            "assignments",
            "circulation",
            "urges",
            "extension_reason",
            "return_reason",
        ],
    },
    Group {
        labels: l("办结与归档", "辦結與歸檔", "Outcome and filing"),
        fields: &[
            "result",
            "closed_at",
            "replies",
            "answer",
            "answer_no",
            "same_as",
            "reject_reason",
            "holder",
            "location",
            "archived_at",
            "archived_by",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "register", labels: l("收文登记簿", "收文登記簿", "Register of incoming documents") },
    Named { id: "handling-sheet", labels: l("收文处理单", "收文處理單", "Handling sheet") },
    Named { id: "circulation-sheet", labels: l("传阅单", "傳閱單", "Circulation sheet") },
    Named { id: "urge-sheet", labels: l("催办单", "催辦單", "Reminder") },
    Named { id: "rejection-letter", labels: l("退文函", "退文函", "Letter of return") },
];

static REPORTS: &[Report] = &[
    report("by-source", l("按来文单位统计", "按來文單位統計", "By sender"), &[By::Field("from_org")]),
    report("by-department", l("按承办部门统计", "按承辦部門統計", "By department"), &[By::Field("lead")]).rows("assignments"),
    report("by-urgency", l("按紧急程度统计", "按緊急程度統計", "By urgency"), &[By::Field("urgency")]),
    report("on-time", l("按期办结率", "按期辦結率", "Closed on time"), &[By::Month("received_at")])
        .measures(&[Measure::OnTime("closed_at", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("ageing", l("在办时长", "在辦時長", "Ageing"), &[By::Since("received_at")])
        .only(&[Only::Phase(&[Phase::Open])])
        .chart(Chart::Columns),
    report("overdue", l("逾期未办结", "逾期未辦結", "Overdue"), &[By::Overdue("due_at")])
        .only(&[Only::Phase(&[Phase::Open]), Only::Passed("due_at")])
        .chart(Chart::Columns),
    report("by-channel", l("按来文渠道统计", "按來文渠道統計", "By channel"), &[By::Field("channel")]),
    report("by-class", l("按分类统计", "按分類統計", "By class"), &[By::Field("classes")]),
    report("by-secrecy", l("按密级统计", "按密級統計", "By secrecy"), &[By::Field("secrecy")]),
    report("unread", l("传阅未阅", "傳閱未閱", "Circulated and not read"), &[By::Field("reader")])
        .rows("circulation")
        .only(&[Only::Empty("read")]),
    report("reading-time", l("传阅用时", "傳閱用時", "Time of reading"), &[By::Field("reader")])
        .rows("circulation")
        .measures(&[Measure::Span("sent", "read"), Measure::Count]),
    report("urges", l("催办情况", "催辦情況", "Reminders"), &[By::Field("method")])
        .rows("urges")
        .measures(&[Measure::Count, Measure::Filled("reply")]),
];

static DERIVED: &[Derived] = &[
    derived("days_open", l("办理天数", "辦理天數", "Days taken"), Calc::Days("received_at", "closed_at"), Unit::Days),
    derived("answers", l("复文数", "覆文數", "Answers"), Calc::Count(others("outgoing-documents", "in_reply_to")), Unit::Count),
    derived("readers", l("传阅人数", "傳閱人數", "Readers"), Calc::RowCount("circulation"), Unit::Count),
    derived("urged", l("催办次数", "催辦次數", "Times urged"), Calc::RowCount("urges"), Unit::Count),
    derived("tasks", l("交办任务数", "交辦任務數", "Tasks"), Calc::Count(others("tasks", "document")), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "superior-notice",
        labels: l("上级通知", "上級通知", "Notice from above"),
        values: &[("from_type", "上级"), ("kind", "通知"), ("secrecy", "公开"), ("channel", "电子"), ("nature", "批办")],
    },
    Template {
        id: "from-meeting",
        labels: l("会议带回文件", "會議帶回文件", "Brought from a meeting"),
        values: &[("from_type", "上级"), ("channel", "会议带回"), ("secrecy", "内部"), ("nature", "阅知")],
    },
    Template {
        id: "peer-letter",
        labels: l("外单位来函", "外單位來函", "Letter from another organisation"),
        values: &[("from_type", "平级"), ("kind", "函"), ("channel", "邮寄"), ("nature", "批办")],
    },
    Template {
        id: "department-request",
        labels: l("部门请示", "部門請示", "Request from a department"),
        values: &[("from_type", "内部"), ("kind", "请示"), ("channel", "部门请示"), ("nature", "批办")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "关于做好2026年秋季学期校园安全工作的通知"),
        ("from_org", "市教育局安全管理科"),
        ("from_type", "上级"),
        ("from_no", "市教安〔2026〕34号"),
        ("received_at", "2026年9月1日"),
        ("doc_date", "2026-08-28"),
        ("kind", "通知"),
        ("secrecy", "内部"),
        ("urgency", "加急"),
        ("copies", "2"),
        ("pages", "6"),
        ("channel", "电子"),
        ("classes", "安全、德育"),
        ("nature", "批办"),
    ],
    &[
        ("title", "关于商请协助开展教师心理健康讲座的函"),
        ("from_org", "第三中学"),
        ("from_type", "平级"),
        ("from_no", "三中函〔2026〕12号"),
        ("received_at", "2026/9/3"),
        ("doc_date", "2026.09.02"),
        ("kind", "函"),
        ("urgency", "平件"),
        ("copies", "1"),
        ("channel", "邮寄"),
        ("nature", "阅知"),
        ("remarks", "请教科研室先与对方联系。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "incoming-documents",
    labels: l("收文登记", "收文登記", "Incoming documents"),
    one: l("收文", "收文", "Incoming document"),
    area: Area::Documents,
    space: Space::General,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "reg_no", pattern: "收〔{year}〕{n}号", at_creation: false }),
    due: Some(
        due_at("due_at")
            .after("received_at", 10)
            .unless("urgency", &[("extra-urgent", 1), ("urgent", 3), ("normal", 10)])
            .met_in(&["awaiting-filing"]),
    ),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    settled: Settled {
        once: &[],
        states: &["closed", "replied", "awaiting-filing", "archived"],
        fields: &["received_at", "receiver", "closed_at", "archived_at", "archived_by"],
        ..Settled::NONE
    },
    rules: &[
        Rule::PointerOnly {
            by: "secrecy",
            values: &["confidential", "secret", "top-secret"],
            fields: &[
                "title",
                "reg_no",
                "received_at",
                "receiver",
                "secrecy",
                "secrecy_term",
                "urgency",
                "copies",
                "copy_no",
                "holder",
                "location",
                "due_at",
                "closed_at",
                "answer",
                "answer_no",
                "same_as",
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
        Rule::NotBefore { field: "closed_at", since: "received_at" },
    ],
    arrival: Arrival {
        headings: &["办理结果", "办理情况", "处理结果", "办理状态"],
        words: &[
            ("办理中", "handling"),
            ("在办", "handling"),
            ("正在办理", "handling"),
            ("传阅", "circulating"),
            ("办结", "closed"),
            ("完成", "closed"),
            ("已完成", "closed"),
            ("已办理", "closed"),
            ("已退文", "rejected"),
        ],
        marks: &[("归档", "archived"), ("是否归档", "archived"), ("已归档", "archived")],
        filled: &[("reg_no", "registered"), ("closed_at", "closed"), ("archived_at", "archived")],
        day: &[],
        day_field: None,
        amounts: &[],
    },
    retention: l(
        "按文件定期保管，办结后移交档案室",
        "按文件定期保管，辦結後移交檔案室",
        "As the document's retention says; to the archive once closed",
    ),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["from_no", "from_org"], &["title", "from_org", "doc_date"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
