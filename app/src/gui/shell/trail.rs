//! Where one was: the way back, and forward again.

use registers::RecordId;
use registers::def::Register;

use super::super::command::Place;

/// Most places that are remembered each way.
const KEPT: usize = 50;

/// A place, with the record that is open there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub place: Place,
    pub record: Option<RecordId>,
}

impl Spot {
    /// The record that is open there, with its register.
    pub fn open(self) -> Option<(&'static Register, RecordId)> {
        self.place.register().zip(self.record)
    }
}

/// The places before this one, and those from which one went back.
#[derive(Debug, Default)]
pub(super) struct Trail {
    behind: Vec<Spot>,
    ahead: Vec<Spot>,
}

impl Trail {
    /// A place was left for another one, not by going back or forward.
    pub fn left(&mut self, spot: Spot) {
        self.ahead.clear();
        push(&mut self.behind, spot);
    }

    /// The place before, when one is `here`.
    pub fn back(&mut self, here: Spot) -> Option<Spot> {
        let spot = self.behind.pop()?;
        push(&mut self.ahead, here);
        Some(spot)
    }

    /// The place from which one came back `here`.
    pub fn forward(&mut self, here: Spot) -> Option<Spot> {
        let spot = self.ahead.pop()?;
        push(&mut self.behind, here);
        Some(spot)
    }

    pub fn can_go_back(&self) -> bool {
        !self.behind.is_empty()
    }

    pub fn can_go_forward(&self) -> bool {
        !self.ahead.is_empty()
    }
}

fn push(spots: &mut Vec<Spot>, spot: Spot) {
    if spots.len() == KEPT {
        spots.remove(0);
    }
    spots.push(spot);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_has_an_end_and_another_way_forgets_what_lay_ahead() {
        let spot = |place| Spot { place, record: None };
        let (home, desks, calendar) = (spot(Place::Home), spot(Place::Desks), spot(Place::Calendar));
        let mut trail = Trail::default();
        assert_eq!((trail.back(home), trail.forward(home)), (None, None));
        trail.left(home);
        trail.left(desks);
        assert_eq!(trail.back(calendar), Some(desks));
        assert_eq!(trail.back(desks), Some(home));
        assert!(!trail.can_go_back() && trail.can_go_forward());
        assert_eq!(trail.forward(home), Some(desks));
        trail.left(desks);
        assert!(!trail.can_go_forward());
        for _ in 0..KEPT * 3 {
            trail.left(home);
        }
        assert_eq!(trail.behind.len(), KEPT);
    }
}
