//! The sample office that a newcomer looks at: one desk, with the lists of an office, and a day on which something stands on
//! every screen.

use std::path::Path;

use anyhow::Context as _;
use jiff::civil::DateTime;
use registers::book::{self, assets, bookings, meetings, rooms, stocktakes, tasks, terms, visits};
use registers::document::cell;
use registers::{Op, RecordId, Register, common};
use replica::{Durability, Edit, Founding, Query, Replica, Result};

use super::morning::{act, registry_desk};
use super::{DESKS, LISTS, OFFICE};
use crate::gui::backend::Stage;
use crate::{clock, import};

/// Where in its folder the sample's desk is.
pub(crate) const DESK: &str = "desk";
/// Rows of each list: enough to scroll, and read within a moment.
const ROWS: usize = 160;
/// Labels that were read in the running stocktake.
const READ: usize = 24;
/// The zones of the stocktake: buildings that the list of assets names.
const ZONES: [&str; 3] = ["博雅楼", "行政楼", "图书馆"];

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
    further(&mut replica)?;
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

/// Who is announced for today, who is in the house, and who has left.
fn guests(replica: &mut Replica) -> Result<()> {
    let guests = [
        ("周海燕", "找班主任", "苏涛", None, &["enter"][..]),
        ("郑伟", "送货维修", "汪秀远", None, &["enter"]),
        ("钱玥", "接学生看病", "姚雨", None, &["enter"]),
        ("何敏", "参加家长会", "陆春慧", None, &["enter", "leave"]),
        ("孙立", "工作联系", "胡玉", Some(at(16, 0)), &[]),
        ("梁思远", "教研交流", DESKS[0].0, Some(at(16, 30)), &[]),
    ];
    for (visitor, purpose, host, planned, steps) in guests {
        let mut ops = vec![Op::set(visits::VISITOR, visitor), Op::set(visits::PURPOSE, purpose), Op::set(visits::HOST, host)];
        ops.extend(planned.map(|planned| Op::set(visits::PLANNED_AT, planned)));
        add(replica, &visits::REGISTER, &ops, steps)?;
    }
    Ok(())
}

/// Rooms, who holds them today and tomorrow (one twice), and the meetings of the day.
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
        let steps: &[&str] = if purpose == "德育工作研讨" { &["confirm"] } else { &[] };
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

/// A stocktake that is running, with some labels read.
fn stocktake(replica: &mut Replica) -> Result<()> {
    let year = clock::now().civil.date().year();
    let ops = [Op::set(stocktakes::TITLE, format!("{year}年固定资产盘点").as_str()), Op::set(stocktakes::YEAR, year.to_string().as_str())];
    let campaign = add(replica, &stocktakes::REGISTER, &ops, &[])?;
    for zone in ZONES {
        let cells = vec![cell(stocktakes::teams::ZONE, zone)];
        act(replica, "line:stocktakes:teams", |edit, _| edit.append(campaign, stocktakes::TEAMS.id(), cells))?;
    }
    for step in ["freeze", "count"] {
        act(replica, &format!("step:stocktakes:{step}"), |edit, _| edit.step(campaign, step, &[]))?;
    }
    let page = replica.reader()?.page(&Query { limit: READ, ..Query::of(&assets::REGISTER) })?;
    for row in &page.rows {
        let text = |field: &str| row.values.get(field).and_then(|v| v.as_text()).unwrap_or_default().to_owned();
        let (tag, place) = (text(assets::ASSET_NO.id()), text(assets::LOCATION.id()));
        let zone = ZONES.into_iter().find(|zone| place.starts_with(zone)).unwrap_or(ZONES[0]);
        act(replica, "create:observations", |edit, now| sighting(edit, now, campaign, row.id, (&tag, zone)))?;
    }
    Ok(())
}

fn sighting(edit: &mut Edit<'_>, now: DateTime, campaign: RecordId, asset: RecordId, (tag, zone): (&str, &str)) -> Result<RecordId> {
    use registers::book::observations as seen;
    let ops = [
        Op::set(seen::TAG, tag),
        Op::set(seen::CAMPAIGN, campaign),
        Op::set(seen::ASSET, asset),
        Op::set(seen::ZONE, zone),
        Op::set(seen::SEEN_AT, now),
    ];
    edit.create(&seen::REGISTER, &ops)
}
