//! What a row takes over from the item of the store that it names.

use crate::book::supplies;
use crate::def::{Kind, Lines};

/// Columns that say what an item is, called as in the register of supplies.
const OF_ITEM: &[&str] = &[supplies::NAME.id(), supplies::UNIT.id(), supplies::SPEC.id()];

/// The columns of a row that take over what an item says where nobody says anything else, each with the link column that names
/// the item. None where rows name no item.
pub fn taken_over(lines: &'static Lines) -> impl Iterator<Item = (&'static str, &'static str)> {
    let link = lines.columns.iter().find(|c| c.kind == Kind::Link(supplies::REGISTER.key)).map(|c| c.id);
    let texts = lines.columns.iter().filter(|c| c.kind == Kind::Text && OF_ITEM.contains(&c.id));
    texts.filter_map(move |text| Some((link?, text.id)))
}
