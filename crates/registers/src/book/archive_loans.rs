//! Archive loans 档案借阅: who reads, borrows or copies which item, until when, and what it was good for.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Cell, Chart, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure,
    Named, Numbering, Only, Phase, Precedence, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived,
    due_at, key, l, report, state, step,
};

/// What it is for.
pub const PURPOSE: Key<key::Text> = Key::new("purpose");
/// Number.
pub const LOAN_NO: Key<key::Text> = Key::new("loan_no");
/// The item.
pub const ITEM: Key<key::Link> = Key::new("item");
/// Its title, as the paper book has it.
pub const ITEM_TITLE: Key<key::Text> = Key::new("item_title");
/// Who asks.
pub const BORROWER: Key<key::Person> = Key::new("borrower");
/// Their department.
pub const BORROWER_DEPT: Key<key::Department> = Key::new("borrower_dept");
/// Their organisation, of people from outside.
pub const ORGANISATION: Key<key::Text> = Key::new("organisation");
/// Telephone.
pub const PHONE: Key<key::Private> = Key::new("phone");
/// To read, to borrow or to copy.
pub const MODE: Key<key::Choice> = Key::new("mode");
/// When they asked.
pub const REQUESTED_ON: Key<key::Date> = Key::new("requested_on");
/// Who is to approve.
pub const TO_APPROVE: Key<key::Person> = Key::new("to_approve");
/// Who approved.
pub const APPROVER: Key<key::Person> = Key::new("approver");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// When it was handed out.
pub const OUT_AT: Key<key::Time> = Key::new("out_at");
/// Who handed it out.
pub const HANDED_OUT_BY: Key<key::Person> = Key::new("handed_out_by");
/// The borrower signed for it.
pub const BORROWER_SIGNED: Key<key::YesNo> = Key::new("borrower_signed");
/// Day by which it must be back.
pub const DUE_ON: Key<key::Date> = Key::new("due_on");
/// Pages copied.
pub const PAGES_COPIED: Key<key::Integer> = Key::new("pages_copied");
/// When it came back.
pub const RETURNED_AT: Key<key::Time> = Key::new("returned_at");
/// Who took it back.
pub const TAKEN_BACK_BY: Key<key::Person> = Key::new("taken_back_by");
/// In what condition.
pub const CONDITION: Key<key::Choice> = Key::new("condition");
/// What is wrong with it.
pub const DAMAGE: Key<key::Text> = Key::new("damage");
/// What it was good for.
pub const EFFECT: Key<key::Text> = Key::new("effect");
/// Why it was refused or called off.
pub const REFUSE_REASON: Key<key::Text> = Key::new("refuse_reason");
/// How a loss was settled.
pub const SETTLEMENT: Key<key::Text> = Key::new("settlement");
/// Renewals.
pub const RENEWALS: Key<key::Lines> = Key::new("renewals");
/// Reminders.
pub const URGES: Key<key::Lines> = Key::new("urges");

/// Columns of a renewal.
pub mod renewals {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Until when.
    pub const UNTIL: Key<key::Date> = Key::new("until");
    /// Why.
    pub const REASON: Key<key::Text> = Key::new("reason");
    /// Who approved.
    pub const APPROVER: Key<key::Person> = Key::new("approver");
}

/// Columns of a reminder.
pub mod urges {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// What was answered.
    pub const REPLY: Key<key::Text> = Key::new("reply");
}

static MODES: &[Choice] = &[
    choice("reading", l("阅览", "閱覽", "To read here")).alias(&["查阅", "室内查阅", "阅读"]),
    choice("lending", l("借出", "借出", "To borrow")).alias(&["外借", "借阅"]),
    choice("copying", l("复印", "複印", "To copy")).alias(&["复制", "摘抄", "扫描"]),
];

static CONDITIONS: &[Choice] = &[
    choice("intact", l("完好", "完好", "Intact")).alias(&["正常"]),
    choice("damaged", l("污损", "污損", "Damaged")).alias(&["破损"]),
    choice("pages-missing", l("缺页", "缺頁", "Pages missing")),
];

static RENEWAL: Lines = Lines {
    columns: &[
        Field::time(renewals::AT, l("续借时间", "續借時間", "At")).starts(Default_::Now),
        Field::date(renewals::UNTIL, l("续借至", "續借至", "Until")).required(),
        Field::text(renewals::REASON, l("续借原因", "續借原因", "Reason")),
        Field::person(renewals::APPROVER, l("续借批准人", "續借批准人", "Approver")).starts(Default_::Me),
    ],
    append_only: true,
};

static URGE: Lines = Lines {
    columns: &[
        Field::time(urges::AT, l("催还时间", "催還時間", "At")).starts(Default_::Now),
        Field::person(urges::BY, l("催还人", "催還人", "By")).starts(Default_::Me),
        Field::text(urges::REPLY, l("催还情况", "催還情況", "Reply")),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(PURPOSE, l("借阅目的", "借閱目的", "Purpose")).required().alias(&[
        "利用目的",
        "目的",
        "用途",
        "事由",
        "借阅原因",
        "查阅目的",
        "借阅事由",
    ]),
    Field::text(LOAN_NO, l("借阅编号", "借閱編號", "Loan no.")).alias(&["编号", "登记号"]),
    Field::link(ITEM, l("档案", "檔案", "Item"), "archive-items").alias(&["档号"]),
    Field::text(ITEM_TITLE, l("档案题名", "檔案題名", "Title of the item")).alias(&[
        "题名",
        "案卷题名",
        "借阅内容",
        "档案名称",
        "借阅档案",
        "查阅内容",
    ]),
    Field::person(BORROWER, l("借阅人", "借閱人", "Borrower")).alias(&[
        "利用人",
        "借档人",
        "查档人",
        "借阅者",
        "借用人",
        "查阅人",
        "借阅人姓名",
        "Borrowed by",
    ]),
    Field::department(BORROWER_DEPT, l("借阅部门", "借閱部門", "Borrower's department")).alias(&[
        "借阅单位",
        "利用部门",
        "查阅单位",
        "查阅部门",
    ]),
    Field::text(ORGANISATION, l("外单位名称", "外單位名稱", "Organisation")).alias(&["所在单位"]),
    Field::private(PHONE, l("联系电话", "聯絡電話", "Telephone")).alias(&["电话"]),
    Field::choice(MODE, l("利用方式", "利用方式", "Mode"), MODES).starts(Default_::Choice("reading")).alias(&["借阅方式", "方式"]),
    Field::date(REQUESTED_ON, l("申请日期", "申請日期", "Requested on")).starts(Default_::Today),
    Field::person(TO_APPROVE, l("送批人", "送批人", "Approval asked of")),
    Field::person(APPROVER, l("批准人", "批准人", "Approver")).alias(&["审批人", "批准领导"]),
    Field::time(APPROVED_AT, l("批准时间", "批准時間", "Approved at")),
    Field::time(OUT_AT, l("借出时间", "借出時間", "Handed out at")).alias(&[
        "借出日期",
        "借阅日期",
        "日期",
        "查阅日期",
        "借出日",
        "借档日期",
        "Date out",
        "Borrowed on",
    ]),
    Field::person(HANDED_OUT_BY, l("经手人", "經手人", "Handed out by")).alias(&["经办人", "档案员", "经手", "出借人"]),
    Field::yes_no(BORROWER_SIGNED, l("借阅人已签收", "借閱人已簽收", "Borrower signed")).alias(&["借阅人签字"]),
    Field::date(DUE_ON, l("应还日期", "應還日期", "Due")).alias(&["归还期限", "应归还日期", "预计归还日期", "归还时限", "Due date"]),
    Field::integer(PAGES_COPIED, l("复印页数", "複印頁數", "Pages copied")).within(0, 1_000_000),
    Field::time(RETURNED_AT, l("归还时间", "歸還時間", "Returned at")).alias(&[
        "归还日期",
        "实际归还日期",
        "还档日期",
        "交还日期",
        "Date returned",
        "Returned on",
    ]),
    Field::person(TAKEN_BACK_BY, l("收回人", "收回人", "Taken back by")),
    Field::choice(CONDITION, l("归还时状况", "歸還時狀況", "Condition"), CONDITIONS).alias(&["归还检查", "归还情况", "归还状况"]),
    Field::text(DAMAGE, l("损毁说明", "損毀說明", "Damage")),
    Field::text(EFFECT, l("利用效果", "利用效果", "Effect")).alias(&["效果", "利用成效"]),
    Field::text(REFUSE_REASON, l("不予借阅原因", "不予借閱原因", "Reason for refusing")),
    Field::text(SETTLEMENT, l("遗失处理结果", "遺失處理結果", "Settlement")),
    Field::lines(RENEWALS, l("续借", "續借", "Renewals"), &RENEWAL),
    Field::lines(URGES, l("催还", "催還", "Reminders"), &URGE),
];

static STATES: &[State] = &[
    state("requested", l("申请", "申請", "Requested"), Tone::Amber, Phase::Open).by("to_approve"),
    state("approved", l("已批准", "已批准", "Approved"), Tone::Blue, Phase::Open),
    state("out", l("在借", "在借", "Out"), Tone::Amber, Phase::Open).by("borrower"),
    state("returned", l("已归还", "已歸還", "Returned"), Tone::Green, Phase::Done),
    state("refused", l("不予借阅", "不予借閱", "Refused"), Tone::Red, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state("lost", l("遗失", "遺失", "Lost"), Tone::Red, Phase::Open),
    state("settled", l("遗失已处理", "遺失已處理", "Loss settled"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const ARCHIVISTS: &[&str] = &["archivist"];
const APPROVERS: &[&str] = &["archivist", "office-director", "leader"];
const TO_LEND: Guard = Guard::Is("mode", &["lending"]);
const TO_USE_HERE: Guard = Guard::Is("mode", &["reading", "copying"]);

static TRANSITIONS: &[Transition] = &[
    step("approve", l("批准", "批准", "Approve"), &["requested"], "approved")
        .signed()
        .roles(APPROVERS)
        .requires(&["item", "borrower"])
        .asks(&["mode", "due_on"])
        .guards(&[Guard::NotMe("borrower"), Guard::Linked("item", &["numbered", "shelved", "lent", "expired", "appraising", "extended"])])
        .effects(&[Effect::Me("approver"), Effect::Now("approved_at")]),
    step("refuse", l("不予借阅", "不予借閱", "Refuse"), &["requested", "approved"], "refused")
        .roles(APPROVERS)
        .requires(&["refuse_reason"]),
    step("cancel", l("取消", "取消", "Cancel"), &["requested", "approved"], "cancelled")
        .routine(hands::ARCHIVE)
        .or_named(&["borrower", "approver"])
        .asks(&["refuse_reason"]),
    step("lend", l("借出", "借出", "Lend"), &["approved"], "out")
        .roles(ARCHIVISTS)
        .requires(&["item", "borrower", "due_on"])
        .asks(&["out_at", "borrower_signed"])
        .guards(&[TO_LEND, Guard::Linked("item", &["shelved", "extended"])])
        .effects(&[
            Effect::Now("out_at"),
            Effect::Me("handed_out_by"),
            Effect::Due,
            Effect::SetLinked { link: "item", copy: &[("borrower", "holder")] },
            Effect::StepLinked("item", "lend"),
        ]),
    step("hand-out", l("提供阅览或复印", "提供閱覽或複印", "Hand out here"), &["approved"], "out")
        .roles(ARCHIVISTS)
        .requires(&["item", "borrower", "due_on"])
        .asks(&["out_at"])
        .guards(&[TO_USE_HERE, Guard::Linked("item", &["numbered", "shelved", "expired", "appraising", "extended"])])
        .effects(&[Effect::Now("out_at"), Effect::Me("handed_out_by"), Effect::Due]),
    step("renew", l("续借", "續借", "Renew"), &["out"], "out")
        .roles(APPROVERS)
        .asks(&["due_on"])
        .guards(&[Guard::NotMe("borrower"), Guard::Later("due_on")])
        .effects(&[Effect::AddRow {
            lines: "renewals",
            cells: &[("until", Cell::After("due_on")), ("at", Cell::Now), ("approver", Cell::Me)],
        }]),
    step("return", l("归还", "歸還", "Return"), &["out", "lost"], "returned")
        .roles(ARCHIVISTS)
        .requires(&["condition"])
        .asks(&["returned_at", "damage", "effect"])
        .guards(&[TO_LEND])
        .effects(&[Effect::Now("returned_at"), Effect::Me("taken_back_by"), Effect::StepLinked("item", "give-back")]),
    step("take-back", l("阅毕收回", "閱畢收回", "Take back"), &["out", "lost"], "returned")
        .roles(ARCHIVISTS)
        .requires(&["condition"])
        .asks(&["returned_at", "pages_copied", "damage", "effect"])
        .guards(&[TO_USE_HERE])
        .effects(&[Effect::Now("returned_at"), Effect::Me("taken_back_by")]),
    step("report-lost", l("报失", "報失", "Report the loss"), &["out"], "lost")
        .routine(hands::ARCHIVE)
        .or_named(&["borrower"])
        .requires(&["damage"]),
    step("settle", l("遗失处理完毕", "遺失處理完畢", "Settle the loss"), &["lost"], "settled")
        .roles(&["office-director", "leader"])
        .requires(&["settlement"]),
    step("void", l("作废", "作廢", "Void"), &["requested", "approved", "out", "returned", "refused", "cancelled", "lost", "settled"], VOID)
        .roles(&["archivist", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("loan_no", 120),
    col("item", 200),
    col("purpose", 0),
    col("borrower", 84),
    col("borrower_dept", 100),
    col("mode", 70),
    col("out_at", 130),
    col("due_on", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("借阅申请", "借閱申請", "Request"),
        fields: &[
            "purpose",
            "loan_no",
            "item",
            "item_title",
            "borrower",
            "borrower_dept",
            "organisation",
            "phone",
            "mode",
            "requested_on",
            "to_approve",
            "approver",
            "approved_at",
            "refuse_reason",
        ],
    },
    Group {
        labels: l("借出与续借", "借出與續借", "Loan"),
        fields: &["out_at", "handed_out_by", "borrower_signed", "due_on", "renewals", "urges"],
    },
    Group {
        labels: l("归还与利用效果", "歸還與利用效果", "Return and effect"),
        fields: &["returned_at", "taken_back_by", "condition", "damage", "pages_copied", "effect", "settlement"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "register", labels: l("档案借阅登记簿", "檔案借閱登記簿", "Register of loans") },
    Named { id: "loan-slip", labels: l("档案借阅单", "檔案借閱單", "Loan slip") },
    Named { id: "urge-sheet", labels: l("档案催还单", "檔案催還單", "Reminder") },
    Named { id: "effect-register", labels: l("档案利用效果登记簿", "檔案利用效果登記簿", "Register of effects") },
];

static REPORTS: &[Report] = &[
    report("by-department", l("按借阅部门统计", "按借閱部門統計", "By department"), &[By::Field("borrower_dept")]),
    report("by-mode", l("按利用方式统计", "按利用方式統計", "By mode"), &[By::Month("out_at"), By::Field("mode")])
        .measures(&[Measure::Count, Measure::Distinct("borrower"), Measure::Sum("pages_copied")])
        .chart(Chart::Columns),
    report("overdue", l("逾期未还", "逾期未還", "Overdue"), &[By::Overdue("due_on")]).only(&[Only::State(&["out"])]).chart(Chart::Columns),
    report("on-time", l("按期归还率", "按期歸還率", "Returned on time"), &[By::Field("borrower_dept")])
        .measures(&[Measure::OnTime("returned_at", "due_on"), Measure::Count]),
    report("length", l("借阅时长", "借閱時長", "Length of loans"), &[By::Field("mode")])
        .measures(&[Measure::Span("out_at", "returned_at"), Measure::Count]),
    report("effect", l("利用效果反馈率", "利用效果回饋率", "Effect told"), &[By::Year("out_at")])
        .measures(&[Measure::Filled("effect"), Measure::Count])
        .only(&[Only::State(&["returned"])])
        .chart(Chart::Columns),
];

static DERIVED: &[Derived] = &[
    derived("days_out", l("借阅天数", "借閱天數", "Days out"), Calc::Days("out_at", "returned_at"), Unit::Days),
    derived("renewed", l("续借次数", "續借次數", "Times renewed"), Calc::RowCount("renewals"), Unit::Count),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "reading", labels: l("室内阅览", "室內閱覽", "To read here"), values: &[("purpose", "工作查考"), ("mode", "阅览")]
    },
    Template {
        id: "lending", labels: l("借出使用", "借出使用", "To borrow"), values: &[("purpose", "工作查考"), ("mode", "借出")]
    },
    Template {
        id: "copying",
        labels: l("复印学籍档案", "複印學籍檔案", "Copy of a school record"),
        values: &[("purpose", "出具学籍证明"), ("mode", "复印")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("purpose", "编写学校70周年校史"),
        ("item_title", "关于印发《明德中学章程》的通知"),
        ("borrower", "何敏"),
        ("borrower_dept", "德育处"),
        ("mode", "借出"),
        ("requested_on", "2026-09-07"),
        ("approver", "王敏"),
        ("due_on", "2026-09-30"),
        ("handed_out_by", "孙立"),
    ],
    &[
        ("purpose", "办理职称评审，复印获奖文件"),
        ("item_title", "关于表彰2024年度优秀教师的决定"),
        ("borrower", "钱玥"),
        ("borrower_dept", "年级部（高三）"),
        ("phone", "13800138021"),
        ("mode", "复制"),
        ("requested_on", "2026年9月8日"),
        ("pages_copied", "4"),
        ("effect", "通过市级评审"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "archive-loans",
    labels: l("档案借阅", "檔案借閱", "Archive loans"),
    one: l("借阅记录", "借閱記錄", "Archive loan"),
    area: Area::Archive,
    fields: FIELDS,
    title: "purpose",
    number: Some(Numbering { field: "loan_no", pattern: "档借〔{year}〕{n}号", at_creation: true }),
    due: Some(
        due_at("due_on")
            .after("out_at", 15)
            .unless("mode", &[("reading", 0), ("copying", 1), ("lending", 15)])
            .calendar_days()
            .remind(&[3, 1, 0])
            .escalate("archivist"),
    ),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["settled", "returned", "lost", "out"], withdrawn: &["cancelled"], refused: &["refused"] },
    rules: &[Rule::NotBefore { field: "returned_at", since: "out_at" }, Rule::NotBefore { field: "due_on", since: "out_at" }],
    arrival: Arrival {
        headings: &["借阅状态"],
        words: &[("未还", "out"), ("借出中", "out"), ("已还", "returned"), ("归还", "returned"), ("遗失未还", "lost")],
        filled: &[("out_at", "out"), ("returned_at", "returned")],
        ..Arrival::FIRST
    },
    retention: l("保存10年，利用效果永久保存", "保存10年，利用效果永久保存", "10 years, the effects for ever"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["item", "borrower", "requested_on"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
