//! Custody of seals 印章交接: who hands a seal to whom, before whom. It holds once both have confirmed.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Arrival, By, Choice, Column, Default_, Effect, Example, Field, Group, Guard, Key, Lines, Measure, Named, Numbering, Only, Phase,
    Precedence, Register, Report, Rule, Settled, State, Template, Tone, Transition, choice, col, due_at, key, l, report, state, step,
};

/// Why the seal changes hands.
pub const REASON: Key<key::Text> = Key::new("reason");
/// Number.
pub const CUSTODY_NO: Key<key::Text> = Key::new("custody_no");
/// The seal.
pub const SEAL: Key<key::Link> = Key::new("seal");
/// For good or for a time.
pub const KIND: Key<key::Choice> = Key::new("kind");
/// Who hands it over.
pub const FROM: Key<key::Person> = Key::new("from");
/// Who takes it.
pub const TO: Key<key::Person> = Key::new("to");
/// Before whom.
pub const SUPERVISOR: Key<key::Person> = Key::new("supervisor");
/// Who approved it.
pub const APPROVER: Key<key::Person> = Key::new("approver");
/// When it changed hands.
pub const AT: Key<key::Time> = Key::new("at");
/// When it must be back, if for a time.
pub const BACK_BY: Key<key::Date> = Key::new("back_by");
/// The handing over for a time that this one ends.
pub const GIVES_BACK: Key<key::Link> = Key::new("gives_back");
/// When what was handed over for a time came back.
pub const GIVEN_BACK_AT: Key<key::Time> = Key::new("given_back_at");
/// Where it will be kept.
pub const LOCATION: Key<key::Text> = Key::new("location");
/// In what condition it is.
pub const CONDITION: Key<key::Text> = Key::new("condition");
/// Last line of the book of uses.
pub const LAST_USE_NO: Key<key::Text> = Key::new("last_use_no");
/// Who confirmed for the giving side.
pub const FROM_CONFIRMED_BY: Key<key::Person> = Key::new("from_confirmed_by");
/// When.
pub const FROM_CONFIRMED_AT: Key<key::Time> = Key::new("from_confirmed_at");
/// Who confirmed for the taking side.
pub const TO_CONFIRMED_BY: Key<key::Person> = Key::new("to_confirmed_by");
/// When.
pub const TO_CONFIRMED_AT: Key<key::Time> = Key::new("to_confirmed_at");
/// Why it was not taken.
pub const REJECT_REASON: Key<key::Text> = Key::new("reject_reason");
/// What is handed over with it.
pub const ITEMS: Key<key::Lines> = Key::new("items");

/// Columns of what is handed over.
pub mod items {
    use crate::def::{Key, key};
    /// What.
    pub const ITEM: Key<key::Text> = Key::new("item");
    /// How many.
    pub const QUANTITY: Key<key::Integer> = Key::new("quantity");
    /// In what condition.
    pub const CONDITION: Key<key::Text> = Key::new("condition");
    /// It was checked.
    pub const CHECKED: Key<key::YesNo> = Key::new("checked");
}

static KINDS: &[Choice] = &[
    choice("permanent", l("移交", "移交", "For good")).alias(&["交接", "工作交接", "调岗移交"]),
    choice("temporary", l("临时代管", "臨時代管", "For a time")).alias(&["代管", "临时"]),
    choice("back", l("交回", "交回", "Given back")).alias(&["收回", "归还"]),
];

static ITEM: Lines = Lines {
    columns: &[
        Field::text(items::ITEM, l("交接物品", "交接物品", "Item")).required().alias(&["物品名称"]),
        Field::integer(items::QUANTITY, l("数量", "數量", "Quantity")).within(0, 100_000).starts(Default_::Integer(1)),
        Field::text(items::CONDITION, l("物品状况", "物品狀況", "Condition")),
        Field::yes_no(items::CHECKED, l("已清点", "已清點", "Checked")),
    ],
    append_only: false,
};

static FIELDS: &[Field] = &[
    Field::text(REASON, l("交接事由", "交接事由", "Reason")).required().alias(&["事由", "交接原因"]),
    Field::text(CUSTODY_NO, l("交接编号", "交接編號", "Handover no.")).alias(&["编号"]),
    Field::link(SEAL, l("印章", "印章", "Seal"), "seals").alias(&["印章名称"]),
    Field::choice(KIND, l("交接类型", "交接類型", "Kind"), KINDS).starts(Default_::Choice("permanent")).alias(&["类型"]),
    Field::person(FROM, l("移交人", "移交人", "Handed over by")).starts(Default_::Me).alias(&["交出人", "交印人"]),
    Field::person(TO, l("接收人", "接收人", "Taken by")).alias(&["接管人", "接印人"]),
    Field::person(SUPERVISOR, l("监交人", "監交人", "Supervisor")).alias(&["监督人"]),
    Field::person(APPROVER, l("批准人", "批准人", "Approver")).alias(&["批准领导"]),
    Field::time(AT, l("交接时间", "交接時間", "Handed over at")).alias(&["交接日期"]),
    Field::date(BACK_BY, l("代管期限", "代管期限", "Back by")).alias(&["代管截止日期"]),
    Field::link(GIVES_BACK, l("交回哪次代管", "交回哪次代管", "Gives back what"), "seal-custody").alias(&["原代管记录"]),
    Field::time(GIVEN_BACK_AT, l("交回时间", "交回時間", "Given back at")),
    Field::text(LOCATION, l("保管地点", "保管地點", "Kept at")).alias(&["存放地点"]),
    Field::text(CONDITION, l("印章状况", "印章狀況", "Condition of the seal")),
    Field::text(LAST_USE_NO, l("最后用印登记号", "最後用印登記號", "Last use no.")),
    Field::person(FROM_CONFIRMED_BY, l("移交确认人", "移交確認人", "Confirmed by the giver")),
    Field::time(FROM_CONFIRMED_AT, l("移交确认时间", "移交確認時間", "Giver confirmed at")),
    Field::person(TO_CONFIRMED_BY, l("接收确认人", "接收確認人", "Confirmed by the taker")),
    Field::time(TO_CONFIRMED_AT, l("接收确认时间", "接收確認時間", "Taker confirmed at")),
    Field::text(REJECT_REASON, l("拒收原因", "拒收原因", "Reason for not taking")),
    Field::lines(ITEMS, l("交接清单", "交接清單", "Items"), &ITEM),
];

static STATES: &[State] = &[
    state("proposed", l("待移交", "待移交", "To be handed over"), Tone::Amber, Phase::Open).by("from"),
    state("handed-over", l("待接收", "待接收", "To be taken"), Tone::Amber, Phase::Open).by("to"),
    state("complete", l("已交接", "已交接", "Taken"), Tone::Green, Phase::Done).by("to"),
    state("given-back", l("已交回", "已交回", "Given back"), Tone::Grey, Phase::Done),
    state("rejected", l("拒收", "拒收", "Not taken"), Tone::Red, Phase::Open).by("from"),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const PEOPLE: &[Guard] = &[
    Guard::NotMe("from_confirmed_by"),
    Guard::Me("to"),
    Guard::Different("from_confirmed_by", "to_confirmed_by"),
    Guard::Different("from", "to"),
    Guard::Different("supervisor", "from"),
    Guard::Different("supervisor", "to"),
    Guard::Is("kind", &["permanent"]),
];

/// The same for a time: the keeper stays, only the holder changes.
const PEOPLE_FOR_A_TIME: &[Guard] = &[
    Guard::NotMe("from_confirmed_by"),
    Guard::Me("to"),
    Guard::Different("from_confirmed_by", "to_confirmed_by"),
    Guard::Different("from", "to"),
    Guard::Different("supervisor", "from"),
    Guard::Different("supervisor", "to"),
    Guard::Is("kind", &["temporary", "back"]),
];

static TRANSITIONS: &[Transition] = &[
    step("hand-over", l("确认移交", "確認移交", "Confirm the handing over"), &["proposed", "rejected"], "handed-over")
        .requires(&["seal", "from", "to", "supervisor"])
        .asks(&["at", "condition", "last_use_no"])
        .guards(&[
            Guard::Me("from"),
            Guard::Different("from", "to"),
            Guard::Different("supervisor", "from"),
            Guard::Different("supervisor", "to"),
            Guard::Linked("seal", &["in-use", "suspended", "stored"]),
            Guard::Holds("seal", "from", &[&["holder"], &["keeper"]]),
            Guard::Alone("seal", &["handed-over"]),
        ])
        .effects(&[Effect::Me("from_confirmed_by"), Effect::Now("from_confirmed_at"), Effect::Now("at"), Effect::Clear("reject_reason")]),
    step("take-over", l("确认接收", "確認接收", "Confirm the taking"), &["handed-over"], "complete")
        .requires(&["seal", "from", "to", "supervisor", "location"])
        .asks(&["gives_back"])
        .guards(PEOPLE)
        .effects(&[
            Effect::Me("to_confirmed_by"),
            Effect::Now("to_confirmed_at"),
            Effect::Clear("back_by"),
            Effect::SetLinked { link: "seal", copy: &[("to", "keeper"), ("to", "holder"), ("at", "held_since"), ("location", "location")] },
            Effect::StepLinked("gives_back", "give-back"),
        ]),
    step("take-for-a-time", l("确认代管或交回", "確認代管或交回", "Confirm for a time, or back"), &["handed-over"], "complete")
        .requires(&["seal", "from", "to", "supervisor"])
        .asks(&["back_by", "gives_back"])
        .guards(PEOPLE_FOR_A_TIME)
        .effects(&[
            Effect::Me("to_confirmed_by"),
            Effect::Now("to_confirmed_at"),
            Effect::SetLinked { link: "seal", copy: &[("to", "holder"), ("at", "held_since")] },
            Effect::StepLinked("gives_back", "give-back"),
        ]),
    // Follows the slip that gives it back; where that names no other, whoever is not the holder notes it.
    step("give-back", l("代管结束", "代管結束", "It is back"), &["complete"], "given-back")
        .routine(hands::SEALS)
        .or_named(&["from", "supervisor"])
        .guards(&[Guard::Is("kind", &["temporary"]), Guard::NotMe("to")])
        .effects(&[Effect::Now("given_back_at")]),
    step("reject", l("拒收", "拒收", "Do not take"), &["handed-over"], "rejected")
        .routine(hands::SEALS)
        .or_named(&["to"])
        .requires(&["reject_reason"])
        .effects(&[Effect::Clear("from_confirmed_by"), Effect::Clear("from_confirmed_at")]),
    step("cancel", l("取消", "取消", "Cancel"), &["proposed", "handed-over", "rejected"], "cancelled")
        .routine(hands::SEALS)
        .or_named(&["from", "to"])
        .asks(&["reject_reason"]),
    step("void", l("作废", "作廢", "Void"), &["proposed", "handed-over", "complete", "given-back", "rejected", "cancelled"], VOID)
        .roles(&["seal-keeper", "office-director"])
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

static LIST: &[Column] = &[
    col("custody_no", 120),
    col("reason", 0),
    col("seal", 150),
    col("kind", 84),
    col("from", 84),
    col("to", 84),
    col("supervisor", 84),
    col("at", 130),
    col("_state", 80),
];

static GROUPS: &[Group] = &[
    Group {
        labels: l("交接", "交接", "Handover"),
        fields: &[
            "reason",
            "custody_no",
            "seal",
            "kind",
            "from",
            "to",
            "supervisor",
            "approver",
            "at",
            "back_by",
            "gives_back",
            "given_back_at",
            "location",
        ],
    },
    Group { labels: l("清点", "清點", "What is handed over"), fields: &["condition", "last_use_no", "items"] },
    Group {
        labels: l("双方确认", "雙方確認", "Confirmations"),
        fields: &["from_confirmed_by", "from_confirmed_at", "to_confirmed_by", "to_confirmed_at", "reject_reason"],
    },
];

static PRINTS: &[Named] = &[
    Named { id: "handover-sheet", labels: l("印章交接单", "印章交接單", "Handover sheet") },
    Named { id: "register", labels: l("印章交接登记簿", "印章交接登記簿", "Register of handovers") },
];

static REPORTS: &[Report] = &[
    report("by-seal", l("按印章统计", "按印章統計", "By seal"), &[By::Field("seal"), By::Field("kind")]),
    report("overdue", l("代管逾期", "代管逾期", "Overdue"), &[By::Field("seal"), By::Field("to")]).only(&[
        Only::State(&["complete"]),
        Only::Is("kind", &["temporary"]),
        Only::Passed("back_by"),
    ]),
    report("confirmation", l("确认用时", "確認用時", "Time of confirmation"), &[By::Field("to")])
        .measures(&[Measure::Span("from_confirmed_at", "to_confirmed_at"), Measure::Count]),
];

static TEMPLATES: &[Template] = &[
    Template {
        id: "leave",
        labels: l("请假代管", "請假代管", "While on leave"),
        values: &[("reason", "保管人请假，临时代管"), ("kind", "临时代管")],
    },
    Template {
        id: "new-keeper",
        labels: l("保管人变更", "保管人變更", "New keeper"),
        values: &[("reason", "岗位调整，移交印章"), ("kind", "移交")],
    },
];

static EXAMPLES: [Example; 2] = [
    &[
        ("reason", "胡玉外出培训，公章临时代管"),
        ("kind", "代管"),
        ("from", "胡玉"),
        ("to", "林文静"),
        ("supervisor", "王敏"),
        ("approver", "陈国强"),
        ("back_by", "2026-09-25"),
        ("location", "行政楼203室保险柜"),
        ("condition", "完好，印文清晰"),
        ("last_use_no", "用印〔2026〕318号"),
    ],
    &[
        ("reason", "岗位调整，移交财务专用章"),
        ("kind", "移交"),
        ("from", "钱玥"),
        ("to", "何敏"),
        ("supervisor", "郑伟"),
        ("at", "2026年8月31日 16:00"),
        ("location", "财务室保险柜"),
    ],
];

/// The register.
pub static REGISTER: Register = Register {
    key: "seal-custody",
    labels: l("印章交接", "印章交接", "Custody of seals"),
    one: l("交接记录", "交接記錄", "Handover of a seal"),
    area: Area::Seals,
    fields: FIELDS,
    title: "reason",
    number: Some(Numbering { field: "custody_no", pattern: "印交〔{year}〕{n}号", at_creation: true }),
    due: Some(due_at("back_by").remind(&[1, 0]).runs_in(&["complete"])),
    list: LIST,
    groups: GROUPS,
    states: STATES,
    transitions: TRANSITIONS,
    settled: Settled {
        states: &["handed-over", "complete", "given-back"],
        fields: &[
            "seal",
            "kind",
            "from",
            "to",
            "supervisor",
            "at",
            "from_confirmed_by",
            "from_confirmed_at",
            "to_confirmed_by",
            "to_confirmed_at",
        ],
        ..Settled::NONE
    },
    precedence: Precedence { done: &["given-back", "complete"], withdrawn: &["cancelled"], refused: &["rejected"] },
    rules: &[Rule::NotBefore { field: "back_by", since: "at" }, Rule::NotBefore { field: "to_confirmed_at", since: "from_confirmed_at" }],
    arrival: Arrival {
        headings: &["交接状态"],
        words: &[("已接收", "complete"), ("完成", "complete"), ("交回", "given-back")],
        filled: &[("to_confirmed_at", "complete")],
        ..Arrival::FIRST
    },
    retention: l("随印章保存至销毁后30年", "隨印章保存至銷毀後30年", "Until 30 years after the seal was destroyed"),
    prints: PRINTS,
    reports: REPORTS,
    templates: TEMPLATES,
    same: &[&["seal", "from", "to", "at"]],
    examples: EXAMPLES,
    ..Register::PLAIN
};
