//! What a label says while it is counted.

use registers::book::{assets, observations, stocktakes};
use registers::document::cell;

use super::*;
use crate::{Comparison, Error, Scanned};

fn card(desk: &mut Desk, tag: &str, place: &str, ops: &[Op]) -> RecordId {
    let card = [Op::set(assets::NAME, "投影机"), Op::set(assets::ASSET_NO, tag), Op::set(assets::LOCATION, place)];
    add(desk, 1, &assets::REGISTER, &[&card, ops].concat())
}

fn counting(desk: &mut Desk, zones: &[&str]) -> RecordId {
    // In a full one everything is expected.
    let ops = [Op::set(stocktakes::TITLE, "盘点"), Op::set(stocktakes::KIND, "special")];
    let id = add(desk, 2, &stocktakes::REGISTER, &ops);
    act(desk, 2, |e| {
        for zone in zones {
            e.append(id, "teams", vec![cell(stocktakes::teams::ZONE, *zone)])?;
        }
        e.step(id, "freeze", &[Op::set(stocktakes::CUT_OFF, at(0).civil.date())])?;
        e.step(id, "count", &[])
    });
    id
}

fn scan(desk: &Desk, campaign: RecordId, tag: &str, zone: &str, minute: u64) -> Scanned {
    desk.replica.reader().unwrap().scan(campaign, tag, zone, at(minute).civil).unwrap()
}

#[test]
fn a_label_says_at_once_what_the_books_and_the_others_know() {
    let mut desk = open_office(1).remove(0);
    let here = card(&mut desk, "ZC001", "明德楼208", &[Op::set(assets::CUSTODIAN, "汪雪子")]);
    card(&mut desk, "ZC002", "博雅楼101", &[]);
    card(&mut desk, "ZC003", "校外仓库", &[]);
    let campaign = counting(&mut desk, &["明德楼", "博雅楼"]);
    let told = |desk: &Desk, tag: &str, zone: &str| scan(desk, campaign, tag, zone, 10).comparison;
    let found = scan(&desk, campaign, " zc001 ", "明德楼", 10);
    assert_eq!((found.comparison, found.asset, found.book), (Comparison::Unknown, None, 0), "labels are read as they are written");
    let found = scan(&desk, campaign, " ZC001 ", "明德楼", 10);
    assert_eq!((found.comparison, found.asset, found.name.as_str(), found.book), (Comparison::Found, Some(here), "投影机", 1));
    assert_eq!((found.place.as_str(), found.custodian.as_str()), ("明德楼208", "汪雪子"));
    assert_eq!(told(&desk, "ZC002", "明德楼"), Comparison::Elsewhere);
    assert_eq!(told(&desk, "ZC003", "明德楼"), Comparison::Outside);
    assert_eq!(told(&desk, "ZC999", "明德楼"), Comparison::Unknown);
    // Nothing was written.
    assert!(desk.replica.reader().unwrap().count_result(campaign).unwrap().counted.iter().all(|one| one.seen.is_empty()));

    let seen = |tag: &str, asset: Option<RecordId>| {
        let asset = asset.map(|id| Op::set(observations::ASSET, id));
        [Op::set(observations::TAG, tag), Op::set(observations::CAMPAIGN, campaign), Op::set(observations::ZONE, "博雅楼")]
            .into_iter()
            .chain(asset)
            .collect::<Vec<_>>()
    };
    for (tag, asset) in [("ZC001", Some(here)), ("ZC999", None), ("无标签", None)] {
        add(&mut desk, 11, &observations::REGISTER, &seen(tag, asset));
    }
    let again = scan(&desk, campaign, "ZC001", "明德楼", 12);
    let before = again.before.unwrap();
    assert_eq!((again.comparison, before.zone.as_str(), before.at.is_empty()), (Comparison::Again, "博雅楼", false));
    assert_eq!(told(&desk, "ZC999", "明德楼"), Comparison::Again);
    assert_eq!(told(&desk, "无标签", "明德楼"), Comparison::Unknown, "each thing without a label is another one");
}

#[test]
fn what_a_list_of_labels_without_links_has_counted_is_known() {
    let mut desk = open_office(1).remove(0);
    card(&mut desk, "ZC001", "明德楼", &[]);
    let campaign = counting(&mut desk, &["明德楼"]);
    let listed = [Op::set(observations::TAG, "ZC001"), Op::set(observations::CAMPAIGN, campaign)];
    add(&mut desk, 3, &observations::REGISTER, &listed);
    assert_eq!(scan(&desk, campaign, "ZC001", "明德楼", 4).comparison, Comparison::Again);
    // What was written by mistake and made void counts for nothing.
    let reader = desk.replica.reader().unwrap();
    let id = scan(&desk, campaign, "ZC001", "明德楼", 4).before.unwrap().id;
    drop(reader);
    act(&mut desk, 5, |e| e.step(id, "void", &[Op::set(registers::common::VOID_REASON, "误扫")]));
    assert_eq!(scan(&desk, campaign, "ZC001", "明德楼", 6).comparison, Comparison::Found);
}

#[test]
fn a_second_look_counts_instead_of_the_first_so_that_a_count_goes_down() {
    let mut desk = open_office(1).remove(0);
    let asset = card(&mut desk, "ZC001", "明德楼", &[Op::set(assets::QUANTITY, 30)]);
    let campaign = counting(&mut desk, &["明德楼"]);
    let seen = [
        Op::set(observations::TAG, "ZC001"),
        Op::set(observations::ASSET, asset),
        Op::set(observations::CAMPAIGN, campaign),
        Op::set(observations::ZONE, "明德楼"),
        Op::set(observations::COUNTER, "王老师"),
        Op::set(observations::QUANTITY, 30),
    ];
    let first = add(&mut desk, 3, &observations::REGISTER, &seen);
    let counted = |desk: &Desk| {
        let result = desk.replica.reader().unwrap().count_result(campaign).unwrap();
        result.counted.iter().find(|one| one.asset == Some(asset)).unwrap().counted
    };
    add(&mut desk, 4, &observations::REGISTER, &[&seen[..], &[Op::set(observations::QUANTITY, 28)]].concat());
    assert_eq!(counted(&desk), 30, "the most that anybody saw");
    act(&mut desk, 5, |e| {
        e.change(first, &[Op::set(observations::QUANTITY, 1)])?;
        e.step(first, "recheck", &[])
    });
    assert_eq!(counted(&desk), 1);
    act(&mut desk, 6, |e| e.change(first, &[Op::set(observations::QUANTITY, 28)]));
    assert_eq!(counted(&desk), 28);
    let before = scan(&desk, campaign, "ZC001", "明德楼", 7).before.unwrap();
    assert_eq!((before.id, before.quantity, before.state.as_str()), (first, 28, "rechecked"));
    assert!(!before.rechecked_by.is_empty());
}

#[test]
fn a_campaign_that_is_not_here_is_an_error() {
    let desk = open_office(1).remove(0);
    let nowhere = RecordId::from_parts(1, 1);
    assert!(matches!(desk.replica.reader().unwrap().scan(nowhere, "ZC1", "", at(1).civil), Err(Error::UnknownRecord(_))));
}
