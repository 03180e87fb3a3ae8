//! The tables. Those of the read model follow from the registers: a table a register, a column a field.

use std::sync::OnceLock;

use registers::book::people;
use registers::def::Phase;
use registers::{Field, Kind, Register, book, number, order};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, params};
use trust::entry::RelayHead;
use trust::id::Hash;

use crate::{Durability, Result};

/// Raised whenever the read model's meaning changes: it is then rebuilt from the entries, as it is where its shape or the order of
/// texts changes.
const MODEL: i64 = 4;

/// Of a chain only what its entries do not say has a row: how far the relay has ordered it, and whether it is frozen. Where it ends
/// is read from its last entry, so that an edit writes nothing but that entry.
const TRUTH: &str = "
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS membership(seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS lost(hash BLOB PRIMARY KEY, prev BLOB NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lost_act(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, act TEXT NOT NULL, device BLOB, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entry(
  id INTEGER PRIMARY KEY, space INTEGER NOT NULL, device BLOB NOT NULL, counter INTEGER NOT NULL, hash BLOB NOT NULL,
  bytes BLOB NOT NULL, status INTEGER NOT NULL, seq INTEGER, hlc INTEGER NOT NULL DEFAULT 0, person BLOB, label TEXT, reason TEXT, member INTEGER,
  late BLOB,
  UNIQUE(space, device, counter));
CREATE UNIQUE INDEX IF NOT EXISTS entry_seq ON entry(space, seq) WHERE seq IS NOT NULL;
DROP INDEX IF EXISTS entry_pending;
DROP INDEX IF EXISTS entry_waiting;
DROP INDEX IF EXISTS entry_member;
CREATE INDEX IF NOT EXISTS entry_undecided ON entry(status, space, device, counter) WHERE status <> 0;
CREATE TABLE IF NOT EXISTS chain(
  space INTEGER NOT NULL, device BLOB NOT NULL, ordered INTEGER NOT NULL DEFAULT 0, frozen INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(space, device)) WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS tip AS
  SELECT c.space, c.device, c.ordered, c.frozen, e.counter, e.hash, e.hlc, e.late FROM chain c
  JOIN entry e ON e.id=(SELECT id FROM entry x WHERE x.space=c.space AND x.device=c.device ORDER BY x.counter DESC LIMIT 1);
CREATE TABLE IF NOT EXISTS aside(space INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(space, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS behind(space INTEGER NOT NULL, device BLOB NOT NULL, PRIMARY KEY(space, device)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fork(
  space INTEGER NOT NULL, device BLOB NOT NULL, counter INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY(space, device, counter, hash)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS withdrawal(
  device BLOB NOT NULL, person BLOB NOT NULL, member INTEGER NOT NULL, PRIMARY KEY(device, person, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS adopted(
  space INTEGER NOT NULL, device BLOB NOT NULL, after INTEGER NOT NULL, last INTEGER NOT NULL, person BLOB NOT NULL,
  PRIMARY KEY(space, device, last)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unnumbered(ulid BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seat(
  person BLOB NOT NULL, key BLOB NOT NULL, sealed BLOB NOT NULL, failures INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(person, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS relay(
  space INTEGER PRIMARY KEY, generation INTEGER NOT NULL, seq INTEGER NOT NULL, running BLOB NOT NULL, signature BLOB NOT NULL);
";

/// The rows that name a person have an index with what is asked of them: who attended, and how many hours that was. What is cast
/// SQLite takes from there without reading the row.
const CACHE: &str = "
CREATE TABLE IF NOT EXISTS record(
  id INTEGER PRIMARY KEY, ulid BLOB NOT NULL UNIQUE, register TEXT NOT NULL, space INTEGER NOT NULL, doc BLOB NOT NULL, digest BLOB NOT NULL,
  words INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS touch(
  record INTEGER NOT NULL, entry INTEGER NOT NULL, hash BLOB NOT NULL, changes INTEGER NOT NULL, PRIMARY KEY(record, entry)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parallel(register TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(register, record)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS conflict(record INTEGER NOT NULL, field TEXT NOT NULL, PRIMARY KEY(record, field)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link(target BLOB NOT NULL, record INTEGER NOT NULL, field TEXT NOT NULL, PRIMARY KEY(target, record, field)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_record ON link(record);
CREATE TABLE IF NOT EXISTS line(record INTEGER NOT NULL, field TEXT NOT NULL, row TEXT NOT NULL, cells TEXT NOT NULL, PRIMARY KEY(record, field, row)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS line_person ON line(
  json_extract(cells,'$.person'), field, CAST(json_extract(cells,'$.attended') AS INTEGER), CAST(json_extract(cells,'$.hours') AS INTEGER))
  WHERE json_extract(cells,'$.person') IS NOT NULL;
CREATE TABLE IF NOT EXISTS extra(
  record INTEGER NOT NULL, field TEXT NOT NULL, register TEXT NOT NULL, value NOT NULL COLLATE zh, PRIMARY KEY(record, field)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS extra_value ON extra(register, field, value, record);
CREATE TABLE IF NOT EXISTS series(register TEXT NOT NULL, prefix TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(register, prefix)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting(
  space INTEGER NOT NULL, device BLOB NOT NULL, session BLOB NOT NULL, record BLOB NOT NULL, entry INTEGER NOT NULL,
  PRIMARY KEY(space, device, session, record, entry)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_entry ON waiting(entry);
CREATE INDEX IF NOT EXISTS waiting_record ON waiting(record);
CREATE TABLE IF NOT EXISTS private(ulid BLOB NOT NULL, token TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(ulid, token)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS piece(ulid BLOB NOT NULL, entry INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(ulid, entry, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signoff(ulid BLOB NOT NULL, entry INTEGER NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(ulid, entry, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased(ulid BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused(entry INTEGER NOT NULL, ulid BLOB NOT NULL, PRIMARY KEY(entry, ulid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unauthorized(
  entry INTEGER NOT NULL, ulid BLOB NOT NULL, act TEXT NOT NULL, lack TEXT NOT NULL, roles TEXT NOT NULL, PRIMARY KEY(entry, ulid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS name(kind INTEGER NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(
  text, initials, register, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='1');
";

/// The tables that a rebuild empties, `search` and the registers' own aside.
const CACHES: &[&str] = &[
    "record",
    "touch",
    "parallel",
    "conflict",
    "link",
    "line",
    "extra",
    "series",
    "private",
    "piece",
    "erased",
    "waiting",
    "refused",
    "signoff",
    "unauthorized",
];

/// The orders of texts and of names, by which columns are sorted: see [`registers::order`].
pub(crate) const TEXTS: &str = "zh";
/// See [`TEXTS`].
const NAMES: &str = "zh_name";

/// Teaches a connection the orders of the read model's columns. One without them reads, but neither sorts by such a column nor
/// writes it.
///
/// # Errors
/// When SQLite refuses.
pub fn collate(conn: &Connection) -> rusqlite::Result<()> {
    conn.create_collation(TEXTS, order::compare)?;
    conn.create_collation(NAMES, order::compare_names)
}

/// The order of a field's column, where it is another one than that of bytes. Numbers that are filled up with zeros right behind a
/// year are in order as they are, and looked up by their beginnings.
fn order_of(register: &Register, field: &Field) -> &'static str {
    let joined = || register.number.is_some_and(|n| n.field == field.id && number::joined_width(&n).is_some());
    let is_name = register.key == people::REGISTER.key && field.id == register.title;
    match field.kind {
        Kind::Person => NAMES,
        Kind::Text if is_name => NAMES,
        Kind::Text | Kind::Private | Kind::Department if !joined() => TEXTS,
        _ => "",
    }
}

/// Whether the column of a field sorts numbers in its texts by their value.
pub(crate) fn sorts_by_value(register: &Register, field: &str) -> bool {
    // The tables are those of the registers as they come, whatever an office has adjusted.
    let plain = book::find(register.key).unwrap_or(register);
    plain.all_fields().find(|f| f.id == field).is_some_and(|f| !order_of(plain, f).is_empty())
}

/// Settings of every writing connection.
pub(crate) fn configure(conn: &Connection, durability: Durability) -> Result<()> {
    collate(conn)?;
    conn.busy_timeout(std::time::Duration::from_secs(20))?;
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Process => "OFF",
    };
    conn.execute_batch(&format!(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA fullfsync=ON; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;
         PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768;
         PRAGMA secure_delete=ON;"
    ))?;
    // Plans do not depend on what is bound, so that no statement is prepared again for each value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Makes what is missing. Returns whether the read model must be rebuilt from the entries, which leaves it
/// untouched until the rebuild: a program that ends in between finds the same again.
pub(crate) fn prepare(conn: &Connection) -> Result<bool> {
    renew_chain(conn)?;
    conn.execute_batch(TRUTH)?;
    let has_late = "SELECT EXISTS(SELECT 1 FROM pragma_table_info('entry') WHERE name='late')";
    if !conn.query_row(has_late, [], |r| r.get::<_, bool>(0))? {
        conn.execute_batch("ALTER TABLE entry ADD COLUMN late BLOB; DROP TABLE IF EXISTS unsearched;")?;
    }
    if is_current(conn)? {
        return Ok(false);
    }
    if conn.query_row("SELECT EXISTS(SELECT 1 FROM entry)", [], |r| r.get(0))? {
        return Ok(true);
    }
    let tx = conn.unchecked_transaction()?;
    clear_model(&tx)?;
    tx.commit()?;
    Ok(false)
}

/// Tables of chains as they were once, with their ends: how far each is ordered is counted anew.
fn renew_chain(conn: &Connection) -> Result<()> {
    let is_old = "SELECT EXISTS(SELECT 1 FROM pragma_table_info('chain') WHERE name='counter')";
    if conn.query_row(is_old, [], |r| r.get::<_, bool>(0))? {
        conn.execute_batch(
            "BEGIN IMMEDIATE;
             ALTER TABLE chain RENAME TO chain_before;
             CREATE TABLE chain(
               space INTEGER NOT NULL, device BLOB NOT NULL, ordered INTEGER NOT NULL DEFAULT 0, frozen INTEGER NOT NULL DEFAULT 0,
               PRIMARY KEY(space, device)) WITHOUT ROWID;
             INSERT INTO chain SELECT space, device, coalesce((SELECT max(e.counter) FROM entry e
               WHERE e.space=b.space AND e.device=b.device AND e.seq IS NOT NULL), 0), frozen FROM chain_before b;
             DROP TABLE chain_before;
             COMMIT;",
        )?;
    }
    Ok(())
}

/// Whether the tables are those that this program makes.
pub(crate) fn is_current(conn: &Connection) -> Result<bool> {
    Ok(meta::<String>(conn, "model")?.as_deref() == Some(model_version()))
}

fn model_version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| format!("{MODEL}.{}:{}", order::VERSION, shape()))
}

/// Empties every cache.
pub(crate) fn clear_model(conn: &Connection) -> Result<()> {
    drop_model(conn)?;
    make_model(conn)?;
    set_meta(conn, "model", model_version())
}

fn make_model(conn: &Connection) -> Result<()> {
    conn.execute_batch(CACHE)?;
    for register in book::ALL {
        conn.execute_batch(&register_ddl(register))?;
    }
    Ok(())
}

fn drop_model(conn: &Connection) -> Result<()> {
    let mut tables: Vec<String> = CACHES.iter().map(|t| (*t).to_owned()).collect();
    tables.push("search".to_owned());
    let mut own = conn.prepare("SELECT name FROM sqlite_schema WHERE type='table' AND name LIKE 'r\\_%' ESCAPE '\\'")?;
    tables.extend(own.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?);
    for table in tables {
        conn.execute_batch(&format!("DROP TABLE IF EXISTS \"{table}\""))?;
    }
    Ok(())
}

/// Name of a register's table.
pub(crate) fn table(register: &Register) -> String {
    format!("r_{}", register.key.replace('-', "_"))
}

/// Name of a field's column.
pub(crate) fn column(field: &str) -> String {
    format!("f_{field}")
}

/// The fields that have a column: all but rows, long texts and attachments, which are read from the document, and but the
/// fields that the office has added: the tables are the same in every office, and those stand in the table `extra`.
pub(crate) fn columns(register: &Register) -> impl Iterator<Item = &'static Field> + use<> {
    register.all_fields().filter(|f| !matches!(f.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments) && !is_extra(f.id))
}

/// Whether the office has added the field.
pub(crate) fn is_extra(field: &str) -> bool {
    field.starts_with(registers::shelf::EXTRA)
}

/// The fields that the office has added and that lists can show, sort and filter by.
pub(crate) fn extras(register: &Register) -> impl Iterator<Item = &'static Field> + use<> {
    register.fields.iter().filter(|f| is_extra(f.id) && !matches!(f.kind, Kind::LongText | Kind::Attachments))
}

/// Further indexes: register and columns, for questions that no list asks.
const FURTHER: &[(&str, &str)] = &[
    ("observations", "f_campaign, f_asset"),
    ("observations", "f_campaign, f_seen_at"),
    ("variances", "f_campaign, f_asset, phase"),
    ("stock-movements", "f_item, phase, f_kind, f_quantity, f_at, created"),
    ("punches", "f_source_event, state"),
    ("punches", "f_punched_at, state"),
];

/// The columns that have an index: those of the list, the title, the number and the due date.
fn indexed(register: &Register) -> Vec<&'static str> {
    let mut ids: Vec<&'static str> = register.list.iter().map(|c| c.field).filter(|f| !f.starts_with(['_', '='])).collect();
    ids.push(register.title);
    ids.extend(register.number.map(|n| n.field));
    ids.extend(register.due.map(|d| d.field));
    ids.extend(register.same.iter().filter_map(|set| set.first()));
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| columns(register).any(|f| f.id == *id));
    ids
}

/// What the inbox asks of the records that are not done: few of many, so that they have an index of their own.
fn waiting(register: &Register) -> Vec<String> {
    let signatures = register.states.iter().filter_map(|s| s.by);
    let mut fields: Vec<&str> = register.due.map(|d| d.field).into_iter().chain(signatures).collect();
    fields.sort_unstable();
    fields.dedup();
    let columns = fields.into_iter().map(|f| format!("\"{}\"", column(f)));
    ["state".to_owned(), "phase".to_owned()].into_iter().chain(columns).collect()
}

/// From more records on than this every column of a register has an index: a list is sorted and narrowed down by any of them, and to
/// go through all of it takes longer than a person notices. Below, the indexes would only cost.
pub(crate) const LARGE: i64 = 2_000;

/// Makes the indexes of registers with more than `large` records, and tells the planner what the columns hold, so that it does not take
/// an index of a column in which all records say the same.
pub(crate) fn index_large(conn: &Connection, large: i64) -> Result<()> {
    conn.execute_batch("PRAGMA analysis_limit=400")?;
    for register in book::ALL {
        let table = table(register);
        let grown: bool = conn.query_row(&format!("SELECT EXISTS(SELECT 1 FROM \"{table}\" LIMIT 1 OFFSET {large})"), [], |r| r.get(0))?;
        let known = indexed(register);
        let is_there = "SELECT EXISTS(SELECT 1 FROM sqlite_schema WHERE type='index' AND name=?1)";
        if !grown || conn.query_row(is_there, [large_index(&table, UPDATED)], |r| r.get(0))? {
            continue;
        }
        let further = columns(register).filter(|f| !known.contains(&f.id)).map(|f| (f.id, column(f.id)));
        for (name, column) in further.chain([(UPDATED, UPDATED.to_owned())]) {
            let sql = format!("CREATE INDEX IF NOT EXISTS \"{}\" ON \"{table}\"(\"{column}\", id)", large_index(&table, name));
            conn.execute_batch(&sql)?;
        }
        conn.execute_batch(&format!("ANALYZE \"{table}\""))?;
    }
    Ok(())
}

/// The index that has the rows of a register in the order of a column, if there is one.
pub(crate) fn index_of(conn: &Connection, register: &Register, ordered: &str) -> Result<Option<String>> {
    let table = table(register);
    let name = match indexed(register).into_iter().find(|id| column(id) == ordered) {
        Some(id) => format!("{table}_{id}"),
        None if ordered == "state" => format!("{table}_state"),
        None => large_index(&table, ordered.strip_prefix("f_").unwrap_or(ordered)),
    };
    let known = conn.prepare_cached("SELECT name FROM sqlite_schema WHERE type='index' AND name=?1")?.query_row([name], |r| r.get(0));
    Ok(known.optional()?)
}

/// The column that says when a record was last changed; the last of a large register to have an index.
const UPDATED: &str = "updated";

fn large_index(table: &str, field: &str) -> String {
    format!("{table}_large_{field}")
}

fn register_ddl(register: &Register) -> String {
    let table = table(register);
    let mut sql = format!(
        "CREATE TABLE \"{table}\"(id INTEGER PRIMARY KEY, state TEXT NOT NULL, phase INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, conflicts INTEGER NOT NULL"
    );
    for field in columns(register) {
        let kind = match field.kind {
            Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money | Kind::YesNo => "INTEGER",
            _ => match order_of(register, field) {
                "" => "TEXT",
                TEXTS => "TEXT COLLATE zh",
                _ => "TEXT COLLATE zh_name",
            },
        };
        sql.push_str(&format!(", \"{}\" {kind}", column(field.id)));
    }
    sql.push_str(&format!(");\nCREATE INDEX \"{table}_state\" ON \"{table}\"(state, id);\n"));
    for id in indexed(register) {
        sql.push_str(&format!("CREATE INDEX \"{table}_{id}\" ON \"{table}\"(\"{}\", id);\n", column(id)));
    }
    sql.push_str(&format!(
        "CREATE INDEX \"{table}_open\" ON \"{table}\"({}) WHERE phase<={};\n",
        waiting(register).join(","),
        Phase::Open as i64
    ));
    for (at, (_, columns)) in FURTHER.iter().enumerate().filter(|(_, (key, _))| *key == register.key) {
        sql.push_str(&format!("CREATE INDEX \"{table}_further_{at}\" ON \"{table}\"({columns});\n"));
    }
    sql
}

/// A hash over the shape of all tables.
fn shape() -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(TRUTH.as_bytes());
    hash.update(CACHE.as_bytes());
    for register in book::ALL {
        hash.update(register_ddl(register).as_bytes());
    }
    hash.finalize().to_hex().as_str()[..16].to_owned()
}

/// Reads a value of the desk's own settings.
pub(crate) fn meta<T: rusqlite::types::FromSql>(conn: &Connection, key: &str) -> Result<Option<T>> {
    Ok(conn.prepare_cached("SELECT value FROM meta WHERE key=?1")?.query_row([key], |r| r.get(0)).optional()?)
}

/// Writes a value of the desk's own settings.
pub(crate) fn set_meta(conn: &Connection, key: &str, value: impl rusqlite::ToSql) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO meta(key, value) VALUES(?1, ?2)")?.execute(params![key, value])?;
    Ok(())
}

/// The newest relay head known for a space.
pub(crate) fn relay_head(conn: &Connection, space: u32) -> Result<RelayHead> {
    let row = conn
        .prepare_cached("SELECT generation, seq, running FROM relay WHERE space=?1")?
        .query_row([space], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, [u8; 32]>(2)?)))
        .optional()?;
    let (generation, seq, running) = row.unwrap_or((0, 0, [0; 32]));
    Ok(RelayHead { generation: generation.unsigned_abs(), seq: seq.unsigned_abs(), running: Hash(running) })
}

/// The number of the database's last change by any connection but this one.
pub(crate) fn data_version(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?)
}
