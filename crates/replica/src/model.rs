//! The read model: what lists, searches and counts read. One record is projected whenever its document changed.

mod extra;
mod lines;

use std::collections::BTreeSet;

use registers::document::Record;
use registers::{Field, Kind, RecordId, Register, Value, book, number, search};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Error, Result, adjust, private, schema};

/// A record as it is after an entry.
pub(crate) struct Projected<'a> {
    pub id: RecordId,
    pub space: u32,
    /// What the read model says of it now, where that is known: what did not change is then not looked at.
    pub before: Option<&'a Record>,
    pub record: &'a Record,
    pub saved: &'a [u8],
    pub digest: &'a [u8; 32],
    /// Row of the entry, its time, and its last change of this record with their count.
    pub entry: i64,
    pub hlc: u64,
    pub hash: [u8; 32],
    pub changes: usize,
    /// Whether the entry was written without knowing all that was here of the record, or the other way round.
    pub parallel: bool,
    /// Whether the full-text index follows later, by [`index_rest`].
    pub index_later: bool,
}

/// Writes the document and everything that is derived from it.
pub(crate) fn store(conn: &Connection, p: &Projected<'_>) -> Result<()> {
    let register = book::find(&p.record.register);
    let row = conn
        .prepare_cached("SELECT id, words FROM record WHERE ulid=?1")?
        .query_row([p.id.to_bytes()], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)))
        .optional()?;
    // With the words to follow later, so does the comparison with those that are indexed.
    let words = register.filter(|_| !p.index_later).map(|r| Words::of(r, p.record));
    let indexed = row.map_or(0, |(_, words)| words);
    let fingerprint = words.as_ref().map_or(indexed, Words::fingerprint);
    let id = match row {
        Some((id, _)) => {
            conn.prepare_cached("UPDATE record SET doc=?2, digest=?3, words=?4 WHERE id=?1")?.execute(params![
                id,
                p.saved,
                p.digest,
                fingerprint
            ])?;
            id
        }
        None => {
            conn.prepare_cached("INSERT INTO record(ulid, register, space, doc, digest, words) VALUES(?1,?2,?3,?4,?5,?6)")?
                .execute(params![p.id.to_bytes(), p.record.register, p.space, p.saved, p.digest, fingerprint])?;
            conn.last_insert_rowid()
        }
    };
    conn.prepare_cached("INSERT OR REPLACE INTO touch(record, entry, hash, changes) VALUES(?1,?2,?3,?4)")?.execute(params![
        id,
        p.entry,
        p.hash,
        p.changes as i64
    ])?;
    let Some(register) = register else { return Ok(()) };
    if let Some(words) = words.filter(|_| row.is_none() || indexed != fingerprint) {
        index(conn, id, &words)?;
    }
    if register.key == registers::book::adjustments::REGISTER.key {
        adjust::changed(conn)?;
    }
    if p.parallel {
        conn.prepare_cached("INSERT OR IGNORE INTO parallel(register, record) VALUES(?1,?2)")?.execute(params![register.key, id])?;
    }
    let conflicts = p.record.conflicts();
    let changed = store_row(conn, register, id, p, conflicts.len())?;
    if changed.conflicts {
        conn.prepare_cached("DELETE FROM conflict WHERE record=?1")?.execute([id])?;
        for field in &conflicts {
            conn.prepare_cached("INSERT INTO conflict(record, field) VALUES(?1,?2)")?.execute(params![id, field])?;
        }
    }
    if p.before.is_none_or(|before| links(register, before) != links(register, p.record)) {
        store_links(conn, register, id, p.record, row.is_some())?;
    }
    if p.before.is_none_or(|before| before.lines != p.record.lines) {
        lines::store(conn, register, id, p.record, row.is_some())?;
    }
    if p.before.is_none_or(|before| extra::values(before) != extra::values(p.record)) {
        extra::store(conn, register, id, p.record, row.is_some())?;
    }
    if let Some(numbering) = register.number
        && p.before.is_none_or(|before| before.text(numbering.field) != p.record.text(numbering.field))
        && let Some(placed) = number::place(register, p.record.text(numbering.field))
    {
        conn.prepare_cached(
            "INSERT INTO series(register, prefix, last) VALUES(?1,?2,?3) ON CONFLICT DO UPDATE SET last=max(last, excluded.last) WHERE excluded.last > last",
        )?
        .execute(params![register.key, placed.prefix, placed.n as i64])?;
    }
    Ok(())
}

fn index(conn: &Connection, id: i64, words: &Words) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO search(rowid, text, initials, register) VALUES(?1,?2,?3,?4)")?.execute(params![
        id,
        words.text,
        words.initials,
        words.register
    ])?;
    Ok(())
}

/// Whether records of this desk's newest commits are not in the full-text index yet.
pub(crate) fn is_late(conn: &Connection, device: &[u8; 16]) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM tip WHERE device=?1 AND late IS NOT NULL)")?.query_row([device], |r| r.get(0))?)
}

/// Brings the full-text index up to date with the records whose commits did not wait for it. Gives their number.
///
/// Such a commit names its records in the column `late` of its own entry, so that it writes no page more for it. What stands before
/// an entry of the chain without such names is indexed.
pub(crate) fn index_rest(conn: &Connection, device: &[u8; 16]) -> Result<usize> {
    let mut spaces = conn.prepare_cached("SELECT space FROM chain WHERE device=?1")?;
    let spaces = spaces.query_map([device], |r| r.get::<_, u32>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut late = BTreeSet::new();
    for space in spaces {
        let mut newest = None;
        let mut statement = conn.prepare_cached("SELECT id, late FROM entry WHERE space=?1 AND device=?2 ORDER BY counter DESC")?;
        let mut entries = statement.query(params![space, device])?;
        while let Some(entry) = entries.next()? {
            let Some(records) = entry.get::<_, Option<Vec<u8>>>(1)? else { break };
            newest = newest.or(Some(entry.get::<_, i64>(0)?));
            late.extend(records.as_chunks::<16>().0.iter().copied());
        }
        if let Some(newest) = newest {
            conn.prepare_cached("UPDATE entry SET late=NULL WHERE id=?1")?.execute([newest])?;
        }
    }
    for ulid in &late {
        let found = conn
            .prepare_cached("SELECT id, doc, words FROM record WHERE ulid=?1")?
            .query_row([ulid], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?, r.get::<_, i64>(2)?)));
        let Some((row, saved, indexed)) = found.optional()? else { continue };
        let doc = automerge::AutoCommit::load_unverified_heads(&saved).map_err(|e| Error::Corrupt(e.to_string()))?;
        let record = private::read(conn, RecordId::from_bytes(*ulid), &doc)?;
        let Some(register) = book::find(&record.register) else { continue };
        let words = Words::of(register, &record);
        let fingerprint = words.fingerprint();
        if fingerprint != indexed {
            index(conn, row, &words)?;
            conn.prepare_cached("UPDATE record SET words=?2 WHERE id=?1")?.execute([row, fingerprint])?;
        }
    }
    Ok(late.len())
}

struct Changed {
    conflicts: bool,
}

/// A column of a register's row with what it is to hold.
type Column = (String, Sql);

/// Inserts the row or updates only the columns that changed, so that an edit touches few index pages.
fn store_row(conn: &Connection, register: &Register, id: i64, p: &Projected<'_>, conflicts: usize) -> Result<Changed> {
    let table = schema::table(register);
    let hlc = Sql::Integer(p.hlc as i64);
    if let Some(before) = p.before {
        // Whoever knows what the row says need not read it.
        let was = before.conflicts().len();
        let moved = head(register, before, was).into_iter().zip(head(register, p.record, conflicts));
        let moved = moved.filter(|(old, new)| old != new).map(|(_, new)| new);
        let filled = schema::columns(register).filter_map(|f| {
            let new = cell(f, p.record);
            (cell(f, before) != new).then(|| (schema::column(f.id), new))
        });
        update(conn, &table, id, moved.chain(filled).collect(), hlc)?;
        return Ok(Changed { conflicts: was > 0 || conflicts > 0 });
    }
    let fields: Vec<&Field> = schema::columns(register).collect();
    let mut wanted: Vec<Column> = vec![("created".to_owned(), hlc.clone())];
    wanted.extend(head(register, p.record, conflicts));
    wanted.extend(fields.iter().map(|f| (schema::column(f.id), cell(f, p.record))));
    let names: Vec<String> = wanted.iter().map(|(n, _)| format!("\"{n}\"")).collect();
    let old: Option<Vec<Sql>> = conn
        .prepare_cached(&format!("SELECT {} FROM \"{table}\" WHERE id=?1", names.join(",")))?
        .query_row([id], |r| (0..names.len()).map(|i| r.get(i)).collect())
        .optional()?;
    let Some(old) = old else {
        let marks: Vec<String> = (0..names.len()).map(|i| format!("?{}", i + 3)).collect();
        let sql = format!("INSERT INTO \"{table}\"(id,updated,{}) VALUES(?1,?2,{})", names.join(","), marks.join(","));
        let values = [Sql::Integer(id), hlc].into_iter().chain(wanted.into_iter().map(|(_, v)| v));
        conn.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
        return Ok(Changed { conflicts: conflicts > 0 });
    };
    let mut was = 0;
    let mut changed = Vec::new();
    for ((name, value), old) in wanted.into_iter().zip(old) {
        // Entries arrive in different orders: the earliest is the creation, the latest the last change.
        let value = match (name.as_str(), value, &old) {
            ("created", Sql::Integer(new), Sql::Integer(old)) => Sql::Integer(new.min(*old)),
            ("conflicts", value, Sql::Integer(old)) => {
                was = *old;
                value
            }
            (_, value, _) => value,
        };
        if value != old {
            changed.push((name, value));
        }
    }
    update(conn, &table, id, changed, hlc)?;
    Ok(Changed { conflicts: was > 0 || conflicts > 0 })
}

/// The columns of a row that are no fields, but the moments.
fn head(register: &Register, record: &Record, conflicts: usize) -> [Column; 3] {
    let phase = register.state(record.state()).map_or(1, |s| s.phase as i64);
    [
        ("state".to_owned(), Sql::Text(record.state().to_owned())),
        ("phase".to_owned(), Sql::Integer(phase)),
        ("conflicts".to_owned(), Sql::Integer(conflicts as i64)),
    ]
}

fn update(conn: &Connection, table: &str, id: i64, changed: Vec<Column>, hlc: Sql) -> Result<()> {
    let sets: String = changed.iter().enumerate().map(|(n, (name, _))| format!(", \"{name}\"=?{}", n + 3)).collect();
    let sql = format!("UPDATE \"{table}\" SET updated=max(updated,?2){sets} WHERE id=?1");
    let values = [Sql::Integer(id), hlc].into_iter().chain(changed.into_iter().map(|(_, value)| value));
    conn.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
    Ok(())
}

/// The records that a record links to, by field.
fn links<'a>(register: &Register, record: &'a Record) -> Vec<(&'a str, Vec<&'a str>)> {
    let own = register.all_fields().filter_map(|field| match field.kind {
        Kind::Link(_) => record.fields.get_key_value(field.id).map(|(id, values)| (id, values.iter().filter_map(Value::as_text).collect())),
        Kind::Links(_) => record.sets.get_key_value(field.id).map(|(id, members)| (id, members.iter().map(String::as_str).collect())),
        _ => None,
    });
    own.map(|(id, targets): (&String, Vec<&str>)| (id.as_str(), targets)).chain(extra::targets(record)).collect()
}

fn store_links(conn: &Connection, register: &Register, id: i64, record: &Record, known: bool) -> Result<()> {
    if known {
        conn.prepare_cached("DELETE FROM link WHERE record=?1")?.execute([id])?;
    }
    for (field, targets) in links(register, record) {
        for target in targets {
            if let Ok(target) = RecordId::from_string(target) {
                conn.prepare_cached("INSERT OR IGNORE INTO link(target, record, field) VALUES(?1,?2,?3)")?.execute(params![
                    target.to_bytes(),
                    id,
                    field
                ])?;
            }
        }
    }
    Ok(())
}

/// A field's displayed value as a column holds it.
fn cell(field: &Field, record: &Record) -> Sql {
    match field.kind {
        Kind::Choices(_) | Kind::Links(_) => match record.sets.get(field.id) {
            Some(members) if !members.is_empty() => Sql::Text(members.iter().cloned().collect::<Vec<_>>().join(",")),
            _ => Sql::Null,
        },
        _ => match record.get(field.id) {
            Some(Value::Text(t)) => Sql::Text(t.clone()),
            Some(Value::Integer(n)) => Sql::Integer(*n),
            Some(Value::Decimal(n)) => Sql::Real(Value::real(*n)),
            Some(Value::Yes(yes)) => Sql::Integer(i64::from(*yes)),
            None => Sql::Null,
        },
    }
}

/// What the full-text index knows of a record.
struct Words {
    text: String,
    initials: String,
    register: String,
}

impl Words {
    fn of(register: &Register, record: &Record) -> Words {
        let (mut text, mut initials) = (String::new(), String::new());
        let mut take = |value: &str, spoken: bool| {
            text.push_str(&search::index_text(value));
            text.push(' ');
            if spoken {
                initials.push_str(&search::index_initials(value));
                initials.push(' ');
            }
        };
        for field in register.all_fields() {
            words_of(field, record.fields.get(field.id).map_or(&[], Vec::as_slice), &mut take);
            for member in record.sets.get(field.id).into_iter().flatten() {
                match field.choice_list().iter().find(|c| c.id == member) {
                    Some(choice) => take(choice.labels.hans, false),
                    None => take(member, false),
                }
            }
            for row in record.lines.get(field.id).into_iter().flatten() {
                for column in field.columns() {
                    words_of(column, row.cells.get(column.id).map_or(&[], Vec::as_slice), &mut take);
                }
            }
        }
        extra::words(record).for_each(|word| take(word, true));
        Words { text, initials, register: search::register(register.key) }
    }

    fn fingerprint(&self) -> i64 {
        let mut hash = blake3::Hasher::new();
        hash.update(self.text.as_bytes());
        hash.update(&[0]);
        hash.update(self.initials.as_bytes());
        let bytes = *hash.finalize().as_bytes();
        let (head, _) = bytes.split_at(8);
        head.iter().fold(0i64, |n, b| (n << 8) | i64::from(*b))
    }
}

fn words_of(field: &Field, values: &[Value], take: &mut impl FnMut(&str, bool)) {
    for value in values.iter().filter_map(Value::as_text) {
        match field.kind {
            Kind::Text | Kind::Person | Kind::Department => take(value, true),
            Kind::LongText | Kind::Private => take(value, false),
            Kind::Choice(choices) => match choices.iter().find(|c| c.id == value) {
                Some(choice) => take(choice.labels.hans, false),
                None => take(value, false),
            },
            Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money | Kind::Date | Kind::Time | Kind::YesNo | Kind::Choices(_) => {}
            Kind::Link(_) | Kind::Links(_) | Kind::Attachments | Kind::Lines(_) => {}
        }
    }
}
