//! The reports and derived values that the office's domain names, over small books whose figures are reckoned by hand.

use registers::document::Op;
use registers::{RecordId, Value};

use super::at;
use super::clerk::{Clerk, register, set};
use crate::{Cell, Period};

/// Groups of a report by their keys, in the order of the keys.
fn figures(clerk: &Clerk, key: &str, report: &str) -> Vec<(String, Vec<Cell>)> {
    let register = register(key);
    let report = register.report(report).unwrap_or_else(|| panic!("{key} has no report {report}"));
    let table = clerk.reader().report(register, report, Period::default(), at(0)).unwrap();
    let mut groups: Vec<_> = table.groups.into_iter().map(|g| (g.keys.join("/"), g.cells)).collect();
    groups.sort_by(|a, b| a.0.cmp(&b.0));
    groups
}

fn check(clerk: &Clerk, key: &str, report: &str, expect: &[(&str, &[Cell])]) {
    let mut expect: Vec<(String, Vec<Cell>)> = expect.iter().map(|(k, c)| ((*k).to_owned(), c.to_vec())).collect();
    expect.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(figures(clerk, key, report), expect, "{key} {report}");
}

/// How many records each group has, where nothing else is measured.
fn check_counts(clerk: &Clerk, key: &str, report: &str, expect: &[(&str, i64)]) {
    let cells: Vec<(&str, [Cell; 1])> = expect.iter().map(|(k, n)| (*k, [n_of(*n)])).collect();
    let expect: Vec<(&str, &[Cell])> = cells.iter().map(|(k, c)| (*k, &c[..])).collect();
    check(clerk, key, report, &expect);
}

fn n_of(n: i64) -> Cell {
    Cell::Count(n)
}

fn sum(amount: i64) -> Cell {
    Cell::Amount(amount as f64)
}

fn share(percent: f64) -> Cell {
    Cell::Percent(Some(percent))
}

fn span(median: i64, ninth: i64) -> Cell {
    Cell::Span(Some((median, ninth)))
}

/// A record in a state; what looks like a number or a yes is one.
fn add(clerk: &mut Clerk, key: &str, state: &str, values: &[(&str, &str)]) -> RecordId {
    let found = register(key);
    let mut ops = Vec::new();
    for (field, text) in values {
        let field = found.field(field).unwrap_or_else(|| panic!("{key} has no field {field}"));
        ops.extend(registers::parse::ops(field, text).unwrap_or_else(|e| panic!("{key}.{} {text}: {e}", field.id)));
    }
    ops.push(Op::State(state.to_owned()));
    clerk.add(key, &ops)
}

fn row(clerk: &mut Clerk, id: RecordId, field: &str, cells: &[(&str, &str)]) {
    let lines = register(&clerk.record(id).register).field(field).unwrap();
    let column = |name: &str| lines.columns().iter().find(|c| c.id == name).unwrap_or_else(|| panic!("{field} has no column {name}"));
    let hints = registers::parse::Hints::default();
    let cells: Vec<(&str, Value)> =
        cells.iter().map(|(name, text)| (*name, registers::parse::cell(column(name), text, &hints).unwrap().unwrap())).collect();
    clerk.row(id, field, &cells);
}

#[test]
fn incoming_documents_by_source_department_urgency_and_time() {
    let mut clerk = Clerk::new();
    let letter = |clerk: &mut Clerk, state: &str, from: &str, urgency: &str, received: &str, due: &str, closed: &str| {
        let mut values = vec![("title", "来文"), ("from_org", from), ("urgency", urgency), ("received_at", received), ("due_at", due)];
        values.extend((!closed.is_empty()).then_some(("closed_at", closed)));
        add(clerk, "incoming-documents", state, &values)
    };
    let first = letter(&mut clerk, "closed", "市教育局", "加急", "2026-11-02", "2026-11-05", "2026-11-04");
    let second = letter(&mut clerk, "closed", "市教育局", "平件", "2026-11-03", "2026-11-17", "2026-11-20");
    letter(&mut clerk, "handling", "区教育局", "平件", "2026-11-10", "2026-11-24", "");
    letter(&mut clerk, "handling", "区教育局", "特急", "2026-10-12", "2026-10-13", "");
    letter(&mut clerk, "void", "市教育局", "平件", "2026-11-03", "2026-11-17", "");
    row(&mut clerk, first, "assignments", &[("lead", "总务处")]);
    row(&mut clerk, second, "assignments", &[("lead", "总务处")]);
    row(&mut clerk, second, "assignments", &[("lead", "教务处")]);
    let key = "incoming-documents";
    check_counts(&clerk, key, "by-source", &[("市教育局", 2), ("区教育局", 2)]);
    check_counts(&clerk, key, "by-department", &[("总务处", 2), ("教务处", 1)]);
    check_counts(&clerk, key, "by-urgency", &[("normal", 2), ("urgent", 1), ("extra-urgent", 1)]);
    // What is open and late is not on time; what is not due yet is no case.
    check(&clerk, key, "on-time", &[("2026-10", &[share(0.0), n_of(1)]), ("2026-11", &[share(50.0), n_of(3)])]);
    // Received 13 and 42 days ago; one is 41 days late.
    check_counts(&clerk, key, "ageing", &[("2", 1), ("3", 1)]);
    check_counts(&clerk, key, "overdue", &[("3", 1)]);
    assert_eq!(clerk.derived(first)["days_open"], 2);
}

#[test]
fn outgoing_documents_by_stage_return_volume_and_receipt() {
    let mut clerk = Clerk::new();
    let times =
        |on: [&'static str; 4]| [("submitted_at", on[0]), ("dept_reviewed_at", on[1]), ("office_reviewed_at", on[2]), ("signed_at", on[3])];
    let first = [
        ("title", "放假通知"),
        ("kind", "通知"),
        ("draft_dept", "综合办公室"),
        ("issue_no", "校发〔2026〕1号"),
        ("doc_date", "2026-11-03"),
    ];
    let first = [&first[..], &times(["2026-11-02 08:00", "2026-11-02 09:00", "2026-11-02 11:00", "2026-11-03 11:00"])].concat();
    let first = add(&mut clerk, "outgoing-documents", "dispatching", &first);
    let second =
        [("title", "值班通知"), ("kind", "通知"), ("draft_dept", "总务处"), ("issue_no", "校发〔2026〕2号"), ("doc_date", "2026-10-30")];
    let second = [&second[..], &times(["2026-11-02 08:00", "2026-11-02 11:00", "2026-11-02 12:00", "2026-11-02 13:00"])].concat();
    add(&mut clerk, "outgoing-documents", "numbered", &second);
    add(&mut clerk, "outgoing-documents", "drafting", &[("title", "草稿"), ("kind", "函")]);
    for (stage, verdict) in [("部门审", "退改"), ("部门审", "通过"), ("办公室审", "通过")] {
        row(&mut clerk, first, "reviews", &[("stage", stage), ("verdict", verdict)]);
    }
    row(&mut clerk, first, "dispatch", &[("recipient", "德育处"), ("sent", "2026-11-05 09:00"), ("signed_at", "2026-11-05 10:00")]);
    row(&mut clerk, first, "dispatch", &[("recipient", "教务处"), ("sent", "2026-11-05 09:00")]);
    row(&mut clerk, first, "dispatch", &[("recipient", "工会")]);
    let key = "outgoing-documents";
    let cycle = figures(&clerk, key, "cycle-time");
    assert_eq!(cycle.len(), 1, "drafts do not count: {cycle:?}");
    assert_eq!(cycle[0].1[..4], [span(60, 180), span(60, 120), Cell::Span(None), span(60, 1440)]);
    let stages = [("department/综合办公室", &[share(50.0), n_of(2)][..]), ("office/综合办公室", &[share(0.0), n_of(1)])];
    check(&clerk, key, "verdicts", &stages);
    check_counts(&clerk, key, "volume", &[("2026-10", 1), ("2026-11", 1)]);
    check_counts(&clerk, key, "unsigned-receipts", &[("放假通知/教务处", 1)]);
    assert_eq!(clerk.derived(first)["returned_times"], 0, "a verdict alone sends nothing back");
}

/// Every return stays on record with its reason, though the next draft clears it, and is counted by stage and by drafter.
#[test]
fn returns_are_counted_by_stage_reason_and_drafter() {
    let mut clerk = Clerk::new();
    let key = "outgoing-documents";
    let draft = |clerk: &mut Clerk, title, drafter| {
        let ops = [("title", title), ("kind", "通知"), ("drafter", drafter), ("draft_dept", "教务处")];
        add(clerk, key, "department-review", &ops)
    };
    let (first, second) = (draft(&mut clerk, "放假通知", "胡玉"), draft(&mut clerk, "值班通知", "孙立"));
    let reason = |text: &str| [set("return_reason", text)];
    for (state, why) in [("department-review", "依据不足"), ("office-review", "格式不符"), ("office-review", "格式不符")] {
        clerk.put_back(first, &[Op::State(state.to_owned())]);
        clerk.step(first, "return", &reason(why));
        clerk.step(first, "submit", &[]);
        assert_eq!(clerk.text(first, "return_reason"), "");
    }
    clerk.step(second, "return", &reason("格式不符"));
    clerk.put_back(second, &[Op::State("numbered".to_owned())]);
    clerk.step(second, "sign-again", &reason("正文有误"));
    let rows = clerk.record(second).lines["returns"].clone();
    let said = |column: &str| rows.iter().filter_map(|row| row.cell(column)?.as_text()).collect::<Vec<_>>();
    assert_eq!((said("stage"), said("reason")), (vec!["department-review", "numbered"], vec!["格式不符", "正文有误"]));
    assert_eq!((said("by"), said("at").len()), (vec!["林文静"; 2], 2));
    check_counts(&clerk, key, "returns", &[("department-review/教务处", 2), ("office-review/教务处", 2), ("numbered/教务处", 1)]);
    check_counts(
        &clerk,
        key,
        "returns-by-drafter",
        &[("胡玉/格式不符", 2), ("孙立/格式不符", 1), ("孙立/正文有误", 1), ("胡玉/依据不足", 1)],
    );
    assert_eq!([first, second].map(|id| clerk.derived(id)["returned_times"]), [3, 2]);
    // Nobody writes one by hand.
    let row = Op::Line { field: "returns".to_owned(), row: "01".to_owned(), cells: vec![("reason".to_owned(), "无".into())] };
    assert!(matches!(clerk.try_change(first, &[row]), Err(crate::Error::Computed(field)) if field == "returns"));
}

#[test]
fn seals_by_seal_department_and_return() {
    let mut clerk = Clerk::new();
    let seal = add(&mut clerk, "seals", "in-use", &[("name", "公章")]);
    let link = |clerk: &mut Clerk, id: RecordId| clerk.change(id, &[set("seal", seal.to_string())]);
    for (dept, copies) in [("教务处", "3"), ("总务处", "5"), ("教务处", "2")] {
        let used = add(
            &mut clerk,
            "seal-uses",
            "recorded",
            &[("subject", "证明"), ("applicant_dept", dept), ("copies", copies), ("imprints", "1")],
        );
        link(&mut clerk, used);
    }
    check(&clerk, "seal-uses", "by-seal", &[("公章", &[sum(10), n_of(3), sum(3)])]);
    check(&clerk, "seal-uses", "by-department", &[("教务处/公章", &[sum(5), n_of(2)]), ("总务处/公章", &[sum(5), n_of(1)])]);
    for (reason, back) in [("到市局盖章", "2026-11-20 17:00"), ("到银行盖章", "2026-12-01 17:00")] {
        let values = [("reason", reason), ("carrier", "姚雨"), ("off_site", "是"), ("expected_return_at", back)];
        let out = add(&mut clerk, "seal-requests", "out", &values);
        link(&mut clerk, out);
    }
    check_counts(&clerk, "seal-requests", "overdue-returns", &[("到市局盖章/姚雨", 1)]);
    assert_eq!((clerk.derived(seal)["copies"], clerk.derived(seal)["uses"]), (10, 3));
}

#[test]
fn meetings_by_attendance_room_notice_and_action() {
    let mut clerk = Clerk::new();
    let first = [("subject", "校务会"), ("notified_at", "2026-11-10 09:00"), ("starts_at", "2026-11-16 09:00")];
    let first = add(&mut clerk, "meetings", "following-up", &first);
    let second = [
        ("subject", "临时会"),
        ("notified_at", "2026-11-19 09:00"),
        ("starts_at", "2026-11-20 09:00"),
        ("short_notice_reason", "上级急件"),
    ];
    let second = add(&mut clerk, "meetings", "distributed", &second);
    for (meeting, person, attended, late) in [
        (first, "甲", "是", "否"),
        (first, "乙", "否", "否"),
        (first, "丙", "是", "是"),
        (second, "甲", "是", "否"),
        (second, "乙", "是", "否"),
    ] {
        row(&mut clerk, meeting, "participants", &[("person", person), ("attended", attended), ("late", late)]);
    }
    let people = [
        ("甲", &[share(100.0), share(0.0), n_of(2)][..]),
        ("乙", &[share(50.0), share(0.0), n_of(2)]),
        ("丙", &[share(100.0), share(100.0), n_of(1)]),
    ];
    check(&clerk, "meetings", "attendance", &people);
    assert_eq!(clerk.derived(first)["attendance_rate"], 67);
    // Six days and one day of notice, of which four and one are working days: three there must be.
    check(&clerk, "meetings", "lead-time", &[("2026-11", &[share(50.0), span(1_440, 8_640), share(50.0), n_of(2)])]);
    let room = add(&mut clerk, "rooms", "open", &[("name", "第一会议室")]);
    for (state, end, heads) in [("confirmed", "10:00", "10"), ("used", "11:00", "20"), ("cancelled", "12:00", "30")] {
        let end = format!("2026-11-16 {end}");
        let booked = [("purpose", "开会"), ("start", "2026-11-16 09:00"), ("end", &*end), ("headcount", heads)];
        let booked = add(&mut clerk, "bookings", state, &booked);
        clerk.change(booked, &[set("room", room.to_string())]);
    }
    // Two hours of nine: what two bookings take at once counts once in it.
    let rate = share(100.0 * 120.0 / 540.0);
    check(&clerk, "bookings", "room-use", &[("第一会议室", &[n_of(2), sum(3), rate, span(60, 120), sum(30)])]);
    // For a meeting as many as are to come, where nobody says how many.
    let booked = add(&mut clerk, "bookings", "used", &[("purpose", "校务会"), ("start", "2026-11-16 19:00"), ("end", "2026-11-16 20:00")]);
    clerk.change(booked, &[set("room", room.to_string()), set("meeting", first.to_string())]);
    check(&clerk, "bookings", "room-use", &[("第一会议室", &[n_of(3), sum(4), rate, span(60, 120), sum(33)])]);
    for (state, done) in [("done", "2026-11-18"), ("done", "2026-11-22"), ("todo", "")] {
        let mut values = vec![("title", "落实"), ("source_type", "会议"), ("assigned_on", "2026-11-16"), ("due_at", "2026-11-20")];
        values.extend((!done.is_empty()).then_some(("done_on", done)));
        let task = add(&mut clerk, "tasks", state, &values);
        clerk.change(task, &[set("meeting", first.to_string())]);
    }
    check_counts(&clerk, "tasks", "by-source", &[("meeting/done", 2), ("meeting/todo", 1)]);
    assert_eq!(clerk.derived(first)["completion_rate"], 67);
    let done = figures(&clerk, "tasks", "by-meeting");
    assert_eq!((done[0].0.as_str(), &done[0].1[..2]), ("校务会", &[share(200.0 / 3.0), n_of(3)][..]));
    assert_eq!(figures(&clerk, "tasks", "by-meeting-owner")[0].1[..2], [share(200.0 / 3.0), n_of(3)]);
    let on_time = figures(&clerk, "tasks", "on-time").into_iter().find(|(month, _)| month == "2026-11").unwrap();
    assert_eq!(on_time.1, [share(50.0), n_of(2)]);
}

#[test]
fn visits_by_type_host_hour_organisation_and_stay() {
    let mut clerk = Clerk::new();
    let mut first = None;
    for (kind, host, organisation, entered, left) in [
        ("家长", "胡玉", "第三中学", "2026-11-16 08:10", "2026-11-16 08:30"),
        ("家长", "胡玉", "第三中学", "2026-11-16 08:40", "2026-11-16 09:40"),
        ("领导", "王敏", "市教育局", "2026-11-17 14:00", "2026-11-17 14:30"),
    ] {
        let values = [
            ("visitor", "来访人"),
            ("type", kind),
            ("host_dept", "德育处"),
            ("host", host),
            ("organisation", organisation),
            ("entered", entered),
            ("left", left),
        ];
        first = first.or(Some(add(&mut clerk, "visits", "left", &values)));
    }
    check_counts(&clerk, "visits", "by-type", &[("parent", 2), ("leader", 1)]);
    check_counts(&clerk, "visits", "by-host", &[("德育处/胡玉", 2), ("德育处/王敏", 1)]);
    let hours: Vec<String> = figures(&clerk, "visits", "by-hour").into_iter().map(|(hour, cells)| format!("{hour} {cells:?}")).collect();
    assert_eq!(hours, ["08 [Count(2)]", "14 [Count(1)]"].map(str::to_owned), "{hours:?}");
    check_counts(&clerk, "visits", "repeat-organisations", &[("第三中学", 2)]);
    check(
        &clerk,
        "visits",
        "average-stay",
        &[("parent", &[Cell::Length(Some(40)), span(20, 60), n_of(2)]), ("leader", &[Cell::Length(Some(30)), span(30, 30), n_of(1)])],
    );
    // What was entered twice and is declined counts nowhere.
    let twin = [("visitor", "来访人"), ("type", "家长"), ("host", "胡玉"), ("host_dept", "德育处"), ("entered", "2026-11-16 08:10")];
    let twin = add(&mut clerk, "visits", "left", &[&twin[..], &[("left", "2026-11-16 12:10")]].concat());
    clerk.change(twin, &[set("same_as", first.unwrap().to_string())]);
    add(&mut clerk, "visits", "declined", &[("visitor", "推销员"), ("type", "家长"), ("host", "胡玉"), ("host_dept", "德育处")]);
    check_counts(&clerk, "visits", "by-type", &[("parent", 2), ("leader", 1)]);
    check_counts(&clerk, "visits", "by-host", &[("德育处/胡玉", 2), ("德育处/王敏", 1)]);
    check_counts(&clerk, "visits", "by-hour", &[("08", 2), ("14", 1)]);
    let stay = figures(&clerk, "visits", "average-stay").into_iter().find(|(kind, _)| kind == "parent").unwrap();
    assert_eq!(stay.1, [Cell::Length(Some(40)), span(20, 60), n_of(2)]);
    assert_eq!(clerk.derived(first.unwrap())["stay"], 20);
}

#[test]
fn assets_by_class_department_age_and_idleness() {
    let mut clerk = Clerk::new();
    for (class, dept, value, bought, state) in [
        ("台式机", "教务处", "5000", "2024-11-01", "in-use"),
        ("台式机", "教务处", "3000", "2020-01-01", "idle"),
        ("空调", "总务处", "7000", "2020-06-01", "in-use"),
    ] {
        let values =
            [("name", class), ("class", class), ("using_dept", dept), ("value", value), ("purchase_date", bought), ("location", "库房")];
        add(&mut clerk, "assets", state, &values);
    }
    check(&clerk, "assets", "by-class", &[("台式机", &[sum(800_000), n_of(2)]), ("空调", &[sum(700_000), n_of(1)])]);
    check(&clerk, "assets", "by-department", &[("教务处", &[sum(800_000), n_of(2)]), ("总务处", &[sum(700_000), n_of(1)])]);
    check(&clerk, "assets", "by-age", &[("2", &[n_of(1), sum(500_000)]), ("6", &[n_of(2), sum(1_000_000)])]);
    check(&clerk, "assets", "idle", &[("库房", &[n_of(1), sum(300_000)])]);
}

#[test]
fn a_stocktake_s_coverage_and_accuracy() {
    let mut clerk = Clerk::new();
    let campaign = add(&mut clerk, "stocktakes", "counting", &[("title", "年终盘点")]);
    let assets: Vec<RecordId> = (0..4).map(|_| add(&mut clerk, "assets", "in-use", &[("name", "课桌")])).collect();
    for _ in &assets {
        row(&mut clerk, campaign, "expected", &[("name", "课桌"), ("quantity", "1"), ("value", "200")]);
    }
    // One was seen by two teams, one by none.
    for asset in [0, 1, 2, 2] {
        let seen = add(&mut clerk, "observations", "recorded", &[("tag", "一"), ("zone", "东楼"), ("quantity", "1")]);
        clerk.change(seen, &[set("campaign", campaign.to_string()), set("asset", assets[asset].to_string())]);
    }
    let derived = clerk.derived(campaign);
    assert_eq!((derived["expected_count"], derived["seen"], derived["coverage"], derived["observation_count"]), (4, 3, 75, 4));
    check(&clerk, "observations", "coverage", &[("年终盘点/东楼", &[n_of(3), n_of(4), sum(4)])]);
    for (kind, state) in [("missing", "found"), ("matched", "matched"), ("matched", "matched"), ("matched", "matched")] {
        let variance = add(&mut clerk, "variances", state, &[("name", "课桌"), ("kind", kind), ("value", "200")]);
        clerk.change(variance, &[set("campaign", campaign.to_string())]);
    }
    assert_eq!(clerk.derived(campaign).get("accuracy"), None, "nobody has compared yet");
    clerk.change(campaign, &[Op::State("variances".to_owned())]);
    assert_eq!((clerk.derived(campaign)["accuracy"], clerk.derived(campaign)["variance_value"]), (75, 20_000));
    check(&clerk, "variances", "pending-loss", &[("年终盘点/missing", &[sum(20_000), n_of(1)])]);
}

#[test]
fn supplies_by_department_head_printer_and_supplier() {
    let mut clerk = Clerk::new();
    let printer = add(&mut clerk, "assets", "in-use", &[("name", "文印室打印机")]);
    let quota = add(
        &mut clerk,
        "supply-quotas",
        register("supply-quotas").first_state(),
        &[("name", "教务处定额"), ("amount", "1000"), ("headcount", "10")],
    );
    let mut moved = |kind: &str, dept: &str, person: &str, quantity: &str, amount: &str, links: &[(&str, RecordId)]| {
        let values =
            [("name", "硒鼓"), ("kind", kind), ("department", dept), ("recipient", person), ("quantity", quantity), ("amount", amount)];
        let id = add(&mut clerk, "stock-movements", "posted", &values);
        let ops: Vec<Op> = links.iter().map(|(field, to)| set(field, to.to_string())).collect();
        clerk.change(id, &ops);
    };
    moved("领", "教务处", "甲", "4", "100", &[("quota", quota), ("printer", printer)]);
    moved("领", "教务处", "乙", "2", "60", &[("quota", quota)]);
    moved("领", "总务处", "丙", "1", "20", &[]);
    moved("入", "教务处", "甲", "50", "1500", &[]);
    // What comes back to the store costs nothing.
    moved("退", "教务处", "甲", "1", "25", &[("quota", quota), ("printer", printer)]);
    let key = "stock-movements";
    check(&clerk, key, "cost-by-department", &[("教务处", &[sum(13_500), sum(5), n_of(2)]), ("总务处", &[sum(2_000), sum(1), n_of(1)])]);
    let heads = [("教务处/甲", &[sum(7_500), n_of(2)][..]), ("教务处/乙", &[sum(6_000), n_of(1)]), ("总务处/丙", &[sum(2_000), n_of(1)])];
    check(&clerk, key, "cost-by-person", &heads);
    // Whom a quota is for is who they are; else the posts of the department; else nobody knows.
    let whole = register("supply-quotas").first_state();
    add(&mut clerk, "supply-quotas", whole, &[("name", "教务处定额"), ("quota_dept", "教务处"), ("headcount", "10")]);
    add(&mut clerk, "departments", "active", &[("name", "教务处"), ("headcount", "12")]);
    check(&clerk, key, "cost-per-head", &[("教务处", &[sum(1_350), sum(13_500)]), ("总务处", &[Cell::Empty, sum(2_000)])]);
    add(&mut clerk, "departments", "active", &[("name", "总务处"), ("headcount", "5")]);
    check(&clerk, key, "cost-per-head", &[("教务处", &[sum(1_350), sum(13_500)]), ("总务处", &[sum(400), sum(2_000)])]);
    check(&clerk, key, "printer-consumables", &[("文印室打印机/硒鼓", &[sum(3), sum(7_500)])]);
    let derived = clerk.derived(quota);
    assert_eq!((derived["used"], derived["remaining"], derived["used_share"], derived["per_head"]), (13_500, 86_500, 14, 1_350));
    for (supplier, total, quality) in [("甲店", "1000", "80"), ("甲店", "2000", "90"), ("乙店", "1200", "70")] {
        let values =
            [("supplier_name", supplier), ("total", total), ("price_score", "80"), ("quality_score", quality), ("service_score", "60")];
        add(&mut clerk, "quotes", "received", &values);
    }
    let suppliers =
        [("甲店", &[sum(150_000), sum(80), sum(85), sum(60), n_of(2)][..]), ("乙店", &[sum(120_000), sum(80), sum(70), sum(60), n_of(1)])];
    check(&clerk, "quotes", "supplier-comparison", &suppliers);
}

#[test]
fn what_lies_unused_in_the_store_is_told_by_how_long() {
    let mut clerk = Clerk::new();
    let mut item = |name: &str, price: &str, moves: &[(&str, &str, &str)]| {
        let item = add(&mut clerk, "supplies", "active", &[("name", name), ("price", price)]);
        for (kind, at, quantity) in moves {
            let moved = add(&mut clerk, "stock-movements", "posted", &[("name", name), ("kind", kind), ("at", at), ("quantity", quantity)]);
            clerk.change(moved, &[set("item", item.to_string())]);
        }
        item
    };
    // Today is 2026-11-23.
    let often = item("复印纸", "20", &[("入", "2026-01-05", "100"), ("领", "2026-03-02", "5"), ("领", "2026-11-13", "5")]);
    item("档案盒", "3", &[("期初", "2025-09-01", "40")]);
    item("旧墨盒", "50", &[("入", "2026-06-01", "3"), ("领", "2026-07-01", "1"), ("入", "2026-11-20", "1")]);
    item("用完的", "9", &[("入", "2026-01-05", "2"), ("领", "2026-01-06", "2")]);
    let never = item("没有进过", "9", &[]);
    let slow = [("0/复印纸", &[sum(180_000), sum(90)][..]), ("2/旧墨盒", &[sum(15_000), sum(3)]), ("4/档案盒", &[sum(12_000), sum(40)])];
    check(&clerk, "supplies", "slow-stock", &slow);
    assert_eq!((clerk.derived(often)["idle_days"], clerk.derived(never).get("idle_days")), (10, None));
}

#[test]
fn an_application_beyond_what_the_quota_has_left_is_warned_of() {
    let mut clerk = Clerk::new();
    let quota = add(&mut clerk, "supply-quotas", "in-force", &[("name", "教务处定额"), ("amount", "100")]);
    let mut asked = |state: &str, amount: &str, quota: Option<RecordId>| {
        let id = add(&mut clerk, "requisitions", state, &[("purpose", "补充用品"), ("requesting_dept", "教务处")]);
        clerk.change(id, &quota.map(|q| set("quota", q.to_string())).into_iter().collect::<Vec<_>>());
        row(&mut clerk, id, "lines", &[("name", "硒鼓"), ("amount", amount)]);
        id
    };
    let fits = asked("office-review", "100", Some(quota));
    let beyond = asked("office-review", "100.01", Some(quota));
    let free = asked("office-review", "5000", None);
    let issued = asked("issued", "80", Some(quota));
    let warned = |clerk: &Clerk| -> Vec<RecordId> {
        let all = clerk.reader().warnings(at(0), 100).unwrap();
        all.into_iter().filter(|w| w.alert == "quota-exceeded").map(|w| w.hit.id).collect()
    };
    assert_eq!(warned(&clerk), [beyond]);
    // What was issued against it is not counted twice for the application that it answers, but leaves less for the others.
    let moved = add(&mut clerk, "stock-movements", "posted", &[("name", "硒鼓"), ("kind", "领"), ("quantity", "1"), ("amount", "80")]);
    clerk.change(moved, &[set("quota", quota.to_string()), set("requisition", issued.to_string())]);
    let left = |id| clerk.derived(id).get("quota_left").copied();
    assert_eq!((left(fits), left(free)), (Some(2_000), None));
    assert_eq!(warned(&clerk), [fits, beyond]);
}

#[test]
fn requests_by_response_solution_breach_handover_and_repetition() {
    let mut clerk = Clerk::new();
    let broken = add(&mut clerk, "assets", "in-use", &[("name", "投影机")]);
    let mut request = |category: &str, responded: &str, solved: &str, asset: bool| {
        let (responded, solved) = (format!("2026-11-02 {responded}"), format!("2026-11-02 {solved}"));
        let values = [
            ("subject", "故障"),
            ("category", category),
            ("received_at", "2026-11-02 08:00"),
            ("responded_at", &*responded),
            ("solved_at", &*solved),
            ("due_at", "2026-11-02 11:00"),
        ];
        let id = add(&mut clerk, "service-requests", "closed", &values);
        if asset {
            clerk.change(id, &[set("asset", broken.to_string())]);
        }
        id
    };
    let first = request("报修", "08:30", "10:00", true);
    request("报修", "09:00", "12:00", true);
    request("咨询", "08:05", "08:20", false);
    let key = "service-requests";
    check(&clerk, key, "response", &[("repair", &[span(30, 60), n_of(2)]), ("consult", &[span(5, 5), n_of(1)])]);
    check(&clerk, key, "solution", &[("repair", &[span(120, 240), n_of(2)]), ("consult", &[span(20, 20), n_of(1)])]);
    let breaches = figures(&clerk, key, "breaches");
    assert_eq!(breaches[0].1, [share(100.0), share(200.0 / 3.0), n_of(3)], "{breaches:?}");
    row(&mut clerk, first, "handovers", &[("from", "甲"), ("to", "乙"), ("to_dept", "信息中心"), ("reason", "属网络故障")]);
    check_counts(&clerk, key, "handovers", &[("信息中心/乙", 1)]);
    assert_eq!((clerk.derived(first)["handover_count"], clerk.derived(first)["response_minutes"]), (1, 30));
    check_counts(&clerk, key, "repeat-assets", &[("投影机", 2)]);
}

#[test]
fn surveys_break_down_no_group_under_five() {
    let mut clerk = Clerk::new();
    let given = [("家长", "满意", "90", 4), ("家长", "不满意", "40", 1), ("教师", "满意", "80", 4), ("学生", "满意", "80", 1)];
    for (respondent, overall, score, many) in given {
        for _ in 0..many {
            let values = [("survey_title", "秋季满意度"), ("respondent", respondent), ("overall", overall), ("score", score)];
            add(&mut clerk, "ballots", "received", &values);
        }
    }
    check(&clerk, "ballots", "by-group", &[("秋季满意度/parent", &[share(80.0), sum(80), n_of(5)])]);
    let ballots = register("ballots");
    let table = clerk.reader().report(ballots, ballots.report("by-group").unwrap(), Period::default(), at(0)).unwrap();
    assert_eq!(table.hidden, 2, "four teachers and a student are not shown");
    // One teacher less, and what all have said would tell of the four that are left.
    let one = clerk.all("ballots").into_iter().find(|id| clerk.text(*id, "respondent") == "student").unwrap();
    clerk.put_back(one, &[Op::State("invalid".to_owned())]);
    check(&clerk, "ballots", "by-group", &[]);
}

#[test]
fn leave_by_type_and_what_is_left_of_it() {
    let mut clerk = Clerk::new();
    let dossier = add(&mut clerk, "staff-dossiers", "collecting", &[("person", "胡玉"), ("annual_days", "10")]);
    for (kind, days, state) in
        [("年休假", "3", "returned"), ("年休假", "2", "approved"), ("年休假", "4", "refused"), ("病假", "1", "approved")]
    {
        let mut values = vec![("applicant", "胡玉"), ("type", kind), ("days", days)];
        values.extend((kind == "年休假").then_some(("quota_days", days)));
        let leave = add(&mut clerk, "leave", state, &values);
        clerk.change(leave, &[set("dossier", dossier.to_string())]);
    }
    let by_type = figures(&clerk, "leave", "by-type");
    let days: Vec<(&str, &[Cell])> = by_type.iter().map(|(kind, cells)| (kind.as_str(), &cells[..2])).collect();
    assert_eq!(days, [("annual", &[n_of(2), sum(5)][..]), ("sick", &[n_of(1), sum(1)])]);
    assert_eq!((clerk.derived(dossier)["leave_taken"], clerk.derived(dossier)["leave_balance"]), (5, 5));
    let account = add(&mut clerk, "learning-accounts", "open", &[("person", "胡玉"), ("required_hours", "24")]);
    row(&mut clerk, account, "entries", &[("course", "公文写作"), ("hours", "6")]);
    row(&mut clerk, account, "entries", &[("course", "档案管理"), ("hours", "12")]);
    let derived = clerk.derived(account);
    assert_eq!((derived["hours"], derived["balance"], derived["progress"]), (18, -6, 75));
}

#[test]
fn what_nobody_wrote_down_is_unknown_and_not_late() {
    let mut clerk = Clerk::new();
    let mut letter = |state: &str, values: &[(&str, &str)]| {
        let own = [("title", "通知"), ("received_at", "2026-10-08 09:00"), ("from_org", "市教育局")];
        add(&mut clerk, "incoming-documents", state, &[&own[..], values].concat())
    };
    // One in time, one late, one still open and late; two of a list that does not say when they were closed.
    letter("closed", &[("due_at", "2026-10-12"), ("closed_at", "2026-10-12 16:00")]);
    letter("closed", &[("due_at", "2026-10-12"), ("closed_at", "2026-10-15 16:00")]);
    letter("handling", &[("due_at", "2026-10-12")]);
    let unknown = letter("closed", &[("due_at", "2026-10-12")]);
    letter("archived", &[("due_at", "2026-10-12")]);
    // Sent back: it had nothing to be done by that day.
    letter("rejected", &[("due_at", "2026-10-12")]);
    check(&clerk, "incoming-documents", "on-time", &[("2026-10", &[Cell::Known(Some(100.0 / 3.0), 2), n_of(6)])]);
    assert_eq!(clerk.derived(unknown).get("days_open"), None, "it does not go on for ever");
    // A choice that nobody made says nothing; a mean of nothing is nothing.
    for finding in ["matched", "", ""] {
        add(&mut clerk, "observations", "recorded", &[("tag", "ZC1"), ("finding", finding)]);
    }
    check(&clerk, "observations", "accuracy", &[("", &[Cell::Known(Some(100.0), 2), n_of(3)])]);
    add(&mut clerk, "cleaning-checks", "passed", &[("area", "明德楼")]);
    let checks = registers::book::find("cleaning-checks").unwrap();
    let mean = checks.reports.iter().find(|r| matches!(r.measures[0], registers::def::Measure::Mean("score"))).unwrap();
    let table = clerk.reader().report(checks, mean, Period::default(), at(0)).unwrap();
    assert_eq!(table.groups[0].cells[0], Cell::Empty);
}
