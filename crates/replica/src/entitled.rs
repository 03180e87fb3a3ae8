//! Who may do what was refused: by name, so that whoever was refused knows whom to ask.

use std::collections::BTreeMap;

use registers::{order, workflow};
use rusqlite::OptionalExtension;

use crate::commit::Edit;
use crate::{Entitled, Result};

impl Edit<'_> {
    /// The people at the office's desks who have one of the roles, and of `named` who is a person: signatures name two.
    pub(crate) fn entitled(&self, roles: &[&str], named: Vec<String>) -> Result<Entitled> {
        let mut found: BTreeMap<String, Vec<String>> = roles.iter().map(|role| ((*role).to_owned(), Vec::new())).collect();
        let mut name = self.connection().prepare_cached("SELECT name FROM name WHERE kind=1 AND id=?1")?;
        for member in self.members.devices().filter(|member| member.revoked.is_none()) {
            let Some(person) = name.query_row([member.person.0], |r| r.get::<_, String>(0)).optional()? else { continue };
            for (_, people) in found.iter_mut().filter(|(role, _)| member.roles.contains(role)) {
                people.push(person.clone());
            }
        }
        found.values_mut().for_each(in_order);
        let mut named: Vec<String> = named.iter().flat_map(|signature| workflow::people(signature)).map(str::to_owned).collect();
        in_order(&mut named);
        Ok(Entitled { roles: found, named })
    }
}

fn in_order(people: &mut Vec<String>) {
    people.sort_by(|a, b| order::compare_names(a, b).then_with(|| a.cmp(b)));
    people.dedup();
}
