//! What the backend in memory answers about the whole office.

use std::cell::RefCell;
use std::sync::Arc;

use registers::Record;

use super::fake::{Fake, NOW, World};
use crate::gui::backend::*;

/// What was counted last, as of a revision, and what tests put in.
#[derive(Default)]
pub struct Surveyed {
    overview: RefCell<Option<(u64, Arc<Overview>)>>,
    /// How often everything was counted.
    pub counted: std::cell::Cell<usize>,
    /// Why nothing can be read.
    pub broken: Option<String>,
}

/// What waits for the person who works here.
fn inbox(world: &World) -> Vec<Waiting> {
    let state = |e: &super::fake::Entry| World::register(&e.record).state(e.record.state()).map(|s| s.phase);
    let open = world.records.iter().filter(|(_, e)| state(e) == Some(registers::def::Phase::Open));
    let waiting = open.map(|(id, e)| {
        let register = world.shelf().by_key(&e.record.register).unwrap();
        let due = register.due.map(|d| e.record.text(d.field).to_owned()).filter(|d| !d.is_empty());
        let day = due.as_ref().and_then(|d| d.get(..10)?.parse::<jiff::civil::Date>().ok());
        let working = day.map(|d| registers::calendar::Calendar::official().working_between(NOW.date(), d));
        Waiting {
            id: *id,
            register,
            number: register.number.map(|n| e.record.text(n.field).to_owned()).unwrap_or_default(),
            title: e.record.text(register.title).to_owned(),
            state: e.record.state().to_owned(),
            due,
            days: day.map(|d| i64::from(NOW.date().until(d).unwrap().get_days())),
            working,
            remind: working.is_some_and(|d| d <= 2),
            limit: if working.is_some_and(|d| d < 0) { replica::Limit::Late } else { replica::Limit::InTime },
            why: replica::Why::Role,
        }
    });
    waiting.take(MOST_WAITING).collect()
}

impl Survey for Fake {
    fn overview(&self, _: u64) -> Answer<Overview> {
        let revision = self.revision();
        let world = self.world.borrow();
        if world.insight.finding {
            return None;
        }
        if let Some(broken) = &world.survey.broken {
            return Some(Err(ReadError(broken.clone())));
        }
        let mut kept = world.survey.overview.borrow_mut();
        if let Some((_, found)) = kept.as_ref().filter(|(at, _)| *at == revision) {
            return Some(Ok(found.clone()));
        }
        world.survey.counted.set(world.survey.counted.get() + 1);
        let counts = world.shelf().all().iter().map(|r| (r.key, self.counts(r).unwrap())).collect();
        let found = Arc::new(Overview { counts, inbox: Ok(inbox(&world)), conflicts: 0 });
        *kept = Some((revision, found.clone()));
        Some(Ok(found))
    }

    fn today(&self, _: u64) -> Answer<Today> {
        let world = self.world.borrow();
        let register = world.shelf().by_key("meetings").unwrap();
        let of = |key: &'static str| move |e: &&super::fake::Entry| e.record.register == key;
        let text = |record: &Record, field: &str| record.text(field).to_owned();
        let today = NOW.date().to_string();
        let mut meetings: Vec<Meeting> = Vec::new();
        for (id, entry) in world.records.iter().filter(|(_, e)| e.record.register == "meetings") {
            let record = &entry.record;
            if record.text("starts_at").starts_with(&today) {
                let (title, state) = (text(record, "subject"), record.state().to_owned());
                meetings.push(Meeting { id: *id, register, title, state, starts: text(record, "starts_at"), place: text(record, "place") });
            }
        }
        meetings.sort_by(|a, b| a.starts.cmp(&b.starts));
        let per_day = |key: &'static str, field: &str| {
            let days = (0..CHART_DAYS as i64).rev().map(|back| NOW.date() - jiff::Span::new().days(back));
            let on = |day: &str| world.records.values().filter(of(key)).filter(|e| e.record.text(field).starts_with(day)).count() as u64;
            days.map(|day| (day, on(&day.to_string()))).collect::<Vec<_>>()
        };
        let (letters, visits) = (per_day("incoming-documents", "received_at"), per_day("visits", "entered"));
        world.insight.answer(|| Ok(Today { meetings, letters, visits }))
    }
}
