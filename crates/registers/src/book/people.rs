//! People 人员: who works here and who else is named in records. One person may be written in several ways: a record of
//! an alias is merged into the one that stands, and can be taken out again.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Only,
    Phase, Register, Report, Right, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state,
    step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Other ways in which the name is written, separated by 、.
pub const ALIASES: Key<key::Text> = Key::new("aliases");
/// Number of the person.
pub const STAFF_NO: Key<key::Text> = Key::new("staff_no");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Department.
pub const DEPARTMENT: Key<key::Department> = Key::new("department");
/// Further departments.
pub const OTHER_DEPARTMENTS: Key<key::Text> = Key::new("other_departments");
/// Position.
pub const POSITION: Key<key::Text> = Key::new("position");
/// Professional title.
pub const TITLE: Key<key::Text> = Key::new("title");
/// What they see to.
pub const DUTIES: Key<key::Text> = Key::new("duties");
/// Roles in the office.
pub const ROLES: Key<key::Choices> = Key::new("roles");
/// To whom they report.
pub const SUPERVISOR: Key<key::Person> = Key::new("supervisor");
/// Who does their work when they are away.
pub const STAND_IN: Key<key::Person> = Key::new("stand_in");
/// Mobile phone.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// Telephone of the office.
pub const OFFICE_PHONE: Key<key::Text> = Key::new("office_phone");
/// E-mail address.
pub const EMAIL: Key<key::Private> = Key::new("email");
/// Where they work.
pub const OFFICE: Key<key::Link> = Key::new("office");
/// Organisation of one from outside.
pub const ORGANISATION: Key<key::Link> = Key::new("organisation");
/// First day.
pub const JOINED_ON: Key<key::Date> = Key::new("joined_on");
/// Last day.
pub const LEFT_ON: Key<key::Date> = Key::new("left_on");
/// Why they left.
pub const LEAVE_REASON: Key<key::Choice> = Key::new("leave_reason");
/// The record that stands for this one.
pub const MERGED_INTO: Key<key::Link> = Key::new("merged_into");
/// Who merged it.
pub const MERGED_BY: Key<key::Person> = Key::new("merged_by");
/// When.
pub const MERGED_ON: Key<key::Date> = Key::new("merged_on");
/// Why they are the same.
pub const MERGE_REASON: Key<key::Text> = Key::new("merge_reason");

static KINDS: &[Choice] = &[
    choice("staff", l("在编", "在編", "Established staff")).alias(&["在编人员", "事业编"]),
    choice("contract", l("合同", "合同", "Contract staff")).alias(&["聘用", "编外", "合同制"]),
    choice("temporary", l("临时", "臨時", "Temporary")).alias(&["临聘", "实习"]),
    choice("retired", l("返聘", "返聘", "Retired, re-engaged")).alias(&["退休返聘"]),
    choice("dispatched", l("派驻", "派駐", "Posted here")).alias(&["外派", "保安", "保洁"]),
    choice("student", l("学生", "學生", "Pupil")).alias(&["学生干部"]),
    choice("external", l("校外", "校外", "External")).alias(&["外单位"]),
];

/// Roles in the office.
pub(in crate::book) static ROLE_LIST: &[Choice] = &[
    choice("clerk", l("文员", "文員", "Clerk")).alias(&["综办文员"]),
    choice("office-director", l("办公室主任", "辦公室主任", "Office director")).alias(&["综办主任", "主任"]),
    choice("leader", l("分管领导", "分管領導", "Leader")).alias(&["校长", "领导", "副校长"]),
    choice("department-head", l("部门负责人", "部門負責人", "Department head")).alias(&["科长", "处长"]),
    choice("handler", l("承办人", "承辦人", "Handler")).alias(&["经办人"]),
    choice("archivist", l("档案员", "檔案員", "Archivist")).alias(&["档案管理员"]),
    choice("seal-keeper", l("印章保管人", "印章保管人", "Seal keeper")).alias(&["印章管理员"]),
    choice("asset-manager", l("资产管理员", "資產管理員", "Asset manager")),
    choice("department-asset-clerk", l("部门资产员", "部門資產員", "Department asset clerk")),
    choice("storekeeper", l("库管", "庫管", "Storekeeper")).alias(&["仓库管理员"]),
    choice("buyer", l("采购员", "採購員", "Buyer")).alias(&["采购"]),
    choice("attendance-clerk", l("考勤员", "考勤員", "Attendance clerk")),
    choice("reception", l("前台", "前台", "Reception")).alias(&["门卫", "前台门卫"]),
    choice("chair", l("主持人", "主持人", "Chair")),
    choice("recorder", l("记录人", "記錄人", "Recorder")).alias(&["记录员"]),
    choice("technician", l("维修员", "維修員", "Technician")).alias(&["维修工"]),
    choice("hr", l("人事", "人事", "HR")).alias(&["人事干部"]),
    choice("auditor", l("审计", "審計", "Auditor")),
    choice("administrator", l("系统管理员", "系統管理員", "Administrator")).alias(&["管理员"]),
];

static LEAVING: &[Choice] = &[
    choice("retired", l("退休", "退休", "Retired")),
    choice("transferred", l("调出", "調出", "Transferred")).alias(&["调离"]),
    choice("resigned", l("辞职", "辭職", "Resigned")),
    choice("ended", l("合同期满", "合同期滿", "Contract ended")).alias(&["解聘"]),
    choice("posted", l("借调", "借調", "Posted elsewhere")).alias(&["挂职"]),
    choice("other", l("其他", "其他", "Other")),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("姓名", "姓名", "Name")).required().alias(&[
        "人员姓名",
        "教师姓名",
        "职工姓名",
        "名字",
        "员工姓名",
        "教职工姓名",
        "Full name",
        "Person",
    ]),
    Field::text(ALIASES, l("别名", "別名", "Aliases")).alias(&["曾用名", "别称", "英文名"]),
    Field::text(STAFF_NO, l("工号", "工號", "Staff no.")).alias(&[
        "Employee ID",
        "Employee no.",
        "Staff ID",
        "职工号",
        "人员编号",
        "编号",
        "员工编号",
        "教工号",
        "职工编号",
        "教师编号",
        "Employee no.",
    ]),
    Field::choice(KIND, l("人员类别", "人員類別", "Kind"), KINDS).starts(Default_::Choice("staff")).alias(&[
        "类别",
        "用工形式",
        "人员类型",
        "编制类型",
    ]),
    Field::department(DEPARTMENT, l("所在部门", "所在部門", "Department of work")).alias(&[
        "任职部门",
        "科室",
        "所属部门",
        "所在科室",
        "单位",
    ]),
    Field::text(OTHER_DEPARTMENTS, l("兼职部门", "兼職部門", "Other departments")),
    Field::text(POSITION, l("职务", "職務", "Position")).alias(&[
        "Job title",
        "Position title",
        "岗位",
        "职位",
        "行政职务",
        "职务名称",
        "岗位名称",
        "Job title",
        "Post",
    ]),
    Field::text(TITLE, l("职称", "職稱", "Professional title")).alias(&["专业技术职务", "职称等级"]),
    Field::text(DUTIES, l("分工", "分工", "Duties")).alias(&["分管工作", "岗位职责"]),
    Field::choices(ROLES, l("办公角色", "辦公角色", "Roles"), ROLE_LIST).alias(&["角色"]),
    Field::person(SUPERVISOR, l("直接上级", "直接上級", "Supervisor")).alias(&["主管"]),
    Field::person(STAND_IN, l("岗位替补", "崗位替補", "Stand-in")).alias(&["B岗", "代理人"]),
    Field::private(PHONE, l("手机", "手機", "Mobile phone")).alias(&[
        "手机号",
        "手机号码",
        "联系电话",
        "电话",
        "移动电话",
        "电话号码",
        "联系方式",
        "手机电话",
        "Mobile",
        "Cell phone",
        "Phone",
        "Telephone",
    ]),
    Field::text(OFFICE_PHONE, l("办公电话", "辦公電話", "Office telephone")).alias(&[
        "Office phone",
        "Work phone",
        "Landline",
        "座机",
        "分机",
        "办公室电话",
        "固定电话",
        "内线",
        "Extension",
    ]),
    Field::private(EMAIL, l("电子邮箱", "電子郵箱", "E-mail")).alias(&["E-mail", "Email address", "邮箱", "电子邮件", "邮件"]),
    Field::link(OFFICE, l("办公地点", "辦公地點", "Office"), "locations").alias(&["办公室"]),
    Field::link(ORGANISATION, l("所属单位", "所屬單位", "Organisation"), "organisations"),
    Field::date(JOINED_ON, l("到岗日期", "到崗日期", "Joined on")).alias(&[
        "入职日期",
        "到校日期",
        "入校时间",
        "入职时间",
        "参加工作时间",
        "来校时间",
        "Start date",
        "Date joined",
    ]),
    Field::date(LEFT_ON, l("离岗日期", "離崗日期", "Left on")).alias(&["离职日期", "退休日期", "离校日期", "离岗时间"]),
    Field::choice(LEAVE_REASON, l("离岗原因", "離崗原因", "Reason for leaving"), LEAVING),
    Field::link(MERGED_INTO, l("合并到", "合併到", "Merged into"), "people"),
    Field::person(MERGED_BY, l("合并人", "合併人", "Merged by")),
    Field::date(MERGED_ON, l("合并日期", "合併日期", "Merged on")),
    Field::text(MERGE_REASON, l("合并说明", "合併說明", "Reason for merging")),
];

const KEEPERS: &[&str] = &["clerk", "office-director", "hr", "administrator"];

static STATES: &[State] = &[
    state("active", l("在岗", "在崗", "In post"), Tone::Green, Phase::Done),
    state("away", l("暂离", "暫離", "Away"), Tone::Amber, Phase::Done),
    state("left", l("离岗", "離崗", "Left"), Tone::Grey, Phase::Done),
    state("merged", l("已合并", "已合併", "Merged"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("set-away", l("暂离", "暫離", "Mark as away"), &["active"], "away").roles(KEEPERS).asks(&["stand_in"]),
    step("return", l("返岗", "返崗", "Back in post"), &["away"], "active").roles(KEEPERS),
    step("leave", l("离岗", "離崗", "Leave"), &["active", "away"], "left")
        .roles(KEEPERS)
        .asks(&["left_on", "leave_reason"])
        .effects(&[Effect::Today("left_on")]),
    step("rejoin", l("重新到岗", "重新到崗", "Join again"), &["left"], "active")
        .roles(KEEPERS)
        .asks(&["joined_on", "department"])
        .effects(&[Effect::Clear("left_on"), Effect::Clear("leave_reason")]),
    step("merge", l("合并", "合併", "Merge"), &["active", "away", "left"], "merged")
        .roles(KEEPERS)
        .requires(&["merged_into"])
        .asks(&["merge_reason"])
        .guards(&[Guard::Linked("merged_into", &["active"])])
        .effects(&[Effect::Me("merged_by"), Effect::Today("merged_on")]),
    step("unmerge", l("撤销合并", "撤銷合併", "Undo the merge"), &["merged"], "active").roles(KEEPERS).effects(&[
        Effect::Clear("merged_into"),
        Effect::Clear("merged_by"),
        Effect::Clear("merged_on"),
        Effect::Clear("merge_reason"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["active", "away", "left", "merged"], VOID)
        .roles(KEEPERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("name", 100),
    col("staff_no", 90),
    col("department", 120),
    col("position", 0),
    col("kind", 90),
    col("office_phone", 110),
    col("_state", 80),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("人员", "人員", "The person"),
        fields: &["name", "aliases", "staff_no", "kind", "department", "other_departments", "position", "title", "organisation"],
    },
    Group { labels: l("分工与角色", "分工與角色", "Duties"), fields: &["duties", "roles", "supervisor", "stand_in"] },
    Group { labels: l("联系方式", "聯絡方式", "Contact"), fields: &["phone", "office_phone", "email", "office"] },
    Group { labels: l("在岗", "在崗", "Employment"), fields: &["joined_on", "left_on", "leave_reason"] },
    Group { labels: l("合并", "合併", "Merging"), fields: &["merged_into", "merged_by", "merged_on", "merge_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "directory", labels: l("通讯录", "通訊錄", "Directory") },
    Named { id: "duty-list", labels: l("岗位分工表", "崗位分工表", "List of duties") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("按部门统计", "按部門統計", "By department"), &[By::Field("department")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["active", "away"])]),
    report("by-kind", l("按人员类别统计", "按人員類別統計", "By kind"), &[By::Field("kind")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["active", "away"])]),
    report("by-role", l("按办公角色统计", "按辦公角色統計", "By role"), &[By::Field("roles")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["active", "away"])]),
    report("turnover", l("离岗统计", "離崗統計", "People who left"), &[By::Year("left_on")])
        .measures(&[Measure::Count])
        .only(&[Only::State(&["left"])])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[derived(
    "merged_here",
    l("并入记录", "併入記錄", "Records merged into this"),
    Calc::Count(others("people", "merged_into").within(&["merged"])),
    Unit::Count,
)];

static TEMPLATES: &[Template] = &[
    Template { id: "staff", labels: l("教职工", "教職工", "Member of staff"), values: &[("kind", "在编")] },
    Template { id: "external", labels: l("校外人员", "校外人員", "External person"), values: &[("kind", "校外")] },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "王敏"),
        ("staff_no", "2015032"),
        ("kind", "在编"),
        ("department", "综合办公室"),
        ("position", "文员"),
        ("duties", "收发文、会议"),
        ("roles", "文员、记录人"),
        ("stand_in", "张海燕"),
        ("office_phone", "8001"),
        ("joined_on", "2015-08-20"),
    ],
    &[
        ("name", "马秀建"),
        ("aliases", "马老师、马秀健"),
        ("staff_no", "2009011"),
        ("kind", "在编"),
        ("department", "总务处"),
        ("position", "主任"),
        ("title", "高级教师"),
        ("roles", "部门负责人、资产管理员"),
        ("phone", "13800138002"),
        ("office_phone", "8012"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "people",
    labels: l("人员", "人員", "People"),
    one: l("人员", "人員", "Person"),
    area: Area::Master,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "left_on", since: "joined_on" }],
    arrival: Arrival {
        headings: &["人员状态", "在岗状态"],
        words: &[("在职", "active"), ("在校", "active"), ("离职", "left"), ("退休", "left"), ("调离", "left"), ("请假", "away")],
        filled: &[("left_on", "left")],
        ..Arrival::FIRST
    },
    retention: l(
        "离岗后保存10年，联系方式离岗后1年清除",
        "離崗後保存10年，聯絡方式離崗後1年清除",
        "10 years after leaving; contact details one year",
    ),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["staff_no"], &["name", "department"]],
    adding: Right::of(KEEPERS),
    changing: Right::of(KEEPERS),
    examples: EXAMPLES,
    ..Register::PLAIN
};
