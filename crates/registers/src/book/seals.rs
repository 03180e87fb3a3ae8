//! Seals 印章台账: every seal of the school, who keeps it, where it is now, and what became of it.

use crate::common::VOID;
use crate::def::{
    Alert, Area, Arrival, By, Calc, Choice, Column, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Numbering, Only,
    Phase, Register, Report, Rule, State, Template, Tone, Transition, Unit, choice, col, derived, due_at, key, l, others, report, state,
    step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Number in the book of seals.
pub const SEAL_NO: Key<key::Text> = Key::new("seal_no");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// What it says.
pub const INSCRIPTION: Key<key::Text> = Key::new("inscription");
/// Shape and size.
pub const SIZE: Key<key::Text> = Key::new("size");
/// Material.
pub const MATERIAL: Key<key::Text> = Key::new("material");
/// Image of the imprint.
pub const IMPRINT: Key<key::Attachments> = Key::new("imprint");
/// What it may be used for.
pub const SCOPE: Key<key::Text> = Key::new("scope");
/// Who must approve its use.
pub const APPROVAL_RULE: Key<key::Text> = Key::new("approval_rule");
/// Whether it may leave the school.
pub const OFF_SITE_ALLOWED: Key<key::YesNo> = Key::new("off_site_allowed");
/// Who keeps it.
pub const KEEPER: Key<key::Person> = Key::new("keeper");
/// Who keeps it when the keeper is away.
pub const BACKUP_KEEPER: Key<key::Person> = Key::new("backup_keeper");
/// Department that keeps it.
pub const KEEPER_DEPT: Key<key::Department> = Key::new("keeper_dept");
/// Where it is kept.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// Who has it now, if not the keeper.
pub const HOLDER: Key<key::Person> = Key::new("holder");
/// Since when.
pub const HELD_SINCE: Key<key::Time> = Key::new("held_since");
/// Who cut it.
pub const MADE_BY: Key<key::Text> = Key::new("made_by");
/// When it was cut.
pub const MADE_ON: Key<key::Date> = Key::new("made_on");
/// Number of the approval, or under which it is registered with the police.
pub const PERMIT_NO: Key<key::Text> = Key::new("permit_no");
/// In use from.
pub const ENABLED_ON: Key<key::Date> = Key::new("enabled_on");
/// Document that puts it into use.
pub const ENABLED_BY_NO: Key<key::Text> = Key::new("enabled_by_no");
/// Number of the certificate of an electronic seal.
pub const CERTIFICATE_NO: Key<key::Text> = Key::new("certificate_no");
/// Day on which the certificate ends.
pub const CERTIFICATE_UNTIL: Key<key::Date> = Key::new("certificate_until");
/// Why it is out of use.
pub const DISABLE_REASON: Key<key::Text> = Key::new("disable_reason");
/// Out of use from.
pub const DISABLED_ON: Key<key::Date> = Key::new("disabled_on");
/// Sealed up from.
pub const STORED_ON: Key<key::Date> = Key::new("stored_on");
/// Where it is sealed up.
pub const STORED_IN: Key<key::Text> = Key::new("stored_in");
/// When it was destroyed.
pub const DESTROYED_ON: Key<key::Date> = Key::new("destroyed_on");
/// How, or to whom it was handed over.
pub const DESTROY_METHOD: Key<key::Text> = Key::new("destroy_method");
/// Who approved that.
pub const DESTROY_APPROVER: Key<key::Person> = Key::new("destroy_approver");
/// First witness.
pub const WITNESS_1: Key<key::Person> = Key::new("witness_1");
/// Second witness.
pub const WITNESS_2: Key<key::Person> = Key::new("witness_2");

pub(super) static KINDS: &[Choice] = &[
    choice("official", l("公章", "公章", "Official seal")).alias(&["行政公章", "学校公章", "行政章"]),
    choice("party", l("党章", "黨章", "Party seal")).alias(&["党支部章", "党总支章", "党委章", "党组织印章"]),
    choice("finance", l("财务专用章", "財務專用章", "Finance seal")).alias(&["财务", "财务章"]),
    choice("contract", l("合同专用章", "合同專用章", "Contract seal")).alias(&["合同", "合同章"]),
    choice("embossing", l("钢印", "鋼印", "Embossing seal")),
    choice("legal", l("法定代表人名章", "法定代表人名章", "Seal of the legal representative")).alias(&["法人", "法人章", "校长名章"]),
    choice("electronic", l("电子印章", "電子印章", "Electronic seal")).alias(&["电子", "电子章"]),
    choice("department", l("部门章", "部門章", "Department seal")).alias(&["处室章", "业务专用章", "工会章", "团委章"]),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("印章名称", "印章名稱", "Name")).required().alias(&["名称", "印章", "印章全名", "章名"]),
    Field::text(SEAL_NO, l("印章编号", "印章編號", "Seal no.")).alias(&["编号"]),
    Field::choice(KIND, l("印章种类", "印章種類", "Kind"), KINDS).alias(&["印章类别", "类别", "种类", "印章类型", "类型", "类别"]),
    Field::text(INSCRIPTION, l("印文", "印文", "Inscription")).alias(&["印章内容", "印章全称"]),
    Field::text(SIZE, l("规格", "規格", "Shape and size")).alias(&["尺寸", "形状规格"]),
    Field::text(MATERIAL, l("材质", "材質", "Material")),
    Field::attachments(IMPRINT, l("印模", "印模", "Imprint")).alias(&["印鉴", "印模图片"]),
    Field::text(SCOPE, l("使用范围", "使用範圍", "Scope")).alias(&["用途"]),
    Field::text(APPROVAL_RULE, l("审批权限", "審批權限", "Approval")).alias(&["批准权限"]),
    Field::yes_no(OFF_SITE_ALLOWED, l("允许外带", "允許外帶", "May leave the school")),
    Field::person(KEEPER, l("保管人", "保管人", "Keeper")).alias(&["印章保管人", "掌印人", "保管员", "管理人", "保管责任人", "Kept by"]),
    Field::person(BACKUP_KEEPER, l("备用保管人", "備用保管人", "Backup keeper")).alias(&["B岗保管人", "代管人"]),
    Field::department(KEEPER_DEPT, l("保管部门", "保管部門", "Keeper's department")).alias(&["保管单位", "管理部门", "使用部门"]),
    Field::text(LOCATION, l("存放地点", "存放地點", "Location")).alias(&["存放位置", "保管地点", "存放地", "存放处", "Kept at"]),
    Field::person(HOLDER, l("现持有人", "現持有人", "Holder")).alias(&["持有人"]),
    Field::time(HELD_SINCE, l("持有起始时间", "持有起始時間", "Held since")),
    Field::text(MADE_BY, l("刻制单位", "刻製單位", "Made by")),
    Field::date(MADE_ON, l("刻制日期", "刻製日期", "Made on")).alias(&["制发日期", "刻章日期", "刻制时间"]),
    Field::text(PERMIT_NO, l("批准备案号", "批准備案號", "Permit no.")).alias(&["批准文号", "公安备案号", "防伪编码"]),
    Field::date(ENABLED_ON, l("启用日期", "啟用日期", "In use from")).alias(&["启用时间"]),
    Field::text(ENABLED_BY_NO, l("启用文号", "啟用文號", "Put into use by")),
    Field::text(CERTIFICATE_NO, l("数字证书编号", "數字證書編號", "Certificate no.")),
    Field::date(CERTIFICATE_UNTIL, l("证书有效期至", "證書有效期至", "Certificate until")).alias(&["有效期至"]),
    Field::text(DISABLE_REASON, l("停用原因", "停用原因", "Reason for taking out of use")),
    Field::date(DISABLED_ON, l("停用日期", "停用日期", "Out of use from")).alias(&["停用时间"]),
    Field::date(STORED_ON, l("封存日期", "封存日期", "Sealed up on")),
    Field::text(STORED_IN, l("封存处", "封存處", "Sealed up in")),
    Field::date(DESTROYED_ON, l("销毁日期", "銷毀日期", "Destroyed on")),
    Field::text(DESTROY_METHOD, l("销毁方式或上缴单位", "銷毀方式或上繳單位", "Destroyed how")),
    Field::person(DESTROY_APPROVER, l("销毁批准人", "銷毀批准人", "Destruction approved by")),
    Field::person(WITNESS_1, l("第一监销人", "第一監銷人", "First witness")).alias(&["监销人"]),
    Field::person(WITNESS_2, l("第二监销人", "第二監銷人", "Second witness")),
];

static STATES: &[State] = &[
    state("in-use", l("启用", "啟用", "In use"), Tone::Green, Phase::Done),
    state("out", l("外带中", "外帶中", "Off site"), Tone::Amber, Phase::Open).aside().by("holder"),
    state("suspended", l("停用", "停用", "Out of use"), Tone::Amber, Phase::Open).aside(),
    state("stored", l("封存", "封存", "Sealed up"), Tone::Grey, Phase::Done),
    state("destroyed", l("销毁", "銷毀", "Destroyed"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const KEEPERS: &[&str] = &["seal-keeper", "office-director"];
const DIRECTION: &[&str] = &["office-director", "leader"];

/// No request may be under way for a seal that goes out of use.
const NO_REQUEST: Guard = Guard::None(others("seal-requests", "seal").within(&["approved", "sealed", "out"]));

static TRANSITIONS: &[Transition] = &[
    // Follows a request for use off site.
    step("take-out", l("外带", "外帶", "Take off site"), &["in-use"], "out")
        .roles(KEEPERS)
        .requires(&["holder"])
        .effects(&[Effect::Now("held_since")]),
    step("bring-back", l("归还", "歸還", "Bring back"), &["out"], "in-use")
        .roles(KEEPERS)
        .effects(&[Effect::Clear("holder"), Effect::Clear("held_since")]),
    step("suspend", l("停用", "停用", "Take out of use"), &["in-use"], "suspended")
        .roles(DIRECTION)
        .requires(&["disable_reason"])
        .guards(&[NO_REQUEST])
        .effects(&[Effect::Today("disabled_on")]),
    step("enable", l("重新启用", "重新啟用", "Put into use again"), &["suspended", "stored"], "in-use")
        .roles(DIRECTION)
        .asks(&["enabled_by_no", "keeper", "location"])
        .effects(&[Effect::Clear("disable_reason"), Effect::Clear("disabled_on"), Effect::Clear("stored_on"), Effect::Clear("stored_in")]),
    step("store", l("封存", "封存", "Seal up"), &["in-use", "suspended"], "stored")
        .roles(KEEPERS)
        .requires(&["stored_in"])
        .guards(&[NO_REQUEST])
        .effects(&[Effect::Today("stored_on")]),
    step("destroy", l("销毁", "銷毀", "Destroy"), &["suspended", "stored"], "destroyed")
        .binds()
        .roles(DIRECTION)
        .requires(&["destroy_method", "destroy_approver", "witness_1", "witness_2"])
        .guards(&[
            Guard::Different("witness_1", "witness_2"),
            Guard::Different("destroy_approver", "witness_1"),
            Guard::Different("destroy_approver", "witness_2"),
        ])
        .effects(&[Effect::Today("destroyed_on")]),
    step("void", l("作废", "作廢", "Void"), &["in-use", "out", "suspended", "stored", "destroyed"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("seal_no", 90),
    col("name", 0),
    col("kind", 120),
    col("keeper", 90),
    col("backup_keeper", 100),
    col("location", 150),
    col("holder", 90),
    col("=copies", 80),
    col("_state", 90),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("印章", "印章", "The seal"),
        fields: &[
            "name",
            "seal_no",
            "kind",
            "inscription",
            "size",
            "material",
            "imprint",
            "scope",
            "approval_rule",
            "off_site_allowed",
            "certificate_no",
            "certificate_until",
        ],
    },
    Group {
        labels: l("保管", "保管", "Keeping"), fields: &["keeper", "backup_keeper", "keeper_dept", "location", "holder", "held_since"]
    },
    Group {
        labels: l("刻制与启用", "刻製與啟用", "Making and use"),
        fields: &["made_by", "made_on", "permit_no", "enabled_on", "enabled_by_no"],
    },
    Group {
        labels: l("停用与销毁", "停用與銷毀", "Out of use"),
        fields: &[
            "disable_reason",
            "disabled_on",
            "stored_on",
            "stored_in",
            "destroyed_on",
            "destroy_method",
            "destroy_approver",
            "witness_1",
            "witness_2",
        ],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "list", labels: l("印章台账", "印章台帳", "List of seals") },
    Named { id: "imprint-card", labels: l("印模留存卡", "印模留存卡", "Imprint card") },
];

static REPORTS: &[Report] = &[
    report("by-kind", l("按印章种类统计", "按印章種類統計", "By kind"), &[By::Field("kind"), By::State]),
    report("by-keeper", l("按保管人统计", "按保管人統計", "By keeper"), &[By::Field("keeper")]),
    report("off-site", l("外带中的印章", "外帶中的印章", "Seals off site"), &[By::Title, By::Field("holder")])
        .only(&[Only::State(&["out"])])
        .measures(&[Measure::Count]),
];

const USES: Calc = Calc::Count(others("seal-uses", "seal"));
const OUT: Calc = Calc::Count(others("seal-requests", "seal").within(&["out"]));

static DERIVED: &[Derived] = &[
    derived("uses", l("用印次数", "用印次數", "Uses"), USES, Unit::Count),
    derived(
        "copies",
        l("用印份数", "用印份數", "Copies sealed"),
        Calc::Sum { of: others("seal-uses", "seal"), amount: "copies", minus: None },
        Unit::Count,
    ),
    derived("off_site", l("外带申请数", "外帶申請數", "Off-site requests open"), OUT, Unit::Count),
];

static ALERTS: &[Alert] = &[Alert {
    id: "lent-twice",
    labels: l("同一印章有两项外带", "同一印章有兩項外帶", "Two requests have this seal off site"),
    tone: Tone::Red,
    less: Calc::Number(1),
    than: OUT,
    phases: &[Phase::Open, Phase::Done],
    answered: None,
}];

static TEMPLATES: &[Template] = &[
    Template {
        id: "department-seal",
        labels: l("处室章", "處室章", "Department seal"),
        values: &[("kind", "部门章"), ("scope", "本部门业务往来"), ("approval_rule", "部门负责人批准")],
    },
    Template {
        id: "electronic-seal",
        labels: l("电子印章", "電子印章", "Electronic seal"),
        values: &[("kind", "电子印章"), ("off_site_allowed", "否")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "明德中学公章"),
        ("kind", "公章"),
        ("inscription", "明德中学"),
        ("size", "圆形，直径4.2厘米"),
        ("material", "铜"),
        ("scope", "以学校名义制发的公文、证明、合同"),
        ("approval_rule", "校长批准"),
        ("keeper", "胡玉"),
        ("backup_keeper", "林文静"),
        ("keeper_dept", "综合办公室"),
        ("location", "行政楼203室保险柜"),
        ("made_on", "2018-08-20"),
        ("permit_no", "公印备〔2018〕0412"),
        ("enabled_on", "2018-09-01"),
    ],
    &[
        ("name", "明德中学合同专用章"),
        ("kind", "合同"),
        ("keeper", "姚雨"),
        ("backup_keeper", "胡玉"),
        ("keeper_dept", "总务处"),
        ("location", "行政楼108室保险柜"),
        ("enabled_on", "2021年3月1日"),
        ("off_site_allowed", "是"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "seals",
    labels: l("印章台账", "印章台帳", "Seals"),
    one: l("印章", "印章", "Seal"),
    area: Area::Seals,
    fields: FIELDS,
    title: "name",
    number: Some(Numbering { field: "seal_no", pattern: "YZ{n:3}", at_creation: true }),
    due: Some(due_at("certificate_until").remind(&[30, 7, 1]).runs_in(&["in-use"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "enabled_on", since: "made_on" }, Rule::NotBefore { field: "destroyed_on", since: "enabled_on" }],
    arrival: Arrival {
        headings: &["印章状态", "使用状态"],
        words: &[("在用", "in-use"), ("使用中", "in-use"), ("已停用", "suspended"), ("已封存", "stored"), ("已销毁", "destroyed")],
        filled: &[("disabled_on", "suspended"), ("stored_on", "stored"), ("destroyed_on", "destroyed")],
        ..Arrival::FIRST
    },
    retention: l("长期保存，印模随档案永久保存", "長期保存，印模隨檔案永久保存", "Kept for good, the imprint with the archive"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    alerts: ALERTS,
    templates: TEMPLATES,
    same: &[&["name"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
