//! The way of a meeting through the office.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{Addition, Effect, Guard, InRows, Phase, State, Tone, Transition, l, others, rows, state, step};

const DIRECTION: &[&str] = &["office-director", "leader"];
const REVIEWERS: &[&str] = &["chair", "office-director", "leader"];

/// Whoever is asked to come, until they have answered; and whoever prepares something, until it is done.
const INVITED: &[InRows] = &[rows("participants", "person", "reply"), rows("preparation", "responsible", "done")];

pub(super) static STATES: &[State] = &[
    state("collecting", l("征集议题", "徵集議題", "Collecting topics"), Tone::Amber, Phase::Open).by("organiser"),
    state("agenda-set", l("已定题", "已定題", "Agenda set"), Tone::Blue, Phase::Open).by("organiser"),
    state("notified", l("已通知", "已通知", "Notified"), Tone::Blue, Phase::Open).by("organiser").by_rows(INVITED),
    state("ready", l("筹备就绪", "籌備就緒", "Ready"), Tone::Green, Phase::Open).by("chair").by_rows(INVITED),
    state("in-session", l("进行中", "進行中", "In session"), Tone::Green, Phase::Open).by("recorder"),
    state("awaiting-minutes", l("待纪要", "待紀要", "Awaiting minutes"), Tone::Amber, Phase::Open).by("recorder"),
    state("awaiting-review", l("待审阅", "待審閱", "Awaiting review"), Tone::Amber, Phase::Open).by("chair"),
    state("distributed", l("已分发", "已分發", "Distributed"), Tone::Blue, Phase::Open).by("organiser"),
    state("following-up", l("跟进", "跟進", "Following up"), Tone::Blue, Phase::Open).by("organiser"),
    state("closed", l("关闭", "關閉", "Closed"), Tone::Green, Phase::Done),
    state("postponed", l("改期", "改期", "Postponed"), Tone::Amber, Phase::Open).aside().by("organiser"),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// No action item is left behind without its task.
const ASSIGNED: Guard = Guard::EachRowIs("actions", "assigned", "yes");
const FREE_ROOM: Effect = Effect::StepOthers(
    others("bookings", "meeting").within(&["tentative", "awaiting-approval", "confirmed", "needs-adjustment"]),
    "cancel",
);
const FREE_TOPICS: Effect = Effect::StepOthers(others("topics", "meeting").within(&["scheduled"]), "put-back");

pub(super) static TRANSITIONS: &[Transition] = &[
    step("set-agenda", l("定题", "定題", "Set the agenda"), &["collecting"], "agenda-set")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .requires(&["starts_at", "chair"])
        .asks(&["ends_at", "room", "place", "recorder", "importance"])
        .guards(&[Guard::HasLine("agenda")])
        .effects(&[Effect::Number, Effect::Due, Effect::StepOthers(others("topics", "meeting").within(&["accepted"]), "schedule")]),
    step(
        "set-agenda-and-book",
        l("定题并预约会议室", "定題並預約會議室", "Set the agenda and book the room"),
        &["collecting"],
        "agenda-set",
    )
    .routine(hands::MEETING)
    .or_named(&["organiser", "chair", "recorder"])
    .requires(&["starts_at", "ends_at", "room", "chair"])
    .asks(&["recorder", "importance", "layout"])
    .guards(&[Guard::HasLine("agenda"), Guard::Linked("room", &["open", "approval"])])
    .effects(&[
        Effect::Number,
        Effect::Due,
        Effect::StepOthers(others("topics", "meeting").within(&["accepted"]), "schedule"),
        Effect::Add(Addition {
            register: "bookings",
            back: "meeting",
            copy: &[
                ("subject", "purpose"),
                ("room", "room"),
                ("starts_at", "start"),
                ("ends_at", "end"),
                ("importance", "importance"),
                ("organiser", "applicant"),
                ("dept", "applicant_dept"),
                ("layout", "layout"),
            ],
            set: &[("use", "meeting")],
            state: "",
        }),
    ]),
    step("notify", l("发会议通知", "發會議通知", "Send the notice"), &["agenda-set"], "notified")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .binds()
        .requires(&["starts_at", "importance"])
        .asks(&["short_notice_reason"])
        .guards(&[
            Guard::HasLine("participants"),
            Guard::Is("importance", &["ordinary"]),
            Guard::NoticeOr("starts_at", "short_notice_reason"),
        ])
        .effects(&[Effect::Now("notified_at"), Effect::Me("notified_by"), Effect::Clear("due_at")]),
    step(
        "notify-important",
        l("发会议通知（重要会议）", "發會議通知（重要會議）", "Send the notice (important meeting)"),
        &["agenda-set"],
        "notified",
    )
    .routine(hands::MEETING)
    .or_named(&["organiser", "chair", "recorder"])
    .binds()
    .requires(&["starts_at", "importance"])
    .asks(&["short_notice_reason"])
    .guards(&[
        Guard::HasLine("participants"),
        Guard::Is("importance", &["important", "major"]),
        Guard::NoticeOr("starts_at", "short_notice_reason"),
    ])
    .effects(&[Effect::Now("notified_at"), Effect::Me("notified_by"), Effect::Clear("due_at")]),
    step("prepare", l("筹备就绪", "籌備就緒", "Mark as ready"), &["notified"], "ready")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .asks(&["seats", "refreshments"])
        .guards(&[Guard::HasLine("venue_checks"), Guard::EachRowIs("venue_checks", "ok", "yes")]),
    step("start", l("开会", "開會", "Open the session"), &["notified", "ready"], "in-session")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .guards(&[Guard::Come("starts_at")])
        .effects(&[Effect::Now("started_at"), Effect::StepOthers(others("bookings", "meeting").within(&["confirmed"]), "use")]),
    step("start-at-once", l("临时开会", "臨時開會", "Open the session at once"), &["collecting", "agenda-set"], "in-session")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .requires(&["short_notice_reason"])
        .asks(&["chair", "recorder"])
        .effects(&[
            Effect::Number,
            Effect::Now("starts_at"),
            Effect::Now("started_at"),
            Effect::StepOthers(others("bookings", "meeting").within(&["confirmed"]), "use"),
            Effect::Clear("due_at"),
        ]),
    step("end", l("散会", "散會", "Close the session"), &["in-session"], "awaiting-minutes")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .asks(&["ended_at", "recorder", "due_at"])
        .effects(&[Effect::Now("ended_at"), Effect::StepOthers(others("topics", "meeting").within(&["scheduled"]), "discuss")]),
    step("submit-minutes", l("纪要送审", "紀要送審", "Submit the minutes"), &["awaiting-minutes"], "awaiting-review")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .requires(&["minutes"])
        .asks(&["minutes_no"])
        .effects(&[Effect::Me("minutes_by"), Effect::Now("minutes_submitted_at"), Effect::Clear("minutes_return_reason")]),
    step("return-minutes", l("退回纪要", "退回紀要", "Send the minutes back"), &["awaiting-review"], "awaiting-minutes")
        .roles(REVIEWERS)
        .requires(&["minutes_return_reason"])
        .effects(&[Effect::Clear("minutes_by"), Effect::Clear("minutes_submitted_at")]),
    step("distribute", l("审定分发", "審定分發", "Approve and distribute"), &["awaiting-review"], "distributed")
        .signed()
        .binds()
        .roles(REVIEWERS)
        .guards(&[Guard::NotMe("minutes_by"), Guard::HasLine("distribution")])
        .effects(&[Effect::Me("minutes_approved_by"), Effect::Now("minutes_approved_at"), Effect::Clear("due_at")]),
    step(
        "correct-minutes",
        l("收回纪要更正", "收回紀要更正", "Take the minutes back to correct them"),
        &["distributed"],
        "awaiting-minutes",
    )
    .roles(REVIEWERS)
    .requires(&["minutes_return_reason"])
    .effects(&[
        Effect::Clear("minutes_by"),
        Effect::Clear("minutes_submitted_at"),
        Effect::Clear("minutes_approved_by"),
        Effect::Clear("minutes_approved_at"),
    ]),
    step("follow-up", l("布置待办", "布置待辦", "Assign the action items"), &["distributed", "following-up"], "following-up")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .guards(&[
            Guard::HasLine("actions"),
            Guard::RowWithout("actions", "assigned"),
            Guard::EachRow("actions", "matter"),
            Guard::EachRow("actions", "owner"),
            Guard::EachRow("actions", "due"),
        ])
        .effects(&[Effect::AddForEach {
            lines: "actions",
            tick: "assigned",
            add: Addition {
                register: "tasks",
                back: "meeting",
                copy: &[("subject", "source"), ("minutes_approved_by", "assigned_by")],
                set: &[("source_type", "meeting")],
                state: "",
            },
            cells: &[("matter", "title"), ("owner", "owner"), ("dept", "dept"), ("due", "due_at"), ("requirement", "requirement")],
        }]),
    step("close", l("关闭", "關閉", "Close"), &["distributed", "following-up"], "closed")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair", "recorder"])
        .asks(&["summary"])
        .guards(&[ASSIGNED, Guard::None(others("tasks", "meeting").within(&["todo", "doing", "awaiting-check", "extended"]))])
        .effects(&[Effect::Today("closed_on")]),
    step("reopen", l("重新跟进", "重新跟進", "Reopen"), &["closed"], "following-up")
        .roles(DIRECTION)
        .effects(&[Effect::Clear("closed_on")]),
    step("postpone", l("改期", "改期", "Postpone"), &["agenda-set", "notified", "ready"], "postponed")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair"])
        .requires(&["postpone_reason", "original_starts_at"])
        .effects(&[
            Effect::StepOthers(others("bookings", "meeting").within(&["tentative", "awaiting-approval", "confirmed"]), "displace"),
            Effect::Clear("starts_at"),
            Effect::Clear("ends_at"),
            Effect::Clear("notified_at"),
            Effect::Clear("notified_by"),
            Effect::Clear("short_notice_reason"),
            Effect::Clear("due_at"),
        ]),
    step("reschedule", l("重定时间", "重定時間", "Set a new time"), &["postponed"], "agenda-set")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair"])
        .requires(&["starts_at"])
        .asks(&["ends_at", "room", "place"])
        .effects(&[Effect::Due]),
    step("cancel", l("取消会议", "取消會議", "Cancel"), &["collecting", "agenda-set", "notified", "ready", "postponed"], "cancelled")
        .routine(hands::MEETING)
        .or_named(&["organiser", "chair"])
        .requires(&["cancel_reason"])
        .effects(&[FREE_ROOM, FREE_TOPICS, Effect::Clear("due_at")]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &[
            "collecting",
            "agenda-set",
            "notified",
            "ready",
            "in-session",
            "awaiting-minutes",
            "awaiting-review",
            "distributed",
            "following-up",
            "closed",
            "postponed",
            "cancelled",
        ],
        VOID,
    )
    .roles(&["clerk", "office-director"])
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by"), FREE_ROOM, FREE_TOPICS, Effect::Clear("due_at")]),
];
