//! The registers: one file each, and one line of [`ALL`].

use crate::def::Register;

pub mod assets;
pub mod incoming_documents;
pub mod observations;
pub mod stocktakes;
pub mod visits;

#[cfg(test)]
mod tests;

/// Every register, in the order of the navigation.
pub static ALL: &[&Register] =
    &[&incoming_documents::REGISTER, &visits::REGISTER, &assets::REGISTER, &stocktakes::REGISTER, &observations::REGISTER];

/// The register that a person means: key, or label in any language.
pub fn find(key_or_label: &str) -> Option<&'static Register> {
    let wanted = key_or_label.trim();
    let by_key = ALL.iter().find(|r| r.key.eq_ignore_ascii_case(wanted));
    by_key.or_else(|| ALL.iter().find(|r| r.labels.matches(wanted) || r.one.matches(wanted))).copied()
}
