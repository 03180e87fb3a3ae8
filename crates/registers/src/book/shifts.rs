//! Shifts 班次与作息: when which people are due, and which days differ. The office's calendar of holidays and make-up days
//! stands in the calendar; a shift only says what is otherwise for its own people.

use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Key, Lines, Named, Phase, Register, Report,
    Rule, Space, State, Template, Tone, Transition, Unit, choice, col, derived, key, l, report, state, step,
};

/// Name of the shift.
pub const NAME: Key<key::Text> = Key::new("name");
/// What sort.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Time of day, such as 08:00.
pub const STARTS: Key<key::Text> = Key::new("starts");
/// Time of day.
pub const ENDS: Key<key::Text> = Key::new("ends");
/// Time of day.
pub const NOON_FROM: Key<key::Text> = Key::new("noon_from");
/// Time of day.
pub const NOON_TO: Key<key::Text> = Key::new("noon_to");
/// It ends on the next day.
pub const OVERNIGHT: Key<key::YesNo> = Key::new("overnight");
/// Days of the week on which it holds.
pub const WEEKDAYS: Key<key::Choices> = Key::new("weekdays");
/// How often one punches.
pub const PUNCHES: Key<key::Integer> = Key::new("punches");
/// So late still counts as on time.
pub const GRACE: Key<key::Integer> = Key::new("grace");
/// So late counts as absent.
pub const ABSENT_AFTER: Key<key::Integer> = Key::new("absent_after");
/// Minutes due in a day.
pub const MINUTES: Key<key::Integer> = Key::new("minutes");
/// Which departments.
pub const DEPARTMENTS: Key<key::Text> = Key::new("departments");
/// First day.
pub const VALID_FROM: Key<key::Date> = Key::new("valid_from");
/// Last day.
pub const VALID_TO: Key<key::Date> = Key::new("valid_to");
/// Where one may punch.
pub const PLACES: Key<key::Text> = Key::new("places");
/// Who keeps it.
pub const KEEPER: Key<key::Person> = Key::new("keeper");
/// Who is due when.
pub const ROSTER: Key<key::Lines> = Key::new("roster");
/// Days that differ from the calendar.
pub const SPECIAL_DAYS: Key<key::Lines> = Key::new("special_days");

/// Columns of a duty.
pub mod roster {
    use crate::def::{Key, key};
    /// Which day.
    pub const DATE: Key<key::Date> = Key::new("date");
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Since when.
    pub const FROM: Key<key::Time> = Key::new("from");
    /// Until when.
    pub const TO: Key<key::Time> = Key::new("to");
    /// Where.
    pub const PLACE: Key<key::Text> = Key::new("place");
    /// With whom the duty was changed.
    pub const SWAPPED_WITH: Key<key::Person> = Key::new("swapped_with");
    /// What else.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of a special day.
pub mod special_days {
    use crate::def::{Key, key};
    /// Which day.
    pub const DATE: Key<key::Date> = Key::new("date");
    /// What it is instead.
    pub const KIND: Key<key::Choice> = Key::new("kind");
    /// Time of day.
    pub const STARTS: Key<key::Text> = Key::new("starts");
    /// Time of day.
    pub const ENDS: Key<key::Text> = Key::new("ends");
    /// Why.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

static KINDS: &[Choice] = &[
    choice("office", l("行政班", "行政班", "Office")).alias(&["坐班"]),
    choice("teaching", l("教学班", "教學班", "Teaching")).alias(&["教师班"]),
    choice("duty", l("值班", "值班", "Duty")).alias(&["总值班"]),
    choice("night", l("夜班", "夜班", "Night")).alias(&["晚班", "住宿值班"]),
    choice("gate", l("门卫班", "門衛班", "Gate")).alias(&["保安班"]),
    choice("holiday", l("假期值班", "假期值班", "Holiday duty")).alias(&["寒暑假值班"]),
    choice("flexible", l("弹性班", "彈性班", "Flexible")),
];

static DAYS_OF_WEEK: &[Choice] = &[
    choice("mon", l("星期一", "星期一", "Monday")).alias(&["周一"]),
    choice("tue", l("星期二", "星期二", "Tuesday")).alias(&["周二"]),
    choice("wed", l("星期三", "星期三", "Wednesday")).alias(&["周三"]),
    choice("thu", l("星期四", "星期四", "Thursday")).alias(&["周四"]),
    choice("fri", l("星期五", "星期五", "Friday")).alias(&["周五"]),
    choice("sat", l("星期六", "星期六", "Saturday")).alias(&["周六"]),
    choice("sun", l("星期日", "星期日", "Sunday")).alias(&["周日"]),
];

static DAY_KINDS: &[Choice] = &[
    choice("work", l("调休上班", "調休上班", "Working day")).alias(&["补班"]),
    choice("rest", l("休息", "休息", "Day off")).alias(&["放假"]),
    choice("half", l("半天", "半天", "Half day")),
    choice("exam", l("考试作息", "考試作息", "Examinations")).alias(&["考试"]),
];

static DUTY: Lines = Lines {
    columns: &[
        Field::date(roster::DATE, l("排班日期", "排班日期", "Date")).required(),
        Field::person(roster::PERSON, l("当班人员", "當班人員", "Person")).required().alias(&["值班人员", "人员"]),
        Field::time(roster::FROM, l("当班起始", "當班起始", "From")),
        Field::time(roster::TO, l("当班结束", "當班結束", "To")).until(),
        Field::text(roster::PLACE, l("当班岗位", "當班崗位", "Post")),
        Field::person(roster::SWAPPED_WITH, l("换班对象", "換班對象", "Swapped with")),
        Field::text(roster::NOTE, l("排班备注", "排班備註", "Note")),
    ],
    append_only: false,
};

static SPECIAL: Lines = Lines {
    columns: &[
        Field::date(special_days::DATE, l("例外日期", "例外日期", "Date")).required(),
        Field::choice(special_days::KIND, l("例外类型", "例外類型", "Kind"), DAY_KINDS),
        Field::text(special_days::STARTS, l("例外上班时间", "例外上班時間", "Starts")),
        Field::text(special_days::ENDS, l("例外下班时间", "例外下班時間", "Ends")),
        Field::text(special_days::NOTE, l("例外原因", "例外原因", "Reason")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(NAME, l("班次名称", "班次名稱", "Shift")).required().alias(&["名称", "班次"]),
    Field::choice(KIND, l("班次类型", "班次類型", "Kind"), KINDS).alias(&["类型"]),
    Field::text(STARTS, l("上班时间", "上班時間", "Starts")).alias(&["上班"]),
    Field::text(ENDS, l("下班时间", "下班時間", "Ends")).alias(&["下班"]),
    Field::text(NOON_FROM, l("午休开始", "午休開始", "Noon break from")),
    Field::text(NOON_TO, l("午休结束", "午休結束", "Noon break to")),
    Field::yes_no(OVERNIGHT, l("跨天", "跨天", "Over midnight")),
    Field::choices(WEEKDAYS, l("适用星期", "適用星期", "Weekdays"), DAYS_OF_WEEK).alias(&["工作日"]),
    Field::integer(PUNCHES, l("每日打卡次数", "每日打卡次數", "Punches a day")).within(0, 12).starts(Default_::Integer(2)),
    Field::integer(GRACE, l("允许迟到分钟", "允許遲到分鐘", "Grace (minutes)"))
        .within(0, 240)
        .starts(Default_::Integer(0))
        .alias(&["弹性分钟"]),
    Field::integer(ABSENT_AFTER, l("超过视为旷工分钟", "超過視為曠工分鐘", "Absent after (minutes)")).within(0, 1_440),
    Field::integer(MINUTES, l("应出勤分钟", "應出勤分鐘", "Minutes due")).within(0, 1_440),
    Field::text(DEPARTMENTS, l("适用部门", "適用部門", "Departments")).alias(&["部门范围"]),
    Field::date(VALID_FROM, l("启用日期", "啟用日期", "In use from")).alias(&["生效日期"]),
    Field::date(VALID_TO, l("停用日期", "停用日期", "In use to")).alias(&["失效日期"]),
    Field::text(PLACES, l("打卡地点", "打卡地點", "Places")),
    Field::person(KEEPER, l("考勤负责人", "考勤負責人", "Attendance keeper")).alias(&["考勤员"]),
    Field::lines(ROSTER, l("排班表", "排班表", "Roster"), &DUTY),
    Field::lines(SPECIAL_DAYS, l("特殊日期", "特殊日期", "Special days"), &SPECIAL),
];

static STATES: &[State] = &[
    state("draft", l("草拟", "草擬", "Draft"), Tone::Grey, Phase::Draft),
    state("in-use", l("启用", "啟用", "In use"), Tone::Green, Phase::Done),
    state("retired", l("停用", "停用", "Retired"), Tone::Grey, Phase::Done),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const KEEPERS: &[&str] = &["attendance-clerk", "hr", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("put-in-use", l("启用", "啟用", "Put in use"), &["draft"], "in-use")
        .roles(KEEPERS)
        .requires(&["starts", "ends"])
        .asks(&["valid_from"])
        .effects(&[Effect::Today("valid_from")]),
    step("retire", l("停用", "停用", "Retire"), &["in-use"], "retired").roles(KEEPERS).effects(&[Effect::Today("valid_to")]),
    step("use-again", l("重新启用", "重新啟用", "Use again"), &["retired"], "in-use").roles(KEEPERS).effects(&[Effect::Clear("valid_to")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["in-use", "retired"], VOID)
        .roles(&["hr", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("name", 0),
    col("kind", 90),
    col("starts", 80),
    col("ends", 80),
    col("departments", 150),
    col("valid_from", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("班次", "班次", "Shift"),
        fields: &[
            "name",
            "kind",
            "starts",
            "ends",
            "noon_from",
            "noon_to",
            "overnight",
            "weekdays",
            "punches",
            "grace",
            "absent_after",
            "minutes",
        ],
    },
    Group {
        labels: l("适用范围", "適用範圍", "Who and when"), fields: &["departments", "valid_from", "valid_to", "places", "keeper"]
    },
    Group { labels: l("排班与例外", "排班與例外", "Roster and exceptions"), fields: &["roster", "special_days"] },
];

static PRINTS: &[Named] = &[
    Named { id: "roster", labels: l("排班表", "排班表", "Roster") },
    Named { id: "timetable", labels: l("作息时间表", "作息時間表", "Timetable") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按班次类型统计", "按班次類型統計", "By kind"), &[By::Field("kind")]),
    report("duties", l("个人当班次数", "個人當班次數", "Duties by person"), &[By::Field("person")]).rows("roster"),
];

static DERIVED: &[Derived] = &[derived("duty_count", l("排班人次", "排班人次", "Duties"), Calc::RowCount("roster"), Unit::Count)];

static TEMPLATES: &[Template] = &[
    Template {
        id: "office",
        labels: l("行政坐班", "行政坐班", "Office hours"),
        values: &[
            ("name", "行政班"),
            ("kind", "office"),
            ("starts", "08:00"),
            ("ends", "17:00"),
            ("weekdays", "周一、周二、周三、周四、周五"),
            ("punches", "2"),
        ],
    },
    Template {
        id: "winter",
        labels: l("冬令作息", "冬令作息", "Winter hours"),
        values: &[("name", "冬令行政班"), ("kind", "office"), ("starts", "08:00"), ("ends", "16:30"), ("punches", "2")],
    },
    Template {
        id: "duty",
        labels: l("总值班", "總值班", "Duty"),
        values: &[("name", "总值班"), ("kind", "duty"), ("starts", "17:00"), ("ends", "08:00"), ("overnight", "是")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "行政班（夏令）"),
        ("kind", "行政班"),
        ("starts", "08:00"),
        ("ends", "17:30"),
        ("noon_from", "12:00"),
        ("noon_to", "14:00"),
        ("weekdays", "周一、周二、周三、周四、周五"),
        ("punches", "4"),
        ("grace", "5"),
        ("minutes", "450"),
        ("departments", "综合办公室、总务处"),
        ("valid_from", "2026-05-01"),
        ("valid_to", "2026-09-30"),
    ],
    &[
        ("name", "门卫夜班"),
        ("kind", "门卫班"),
        ("starts", "19:00"),
        ("ends", "07:00"),
        ("overnight", "是"),
        ("weekdays", "周一、周二、周三、周四、周五、周六、周日"),
        ("punches", "2"),
        ("departments", "门卫室"),
        ("valid_from", "2026年9月1日"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "shifts",
    labels: l("班次与作息", "班次與作息", "Shifts"),
    one: l("班次", "班次", "Shift"),
    area: Area::Staff,
    space: Space::Personnel,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[
        Rule::NotBefore { field: "valid_to", since: "valid_from" },
        Rule::Longest { field: "starts", most: 5 },
        Rule::Longest { field: "ends", most: 5 },
        Rule::Longest { field: "noon_from", most: 5 },
        Rule::Longest { field: "noon_to", most: 5 },
    ],
    arrival: Arrival { words: &[("使用中", "in-use"), ("在用", "in-use")], filled: &[("valid_from", "in-use")], ..Arrival::FIRST },
    retention: l("停用后保存2年", "停用後保存2年", "2 years after its end"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["name", "valid_from"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
