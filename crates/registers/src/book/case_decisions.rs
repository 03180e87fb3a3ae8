//! Decisions on conflicts 冲突处理: what a person decided about a case of the conflict inbox, so that it waits no more, on
//! any desk. The records themselves are put right by their own steps.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{
    Area, Choice, Default_, Effect, Example, Field, Group, Key, Phase, Register, State, Tone, Transition, choice, col, key, l, state, step,
};

/// What kind of case it was.
pub const KIND: Key<key::Choice> = Key::new("kind");
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

/// The kinds of cases of the conflict inbox.
static KINDS: &[Choice] = &[
    choice("issue-number-doubled", l("发文字号重号", "發文字號重號", "Document number doubled")),
    choice("issue-number-on-paper", l("已用印的重号", "已用印的重號", "Number doubled on paper")),
    choice("register-number-doubled", l("收文号重号", "收文號重號", "Register number doubled")),
    choice("registered-twice", l("疑似重复登记", "疑似重複登記", "Registered twice")),
    choice("instructions-differ", l("批示不一", "批示不一", "Instructions differ")),
    choice("approved-then-changed", l("审批后有改动", "審批後有改動", "Changed after approval")),
    choice("sealed-then-changed", l("用印后有改动", "用印後有改動", "Changed after sealing")),
    choice("withdrawn-late", l("撤回迟到", "撤回遲到", "Taken back too late")),
    choice("withdrawn-meanwhile", l("撤回与办理同时", "撤回與辦理同時", "Taken back meanwhile")),
    choice("approved-and-refused", l("同意与不同意并存", "同意與不同意並存", "Approved and refused")),
    choice("reopened-meanwhile", l("重新办理与办结并存", "重新辦理與辦結並存", "Opened again and closed")),
    choice("void-then-edited", l("作废后有改动", "作廢後有改動", "Changed after voiding")),
    choice("deleted-then-edited", l("草稿删除后有改动", "草稿刪除後有改動", "Changed after deletion")),
    choice("seal-held-twice", l("印章两处持有", "印章兩處持有", "Seal held twice")),
    choice("archive-number-doubled", l("档号重号", "檔號重號", "Archive number doubled")),
    choice("item-lent-twice", l("档案重复借出", "檔案重複借出", "Lent twice")),
    choice("number-doubled", l("编号重号", "編號重號", "Number doubled")),
    choice("destruction-blocked", l("销毁受阻", "銷毀受阻", "Destruction blocked")),
    choice("room-double-booked", l("会议室撞期", "會議室撞期", "Room booked twice")),
    choice("tallies-differ", l("计票不一", "計票不一", "Counts of votes differ")),
    choice("ballots-differ", l("记名票不一", "記名票不一", "Ballots differ")),
    choice("minutes-changed-late", l("纪要审定后有改动", "紀要審定後有改動", "Minutes changed after approval")),
    choice("counted-in-two-places", l("盘点位置冲突", "盤點位置衝突", "Counted in two places")),
    choice("counted-differently", l("盘点数量不一", "盤點數量不一", "Counted differently")),
    choice("variance-outdated", l("盘点差异待重列", "盤點差異待重列", "Variances outdated")),
    choice("variance-after-posting", l("入账后得知的变动", "入帳後得知的變動", "News after posting")),
    choice("variance-twice", l("重复列差异", "重複列差異", "Variance listed twice")),
    choice("negative-stock", l("负库存", "負庫存", "Negative stock")),
    choice("stock-count-late", l("盘点时账面有变", "盤點時帳面有變", "Books changed after a count")),
    choice("visit-state", l("访客状态不一", "訪客狀態不一", "State of a visit differs")),
    choice("signed-out-twice", l("访客签离两次", "訪客簽離兩次", "Signed out twice")),
    choice("signed-in-twice", l("访客进校登记两次", "訪客進校登記兩次", "Signed in twice")),
    choice("seen-after-leaving", l("签离后仍在校", "簽離後仍在校", "Seen after leaving")),
    choice("visit-twice", l("访客疑似重复登记", "訪客疑似重複登記", "Visit in the book twice")),
    choice("request-state", l("服务事项状态不一", "服務事項狀態不一", "State of a request differs")),
    choice("request-assigned-twice", l("重复派单", "重複派單", "Given to two people")),
    choice("request-ended-twice", l("办理时间不一", "辦理時間不一", "Times of a request differ")),
    choice("punch-twice", l("打卡重复", "打卡重複", "Punch came twice")),
    choice("leave-after-lock", l("锁定后批准的请假", "鎖定後批准的請假", "Leave after the lock")),
    choice("punch-after-lock", l("锁定后到的打卡", "鎖定後到的打卡", "Punch after the lock")),
    choice("leave-cancelled", l("请假已撤销又有人办理", "請假已撤銷又有人辦理", "Leave taken back")),
    choice("master-twice", l("名录疑似重复", "名錄疑似重複", "Perhaps the same twice")),
    choice("merged-crosswise", l("相互合并", "相互合併", "Merged into each other")),
    choice("settings-differ", l("设置相互抵触", "設定相互抵觸", "Settings contradict each other")),
    choice("right-withdrawn", l("权限收回后的办理", "權限收回後的辦理", "Done after a right was withdrawn")),
    choice("act-set-aside", l("停用后送达", "停用後送達", "Came after revocation")),
    choice("unauthorized", l("越权办理", "越權辦理", "Done without the right")),
];

static FIELDS: &[Field] = &[
    Field::choice(KIND, l("冲突类型", "衝突類型", "Kind"), KINDS).required(),
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
    .routine(hands::OFFICE)
    .or_named(&["decided_by"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")])];

static EXAMPLES: [Example; 2] = [
    &[
        ("kind", "发文字号重号"),
        ("case", "outgoing-documents 明中〔2026〕12号"),
        ("about", "两份发文同号"),
        ("decision", "已更正"),
        ("reason", "后一份尚未用印，已改号"),
    ],
    &[("kind", "盘点位置冲突"), ("case", "01J0000000000000000000000A"), ("decision", "两者都保留")],
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
