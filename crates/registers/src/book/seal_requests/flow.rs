//! The way of a request: 申请 → 批准 → 用印 → 登记完, off site by way of 外带中 → 归还.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{Addition, Effect, Guard, Others, Phase, State, Tone, Transition, l, others, state, step};

pub(super) static STATES: &[State] = &[
    state("applied", l("申请", "申請", "Applied for"), Tone::Amber, Phase::Open).by("to_approve"),
    state("approved", l("批准", "批准", "Approved"), Tone::Blue, Phase::Open).by("to_seal"),
    state("sealed", l("用印", "用印", "Sealed, to be entered"), Tone::Blue, Phase::Open).by("keeper"),
    state("recorded", l("登记完", "登記完", "Entered"), Tone::Green, Phase::Done),
    state("out", l("外带中", "外帶中", "Off site"), Tone::Amber, Phase::Open).by("carrier"),
    state("returned", l("归还", "歸還", "Returned, to be entered"), Tone::Blue, Phase::Open).by("keeper"),
    state("refused", l("拒绝", "拒絕", "Refused"), Tone::Red, Phase::Done),
    state("withdrawn", l("撤回", "撤回", "Withdrawn"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const APPROVERS: &[&str] = &["leader", "office-director", "department-head"];
const KEEPERS: &[&str] = &["seal-keeper"];
/// Who keeps the seal seals with it, whatever else they are.
const OF_SEAL: &[&str] = &["keeper", "backup_keeper"];
/// Kinds of papers that have no record among the outgoing documents.
const OTHER_PAPERS: &[&str] = &["contract", "certificate", "form", "finance", "other"];

const FOR_DOCUMENT: Guard = Guard::Is("file_type", &["outgoing"]);
const FOR_PAPER: Guard = Guard::Is("file_type", OTHER_PAPERS);
const ON_SITE: Guard = Guard::Is("off_site", &["no"]);
const OFF_SITE: Guard = Guard::Is("off_site", &["yes"]);
/// No sealing of blank paper.
const NOT_BLANK: Guard = Guard::Is("not_blank", &["yes"]);
const TEXT_CHECKED: Guard = Guard::Is("text_checked", &["yes"]);
const NOT_APPROVER: Guard = Guard::NotMe("approver");
const DOCUMENT_WAITS: Guard = Guard::Linked("document", &["awaiting-seal"]);
/// The version that was approved is the one that was signed.
const SAME_VERSION: Guard = Guard::SameAsLinked("document", "version_digest", "signed_digest");
/// And it is the text that stands there now.
const SAME_TEXT: Guard = Guard::VersionOf("document", "version_digest");
/// Other papers that name a document are sealed with its text, too.
const IF_OF_DOCUMENT: Guard = Guard::Where("document", &[SAME_VERSION, SAME_TEXT]);
/// What counts as used is what the book of uses has: drafts and void lines do not.
const USES: Others = others("seal-uses", "request").within(&["recorded"]);
const SEAL_HERE: Guard = Guard::Linked("seal", &["in-use"]);

/// The line in the book of uses, for the keeper to complete.
const USE: Effect = Effect::Add(Addition {
    register: "seal-uses",
    back: "request",
    copy: &[
        ("reason", "subject"),
        ("seal", "seal"),
        ("document", "document"),
        ("document_title", "document_title"),
        ("document_no", "document_no"),
        ("version_digest", "version_digest"),
        ("copies", "copies"),
        ("pages", "pages"),
        ("straddle", "straddle"),
        ("recipient", "recipient"),
        ("applicant", "operator"),
        ("applicant_dept", "applicant_dept"),
        ("approver", "approver"),
        ("keeper", "keeper"),
        ("sealed_at", "at"),
        ("off_site", "off_site"),
        ("use_place", "place"),
    ],
    set: &[],
    state: "unrecorded",
});

const SEALING: &[Effect] = &[Effect::Now("sealed_at"), Effect::Me("keeper"), USE, Effect::StepLinked("document", "seal")];

const TAKING_OUT: &[Effect] = &[
    Effect::Now("taken_at"),
    Effect::Me("keeper"),
    Effect::SetLinked { link: "seal", copy: &[("carrier", "holder"), ("taken_at", "held_since")] },
    Effect::StepLinked("seal", "take-out"),
];

pub(super) static TRANSITIONS: &[Transition] = &[
    step("approve", l("批准", "批准", "Approve"), &["applied"], "approved")
        .signed()
        .roles(APPROVERS)
        .requires(&["seal", "copies"])
        .asks(&["approval_opinion", "to_seal"])
        .guards(&[Guard::NotMe("applicant"), Guard::Different("applicant", "approver")])
        .effects(&[Effect::Me("approver"), Effect::Now("approved_at"), Effect::DigestLinked("document", "version_digest")]),
    step("refuse", l("拒绝", "拒絕", "Refuse"), &["applied", "approved"], "refused")
        .roles(&["leader", "office-director", "department-head", "seal-keeper"])
        .requires(&["refuse_reason"]),
    step("seal-document", l("用印（发文）", "用印（發文）", "Seal the document"), &["approved"], "sealed")
        .signed()
        .binds()
        .roles(KEEPERS)
        .or_named_by("seal", OF_SEAL)
        .requires(&["seal", "not_blank"])
        .asks(&["straddle"])
        .guards(&[FOR_DOCUMENT, ON_SITE, NOT_BLANK, NOT_APPROVER, DOCUMENT_WAITS, SAME_VERSION, SAME_TEXT, SEAL_HERE])
        .effects(SEALING),
    step("seal-paper", l("用印（其他材料）", "用印（其他材料）", "Seal the paper"), &["approved"], "sealed")
        .signed()
        .binds()
        .roles(KEEPERS)
        .or_named_by("seal", OF_SEAL)
        .requires(&["seal", "not_blank", "text_checked"])
        .asks(&["straddle"])
        .guards(&[FOR_PAPER, ON_SITE, NOT_BLANK, TEXT_CHECKED, NOT_APPROVER, IF_OF_DOCUMENT, SEAL_HERE])
        .effects(&[Effect::Now("sealed_at"), Effect::Me("keeper"), USE]),
    step("take-out-document", l("外带用印（发文）", "外帶用印（發文）", "Take out for the document"), &["approved"], "out")
        .signed()
        .binds()
        .roles(KEEPERS)
        .or_named_by("seal", OF_SEAL)
        .requires(&["seal", "carrier", "companion", "expected_return_at"])
        .asks(&["use_place"])
        .guards(&[
            FOR_DOCUMENT,
            OFF_SITE,
            NOT_APPROVER,
            DOCUMENT_WAITS,
            SAME_VERSION,
            SAME_TEXT,
            SEAL_HERE,
            Guard::Different("carrier", "companion"),
        ])
        .effects(TAKING_OUT),
    step("take-out", l("外带用印（其他材料）", "外帶用印（其他材料）", "Take out"), &["approved"], "out")
        .signed()
        .binds()
        .roles(KEEPERS)
        .or_named_by("seal", OF_SEAL)
        // Whoever carries the seal seals out of sight: the paper is looked at before it leaves.
        .requires(&["seal", "carrier", "companion", "expected_return_at", "text_checked"])
        .asks(&["use_place"])
        .guards(&[FOR_PAPER, OFF_SITE, TEXT_CHECKED, NOT_APPROVER, IF_OF_DOCUMENT, SEAL_HERE, Guard::Different("carrier", "companion")])
        .effects(TAKING_OUT),
    step("return", l("归还印章", "歸還印章", "Return the seal"), &["out"], "returned")
        .roles(KEEPERS)
        .or_named_by("seal", OF_SEAL)
        .requires(&["not_blank"])
        .asks(&["returned_at", "seal_condition", "sealed_at"])
        .guards(&[NOT_BLANK])
        .effects(&[
            Effect::Now("returned_at"),
            Effect::Now("sealed_at"),
            USE,
            Effect::StepLinked("seal", "bring-back"),
            Effect::StepLinked("document", "seal"),
        ]),
    step("return-unused", l("未用归还", "未用歸還", "Return unused"), &["out"], "withdrawn")
        .roles(KEEPERS)
        .or_named_by("seal", OF_SEAL)
        .requires(&["withdraw_reason"])
        .effects(&[Effect::Now("returned_at"), Effect::StepLinked("seal", "bring-back")]),
    // Follows the entry in the book of uses.
    step("complete", l("登记完", "登記完", "Complete"), &["sealed", "returned"], "recorded")
        .roles(KEEPERS)
        .or_named_by("seal", OF_SEAL)
        .guards(&[Guard::Some(USES), Guard::Covers(USES, "copies", "copies"), Guard::Covers(USES, "pages", "pages")]),
    step("withdraw", l("撤回", "撤回", "Withdraw"), &["applied", "approved"], "withdrawn")
        .routine(hands::LED)
        .or_named(&["applicant", "approver"])
        .requires(&["withdraw_reason"])
        .effects(&[Effect::Now("withdrawn_at"), Effect::Me("withdrawn_by")]),
    // Follows the document when that is withdrawn or goes back to its signer.
    step("lapse", l("随文件撤回", "隨文件撤回", "Withdraw with the document"), &["applied", "approved"], "withdrawn")
        .routine(hands::LED)
        .or_named(&["applicant", "approver"])
        .guards(&[FOR_DOCUMENT])
        .effects(&[Effect::Now("withdrawn_at"), Effect::Me("withdrawn_by")]),
    step("apply-again", l("重新申请", "重新申請", "Apply again"), &["refused", "withdrawn"], "applied")
        .routine(hands::HEADED)
        .or_named(&["applicant"])
        .effects(&[
            Effect::Clear("approver"),
            Effect::Clear("approved_at"),
            Effect::Clear("approval_opinion"),
            Effect::Clear("refuse_reason"),
            Effect::Clear("withdraw_reason"),
            Effect::Clear("withdrawn_at"),
            Effect::Clear("withdrawn_by"),
            Effect::Clear("taken_at"),
            Effect::Clear("returned_at"),
            Effect::Clear("keeper"),
            Effect::Clear("not_blank"),
            Effect::Clear("text_checked"),
        ]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["applied", "approved", "sealed", "recorded", "out", "returned", "refused", "withdrawn"],
        VOID,
    )
    .roles(&["seal-keeper", "office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];
