//! The command palette: everything that can be done from here, by its name in any language or by its initials.

use eframe::egui::Ui;
use registers::{Lang, RecordId, search};

use super::super::command::{Command, Known, Place, Tab, spelled};
use super::super::cx::Cx;
use super::super::icons;
use super::super::screens::{detail, home};
use super::super::text::{noun, tr, tr_with};
use super::super::widgets::finder::{Finder, Line, foot_ui};
use super::{language, persons};
use crate::prefs::{Look, Size};

/// Most lines that are shown of what fits.
const SHOWN: usize = 200;

/// The palette while it is open.
#[derive(Debug)]
pub(super) struct PaletteView {
    finder: Finder,
    entries: Vec<Entry>,
    /// What was typed when the entries were last gone through, and what fits it.
    sought: Option<String>,
    fitting: Vec<usize>,
    lines: Vec<Line>,
}

/// Something that can be done.
#[derive(Debug)]
struct Entry {
    line: Line,
    command: Command,
    /// Its name in the language of the window, as it is compared.
    name: String,
    initials: String,
    /// Its names in the other languages.
    others: String,
}

impl PaletteView {
    /// With the commands that have something to act on, and the steps of the record that is `open`.
    pub fn new(cx: Cx<'_>, applies: &[&'static Known], open: Option<RecordId>) -> PaletteView {
        let mut list = Entries { lang: cx.lang, list: Vec::new() };
        if let Some(id) = open {
            steps(cx, id, &mut list);
        }
        for known in applies.iter().filter(|known| known.command != Command::Palette) {
            let keys = known.keys.first().map(spelled).unwrap_or_default();
            list.add(known.icon, |lang| tr(lang, known.name), keys, known.command.clone());
        }
        views(cx, &mut list);
        places(cx, &mut list);
        persons(cx, applies, &mut list);
        looks(cx, &mut list);
        PaletteView { finder: Finder::default(), entries: list.list, sought: None, fitting: Vec::new(), lines: Vec::new() }
    }

    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        // What an input method is composing is not yet meant.
        if !cx.composing && self.sought.as_ref() != Some(&self.finder.text) {
            self.narrow();
        }
        let foot = if self.lines.is_empty() { cx.t("gui.palette.none") } else { String::new() };
        let words = [&cx.t("gui.command.palette"), &cx.t("gui.palette.hint")];
        let keys = cx.t("gui.palette.keys");
        let found = self.finder.ui(ui.ctx(), ["palette", words[0], words[1]], cx.composing, &self.lines, |ui| foot_ui(ui, &foot, &keys));
        if let Some(entry) = found.taken.and_then(|at| self.fitting.get(at)).and_then(|at| self.entries.get(*at)) {
            out.push(Command::Palette);
            out.push(entry.command.clone());
        } else if found.dismissed {
            out.push(Command::Palette);
        }
    }

    /// The entries that hold all that is typed, the best ones first.
    fn narrow(&mut self) {
        let typed = search::fold(&self.finder.text);
        let terms: Vec<&str> = typed.split_whitespace().collect();
        let fits = |entry: &Entry| terms.iter().map(|term| entry.rank(term)).try_fold(0, |sum, rank| Some(sum + rank?));
        let mut fitting: Vec<(u32, usize)> = self.entries.iter().enumerate().filter_map(|(at, e)| Some((fits(e)?, at))).collect();
        fitting.sort_unstable();
        fitting.truncate(SHOWN);
        self.fitting = fitting.into_iter().map(|(_, at)| at).collect();
        self.lines = self.fitting.iter().filter_map(|at| self.entries.get(*at)).map(|entry| entry.line.clone()).collect();
        self.sought = Some(self.finder.text.clone());
    }
}

impl Entry {
    /// How well it fits a term, 0 the best; none when it does not.
    fn rank(&self, term: &str) -> Option<u32> {
        let tests = [
            self.name.starts_with(term),
            self.name.contains(term),
            self.initials.starts_with(term),
            self.initials.contains(term),
            self.others.contains(term),
        ];
        tests.iter().position(|fits| *fits).map(|at| at as u32)
    }
}

/// The entries as they come together.
struct Entries {
    lang: Lang,
    list: Vec<Entry>,
}

impl Entries {
    /// Adds what is called so in each language, with what stands at the right of it.
    fn add(&mut self, icon: &'static str, name: impl Fn(Lang) -> String, right: String, command: Command) {
        let text = name(self.lang);
        let others: Vec<String> = Lang::ALL.into_iter().filter(|lang| *lang != self.lang).map(|lang| search::fold(&name(lang))).collect();
        self.list.push(Entry {
            name: search::fold(&text),
            initials: search::initials(&text),
            others: others.join("\n"),
            line: Line { icon: Some(icon), text, right, ..Line::default() },
            command,
        });
    }
}

/// What can be done with the open record: the steps that the person may do, and what stands in its menu.
fn steps(cx: Cx<'_>, id: RecordId, list: &mut Entries) {
    let Ok(Some(card)) = cx.backend.card(id) else { return };
    for step in detail::possible(&card, Some(&cx.backend.actor())) {
        list.add(icons::CHECK_CIRCLE, |lang| step.labels.get(lang).to_owned(), cx.t("gui.palette.step"), Command::Step(id, step));
    }
    for (key, command) in detail::others(cx, &card) {
        list.add(icons::COPY, |lang| tr(lang, key), cx.t("gui.palette.record"), command);
    }
}

/// The views of all registers.
fn views(cx: Cx<'_>, list: &mut Entries) {
    let mut kept = cx.backend.prefs().views;
    for register in cx.backend.registers() {
        for view in kept.remove(register.key).unwrap_or_default() {
            let name = |lang| format!("{} · {}", register.labels.get(lang), view.name);
            list.add(icons::EYE, name, cx.t("gui.views"), Command::ShowView(register, view.name.clone()));
        }
    }
}

/// Every page, and a new record for every register.
fn places(cx: Cx<'_>, list: &mut Entries) {
    let pages = [
        (icons::HOUSE, "gui.nav.home", Place::Home),
        (icons::IDENTIFICATION_BADGE, "gui.reception", Place::Reception),
        (icons::LIST_CHECKS, "gui.counting", Place::Counting),
        (icons::DOOR_OPEN, "gui.rooms", Place::Rooms),
        (icons::TRAY, "gui.registry", Place::Registry),
        (icons::CHART_BAR, "gui.nav.reports", Place::Reports),
        (icons::GIT_MERGE, "gui.nav.conflicts", Place::Conflicts),
        (icons::CALENDAR_BLANK, "gui.nav.calendar", Place::Calendar),
        (icons::GEAR, "gui.nav.settings", Place::Settings),
        (icons::HARD_DRIVES, "gui.nav.desks", Place::Desks),
    ];
    let page = cx.t("gui.palette.page");
    for (icon, name, place) in pages {
        list.add(icon, |lang| tr(lang, name), page.clone(), Command::Go(place));
    }
    for register in cx.backend.registers() {
        let area = register.area.labels().get(cx.lang).to_owned();
        list.add(home::icon(register), |lang| register.labels.get(lang).to_owned(), area, Command::Go(Place::Register(register)));
    }
    for register in cx.backend.registers().iter().filter(|r| cx.me.is_offered(r, r.adding)) {
        let name = |lang| tr_with(lang, "gui.list.new", &[("what", &noun(register.one.get(lang), lang))]);
        list.add(icons::PLUS, name, register.labels.get(cx.lang).to_owned(), Command::New(Some(register)));
    }
    for register in cx.backend.registers().iter().filter(|r| cx.me.is_offered(r, r.adding)) {
        for template in register.templates {
            let name = |lang| {
                format!(
                    "{} · {}",
                    tr_with(lang, "gui.list.new", &[("what", &noun(register.one.get(lang), lang))]),
                    template.labels.get(lang)
                )
            };
            list.add(icons::PLUS, name, register.labels.get(cx.lang).to_owned(), Command::NewFrom(register, template));
        }
    }
    let tabs = [
        (icons::CHART_BAR, "gui.tab.reports", Tab::Reports),
        (icons::TREE_STRUCTURE, "gui.tab.flow", Tab::Flow),
        (icons::HASH, "gui.tab.numbers", Tab::Numbers),
        (icons::UPLOAD_SIMPLE, "gui.tab.import", Tab::Import),
    ];
    for register in cx.backend.registers() {
        for (icon, name, tab) in tabs.iter().filter(|(.., tab)| *tab != Tab::Numbers || register.number.is_some()) {
            let name = |lang| format!("{} · {}", register.labels.get(lang), tr(lang, name));
            list.add(icon, name, page.clone(), Command::Go(Place::Book(register, *tab)));
        }
    }
}

/// What can be done about who works here, beyond the commands that stand there already.
fn persons(cx: Cx<'_>, applies: &[&'static Known], list: &mut Entries) {
    for known in persons::options(cx).into_iter().filter(|known| applies.iter().all(|own| own.command != known.command)) {
        list.add(icons::USERS, |lang| known.name(lang), cx.t("gui.palette.person"), known.command.clone());
        if let (Some(entry), Some(also)) = (list.list.last_mut(), known.also()) {
            Lang::ALL.into_iter().for_each(|lang| entry.others.extend(["\n", &search::fold(&tr(lang, also))]));
        }
    }
}

/// Light and dark, sizes, notifications, languages, and how the office came about.
fn looks(cx: Cx<'_>, list: &mut Entries) {
    let looks = [
        (icons::DESKTOP, Look::System, "gui.looks.system"),
        (icons::SUN, Look::Light, "gui.looks.light"),
        (icons::MOON, Look::Dark, "gui.looks.dark"),
    ];
    for (icon, look, key) in looks {
        list.add(icon, |lang| format!("{} · {}", tr(lang, "gui.looks.theme"), tr(lang, key)), String::new(), Command::Look(look));
    }
    for size in Size::ALL {
        let name = |lang| format!("{} · {}%", tr(lang, "gui.looks.size"), size.percent());
        list.add(icons::TEXT_AA, name, String::new(), Command::Size(size));
    }
    let prefs = cx.backend.prefs();
    let key = if prefs.quiet { "gui.palette.notices_on" } else { "gui.palette.notices_off" };
    list.add(icons::BELL, |lang| tr(lang, key), String::new(), Command::Quiet(!prefs.quiet));
    if cx.backend.is_sample() {
        list.add(icons::SIGN_IN, |lang| tr(lang, "gui.sample.leave"), String::new(), Command::LeaveSample);
    } else if prefs.sheets.is_some() {
        list.add(icons::FILE_TEXT, |lang| tr(lang, "gui.sheets.open"), String::new(), Command::Sheets);
    }
    for lang in Lang::ALL {
        let name = |own| format!("{} · {}", tr(own, "gui.language"), language(lang));
        list.add(icons::TRANSLATE, name, cx.t("gui.language"), Command::Speak(lang));
    }
}
