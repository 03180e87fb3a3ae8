//! Links that name no record, left out of a row that comes all the same.

use std::collections::BTreeSet;

use registers::table::Fault;

use super::{Place, Row, Unresolved};

impl Row {
    /// Leaves out the links that name no record: of a row of a field the whole row, which could not be told from others later.
    /// Gives what was left out.
    pub(super) fn leave_links(&mut self) -> Vec<Fault> {
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.unresolved).into_iter().partition(|u| u.candidates.is_empty());
        let own: BTreeSet<usize> = gone.iter().filter_map(|u| u.place.own()).collect();
        let rows: BTreeSet<usize> = gone.iter().filter_map(|u| u.place.row()).collect();
        remove(&mut self.draft.ops, &own);
        remove(&mut self.written, &own);
        remove(&mut self.draft.lines, &rows);
        remove(&mut self.written_rows, &rows);
        let shifted = |u: Unresolved| {
            let place = match u.place {
                Place::Own(at) => Place::Own(at - own.range(..at).count()),
                Place::Cell(row, at) => Place::Cell(row - rows.range(..row).count(), at),
            };
            Unresolved { place, ..u }
        };
        self.unresolved = kept.into_iter().filter(|u| u.place.row().is_none_or(|row| !rows.contains(&row))).map(shifted).collect();
        gone.into_iter().map(|u| u.fault).collect()
    }
}

impl Place {
    fn own(self) -> Option<usize> {
        if let Place::Own(at) = self { Some(at) } else { None }
    }

    fn row(self) -> Option<usize> {
        if let Place::Cell(row, _) = self { Some(row) } else { None }
    }
}

/// Takes the elements at these places out of a list.
fn remove<T>(list: &mut Vec<T>, places: &BTreeSet<usize>) {
    let mut at = 0..;
    list.retain(|_| at.next().is_none_or(|at| !places.contains(&at)));
}
