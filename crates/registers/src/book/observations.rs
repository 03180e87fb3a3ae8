//! Observations 盘点记录: one asset, or one unknown label, seen by one person at one time in one place.
//! A fact: two counts of one asset stand side by side, and the latest does not win.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Addition, Area, Arrival, By, Chart, Choice, Column, Default_, Effect, Example, Field, Group, Guard, Key, Label, Measure, Named, Only,
    Phase, Register, Report, Right, Space, State, Template, Tone, Transition, choice, col, key, l, report, state, step,
};

/// Label of the asset, as read or scanned.
pub const TAG: Key<key::Text> = Key::new("tag");
/// The campaign.
pub const CAMPAIGN: Key<key::Link> = Key::new("campaign");
/// The asset, when the label is known.
pub const ASSET: Key<key::Link> = Key::new("asset");
/// Where it was seen.
pub const ZONE: Key<key::Text> = Key::new("zone");
/// When it was seen.
pub const SEEN_AT: Key<key::Time> = Key::new("seen_at");
/// Who saw it.
pub const COUNTER: Key<key::Person> = Key::new("counter");
/// Team that counted.
pub const TEAM: Key<key::Text> = Key::new("team");
/// Who watched.
pub const WITNESS: Key<key::Person> = Key::new("witness");
/// Who keeps it by the books.
pub const CUSTODIAN: Key<key::Person> = Key::new("custodian");
/// With which device.
pub const DEVICE: Key<key::Text> = Key::new("device");
/// What it looks like.
pub const CONDITION: Key<key::Choice> = Key::new("condition");
/// The label is there and can be read.
pub const LABEL_OK: Key<key::YesNo> = Key::new("label_ok");
/// How many.
pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
/// Photographs.
pub const PHOTO: Key<key::Attachments> = Key::new("photo");
/// What an unknown thing is.
pub const DESCRIPTION: Key<key::Text> = Key::new("description");
/// In what way it differs from the books.
pub const FINDING: Key<key::Choice> = Key::new("finding");
/// What the second look showed.
pub const RECHECK_NOTE: Key<key::Text> = Key::new("recheck_note");
/// Who looked again.
pub const RECHECKED_BY: Key<key::Person> = Key::new("rechecked_by");
/// When.
pub const RECHECKED_AT: Key<key::Time> = Key::new("rechecked_at");

static CONDITIONS: &[Choice] = &[
    choice("good", l("完好", "完好", "Good")).alias(&["正常", "良好"]),
    choice("worn", l("陈旧", "陳舊", "Worn")).alias(&["旧", "磨损"]),
    choice("damaged", l("损坏", "損壞", "Damaged")).alias(&["坏", "故障"]),
    choice("unusable", l("不能使用", "不能使用", "Unusable")).alias(&["报废", "待报废"]),
];

static FIELDS: &[Field] = &[
    Field::text(TAG, l("资产标签", "資產標籤", "Tag")).required().alias(&["资产编号", "标签", "标签号", "编号", "条码", "Asset Tag"]),
    Field::link(CAMPAIGN, l("盘点任务", "盤點任務", "Stocktake"), "stocktakes").alias(&["盘点名称"]),
    Field::link(ASSET, l("资产", "資產", "Asset"), "assets"),
    Field::text(ZONE, l("盘点区域", "盤點區域", "Zone")).alias(&["区域", "地点", "存放地点", "Location"]),
    Field::time(SEEN_AT, l("盘点时间", "盤點時間", "Seen at")).starts(Default_::Now).alias(&["扫描时间", "时间"]),
    Field::person(COUNTER, l("盘点人", "盤點人", "Counter")).starts(Default_::Me),
    Field::text(TEAM, l("盘点小组", "盤點小組", "Team")).alias(&["小组"]),
    Field::person(WITNESS, l("监盘人", "監盤人", "Witness")),
    Field::person(CUSTODIAN, l("账面保管人", "帳面保管人", "Custodian in the books")).alias(&["保管人"]),
    Field::text(DEVICE, l("设备", "裝置", "Device")).alias(&["终端", "扫描设备"]),
    Field::choice(CONDITION, l("实物状况", "實物狀況", "Condition"), CONDITIONS).alias(&["状况", "现状"]),
    Field::yes_no(LABEL_OK, l("标签完好", "標籤完好", "Label readable")),
    Field::integer(QUANTITY, l("实盘数量", "實盤數量", "Quantity"))
        .within(0, 1_000_000)
        .starts(Default_::Integer(1))
        .alias(&["数量", "盘点数量"]),
    Field::attachments(PHOTO, l("照片", "照片", "Photographs")),
    Field::text(DESCRIPTION, l("实物描述", "實物描述", "Description")).alias(&["资产名称", "名称"]),
    Field::choice(FINDING, l("初步判断", "初步判斷", "Finding"), super::stocktakes::KINDS).alias(&["盘点结果", "差异类型"]),
    Field::text(RECHECK_NOTE, l("复核说明", "複核說明", "Recheck note")),
    Field::person(RECHECKED_BY, l("复核人", "複核人", "Rechecked by")),
    Field::time(RECHECKED_AT, l("复核时间", "複核時間", "Rechecked at")),
];

static STATES: &[State] = &[
    state("recorded", l("已记录", "已記錄", "Recorded"), Tone::Green, Phase::Done),
    state("queried", l("待复核", "待複核", "To be rechecked"), Tone::Amber, Phase::Open).aside(),
    state("rechecked", l("已复核", "已複核", "Rechecked"), Tone::Green, Phase::Done),
    state("listed", l("已列差异", "已列差異", "Listed as a variance"), Tone::Amber, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Who counts: whoever keeps assets, and whom the campaign names.
const COUNTERS: Right = Right::of(hands::ASSET_CLERKS).or_in_rows_of("campaign", "teams", &["leader", "members", "witness"]);

static TRANSITIONS: &[Transition] = &[
    step("query", l("提请复核", "提請複核", "Ask for a recheck"), &["recorded", "rechecked"], "queried")
        .routine(hands::ASSET_CLERKS)
        .or_in_rows_of("campaign", "teams", &["leader", "members", "witness"])
        .asks(&["recheck_note"]),
    step("recheck", l("复核", "複核", "Recheck"), &["recorded", "queried"], "rechecked")
        .routine(hands::ASSET_CLERKS)
        .or_in_rows_of("campaign", "teams", &["leader", "members", "witness"])
        .asks(&["recheck_note"])
        .guards(&[Guard::NotMe("counter"), Guard::NotMe("custodian")])
        .effects(&[Effect::Me("rechecked_by"), Effect::Now("rechecked_at")]),
    step("list-variance", l("列入差异", "列入差異", "List as a variance"), &["recorded", "queried", "rechecked"], "listed")
        .routine(hands::ASSET_CLERKS)
        .requires(&["finding", "description"])
        .asks(&["custodian", "recheck_note"])
        .guards(&[
            Guard::Is("finding", &["misplaced", "surplus", "missing", "duplicate", "mismatch"]),
            Guard::Different("counter", "custodian"),
        ])
        .effects(&[Effect::Add(Addition {
            register: "variances",
            back: "observation",
            copy: &[
                ("campaign", "campaign"),
                ("asset", "asset"),
                ("tag", "tag"),
                ("description", "name"),
                ("finding", "kind"),
                ("zone", "found_zone"),
                ("quantity", "counted_quantity"),
                ("counter", "counter"),
                ("custodian", "custodian"),
            ],
            set: &[],
            state: "",
        })]),
    step("void", l("作废", "作廢", "Void"), &["recorded", "queried", "rechecked", "listed"], VOID)
        .routine(hands::ASSET_CLERKS)
        .or_named(&["counter"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("tag", 140),
    col("description", 0),
    col("zone", 150),
    col("condition", 90),
    col("quantity", 80),
    col("counter", 90),
    col("seen_at", 140),
    col("_state", 100),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("所见实物", "所見實物", "What was seen"),
        fields: &["tag", "asset", "description", "quantity", "condition", "label_ok", "photo"],
    },
    Group {
        labels: l("盘点经过", "盤點經過", "The count"),
        fields: &["campaign", "zone", "seen_at", "counter", "team", "witness", "custodian", "device"],
    },
    Group { labels: l("复核", "複核", "Recheck"), fields: &["finding", "recheck_note", "rechecked_by", "rechecked_at"] },
];

static PRINTS: &[Named] = &[Named { id: "count-sheet", labels: l("盘点表", "盤點表", "Count sheet") }];

static REPORTS: &[Report] = &[
    report("by-counter", l("按盘点人统计", "按盤點人統計", "By counter"), &[By::Field("counter")])
        .measures(&[Measure::Count, Measure::Sum("quantity")]),
    report("by-condition", l("按实物状况统计", "按實物狀況統計", "By condition"), &[By::Field("condition")]),
    report("coverage", l("已盘资产数", "已盤資產數", "Assets seen"), &[By::Field("campaign"), By::Field("zone")]).measures(&[
        Measure::Distinct("asset"),
        Measure::Count,
        Measure::Sum("quantity"),
    ]),
    report("accuracy", l("初盘相符率", "初盤相符率", "As expected at first sight"), &[By::Field("campaign")])
        .measures(&[Measure::Share("finding", &["matched"]), Measure::Count]),
    report("labels", l("标签完好率", "標籤完好率", "Labels readable"), &[By::Field("zone")])
        .measures(&[Measure::Share("label_ok", &["1"]), Measure::Count]),
    report("by-hour", l("按时段盘点进度", "按時段盤點進度", "Progress by hour"), &[By::Hour("seen_at")]).chart(Chart::Columns),
    report("unknown", l("未识别标签", "未識別標籤", "Unknown labels"), &[By::Field("zone")]).only(&[Only::Empty("asset")]),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "unlabelled",
        labels: l("无标签实物", "無標籤實物", "Without a label"),
        values: &[("tag", "无标签"), ("label_ok", "否"), ("finding", "盘盈")],
    },
    Template {
        id: "seen",
        labels: l("账实相符", "帳實相符", "As expected"),
        values: &[("condition", "完好"), ("label_ok", "是"), ("finding", "正常")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("tag", "ZC201800001"),
        ("description", "电子班牌"),
        ("zone", "明德楼208"),
        ("seen_at", "2026-10-13 09:20"),
        ("counter", "江海欣"),
        ("device", "盘点一号机"),
        ("condition", "完好"),
        ("label_ok", "是"),
        ("quantity", "1"),
    ],
    &[
        ("tag", "无标签-01"),
        ("description", "文件柜，五节铁皮，未贴标签"),
        ("zone", "博雅楼123室"),
        ("seen_at", "2026年10月13日 10:05"),
        ("counter", "汪雪子"),
        ("condition", "陈旧"),
        ("label_ok", "否"),
        ("quantity", "2"),
        ("remarks", "疑为化学组移入，待核。"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "observations",
    labels: l("盘点记录", "盤點記錄", "Observations"),
    one: l("盘点记录", "盤點記錄", "Observation"),
    area: Area::Assets,
    space: Space::General,
    fields: FIELDS,
    title: "tag",
    number: None,
    due: None,
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[],
    arrival: Arrival { day: &["盘点日期", "日期", "Date"], day_field: Some("seen_at"), ..Arrival::FIRST },
    retention: l("随盘点任务保存", "隨盤點任務保存", "As long as the stocktake"),
    prints: PRINTS,
    reports: REPORTS,
    templates: TEMPLATES,
    same: &[&["campaign", "asset"]],
    label: Some(Label { text: "tag", link: "asset" }),
    adding: COUNTERS,
    changing: Right::of(hands::ASSET_CLERKS).or_named(&["counter"]),
    examples: EXAMPLES,
    ..Register::PLAIN
};
