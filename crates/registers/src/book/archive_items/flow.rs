//! The life of an archive item. Lending, appraisal and destruction are records of their own, whose steps move it.

use crate::common::VOID;
use crate::def::{Effect, Guard, Keeping, Phase, Settled, State, Tone, Transition, l, others, state, step};

pub(super) static STATES: &[State] = &[
    state("unsorted", l("待整理", "待整理", "To be arranged"), Tone::Amber, Phase::Open),
    state("assembled", l("已组件", "已組件", "Assembled"), Tone::Blue, Phase::Open),
    state("numbered", l("已编号", "已編號", "Numbered"), Tone::Blue, Phase::Open),
    state("shelved", l("已上架", "已上架", "On the shelf"), Tone::Green, Phase::Done),
    state("lent", l("借出", "借出", "Lent"), Tone::Amber, Phase::Done),
    state("expired", l("期满", "期滿", "Expired"), Tone::Amber, Phase::Open),
    state("appraising", l("鉴定", "鑑定", "Being appraised"), Tone::Blue, Phase::Open),
    state("extended", l("续存", "續存", "Kept on"), Tone::Green, Phase::Done),
    state("awaiting-destruction", l("待销毁", "待銷毀", "To be destroyed"), Tone::Red, Phase::Open),
    state("destroyed", l("已销毁", "已銷毀", "Destroyed"), Tone::Grey, Phase::Done),
    state("transferred", l("移交进馆", "移交進館", "Transferred"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// To the end of the year that lies the period after the year of filing.
pub(super) const KEEPING: Keeping = Keeping {
    until: "expires_on",
    year: "archive_year",
    period: "retention",
    longer: "extended_retention",
    years: &[("permanent", None), ("d30", Some(30)), ("d10", Some(10))],
    over: &["destroyed", "transferred"],
};

/// A list of destruction takes on and lets go until it is handed in.
pub(super) const SETTLED: Settled = Settled { listed: Some(("destruction", LIST_OPEN)), ..Settled::NONE };
const LIST_OPEN: &[&str] = &["drafting", "returned"];

const ARCHIVISTS: &[&str] = &["archivist"];

/// Nobody has it, and nobody was promised it.
const NO_LOAN: Guard = Guard::None(others("archive-loans", "item").within(&["approved", "out", "lost"]));
/// What becomes of it is decided by those who appraised it, and approved.
const BY_APPRAISAL: Guard = Guard::Follows(&["appraisals"]);
const NO_HOLD: Guard = Guard::Is("hold", &["no"]);

pub(super) static TRANSITIONS: &[Transition] = &[
    step("assemble", l("组件", "組件", "Assemble"), &["unsorted"], "assembled")
        .roles(ARCHIVISTS)
        .requires(&["archive_year", "retention"])
        .asks(&["category", "unit", "unit_code", "pages", "carrier"])
        .effects(&[Effect::Me("arranged_by")]),
    step("take-apart", l("退回整理", "退回整理", "Arrange again"), &["assembled"], "unsorted")
        .roles(ARCHIVISTS)
        .effects(&[Effect::Clear("arranged_by")]),
    // Item numbers are given at the annual arrangement only, when the order of the year's items is settled.
    step("number", l("编号", "編號", "Number"), &["assembled"], "numbered")
        .binds()
        .roles(ARCHIVISTS)
        .requires(&["fonds_no", "category", "archive_year", "retention", "unit_code", "archive_no"])
        .asks(&["fonds"])
        .effects(&[Effect::Number, Effect::Today("numbered_on")]),
    step("shelve", l("上架", "上架", "Shelve"), &["numbered"], "shelved")
        .binds()
        .roles(ARCHIVISTS)
        .asks(&["box", "shelf", "fixity", "expires_on"])
        .effects(&[Effect::Today("filed_on"), Effect::Me("filed_by")]),
    // Follows the loan.
    step("lend", l("借出", "借出", "Lend"), &["shelved", "extended"], "lent")
        .roles(ARCHIVISTS)
        .guards(&[Guard::Some(others("archive-loans", "item").within(&["approved", "out"]))]),
    step("give-back", l("归还上架", "歸還上架", "Back on the shelf"), &["lent"], "shelved")
        .roles(ARCHIVISTS)
        .effects(&[Effect::Clear("holder")]),
    step("expire", l("期满", "期滿", "Expire"), &["shelved", "extended"], "expired")
        .roles(ARCHIVISTS)
        .requires(&["expires_on"])
        .guards(&[Guard::Come("expires_on")]),
    step("appraise", l("列入鉴定", "列入鑑定", "Appraise"), &["expired", "shelved", "extended"], "appraising").roles(ARCHIVISTS),
    step("keep", l("续存", "續存", "Keep on"), &["appraising"], "extended")
        .roles(ARCHIVISTS)
        .requires(&["extended_retention"])
        .guards(&[BY_APPRAISAL])
        .effects(&[Effect::KeepOn]),
    step("condemn", l("列入销毁", "列入銷毀", "Condemn"), &["appraising"], "awaiting-destruction").roles(ARCHIVISTS).guards(&[
        BY_APPRAISAL,
        NO_HOLD,
        NO_LOAN,
        Guard::Where("destruction", &[Guard::Linked("destruction", LIST_OPEN)]),
    ]),
    step("spare", l("撤出销毁", "撤出銷毀", "Spare"), &["awaiting-destruction"], "extended")
        .roles(&["archivist", "office-director", "leader"])
        .requires(&["spare_reason"])
        .asks(&["extended_retention", "expires_on"])
        .effects(&[Effect::KeepOn, Effect::Clear("destruction")]),
    // Follows the list of destruction once that is carried out.
    step("destroy", l("销毁", "銷毀", "Destroy"), &["awaiting-destruction"], "destroyed")
        .binds()
        .roles(ARCHIVISTS)
        .requires(&["destruction"])
        .guards(&[Guard::Linked("destruction", &["destroyed"]), NO_HOLD, NO_LOAN])
        .effects(&[Effect::Today("destroyed_on")]),
    step("transfer", l("移交进馆", "移交進館", "Transfer"), &["shelved", "extended", "expired"], "transferred")
        .binds()
        .roles(ARCHIVISTS)
        .requires(&["transferred_to"])
        .asks(&["transfer_no"])
        .guards(&[NO_LOAN])
        .effects(&[Effect::Today("transferred_on")]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &[
            "unsorted",
            "assembled",
            "numbered",
            "shelved",
            "lent",
            "expired",
            "appraising",
            "extended",
            "awaiting-destruction",
            "destroyed",
            "transferred",
        ],
        VOID,
    )
    .roles(&["archivist", "office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];
