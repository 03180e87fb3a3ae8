//! The sample office that a newcomer looks at: one desk, with the lists of an office, and a day on which something stands on
//! every screen.

use std::path::Path;

use anyhow::Context as _;
use jiff::civil::DateTime;
use registers::book::{
    self, assets, bookings, meetings, outgoing_documents, rooms, stock_movements, stocktakes, supplies, tasks, terms, visits,
};
use registers::document::cell;
use registers::{Op, RecordId, Register, Value, common};
use replica::{Durability, Edit, Founding, Query, Replica, Result, Row};

use super::aged;
use super::morning::{act, registry_desk};
use super::{DESKS, LISTS, OFFICE};
use crate::gui::backend::Stage;
use crate::{clock, import};

/// Where in its folder the sample's desk is.
pub(crate) const DESK: &str = "desk";
/// Rows of each list: enough to scroll, and read within a moment.
const ROWS: usize = 160;
/// The zones of the stocktake, the buildings of the list of assets, and how many of a hundred assets of each were seen.
const ZONES: [(&str, usize); 8] =
    [("图书馆", 100), ("行政楼", 100), ("博雅楼", 60), ("明德楼", 30), ("致远楼", 0), ("实验楼", 0), ("艺术楼", 0), ("体育馆", 0)];
/// Where one of the things that are seen in the second building belongs.
const ELSEWHERE: &str = "体育馆";
/// A label that stands on a thing in the library and in no book.
const STRAY: &str = "ZC199700031";

/// Makes the sample office in an empty folder. `stage` hears how far it is.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) fn sample(folder: &Path, stage: &dyn Fn(Stage)) -> anyhow::Result<Replica> {
    let (person, desk, _) = DESKS[0];
    let founding = Founding { office: OFFICE, person, desk, relay: "" };
    // What is thrown away does not wait for the disk.
    let inner = folder.join(DESK);
    let (mut replica, _sheets) = Replica::found(&inner, &founding, clock::entropy(), Durability::Process)?;
    stage(Stage::SampleLists);
    for (key, file, bytes) in LISTS {
        read_list(&mut replica, (folder, &inner), key, file, bytes)?;
    }
    stage(Stage::SampleDay);
    registry_desk(&mut replica)?;
    guests(&mut replica)?;
    rooms_and_meetings(&mut replica)?;
    texts(&mut replica)?;
    further(&mut replica)?;
    store(&mut replica)?;
    stage(Stage::SampleCount);
    stocktake(&mut replica)?;
    Ok(replica)
}

fn read_list(replica: &mut Replica, (outer, desk): (&Path, &Path), key: &str, file: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let register = book::find(key).context("the sample lists name a register")?;
    let path = outer.join(file);
    std::fs::write(&path, bytes)?;
    let mut plan = import::plan(register, &path, &[], import::Purpose::Add)?;
    // The last rows are the latest.
    let drafts = &mut plan.import.drafts;
    drafts.drain(..drafts.len().saturating_sub(ROWS));
    if register.key != assets::REGISTER.key {
        aged::until_yesterday(register, drafts, clock::now().civil.date());
    }
    let todo = import::compare(&replica::Reader::open(desk)?, register, plan.import, import::Purpose::Add)?;
    import::write(replica, register, todo, |_, _| {})?;
    Ok(())
}

/// A new record, and then steps of it.
fn add(replica: &mut Replica, register: &'static Register, ops: &[Op], steps: &[&str]) -> Result<RecordId> {
    let id = act(replica, &format!("create:{}", register.key), |edit, _| edit.create(register, ops))?;
    for step in steps {
        act(replica, &format!("step:{}:{step}", register.key), |edit, _| edit.step(id, step, &[]))?;
    }
    Ok(id)
}

/// Today at this time.
fn at(hour: i8, minute: i8) -> DateTime {
    clock::now().civil.date().at(hour, minute, 0, 0)
}

/// Tomorrow at this time.
fn tomorrow(hour: i8, minute: i8) -> DateTime {
    at(hour, minute).saturating_add(jiff::Span::new().days(1))
}

/// Who is announced for today, who is in the house, and who has left.
fn guests(replica: &mut Replica) -> Result<()> {
    let guests = [
        ("周海燕", "找班主任", "苏涛", None, &["enter"][..]),
        ("郑伟", "送货维修", "汪秀远", None, &["enter"]),
        ("钱玥", "接学生看病", "姚雨", None, &["enter"]),
        ("吕霞", "校际参观", DESKS[0].0, None, &["enter"]),
        ("何敏", "参加家长会", "陆春慧", None, &["enter", "leave"]),
        ("孙立", "工作联系", "胡玉", Some(at(16, 0)), &[]),
        ("梁思远", "教研交流", DESKS[0].0, Some(at(16, 30)), &[]),
    ];
    for (n, (visitor, purpose, host, planned, steps)) in guests.into_iter().enumerate() {
        let mut ops = vec![Op::set(visits::VISITOR, visitor), Op::set(visits::PURPOSE, purpose), Op::set(visits::HOST, host)];
        ops.extend(planned.map(|planned| Op::set(visits::PLANNED_AT, planned)));
        if !steps.is_empty() {
            ops.push(Op::set(visits::BADGE, format!("A-{:02}", n + 1).as_str()));
        }
        if purpose == "校际参观" {
            ops.extend([Op::set(visits::HEADCOUNT, 11), Op::set(visits::ORGANISATION, "实验小学")]);
        }
        add(replica, &visits::REGISTER, &ops, steps)?;
    }
    Ok(())
}

/// Rooms, who holds them today and tomorrow (one twice each day), and the meetings of the day.
fn rooms_and_meetings(replica: &mut Replica) -> Result<()> {
    let mut all = Vec::new();
    for (name, place, seats) in [("第一会议室", "行政楼201", 30), ("第二会议室", "行政楼305", 12), ("报告厅", "图书馆一层", 240)]
    {
        let ops = [Op::set(rooms::NAME, name), Op::set(rooms::PLACE, place), Op::set(rooms::CAPACITY, i64::from(seats))];
        all.push(add(replica, &rooms::REGISTER, &ops, &[])?);
    }
    let held = [
        ("行政例会", 0, at(8, 30), at(10, 0)),
        ("德育工作研讨", 0, at(9, 30), at(11, 0)),
        ("年级组长会", 1, at(10, 30), at(11, 30)),
        ("家长委员会", 2, at(14, 0), at(16, 0)),
        ("新教师培训", 0, at(14, 30), at(17, 0)),
        ("校园安全工作布置会", 1, at(15, 0), at(16, 0)),
        ("教学开放日", 0, tomorrow(9, 0), tomorrow(11, 0)),
        ("消防演练说明会", 0, tomorrow(10, 0), tomorrow(11, 30)),
    ];
    for (purpose, room, from, until) in held {
        let Some(room) = all.get(room) else { continue };
        let ops = [
            Op::set(bookings::PURPOSE, purpose),
            Op::set(bookings::ROOM, *room),
            Op::set(bookings::START, from),
            Op::set(bookings::END, until),
        ];
        // A free room is promised at once; of two for one room the second one was promised by hand.
        let steps: &[&str] = if ["德育工作研讨", "消防演练说明会"].contains(&purpose) { &["confirm"] } else { &[] };
        add(replica, &bookings::REGISTER, &ops, steps)?;
    }
    for (subject, place, from, until) in [("行政例会", "第一会议室", at(8, 30), at(10, 0)), ("家长委员会", "报告厅", at(14, 0), at(16, 0))]
    {
        let ops = [
            Op::set(meetings::SUBJECT, subject),
            Op::set(meetings::PLACE, place),
            Op::set(meetings::STARTS_AT, from),
            Op::set(meetings::ENDS_AT, until),
        ];
        add(replica, &meetings::REGISTER, &ops, &[])?;
    }
    Ok(())
}

/// Texts of the office's own: one is being drafted, one is with the department.
fn texts(replica: &mut Replica) -> Result<()> {
    let drafted = [
        ("关于做好期末教学工作的通知", "notice", "各处室、各年级部", &[][..]),
        ("关于申请更新实验室设备的请示", "request", "市教育局", &["submit"]),
    ];
    for (title, kind, to, steps) in drafted {
        let ops = [
            Op::set(outgoing_documents::TITLE, title),
            Op::set(outgoing_documents::KIND, kind),
            Op::set(outgoing_documents::MAIN_TO, to),
            Op::set(outgoing_documents::TO_REVIEW, "陆春慧"),
            Op::text(outgoing_documents::BODY, "现将有关事项说明如下：\n一、\n二、"),
        ];
        add(replica, &outgoing_documents::REGISTER, &ops, steps)?;
    }
    Ok(())
}

/// A term around today, and tasks that are due.
fn further(replica: &mut Replica) -> Result<()> {
    let today = clock::now().civil.date();
    let day = |days: i64| today.saturating_add(jiff::Span::new().days(days));
    let ops = [Op::set(terms::NAME, "本学期"), Op::set(terms::STARTS, day(-84)), Op::set(terms::ENDS, day(56))];
    add(replica, &terms::REGISTER, &ops, &[])?;
    for (title, due) in [("报送校园安全自查表", 0), ("更换实验楼灭火器", 3), ("整理上学期会议纪要", -2)] {
        let ops = [Op::set(tasks::TITLE, title), Op::set(common::OWNER, DESKS[0].0), Op::set(tasks::DUE_AT, day(due))];
        add(replica, &tasks::REGISTER, &ops, &["start"])?;
    }
    Ok(())
}

/// What the store has, one thing less than there should be.
fn store(replica: &mut Replica) -> Result<()> {
    for (name, unit, least, here) in [("A4复印纸", "包", 20, 6), ("签字笔", "支", 50, 120), ("白板笔", "支", 30, 45)] {
        let ops = [Op::set(supplies::NAME, name), Op::set(supplies::UNIT, unit), Op::set(supplies::MINIMUM, least)];
        let item = add(replica, &supplies::REGISTER, &ops, &[])?;
        let ops = [
            Op::set(stock_movements::NAME, name),
            Op::set(stock_movements::ITEM, item),
            Op::set(stock_movements::KIND, "opening"),
            Op::set(stock_movements::QUANTITY, here),
            Op::set(stock_movements::UNIT, unit),
        ];
        add(replica, &stock_movements::REGISTER, &ops, &["post"])?;
    }
    Ok(())
}

/// A stocktake in the middle: two buildings are done, two begun; one thing stood elsewhere, and one is in no book.
fn stocktake(replica: &mut Replica) -> Result<()> {
    let year = clock::now().civil.date().year();
    let ops = [Op::set(stocktakes::TITLE, format!("{year}年固定资产盘点").as_str()), Op::set(stocktakes::YEAR, year.to_string().as_str())];
    let campaign = add(replica, &stocktakes::REGISTER, &ops, &[])?;
    for (zone, _) in ZONES {
        let cells = vec![cell(stocktakes::teams::ZONE, zone)];
        act(replica, "line:stocktakes:teams", |edit, _| edit.append(campaign, stocktakes::TEAMS.id(), cells))?;
    }
    for step in ["freeze", "count"] {
        act(replica, &format!("step:stocktakes:{step}"), |edit, _| edit.step(campaign, step, &[]))?;
    }
    let page = replica.reader()?.page(&Query { limit: ROWS, ..Query::of(&assets::REGISTER) })?;
    let things: Vec<Thing> = page.rows.iter().map(Thing::of).collect();
    for (at, (zone, share)) in ZONES.into_iter().enumerate() {
        let here: Vec<&Thing> = things.iter().filter(|thing| thing.place.starts_with(zone)).collect();
        let mut seen: Vec<Thing> = here.iter().take((here.len() * share).div_ceil(100)).map(|thing| (*thing).clone()).collect();
        match at {
            0 => seen.push(Thing { tag: STRAY.to_owned(), ..Thing::default() }),
            1 => seen.extend(things.iter().find(|thing| thing.place.starts_with(ELSEWHERE)).cloned()),
            _ => {}
        }
        if !seen.is_empty() {
            let all = |edit: &mut Edit<'_>, now| seen.iter().try_for_each(|thing| sighting(edit, now, campaign, (thing, zone)));
            act(replica, "create:observations", all)?;
        }
    }
    Ok(())
}

/// What is counted of an asset.
#[derive(Clone, Default)]
struct Thing {
    asset: Option<RecordId>,
    tag: String,
    name: String,
    place: String,
    pieces: i64,
}

impl Thing {
    fn of(row: &Row) -> Thing {
        let text = |field: &str| row.values.get(field).and_then(Value::as_text).unwrap_or_default().to_owned();
        let pieces = row.values.get(assets::QUANTITY.id()).and_then(Value::as_integer).unwrap_or(1);
        Thing {
            asset: Some(row.id),
            tag: text(assets::ASSET_NO.id()),
            name: text(assets::NAME.id()),
            place: text(assets::LOCATION.id()),
            pieces,
        }
    }
}

fn sighting(edit: &mut Edit<'_>, now: DateTime, campaign: RecordId, (thing, zone): (&Thing, &str)) -> Result<()> {
    use registers::book::observations as seen;
    let mut ops = vec![Op::set(seen::TAG, thing.tag.as_str()), Op::set(seen::CAMPAIGN, campaign), Op::set(seen::ZONE, zone)];
    ops.push(Op::set(seen::SEEN_AT, now));
    if !thing.name.is_empty() {
        ops.push(Op::set(seen::DESCRIPTION, thing.name.as_str()));
    }
    ops.extend(thing.asset.map(|asset| Op::set(seen::ASSET, asset)));
    ops.extend((thing.pieces > 1).then(|| Op::set(seen::QUANTITY, thing.pieces)));
    edit.create(&seen::REGISTER, &ops).map(drop)
}
