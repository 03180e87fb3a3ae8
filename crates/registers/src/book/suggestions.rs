//! Suggestions 意见建议登记: what comes by card, hotline, e-mail or box, what is done about it and what is answered.
//! A proposer may stay unnamed. What is made public is a text of its own, so that no name slips through.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named,
    Numbering, Only, Phase, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l,
    others, report, state, step,
};

/// Number in the office's book.
pub const SUGGESTION_NO: Key<key::Text> = Key::new("suggestion_no");
/// What it is about.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// What was said.
pub const CONTENT: Key<key::LongText> = Key::new("content");
/// Praise, blame or advice.
pub const NATURE: Key<key::Choice> = Key::new("nature");
/// What part of the school's life.
pub const FIELD: Key<key::Choice> = Key::new("field");
/// How it came.
pub const CHANNEL: Key<key::Choice> = Key::new("channel");
/// When it came.
pub const RECEIVED_AT: Key<key::Date> = Key::new("received_at");
/// Who took it.
pub const RECEIVER: Key<key::Person> = Key::new("receiver");
/// The proposer is not named.
pub const ANONYMOUS: Key<key::YesNo> = Key::new("anonymous");
/// Who said it.
pub const PROPOSER: Key<key::Private> = Key::new("proposer");
/// Whether they belong to the school.
pub const PROPOSER_KIND: Key<key::Choice> = Key::new("proposer_kind");
/// How to answer them.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Department that deals with it.
pub const HANDLER_DEPT: Key<key::Department> = Key::new("handler_dept");
/// Who deals with it.
pub const HANDLER: Key<key::Person> = Key::new("handler");
/// When the answer is due.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// What is to be done.
pub const OPINION: Key<key::Text> = Key::new("opinion");
/// What the leader says.
pub const INSTRUCTIONS: Key<key::Text> = Key::new("instructions");
/// What was done.
pub const MEASURES: Key<key::LongText> = Key::new("measures");
/// What came of it.
pub const RESULT: Key<key::Text> = Key::new("result");
/// Why it is not taken up.
pub const REFUSAL_REASON: Key<key::Text> = Key::new("refusal_reason");
/// When the proposer was answered.
pub const ANSWERED_AT: Key<key::Date> = Key::new("answered_at");
/// How.
pub const ANSWER_METHOD: Key<key::Choice> = Key::new("answer_method");
/// What they were told.
pub const ANSWER: Key<key::LongText> = Key::new("answer");
/// Who told them.
pub const ANSWERED_BY: Key<key::Person> = Key::new("answered_by");
/// How content they are.
pub const RATING: Key<key::Choice> = Key::new("rating");
/// What is made public, without names.
pub const PUBLIC_TEXT: Key<key::LongText> = Key::new("public_text");
/// When.
pub const PUBLISHED_AT: Key<key::Date> = Key::new("published_at");
/// Board, site or bulletin.
pub const PUBLISHED_WHERE: Key<key::Text> = Key::new("published_where");
/// Why the answer does not do.
pub const DISSENT: Key<key::Text> = Key::new("dissent");

static NATURES: &[Choice] = &[
    choice("advice", l("建议", "建議", "Advice")).alias(&["合理化建议"]),
    choice("criticism", l("意见", "意見", "Criticism")).alias(&["批评"]),
    choice("complaint", l("投诉", "投訴", "Complaint")).alias(&["举报"]),
    choice("praise", l("表扬", "表揚", "Praise")).alias(&["感谢"]),
    choice("help", l("求助", "求助", "Request for help")).alias(&["咨询"]),
];

static FIELDS_OF: &[Choice] = &[
    choice("teaching", l("教学管理", "教學管理", "Teaching")),
    choice("students", l("学生管理", "學生管理", "Students")).alias(&["德育"]),
    choice("logistics", l("后勤保障", "後勤保障", "Logistics")).alias(&["食堂", "宿舍"]),
    choice("office", l("办公服务", "辦公服務", "Office services")),
    choice("safety", l("校园安全", "校園安全", "Safety")).alias(&["安全"]),
    choice("environment", l("环境卫生", "環境衛生", "Environment")).alias(&["卫生"]),
    choice("conduct", l("师德师风", "師德師風", "Conduct")),
    choice("facilities", l("设施设备", "設施設備", "Facilities")).alias(&["设备"]),
    choice("other", l("其他", "其他", "Other")),
];

static CHANNELS: &[Choice] = &[
    choice("card", l("意见卡", "意見卡", "Card")),
    choice("hotline", l("热线电话", "熱線電話", "Hotline")).alias(&["电话", "热线"]),
    choice("email", l("电子邮箱", "電子郵箱", "E-mail")).alias(&["邮件", "邮箱"]),
    choice("box", l("意见箱", "意見箱", "Box")),
    choice("online", l("网上留言", "網上留言", "Online")).alias(&["公众号", "微信"]),
    choice("visit", l("当面反映", "當面反映", "In person")).alias(&["来访"]),
    choice("meeting", l("座谈会", "座談會", "Meeting")).alias(&["教代会", "家长会"]),
];

static PROPOSERS: &[Choice] = &[
    choice("teacher", l("教师", "教師", "Teacher")).alias(&["老师"]),
    choice("staff", l("职工", "職工", "Staff")),
    choice("student", l("学生", "學生", "Student")),
    choice("parent", l("家长", "家長", "Parent")),
    choice("outside", l("校外人员", "校外人員", "From outside")).alias(&["社会人员"]),
    choice("unknown", l("不详", "不詳", "Unknown")).alias(&["匿名"]),
];

static METHODS: &[Choice] = &[
    choice("telephone", l("电话", "電話", "Telephone")),
    choice("in-person", l("当面", "當面", "In person")).alias(&["面谈"]),
    choice("letter", l("书面", "書面", "In writing")),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
    choice("notice", l("公示栏", "公示欄", "Notice board")).alias(&["张贴"]),
];

static RATINGS: &[Choice] = &[
    choice("very-satisfied", l("非常满意", "非常滿意", "Very satisfied")).alias(&["很满意"]),
    choice("satisfied", l("满意", "滿意", "Satisfied")),
    choice("fair", l("一般", "一般", "Fair")).alias(&["基本满意"]),
    choice("dissatisfied", l("不满意", "不滿意", "Dissatisfied")),
    choice("very-dissatisfied", l("非常不满意", "非常不滿意", "Very dissatisfied")).alias(&["很不满意"]),
];

static FIELDS: &[Field] = &[
    Field::text(SUGGESTION_NO, l("意见编号", "意見編號", "Suggestion no.")).alias(&["编号", "登记号", "序列号"]),
    Field::text(SUBJECT, l("意见主题", "意見主題", "Subject")).required().alias(&[
        "标题",
        "主题",
        "事项",
        "意见摘要",
        "主要内容",
        "建议主题",
        "意见标题",
        "建议标题",
        "Title",
    ]),
    Field::long_text(CONTENT, l("意见内容", "意見內容", "Content")).alias(&[
        "内容",
        "具体内容",
        "反映内容",
        "意见建议",
        "建议内容",
        "意见和建议",
        "Suggestion",
    ]),
    Field::choice(NATURE, l("意见性质", "意見性質", "Nature"), NATURES).alias(&["性质", "类型"]),
    Field::choice(FIELD, l("涉及方面", "涉及方面", "Field"), FIELDS_OF).alias(&["方面", "分类", "类别"]),
    Field::choice(CHANNEL, l("来源渠道", "來源渠道", "Channel"), CHANNELS).alias(&["渠道", "来源", "收集方式"]),
    Field::date(RECEIVED_AT, l("收到日期", "收到日期", "Received")).starts(Default_::Today).alias(&[
        "登记日期",
        "反映日期",
        "日期",
        "提出日期",
        "收集日期",
        "提交日期",
        "Date received",
        "Received on",
        "Date",
    ]),
    Field::person(RECEIVER, l("登记人", "登記人", "Received by")).starts(Default_::Me).alias(&[
        "接收人",
        "接听人",
        "经手",
        "收集人",
        "登记员",
    ]),
    Field::yes_no(ANONYMOUS, l("匿名", "匿名", "Anonymous")).alias(&["是否匿名"]),
    Field::private(PROPOSER, l("提出人", "提出人", "Proposer")).alias(&["反映人", "姓名", "建议人", "意见人", "提出者", "来访者", "Name"]),
    Field::choice(PROPOSER_KIND, l("提出人身份", "提出人身分", "Kind of proposer"), PROPOSERS).alias(&["身份"]),
    Field::private(PHONE, l("联系方式", "聯絡方式", "Contact")).alias(&["联系电话", "电话", "邮箱"]),
    Field::department(HANDLER_DEPT, l("承办部门", "承辦部門", "Handling department")).alias(&["办理部门", "责任部门"]),
    Field::person(HANDLER, l("承办人", "承辦人", "Handler")).alias(&["经办人", "办理人", "处理人"]),
    Field::date(DUE_AT, l("办理时限", "辦理時限", "Due")).alias(&["答复时限", "限办日期", "处理时限", "完成时限", "Deadline", "Due date"]),
    Field::text(OPINION, l("处理意见", "處理意見", "Proposed handling")),
    Field::text(INSTRUCTIONS, l("领导批示", "領導批示", "Instruction")),
    Field::long_text(MEASURES, l("处理措施", "處理措施", "Measures")).alias(&["办理情况", "处理情况"]),
    Field::text(RESULT, l("处理结果", "處理結果", "Outcome")).alias(&["办理结果"]),
    Field::text(REFUSAL_REASON, l("不予受理原因", "不予受理原因", "Reason for refusal")),
    Field::date(ANSWERED_AT, l("反馈日期", "回饋日期", "Answered on")).alias(&["答复日期", "回复日期"]),
    Field::choice(ANSWER_METHOD, l("反馈方式", "回饋方式", "Method"), METHODS).alias(&["答复方式"]),
    Field::long_text(ANSWER, l("反馈内容", "回饋內容", "Answer")).alias(&["答复内容", "回复内容"]),
    Field::person(ANSWERED_BY, l("反馈人", "回饋人", "Answered by")),
    Field::choice(RATING, l("提出人评价", "提出人評價", "Rating"), RATINGS).alias(&["满意度"]),
    Field::long_text(PUBLIC_TEXT, l("公开内容", "公開內容", "Public text")),
    Field::date(PUBLISHED_AT, l("公开日期", "公開日期", "Published on")),
    Field::text(PUBLISHED_WHERE, l("公开位置", "公開位置", "Published where")),
    Field::text(DISSENT, l("不满意原因", "不滿意原因", "Reason for dissent")),
];

static STATES: &[State] = &[
    state("received", l("收到", "收到", "Received"), Tone::Amber, Phase::Open).by("receiver"),
    state("accepted", l("受理", "受理", "Accepted"), Tone::Blue, Phase::Open).by("handler"),
    state("handling", l("处理", "處理", "Being handled"), Tone::Blue, Phase::Open).by("handler"),
    state("answered", l("反馈", "回饋", "Answered"), Tone::Green, Phase::Done),
    state("published", l("公开", "公開", "Published"), Tone::Green, Phase::Done),
    state("refused", l("不予受理", "不予受理", "Refused"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const OFFICE: &[&str] = &["clerk", "office-director"];
const DIRECTION: &[&str] = &["office-director", "leader"];

static TRANSITIONS: &[Transition] = &[
    step("accept", l("受理", "受理", "Accept"), &["received"], "accepted")
        .routine(hands::OFFICE)
        .or_named(&["receiver"])
        .requires(&["handler_dept"])
        .asks(&["handler", "due_at", "opinion"])
        .effects(&[Effect::Due]),
    step("refuse", l("不予受理", "不予受理", "Refuse"), &["received"], "refused").roles(DIRECTION).requires(&["refusal_reason"]),
    step("handle", l("开始处理", "開始處理", "Handle"), &["accepted"], "handling")
        .routine(hands::OFFICE)
        .or_named(&["receiver", "handler"])
        .asks(&["measures"])
        .effects(&[Effect::Me("handler")]),
    step("answer", l("反馈", "回饋", "Answer"), &["accepted", "handling"], "answered")
        .routine(hands::OFFICE)
        .or_named(&["receiver", "handler"])
        .requires(&["result"])
        .asks(&["answer", "answer_method", "rating"])
        .effects(&[Effect::Today("answered_at"), Effect::Me("answered_by")]),
    step("object", l("不满意退回重办", "不滿意退回重辦", "Handle again"), &["answered", "published"], "handling")
        .roles(OFFICE)
        .requires(&["dissent"])
        .effects(&[Effect::Clear("answered_at"), Effect::Clear("answered_by")]),
    step("publish", l("公开", "公開", "Publish"), &["answered"], "published")
        .binds()
        .roles(DIRECTION)
        .requires(&["public_text"])
        .asks(&["published_where"])
        .guards(&[Guard::NotMe("handler")])
        .effects(&[Effect::Today("published_at")]),
    step("reconsider", l("重新受理", "重新受理", "Take up again"), &["refused"], "received")
        .roles(OFFICE)
        .effects(&[Effect::Clear("refusal_reason")]),
    step("void", l("作废", "作廢", "Void"), &["received", "accepted", "handling", "answered", "published", "refused"], VOID)
        .roles(OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("suggestion_no", 130),
    col("subject", 0),
    col("nature", 72),
    col("channel", 90),
    col("received_at", 100),
    col("handler_dept", 120),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("来件", "來件", "What came"),
        fields: &[
            "suggestion_no",
            "subject",
            "content",
            "nature",
            "field",
            "channel",
            "received_at",
            "receiver",
            "anonymous",
            "proposer",
            "proposer_kind",
            "phone",
        ],
    },
    Group {
        labels: l("办理", "辦理", "Handling"),
        fields: &["handler_dept", "handler", "due_at", "opinion", "instructions", "measures", "result", "refusal_reason"],
    },
    Group {
        labels: l("反馈与公开", "回饋與公開", "Answer and publication"),
        fields: &[
            "answered_at",
            "answer_method",
            "answer",
            "answered_by",
            "rating",
            "public_text",
            "published_at",
            "published_where",
            "dissent",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "register", labels: l("意见建议登记簿", "意見建議登記簿", "Register of suggestions") },
    Named { id: "handling-sheet", labels: l("意见处理单", "意見處理單", "Handling sheet") },
    Named { id: "answer-letter", labels: l("意见反馈单", "意見回饋單", "Answer") },
    Named { id: "publication", labels: l("意见办理公示", "意見辦理公示", "Publication") },
];

static REPORTS: &[Report] = &[
    report("by-channel", l("按来源渠道统计", "按來源渠道統計", "By channel"), &[By::Field("channel")]).unnamed(),
    report("by-field", l("按涉及方面统计", "按涉及方面統計", "By field"), &[By::Field("field"), By::Field("nature")]).unnamed(),
    report("by-department", l("按承办部门统计", "按承辦部門統計", "By department"), &[By::Field("handler_dept"), By::State]).unnamed(),
    report("on-time", l("按期反馈率", "按期回饋率", "Answered on time"), &[By::Month("received_at")])
        .measures(&[Measure::OnTime("answered_at", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("ageing", l("未反馈时长", "未回饋時長", "Ageing"), &[By::Overdue("due_at")])
        .only(&[Only::Phase(&[Phase::Open])])
        .chart(Chart::Columns),
    report("satisfaction", l("提出人满意率", "提出人滿意率", "Content proposers"), &[By::Field("handler_dept")])
        .measures(&[Measure::Share("rating", &["very-satisfied", "satisfied"]), Measure::Count])
        .only(&[Only::Filled("rating")])
        .unnamed(),
];

static DERIVED: &[Derived] = &[
    derived("days", l("办理天数", "辦理天數", "Days taken"), Calc::Days("received_at", "answered_at"), Unit::Days),
    derived(
        "actions",
        l("整改项数", "整改項數", "Improvement actions"),
        Calc::Count(others("improvement-actions", "suggestion")),
        Unit::Count,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "box",
        labels: l("意见箱来件", "意見箱來件", "From the box"),
        values: &[("channel", "box"), ("anonymous", "是"), ("nature", "advice")],
    },
    Template { id: "hotline", labels: l("热线来电", "熱線來電", "Hotline"), values: &[("channel", "hotline"), ("nature", "help")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "建议延长图书馆周末开放时间"),
        ("content", "周末只开到下午四点，住校生希望开到晚上八点。"),
        ("nature", "建议"),
        ("field", "学生管理"),
        ("channel", "意见箱"),
        ("received_at", "2026-09-21"),
        ("receiver", "江海欣"),
        ("anonymous", "是"),
        ("handler_dept", "图书馆"),
    ],
    &[
        ("subject", "食堂三号窗口打饭速度慢"),
        ("nature", "投诉"),
        ("field", "后勤保障"),
        ("channel", "热线电话"),
        ("received_at", "2026年9月22日"),
        ("anonymous", "否"),
        ("proposer", "苏涛曦"),
        ("proposer_kind", "家长"),
        ("phone", "13800138000"),
        ("handler_dept", "总务处"),
        ("measures", "增开一个窗口，错峰就餐"),
        ("answered_at", "2026-09-24"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "suggestions",
    labels: l("意见建议登记", "意見建議登記", "Suggestions"),
    one: l("意见建议", "意見建議", "Suggestion"),
    area: Area::Feedback,
    space: Space::General,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "suggestion_no", pattern: "意〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("due_at").after("received_at", 5).unless("nature", &[("complaint", 3), ("help", 3), ("advice", 10)])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[
        Rule::NotBefore { field: "answered_at", since: "received_at" },
        Rule::NotBefore { field: "published_at", since: "answered_at" },
    ],
    arrival: Arrival {
        headings: &["办理状态", "处理状态"],
        words: &[
            ("已受理", "accepted"),
            ("处理中", "handling"),
            ("办理中", "handling"),
            ("已处理", "answered"),
            ("已反馈", "answered"),
            ("已回复", "answered"),
            ("已办结", "answered"),
            ("已公开", "published"),
            ("未处理", "received"),
        ],
        marks: &[("是否公开", "published")],
        filled: &[("answered_at", "answered"), ("published_at", "published")],
        ..Arrival::FIRST
    },
    retention: l("办结后保存3年，提出人信息随办结脱敏", "辦結後保存3年，提出人資訊隨辦結脫敏", "3 years after the answer"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["subject", "received_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
