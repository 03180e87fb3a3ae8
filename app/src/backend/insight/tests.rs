//! Questions and jobs with files on a real desk, in a folder of its own.

use std::path::Path;

use registers::book::{assets, observations, stocktakes};
use registers::{Lang, Op, Register, book};
use replica::{Durability, Replica};

use super::super::woken::Woken as Office;
use super::*;
use crate::gui::backend::{Action, Backend, CHART_DAYS, Frame};

const LIST: &str = "资产名称,存放地点,金额,怪列\n投影机,301室,3200.50,a\n显微镜,生物室,昨天,b\n钢琴,音乐室,9000,c\n";

impl Office {
    fn add(&mut self, name: &str) {
        self.send(Action::Add { register: "assets", ops: vec![Op::set(assets::NAME, name)] }).unwrap();
    }
}

fn register() -> &'static Register {
    &assets::REGISTER
}

#[test]
fn the_search_over_everything_tells_which_field_holds_the_words() {
    let mut office = Office::founded();
    office.add("投影机");
    let ops = vec![Op::set(assets::NAME, "显微镜"), Op::set(assets::LOCATION, "科学楼301投影室")];
    office.send(Action::Add { register: "assets", ops }).unwrap();
    // The index of a small commit follows when the writer has nothing else to do.
    let mut seek = |words: &str, n: usize| office.until(|b| b.seek(words).map(|f| f.unwrap().list.clone()).filter(|l| l.len() == n));
    let found = seek("投影", 2);
    assert_eq!(found.iter().map(|m| m.hit.title.as_str()).collect::<Vec<_>>(), ["显微镜", "投影机"]);
    let location = register().field(assets::LOCATION.id()).unwrap().labels.hans;
    assert_eq!(found[0].holds, Some((location.to_owned(), "科学楼301投影室".to_owned())));
    assert_eq!(found[1].holds, None, "the name itself holds it");
    assert_eq!(seek("xwj", 1)[0].hit.title, "显微镜");
    seek("没有的", 0);
    // Only the last question is answered; one that was given up meanwhile is asked anew.
    assert!(office.backend.seek("投").is_none());
    assert!(office.backend.seek("投影").is_none());
    assert_eq!(office.until(|b| b.seek("投影")).unwrap().list.len(), 2);
}

#[test]
fn the_panel_knows_the_lists_of_what_links_to_a_record() {
    let mut office = Office::founded();
    let campaign = office.send(Action::Add { register: "stocktakes", ops: vec![Op::set(stocktakes::TITLE, "年终盘点")] }).unwrap();
    let campaign = campaign.record.unwrap();
    for (tag, n) in [("ZC001", 1_i64), ("ZC002", 2)] {
        let of = [Op::set(observations::TAG, tag), Op::set(observations::CAMPAIGN, campaign), Op::set(observations::ZONE, "一楼")];
        let ops = of.into_iter().chain([Op::set(observations::QUANTITY, n)]).collect();
        office.send(Action::Add { register: "observations", ops }).unwrap();
    }
    let around = office.until(|b| b.around(campaign).map(Result::unwrap).filter(|around| !around.lists.is_empty()));
    let lists: Vec<_> = around.lists.iter().map(|list| (list.register.key, list.field, list.count)).collect();
    assert_eq!(lists, [("observations", "campaign", 2)]);
}

#[test]
fn a_report_is_answered_later_and_again_when_something_changed() {
    let mut office = Office::founded();
    let report = &register().reports[0];
    let total = |b: &DeskBackend| b.report(register(), report, Period::default()).map(|t| t.unwrap().total);
    assert_eq!(total(&office.backend), None, "nobody waits for it");
    assert_eq!(office.until(|b| total(b)), 0);
    office.add("投影机");
    office.until(|b| total(b).filter(|n| *n == 1));
    office.add("显微镜");
    assert_eq!(office.until(|b| total(b).filter(|n| *n != 1)), 2, "until then the old answer stands");
}

#[test]
fn the_whole_office_is_counted_beside_the_window_and_again_after_what_was_done_here() {
    let mut office = Office::founded();
    let total = |b: &DeskBackend| b.overview(b.revision()).map(|o| o.unwrap().counts["assets"].total);
    assert_eq!(total(&office.backend), None, "nobody waits for it");
    assert_eq!(office.until(|b| total(b)), 0);
    office.add("投影机");
    office.until(|b| total(b).filter(|n| *n == 1));
    let set = |field: &str, value: Value| Op::Set { field: field.into(), value: Some(value) };
    let ops = vec![set("title", "关于防汛的通知".into()), set("received_at", Value::date(clock::now().civil.date()))];
    office.send(Action::Add { register: "incoming-documents", ops }).unwrap();
    let waiting = |b: &mut DeskBackend| b.overview(b.revision()).map(|o| o.unwrap().inbox.clone().unwrap()).filter(|i| !i.is_empty());
    assert_eq!(office.until(waiting)[0].title, "关于防汛的通知");
    let noon = clock::now().civil.date().at(12, 0, 0, 0);
    let ops = vec![set("subject", "行政例会".into()), set("starts_at", Value::time(noon)), set("place", "三楼".into())];
    office.send(Action::Add { register: "meetings", ops }).unwrap();
    let today = office.until(|b| b.today(b.revision()).map(Result::unwrap).filter(|t| !t.meetings.is_empty()));
    assert_eq!((today.meetings[0].title.as_str(), today.meetings[0].place.as_str()), ("行政例会", "三楼"));
    assert_eq!((today.letters.len(), today.letters[CHART_DAYS - 1].1, today.visits[CHART_DAYS - 1].1), (CHART_DAYS, 1, 0));
}

#[test]
fn questions_of_all_kinds_are_answered_in_the_language_of_the_moment() {
    let mut office = Office::founded();
    office.add("投影机");
    let stays = office.until(|b| b.stays(register())).unwrap();
    assert_eq!(stays.iter().map(|s| s.here).sum::<u64>(), 1);
    let numbers = office.until(|b| b.numbers(register())).unwrap();
    assert_eq!(numbers.series.len(), 1);
    assert!(office.until(|b| b.warnings()).unwrap().is_empty());
    assert_eq!(*office.until(|b| b.term()).unwrap(), None);
    let today = clock::now().civil.date();
    let day = |field: &str, days: i64| Op::Set { field: field.into(), value: Some(Value::date(today + jiff::Span::new().days(days))) };
    let ops = vec![Op::Set { field: "name".into(), value: Some("本学期".into()) }, day("starts", -1), day("ends", 1)];
    office.send(Action::Add { register: "terms", ops }).unwrap();
    let term = office.until(|b| b.term().and_then(|t| *t.unwrap()));
    assert!(term.from.is_some_and(|d| d < today) && term.to.is_some_and(|d| d > today));
    let missing = Source { register: "assets", file: office.file("none.csv"), ..Source::default() };
    let why = office.until(|b| b.trial(&missing)).unwrap_err();
    office.backend.speak(Lang::En);
    let other = office.until(|b| b.trial(&missing).filter(|t| t.as_ref().is_err_and(|e| *e != why)));
    assert!(other.is_err());
}

#[test]
fn an_import_does_what_its_trial_said_and_nothing_the_second_time() {
    let mut office = Office::founded();
    let file = office.file("list.csv");
    std::fs::write(&file, LIST).unwrap();
    let source = Source { register: "assets", file, ..Source::default() };
    let counts = |trial: &Trial| [Verdict::Added, Verdict::Same, Verdict::Refused].map(|v| trial.count(v));
    let trial = office.until(|b| b.trial(&source)).unwrap();
    assert_eq!(counts(&trial), [2, 0, 1]);
    assert_eq!(trial.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 3, 4]);
    let targets: Vec<Option<&str>> = trial.columns.iter().map(|c| c.target.as_deref()).collect();
    assert_eq!(targets, [Some("name"), Some("location"), Some("value"), None]);
    office.send(Action::File(FileJob::Import(source.clone()))).unwrap();
    let importing = office.backend.importing().unwrap();
    let result = importing.result.unwrap();
    assert_eq!((importing.done, importing.total, result.added, result.same), (2, 2, 2, 0));
    assert!(result.refused.len() == 1 && result.refused[0].0 == 3 && result.refused[0].1.contains("昨天"), "{:?}", result.refused);
    assert_eq!(office.backend.counts(register()).unwrap().total, 2);
    let again = Source { look: 1, ..source };
    assert_eq!(counts(&office.until(|b| b.trial(&again)).unwrap()), [0, 2, 1]);
    // The column of amounts is left out by hand: now the third row can be read.
    let given = Source { given: vec![("金额".into(), "-".into())], look: 2, ..again };
    assert_eq!(counts(&office.until(|b| b.trial(&given)).unwrap())[2], 0);
}

#[test]
fn a_trial_tells_of_dates_that_can_be_read_in_two_ways() {
    let mut office = Office::founded();
    let mut trial = |name: &str, dates: [&str; 2]| {
        let file = office.file(name);
        std::fs::write(&file, format!("资产名称,购置日期\n投影机,{}\n话筒,{}\n", dates[0], dates[1])).unwrap();
        office.until(|b| b.trial(&Source { register: "assets", file: file.clone(), ..Source::default() })).unwrap()
    };
    let [said] = &trial("unclear.csv", ["03/04/2026", "05/06/2026"]).notes[..] else { panic!() };
    assert!(said.contains("购置日期") && said.contains("03/04/2026") && said.contains("2026-03-04"), "{said}");
    assert!(trial("clear.csv", ["03/04/2026", "25/06/2026"]).notes.is_empty(), "the other date says which comes first");
}

#[test]
fn an_import_changes_what_its_trial_said() {
    let mut office = Office::founded();
    let file = office.file("list.csv");
    std::fs::write(&file, "资产编号,资产名称,存放地点\nZC1,投影机,301室\n").unwrap();
    let source = Source { register: "assets", file: file.clone(), ..Source::default() };
    office.send(Action::File(FileJob::Import(source.clone()))).unwrap();
    std::fs::write(&file, "资产编号,存放地点\nZC1,302室\n").unwrap();
    let update = Source { update: true, look: 1, ..source };
    let trial = office.until(|b| b.trial(&update)).unwrap();
    assert_eq!((trial.count(Verdict::Changed), trial.rows[0].text.as_str()), (1, "ZC1 投影机：存放地点 301室 → 302室"));
    let done = office.send(Action::File(FileJob::Import(update))).unwrap();
    assert_eq!(done.note.as_deref(), Some("新增 0 条，更改 1 条，已有 0 条，未导入 0 行"));
    let result = office.backend.importing().unwrap().result.unwrap();
    assert_eq!((result.added, result.changed, result.refused), (0, 1, vec![]));
}

#[test]
fn an_import_that_cannot_begin_says_why_and_lets_the_next_begin() {
    let mut office = Office::founded();
    let file = office.file("list.csv");
    let source = Source { register: "assets", file: file.clone(), ..Source::default() };
    let why = office.send(Action::File(FileJob::Import(source.clone()))).unwrap_err();
    assert_eq!(office.backend.importing().unwrap().result.unwrap().stopped, Some(why));
    std::fs::write(&file, LIST).unwrap();
    office.send(Action::File(FileJob::Import(source))).unwrap();
    assert_eq!(office.backend.counts(register()).unwrap().total, 2);
}

#[test]
fn a_list_is_exported_as_it_is_narrowed_down_and_never_over_another_file() {
    let mut office = Office::founded();
    ["投影机", "显微镜", "投影幕"].iter().for_each(|name| office.add(name));
    let file = office.file("资产.csv");
    std::fs::write(&file, "an older list").unwrap();
    let query = Query { register: "assets", search: "投影".into(), ..Query::default() };
    let rows = |file: &Path| files::read(file).unwrap()[0].rows.len();
    // The search index follows when nothing else is to be done.
    office.until(|b| (b.page(&query, 0, 10).unwrap().total == 2).then_some(()));
    let chosen = Query { columns: vec!["_state", "brand", "name"], ..query.clone() };
    let short = office.file("所选.csv");
    office.send(Action::File(FileJob::Export { query: chosen, file: short.clone() })).unwrap();
    let read = files::read(&short).unwrap().remove(0).rows;
    let texts: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
    assert_eq!(texts, [["状态", "品牌", "资产名称"], ["在用", "", "投影幕"], ["在用", "", "投影机"]], "as the list shows them");
    let done = office.send(Action::File(FileJob::Export { query, file: file.clone() })).unwrap();
    assert!(done.note.is_some_and(|n| n.contains("资产 (2).csv")));
    assert_eq!(rows(&office.file("资产 (2).csv")), 3, "the headings and what was found");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "an older list");
    let nowhere = office.file("no such folder").join("a.csv");
    let all = Query { register: "assets", ..Query::default() };
    assert!(office.send(Action::File(FileJob::Export { query: all, file: nowhere })).is_err());
}

#[test]
fn a_lease_is_taken_and_waits_for_the_relay() {
    let mut office = Office::founded();
    let take = || Action::TakeNumbers { register: "incoming-documents", size: Some(20) };
    let refused = office.send(take()).unwrap_err();
    assert!(refused.contains("还没有设中继") && refused.contains("收文登记"), "it would only stop the numbers: {refused}");
    office.send(Action::SetRelay("127.0.0.1:9".into())).unwrap();
    office.send(take()).unwrap();
    let documents = book::find("incoming-documents").unwrap();
    let numbers = office.until(|b| b.numbers(documents).filter(|n| n.as_ref().is_ok_and(|n| !n.leases.is_empty()))).unwrap();
    let lease = &numbers.leases[0];
    assert_eq!((lease.lease.first, lease.lease.last, lease.desk.as_str(), lease.ordered), (1, Some(20), "文书", false));
}

/// What another desk wrote while the form was open comes in by its entries, as from the relay.
#[test]
fn a_form_does_not_write_over_what_another_desk_wrote_meanwhile() {
    let mut office = Office::founded();
    let folder = office.file("desk");
    let mut here = Replica::open(&folder, clock::entropy(), Durability::Process).unwrap();
    let there = office.file("other");
    let joining = Replica::request(&there, "陈建国", "库房", clock::entropy()).unwrap();
    let space = trust::id::SpaceId(assets::REGISTER.space.number());
    let (welcome, _) = here.admit(&joining.request, &["asset-manager".to_owned()], &[space]).unwrap();
    let mut there = Replica::accept(&there, &welcome, clock::entropy()).unwrap();
    office.add("投影机");
    let id = here.reader().unwrap().page(&replica::Query { limit: 1, ..replica::Query::of(register()) }).unwrap().rows[0].id;
    let hand_over = |from: &Replica, to: &mut Replica| {
        let (entries, _) = from.entries_beyond(space, &sync::Frontier::default(), 1 << 20).unwrap();
        to.receive_unordered(space, &entries, 0).unwrap();
    };
    hand_over(&here, &mut there);
    let base = office.backend.card(id).unwrap().unwrap().record;
    let note = Op::set(assets::LOCATION, "二楼库房");
    there.transact("edit:assets", clock::now(), |e| e.change(id, &[note])).unwrap();
    hand_over(&there, &mut here);
    let edit = |base: &registers::Record, to: &str| {
        let ops = vec![Op::set(assets::LOCATION, to)];
        Action::Edit { id, base: Some(Box::new(base.clone())), ops }
    };
    let refused = office.send(edit(&base, "三楼")).unwrap_err();
    assert!(refused.contains("刚刚被别人改过"), "{refused}");
    let now = office.backend.card(id).unwrap().unwrap().record;
    assert_eq!(now.text("location"), "二楼库房", "nothing was written over");
    office.send(edit(&now, "三楼")).unwrap();
    let record = office.backend.card(id).unwrap().unwrap().record;
    assert_eq!((record.text("location"), record.conflicts()), ("三楼", Vec::new()));
}

#[test]
fn a_list_is_read_beside_the_window_and_only_for_the_question_that_is_asked() {
    use crate::gui::backend::{Found, Lists, Part, Wanted};
    let mut office = Office::founded();
    for name in ["投影机", "显微镜", "钢琴"] {
        office.add(name);
    }
    let columns = vec![assets::BRAND.id(), assets::NAME.id(), "_state"];
    let query = |search: &str| Query { register: "assets", search: search.to_owned(), columns: columns.clone(), ..Query::default() };
    let wanted = |b: &DeskBackend, query: Query, parts: Vec<Part>| Wanted { query, revision: b.revision(), lang: Lang::ZhHans, parts };
    let all = [Part::Page(0), Part::Counts];
    let mut found = Vec::new();
    office.until(|b| {
        let lacking = all.iter().filter(|part| !found.iter().any(|f: &Found| f.part() == **part)).copied().collect();
        found.extend(b.leaves(wanted(b, query(""), lacking)).into_iter().map(|leaf| leaf.found));
        all.iter().all(|part| found.iter().any(|f: &Found| f.part() == *part)).then_some(())
    });
    for part in found {
        match part {
            Found::Counts(counts) => assert_eq!(counts.unwrap().total, 3),
            Found::Page(at, read) => {
                let read = read.unwrap();
                let first = &read.rows[0];
                assert_eq!((at, read.total, first.title.as_str()), (0, 3, "钢琴"));
                assert_eq!(first.values, [None, Some("钢琴".into()), None], "in the order in which they were asked for");
            }
        }
    }
    // What was asked before is not answered to another question.
    let b = &office.backend;
    b.leaves(wanted(b, query(""), vec![Part::Page(0), Part::Page(1), Part::Page(2)]));
    let mut totals = Vec::new();
    office.until(|b| {
        let lacking = if totals.is_empty() { vec![Part::Page(0)] } else { Vec::new() };
        let leaves = b.leaves(wanted(b, query("没有的"), lacking)).into_iter();
        totals.extend(leaves.map(|leaf| if let Found::Page(at, Ok(read)) = leaf.found { (at, read.total) } else { (9, 9) }));
        (!totals.is_empty()).then_some(())
    });
    assert_eq!(totals, [(0, 0)]);
}

/// Conditions as a list puts them.
#[test]
fn a_list_is_asked_by_its_conditions() {
    use crate::asks::{Ask, What};
    let mut office = Office::founded();
    for (name, day, value) in [("投影机", "2026-03-01", 320_000), ("显微镜", "2026-04-01", 90_000)] {
        let ops = vec![
            Op::set(assets::NAME, name),
            Op::set(assets::PURCHASE_DATE, day.parse::<Date>().unwrap()),
            Op::Set { field: "value".into(), value: Some(value.into()) },
        ];
        office.send(Action::Add { register: "assets", ops }).unwrap();
    }
    let found = |is: What, field: &str| {
        let asks = vec![Ask { field: field.into(), is }];
        let page = office.backend.page(&Query { register: "assets", asks, ..Query::default() }, 0, 10).unwrap();
        page.rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    let day = |text: &str| text.parse::<Date>().ok();
    assert_eq!(found(What::Days { from: day("2026-03-01"), to: day("2026-03-31") }, "purchase_date"), ["投影机"]);
    assert_eq!(found(What::Numbers { from: None, to: Some(100_000) }, "value"), ["显微镜"]);
    assert_eq!(found(What::Contains("机".into()), "name"), ["投影机"]);
    assert_eq!(found(What::Days { from: Some(clock::now().civil.date()), to: None }, "_updated").len(), 2);
    assert_eq!(found(What::Several, "name"), [""; 0]);
    assert_eq!(found(What::Empty, "no-such-field").len(), 2, "what is not there any more asks nothing");
}

#[test]
fn a_step_of_many_records_tells_which_were_refused_and_does_the_rest() {
    let mut office = Office::founded();
    (0..104).for_each(|n| office.add(&format!("投影机{n}")));
    let page = |b: &DeskBackend, only| b.page(&Query { register: "assets", only, ..Query::default() }, 0, 200).unwrap();
    let ids: Vec<RecordId> = page(&office.backend, Only::All).rows.iter().map(|row| row.id).collect();
    let steps = |ids: &[RecordId], step: &'static str| {
        let ops = vec![Op::Set { field: "fault".into(), value: Some("灯泡".into()) }];
        Action::Steps { register: "assets", ids: ids.to_vec(), step, ops: if step == "repaired" { Vec::new() } else { ops } }
    };
    // Three of them are there already.
    let done = office.send(steps(&ids[..3], "send-for-repair")).unwrap();
    assert_eq!(done.note.as_deref(), Some("3 项已全部办理"));
    let repaired = |b: &DeskBackend| page(b, Only::State("under-repair")).total;
    assert_eq!(repaired(&office.backend), 3);
    // One commit, which one undo takes back.
    let undone = office.send(Action::Undo(done.undo.expect("one entry"))).unwrap().undone.unwrap();
    assert_eq!((undone.0.as_str(), repaired(&office.backend)), ("step:assets:send-for-repair", 0));
    office.send(steps(&ids[50..53], "send-for-repair")).unwrap();
    let gone = RecordId::from_parts(7, 7);
    let asked: Vec<RecordId> = ids.iter().copied().chain([gone]).collect();
    let done = office.send(steps(&asked, "send-for-repair")).unwrap();
    assert_eq!(done.note.as_deref(), Some("已办理 101 项，4 项未办"));
    assert_eq!(done.undo, None, "two commits: half of it is not taken back by one undo");
    assert_eq!(repaired(&office.backend), 104);
    let stepping = office.backend.steppings().pop().unwrap();
    assert!(stepping.ended && stepping.done == 105 && stepping.succeeded() == 101);
    let numbered = |refused: &crate::gui::backend::NotDone| refused.name.starts_with("ZC") && !refused.why.is_empty();
    assert!(stepping.refused[..3].iter().all(numbered), "{:?}", stepping.refused);
    assert_eq!(stepping.refused[3].id, gone);
    let last = office.backend.last_act().unwrap().unwrap();
    assert_eq!((last.label.as_str(), last.undoable), ("step:assets:send-for-repair", true), "undo names it");
}

#[test]
fn a_step_that_gives_no_number_says_why() {
    let mut office = Office::founded();
    office.send(Action::SetRelay("127.0.0.1:9".into())).unwrap();
    office.send(Action::TakeNumbers { register: "incoming-documents", size: Some(20) }).unwrap();
    let ops = vec![registers::Op::set(registers::book::incoming_documents::TITLE, "通知")];
    let added = office.send(Action::Add { register: "incoming-documents", ops }).unwrap();
    assert_eq!(added.note, None, "it is given none before it is registered");
    let step = Action::Step { id: added.record.unwrap(), step: "register", base: None, ops: Vec::new() };
    let note = office.send(step).unwrap().note.unwrap();
    assert!(note.contains("尚未编号") && note.contains("等待中继排序"), "{note}");
}

#[test]
fn how_the_connection_stands_is_shown_without_reading_the_data_again() {
    let mut office = Office::founded();
    office.until(|b| b.cases().known.then_some(()));
    let contact = clock::unix_ms();
    // What an office begins with may still be written in the background, but not again and again.
    let unchanged = (0..5).any(|at| {
        let before = office.backend.revision();
        while office.woken.try_recv().is_ok() {}
        let shared = &office.backend.office.as_ref().unwrap().shared;
        shared.change(|view| view.contact_ms = Some(contact - 4 + at));
        office.woken.recv_timeout(std::time::Duration::from_secs(60)).expect("the window is drawn again");
        office.backend.revision() == before
    });
    assert!(unchanged, "nothing has to be counted again");
    let shared = &office.backend.office.as_ref().unwrap().shared;
    shared.change(|view| view.contact_ms = Some(contact));
    assert_eq!(office.backend.sync().last_contact, Some(clock::civil(contact)), "and the contact shows at once");
}

#[test]
fn what_is_being_drafted_is_listed_among_what_is_open_as_it_is_counted() {
    let mut office = Office::founded();
    let letters = book::find("outgoing-documents").unwrap();
    let title = |text: &str| Op::Set { field: letters.title.to_owned(), value: Some(text.into()) };
    office.send(Action::Add { register: letters.key, ops: vec![title("通知")] }).unwrap();
    let states = office.backend.counts(letters).unwrap().states;
    let open = letters.states.iter().filter(|s| s.phase <= Phase::Open);
    let counted: u64 = open.filter_map(|s| states.get(s.id)).sum();
    let query = Query { register: letters.key, only: Only::Phase(Phase::Open), ..Query::default() };
    assert_eq!((counted, office.backend.page(&query, 0, 10).unwrap().total), (1, 1));
}
