//! Rooms 会议室: the places that can be booked. Whether a booking needs the keeper's yes is the state of the room:
//! of a room that is free to book a booking is confirmed at once.

use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Calc, Choice, Column, Derived, Effect, Example, Field, Group, Guard, Key, Measure, Named, Phase, Register, Report,
    State, Tone, Transition, Unit, choice, col, derived, key, l, others, report, state, step,
};

/// Name.
pub const NAME: Key<key::Text> = Key::new("name");
/// Short code.
pub const CODE: Key<key::Text> = Key::new("code");
/// Where it is, as master data.
pub const LOCATION: Key<key::Link> = Key::new("location");
/// Where it is, in words.
pub const PLACE: Key<key::Text> = Key::new("place");
/// How many it seats.
pub const CAPACITY: Key<key::Integer> = Key::new("capacity");
/// Square metres.
pub const AREA: Key<key::Integer> = Key::new("area");
/// What it is fitted with.
pub const EQUIPMENT: Key<key::Choices> = Key::new("equipment");
/// Models, and what to know about them.
pub const EQUIPMENT_NOTE: Key<key::Text> = Key::new("equipment_note");
/// How it can be set up.
pub const LAYOUTS: Key<key::Choices> = Key::new("layouts");
/// Who keeps it and approves bookings.
pub const KEEPER: Key<key::Person> = Key::new("keeper");
/// Who keeps it when the keeper is away.
pub const BACKUP_KEEPER: Key<key::Person> = Key::new("backup_keeper");
/// Telephone in the room.
pub const PHONE: Key<key::Text> = Key::new("phone");
/// When it can be used.
pub const OPEN_HOURS: Key<key::Text> = Key::new("open_hours");
/// How many days ahead it can be booked.
pub const DAYS_AHEAD: Key<key::Integer> = Key::new("days_ahead");
/// Rules of use.
pub const RULES: Key<key::LongText> = Key::new("rules");
/// Photographs.
pub const PHOTO: Key<key::Attachments> = Key::new("photo");
/// Why it cannot be used.
pub const CLOSED_REASON: Key<key::Text> = Key::new("closed_reason");
/// Day until which it cannot be used.
pub const CLOSED_UNTIL: Key<key::Date> = Key::new("closed_until");
/// Other names, separated by 、.
pub const ALIASES: Key<key::Text> = Key::new("aliases");
/// The record that stands for this one.
pub const MERGED_INTO: Key<key::Link> = Key::new("merged_into");
/// Who merged it.
pub const MERGED_BY: Key<key::Person> = Key::new("merged_by");
/// When.
pub const MERGED_ON: Key<key::Date> = Key::new("merged_on");
/// Why they are the same.
pub const MERGE_REASON: Key<key::Text> = Key::new("merge_reason");

static EQUIPMENT_LIST: &[Choice] = &[
    choice("projector", l("投影", "投影", "Projector")).alias(&["投影机", "投影仪"]),
    choice("screen", l("显示屏", "顯示屏", "Screen")).alias(&["大屏", "LED屏", "电视"]),
    choice("interactive-board", l("交互平板", "交互平板", "Interactive board")).alias(&["一体机", "班班通", "电子白板"]),
    choice("sound", l("音响", "音響", "Sound system")).alias(&["扩声", "功放"]),
    choice("microphone", l("话筒", "話筒", "Microphones")).alias(&["麦克风"]),
    choice("whiteboard", l("白板", "白板", "Whiteboard")).alias(&["书写板"]),
    choice("camera", l("摄像机", "攝像機", "Camera")).alias(&["录播"]),
    choice("video-conference", l("视频会议", "視訊會議", "Video conference")).alias(&["视频会议系统", "远程会议"]),
    choice("air-conditioning", l("空调", "空調", "Air conditioning")),
    choice("network", l("网络", "網路", "Network")).alias(&["无线网", "有线网"]),
    choice("water", l("饮水", "飲水", "Drinking water")).alias(&["饮水机", "茶水"]),
];

/// How a room can be set up.
pub(in crate::book) static LAYOUT_LIST: &[Choice] = &[
    choice("theatre", l("剧院式", "劇院式", "Theatre")).alias(&["报告厅式"]),
    choice("classroom", l("课桌式", "課桌式", "Classroom")).alias(&["教室式"]),
    choice("boardroom", l("围桌式", "圍桌式", "Boardroom")).alias(&["会议桌式", "回字形"]),
    choice("u-shape", l("U形", "U形", "U shape")).alias(&["U型", "马蹄形"]),
    choice("group", l("分组式", "分組式", "Groups")).alias(&["小组式", "岛屿式"]),
    choice("round-table", l("圆桌式", "圓桌式", "Round tables")).alias(&["圆桌"]),
    choice("standing", l("站立式", "站立式", "Standing")).alias(&["站会式"]),
    choice("other", l("其他", "其他", "Other")),
];

static FIELDS: &[Field] = &[
    Field::text(NAME, l("会议室名称", "會議室名稱", "Name")).required().alias(&[
        "会议室",
        "名称",
        "场地",
        "场地名称",
        "教室名称",
        "功能室",
        "Room",
        "Room name",
    ]),
    Field::text(CODE, l("会议室编号", "會議室編號", "Code")).alias(&["编号", "场地编号"]),
    Field::link(LOCATION, l("所在位置", "所在位置", "Location"), "locations"),
    Field::text(PLACE, l("具体地点", "具體地點", "Place")).alias(&["地点", "位置", "楼层", "所在楼层", "所在楼", "具体位置", "Building"]),
    Field::integer(CAPACITY, l("容纳人数", "容納人數", "Capacity")).within(0, 100_000).alias(&[
        "座位数",
        "容量",
        "人数",
        "可容纳人数",
        "座位数量",
        "Seats",
    ]),
    Field::integer(AREA, l("面积（平方米）", "面積（平方米）", "Floor area")).within(0, 1_000_000).alias(&["面积"]),
    Field::choices(EQUIPMENT, l("设备配置", "設備配置", "Equipment"), EQUIPMENT_LIST).alias(&["设备", "配套设备"]),
    Field::text(EQUIPMENT_NOTE, l("设备说明", "設備說明", "Equipment notes")),
    Field::choices(LAYOUTS, l("可用布局", "可用布局", "Layouts"), LAYOUT_LIST).alias(&["布局", "座位形式"]),
    Field::person(KEEPER, l("管理员", "管理員", "Keeper")).alias(&["管理人", "场地管理员", "负责人", "管理责任人", "Managed by"]),
    Field::person(BACKUP_KEEPER, l("备用管理员", "備用管理員", "Backup keeper")),
    Field::text(PHONE, l("室内电话", "室內電話", "Room telephone")).alias(&["内线电话"]),
    Field::text(OPEN_HOURS, l("开放时间", "開放時間", "Open hours")),
    Field::integer(DAYS_AHEAD, l("可提前预约天数", "可提前預約天數", "Days ahead")).within(0, 366),
    Field::long_text(RULES, l("使用须知", "使用須知", "Rules of use")).alias(&["使用规定", "须知"]),
    Field::attachments(PHOTO, l("照片", "照片", "Photographs")),
    Field::text(CLOSED_REASON, l("停用原因", "停用原因", "Reason for closing")),
    Field::date(CLOSED_UNTIL, l("停用至", "停用至", "Closed until")),
    Field::text(ALIASES, l("别名", "別名", "Aliases")).alias(&["曾用名", "其他名称"]),
    Field::link(MERGED_INTO, l("合并到", "合併到", "Merged into"), "rooms"),
    Field::person(MERGED_BY, l("合并人", "合併人", "Merged by")),
    Field::date(MERGED_ON, l("合并日期", "合併日期", "Merged on")),
    Field::text(MERGE_REASON, l("合并说明", "合併說明", "Reason for merging")),
];

const KEEPERS: &[&str] = &["clerk", "office-director", "asset-manager"];

static STATES: &[State] = &[
    state("open", l("可直接预约", "可直接預約", "Free to book"), Tone::Green, Phase::Done),
    state("approval", l("预约须审批", "預約須審批", "Needs approval"), Tone::Blue, Phase::Done),
    state("closed", l("停用", "停用", "Closed"), Tone::Grey, Phase::Done),
    state("merged", l("已合并", "已合併", "Merged"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Bookings to come are moved to the room that stands first, where they may be in the way of others.
const NO_BOOKING: Guard =
    Guard::None(others("bookings", "room").within(&["tentative", "awaiting-approval", "confirmed", "needs-adjustment"]));

static TRANSITIONS: &[Transition] = &[
    step("require-approval", l("改为须审批", "改為須審批", "Require approval"), &["open"], "approval").roles(KEEPERS).asks(&["keeper"]),
    step("free", l("改为直接预约", "改為直接預約", "Free for booking"), &["approval"], "open").roles(KEEPERS),
    step("close", l("停用", "停用", "Close"), &["open", "approval"], "closed")
        .roles(KEEPERS)
        .requires(&["closed_reason"])
        .asks(&["closed_until"]),
    step("reopen", l("恢复使用", "恢復使用", "Reopen"), &["closed"], "open")
        .roles(KEEPERS)
        .effects(&[Effect::Clear("closed_reason"), Effect::Clear("closed_until")]),
    step("reopen-with-approval", l("恢复使用（须审批）", "恢復使用（須審批）", "Reopen with approval"), &["closed"], "approval")
        .roles(KEEPERS)
        .effects(&[Effect::Clear("closed_reason"), Effect::Clear("closed_until")]),
    step("merge", l("合并", "合併", "Merge"), &["open", "approval", "closed"], "merged")
        .roles(KEEPERS)
        .requires(&["merged_into"])
        .asks(&["merge_reason"])
        .guards(&[Guard::Linked("merged_into", &["open", "approval"]), NO_BOOKING])
        .effects(&[Effect::Me("merged_by"), Effect::Today("merged_on")]),
    step("unmerge", l("撤销合并", "撤銷合併", "Undo the merge"), &["merged"], "approval").roles(KEEPERS).effects(&[
        Effect::Clear("merged_into"),
        Effect::Clear("merged_by"),
        Effect::Clear("merged_on"),
        Effect::Clear("merge_reason"),
    ]),
    step("void", l("作废", "作廢", "Void"), &["open", "approval", "closed", "merged"], VOID)
        .roles(KEEPERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] =
    &[col("name", 160), col("place", 0), col("capacity", 90), col("equipment", 200), col("keeper", 90), col("_state", 110)];

static GROUPS: &[Group] = &[
    Group { labels: l("会议室", "會議室", "The room"), fields: &["name", "code", "location", "place", "capacity", "area", "photo"] },
    Group { labels: l("设备与布局", "設備與布局", "Equipment and layouts"), fields: &["equipment", "equipment_note", "layouts"] },
    Group {
        labels: l("管理", "管理", "Keeping"),
        fields: &["keeper", "backup_keeper", "phone", "open_hours", "days_ahead", "rules", "closed_reason", "closed_until"],
    },
    Group { labels: l("合并", "合併", "Merging"), fields: &["aliases", "merged_into", "merged_by", "merged_on", "merge_reason"] },
];

static PRINTS: &[Named] = &[
    Named { id: "room-card", labels: l("会议室须知卡", "會議室須知卡", "Room card") },
    Named { id: "room-list", labels: l("会议室一览表", "會議室一覽表", "List of rooms") },
];

static REPORTS: &[Report] = &[
    report("by-equipment", l("按设备统计", "按設備統計", "By equipment"), &[By::Field("equipment")]),
    report("by-keeper", l("按管理员统计", "按管理員統計", "By keeper"), &[By::Field("keeper")])
        .measures(&[Measure::Count, Measure::Sum("capacity")]),
];

static DERIVED: &[Derived] = &[
    derived(
        "upcoming",
        l("待用预约", "待用預約", "Bookings to come"),
        Calc::Count(others("bookings", "room").within(&["awaiting-approval", "confirmed"])),
        Unit::Count,
    ),
    derived("uses", l("使用次数", "使用次數", "Uses"), Calc::Count(others("bookings", "room").within(&["used"])), Unit::Count),
    derived("no_shows", l("爽约次数", "爽約次數", "No-shows"), Calc::Count(others("bookings", "room").within(&["no-show"])), Unit::Count),
    derived(
        "merged_here",
        l("并入记录", "併入記錄", "Records merged into this"),
        Calc::Count(others("rooms", "merged_into").within(&["merged"])),
        Unit::Count,
    ),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("name", "第一会议室"),
        ("code", "XZ-201"),
        ("place", "行政楼二楼201"),
        ("capacity", "24"),
        ("equipment", "投影、音响、话筒、空调"),
        ("layouts", "围桌式、U形"),
        ("keeper", "张海燕"),
        ("open_hours", "工作日 8:00 至 17:30"),
    ],
    &[
        ("name", "学术报告厅"),
        ("place", "图书馆一楼"),
        ("capacity", "320"),
        ("equipment", "显示屏、音响、话筒、摄像机"),
        ("layouts", "剧院式"),
        ("keeper", "江海欣"),
        ("backup_keeper", "张海燕"),
        (
            "rules",
            "使用前一天调试设备。
散会后由使用部门清场。",
        ),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "rooms",
    labels: l("会议室", "會議室", "Rooms"),
    one: l("会议室", "會議室", "Room"),
    area: Area::Meetings,
    fields: FIELDS,
    title: "name",
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    arrival: Arrival {
        headings: &["会议室状态"],
        words: &[("可用", "open"), ("正常", "open"), ("维修", "closed"), ("关闭", "closed")],
        marks: &[("需审批", "approval"), ("需要审批", "approval"), ("是否需要审批", "approval")],
        ..Arrival::FIRST
    },
    retention: l("长期保存，停用后保留", "長期保存，停用後保留", "Kept for good, closed ones too"),
    prints: PRINTS,
    reports: REPORTS,
    derived: DERIVED,
    same: &[&["name"], &["code"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
