//! The adversarial list of the reliability design, points 1 to 14 and 16, as a member with real keys would do it: bytes that
//! reach a whole replica by hand, and the same through a real relay. After each, what is stored is as it was, and the
//! rest of the office goes on. Point 15 stands with the screens and the files: `docs/testing.md` says where.

mod bombs;
pub mod craft;
mod flood;
pub mod forge;
mod memory;
mod pin;
pub mod relay;
pub mod scene;
mod shape;
mod truth;
