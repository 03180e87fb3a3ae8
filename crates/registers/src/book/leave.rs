//! Leave 请假登记: who is away, from when to when, who stands in, and when they reported back (销假).
//! The reason is personal: an illness is nobody's business but that of those who decide.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named,
    Numbering, Only, Overlap, Phase, Precedence, Register, Report, Rule, Space, State, Template, Tone, Transition, Unit, Version, choice,
    col, derived, due_at, key, l, others, report, state, step,
};

/// Number in the office's book.
pub const LEAVE_NO: Key<key::Text> = Key::new("leave_no");
/// Who is away.
pub const APPLICANT: Key<key::Person> = Key::new("applicant");
/// What sort of leave.
pub const TYPE: Key<key::Choice> = Key::new("type");
/// From when.
pub const STARTS_AT: Key<key::Time> = Key::new("starts_at");
/// Until when.
pub const ENDS_AT: Key<key::Time> = Key::new("ends_at");
/// Whole and half days: worked out from shifts and calendar where nobody says.
pub const DAYS: Key<key::Decimal> = Key::new("days");
/// Hours beyond those days.
pub const HOURS: Key<key::Integer> = Key::new("hours");
/// Of these, so many count as annual leave.
pub const QUOTA_DAYS: Key<key::Decimal> = Key::new("quota_days");
/// Why.
pub const REASON: Key<key::Private> = Key::new("reason");
/// Certificates.
pub const PROOF: Key<key::Attachments> = Key::new("proof");
/// When a certificate must be there.
pub const PROOF_DUE: Key<key::Date> = Key::new("proof_due");
/// Where they go.
pub const DESTINATION: Key<key::Private> = Key::new("destination");
/// How to reach them.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// The leave that it prolongs.
pub const EXTENDS: Key<key::Link> = Key::new("extends");
/// The person's dossier.
pub const DOSSIER: Key<key::Link> = Key::new("dossier");
/// Who stands in.
pub const COVER: Key<key::Person> = Key::new("cover");
/// They said yes.
pub const COVER_AGREED: Key<key::YesNo> = Key::new("cover_agreed");
/// What they do meanwhile.
pub const COVER_WORK: Key<key::Text> = Key::new("cover_work");
/// Who decided in the department.
pub const DEPT_APPROVER: Key<key::Person> = Key::new("dept_approver");
/// What they said.
pub const DEPT_OPINION: Key<key::Text> = Key::new("dept_opinion");
/// When.
pub const DEPT_AT: Key<key::Time> = Key::new("dept_at");
/// Who decided.
pub const LEADER_APPROVER: Key<key::Person> = Key::new("leader_approver");
/// What they said.
pub const LEADER_OPINION: Key<key::Text> = Key::new("leader_opinion");
/// When.
pub const LEADER_AT: Key<key::Time> = Key::new("leader_at");
/// Why not.
pub const REFUSE_REASON: Key<key::Text> = Key::new("refuse_reason");
/// When they reported back.
pub const RETURNED_AT: Key<key::Time> = Key::new("returned_at");
/// How many days it was in fact.
pub const ACTUAL_DAYS: Key<key::Decimal> = Key::new("actual_days");
/// Who took note of it.
pub const CONFIRMED_BY: Key<key::Person> = Key::new("confirmed_by");
/// When it was taken back.
pub const CANCELLED_AT: Key<key::Time> = Key::new("cancelled_at");
/// Why it was taken back.
pub const CANCEL_REASON: Key<key::Text> = Key::new("cancel_reason");

static TYPES: &[Choice] = &[
    choice("personal", l("事假", "事假", "Personal")),
    choice("sick", l("病假", "病假", "Sick")),
    choice("annual", l("年休假", "年休假", "Annual")).alias(&["年假"]),
    choice("marriage", l("婚假", "婚假", "Marriage")),
    choice("maternity", l("产假", "產假", "Maternity")),
    choice("paternity", l("陪产假", "陪產假", "Paternity")).alias(&["护理假"]),
    choice("parental", l("育儿假", "育兒假", "Parental")),
    choice("nursing", l("哺乳假", "哺乳假", "Nursing")),
    choice("bereavement", l("丧假", "喪假", "Bereavement")),
    choice("home-visit", l("探亲假", "探親假", "Home visit")),
    choice("injury", l("工伤假", "工傷假", "Work injury")).alias(&["公伤"]),
    choice("compensatory", l("调休", "調休", "Time off in lieu")).alias(&["补休"]),
    choice("study", l("学习进修", "學習進修", "Study")).alias(&["进修"]),
    choice("business", l("公出", "公出", "On business")).alias(&["公差", "公假", "出差"]),
    choice("other", l("其他", "其他", "Other")),
];

static FIELDS: &[Field] = &[
    Field::text(LEAVE_NO, l("请假单号", "請假單號", "Leave no.")).alias(&["单号", "编号"]),
    Field::person(APPLICANT, l("请假人", "請假人", "Applicant")).required().starts(Default_::Me).alias(&[
        "申请人",
        "姓名",
        "教职工姓名",
        "员工姓名",
        "请假人姓名",
        "教师姓名",
        "Name",
        "Employee",
    ]),
    Field::choice(TYPE, l("请假类型", "請假類型", "Type"), TYPES).alias(&[
        "假别",
        "类型",
        "请假类别",
        "假期类型",
        "请假种类",
        "假种",
        "请假类别名称",
        "Leave type",
    ]),
    Field::time(STARTS_AT, l("开始时间", "開始時間", "From")).alias(&[
        "起止时间",
        "请假时间",
        "请假起止时间",
        "请假日期",
        "假期时间",
        "时间",
        "起始时间",
        "请假开始时间",
        "请假开始日期",
        "开始日期",
        "起始日期",
        "请假起始时间",
        "离校时间",
        "Start",
        "Start date",
    ]),
    Field::time(ENDS_AT, l("结束时间", "結束時間", "To")).until().alias(&[
        "终止时间",
        "请假结束时间",
        "请假结束日期",
        "结束日期",
        "截止日期",
        "请假截止时间",
        "End",
        "End date",
    ]),
    Field::decimal(DAYS, l("请假天数", "請假天數", "Days")).within(0, 3_660).alias(&["天数", "请假时长", "共计天数", "No. of days"]),
    Field::integer(HOURS, l("不足一天小时数", "不足一天小時數", "Hours")).within(0, 23).alias(&["小时数"]),
    Field::decimal(QUOTA_DAYS, l("计入年休假天数", "計入年休假天數", "Days of annual leave")).within(0, 366),
    Field::private(REASON, l("请假事由", "請假事由", "Reason")).alias(&["事由", "请假原因", "请假理由", "原因"]),
    Field::attachments(PROOF, l("证明材料", "證明材料", "Proof")).alias(&["证明"]),
    Field::date(PROOF_DUE, l("材料补交期限", "材料補交期限", "Proof due")),
    Field::private(DESTINATION, l("外出去向", "外出去向", "Destination")).alias(&["去向"]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话", "手机"]),
    Field::link(EXTENDS, l("续假原单", "續假原單", "Extends"), "leave"),
    Field::link(DOSSIER, l("人事材料清单", "人事材料清單", "Dossier"), "staff-dossiers"),
    Field::person(COVER, l("代班人", "代班人", "Cover")).alias(&["代课人", "顶岗人", "工作代理人", "代理人", "代课教师", "顶班人"]),
    Field::yes_no(COVER_AGREED, l("代班人已同意", "代班人已同意", "Cover agreed")),
    Field::text(COVER_WORK, l("工作与课务安排", "工作與課務安排", "Work to be covered")).alias(&["课务安排", "工作交接"]),
    Field::person(DEPT_APPROVER, l("部门审批人", "部門審批人", "Department head")).alias(&["部门负责人", "部门主任", "科室负责人"]),
    Field::text(DEPT_OPINION, l("部门意见", "部門意見", "Department's opinion")),
    Field::time(DEPT_AT, l("部门审批时间", "部門審批時間", "Department decided")),
    Field::person(LEADER_APPROVER, l("审批领导", "審批領導", "Leader")).alias(&["批准人", "分管领导", "校领导", "审批人"]),
    Field::text(LEADER_OPINION, l("领导意见", "領導意見", "Leader's opinion")),
    Field::time(LEADER_AT, l("领导审批时间", "領導審批時間", "Leader decided")),
    Field::text(REFUSE_REASON, l("不同意原因", "不同意原因", "Reason for refusal")),
    Field::time(RETURNED_AT, l("销假时间", "銷假時間", "Returned")).alias(&[
        "返岗时间",
        "实际返校时间",
        "销假日期",
        "返校时间",
        "销假日",
        "实际返岗时间",
    ]),
    Field::decimal(ACTUAL_DAYS, l("实际请假天数", "實際請假天數", "Days in fact")).within(0, 3_660),
    Field::person(CONFIRMED_BY, l("销假确认人", "銷假確認人", "Return confirmed by")),
    Field::time(CANCELLED_AT, l("撤销时间", "撤銷時間", "Cancelled at")),
    Field::text(CANCEL_REASON, l("撤销原因", "撤銷原因", "Reason for cancelling")),
];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("department", l("部门审批", "部門審批", "With the department"), Tone::Amber, Phase::Open),
    state("leader", l("领导审批", "領導審批", "With the leader"), Tone::Amber, Phase::Open).by("leader_approver"),
    state("approved", l("批准", "批准", "Approved"), Tone::Green, Phase::Open).by("applicant"),
    state("returned", l("销假", "銷假", "Returned"), Tone::Grey, Phase::Done),
    state("refused", l("不同意", "不同意", "Refused"), Tone::Red, Phase::Done),
    state("cancelled", l("撤销", "撤銷", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("提交", "提交", "Submit"), &["draft"], "department")
        .routine(hands::ATTENDANCE)
        .or_named(&["applicant"])
        .requires(&["type", "starts_at", "ends_at"])
        .asks(&["days", "reason", "cover"])
        .guards(&[Guard::Different("applicant", "cover")])
        .effects(&[Effect::Number]),
    step("endorse", l("部门同意", "部門同意", "Department agrees"), &["department"], "leader")
        .roles(&["department-head", "office-director"])
        .asks(&["dept_opinion", "leader_approver"])
        .guards(&[Guard::NotMe("applicant")])
        .effects(&[Effect::Me("dept_approver"), Effect::Now("dept_at")]),
    step("approve", l("批准", "批准", "Approve"), &["leader"], "approved")
        .signed()
        .roles(&["leader", "office-director"])
        .asks(&["leader_opinion"])
        .guards(&[Guard::NotMe("applicant"), Guard::NotMe("dept_approver")])
        .effects(&[Effect::Me("leader_approver"), Effect::Now("leader_at")]),
    step("refuse", l("不同意", "不同意", "Refuse"), &["department", "leader"], "refused")
        .roles(&["department-head", "leader", "office-director"])
        .requires(&["refuse_reason"])
        .guards(&[Guard::NotMe("applicant")]),
    step("withdraw", l("撤销", "撤銷", "Cancel"), &["department", "leader", "approved"], "cancelled")
        // Also whoever keeps the attendance, for those who have no desk.
        .roles(&["department-head", "leader", "office-director", "hr", "attendance-clerk"])
        .or_named(&["applicant"])
        .requires(&["cancel_reason"])
        .effects(&[Effect::Now("cancelled_at")]),
    step("report-back", l("销假", "銷假", "Report back"), &["approved"], "returned")
        .roles(&["attendance-clerk", "hr", "department-head", "clerk"])
        .asks(&["returned_at", "actual_days"])
        .effects(&[Effect::Now("returned_at"), Effect::Me("confirmed_by")]),
    step("reopen", l("更正销假", "更正銷假", "Correct the return"), &["returned"], "approved")
        .roles(&["attendance-clerk", "hr"])
        .effects(&[Effect::Clear("returned_at"), Effect::Clear("actual_days"), Effect::Clear("confirmed_by")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["department", "leader", "approved", "returned", "refused", "cancelled"], VOID)
        .roles(&["hr", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("leave_no", 120),
    col("applicant", 90),
    col("type", 90),
    col("days", 56),
    col("starts_at", 136),
    col("ends_at", 136),
    col("cover", 90),
    col("cover_work", 0),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("请假", "請假", "Leave"),
        fields: &[
            "leave_no",
            "applicant",
            "type",
            "starts_at",
            "ends_at",
            "days",
            "hours",
            "quota_days",
            "reason",
            "proof",
            "proof_due",
            "destination",
            "phone",
            "extends",
            "dossier",
        ],
    },
    Group { labels: l("代班", "代班", "Cover"), fields: &["cover", "cover_agreed", "cover_work"] },
    Group {
        labels: l("审批", "審批", "Approval"),
        fields: &["dept_approver", "dept_opinion", "dept_at", "leader_approver", "leader_opinion", "leader_at", "refuse_reason"],
    },
    Group {
        labels: l("销假", "銷假", "Return"), fields: &["returned_at", "actual_days", "confirmed_by", "cancelled_at", "cancel_reason"]
    },
];

static PRINTS: &[Named] = &[
    Named { id: "leave-slip", labels: l("请假单", "請假單", "Leave slip") },
    Named { id: "return-slip", labels: l("销假单", "銷假單", "Return slip") },
    Named { id: "leave-book", labels: l("请假登记簿", "請假登記簿", "Leave book") },
];

/// Leave that was taken.
const TAKEN: &[Only] = &[Only::State(&["approved", "returned"])];

static REPORTS: &[Report] = &[
    report("by-type", l("按请假类型统计", "按請假類型統計", "By type"), &[By::Field("type")])
        .measures(&[Measure::Count, Measure::Sum("days"), Measure::Sum("hours")])
        .only(TAKEN),
    report("by-person", l("按请假人统计", "按請假人統計", "By person"), &[By::Field("applicant")])
        .measures(&[Measure::Sum("days"), Measure::Sum("hours"), Measure::Count])
        .only(TAKEN),
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("dept")])
        .measures(&[Measure::Sum("days"), Measure::Count])
        .only(TAKEN),
    report("by-month", l("每月请假天数", "每月請假天數", "Days by month"), &[By::Month("starts_at")])
        .measures(&[Measure::Sum("days"), Measure::Count])
        .only(TAKEN)
        .chart(Chart::Columns),
    report("overdue", l("逾期未销假", "逾期未銷假", "Not reported back"), &[By::Field("applicant")])
        .only(&[Only::State(&["approved"]), Only::Passed("ends_at")]),
    report("on-time", l("按期销假率", "按期銷假率", "Reported back on time"), &[By::Month("ends_at")])
        .measures(&[Measure::OnTime("returned_at", "ends_at"), Measure::Count])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived(
        "calendar_days",
        l("起止跨越天数", "起止跨越天數", "Days from first to last"),
        Calc::Plus(&Calc::Number(1), &Calc::Days("starts_at", "ends_at")),
        Unit::Days,
    ),
    derived("extensions", l("续假次数", "續假次數", "Extensions"), Calc::Count(others("leave", "extends")), Unit::Count),
];

/// Leave that counts, or is to: of one person at a time there is one only.
const OVERLAP: Calc = Calc::Overlaps(&Overlap {
    who: "applicant",
    from: "starts_at",
    until: "ends_at",
    ended: "returned_at",
    states: &["department", "leader", "approved", "returned"],
});

static ALERTS: &[Alert] = &[Alert {
    id: "overlapping",
    labels: l("与本人另一张请假单时间重叠", "與本人另一張請假單時間重疊", "Overlaps with other leave of the same person"),
    tone: Tone::Amber,
    less: Calc::Number(0),
    than: OVERLAP,
    phases: &[Phase::Open, Phase::Done],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template { id: "sick", labels: l("病假", "病假", "Sick leave"), values: &[("type", "sick")] },
    Template {
        id: "personal",
        labels: l("事假半天", "事假半天", "Half a day of personal leave"),
        values: &[("type", "personal"), ("days", "0.5")],
    },
    Template {
        id: "business", labels: l("公出", "公出", "On business"), values: &[("type", "business"), ("cover_work", "课务已调整")]
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("applicant", "柳晓岚"),
        ("type", "病假"),
        ("starts_at", "2026-09-17 08:00"),
        ("ends_at", "2026-09-18 17:30"),
        ("days", "2"),
        ("reason", "感冒发热，遵医嘱休息"),
        ("cover", "汪雪子"),
        ("cover_agreed", "是"),
        ("cover_work", "初二（3）班语文课由汪雪子代"),
        ("dept", "初二年级组"),
    ],
    &[
        ("applicant", "马秀建"),
        ("type", "公出"),
        ("starts_at", "2026年9月21日 13:30"),
        ("ends_at", "2026-09-21 17:30"),
        ("days", "0.5"),
        ("reason", "到区教育局参加安全工作会议"),
        ("cover", "江海欣"),
        ("dept", "总务处"),
        ("returned_at", "2026-09-21 17:10"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "leave",
    labels: l("请假登记", "請假登記", "Leave"),
    one: l("请假单", "請假單", "Leave request"),
    area: Area::Staff,
    space: Space::Personnel,
    fields: FIELDS,
    title: "applicant",
    number: Some(Numbering { field: "leave_no", pattern: "假〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("ends_at").remind(&[1, 0]).escalate("hr")),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    // What was approved is when and of what sort; a longer leave is a further one.
    version: Version { of: &["type", "starts_at", "ends_at", "days", "hours"], locked_in: &["approved", "returned"], ..Version::NONE },
    precedence: Precedence { done: &["cancelled"], refused: &["refused"], ..Precedence::NONE },
    rules: &[Rule::NotBefore { field: "ends_at", since: "starts_at" }, Rule::NotBefore { field: "returned_at", since: "starts_at" }],
    arrival: Arrival {
        headings: &["审批状态", "请假状态"],
        words: &[
            ("已批准", "approved"),
            ("同意", "approved"),
            ("已同意", "approved"),
            ("待审批", "department"),
            ("审批中", "department"),
            ("已销假", "returned"),
            ("已撤销", "cancelled"),
            ("驳回", "refused"),
            ("未批准", "refused"),
        ],
        filled: &[("returned_at", "returned")],
        day: &["请假日期", "日期"],
        day_field: Some("starts_at"),
        ..Arrival::FIRST
    },
    retention: l("保存2年", "保存2年", "2 years"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["applicant", "starts_at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
