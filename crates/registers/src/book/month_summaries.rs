//! Month summaries 月度考勤汇总: what each person's month came to, filled in from punches, shifts and leave. Once locked it is not
//! changed: what comes late is an adjustment, a row of its own that is counted in the next month.

use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Phase, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, Version, choice, col, derived, due_at, key, l,
    others, report, state, step,
};

/// Month and department.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Such as 2026-09.
pub const MONTH: Key<key::Text> = Key::new("month");
/// Whose month it is.
pub const COVERED_DEPT: Key<key::Department> = Key::new("covered_dept");
/// First day.
pub const FROM: Key<key::Date> = Key::new("from");
/// Last day.
pub const TO: Key<key::Date> = Key::new("to");
/// Days that were due.
pub const WORKDAYS: Key<key::Integer> = Key::new("workdays");
/// What each person's month came to.
pub const PEOPLE: Key<key::Lines> = Key::new("people");
/// When it must be reported.
pub const DUE_AT: Key<key::Date> = Key::new("due_at");
/// Who made it.
pub const PREPARED_BY: Key<key::Person> = Key::new("prepared_by");
/// Who looked through it.
pub const CHECKED_BY: Key<key::Person> = Key::new("checked_by");
/// When.
pub const CHECKED_AT: Key<key::Time> = Key::new("checked_at");
/// Who closed it.
pub const LOCKED_BY: Key<key::Person> = Key::new("locked_by");
/// When.
pub const LOCKED_AT: Key<key::Time> = Key::new("locked_at");
/// The figures that were checked.
pub const CHECKED_DIGEST: Key<key::Text> = Key::new("checked_digest");
/// The figures that were locked.
pub const LOCKED_DIGEST: Key<key::Text> = Key::new("locked_digest");
/// Payroll and others.
pub const REPORTED_TO: Key<key::Text> = Key::new("reported_to");
/// What is wrong.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// What came after the lock.
pub const ADJUSTMENTS: Key<key::Lines> = Key::new("adjustments");

/// Columns of a person's month.
pub mod people {
    use crate::def::{Key, key};
    /// Who.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Number of the person.
    pub const STAFF_NO: Key<key::Text> = Key::new("staff_no");
    /// Days on which they were there.
    pub const PRESENT: Key<key::Decimal> = Key::new("present");
    /// How often.
    pub const LATE: Key<key::Integer> = Key::new("late");
    /// How often.
    pub const EARLY: Key<key::Integer> = Key::new("early");
    /// How often.
    pub const MISSING: Key<key::Integer> = Key::new("missing");
    /// How many.
    pub const ABSENT: Key<key::Decimal> = Key::new("absent");
    /// How many.
    pub const BUSINESS: Key<key::Decimal> = Key::new("business");
    /// How many.
    pub const PERSONAL: Key<key::Decimal> = Key::new("personal");
    /// How many.
    pub const SICK: Key<key::Decimal> = Key::new("sick");
    /// How many.
    pub const OTHER_LEAVE: Key<key::Decimal> = Key::new("other_leave");
    /// How many.
    pub const OVERTIME: Key<key::Decimal> = Key::new("overtime");
    /// The person has confirmed it.
    pub const SIGNED: Key<key::YesNo> = Key::new("signed");
    /// What else.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of an adjustment.
pub mod adjustments {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Whose.
    pub const PERSON: Key<key::Person> = Key::new("person");
    /// Which day.
    pub const DAY: Key<key::Date> = Key::new("day");
    /// What it counted as.
    pub const WAS: Key<key::Choice> = Key::new("was");
    /// What it counts as now.
    pub const BECOMES: Key<key::Choice> = Key::new("becomes");
    /// Why.
    pub const REASON: Key<key::Text> = Key::new("reason");
    /// Who says so.
    pub const BY: Key<key::Person> = Key::new("by");
    /// Month in which it is made good.
    pub const COUNTED_IN: Key<key::Text> = Key::new("counted_in");
}

static CHANGES: &[Choice] = &[
    choice("normal", l("正常", "正常", "Normal")).alias(&["出勤"]),
    choice("late", l("迟到", "遲到", "Late")),
    choice("early", l("早退", "早退", "Left early")),
    choice("missing", l("缺卡", "缺卡", "Punch missing")).alias(&["漏打卡", "未打卡", "忘打卡"]),
    choice("absent", l("旷工", "曠工", "Absent")).alias(&["缺勤"]),
    choice("business", l("公出", "公出", "On business")).alias(&["出差", "外出", "公差"]),
    choice("leave", l("请假", "請假", "On leave")).alias(&["休假"]),
];

static PERSON: Lines = Lines {
    columns: &[
        Field::person(people::PERSON, l("考勤人员", "考勤人員", "Person")).required().alias(&["姓名", "教职工姓名"]),
        Field::text(people::STAFF_NO, l("人员工号", "人員工號", "Staff no.")).alias(&["工号"]),
        Field::decimal(people::PRESENT, l("实际出勤天数", "實際出勤天數", "Days present")).within(0, 31).alias(&["出勤天数", "实出勤"]),
        Field::integer(people::LATE, l("迟到次数", "遲到次數", "Times late")).within(0, 1_000).alias(&["迟到"]),
        Field::integer(people::EARLY, l("早退次数", "早退次數", "Times early")).within(0, 1_000).alias(&["早退"]),
        Field::integer(people::MISSING, l("缺卡次数", "缺卡次數", "Punches missing")).within(0, 1_000).alias(&["缺卡"]),
        Field::decimal(people::ABSENT, l("旷工天数", "曠工天數", "Days absent")).within(0, 31).alias(&["旷工"]),
        Field::decimal(people::BUSINESS, l("公出天数", "公出天數", "Days on business")).within(0, 31).alias(&["公出", "出差天数"]),
        Field::decimal(people::PERSONAL, l("事假天数", "事假天數", "Days of personal leave")).within(0, 31).alias(&["事假"]),
        Field::decimal(people::SICK, l("病假天数", "病假天數", "Days of sick leave")).within(0, 31).alias(&["病假"]),
        Field::decimal(people::OTHER_LEAVE, l("其他假天数", "其他假天數", "Days of other leave")).within(0, 31).alias(&["其他假"]),
        Field::decimal(people::OVERTIME, l("加班小时", "加班小時", "Hours of overtime")).within(0, 744).alias(&["加班"]),
        Field::yes_no(people::SIGNED, l("本人确认", "本人確認", "Confirmed")).alias(&["签字确认"]),
        Field::text(people::NOTE, l("个人备注", "個人備註", "Note")),
    ],
    append_only: false,
};

static ADJUSTMENT: Lines = Lines {
    columns: &[
        Field::time(adjustments::AT, l("调整时间", "調整時間", "At")).starts(Default_::Now),
        Field::person(adjustments::PERSON, l("调整人员", "調整人員", "Person")).required(),
        Field::date(adjustments::DAY, l("涉及日期", "涉及日期", "Day")),
        Field::choice(adjustments::WAS, l("原核定状态", "原核定狀態", "Was"), CHANGES),
        Field::choice(adjustments::BECOMES, l("改定状态", "改定狀態", "Becomes"), CHANGES),
        Field::text(adjustments::REASON, l("调整原因", "調整原因", "Reason")).required(),
        Field::person(adjustments::BY, l("调整经办人", "調整經辦人", "By")).starts(Default_::Me),
        Field::text(adjustments::COUNTED_IN, l("计入月份", "計入月份", "Counted in")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("汇总名称", "彙總名稱", "Title")).required().alias(&["名称", "考勤月份"]),
    Field::text(MONTH, l("月份", "月份", "Month")).alias(&["所属月份"]),
    Field::department(COVERED_DEPT, l("考勤部门", "考勤部門", "Department covered")),
    Field::date(FROM, l("起始日期", "起始日期", "From")),
    Field::date(TO, l("截止日期", "截止日期", "To")),
    Field::integer(WORKDAYS, l("应出勤天数", "應出勤天數", "Workdays")).within(0, 31).alias(&["工作日天数"]),
    Field::lines(PEOPLE, l("个人汇总", "個人彙總", "People"), &PERSON),
    Field::date(DUE_AT, l("上报期限", "上報期限", "Due")),
    Field::person(PREPARED_BY, l("制表人", "製表人", "Prepared by")).starts(Default_::Me).alias(&["考勤员"]),
    Field::person(CHECKED_BY, l("核对人", "核對人", "Checked by")).alias(&["审核人"]),
    Field::time(CHECKED_AT, l("核对时间", "核對時間", "Checked at")),
    Field::person(LOCKED_BY, l("锁定人", "鎖定人", "Locked by")),
    Field::time(LOCKED_AT, l("锁定时间", "鎖定時間", "Locked at")),
    Field::text(CHECKED_DIGEST, l("核对版本指纹", "核對版本指紋", "Digest of the figures checked")).computed(),
    Field::text(LOCKED_DIGEST, l("锁定版本指纹", "鎖定版本指紋", "Digest of the figures locked")).computed(),
    Field::text(REPORTED_TO, l("报送对象", "報送對象", "Reported to")).alias(&["报送部门"]),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::lines(ADJUSTMENTS, l("锁后调整", "鎖後調整", "Adjustments"), &ADJUSTMENT),
];

static STATES: &[State] = &[
    state("open", l("未核", "未核", "Open"), Tone::Amber, Phase::Open).by("prepared_by"),
    state("checked", l("已核", "已核", "Checked"), Tone::Blue, Phase::Open),
    state("locked", l("锁定", "鎖定", "Locked"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const HR: &[&str] = &["hr", "office-director"];

static TRANSITIONS: &[Transition] = &[
    step("fill-in", l("按记录统计", "按記錄統計", "Fill in from the records"), &["open"], "open")
        .roles(&["attendance-clerk", "hr", "office-director"])
        .asks(&["from", "to"]),
    step("check", l("核对", "核對", "Check"), &["open"], "checked")
        .roles(&["attendance-clerk", "hr", "department-head", "office-director"])
        .guards(&[Guard::HasLine("people"), Guard::None(others("attendance-exceptions", "month").within(&["found", "appealed"]))])
        .effects(&[Effect::Me("checked_by"), Effect::Now("checked_at"), Effect::Digest("checked_digest")]),
    step("send-back", l("退回", "退回", "Send back"), &["checked"], "open").roles(HR).requires(&["return_reason"]).effects(&[
        Effect::Clear("checked_by"),
        Effect::Clear("checked_at"),
        Effect::Clear("checked_digest"),
    ]),
    step("lock", l("锁定", "鎖定", "Lock"), &["checked"], "locked")
        .binds()
        .roles(HR)
        .asks(&["reported_to"])
        .guards(&[
            Guard::NotMe("prepared_by"),
            Guard::Version("checked_digest"),
            Guard::None(others("attendance-exceptions", "month").within(&["found", "appealed"])),
        ])
        .effects(&[
            Effect::Me("locked_by"),
            Effect::Now("locked_at"),
            Effect::Digest("locked_digest"),
            Effect::StepOthers(others("attendance-exceptions", "month").within(&["decided"]), "report"),
        ]),
    step("void", l("作废", "作廢", "Void"), &["open", "checked", "locked"], VOID)
        .roles(HR)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("title", 0),
    col("month", 80),
    col("covered_dept", 130),
    col("workdays", 80),
    col("=people_count", 70),
    col("due_at", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("汇总", "彙總", "Summary"),
        fields: &["title", "month", "covered_dept", "from", "to", "workdays", "people", "due_at"],
    },
    Group {
        labels: l("核对与锁定", "核對與鎖定", "Check and lock"),
        fields: &[
            "prepared_by",
            "checked_by",
            "checked_at",
            "checked_digest",
            "locked_by",
            "locked_at",
            "locked_digest",
            "reported_to",
            "return_reason",
            "adjustments",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "summary", labels: l("月度考勤汇总表", "月度考勤彙總表", "Month summary") },
    Named { id: "adjustments", labels: l("考勤调整表", "考勤調整表", "Adjustments") },
];

static REPORTS: &[Report] = &[
    report("by-person", l("个人考勤统计", "個人考勤統計", "By person"), &[By::Field("person")]).rows("people").measures(&[
        Measure::Sum("present"),
        Measure::Sum("late"),
        Measure::Sum("early"),
        Measure::Sum("missing"),
        Measure::Sum("absent"),
    ]),
    report("by-month", l("每月考勤情况", "每月考勤情況", "By month"), &[By::Title])
        .rows("people")
        .measures(&[Measure::Sum("present"), Measure::Sum("late"), Measure::Sum("personal"), Measure::Sum("sick")])
        .chart(Chart::Columns),
    report("adjustments", l("锁后调整统计", "鎖後調整統計", "Adjustments"), &[By::Field("person")]).rows("adjustments"),
    report("on-time", l("按期上报率", "按期上報率", "Locked on time"), &[By::Year("to")])
        .measures(&[Measure::OnTime("locked_at", "due_at"), Measure::Count]),
];

static DERIVED: &[Derived] = &[
    derived("people_count", l("人数", "人數", "People"), Calc::RowCount("people"), Unit::Count),
    derived("late_total", l("迟到合计", "遲到合計", "Times late in all"), Calc::Rows("people", "late"), Unit::Count),
    derived("absent_total", l("旷工合计", "曠工合計", "Days absent in all"), Calc::Rows("people", "absent"), Unit::Decimal),
    derived(
        "leave_total",
        l("事假病假合计", "事假病假合計", "Days of leave in all"),
        Calc::Plus(&Calc::Rows("people", "personal"), &Calc::Rows("people", "sick")),
        Unit::Decimal,
    ),
    derived(
        "open_exceptions",
        l("未核异常数", "未核異常數", "Open exceptions"),
        Calc::Count(others("attendance-exceptions", "month").within(&["found", "appealed"])),
        Unit::Count,
    ),
    derived("adjustment_count", l("锁后调整数", "鎖後調整數", "Adjustments"), Calc::RowCount("adjustments"), Unit::Count),
];

static ALERTS: &[Alert] = &[Alert {
    id: "open-exceptions",
    labels: l("还有未核定的异常", "還有未核定的異常", "Exceptions are not decided"),
    tone: Tone::Amber,
    less: Calc::Number(0),
    than: Calc::Count(others("attendance-exceptions", "month").within(&["found", "appealed"])),
    phases: &[Phase::Open],
    answered: None,
}];

static TEMPLATES: &[Template] = &[Template {
    id: "department",
    labels: l("部门月度考勤", "部門月度考勤", "Department month"),
    values: &[("title", "部门月度考勤汇总"), ("workdays", "22")],
}];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "2026年9月综合办公室考勤汇总"),
        ("month", "2026-09"),
        ("covered_dept", "综合办公室"),
        ("from", "2026-09-01"),
        ("to", "2026-09-30"),
        ("workdays", "22"),
        ("prepared_by", "江海欣"),
        ("due_at", "2026-10-12"),
    ],
    &[
        ("title", "2026年8月总务处考勤汇总"),
        ("month", "2026-08"),
        ("covered_dept", "总务处"),
        ("from", "2026年8月1日"),
        ("to", "2026年8月31日"),
        ("workdays", "21"),
        ("prepared_by", "姚磊慧"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "month-summaries",
    labels: l("月度考勤汇总", "月度考勤彙總", "Month summaries"),
    one: l("考勤月报", "考勤月報", "Month summary"),
    area: Area::Staff,
    space: Space::Personnel,
    fields: FIELDS,
    title: "title",
    due: Some(due_at("due_at").after("to", 3).from_the_beginning().escalate("hr")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    version: Version {
        of: &["title", "month", "covered_dept", "from", "to", "workdays", "people"],
        author: "prepared_by",
        fields: &["checked_digest", "locked_digest"],
        locked_by: &["locked_at"],
        locked_in: &["locked"],
        ..Version::NONE
    },
    rules: &[Rule::NotBefore { field: "to", since: "from" }, Rule::NotBefore { field: "locked_at", since: "checked_at" }],
    arrival: Arrival {
        headings: &["核对状态"],
        words: &[("已锁定", "locked"), ("已核对", "checked"), ("未核对", "open")],
        filled: &[("checked_at", "checked"), ("locked_at", "locked")],
        ..Arrival::FIRST
    },
    retention: l("保存10年", "保存10年", "10 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["month", "covered_dept"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
