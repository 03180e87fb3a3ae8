//! The way of an outgoing document from the draft to the file, after 党政机关公文处理工作条例 arts. 19-25:
//! 起草 → 审核 → 签发 → 复核 → 登记 → 印制 → 核发.

use crate::book::hands;
use crate::common::{DELETED_DRAFT, VOID, delete_draft};
use crate::def::{
    Addition, Cell, Effect, Guard, Passed, Phase, Settled, Stamped, State, Tone, Transition, Version, l, others, rows, state, step,
};

pub(super) static STATES: &[State] = &[
    state("drafting", l("起草", "起草", "Drafting"), Tone::Grey, Phase::Draft).by("drafter"),
    state("department-review", l("部门审", "部門審", "Department review"), Tone::Amber, Phase::Open).by("to_review"),
    state("office-review", l("办公室审", "辦公室審", "Office review"), Tone::Amber, Phase::Open),
    state("co-signing", l("会审", "會審", "Joint review"), Tone::Amber, Phase::Open)
        .by_rows(&[rows("co_signs", "reviewer", "at").departments(&["dept"])]),
    state("awaiting-signature", l("待签发", "待簽發", "Awaiting signature"), Tone::Amber, Phase::Open).by("to_sign"),
    state("signed", l("已签发", "已簽發", "Signed, awaiting number"), Tone::Blue, Phase::Open),
    state("numbered", l("已编号", "已編號", "Numbered"), Tone::Blue, Phase::Open),
    state("printing", l("排印中", "排印中", "Printing"), Tone::Blue, Phase::Open),
    state("awaiting-seal", l("待用印", "待用印", "Awaiting seal"), Tone::Amber, Phase::Open),
    state("sealed", l("已用印", "已用印", "Sealed"), Tone::Blue, Phase::Open),
    state("dispatching", l("分发中", "分發中", "Being sent"), Tone::Blue, Phase::Open),
    state("delivered", l("已送达", "已送達", "Delivered"), Tone::Green, Phase::Open),
    state("recorded", l("已备案", "已備案", "On record"), Tone::Green, Phase::Open),
    state("archived", l("已归档", "已歸檔", "Filed"), Tone::Grey, Phase::Done),
    state("returned", l("退改", "退改", "Returned for changes"), Tone::Red, Phase::Open).by("drafter"),
    state("withdrawn", l("撤回", "撤回", "Withdrawn"), Tone::Red, Phase::Open).aside().by("drafter"),
    DELETED_DRAFT,
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];
const REVIEWERS: &[&str] = &["department-head", "office-director", "leader"];
const OFFICE: &[&str] = &["clerk", "office-director"];

/// What is approved: the words that go out and what the paper says of itself before it is numbered. Date, number and
/// copies come after the signature, and are no other text.
pub(super) const VERSION: Version = Version {
    of: &[
        "title",
        "kind",
        "format",
        "secrecy",
        "secrecy_term",
        "urgency",
        "main_to",
        "cc",
        "joint_orgs",
        "body",
        "enclosures",
        "note",
        "attachments",
    ],
    author: "drafter",
    fields: &["signed_digest"],
    rows: &[
        Stamped { lines: "reviews", column: "digest", when: "", copies: &[] },
        Stamped { lines: "co_signs", column: "digest", when: "verdict", copies: &[] },
        Stamped { lines: "signatures", column: "digest", when: "", copies: &[] },
        Stamped { lines: "pre_checks", column: "digest", when: "", copies: &[] },
        Stamped { lines: "post_checks", column: "digest", when: "", copies: &[] },
    ],
    linked: &[],
    // What the seal stands on does not change any more, nor what went out without one.
    locked_by: &["sealed_at", "dispatched_at"],
    locked_in: &[],
};

/// Who had a part in it and when, as the paper and the books of seals and dispatch say it.
pub(super) const SETTLED: Settled = Settled {
    once: &["sealed_at", "dispatched_at"],
    states: &["archived"],
    fields: &[
        "org_code",
        "drafter",
        "drafted_on",
        "submitted_at",
        "dept_reviewer",
        "dept_reviewed_at",
        "office_reviewer",
        "office_reviewed_at",
        "co_signed_at",
        "signer",
        "signed_at",
        "sign_opinion",
        "doc_date",
        "numbered_at",
        "numbered_by",
        "print_org",
        "print_date",
        "printed_at",
        "sealed_by",
        "dispatched_by",
        "delivered_at",
        "recorded_on",
        "archived_at",
        "archived_by",
    ],
    // The number comes after the signature.
    unnumbered: &["drafting", "department-review", "office-review", "co-signing", "awaiting-signature", "returned", "withdrawn", "deleted"],
    ..Settled::NONE
};

const PASSING: (&str, &[&str]) = ("verdict", &["pass", "pass-with-changes"]);
/// The department passed the text as it is.
const DEPARTMENT_PASSED: Guard =
    Guard::Passed(Passed { lines: "reviews", by: "reviewer", only: ("stage", "department"), verdict: PASSING });
/// The office passed the text as it is.
const OFFICE_PASSED: Guard = Guard::Passed(Passed { lines: "reviews", by: "reviewer", only: ("stage", "office"), verdict: PASSING });
/// Every department that was asked agreed to the text as it is.
const ALL_AGREED: Guard = Guard::EachRowVersion("co_signs");
/// The text is the one that was signed.
const AS_SIGNED: Guard = Guard::Version("signed_digest");
const PRE_CHECKED: Guard = Guard::Passed(Passed { lines: "pre_checks", by: "proofreader", only: ("", ""), verdict: ("", &[]) });
const POST_CHECKED: Guard = Guard::Passed(Passed { lines: "post_checks", by: "proofreader", only: ("", ""), verdict: ("", &[]) });

/// Seal requests for this document on which nothing was sealed yet.
const LAPSE: Effect = Effect::StepOthers(others("seal-requests", "document").within(&["applied", "approved"]), "lapse");

/// The signature approves the seal: the request goes to the seal keeper with the digest that was signed.
const SEAL_REQUEST: Addition = Addition {
    register: "seal-requests",
    back: "document",
    copy: &[
        ("title", "reason"),
        ("title", "document_title"),
        ("issue_no", "document_no"),
        ("signed_digest", "version_digest"),
        ("copies", "copies"),
        ("pages", "pages"),
        ("main_to", "recipient"),
        ("drafter", "applicant"),
        ("draft_dept", "applicant_dept"),
        ("signer", "approver"),
        ("signed_at", "approved_at"),
    ],
    set: &[("file_type", "outgoing"), ("off_site", "no")],
    state: "approved",
};

/// Each return stays on record, with its reason, whatever is handed in after it.
const RETURNED: Effect = Effect::AddRow {
    lines: "returns",
    cells: &[("reason", Cell::After("return_reason")), ("stage", Cell::State), ("at", Cell::Now), ("by", Cell::Me)],
};

/// What the archive gets to arrange.
const ITEM: Addition = Addition {
    register: "archive-items",
    back: "outgoing",
    copy: &[
        ("title", "title"),
        ("issue_no", "doc_no"),
        ("print_org", "responsible"),
        ("doc_date", "doc_date"),
        ("secrecy", "secrecy"),
        ("secrecy_term", "secrecy_term"),
        ("pages", "pages"),
        ("draft_dept", "unit"),
    ],
    set: &[("category", "documents")],
    state: "unsorted",
};

pub(super) static TRANSITIONS: &[Transition] = &[
    step("submit", l("送部门审", "送部門審", "Submit"), &["drafting", "returned", "withdrawn"], "department-review")
        .routine(hands::OFFICE)
        .or_named(&["drafter"])
        .requires(&["title", "kind", "drafter"])
        .asks(&["draft_dept", "to_review", "urgency", "due_at"])
        .effects(&[
            Effect::Now("submitted_at"),
            Effect::Due,
            Effect::Clear("return_reason"),
            Effect::Clear("withdraw_reason"),
            Effect::Clear("withdrawn_by"),
            Effect::Clear("withdrawn_at"),
        ]),
    step("department-approve", l("部门审核通过", "部門審核通過", "Pass the department"), &["department-review"], "office-review")
        .roles(REVIEWERS)
        .guards(&[Guard::NotMe("drafter"), Guard::HasLine("reviews"), DEPARTMENT_PASSED])
        .effects(&[Effect::Now("dept_reviewed_at"), Effect::Me("dept_reviewer")]),
    step("co-sign", l("送会审", "送會審", "Send for joint review"), &["office-review"], "co-signing")
        .roles(DIRECTION)
        .guards(&[Guard::NotMe("drafter"), Guard::Rows("reviews", 2), DEPARTMENT_PASSED, OFFICE_PASSED, Guard::HasLine("co_signs")])
        .effects(&[Effect::Now("office_reviewed_at"), Effect::Me("office_reviewer")]),
    step("co-signed", l("会审完成", "會審完成", "Joint review done"), &["co-signing"], "awaiting-signature")
        .roles(OFFICE)
        .asks(&["to_sign"])
        .guards(&[
            Guard::HasLine("co_signs"),
            Guard::EachRow("co_signs", "at"),
            Guard::EachRowIs("co_signs", "verdict", "agree"),
            ALL_AGREED,
        ])
        .effects(&[Effect::Now("co_signed_at")]),
    step("office-approve", l("办公室审核通过", "辦公室審核通過", "Pass the office"), &["office-review"], "awaiting-signature")
        .roles(DIRECTION)
        .asks(&["to_sign"])
        .guards(&[Guard::NotMe("drafter"), Guard::Rows("reviews", 2), DEPARTMENT_PASSED, OFFICE_PASSED])
        .effects(&[Effect::Now("office_reviewed_at"), Effect::Me("office_reviewer")]),
    step(
        "return",
        l("退改", "退改", "Return for changes"),
        &["department-review", "office-review", "co-signing", "awaiting-signature"],
        "returned",
    )
    .roles(REVIEWERS)
    .requires(&["return_reason"])
    .effects(&[
        RETURNED,
        Effect::Clear("dept_reviewed_at"),
        Effect::Clear("dept_reviewer"),
        Effect::Clear("office_reviewed_at"),
        Effect::Clear("office_reviewer"),
        Effect::Clear("co_signed_at"),
    ]),
    step("sign", l("签发", "簽發", "Sign"), &["awaiting-signature"], "signed")
        .signed()
        .roles(DIRECTION)
        .asks(&["sign_opinion", "doc_date", "publicity"])
        .guards(&[Guard::NotMe("drafter"), Guard::Different("drafter", "signer"), DEPARTMENT_PASSED, OFFICE_PASSED, ALL_AGREED])
        .effects(&[
            Effect::Me("signer"),
            Effect::Now("signed_at"),
            Effect::Today("doc_date"),
            Effect::Digest("signed_digest"),
            Effect::Clear("return_reason"),
        ]),
    step("number", l("复核编号", "覆核編號", "Check and number"), &["signed"], "numbered")
        .binds()
        .roles(OFFICE)
        .requires(&["org_code", "issue_no"])
        .guards(&[Guard::HasLine("pre_checks"), AS_SIGNED, PRE_CHECKED])
        .effects(&[Effect::Number, Effect::Now("numbered_at"), Effect::Me("numbered_by")]),
    step("print", l("排印", "排印", "Print"), &["numbered"], "printing")
        .binds()
        .roles(OFFICE)
        .requires(&["copies"])
        .asks(&["pages", "print_org", "print_date", "copy_no"])
        .guards(&[AS_SIGNED])
        .effects(&[Effect::Today("print_date")]),
    step("to-seal", l("送用印", "送用印", "Send to the seal"), &["printing"], "awaiting-seal")
        .binds()
        .roles(OFFICE)
        .asks(&["pages"])
        .guards(&[Guard::HasLine("post_checks"), AS_SIGNED, POST_CHECKED])
        .effects(&[Effect::Now("printed_at"), Effect::Add(SEAL_REQUEST)]),
    step(
        "sign-again",
        l("报原签批人复审", "報原簽批人複審", "Back to the signer"),
        &["signed", "numbered", "printing", "awaiting-seal"],
        "awaiting-signature",
    )
    .roles(OFFICE)
    .requires(&["return_reason"])
    .effects(&[
        RETURNED,
        Effect::Clear("signer"),
        Effect::Clear("signed_at"),
        Effect::Clear("signed_digest"),
        Effect::Clear("sign_opinion"),
        LAPSE,
    ]),
    // Follows the sealing; by itself it needs a request on which the seal was used.
    step("seal", l("用印完成", "用印完成", "Sealed"), &["awaiting-seal"], "sealed")
        .binds()
        .roles(&["seal-keeper"])
        .guards(&[
            Guard::NotMe("signer"),
            AS_SIGNED,
            Guard::Some(others("seal-requests", "document").within(&["sealed", "returned", "recorded"])),
        ])
        .effects(&[Effect::Now("sealed_at"), Effect::Me("sealed_by")]),
    step("dispatch", l("分发", "分發", "Send"), &["sealed"], "dispatching")
        .binds()
        .roles(OFFICE)
        .guards(&[Guard::HasLine("dispatch")])
        .effects(SENDING),
    step("dispatch-unsealed", l("不用印分发", "不用印分發", "Send without a seal"), &["printing"], "dispatching")
        .binds()
        .roles(OFFICE)
        .guards(&[
            Guard::HasLine("post_checks"),
            AS_SIGNED,
            POST_CHECKED,
            Guard::HasLine("dispatch"),
            // Minutes and papers without a header bear no seal.
            Guard::Is("format", &["minutes", "plain"]),
        ])
        .effects(SENDING),
    step("deliver", l("全部送达", "全部送達", "Delivered"), &["dispatching"], "delivered")
        .routine(hands::OFFICE)
        .or_named(&["dispatched_by"])
        .guards(&[Guard::HasLine("dispatch"), Guard::EachRow("dispatch", "signed_at")])
        .effects(&[Effect::Now("delivered_at")]),
    step("deliver-unsigned", l("视同送达", "視同送達", "Take as delivered"), &["dispatching"], "delivered")
        .roles(DIRECTION)
        .requires(&["receipt_note"])
        .effects(&[Effect::Now("delivered_at")]),
    step("record", l("备案", "備案", "Put on record"), &["delivered"], "recorded")
        .routine(hands::ARCHIVE)
        .asks(&["recorded_with", "record_no"])
        .effects(&[Effect::Today("recorded_on")]),
    step("archive", l("归档", "歸檔", "File"), &["delivered", "recorded"], "archived")
        .binds()
        .roles(&["archivist", "clerk", "office-director"])
        .asks(&["filed_to"])
        .effects(&[Effect::Today("archived_at"), Effect::Me("archived_by"), Effect::Add(ITEM)]),
    step("handle-on-paper", l("转纸质办理", "轉紙本辦理", "Handle on paper"), &["drafting"], "archived")
        .binds()
        .roles(&["archivist", "clerk", "office-director"])
        .requires(&["holder"])
        .asks(&["issue_no", "location", "copies"])
        .guards(&[Guard::Is("secrecy", &["confidential", "secret", "top-secret"])])
        .effects(&[Effect::Today("archived_at"), Effect::Me("archived_by")]),
    step(
        "withdraw",
        l("撤回", "撤回", "Withdraw"),
        &["department-review", "office-review", "co-signing", "awaiting-signature", "signed", "numbered", "printing", "awaiting-seal"],
        "withdrawn",
    )
    .routine(hands::LED)
    .or_named(&["drafter", "signer"])
    .requires(&["withdraw_reason"])
    .effects(&[
        Effect::Now("withdrawn_at"),
        Effect::Me("withdrawn_by"),
        Effect::Clear("dept_reviewed_at"),
        Effect::Clear("dept_reviewer"),
        Effect::Clear("office_reviewed_at"),
        Effect::Clear("office_reviewer"),
        Effect::Clear("co_signed_at"),
        Effect::Clear("signer"),
        Effect::Clear("signed_at"),
        Effect::Clear("signed_digest"),
        LAPSE,
    ]),
    delete_draft(&["drafting"]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &[
            "department-review",
            "office-review",
            "co-signing",
            "awaiting-signature",
            "signed",
            "numbered",
            "printing",
            "awaiting-seal",
            "sealed",
            "dispatching",
            "delivered",
            "recorded",
            "archived",
            "returned",
            "withdrawn",
        ],
        VOID,
    )
    .roles(OFFICE)
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];

/// The document goes out: what it answers is answered.
const SENDING: &[Effect] = &[
    Effect::Now("dispatched_at"),
    Effect::Me("dispatched_by"),
    Effect::SetLinked { link: "in_reply_to", copy: &[("issue_no", "answer_no")] },
    Effect::StepLinked("in_reply_to", "answered"),
];
