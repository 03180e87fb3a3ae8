//! The condition of use of an asset, and what changes it.

use crate::common::VOID;
use crate::def::{Effect, Phase, State, Tone, Transition, l, state, step};

pub(super) static STATES: &[State] = &[
    state("in-use", l("在用", "在用", "In use"), Tone::Green, Phase::Done),
    state("idle", l("闲置", "閒置", "Idle"), Tone::Grey, Phase::Done),
    state("under-repair", l("在修", "維修中", "Under repair"), Tone::Amber, Phase::Open),
    state("lent", l("借出", "借出", "Lent out"), Tone::Blue, Phase::Open).by("borrower"),
    state("awaiting-disposal", l("待报废", "待報廢", "Awaiting disposal"), Tone::Red, Phase::Open),
    state("disposed", l("已处置", "已處置", "Disposed of"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const MANAGERS: &[&str] = &["asset-manager", "office-director"];

pub(super) static TRANSITIONS: &[Transition] = &[
    step("issue", l("领用", "領用", "Issue"), &["idle"], "in-use").asks(&["using_dept", "user", "custodian", "location"]),
    step("move", l("调拨", "調撥", "Transfer"), &["in-use", "idle"], "in-use").asks(&["using_dept", "user", "custodian", "location"]),
    step("hand-in", l("退库", "退庫", "Hand in"), &["in-use"], "idle").asks(&["location"]).effects(&[Effect::Clear("user")]),
    step("lend", l("借出", "借出", "Lend"), &["in-use", "idle"], "lent").requires(&["borrower"]).asks(&["due_back"]),
    step("return", l("归还", "歸還", "Return"), &["lent"], "in-use").effects(&[Effect::Clear("borrower"), Effect::Clear("due_back")]),
    step("send-for-repair", l("送修", "送修", "Send for repair"), &["in-use", "idle"], "under-repair").asks(&["fault"]),
    step("repaired", l("修复", "修復", "Repaired"), &["under-repair"], "in-use").effects(&[Effect::Clear("fault")]),
    step("propose-disposal", l("申请报废", "申請報廢", "Propose write-off"), &["in-use", "idle", "under-repair"], "awaiting-disposal")
        .requires(&["scrap_reason"])
        .effects(&[Effect::Me("proposed_by")]),
    step("keep", l("不予报废", "不予報廢", "Keep"), &["awaiting-disposal"], "idle")
        .roles(MANAGERS)
        .effects(&[Effect::Clear("scrap_reason"), Effect::Clear("proposed_by")]),
    step("dispose", l("处置", "處置", "Dispose of"), &["awaiting-disposal"], "disposed")
        .roles(MANAGERS)
        .requires(&["disposal"])
        .asks(&["disposal_no", "proceeds"])
        .effects(&[Effect::Today("disposed_at")]),
    step(
        "write-off",
        l("盘亏核销", "盤虧核銷", "Write off as lost"),
        &["in-use", "idle", "under-repair", "lent", "awaiting-disposal"],
        "disposed",
    )
    .roles(MANAGERS)
    .requires(&["scrap_reason"])
    .asks(&["disposal_no"])
    .effects(&[Effect::Set("disposal", "loss"), Effect::Today("disposed_at")]),
    step("void", l("作废", "作廢", "Void"), &["in-use", "idle", "under-repair", "lent", "awaiting-disposal", "disposed"], VOID)
        .roles(MANAGERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];
