//! Incoming documents 收文: what arrives, who is to deal with it, by when, and what became of it.
//! After 党政机关公文处理工作条例 art. 24: 签收 → 登记 → 初审 → 承办 → 传阅 → 催办 → 答复.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, Choice, Column, Default_, DueRule, Effect, Example, Field, Group, Guard, Key, Named, Numbering, Phase, Register, Rule,
    Space, State, Tone, Transition, choice, col, key, l, state, step,
};

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
/// Who keeps the paper.
pub const HOLDER: Key<key::Person> = Key::new("holder");
/// Where the paper lies.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// What became of it.
pub const RESULT: Key<key::Text> = Key::new("result");
/// Day on which it was dealt with.
pub const CLOSED_AT: Key<key::Date> = Key::new("closed_at");
/// Number of the outgoing answer.
pub const ANSWER_NO: Key<key::Text> = Key::new("answer_no");
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

static CHANNELS: &[Choice] = &[
    choice("confidential-post", l("机要", "機要", "Confidential post")).alias(&["机要交换", "机要通信"]),
    choice("post", l("邮寄", "郵寄", "Post")).alias(&["邮政", "快递", "EMS"]),
    choice("electronic", l("电子", "電子", "Electronic")).alias(&["电子公文", "OA", "邮件", "传真"]),
    choice("meeting", l("会议带回", "會議帶回", "Brought from a meeting")).alias(&["会议"]),
    choice("department", l("部门请示", "部門請示", "From a department")).alias(&["部门"]),
];

static FROM_TYPES: &[Choice] = &[
    choice("superior", l("上级", "上級", "Superior")).alias(&["上级机关", "上级文件"]),
    choice("peer", l("平级", "平級", "Peer")).alias(&["平行", "同级"]),
    choice("subordinate", l("下级", "下級", "Subordinate")).alias(&["下级单位"]),
    choice("internal", l("内部", "內部", "Internal")).alias(&["本单位"]),
];

/// The fifteen kinds of official document.
static KINDS: &[Choice] = &[
    choice("resolution", l("决议", "決議", "Resolution")),
    choice("decision", l("决定", "決定", "Decision")),
    choice("order", l("命令（令）", "命令（令）", "Order")).alias(&["命令", "令"]),
    choice("communique", l("公报", "公報", "Communiqué")),
    choice("announcement", l("公告", "公告", "Announcement")),
    choice("public-notice", l("通告", "通告", "Public notice")),
    choice("guidance", l("意见", "意見", "Guidance")),
    choice("notice", l("通知", "通知", "Notice")),
    choice("circular", l("通报", "通報", "Circular")),
    choice("report", l("报告", "報告", "Report")),
    choice("request", l("请示", "請示", "Request")),
    choice("reply", l("批复", "批覆", "Reply")),
    choice("motion", l("议案", "議案", "Motion")),
    choice("letter", l("函", "函", "Letter")),
    choice("minutes", l("纪要", "紀要", "Minutes")).alias(&["会议纪要"]),
    choice("other", l("其他", "其他", "Other")),
];

static SECRECIES: &[Choice] = &[
    choice("open", l("公开", "公開", "Open")).alias(&["无", "非密", "普通", "一般"]),
    choice("internal", l("内部", "內部", "Internal")).alias(&["内部资料", "工作秘密"]),
    choice("confidential", l("秘密", "秘密", "Confidential")),
    choice("secret", l("机密", "機密", "Secret")),
    choice("top-secret", l("绝密", "絕密", "Top secret")),
];

static URGENCIES: &[Choice] = &[
    choice("extra-urgent", l("特急", "特急", "Extra urgent")).alias(&["特提"]),
    choice("urgent", l("加急", "加急", "Urgent")).alias(&["急件", "紧急", "急"]),
    choice("normal", l("平件", "平件", "Normal")).alias(&["普通", "一般", "平急"]),
];

static CLASS_LIST: &[Choice] = &[
    choice("party", l("党建", "黨建", "Party affairs")),
    choice("personnel", l("人事", "人事", "Personnel")),
    choice("teaching", l("教学", "教學", "Teaching")).alias(&["教务", "教研"]),
    choice("moral-education", l("德育", "德育", "Moral education")).alias(&["学生工作"]),
    choice("finance", l("财务", "財務", "Finance")),
    choice("safety", l("安全", "安全", "Safety")).alias(&["安全保卫"]),
    choice("logistics", l("后勤", "後勤", "Logistics")).alias(&["总务", "基建"]),
    choice("health", l("卫生", "衛生", "Health")),
    choice("other", l("其他", "其他", "Other")).alias(&["综合"]),
];

static NATURES: &[Choice] = &[
    choice("read", l("阅知", "閱知", "To be read")).alias(&["阅件", "阅"]),
    choice("handle", l("批办", "批辦", "To be dealt with")).alias(&["办件", "办"]),
];

static FIELDS: &[Field] = &[
    Field::text(REG_NO, l("收文号", "收文號", "Register no.")).alias(&["收文编号", "编号", "登记号", "no", "顺序号"]),
    Field::text(TITLE, l("标题", "標題", "Title")).required().alias(&["文件标题", "文件名称", "题名", "来文标题", "事由", "Subject"]),
    Field::date(RECEIVED_AT, l("收文日期", "收文日期", "Received")).starts(Default_::Today).alias(&["收到日期", "来文日期", "登记日期", "收文时间"]),
    Field::text(PLACE, l("收文地点", "收文地點", "Place of receipt")),
    Field::person(RECEIVER, l("签收人", "簽收人", "Received by")).starts(Default_::Me).alias(&["收文人", "接收人", "登记人"]),
    Field::choice(CHANNEL, l("来文渠道", "來文渠道", "Channel"), CHANNELS).alias(&["来文方式", "收文方式"]),
    Field::text(FROM_ORG, l("来文单位", "來文單位", "From")).alias(&["来文机关", "发文单位", "发文机关", "来源单位", "Sender"]),
    Field::choice(FROM_TYPE, l("来文类型", "來文類型", "Rank of sender"), FROM_TYPES).alias(&["单位类型", "来文级别"]),
    Field::text(FROM_NO, l("来文字号", "來文字號", "Sender's no.")).alias(&["来文文号", "文号", "发文字号", "文件编号", "原文号"]),
    Field::date(DOC_DATE, l("成文日期", "成文日期", "Document date")).alias(&["发文日期", "文件日期"]),
    Field::choice(KIND, l("文种", "文種", "Kind"), KINDS).alias(&["公文种类", "文件种类"]),
    Field::choice(SECRECY, l("密级", "密級", "Secrecy"), SECRECIES).alias(&["秘密等级"]),
    Field::text(SECRECY_TERM, l("保密期限", "保密期限", "Secrecy term")),
    Field::choice(URGENCY, l("紧急程度", "緊急程度", "Urgency"), URGENCIES).starts(Default_::Choice("normal")).alias(&["缓急", "缓急程度", "等级"]),
    Field::integer(COPIES, l("份数", "份數", "Copies")).within(0, 100_000).starts(Default_::Integer(1)).alias(&["收文份数", "数量"]),
    Field::text(COPY_NO, l("份号", "份號", "Copy no.")),
    Field::integer(PAGES, l("页数", "頁數", "Pages")).within(0, 100_000),
    Field::integer(ATTACHMENTS_COUNT, l("附件数", "附件數", "Enclosures")).within(0, 10_000).alias(&["附件份数"]),
    Field::choices(CLASSES, l("分类", "分類", "Classes"), CLASS_LIST).alias(&["文件分类", "类别", "业务分类"]),
    Field::choice(NATURE, l("办件性质", "辦件性質", "Nature"), NATURES).alias(&["性质", "阅办性质"]),
    Field::date(DUE_AT, l("办理时限", "辦理時限", "Due")).alias(&["办理期限", "办结时限", "限办日期", "截止日期"]),
    Field::person(HOLDER, l("保管人", "保管人", "Holder")).alias(&["原件保管人"]),
    Field::text(LOCATION, l("存放位置", "存放位置", "Location")).alias(&["存放地点", "存放处"]),
    Field::text(RESULT, l("办理结果", "辦理結果", "Outcome")).alias(&["办理情况", "处理结果", "办结情况"]),
    Field::date(CLOSED_AT, l("办结日期", "辦結日期", "Closed on")).alias(&["办结时间", "完成日期"]),
    Field::text(ANSWER_NO, l("复文字号", "覆文字號", "Answer no.")).alias(&["答复文号"]),
    Field::text(REJECT_REASON, l("退文原因", "退文原因", "Reason for sending back")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for giving back")),
    Field::text(EXTENSION_REASON, l("延期原因", "延期原因", "Reason for extension")),
    Field::date(ARCHIVED_AT, l("归档日期", "歸檔日期", "Filed on")).alias(&["归档时间"]),
    Field::person(ARCHIVED_BY, l("归档人", "歸檔人", "Filed by")),
    Field::lines(INSPECTIONS, l("验视", "驗視", "Inspection"), &lines::INSPECTION),
    Field::lines(OPINIONS, l("拟办", "擬辦", "Proposed handling"), &lines::OPINION),
    Field::lines(INSTRUCTIONS, l("批示", "批示", "Instructions"), &lines::INSTRUCTION),
    Field::lines(ASSIGNMENTS, l("承办", "承辦", "Assignments"), &lines::ASSIGNMENT),
    Field::lines(CIRCULATION, l("传阅", "傳閱", "Circulation"), &lines::READING),
    Field::lines(URGES, l("催办", "催辦", "Reminders"), &lines::URGE),
    Field::lines(REPLIES, l("答复", "答覆", "Answers"), &lines::REPLY),
];

static STATES: &[State] = &[
    state("awaiting-inspection", l("待验视", "待驗視", "Awaiting inspection"), Tone::Grey, Phase::Open),
    state("awaiting-supplement", l("待补件", "待補件", "Awaiting supplement"), Tone::Amber, Phase::Open),
    state("registered", l("已登记", "已登記", "Registered"), Tone::Blue, Phase::Open),
    state("awaiting-opinion", l("待拟办", "待擬辦", "Awaiting proposal"), Tone::Amber, Phase::Open),
    state("awaiting-instruction", l("待批示", "待批示", "Awaiting instruction"), Tone::Amber, Phase::Open),
    state("handling", l("承办中", "承辦中", "Being dealt with"), Tone::Blue, Phase::Open),
    state("circulating", l("传阅中", "傳閱中", "Circulating"), Tone::Blue, Phase::Open),
    state("returned", l("退回", "退回", "Given back"), Tone::Red, Phase::Open),
    state("extended", l("延期", "延期", "Extended"), Tone::Amber, Phase::Open),
    state("closed", l("已办结", "已辦結", "Closed"), Tone::Green, Phase::Done),
    state("replied", l("已答复", "已答覆", "Answered"), Tone::Green, Phase::Done),
    state("awaiting-filing", l("待归档", "待歸檔", "Awaiting filing"), Tone::Amber, Phase::Open),
    state("archived", l("已归档", "已歸檔", "Filed"), Tone::Grey, Phase::Done),
    state("rejected", l("退文", "退文", "Sent back"), Tone::Red, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static TRANSITIONS: &[Transition] = &[
    step("register", l("登记", "登記", "Register"), &["awaiting-inspection", "awaiting-supplement"], "registered")
        .requires(&["title", "received_at"])
        .asks(&["from_org", "from_no", "urgency", "due_at"])
        .effects(&[Effect::Today("received_at"), Effect::Me("receiver"), Effect::Number, Effect::Due]),
    step("ask-supplement", l("要求补件", "要求補件", "Ask for a supplement"), &["awaiting-inspection"], "awaiting-supplement")
        .guards(&[Guard::HasLine("inspections")]),
    step("supplemented", l("补件到齐", "補件到齊", "Supplement received"), &["awaiting-supplement"], "awaiting-inspection"),
    step("reject", l("退文", "退文", "Send back"), &["awaiting-inspection", "awaiting-supplement", "registered"], "rejected")
        .requires(&["reject_reason"]),
    step("send-for-opinion", l("送拟办", "送擬辦", "Send for a proposal"), &["registered"], "awaiting-opinion").asks(&["owner", "nature"]),
    step("submit", l("呈批", "呈批", "Submit to a leader"), &["registered", "awaiting-opinion", "returned"], "awaiting-instruction")
        .guards(&[Guard::HasLine("opinions")]),
    step("instruct", l("批示交办", "批示交辦", "Instruct"), &["awaiting-instruction"], "handling")
        .roles(DIRECTION)
        .guards(&[Guard::HasLine("instructions")]),
    step("assign", l("转办", "轉辦", "Assign"), &["registered", "awaiting-opinion", "awaiting-instruction", "circulating", "returned"], "handling")
        .guards(&[Guard::HasLine("assignments")]),
    step("circulate", l("传阅", "傳閱", "Circulate"), &["registered", "awaiting-opinion", "awaiting-instruction", "handling"], "circulating")
        .guards(&[Guard::HasLine("circulation")]),
    step("give-back", l("退回", "退回", "Give back"), &["handling"], "returned").requires(&["return_reason"]),
    step("extend", l("延期", "延期", "Extend"), &["handling"], "extended").roles(DIRECTION).requires(&["extension_reason", "due_at"]),
    step("resume", l("恢复办理", "恢復辦理", "Resume"), &["extended"], "handling"),
    step("close", l("办结", "辦結", "Close"), &["registered", "handling", "circulating", "extended"], "closed")
        .requires(&["result"])
        .effects(&[Effect::Today("closed_at")]),
    step("reopen", l("重新办理", "重新辦理", "Reopen"), &["closed", "replied"], "handling").roles(DIRECTION).effects(&[Effect::Clear("closed_at")]),
    step("reply", l("答复", "答覆", "Answer"), &["closed"], "replied").asks(&["answer_no"]).guards(&[Guard::HasLine("replies")]),
    step("send-to-file", l("送归档", "送歸檔", "Send to file"), &["closed", "replied"], "awaiting-filing"),
    step("handle-on-paper", l("转纸质办理", "轉紙質辦理", "Handle on paper"), &["registered"], "archived")
        .roles(&["archivist", "clerk", "office-director"])
        .requires(&["holder"])
        .asks(&["location"])
        .effects(&[Effect::Today("archived_at"), Effect::Me("archived_by")]),
    step("archive", l("归档", "歸檔", "File"), &["awaiting-filing"], "archived")
        .roles(&["archivist", "clerk", "office-director"])
        .effects(&[Effect::Today("archived_at"), Effect::Me("archived_by")]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &[
            "awaiting-inspection", "awaiting-supplement", "registered", "awaiting-opinion", "awaiting-instruction", "handling", "circulating",
            "returned", "extended", "closed", "replied", "awaiting-filing", "archived", "rejected",
        ],
        VOID,
    )
    .roles(&["clerk", "office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
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
        fields: &["title", "from_org", "from_type", "from_no", "doc_date", "kind", "secrecy", "secrecy_term", "urgency", "classes"],
    },
    Group {
        labels: l("签收", "簽收", "Receipt"),
        fields: &["reg_no", "received_at", "place", "receiver", "channel", "copies", "copy_no", "pages", "attachments_count", "inspections"],
    },
    Group {
        labels: l("办理", "辦理", "Handling"),
        fields: &["nature", "due_at", "opinions", "instructions", "assignments", "circulation", "urges", "extension_reason", "return_reason"],
    },
    Group {
        labels: l("办结与归档", "辦結與歸檔", "Outcome and filing"),
        fields: &["result", "closed_at", "replies", "answer_no", "reject_reason", "holder", "location", "archived_at", "archived_by"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "register", labels: l("收文登记簿", "收文登記簿", "Register of incoming documents") },
    Named { id: "handling-sheet", labels: l("收文处理单", "收文處理單", "Handling sheet") },
    Named { id: "circulation-sheet", labels: l("传阅单", "傳閱單", "Circulation sheet") },
    Named { id: "urge-sheet", labels: l("催办单", "催辦單", "Reminder") },
    Named { id: "rejection-letter", labels: l("退文函", "退文函", "Letter of return") },
];

static REPORTS: &[Named] = &[
    Named { id: "by-source", labels: l("按来文单位统计", "按來文單位統計", "By sender") },
    Named { id: "by-department", labels: l("按承办部门统计", "按承辦部門統計", "By department") },
    Named { id: "by-urgency", labels: l("按紧急程度统计", "按緊急程度統計", "By urgency") },
    Named { id: "on-time", labels: l("按期办结率", "按期辦結率", "Closed on time") },
    Named { id: "ageing", labels: l("在办时长", "在辦時長", "Ageing") },
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
    due: Some(DueRule {
        field: "due_at",
        since: "received_at",
        by: "urgency",
        days: &[("extra-urgent", 1), ("urgent", 3), ("normal", 10)],
        otherwise: 10,
    }),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[
        Rule::PointerOnly {
            by: "secrecy",
            values: &["confidential", "secret", "top-secret"],
            fields: &[
                "title", "reg_no", "received_at", "receiver", "secrecy", "secrecy_term", "urgency", "copies", "copy_no", "holder", "location",
                "due_at", "archived_at", "archived_by", "owner", "dept", "term", "void_reason", "void_by", "void_at",
            ],
            title: POINTER_TITLE,
        },
        Rule::NotBefore { field: "closed_at", since: "received_at" },
    ],
    arrival: Arrival {
        headings: &["办理结果", "办理情况", "处理结果", "办理状态"],
        words: &[
            ("办理中", "handling"), ("在办", "handling"), ("正在办理", "handling"), ("传阅", "circulating"), ("办结", "closed"), ("完成", "closed"),
            ("已完成", "closed"), ("已办理", "closed"), ("已退文", "rejected"),
        ],
        marks: &[("归档", "archived"), ("是否归档", "archived"), ("已归档", "archived")],
        filled: &[("reg_no", "registered"), ("closed_at", "closed"), ("archived_at", "archived")],
        day: &[],
        day_field: None,
    },
    retention: l("按文件定期保管，办结后移交档案室", "按文件定期保管，辦結後移交檔案室", "As the document's retention says; to the archive once closed"),
    prints: PRINTS,
    reports: REPORTS,
    examples: EXAMPLES,
};
