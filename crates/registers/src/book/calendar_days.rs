//! Calendar days 校历日: days on which the office differs from the official calendar.

use crate::common::VOID;
use crate::def::{
    Area, Choice, Default_, Effect, Example, Field, Group, Key, Phase, Register, Right, State, Tone, Transition, choice, col, key, l,
    state, step,
};

/// The day.
pub const DATE: Key<key::Date> = Key::new("date");
/// Whether people work.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// What the day is called.
pub const NAME: Key<key::Text> = Key::new("name");
/// The notice that says so.
pub const BASIS: Key<key::Text> = Key::new("basis");

static KINDS: &[Choice] = &[
    choice("free", l("休息", "休息", "Free")).alias(&["放假", "休", "假"]),
    choice("working", l("上班", "上班", "Working")).alias(&["调休", "补班", "班"]),
];

static FIELDS: &[Field] = &[
    Field::date(DATE, l("日期", "日期", "Date")).required(),
    Field::choice(KIND, l("安排", "安排", "Arrangement"), KINDS).required().starts(Default_::Choice("free")).alias(&["类型"]),
    Field::text(NAME, l("名称", "名稱", "Name")).required().alias(&["节日", "事由"]),
    Field::text(BASIS, l("依据", "依據", "Basis")).alias(&["文号", "通知"]),
];

static STATES: &[State] = &[
    state("in-force", l("生效", "生效", "In force"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Who keeps the office's calendar: every due date follows from it.
const KEEPERS: &[&str] = &["administrator", "office-director", "clerk"];

static TRANSITIONS: &[Transition] = &[step("void", l("作废", "作廢", "Void"), &["in-force"], VOID)
    .roles(&["office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")])];

static EXAMPLES: [Example; 2] = [
    &[("date", "2026-11-05"), ("kind", "休息"), ("name", "校运动会"), ("basis", "校办〔2026〕18号")],
    &[("date", "2026-11-07"), ("kind", "上班"), ("name", "校运动会调休")],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "calendar-days",
    labels: l("校历调整", "校曆調整", "Calendar days"),
    one: l("校历日", "校曆日", "Calendar day"),
    area: Area::Settings,
    fields: FIELDS,
    title: "name",
    list: &[col("date", 110), col("name", 0), col("kind", 90), col("basis", 160), col("_state", 90)],
    groups: &[Group { labels: l("校历调整", "校曆調整", "Calendar day"), fields: &["date", "kind", "name", "basis"] }],
    states: STATES,
    transitions: TRANSITIONS,
    same: &[&["date"]],
    adding: Right::of(KEEPERS),
    changing: Right::of(KEEPERS),
    examples: EXAMPLES,
    ..Register::PLAIN
};
