//! Correspondence 函件: letters, e-mails, faxes and calls with other organisations that are no official documents.
//! What needs an answer has a date by which.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Key, Measure, Named, Numbering, Only,
    Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others, report, state,
    step,
};

/// What it is about.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// Number in the office's book.
pub const LOG_NO: Key<key::Text> = Key::new("log_no");
/// In or out.
pub const DIRECTION: Key<key::Choice> = Key::new("direction");
/// The way it came or went.
pub const CHANNEL: Key<key::Choice> = Key::new("channel");
/// When it came or went.
pub const DATED_ON: Key<key::Date> = Key::new("dated_on");
/// The other side.
pub const ORGANISATION: Key<key::Text> = Key::new("organisation");
/// The other side, as master data.
pub const ORG: Key<key::Link> = Key::new("org");
/// Whom we deal with.
pub const CONTACT: Key<key::Text> = Key::new("contact");
/// Their telephone.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Their e-mail address.
pub const EMAIL: Key<key::Private> = Key::new("email");
/// Their number.
pub const THEIR_NO: Key<key::Text> = Key::new("their_no");
/// Number of the parcel.
pub const TRACKING_NO: Key<key::Text> = Key::new("tracking_no");
/// Pages.
pub const PAGES: Key<key::Integer> = Key::new("pages");
/// Urgency.
pub const URGENCY: Key<key::Choice> = Key::new("urgency");
/// What it says.
pub const SUMMARY: Key<key::LongText> = Key::new("summary");
/// Who deals with it.
pub const HANDLER: Key<key::Person> = Key::new("handler");
/// Department that deals with it.
pub const HANDLER_DEPT: Key<key::Department> = Key::new("handler_dept");
/// To whom it was passed.
pub const PASSED_TO: Key<key::Person> = Key::new("passed_to");
/// When.
pub const PASSED_AT: Key<key::Time> = Key::new("passed_at");
/// Day by which it must be answered.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// When it was answered.
pub const REPLIED_ON: Key<key::Date> = Key::new("replied_on");
/// What was answered.
pub const REPLY_TEXT: Key<key::Text> = Key::new("reply_text");
/// The letter that this one answers.
pub const REPLY_TO: Key<key::Link> = Key::new("reply_to");
/// When it was filed.
pub const FILED_ON: Key<key::Date> = Key::new("filed_on");
/// Where it lies.
pub const FILED_IN: Key<key::Text> = Key::new("filed_in");

static DIRECTIONS: &[Choice] =
    &[choice("in", l("收", "收", "In")).alias(&["来函", "收函", "来"]), choice("out", l("发", "發", "Out")).alias(&["去函", "发函", "去"])];

static CHANNEL_LIST: &[Choice] = &[
    choice("letter", l("信函", "信函", "Letter")).alias(&["信件", "平信", "挂号信"]),
    choice("courier", l("快递", "快遞", "Courier")).alias(&["包裹", "EMS"]),
    choice("fax", l("传真", "傳真", "Fax")),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
    choice("telephone", l("电话记录", "電話記錄", "Telephone note")).alias(&["电话"]),
    choice("in-person", l("面交", "面交", "By hand")).alias(&["当面"]),
];

static URGENCIES: &[Choice] = &[
    choice("urgent", l("特急", "特急", "Urgent")).alias(&["紧急"]),
    choice("soon", l("加急", "加急", "Soon")).alias(&["急件"]),
    choice("normal", l("平件", "平件", "Normal")).alias(&["普通", "一般"]),
];

static FIELDS: &[Field] = &[
    Field::text(SUBJECT, l("事由", "事由", "Subject")).required().alias(&[
        "主题",
        "标题",
        "函件名称",
        "内容摘要",
        "函件标题",
        "信件内容",
        "来信内容",
        "邮件名称",
        "Title",
    ]),
    Field::text(LOG_NO, l("登记号", "登記號", "Log no.")).alias(&["编号", "函件编号"]),
    Field::choice(DIRECTION, l("收发", "收發", "Direction"), DIRECTIONS).starts(Default_::Choice("in")).alias(&["方向", "收/发"]),
    Field::choice(CHANNEL, l("函件形式", "函件形式", "Channel"), CHANNEL_LIST).alias(&["方式", "形式"]),
    Field::date(DATED_ON, l("收发日期", "收發日期", "Date")).starts(Default_::Today).alias(&[
        "日期",
        "来函日期",
        "发函日期",
        "登记日期",
        "收件日期",
        "寄件日期",
        "寄出日期",
        "收到日期",
        "Date received",
        "Date sent",
    ]),
    Field::text(ORGANISATION, l("对方单位", "對方單位", "Organisation")).alias(&[
        "单位",
        "来函单位",
        "收函单位",
        "寄件单位",
        "寄信单位",
        "发件单位",
        "收件单位",
        "From",
        "To",
    ]),
    Field::link(ORG, l("往来单位", "往來單位", "Organisation record"), "organisations"),
    Field::text(CONTACT, l("对方联系人", "對方聯絡人", "Contact")).alias(&[
        "寄件人",
        "收件人",
        "联系人",
        "收信人",
        "寄信人",
        "发件人",
        "Sender",
    ]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话"]),
    Field::private(EMAIL, l("电子邮箱", "電子郵箱", "E-mail")).alias(&["邮箱", "邮件地址"]),
    Field::text(THEIR_NO, l("对方编号", "對方編號", "Their no.")).alias(&["来函编号", "函号"]),
    Field::text(TRACKING_NO, l("快递单号", "快遞單號", "Tracking no.")).alias(&[
        "单号",
        "挂号号码",
        "快递号",
        "运单号",
        "邮件号",
        "挂号号",
    ]),
    Field::integer(PAGES, l("页数", "頁數", "Pages")).within(0, 100_000),
    Field::choice(URGENCY, l("紧急程度", "緊急程度", "Urgency"), URGENCIES).starts(Default_::Choice("normal")),
    Field::long_text(SUMMARY, l("主要内容", "主要內容", "Summary")).alias(&["摘要", "内容"]),
    Field::person(HANDLER, l("经办人", "經辦人", "Handler")).starts(Default_::Me).alias(&["承办人", "经手", "经手人", "处理人"]),
    Field::department(HANDLER_DEPT, l("经办部门", "經辦部門", "Handling department")).alias(&["承办部门"]),
    Field::person(PASSED_TO, l("转交", "轉交", "Passed to")).alias(&["转交人", "领取人"]),
    Field::time(PASSED_AT, l("转交时间", "轉交時間", "Passed at")).alias(&["领取时间"]),
    Field::date(DUE_AT, l("回复期限", "回覆期限", "Answer due")).alias(&["办理期限"]),
    Field::date(REPLIED_ON, l("回复日期", "回覆日期", "Answered on")),
    Field::text(REPLY_TEXT, l("回复内容", "回覆內容", "Answer")).alias(&["办理结果"]),
    Field::link(REPLY_TO, l("所复函件", "所覆函件", "Answer to"), "correspondence"),
    Field::date(FILED_ON, l("归档日期", "歸檔日期", "Filed on")),
    Field::text(FILED_IN, l("存放位置", "存放位置", "Filed in")),
];

static STATES: &[State] = &[
    state("registered", l("已登记", "已登記", "Registered"), Tone::Blue, Phase::Open).by("handler"),
    state("passed", l("已转交", "已轉交", "Passed on"), Tone::Blue, Phase::Open).by("passed_to"),
    state("awaiting-reply", l("待回复", "待回覆", "Awaiting an answer"), Tone::Amber, Phase::Open).by("handler"),
    state("replied", l("已回复", "已回覆", "Answered"), Tone::Green, Phase::Done),
    state("filed", l("已归档", "已歸檔", "Filed"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("pass", l("转交", "轉交", "Pass on"), &["registered"], "passed")
        .routine(hands::OFFICE)
        .or_named(&["handler", "passed_to"])
        .requires(&["passed_to"])
        .asks(&["handler_dept"])
        .effects(&[Effect::Now("passed_at")]),
    step("ask-reply", l("列为待回复", "列為待回覆", "Needs an answer"), &["registered", "passed"], "awaiting-reply")
        .routine(hands::OFFICE)
        .or_named(&["handler", "passed_to"])
        .asks(&["due_at", "handler", "urgency"])
        .effects(&[Effect::Due]),
    step("reply", l("已回复", "已回覆", "Answer"), &["registered", "passed", "awaiting-reply"], "replied")
        .routine(hands::OFFICE)
        .or_named(&["handler", "passed_to"])
        .requires(&["reply_text"])
        .asks(&["replied_on"])
        .effects(&[Effect::Today("replied_on")]),
    step("file", l("归档", "歸檔", "File"), &["registered", "passed", "replied"], "filed")
        .routine(hands::OFFICE)
        .or_named(&["handler", "passed_to"])
        .binds()
        .asks(&["filed_in"])
        .effects(&[Effect::Today("filed_on")]),
    step("reopen", l("重新办理", "重新辦理", "Reopen"), &["replied", "filed"], "awaiting-reply")
        .routine(hands::OFFICE)
        .or_named(&["handler", "passed_to"])
        .asks(&["due_at"])
        .effects(&[Effect::Clear("replied_on"), Effect::Clear("filed_on")]),
    step("void", l("作废", "作廢", "Void"), &["registered", "passed", "awaiting-reply", "replied", "filed"], VOID)
        .routine(hands::OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("log_no", 120),
    col("subject", 0),
    col("direction", 60),
    col("channel", 90),
    col("organisation", 160),
    col("dated_on", 100),
    col("handler", 90),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("函件", "函件", "The letter"),
        fields: &[
            "subject",
            "log_no",
            "direction",
            "channel",
            "dated_on",
            "organisation",
            "org",
            "contact",
            "phone",
            "email",
            "their_no",
            "tracking_no",
            "pages",
            "urgency",
            "summary",
        ],
    },
    Group { labels: l("经办", "經辦", "Handling"), fields: &["handler", "handler_dept", "passed_to", "passed_at", "due_at"] },
    Group {
        labels: l("回复与归档", "回覆與歸檔", "Answer and filing"),
        fields: &["replied_on", "reply_text", "reply_to", "filed_on", "filed_in"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "register", labels: l("函件登记簿", "函件登記簿", "Register of correspondence") },
    Named { id: "telephone-note", labels: l("电话记录单", "電話記錄單", "Telephone note") },
    Named { id: "sign-sheet", labels: l("函件签收单", "函件簽收單", "Sign-off sheet") },
];

static REPORTS: &[Report] = &[
    report(
        "by-organisation",
        l("按往来单位统计", "按往來單位統計", "By organisation"),
        &[By::Field("organisation"), By::Field("direction")],
    ),
    report("by-channel", l("按形式统计", "按形式統計", "By channel"), &[By::Field("channel")]),
    report("on-time", l("按期回复率", "按期回覆率", "Answered on time"), &[By::Month("dated_on")])
        .measures(&[Measure::OnTime("replied_on", "due_at"), Measure::Count])
        .only(&[Only::Filled("due_at")])
        .chart(Chart::Columns),
    report("unanswered", l("待回复函件", "待回覆函件", "Unanswered"), &[By::Overdue("due_at")]).only(&[Only::State(&["awaiting-reply"])]),
];

static DERIVED: &[Derived] =
    &[derived("answers", l("复函数", "覆函數", "Answers"), Calc::Count(others("correspondence", "reply_to")), Unit::Count)];

static TEMPLATES: &[Template] = &[
    Template {
        id: "call", labels: l("电话记录", "電話記錄", "Telephone note"), values: &[("direction", "收"), ("channel", "电话记录")]
    },
    Template {
        id: "parcel",
        labels: l("快递代收", "快遞代收", "Parcel taken in"),
        values: &[("subject", "快递"), ("direction", "收"), ("channel", "快递")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "商请提供运动场作社区运动会场地"),
        ("direction", "收"),
        ("channel", "信函"),
        ("dated_on", "2026-09-04"),
        ("organisation", "明湖社区居委会"),
        ("contact", "周建平"),
        ("phone", "025-83210000"),
        ("urgency", "加急"),
        ("summary", "拟于10月18日使用操场半天，请复。"),
        ("handler", "王敏"),
        ("handler_dept", "综合办公室"),
        ("due_at", "2026-09-11"),
    ],
    &[
        ("subject", "询问图书捐赠手续"),
        ("direction", "收"),
        ("channel", "电话记录"),
        ("dated_on", "2026年9月7日"),
        ("organisation", "市新华书店"),
        ("contact", "钱女士"),
        ("handler", "张海燕"),
        ("reply_text", "已告知捐赠协议样本与联系人"),
        ("replied_on", "2026-09-07"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "correspondence",
    labels: l("函件登记", "函件登記", "Correspondence"),
    one: l("函件", "函件", "Correspondence entry"),
    area: Area::Coordination,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "log_no", pattern: "函登〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("due_at").after("dated_on", 7).unless("urgency", &[("urgent", 1), ("soon", 3)])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "replied_on", since: "dated_on" }, Rule::NotBefore { field: "filed_on", since: "dated_on" }],
    arrival: Arrival {
        headings: &["函件状态", "办理状态"],
        words: &[("办结", "replied"), ("已办", "replied"), ("已领取", "passed")],
        filled: &[("passed_at", "passed"), ("replied_on", "replied"), ("filed_on", "filed")],
        ..Arrival::FIRST
    },
    retention: l("保存3年，重要函件随案归档", "保存3年，重要函件隨案歸檔", "3 years; important ones with their case"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["their_no", "organisation"], &["tracking_no"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
