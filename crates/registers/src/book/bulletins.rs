//! Bulletins 公告: what is told to many, by whom it was approved, how long it holds, and who has read it.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named,
    Numbering, Phase, Precedence, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l,
    report, rows, state, step,
};

/// Title.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Number in the office's book.
pub const BULLETIN_NO: Key<key::Text> = Key::new("bulletin_no");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Text.
pub const BODY: Key<key::LongText> = Key::new("body");
/// For whom.
pub const AUDIENCE: Key<key::Choices> = Key::new("audience");
/// For which departments, if not for all.
pub const AUDIENCE_DEPTS: Key<key::Text> = Key::new("audience_depts");
/// Where it is posted.
pub const CHANNELS: Key<key::Choices> = Key::new("channels");
/// It stands first.
pub const PINNED: Key<key::YesNo> = Key::new("pinned");
/// Who wrote it.
pub const DRAFTER: Key<key::Person> = Key::new("drafter");
/// Who submitted it.
pub const SUBMITTED_BY: Key<key::Person> = Key::new("submitted_by");
/// Who approved it.
pub const APPROVED_BY: Key<key::Person> = Key::new("approved_by");
/// When.
pub const APPROVED_AT: Key<key::Time> = Key::new("approved_at");
/// What must be changed.
pub const RETURN_REASON: Key<key::Text> = Key::new("return_reason");
/// When it was published.
pub const PUBLISHED_AT: Key<key::Time> = Key::new("published_at");
/// Who published it.
pub const PUBLISHED_BY: Key<key::Person> = Key::new("published_by");
/// Day until which it holds.
pub const VALID_UNTIL: Key<key::Date> = Key::new("valid_until");
/// Readers must confirm.
pub const RECEIPT_REQUIRED: Key<key::YesNo> = Key::new("receipt_required");
/// Day by which they must confirm.
pub const READ_BY: Key<key::Date> = Key::new("read_by");
/// How many shall read it.
pub const READERS: Key<key::Integer> = Key::new("readers");
/// Who has read it.
pub const RECEIPTS: Key<key::Lines> = Key::new("receipts");
/// Why it was withdrawn.
pub const WITHDRAW_REASON: Key<key::Text> = Key::new("withdraw_reason");
/// The bulletin that it replaces.
pub const REPLACES: Key<key::Link> = Key::new("replaces");
/// When it was taken down.
pub const TAKEN_DOWN_ON: Key<key::Date> = Key::new("taken_down_on");

/// Columns of a read receipt.
pub mod receipts {
    use crate::def::{Key, key};
    /// Who.
    pub const READER: Key<key::Person> = Key::new("reader");
    /// Their department.
    pub const DEPT: Key<key::Department> = Key::new("dept");
    /// When.
    pub const READ_AT: Key<key::Time> = Key::new("read_at");
    /// What they said.
    pub const REPLY: Key<key::Text> = Key::new("reply");
}

static KINDS: &[Choice] = &[
    choice("notice", l("通知公告", "通知公告", "Notice")).alias(&["通知", "公告"]),
    choice("reminder", l("温馨提示", "溫馨提示", "Reminder")).alias(&["提示", "提醒"]),
    choice("duty", l("值班安排", "值班安排", "Duty roster")).alias(&["值班"]),
    choice("publicity", l("公示", "公示", "For public comment")).alias(&["公开"]),
    choice("urgent", l("紧急通知", "緊急通知", "Urgent notice")).alias(&["紧急"]),
    choice("result", l("结果通报", "結果通報", "Result")).alias(&["通报"]),
    choice("other", l("其他", "其他", "Other")),
];

static AUDIENCES: &[Choice] = &[
    choice("staff", l("全体教职工", "全體教職工", "All staff")).alias(&["教职工"]),
    choice("administration", l("行政人员", "行政人員", "Administration")).alias(&["行政"]),
    choice("teachers", l("教师", "教師", "Teachers")).alias(&["全体教师"]),
    choice("heads", l("部门负责人", "部門負責人", "Heads of department")).alias(&["中层干部"]),
    choice("students", l("学生", "學生", "Pupils")).alias(&["全体学生"]),
    choice("parents", l("家长", "家長", "Parents")),
    choice("visitors", l("来访人员", "來訪人員", "Visitors")),
    choice("public", l("社会公众", "社會公眾", "The public")).alias(&["公众"]),
];

static CHANNEL_LIST: &[Choice] = &[
    choice("board", l("公告栏", "公告欄", "Notice board")).alias(&["宣传栏"]),
    choice("office-system", l("办公系统", "辦公系統", "Office system")).alias(&["OA"]),
    choice("message-group", l("工作群", "工作群", "Message group")).alias(&["微信群"]),
    choice("email", l("电子邮件", "電子郵件", "E-mail")).alias(&["邮件"]),
    choice("broadcast", l("校园广播", "校園廣播", "Broadcast")).alias(&["广播"]),
    choice("website", l("校园网站", "校園網站", "Website")).alias(&["官网", "公众号"]),
    choice("screen", l("电子屏", "電子屏", "Screen")).alias(&["电子班牌"]),
];

static RECEIPT: Lines = Lines {
    columns: &[
        Field::person(receipts::READER, l("阅知人", "閱知人", "Reader")).required().starts(Default_::Me),
        Field::department(receipts::DEPT, l("部门", "部門", "Department")),
        Field::time(receipts::READ_AT, l("阅知时间", "閱知時間", "Read at")).starts(Default_::Now),
        Field::text(receipts::REPLY, l("反馈意见", "回饋意見", "Reply")).alias(&["意见"]),
    ],
    append_only: true,
};

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("公告标题", "公告標題", "Title")).required().alias(&["标题", "通知标题", "公告名称"]),
    Field::text(BULLETIN_NO, l("公告编号", "公告編號", "Bulletin no.")).alias(&["编号"]),
    Field::choice(KIND, l("公告类型", "公告類型", "Kind"), KINDS).starts(Default_::Choice("notice")).alias(&["类型"]),
    Field::long_text(BODY, l("公告内容", "公告內容", "Text")).alias(&["正文", "内容"]),
    Field::choices(AUDIENCE, l("发布范围", "發布範圍", "Audience"), AUDIENCES).alias(&["受众", "对象", "通知对象"]),
    Field::text(AUDIENCE_DEPTS, l("指定部门", "指定部門", "Departments")).alias(&["部门范围"]),
    Field::choices(CHANNELS, l("发布渠道", "發布渠道", "Channels"), CHANNEL_LIST).alias(&["渠道", "发布方式"]),
    Field::yes_no(PINNED, l("置顶", "置頂", "Pinned")),
    Field::person(DRAFTER, l("拟稿人", "擬稿人", "Drafted by")).starts(Default_::Me).alias(&["起草人"]),
    Field::person(SUBMITTED_BY, l("送审人", "送審人", "Submitted by")),
    Field::person(APPROVED_BY, l("审核人", "審核人", "Approved by")).alias(&["审批人"]),
    Field::time(APPROVED_AT, l("审核时间", "審核時間", "Approved at")),
    Field::text(RETURN_REASON, l("退回原因", "退回原因", "Reason for sending back")),
    Field::time(PUBLISHED_AT, l("发布时间", "發布時間", "Published at")).alias(&["发布日期"]),
    Field::person(PUBLISHED_BY, l("发布人", "發布人", "Published by")),
    Field::date(VALID_UNTIL, l("有效期至", "有效期至", "Valid until")).alias(&["截止日期"]),
    Field::yes_no(RECEIPT_REQUIRED, l("须阅知回执", "須閱知回執", "Receipt required")),
    Field::date(READ_BY, l("阅知期限", "閱知期限", "To be read by")),
    Field::integer(READERS, l("应阅人数", "應閱人數", "Readers expected")).within(0, 1_000_000),
    Field::lines(RECEIPTS, l("阅知回执", "閱知回執", "Read receipts"), &RECEIPT),
    Field::text(WITHDRAW_REASON, l("撤回原因", "撤回原因", "Reason for withdrawing")),
    Field::link(REPLACES, l("替代公告", "替代公告", "Replaces"), "bulletins"),
    Field::date(TAKEN_DOWN_ON, l("下架日期", "下架日期", "Taken down on")),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

static STATES: &[State] = &[
    state("draft", l("草稿", "草稿", "Draft"), Tone::Grey, Phase::Draft),
    state("awaiting-approval", l("待审核", "待審核", "Awaiting approval"), Tone::Amber, Phase::Open),
    state("approved", l("待发布", "待發布", "To be published"), Tone::Blue, Phase::Open),
    state("published", l("已发布", "已發布", "Published"), Tone::Green, Phase::Open).by_rows(&[rows("receipts", "reader", "read_at")]),
    state("expired", l("已到期", "已到期", "Expired"), Tone::Grey, Phase::Done),
    state("withdrawn", l("撤回", "撤回", "Withdrawn"), Tone::Red, Phase::Done).aside(),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("submit", l("送审", "送審", "Submit"), &["draft"], "awaiting-approval")
        .routine(hands::LED)
        .or_named(&["drafter"])
        .requires(&["body"])
        .asks(&["audience", "channels", "valid_until"])
        .effects(&[Effect::Me("submitted_by"), Effect::Clear("return_reason")]),
    step("approve", l("审核通过", "審核通過", "Approve"), &["awaiting-approval"], "approved")
        .roles(DIRECTION)
        .guards(&[Guard::NotMe("submitted_by")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("send-back", l("退回", "退回", "Send back"), &["awaiting-approval"], "draft")
        .roles(DIRECTION)
        .requires(&["return_reason"])
        .effects(&[Effect::Clear("submitted_by")]),
    step("publish", l("发布", "發布", "Publish"), &["approved"], "published")
        .routine(hands::LED)
        .or_named(&["drafter"])
        .binds()
        .asks(&["channels", "valid_until", "read_by", "readers"])
        .effects(&[Effect::Number, Effect::Now("published_at"), Effect::Me("published_by")]),
    step("take-down", l("到期下架", "到期下架", "Take down"), &["published"], "expired")
        .routine(hands::LED)
        .or_named(&["drafter"])
        .effects(&[Effect::Today("taken_down_on")]),
    step("withdraw", l("撤回", "撤回", "Withdraw"), &["published"], "withdrawn")
        .roles(&["clerk", "office-director", "leader"])
        .requires(&["withdraw_reason"])
        .effects(&[Effect::Today("taken_down_on")]),
    step("publish-again", l("重新发布", "重新發布", "Publish again"), &["expired"], "published")
        .routine(hands::LED)
        .or_named(&["drafter"])
        .binds()
        .requires(&["valid_until"])
        .asks(&["valid_until"])
        .effects(&[Effect::Clear("taken_down_on")]),
    delete_draft(&["draft"]),
    step("void", l("作废", "作廢", "Void"), &["draft", "awaiting-approval", "approved", "published", "expired", "withdrawn"], VOID)
        .routine(hands::OFFICE)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("bulletin_no", 120),
    col("title", 0),
    col("kind", 90),
    col("audience", 130),
    col("published_at", 140),
    col("valid_until", 100),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("公告", "公告", "The bulletin"),
        fields: &["title", "bulletin_no", "kind", "body", "audience", "audience_depts", "channels", "pinned", "replaces"],
    },
    Group {
        labels: l("审核与发布", "審核與發布", "Approval and publication"),
        fields: &[
            "drafter",
            "submitted_by",
            "approved_by",
            "approved_at",
            "return_reason",
            "published_at",
            "published_by",
            "valid_until",
            "withdraw_reason",
            "taken_down_on",
        ],
    },
    Group { labels: l("阅知", "閱知", "Receipts"), fields: &["receipt_required", "read_by", "readers", "receipts"] },
];

static PRINTS: &[Named] = &[
    Named { id: "bulletin", labels: l("公告", "公告", "Bulletin") },
    Named { id: "receipt-list", labels: l("阅知签收表", "閱知簽收表", "List of receipts") },
    Named { id: "register", labels: l("公告登记簿", "公告登記簿", "Register of bulletins") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按类型统计", "按類型統計", "By kind"), &[By::Field("kind"), By::Month("published_at")]),
    report("read-by-department", l("部门阅知情况", "部門閱知情況", "Read by department"), &[By::Field("dept")])
        .measures(&[Measure::Count])
        .rows("receipts"),
    report("by-audience", l("按发布范围统计", "按發布範圍統計", "By audience"), &[By::Field("audience")]),
];

static DERIVED: &[Derived] = &[
    derived("read", l("已阅人数", "已閱人數", "Read by"), Calc::RowCount("receipts"), Unit::Count),
    derived(
        "read_rate",
        l("阅知率", "閱知率", "Read rate"),
        Calc::Percent(&Calc::RowCount("receipts"), &Calc::Field("readers")),
        Unit::Percent,
    ),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "duty",
        labels: l("值班安排", "值班安排", "Duty roster"),
        values: &[("title", "值班安排"), ("kind", "值班安排"), ("audience", "全体教职工")],
    },
    Template {
        id: "reminder",
        labels: l("温馨提示", "溫馨提示", "Reminder"),
        values: &[("title", "温馨提示"), ("kind", "温馨提示"), ("audience", "全体教职工、家长")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "关于中秋节放假安排的通知"),
        ("kind", "通知公告"),
        (
            "body",
            "9月25日至27日放假三天，9月28日正常上课。
值班表另发。",
        ),
        ("audience", "全体教职工、学生、家长"),
        ("channels", "公告栏、工作群、校园网站"),
        ("drafter", "王敏"),
        ("valid_until", "2026-09-28"),
        ("receipt_required", "否"),
    ],
    &[
        ("title", "消防演练提醒"),
        ("kind", "温馨提示"),
        ("body", "9月29日第三节课后进行全校消防演练，请各班按预定路线疏散。"),
        ("audience", "全体教职工"),
        ("channels", "办公系统"),
        ("drafter", "张海燕"),
        ("receipt_required", "是"),
        ("read_by", "2026年9月28日"),
        ("readers", "168"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "bulletins",
    labels: l("公告栏", "公告欄", "Bulletins"),
    one: l("公告", "公告", "Bulletin"),
    area: Area::Coordination,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering { field: "bulletin_no", pattern: "公告〔{year}〕{n}号", at_creation: false }),
    due: Some(due_at("valid_until").remind(&[0])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    precedence: Precedence { done: &["published"], ..Precedence::NONE },
    rules: &[
        Rule::NotBefore { field: "valid_until", since: "published_at" },
        Rule::NotBefore { field: "published_at", since: "approved_at" },
    ],
    arrival: Arrival {
        headings: &["公告状态"],
        words: &[("有效", "published"), ("失效", "expired"), ("过期", "expired"), ("撤销", "withdrawn")],
        filled: &[("approved_at", "approved"), ("published_at", "published"), ("taken_down_on", "expired")],
        ..Arrival::FIRST
    },
    retention: l("到期后保存1年", "到期後保存1年", "One year after it expired"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    templates: TEMPLATES,
    same: &[&["title"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
