//! Rows that nothing names.

use super::*;

fn done(added: usize, same: usize, refused: usize) -> Done {
    Done { added, changed: 0, same, refused }
}

/// Ballots that are filled in alike are as many as there are papers; those that differ in what was written freely are others.
#[test]
fn ballots_that_are_alike_are_as_many_as_there_are() {
    let mut office = Office::new();
    let ballots = book::find("ballots").unwrap();
    let list = |rows: &[&str]| format!("调查名称,答卷人类别,总体评价,意见建议\n{}\n", rows.join("\n"));
    let plain = "夏季满意度,教师,满意,";
    let advice = "夏季满意度,教师,满意,希望增加体育器材";
    let other = "夏季满意度,教师,满意,希望延长开放时间";
    let import = |office: &mut Office, rows: &[&str]| office.import(ballots, &list(rows), Purpose::Add);
    assert_eq!(import(&mut office, &[plain, plain, advice]), (done(3, 0, 0), vec![]));
    assert_eq!(import(&mut office, &[plain, plain, advice]), (done(0, 3, 0), vec![]), "the same list again");
    assert_eq!(import(&mut office, &[plain, plain, advice, plain, other, advice]), (done(3, 3, 0), vec![]), "the list has grown");
    assert_eq!(office.import(ballots, &list(&[plain, plain]), Purpose::Further), (done(2, 0, 0), vec![]), "another batch");
    let texts: Vec<String> = office.all(ballots).iter().map(|r| r.text("advice").to_owned()).collect();
    assert_eq!(texts.iter().filter(|text| text.is_empty()).count(), 5);
    assert_eq!(texts.iter().filter(|text| text.contains("器材")).count(), 2);
    assert!(texts.iter().any(|text| text.contains("延长")));
}

/// A paper that is here but for what was written at length, or in rows, is told of; it is neither passed over nor entered twice.
#[test]
fn what_differs_in_long_texts_or_rows_is_told_of() {
    let mut office = Office::new();
    let import = |office: &mut Office, register: &'static Register, list: &str, purpose| office.import(register, list, purpose);
    let meetings = book::find("meetings").unwrap();
    let content = meetings.field("minutes").unwrap().labels.hans;
    let meeting = |text: &str| format!("会议主题,{content}\n行政例会,{text}\n");
    assert_eq!(import(&mut office, meetings, &meeting("议一议"), Purpose::Add).0, done(1, 0, 0));
    assert_eq!(import(&mut office, meetings, &meeting("议一议"), Purpose::Add).0, done(0, 1, 0));
    let (did, refused) = import(&mut office, meetings, &meeting("再议一议"), Purpose::Add);
    assert_eq!((did, refused.len()), (done(0, 0, 1), 1));
    assert!(refused[0].contains("内容不同"), "{refused:?}");
    assert_eq!(import(&mut office, meetings, &meeting("再议一议"), Purpose::Update).0, Done { changed: 1, ..done(0, 0, 0) });
    let letter = |text: &str| format!("来文标题,来文单位,领导批示\n通知,教育局,{text}\n");
    assert_eq!(import(&mut office, &letters::REGISTER, &letter("请办公室办"), Purpose::Add).0, done(1, 0, 0));
    assert_eq!(import(&mut office, &letters::REGISTER, &letter("请办公室办"), Purpose::Add).0, done(0, 1, 0));
    assert_eq!(import(&mut office, &letters::REGISTER, &letter("请总务处办"), Purpose::Add).0, done(0, 0, 1));
    assert_eq!(import(&mut office, &letters::REGISTER, &letter("请总务处办"), Purpose::Update).0, Done { changed: 1, ..done(0, 0, 0) });
    assert_eq!(office.all(&letters::REGISTER).len(), 1);
}
