//! Founding an office, joining one, admitting desks.

use std::path::Path;

use registers::Lang;
use registers::def::Space;
use replica::{Durability, Founding, Joining, Replica};
use serde_json::json;
use trust::enrol::{JoinRequest, MAX_REQUEST_FILE, MAX_WELCOME_FILE, WordList, office_fingerprint};
use trust::id::SpaceId;

use super::args::{AdmitOptions, JoinCommand, OfficeCommand};
use super::exchange::space_name;
use super::{Context, explain, output, say};
use crate::clock;

/// Role ids that a desk can be admitted with.
pub(crate) const ROLES: &[&str] = &[
    "clerk",
    "office-director",
    "leader",
    "department-head",
    "handler",
    "archivist",
    "seal-keeper",
    "asset-manager",
    "department-asset-clerk",
    "storekeeper",
    "buyer",
    "attendance-clerk",
    "reception",
    "chair",
    "recorder",
    "technician",
    "hr",
    "auditor",
    "administrator",
];

pub(super) fn office(context: &Context, command: OfficeCommand) -> anyhow::Result<()> {
    match command {
        OfficeCommand::New { name, person, desk, relay, recovery } => {
            if let Some(relay) = &relay {
                crate::network::address(relay)?;
            }
            let desk = desk.unwrap_or_else(|| context.say("cli.first_desk"));
            let relay = relay.unwrap_or_default();
            let founding = Founding { office: &name, person: &person, desk: &desk, relay: &relay };
            let replica = found(&context.folder, context.lang, &founding, &recovery)?;
            remind(&context.folder, &recovery);
            let values = [("office", name.as_str()), ("file", &recovery.display().to_string())];
            context.out.result(
                || json!({ "office": replica.office().to_string(), "device": replica.device().to_string() }),
                || say(context.lang, "cli.founded", &values),
            );
            Ok(())
        }
        OfficeCommand::Show => show(context),
        OfficeCommand::Recover(options) => super::recover::recover(context, &options),
    }
}

/// Founds an office and writes its recovery sheets to a new file, in a language. The file is made first: an office
/// whose sheets could not be written is not founded.
pub(crate) fn found(folder: &Path, lang: Lang, founding: &Founding<'_>, recovery: &Path) -> anyhow::Result<Replica> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error| replica::Error::File { path: recovery.display().to_string(), error };
    let mut file = options.open(recovery).map_err(failed)?;
    let put_away = |sheets: &[String]| {
        let text = crate::sheets::pages(recovery, lang, founding.office, clock::now().civil.date(), sheets);
        std::io::Write::write_all(&mut file, text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
    };
    Replica::found_with(folder, founding, clock::entropy(), Durability::Full, put_away).map_err(|error| {
        let _ = std::fs::remove_file(recovery);
        error.into()
    })
}

/// The window reminds of the recovery sheets until somebody says there that they are put away.
fn remind(folder: &Path, recovery: &Path) {
    let mut prefs = crate::prefs::Prefs::read(folder);
    prefs.sheets = std::path::absolute(recovery).ok().map(|file| file.display().to_string());
    if let Err(error) = prefs.write(folder) {
        tracing::warn!("that the recovery sheets wait to be printed could not be noted ({})", error.kind());
    }
}

/// Most acts on the list of members that were lost and are told of.
const LOST: usize = 50;

fn show(context: &Context) -> anyhow::Result<()> {
    let replica = context.replica()?;
    let (persons, desks) = replica.reader()?.names()?;
    let status = replica.reader()?.status()?;
    let members: Vec<_> = replica.membership().devices().collect();
    let lang = context.lang;
    let lost = replica.reader()?.lost_acts(LOST)?;
    let fingerprint = office_fingerprint(replica.office());
    context.out.result(
        || {
            let list = members.iter().map(|m| {
                json!({ "device": m.device.to_string(), "desk": desks.get(&m.device), "person": persons.get(&m.person), "roles": m.roles,
                    "spaces": m.spaces.iter().map(|s| space_name(s.0)).collect::<Vec<_>>(), "this": m.device == replica.device(), "revoked": m.revoked.is_some() })
            });
            json!({ "office": status.office, "id": replica.office().to_string(), "relay": status.relay, "fingerprint": fingerprint.words(WordList::Chinese),
                "words": fingerprint.words(WordList::English), "numbers": fingerprint.numbers(), "desks": list.collect::<Vec<_>>(),
                "lost": lost.iter().map(|l| json!({ "act": l.act, "device": l.device.map(|d| d.to_string()), "reason": l.reason })).collect::<Vec<_>>() })
        },
        || {
            let row = |m: &&trust::membership::Member| {
                let roles: Vec<String> = m.roles.iter().map(|r| explain::role(lang, r)).collect();
                let spaces: Vec<String> = m.spaces.iter().map(|s| space_name(s.0)).collect();
                let this = if m.device == replica.device() { "●" } else { "" };
                let name = |n: Option<&String>| n.cloned().unwrap_or_default();
                vec![
                    this.to_owned(),
                    name(desks.get(&m.device)),
                    name(persons.get(&m.person)),
                    roles.join("/"),
                    spaces.join("/"),
                    m.device.to_string(),
                    if m.revoked.is_some() { context.say("cli.out_of_office") } else { String::new() },
                ]
            };
            let lost: String = lost.iter().map(|lost| format!("\n{}", super::lost_act(lang, &desks, lost))).collect();
            let words = format!("{} / {}", fingerprint.numbers(), fingerprint.words(word_list(lang)));
            let words = say(lang, "cli.office_words", &[("words", &words)]);
            format!("{}\n{words}\n{}{lost}", status.office, output::table(&[], &members.iter().map(row).collect::<Vec<_>>()))
        },
    );
    Ok(())
}

pub(super) fn join(context: &Context, command: JoinCommand) -> anyhow::Result<()> {
    match command {
        JoinCommand::Request { person, desk, out } => {
            // A request that was made stays the same: it is written once more, for whoever has lost the file.
            let waiting = Replica::joining(&context.folder)?;
            let is_again = waiting.is_some();
            if out.exists() && waiting.as_ref().is_none_or(|w| read_file(&out, MAX_REQUEST_FILE).ok().as_ref() != Some(&w.request)) {
                return context.refuse("error.file_there", &[("path", &out.display().to_string())]);
            }
            let joining = match waiting {
                Some(joining) => joining,
                None => Replica::request(&context.folder, &person, &desk, clock::entropy())?,
            };
            write_file(&out, &joining.request)?;
            let values = [("file", out.display().to_string()), ("words", words(context.lang, &joining))];
            let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
            context.out.result(
                || json!({ "fingerprint": joining.chinese, "words": joining.english, "numbers": joining.numbers, "again": is_again }),
                || say(context.lang, if is_again { "cli.requested_again" } else { "cli.requested" }, &values),
            );
        }
        JoinCommand::Accept { file } => {
            let replica = Replica::accept(&context.folder, &read_file(&file, MAX_WELCOME_FILE)?, clock::entropy())?;
            let office = replica.reader()?.status()?.office;
            context.out.result(|| json!({ "office": office }), || say(context.lang, "cli.joined", &[("office", &office)]));
        }
    }
    Ok(())
}

pub(super) fn admit(context: &Context, options: &AdmitOptions) -> anyhow::Result<()> {
    let roles = roles_named(context, &options.roles)?;
    let named = spaces_named(context, &options.spaces)?;
    let request = read_file(&options.file, MAX_REQUEST_FILE)?;
    let mut replica = context.replica()?;
    // Nobody opens what is closed to them.
    let own = replica.membership().device(&replica.device()).map(|m| m.spaces.clone()).unwrap_or_default();
    let usual = || Space::usual_for(&roles).map(|s| SpaceId(s.number())).filter(|s| own.contains(s)).collect();
    let spaces: Vec<SpaceId> = if named.is_empty() { usual() } else { named };
    let members = replica.membership();
    let is_member = |r: &JoinRequest| members.admitted_request(&r.device()) == Some(r.hash());
    let member = JoinRequest::from_file(&request).ok().filter(is_member).map(|r| r.device());
    let (welcome, joining) = replica.admit(&request, &roles, &spaces)?;
    // The desk is admitted by now: when its welcome cannot be written here, the same command writes it elsewhere.
    write_file(&options.out, &welcome)?;
    let file = options.out.display().to_string();
    let has: Vec<String> = match replica.membership().devices().find(|m| member.is_none_or(|device| m.device == device)) {
        Some(found) if member.is_some() => found.roles.clone(),
        _ => roles,
    };
    context.out.result(
        || json!({ "fingerprint": joining.chinese, "words": joining.english, "numbers": joining.numbers, "again": member.is_some(), "roles": has }),
        || {
            let names: Vec<String> = has.iter().map(|r| explain::role(context.lang, r)).collect();
            let names = names.join(explain::separator(context.lang));
            let key = if member.is_some() { "cli.admitted_again" } else { "cli.admitted" };
            say(context.lang, key, &[("file", &file), ("words", &words(context.lang, &joining)), ("roles", &names)])
        },
    );
    Ok(())
}

/// The roles that these words mean, each once.
pub(super) fn roles_named(context: &Context, names: &[String]) -> anyhow::Result<Vec<String>> {
    let mut roles = Vec::new();
    for name in names {
        let Some(role) = role_named(name) else {
            let all: Vec<String> = ROLES.iter().map(|r| format!("{} {r}", explain::role(context.lang, r))).collect();
            return context.refuse("error.no_such_role", &[("role", name), ("roles", &all.join(explain::separator(context.lang)))]);
        };
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    Ok(roles)
}

/// The spaces that these words mean.
pub(super) fn spaces_named(context: &Context, names: &[String]) -> anyhow::Result<Vec<SpaceId>> {
    let mut spaces = Vec::new();
    for name in names {
        match Space::ALL.iter().find(|s| s.key() == name.trim() || Lang::ALL.iter().any(|lang| space_label(*lang, s) == name.trim())) {
            Some(space) => spaces.push(SpaceId(space.number())),
            None => return context.refuse("error.no_such_space", &[("space", name)]),
        }
    }
    Ok(spaces)
}

/// The role that a person means by its id or its name in any language.
fn role_named(name: &str) -> Option<String> {
    let name = name.trim();
    let is_meant =
        |id: &str| id.eq_ignore_ascii_case(name) || Lang::ALL.iter().any(|lang| explain::role(*lang, id).eq_ignore_ascii_case(name));
    ROLES.iter().find(|id| is_meant(id)).map(|id| (*id).to_owned())
}

/// A space's name.
fn space_label(lang: Lang, space: &Space) -> String {
    say(lang, &format!("space.{}", space.key()), &[])
}

/// Reads a file of the enrolment, which has `most` bytes at the most: of a longer one just enough to tell.
pub(crate) fn read_file(path: &Path, most: usize) -> replica::Result<Vec<u8>> {
    let failed = |error| replica::Error::File { path: path.display().to_string(), error };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, most as u64 + 1), &mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Writes a file of the enrolment.
pub(crate) fn write_file(path: &Path, bytes: impl AsRef<[u8]>) -> replica::Result<()> {
    std::fs::write(path, bytes).map_err(|error| replica::Error::File { path: path.display().to_string(), error })
}

/// The numbers and words by which two people compare a request.
pub(crate) fn words(lang: Lang, joining: &Joining) -> String {
    format!("{} / {}", joining.numbers, words_in(lang, joining))
}

/// The words alone, of a language.
pub(crate) fn words_in(lang: Lang, joining: &Joining) -> &str {
    match word_list(lang) {
        WordList::Chinese => &joining.chinese,
        WordList::English => &joining.english,
    }
}

/// The list from which the words of a language are.
pub(crate) fn word_list(lang: Lang) -> WordList {
    match lang {
        Lang::ZhHans | Lang::ZhHant => WordList::Chinese,
        Lang::En => WordList::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_meant_by_key_or_by_name_in_any_language() {
        for id in ROLES {
            assert_eq!(role_named(id).as_deref(), Some(*id));
            for lang in Lang::ALL {
                assert_eq!(role_named(&explain::role(lang, id)).as_deref(), Some(*id), "{}", explain::role(lang, id));
            }
        }
        assert_eq!(role_named(" Office Director ").as_deref(), Some("office-director"));
        assert_eq!(role_named("文员").as_deref(), Some("clerk"));
        assert_eq!(role_named("皇帝"), None);
        assert_eq!(role_named(""), None);
    }
}
