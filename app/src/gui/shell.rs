//! The frame around the screens: navigation, bars at top and foot, detail panel, dialogs, messages. It carries
//! out commands, and is the only one that hands actions to the writer.

mod act;
mod composing;
mod counts;
mod find;
mod foot;
mod kept;
mod keys;
mod leaving;
#[cfg(test)]
pub(crate) use keys::FURTHER as FURTHER_KEYS;
mod menu;
mod nav;
mod notices;
mod palette;
mod parts;
mod persons;
mod sheets;
mod standing;
mod top;
mod trail;
mod undo;

use std::collections::BTreeMap;

use eframe::egui::{self, Margin, Ui};
use registers::Lang;
use registers::RecordId;
use registers::def::Register;

use super::backend::{Action, Backend, LastAct, Link, Me, Setup, SyncState};
use crate::prefs::{Look, Prefs, Size};

use super::command::{Command, Place, TABLE, When};
use super::cx::Cx;
use super::screens::calendar::CalendarView;
use super::screens::conflicts::ConflictsView;
use super::screens::counting::CountingView;
use super::screens::desks::DesksView;
use super::screens::detail::DetailView;
use super::screens::first_run::FirstRunView;
use super::screens::form::FormView;
use super::screens::home::{HomeView, Seen};
use super::screens::insight::InsightView;
use super::screens::list::ListView;
use super::screens::reception::ReceptionView;
use super::screens::registry::RegistryView;
use super::screens::rooms::RoomsView;
use super::screens::settings::SettingsView;
use super::screens::settle::SettleView;
use super::screens::step::StepView;
use super::text::tr;
use super::theme;
use super::widgets::toast::{Offer, Toasts};
use super::widgets::{field, paint};

use composing::Bridge;
use counts::CountsRead;
use find::FindView;
use kept::Kept;
use keys::KeysView;
use notices::Notices;
use palette::PaletteView;
use parts::{Part, Parts};
use sheets::{LeaveView, SheetsView};
use standing::StandingView;
use top::Top;
use trail::Trail;

pub(super) use foot::link_text;
pub use top::language;

/// Least time between two reads of what comes in from other desks.
const SECONDS_BETWEEN_READS: f64 = 0.3;

/// The whole window, without the window: give it a [`Ui`] and it draws itself.
pub struct Shell {
    backend: Box<dyn Backend>,
    lang: Lang,
    prefs: Prefs,
    /// What the context was last told of the look, and the window of its title.
    dressed: Option<(Look, Size)>,
    titled: String,
    setup: Setup,
    place: Place,
    lists: BTreeMap<&'static str, ListView>,
    detail: Option<DetailView>,
    form: Option<FormView>,
    /// The page on which what the form adds is seen, and to which one comes back from it.
    begun_at: Option<Place>,
    step: Option<StepView>,
    settle: Option<SettleView>,
    /// What is to be taken back, once somebody has said so.
    undoing: Option<LastAct>,
    erasing: Option<(RecordId, String)>,
    after_leaving: Option<Command>,
    /// What lies over everything else, if anything does.
    overlay: Option<Overlay>,
    trail: Trail,
    parts: Parts,
    /// The records that are kept open.
    kept: Kept,
    home: HomeView,
    conflicts: ConflictsView,
    desks: DesksView,
    settings: SettingsView,
    calendar: CalendarView,
    insight: InsightView,
    reception: ReceptionView,
    counting: CountingView,
    rooms: RoomsView,
    registry: RegistryView,
    first_run: FirstRunView,
    toasts: Toasts,
    notices: Notices,
    /// A frame was drawn since the last look for news.
    drawn: bool,
    /// The meeting with the relay that was asked for and has not been answered yet.
    sync_asked: Option<u64>,
    counts: CountsRead,
    /// The registers as the office has them, by which everything here goes.
    registers: &'static [&'static Register],
    /// An input method is composing.
    composing: bool,
    /// The revision that is shown, and since when.
    revision: u64,
    revised: f64,
    /// Something had the keyboard when the last frame ended: Escape then only leaves it.
    had_focus: bool,
    /// A form or a dialog lay over the page when the last frame ended.
    was_covered: bool,
    /// What had the keyboard last on which page.
    was_at: Option<(Place, egui::Id)>,
    /// Steps that were done at once, without a dialog: their tickets, records and ids, to say of whom one was refused, and what was done.
    at_once: Vec<(u64, RecordId, &'static str)>,
    presence: persons::Presence,
}

/// What lies over everything else until it is closed.
#[derive(Debug)]
enum Overlay {
    /// All commands.
    Palette(PaletteView),
    /// The search over all registers.
    Find(FindView),
    /// How the desk stands.
    Standing(StandingView),
    /// The keys.
    Keys(KeysView),
    /// The recovery sheets.
    Sheets(SheetsView),
    /// Whether the sample is to be left.
    Leave(LeaveView),
}

impl Overlay {
    /// Whether the keys of a command work while it is open.
    fn answers(&self, command: &Command) -> bool {
        matches!(command, Command::Palette | Command::Find | Command::Keys | Command::Resize { .. } | Command::Size(_))
    }

    fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        match self {
            Overlay::Palette(palette) => palette.ui(ui, cx, out),
            Overlay::Find(find) => find.ui(ui, cx, out),
            Overlay::Standing(standing) => standing.ui(ui, cx, out),
            Overlay::Keys(keys) => keys.ui(ui, cx, out),
            Overlay::Sheets(sheets) => sheets.ui(ui, cx, out),
            Overlay::Leave(leave) => leave.ui(ui, cx, out),
        }
    }
}

impl std::fmt::Debug for Shell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shell").field("place", &self.place).field("lang", &self.lang).finish_non_exhaustive()
    }
}

impl Shell {
    /// A window over `backend` that speaks `lang`.
    pub fn new(mut backend: Box<dyn Backend>, lang: Lang) -> Shell {
        backend.speak(lang);
        let prefs = backend.prefs();
        let toasts = notices::at_start(&prefs, lang);
        Shell {
            setup: backend.setup(),
            revision: backend.revision(),
            revised: f64::NEG_INFINITY,
            prefs,
            dressed: None,
            titled: String::new(),
            backend,
            lang,
            place: Place::Home,
            lists: BTreeMap::new(),
            detail: None,
            form: None,
            begun_at: None,
            step: None,
            settle: None,
            undoing: None,
            erasing: None,
            after_leaving: None,
            overlay: None,
            trail: Trail::default(),
            parts: Parts::default(),
            kept: Kept::default(),
            home: HomeView::default(),
            conflicts: ConflictsView::default(),
            desks: DesksView::default(),
            settings: SettingsView::default(),
            calendar: CalendarView::default(),
            insight: InsightView::default(),
            reception: ReceptionView::default(),
            counting: CountingView::default(),
            rooms: RoomsView::default(),
            registry: RegistryView::default(),
            first_run: FirstRunView::default(),
            toasts,
            notices: Notices::default(),
            drawn: true,
            sync_asked: None,
            counts: CountsRead::default(),
            registers: &[],
            composing: false,
            had_focus: false,
            was_covered: false,
            was_at: None,
            at_once: Vec::new(),
            presence: persons::Presence::default(),
        }
    }

    /// Carries out a command, as the program does for one given at its start.
    pub fn command(&mut self, command: Command) {
        self.carry_out(command);
    }

    /// The language that is spoken.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The page that is open.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The backend, for tests.
    pub fn backend(&self) -> &dyn Backend {
        &*self.backend
    }

    /// Draws the window and carries out what the user asks for.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.drawn = true;
        field::go_on(ui.ctx());
        self.dress(ui.ctx());
        self.composing = ui.input(|input| composing::composing(&input.events, self.composing));
        let outcomes = self.backend.outcomes();
        self.watch_revision(ui, !outcomes.is_empty());
        for outcome in outcomes {
            self.ended(outcome);
        }
        let before = std::mem::replace(&mut self.setup, self.backend.setup());
        if matches!((before, &self.setup), (Setup::Ready(_), Setup::None { .. } | Setup::Joining { .. })) {
            self.start_over();
        }
        self.watch_registers();
        self.name_window(ui.ctx());
        let mut out = Vec::new();
        let locked = self.locked_ui(ui, &mut out);
        if locked {
            // Nothing of the office is read or drawn.
        } else if let Setup::Ready(me) = self.setup.clone() {
            self.counts.refresh(&*self.backend, self.revision);
            self.keys(ui, &mut out);
            self.tab_keys(ui);
            self.frame_ui(ui, &me, &mut out);
            self.dialogs_ui(ui, &me, &mut out);
        } else {
            self.first_run_ui(ui, &mut out);
        }
        let close = tr(self.lang, "gui.close");
        let offered = if locked { None } else { self.toasts.ui(ui, self.backend.now(), &close) };
        match offered {
            Some(Offer::TakeBack(entry)) => out.push(Command::Do(Action::Undo(entry))),
            Some(Offer::ShowFolder(file)) => self.backend.show_folder(&file),
            None => {}
        }
        self.back_to_page(ui);
        self.had_focus = ui.memory(|m| m.focused().is_some());
        if !out.is_empty() {
            ui.ctx().request_repaint();
        }
        for command in out {
            self.carry_out(command);
        }
    }

    /// Look and size as they were chosen, told to the context once, so that a test may choose for itself.
    fn dress(&mut self, ctx: &egui::Context) {
        if self.dressed.is_none() {
            ctx.add_plugin(Bridge::default());
        }
        let chosen = (self.prefs.look, self.prefs.size);
        if self.dressed != Some(chosen) {
            self.dressed = Some(chosen);
            ctx.set_theme(match chosen.0 {
                Look::System => egui::ThemePreference::System,
                Look::Light => egui::ThemePreference::Light,
                Look::Dark => egui::ThemePreference::Dark,
            });
            ctx.set_zoom_factor(chosen.1.percent() as f32 / 100.0);
        }
        theme::speak(ctx, self.lang);
        theme::follow(ctx);
    }

    /// The window is called after the program in the language of the moment, and after office and desk.
    fn name_window(&mut self, ctx: &egui::Context) {
        let mut title = tr(self.lang, "gui.name");
        if let Setup::Ready(me) = &self.setup {
            title.push_str(&format!(" · {} · {}", me.office, me.desk));
        }
        if self.titled != title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(paint::plain(&title)));
            self.titled = title;
        }
    }

    /// While much comes in from other desks, the screens are read again a few times a second and not with
    /// every entry. What this desk did itself is shown at once.
    fn watch_revision(&mut self, ui: &Ui, own: bool) {
        let (now, revision) = (ui.input(|i| i.time), self.backend.revision());
        if revision == self.revision {
            return;
        }
        let left = self.revised + SECONDS_BETWEEN_READS - now;
        if own || left <= 0.0 {
            (self.revision, self.revised) = (revision, now);
        } else {
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
        }
    }

    /// What is open goes on with the registers as the office has just changed them, here or at another desk.
    fn watch_registers(&mut self) {
        let registers = self.backend.registers();
        if std::ptr::eq(self.registers, registers) {
            return;
        }
        (self.registers, self.revision) = (registers, self.backend.revision());
        let Shell { backend, registers, place, lists, form, step, kept, .. } = self;
        let current = |register: &Register| registers.iter().find(|r| r.key == register.key).copied();
        if let Place::Register(open) | Place::Book(open, _) = place
            && let Some(register) = current(open)
        {
            *open = register;
        }
        for register in registers.iter() {
            if let Some(list) = lists.get_mut(register.key) {
                list.adopt(register);
            }
        }
        let titles = |id: &str| backend.title(id.parse().ok()?).ok().flatten();
        for form in form.iter_mut().chain(kept.drafts()) {
            current(form.register).into_iter().for_each(|register| form.adopt(register, &titles));
        }
        // A dialog whose step is no longer there closes.
        if step.as_ref().is_some_and(|step| !step.is_there(registers)) {
            *step = None;
        }
    }

    fn keys(&mut self, ui: &Ui, out: &mut Vec<Command>) {
        if self.composing {
            return;
        }
        for known in TABLE {
            // A dialog that asks something, and what lies over everything, leave the rest alone.
            let held_back = match &self.overlay {
                Some(overlay) => !overlay.answers(&known.command),
                None => self.asks() && !matches!(known.command, Command::Save | Command::Resize { .. } | Command::Size(_)),
            };
            // A text has an undo of its own: `undo_keys` looks where the keyboard is.
            let is_own = known.command != Command::Undo;
            if is_own && known.keys.iter().any(|keys| ui.input_mut(|i| i.consume_shortcut(keys))) && !held_back {
                out.push(known.command.clone());
            }
        }
        for (button, command) in [(egui::PointerButton::Extra1, Command::Back), (egui::PointerButton::Extra2, Command::Forward)] {
            if self.overlay.is_none() && !self.asks() && ui.input(|i| i.pointer.button_pressed(button)) {
                out.push(command);
            }
        }
        self.undo_keys(ui, out);
        let free =
            self.step.is_none() && self.settle.is_none() && !self.persons_ask() && !self.had_focus && !egui::Popup::is_any_open(ui.ctx());
        if free && ui.memory(|m| m.top_modal_layer().is_none()) && ui.input(|i| i.key_pressed(egui::Key::Escape)) {
            out.push(Command::Close);
        }
    }

    /// Whether a dialog waits for an answer.
    fn asks(&self) -> bool {
        let list = |register: &Register| self.form.is_none() && self.lists.get(register.key).is_some_and(ListView::asks);
        let listed = matches!(self.place, Place::Register(register) if list(register));
        let at_counter = self.place == Place::Reception && self.form.is_none() && self.reception.asks();
        listed
            || at_counter
            || self.persons_ask()
            || self.step.is_some()
            || self.settle.is_some()
            || self.form.as_ref().is_some_and(|f| f.leaving)
    }

    /// Whether a command has something to act on.
    fn can(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::List => matches!(self.place, Place::Register(_)) && self.form.is_none(),
            When::Register => self.place.register().is_some() && self.form.is_none(),
            When::Record => matches!(self.place, Place::Register(_)) && self.form.is_none() && self.detail.is_some(),
            When::Kept => !self.kept.is_empty() && self.form.as_ref().is_none_or(|f| f.id.is_some_and(|id| self.kept.holds(id))),
            When::Form => self.form.is_some() || self.step.is_some() || self.settle.is_some() || self.presence.signing.is_some(),
            When::Back => self.form.is_some() || self.trail.can_go_back(),
            When::Forward => self.form.is_none() && self.trail.can_go_forward(),
        }
    }

    fn frame_ui(&mut self, ui: &mut Ui, me: &Me, out: &mut Vec<Command>) {
        let sync = self.backend.sync();
        let ways = [self.can(When::Back), self.can(When::Forward)];
        self.parts.begin(ui.ctx());
        let Shell {
            backend,
            lang,
            prefs,
            parts,
            kept,
            place,
            lists,
            detail,
            form,
            home,
            conflicts,
            desks,
            settings,
            calendar,
            insight,
            reception,
            counting,
            rooms,
            registry,
            counts,
            toasts,
            composing,
            revision,
            ..
        } = self;
        let cx = surroundings(&**backend, *lang, me, *composing, *revision);
        bar(egui::Panel::bottom("foot"), theme::STATUS_BAR, Margin::symmetric(16, 0)).show(ui, |ui| {
            parts.part_ui(ui, Part::Foot);
            foot::foot_ui(ui, cx, &sync, counts.conflicts, out);
        });
        bar(egui::Panel::left("nav"), nav::width(cx.lang, ui.available_width()), Margin::symmetric(12, 14)).show(ui, |ui| {
            parts.part_ui(ui, Part::Navigation);
            nav::nav_ui(ui, cx, nav::Nav { place: *place, counts, prefs }, out);
        });
        bar(egui::Panel::top("top"), theme::TOP_BAR, Margin::symmetric(20, 0)).show(ui, |ui| {
            parts.part_ui(ui, Part::Top);
            top::top_ui(
                ui,
                cx,
                Top {
                    place: *place,
                    form: form.as_ref(),
                    record: detail.as_ref().map(|d| d.id),
                    kept: detail.as_ref().is_some_and(|d| kept.holds(d.id)),
                    ways,
                    reminders: &counts.reminders,
                    past: toasts.past(),
                    prefs,
                },
                out,
            )
        });
        if !kept.is_empty() {
            let open = detail.as_ref().filter(|_| matches!(place, Place::Register(_))).map(|d| d.id);
            bar(egui::Panel::top("kept"), theme::STRIP, Margin::symmetric(16, 0)).show(ui, |ui| kept.ui(ui, cx, open, out));
        }
        if let (Place::Register(_), None, Some(detail)) = (*place, &form, detail.as_mut()) {
            egui::Panel::right("detail")
                .default_size(theme::DETAIL_WIDTH)
                .size_range(theme::DETAIL_RANGE)
                .frame(egui::Frame::new().fill(theme::surface()))
                .show(ui, |ui| {
                    parts.part_ui(ui, Part::Panel);
                    detail.ui(ui, cx, out);
                });
            // The line that is drawn to make it wider has a name of its own in English only.
            let line = ui.scope_id().with("detail").with("__resize");
            let name = cx.t("gui.detail.width");
            ui.ctx().accesskit_node_builder(line, |node| node.set_label(name));
        }
        let margin = Margin { left: theme::PAGE as i8, right: theme::PAGE as i8, top: 16, bottom: 16 };
        let frame = egui::Frame::new().fill(theme::canvas()).inner_margin(margin);
        egui::CentralPanel::no_frame().frame(frame).show(ui, |ui| {
            parts.part_ui(ui, Part::Page);
            match (form, *place) {
                (Some(form), _) => form.ui(ui, cx, out),
                (None, Place::Home) => {
                    let (registers, known, inbox, conflicts) = (&counts.registers, counts.known(), counts.inbox(), counts.conflicts);
                    let seen = Seen { registers, known, inbox, conflicts, sheets: prefs.sheets.is_some() && !backend.is_sample() };
                    home.ui(ui, cx, seen, out);
                }
                (None, Place::Reception) => reception.ui(ui, cx, out),
                (None, Place::Rooms) => rooms.ui(ui, cx, out),
                (None, Place::Counting) => counting.ui(ui, cx, out),
                (None, Place::Registry) => registry.ui(ui, cx, out),
                (None, Place::Conflicts) => conflicts.ui(ui, cx, out),
                (None, Place::Desks) => desks.ui(ui, cx, out),
                (None, Place::Settings) => settings.ui(ui, cx, out),
                (None, Place::Calendar) => {
                    calendar.ui(ui, cx, (counts.version, counts.inbox().and_then(Result::ok).unwrap_or_default()), out);
                }
                (None, Place::Reports) => insight.catalogue_ui(ui, cx, out),
                (None, Place::Book(register, tab)) => insight.ui(ui, cx, register, tab, out),
                (None, Place::Register(register)) => {
                    let list = lists.entry(register.key).or_insert_with(|| ListView::new(register));
                    list.ui(ui, cx, out);
                    follow(detail, list);
                }
            }
        });
    }

    fn dialogs_ui(&mut self, ui: &mut Ui, me: &Me, out: &mut Vec<Command>) {
        let Shell { backend, lang, form, step, settle, overlay, undoing, erasing, composing, revision, .. } = self;
        let cx = surroundings(&**backend, *lang, me, *composing, *revision);
        if let Some(overlay) = overlay {
            overlay.ui(ui, cx, out);
        }
        if let Some(last) = undoing {
            undo::asking_ui(ui, cx, last, out);
        }
        if let Some((id, title)) = erasing {
            undo::erasing_ui(ui, cx, (*id, title), out);
        }
        if let Some(step) = step {
            step.ui(ui, cx, out);
        }
        if let Some(settle) = settle {
            settle.ui(ui, cx, out);
        }
        if form.as_ref().is_some_and(|f| f.leaving) {
            leaving::asking_ui(ui, cx, out);
        }
        self.persons_ui(ui, me, out);
    }

    fn first_run_ui(&mut self, ui: &mut Ui, out: &mut Vec<Command>) {
        let me = Me::default();
        let Shell { backend, lang, setup, first_run, composing, revision, .. } = self;
        let cx = surroundings(&**backend, *lang, &me, *composing, *revision);
        let frame = egui::Frame::new().fill(theme::canvas());
        egui::CentralPanel::no_frame().frame(frame).show(ui, |ui| first_run.ui(ui, cx, setup, out));
    }

    fn list(&mut self, register: &'static Register) -> &mut ListView {
        self.lists.entry(register.key).or_insert_with(|| ListView::new(register))
    }

    fn me(&self) -> Me {
        if let Setup::Ready(me) = &self.setup { me.clone() } else { Me::default() }
    }

    fn cx<'a>(&'a self, me: &'a Me) -> Cx<'a> {
        surroundings(&*self.backend, self.lang, me, self.composing, self.revision)
    }
}

fn surroundings<'a>(backend: &'a dyn Backend, lang: Lang, me: &'a Me, composing: bool, revision: u64) -> Cx<'a> {
    Cx { backend, lang, now: backend.now(), me, composing, revision, alone: backend.sync().link == Link::None }
}

/// The panel shows what is selected in the list.
fn follow(detail: &mut Option<DetailView>, list: &ListView) {
    if let Some(id) = list.rows.selected
        && detail.as_ref().is_none_or(|d| d.id != id)
    {
        *detail = Some(DetailView::new(id));
    }
}

fn bar(panel: egui::Panel, size: f32, margin: Margin) -> egui::Panel {
    panel.exact_size(size).resizable(false).frame(egui::Frame::new().fill(theme::surface()).inner_margin(margin))
}

/// Tone of the connection: at work, waiting, or alone.
pub(super) fn tone(sync: &SyncState) -> registers::def::Tone {
    use registers::def::Tone;
    match sync.link {
        _ if sync.revoked => Tone::Red,
        Link::Connected if sync.pending == 0 => Tone::Green,
        Link::Connected | Link::Connecting => Tone::Blue,
        Link::Offline => Tone::Amber,
        Link::None => Tone::Grey,
    }
}
