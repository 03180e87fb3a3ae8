//! Bookings 会议室预约: who has a room from when to when. Provisional until it is confirmed; of two that overlap both
//! are kept, and the weaker one waits to be moved.

use crate::book::hands;
use crate::book::meetings;
use crate::book::rooms;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Claim, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named,
    Numbering, Only, Phase, Precedence, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key,
    l, report, state, step,
};

/// What the room is for.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// Number in the office's book.
pub const BOOKING_NO: Key<key::Text> = Key::new("booking_no");
/// Kind of use.
pub const USE: Key<key::Choice> = Key::new("use");
/// The room.
pub const ROOM: Key<key::Link> = Key::new("room");
/// From when.
pub const START: Key<key::Time> = Key::new("start");
/// Until when.
pub const END: Key<key::Time> = Key::new("end");
/// The meeting that it is for.
pub const MEETING: Key<key::Link> = Key::new("meeting");
/// Importance; decides between bookings that overlap.
pub const IMPORTANCE: Key<key::Choice> = Key::new("importance");
/// Who asks for it.
pub const APPLICANT: Key<key::Person> = Key::new("applicant");
/// Department that uses it.
pub const APPLICANT_DEPT: Key<key::Department> = Key::new("applicant_dept");
/// Telephone of the applicant.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// When it was asked for.
pub const APPLIED_AT: Key<key::Time> = Key::new("applied_at");
/// How many come.
pub const HEADCOUNT: Key<key::Integer> = Key::new("headcount");
/// How it shall be set up.
pub const LAYOUT: Key<key::Choice> = Key::new("layout");
/// What must work.
pub const EQUIPMENT_NEEDS: Key<key::Text> = Key::new("equipment_needs");
/// Water, tea, name cards, flowers.
pub const SERVICES: Key<key::Text> = Key::new("services");
/// Who said yes.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// Why it must be moved.
pub const ADJUST_REASON: Key<key::Text> = Key::new("adjust_reason");
/// Free slots that were proposed instead.
pub const ALTERNATIVES: Key<key::Text> = Key::new("alternatives");
/// Why it was given up.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");
/// When the room was taken.
pub const USED_AT: Key<key::Time> = Key::new("used_at");
/// When it was handed back.
pub const RELEASED_AT: Key<key::Time> = Key::new("released_at");
/// How it was left: lights, equipment, cleanliness.
pub const RETURN_CHECK: Key<key::Text> = Key::new("return_check");

static USES: &[Choice] = &[
    choice("meeting", l("会议", "會議", "Meeting")),
    choice("class", l("上课", "上課", "Lesson")).alias(&["公开课", "研讨课"]),
    choice("training", l("培训", "培訓", "Training")).alias(&["讲座"]),
    choice("event", l("活动", "活動", "Event")).alias(&["校园活动", "比赛"]),
    choice("reception", l("接待", "接待", "Reception")).alias(&["来访接待"]),
    choice("examination", l("考试", "考試", "Examination")).alias(&["考务"]),
    choice("temporary", l("临时场地", "臨時場地", "Temporary venue")).alias(&["临时用场", "临时场地需求"]),
    choice("other", l("其他", "其他", "Other")),
];

static FIELDS: &[Field] = &[
    Field::text(PURPOSE, l("使用事由", "使用事由", "Purpose")).required().alias(&[
        "事由",
        "用途",
        "活动名称",
        "会议名称",
        "预约事由",
        "会议主题",
        "活动内容",
        "使用内容",
        "Subject",
    ]),
    Field::text(BOOKING_NO, l("预约编号", "預約編號", "Booking no.")).alias(&["编号"]),
    Field::choice(USE, l("用途类别", "用途類別", "Kind of use"), USES).alias(&["用途类型", "类别"]),
    Field::link(ROOM, l("会议室", "會議室", "Room"), "rooms").alias(&["场地", "会议室名称", "使用场地", "预约场地", "预约会议室", "教室"]),
    Field::time(START, l("开始时间", "開始時間", "Start")).alias(&[
        "时间",
        "使用时间",
        "使用开始时间",
        "起始时间",
        "预约开始时间",
        "开始",
        "Time from",
        "From",
    ]),
    Field::time(END, l("结束时间", "結束時間", "End")).until().alias(&["使用结束时间", "预约结束时间", "结束", "Time to", "To"]),
    Field::link(MEETING, l("所属会议", "所屬會議", "Meeting"), "meetings"),
    Field::choice(IMPORTANCE, l("重要程度", "重要程度", "Importance"), meetings::IMPORTANCES).starts(Default_::Choice("ordinary")),
    Field::person(APPLICANT, l("申请人", "申請人", "Applicant")).starts(Default_::Me).alias(&[
        "预约人",
        "使用人",
        "预订人",
        "借用人",
        "联系人",
        "经办人",
        "Booked by",
    ]),
    Field::department(APPLICANT_DEPT, l("使用部门", "使用部門", "Using department")).alias(&[
        "申请部门",
        "预约部门",
        "预订部门",
        "借用部门",
    ]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话", "手机"]),
    Field::time(APPLIED_AT, l("申请时间", "申請時間", "Applied at")).starts(Default_::Now).alias(&["预约时间", "申请日期"]),
    Field::integer(HEADCOUNT, l("使用人数", "使用人數", "Headcount")).within(0, 100_000).alias(&[
        "人数",
        "参会人数",
        "出席人数",
        "预计人数",
        "Attendees",
    ]),
    Field::choice(LAYOUT, l("布局要求", "布局要求", "Layout"), rooms::LAYOUT_LIST).alias(&["布局", "座位形式"]),
    Field::text(EQUIPMENT_NEEDS, l("设备需求", "設備需求", "Equipment needed")).alias(&["设备", "设备要求"]),
    Field::text(SERVICES, l("服务需求", "服務需求", "Services needed")).alias(&["茶水", "会务要求"]),
    Field::person(APPROVED_BY, l("审批人", "審批人", "Approved by")).alias(&["批准人"]),
    Field::time(APPROVED_AT, l("审批时间", "審批時間", "Approved at")),
    Field::text(ADJUST_REASON, l("调整原因", "調整原因", "Reason for moving")).alias(&["不批准原因"]),
    Field::text(ALTERNATIVES, l("可选时段", "可選時段", "Free slots")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for cancelling")),
    Field::time(USED_AT, l("开始使用时间", "開始使用時間", "In use from")),
    Field::time(RELEASED_AT, l("交还时间", "交還時間", "Handed back at")).alias(&["归还时间"]),
    Field::text(RETURN_CHECK, l("交还检查", "交還檢查", "State on return")).alias(&["使用后检查"]),
];

const KEEPERS: &[&str] = &["clerk", "office-director", "asset-manager"];
/// Who keeps the room says yes to its bookings, whatever else they are.
const OF_ROOM: &[&str] = &["keeper", "backup_keeper"];

static STATES: &[State] = &[
    state("tentative", l("暂定", "暫定", "Provisional"), Tone::Amber, Phase::Open),
    state("awaiting-approval", l("待批", "待批", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("confirmed", l("确认", "確認", "Confirmed"), Tone::Green, Phase::Open),
    state("needs-adjustment", l("待调整", "待調整", "To be moved"), Tone::Red, Phase::Open).by("applicant"),
    state("used", l("已使用", "已使用", "Used"), Tone::Grey, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state("no-show", l("爽约", "爽約", "No-show"), Tone::Red, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("confirm", l("确认预约", "確認預約", "Confirm"), &["tentative"], "confirmed")
        .routine(hands::ROOMS)
        .or_named(&["applicant"])
        .requires(&["room", "start", "end"])
        .guards(&[Guard::Linked("room", &["open"])])
        .effects(&[Effect::Number]),
    step("submit", l("提交审批", "提交審批", "Submit for approval"), &["tentative", "needs-adjustment"], "awaiting-approval")
        .routine(hands::ROOMS)
        .or_named(&["applicant"])
        .requires(&["room", "start", "end"])
        .asks(&["headcount", "layout"])
        .effects(&[Effect::Number, Effect::Clear("approved_by"), Effect::Clear("approved_at")]),
    step("approve", l("批准", "批准", "Approve"), &["awaiting-approval"], "confirmed")
        .roles(KEEPERS)
        .or_named_by("room", OF_ROOM)
        .guards(&[Guard::NotMe("applicant"), Guard::Linked("room", &["open", "approval"])])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("ask-adjustment", l("要求调整", "要求調整", "Ask to move"), &["tentative", "awaiting-approval", "confirmed"], "needs-adjustment")
        .roles(KEEPERS)
        .or_named_by("room", OF_ROOM)
        .requires(&["adjust_reason"])
        .asks(&["alternatives"])
        .effects(&[Effect::Clear("approved_by"), Effect::Clear("approved_at")]),
    step("displace", l("转待调整", "轉待調整", "Set aside"), &["tentative", "awaiting-approval", "confirmed"], "needs-adjustment")
        .routine(hands::ROOMS)
        .or_named_by("room", &["keeper", "backup_keeper"])
        .asks(&["adjust_reason", "alternatives"])
        .effects(&[Effect::Clear("approved_by"), Effect::Clear("approved_at")]),
    step("rebook", l("重新预约", "重新預約", "Book again"), &["needs-adjustment", "cancelled", "no-show"], "tentative")
        .routine(hands::ROOMS)
        .or_named(&["applicant"])
        .requires(&["room", "start", "end"])
        .effects(&[Effect::Clear("adjust_reason"), Effect::Clear("alternatives"), Effect::Clear("cancel_reason")]),
    step("use", l("开始使用", "開始使用", "Take"), &["confirmed"], "used")
        .routine(hands::ROOMS)
        .or_named(&["applicant"])
        .or_named_by("room", &["keeper", "backup_keeper"])
        .asks(&["used_at"])
        .effects(&[Effect::Now("used_at")]),
    step("cancel", l("取消", "取消", "Cancel"), &["tentative", "awaiting-approval", "confirmed", "needs-adjustment"], "cancelled")
        .routine(hands::ROOMS)
        .or_named(&["applicant"])
        .asks(&["cancel_reason"]),
    step("mark-no-show", l("标为爽约", "標為爽約", "Mark as no-show"), &["confirmed"], "no-show")
        .routine(hands::ROOMS)
        .or_named_by("room", &["keeper", "backup_keeper"])
        .guards(&[Guard::Come("start")]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["tentative", "awaiting-approval", "confirmed", "needs-adjustment", "used", "cancelled", "no-show"],
        VOID,
    )
    .routine(hands::ROOMS)
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("room", 130),
    col("purpose", 0),
    col("start", 140),
    col("end", 140),
    col("applicant", 90),
    col("applicant_dept", 100),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("预约", "預約", "The booking"),
        fields: &[
            "purpose",
            "booking_no",
            "use",
            "room",
            "start",
            "end",
            "meeting",
            "importance",
            "headcount",
            "layout",
            "equipment_needs",
            "services",
        ],
    },
    Group { labels: l("申请人", "申請人", "Applicant"), fields: &["applicant", "applicant_dept", "phone", "applied_at"] },
    Group {
        labels: l("审批与使用", "審批與使用", "Approval and use"),
        fields: &["approved_by", "approved_at", "adjust_reason", "alternatives", "cancel_reason", "used_at", "released_at", "return_check"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "booking-slip", labels: l("会议室预约单", "會議室預約單", "Booking slip") },
    Named { id: "room-schedule", labels: l("会议室使用安排表", "會議室使用安排表", "Schedule of the room") },
];

static REPORTS: &[Report] = &[
    report("room-use", l("会议室使用情况", "會議室使用情況", "Room use"), &[By::Field("room")])
        .measures(&[
            Measure::Count,
            Measure::Hours("start", "end"),
            Measure::UseRate("start", "end"),
            Measure::Span("start", "end"),
            Measure::Derived("users"),
        ])
        .only(&[Only::State(&["confirmed", "used"])]),
    report("by-department", l("按使用部门统计", "按使用部門統計", "By department"), &[By::Field("applicant_dept")]),
    report("by-weekday", l("按星期统计", "按星期統計", "By weekday"), &[By::Weekday("start")])
        .measures(&[Measure::Count])
        .chart(Chart::Columns),
    report("by-hour", l("按时段统计", "按時段統計", "By hour"), &[By::Hour("start")]).measures(&[Measure::Count]).chart(Chart::Columns),
    report("no-shows", l("爽约统计", "爽約統計", "No-shows"), &[By::Field("applicant_dept")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["no-show"])]),
];

/// How many use the room: as somebody said, else as many as are to come to the meeting.
const USERS: Calc = Calc::Greatest(
    &Calc::Field("headcount"),
    &Calc::Either(&Calc::Through("meetings", "meeting", &Calc::RowCount("participants")), &Calc::Number(0)),
);

static DERIVED: &[Derived] = &[
    derived("length", l("占用时长", "佔用時長", "Length"), Calc::Minutes("start", "end"), Unit::Minutes),
    derived("users", l("使用总人数", "使用總人數", "People in all"), USERS, Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "meeting", labels: l("会议用场", "會議用場", "Room for a meeting"), values: &[("use", "会议"), ("layout", "围桌式")]
    },
    Template { id: "temporary", labels: l("临时场地", "臨時場地", "Temporary venue"), values: &[("use", "临时场地")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("purpose", "行政例会"),
        ("use", "会议"),
        ("start", "2026-09-14 15:00"),
        ("end", "2026-09-14 16:30"),
        ("importance", "一般"),
        ("applicant", "王敏"),
        ("applicant_dept", "综合办公室"),
        ("headcount", "18"),
        ("layout", "围桌式"),
        ("equipment_needs", "投影、话筒两支"),
    ],
    &[
        ("purpose", "新生家长会"),
        ("use", "活动"),
        ("start", "2026/9/18 18:30"),
        ("end", "2026/9/18 20:30"),
        ("importance", "重要"),
        ("applicant", "陆春慧"),
        ("applicant_dept", "德育处"),
        ("phone", "13800138001"),
        ("headcount", "280"),
        ("layout", "剧院式"),
        ("services", "签到台一张，饮用水"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "bookings",
    labels: l("会议室预约", "會議室預約", "Room bookings"),
    one: l("预约单", "預約單", "Room booking"),
    area: Area::Meetings,
    fields: FIELDS,
    title: "purpose",
    number: Some(Numbering { field: "booking_no", pattern: "场〔{year}〕{n}号", at_creation: false }),
    // The room is to be promised by then; what happens in it afterwards is written down whenever somebody does.
    due: Some(due_at("start").remind(&[1, 0]).met_in(&["confirmed"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["used"], withdrawn: &["cancelled"], refused: &["needs-adjustment"] },
    rules: &[Rule::NotBefore { field: "end", since: "start" }, Rule::NotBefore { field: "released_at", since: "used_at" }],
    arrival: Arrival {
        headings: &["预约状态"],
        words: &[
            ("已确认", "confirmed"),
            ("已批准", "confirmed"),
            ("待审批", "awaiting-approval"),
            ("已取消", "cancelled"),
            ("已结束", "used"),
            ("完成", "used"),
        ],
        filled: &[("approved_at", "confirmed"), ("used_at", "used")],
        day: &["使用日期", "预约日期", "日期"],
        day_field: Some("start"),
        ..Arrival::FIRST
    },
    retention: l("保存3年", "保存3年", "3 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["purpose", "applicant", "start"]],
    claim: Some(Claim { what: "room", from: "start", until: "end", states: &["tentative", "awaiting-approval", "confirmed"] }),
    examples: EXAMPLES,
    ..Register::PLAIN
};
