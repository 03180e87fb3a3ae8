//! The limits on everything that grows. Beyond them stands a typed error, never a larger allocation.

/// The protocol version that this program speaks.
pub const VERSION: u16 = 1;
/// Versions that one greeting may offer.
pub const VERSIONS: usize = 16;
/// Bytes of one message.
pub const MESSAGE: usize = 8 << 20;
/// Devices of one frontier.
pub const FRONTIER: usize = 4_096;
/// Spaces of one office that one desk may hold.
pub const SPACES: usize = 64;
/// Entries of one batch or push.
pub const ITEMS: usize = 512;
/// Bytes after which a batch or push is sent. One entry of up to 1 MiB can still stand in it alone.
pub const BATCH: usize = 256 << 10;
/// Hashes by which a desk names its membership log.
pub const LOCATOR: usize = 64;
/// Membership entries of one message.
pub const MEMBERSHIP_ITEMS: usize = 512;
/// Bytes of membership entries after which a message is sent.
pub const MEMBERSHIP_BATCH: usize = 1 << 20;
/// Bytes of a membership log that somebody with a recovery sheet takes in.
pub const FETCH: usize = 64 << 20;
/// Bytes of a membership log that a relay takes in before it knows the office.
pub const FOUNDING: usize = 8 << 20;
/// Unanswered batches of one space on one connection.
pub const WINDOW_SPACE: usize = 4;
/// Unanswered batches of one connection.
pub const WINDOW: usize = 64;
/// Bytes of unanswered batches of one connection (one batch may exceed it alone).
pub const WINDOW_BYTES: usize = 2 << 20;
/// Bytes of entries that a desk has pushed and not yet seen in the order.
pub const PUSH_WINDOW: usize = 4 << 20;
/// Greatest counter, sequence number and generation: integers that every language can hold exactly.
pub const NUMBER: u64 = 1 << 53;
/// Milliseconds of silence after which a desk sends a ping.
pub const PING_AFTER: u64 = 20_000;
/// Milliseconds of silence after which either side gives the connection up.
pub const SILENCE: u64 = 60_000;
/// Milliseconds within which the greeting must be over.
pub const GREETING: u64 = 30_000;
