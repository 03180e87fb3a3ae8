//! Adjustments 登记簿调整: how this office differs from the registers as they come: other words, further fields and
//! choices, required or hidden fields, steps that are left out, deadlines, number patterns, retention. Records like any other, so that
//! they have a history, a conflict is shown, and every desk has them.

use crate::common::VOID;
use crate::def::{
    Area, Choice, Effect, Example, Field, Group, Key, Phase, Register, Right, State, Tone, Transition, choice, col, key, l, state, step,
};

/// Key of the register that is adjusted.
pub const REGISTER_KEY: Key<key::Text> = Key::new("register");
/// What is adjusted.
pub const WHAT: Key<key::Choice> = Key::new("what");
/// Id of the field, choice (`field=choice`) or step.
pub const TARGET: Key<key::Text> = Key::new("target");
/// Label in simplified Chinese.
pub const LABEL_HANS: Key<key::Text> = Key::new("label_hans");
/// Label in traditional Chinese.
pub const LABEL_HANT: Key<key::Text> = Key::new("label_hant");
/// Label in English.
pub const LABEL_EN: Key<key::Text> = Key::new("label_en");
/// Kind of a further field.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Words of a further choice field, separated by commas; of a link, the register that it leads to.
pub const WORDS: Key<key::Text> = Key::new("words");
/// Must be filled.
pub const REQUIRED: Key<key::YesNo> = Key::new("required");
/// Is not shown; a step that is hidden is left out.
pub const HIDDEN: Key<key::YesNo> = Key::new("hidden");
/// Days of a deadline.
pub const DAYS: Key<key::Integer> = Key::new("days");
/// Whether a deadline counts working days; else it counts days by the clock.
pub const WORKING: Key<key::YesNo> = Key::new("working");
/// The office's hours, such as 8:00-17:30: when a deadline in working days ends.
pub const HOURS: Key<key::Text> = Key::new("hours");
/// Stands in the list as a column of its own.
pub const LISTED: Key<key::YesNo> = Key::new("listed");
/// Working days before a deadline on which people are reminded, separated by commas.
pub const REMIND: Key<key::Text> = Key::new("remind");
/// Pattern of the numbers.
pub const PATTERN: Key<key::Text> = Key::new("pattern");
/// Settings of the same thing that were in force where this one was written: whoever wrote it has seen them.
pub const IN_SIGHT_OF: Key<key::Links> = Key::new("in_sight_of");

static WHATS: &[Choice] = &[
    choice("register", l("登记簿", "登記簿", "Register")),
    choice("field", l("栏目", "欄目", "Field")),
    choice("extra-field", l("增设栏目", "增設欄目", "Further field")),
    choice("choice", l("选项", "選項", "Choice")),
    choice("state", l("状态", "狀態", "State")),
    choice("step", l("步骤", "步驟", "Step")),
    choice("deadline", l("期限", "期限", "Deadline")),
    choice("number", l("编号规则", "編號規則", "Number pattern")),
    choice("retention", l("保存期限", "保存期限", "Retention")),
];

static KINDS: &[Choice] = &[
    choice("text", l("文字", "文字", "Text")),
    choice("long-text", l("长文字", "長文字", "Long text")),
    choice("integer", l("整数", "整數", "Integer")),
    choice("decimal", l("小数", "小數", "Decimal number")),
    choice("money", l("金额", "金額", "Money")),
    choice("date", l("日期", "日期", "Date")),
    choice("time", l("时间", "時間", "Time")),
    choice("choice", l("单选", "單選", "Choice")),
    choice("choices", l("多选", "多選", "Several choices")),
    choice("yes-no", l("是否", "是否", "Yes or no")),
    choice("person", l("人员", "人員", "Person")),
    choice("department", l("部门", "部門", "Department")),
    choice("link", l("关联记录", "關聯記錄", "Linked record")),
    choice("links", l("多个关联记录", "多個關聯記錄", "Linked records")),
    choice("attachments", l("附件", "附件", "Attachments")),
    choice("private", l("个人信息", "個人資訊", "Personal data")),
];

static FIELDS: &[Field] = &[
    Field::text(REGISTER_KEY, l("登记簿", "登記簿", "Register")).required(),
    Field::choice(WHAT, l("调整对象", "調整對象", "What"), WHATS).required(),
    Field::text(TARGET, l("标识", "標識", "Target")),
    Field::text(LABEL_HANS, l("简体名称", "簡體名稱", "Simplified label")),
    Field::text(LABEL_HANT, l("繁体名称", "繁體名稱", "Traditional label")),
    Field::text(LABEL_EN, l("英文名称", "英文名稱", "English label")),
    Field::choice(KIND, l("栏目类型", "欄目類型", "Kind"), KINDS),
    Field::text(WORDS, l("选项用词", "選項用詞", "Words")),
    Field::yes_no(REQUIRED, l("必填", "必填", "Required")),
    Field::yes_no(HIDDEN, l("隐藏或停用", "隱藏或停用", "Hidden or left out")),
    Field::yes_no(LISTED, l("列入列表", "列入列表", "In the list")),
    Field::integer(DAYS, l("天数", "天數", "Days")).within(0, 3_650),
    Field::yes_no(WORKING, l("按工作日计", "按工作日計", "In working days")),
    Field::text(HOURS, l("工作时间", "工作時間", "Office hours")),
    Field::text(REMIND, l("提前提醒（工作日）", "提前提醒（工作日）", "Reminders (working days before)")),
    Field::text(PATTERN, l("编号格式", "編號格式", "Pattern")),
    Field::links(IN_SIGHT_OF, l("已有的同类调整", "已有的同類調整", "Made in sight of"), "adjustments").computed(),
];

static STATES: &[State] = &[
    state("in-force", l("生效", "生效", "In force"), Tone::Green, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Who says how the office differs from the registers as they come.
const KEEPERS: &[&str] = &["administrator", "office-director"];

static TRANSITIONS: &[Transition] = &[step("void", l("作废", "作廢", "Void"), &["in-force"], VOID)
    .roles(&["office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")])];

static EXAMPLES: [Example; 2] = [
    &[("register", "visits"), ("what", "增设栏目"), ("target", "x_temperature"), ("label_hans", "体温"), ("kind", "文字")],
    &[("register", "incoming-documents"), ("what", "编号规则"), ("pattern", "明中收〔{year}〕{n}号")],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "adjustments",
    labels: l("登记簿调整", "登記簿調整", "Adjustments"),
    one: l("调整", "調整", "Adjustment"),
    area: Area::Settings,
    fields: FIELDS,
    title: "register",
    list: &[col("register", 160), col("what", 110), col("target", 140), col("label_hans", 0), col("_state", 90)],
    groups: &[
        Group { labels: l("对象", "對象", "What"), fields: &["register", "what", "target"] },
        Group { labels: l("名称", "名稱", "Labels"), fields: &["label_hans", "label_hant", "label_en"] },
        Group {
            labels: l("规则", "規則", "Rules"),
            fields: &["kind", "words", "required", "hidden", "listed", "days", "working", "hours", "remind", "pattern", "in_sight_of"],
        },
    ],
    states: STATES,
    transitions: TRANSITIONS,
    same: &[&["register", "what", "target"]],
    adding: Right::of(KEEPERS),
    changing: Right::of(KEEPERS),
    examples: EXAMPLES,
    ..Register::PLAIN
};
