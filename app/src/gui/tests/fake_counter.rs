//! What the backend in memory answers to the desks that are built for one job.

use std::sync::Arc;

use jiff::civil::Date;
use registers::book::visits;
use registers::{Record, RecordId};

use super::fake::{Fake, NOW};
use crate::gui::backend::*;

/// What is counted; tests put in what they need.
#[derive(Default)]
pub struct Counting {
    pub running: Vec<Running>,
    pub zones: Vec<Zone>,
    /// Who counted what is there, if it was not whoever wrote it.
    pub by: Option<String>,
    /// What was heard.
    pub heard: Vec<Sound>,
}

impl Counter for Fake {
    fn campus(&self) -> Answer<Campus> {
        let world = self.world.borrow();
        let text = |record: &Record, field: &str| record.text(field).to_owned();
        let people =
            |record: &Record| 1 + usize::try_from(record.get("headcount").and_then(registers::Value::as_integer).unwrap_or(0)).unwrap();
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
                    companions: text(record, "companions").split('、').filter(|n| !n.is_empty()).map(str::to_owned).collect(),
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

    fn reach(&self, person: &str) -> Read<Reach> {
        Ok(self.world.borrow().reach.get(person).cloned().unwrap_or_default())
    }

    fn stocktakes(&self) -> Read<Vec<Running>> {
        Ok(self.world.borrow().counting.running.clone())
    }

    fn scan(&self, campaign: RecordId, tag: &str, zone: &str) -> Read<Scanned> {
        let world = self.world.borrow();
        assert!(world.counting.running.iter().any(|c| c.id == campaign));
        let asset = |e: &&(&RecordId, &super::fake::Entry)| e.1.record.register == "assets" && e.1.record.text("asset_no") == tag;
        let book = world.records.iter().find(|e| asset(&e));
        let text = |field: &str| book.map_or_else(String::new, |(_, e)| e.record.text(field).to_owned());
        let number = |field: &str| book.and_then(|(_, e)| e.record.get(field)?.as_integer()).unwrap_or(1);
        let seen = |e: &&super::fake::Entry| e.record.register == "observations" && e.record.text("tag") == tag;
        let before = world.records.iter().rfind(|(_, e)| seen(e)).map(|(id, e)| Before {
            id: *id,
            counter: world.counting.by.clone().unwrap_or_else(|| e.record.text("counter").to_owned()),
            at: "2026-11-23T09:20".into(),
            zone: e.record.text("zone").to_owned(),
            quantity: e.record.get("quantity").and_then(registers::Value::as_integer).unwrap_or(1),
            state: e.record.state().to_owned(),
            rechecked_by: e.record.text("rechecked_by").to_owned(),
        });
        let place = text("location");
        let comparison = match book {
            _ if before.is_some() => Comparison::Again,
            None => Comparison::Unknown,
            Some(_) if !place.starts_with(zone) => Comparison::Elsewhere,
            Some(_) => Comparison::Found,
        };
        let (asset, tag) = (book.map(|(id, _)| *id), tag.to_owned());
        Ok(Scanned { comparison, asset, tag, name: text("name"), place, book: number("quantity"), custodian: text("custodian"), before })
    }

    fn coverage(&self, _: RecordId) -> Answer<Vec<Zone>> {
        Some(Ok(Arc::new(self.world.borrow().counting.zones.clone())))
    }

    fn rooms(&self, from: Date, until: Date) -> Read<Rooms> {
        let mut all = self.world.borrow().rooms.clone();
        all.booked.retain(|b| b.start < until.to_string() && b.end > from.to_string());
        Ok(all)
    }

    fn book(&self, volume: Volume, year: i16, from: usize, lines: usize) -> Answer<BookPage> {
        let world = self.world.borrow();
        let (register, number, day) = match volume {
            Volume::Incoming => ("incoming-documents", "reg_no", "received_at"),
            Volume::Outgoing => ("outgoing-documents", "issue_no", "doc_date"),
        };
        let own = |e: &super::fake::Entry| e.record.register == register && !e.record.text(number).is_empty();
        let kept: Vec<_> = world.records.iter().filter(|(_, e)| own(e)).map(|(id, e)| (*id, e.record.clone())).collect();
        let of = |record: &Record| record.text(day).get(..4).and_then(|year| year.parse::<i16>().ok());
        let all = kept.iter().filter_map(|(_, record)| of(record));
        let years = all.clone().min().zip(all.max());
        let mut found: Vec<_> = kept.into_iter().filter(|(_, record)| of(record) == Some(year)).collect();
        found.sort_by_key(|(_, record)| record.text(number).to_owned());
        let total = found.len();
        Some(Ok(Arc::new(BookPage { lines: found.into_iter().skip(from).take(lines).collect(), total, years })))
    }

    fn sound(&self, sound: Sound) {
        self.world.borrow_mut().counting.heard.push(sound);
    }
}
