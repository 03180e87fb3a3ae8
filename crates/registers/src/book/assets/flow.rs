//! The condition of use of an asset, and what changes it: papers of other registers, the repair aside.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{Effect, Guard, Phase, Settled, State, Tone, Transition, l, others, state, step};

pub(super) static STATES: &[State] = &[
    state("in-use", l("在用", "在用", "In use"), Tone::Green, Phase::Done),
    state("idle", l("闲置", "閒置", "Idle"), Tone::Grey, Phase::Done).aside(),
    state("under-repair", l("在修", "維修中", "Under repair"), Tone::Amber, Phase::Open).aside(),
    state("lent", l("借出", "借出", "Lent out"), Tone::Blue, Phase::Open).aside().by("borrower"),
    state("awaiting-disposal", l("待报废", "待報廢", "Awaiting disposal"), Tone::Red, Phase::Open),
    state("disposed", l("已处置", "已處置", "Disposed of"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const MANAGERS: &[&str] = &["asset-manager", "office-director"];

/// Whoever has it, and where it stands, changes by a slip that both sides have signed.
const BY_SLIP: Guard = Guard::Follows(&["asset-movements"]);
/// It goes by a disposal that was approved.
const BY_DISPOSAL: Guard = Guard::Follows(&["disposals"]);
/// It is found to be gone by a stocktake, and that was approved.
const BY_STOCKTAKE: Guard = Guard::Follows(&["variances"]);
/// No slip has named it yet, and no stocktake has moved it: the card is still being entered.
const NO_SLIP: Guard = Guard::None(others("asset-movements", "assets"));
const NOT_CORRECTED: Guard = Guard::None(others("variances", "asset").within(&["posted"]));

pub(super) static TRANSITIONS: &[Transition] = &[
    step("issue", l("领用", "領用", "Issue"), &["idle"], "in-use")
        .asks(&["using_dept", "user", "custodian", "location"])
        .guards(&[BY_SLIP]),
    step("move", l("调拨", "調撥", "Transfer"), &["in-use", "idle"], "in-use")
        .asks(&["using_dept", "user", "custodian", "location"])
        .guards(&[BY_SLIP]),
    step("hand-in", l("退库", "退庫", "Hand in"), &["in-use"], "idle")
        .asks(&["location"])
        .guards(&[BY_SLIP])
        .effects(&[Effect::Clear("user")]),
    step("lend", l("借出", "借出", "Lend"), &["in-use", "idle"], "lent").requires(&["borrower"]).asks(&["due_back"]).guards(&[BY_SLIP]),
    step("return", l("归还", "歸還", "Return"), &["lent"], "in-use")
        .guards(&[BY_SLIP])
        .effects(&[Effect::Clear("borrower"), Effect::Clear("due_back")]),
    // What was bought for the store is entered as such.
    step("enter-in-store", l("登记为库存", "登記為庫存", "Enter as in store"), &["in-use"], "idle")
        .roles(&["asset-manager", "department-asset-clerk", "storekeeper", "office-director"])
        .guards(&[NO_SLIP, NOT_CORRECTED]),
    step("send-for-repair", l("送修", "送修", "Send for repair"), &["in-use", "idle"], "under-repair")
        .routine(hands::REPAIRS)
        .or_named(&["user", "custodian"])
        .asks(&["fault"]),
    step("repaired", l("修复", "修復", "Repaired"), &["under-repair"], "in-use")
        .routine(hands::REPAIRS)
        .or_named(&["user", "custodian"])
        .effects(&[Effect::Clear("fault")]),
    step("propose-disposal", l("申请报废", "申請報廢", "Propose write-off"), &["in-use", "idle", "under-repair"], "awaiting-disposal")
        .requires(&["scrap_reason"])
        .guards(&[BY_DISPOSAL])
        .effects(&[Effect::Me("proposed_by")]),
    step("keep", l("不予报废", "不予報廢", "Keep"), &["awaiting-disposal"], "idle")
        .roles(MANAGERS)
        .guards(&[BY_DISPOSAL])
        .effects(&[Effect::Clear("scrap_reason"), Effect::Clear("proposed_by")]),
    step("dispose", l("处置", "處置", "Dispose of"), &["awaiting-disposal"], "disposed")
        .binds()
        .roles(MANAGERS)
        .requires(&["disposal"])
        .asks(&["disposal_no", "proceeds"])
        .guards(&[BY_DISPOSAL])
        .effects(&[Effect::Today("disposed_at")]),
    step(
        "write-off",
        l("盘亏核销", "盤虧核銷", "Write off as lost"),
        &["in-use", "idle", "under-repair", "lent", "awaiting-disposal"],
        "disposed",
    )
    .binds()
    .roles(MANAGERS)
    .requires(&["scrap_reason"])
    .asks(&["disposal_no"])
    .guards(&[BY_STOCKTAKE])
    .effects(&[Effect::Set("disposal", "loss"), Effect::Today("disposed_at")]),
    step("void", l("作废", "作廢", "Void"), &["in-use", "idle", "under-repair", "lent", "awaiting-disposal", "disposed"], VOID)
        .roles(MANAGERS)
        .requires(&["void_reason"])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

/// As it was entered a card is put right by hand. Once a slip, a stocktake or a disposal has moved it, it says what they say.
pub(super) const SETTLED: Settled = Settled {
    by_papers: Some(("basis", &["location", "using_dept", "user", "custodian", "borrower", "disposal", "disposal_no", "disposed_at"])),
    ..Settled::NONE
};
