//! Reception plans 接待方案: who greets a guest, who goes along, where, with what, for how much, and hour by hour.

use crate::book::hands;
use crate::book::visits;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Addition, Alert, Area, Arrival, By, Calc, Chart, Column, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Numbering, Phase, Precedence, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, col, derived, due_at, key, l,
    report, state, step,
};

/// What is being received.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number in the office's book.
pub const PLAN_NO: Key<key::Text> = Key::new("plan_no");
/// The visit that it is for.
pub const VISIT: Key<key::Link> = Key::new("visit");
/// The standard that it follows.
pub const STANDARD: Key<key::Link> = Key::new("standard");
/// Type of visitor.
pub const TYPE: Key<key::Choice> = Key::new("type");
/// Who comes, the first among them first.
pub const GUESTS: Key<key::Text> = Key::new("guests");
/// Organisation that they come from.
pub const ORGANISATION: Key<key::Text> = Key::new("organisation");
/// Why they come.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// How many come.
pub const HEADCOUNT: Key<key::Integer> = Key::new("headcount");
/// Telephone of the guests' contact.
pub const CONTACT: Key<key::Private> = Key::new("contact");
/// When they come.
pub const STARTS_AT: Key<key::Time> = Key::new("starts_at");
/// When they leave.
pub const ENDS_AT: Key<key::Time> = Key::new("ends_at");
/// Who receives them.
pub const HOST: Key<key::Person> = Key::new("host");
/// Department that receives them.
pub const HOST_DEPT: Key<key::Department> = Key::new("host_dept");
/// Who greets them, and where.
pub const GREETING: Key<key::Text> = Key::new("greeting");
/// Who goes along.
pub const ESCORT: Key<key::Text> = Key::new("escort");
/// Where they are received.
pub const ROOM: Key<key::Text> = Key::new("room");
/// Tea, fruit.
pub const TEA: Key<key::Text> = Key::new("tea");
/// Meal, where, how many.
pub const MEAL: Key<key::Text> = Key::new("meal");
/// Car, number plates, parking.
pub const TRANSPORT: Key<key::Text> = Key::new("transport");
/// Screen text, photographer, news.
pub const PUBLICITY: Key<key::Text> = Key::new("publicity");
/// Route, crowd, first aid.
pub const SECURITY: Key<key::Text> = Key::new("security");
/// Hour by hour.
pub const SCHEDULE: Key<key::Lines> = Key::new("schedule");
/// What to prepare, by whom, by when.
pub const CHECKLIST: Key<key::Lines> = Key::new("checklist");
/// What it may cost.
pub const BUDGET: Key<key::Money> = Key::new("budget");
/// What it cost.
pub const ACTUAL_COST: Key<key::Money> = Key::new("actual_cost");
/// Which account, what for.
pub const BUDGET_NOTE: Key<key::Text> = Key::new("budget_note");
/// Day by which all is ready.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Who drew it up.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// What must be changed.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// Why it was given up.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");
/// How it went.
pub const SUMMARY: Key<key::LongText> = Key::new("summary");

/// Columns of the schedule.
pub mod schedule {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// What.
    pub const ACTIVITY: Key<key::Text> = Key::new("activity");
    /// Where.
    pub const PLACE: Key<key::Text> = Key::new("place");
    /// Who sees to it.
    pub const PERSON: Key<key::Person> = Key::new("person");
}

/// Columns of a thing to prepare.
pub mod checklist {
    use crate::def::{Key, key};
    /// What.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// Who sees to it.
    pub const RESPONSIBLE: Key<key::Person> = Key::new("responsible");
    /// By when.
    pub const DUE: Key<key::Time> = Key::new("due");
    /// It is done.
    pub const DONE: Key<key::YesNo> = Key::new("done");
}

static SCHEDULE_ITEM: Lines = Lines {
    columns: &[
        Field::time(schedule::AT, l("时间", "時間", "At")),
        Field::text(schedule::ACTIVITY, l("活动内容", "活動內容", "Activity")).required().alias(&["内容"]),
        Field::text(schedule::PLACE, l("地点", "地點", "Place")),
        Field::person(schedule::PERSON, l("负责人", "負責人", "Responsible")),
    ],
    append_only: false,
};

static CHECK_ITEM: Lines = Lines {
    columns: &[
        Field::text(checklist::ITEM, l("准备事项", "準備事項", "Item")).required(),
        Field::person(checklist::RESPONSIBLE, l("责任人", "責任人", "Responsible")),
        Field::time(checklist::DUE, l("完成时限", "完成時限", "Due")),
        Field::yes_no(checklist::DONE, l("已完成", "已完成", "Done")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("接待事项", "接待事項", "Title")).required().alias(&["方案名称", "接待名称", "名称"]),
    Field::text(PLAN_NO, l("方案编号", "方案編號", "Plan no.")).alias(&["编号"]),
    Field::link(VISIT, l("访客登记", "訪客登記", "Visit"), "visits"),
    Field::link(STANDARD, l("适用标准", "適用標準", "Standard"), "reception-standards"),
    Field::choice(TYPE, l("来访类型", "來訪類型", "Type of visitor"), visits::TYPES).alias(&["访客类型"]),
    Field::text(GUESTS, l("来宾", "來賓", "Guests")).alias(&["主宾", "来访人"]),
    Field::text(ORGANISATION, l("来访单位", "來訪單位", "Organisation")).alias(&["单位"]),
    Field::text(PURPOSE, l("来访事由", "來訪事由", "Purpose")).alias(&["事由"]),
    Field::integer(HEADCOUNT, l("来宾人数", "來賓人數", "Guests in all")).within(0, 10_000).alias(&["人数"]),
    Field::private(CONTACT, l("对方联系电话", "對方聯絡電話", "Guest's telephone")).alias(&["对方联系人电话"]),
    Field::time(STARTS_AT, l("到达时间", "到達時間", "Starts at")).alias(&["接待时间", "开始时间"]),
    Field::time(ENDS_AT, l("离开时间", "離開時間", "Ends at")).until().alias(&["结束时间"]),
    Field::person(HOST, l("主接待人", "主接待人", "Host")).alias(&["接待人", "接待领导"]),
    Field::department(HOST_DEPT, l("接待部门", "接待部門", "Receiving department")).alias(&["对口部门"]),
    Field::text(GREETING, l("迎接安排", "迎接安排", "Greeting")).alias(&["迎接"]),
    Field::text(ESCORT, l("陪同人员", "陪同人員", "Escort")).alias(&["陪同"]),
    Field::text(ROOM, l("接待地点", "接待地點", "Room")).alias(&["会客室", "地点"]),
    Field::text(TEA, l("茶水安排", "茶水安排", "Tea")).alias(&["茶点"]),
    Field::text(MEAL, l("用餐安排", "用餐安排", "Meal")).alias(&["用餐"]),
    Field::text(TRANSPORT, l("用车与停车", "用車與停車", "Transport")).alias(&["用车"]),
    Field::text(PUBLICITY, l("宣传与摄影", "宣傳與攝影", "Publicity")),
    Field::text(SECURITY, l("安全与应急", "安全與應急", "Safety")),
    Field::lines(SCHEDULE, l("行程安排", "行程安排", "Schedule"), &SCHEDULE_ITEM),
    Field::lines(CHECKLIST, l("准备清单", "準備清單", "Checklist"), &CHECK_ITEM),
    Field::money(BUDGET, l("接待预算", "接待預算", "Budget")).alias(&["预算", "预算金额"]),
    Field::money(ACTUAL_COST, l("实际支出", "實際支出", "Actual cost")).alias(&["实际费用"]),
    Field::text(BUDGET_NOTE, l("经费说明", "經費說明", "Budget note")),
    Field::date(DUE_AT, l("准备完成期限", "準備完成期限", "Ready by")),
    Field::person(SUBMITTED_BY, l("拟订人", "擬訂人", "Drawn up by")),
    Field::person(APPROVED_BY, l("批准人", "批准人", "Approved by")),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
    Field::long_text(SUMMARY, l("接待小结", "接待小結", "Summary")).alias(&["总结"]),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static STATES: &[State] = &[
    state("draft", l("草拟", "草擬", "Draft"), Tone::Grey, Phase::Draft),
    state("awaiting-approval", l("待批", "待批", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("approved", l("已批准", "已批准", "Approved"), Tone::Blue, Phase::Open),
    state("ready", l("准备就绪", "準備就緒", "Ready"), Tone::Green, Phase::Open).by("host"),
    state("receiving", l("接待中", "接待中", "Receiving"), Tone::Green, Phase::Open).by("host"),
    state("done", l("已完成", "已完成", "Done"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("送审", "送審", "Submit"), &["draft"], "awaiting-approval")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .requires(&["starts_at", "host"])
        .asks(&["greeting", "escort", "room", "budget", "standard"])
        .effects(&[Effect::Me("submitted_by"), Effect::Number, Effect::Due, Effect::Clear("return_reason")]),
    step("approve", l("批准", "批准", "Approve"), &["awaiting-approval"], "approved")
        .signed()
        .roles(DIRECTION)
        .asks(&["budget"])
        .guards(&[Guard::NotMe("submitted_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("send-back", l("退回", "退回", "Send back"), &["awaiting-approval"], "draft")
        .roles(DIRECTION)
        .requires(&["return_reason"])
        .effects(&[Effect::Clear("submitted_by")]),
    step("prepare", l("准备就绪", "準備就緒", "Mark as ready"), &["approved"], "ready")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .guards(&[Guard::EachRowIs("checklist", "done", "yes")])
        .effects(&[Effect::Clear("due_at")]),
    step("receive", l("开始接待", "開始接待", "Begin"), &["approved", "ready"], "receiving")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .guards(&[Guard::Come("starts_at")]),
    step("finish", l("接待结束", "接待結束", "Finish"), &["receiving"], "done")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .asks(&["actual_cost", "summary", "ends_at"])
        .effects(&[Effect::Now("ends_at")]),
    step("finish-and-follow-up", l("接待结束并安排回访", "接待結束並安排回訪", "Finish and plan a follow-up"), &["receiving"], "done")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .requires(&["guests"])
        .asks(&["actual_cost", "summary", "ends_at"])
        .effects(&[
            Effect::Now("ends_at"),
            Effect::Add(Addition {
                register: "follow-ups",
                back: "plan",
                copy: &[
                    ("guests", "contact"),
                    ("organisation", "organisation"),
                    ("contact", "phone"),
                    ("visit", "visit"),
                    ("host", "handler"),
                    ("ends_at", "visited_at"),
                    ("type", "type"),
                ],
                set: &[],
                state: "",
            }),
        ]),
    step("cancel", l("取消", "取消", "Cancel"), &["awaiting-approval", "approved", "ready"], "cancelled")
        .routine(hands::RECEPTION)
        .or_named(&["host", "approved_by"])
        .requires(&["cancel_reason"]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["draft", "awaiting-approval", "approved", "ready", "receiving", "done", "cancelled"], VOID)
        .routine(hands::OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("plan_no", 120),
    col("title", 0),
    col("organisation", 150),
    col("starts_at", 140),
    col("host", 90),
    col("budget", 90),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("接待事项", "接待事項", "The reception"),
        fields: &[
            "title",
            "plan_no",
            "visit",
            "standard",
            "type",
            "guests",
            "organisation",
            "purpose",
            "headcount",
            "contact",
            "starts_at",
            "ends_at",
        ],
    },
    Group {
        labels: l("接待安排", "接待安排", "Arrangements"),
        fields: &["host", "host_dept", "greeting", "escort", "room", "tea", "meal", "transport", "publicity", "security", "schedule"],
    },
    Group {
        labels: l("准备与经费", "準備與經費", "Preparation and budget"),
        fields: &["due_at", "checklist", "budget", "actual_cost", "budget_note"],
    },
    Group {
        labels: l("审批与小结", "審批與小結", "Approval and summary"),
        fields: &["submitted_by", "approved_by", "approved_at", "return_reason", "cancel_reason", "summary"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "reception-plan", labels: l("接待方案", "接待方案", "Reception plan") },
    Named { id: "schedule", labels: l("接待日程", "接待日程", "Schedule") },
    Named { id: "checklist", labels: l("接待准备清单", "接待準備清單", "Checklist") },
];

static REPORTS: &[Report] = &[
    report("by-type", l("按来访类型统计", "按來訪類型統計", "By type of visitor"), &[By::Field("type")]).measures(&[
        Measure::Count,
        Measure::Sum("headcount"),
        Measure::Sum("actual_cost"),
    ]),
    report("by-department", l("按接待部门统计", "按接待部門統計", "By department"), &[By::Field("host_dept")])
        .measures(&[Measure::Count, Measure::Sum("actual_cost")]),
    report("cost", l("接待费用", "接待費用", "Cost"), &[By::Month("starts_at")])
        .measures(&[Measure::Sum("actual_cost"), Measure::Sum("budget"), Measure::Count])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived(
        "open_items",
        l("未完成事项", "未完成事項", "Items open"),
        Calc::Minus(&Calc::RowCount("checklist"), &Calc::RowsWith("checklist", "done", "1")),
        Unit::Count,
    ),
    derived(
        "budget_left",
        l("预算余额", "預算餘額", "Budget left"),
        Calc::Minus(&Calc::Field("budget"), &Calc::Field("actual_cost")),
        Unit::Money,
    ),
];

static ALERTS: &[Alert] = &[Alert {
    id: "over-budget",
    labels: l("超出预算", "超出預算", "Over budget"),
    tone: Tone::Red,
    less: Calc::Field("budget"),
    than: Calc::Field("actual_cost"),
    phases: &[Phase::Open, Phase::Done],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template {
        id: "inspection",
        labels: l("上级检查", "上級檢查", "Inspection"),
        values: &[("title", "上级检查接待"), ("type", "上级检查"), ("greeting", "办公室主任在校门迎接"), ("tea", "饮用水、茶")],
    },
    Template {
        id: "exchange",
        labels: l("兄弟学校交流", "兄弟學校交流", "Exchange with a sister school"),
        values: &[("title", "兄弟学校来访交流"), ("type", "兄弟学校")],
    },
    Template {
        id: "foreign",
        labels: l("外宾来访", "外賓來訪", "Foreign guests"),
        values: &[("title", "外宾来访接待"), ("type", "外宾"), ("publicity", "电子屏欢迎词，摄影一人")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "区教育局食品安全检查接待"),
        ("type", "上级检查"),
        ("guests", "姚磊慧等3人"),
        ("organisation", "区教育局"),
        ("purpose", "食品安全检查"),
        ("headcount", "3"),
        ("starts_at", "2026-09-02 14:30"),
        ("ends_at", "2026-09-02 16:30"),
        ("host", "何志远"),
        ("host_dept", "总务处"),
        ("greeting", "办公室主任在校门迎接"),
        ("escort", "马秀建、王敏"),
        ("room", "行政楼二楼会客室"),
        ("tea", "饮用水、茶"),
        ("budget", "120"),
    ],
    &[
        ("title", "第三中学教研交流接待"),
        ("type", "兄弟学校"),
        ("guests", "沈立文等12人"),
        ("organisation", "第三中学"),
        ("headcount", "12"),
        ("starts_at", "2026-09-24 9:00"),
        ("ends_at", "2026-09-24 16:00"),
        ("host", "陆春慧"),
        ("escort", "教科研室全体"),
        ("room", "图书馆研讨室"),
        ("meal", "教工食堂工作餐12份"),
        ("budget", "480元"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "reception-plans",
    labels: l("接待方案", "接待方案", "Reception plans"),
    one: l("接待方案", "接待方案", "Reception plan"),
    area: Area::Reception,
    space: Space::Reception,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "plan_no", pattern: "接〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("due_at").before("starts_at", 1).remind(&[1, 0]).met_in(&["ready", "receiving"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["done", "receiving"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "ends_at", since: "starts_at" }],
    arrival: Arrival {
        headings: &["方案状态"],
        words: &[("已批", "approved"), ("已接待", "done"), ("完成", "done")],
        filled: &[("approved_at", "approved"), ("summary", "done")],
        ..Arrival::FIRST
    },
    retention: l("随访客登记保存，默认180天", "隨訪客登記保存，預設180天", "As the visit, 180 days by default"),
    erase_after: 180,
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["visit"], &["title", "starts_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
