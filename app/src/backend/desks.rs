//! The office's desks for the window: who belongs to it, admitting one, the relay that it meets.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use registers::Lang;
use registers::def::Space;
use replica::{Reader, Replica};
use sync::session::CloseReason;
use trust::enrol::{JoinRequest, office_fingerprint};
use trust::id::{DeviceId, PersonId, SpaceId};
use trust::membership::Membership;

use crate::cli;
use crate::clock;
use crate::gui::backend::{Admission, Change, KnownBy, Late, Member, Members, Request, Tells, Trouble};
use crate::network::{self, NetworkError, View};

/// Most entries that were set aside and are shown.
const SET_ASIDE: usize = 50;

/// What the other desks are known to hold of what this one wrote, those that wrote last first.
pub(super) fn holders(reader: &Reader, own: DeviceId) -> replica::Result<Vec<KnownBy>> {
    let membership = reader.membership()?;
    let (persons, desks) = reader.names()?;
    let mut holders = reader.known_by(own)?;
    holders.sort_by_key(|holder| std::cmp::Reverse(holder.latest));
    let named = holders.into_iter().map(|holder| {
        let person = membership.device(&holder.device).and_then(|m| persons.get(&m.person));
        KnownBy {
            desk: desks.get(&holder.device).cloned().unwrap_or_default(),
            person: person.cloned().unwrap_or_default(),
            wrote: holder.wrote.map(clock::civil_of_hlc),
            latest: holder.latest.map(clock::civil_of_hlc),
            held: holder.held,
            unknown: holder.unknown,
        }
    });
    Ok(named.collect())
}

/// Who belongs to the office, as this desk knows it.
pub(super) fn members(reader: &Reader, own: DeviceId, lang: Lang) -> replica::Result<Members> {
    let membership = reader.membership()?;
    let (persons, desks) = reader.names()?;
    let wrote = reader.last_written()?;
    let name = |n: Option<&String>| n.cloned().unwrap_or_default();
    let mut listed: Vec<Member> = membership
        .devices()
        .map(|m| Member {
            id: m.device.to_string(),
            desk: name(desks.get(&m.device)),
            person: name(persons.get(&m.person)),
            roles: m.roles.iter().map(|r| cli::role(lang, r)).collect(),
            role_ids: m.roles.clone(),
            space_ids: m.spaces.iter().map(|s| s.0).collect(),
            wrote: wrote.get(&m.device).map(|at| clock::civil_of_hlc(*at)),
            spaces: m.spaces.iter().map(|s| space(lang, s.0)).collect(),
            this: m.device == own,
            revoked: m.revoked.is_some(),
        })
        .collect();
    listed.sort_by_key(|m| (!m.this, m.revoked));
    let me = membership.device(&own);
    let fingerprint = office_fingerprint(membership.office());
    Ok(Members {
        desks: listed,
        words: fingerprint.words(cli::word_list(lang)),
        numbers: fingerprint.numbers(),
        relay: reader.status()?.relay,
        may_admit: me.is_some_and(trust::membership::Member::is_active_administrator),
        roles: cli::ROLES.iter().map(|r| ((*r).to_owned(), cli::role(lang, r))).collect(),
        spaces: me.map(|m| m.spaces.iter().map(|s| (s.0, space(lang, s.0))).collect()).unwrap_or_default(),
        set_aside: set_aside(reader, lang)?,
        late: late(reader, &membership)?,
        lost: lost(reader, lang)?,
    })
}

/// Where somebody is told of their visitors: at the desks that have a seat of theirs and read the visits.
pub(super) fn tells(reader: &Reader, own: DeviceId, person: &str) -> replica::Result<Tells> {
    let membership = reader.membership()?;
    let (persons, _) = reader.names()?;
    let visits = SpaceId(Space::Reception.number());
    let theirs = |id: &PersonId| persons.get(id).is_some_and(|name| name.trim() == person.trim());
    let mut told = Tells::Nowhere;
    for desk in membership.devices().filter(|desk| desk.revoked.is_none() && desk.spaces.contains(&visits)) {
        let seated = theirs(&desk.person) || membership.seats(&desk.device).any(|seat| theirs(&seat.person));
        match seated {
            true if desk.device == own => return Ok(Tells::Here),
            true => told = Tells::Elsewhere,
            false => {}
        }
    }
    Ok(told)
}

fn set_aside(reader: &Reader, lang: Lang) -> replica::Result<Vec<(String, String)>> {
    let (_, desks) = reader.names()?;
    let from = |device: Option<DeviceId>| device.map_or_else(String::new, |d| desks.get(&d).cloned().unwrap_or_else(|| d.to_string()));
    let shelf = reader.shelf()?;
    let stored = reader.set_aside(SET_ASIDE)?.into_iter().map(|aside| {
        let at = (aside.at > 0).then(|| clock::civil_of_hlc(aside.at).strftime("%Y-%m-%d %H:%M").to_string());
        let what = if aside.label.is_empty() { String::new() } else { cli::label(lang, shelf.all(), &aside.label) };
        let known = [from(Some(aside.device)), aside.person.clone(), at.unwrap_or_default(), what, aside.titles.join("、")];
        let known: Vec<String> = known.into_iter().filter(|part| !part.is_empty()).collect();
        (known.join(" · "), cli::reason(lang, &aside.reason))
    });
    let beside = reader.aside(SET_ASIDE)?.into_iter().map(|(device, _, reason)| (from(device), cli::reason(lang, &reason)));
    Ok(stored.chain(beside).take(SET_ASIDE).collect())
}

/// The desks of which late work can be adopted.
fn late(reader: &Reader, membership: &Membership) -> replica::Result<Vec<Late>> {
    let (persons, desks) = reader.names()?;
    let late = reader.late_work(membership)?.into_iter().filter(|(_, work)| work.takes > 0).map(|(device, work)| {
        let desk = desks.get(&device).cloned().unwrap_or_else(|| device.to_string());
        let person = membership.device(&device).and_then(|m| persons.get(&m.person)).cloned().unwrap_or_default();
        let name = format!("{desk} · {person}");
        Late { id: device.to_string(), name, count: work.takes, left: work.behind + work.refused, waiting: work.waiting }
    });
    Ok(late.collect())
}

/// What this desk did to the list of members and could not be done again.
fn lost(reader: &Reader, lang: Lang) -> replica::Result<Vec<String>> {
    let (_, desks) = reader.names()?;
    Ok(reader.lost_acts(SET_ASIDE)?.iter().map(|lost| cli::lost_act(lang, &desks, lost)).collect())
}

/// Reads a request to join and says by which words it is compared.
pub(super) fn request(reader: &Reader, file: &Path, lang: Lang) -> anyhow::Result<Request> {
    let bytes = cli::read_file(file, trust::enrol::MAX_REQUEST_FILE)?;
    let request = JoinRequest::from_file(&bytes).map_err(replica::Error::from)?;
    let membership: Membership = reader.membership()?;
    let fingerprint = request.fingerprint();
    Ok(Request {
        person: request.person_name.clone(),
        desk: request.desk_name.clone(),
        words: fingerprint.words(cli::word_list(lang)),
        numbers: fingerprint.numbers(),
        admitted: membership.admitted_request(&request.device()) == Some(request.hash()),
        bytes,
    })
}

/// Admits a desk and writes its welcome. Gives the file.
pub(super) fn admit(replica: &mut Replica, admission: &Admission) -> anyhow::Result<PathBuf> {
    let spaces: Vec<SpaceId> = admission.spaces.iter().map(|s| SpaceId(*s)).collect();
    let (welcome, _) = replica.admit(&admission.request, &admission.roles, &spaces)?;
    // The desk is admitted by now: when its welcome cannot be written here, it is written elsewhere by the same step.
    cli::write_file(&admission.file, &welcome)?;
    Ok(admission.file.clone())
}

/// Changes who belongs to the office.
pub(super) fn change(replica: &mut Replica, change: &Change) -> anyhow::Result<()> {
    let device = |id: &str| {
        let found = replica.membership().devices().map(|m| m.device).find(|device| device.to_string() == id);
        found.ok_or_else(|| replica::Error::Trust(id.to_owned()))
    };
    match change {
        Change::Revoke { desk } => {
            let device = device(desk)?;
            replica.revoke(&[device])?;
        }
        Change::Adopt { desk } => {
            let device = device(desk)?;
            replica.adopt(&device, None)?;
        }
        Change::Roles { desk, roles, spaces } => {
            let device = device(desk)?;
            let spaces: Vec<SpaceId> = spaces.iter().map(|s| SpaceId(*s)).collect();
            replica.set_roles(&device, roles, &spaces)?;
        }
    }
    Ok(())
}

/// Sets the address of the relay.
pub(super) fn set_relay(replica: &mut Replica, address: &str) -> anyhow::Result<()> {
    network::address(address)?;
    Ok(replica.set_relay_address(address.trim())?)
}

/// Accepts another relay from now on.
pub(super) fn trust_relay(replica: &mut Replica, key: &str) -> anyhow::Result<()> {
    let key = key.parse().map_err(|_| replica::Error::Trust(key.to_owned()))?;
    Ok(replica.trust_relay(key)?)
}

/// Why the last connection ended, in words.
pub(super) fn trouble(view: &View, lang: Lang) -> Option<Trouble> {
    let error = view.trouble.as_deref()?;
    let (text, other_relay) = match error {
        // What to do about it is offered beside it.
        NetworkError::Closed(CloseReason::WrongRelay { found }) => (cli::say(lang, "close.other_relay", &[]), Some(found.to_string())),
        error => (cli::explain_network(lang, error), None),
    };
    Some(Trouble { text, needs_a_person: cli::needs_a_person(error), other_relay })
}

/// This desk was taken out of the office: what remains, and what to do.
pub(super) fn taken_out(lang: Lang) -> Trouble {
    Trouble { text: cli::say(lang, "close.taken_out", &[]), needs_a_person: true, other_relay: None }
}

/// Names of the desks whose clocks run ahead, read again only when there are more of them.
#[derive(Debug, Default)]
pub(super) struct FastClocks(RefCell<(BTreeSet<DeviceId>, Vec<String>)>);

impl FastClocks {
    pub(super) fn names(&self, reader: &Reader, view: &View) -> Vec<String> {
        let mut kept = self.0.borrow_mut();
        if kept.0 != view.fast_clocks {
            let desks = reader.names().map(|(_, desks)| desks).unwrap_or_default();
            let name = |device: &DeviceId| desks.get(device).cloned().unwrap_or_else(|| device.to_string());
            *kept = (view.fast_clocks.clone(), view.fast_clocks.iter().map(name).collect());
        }
        kept.1.clone()
    }
}

fn space(lang: Lang, number: u32) -> String {
    let key = format!("space.{}", cli::space_name(number));
    let text = cli::say(lang, &key, &[]);
    // A space of a newer program has no name here.
    if text.ends_with(&key) { number.to_string() } else { text }
}
