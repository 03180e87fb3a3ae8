//! Changing who belongs to the office: taking desks out of it, giving them other roles, adopting late work.

use std::collections::BTreeMap;
use std::path::Path;

use registers::{Lang, Register};
use replica::{LostAct, Replica, SetAside};
use serde_json::json;
use trust::id::DeviceId;
use trust::membership::Member;

use super::args::{AdoptOptions, RolesOptions};
use super::{Context, explain, office, output, reasons, say};
use crate::clock;

pub(super) fn revoke(context: &Context, who: &str) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let found = named(context, &replica, who, false)?;
    let gone: Vec<DeviceId> = found.iter().map(|(device, _)| *device).collect();
    replica.revoke(&gone)?;
    let names: Vec<String> = found.into_iter().map(|(_, name)| name).collect();
    context.out.result(
        || json!({ "revoked": gone.iter().map(ToString::to_string).collect::<Vec<_>>() }),
        || say(context.lang, "cli.revoked", &[("desks", &names.join(explain::separator(context.lang)))]),
    );
    Ok(())
}

pub(super) fn roles(context: &Context, options: &RolesOptions) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let (device, name) = one(context, named(context, &replica, &options.who, false)?)?;
    let held = |replica: &Replica| replica.membership().device(&device).map(|m| m.roles.clone()).unwrap_or_default();
    if !options.roles.is_empty() || !options.spaces.is_empty() {
        let given = office::roles_named(context, &options.roles)?;
        let spaces = office::spaces_named(context, &options.spaces)?;
        // Who only opens a space leaves the roles as they are.
        let roles = if given.is_empty() { held(&replica) } else { given };
        replica.set_roles(&device, &roles, &spaces)?;
    }
    let (roles, spaces) = (held(&replica), replica.membership().device(&device).map(|m| m.spaces.clone()).unwrap_or_default());
    let spaces: Vec<String> = spaces.iter().map(|s| super::space_name(s.0)).collect();
    context.out.result(
        || json!({ "device": device.to_string(), "roles": roles, "spaces": spaces }),
        || {
            let separator = explain::separator(context.lang);
            let named: Vec<String> = roles.iter().map(|r| explain::role(context.lang, r)).collect();
            let values = [("desk", name.as_str()), ("roles", &named.join(separator)), ("spaces", &spaces.join("/"))];
            say(context.lang, "cli.roles", &values)
        },
    );
    Ok(())
}

pub(super) fn adopt(context: &Context, options: &AdoptOptions) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let (device, name) = one(context, named(context, &replica, &options.who, true)?)?;
    if let Some(file) = &options.from {
        replica.take_late_work(&office::read_file(file, replica::MAX_LATE_FILE)?, clock::unix_ms())?;
    }
    let reader = replica.reader()?;
    let late: Vec<_> = reader.set_aside_of(Some(&device), LISTED)?.into_iter().filter(SetAside::is_late).collect();
    let work = reader.late_work(replica.membership())?.remove(&device).unwrap_or_default();
    let adopted = if options.dry_run { 0 } else { replica.adopt(&device, None)? };
    let shelf = context.shelf()?;
    let listed: Vec<Vec<String>> = late.iter().map(|a| line(context.lang, shelf.all(), a)).collect();
    context.out.result(
        || {
            let late = late.iter().map(|a| {
                let at = (a.at > 0).then(|| clock::civil_of_hlc(a.at).to_string());
                json!({ "counter": a.counter, "space": super::space_name(a.space), "person": a.person, "at": at, "label": a.label, "titles": a.titles })
            });
            json!({ "device": device.to_string(), "adopted": adopted, "late": late.collect::<Vec<_>>(), "behind": work.behind,
                "refused": work.refused, "waiting": work.waiting })
        },
        || {
            let said = match options.dry_run {
                true => say(context.lang, "cli.late", &[("desk", &name), ("count", &work.takes.to_string())]),
                false => say(context.lang, "cli.adopted", &[("desk", &name), ("count", &adopted.to_string())]),
            };
            let told = [
                ("cli.late_unlisted", work.takes.saturating_sub(listed.len() as u64)),
                ("cli.late_behind", work.behind),
                ("cli.late_refused", work.refused),
                ("cli.late_waiting", work.waiting),
            ];
            let more = told.iter().filter(|(_, count)| *count > 0).map(|(key, count)| say(context.lang, key, &[("count", &count.to_string())]));
            let lines: Vec<String> = std::iter::once(said).chain(more).collect();
            format!("{}\n{}", output::table(&[], &listed), lines.join("\n")).trim_start().to_owned()
        },
    );
    Ok(())
}

/// What an administrator did to the list of members and another's act made impossible, and why, in words.
pub(crate) fn lost_act(lang: Lang, desks: &BTreeMap<DeviceId, String>, lost: &LostAct) -> String {
    let desk = lost.device.map_or_else(String::new, |device| desks.get(&device).cloned().unwrap_or_else(|| device.to_string()));
    let key = match lost.act.as_str() {
        "create" => "members.act.create",
        "admit" => "members.act.admit",
        "rights" => "members.act.rights",
        "revoke" => "members.act.revoke",
        "relay" => "members.act.relay",
        "space" => "members.act.space",
        "names" => "members.act.names",
        "recover" => "members.act.recover",
        "adopt" => "members.act.adopt",
        "seat" => "members.act.seat",
        _ => "members.act.redo",
    };
    let act = say(lang, key, &[("desk", &desk)]);
    say(lang, "members.lost", &[("act", &act), ("reason", &reasons::reason(lang, &lost.reason))])
}

/// Most entries that are listed.
const LISTED: usize = 1_000;

/// When, who, what, about which records.
fn line(lang: Lang, registers: &[&'static Register], aside: &SetAside) -> Vec<String> {
    let at = if aside.at > 0 { clock::civil_of_hlc(aside.at).strftime("%Y-%m-%d %H:%M").to_string() } else { String::new() };
    vec![at, aside.person.clone(), explain::label(lang, registers, &aside.label), aside.titles.join(explain::separator(lang))]
}

pub(super) fn late(context: &Context, file: &Path) -> anyhow::Result<()> {
    let bytes = context.replica()?.late_work()?;
    office::write_file(file, &bytes)?;
    let name = file.display().to_string();
    context.out.result(|| json!({ "file": name, "bytes": bytes.len() }), || say(context.lang, "cli.late_written", &[("file", &name)]));
    Ok(())
}

/// The desks that a name means, those that are revoked or those that are not: one with that id or that name, or else all of that person.
pub(super) fn named(context: &Context, replica: &Replica, who: &str, revoked: bool) -> anyhow::Result<Vec<(DeviceId, String)>> {
    let (persons, desks) = replica.reader()?.names()?;
    let who = who.trim();
    let members: Vec<&Member> = replica.membership().devices().filter(|m| m.revoked.is_some() == revoked).collect();
    let is = |name: Option<&String>| name.is_some_and(|name| name == who);
    let label = |m: &Member| format!("{} · {}", text(desks.get(&m.device)), text(persons.get(&m.person)));
    let of = |meant: &dyn Fn(&Member) -> bool| -> Vec<(DeviceId, String)> {
        members.iter().filter(|m| meant(m)).map(|m| (m.device, label(m))).collect()
    };
    let by_id = of(&|m| m.device.to_string() == who);
    let by_desk = of(&|m| is(desks.get(&m.device)));
    match (by_id.is_empty(), by_desk.len()) {
        (false, _) => Ok(by_id),
        (true, 1) => Ok(by_desk),
        (true, 0) => match of(&|m| is(persons.get(&m.person))) {
            found if found.is_empty() => {
                let all: Vec<String> = members.iter().map(|m| label(m)).collect();
                let key = if revoked { "error.no_such_desk_out" } else { "error.no_such_desk" };
                context.refuse(key, &[("desk", who), ("desks", &all.join(explain::separator(context.lang)))])
            }
            // Two people of one name are not meant at once.
            found if of_several(&members, &found) => several(context, who, &found),
            found => Ok(found),
        },
        (true, _) => several(context, who, &by_desk),
    }
}

/// Whether the desks are those of more than one person.
fn of_several(members: &[&Member], found: &[(DeviceId, String)]) -> bool {
    let is_found = |m: &&&Member| found.iter().any(|(device, _)| *device == m.device);
    let mut persons = members.iter().filter(is_found).map(|m| m.person);
    let first = persons.next();
    persons.any(|person| Some(person) != first)
}

/// The one desk that is meant.
pub(super) fn one(context: &Context, mut found: Vec<(DeviceId, String)>) -> anyhow::Result<(DeviceId, String)> {
    match (found.len(), found.pop()) {
        (1, Some(only)) => Ok(only),
        (_, last) => {
            let found: Vec<_> = found.into_iter().chain(last).collect();
            several(context, "", &found)
        }
    }
}

fn several<T>(context: &Context, who: &str, found: &[(DeviceId, String)]) -> anyhow::Result<T> {
    let listed: Vec<String> = found.iter().map(|(device, name)| format!("{name} {device}")).collect();
    context.refuse("error.several_desks", &[("desk", who), ("desks", &listed.join(explain::separator(context.lang)))])
}

fn text(name: Option<&String>) -> String {
    name.cloned().unwrap_or_default()
}
