//! Archive items 归档文件: each item of the archive with its number after DA/T 22-2015, where it lies, how long it is kept,
//! and what became of it.

use crate::def::{
    Alert, Area, Arrival, By, Calc, Chart, Column, Default_, Derived, Example, Field, Group, Key, Measure, Named, Numbering, Only, Phase,
    Precedence, Register, Report, Rule, Template, Tone, Unit, col, derived, due_at, key, l, others, report,
};

use super::incoming_documents::{POINTER_TITLE, choices as shared};

pub(in crate::book) mod choices;
mod flow;

/// Title.
pub const TITLE: Key<key::Text> = Key::new("title");
/// Archive number.
pub const ARCHIVE_NO: Key<key::Text> = Key::new("archive_no");
/// Fonds.
pub const FONDS: Key<key::Link> = Key::new("fonds");
/// Its number.
pub const FONDS_NO: Key<key::Text> = Key::new("fonds_no");
/// Category.
pub const CATEGORY: Key<key::Choice> = Key::new("category");
/// Year of filing.
pub const ARCHIVE_YEAR: Key<key::Integer> = Key::new("archive_year");
/// How long it is kept.
pub const RETENTION: Key<key::Choice> = Key::new("retention");
/// Department or matter.
pub const UNIT: Key<key::Department> = Key::new("unit");
/// Its code in the number.
pub const UNIT_CODE: Key<key::Text> = Key::new("unit_code");
/// Item number, as older lists carry it by itself.
pub const ITEM_NO: Key<key::Text> = Key::new("item_no");
/// Number of the document.
pub const DOC_NO: Key<key::Text> = Key::new("doc_no");
/// Who wrote it.
pub const RESPONSIBLE: Key<key::Text> = Key::new("responsible");
/// Date of the document.
pub const DOC_DATE: Key<key::Date> = Key::new("doc_date");
/// Level of secrecy.
pub const SECRECY: Key<key::Choice> = Key::new("secrecy");
/// How long the secrecy holds.
pub const SECRECY_TERM: Key<key::Text> = Key::new("secrecy_term");
/// Copies.
pub const COPIES: Key<key::Integer> = Key::new("copies");
/// Pages.
pub const PAGES: Key<key::Integer> = Key::new("pages");
/// Paper, electronic or both.
pub const CARRIER: Key<key::Choice> = Key::new("carrier");
/// Digest of the electronic file.
pub const FIXITY: Key<key::Text> = Key::new("fixity");
/// When the digest was last checked.
pub const FIXITY_CHECKED_ON: Key<key::Date> = Key::new("fixity_checked_on");
/// The incoming document that it is.
pub const INCOMING: Key<key::Link> = Key::new("incoming");
/// The outgoing document that it is.
pub const OUTGOING: Key<key::Link> = Key::new("outgoing");
/// Box.
pub const BOX: Key<key::Link> = Key::new("box");
/// Shelf.
pub const SHELF: Key<key::Text> = Key::new("shelf");
/// Who has it now.
pub const HOLDER: Key<key::Person> = Key::new("holder");
/// Who arranged it.
pub const ARRANGED_BY: Key<key::Person> = Key::new("arranged_by");
/// When it was numbered.
pub const NUMBERED_ON: Key<key::Date> = Key::new("numbered_on");
/// When it was shelved.
pub const FILED_ON: Key<key::Date> = Key::new("filed_on");
/// By whom.
pub const FILED_BY: Key<key::Person> = Key::new("filed_by");
/// When its time is over.
pub const EXPIRES_ON: Key<key::Date> = Key::new("expires_on");
/// Not to be destroyed.
pub const HOLD: Key<key::YesNo> = Key::new("hold");
/// Why not.
pub const HOLD_REASON: Key<key::Text> = Key::new("hold_reason");
/// For how long it is kept on.
pub const EXTENDED_RETENTION: Key<key::Choice> = Key::new("extended_retention");
/// The list of destruction.
pub const DESTRUCTION: Key<key::Link> = Key::new("destruction");
/// Why it was taken off that list.
pub const SPARE_REASON: Key<key::Text> = Key::new("spare_reason");
/// When it was destroyed.
pub const DESTROYED_ON: Key<key::Date> = Key::new("destroyed_on");
/// Archive to which it was transferred.
pub const TRANSFERRED_TO: Key<key::Text> = Key::new("transferred_to");
/// Number of the transfer.
pub const TRANSFER_NO: Key<key::Text> = Key::new("transfer_no");
/// When.
pub const TRANSFERRED_ON: Key<key::Date> = Key::new("transferred_on");

static FIELDS: &[Field] = &[
    Field::text(TITLE, l("题名", "題名", "Title")).required().alias(&[
        "文件题名",
        "标题",
        "案卷题名",
        "文件标题",
        "件题名",
        "档案题名",
        "名称",
        "Document title",
    ]),
    Field::text(ARCHIVE_NO, l("档号", "檔號", "Archive no.")).alias(&["编号", "档案号", "档案编号", "电子档号"]),
    Field::link(FONDS, l("全宗", "全宗", "Fonds"), "fonds"),
    Field::text(FONDS_NO, l("全宗号", "全宗號", "Fonds no.")),
    Field::choice(CATEGORY, l("门类", "門類", "Category"), choices::CATEGORIES).starts(Default_::Choice("documents")).alias(&[
        "档案门类",
        "门类代码",
        "类别",
    ]),
    Field::integer(ARCHIVE_YEAR, l("年度", "年度", "Year")).within(1800, 2200).alias(&["归档年度", "归档年份", "年份", "形成年度"]),
    Field::choice(RETENTION, l("保管期限", "保管期限", "Retention"), choices::RETENTIONS).alias(&[
        "期限",
        "保存期限",
        "保管年限",
        "保存年限",
        "Retention period",
    ]),
    Field::department(UNIT, l("机构（问题）", "機構（問題）", "Department or matter")).alias(&[
        "机构",
        "问题",
        "归档部门",
        "归档单位",
        "机构或问题",
        "机构(问题)名称",
    ]),
    Field::text(UNIT_CODE, l("机构（问题）代码", "機構（問題）代碼", "Unit code")).alias(&["机构代码", "机构问题代码"]),
    Field::text(ITEM_NO, l("件号", "件號", "Item no.")).alias(&["顺序号", "室编件号", "件顺序号", "馆编件号"]),
    Field::text(DOC_NO, l("文号", "文號", "Document no.")).alias(&[
        "文件编号",
        "发文字号",
        "来文字号",
        "文件字号",
        "公文文号",
        "文件号",
        "Ref. no.",
    ]),
    Field::text(RESPONSIBLE, l("责任者", "責任者", "Author")).alias(&[
        "作者",
        "形成单位",
        "文件责任者",
        "责任单位",
        "发文单位",
        "Created by",
    ]),
    Field::date(DOC_DATE, l("日期", "日期", "Date")).alias(&[
        "文件日期",
        "成文日期",
        "形成日期",
        "形成时间",
        "文件时间",
        "成文时间",
        "落款日期",
    ]),
    Field::choice(SECRECY, l("密级", "密級", "Secrecy"), shared::SECRECIES).alias(&["密级程度", "保密级别", "保密等级", "Classification"]),
    Field::text(SECRECY_TERM, l("保密期限", "保密期限", "Secrecy term")),
    Field::integer(COPIES, l("份数", "份數", "Copies")).within(0, 100_000),
    Field::integer(PAGES, l("页数", "頁數", "Pages")).within(0, 1_000_000).alias(&["总页数", "No. of pages"]),
    Field::choice(CARRIER, l("载体", "載體", "Carrier"), choices::CARRIERS).alias(&["载体类型", "载体形式", "介质"]),
    Field::text(FIXITY, l("固化校验码", "固化校驗碼", "Fixity digest")).alias(&["校验码", "电子文件摘要"]),
    Field::date(FIXITY_CHECKED_ON, l("校验日期", "校驗日期", "Digest checked on")),
    Field::link(INCOMING, l("来源收文", "來源收文", "Incoming document"), "incoming-documents"),
    Field::link(OUTGOING, l("来源发文", "來源發文", "Outgoing document"), "outgoing-documents"),
    Field::link(BOX, l("档案盒", "檔案盒", "Box"), "archive-boxes").alias(&["盒号", "档案盒号", "装盒号"]),
    Field::text(SHELF, l("架位", "架位", "Shelf")).alias(&["存放位置", "柜架号", "排架号", "存放地", "存放地点", "库房位置", "架号"]),
    Field::person(HOLDER, l("现持有人", "現持有人", "Holder")).alias(&["借阅人"]),
    Field::person(ARRANGED_BY, l("整理人", "整理人", "Arranged by")),
    Field::date(NUMBERED_ON, l("编号日期", "編號日期", "Numbered on")),
    Field::date(FILED_ON, l("上架日期", "上架日期", "Shelved on")).alias(&["入库日期"]),
    Field::person(FILED_BY, l("上架人", "上架人", "Shelved by")),
    Field::date(EXPIRES_ON, l("期满日期", "期滿日期", "Expires on")).alias(&["到期日期"]),
    Field::yes_no(HOLD, l("暂停销毁", "暫停銷毀", "Hold")).alias(&["保全", "冻结"]),
    Field::text(HOLD_REASON, l("暂停销毁原因", "暫停銷毀原因", "Reason for the hold")),
    Field::choice(EXTENDED_RETENTION, l("续存期限", "續存期限", "Kept on for"), choices::RETENTIONS),
    Field::link(DESTRUCTION, l("销毁清册", "銷毀清冊", "List of destruction"), "destructions"),
    Field::text(SPARE_REASON, l("撤出销毁原因", "撤出銷毀原因", "Reason for sparing")),
    Field::date(DESTROYED_ON, l("销毁日期", "銷毀日期", "Destroyed on")),
    Field::text(TRANSFERRED_TO, l("接收档案馆", "接收檔案館", "Transferred to")).alias(&["进馆档案馆"]),
    Field::text(TRANSFER_NO, l("移交文据号", "移交文據號", "Transfer no.")),
    Field::date(TRANSFERRED_ON, l("移交日期", "移交日期", "Transferred on")),
];

static LIST: &[Column] = &[
    col("archive_no", 210),
    col("title", 0),
    col("doc_no", 140),
    col("responsible", 130),
    col("doc_date", 100),
    col("retention", 70),
    col("pages", 60),
    col("box", 120),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("文件", "文件", "The item"),
        fields: &[
            "title",
            "doc_no",
            "responsible",
            "doc_date",
            "secrecy",
            "secrecy_term",
            "copies",
            "pages",
            "carrier",
            "fixity",
            "fixity_checked_on",
            "incoming",
            "outgoing",
        ],
    },
    Group {
        labels: l("档号", "檔號", "Archive number"),
        fields: &[
            "archive_no",
            "fonds",
            "fonds_no",
            "category",
            "archive_year",
            "retention",
            "unit",
            "unit_code",
            "item_no",
            "arranged_by",
            "numbered_on",
        ],
    },
    Group { labels: l("保管", "保管", "Keeping"), fields: &["box", "shelf", "filed_on", "filed_by", "holder"] },
    Group {
        labels: l("鉴定与处置", "鑑定與處置", "Appraisal and disposal"),
        fields: &[
            "expires_on",
            "hold",
            "hold_reason",
            "extended_retention",
            "destruction",
            "spare_reason",
            "destroyed_on",
            "transferred_to",
            "transfer_no",
            "transferred_on",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "stamp", labels: l("归档章", "歸檔章", "Filing stamp") },
    Named { id: "catalogue", labels: l("归档文件目录", "歸檔文件目錄", "Catalogue") },
    Named { id: "transfer-list", labels: l("移交清单", "移交清單", "Transfer list") },
];

const HELD: &[&str] = &["shelved", "lent", "expired", "appraising", "extended"];

static REPORTS: &[Report] = &[
    report("holdings", l("馆藏统计", "館藏統計", "Holdings"), &[By::Field("category"), By::Field("retention")])
        .measures(&[Measure::Count, Measure::Sum("pages")])
        .only(&[Only::State(HELD)]),
    report("by-year", l("按年度统计", "按年度統計", "By year"), &[By::Field("archive_year"), By::Field("retention")])
        .measures(&[Measure::Count, Measure::Sum("pages")])
        .chart(Chart::Columns),
    report("by-unit", l("按机构（问题）统计", "按機構（問題）統計", "By department or matter"), &[By::Field("unit")]),
    report("arrangement", l("归档整理进度", "歸檔整理進度", "Progress of the arrangement"), &[By::Field("archive_year"), By::State])
        .only(&[Only::Phase(&[Phase::Open])])
        .chart(Chart::Table),
    report("expiring", l("一年内期满", "一年內期滿", "Expiring within a year"), &[By::Field("retention"), By::Field("archive_year")])
        .only(&[Only::State(&["shelved", "extended", "lent"]), Only::Within("expires_on", 365)]),
    report("expired", l("期满未鉴定", "期滿未鑑定", "Expired and not appraised"), &[By::Field("retention"), By::Field("archive_year")])
        .only(&[Only::State(&["shelved", "extended", "lent", "expired"]), Only::Passed("expires_on")]),
    report("by-carrier", l("按载体统计", "按載體統計", "By carrier"), &[By::Field("carrier")]).only(&[Only::State(HELD)]),
];

const OPEN_LOANS: Calc = Calc::Count(others("archive-loans", "item").within(&["out"]));

static DERIVED: &[Derived] = &[
    derived("loans", l("借阅次数", "借閱次數", "Loans"), Calc::Count(others("archive-loans", "item")), Unit::Count),
    derived("loans_open", l("在借数", "在借數", "Open loans"), OPEN_LOANS, Unit::Count),
    derived("days_kept", l("保管天数", "保管天數", "Days kept"), Calc::Days("filed_on", "destroyed_on"), Unit::Days),
];

static ALERTS: &[Alert] = &[
    Alert {
        id: "expires-otherwise",
        labels: l("期满日期与年度、保管期限不符", "期滿日期與年度、保管期限不符", "Expires on another day than year and retention give"),
        tone: Tone::Amber,
        less: Calc::Number(0),
        than: Calc::Keeping,
        phases: &[Phase::Open, Phase::Done],
        answered: None,
    },
    Alert {
        id: "lent-twice",
        labels: l("同一件有两项在借", "同一件有兩項在借", "Two loans have this item"),
        tone: Tone::Red,
        less: Calc::Number(1),
        than: OPEN_LOANS,
        phases: &[Phase::Open, Phase::Done],
        answered: None,
    },
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "permanent-document",
        labels: l("文书档案（永久）", "文書檔案（永久）", "Document, for ever"),
        values: &[("category", "文书"), ("retention", "永久"), ("unit_code", "BGS"), ("carrier", "双套")],
    },
    Template {
        id: "accounts",
        labels: l("会计档案（30年）", "會計檔案（30年）", "Accounts, 30 years"),
        values: &[("category", "会计"), ("retention", "30年"), ("unit_code", "CW"), ("carrier", "纸质")],
    },
    Template {
        id: "photograph",
        labels: l("照片档案", "照片檔案", "Photograph"),
        values: &[("category", "照片"), ("retention", "永久"), ("unit_code", "BGS"), ("carrier", "电子")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("title", "关于印发《明德中学章程》的通知"),
        ("archive_no", "Z109-WS·2025-Y-BGS-0001"),
        ("fonds_no", "Z109"),
        ("category", "文书"),
        ("archive_year", "2025"),
        ("retention", "永久"),
        ("unit", "综合办公室"),
        ("unit_code", "BGS"),
        ("item_no", "0001"),
        ("doc_no", "校发〔2025〕3号"),
        ("responsible", "明德中学"),
        ("doc_date", "2025-02-20"),
        ("secrecy", "公开"),
        ("pages", "18"),
        ("carrier", "双套"),
        ("shelf", "3排2列4层"),
    ],
    &[
        ("title", "关于2025年度校园安全工作检查情况的通报"),
        ("fonds_no", "Z109"),
        ("category", "WS"),
        ("archive_year", "2025"),
        ("retention", "D10"),
        ("unit", "总务处"),
        ("doc_no", "市教安〔2025〕77号"),
        ("responsible", "市教育局"),
        ("doc_date", "2025年12月19日"),
        ("secrecy", "内部"),
        ("pages", "5"),
        ("carrier", "纸质"),
        ("remarks", "附整改台账一份。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "archive-items",
    labels: l("归档文件", "歸檔文件", "Archive items"),
    one: l("归档件", "歸檔件", "Archive item"),
    area: Area::Archive,
    fields: FIELDS,
    title: "title",
    number: Some(Numbering {
        field: "archive_no",
        pattern: "{fonds_no}-{category}·{archive_year}-{retention}-{unit_code}-{n:4}",
        at_creation: false,
    }),
    due: Some(due_at("expires_on").remind(&[90, 30]).escalate("archivist").runs_in(&["shelved", "extended", "lent"])),
    list: LIST,
    groups: GROUPS,
    states: flow::STATES,
    transitions: flow::TRANSITIONS,
    settled: flow::SETTLED,
    keeping: Some(flow::KEEPING),
    precedence: Precedence { done: &["lent", "transferred", "destroyed"], withdrawn: &[], refused: &["extended"] },
    rules: &[
        Rule::PointerOnly {
            by: "secrecy",
            values: &["confidential", "secret", "top-secret"],
            fields: &[
                "title",
                "archive_no",
                "fonds",
                "fonds_no",
                "category",
                "archive_year",
                "retention",
                "unit",
                "unit_code",
                "item_no",
                "doc_date",
                "secrecy",
                "secrecy_term",
                "copies",
                "pages",
                "carrier",
                "incoming",
                "outgoing",
                "box",
                "shelf",
                "holder",
                "arranged_by",
                "numbered_on",
                "filed_on",
                "filed_by",
                "expires_on",
                "hold",
                "hold_reason",
                "extended_retention",
                "destruction",
                "spare_reason",
                "destroyed_on",
                "transferred_to",
                "transfer_no",
                "transferred_on",
                "owner",
                "dept",
                "term",
                "void_reason",
                "void_by",
                "void_at",
            ],
            title: POINTER_TITLE,
        },
        Rule::NotBefore { field: "filed_on", since: "doc_date" },
        Rule::NotBefore { field: "expires_on", since: "doc_date" },
        Rule::NotBefore { field: "destroyed_on", since: "filed_on" },
    ],
    arrival: Arrival {
        headings: &["档案状态"],
        words: &[("在库", "shelved"), ("已归档", "shelved"), ("在架", "shelved"), ("已移交", "transferred"), ("到期", "expired")],
        filled: &[("archive_no", "shelved"), ("filed_on", "shelved"), ("transferred_on", "transferred"), ("destroyed_on", "destroyed")],
        ..Arrival::FIRST
    },
    retention: l("目录永久保存，档案按保管期限", "目錄永久保存，檔案按保管期限", "The list for ever, the items as their retention says"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["doc_no", "responsible", "archive_year"], &["title", "responsible", "doc_date"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
