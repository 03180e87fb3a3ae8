//! Locations 地点: campuses, buildings, floors, rooms and grounds, each a part of another. Assets stand here, meetings are
//! held here, repairs are asked for here.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Default_, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Only, Phase,
    Register, Report, Right, State, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Other names, separated by 、.
pub const ALIASES: Key<key::Text> = Key::new("aliases");
/// Code.
pub const CODE: Key<key::Text> = Key::new("code");
/// Kind.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// The place that it is a part of.
pub const PARENT: Key<key::Link> = Key::new("parent");
/// Campus.
pub const CAMPUS: Key<key::Text> = Key::new("campus");
/// Building.
pub const BUILDING: Key<key::Text> = Key::new("building");
/// Floor.
pub const FLOOR: Key<key::Text> = Key::new("floor");
/// Number on the door.
pub const ROOM_NO: Key<key::Text> = Key::new("room_no");
/// Use.
pub const USE: Key<key::Choice> = Key::new("use");
/// Square metres.
pub const AREA: Key<key::Integer> = Key::new("area");
/// How many it holds.
pub const CAPACITY: Key<key::Integer> = Key::new("capacity");
/// Department that uses it.
pub const DEPARTMENT: Key<key::Department> = Key::new("department");
/// Who keeps it.
pub const KEEPER: Key<key::Person> = Key::new("keeper");
/// Who answers for its safety.
pub const SAFETY_KEEPER: Key<key::Person> = Key::new("safety_keeper");
/// Where the keys are.
pub const KEY_PLACE: Key<key::Text> = Key::new("key_place");
/// Who has keys.
pub const KEY_HOLDERS: Key<key::Text> = Key::new("key_holders");
/// Fire extinguishers.
pub const EXTINGUISHERS: Key<key::Integer> = Key::new("extinguishers");
/// Plan.
pub const PLAN: Key<key::Attachments> = Key::new("plan");
/// Why it is not used.
pub const CLOSED_REASON: Key<key::Text> = Key::new("closed_reason");
/// Since when.
pub const CLOSED_ON: Key<key::Date> = Key::new("closed_on");
/// The record that stands for this one.
pub const MERGED_INTO: Key<key::Link> = Key::new("merged_into");
/// Who merged it.
pub const MERGED_BY: Key<key::Person> = Key::new("merged_by");
/// When.
pub const MERGED_ON: Key<key::Date> = Key::new("merged_on");
/// Why they are the same.
pub const MERGE_REASON: Key<key::Text> = Key::new("merge_reason");

static KINDS: &[Choice] = &[
    choice("campus", l("校区", "校區", "Campus")),
    choice("building", l("楼宇", "樓宇", "Building")).alias(&["楼栋"]),
    choice("floor", l("楼层", "樓層", "Floor")),
    choice("room", l("房间", "房間", "Room")).alias(&["教室", "办公室"]),
    choice("ground", l("室外场地", "室外場地", "Grounds")).alias(&["操场", "场地"]),
    choice("store", l("库房", "庫房", "Store")).alias(&["仓库"]),
    choice("point", l("点位", "點位", "Spot")).alias(&["区域"]),
];

static USES: &[Choice] = &[
    choice("office", l("办公", "辦公", "Office")),
    choice("classroom", l("教室", "教室", "Classroom")).alias(&["普通教室"]),
    choice("laboratory", l("实验室", "實驗室", "Laboratory")).alias(&["专用教室", "机房"]),
    choice("meeting", l("会议", "會議", "Meetings")).alias(&["会议室"]),
    choice("library", l("图书", "圖書", "Library")).alias(&["阅览室"]),
    choice("sports", l("体育", "體育", "Sports")).alias(&["运动"]),
    choice("dining", l("餐饮", "餐飲", "Dining")).alias(&["食堂"]),
    choice("dormitory", l("宿舍", "宿舍", "Dormitory")),
    choice("storage", l("仓储", "倉儲", "Storage")).alias(&["库房"]),
    choice("archive", l("档案", "檔案", "Archive")).alias(&["档案室"]),
    choice("public", l("公共", "公共", "Public")).alias(&["走廊", "卫生间"]),
    choice("other", l("其他", "其他", "Other")),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("地点名称", "地點名稱", "Name")).required().alias(&[
        "房间名称",
        "存放地点",
        "场所",
        "名称",
        "地点",
        "房间",
        "场所名称",
        "位置",
        "Place",
    ]),
    Field::text(ALIASES, l("别名", "別名", "Aliases")).alias(&["曾用名", "俗称"]),
    Field::text(CODE, l("地点编码", "地點編碼", "Code")).alias(&[
        "房间号",
        "编码",
        "编号",
        "房间编号",
        "房间代码",
        "地点编号",
        "Room no. code",
    ]),
    Field::choice(KIND, l("地点类型", "地點類型", "Kind"), KINDS).starts(Default_::Choice("room")).alias(&["类型"]),
    Field::link(PARENT, l("上级地点", "上級地點", "Part of"), "locations"),
    Field::text(CAMPUS, l("校区", "校區", "Campus")).alias(&["所在校区", "校区名称"]),
    Field::text(BUILDING, l("楼宇", "樓宇", "Building")).alias(&["楼栋", "楼名", "教学楼", "所在楼", "楼名称", "大楼", "建筑", "建筑物"]),
    Field::text(FLOOR, l("楼层", "樓層", "Floor")).alias(&["层", "所在楼层"]),
    Field::text(ROOM_NO, l("门牌号", "門牌號", "Room no.")).alias(&["门牌", "房号"]),
    Field::choice(USE, l("用途", "用途", "Use"), USES).alias(&["房间用途", "功能", "使用功能", "房间功能"]),
    Field::integer(AREA, l("面积（平方米）", "面積（平方米）", "Floor area")).within(0, 1_000_000).alias(&["面积"]),
    Field::integer(CAPACITY, l("容纳人数", "容納人數", "Capacity")).within(0, 1_000_000).alias(&["容量"]),
    Field::department(DEPARTMENT, l("使用部门", "使用部門", "Using department")).alias(&["管理部门", "归属部门", "所属部门"]),
    Field::person(KEEPER, l("管理责任人", "管理責任人", "Keeper")).alias(&["管理员", "负责人", "管理人", "Managed by"]),
    Field::person(SAFETY_KEEPER, l("安全责任人", "安全責任人", "Safety keeper")).alias(&["消防责任人"]),
    Field::text(KEY_PLACE, l("钥匙存放", "鑰匙存放", "Keys")).alias(&["钥匙"]),
    Field::text(KEY_HOLDERS, l("持钥匙人", "持鑰匙人", "Key holders")),
    Field::integer(EXTINGUISHERS, l("灭火器数量", "滅火器數量", "Fire extinguishers")).within(0, 10_000),
    Field::attachments(PLAN, l("平面图", "平面圖", "Plan")),
    Field::text(CLOSED_REASON, l("停用原因", "停用原因", "Reason for closing")),
    Field::date(CLOSED_ON, l("停用日期", "停用日期", "Closed on")),
    Field::link(MERGED_INTO, l("合并到", "合併到", "Merged into"), "locations"),
    Field::person(MERGED_BY, l("合并人", "合併人", "Merged by")),
    Field::date(MERGED_ON, l("合并日期", "合併日期", "Merged on")),
    Field::text(MERGE_REASON, l("合并说明", "合併說明", "Reason for merging")),
];

const KEEPERS: &[&str] = &["clerk", "office-director", "asset-manager", "administrator"];

static STATES: &[State] = &[
    state("active", l("在用", "在用", "In use"), Tone::Green, Phase::Done),
    state("closed", l("停用", "停用", "Closed"), Tone::Grey, Phase::Done),
    state("merged", l("已合并", "已合併", "Merged"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[
    step("close", l("停用", "停用", "Close"), &["active"], "closed")
        .roles(KEEPERS)
        .requires(&["closed_reason"])
        .effects(&[Effect::Today("closed_on")]),
    step("reopen", l("恢复使用", "恢復使用", "Reopen"), &["closed"], "active")
        .roles(KEEPERS)
        .effects(&[Effect::Clear("closed_reason"), Effect::Clear("closed_on")]),
    step("merge", l("合并", "合併", "Merge"), &["active", "closed"], "merged")
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
    step("void", l("作废", "作廢", "Void"), &["active", "closed", "merged"], VOID)
        .roles(KEEPERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("code", 100),
    col("name", 0),
    col("kind", 80),
    col("building", 110),
    col("floor", 70),
    col("department", 120),
    col("keeper", 90),
    col("_state", 80),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("地点", "地點", "The place"),
        fields: &["name", "aliases", "code", "kind", "parent", "campus", "building", "floor", "room_no", "use", "area", "capacity", "plan"],
    },
    Group {
        labels: l("管理", "管理", "Keeping"),
        fields: &["department", "keeper", "safety_keeper", "key_place", "key_holders", "extinguishers", "closed_reason", "closed_on"],
    },
    Group { labels: l("合并", "合併", "Merging"), fields: &["merged_into", "merged_by", "merged_on", "merge_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "location-list", labels: l("地点一览表", "地點一覽表", "List of places") },
    Named { id: "door-plate", labels: l("门牌信息卡", "門牌資訊卡", "Door card") },
];

static REPORTS: &[Report] = &[
    report("by-use", l("按用途统计", "按用途統計", "By use"), &[By::Field("use")])
        .measures(&[Measure::Count, Measure::Sum("area")])
        .only(&[Only::State(&["active"])]),
    report("by-department", l("按使用部门统计", "按使用部門統計", "By department"), &[By::Field("department")])
        .measures(&[Measure::Count, Measure::Sum("area")])
        .only(&[Only::State(&["active"])]),
    report("by-building", l("按楼宇统计", "按樓宇統計", "By building"), &[By::Field("building"), By::Field("kind")])
        .measures(&[Measure::Count, Measure::Sum("area")])
        .only(&[Only::State(&["active"])]),
];

static DERIVED: &[Derived] = &[
    derived("parts", l("下属地点", "下屬地點", "Parts"), Calc::Count(others("locations", "parent").within(&["active"])), Unit::Count),
    derived(
        "merged_here",
        l("并入记录", "併入記錄", "Records merged into this"),
        Calc::Count(others("locations", "merged_into").within(&["merged"])),
        Unit::Count,
    ),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "明德楼208"),
        ("code", "MD-208"),
        ("kind", "房间"),
        ("building", "明德楼"),
        ("floor", "2"),
        ("room_no", "208"),
        ("use", "教室"),
        ("area", "68"),
        ("capacity", "48"),
        ("department", "教务处"),
        ("keeper", "汪雪子"),
        ("extinguishers", "2"),
    ],
    &[
        ("name", "行政楼二楼会客室"),
        ("aliases", "贵宾室、第二接待室"),
        ("code", "XZ-203"),
        ("kind", "房间"),
        ("building", "行政楼"),
        ("floor", "2"),
        ("use", "会议"),
        ("area", "42"),
        ("department", "综合办公室"),
        ("keeper", "张海燕"),
        ("key_place", "综办钥匙柜3号"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "locations",
    labels: l("地点", "地點", "Locations"),
    one: l("地点", "地點", "Location"),
    area: Area::Master,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["地点状态", "使用状态"],
        words: &[("可用", "active"), ("正常", "active"), ("闲置", "closed"), ("拆除", "closed")],
        filled: &[("closed_on", "closed")],
        ..Arrival::FIRST
    },
    retention: l("长期保存", "長期保存", "Kept for good"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    same: &[&["code"], &["name", "building"]],
    adding: Right::of(KEEPERS),
    changing: Right::of(KEEPERS),
    examples: EXAMPLES,
    ..Register::PLAIN
};
