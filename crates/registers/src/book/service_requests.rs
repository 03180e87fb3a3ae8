//! Service requests 报修与首问登记: enquiries, repairs, rooms, urgent deliveries, system faults and complaints.
//! Whoever is asked first stays answerable until the requester has an answer (首问负责制), whoever does the work.
//! The time of an answer runs by the register's due rule from the moment on, in working hours or by the clock as the office sets
//! it; what is urgent is answered at once, whatever the hour. Pauses and handovers are rows that are never changed.

use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only, Pauses,
    Phase, Precedence, Register, Report, Rule, Space, Template, Tone, Unit, col, derived, due_at, key, l, others, report,
};

mod choices;
mod flow;
mod lines;

pub use lines::{handovers, materials, pauses};

/// Number in the office's book.
pub const REQUEST_NO: Key<key::Text> = Key::new("request_no");
/// What is asked for, in one line.
pub const SUBJECT: Key<key::Text> = Key::new("subject");
/// What sort of help.
pub const CATEGORY: Key<key::Choice> = Key::new("category");
/// How it came.
pub const CHANNEL: Key<key::Choice> = Key::new("channel");
/// Who asks.
pub const REQUESTER: Key<key::Text> = Key::new("requester");
/// Whether they belong to the school.
pub const REQUESTER_KIND: Key<key::Choice> = Key::new("requester_kind");
/// Department or class that asks.
pub const REQUESTER_DEPT: Key<key::Department> = Key::new("requester_dept");
/// Number to call back.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// When it was taken.
pub const RECEIVED_AT: Key<key::Time> = Key::new("received_at");
/// Where the trouble is.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// The asset that is concerned.
pub const ASSET: Key<key::Link> = Key::new("asset");
/// What has failed.
pub const FAULT_TYPE: Key<key::Choice> = Key::new("fault_type");
/// Whether it can wait.
pub const URGENCY: Key<key::Choice> = Key::new("urgency");
/// The rapid-response team was called at once.
pub const RAPID: Key<key::YesNo> = Key::new("rapid");
/// The whole story.
pub const DETAILS: Key<key::LongText> = Key::new("details");
/// Who was asked first and answers for the request.
pub const FIRST_CONTACT: Key<key::Person> = Key::new("first_contact");
/// Who does the work.
pub const HANDLER: Key<key::Person> = Key::new("handler");
/// Department that does the work.
pub const HANDLER_DEPT: Key<key::Department> = Key::new("handler_dept");
/// When the answer is due.
pub const DUE_AT: Key<key::Time> = Key::new("due_at");
/// The roster by which the rapid-response team was called.
pub const ROSTER: Key<key::Link> = Key::new("roster");
/// Why the handler gave it back.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// From whom to whom it went, in order.
pub const HANDOVERS: Key<key::Lines> = Key::new("handovers");
/// When the requester first had an answer.
pub const RESPONDED_AT: Key<key::Time> = Key::new("responded_at");
/// What they were told first.
pub const FIRST_RESPONSE: Key<key::Text> = Key::new("first_response");
/// When somebody is to come.
pub const APPOINTMENT_AT: Key<key::Time> = Key::new("appointment_at");
/// Since when the work rests.
pub const HELD_AT: Key<key::Time> = Key::new("held_at");
/// Why the work rests.
pub const HOLD_REASON: Key<key::Text> = Key::new("hold_reason");
/// Times in which the work rested.
pub const PAUSES: Key<key::Lines> = Key::new("pauses");
/// Why it failed.
pub const CAUSE: Key<key::Text> = Key::new("cause");
/// What was done.
pub const SOLUTION: Key<key::Text> = Key::new("solution");
/// When it was done.
pub const SOLVED_AT: Key<key::Time> = Key::new("solved_at");
/// Parts that were used.
pub const MATERIALS: Key<key::Lines> = Key::new("materials");
/// What it cost in all.
pub const COST: Key<key::Money> = Key::new("cost");
/// Firm that did the work.
pub const VENDOR: Key<key::Text> = Key::new("vendor");
/// The earlier request about the same trouble.
pub const REPEAT_OF: Key<key::Link> = Key::new("repeat_of");
/// Who asked whether it helped.
pub const FOLLOWED_UP_BY: Key<key::Person> = Key::new("followed_up_by");
/// When.
pub const FOLLOWED_UP_AT: Key<key::Time> = Key::new("followed_up_at");
/// What the requester said.
pub const OPINION: Key<key::Text> = Key::new("opinion");
/// How content they are.
pub const RATING: Key<key::Choice> = Key::new("rating");
/// When the matter was closed.
pub const CLOSED_AT: Key<key::Time> = Key::new("closed_at");
/// Why it is not settled.
pub const REOPEN_REASON: Key<key::Text> = Key::new("reopen_reason");

static FIELDS: &[Field] = &[
    Field::text(REQUEST_NO, l("受理编号", "受理編號", "Request no.")).alias(&[
        "编号",
        "报修单号",
        "工单号",
        "登记号",
        "单号",
        "报修编号",
        "受理号",
        "流水号",
        "Ticket",
        "Ticket no.",
    ]),
    Field::text(SUBJECT, l("事项", "事項", "Subject")).required().alias(&[
        "报修内容",
        "问题描述",
        "故障描述",
        "咨询内容",
        "事由",
        "服务内容",
        "事项名称",
        "报修事项",
        "故障现象",
        "故障情况",
        "维修内容",
        "内容",
        "问题",
        "Problem",
        "Issue",
        "Summary",
    ]),
    Field::choice(CATEGORY, l("事项类别", "事項類別", "Category"), choices::CATEGORIES).alias(&[
        "类别",
        "服务类别",
        "报修类别",
        "问题类别",
        "事项类型",
        "报修类型",
        "服务类型",
    ]),
    Field::choice(CHANNEL, l("受理渠道", "受理渠道", "Channel"), choices::CHANNELS).alias(&["渠道", "受理方式", "报修方式", "来源"]),
    Field::text(REQUESTER, l("申请人", "申請人", "Requester")).alias(&[
        "报修人",
        "来访人",
        "来电人",
        "咨询人",
        "申报人",
        "报修人姓名",
        "姓名",
        "报修者",
        "申报者",
        "来访者",
        "反映人",
        "联系人",
        "Requested by",
        "Reported by",
    ]),
    Field::choice(REQUESTER_KIND, l("申请人身份", "申請人身分", "Kind of requester"), choices::REQUESTERS).alias(&["身份"]),
    Field::department(REQUESTER_DEPT, l("申请部门", "申請部門", "Requester's department")).alias(&[
        "报修部门",
        "所在部门",
        "申报部门",
        "班级",
        "报修单位",
        "报修科室",
    ]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&[
        "电话",
        "手机",
        "联系方式",
        "手机号",
        "手机号码",
        "电话号码",
        "联系号码",
    ]),
    Field::time(RECEIVED_AT, l("受理时间", "受理時間", "Received")).starts(Default_::Now).alias(&[
        "时间",
        "报修时间",
        "登记时间",
        "来电时间",
        "申报时间",
        "报修日期时间",
        "接报时间",
        "提交时间",
        "受理日期时间",
        "Reported at",
        "Date received",
        "Received on",
    ]),
    Field::text(LOCATION, l("地点", "地點", "Location")).alias(&[
        "报修地点",
        "故障地点",
        "位置",
        "教室",
        "房间",
        "维修地点",
        "具体地点",
        "报修位置",
        "存放地",
        "Room",
    ]),
    Field::link(ASSET, l("相关资产", "相關資產", "Asset"), "assets").alias(&["资产编号", "设备编号"]),
    Field::choice(FAULT_TYPE, l("故障类别", "故障類別", "Kind of fault"), choices::FAULTS).alias(&["故障类型", "报修项目"]),
    Field::choice(URGENCY, l("紧急程度", "緊急程度", "Urgency"), choices::URGENCIES).starts(Default_::Choice("normal")).alias(&[
        "缓急",
        "优先级",
        "紧急等级",
        "紧急情况",
        "Priority",
    ]),
    Field::yes_no(RAPID, l("启动快速响应", "啟動快速回應", "Rapid response")).alias(&["快速响应"]),
    Field::long_text(DETAILS, l("详细情况", "詳細情況", "Details")).alias(&["详情", "情况说明"]),
    Field::person(FIRST_CONTACT, l("首问责任人", "首問責任人", "First contact")).starts(Default_::Me).alias(&[
        "首问人",
        "受理人",
        "登记人",
        "接报人",
        "接待人",
        "接待",
        "接听人",
        "经手",
        "登记员",
        "Taken by",
    ]),
    Field::person(HANDLER, l("承办人", "承辦人", "Handler")).alias(&[
        "处理人",
        "维修人",
        "维修员",
        "办理人",
        "经办人",
        "维修人员",
        "处理人员",
        "维修师傅",
        "派工人员",
        "Assigned to",
        "Handled by",
    ]),
    Field::department(HANDLER_DEPT, l("承办部门", "承辦部門", "Handling department")).alias(&["处理部门", "维修部门", "办理部门"]),
    Field::time(DUE_AT, l("办理时限", "辦理時限", "Due")).until().alias(&[
        "答复时限",
        "完成时限",
        "限办时间",
        "要求完成时间",
        "期限",
        "截止时间",
        "Due date",
        "Deadline",
    ]),
    Field::link(ROSTER, l("值班表", "值班表", "Roster"), "on-call-rosters"),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for giving back")),
    Field::lines(HANDOVERS, l("转办记录", "轉辦記錄", "Handovers"), &lines::HANDOVER),
    Field::time(RESPONDED_AT, l("首次响应时间", "首次回應時間", "First response")).alias(&["响应时间", "到场时间"]),
    Field::text(FIRST_RESPONSE, l("首次答复", "首次答覆", "First answer")),
    Field::time(APPOINTMENT_AT, l("约定上门时间", "約定上門時間", "Appointment")).alias(&["预约时间", "上门时间"]),
    Field::time(HELD_AT, l("挂起时间", "掛起時間", "On hold since")),
    Field::text(HOLD_REASON, l("挂起原因", "掛起原因", "Reason for holding")),
    Field::lines(PAUSES, l("挂起记录", "掛起記錄", "Pauses"), &lines::PAUSE),
    Field::text(CAUSE, l("故障原因", "故障原因", "Cause")).alias(&["原因"]),
    Field::text(SOLUTION, l("处理结果", "處理結果", "Solution")).alias(&[
        "处理情况",
        "维修情况",
        "维修结果",
        "办理结果",
        "解决办法",
        "答复内容",
        "维修结果说明",
        "维修记录",
        "处理意见",
        "Resolution",
    ]),
    Field::time(SOLVED_AT, l("解决时间", "解決時間", "Solved")).alias(&[
        "维修日期",
        "修复日期",
        "完成时间",
        "维修完成时间",
        "办结时间",
        "处理时间",
        "修复时间",
        "维修时间",
        "Resolved at",
        "Completed on",
    ]),
    Field::lines(MATERIALS, l("用料", "用料", "Materials"), &lines::MATERIAL),
    Field::money(COST, l("费用", "費用", "Cost")).alias(&["维修费用", "维修费", "金额", "维修金额", "材料费", "合计费用"]),
    Field::text(VENDOR, l("外修单位", "外修單位", "Outside contractor")).alias(&["维修单位", "维修公司", "维保单位"]),
    Field::link(REPEAT_OF, l("重复故障原单", "重複故障原單", "Repeat of"), "service-requests"),
    Field::person(FOLLOWED_UP_BY, l("回访人", "回訪人", "Followed up by")),
    Field::time(FOLLOWED_UP_AT, l("回访时间", "回訪時間", "Followed up")).alias(&["回访日期"]),
    Field::text(OPINION, l("回访意见", "回訪意見", "Opinion")).alias(&["评价内容"]),
    Field::choice(RATING, l("服务满意度", "服務滿意度", "Rating"), choices::RATINGS).alias(&["满意度", "评价"]),
    Field::time(CLOSED_AT, l("关闭时间", "關閉時間", "Closed")),
    Field::text(REOPEN_REASON, l("重开原因", "重開原因", "Reason for reopening")),
];

static LIST: &[Column] = &[
    col("request_no", 130),
    col("subject", 0),
    col("category", 90),
    col("location", 130),
    col("urgency", 72),
    col("handler", 84),
    col("due_at", 136),
    col("_state", 96),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("来件", "來件", "The request"),
        fields: &[
            "request_no",
            "subject",
            "category",
            "channel",
            "requester",
            "requester_kind",
            "requester_dept",
            "phone",
            "received_at",
            "location",
            "asset",
            "fault_type",
            "urgency",
            "rapid",
            "details",
        ],
    },
    Group {
        labels: l("首问与转办", "首問與轉辦", "First contact and handover"),
        fields: &["first_contact", "handler", "handler_dept", "due_at", "roster", "return_reason", "handovers"],
    },
    Group {
        labels: l("处理", "處理", "Handling"),
        fields: &[
            "responded_at",
            "first_response",
            "appointment_at",
            "held_at",
            "hold_reason",
            "pauses",
            "cause",
            "solution",
            "solved_at",
            "materials",
            "cost",
            "vendor",
            "repeat_of",
        ],
    },
    Group {
        labels: l("回访与评价", "回訪與評價", "Follow-up and rating"),
        fields: &["followed_up_by", "followed_up_at", "opinion", "rating", "closed_at", "reopen_reason"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "repair-sheet", labels: l("报修单", "報修單", "Repair sheet") },
    Named { id: "transfer-sheet", labels: l("转办单", "轉辦單", "Transfer sheet") },
    Named { id: "first-contact-book", labels: l("首问登记簿", "首問登記簿", "First-contact book") },
];

static REPORTS: &[Report] = &[
    report("by-category", l("按事项类别统计", "按事項類別統計", "By category"), &[By::Field("category")]),
    report("volume", l("每月受理量", "每月受理量", "Requests by month"), &[By::Month("received_at")]).chart(Chart::Columns),
    report("response", l("首次响应时长", "首次回應時長", "Time to respond"), &[By::Field("category")])
        .measures(&[Measure::Span("received_at", "responded_at"), Measure::Count]),
    report("solution", l("解决时长", "解決時長", "Time to solve"), &[By::Field("category")])
        .measures(&[Measure::Span("received_at", "solved_at"), Measure::Count]),
    report("breaches", l("按期响应与解决", "按期回應與解決", "Answered and solved on time"), &[By::Month("received_at")])
        .measures(&[Measure::OnTime("responded_at", "due_at"), Measure::OnTime("solved_at", "due_at"), Measure::Count])
        .chart(Chart::Columns),
    report("overdue", l("超时未结事项", "超時未結事項", "Overdue requests"), &[By::Field("handler")])
        .only(&[Only::Phase(&[Phase::Open]), Only::Passed("due_at")]),
    report("unanswered", l("超时未响应事项", "超時未回應事項", "Unanswered requests"), &[By::Field("first_contact")]).only(&[
        Only::Phase(&[Phase::Open]),
        Only::Empty("responded_at"),
        Only::Passed("due_at"),
    ]),
    report("handovers", l("转办情况", "轉辦情況", "Handovers"), &[By::Field("to_dept"), By::Field("to")]).rows("handovers"),
    report("pauses", l("挂起原因统计", "掛起原因統計", "Reasons for pauses"), &[By::Field("reason")])
        .rows("pauses")
        .measures(&[Measure::Count, Measure::Span("from", "to")]),
    report("repeat-assets", l("同一资产重复故障", "同一資產重複故障", "Repeat faults of an asset"), &[By::Field("asset")])
        .only(&[Only::Filled("asset"), Only::Is("category", &["repair", "system-fault"])])
        .at_least(2),
    report(
        "repeat-places",
        l("同一地点重复故障", "同一地點重複故障", "Repeat faults at a place"),
        &[By::Field("location"), By::Field("fault_type")],
    )
    .only(&[Only::Filled("location"), Only::Is("category", &["repair", "system-fault"])])
    .at_least(2),
    report("costs", l("维修费用统计", "維修費用統計", "Cost of repairs"), &[By::Field("fault_type")])
        .measures(&[Measure::Sum("cost"), Measure::Count]),
    report("satisfaction", l("服务满意率", "服務滿意率", "Content requesters"), &[By::Field("handler_dept")])
        .measures(&[Measure::Share("rating", &["very-satisfied", "satisfied"]), Measure::Count])
        .only(&[Only::Filled("rating")]),
];

static DERIVED: &[Derived] = &[
    derived("response_minutes", l("响应用时", "回應用時", "Time to respond"), Calc::Minutes("received_at", "responded_at"), Unit::Minutes),
    derived("solution_minutes", l("解决用时", "解決用時", "Time to solve"), Calc::Minutes("received_at", "solved_at"), Unit::Minutes),
    derived("tasks_total", l("布置任务数", "布置任務數", "Tasks"), Calc::Count(others("tasks", "request")), Unit::Count),
    derived("handover_count", l("转办次数", "轉辦次數", "Times handed over"), Calc::RowCount("handovers"), Unit::Count),
    derived("materials_cost", l("材料费合计", "材料費合計", "Cost of materials"), Calc::Rows("materials", "amount"), Unit::Money),
    derived("repeats", l("重复报修次数", "重複報修次數", "Repeats"), Calc::Count(others("service-requests", "repeat_of")), Unit::Count),
];

/// Minutes in which somebody of the rapid-response team 快速响应小组 answers what is urgent.
const AT_ONCE: i64 = 30;

static ALERTS: &[Alert] = &[
    Alert {
        id: "late-answer",
        labels: l("超过答复时限", "超過答覆時限", "Answer is late"),
        tone: Tone::Red,
        less: Calc::Minutes("received_at", "due_at"),
        than: Calc::Minutes("received_at", "responded_at"),
        phases: &[Phase::Open],
        answered: Some("responded_at"),
    },
    Alert {
        id: "many-handovers",
        labels: l("转办超过两次", "轉辦超過兩次", "Handed over more than twice"),
        tone: Tone::Amber,
        less: Calc::Number(2),
        than: Calc::RowCount("handovers"),
        phases: &[Phase::Open],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "multimedia",
        labels: l("多媒体设备报修", "多媒體設備報修", "Multimedia fault"),
        values: &[
            ("subject", "多媒体设备无法使用"),
            ("category", "repair"),
            ("fault_type", "multimedia"),
            ("urgency", "urgent"),
            ("rapid", "是"),
        ],
    },
    Template {
        id: "plumbing",
        labels: l("水电报修", "水電報修", "Plumbing or electricity"),
        values: &[("subject", "水电报修"), ("category", "repair"), ("fault_type", "plumbing"), ("urgency", "normal")],
    },
    Template {
        id: "enquiry",
        labels: l("首问咨询", "首問諮詢", "Enquiry at the counter"),
        values: &[("subject", "来访咨询"), ("category", "consult"), ("channel", "visit"), ("urgency", "normal")],
    },
    Template {
        id: "delivery",
        labels: l("文件急送", "文件急送", "Urgent delivery"),
        values: &[("subject", "文件急送"), ("category", "urgent-delivery"), ("urgency", "urgent")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("subject", "初二（3）班投影机不亮，上课无法使用"),
        ("category", "报修"),
        ("channel", "电话"),
        ("requester", "柳晓岚"),
        ("requester_kind", "教师"),
        ("requester_dept", "初二年级组"),
        ("received_at", "2026-09-14 08:05"),
        ("location", "明德楼302教室"),
        ("fault_type", "多媒体设备"),
        ("urgency", "紧急"),
        ("rapid", "是"),
        ("first_contact", "江海欣"),
        ("handler", "马秀建"),
        ("responded_at", "2026-09-14 08:20"),
    ],
    &[
        ("subject", "家长咨询转学手续"),
        ("category", "咨询"),
        ("channel", "来访"),
        ("requester", "苏涛曦"),
        ("requester_kind", "家长"),
        ("phone", "13800138000"),
        ("received_at", "2026年9月15日 14:30"),
        ("urgency", "一般"),
        ("first_contact", "江海欣"),
        ("handler_dept", "教务处"),
        ("solution", "告知所需材料，已引导到教务处办理"),
        ("rating", "满意"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "service-requests",
    labels: l("报修与首问登记", "報修與首問登記", "Service requests"),
    one: l("服务事项", "服務事項", "Service request"),
    area: Area::Requests,
    space: Space::General,
    fields: FIELDS,
    title: "subject",
    number: Some(Numbering { field: "request_no", pattern: "服〔{year}〕{n}号", at_creation: true }),
    due: Some(
        due_at("due_at")
            .after("received_at", 1)
            .unless("urgency", &[("urgent", 0), ("normal", 1)])
            .by_the_hour(AT_ONCE)
            .remind(&[1, 0])
            .met_in(&["solved", "follow-up"]),
    ),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    // Whoever is not content is heard before a close.
    precedence: Precedence { done: &["reopened"], ..Precedence::NONE },
    rules: &[
        Rule::NotBefore { field: "responded_at", since: "received_at" },
        Rule::NotBefore { field: "solved_at", since: "received_at" },
        Rule::NotBefore { field: "closed_at", since: "solved_at" },
    ],
    arrival: Arrival {
        headings: &["处理状态", "维修状态", "工单状态", "报修状态"],
        words: &[
            ("待处理", "accepted"),
            ("未处理", "accepted"),
            ("待维修", "transferred"),
            ("维修中", "handling"),
            ("在修", "handling"),
            ("待料", "on-hold"),
            ("暂停", "on-hold"),
            ("已维修", "solved"),
            ("已处理", "solved"),
            ("已修复", "solved"),
            ("已完成", "closed"),
            ("完成", "closed"),
            ("已办结", "closed"),
            ("已关闭", "closed"),
            ("已回访", "follow-up"),
        ],
        filled: &[("responded_at", "handling"), ("solved_at", "solved"), ("followed_up_at", "follow-up"), ("closed_at", "closed")],
        day: &["报修日期", "登记日期", "受理日期", "日期"],
        day_field: Some("received_at"),
        ..Arrival::FIRST
    },
    retention: l("关闭后保存3年", "關閉後保存3年", "3 years after closing"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    pauses: Some(Pauses {
        lines: "pauses",
        from: "from",
        to: "to",
        now: ("on-hold", "held_at"),
        begins: "received_at",
        ends: &["solved_at"],
        due: "due_at",
    }),
    templates: TEMPLATES,
    same: &[&["category", "location", "subject"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
