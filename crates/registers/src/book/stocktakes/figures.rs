//! What a stocktake comes to: its reports, derived values and warnings.

use crate::def::{Alert, By, Calc, Chart, Checked, Derived, Measure, Only, Others, Phase, Report, Tone, Unit, derived, l, others, report};

pub(super) static REPORTS: &[Report] = &[
    report("by-zone", l("分区覆盖率", "分區覆蓋率", "Coverage by zone"), &[By::Title, By::Field("zone")]).rows("zones").measures(&[
        Measure::Sum("expected"),
        Measure::Sum("seen"),
        Measure::Sum("own"),
        Measure::Sum("missing"),
        Measure::Ratio("seen", "expected"),
        Measure::Sum("outside"),
        Measure::Sum("surplus"),
        Measure::Sum("value"),
    ]),
    report("results", l("盘点结果", "盤點結果", "Results"), &[By::Title, By::Field("no")])
        .measures(&[
            Measure::Derived("expected_count"),
            Measure::Derived("seen"),
            Measure::Rate("coverage"),
            Measure::Derived("surplus_count"),
            Measure::Derived("missing_count"),
            Measure::Derived("misplaced_count"),
            Measure::Rate("accuracy"),
        ])
        .only(&[Only::State(FROZEN)]),
    report("by-custodian", l("按保管人应盘数", "按保管人應盤數", "Expected by custodian"), &[By::Title, By::Field("custodian")])
        .rows("custodians")
        .measures(&[Measure::Sum("expected"), Measure::Sum("value")]),
    report("duration", l("盘点用时", "盤點用時", "Length of a stocktake"), &[By::Title])
        .measures(&[Measure::Span("starts_on", "posted_at"), Measure::OnTime("posted_at", "due_at")])
        .chart(Chart::Table),
];

/// Variances that are differences: not those that were found to be none.
const DIFFERENCES: Others = others("variances", "campaign").within(&["found", "proposed", "awaiting-approval", "approved", "posted"]);
/// Assets that differ from the books: what no book has, such as a thing without a label, is no fault of an expected one.
const DIFFERING: Calc = Calc::Distinct(DIFFERENCES, "asset");
/// Those of them that the books have given away, so that none was expected.
const GIVEN_AWAY: Calc = Calc::Distinct(DIFFERENCES.only("book_quantity", &["0"]), "asset");
/// Differences of expected things that were written down without naming the asset.
const UNNAMED: Calc = Calc::Count(DIFFERENCES.without("asset").only("kind", &["missing", "misplaced", "mismatch"]));
/// Expected assets that are as the books have them.
const AGREEING: Calc = Calc::Minus(&EXPECTED_COUNT, &Calc::Plus(&UNNAMED, &Calc::Minus(&DIFFERING, &GIVEN_AWAY)));
/// Assets of the books when they were frozen, or of the list that came with the campaign.
const EXPECTED_COUNT: Calc = Calc::Greatest(&Calc::Rows("zones", "expected"), &Calc::RowCount("expected"));
/// Assets that somebody saw, whatever is expected.
const NAMED: Calc = Calc::Distinct(others("observations", "campaign"), "asset");
/// Those of them that somebody saw who does not keep them: who counts is not the custodian.
const CHECKED: Calc = Calc::Checked(
    others("observations", "campaign"),
    &Checked { thing: "asset", keeper: "custodian", by: "counter", again: "rechecked_by" },
);
/// Those of them that are known to be none of the scope.
const OUTSIDE: Calc = Calc::Count(others("variances", "campaign").within(&["outside"]));
/// Expected assets that somebody saw who does not keep them.
const SEEN: Calc = Calc::Counted("seen", &Calc::Minus(&CHECKED, &OUTSIDE));
/// Expected assets that only whoever keeps them saw.
const OWN: Calc = Calc::Counted("own", &Calc::Minus(&NAMED, &CHECKED));
/// Differences of one kind.
const fn of_kind(kinds: &'static [&'static str]) -> Calc {
    Calc::Count(DIFFERENCES.only("kind", kinds))
}
/// States after the books were frozen.
static FROZEN: &[&str] = &["frozen", "counting", "recounting", "variances", "approval", "posting", "closed"];
/// States in which the variances have been listed.
static COMPARED: &[&str] = &["variances", "approval", "posting", "closed"];

pub(super) static DERIVED: &[Derived] = &[
    derived("expected_count", l("应盘数", "應盤數", "Expected assets"), EXPECTED_COUNT, Unit::Count),
    derived("seen", l("已盘数", "已盤數", "Assets seen"), Calc::Plus(&SEEN, &OWN), Unit::Count),
    derived("coverage", l("覆盖率", "覆蓋率", "Coverage"), Calc::Percent(&SEEN, &EXPECTED_COUNT), Unit::Percent),
    derived("own_count", l("保管人自盘数", "保管人自盤數", "Seen by their custodian only"), OWN, Unit::Count),
    derived(
        "observation_count",
        l("盘点记录数", "盤點記錄數", "Observations"),
        Calc::Count(others("observations", "campaign")),
        Unit::Count,
    ),
    derived("variance_count", l("差异数", "差異數", "Differences"), Calc::Count(DIFFERENCES), Unit::Count),
    derived(
        "variance_value",
        l("差异金额合计", "差異金額合計", "Amount of the differences"),
        Calc::Sum { of: DIFFERENCES, amount: "value", minus: None },
        Unit::Money,
    ),
    derived(
        "accuracy",
        l("账实相符率", "帳實相符率", "Accuracy"),
        Calc::KnownIn(COMPARED, &Calc::Percent(&Calc::Greatest(&Calc::Number(0), &AGREEING), &EXPECTED_COUNT)),
        Unit::Percent,
    ),
    derived("surplus_count", l("盘盈数", "盤盈數", "Surpluses"), Calc::KnownIn(COMPARED, &of_kind(&["surplus"])), Unit::Count),
    derived("missing_count", l("盘亏数", "盤虧數", "Missing"), Calc::KnownIn(COMPARED, &of_kind(&["missing"])), Unit::Count),
    derived("misplaced_count", l("错位数", "錯位數", "Misplaced"), Calc::KnownIn(COMPARED, &of_kind(&["misplaced"])), Unit::Count),
    derived(
        "posted_count",
        l("已入账差异数", "已入帳差異數", "Differences posted"),
        Calc::Count(DIFFERENCES.within(&["posted"])),
        Unit::Count,
    ),
];

pub(super) static ALERTS: &[Alert] = &[
    Alert {
        id: "zone-holds-nothing",
        labels: l("有盘点区域账上没有资产", "有盤點區域帳上沒有資產", "The books have no asset in one of the zones"),
        tone: Tone::Amber,
        less: Calc::Number(0),
        than: Calc::In(&["frozen", "counting"], &Calc::RowsWith("zones", "expected", "0")),
        phases: &[Phase::Open],
        answered: None,
    },
    Alert {
        id: "in-no-zone",
        labels: l("有资产不在任何小组的区域里", "有資產不在任何小組的區域裡", "Some assets are in no team's zone"),
        tone: Tone::Amber,
        less: Calc::Number(0),
        than: Calc::In(&["frozen", "counting", "recounting"], &Calc::RowsWithout("zones", "expected", "zone")),
        phases: &[Phase::Open],
        answered: None,
    },
];
