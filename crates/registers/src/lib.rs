//! What the office records: field kinds (code), registers (data), workflows, numbering, merge meaning.
//! Pure: the store, the network, the clock and the screen live elsewhere.

pub mod acts;
pub mod attendance;
pub mod book;
pub mod calendar;
pub mod common;
pub mod def;
pub mod document;
pub mod gate;
pub mod keeping;
pub mod number;
pub mod order;
pub mod parse;
pub mod pointer;
pub mod precedence;
pub mod private;
pub mod search;
pub mod settled;
pub mod shelf;
pub mod signed;
pub mod table;
pub mod value;
pub mod version;
pub mod workflow;

pub use def::{Field, Kind, Labels, Lang, Register};
pub use document::{Line, Op, Record};
pub use ulid::Ulid as RecordId;
pub use value::Value;
