//! Decisions on conflicts 冲突处理: what a person decided about a case of the conflict inbox, so that it waits no more, on
//! any desk. The records themselves are put right by their own steps.

use crate::common::VOID;
use crate::def::{
    Area, Choice, Default_, Effect, Example, Field, Group, Key, Phase, Register, State, Tone, Transition, choice, col, key, l, state, step,
};

/// What kind of case it was.
pub const KIND: Key<key::Text> = Key::new("kind");
/// What names the case: the same on every desk.
pub const CASE: Key<key::Text> = Key::new("case");
/// What it was about, in words.
pub const ABOUT: Key<key::Text> = Key::new("about");
/// What was decided.
pub const DECISION: Key<key::Choice> = Key::new("decision");
/// Why.
pub const REASON: Key<key::Text> = Key::new("reason");
/// Who decided.
pub const DECIDED_BY: Key<key::Person> = Key::new("decided_by");
/// When.
pub const DECIDED_AT: Key<key::Time> = Key::new("decided_at");

static DECISIONS: &[Choice] = &[
    choice("both-stand", l("两者都保留", "兩者都保留", "Both stand")),
    choice("put-right", l("已更正", "已更正", "Put right")),
    choice("not-the-same", l("不是同一件", "不是同一件", "Not the same")),
    choice("noted", l("已知悉", "已知悉", "Noted")),
];

static FIELDS: &[Field] = &[
    Field::text(KIND, l("冲突类型", "衝突類型", "Kind")).required(),
    Field::text(CASE, l("冲突标识", "衝突標識", "Case")).required(),
    Field::text(ABOUT, l("冲突内容", "衝突內容", "About")),
    Field::choice(DECISION, l("处理决定", "處理決定", "Decision"), DECISIONS).required(),
    Field::text(REASON, l("处理理由", "處理理由", "Reason")),
    Field::person(DECIDED_BY, l("处理人", "處理人", "Decided by")).starts(Default_::Me),
    Field::time(DECIDED_AT, l("处理时间", "處理時間", "Decided at")).starts(Default_::Now),
];

static STATES: &[State] = &[
    state("decided", l("已处理", "已處理", "Decided"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

static TRANSITIONS: &[Transition] = &[step("void", l("作废", "作廢", "Void"), &["decided"], VOID)
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")])];

static EXAMPLES: [Example; 2] = [
    &[
        ("kind", "doubled-number"),
        ("case", "outgoing-documents 明中〔2026〕12号"),
        ("about", "两份发文同号"),
        ("decision", "已更正"),
        ("reason", "后一份尚未用印，已改号"),
    ],
    &[("kind", "counted-twice"), ("case", "01J0000000000000000000000A"), ("decision", "两者都保留")],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "case-decisions",
    labels: l("冲突处理记录", "衝突處理記錄", "Conflict decisions"),
    one: l("冲突处理", "衝突處理", "Conflict decision"),
    area: Area::Settings,
    fields: FIELDS,
    title: "about",
    list: &[col("decided_at", 140), col("about", 0), col("kind", 140), col("decision", 110), col("decided_by", 90), col("_state", 90)],
    groups: &[Group {
        labels: l("冲突", "衝突", "Case"),
        fields: &["kind", "case", "about", "decision", "reason", "decided_by", "decided_at"],
    }],
    states: STATES,
    transitions: TRANSITIONS,
    examples: EXAMPLES,
    ..Register::PLAIN
};
