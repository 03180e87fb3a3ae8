//! A wrong import is made void as a whole.

use registers::common::{VOID, VOID_REASON};

use super::*;

/// Voids what the last import added; gives how many, and how many stayed.
fn take_back(office: &mut Office, reason: &str) -> (usize, usize) {
    let imported = office.reader().last_import(&office.replica.device()).unwrap().unwrap();
    let step = voiding(imported.register).unwrap();
    let voided = void(&mut office.replica, imported.register, step, &imported.records, reason).unwrap();
    (voided.done, voided.refused.len())
}

fn rows(from: usize, to: usize) -> String {
    let rows = (from..=to).map(|n| format!("第{n}号来文,收〔2026〕{n}号,市教育局\n"));
    std::iter::once("标题,收文号,来文单位\n".to_owned()).chain(rows).collect()
}

/// More than one commit takes: all of them, and nothing of the import before nor of what was entered by hand.
#[test]
fn all_that_one_import_added_is_made_void_with_one_reason() {
    let mut office = Office::new();
    let register = &letters::REGISTER;
    assert!(office.reader().last_import(&office.replica.device()).unwrap().is_none());
    office.import(register, &rows(1, 2), Purpose::Add);
    let by_hand = office.add(register, &[Op::set(letters::TITLE, "手工登记")]);
    let wrong = BATCH + 10;
    assert_eq!(office.import(register, &rows(3, wrong + 2), Purpose::Add).0.added, wrong);
    // What was done since does not matter; what is void already is not made void again.
    office.replica.transact("edit:incoming-documents", clock::now(), |e| e.change(by_hand, &[Op::set(letters::TITLE, "改过")])).unwrap();
    let first = office.reader().last_import(&office.replica.device()).unwrap().unwrap().records[0];
    let reason = [Op::set(VOID_REASON, "单独作废")];
    office.replica.transact("step:incoming-documents:void", clock::now(), |e| e.step(first, "void", &reason)).unwrap();
    assert_eq!(take_back(&mut office, "导错了文件"), (wrong - 1, 0));
    let reader = office.reader();
    let page = reader.page(&Query { limit: 1_000, ..Query::of(register) }).unwrap();
    let void: Vec<RecordId> = page.rows.iter().filter(|row| row.state == VOID).map(|row| row.id).collect();
    assert_eq!((page.rows.len(), void.len()), (wrong + 3, wrong));
    let with_reason = void.iter().filter(|id| office.value(**id, VOID_REASON.id()) == "导错了文件").count();
    assert_eq!(with_reason, wrong - 1);
    // The numbers stay listed, and there is nothing left to make void.
    let year = clock::now().civil.year();
    let series = reader.series(register, year).unwrap();
    assert_eq!(series.iter().find(|s| s.prefix == "收〔2026〕").unwrap().void.len(), wrong);
    assert_eq!(take_back(&mut office, "再来一次"), (0, 0));
}

/// What is refused keeps nothing else from being done.
#[test]
fn what_stays_is_told_and_the_others_go() {
    let mut office = Office::new();
    office.import(&letters::REGISTER, &rows(1, 3), Purpose::Add);
    let imported = office.reader().last_import(&office.replica.device()).unwrap().unwrap();
    let strange = RecordId::from_bytes([9; 16]);
    let ids = [&imported.records[..1], &[strange], &imported.records[1..]].concat();
    let voided = void(&mut office.replica, imported.register, voiding(imported.register).unwrap(), &ids, "导错").unwrap();
    let refused: Vec<RecordId> = voided.refused.iter().map(|(id, _)| *id).collect();
    assert_eq!((voided.done, refused), (3, vec![strange]));
    assert!(office.reader().last_import(&office.replica.device()).unwrap().unwrap().records.is_empty());
}

/// A receipt is not made void while the movements stand that it brought into the store, and those are rows of the same list.
#[test]
fn what_follows_from_others_goes_before_them() {
    let mut office = Office::new();
    let register = &registers::book::receipts::REGISTER;
    let stock = &registers::book::stock_movements::REGISTER;
    let receipt = office.add(register, &[Op::Set { field: "title".into(), value: Some("到货".into()) }]);
    let movement = [("name", "纸".to_owned()), ("receipt", receipt.to_string())];
    let ops: Vec<Op> = movement.iter().map(|(f, v)| Op::Set { field: (*f).into(), value: Some(Value::from(v.as_str())) }).collect();
    let movement = office.add(stock, &[&ops[..], &[Op::State("posted".into())]].concat());
    let voided = void(&mut office.replica, register, voiding(register).unwrap(), &[receipt], "导错").unwrap();
    assert_eq!((voided.done, voided.refused.len()), (0, 1), "the movement follows from it");
    let both = [receipt, movement];
    let voided = void(&mut office.replica, register, voiding(register).unwrap(), &both, "导错").unwrap();
    assert_eq!((voided.done, voided.refused.len()), (2, 0));
}

#[test]
fn every_register_with_numbers_can_be_made_void_at_once() {
    let lacking = book::ALL.iter().filter(|r| r.number.is_some() && !is_own(r) && voiding(r).is_none());
    assert_eq!(lacking.map(|r| r.key).collect::<Vec<_>>(), Vec::<&str>::new());
}
