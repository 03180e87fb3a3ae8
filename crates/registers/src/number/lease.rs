//! Leases on a series: who may give which number. Pure: the order is the relay's and is handed in.

/// A lease that the relay has put in order and that was not given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Whose it is.
    pub holder: String,
    /// First number.
    pub first: u64,
    /// Last number of a block; none: every number from the first on.
    pub last: Option<u64>,
}

impl Lease {
    fn covers(&self, n: u64) -> bool {
        n >= self.first && self.last.is_none_or(|last| n <= last)
    }
}

/// Who may give the number: the holder of the earliest lease that covers it. `leases` in the relay's order.
pub fn owner(leases: &[Lease], n: u64) -> Option<&str> {
    leases.iter().find(|lease| lease.covers(n)).map(|lease| lease.holder.as_str())
}

/// What a lease gives its holder, beside those that came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force<'a> {
    /// Its numbers from the first on.
    Whole,
    /// Its numbers from here on: the others were somebody else's before.
    From(u64, &'a str),
    /// Nothing: all its numbers were somebody else's before.
    Nothing(&'a str),
}

/// What a lease gives its holder; `earlier` are those before it in the relay's order.
pub fn force<'a>(earlier: &[&'a Lease], lease: &Lease) -> Force<'a> {
    let (mut n, mut before) = (lease.first, None);
    // Each turn leaves the whole of one of them behind.
    while let Some(first) = earlier.iter().find(|l| l.covers(n)).filter(|l| l.holder != lease.holder) {
        let holder = first.holder.as_str();
        match first.last.and_then(|last| last.checked_add(1)) {
            Some(next) if lease.last.is_none_or(|last| next <= last) => (n, before) = (next, Some(holder)),
            _ => return Force::Nothing(holder),
        }
    }
    before.map_or(Force::Whole, |holder| Force::From(n, holder))
}

/// The next number that `holder` may give: of its blocks the smallest that is not used, then from its standing lease
/// one after the greatest known. `used` tells whether a number is known to be taken, `greatest` is the greatest known.
pub fn next(leases: &[Lease], holder: &str, greatest: u64, used: impl Fn(u64) -> bool) -> Option<u64> {
    let own = |n: &u64| owner(leases, *n) == Some(holder);
    let mine = || leases.iter().filter(|l| l.holder == holder);
    let blocks = mine().filter_map(|l| Some((l.first, l.last?)));
    let from_block = blocks.flat_map(|(first, last)| first..=last.min(first.saturating_add(MAX_BLOCK))).find(|n| own(n) && !used(*n));
    from_block.or_else(|| {
        let standing = mine().find(|l| l.last.is_none())?;
        let mut n = standing.first.max(greatest + 1);
        // Blocks that others took before lie in the way.
        while let Some(lease) = leases.iter().take_while(|l| *l != standing).find(|l| l.covers(n)) {
            n = lease.last?.checked_add(1)?;
        }
        own(&n).then_some(n)
    })
}

/// Whether a number that lies below the greatest is still given: it is in a block of the desk that may give it. From a
/// standing lease only numbers after the greatest are.
pub fn is_in_hand(leases: &[Lease], n: u64) -> bool {
    owner(leases, n).is_some_and(|holder| leases.iter().any(|l| l.last.is_some() && l.covers(n) && l.holder == holder))
}

/// Greatest number of numbers in a block.
pub const MAX_BLOCK: u64 = 10_000;

/// Where the next block may begin: after everything that is used or leased.
pub fn free_from(leases: &[Lease], greatest: u64) -> u64 {
    leases.iter().filter_map(|l| l.last).max().unwrap_or(0).max(greatest) + 1
}

/// Numbers that no record carries, from 1 to the greatest and beyond it those of `blocks`: for the list of unused numbers at the
/// end of the year, when nothing more is given from a block.
pub fn gaps(used: &std::collections::BTreeSet<u64>, blocks: &[Lease], most: usize) -> Vec<u64> {
    let greatest = used.last().copied().unwrap_or(0);
    let beyond = blocks.iter().filter_map(|block| Some(block.first.max(greatest.saturating_add(1))..=block.last?)).flatten().take(most);
    let beyond: std::collections::BTreeSet<u64> = beyond.collect();
    (1..=greatest).chain(beyond).filter(|n| !used.contains(n)).take(most).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn lease() -> impl Strategy<Value = Lease> {
        (0..3u8, 1..60u64, prop::option::of(0..20u64)).prop_map(|(holder, first, length)| Lease {
            holder: format!("desk{holder}"),
            first,
            last: length.map(|l| first + l),
        })
    }

    proptest! {
        /// Desks that know the same leases never give one number twice, whatever they know of each other's records.
        #[test]
        fn no_number_is_given_twice(leases in prop::collection::vec(lease(), 0..6), turns in prop::collection::vec(0..3u8, 0..60)) {
            let mut given: BTreeSet<u64> = BTreeSet::new();
            let mut own: [BTreeSet<u64>; 3] = Default::default();
            for turn in turns {
                let desk = &mut own[usize::from(turn)];
                // It knows its own numbers only.
                let greatest = desk.last().copied().unwrap_or(0);
                let me = format!("desk{turn}");
                if let Some(n) = next(&leases, &me, greatest, |n| desk.contains(&n)) {
                    prop_assert_eq!(owner(&leases, n), Some(me.as_str()));
                    prop_assert!(given.insert(n), "{} twice", n);
                    desk.insert(n);
                }
            }
        }

        /// A lease gives something just where its holder owns one of its numbers.
        #[test]
        fn force_says_who_owns(mut leases in prop::collection::vec(lease(), 1..6)) {
            // Each its own holder, so that none gives what another lease of the same gives already.
            leases.iter_mut().enumerate().for_each(|(at, one)| one.holder = format!("desk{at}"));
            for (at, one) in leases.iter().enumerate() {
                let earlier: Vec<&Lease> = leases[..at].iter().collect();
                let own = |n: &u64| owner(&leases, *n) == Some(one.holder.as_str());
                let first = (one.first..=one.last.unwrap_or(200)).find(own);
                match force(&earlier, one) {
                    Force::Whole => prop_assert_eq!(first, Some(one.first)),
                    Force::From(n, holder) => {
                        prop_assert_eq!(first, Some(n));
                        prop_assert!(n > one.first && holder != one.holder);
                    }
                    Force::Nothing(_) => prop_assert_eq!(first, None),
                }
            }
        }

        #[test]
        fn a_new_block_overlaps_nothing(leases in prop::collection::vec(lease(), 0..6), greatest in 0..100u64) {
            let first = free_from(&leases, greatest);
            prop_assert!(first > greatest);
            prop_assert!(leases.iter().filter(|l| l.last.is_some()).all(|l| !l.covers(first)));
        }
    }

    #[test]
    fn a_gap_in_a_block_is_still_in_hand() {
        let lease = |holder: &str, first, last| Lease { holder: holder.to_owned(), first, last };
        let block = lease("a", 1, Some(10));
        let check = |leases: &[Lease], n, expect| assert_eq!(is_in_hand(leases, n), expect, "{n} of {leases:?}");
        check(std::slice::from_ref(&block), 3, true);
        check(std::slice::from_ref(&block), 11, false);
        check(&[lease("a", 1, None)], 3, false);
        check(&[lease("b", 1, None), block.clone()], 3, false);
        check(&[lease("a", 1, None), block], 3, true);
    }

    #[test]
    fn gaps_are_listed() {
        let block = |first, last| Lease { holder: "a".to_owned(), first, last: Some(last) };
        assert_eq!(gaps(&BTreeSet::from([1, 2, 5, 7]), &[], 10), vec![3, 4, 6]);
        assert_eq!(gaps(&BTreeSet::new(), &[], 10), Vec::<u64>::new());
        assert_eq!(gaps(&BTreeSet::from([1, 2, 4]), &[block(1, 5), block(11, 13)], 10), vec![3, 5, 11, 12, 13]);
        assert_eq!(gaps(&BTreeSet::from([1]), &[block(1, u64::MAX)], 3), vec![2, 3, 4]);
        assert_eq!(gaps(&BTreeSet::from([1]), &[Lease { last: None, ..block(1, 1) }], 3), Vec::<u64>::new());
    }
}
