//! The way of an incoming document through the office.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{Addition, Effect, Guard, Phase, State, Tone, Transition, l, rows, state, step};

pub(super) static STATES: &[State] = &[
    state("awaiting-inspection", l("待验视", "待驗視", "Awaiting inspection"), Tone::Grey, Phase::Open),
    state("awaiting-supplement", l("待补件", "待補件", "Awaiting supplement"), Tone::Amber, Phase::Open).aside().by("receiver"),
    state("registered", l("已登记", "已登記", "Registered"), Tone::Blue, Phase::Open),
    state("awaiting-opinion", l("待拟办", "待擬辦", "Awaiting proposal"), Tone::Amber, Phase::Open).by("opinion_by"),
    state("awaiting-instruction", l("待批示", "待批示", "Awaiting instruction"), Tone::Amber, Phase::Open).by("submit_to"),
    state("handling", l("承办中", "承辦中", "Being dealt with"), Tone::Blue, Phase::Open).by("main_handler").by_rows(&[rows(
        "assignments",
        "handler",
        "result",
    )
    .departments(&["lead", "co_departments"])]),
    state("circulating", l("传阅中", "傳閱中", "Circulating"), Tone::Blue, Phase::Open).aside().by_rows(&[rows(
        "circulation",
        "reader",
        "read",
    )]),
    state("answering", l("拟复中", "擬覆中", "Answer being drafted"), Tone::Blue, Phase::Open).aside().by("main_handler"),
    state("returned", l("退回", "退回", "Given back"), Tone::Red, Phase::Open),
    state("extended", l("延期", "延期", "Extended"), Tone::Amber, Phase::Open).aside().by("main_handler"),
    state("closed", l("已办结", "已辦結", "Closed"), Tone::Green, Phase::Done),
    state("replied", l("已答复", "已答覆", "Answered"), Tone::Green, Phase::Done).aside(),
    state("awaiting-filing", l("待归档", "待歸檔", "Awaiting filing"), Tone::Amber, Phase::Open),
    state("archived", l("已归档", "已歸檔", "Filed"), Tone::Grey, Phase::Done),
    state("rejected", l("退文", "退文", "Sent back"), Tone::Red, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const DIRECTION: &[&str] = &["office-director", "leader"];

/// The answer, to be drafted.
const ANSWER: Addition = Addition {
    register: "outgoing-documents",
    back: "in_reply_to",
    copy: &[
        ("title", "title"),
        ("from_org", "main_to"),
        ("from_no", "basis"),
        ("urgency", "urgency"),
        ("secrecy", "secrecy"),
        ("main_handler", "drafter"),
    ],
    set: &[],
    state: "drafting",
};

/// What the archive gets to arrange.
const ITEM: Addition = Addition {
    register: "archive-items",
    back: "incoming",
    copy: &[
        ("title", "title"),
        ("from_no", "doc_no"),
        ("from_org", "responsible"),
        ("doc_date", "doc_date"),
        ("secrecy", "secrecy"),
        ("secrecy_term", "secrecy_term"),
        ("pages", "pages"),
        ("copies", "copies"),
        ("dept", "unit"),
    ],
    set: &[("category", "documents")],
    state: "unsorted",
};

pub(super) static TRANSITIONS: &[Transition] = &[
    step("register", l("登记", "登記", "Register"), &["awaiting-inspection", "awaiting-supplement"], "registered")
        .routine(hands::OFFICE)
        .requires(&["title", "received_at"])
        .asks(&["from_org", "from_no", "urgency", "due_at"])
        .effects(&[Effect::Today("received_at"), Effect::Me("receiver"), Effect::Number, Effect::Due]),
    step("ask-supplement", l("要求补件", "要求補件", "Ask for a supplement"), &["awaiting-inspection"], "awaiting-supplement")
        .routine(hands::OFFICE)
        .or_named(&["receiver"])
        .guards(&[Guard::HasLine("inspections")]),
    step("supplemented", l("补件到齐", "補件到齊", "Supplement received"), &["awaiting-supplement"], "awaiting-inspection")
        .routine(hands::OFFICE)
        .or_named(&["receiver"]),
    step("reject", l("退文", "退文", "Send back"), &["awaiting-inspection", "awaiting-supplement", "registered"], "rejected")
        .routine(hands::OFFICE)
        .or_named(&["receiver"])
        .requires(&["reject_reason"]),
    step("send-for-opinion", l("送拟办", "送擬辦", "Send for a proposal"), &["registered"], "awaiting-opinion")
        .routine(hands::OFFICE)
        .asks(&["opinion_by", "owner", "nature"]),
    step("submit", l("呈批", "呈批", "Submit to a leader"), &["registered", "awaiting-opinion", "returned"], "awaiting-instruction")
        .routine(hands::OFFICE)
        .or_named(&["opinion_by"])
        .asks(&["submit_to"])
        .guards(&[Guard::HasLine("opinions")]),
    step("instruct", l("批示交办", "批示交辦", "Instruct"), &["awaiting-instruction"], "handling")
        .roles(DIRECTION)
        .asks(&["main_handler", "due_at"])
        .guards(&[Guard::HasLine("instructions")]),
    step(
        "assign",
        l("转办", "轉辦", "Assign"),
        &["registered", "awaiting-opinion", "awaiting-instruction", "circulating", "returned"],
        "handling",
    )
    .routine(hands::LED)
    .asks(&["main_handler", "due_at"])
    .guards(&[Guard::HasLine("assignments")]),
    step(
        "circulate",
        l("传阅", "傳閱", "Circulate"),
        &["registered", "awaiting-opinion", "awaiting-instruction", "handling"],
        "circulating",
    )
    .routine(hands::LED)
    .guards(&[Guard::HasLine("circulation")]),
    step("give-back", l("退回", "退回", "Give back"), &["handling", "circulating"], "returned")
        .routine(hands::OFFICE)
        .or_named(&["main_handler"])
        .or_in_rows(&[("assignments", "handler")])
        .requires(&["return_reason"]),
    step("extend", l("延期", "延期", "Extend"), &["handling", "circulating"], "extended")
        .roles(DIRECTION)
        .requires(&["extension_reason"])
        .asks(&["due_at"])
        .guards(&[Guard::Later("due_at")]),
    step("resume", l("恢复办理", "恢復辦理", "Resume"), &["extended", "answering"], "handling")
        .routine(hands::OFFICE)
        .or_named(&["main_handler"])
        .or_in_rows(&[("assignments", "handler")]),
    step("close", l("办结", "辦結", "Close"), &["registered", "handling", "circulating", "extended", "answering"], "closed")
        .routine(hands::OFFICE)
        .or_named(&["main_handler"])
        .or_in_rows(&[("assignments", "handler")])
        .requires(&["result"])
        .effects(&[Effect::Today("closed_at")]),
    step("reopen", l("重新办理", "重新辦理", "Reopen"), &["closed", "replied"], "handling")
        .roles(DIRECTION)
        .effects(&[Effect::Clear("closed_at")]),
    step("reply", l("答复", "答覆", "Answer"), &["closed"], "replied")
        .routine(hands::OFFICE)
        .or_named(&["main_handler"])
        .or_in_rows(&[("assignments", "handler")])
        .asks(&["answer", "answer_no"])
        .guards(&[Guard::HasLine("replies")]),
    step("draft-answer", l("拟复文", "擬覆文", "Draft an answer"), &["handling", "closed"], "answering")
        .routine(hands::OFFICE)
        .or_named(&["main_handler"])
        .or_in_rows(&[("assignments", "handler")])
        .asks(&["main_handler"])
        .effects(&[Effect::Add(ANSWER)]),
    // Follows the dispatch of the answer.
    step("answered", l("复文已发出", "覆文已發出", "The answer is out"), &["handling", "extended", "answering", "closed"], "replied")
        .routine(hands::OFFICE)
        .or_named(&["main_handler"])
        .or_in_rows(&[("assignments", "handler")])
        .requires(&["answer_no"])
        .effects(&[Effect::Today("closed_at")]),
    step("send-to-file", l("送归档", "送歸檔", "Send to file"), &["closed", "replied"], "awaiting-filing")
        .routine(hands::ARCHIVE)
        .or_named(&["main_handler"]),
    step("handle-on-paper", l("转纸质办理", "轉紙本辦理", "Handle on paper"), &["registered"], "archived")
        .binds()
        .roles(&["archivist", "clerk", "office-director"])
        .requires(&["holder"])
        .asks(&["location"])
        .guards(&[Guard::Is("secrecy", &["confidential", "secret", "top-secret"])])
        .effects(&[Effect::Today("archived_at"), Effect::Me("archived_by")]),
    step("archive", l("归档", "歸檔", "File"), &["awaiting-filing"], "archived")
        .binds()
        .roles(&["archivist", "clerk", "office-director"])
        .effects(&[Effect::Today("archived_at"), Effect::Me("archived_by"), Effect::Add(ITEM)]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &[
            "awaiting-inspection",
            "awaiting-supplement",
            "registered",
            "awaiting-opinion",
            "awaiting-instruction",
            "handling",
            "circulating",
            "answering",
            "returned",
            "extended",
            "closed",
            "replied",
            "awaiting-filing",
            "archived",
            "rejected",
        ],
        VOID,
    )
    .roles(&["clerk", "office-director"])
    .requires(&["void_reason"])
    .asks(&["same_as"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];
