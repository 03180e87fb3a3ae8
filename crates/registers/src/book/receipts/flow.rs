//! States and steps of receipts.

use crate::common::VOID;
use crate::def::{Addition, Effect, Guard, Phase, State, Tone, Transition, l, others, state, step};

pub(super) static STATES: &[State] = &[
    state("awaiting", l("待验收", "待驗收", "Awaiting acceptance"), Tone::Amber, Phase::Open).by("receiver"),
    state("accepted", l("验收合格", "驗收合格", "Accepted"), Tone::Green, Phase::Done),
    state("rejected", l("验收不合格", "驗收不合格", "Rejected"), Tone::Red, Phase::Open),
    state("returned", l("已退货", "已退貨", "Returned"), Tone::Grey, Phase::Done),
    state(VOID, l("作废", "作廢", "Void"), Tone::Grey, Phase::Void),
];

/// What goes into the store.
const INTO_STORE: Effect = Effect::AddForEach {
    lines: "stock_lines",
    tick: "",
    add: Addition {
        register: "stock-movements",
        back: "receipt",
        copy: &[("receiver", "handler"), ("received_on", "at")],
        set: &[("kind", "in")],
        state: "posted",
    },
    cells: &[("item", "item"), ("name", "name"), ("unit", "unit"), ("quantity", "quantity"), ("price", "unit_price"), ("amount", "amount")],
};

/// What becomes a fixed asset: one card a row.
const ONTO_CARDS: Effect = Effect::AddForEach {
    lines: "asset_lines",
    tick: "",
    add: Addition {
        register: "assets",
        back: "receipt",
        copy: &[("supplier_name", "supplier"), ("invoice_no", "invoice"), ("received_on", "purchase_date")],
        set: &[("acquisition", "purchase")],
        state: "idle",
    },
    cells: &[
        ("name", "name"),
        ("main_class", "main_class"),
        ("class", "class"),
        ("brand", "brand"),
        ("model", "model"),
        ("serial", "serial"),
        ("quantity", "quantity"),
        ("unit", "unit"),
        ("price", "unit_price"),
        ("value", "value"),
        ("warranty", "warranty"),
        ("location", "location"),
        ("department", "using_dept"),
        ("custodian", "custodian"),
    ],
};

/// What came costs what its number and price make, unless the papers say otherwise.
const STOCK_AMOUNTS: Effect = Effect::Product { lines: "stock_lines", of: ("quantity", "price"), to: "amount", keep: true };
/// The same of what goes onto cards.
const ASSET_VALUES: Effect = Effect::Product { lines: "asset_lines", of: ("quantity", "price"), to: "value", keep: true };

/// What is accepted of an order: by somebody else than its buyer, and each row says what came.
const OF_ORDER: &[Guard] = &[
    Guard::NotMe("buyer"),
    Guard::SameAsLinked("order", "buyer", "buyer"),
    Guard::Different("receiver", "buyer"),
    Guard::HasLineIn(&["stock_lines", "asset_lines"]),
    Guard::EachRow("stock_lines", "item"),
    Guard::EachRow("stock_lines", "name"),
    Guard::EachRow("stock_lines", "quantity"),
    Guard::EachRow("asset_lines", "name"),
];

pub(super) static TRANSITIONS: &[Transition] = &[
    step("take-lines", l("按订单带出明细", "按訂單帶出明細", "Take the lines of the order"), &["awaiting"], "awaiting")
        .routine(&["storekeeper", "asset-manager", "department-asset-clerk", "office-director", "buyer"])
        .or_named(&["receiver"])
        .requires(&["order"]),
    step("accept", l("验收合格（到齐）", "驗收合格（到齊）", "Accept, all there"), &["awaiting"], "accepted")
        .binds()
        .roles(&["storekeeper", "asset-manager", "department-asset-clerk", "office-director"])
        .requires(&["order", "buyer"])
        .asks(&["received_on", "quality_score", "invoice_no"])
        .guards(OF_ORDER)
        .effects(&[
            Effect::Number,
            Effect::Me("receiver"),
            Effect::Today("received_on"),
            STOCK_AMOUNTS,
            ASSET_VALUES,
            INTO_STORE,
            ONTO_CARDS,
            Effect::StepLinked("order", "receive"),
        ]),
    step("accept-part", l("验收合格（部分到货）", "驗收合格（部分到貨）", "Accept a part"), &["awaiting"], "accepted")
        .binds()
        .roles(&["storekeeper", "asset-manager", "department-asset-clerk", "office-director"])
        .requires(&["order", "buyer"])
        .asks(&["received_on", "quality_score", "shortage"])
        .guards(OF_ORDER)
        .effects(&[
            Effect::Number,
            Effect::Me("receiver"),
            Effect::Today("received_on"),
            STOCK_AMOUNTS,
            ASSET_VALUES,
            INTO_STORE,
            ONTO_CARDS,
            Effect::StepLinked("order", "receive-part"),
        ]),
    step("accept-without-order", l("无订单验收", "無訂單驗收", "Accept without an order"), &["awaiting"], "accepted")
        .binds()
        .roles(&["asset-manager", "office-director"])
        .requires(&["no_order_reason", "buyer"])
        .asks(&["received_on"])
        .guards(&[
            Guard::NotMe("buyer"),
            Guard::Different("receiver", "buyer"),
            Guard::HasLineIn(&["stock_lines", "asset_lines"]),
            Guard::EachRow("stock_lines", "item"),
            Guard::EachRow("stock_lines", "name"),
            Guard::EachRow("stock_lines", "quantity"),
            Guard::EachRow("asset_lines", "name"),
        ])
        .effects(&[
            Effect::Number,
            Effect::Me("receiver"),
            Effect::Today("received_on"),
            STOCK_AMOUNTS,
            ASSET_VALUES,
            INTO_STORE,
            ONTO_CARDS,
        ]),
    step("reject", l("验收不合格", "驗收不合格", "Reject"), &["awaiting"], "rejected")
        .roles(&["storekeeper", "asset-manager", "department-asset-clerk", "office-director"])
        .requires(&["reject_reason"])
        .guards(&[Guard::NotMe("buyer")])
        .effects(&[Effect::Number, Effect::Me("receiver"), Effect::Today("received_on")]),
    step("inspect-again", l("换货再验", "換貨再驗", "Inspect again"), &["rejected"], "awaiting")
        .routine(&["storekeeper", "asset-manager", "department-asset-clerk", "office-director", "buyer"])
        .or_named(&["receiver"])
        .effects(&[Effect::Clear("reject_reason"), Effect::Clear("received_on")]),
    step("return-goods", l("退货", "退貨", "Return the goods"), &["rejected"], "returned")
        .roles(&["storekeeper", "asset-manager", "buyer", "office-director"])
        .effects(&[Effect::Today("returned_on")]),
    step("order-cancelled", l("随订单取消", "隨訂單取消", "Cancelled with the order"), &["awaiting"], VOID)
        .guards(&[Guard::Follows(&["orders"])])
        .effects(&[Effect::Set("void_reason", "采购订单已取消"), Effect::Now("void_at"), Effect::Me("void_by")]),
    step("void", l("作废", "作廢", "Void"), &["awaiting", "accepted", "rejected", "returned"], VOID)
        .roles(&["storekeeper", "asset-manager", "office-director"])
        .requires(&["void_reason"])
        .guards(&[Guard::None(others("stock-movements", "receipt")), Guard::None(others("assets", "receipt"))])
        .effects(&[Effect::Now("void_at"), Effect::Me("void_by")]),
];
