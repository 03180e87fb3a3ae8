//! Visits 访客登记: who comes to see whom, when they entered and when they left.
//! A visitor at the counter goes straight in; an expected one is confirmed first. Nobody is ever signed
//! out silently: who is still in at the end of the day is listed.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, Choice, Column, Default_, Effect, Example, Field, Group, Key, Lines, Named, Phase, Register, Rule, Space, State, Tone,
    Transition, choice, col, key, l, state, step,
};

/// Visitor.
pub const VISITOR: Key<key::Text> = Key::new("visitor");
/// Organisation that the visitor comes from.
pub const ORGANISATION: Key<key::Text> = Key::new("organisation");
/// Telephone number.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Type of visitor; decides the standard of reception.
pub const TYPE: Key<key::Choice> = Key::new("type");
/// Purpose.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// When the visit is expected.
pub const PLANNED_AT: Key<key::Time> = Key::new("planned_at");
/// People who come along.
pub const HEADCOUNT: Key<key::Integer> = Key::new("headcount");
/// Number plate.
pub const VEHICLE: Key<key::Text> = Key::new("vehicle");
/// Whom they come to see.
pub const HOST: Key<key::Person> = Key::new("host");
/// Department that they come to see.
pub const HOST_DEPT: Key<key::Department> = Key::new("host_dept");
/// The host said yes.
pub const HOST_CONFIRMED: Key<key::YesNo> = Key::new("host_confirmed");
/// Why the visit was declined.
pub const DECLINE_REASON: Key<key::Text> = Key::new("decline_reason");
/// Kind of identity document.
pub const ID_TYPE: Key<key::Choice> = Key::new("id_type");
/// Last four characters of its number; never the whole number.
pub const ID_LAST4: Key<key::Private> = Key::new("id_last4");
/// The document was looked at.
pub const ID_VERIFIED: Key<key::YesNo> = Key::new("id_verified");
/// Came to the gate.
pub const ARRIVED: Key<key::Time> = Key::new("arrived");
/// Entered the campus.
pub const ENTERED: Key<key::Time> = Key::new("entered");
/// Left the campus.
pub const LEFT: Key<key::Time> = Key::new("left");
/// Who registered them.
pub const RECEIVED_BY: Key<key::Person> = Key::new("received_by");
/// Badge number.
pub const BADGE: Key<key::Text> = Key::new("badge");
/// Where they may go.
pub const AREAS: Key<key::Text> = Key::new("areas");
/// What they bring.
pub const ITEMS: Key<key::Text> = Key::new("items");
/// Who guides them.
pub const GUIDE: Key<key::Person> = Key::new("guide");
/// Help that they need.
pub const ASSISTANCE: Key<key::Text> = Key::new("assistance");
/// Who greets them, and where.
pub const GREETING: Key<key::Text> = Key::new("greeting");
/// Who accompanies them.
pub const ESCORT: Key<key::Text> = Key::new("escort");
/// Room.
pub const ROOM: Key<key::Text> = Key::new("room");
/// Tea and meals.
pub const TEA: Key<key::Text> = Key::new("tea");
/// Budget.
pub const BUDGET: Key<key::Money> = Key::new("budget");
/// What to prepare.
pub const CHECKLIST: Key<key::LongText> = Key::new("checklist");
/// Calls after the visit.
pub const FOLLOW_UPS: Key<key::Lines> = Key::new("follow_ups");

/// Columns of a follow-up.
pub mod follow_ups {
    use crate::def::{Key, key};
    /// Day by which.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// Whom to ask.
    pub const CONTACT: Key<key::Text> = Key::new("contact");
    /// What they said.
    pub const OPINION: Key<key::Text> = Key::new("opinion");
    /// What was done about it.
    pub const ACTION: Key<key::Text> = Key::new("action");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
}

static TYPES: &[Choice] = &[
    choice("leader", l("领导", "領導", "Leader")).alias(&["上级领导"]),
    choice("inspection", l("上级检查", "上級檢查", "Inspection")).alias(&["检查", "督导"]),
    choice("teacher", l("教师", "教師", "Teacher")).alias(&["老师"]),
    choice("sister-school", l("兄弟学校", "兄弟學校", "Sister school")).alias(&["外校"]),
    choice("parent", l("家长", "家長", "Parent")).alias(&["学生家长"]),
    choice("foreign", l("外宾", "外賓", "Foreign guest")),
    choice("service", l("送货维修", "送貨維修", "Delivery or repair")).alias(&["送货", "维修", "施工"]),
    choice("general", l("普通来访", "普通來訪", "General")).alias(&["来访", "普通"]),
    choice("other", l("其他", "其他", "Other")),
];

static ID_TYPES: &[Choice] = &[
    choice("identity-card", l("身份证", "身分證", "Identity card")).alias(&["居民身份证"]),
    choice("passport", l("护照", "護照", "Passport")),
    choice("permit", l("通行证", "通行證", "Travel permit")).alias(&["港澳通行证", "台胞证", "回乡证"]),
    choice("work-card", l("工作证", "工作證", "Work card")),
    choice("driving-licence", l("驾驶证", "駕駛證", "Driving licence")).alias(&["驾照"]),
    choice("other", l("其他", "其他", "Other")),
];

static FOLLOW_UP: Lines = Lines {
    columns: &[
        Field::date(follow_ups::DUE, l("回访日期", "回訪日期", "Due")),
        Field::text(follow_ups::CONTACT, l("回访对象", "回訪對象", "Contact")),
        Field::text(follow_ups::OPINION, l("来访者意见", "來訪者意見", "Opinion")),
        Field::text(follow_ups::ACTION, l("处理措施", "處理措施", "Action")),
        Field::person(follow_ups::BY, l("回访人", "回訪人", "By")).starts(Default_::Me),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(VISITOR, l("来访人", "來訪人", "Visitor")).required().alias(&["访客", "访客姓名", "来访人姓名", "来客", "姓名", "Name"]),
    Field::text(ORGANISATION, l("来访单位", "來訪單位", "Organisation")).alias(&[
        "单位",
        "工作单位",
        "所在单位",
        "Company",
        "Organization",
    ]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话", "手机", "手机号", "手机号码", "联系方式", "Phone"]),
    Field::choice(TYPE, l("来访类型", "來訪類型", "Type"), TYPES).alias(&["访客类型", "类型", "来访类别"]),
    Field::text(PURPOSE, l("来访事由", "來訪事由", "Purpose")).alias(&["事由", "来访目的", "来访原因"]),
    Field::time(PLANNED_AT, l("预约时间", "預約時間", "Expected")).alias(&["预约来访时间", "计划时间"]),
    Field::integer(HEADCOUNT, l("随行人数", "隨行人數", "Accompanied by")).within(0, 10_000).alias(&["同行人数", "陪同人数"]),
    Field::text(VEHICLE, l("车牌号", "車牌號", "Vehicle")).alias(&["车号", "车牌", "车辆"]),
    Field::person(HOST, l("被访人", "被訪人", "Host")).alias(&["受访人", "接待人", "拜访对象"]),
    Field::department(HOST_DEPT, l("被访部门", "被訪部門", "Host's department")).alias(&["受访部门", "接待部门"]),
    Field::yes_no(HOST_CONFIRMED, l("被访人已确认", "被訪人已確認", "Host confirmed")),
    Field::text(DECLINE_REASON, l("婉拒原因", "婉拒原因", "Reason for declining")),
    Field::choice(ID_TYPE, l("证件类型", "證件類型", "Identity document"), ID_TYPES).alias(&["证件种类"]),
    Field::private(ID_LAST4, l("证件末四位", "證件末四位", "Last four of document")).alias(&["证件后四位", "身份证后四位", "证件号后四位"]),
    Field::yes_no(ID_VERIFIED, l("证件核验", "證件核驗", "Document verified")).alias(&["是否核验", "核验"]),
    Field::time(ARRIVED, l("到访时间", "到訪時間", "Arrived")).alias(&["到达时间"]),
    Field::time(ENTERED, l("进入时间", "進入時間", "Entered")).alias(&["入校时间", "进校时间", "来访时间", "登记时间"]),
    Field::time(LEFT, l("离开时间", "離開時間", "Left")).alias(&["离校时间", "出校时间"]),
    Field::person(RECEIVED_BY, l("登记人", "登記人", "Registered by")).starts(Default_::Me).alias(&["值班人", "门卫", "经办人"]),
    Field::text(BADGE, l("访客证号", "訪客證號", "Badge")).alias(&["证号", "访客证"]),
    Field::text(AREAS, l("准入区域", "准入區域", "Areas")).alias(&["到访区域", "区域"]),
    Field::text(ITEMS, l("携带物品", "攜帶物品", "Items")).alias(&["物品"]),
    Field::person(GUIDE, l("引导人", "引導人", "Guide")),
    Field::text(ASSISTANCE, l("协助需求", "協助需求", "Assistance")),
    Field::text(GREETING, l("迎接安排", "迎接安排", "Greeting")),
    Field::text(ESCORT, l("陪同人员", "陪同人員", "Escort")),
    Field::text(ROOM, l("接待地点", "接待地點", "Room")).alias(&["会客室", "接待室"]),
    Field::text(TEA, l("茶点用餐", "茶點用餐", "Tea and meals")),
    Field::money(BUDGET, l("接待预算", "接待預算", "Budget")),
    Field::long_text(CHECKLIST, l("准备清单", "準備清單", "Checklist")),
    Field::lines(FOLLOW_UPS, l("回访", "回訪", "Follow-ups"), &FOLLOW_UP),
];

static STATES: &[State] = &[
    state("appointment", l("预约", "預約", "Appointment"), Tone::Amber, Phase::Open),
    state("confirmed", l("确认", "確認", "Confirmed"), Tone::Blue, Phase::Open),
    state("declined", l("婉拒", "婉拒", "Declined"), Tone::Grey, Phase::Done),
    state("arrived", l("到访", "到訪", "Arrived"), Tone::Blue, Phase::Open),
    state("on-campus", l("校内", "校內", "On campus"), Tone::Green, Phase::Open),
    state("overstayed", l("超时未离", "逾時未離", "Overstayed"), Tone::Red, Phase::Open),
    state("left", l("离开", "離開", "Left"), Tone::Grey, Phase::Done),
    state("no-show", l("未到", "未到", "Did not come"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("enter", l("进校", "進校", "Let in"), &["appointment", "confirmed", "arrived", "no-show"], "on-campus")
        .asks(&["badge", "id_type", "id_last4", "id_verified", "areas"])
        .effects(&[Effect::Now("entered"), Effect::Me("received_by")]),
    step("confirm", l("确认", "確認", "Confirm"), &["appointment"], "confirmed").asks(&["host", "planned_at", "host_confirmed"]),
    step("decline", l("婉拒", "婉拒", "Decline"), &["appointment"], "declined").requires(&["decline_reason"]),
    step("arrive", l("到访", "到訪", "Arrive"), &["appointment", "confirmed"], "arrived")
        .effects(&[Effect::Now("arrived"), Effect::Me("received_by")]),
    step("leave", l("离开", "離開", "Leave"), &["arrived", "on-campus", "overstayed"], "left")
        .asks(&["left"])
        .effects(&[Effect::Now("left")]),
    step("mark-overstayed", l("标为超时未离", "標為逾時未離", "Mark as overstayed"), &["on-campus"], "overstayed"),
    step("mark-no-show", l("标为未到", "標為未到", "Mark as not come"), &["appointment", "confirmed"], "no-show"),
    step("seen-again", l("撤销离开", "撤銷離開", "Still here"), &["left"], "on-campus").effects(&[Effect::Clear("left")]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["appointment", "confirmed", "declined", "arrived", "on-campus", "overstayed", "left", "no-show"],
        VOID,
    )
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("visitor", 110),
    col("organisation", 0),
    col("type", 100),
    col("purpose", 150),
    col("host", 90),
    col("entered", 140),
    col("left", 140),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("来访人", "來訪人", "Visitor"),
        fields: &["visitor", "organisation", "phone", "type", "purpose", "headcount", "vehicle"],
    },
    Group {
        labels: l("预约", "預約", "Appointment"), fields: &["planned_at", "host", "host_dept", "host_confirmed", "decline_reason"]
    },
    Group {
        labels: l("进出登记", "進出登記", "Entry and exit"),
        fields: &[
            "entered",
            "left",
            "arrived",
            "received_by",
            "badge",
            "id_type",
            "id_last4",
            "id_verified",
            "areas",
            "items",
            "guide",
            "assistance",
        ],
    },
    Group {
        labels: l("接待方案", "接待方案", "Reception plan"),
        fields: &["greeting", "escort", "room", "tea", "budget", "checklist", "follow_ups"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "visit-slip", labels: l("访客单", "訪客單", "Visit slip") },
    Named { id: "badge", labels: l("访客证", "訪客證", "Badge") },
    Named { id: "reception-plan", labels: l("接待方案", "接待方案", "Reception plan") },
    Named { id: "evacuation-list", labels: l("在校人员清单", "在校人員清單", "People on campus") },
];

static REPORTS: &[Named] = &[
    Named { id: "by-type", labels: l("按来访类型统计", "按來訪類型統計", "By type") },
    Named { id: "by-host", labels: l("按被访部门统计", "按被訪部門統計", "By host") },
    Named { id: "by-hour", labels: l("按时段统计", "按時段統計", "By hour") },
    Named { id: "repeat-organisations", labels: l("多次来访单位", "多次來訪單位", "Repeat organisations") },
    Named { id: "average-stay", labels: l("平均停留时长", "平均停留時長", "Average stay") },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("visitor", "苏涛曦"),
        ("phone", "13800138000"),
        ("type", "家长"),
        ("purpose", "找班主任了解学生情况"),
        ("host", "陆春慧"),
        ("host_dept", "德育处"),
        ("headcount", "0"),
        ("id_type", "身份证"),
        ("id_last4", "014X"),
        ("id_verified", "已核验"),
        ("entered", "2026-09-01 08:40"),
        ("badge", "A07"),
    ],
    &[
        ("visitor", "姚磊慧"),
        ("organisation", "区教育局"),
        ("type", "上级检查"),
        ("purpose", "食品安全检查"),
        ("planned_at", "2026-09-02 14:30"),
        ("host", "马秀建"),
        ("host_dept", "总务处"),
        ("headcount", "2"),
        ("vehicle", "苏A·12082"),
        ("host_confirmed", "是"),
        ("room", "行政楼二楼会客室"),
        ("checklist", "会客室开空调\n准备食堂台账"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "visits",
    labels: l("访客登记", "訪客登記", "Visits"),
    one: l("访客", "訪客", "Visit"),
    area: Area::Reception,
    space: Space::Reception,
    fields: FIELDS,
    title: "visitor",
    number: None,
    due: None,
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[
        Rule::Longest { field: "id_last4", most: 4 },
        Rule::NotBefore { field: "left", since: "entered" },
        Rule::NotBefore { field: "entered", since: "arrived" },
    ],
    arrival: Arrival {
        headings: &["访客状态", "来访状态"],
        words: &[
            ("在校", "on-campus"),
            ("未离开", "on-campus"),
            ("已离开", "left"),
            ("已离校", "left"),
            ("已确认", "confirmed"),
            ("爽约", "no-show"),
        ],
        marks: &[],
        filled: &[("arrived", "arrived"), ("entered", "on-campus"), ("left", "left")],
        day: &["来访日期", "访问日期", "日期", "登记日期", "Date"],
        day_field: Some("planned_at"),
    },
    retention: l("默认保存180天，期满后永久删除", "預設保存180天，期滿後永久刪除", "180 days by default, then erased for good"),
    prints: PRINTS,
    reports: REPORTS,
    examples: EXAMPLES,
};
