//! The way of a service request through the office.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{Cell, Effect, Guard, Phase, State, Tone, Transition, l, state, step};

pub(super) static STATES: &[State] = &[
    state("accepted", l("受理", "受理", "Accepted"), Tone::Blue, Phase::Open).by("first_contact"),
    state("transferred", l("转办", "轉辦", "Transferred"), Tone::Amber, Phase::Open).by("handler"),
    state("handling", l("处理中", "處理中", "Being handled"), Tone::Blue, Phase::Open).by("handler"),
    state("on-hold", l("挂起", "掛起", "On hold"), Tone::Amber, Phase::Open).aside().by("handler"),
    state("solved", l("已解决", "已解決", "Solved"), Tone::Green, Phase::Open).by("first_contact"),
    state("follow-up", l("回访", "回訪", "Followed up"), Tone::Blue, Phase::Open).by("first_contact"),
    state("closed", l("关闭", "關閉", "Closed"), Tone::Grey, Phase::Done),
    state("reopened", l("重开", "重開", "Reopened"), Tone::Red, Phase::Open).by("handler"),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

const WORKERS: &[&str] = &["handler", "technician", "clerk", "office-director"];

pub(super) static TRANSITIONS: &[Transition] = &[
    step("transfer", l("转办", "轉辦", "Transfer"), &["accepted", "handling", "reopened"], "transferred")
        .routine(hands::SERVICE)
        .or_named(&["first_contact", "handler"])
        .requires(&["handler"])
        .asks(&["handler_dept", "due_at"])
        .effects(&[
            Effect::Due,
            Effect::AddRow {
                lines: "handovers",
                cells: &[
                    ("to", Cell::After("handler")),
                    ("from", Cell::Left("handler")),
                    ("at", Cell::Now),
                    ("to_dept", Cell::After("handler_dept")),
                ],
            },
        ]),
    step("give-back", l("退回首问责任人", "退回首問責任人", "Give back"), &["transferred"], "accepted")
        .routine(hands::SERVICE)
        .or_named(&["first_contact", "handler"])
        .requires(&["return_reason"]),
    step("start", l("开始处理", "開始處理", "Start"), &["accepted", "transferred", "reopened"], "handling")
        .routine(hands::SERVICE)
        .or_named(&["first_contact", "handler"])
        .asks(&["handler", "first_response", "appointment_at", "due_at"])
        .effects(&[Effect::Me("handler"), Effect::Now("responded_at"), Effect::Due]),
    step("hold", l("挂起", "掛起", "Put on hold"), &["handling"], "on-hold")
        .roles(WORKERS)
        .or_named(&["handler"])
        .requires(&["hold_reason"])
        .asks(&["due_at"])
        .effects(&[Effect::Now("held_at")]),
    step("resume", l("恢复处理", "恢復處理", "Resume"), &["on-hold"], "handling").roles(WORKERS).or_named(&["handler"]).effects(&[
        Effect::AddRow {
            lines: "pauses",
            cells: &[("from", Cell::Before("held_at")), ("to", Cell::Now), ("reason", Cell::Before("hold_reason")), ("by", Cell::Me)],
        },
        Effect::Clear("held_at"),
        Effect::Clear("hold_reason"),
    ]),
    step("solve", l("解决", "解決", "Solve"), &["accepted", "transferred", "handling", "reopened"], "solved")
        .routine(hands::SERVICE)
        .or_named(&["first_contact", "handler"])
        .requires(&["solution"])
        .asks(&["cause", "cost", "solved_at", "rating"])
        // Who closed it without knowing that it was reopened has left a time that lies before this one.
        .effects(&[Effect::Me("handler"), Effect::Now("responded_at"), Effect::Now("solved_at"), Effect::Due, Effect::Clear("closed_at")]),
    step("follow-up", l("回访", "回訪", "Follow up"), &["solved"], "follow-up")
        .routine(hands::SERVICE)
        .or_named(&["first_contact"])
        .asks(&["opinion", "rating"])
        .guards(&[Guard::NotMe("handler")])
        .effects(&[Effect::Me("followed_up_by"), Effect::Now("followed_up_at")]),
    step("close", l("关闭", "關閉", "Close"), &["follow-up"], "closed")
        .routine(hands::SERVICE)
        .or_named(&["first_contact"])
        .asks(&["rating", "opinion"])
        .effects(&[Effect::Now("closed_at")]),
    step("close-answered", l("当场办结", "當場辦結", "Close without a call"), &["solved"], "closed")
        .routine(hands::SERVICE)
        .or_named(&["first_contact"])
        .asks(&["rating"])
        .guards(&[Guard::Is("category", &["consult", "venue", "urgent-delivery", "other"])])
        .effects(&[Effect::Now("closed_at")]),
    step("reopen", l("重开", "重開", "Reopen"), &["solved", "follow-up", "closed"], "reopened")
        .routine(hands::SERVICE)
        .or_named(&["first_contact"])
        .requires(&["reopen_reason"])
        .asks(&["handler"])
        .effects(&[
            Effect::Clear("solved_at"),
            Effect::Clear("followed_up_by"),
            Effect::Clear("followed_up_at"),
            Effect::Clear("closed_at"),
        ]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["accepted", "transferred", "handling", "on-hold", "solved", "follow-up", "closed", "reopened"],
        VOID,
    )
    .roles(&["clerk", "office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];
