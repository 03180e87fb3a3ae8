//! Who may read and write an office's records. Pure: files, sockets, clock and randomness live elsewhere;
//! every function that needs randomness takes it as an argument.
//!
//! - [`id`]: the ids of offices, devices, persons and spaces, and [`Hash`](id::Hash).
//! - [`key`]: the secrets of desks and relays, and the keys that seal a space.
//! - [`entry`]: one commit, sealed and signed, as it is stored and sent.
//! - [`membership`]: the signed log of who belongs to the office, and the rights and keys that it grants.
//! - [`enrol`]: how a new desk joins: request file, fingerprint of six words or numbers, welcome file.
//! - [`recovery`]: the printed sheets that open the office's keys again.
//! - [`pin`]: the box in which a desk keeps a person's key.
//! - [`signoff`]: what a person signs who approves a record.
//!
//! The written format, with test vectors, is `crates/sync/spec/entry.md`.

mod codec;
pub mod enrol;
mod entropy;
pub mod entry;
pub mod id;
pub mod key;
mod keybox;
pub mod membership;
pub mod pin;
pub mod recovery;
pub mod signoff;
mod words;
