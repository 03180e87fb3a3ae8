//! Who works at the fake desk, and what waits for a signature.

use crate::gui::backend::*;

/// What the fake says of persons and signatures.
#[derive(Default)]
pub struct Sitters {
    pub persons: Persons,
    pub signed: Vec<Signed>,
    /// What a step is to be signed for; each step asks for it once.
    pub to_sign: Option<Box<ToSign>>,
}

impl Sitters {
    pub fn sit(&mut self, sitting: &Sitting) -> Result<(), String> {
        match sitting {
            Sitting::SignIn { person, pin } => {
                let seat = self.persons.seats.iter().find(|seat| seat.id == *person).unwrap();
                if seat.has_pin && pin.0 != "2580" {
                    return Err("口令不对，请重新输入".into());
                }
                self.persons.signed_in = Some(person.clone());
            }
            Sitting::SignOut => self.persons.signed_in = None,
            Sitting::SetPin { new, .. } => {
                let signed_in = self.persons.signed_in.clone();
                let seat = self.persons.seats.iter_mut().find(|seat| Some(&seat.id) == signed_in.as_ref()).unwrap();
                seat.has_pin = !new.0.is_empty();
            }
            Sitting::Ask { .. } | Sitting::Give { .. } => {}
        }
        Ok(())
    }
}
