//! The command line read, with its help, headings and complaints in the chosen language.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};
use registers::Lang;

use super::args::{Args, system_lang};
use super::{output, say};

/// What came of reading the command line.
#[derive(Debug)]
pub enum Parsed {
    /// There is something to do.
    Args(Box<Args>),
    /// Help was given, or what is wrong was said. What remains is to end.
    Told(ExitCode),
}

/// Exit status when the command was not understood.
pub(super) const MISUSED: u8 = 2;
/// Place in the list of a command's options of those that all commands have.
const COMMON: usize = 900;

/// Reads the command line, the program's name first. Help and complaints are in the language that it asks for.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Parsed {
    let words = help_last(words.into_iter().collect());
    let lang = wanted_lang(&words);
    let read = localised(lang).try_get_matches_from(words).and_then(|matches| Args::from_arg_matches(&matches));
    match read {
        Ok(args) => Parsed::Args(Box::new(args)),
        Err(error) => Parsed::Told(tell(lang, &error)),
    }
}

fn tell(lang: Lang, error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::print(error.to_string().trim_end());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::complain(error.to_string().trim_end());
            ExitCode::from(MISUSED)
        }
        _ => {
            output::complain(&complaint(lang, error));
            ExitCode::from(MISUSED)
        }
    }
}

/// The language that the words ask for, which must be known before they are understood; else the system's.
fn wanted_lang(words: &[OsString]) -> Lang {
    let mut rest = words.iter().skip(1).map_while(|w| w.to_str().filter(|w| *w != "--"));
    let mut asked = None;
    while let Some(word) = rest.next() {
        let tag = if word == "--lang" { rest.next() } else { word.strip_prefix("--lang=") };
        asked = tag.and_then(Lang::from_tag).or(asked);
    }
    asked.or_else(system_lang).unwrap_or_default()
}

/// `help COMMAND` is another way to write `COMMAND --help`.
fn help_last(mut words: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    while let Some(word) = words.get(at).and_then(|w| w.to_str()) {
        at += match word {
            "--data" | "--lang" => 2,
            word if word.starts_with('-') => 1,
            "help" => {
                words.remove(at);
                words.push("--help".into());
                break;
            }
            _ => break,
        };
    }
    words
}

/// The commands with everything that is shown of them in `lang`.
fn localised(lang: Lang) -> Command {
    let help = Command::new("help").about(say(lang, "help.help", &[])).disable_help_flag(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).display_order(COMMON + 2);
    let command = Args::command().disable_version_flag(true).arg(version).subcommand(help);
    let mut command = dressed(command, lang, "");
    command.build();
    with_usage(command, lang)
}

fn dressed(command: Command, lang: Lang, path: &str) -> Command {
    let name = command.get_name().to_owned();
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).display_order(COMMON + 1);
    let mut command = command
        .about(say(lang, &command_key(path), &[]))
        .long_about(None::<&str>)
        .disable_help_flag(true)
        .arg(help)
        .mut_args(|arg| dressed_arg(arg, lang, path))
        .subcommand_help_heading(say(lang, "usage.commands", &[]))
        .subcommand_value_name(say(lang, "usage.command", &[]))
        .help_template(format!("{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}", say(lang, "usage.usage", &[])));
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).filter(|n| name != *n).collect();
    for name in names {
        let below = below(path, &name);
        command = command.mut_subcommand(&name, |c| dressed(c, lang, &below));
    }
    command
}

fn dressed_arg(arg: Arg, lang: Lang, path: &str) -> Arg {
    let heading = if arg.is_positional() { "usage.arguments" } else { "usage.options" };
    let mut help = say(lang, &arg_key(path, arg.get_id().as_str()), &[]);
    let default: Vec<&str> = arg.get_default_values().iter().filter_map(|v| v.to_str()).filter(|v| !v.is_empty()).collect();
    if !default.is_empty() && arg.get_action().takes_values() {
        help = say(lang, "usage.default", &[("text", &help), ("value", &default.join(", "))]);
    }
    if let Some(variable) = arg.get_env().and_then(|v| v.to_str()) {
        help = say(lang, "usage.variable", &[("text", &help), ("name", variable)]);
    }
    let takes_values = arg.get_action().takes_values();
    // What every command has comes last.
    let arg = if arg.is_global_set() { arg.display_order(COMMON) } else { arg };
    let arg = arg.help(help).long_help(None::<&str>).help_heading(say(lang, heading, &[]));
    // What clap would append stands in the help already.
    if takes_values { arg.hide_default_value(true).hide_env(true).hide_possible_values(true) } else { arg }
}

/// Puts the usage of each command into words, where clap has its own for "options".
fn with_usage(mut command: Command, lang: Lang) -> Command {
    let usage = command.render_usage().to_string();
    let options = format!("[{}]", say(lang, "usage.options", &[]));
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", &options);
    for below in command.get_subcommands_mut() {
        *below = with_usage(std::mem::take(below), lang);
    }
    command.override_usage(usage)
}

fn below(path: &str, name: &str) -> String {
    let name = name.replace('-', "_");
    if path.is_empty() { name } else { format!("{path}_{name}") }
}

fn command_key(path: &str) -> String {
    if path.is_empty() { "help.zongban".to_owned() } else { format!("help.{path}") }
}

/// The words of a command's argument; those that many commands have stand once.
fn arg_key(path: &str, id: &str) -> String {
    let own = format!("{}.{id}", command_key(path));
    // A key without words is given back as it is.
    if say(Lang::En, &own, &[]).ends_with(&own) { format!("help.arg.{id}") } else { own }
}

/// What is wrong with the words, how it should be written, and where to read more.
fn complaint(lang: Lang, error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let (arg, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let key = match error.kind() {
        ErrorKind::InvalidSubcommand => "usage.unknown_command",
        ErrorKind::UnknownArgument => "usage.unknown_argument",
        ErrorKind::MissingRequiredArgument => "usage.missing",
        ErrorKind::MissingSubcommand => "usage.missing_command",
        ErrorKind::InvalidValue | ErrorKind::TooFewValues if value.is_empty() => "usage.no_value",
        ErrorKind::ValueValidation if arg.contains("<DATE>") => "usage.wrong_date",
        ErrorKind::ValueValidation if arg.starts_with("--desks") => "usage.wrong_desks",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage.wrong_value",
        ErrorKind::ArgumentConflict => "usage.conflict",
        ErrorKind::InvalidUtf8 => "usage.not_text",
        _ => "usage.misused",
    };
    let command = context(ContextKind::InvalidSubcommand);
    let (least, most) = (super::args::DESKS.start().to_string(), super::args::DESKS.end().to_string());
    let mut lines = vec![say(lang, key, &[("arg", &arg), ("value", &value), ("command", &command), ("least", &least), ("most", &most)])];
    let usage = context(ContextKind::Usage);
    let usage = usage.trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        lines.push(format!("{}{usage}", say(lang, "usage.usage", &[])));
    }
    lines.push(say(lang, "usage.more", &[]));
    lines.join("\n")
}

/// All keys that the help needs.
#[cfg(test)]
pub(crate) fn keys() -> std::collections::BTreeSet<String> {
    fn collect(command: &Command, path: &str, keys: &mut std::collections::BTreeSet<String>) {
        keys.insert(command_key(path));
        keys.extend(command.get_arguments().map(|arg| arg_key(path, arg.get_id().as_str())));
        for sub in command.get_subcommands() {
            collect(sub, &below(path, sub.get_name()), keys);
        }
    }
    let mut keys = ["help.arg.help", "help.arg.version", "help.help"].map(str::to_owned).into();
    collect(&Args::command(), "", &mut keys);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        std::iter::once("zongban").chain(text.split_whitespace()).map(OsString::from).collect()
    }

    fn each(command: &mut Command, path: &str, look: &mut impl FnMut(&str, String)) {
        look(path, command.render_long_help().to_string());
        for sub in command.get_subcommands_mut() {
            let path = format!("{path} {}", sub.get_name());
            each(sub, &path, look);
        }
    }

    #[test]
    fn the_help_of_every_command_is_in_the_chosen_language() {
        const CLAPS_OWN: [&str; 12] = [
            "Usage",
            "Options",
            "OPTIONS",
            "Arguments",
            "Commands",
            "COMMAND",
            "Print ",
            "default:",
            "env:",
            "possible values",
            "subcommand",
            "help.",
        ];
        let mut counts = Vec::new();
        for lang in [Lang::ZhHans, Lang::ZhHant] {
            let mut count = 0;
            each(&mut localised(lang), "zongban", &mut |path, text| {
                count += 1;
                for word in CLAPS_OWN {
                    assert!(!text.contains(word), "{word} in {path} in {lang:?}:\n{text}");
                }
                assert!(text.lines().next().unwrap().chars().any(|c| c > '\u{4e00}'), "{path}: {text}");
            });
            counts.push(count);
        }
        assert!(counts[0] > 25 && counts[0] == counts[1], "{counts:?}");
        each(&mut localised(Lang::En), "zongban", &mut |path, text| assert!(text.is_ascii() || path == "zongban", "{path}: {text}"));
    }

    #[test]
    fn help_names_defaults_variables_and_how_to_write_it() {
        let mut command = localised(Lang::ZhHans);
        let list = command.find_subcommand_mut("list").unwrap().render_long_help().to_string();
        for text in ["用法：zongban list [选项] <REGISTER>", "选项:", "参数:", "（默认 100）", "ZONGBAN_DATA"] {
            assert!(list.contains(text), "{text} in:\n{list}");
        }
        let all = command.render_long_help().to_string();
        assert!(all.contains("用法：zongban [选项] [命令]") && all.contains("命令:"), "{all}");
    }

    #[test]
    fn the_language_is_known_before_the_words_are_understood() {
        let check = |text: &str, expect: Option<Lang>| {
            assert_eq!(wanted_lang(&words(text)), expect.or_else(system_lang).unwrap_or_default(), "{text}");
        };
        check("--lang en nonsense", Some(Lang::En));
        check("list --lang=zh-Hant --what", Some(Lang::ZhHant));
        check("list --lang klingon", None);
        check("add visits -- --lang en", None);
        check("", None);
    }

    #[test]
    fn help_may_stand_before_the_command() {
        let check = |text: &str, expect: &str| assert_eq!(help_last(words(text)), words(expect), "{text}");
        check("help", "--help");
        check("help list", "list --help");
        check("--lang en --json help office new", "--lang en --json office new --help");
        check("list help", "list help");
        check("--data help status", "--data help status");
        check("", "");
    }

    #[test]
    fn what_is_wrong_is_said_in_the_chosen_language() {
        for (text, named) in [
            ("fly", "fly"),
            ("list assets --fast", "--fast"),
            ("add", "<REGISTER>"),
            ("list assets --limit many", "many"),
            ("list assets --limit", "--limit"),
            ("--lang klingon status", "klingon"),
            ("status --relay-of x", "--relay-of"),
            ("demo --desks 1", "1"),
            ("demo --desks 50", "2"),
            ("demo --desks 50", "8"),
            ("export assets", "<FILE>"),
            ("report assets --from nonsense", "2026-03-01"),
            ("report assets by-age --to 2026-02-30", "2026-02-30"),
            ("report assets by-age --to 20260301", "20260301"),
        ] {
            for lang in Lang::ALL {
                let error = localised(lang).try_get_matches_from(words(text)).unwrap_err();
                let said = complaint(lang, &error);
                assert!(said.contains(named) && !said.contains("usage."), "{text}: {said}");
                let chinese = said.chars().any(|c| c > '\u{4e00}');
                assert_eq!(chinese, lang != Lang::En, "{said}");
                assert!(!said.contains("%{"), "{said}");
            }
        }
    }

    #[test]
    fn words_that_are_understood_are_read() {
        let Parsed::Args(args) = parse(words("--lang zh-Hant --data x list assets --limit 7")) else { panic!("not read") };
        assert_eq!((args.lang(), args.folder()), (Lang::ZhHant, "x".into()));
        assert!(matches!(&args.command, Some(super::super::Command::List(options)) if options.limit == 7));
    }
}
