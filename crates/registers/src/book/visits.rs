//! Visits 访客登记: who comes to see whom, when they entered and when they left.
//! A visitor at the counter goes straight in; an expected one is confirmed first. Nobody is ever signed
//! out silently: who is still in at the end of the day is listed.

use crate::def::{
    Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Only, Precedence, Register,
    Report, Rule, Space, Template, Unit, col, derived, due_at, key, l, others, report,
};

mod choices;
mod flow;
mod lines;

pub(in crate::book) use choices::TYPES;
pub use lines::{follow_ups, sightings};

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
/// Why an appointment was called off.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");
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
/// When they should have left.
pub const EXPECTED_LEAVE: Key<key::Time> = Key::new("expected_leave");
/// They were told what their data are for.
pub const PRIVACY_TOLD: Key<key::YesNo> = Key::new("privacy_told");
/// How the visit was announced.
pub const CHANNEL: Key<key::Choice> = Key::new("channel");
/// Who comes along, by name.
pub const COMPANIONS: Key<key::Private> = Key::new("companions");
/// When they were seen on campus.
pub const SIGHTINGS: Key<key::Lines> = Key::new("sightings");
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
/// The record of the same person on the same visit, when two were made.
pub const SAME_AS: Key<key::Link> = Key::new("same_as");
/// Calls after the visit.
pub const FOLLOW_UPS: Key<key::Lines> = Key::new("follow_ups");

/// Now in the registers of reception plans and follow-ups; shown where an older record has it.
const fn retired(mut field: Field) -> Field {
    field.retired = true;
    field
}

static FIELDS: &[Field] = &[
    Field::text(VISITOR, l("来访人", "來訪人", "Visitor")).required().alias(&[
        "访客",
        "访客姓名",
        "来访人姓名",
        "来客",
        "姓名",
        "Name",
        "来访者",
        "来访者姓名",
        "来访人员",
        "访客名称",
        "来宾",
        "来宾姓名",
        "来客姓名",
        "Visitor name",
        "Guest",
        "Full name",
    ]),
    Field::text(ORGANISATION, l("来访单位", "來訪單位", "Organisation")).alias(&[
        "单位",
        "工作单位",
        "所在单位",
        "Company",
        "Organization",
        "来访者单位",
        "来宾单位",
        "访客单位",
        "From",
        "Visitor company",
    ]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&[
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "Phone",
        "电话号码",
        "联系号码",
        "手机电话",
        "来访者电话",
        "访客电话",
        "Tel",
        "Mobile",
        "Contact no.",
        "Phone number",
    ]),
    Field::choice(TYPE, l("来访类型", "來訪類型", "Type"), TYPES).alias(&[
        "访客类型",
        "类型",
        "来访类别",
        "访客类别",
        "来访人员类型",
        "来访者类型",
        "人员类别",
        "Visitor type",
    ]),
    Field::text(PURPOSE, l("来访事由", "來訪事由", "Purpose")).alias(&[
        "事由",
        "来访目的",
        "来访原因",
        "来访内容",
        "访问事由",
        "来访目的及事由",
        "来访缘由",
        "Reason",
        "Purpose of visit",
        "Reason for visit",
    ]),
    Field::time(PLANNED_AT, l("预约时间", "預約時間", "Expected")).alias(&[
        "预约来访时间",
        "计划时间",
        "预约日期",
        "预计到访时间",
        "约定时间",
        "Expected at",
    ]),
    Field::integer(HEADCOUNT, l("随行人数", "隨行人數", "Accompanied by")).within(0, 10_000).alias(&[
        "同行人数",
        "陪同人数",
        "随访人数",
        "随同人数",
        "随从人数",
    ]),
    Field::text(VEHICLE, l("车牌号", "車牌號", "Vehicle")).alias(&[
        "Vehicle plate",
        "Licence plate",
        "License plate",
        "车号",
        "车牌",
        "车辆",
        "车辆号牌",
        "车牌号码",
        "车辆牌照",
        "Car",
        "Licence plate",
        "Plate",
        "Vehicle no.",
    ]),
    Field::choice(CHANNEL, l("预约方式", "預約方式", "Announced by"), choices::CHANNELS).alias(&["预约渠道", "登记方式"]),
    Field::private(COMPANIONS, l("随行人员", "隨行人員", "Companions")).alias(&["同行人员", "随行人员姓名"]),
    Field::person(HOST, l("被访人", "被訪人", "Host")).alias(&[
        "受访人",
        "接待人",
        "拜访对象",
        "被访者",
        "接访人",
        "受访者",
        "拜访人",
        "找谁",
        "被访问人",
        "被拜访人",
        "对接人",
        "Person visited",
        "Visiting",
        "To see",
    ]),
    Field::department(HOST_DEPT, l("被访部门", "被訪部門", "Host's department")).alias(&[
        "受访部门",
        "接待部门",
        "拜访部门",
        "接访部门",
        "被访单位",
        "Department visited",
    ]),
    Field::yes_no(HOST_CONFIRMED, l("被访人已确认", "被訪人已確認", "Host confirmed")),
    Field::text(DECLINE_REASON, l("婉拒原因", "婉拒原因", "Reason for declining")),
    Field::text(CANCEL_REASON, l("取消原因", "取消原因", "Reason for calling off")),
    Field::choice(ID_TYPE, l("证件类型", "證件類型", "Identity document"), choices::ID_TYPES).alias(&[
        "证件种类",
        "证件",
        "证件名称",
        "ID type",
    ]),
    Field::private(ID_LAST4, l("证件末四位", "證件末四位", "Last four of document")).alias(&[
        "证件后四位",
        "身份证后四位",
        "证件号后四位",
        "身份证号后四位",
        "证件号码后四位",
        "证件尾号",
    ]),
    Field::yes_no(ID_VERIFIED, l("证件核验", "證件核驗", "Document verified")).alias(&["是否核验", "核验"]),
    Field::time(ARRIVED, l("到访时间", "到訪時間", "Arrived")).alias(&["到达时间"]),
    Field::time(ENTERED, l("进入时间", "進入時間", "Entered")).alias(&[
        "时间",
        "入校时间",
        "进校时间",
        "来访时间",
        "登记时间",
        "进门时间",
        "到校时间",
        "进入校园时间",
        "来访登记时间",
        "入门时间",
        "签到时间",
        "In",
        "Time in",
        "Check in",
        "Signed in",
    ]),
    Field::time(LEFT, l("离开时间", "離開時間", "Left")).alias(&[
        "离校时间",
        "出校时间",
        "出门时间",
        "离去时间",
        "离开校园时间",
        "签离时间",
        "签退时间",
        "Out",
        "Time out",
        "Check out",
        "Signed out",
    ]),
    Field::time(EXPECTED_LEAVE, l("预计离开时间", "預計離開時間", "Expected to leave")).until().alias(&["预计离校时间"]),
    Field::yes_no(PRIVACY_TOLD, l("已告知信息用途", "已告知資訊用途", "Told about their data")).alias(&["已告知个人信息用途"]),
    Field::lines(SIGHTINGS, l("在校查见", "在校查見", "Sightings"), &lines::SIGHTING),
    Field::person(RECEIVED_BY, l("登记人", "登記人", "Registered by")).starts(Default_::Me).alias(&[
        "值班人",
        "门卫",
        "经办人",
        "门卫签名",
        "保安",
        "值班门卫",
        "当值保安",
        "值班员",
        "经手",
        "经手人",
        "登记员",
        "Guard",
        "Receptionist",
    ]),
    Field::text(BADGE, l("访客证号", "訪客證號", "Badge")).alias(&[
        "证号",
        "访客证",
        "访客证编号",
        "访客卡号",
        "胸牌号",
        "卡号",
        "Badge no.",
        "Pass no.",
    ]),
    Field::text(AREAS, l("准入区域", "准入區域", "Areas")).alias(&["到访区域", "区域"]),
    Field::link(SAME_AS, l("重复登记于", "重複登記於", "Same visit as"), "visits"),
    Field::text(ITEMS, l("携带物品", "攜帶物品", "Items")).alias(&["物品", "随身物品", "携带物"]),
    Field::person(GUIDE, l("引导人", "引導人", "Guide")),
    Field::text(ASSISTANCE, l("协助需求", "協助需求", "Assistance")),
    retired(Field::text(GREETING, l("迎接安排", "迎接安排", "Greeting"))),
    retired(Field::text(ESCORT, l("陪同人员", "陪同人員", "Escort"))),
    Field::text(ROOM, l("接待地点", "接待地點", "Room")).alias(&["会客室", "接待室"]),
    retired(Field::text(TEA, l("茶点用餐", "茶點用餐", "Tea and meals"))),
    retired(Field::money(BUDGET, l("接待预算", "接待預算", "Budget"))),
    retired(Field::long_text(CHECKLIST, l("准备清单", "準備清單", "Checklist"))),
    retired(Field::lines(FOLLOW_UPS, l("回访", "回訪", "Follow-ups"), &lines::FOLLOW_UP)),
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
        fields: &["visitor", "organisation", "phone", "type", "purpose", "headcount", "companions", "vehicle"],
    },
    Group {
        labels: l("预约", "預約", "Appointment"),
        fields: &["planned_at", "channel", "host", "host_dept", "host_confirmed", "room", "decline_reason", "cancel_reason"],
    },
    Group {
        labels: l("进出登记", "進出登記", "Entry and exit"),
        fields: &[
            "entered",
            "left",
            "expected_leave",
            "arrived",
            "received_by",
            "badge",
            "id_type",
            "id_last4",
            "id_verified",
            "privacy_told",
            "areas",
            "items",
            "guide",
            "assistance",
            "sightings",
            "same_as",
        ],
    },
    Group {
        labels: l("接待方案", "接待方案", "Reception plan"),
        fields: &["greeting", "escort", "tea", "budget", "checklist", "follow_ups"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "visit-slip", labels: l("访客单", "訪客單", "Visit slip") },
    Named { id: "badge", labels: l("访客证", "訪客證", "Badge") },
    Named { id: "reception-plan", labels: l("接待方案", "接待方案", "Reception plan") },
    Named { id: "evacuation-list", labels: l("在校人员清单", "在校人員清單", "People on campus") },
];

/// Those who came: neither declined, nor expected in vain, nor still expected.
/// Of what was entered twice the one that stands.
const CAME: &[Only] = &[Only::State(&["arrived", "on-campus", "overstayed", "left"]), Only::Empty("same_as")];

static REPORTS: &[Report] = &[
    report("by-type", l("按来访类型统计", "按來訪類型統計", "By type"), &[By::Field("type")]).only(CAME),
    report("by-host", l("按被访部门统计", "按被訪部門統計", "By host"), &[By::Field("host_dept"), By::Field("host")]).only(CAME),
    report("by-hour", l("按时段统计", "按時段統計", "By hour"), &[By::Hour("entered")]).only(CAME).chart(Chart::Columns),
    report("repeat-organisations", l("多次来访单位", "多次來訪單位", "Repeat organisations"), &[By::Field("organisation")])
        .only(&[Only::Filled("organisation"), Only::Empty("same_as")])
        .at_least(2),
    report("not-signed-out", l("未签离人员", "未簽離人員", "Not signed out"), &[By::Field("host_dept"), By::Field("visitor")])
        .only(&[Only::State(&["arrived", "on-campus", "overstayed"])]),
    report("by-month", l("按月统计", "按月統計", "By month"), &[By::Month("entered")])
        .measures(&[Measure::Count, Measure::Sum("headcount")])
        .only(CAME)
        .chart(Chart::Columns),
    report(
        "average-stay",
        l("停留时长（平均、中位数与九成）", "停留時長（平均、中位數與九成）", "Length of stay (mean, median and nine in ten)"),
        &[By::Field("type")],
    )
    .measures(&[Measure::Average("entered", "left"), Measure::Span("entered", "left"), Measure::Count])
    .only(CAME),
];

static DERIVED: &[Derived] = &[
    derived("stay", l("停留时长", "停留時長", "Stay"), Calc::Minutes("entered", "left"), Unit::Minutes),
    derived("people", l("来访总人数", "來訪總人數", "People in all"), Calc::Plus(&Calc::Number(1), &Calc::Field("headcount")), Unit::Count),
    derived("calls", l("回访次数", "回訪次數", "Follow-ups made"), Calc::Count(others("follow-ups", "visit")), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "parent",
        labels: l("家长来访", "家長來訪", "Parent"),
        values: &[("type", "家长"), ("purpose", "了解学生情况"), ("host_dept", "德育处")],
    },
    Template {
        id: "inspection",
        labels: l("上级检查", "上級檢查", "Inspection"),
        values: &[("type", "上级检查"), ("purpose", "上级检查"), ("channel", "来函")],
    },
    Template {
        id: "service",
        labels: l("送货维修", "送貨維修", "Delivery or repair"),
        values: &[("type", "送货维修"), ("purpose", "送货"), ("host_dept", "总务处")],
    },
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
        ("expected_leave", "2026-09-02 16:30"),
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
    // Whoever has not come yet is not late in leaving.
    due: Some(due_at("expected_leave").remind(&[0]).met_in(&["confirmed"])),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    // Who was let in or seen again is on campus, whatever was closed at a desk.
    precedence: Precedence { done: &["on-campus"], withdrawn: &["cancelled"], ..Precedence::NONE },
    rules: &[
        Rule::Longest { field: "id_last4", most: 4 },
        Rule::NotBefore { field: "left", since: "entered" },
        Rule::NotBefore { field: "entered", since: "arrived" },
        Rule::NotBefore { field: "expected_leave", since: "planned_at" },
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
            ("已取消", "cancelled"),
            ("取消预约", "cancelled"),
            ("Cancelled", "cancelled"),
        ],
        marks: &[],
        filled: &[("arrived", "arrived"), ("entered", "on-campus"), ("left", "left")],
        day: &["来访日期", "访问日期", "日期", "登记日期", "Date"],
        day_field: Some("planned_at"),
        amounts: &[],
    },
    retention: l("默认保存180天，期满后永久删除", "預設保存180天，期滿後永久刪除", "180 days by default, then erased for good"),
    erase_after: 180,
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["visitor", "entered"], &["visitor", "planned_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
