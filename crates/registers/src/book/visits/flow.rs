//! How a visit goes: expected, let in, and signed out by somebody, or called off.

use crate::book::hands;
use crate::common::VOID;
use crate::def::{Addition, Effect, Phase, State, Tone, Transition, l, state, step};

pub(super) static STATES: &[State] = &[
    state("appointment", l("预约", "預約", "Appointment"), Tone::Amber, Phase::Open),
    state("confirmed", l("确认", "確認", "Confirmed"), Tone::Blue, Phase::Open),
    state("declined", l("婉拒", "婉拒", "Declined"), Tone::Grey, Phase::Done).aside(),
    state("cancelled", l("取消", "取消", "Called off"), Tone::Grey, Phase::Done).aside(),
    state("arrived", l("到访", "到訪", "Arrived"), Tone::Blue, Phase::Open),
    state("on-campus", l("校内", "校內", "On campus"), Tone::Green, Phase::Open),
    state("overstayed", l("超时未离", "逾時未離", "Overstayed"), Tone::Red, Phase::Open),
    state("left", l("离开", "離開", "Left"), Tone::Grey, Phase::Done),
    state("no-show", l("未到", "未到", "Did not come"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

pub(super) static TRANSITIONS: &[Transition] = &[
    // Who comes all the same is let in on the same line of the book.
    step("enter", l("进校", "進校", "Let in"), &["appointment", "confirmed", "arrived", "no-show", "cancelled"], "on-campus")
        .routine(hands::RECEPTION)
        .asks(&["badge", "id_type", "id_last4", "id_verified", "areas", "expected_leave"])
        .effects(&[Effect::Now("entered"), Effect::Me("received_by")]),
    step("confirm", l("确认", "確認", "Confirm"), &["appointment"], "confirmed").routine(hands::RECEPTION).or_named(&["host"]).asks(&[
        "host",
        "planned_at",
        "host_confirmed",
    ]),
    step("confirm-with-plan", l("确认并拟接待方案", "確認並擬接待方案", "Confirm and draw up a plan"), &["appointment"], "confirmed")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .requires(&["purpose", "planned_at", "host"])
        .asks(&["host_dept", "headcount"])
        .effects(&[
            Effect::Set("host_confirmed", "yes"),
            Effect::Add(Addition {
                register: "reception-plans",
                back: "visit",
                copy: &[
                    ("purpose", "title"),
                    ("visitor", "guests"),
                    ("organisation", "organisation"),
                    ("purpose", "purpose"),
                    ("type", "type"),
                    ("phone", "contact"),
                    ("planned_at", "starts_at"),
                    ("host", "host"),
                    ("host_dept", "host_dept"),
                    ("room", "room"),
                ],
                set: &[],
                state: "",
            }),
        ]),
    step("decline", l("婉拒", "婉拒", "Decline"), &["appointment"], "declined")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .requires(&["decline_reason"]),
    // What was declined is not called off: that answers a wish, this takes back what both sides wanted.
    step("cancel", l("取消预约", "取消預約", "Call off"), &["appointment", "confirmed"], "cancelled")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .asks(&["cancel_reason"]),
    step("restore", l("恢复预约", "恢復預約", "Expect again"), &["cancelled"], "appointment")
        .routine(hands::RECEPTION)
        .or_named(&["host"])
        .asks(&["planned_at"])
        .effects(&[Effect::Clear("cancel_reason"), Effect::Clear("host_confirmed")]),
    step("arrive", l("到访", "到訪", "Arrive"), &["appointment", "confirmed"], "arrived")
        .routine(hands::RECEPTION)
        .effects(&[Effect::Now("arrived"), Effect::Me("received_by")]),
    step("leave", l("离开", "離開", "Leave"), &["arrived", "on-campus", "overstayed"], "left")
        .routine(hands::RECEPTION)
        .asks(&["left"])
        .effects(&[Effect::Now("left")]),
    step(
        "leave-with-follow-up",
        l("离开并安排回访", "離開並安排回訪", "Leave and plan a follow-up"),
        &["arrived", "on-campus", "overstayed"],
        "left",
    )
    .routine(hands::RECEPTION)
    .asks(&["left"])
    .effects(&[
        Effect::Now("left"),
        Effect::Add(Addition {
            register: "follow-ups",
            back: "visit",
            copy: &[
                ("visitor", "contact"),
                ("organisation", "organisation"),
                ("phone", "phone"),
                ("type", "type"),
                ("host", "handler"),
                ("left", "visited_at"),
            ],
            set: &[],
            state: "",
        }),
    ]),
    step("mark-overstayed", l("标为超时未离", "標為逾時未離", "Mark as overstayed"), &["on-campus"], "overstayed")
        .routine(hands::RECEPTION),
    step("mark-no-show", l("标为未到", "標為未到", "Mark as not come"), &["appointment", "confirmed"], "no-show").routine(hands::RECEPTION),
    step("seen-again", l("撤销离开", "撤銷離開", "Still here"), &["left"], "on-campus")
        .routine(hands::RECEPTION)
        .effects(&[Effect::Clear("left")]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["appointment", "confirmed", "declined", "cancelled", "arrived", "on-campus", "overstayed", "left", "no-show"],
        VOID,
    )
    .routine(hands::RECEPTION)
    .requires(&["void_reason"])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];
