//! A morning without a network: each desk does its work, and some of it touches the same records.

use jiff::civil::DateTime;
use registers::book::{assets, incoming_documents as letters, observations, stocktakes, visits};
use registers::document::cell;
use registers::{Lang, Op, RecordId, Register, common};
use replica::{Edit, Query, Replica, Result};

use crate::cli::say;
use crate::clock;
use crate::desk::Desk;

/// How many assets the stocktake laptop counts.
const COUNTED: usize = 20;

/// Does the morning's work and gives a line for each part of it.
pub(super) fn work(desks: &[Desk], lang: Lang) -> anyhow::Result<Vec<String>> {
    let [registry, reception, stocktake] = [0, 1, 2].map(|n| desks.get(n).or(desks.last()));
    let (Some(registry), Some(reception), Some(stocktake)) = (registry, reception, stocktake) else { return Ok(Vec::new()) };
    registry.wait(registry_desk)??;
    let guests = reception.wait(reception_desk)??;
    let counted = stocktake.wait(stocktake_desk)??;
    let shared = reception.wait(|r| newest(r, &letters::REGISTER, 3))??;
    let assets = stocktake.wait(|r| newest(r, &assets::REGISTER, 3))??;
    let visit = guests.first().copied();
    registry.wait(move |r| overlap_registry(r, &shared, &assets))??;
    let shared = reception.wait(newest_shared)??;
    reception.wait(move |r| overlap_reception(r, &shared, visit))??;
    let assets = stocktake.wait(|r| newest(r, &assets::REGISTER, 3))??;
    stocktake.wait(move |r| overlap_stocktake(r, &assets))??;
    let line = |key: &str, count: usize| say(lang, key, &[("count", &count.to_string())]);
    Ok(vec![
        line("demo.registry", 3),
        line("demo.reception", guests.len()),
        line("demo.stocktake", counted),
        say(lang, "demo.overlap", &[]),
    ])
}

pub(super) fn act<T>(replica: &mut Replica, label: &str, work: impl FnOnce(&mut Edit<'_>, DateTime) -> Result<T>) -> Result<T> {
    let now = clock::now();
    Ok(replica.transact(label, now, |edit| work(edit, now.civil))?.value)
}

/// The newest records of a register at a desk.
fn newest(replica: &mut Replica, register: &'static Register, count: usize) -> Result<Vec<RecordId>> {
    let page = replica.reader()?.page(&Query { limit: count, ..Query::of(register) })?;
    Ok(page.rows.into_iter().map(|r| r.id).collect())
}

/// The newest letters that both desks knew before the outage: this desk's own new one aside.
fn newest_shared(replica: &mut Replica) -> Result<Vec<RecordId>> {
    let mut ids = newest(replica, &letters::REGISTER, 4)?;
    if !ids.is_empty() {
        ids.remove(0);
    }
    Ok(ids)
}

/// Registers three letters and routes the first.
pub(super) fn registry_desk(replica: &mut Replica) -> Result<()> {
    let letters_in = [
        ("关于开展冬季校园消防安全检查的通知", "市消防救援支队", "市消〔2026〕88号", "urgent"),
        ("关于报送2027年部门预算的函", "市教育局计财科", "市教财函〔2026〕61号", "normal"),
        ("关于评选优秀班主任的通知", "市教育局人事科", "市教人〔2026〕45号", "normal"),
    ];
    for (n, (title, from, number, urgency)) in letters_in.iter().enumerate() {
        let id = act(replica, "create:incoming-documents", |edit, _| {
            edit.create(
                &letters::REGISTER,
                &[
                    Op::set(letters::TITLE, *title),
                    Op::set(letters::FROM_ORG, *from),
                    Op::set(letters::FROM_NO, *number),
                    Op::set(letters::URGENCY, *urgency),
                ],
            )
        })?;
        act(replica, "step:incoming-documents:register", |edit, _| edit.step(id, "register", &[]))?;
        if n == 0 {
            opinion(replica, id, "林文静", "拟请总务处牵头、保卫科配合。")?;
            act(replica, "step:incoming-documents:submit", |edit, _| edit.step(id, "submit", &[]))?;
        }
    }
    Ok(())
}

/// Lets visitors in, and some of them out again; takes in one letter as well, which gets a number of this desk's own.
fn reception_desk(replica: &mut Replica) -> Result<Vec<RecordId>> {
    let mut guests = Vec::new();
    for (visitor, purpose, host) in [
        ("周海燕", "找班主任", "苏涛"),
        ("郑伟", "送货维修", "汪秀远"),
        ("何敏", "参加家长会", "陆春慧"),
        ("孙立", "工作联系", "胡玉"),
        ("钱玥", "接学生看病", "姚雨"),
    ] {
        let id = act(replica, "create:visits", |edit, _| {
            edit.create(
                &visits::REGISTER,
                &[Op::set(visits::VISITOR, visitor), Op::set(visits::PURPOSE, purpose), Op::set(visits::HOST, host)],
            )
        })?;
        act(replica, "step:visits:enter", |edit, _| edit.step(id, "enter", &[]))?;
        guests.push(id);
    }
    for id in guests.iter().skip(2) {
        act(replica, "step:visits:leave", |edit, _| edit.step(*id, "leave", &[]))?;
    }
    let letter = act(replica, "create:incoming-documents", |edit, _| {
        let ops = [Op::set(letters::TITLE, "关于召开家长委员会会议的通知"), Op::set(letters::FROM_ORG, "区街道办事处")];
        edit.create(&letters::REGISTER, &ops)
    })?;
    act(replica, "step:incoming-documents:register", |edit, _| edit.step(letter, "register", &[]))?;
    Ok(guests)
}

/// Opens a campaign, counts assets and moves two of them.
fn stocktake_desk(replica: &mut Replica) -> Result<usize> {
    let page = replica.reader()?.page(&Query { limit: COUNTED, ..Query::of(&assets::REGISTER) })?;
    let campaign = act(replica, "create:stocktakes", |edit, _| {
        edit.create(&stocktakes::REGISTER, &[Op::set(stocktakes::TITLE, "2026年秋季固定资产盘点"), Op::set(stocktakes::YEAR, "2026")])
    })?;
    for (n, row) in page.rows.iter().enumerate() {
        let tag = row.values.get(assets::ASSET_NO.id()).and_then(|v| v.as_text()).unwrap_or_default().to_owned();
        act(replica, "create:observations", |edit, now| {
            edit.create(
                &observations::REGISTER,
                &[
                    Op::set(observations::TAG, tag.as_str()),
                    Op::set(observations::CAMPAIGN, campaign),
                    Op::set(observations::ASSET, row.id),
                    Op::set(observations::ZONE, "博雅楼"),
                    Op::set(observations::SEEN_AT, now),
                ],
            )
        })?;
        if n < 2 {
            act(replica, "edit:assets", |edit, _| edit.change(row.id, &[Op::set(assets::LOCATION, "博雅楼215室")]))?;
        }
    }
    Ok(page.rows.len())
}

/// The registry desk corrects an asset's location and custodian, and writes in a letter's remarks.
fn overlap_registry(replica: &mut Replica, letters_known: &[RecordId], assets_known: &[RecordId]) -> Result<()> {
    if let Some(asset) = assets_known.first() {
        act(replica, "edit:assets", |edit, _| edit.change(*asset, &[Op::set(assets::LOCATION, "行政楼306室")]))?;
    }
    if let Some(asset) = assets_known.get(2) {
        act(replica, "edit:assets", |edit, _| edit.change(*asset, &[Op::set(assets::CUSTODIAN, "林文静")]))?;
    }
    for letter in letters_known.iter().skip(1).take(1) {
        act(replica, "edit:incoming-documents", |edit, _| {
            let before = edit.record(*letter)?.text(common::REMARKS.id()).to_owned();
            edit.change(*letter, &[Op::text(common::REMARKS, &format!("【文书】已电话通知承办部门。{before}"))])
        })?;
        opinion(replica, *letter, "林文静", "请教务处阅知。")?;
    }
    Ok(())
}

/// Adds a row to a letter's opinions.
fn opinion(replica: &mut Replica, letter: RecordId, who: &str, text: &str) -> Result<()> {
    act(replica, "line:incoming-documents:opinions", |edit, now| {
        let cells = vec![cell(letters::opinions::AUTHOR, who), cell(letters::opinions::TEXT, text), cell(letters::opinions::AT, now)];
        edit.append(letter, letters::OPINIONS.id(), cells)
    })
    .map(drop)
}

/// Reception writes in the same remarks, and corrects when a visitor left.
fn overlap_reception(replica: &mut Replica, letters_known: &[RecordId], visit: Option<RecordId>) -> Result<()> {
    for letter in letters_known.iter().take(1) {
        act(replica, "edit:incoming-documents", |edit, _| {
            let before = edit.record(*letter)?.text(common::REMARKS.id()).to_owned();
            edit.change(*letter, &[Op::text(common::REMARKS, &format!("{before}【前台】来文人员已离校。"))])
        })?;
        opinion(replica, *letter, "王小芳", "来人称附件另寄。")?;
    }
    if let Some(visit) = visit {
        act(replica, "edit:visits", |edit, _| edit.change(visit, &[Op::set(visits::BADGE, "A-017")]))?;
    }
    Ok(())
}

/// The laptop moves an asset that the registry desk moves too, and notes the condition of another that it edits elsewhere.
fn overlap_stocktake(replica: &mut Replica, assets_known: &[RecordId]) -> Result<()> {
    if let Some(asset) = assets_known.get(2) {
        act(replica, "edit:assets", |edit, _| edit.change(*asset, &[Op::set(assets::LOCATION, "图书馆三层")]))?;
    }
    Ok(())
}
