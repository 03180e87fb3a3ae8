//! Number leases 号段: which desk may give which numbers of a series, so that two desks without a network never give the
//! same. A lease counts once the relay has put it in order; of two that overlap the earlier one holds.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Choice, Default_, Effect, Example, Field, Group, Key, Phase, Register, Right, Rule, State, Tone, Transition, choice, col, key, l,
    state, step,
};

/// Key of the register that the series belongs to.
pub const SERIES: Key<key::Text> = Key::new("series");
/// The text before the running number; empty for every prefix of the series.
pub const PREFIX: Key<key::Text> = Key::new("prefix");
/// Standing or a block.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// First number.
pub const FIRST: Key<key::Integer> = Key::new("first");
/// Last number of a block.
pub const LAST: Key<key::Integer> = Key::new("last");
/// The desk's device id.
pub const DEVICE: Key<key::Text> = Key::new("device");
/// The desk's name.
pub const DESK: Key<key::Text> = Key::new("desk");
/// Who took it.
pub const TAKEN_BY: Key<key::Person> = Key::new("taken_by");
/// When it was given back.
pub const RETURNED_AT: Key<key::Time> = Key::new("returned_at");

/// The id of the kind that covers every number from the first on.
pub const STANDING: &str = "standing";
/// The id of the kind that covers the first to the last number.
pub const BLOCK: &str = "block";

static KINDS: &[Choice] =
    &[choice(STANDING, l("长期", "長期", "Standing")).alias(&["固定", "独占"]), choice(BLOCK, l("号段", "號段", "Block")).alias(&["区间"])];

static FIELDS: &[Field] = &[
    Field::text(SERIES, l("编号簿", "編號簿", "Series")).required(),
    Field::text(PREFIX, l("字头", "字頭", "Prefix")),
    Field::choice(KIND, l("方式", "方式", "Kind"), KINDS).required().starts(Default_::Choice(BLOCK)),
    Field::integer(FIRST, l("起号", "起號", "First")).required().within(1, 1_000_000_000),
    Field::integer(LAST, l("止号", "止號", "Last")).within(1, 1_000_000_000),
    Field::text(DEVICE, l("终端标识", "終端標識", "Device")).required(),
    Field::text(DESK, l("持有终端", "持有終端", "Desk")).alias(&["终端"]),
    Field::person(TAKEN_BY, l("领用人", "領用人", "Taken by")).starts(Default_::Me),
    Field::time(RETURNED_AT, l("交还时间", "交還時間", "Returned at")),
];

static STATES: &[State] = &[
    state("held", l("持有", "持有", "Held"), Tone::Green, Phase::Done),
    state("returned", l("已交还", "已交還", "Returned"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Who types a lease: else desks take them, and whoever typed one wrongly would stop the numbers of the whole office.
const KEEPERS: &[&str] = &["administrator"];

static TRANSITIONS: &[Transition] = &[
    step("return", l("交还", "交還", "Return"), &["held"], "returned")
        .routine(hands::OFFICE)
        .or_named(&["taken_by"])
        .effects(&[Effect::Now("returned_at")]),
    step("void", l("作废", "作廢", "Void"), &["held", "returned"], VOID)
        .roles(&["office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static EXAMPLES: [Example; 2] = [
    &[
        ("series", "outgoing-documents"),
        ("kind", "长期"),
        ("first", "1"),
        ("device", "0123456789abcdef0123456789abcdef"),
        ("desk", "文书室"),
    ],
    &[
        ("series", "incoming-documents"),
        ("prefix", "收〔2026〕"),
        ("kind", "号段"),
        ("first", "101"),
        ("last", "150"),
        ("device", "fedcba9876543210fedcba9876543210"),
        ("desk", "传达室"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "number-leases",
    labels: l("号段分配", "號段分配", "Number leases"),
    one: l("号段", "號段", "Number lease"),
    area: Area::Settings,
    fields: FIELDS,
    title: "series",
    list: &[col("series", 0), col("prefix", 130), col("kind", 90), col("first", 80), col("last", 80), col("desk", 120), col("_state", 100)],
    groups: &[Group {
        labels: l("号段", "號段", "Lease"),
        fields: &["series", "prefix", "kind", "first", "last", "device", "desk", "taken_by", "returned_at"],
    }],
    states: STATES,
    transitions: TRANSITIONS,
    rules: &[Rule::Longest { field: "device", most: 32 }],
    adding: Right::of(KEEPERS),
    changing: Right::of(KEEPERS),
    examples: EXAMPLES,
    ..Register::PLAIN
};
