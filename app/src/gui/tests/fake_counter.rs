//! What the backend in memory answers to the reception desk.

use std::sync::Arc;

use registers::Record;
use registers::book::visits;

use super::fake::{Fake, NOW};
use crate::gui::backend::*;

impl Counter for Fake {
    fn campus(&self) -> Answer<Campus> {
        let world = self.world.borrow();
        let text = |record: &Record, field: &str| record.text(field).to_owned();
        let people = |record: &Record| 1 + record.get("headcount").and_then(registers::Value::as_integer).unwrap_or(0);
        let mut campus = Campus::default();
        for (id, entry) in world.records.iter().filter(|(_, e)| e.record.register == visits::REGISTER.key) {
            let (id, record) = (*id, &entry.record);
            let [visitor, organisation, host] = ["visitor", "organisation", "host"].map(|f| text(record, f));
            match record.state() {
                "arrived" | "on-campus" | "overstayed" => campus.present.push(Present {
                    id,
                    visitor,
                    organisation,
                    host,
                    badge: text(record, "badge"),
                    entered: text(record, "entered"),
                    people: people(record),
                    why: Presence::In,
                }),
                state @ ("appointment" | "confirmed") if record.text("planned_at").starts_with(&NOW.date().to_string()) => {
                    let (planned_at, confirmed) = (text(record, "planned_at"), state == "confirmed");
                    campus.expected.push(Expected { id, visitor, organisation, host, planned_at, people: people(record), confirmed });
                }
                _ => {}
            }
        }
        Some(Ok(Arc::new(campus)))
    }
}
