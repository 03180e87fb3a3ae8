//! A desk of an old and large office: 100,000 real records in one register, and rows for the rest of a million written
//! straight into the read model, since a million acts would take a quarter of an hour. Those rows have the columns, links,
//! lines and words that real ones would have; behind each stands the document of one real record of its register.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use app::{clock, import};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use registers::book::{self, assets, observations, stocktakes};
use registers::def::{Phase, Register};
use registers::document::cell;
use registers::workflow::Actor;
use registers::{Field, Kind, Op, RecordId, parse, search};
use replica::{Durability, Filter, Period, Query, Reader, Replica, Sort};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params, params_from_iter};

use super::{PLACES, asset, median, ms, row};

const ALL: usize = 1_000_000;
const ROWS_OF_FILE: usize = 20_000;

/// Fills the folder, which holds `real` assets, up to a million records.
pub fn enlarge(folder: &Path, real: usize, quick: bool) -> anyhow::Result<()> {
    let all = if quick { ALL / 10 } else { ALL };
    let records = |reader: &Reader| reader.status().map(|s| s.records.values().sum::<u64>());
    if records(&Reader::open(folder)?)? < all as u64 {
        let templates = templates(folder)?;
        let campaign = campaign(folder, real)?;
        let start = Instant::now();
        let made = fill(folder, &templates, all - real, (campaign, real))?;
        let registers = templates.len();
        let note = format!("{real} real records, rows for {made} more over {registers} registers written straight into the read model");
        row(&note, format!("{:.0} s", start.elapsed().as_secs_f64()), "–");
    }
    anyhow::ensure!(records(&Reader::open(folder)?)? >= all as u64);
    Ok(())
}

/// Fills the folder, which holds `real` assets, and measures what people do all day.
pub fn measure(folder: &Path, real: usize, quick: bool) -> anyhow::Result<()> {
    enlarge(folder, real, quick)?;
    let all = if quick { ALL / 10 } else { ALL };
    let reader = Reader::open(folder)?;
    lists(&reader, real)?;
    typing(&reader, all)?;
    reports(&reader)?;
    daily(&reader, real)?;
    drop(reader);
    file(folder, real)
}

/// A real record of every register: the document that stands behind the rows.
fn templates(folder: &Path) -> anyhow::Result<Vec<(&'static Register, RecordId)>> {
    let mut replica = Replica::open(folder, clock::entropy(), Durability::Full)?;
    let mut found = Vec::new();
    for register in book::ALL.iter().filter(|r| r.key != "adjustments" && r.key != assets::REGISTER.key) {
        let mut ops = Vec::new();
        for (name, text) in register.examples[0] {
            if let Some(field) = register.field(name).filter(|f| !matches!(f.kind, Kind::Link(_) | Kind::Links(_))) {
                ops.extend(parse::ops(field, text).map_err(|e| anyhow::anyhow!("{}.{name}: {e:?}", register.key))?);
            }
        }
        let id = replica.transact("import", clock::now(), |e| e.create_listed(register, &ops))?.value;
        found.push((*register, id));
    }
    Ok(found)
}

fn table(register: &Register) -> String {
    format!("r_{}", register.key.replace('-', "_"))
}

/// The id of the `n`th made record of a register.
fn id_of(register: &Register, n: usize) -> RecordId {
    let place = book::ALL.iter().position(|r| r.key == register.key).unwrap_or(0);
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&1_700_000_000_000u64.to_be_bytes()[2..]);
    bytes[6] = place as u8;
    bytes[7..11].copy_from_slice(&(n as u32).to_be_bytes());
    bytes[15] = register.space.number() as u8;
    RecordId::from_bytes(bytes)
}

/// Stocktakes of twenty years, one a week.
const CAMPAIGNS: usize = 1_000;

/// A blind count of the whole house, frozen and begun.
fn campaign(folder: &Path, real: usize) -> anyhow::Result<RecordId> {
    let mut replica = Replica::open(folder, clock::entropy(), Durability::Full)?;
    let named = [Op::set(stocktakes::TITLE, "全面清查"), Op::set(stocktakes::KIND, "full"), Op::set(stocktakes::BLIND, true)];
    let id = replica.transact("edit", clock::now(), |edit| {
        let id = edit.create(&stocktakes::REGISTER, &named)?;
        PLACES.iter().try_for_each(|zone| edit.append(id, "teams", vec![cell(stocktakes::teams::ZONE, *zone)]).map(drop))?;
        Ok(id)
    });
    let id = id?.value;
    let start = Instant::now();
    let day = Op::set(stocktakes::CUT_OFF, clock::now().civil.date());
    replica.transact("step", clock::now(), |edit| edit.step(id, "freeze", std::slice::from_ref(&day)))?;
    row(&format!("the books of {real} assets frozen for a stocktake"), ms(start.elapsed()), "–");
    replica.transact("step", clock::now(), |edit| edit.step(id, "count", &[]))?;
    Ok(id)
}

/// All assets seen in the campaign, most where the books have them; nobody wrote down what that shows.
fn sightings(conn: &Connection, campaign: RecordId, count: usize) -> anyhow::Result<()> {
    let ids = |register: &Register| -> rusqlite::Result<Vec<(i64, RecordId, Option<String>)>> {
        let (place, table) = (if register.key == assets::REGISTER.key { "f_location" } else { "NULL" }, table(register));
        let sql = format!("SELECT t.id, r.ulid, {place} FROM \"{table}\" t JOIN record r ON r.id=t.id ORDER BY t.id LIMIT {count}");
        let mut statement = conn.prepare(&sql)?;
        statement.query_map([], |r| Ok((r.get(0)?, RecordId::from_bytes(r.get(1)?), r.get(2)?)))?.collect()
    };
    let tx = conn.unchecked_transaction()?;
    let sql = format!(
        "UPDATE \"{}\" SET state='recorded', phase=?2, f_campaign=?3, f_asset=?4, f_zone=?5, f_tag='ZC', f_counter='胡玉', f_seen_at=?6,
           f_quantity=1, f_finding=NULL, f_rechecked_by=NULL WHERE id=?1",
        table(&observations::REGISTER)
    );
    for (n, ((row, ..), (_, asset, place))) in ids(&observations::REGISTER)?.into_iter().zip(ids(&assets::REGISTER)?).enumerate() {
        let place = if n.is_multiple_of(50) { Some("校门口".to_owned()) } else { place };
        let at = clock::now().civil.to_string();
        tx.prepare_cached(&sql)?.execute(params![row, Phase::Done as i64, campaign.to_string(), asset.to_string(), place, &at[..16]])?;
        tx.prepare_cached("DELETE FROM link WHERE record=?1 AND field IN ('campaign','asset')")?.execute([row])?;
        for (field, target) in [("campaign", campaign), ("asset", asset)] {
            tx.prepare_cached("INSERT INTO link(target,record,field) VALUES(?1,?2,?3)")?.execute(params![target.to_bytes(), row, field])?;
        }
    }
    Ok(tx.commit()?)
}

fn fill(
    folder: &Path,
    templates: &[(&'static Register, RecordId)],
    rows: usize,
    (campaign, seen): (RecordId, usize),
) -> anyhow::Result<usize> {
    let conn = Connection::open(folder.join(replica::DATABASE))?;
    replica::collate(&conn)?;
    conn.execute_batch("PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;")?;
    // Of most registers as many as of any other.
    let rest = rows - seen - CAMPAIGNS;
    let each = rest.div_ceil(templates.len() - 2);
    for (register, template) in templates {
        let tx = conn.unchecked_transaction()?;
        let count = match register.key {
            key if key == observations::REGISTER.key => seen,
            key if key == stocktakes::REGISTER.key => CAMPAIGNS,
            _ => each,
        };
        make(&tx, register, *template, count)?;
        tx.commit()?;
    }
    sightings(&conn, campaign, seen)?;
    name_receipts(&conn)?;
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(each * (templates.len() - 2) + seen + CAMPAIGNS)
}

/// Nine of ten assets came with one of these receipts.
const RECEIPTS: usize = 500;

fn name_receipts(conn: &Connection) -> anyhow::Result<()> {
    let Kind::Link(to) = assets::REGISTER.field(assets::RECEIPT.id()).map(|f| f.kind).unwrap_or(Kind::Text) else { return Ok(()) };
    let receipts = book::find(to).ok_or_else(|| anyhow::anyhow!("no {to}"))?;
    let table = table(&assets::REGISTER);
    let rows: Vec<i64> = conn.prepare(&format!("SELECT id FROM \"{table}\""))?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let tx = conn.unchecked_transaction()?;
    for (n, row) in rows.into_iter().enumerate().filter(|(n, _)| n % 10 > 0) {
        let receipt = id_of(receipts, n * 13 % RECEIPTS);
        tx.prepare_cached(&format!("UPDATE \"{table}\" SET f_receipt=?2 WHERE id=?1"))?.execute(params![row, receipt.to_string()])?;
        tx.prepare_cached("INSERT OR IGNORE INTO link(target,record,field) VALUES(?1,?2,'receipt')")?
            .execute(params![receipt.to_bytes(), row])?;
    }
    Ok(tx.commit()?)
}

fn make(conn: &Connection, register: &'static Register, template: RecordId, count: usize) -> anyhow::Result<()> {
    let fields: Vec<&'static Field> =
        register.all_fields().filter(|f| !matches!(f.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments)).collect();
    let columns: String = fields.iter().map(|f| format!(",\"f_{}\"", f.id)).collect();
    let marks: String = (0..fields.len()).map(|n| format!(",?{}", n + 7)).collect();
    let insert =
        format!("INSERT INTO \"{}\"(id,state,phase,created,updated,conflicts{columns}) VALUES(?1,?2,?3,?4,?5,?6{marks})", table(register));
    let (old, doc): (i64, Vec<u8>) =
        conn.query_row("SELECT id, doc FROM record WHERE ulid=?1", [template.to_bytes()], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let entry: i64 = conn.query_row("SELECT entry FROM touch WHERE record=?1", [old], |r| r.get(0))?;
    for n in 0..count {
        let id = id_of(register, n);
        conn.prepare_cached("INSERT INTO record(ulid,register,space,doc,digest) VALUES(?1,?2,?3,?4,?5)")?.execute(params![
            id.to_bytes(),
            register.key,
            register.space.number(),
            doc,
            [0u8; 32]
        ])?;
        let new = conn.last_insert_rowid();
        conn.prepare_cached("INSERT INTO touch(record,entry,hash,changes) VALUES(?1,?2,?3,1)")?.execute(params![new, entry, [0u8; 32]])?;
        // Nine in ten are done, as in an office that has worked for years.
        let states: Vec<_> = register.states.iter().filter(|s| (s.phase == Phase::Done) == (n % 10 < 9)).collect();
        let state =
            states.get(n / 10 % states.len().max(1)).copied().or(register.states.first()).ok_or_else(|| anyhow::anyhow!("no state"))?;
        let hlc = ((1_700_000_000_000i64 + n as i64 * 60_000) << 16) + new;
        let mut values = vec![
            Sql::Integer(new),
            Sql::Text(state.id.to_owned()),
            Sql::Integer(state.phase as i64),
            Sql::Integer(hlc),
            Sql::Integer(hlc),
            Sql::Integer(0),
        ];
        let (mut text, mut initials) = (String::new(), String::new());
        for field in &fields {
            let value = value(field, register, n, count);
            if let (Sql::Text(said), Kind::Text | Kind::Person | Kind::Department) = (&value, field.kind) {
                text.push_str(&search::index_text(said));
                text.push(' ');
                initials.push_str(&search::index_initials(said));
                initials.push(' ');
            }
            if let (Sql::Text(target), Kind::Link(_) | Kind::Links(_)) = (&value, field.kind)
                && let Ok(target) = target.parse::<RecordId>()
            {
                conn.prepare_cached("INSERT OR IGNORE INTO link(target,record,field) VALUES(?1,?2,?3)")?.execute(params![
                    target.to_bytes(),
                    new,
                    field.id
                ])?;
            }
            values.push(value);
        }
        conn.prepare_cached(&insert)?.execute(params_from_iter(values))?;
        conn.prepare_cached("INSERT INTO search(rowid,text,initials,register) VALUES(?1,?2,?3,?4)")?.execute(params![
            new,
            text,
            initials,
            search::register(register.key)
        ])?;
        lines(conn, register, new, n, count)?;
    }
    Ok(())
}

/// Two rows in each lines field of every fourth record.
fn lines(conn: &Connection, register: &'static Register, record: i64, n: usize, count: usize) -> anyhow::Result<()> {
    for field in register.fields.iter().filter(|f| matches!(f.kind, Kind::Lines(_)) && n.is_multiple_of(4)) {
        for r in 0..2 {
            let cells: serde_json::Map<String, serde_json::Value> = field
                .columns()
                .iter()
                .filter_map(|c| match value(c, register, n + r, count) {
                    Sql::Integer(n) => Some((c.id.to_owned(), n.into())),
                    Sql::Text(t) => Some((c.id.to_owned(), t.into())),
                    _ => None,
                })
                .collect();
            conn.prepare_cached("INSERT INTO line(record,field,row,cells) VALUES(?1,?2,?3,?4)")?.execute(params![
                record,
                field.id,
                format!("{r:026}"),
                serde_json::Value::Object(cells).to_string()
            ])?;
        }
    }
    Ok(())
}

/// Something that the field could hold in the `n`th of `count` records.
fn value(field: &Field, register: &'static Register, n: usize, count: usize) -> Sql {
    let titles = ["关于开展安全检查的通知", "打印机维修", "教师例会", "办公用品领用", "家长来访", "实验室设备采购", "期末考试安排"];
    let people = ["林文静", "王小芳", "陈建国", "苏涛曦", "胡玉", "雷芳娜", "汪雪子", "马秀建", "江海欣", "汪秀远"];
    let day: Date = date(2020, 1, 1).checked_add((n as i64 * 2_400 / count.max(1) as i64).days()).unwrap_or(date(2026, 1, 1));
    match field.kind {
        Kind::Text if register.number.is_some_and(|number| number.field == field.id) => Sql::Text(format!("{}{n:06}", register.key)),
        Kind::Text => Sql::Text(format!("{}{}", titles[(n + field.id.len()) % titles.len()], n % 997)),
        Kind::Person => Sql::Text(people[(n + field.id.len()) % people.len()].to_owned()),
        Kind::Department => Sql::Text(["总务处", "教务处", "校办公室", "德育处"][n % 4].to_owned()),
        Kind::Private => Sql::Text(format!("138{:08}", n * 31)),
        Kind::Integer { min, max } => Sql::Integer((n as i64 % 500).clamp(min, max)),
        Kind::Decimal { min, max } => Sql::Real(((n as i64 % 500) as f64 / 2.0).clamp(min as f64, max as f64)),
        Kind::Money => Sql::Integer(n as i64 % 90_000 * 100),
        Kind::Date => Sql::Text(day.to_string()),
        Kind::Time => Sql::Text(format!("{day}T{:02}:{:02}", 8 + n % 10, n % 60)),
        Kind::Choice(list) | Kind::Choices(list) => list.get(n % list.len().max(1)).map_or(Sql::Null, |c| Sql::Text(c.id.to_owned())),
        Kind::YesNo => Sql::Integer(i64::from(n.is_multiple_of(2))),
        Kind::Link(to) | Kind::Links(to) => book::find(to).map_or(Sql::Null, |to| Sql::Text(id_of(to, n * 7 % count.max(1)).to_string())),
        Kind::LongText | Kind::Attachments | Kind::Lines(_) => Sql::Null,
    }
}

/// The slowest of several questions, each the median of a few askings.
#[derive(Default)]
struct Slowest(BTreeMap<Duration, String>);

impl Slowest {
    fn ask<T>(&mut self, what: impl Into<String>, mut ask: impl FnMut() -> replica::Result<T>) -> anyhow::Result<()> {
        let mut times = Vec::new();
        for _ in 0..3 {
            let start = Instant::now();
            ask()?;
            times.push(start.elapsed());
        }
        self.0.insert(median(times), what.into());
        Ok(())
    }

    fn tell(&self, what: &str, wanted: &str) {
        let count = self.0.len();
        let slow: Vec<String> = self.0.iter().rev().take(3).map(|(time, what)| format!("{} {what}", ms(*time))).collect();
        let middle = self.0.keys().nth(count / 2).copied().unwrap_or_default();
        row(&format!("{what}: {count} questions"), format!("median {}; slowest {}", ms(middle), slow.join(", ")), wanted);
    }
}

fn sorts(register: &'static Register) -> impl Iterator<Item = String> {
    let fields = register.all_fields().filter(|f| !matches!(f.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments));
    fields.map(|f| f.id.to_owned()).chain(["_state".to_owned(), "_updated".to_owned()])
}

fn lists(reader: &Reader, real: usize) -> anyhow::Result<()> {
    let mut pages = Slowest::default();
    for register in book::ALL {
        pages.ask(register.key, || reader.page(&Query::of(register)))?;
    }
    pages.tell("first page of every register", "< 50 ms");
    let all = Query::of(&assets::REGISTER);
    let mut sorted = Slowest::default();
    for field in sorts(&assets::REGISTER) {
        let sort = Some(Sort { field: field.clone(), descending: true });
        let query = Query { sort, ..all.clone() };
        sorted.ask(format!("by {field}"), || reader.page(&query))?;
        let query = Query { offset: real / 2, ..query };
        sorted.ask(format!("middle by {field}"), || reader.page(&query))?;
    }
    sorted.tell(&format!("list of {real}, sorted by any field, first and middle page"), "< 50 ms");
    let mut filtered = Slowest::default();
    let by = |field: &str| Some(Sort { field: field.to_owned(), descending: false });
    let one_of = |parts: [Filter; 2]| Filter::OneOf(parts.to_vec());
    let days = |from: &str, to: &str| Filter::Between("purchase_date", Some(from.into()), Some(to.into()));
    for (what, filter) in [
        ("state", Filter::State("in-use".to_owned())),
        ("phase", Filter::Phase(Phase::Open)),
        ("custodian", Filter::Is("custodian", "王小芳".into())),
        ("using_dept", Filter::Is("using_dept", "教务处".into())),
        ("supplier", Filter::Is("supplier", "启明教学设备有限公司".into())),
        ("quantity", Filter::Is("quantity", 3.into())),
        ("no brand", Filter::Empty("brand")),
        ("bought in a year", Filter::Between("purchase_date", Some("2024-01-01".into()), Some("2024-12-31".into()))),
        ("changed ever", Filter::Between("_updated", Some(0.into()), None)),
        ("of two departments", Filter::AnyOf("using_dept", vec!["教务处".into(), "总务处".into()])),
        ("with a supplier", Filter::Between("supplier", None, None)),
        ("in conflict", Filter::InConflict),
        ("in one of two states", Filter::AnyOf("_state", vec!["in-use".into(), "idle".into()])),
        ("of two years", one_of([days("2021-01-01", "2021-12-31"), days("2024-01-01", "2024-12-31")])),
        ("bought then or nobody knows", one_of([days("2021-01-01", "2021-12-31"), Filter::Empty("purchase_date")])),
        ("a part of the name", Filter::Contains("name", "机".to_owned())),
        ("one of two parts of the name", one_of(["打印", "饮水"].map(|part| Filter::Contains("name", part.to_owned())))),
    ] {
        let query = Query { filters: vec![filter.clone()], ..all.clone() };
        filtered.ask(what, || reader.page(&query))?;
        let query = Query { sort: by("receipt"), offset: real / 4, ..query };
        filtered.ask(format!("{what}, further down by receipt"), || reader.page(&query))?;
        for order in ["location", "receipt"] {
            let query = Query { filters: vec![filter.clone(), Filter::Is("unit", "台".into())], sort: by(order), ..all.clone() };
            filtered.ask(format!("{what}, unit, by {order}"), || reader.page(&query))?;
        }
    }
    filtered.tell(&format!("list of {real}, filtered"), "< 50 ms");
    Ok(())
}

/// Every beginning of a word as it is typed.
fn typing(reader: &Reader, all: usize) -> anyhow::Result<()> {
    let (mut everywhere, mut within) = (Slowest::default(), Slowest::default());
    for word in ["打印机维修", "台式计算机", "林文静", "dyjwx", "ZC2026000500", "家长 教务处", "关于 检查", "assets000"]
    {
        let letters: Vec<char> = word.chars().collect();
        for end in 1..=letters.len() {
            let part: String = letters[..end].iter().collect();
            everywhere.ask(part.clone(), || reader.search(&part, 50))?;
            let query = Query { search: part.clone(), ..Query::of(&assets::REGISTER) };
            within.ask(part.clone(), || reader.page(&query))?;
        }
    }
    everywhere.tell(&format!("search of {all} records as one types"), "< 50 ms");
    within.tell("search within a list as one types", "< 50 ms");
    Ok(())
}

fn reports(reader: &Reader) -> anyhow::Result<()> {
    let mut slowest = Slowest::default();
    let now = clock::now();
    for register in book::ALL {
        for report in register.reports {
            slowest.ask(format!("{} {}", register.key, report.id), || reader.report(register, report, Period::default(), now))?;
        }
    }
    slowest.tell("every report of every register", "< 500 ms");
    Ok(())
}

fn daily(reader: &Reader, real: usize) -> anyhow::Result<()> {
    let now = clock::now().civil;
    let mut derived = Slowest::default();
    for register in book::ALL.iter().filter(|r| !r.derived.is_empty()) {
        let ids: Vec<RecordId> = reader.page(&Query::of(register))?.rows.iter().map(|r| r.id).collect();
        derived.ask(register.key, || reader.derived(register, &ids, now))?;
    }
    derived.tell("derived values of a page", "< 50 ms");
    let mut others = Slowest::default();
    let director = reader.complete(Actor::new("林文静", vec!["office-director".to_owned(), "clerk".to_owned()], now))?;
    others.ask("inbox", || reader.inbox(&director, clock::now(), 200))?;
    others.ask("warnings", || reader.warnings(clock::now(), 200))?;
    others.ask("counts by state", || reader.counts(&assets::REGISTER))?;
    others.ask("time in each state", || reader.stays(&assets::REGISTER))?;
    others.ask("status", || reader.status())?;
    others.tell(&format!("home page and side panels, {real} in one register"), "< 500 ms");
    Ok(())
}

/// A list of twenty thousand rows as another program wrote it, into a register that holds much already.
fn file(folder: &Path, real: usize) -> anyhow::Result<()> {
    let path = folder.join("list.csv");
    let mut text = String::from("资产编号,资产名称,规格型号,数量,计量单位,存放地点,保管人,使用部门,供应商,发票号\n");
    for n in 0..ROWS_OF_FILE {
        let record = registers::document::Record::default();
        let record = parse::preview(&record, &asset(real + n));
        let cell = |field: &str| {
            record.get(field).map(|v| v.as_integer().map_or_else(|| record.text(field).to_owned(), |n| n.to_string())).unwrap_or_default()
        };
        let cells =
            ["asset_no", "name", "model", "quantity", "unit", "location", "custodian", "using_dept", "supplier", "invoice"].map(cell);
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    std::fs::write(&path, text)?;
    let mut replica = Replica::open(folder, clock::entropy(), Durability::Full)?;
    let reader = replica.reader()?;
    let start = Instant::now();
    let plan = import::plan(&assets::REGISTER, &path, &[], import::Purpose::Add)?;
    let read = start.elapsed();
    let todo = import::compare(&reader, &assets::REGISTER, plan.import, import::Purpose::Add)?;
    let compared = start.elapsed();
    let done = import::write(&mut replica, &assets::REGISTER, todo, |_, _| {})?;
    let time = start.elapsed();
    anyhow::ensure!(done.added == ROWS_OF_FILE, "{done:?}");
    let parts = format!(
        "{:.1} s: read {:.1}, compared with what is here {:.1}, written {:.1}",
        time.as_secs_f64(),
        read.as_secs_f64(),
        (compared - read).as_secs_f64(),
        (time - compared).as_secs_f64()
    );
    row(&format!("import of a file of {ROWS_OF_FILE} rows beside {real}"), parts, "< 20 s");
    Ok(())
}
