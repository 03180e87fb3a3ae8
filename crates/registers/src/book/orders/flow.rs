//! States and steps of orders.

use crate::common::VOID;
use crate::def::{Addition, Effect, Guard, Phase, State, Tone, Transition, l, others, state, step};

pub(super) static STATES: &[State] = &[
    state("planned", l("计划", "計劃", "Planned"), Tone::Grey, Phase::Open).by("buyer"),
    state("comparing", l("比价", "比價", "Comparing"), Tone::Blue, Phase::Open).by("buyer"),
    state("approved", l("批准", "批准", "Approved"), Tone::Blue, Phase::Open).by("buyer"),
    state("ordered", l("已订", "已訂", "Ordered"), Tone::Blue, Phase::Open),
    state("part-received", l("部分到", "部分到", "Partly received"), Tone::Amber, Phase::Open).aside(),
    state("received", l("验收", "驗收", "Accepted"), Tone::Amber, Phase::Open),
    state("settled", l("结算", "結算", "Settled"), Tone::Green, Phase::Done),
    state("cancelled", l("取消", "取消", "Cancelled"), Tone::Grey, Phase::Done).aside(),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// Nothing more comes of it: receipts that still wait go with it.
const WITHOUT_DELIVERY: Effect = Effect::StepOthers(others("receipts", "order").within(&["awaiting"]), "order-cancelled");

/// The next delivery: what it is of follows from what is still outstanding.
const NEXT_RECEIPT: Effect = Effect::Add(Addition {
    register: "receipts",
    back: "order",
    copy: &[
        ("title", "title"),
        ("supplier", "supplier"),
        ("supplier_name", "supplier_name"),
        ("buyer", "buyer"),
        ("due", "due"),
        ("place", "place"),
    ],
    set: &[],
    state: "",
});

const RECEIVERS: &[&str] = &["buyer", "storekeeper", "asset-manager", "office-director"];

pub(super) static TRANSITIONS: &[Transition] = &[
    step("compare", l("开始比价", "開始比價", "Start comparing"), &["planned"], "comparing")
        .roles(&["buyer", "office-director"])
        .asks(&["method", "due"])
        .effects(&[Effect::Me("buyer")]),
    step("approve", l("批准", "批准", "Approve"), &["comparing"], "approved")
        .signed()
        .roles(&["office-director", "leader"])
        .requires(&["amount"])
        .guards(&[Guard::Some(others("quotes", "order").within(&["chosen"])), Guard::NotMe("buyer")])
        .effects(&[
            Effect::Me("approved_by"),
            Effect::Now("approved_at"),
            Effect::StepOthers(others("quotes", "order").within(&["received"]), "reject"),
        ]),
    step("approve-single", l("单一来源批准", "單一來源批准", "Approve a single source"), &["planned", "comparing"], "approved")
        .roles(&["office-director", "leader"])
        .requires(&["amount", "supplier_name", "single_source_reason"])
        .guards(&[Guard::NotMe("buyer")])
        .effects(&[Effect::Me("approved_by"), Effect::Now("approved_at")]),
    step("send-back", l("退回", "退回", "Send back"), &["comparing", "approved"], "planned")
        .roles(&["office-director", "leader"])
        .requires(&["return_reason"])
        .effects(&[Effect::Clear("approved_by"), Effect::Clear("approved_at")]),
    step("place", l("下单订购", "下單訂購", "Place the order"), &["approved"], "ordered")
        .binds()
        .roles(&["buyer", "office-director"])
        .requires(&["supplier_name", "amount"])
        .asks(&["contract_no", "due", "place"])
        .guards(&[Guard::HasLine("lines")])
        .effects(&[
            Effect::Me("buyer"),
            Effect::Today("ordered_on"),
            Effect::Add(Addition {
                register: "receipts",
                back: "order",
                copy: &[
                    ("title", "title"),
                    ("supplier", "supplier"),
                    ("supplier_name", "supplier_name"),
                    ("buyer", "buyer"),
                    ("amount", "amount"),
                    ("due", "due"),
                    ("place", "place"),
                ],
                set: &[],
                state: "",
            }),
        ]),
    step("receive-part", l("部分到货", "部分到貨", "Part received"), &["ordered"], "part-received")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .guards(&[Guard::NotMe("buyer")]),
    step("new-receipt", l("另开验收单", "另開驗收單", "Start another receipt"), &["ordered"], "ordered")
        .roles(RECEIVERS)
        .effects(&[NEXT_RECEIPT]),
    step("next-delivery", l("登记下批到货", "登記下批到貨", "Next delivery"), &["part-received"], "part-received")
        .roles(RECEIVERS)
        .effects(&[NEXT_RECEIPT]),
    step("take-back", l("验收已作废", "驗收已作廢", "Acceptance made void"), &["part-received", "received"], "ordered")
        .guards(&[Guard::Follows(&["receipts"])])
        .effects(&[Effect::Clear("received_on")]),
    step("take-back-part", l("部分验收已作废", "部分驗收已作廢", "Part of the acceptance made void"), &["received"], "part-received")
        .guards(&[Guard::Follows(&["receipts"])])
        .effects(&[Effect::Clear("received_on")]),
    step("receive", l("验收完成", "驗收完成", "All accepted"), &["ordered", "part-received"], "received")
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .guards(&[Guard::NotMe("buyer"), Guard::Some(others("receipts", "order").within(&["accepted"]))])
        .effects(&[Effect::Today("received_on")]),
    step("settle", l("结算", "結算", "Settle"), &["received"], "settled")
        .binds()
        .roles(&["clerk", "office-director"])
        .requires(&["invoice_no", "paid_amount"])
        .asks(&["invoice_date"])
        .guards(&[Guard::NotMe("buyer"), Guard::Some(others("receipts", "order").within(&["accepted"]))])
        .effects(&[Effect::Me("settled_by"), Effect::Today("settled_on")]),
    step("cancel", l("取消", "取消", "Cancel"), &["planned", "comparing", "approved", "ordered"], "cancelled")
        .roles(&["buyer", "office-director"])
        .requires(&["cancel_reason"])
        .guards(&[Guard::None(others("receipts", "order").within(&["accepted"]))])
        .effects(&[WITHOUT_DELIVERY]),
    step(
        "void",
        l("作废", "作廢", "Void"),
        &["planned", "comparing", "approved", "ordered", "part-received", "received", "settled", "cancelled"],
        VOID,
    )
    .roles(&["buyer", "office-director"])
    .requires(&["void_reason"])
    .guards(&[Guard::None(others("receipts", "order").within(&["accepted"]))])
    .effects(&[Effect::Now("void_at"), Effect::Me("void_by"), WITHOUT_DELIVERY]),
];
