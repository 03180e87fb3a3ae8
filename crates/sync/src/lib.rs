//! How replicas meet: messages, frontiers, and the two state machines of a connection. Sans-I/O: no sockets, no clock, no
//! randomness and no store in here; the shells (the desk's network worker, the relay) hand in what happened and carry out what
//! comes back.
//!
//! A tour. A desk's [`session::Session`] and the relay's [`room::Room`] (one for each office) exchange [`message::Message`]s.
//! Both greet and prove their keys; then each says which entries it holds, as a [`Frontier`]. From there two streams run at once:
//! the desk pushes entries that the relay lacks, whoever wrote them, and the relay streams every space in **its order**: each
//! entry at its gapless sequence number, in full when the desk lacks it and by name when the desk has it. The stream is also the
//! acknowledgement: an entry of ours that comes by is durable at the relay, and the signed [`Receipt`] of each batch proves it.
//! A push that the relay cannot take comes back as a refusal and holds nothing up.
//!
//! The formats are normative in `spec/messages.md` and `spec/entry.md`.
//!
//! ```text
//!   desk                         relay
//!   Hello            ───────►
//!                    ◄───────    Challenge
//!   Membership*      ───────►                 what the relay's membership log lacks
//!   Proof            ───────►
//!                    ◄───────    Membership*  what the desk's membership log lacks
//!                    ◄───────    Welcome
//!   Push*, Ack*      ◄──────►    Batch*, Refused*
//! ```

mod backoff;
mod frontier;
pub mod limits;
pub mod message;
mod receipt;
pub mod room;
pub mod session;

pub use backoff::backoff;
pub use frontier::{Frontier, FrontierError, Tip};
pub use receipt::{Receipt, running_hash};

/// Cuts a list into parts of at most `items` items and about `bytes` bytes, each with the position of its first item;
/// `from` is the position of the list's first item. A greater item stands alone.
fn batches(list: &[Vec<u8>], from: u64, items: usize, bytes: usize) -> Vec<(u64, &[Vec<u8>])> {
    let (mut parts, mut start, mut size) = (Vec::new(), 0, 0);
    for (at, item) in list.iter().enumerate() {
        if at > start && (size + item.len() > bytes || at - start >= items) {
            parts.push((from + start as u64, &list[start..at]));
            (start, size) = (at, 0);
        }
        size += item.len();
    }
    if start < list.len() {
        parts.push((from + start as u64, &list[start..]));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn batches_lose_nothing(sizes in proptest::collection::vec(0usize..40, 0..60), items in 1usize..9, bytes in 1usize..60) {
            let list: Vec<Vec<u8>> = sizes.iter().map(|size| vec![0; *size]).collect();
            let parts = batches(&list, 7, items, bytes);
            let mut next = 7;
            for (from, part) in &parts {
                prop_assert_eq!(*from, next);
                prop_assert!(!part.is_empty() && part.len() <= items);
                prop_assert!(part.len() == 1 || part.iter().map(Vec::len).sum::<usize>() <= bytes);
                next += part.len() as u64;
            }
            prop_assert_eq!(next, 7 + list.len() as u64);
        }
    }
}
