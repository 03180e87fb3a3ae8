//! Punches 打卡记录: one person at one machine at one moment. A fact: it is never changed; a machine's clock that was wrong
//! is told apart by its offset, and the same event that came twice is marked a duplicate.

use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Effect, Example, Field, Group, Guard, Key, Measure, Named, Only,
    Phase, Register, Report, Space, State, Template, Tone, Transition, choice, col, key, l, report, state, step,
};

/// Who punched.
pub const PERSON: Key<key::Person> = Key::new("person");
/// Number of the person.
pub const STAFF_NO: Key<key::Text> = Key::new("staff_no");
/// When, by the office's clock.
pub const PUNCHED_AT: Key<key::Time> = Key::new("punched_at");
/// In or out.
pub const DIRECTION: Key<key::Choice> = Key::new("direction");
/// Which shift it belongs to.
pub const SHIFT: Key<key::Link> = Key::new("shift");
/// Which machine.
pub const DEVICE: Key<key::Text> = Key::new("device");
/// When, by the machine's clock.
pub const DEVICE_TIME: Key<key::Time> = Key::new("device_time");
/// How many seconds the machine was fast.
pub const CLOCK_OFFSET: Key<key::Integer> = Key::new("clock_offset");
/// How it came.
pub const SOURCE: Key<key::Choice> = Key::new("source");
/// The machine's own number of the event.
pub const SOURCE_EVENT: Key<key::Text> = Key::new("source_event");
/// Where.
pub const PLACE: Key<key::Text> = Key::new("place");
/// Who entered it by hand.
pub const MADE_BY: Key<key::Person> = Key::new("made_by");
/// Why it was entered by hand.
pub const REASON: Key<key::Text> = Key::new("reason");
/// The month that it counts in.
pub const MONTH: Key<key::Link> = Key::new("month");
/// What is doubtful.
pub const DOUBT: Key<key::Text> = Key::new("doubt");
/// Who looked.
pub const CONFIRMED_BY: Key<key::Person> = Key::new("confirmed_by");
/// When.
pub const CONFIRMED_AT: Key<key::Time> = Key::new("confirmed_at");

static DIRECTIONS: &[Choice] = &[
    choice("in", l("上班", "上班", "In")).alias(&["签到", "进"]),
    choice("out", l("下班", "下班", "Out")).alias(&["签退", "出"]),
    choice("other", l("其他", "其他", "Other")).alias(&["外出"]),
];

static SOURCES: &[Choice] = &[
    choice("machine", l("考勤机", "考勤機", "Machine")).alias(&["指纹", "人脸"]),
    choice("gate", l("门禁闸机", "門禁閘機", "Gate")).alias(&["门禁"]),
    choice("phone", l("手机打卡", "手機打卡", "Phone")).alias(&["手机", "钉钉", "企业微信"]),
    choice("manual", l("人工补登", "人工補登", "By hand")).alias(&["补卡", "补登"]),
    choice("paper", l("纸质签到", "紙本簽到", "Paper")).alias(&["签到簿"]),
    choice("import", l("批量导入", "批次匯入", "Import")).alias(&["导入"]),
];

static FIELDS: &[Field] = &[
    Field::person(PERSON, l("姓名", "姓名", "Person")).required().alias(&["打卡人", "员工姓名", "人员"]),
    Field::text(STAFF_NO, l("工号", "工號", "Staff no.")).alias(&["考勤号", "员工编号"]),
    Field::time(PUNCHED_AT, l("打卡时间", "打卡時間", "Punched at")).alias(&["考勤时间", "刷卡时间", "签到时间", "时间", "Time"]),
    Field::choice(DIRECTION, l("方向", "方向", "Direction"), DIRECTIONS).alias(&["打卡类型", "上下班"]),
    Field::link(SHIFT, l("所属班次", "所屬班次", "Shift"), "shifts"),
    Field::text(DEVICE, l("考勤设备", "考勤設備", "Device")).alias(&["设备", "机号", "设备名称"]),
    Field::time(DEVICE_TIME, l("设备时间", "設備時間", "Device time")).alias(&["机器时间"]),
    Field::integer(CLOCK_OFFSET, l("时钟偏差（秒）", "時鐘偏差（秒）", "Clock offset (s)"))
        .within(-86_400, 86_400)
        .starts(Default_::Integer(0))
        .alias(&["偏差秒数"]),
    Field::choice(SOURCE, l("来源方式", "來源方式", "Source"), SOURCES).alias(&["来源", "打卡方式"]),
    Field::text(SOURCE_EVENT, l("源记录号", "源記錄號", "Source event")).alias(&["流水号", "事件号"]),
    Field::text(PLACE, l("地点", "地點", "Place")).alias(&["打卡地点"]),
    Field::person(MADE_BY, l("补登人", "補登人", "Entered by")),
    Field::text(REASON, l("补登原因", "補登原因", "Reason")).alias(&["补卡原因"]),
    Field::link(MONTH, l("所属月份汇总", "所屬月份彙總", "Month summary"), "month-summaries"),
    Field::text(DOUBT, l("存疑说明", "存疑說明", "Doubt")),
    Field::person(CONFIRMED_BY, l("核对人", "核對人", "Checked by")),
    Field::time(CONFIRMED_AT, l("核对时间", "核對時間", "Checked at")),
];

static STATES: &[State] = &[
    state("recorded", l("已记录", "已記錄", "Recorded"), Tone::Green, Phase::Done),
    state("doubtful", l("存疑", "存疑", "Doubtful"), Tone::Amber, Phase::Open).aside(),
    state("confirmed", l("已核对", "已核對", "Checked"), Tone::Green, Phase::Done),
    state("duplicate", l("重复", "重複", "Duplicate"), Tone::Grey, Phase::Done),
    state("adjusted", l("锁后调整", "鎖後調整", "Adjusted after the lock"), Tone::Amber, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const KEEPERS: &[&str] = &["attendance-clerk", "hr"];
const OTHERS_: &[&str] = &["hr"];

static TRANSITIONS: &[Transition] = &[
    step("doubt", l("标为存疑", "標為存疑", "Doubt"), &["recorded", "confirmed"], "doubtful").roles(KEEPERS).requires(&["doubt"]),
    step("confirm", l("核对", "核對", "Check"), &["recorded", "doubtful"], "confirmed")
        .roles(&["attendance-clerk", "hr", "department-head"])
        .guards(&[Guard::NotMe("person")])
        .effects(&[Effect::Me("confirmed_by"), Effect::Now("confirmed_at")]),
    step("mark-duplicate", l("标为重复", "標為重複", "Mark as duplicate"), &["recorded", "doubtful", "confirmed"], "duplicate")
        .roles(KEEPERS),
    step("restore", l("恢复", "恢復", "Restore"), &["duplicate"], "recorded").roles(KEEPERS),
    step("adjust", l("转为锁后调整", "轉為鎖後調整", "Count after the lock"), &["recorded", "confirmed"], "adjusted")
        .roles(OTHERS_)
        .requires(&["month"])
        .guards(&[Guard::Linked("month", &["locked"])]),
    step("void", l("作废", "作廢", "Void"), &["recorded", "doubtful", "confirmed", "duplicate", "adjusted"], VOID)
        .roles(OTHERS_)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("person", 110),
    col("staff_no", 90),
    col("punched_at", 140),
    col("direction", 72),
    col("source", 100),
    col("device", 0),
    col("clock_offset", 90),
    col("_state", 110),
];

static GROUPS: &[Group] = &[
    Group { labels: l("打卡", "打卡", "Punch"), fields: &["person", "staff_no", "punched_at", "direction", "shift"] },
    Group {
        labels: l("来源", "來源", "Source"),
        fields: &["device", "device_time", "clock_offset", "source", "source_event", "place", "made_by", "reason"],
    },
    Group { labels: l("归属与核对", "歸屬與核對", "Check"), fields: &["month", "doubt", "confirmed_by", "confirmed_at"] },
];

static PRINTS: &[Named] = &[Named { id: "punch-list", labels: l("打卡明细表", "打卡明細表", "Punches") }];

static REPORTS: &[Report] = &[
    report("by-source", l("按来源方式统计", "按來源方式統計", "By source"), &[By::Field("source")]),
    report("by-device", l("按考勤设备统计", "按考勤設備統計", "By device"), &[By::Field("device")])
        .measures(&[Measure::Count, Measure::Mean("clock_offset")]),
    report("by-hour", l("按时段统计", "按時段統計", "By hour"), &[By::Hour("punched_at")]).chart(Chart::Columns),
    report("manual", l("补登次数", "補登次數", "Entered by hand"), &[By::Field("person")])
        .only(&[Only::Is("source", &["manual"])])
        .at_least(2),
];

static ALERTS: &[Alert] = &[Alert {
    id: "fast-clock",
    labels: l("设备时钟偏差超过一分钟", "設備時鐘偏差超過一分鐘", "The machine's clock is off"),
    tone: Tone::Amber,
    less: Calc::Number(3600),
    than: Calc::Times(&Calc::Field("clock_offset"), &Calc::Field("clock_offset")),
    phases: &[Phase::Open, Phase::Done],
    answered: None,
}];

static TEMPLATES: &[Template] = &[Template {
    id: "manual",
    labels: l("补登打卡", "補登打卡", "Entered by hand"),
    values: &[("source", "manual"), ("reason", "忘记打卡")],
}];

static EXAMPLES: [Example; 2] = [
    &[
        ("person", "江海欣"),
        ("staff_no", "0107"),
        ("punched_at", "2026-09-14 07:52"),
        ("direction", "上班"),
        ("device", "行政楼一号机"),
        ("device_time", "2026-09-14 07:54"),
        ("clock_offset", "120"),
        ("source", "考勤机"),
        ("source_event", "A1-20260914-0031"),
    ],
    &[
        ("person", "汪雪子"),
        ("staff_no", "0126"),
        ("punched_at", "2026年9月14日 17:35"),
        ("direction", "下班"),
        ("source", "人工补登"),
        ("made_by", "江海欣"),
        ("reason", "考勤机断电，由部门负责人证明"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "punches",
    labels: l("打卡记录", "打卡記錄", "Punches"),
    one: l("打卡", "打卡", "Punch"),
    area: Area::Staff,
    space: Space::Personnel,
    fields: FIELDS,
    title: "person",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["打卡状态"],
        words: &[("正常", "recorded"), ("有效", "recorded"), ("重复", "duplicate"), ("异常", "doubtful")],
        day: &["打卡日期", "考勤日期", "日期"],
        day_field: None,
        ..Arrival::FIRST
    },
    retention: l("保存2年", "保存2年", "2 years"),
    prints: PRINTS,
    reports: REPORTS,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["source_event"], &["person", "device_time", "source"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
