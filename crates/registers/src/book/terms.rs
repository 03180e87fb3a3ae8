//! Terms 学期: from when to when the school year's halves run.

use crate::common::VOID;
use crate::def::{
    Area, Effect, Example, Field, Group, Key, Phase, Register, Right, Rule, State, Tone, Transition, col, key, l, state, step,
};

/// Name of the term.
pub const NAME: Key<key::Text> = Key::new("name");
/// First day.
pub const STARTS: Key<key::Date> = Key::new("starts");
/// Last day.
pub const ENDS: Key<key::Date> = Key::new("ends");
/// First day of teaching.
pub const TEACHING_STARTS: Key<key::Date> = Key::new("teaching_starts");
/// Teaching weeks.
pub const WEEKS: Key<key::Integer> = Key::new("weeks");

static FIELDS: &[Field] = &[
    Field::text(NAME, l("学期名称", "學期名稱", "Name of the term")).required().alias(&["名称"]),
    Field::date(STARTS, l("开始日期", "開始日期", "Starts")).required(),
    Field::date(ENDS, l("结束日期", "結束日期", "Ends")).required(),
    Field::date(TEACHING_STARTS, l("开学上课日期", "開學上課日期", "Teaching starts")),
    Field::integer(WEEKS, l("教学周数", "教學週數", "Teaching weeks")).within(1, 30),
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
    &[
        ("name", "2026-2027学年第一学期"),
        ("starts", "2026-08-31"),
        ("ends", "2027-01-22"),
        ("teaching_starts", "2026-09-01"),
        ("weeks", "20"),
    ],
    &[("name", "2026-2027学年第二学期"), ("starts", "2027-02-22"), ("ends", "2027-07-02"), ("weeks", "19")],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "terms",
    labels: l("学期", "學期", "Terms"),
    one: l("学期", "學期", "Term"),
    area: Area::Settings,
    fields: FIELDS,
    title: "name",
    list: &[col("name", 0), col("starts", 110), col("ends", 110), col("weeks", 80), col("_state", 90)],
    groups: &[Group { labels: l("学期", "學期", "Term"), fields: &["name", "starts", "ends", "teaching_starts", "weeks"] }],
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::NotBefore { field: "ends", since: "starts" }],
    same: &[&["name"]],
    adding: Right::of(KEEPERS),
    changing: Right::of(KEEPERS),
    examples: EXAMPLES,
    ..Register::PLAIN
};
