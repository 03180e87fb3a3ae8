//! What follows from a record and stands in none of its fields: how a request stands against its limit, and for which days
//! leave holds. For the panel beside the list and for `show`.

use registers::Lang;
use registers::book::{leave, service_requests};
use replica::{Card, Limit, Moment, Reader, Service};
use serde_json::{Value as Json, json};

use crate::cli::say;
use crate::report::span;

/// What follows from a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Of a request.
    pub service: Option<Service>,
    /// Of leave: from when to when it holds. None where it is no leave, or holds on no day.
    pub leave: Option<(String, String)>,
}

impl Facts {
    /// Reads what follows from a record.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(reader: &Reader, card: &Card, now: Moment) -> replica::Result<Facts> {
        let is = |register: &registers::Register| card.register.key == register.key;
        Ok(Facts {
            service: is(&service_requests::REGISTER).then(|| reader.service(card.id, now)).transpose()?,
            leave: if is(&leave::REGISTER) { reader.leave_in_force(card.id)? } else { None },
        })
    }

    /// Label and text of each.
    pub fn lines(&self, lang: Lang) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        let mut line = |label: &str, text: String| lines.push((say(lang, label, &[]), text));
        if let Some(service) = &self.service {
            let limit = match service.limit {
                Limit::InTime => "facts.in_time",
                Limit::Unsynced => "facts.unsynced",
                Limit::Late => "facts.late",
            };
            line("facts.limit", say(lang, limit, &[]));
            let lengths = [
                ("facts.response", service.response),
                ("facts.solution", service.solution),
                ("facts.paused", (service.paused > 0).then_some(service.paused)),
            ];
            for (label, minutes) in lengths.into_iter().filter_map(|(label, minutes)| Some((label, minutes?))) {
                line(label, span(lang, minutes));
            }
        }
        if let Some((from, to)) = &self.leave {
            let clock = |moment: &str| moment.replacen('T', " ", 1);
            line("facts.leave", say(lang, "facts.from_to", &[("from", &clock(from)), ("to", &clock(to))]));
        }
        lines
    }

    /// For `--json`; none where nothing follows.
    pub fn json(&self) -> Option<Json> {
        let service = self.service.as_ref().map(|s| {
            json!({ "limit": limit_id(s.limit), "response_minutes": s.response, "solution_minutes": s.solution, "paused_minutes": s.paused })
        });
        service.or_else(|| self.leave.as_ref().map(|(from, to)| json!({ "in_force_from": from, "in_force_to": to })))
    }
}

/// How a limit stands, for `--json`.
pub fn limit_id(limit: Limit) -> &'static str {
    match limit {
        Limit::InTime => "in-time",
        Limit::Unsynced => "unsynced",
        Limit::Late => "late",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_may_have_answered_is_not_called_late() {
        let service = |limit| Service { response: Some(5), solution: None, paused: 90, limit };
        let said = |limit| Facts { service: Some(service(limit)), leave: None }.lines(Lang::ZhHans);
        let texts: Vec<String> = said(Limit::Unsynced).into_iter().map(|(label, text)| format!("{label} {text}")).collect();
        assert!(texts[0].contains("待同步"), "{texts:?}");
        assert_eq!(texts.len(), 3, "no time of solving while it is not solved: {texts:?}");
        assert_ne!(said(Limit::Late)[0], said(Limit::Unsynced)[0]);
        assert_eq!(Facts::default().json(), None);
    }
}
