//! The stocktake desk: one label after the other, scanned or typed. What it comes to is seen by its colour and heard, and is
//! written down at once; how many there are and what they look like is said of the last one.

mod again;
mod last;
mod zones;

use std::collections::VecDeque;

use eframe::egui::{self, Align, Key, Layout, Modifiers, ScrollArea, Sense, Ui, vec2};
use registers::book::{observations, stocktakes, variances};
use registers::def::Tone;
use registers::{Op, RecordId};

use super::super::backend::{Action, Comparison, Done, Running, Scanned, Sound};
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::widgets::field::{self, Caption, captioned_ui, text_ui};
use super::super::widgets::select::{Choosable, select_ui};
use super::super::widgets::{button, card, chip, paint};
use super::super::{format, icons, theme};
use again::Again;

/// Labels of this sitting that are shown, the last one first.
const SHOWN: usize = 200;
/// Most observations that are being written at a time.
const MOST_SENT: usize = 256;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct CountingView {
    campaign: Option<RecordId>,
    zone: String,
    label: String,
    /// The box for labels is to take the keyboard.
    focus: bool,
    quiet: bool,
    counted: VecDeque<Counted>,
    /// What was handed to the shell and has no ticket yet.
    handed: Vec<u64>,
    sent: Vec<(u64, u64)>,
    next: u64,
    running: Option<(u64, Vec<Running>)>,
    error: Option<String>,
}

/// A label that was read.
#[derive(Debug, Clone)]
struct Counted {
    /// Its place in this sitting.
    n: u64,
    scanned: Scanned,
    zone: String,
    time: String,
    quantity: i64,
    condition: Option<&'static str>,
    state: Written,
    /// What is done when it is counted again.
    again: Again,
    /// How many there are and what they look like, as far as that was said before it was written down.
    owed: (Option<i64>, Option<&'static str>),
    /// What a number did that was said of it although it had been counted before.
    note: Option<String>,
}

/// Whether an observation is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Written {
    /// It is to be counted a second time only if somebody says so.
    No,
    Waits,
    Yes(RecordId),
    Refused(String),
}

impl CountingView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        let running = self.running(cx);
        // One that was chosen and runs no longer is not changed for another: somebody looks at things, and not at the screen.
        let campaign = match self.campaign {
            Some(chosen) => running.iter().find(|c| c.id == chosen).cloned(),
            None => running.first().cloned(),
        };
        if self.campaign.is_none() && campaign.is_some() {
            self.choose(campaign.as_ref());
        }
        let is_over = self.campaign.is_some() && campaign.is_none();
        self.pay(out);
        self.head_ui(ui, cx, &running, out);
        let Some(campaign) = campaign else {
            return theme::card_frame().show(ui, |ui| self.nothing_ui(ui, cx, is_over, out)).inner;
        };
        let room = ui.available_size();
        let left = (room.x * 0.62).round();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            ui.allocate_ui_with_layout(vec2(left, room.y), Layout::top_down(Align::Min), |ui| {
                self.counter_ui(ui, cx, &campaign, out);
                self.counted_ui(ui, cx, &campaign, out);
            });
            ui.allocate_ui_with_layout(vec2(ui.available_width(), room.y), Layout::top_down(Align::Min), |ui| {
                if let Some(zone) = zones::zones_ui(ui, cx, &campaign, &self.zone) {
                    (self.zone, self.focus) = (paint::plain(zone), true);
                }
            });
        });
    }

    /// What stands in the place of the counting, with where to go on.
    fn nothing_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, is_over: bool, out: &mut Vec<Command>) {
        ui.set_min_size(ui.available_size());
        let campaigns = cx.register(&stocktakes::REGISTER);
        let chosen = self.campaign.filter(|_| is_over).and_then(|id| cx.backend.card(id).ok().flatten());
        let Some(chosen) = chosen else {
            card::empty_ui(ui, icons::CLIPBOARD_TEXT, &cx.t("gui.counting.none"), &cx.t("gui.counting.none_hint"));
            ui.vertical_centered(|ui| {
                if button::secondary_ui(ui, icons::ARROW_RIGHT, &cx.t("gui.counting.to_campaigns")).clicked() {
                    out.push(Command::Go(Place::Register(campaigns)));
                }
            });
            return;
        };
        // Whichever desk moved it on: it says where it stands now.
        let title = format::title(campaigns, &chosen.record, cx.lang);
        let state = format::state(campaigns, chosen.record.state(), cx.lang).0;
        let says = cx.with("gui.counting.over", &[("what", &title), ("state", state)]);
        card::empty_ui(ui, icons::CLIPBOARD_TEXT, &says, &cx.t("gui.counting.over_hint"));
        ui.vertical_centered(|ui| {
            if button::primary_ui(ui, icons::SCALES, &cx.t("gui.counting.review")).clicked() {
                out.push(to_variances(cx, chosen.id));
            }
            ui.add_space(2.0);
            if button::secondary_ui(ui, icons::CLIPBOARD_TEXT, &cx.t("gui.counting.open_campaign")).clicked() {
                out.push(Command::Open(campaigns, chosen.id));
            }
        });
    }

    fn running(&mut self, cx: Cx<'_>) -> Vec<Running> {
        if self.running.as_ref().is_none_or(|(revision, _)| *revision != cx.revision) {
            match cx.backend.stocktakes() {
                Ok(running) => self.running = Some((cx.revision, running)),
                Err(error) => self.error = Some(error.to_string()),
            }
        }
        self.running.as_ref().map(|(_, running)| running.clone()).unwrap_or_default()
    }

    /// Begins with a campaign.
    fn choose(&mut self, campaign: Option<&Running>) {
        self.campaign = campaign.map(|c| c.id);
        // What is written on is what is seen, without what is hidden in it.
        self.zone = campaign.and_then(|c| c.zones.first()).map(paint::plain).unwrap_or_default();
        self.focus = true;
        self.counted.clear();
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, running: &[Running], out: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                paint::bold_ui(ui, cx.t("gui.counting"), theme::PAGE_TITLE);
                let sure = self.counted.iter().filter(|c| c.state != Written::No).count().to_string();
                paint::text_ui(ui, cx.with("gui.counting.head", &[("n", &sure)]), theme::LABEL, theme::text_3());
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                if let Some(campaign) = self.campaign.filter(|id| running.iter().any(|c| c.id == *id)) {
                    if button::secondary_ui(ui, icons::SCALES, &cx.t("gui.counting.review")).clicked() {
                        out.push(to_variances(cx, campaign));
                    }
                    if button::secondary_ui(ui, icons::CLIPBOARD_TEXT, &cx.t("gui.counting.open_campaign")).clicked() {
                        out.push(Command::Open(cx.register(&stocktakes::REGISTER), campaign));
                    }
                }
                let sound = if self.quiet { "gui.counting.quiet" } else { "gui.counting.loud" };
                if button::small_ui(ui, icons::BELL, &cx.t(sound)).clicked() {
                    self.quiet = !self.quiet;
                }
                let is_known = running.iter().any(|c| Some(c.id) == self.campaign);
                if running.len() > 1 || !is_known && !running.is_empty() {
                    let options: Vec<_> = running.iter().map(|c| Choosable { id: c.id.to_string(), text: c.title.clone() }).collect();
                    let mut picked = self.campaign.map(|id| id.to_string());
                    if select_ui(ui, &cx.t("gui.counting.campaign"), &mut picked, &options, &cx.t("gui.form.choose"), 240.0) {
                        let chosen = running.iter().find(|c| Some(c.id.to_string()) == picked);
                        self.choose(chosen);
                    }
                } else if let Some(only) = running.first() {
                    paint::truncated_ui(ui, only.title.clone(), theme::BODY, theme::text_2());
                }
            });
        });
    }

    /// The box for labels and what the last one came to.
    fn counter_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, campaign: &Running, out: &mut Vec<Command>) {
        theme::card_frame().inner_margin(egui::Margin::same(theme::CARD_PADDING)).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 14.0;
                let zone_width = (ui.available_width() * 0.36).round();
                let name = cx.t("gui.counting.zone");
                let caption = Caption { label: &name, required: true, error: None };
                captioned_ui(ui, caption, zone_width, |ui| {
                    let response = text_ui(ui, &name, &mut self.zone, &cx.t("gui.counting.zone_hint"), zone_width);
                    // Enter goes on to the labels.
                    self.focus |= response.lost_focus() && !cx.composing && ui.input(|i| i.key_pressed(Key::Enter));
                });
                let name = cx.t("gui.counting.label");
                let width = ui.available_width();
                let caption = Caption { label: &name, required: false, error: self.error.as_deref() };
                let response =
                    captioned_ui(ui, caption, width, |ui| text_ui(ui, &name, &mut self.label, &cx.t("gui.counting.label_hint"), width));
                if response.has_focus() {
                    field::scans(ui);
                }
                let entered = response.lost_focus() && !cx.composing && ui.input(|i| i.key_pressed(Key::Enter));
                if std::mem::take(&mut self.focus) || entered || field::nobody_types(ui.ctx()) {
                    response.request_focus();
                }
                if entered {
                    self.read(cx, campaign, out);
                }
            });
            ui.add_space(4.0);
            if let Some(last) = self.counted.front() {
                let asked = last::last_ui(ui, cx, last, campaign.blind);
                // The next label is read wherever the mouse was.
                self.focus |= asked.again || asked.changed.is_some();
                if let Some((quantity, condition)) = asked.changed {
                    self.correct(quantity, condition, out);
                }
                if asked.again {
                    self.write_last(cx, campaign, out);
                }
            } else {
                paint::text_ui(ui, cx.t("gui.counting.ready"), theme::BODY, theme::text_3());
            }
        });
        let again = self.counted.front().is_some_and(|last| last.state == Written::No)
            && ui.input_mut(|i| i.consume_key(Modifiers::CTRL, Key::Enter));
        if again {
            self.write_last(cx, campaign, out);
        }
    }

    /// Takes what stands in the box for labels: a label, `*3` for how many of the last one there are, or both at once.
    fn read(&mut self, cx: Cx<'_>, campaign: &Running, out: &mut Vec<Command>) {
        let label = std::mem::take(&mut self.label).trim().to_owned();
        self.error = None;
        if label.is_empty() || self.sent.len() >= MOST_SENT {
            return;
        }
        const TIMES: [char; 3] = ['*', '×', '＊'];
        let number = |text: &str| text.trim().parse::<i64>().ok().filter(|n| (0..=1_000_000).contains(n));
        if let Some(quantity) = label.strip_prefix(TIMES) {
            return match (number(quantity), self.counted.front().is_some_and(|last| last.state == Written::No)) {
                (Some(quantity), true) => self.count_anew(cx, campaign, quantity, out),
                (Some(quantity), false) if !self.counted.is_empty() => self.correct(Some(quantity), None, out),
                _ => self.error = Some(cx.t("gui.counting.no_quantity")),
            };
        }
        let both = label.rsplit_once(TIMES).and_then(|(label, n)| Some((label.trim().to_owned(), number(n)?)));
        let (label, quantity) = both.map_or((label, None), |(label, n)| (label, Some(n)));
        if self.zone.trim().is_empty() {
            self.error = Some(cx.t("gui.counting.no_zone"));
            return;
        }
        let scanned = match cx.backend.scan(campaign.id, &label, &self.zone) {
            Ok(scanned) => scanned,
            Err(error) => {
                self.error = Some(error.to_string());
                return;
            }
        };
        if !self.quiet {
            cx.backend.sound(sound(scanned.comparison, campaign.blind));
        }
        self.next += 1;
        let counted = Counted {
            n: self.next,
            zone: self.zone.trim().to_owned(),
            time: cx.now.strftime("%H:%M").to_string(),
            quantity: 1,
            condition: None,
            state: Written::No,
            again: Again::of(&scanned, &cx.me.person, &self.zone),
            owed: (None, None),
            note: None,
            scanned,
        };
        let again = counted.scanned.comparison == Comparison::Again;
        self.counted.push_front(counted);
        self.counted.truncate(SHOWN);
        match (again, quantity) {
            (true, Some(quantity)) => self.count_anew(cx, campaign, quantity, out),
            (true, None) => {}
            (false, _) => {
                self.write_last(cx, campaign, out);
                if quantity.is_some() {
                    self.correct(quantity, None, out);
                }
            }
        }
    }

    /// A number that is said of a label that was counted before says what its button does, and how many there are.
    fn count_anew(&mut self, cx: Cx<'_>, campaign: &Running, quantity: i64, out: &mut Vec<Command>) {
        let Some(last) = self.counted.front_mut() else { return };
        let before = last.scanned.before.as_ref().map_or(1, |before| before.quantity).to_string();
        let key = match last.again {
            // It is not counted over at this desk: that is looked up, and nothing that was typed is taken for it.
            Again::Settled(_) => {
                self.error = Some(cx.with("gui.counting.settled", &[("tag", &last.scanned.tag)]));
                return;
            }
            Again::Anew => "gui.counting.noted_anew",
            Again::Correct(_) => "gui.counting.noted_correct",
            Again::Recheck(_) => "gui.counting.noted_recheck",
        };
        last.note = Some(cx.with(key, &[("n", &quantity.to_string()), ("before", &before)]));
        self.write_last(cx, campaign, out);
        self.correct(Some(quantity), None, out);
    }

    /// Writes the last label down; what was counted before is put right or rechecked.
    fn write_last(&mut self, cx: Cx<'_>, campaign: &Running, out: &mut Vec<Command>) {
        let Some(counted) = self.counted.front_mut().filter(|c| c.state == Written::No) else { return };
        let action = match counted.again {
            Again::Correct(id) => {
                counted.quantity = counted.scanned.before.as_ref().map_or(1, |before| before.quantity);
                counted.state = Written::Yes(id);
                return;
            }
            Again::Settled(id) => return out.push(Command::Open(cx.register(&observations::REGISTER), id)),
            Again::Recheck(id) => again::recheck(id),
            Again::Anew => {
                let ops = observation(campaign, &counted.scanned, &counted.zone);
                Action::Add { register: observations::REGISTER.key, ops }
            }
        };
        counted.state = Written::Waits;
        self.handed.push(counted.n);
        out.push(Command::Do(action));
    }

    /// Says how many of the last one there are, or what it looks like.
    fn correct(&mut self, quantity: Option<i64>, condition: Option<&'static str>, out: &mut Vec<Command>) {
        let Some(counted) = self.counted.front_mut() else { return };
        counted.quantity = quantity.unwrap_or(counted.quantity);
        counted.condition = condition.or(counted.condition);
        counted.owed = (quantity.or(counted.owed.0), condition.or(counted.owed.1));
        self.pay(out);
    }

    /// Says of each label that is written down what was said of it before, however many were read since.
    fn pay(&mut self, out: &mut Vec<Command>) {
        for counted in &mut self.counted {
            let Written::Yes(id) = counted.state else { continue };
            let (quantity, condition) = std::mem::take(&mut counted.owed);
            let mut ops: Vec<Op> = quantity.map(|n| Op::set(observations::QUANTITY, n)).into_iter().collect();
            ops.extend(condition.map(|c| Op::set(observations::CONDITION, c)));
            if !ops.is_empty() {
                self.handed.push(counted.n);
                out.push(Command::Do(Action::Edit { id, base: None, ops }));
            }
        }
    }

    /// What was read in this sitting.
    fn counted_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, campaign: &Running, out: &mut Vec<Command>) {
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            if self.counted.is_empty() {
                return card::empty_ui(ui, icons::LIST_CHECKS, &cx.t("gui.counting.nothing"), &cx.t("gui.counting.nothing_hint"));
            }
            ScrollArea::vertical().id_salt("counted").auto_shrink([false, false]).show_rows(
                ui,
                theme::ROW,
                self.counted.len(),
                |ui, range| {
                    for counted in self.counted.range(range.start.min(self.counted.len())..range.end.min(self.counted.len())) {
                        row_ui(ui, cx, campaign, counted, out);
                    }
                },
            );
        });
    }

    /// Notes the ticket of what was handed over first.
    pub fn sent(&mut self, ticket: u64) {
        if !self.handed.is_empty() {
            self.sent.push((ticket, self.handed.remove(0)));
        }
    }

    /// Hears how an action ended. Gives whether it was one of this page.
    pub fn ended(&mut self, ticket: u64, result: &Result<Done, String>) -> bool {
        let Some(at) = self.sent.iter().position(|(t, _)| *t == ticket) else { return false };
        let (_, n) = self.sent.remove(at);
        if let Some(counted) = self.counted.iter_mut().find(|c| c.n == n) {
            match (result, &counted.state) {
                (Ok(done), Written::Waits) => counted.state = done.record.map_or(Written::No, Written::Yes),
                (Ok(_), _) => {}
                (Err(reason), _) => counted.state = Written::Refused(reason.clone()),
            }
        }
        true
    }
}

/// The way to the variances of a campaign.
fn to_variances(cx: Cx<'_>, campaign: RecordId) -> Command {
    Command::ShowLinked(cx.register(&variances::REGISTER), variances::CAMPAIGN.id(), campaign)
}

/// What is written of a label.
fn observation(campaign: &Running, scanned: &Scanned, zone: &str) -> Vec<Op> {
    let mut ops = vec![Op::set(observations::TAG, scanned.tag.as_str()), Op::set(observations::CAMPAIGN, campaign.id)];
    ops.push(Op::set(observations::ZONE, zone));
    if let Some(asset) = scanned.asset {
        ops.push(Op::set(observations::ASSET, asset));
        ops.push(Op::set(observations::DESCRIPTION, scanned.name.as_str()));
    }
    // What the books say of it stands in no record that whoever counts blindly can open.
    if campaign.blind {
        return ops;
    }
    if !scanned.custodian.is_empty() {
        ops.push(Op::set(observations::CUSTODIAN, scanned.custodian.as_str()));
    }
    let finding = match scanned.comparison {
        Comparison::Found => Some("matched"),
        Comparison::Elsewhere => Some("misplaced"),
        Comparison::Outside => Some("outside"),
        Comparison::Unknown | Comparison::Gone => Some("surplus"),
        Comparison::Again => None,
    };
    ops.extend(finding.map(|finding| Op::set(observations::FINDING, finding)));
    ops
}

/// What is heard. Whoever counts blindly hears nothing of the books.
fn sound(comparison: Comparison, blind: bool) -> Sound {
    match comparison {
        Comparison::Again => Sound::Look,
        _ if blind => Sound::Good,
        Comparison::Found => Sound::Good,
        Comparison::Elsewhere | Comparison::Outside => Sound::Look,
        Comparison::Unknown | Comparison::Gone => Sound::Bad,
    }
}

/// What it came to, in a word and a colour.
fn word(comparison: Comparison, blind: bool) -> (&'static str, Tone) {
    match comparison {
        Comparison::Again => ("gui.counting.again", Tone::Amber),
        _ if blind => ("gui.counting.recorded", Tone::Green),
        Comparison::Found => ("gui.counting.found", Tone::Green),
        Comparison::Elsewhere => ("gui.counting.elsewhere", Tone::Amber),
        Comparison::Outside => ("gui.counting.outside", Tone::Grey),
        Comparison::Unknown => ("gui.counting.unknown", Tone::Red),
        Comparison::Gone => ("gui.counting.gone", Tone::Red),
    }
}

fn row_ui(ui: &mut Ui, cx: Cx<'_>, campaign: &Running, counted: &Counted, out: &mut Vec<Command>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
    let inner = rect.shrink2(vec2(18.0, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        let (key, tone) = word(counted.scanned.comparison, campaign.blind);
        match &counted.state {
            Written::Yes(id) => {
                let name = cx.with("gui.counting.open", &[("tag", &counted.scanned.tag)]);
                if button::icon_ui(ui, icons::FILE_TEXT, &name).clicked() {
                    out.push(Command::Open(cx.register(&observations::REGISTER), *id));
                }
                chip::chip_ui(ui, &cx.t(key), tone);
            }
            Written::Waits => drop(chip::chip_ui(ui, &cx.t(key), tone)),
            Written::No => drop(chip::chip_ui(ui, &cx.t("gui.counting.not_again"), Tone::Grey)),
            Written::Refused(reason) => {
                paint::text_ui(ui, reason.clone(), theme::LABEL, theme::chip(Tone::Red).text);
                chip::chip_ui(ui, &cx.t("gui.counting.refused"), Tone::Red);
            }
        }
        if counted.quantity != 1 {
            chip::tag_ui(ui, &format!("×{}", counted.quantity));
        }
        paint::text_ui(ui, counted.zone.clone(), theme::LABEL, theme::text_2());
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            paint::text_ui(ui, counted.time.clone(), theme::LABEL, theme::text_3());
            paint::bold_ui(ui, paint::plain(&counted.scanned.tag), theme::BODY);
            paint::truncated_ui(ui, counted.scanned.name.clone(), theme::BODY, theme::text());
        });
    });
}
