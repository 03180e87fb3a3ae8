//! How long records stayed in each state: the numbers beside a flow chart, from the history in the documents.

use std::collections::BTreeMap;

use automerge::AutoCommit;
use automerge::legacy::Key;
use registers::def::Register;
use registers::{RecordId, document};

use super::Reader;
use crate::report::quantile;
use crate::{Result, apply, schema};

/// Greatest number of records that are looked at, the newest.
const SAMPLE: usize = 1_000;

/// What one state saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// State id.
    pub state: &'static str,
    /// Records in it now, of all.
    pub here: u64,
    /// Stays that have ended, of the newest records.
    pub ended: usize,
    /// Minutes that half of those stays did not exceed.
    pub median: Option<i64>,
    /// Minutes that nine in ten did not exceed.
    pub most: Option<i64>,
}

impl Reader {
    /// How long the newest records of a register stayed in each of its states.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stays(&self, register: &'static Register) -> Result<Vec<Stay>> {
        let sql =
            format!("SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id ORDER BY t.id DESC LIMIT {SAMPLE}", schema::table(register));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let ids = statement.query_map([], |r| r.get::<_, [u8; 16]>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut times: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for id in ids {
            let Some((mut doc, _)) = apply::load(&self.conn, RecordId::from_bytes(id))? else { continue };
            for (state, minutes) in ended(&mut doc) {
                times.entry(state).or_default().push(minutes);
            }
        }
        times.values_mut().for_each(|t| t.sort_unstable());
        let counts = self.counts(register)?;
        let stay = |state: &'static str| {
            let times = times.get(state).map_or(&[][..], Vec::as_slice);
            let here = counts.get(state).copied().unwrap_or(0);
            Stay { state, here, ended: times.len(), median: quantile(times, 50), most: quantile(times, 90) }
        };
        Ok(register.states.iter().map(|s| stay(s.id)).collect())
    }
}

/// The stays of a record that have ended: state and minutes. Changes are taken in the order of their times. A state that
/// is left in the change in which it was entered, as by a record of a list that arrives further on, was no stay.
fn ended(doc: &mut AutoCommit) -> Vec<(String, i64)> {
    let mut moves: Vec<(i64, String)> = Vec::new();
    for change in doc.get_changes(&[]) {
        let mut entered = None;
        for op in change.decode().operations {
            if let (Key::Map(key), Some(value)) = (&op.key, op.primitive_value())
                && key.as_str() == document::STATE
                && let Some(state) = value.as_str()
            {
                entered = Some(state.to_owned());
            }
        }
        moves.extend(entered.map(|state| (change.timestamp(), state)));
    }
    moves.sort_by_key(|(time, _)| *time);
    moves.windows(2).filter_map(|pair| Some((pair.first()?.1.clone(), (pair.get(1)?.0 - pair.first()?.0) / 60))).collect()
}
