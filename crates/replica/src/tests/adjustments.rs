//! An office changes its registers: the changes are records like any other, and reach every desk.

use registers::document::Op;
use registers::number;
use registers::workflow::StepError;
use registers::{Kind, RecordId, Value};

use super::clerk::{Clerk, register, set};
use super::{Desk, assert_equal, hand_over, keepers};
use crate::{Error, Filter, Query, Sort};

fn adjust(clerk: &mut Clerk, key: &str, what: &str, target: &str, more: &[Op]) -> RecordId {
    let ops = [&[set("register", key), set("what", what), set("target", target)], more].concat();
    clerk.add("adjustments", &ops)
}

fn two() -> [Clerk; 2] {
    let mut desks = keepers();
    let second = desks.pop().unwrap();
    [Clerk::at(desks.pop().unwrap()), Clerk::at(second)]
}

fn meet(clerks: &mut [Clerk; 2]) {
    let [a, b] = clerks;
    hand_over(&mut a.desk.replica, &mut b.desk.replica);
    hand_over(&mut b.desk.replica, &mut a.desk.replica);
}

fn converged(clerks: [Clerk; 2]) -> [Desk; 2] {
    let desks = clerks.map(|c| c.desk);
    assert_equal(&desks);
    desks
}

#[test]
fn a_further_field_is_written_listed_in_the_form_and_kept_where_nobody_knows_it() {
    let mut clerks = two();
    let early = clerks[0].try_add("visits", &[set("visitor", "张三"), set("x_temperature", "36.5")]);
    assert!(matches!(early, Err(Error::UnknownField { .. })), "not before it is there");
    adjust(&mut clerks[0], "visits", "extra-field", "x_temperature", &[set("label_hans", "体温"), set("kind", "text")]);
    adjust(&mut clerks[0], "visits", "extra-field", "x_steps", &[set("label_hans", "步数"), set("kind", "integer")]);
    let shelf = clerks[0].reader().shelf().unwrap();
    let adjusted = shelf.by_key("visits").unwrap();
    assert_eq!(adjusted.field_named("体温").map(|f| f.id), Some("x_temperature"));
    assert!(adjusted.groups.iter().any(|g| g.fields.contains(&"x_temperature") && g.fields.contains(&"x_steps")));
    let id = clerks[0].add("visits", &[set("visitor", "张三"), set("x_temperature", "36.5"), set("x_steps", 12)]);
    let wrong = clerks[0].try_add("visits", &[set("visitor", "李四"), set("x_steps", "many")]);
    assert!(matches!(wrong, Err(Error::WrongValue { .. })));
    // Visits are in another space than adjustments: the second desk gets the visit alone.
    let [a, b] = &mut clerks;
    let space = trust::id::SpaceId(2);
    let beyond = crate::exchange::frontier(&b.desk.replica.conn, space).unwrap();
    let (entries, _) = a.desk.replica.entries_beyond(space, &beyond, 1 << 20).unwrap();
    b.desk.replica.receive_unordered(space, &entries, super::at(10).unix_ms).unwrap();
    assert!(b.reader().shelf().unwrap().by_key("visits").unwrap().field("x_temperature").is_none());
    assert_eq!(b.text(id, "x_temperature"), "36.5");
    b.change(id, &[set("purpose", "家访")]);
    assert!(matches!(b.try_add("visits", &[set("visitor", "王五"), set("x_steps", 3)]), Err(Error::UnknownField { .. })));
    meet(&mut clerks);
    for clerk in &clerks {
        let record = clerk.record(id);
        assert_eq!(
            (record.text("x_temperature"), record.get("x_steps"), record.text("purpose")),
            ("36.5", Some(&Value::Integer(12)), "家访")
        );
    }
    clerks[1].change(id, &[set("x_temperature", "36.8")]);
    meet(&mut clerks);
    assert_eq!(clerks[0].text(id, "x_temperature"), "36.8");
    let events = clerks[0].reader().history(id).unwrap();
    assert_eq!(events.last().unwrap().changes[0].field, "x_temperature");
    converged(clerks);
}

#[test]
fn a_further_column_is_written_found_and_kept_where_nobody_knows_it() {
    let mut clerks = two();
    let row = |basis: &str| {
        let cells = [("place".to_owned(), "东门".into()), ("x_basis".to_owned(), Value::from(basis))];
        Op::Line { field: "sightings".into(), row: "r1".into(), cells: cells.into() }
    };
    let early = clerks[0].try_add("visits", &[set("visitor", "张三"), row("办法第三条")]);
    assert!(matches!(early, Err(Error::UnknownField { .. })), "not before it is there");
    adjust(&mut clerks[0], "visits", "extra-field", "在校查见/x_basis", &[set("label_hans", "依据"), set("kind", "text")]);
    let id = clerks[0].add("visits", &[set("visitor", "张三"), row("办法第三条")]);
    // Visits are in another space than adjustments: the second desk gets the visit alone.
    let [a, b] = &mut clerks;
    let space = trust::id::SpaceId(2);
    let beyond = crate::exchange::frontier(&b.desk.replica.conn, space).unwrap();
    let (entries, _) = a.desk.replica.entries_beyond(space, &beyond, 1 << 20).unwrap();
    b.desk.replica.receive_unordered(space, &entries, super::at(10).unix_ms).unwrap();
    assert_eq!(b.reader().shelf().unwrap().by_key("visits").unwrap().field("sightings").unwrap().columns().len(), 4);
    b.change(id, &[set("purpose", "家访")]);
    meet(&mut clerks);
    for clerk in &clerks {
        let record = clerk.record(id);
        let cells = &record.lines["sightings"][0];
        assert_eq!((cells.cell("x_basis"), record.text("purpose")), (Some(&"办法第三条".into()), "家访"));
        assert_eq!(clerk.reader().search("办法第三条", 10).unwrap().iter().map(|hit| hit.id).collect::<Vec<_>>(), [id]);
    }
    converged(clerks);
}

#[test]
fn lists_of_an_adjusted_register_can_be_read() {
    let mut clerk = Clerk::new();
    adjust(&mut clerk, "visits", "extra-field", "x_temperature", &[set("label_hans", "体温"), set("kind", "text")]);
    let id = clerk.add("visits", &[set("visitor", "张三"), set("x_temperature", "三十六度五")]);
    clerk.desk.replica.index().unwrap();
    let shelf = clerk.reader().shelf().unwrap();
    let all = Query::of(shelf.by_key("visits").unwrap());
    let sort = |field: &str| Some(Sort { field: field.to_owned(), descending: true });
    for query in [
        all.clone(),
        Query { sort: sort("x_temperature"), ..all.clone() },
        Query { sort: sort("entered"), ..all.clone() },
        Query { search: "张三".to_owned(), ..all.clone() },
    ] {
        let page = clerk.reader().page(&query).unwrap();
        assert_eq!((page.total, page.rows[0].id), (1, id));
    }
    let filtered = |field: &'static str| Query { filters: vec![Filter::Is(field, "张三".into())], ..all.clone() };
    assert_eq!(clerk.reader().page(&filtered("visitor")).unwrap().total, 1);
    assert_eq!(clerk.reader().page(&filtered("x_temperature")).unwrap().total, 0);
    let found = clerk.reader().search("三十六度", 10).unwrap();
    assert_eq!(found.iter().map(|h| h.id).collect::<Vec<_>>(), [id], "further fields are searched too");
    let adjusted = shelf.by_key("visits").unwrap();
    clerk.reader().derived(adjusted, &[id], super::at(0).civil).unwrap();
    clerk.reader().same(adjusted, &clerk.record(id), None).unwrap();
    clerk.reader().stays(adjusted).unwrap();
    for report in adjusted.reports {
        clerk.reader().report(adjusted, report, crate::Period::default(), super::at(0)).unwrap();
    }
}

#[test]
fn fields_become_required_or_hidden_and_steps_are_left_out() {
    let mut clerk = Clerk::new();
    let standing = clerk.add("visits", &[set("visitor", "早来的"), set("purpose", "送文件")]);
    adjust(&mut clerk, "visits", "field", "purpose", &[set("required", true), set("label_hans", "来校原因")]);
    adjust(&mut clerk, "visits", "field", "vehicle", &[set("hidden", true)]);
    let missing = clerk.try_add("visits", &[set("visitor", "张三")]);
    assert!(matches!(missing, Err(Error::Missing(ref fields)) if fields == &["purpose"]), "{missing:?}");
    clerk.add("visits", &[set("visitor", "张三"), set("purpose", "送文件")]);
    clerk.change(standing, &[set("visitor", "早来的人")]);
    let shelf = clerk.reader().shelf().unwrap();
    assert!(shelf.by_key("visits").unwrap().field("vehicle").is_none_or(|f| f.retired));
    assert_eq!(shelf.find("访客登记").unwrap().field("purpose").unwrap().labels.hans, "来校原因");
    // A step that nothing depends on is left out, here and in what may be done.
    let task = clerk.add("tasks", &[set("title", "材料"), set("owner", "胡玉"), set("due_at", "2026-12-01")]);
    let off = adjust(&mut clerk, "tasks", "step", "send-back", &[set("hidden", true)]);
    clerk.change(task, &[Op::State("awaiting-check".to_owned())]);
    let refused = clerk.refused(task, "send-back", &[set("check_opinion", "重做")]);
    assert!(matches!(refused, Error::Step(StepError::Unknown(_))), "{refused}");
    clerk.step(off, "void", &[set("void_reason", "恢复")]);
    clerk.step(task, "send-back", &[set("check_opinion", "重做")]);
    assert_eq!(clerk.state(task), "doing");
}

#[test]
fn a_deadline_and_a_number_follow_the_offices_own_rule() {
    let mut clerk = Clerk::new();
    let letter = |clerk: &mut Clerk, urgency: &str| -> (String, String) {
        let id = clerk.add("incoming-documents", &[set("title", "通知"), set("urgency", urgency), set("received_at", "2026-11-23")]);
        clerk.step(id, "register", &[]);
        let record = clerk.record(id);
        let number = register("incoming-documents").number.unwrap().field;
        (record.text(number).to_owned(), record.text("due_at").to_owned())
    };
    let (first, due) = letter(&mut clerk, "urgent");
    assert_eq!((first.as_str(), due.as_str()), ("收〔2026〕1号", "2026-11-26"));
    adjust(&mut clerk, "incoming-documents", "deadline", "urgent", &[set("days", 1)]);
    adjust(&mut clerk, "incoming-documents", "deadline", "", &[set("days", 5)]);
    adjust(&mut clerk, "incoming-documents", "number", "", &[set("pattern", "明中收〔{year}〕{n:3}号")]);
    let (second, due) = letter(&mut clerk, "urgent");
    assert_eq!((second.as_str(), due.as_str()), ("明中收〔2026〕001号", "2026-11-24"), "another series begins");
    assert_eq!(letter(&mut clerk, "").1, "2026-11-30");
    assert_eq!(letter(&mut clerk, "").0, "明中收〔2026〕003号");
    let shelf = clerk.reader().shelf().unwrap();
    let adjusted = shelf.by_key("incoming-documents").unwrap();
    assert_eq!(number::place(adjusted, "明中收〔2026〕003号").map(|p| p.n), Some(3));
    let found = clerk.reader().find(None, "明中收〔2026〕003号").unwrap();
    assert!(found.is_some());
    // The office's own series survives a rebuild: the next number is the next one.
    clerk.desk.replica.rebuild().unwrap();
    assert_eq!(letter(&mut clerk, "").0, "明中收〔2026〕004号");
}

#[test]
fn further_choices_can_be_chosen() {
    let mut clerk = Clerk::new();
    let refused = clerk.try_add("visits", &[set("visitor", "张三"), set("type", "校友")]);
    assert!(matches!(refused, Err(Error::WrongValue { .. })));
    adjust(&mut clerk, "visits", "choice", "type", &[set("words", "校友、施工人员")]);
    let id = clerk.add("visits", &[set("visitor", "张三"), set("type", "校友")]);
    let shelf = clerk.reader().shelf().unwrap();
    let field = shelf.by_key("visits").unwrap().field("type").unwrap();
    assert!(matches!(field.kind, Kind::Choice(list) if list.iter().any(|c| c.id == "施工人员")));
    assert_eq!(clerk.text(id, "type"), "校友");
}

#[test]
fn two_desks_that_adjust_at_once_arrive_at_the_same_registers() {
    let mut clerks = two();
    for clerk in &mut clerks {
        clerk.minute = 5;
    }
    adjust(&mut clerks[0], "assets", "extra-field", "x_colour", &[set("label_hans", "颜色"), set("kind", "text")]);
    adjust(
        &mut clerks[1],
        "assets",
        "extra-field",
        "x_colour",
        &[set("label_hans", "色彩"), set("kind", "choice"), set("words", "红、蓝")],
    );
    adjust(&mut clerks[0], "assets", "field", "brand", &[set("label_hans", "牌子")]);
    adjust(&mut clerks[1], "assets", "field", "brand", &[set("label_hans", "厂牌"), set("required", true)]);
    let own = clerks[0].add("assets", &[set("name", "椅子"), set("x_colour", "灰")]);
    let other = clerks[1].add("assets", &[set("name", "桌子"), set("brand", "明德"), set("x_colour", "红")]);
    meet(&mut clerks);
    let both = clerks.each_ref().map(|clerk| clerk.reader().shelf().unwrap().by_key("assets").unwrap());
    assert_eq!(both[0], both[1]);
    assert!(both[0].field("brand").unwrap().required);
    for clerk in &mut clerks {
        assert_eq!((clerk.text(own, "x_colour"), clerk.text(other, "x_colour")), ("灰".to_owned(), "红".to_owned()));
        // What does not fit what was decided elsewhere stays readable, and the record stays open to other edits.
        clerk.change(own, &[set("location", "甲楼")]);
    }
    meet(&mut clerks);
    converged(clerks);
}

/// The ids of a list by a further field, in its order.
fn sorted(clerk: &Clerk, field: &str, descending: bool, filters: Vec<Filter>, pages: usize) -> Vec<RecordId> {
    let reader = clerk.reader();
    let register = reader.shelf().unwrap().by_key("visits").unwrap();
    let sort = Some(Sort { field: field.to_owned(), descending });
    let mut ids = Vec::new();
    loop {
        let query = Query { filters: filters.clone(), sort: sort.clone(), offset: ids.len(), limit: pages, ..Query::of(register) };
        let page = reader.page(&query).unwrap();
        ids.extend(page.rows.iter().map(|r| r.id));
        if page.rows.is_empty() {
            assert_eq!(ids.len(), page.total);
            return ids;
        }
    }
}

#[test]
fn a_deleted_draft_is_in_no_list_by_a_further_field() {
    let mut clerk = Clerk::new();
    adjust(&mut clerk, "topics", "extra-field", "x_room", &[set("label_hans", "会场"), set("kind", "text")]);
    let ids = ["甲", "乙", "丙"].map(|title| clerk.add("topics", &[set("title", title), set("x_room", "东楼")]));
    clerk.step(ids[1], "delete-draft", &[]);
    let register = clerk.reader().shelf().unwrap().by_key("topics").unwrap();
    let page = clerk.reader().page(&Query { filters: vec![Filter::Is("x_room", "东楼".into())], ..Query::of(register) }).unwrap();
    assert_eq!((page.total, page.rows.iter().map(|r| r.id).collect::<Vec<_>>()), (2, vec![ids[2], ids[0]]));
}

#[test]
fn lists_are_sorted_and_filtered_by_further_fields() {
    let mut clerk = Clerk::new();
    let extra = |clerk: &mut Clerk, id: &str, kind: &str, words: &str| {
        adjust(clerk, "visits", "extra-field", id, &[set("label_hans", id), set("kind", kind), set("words", words)]);
    };
    extra(&mut clerk, "x_steps", "integer", "");
    extra(&mut clerk, "x_gate", "choice", "东门、西门");
    extra(&mut clerk, "x_tags", "choices", "甲、乙");
    extra(&mut clerk, "x_vip", "yes-no", "");
    let gates = ["东门", "西门"];
    let mut ids = Vec::new();
    for (at, steps) in [Some(7), None, Some(-3), Some(100), None, Some(20)].into_iter().enumerate() {
        let mut ops = vec![set("visitor", format!("来客{at}").as_str()), set("x_gate", gates[at % 2]), set("x_vip", at % 3 == 0)];
        ops.extend(steps.map(|n| set("x_steps", n)));
        ops.extend((at < 3).then(|| Op::Member { field: "x_tags".into(), member: "乙".into(), on: true }));
        ids.push(clerk.add("visits", &ops));
    }
    let of = |order: &[usize]| order.iter().map(|at| ids[*at]).collect::<Vec<_>>();
    for pages in [1, 2, 4, 100] {
        assert_eq!(sorted(&clerk, "x_steps", false, Vec::new(), pages), of(&[2, 0, 5, 3, 1, 4]), "those without a value come last");
        assert_eq!(sorted(&clerk, "x_steps", true, Vec::new(), pages), of(&[3, 5, 0, 2, 4, 1]));
        let east = vec![Filter::Is("x_gate", "东门".into())];
        assert_eq!(sorted(&clerk, "x_steps", false, east, pages), of(&[2, 0, 4]));
        assert_eq!(sorted(&clerk, "x_gate", false, vec![Filter::Empty("x_steps")], pages), of(&[4, 1]));
        assert_eq!(sorted(&clerk, "x_steps", true, vec![Filter::Has("x_tags", "乙".into())], pages), of(&[0, 2, 1]));
        assert_eq!(sorted(&clerk, "x_steps", false, vec![Filter::Is("x_vip", Value::Yes(true))], pages), of(&[0, 3]));
    }
    let row = |clerk: &Clerk| {
        let register = clerk.reader().shelf().unwrap().by_key("visits").unwrap();
        clerk
            .reader()
            .page(&Query { filters: vec![Filter::Is("x_steps", Value::Integer(7))], ..Query::of(register) })
            .unwrap()
            .rows
            .remove(0)
    };
    assert_eq!(row(&clerk).values.get("x_gate"), Some(&"东门".into()));
    assert_eq!(row(&clerk).values.get("x_vip"), Some(&Value::Yes(true)));
    assert_eq!(row(&clerk).values.get("x_tags"), Some(&"乙".into()));
    // A change, an emptied field and a rebuild are followed.
    clerk.change(ids[0], &[Op::Set { field: "x_gate".into(), value: None }]);
    assert_eq!(row(&clerk).values.get("x_gate"), None);
    clerk.desk.replica.rebuild().unwrap();
    assert_eq!((row(&clerk).id, row(&clerk).values.get("x_gate").cloned()), (ids[0], None));
    assert_eq!(sorted(&clerk, "x_steps", false, Vec::new(), 3), of(&[2, 0, 5, 3, 1, 4]));
}

#[test]
fn a_further_link_leads_back_and_a_hidden_choice_is_still_read() {
    let mut clerk = Clerk::new();
    adjust(&mut clerk, "visits", "extra-field", "x_asset", &[set("label_hans", "借用资产"), set("kind", "link"), set("words", "固定资产")]);
    let asset = clerk.add("assets", &[set("name", "投影机")]);
    let visit = clerk.add("visits", &[set("visitor", "张三"), set("x_asset", asset.to_string().as_str()), set("type", "parent")]);
    let back = clerk.reader().linked_from(asset, 10).unwrap();
    assert_eq!(back.iter().map(|(hit, field)| (hit.id, field.as_str())).collect::<Vec<_>>(), [(visit, "x_asset")]);
    adjust(&mut clerk, "visits", "choice", "type=parent", &[set("hidden", true)]);
    clerk.change(visit, &[set("purpose", "还设备")]);
    assert_eq!(clerk.text(visit, "type"), "parent");
    let register = clerk.reader().record(visit).unwrap().unwrap().register;
    assert!(register.field("type").unwrap().offered().all(|c| c.id != "parent"), "a record shows its register as the office has it");
}

#[test]
fn a_setting_without_effect_is_refused_when_it_is_written() {
    let mut clerk = Clerk::new();
    let refused = |clerk: &mut Clerk, ops: &[Op], field: &str| {
        let found = clerk.try_add("adjustments", ops);
        assert!(matches!(&found, Err(Error::Rule { field: f, .. }) if f == field), "{found:?}");
    };
    refused(&mut clerk, &[set("register", "ledger"), set("what", "field"), set("target", "title"), set("hidden", true)], "register");
    refused(&mut clerk, &[set("register", "visits"), set("what", "field"), set("target", "colour"), set("hidden", true)], "target");
    refused(&mut clerk, &[set("register", "visits"), set("what", "step"), set("target", "mark-no-show"), set("hidden", true)], "target");
    refused(&mut clerk, &[set("register", "incoming-documents"), set("what", "number"), set("pattern", "{n}{n}")], "pattern");
    let id = adjust(&mut clerk, "incoming-documents", "number", "", &[set("pattern", "甲{n}号")]);
    let now = clerk.tick();
    let spoiled = clerk.desk.replica.transact("edit", now, |edit| edit.change(id, &[set("pattern", "甲号")]));
    assert!(matches!(spoiled, Err(Error::Rule { .. })), "nor by an edit");
    clerk.change(id, &[set("pattern", "乙{n}号")]);
    // A further field stays open to edits though its id is there: it is its own.
    let extra = adjust(&mut clerk, "visits", "extra-field", "x_a", &[set("label_hans", "体温")]);
    clerk.change(extra, &[set("label_hans", "体温（℃）")]);
    let twice = clerk
        .try_add("adjustments", &[set("register", "visits"), set("what", "extra-field"), set("target", "x_a"), set("label_hans", "甲")]);
    assert!(matches!(twice, Err(Error::Rule { .. })));
    clerk.desk.replica.undo(super::at(600)).unwrap();
    assert_eq!(clerk.text(extra, "label_hans"), "体温", "settings are undone like anything else");
}

#[test]
fn numbers_of_an_own_pattern_are_counted_whatever_stands_around_them() {
    let mut clerk = Clerk::new();
    adjust(&mut clerk, "incoming-documents", "number", "", &[set("pattern", "办{year}（第{n:2}件）")]);
    let letter = |clerk: &mut Clerk| -> String {
        let id = clerk.add("incoming-documents", &[set("title", "通知"), set("received_at", "2026-11-23")]);
        clerk.step(id, "register", &[]);
        clerk.text(id, register("incoming-documents").number.unwrap().field).to_owned()
    };
    let given: Vec<String> = (0..3).map(|_| letter(&mut clerk)).collect();
    assert_eq!(given, ["办2026（第01件）", "办2026（第02件）", "办2026（第03件）"]);
    clerk.desk.replica.rebuild().unwrap();
    assert_eq!(letter(&mut clerk), "办2026（第04件）");
    let series = clerk.reader().series(register("incoming-documents"), 2026).unwrap();
    assert_eq!(series.iter().map(|s| (s.prefix.as_str(), s.last)).collect::<Vec<_>>(), [("办2026（第", 4)]);
}

/// Numbers from before the pattern was changed are told of as they were written.
#[test]
fn series_from_before_an_own_pattern_are_told_of_as_they_were_written() {
    let mut clerk = Clerk::new();
    let letter = |clerk: &mut Clerk| {
        let id = clerk.add("incoming-documents", &[set("title", "通知"), set("received_at", "2026-11-23")]);
        clerk.step(id, "register", &[]);
        clerk.text(id, "reg_no")
    };
    let before: Vec<String> = (0..3).map(|_| letter(&mut clerk)).collect();
    assert_eq!(before, ["收〔2026〕1号", "收〔2026〕2号", "收〔2026〕3号"]);
    adjust(&mut clerk, "incoming-documents", "number", "", &[set("pattern", "明中收{n}")]);
    assert_eq!(letter(&mut clerk), "明中收1");
    let series = clerk.reader().series(register("incoming-documents"), 2026).unwrap();
    let told: Vec<_> = series.iter().map(|s| (s.prefix.as_str(), s.last, s.numbering.pattern)).collect();
    assert_eq!(told, [("收〔2026〕", 3, "收〔{year}〕{n}号"), ("明中收", 1, "明中收{n}")]);
    let unused = clerk.reader().series(register("incoming-documents"), 2027).unwrap();
    assert!(unused.iter().all(|s| s.unused.is_empty()));
}

#[test]
fn numbers_go_on_beyond_their_padding() {
    let mut clerk = Clerk::new();
    let setting = adjust(&mut clerk, "seals", "number", "", &[set("pattern", "{year}{n:1}")]);
    let seal = |clerk: &mut Clerk, name: &str| -> String {
        let id = clerk.add("seals", &[set("name", name)]);
        clerk.text(id, "seal_no")
    };
    let given: Vec<String> = (0..13).map(|_| seal(&mut clerk, "公章")).collect();
    let expected: Vec<String> = (1..14).map(|n| format!("2026{n}")).collect();
    assert_eq!(given, expected);
    clerk.desk.replica.rebuild().unwrap();
    assert_eq!(seal(&mut clerk, "公章"), "202614");
    let series = clerk.reader().series(register("seals"), 2026).unwrap();
    let own: Vec<_> = series.iter().filter(|s| s.last > 0).map(|s| (s.prefix.as_str(), s.last, s.unused.len(), s.doubled.len())).collect();
    assert_eq!(own, [("2026", 14, 0, 0)]);
    // In one action too.
    let now = clerk.tick();
    let both = clerk.desk.replica.transact("list", now, |edit| {
        let ids = ["甲", "乙"].map(|name| edit.create(register("seals"), &[set("name", name)]));
        ids.into_iter().map(|id| Ok(edit.record(id?)?.text("seal_no").to_owned())).collect::<crate::Result<Vec<_>>>()
    });
    assert_eq!(both.unwrap().value, ["202615", "202616"]);
    // Where a field stands right before the number, numbers of two series may look alike: none is given twice.
    clerk.change(setting, &[set("pattern", "{name}{n:1}")]);
    let mut all: Vec<String> = (0..24).map(|n| seal(&mut clerk, ["甲", "甲1"][n % 2])).collect();
    assert_eq!(all[..4], ["甲1", "甲11", "甲2", "甲12"], "numbers of another series are not counted");
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 24, "{all:?}");
}

#[test]
fn numbers_that_the_register_came_with_go_on_beyond_their_padding() {
    let mut clerk = Clerk::new();
    let asset = |clerk: &mut Clerk, more: &[Op]| -> String {
        let id = clerk.add("assets", &[&[set("name", "椅子")], more].concat());
        clerk.text(id, "asset_no")
    };
    assert_eq!(asset(&mut clerk, &[set("asset_no", "ZC202699998")]), "ZC202699998");
    let given: Vec<String> = (0..4).map(|_| asset(&mut clerk, &[])).collect();
    assert_eq!(given, ["ZC202699999", "ZC2026100000", "ZC2026100001", "ZC2026100002"]);
}

#[test]
fn the_greatest_number_is_found_among_texts_of_any_form() {
    let mut clerk = Clerk::new();
    let setting = adjust(&mut clerk, "seals", "number", "", &[set("pattern", "甲{n:3}号")]);
    for text in ["甲007号", "甲12号", "甲0031号", "甲40", "甲5x号", "甲号", "甲1234567890123456789号", "乙99号", "甲甲98号", "甲-97号"]
    {
        clerk.add("seals", &[set("name", "公章"), set("seal_no", text)]);
    }
    let next = |clerk: &mut Clerk| -> String {
        let id = clerk.add("seals", &[set("name", "公章")]);
        clerk.text(id, "seal_no")
    };
    assert_eq!(next(&mut clerk), "甲032号");
    clerk.change(setting, &[set("pattern", "甲{n}")]);
    assert_eq!(next(&mut clerk), "甲41");
}

#[test]
fn a_register_is_adjusted_by_the_name_that_the_office_gave_it() {
    let mut clerk = Clerk::new();
    adjust(&mut clerk, "visits", "register", "", &[set("label_hans", "访客簿甲")]);
    let id = adjust(&mut clerk, "访客簿甲", "extra-field", "x_a", &[set("label_hans", "体温")]);
    assert_eq!(clerk.text(id, "register"), "visits", "what is kept is the key");
    assert!(clerk.reader().shelf().unwrap().by_key("visits").unwrap().field("x_a").is_some());
    clerk.change(id, &[set("register", "访客簿甲"), set("label_hans", "体温（℃）")]);
    assert_eq!(clerk.text(id, "register"), "visits");
    // A name that the office has given to another register means that one.
    adjust(&mut clerk, "tasks", "register", "", &[set("label_hans", "访客登记")]);
    let other = adjust(&mut clerk, "访客登记", "extra-field", "x_b", &[set("label_hans", "缘由")]);
    assert_eq!(clerk.text(other, "register"), "tasks");
    assert!(clerk.reader().shelf().unwrap().by_key("tasks").unwrap().field("x_b").is_some());
}

#[test]
fn a_setting_for_which_there_is_no_room_is_refused() {
    let mut clerk = Clerk::new();
    let ops =
        |n: usize| [set("register", "visits"), set("what", "field"), set("target", "purpose"), set("label_hans", n.to_string().as_str())];
    let now = clerk.tick();
    let most = registers::shelf::MOST;
    let add =
        |edit: &mut crate::Edit<'_>, count: usize| (0..count).try_for_each(|n| edit.create(register("adjustments"), &ops(n)).map(drop));
    let refused = clerk.desk.replica.transact("list", now, |edit| add(edit, most + 1));
    assert!(matches!(&refused, Err(Error::Rule { field, .. }) if field == "register"), "{refused:?}");
    clerk.desk.replica.transact("list", now, |edit| add(edit, most)).unwrap();
    assert!(matches!(clerk.try_add("adjustments", &ops(0)), Err(Error::Rule { .. })));
    let one = clerk.newest("adjustments");
    clerk.change(one, &[set("label_hans", "来校原因")]);
    assert_eq!(clerk.reader().shelf().unwrap().by_key("visits").unwrap().field("purpose").unwrap().labels.hans, "来校原因");
    clerk.step(one, "void", &[set("void_reason", "不再需要")]);
    clerk.add("adjustments", &ops(0));
}

#[test]
fn what_the_office_requires_does_not_stop_a_step_that_takes_it_away() {
    let mut clerk = Clerk::new();
    let standard = clerk.plain("reception-standards", Some("effective"));
    let standing = clerk.plain("reception-standards", Some("effective"));
    clerk.put_back(standard, &[set("approved_by", "林文静"), set("basis", "办法")]);
    adjust(&mut clerk, "reception-standards", "field", "approved_by", &[set("required", true)]);
    adjust(&mut clerk, "reception-standards", "field", "basis", &[set("required", true)]);
    // Who steps may not empty what the office requires; the step itself may.
    let emptied = clerk.refused(standard, "revise", &[Op::Set { field: "basis".into(), value: None }]);
    assert!(matches!(&emptied, Error::Missing(fields) if fields == &["basis"]), "{emptied}");
    clerk.step(standard, "revise", &[]);
    assert_eq!((clerk.state(standard).as_str(), clerk.text(standard, "approved_by").as_str()), ("draft", ""));
    // What a step asks for must still be filled in.
    let asked = clerk.refused(standing, "retire", &[]);
    assert!(matches!(&asked, Error::Step(StepError::Missing(fields)) if fields == &["retire_reason"]), "{asked}");
    assert!(matches!(clerk.try_add("reception-standards", &[set("name", "甲")]), Err(Error::Missing(_))), "nor may a new one lack it");
}

#[test]
fn what_the_office_requires_does_not_stop_what_a_step_adds() {
    let mut clerk = Clerk::new();
    adjust(&mut clerk, "tasks", "field", "dept", &[set("required", true)]);
    adjust(&mut clerk, "tasks", "extra-field", "x_why", &[set("label_hans", "缘由"), set("required", true)]);
    assert!(matches!(clerk.try_add("tasks", &[set("title", "甲")]), Err(Error::Missing(fields)) if fields == ["x_why", "dept"]));
    let plan = registers::book::ALL.iter().flat_map(|r| r.transitions.iter().map(move |t| (*r, t)));
    let adds = |t: &registers::def::Transition| {
        t.effects.iter().any(|e| matches!(e, registers::def::Effect::AddForEach { add, .. } if add.register == "tasks"))
    };
    assert!(plan.into_iter().any(|(_, t)| adds(t)), "some step adds tasks");
    let id = clerk.desk.replica.transact("x", super::at(1), |edit| edit.create_following(register("tasks"), &[set("title", "纪要待办")]));
    assert!(id.is_ok(), "{id:?}");
}

/// Settings that two desks may make at once, many of them of the same part.
const SETTINGS: &[(&str, &str, &str, &str, &str)] = &[
    ("visits", "field", "purpose", "required", "yes"),
    ("visits", "field", "purpose", "hidden", "yes"),
    ("visits", "extra-field", "x_a", "label_hans", "甲"),
    ("visits", "extra-field", "x_a", "kind", "integer"),
    ("visits", "choice", "type=parent", "hidden", "yes"),
    ("visits", "step", "mark-overstayed", "hidden", "yes"),
    ("tasks", "step", "send-back", "hidden", "yes"),
    ("tasks", "field", "owner", "hidden", "yes"),
    ("tasks", "field", "dept", "required", "yes"),
    ("tasks", "extra-field", "x_why", "required", "yes"),
    ("incoming-documents", "number", "", "pattern", "甲{year}-{n}"),
    ("incoming-documents", "number", "", "pattern", "{n:3}（乙）"),
    ("incoming-documents", "deadline", "urgent", "days", "9"),
    ("incoming-documents", "deadline", "", "working", "no"),
    ("incoming-documents", "step", "传阅", "hidden", "yes"),
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 6, ..Default::default() })]

    /// Two desks that know nothing of each other change settings. After they have met they have the same registers, and the
    /// records of before can be read, edited and moved on at both.
    #[test]
    fn settings_of_two_desks_at_once_leave_every_record_open(
        mine in proptest::sample::subsequence(SETTINGS, 0..8),
        theirs in proptest::sample::subsequence(SETTINGS, 0..8),
    ) {
        let mut clerks = two();
        let ids: Vec<RecordId> = ["visits", "tasks", "incoming-documents"].iter().map(|key| clerks[0].plain(key, None)).collect();
        meet(&mut clerks);
        for (clerk, settings) in clerks.iter_mut().zip([mine, theirs]) {
            clerk.minute += 5;
            for (key, what, target, field, value) in settings {
                let value = match value {
                    "yes" | "no" => Value::Yes(value == "yes"),
                    text => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::Integer),
                };
                let more = [set(field, value), set("label_hans", "本校的叫法")];
                let ops = [&[set("register", key), set("what", what), set("target", target)], &more[..]].concat();
                // One that has no effect beside the desk's own others is refused there already.
                let _ = clerk.try_add("adjustments", &ops);
            }
        }
        meet(&mut clerks);
        let [here, there] = clerks.each_ref().map(|clerk| clerk.reader().shelf().unwrap());
        proptest::prop_assert!(std::ptr::eq(here.all(), there.all()));
        for id in ids {
            for clerk in &mut clerks {
                let register = clerk.reader().record(id).unwrap().unwrap().register;
                let state = clerk.state(id);
                for step in register.steps_from(&state).filter(|t| t.to != registers::common::VOID) {
                    let tried = clerk.try_step(id, step.id, &[]);
                    let lost = matches!(tried, Err(Error::Step(StepError::Unknown(_))));
                    proptest::prop_assert!(!lost, "{} {}", register.key, step.id);
                }
                clerk.change(id, &[set(register.title, "改过的")]);
                proptest::prop_assert_eq!(clerk.text(id, register.title), "改过的");
            }
        }
        meet(&mut clerks);
        converged(clerks);
    }
}
