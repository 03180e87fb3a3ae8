//! Whether a setting has an effect: asked when it is written, so that a clerk hears at once what is amiss. What a merge
//! brings about later is left out by [`super::Shelf::new`].

use super::adjust::{MOST_FIELDS, extra_kind, is_called, office_hours, reminders, state_of, step_of, words_of, yes};
use super::optional::is_optional;
use super::part::{Part, choice_of, extras, further};
use super::{EXTRA, MOST, Shelf, pattern};
use crate::book::{self, adjustments as own};
use crate::common;
use crate::def::{Choice, Field, Kind, Labels, Lang, Register, l};
use crate::document::Record;
use crate::parse::{Fault, Reason};
use crate::search;

/// Why a setting would have no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// No register has this name.
    Register,
    /// What adjusts is not adjusted itself.
    Itself,
    /// The register has no such field.
    Field,
    /// The field offers no choices.
    NoChoices,
    /// The field has no such choice.
    Choice,
    /// The register has no such state.
    State,
    /// The register has no such step.
    Step,
    /// The workflow could not go on without the step, or other registers bring it about.
    StepNeeded,
    /// The title, the number and what voiding writes are always shown.
    Fixed,
    /// Rows cannot be required as a whole.
    RowsRequired,
    /// What the program writes cannot be asked of people.
    Computed,
    /// The list has no room for values of this kind.
    NoColumn,
    /// Rows have no room for values of this kind.
    NoCell,
    /// The register has no deadline.
    NoDeadline,
    /// People set this deadline: it has no days.
    DaysBySet,
    /// No choice decides over this deadline, or not this one.
    DeadlineChoice(&'static [Choice]),
    /// The days of reminders are not written as days.
    Reminders,
    /// The hours are not written as hours.
    Hours,
    /// The deadline is a day, or people set it: it has no hours.
    NoHours,
    /// The register has no numbers.
    NoNumber,
    /// The pattern is empty or too long.
    PatternLength,
    /// A brace of the pattern has no partner.
    PatternBraces,
    /// The pattern names a field that is not there.
    PatternField(String),
    /// The pattern has no running number, or several.
    PatternRunning,
    /// A number could not be taken apart again.
    PatternApart,
    /// The id of a further field is not well formed.
    ExtraId,
    /// There is a field with this id.
    ExtraThere,
    /// A further field needs a label.
    ExtraLabel,
    /// A choice needs words, a link a register.
    Words,
    /// Several choices are added at once, which cannot all have one label.
    OneLabel,
    /// The field has all these choices already.
    WordsThere,
    /// The register has as many further fields as it can.
    ExtraMost,
    /// The office has as many settings as count.
    Most,
    /// Nothing is said that would change anything.
    Nothing,
}

impl Unusable {
    /// The reason as a sentence, with what to do.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Unusable::PatternField(name) => l(
                "没有“%”这一栏；格式里只能写{year}、{n}或本登记簿的栏目",
                "沒有「%」這一欄；格式裡只能寫{year}、{n}或本登記簿的欄目",
                "names no field “%”: only {year}, {n} and fields of the register can stand in braces",
            )
            .get(lang)
            .replace('%', name),
            Unusable::DeadlineChoice(list) if !list.is_empty() => {
                let offered = list.iter().filter(|c| !c.retired).map(|c| format!("{}={}", c.id, c.labels.get(lang)));
                l(
                    "期限不按这个选项区分，请留空，或填：%",
                    "期限不按這個選項區分，請留空，或填：%",
                    "is no choice that this deadline depends on: leave it empty or write one of: %",
                )
                .get(lang)
                .replace('%', &offered.collect::<Vec<_>>().join(if lang == Lang::En { ", " } else { "、" }))
            }
            _ => self.words().get(lang).to_owned(),
        }
    }

    fn words(&self) -> Labels {
        match self {
            Unusable::Register => l("没有这本登记簿，请核对名称", "沒有這本登記簿，請核對名稱", "names no register: check the name"),
            Unusable::Itself => l("登记簿调整本身不能调整", "登記簿調整本身不能調整", "cannot be adjusted itself"),
            Unusable::Field => l("这本登记簿没有这一栏", "這本登記簿沒有這一欄", "names no field of this register"),
            Unusable::NoChoices => l("这一栏没有选项可调整", "這一欄沒有選項可調整", "names a field without choices"),
            Unusable::Choice => l("这一栏没有这个选项", "這一欄沒有這個選項", "names no choice of this field"),
            Unusable::State => l("这本登记簿没有这种状态", "這本登記簿沒有這種狀態", "names no state of this register"),
            Unusable::Step => l("这本登记簿没有这一步", "這本登記簿沒有這一步", "names no step of this register"),
            Unusable::StepNeeded => l(
                "这一步不能停用：没有它，流程会走不通",
                "這一步不能停用：沒有它，流程會走不通",
                "cannot be switched off: the workflow could not go on without this step",
            ),
            Unusable::Fixed => l(
                "标题、编号和作废各栏不能隐藏，也不能改为必填或非必填",
                "標題、編號和作廢各欄不能隱藏，也不能改為必填或非必填",
                "is the title, the number or a field of voiding: these are always shown as they are",
            ),
            Unusable::RowsRequired => {
                l("按行填写的栏目不能设为必填", "按行填寫的欄目不能設為必填", "is made of rows and cannot be required")
            }
            Unusable::Computed => l(
                "这一栏由程序填写，不能设为必填",
                "這一欄由程式填寫，不能設為必填",
                "is written by the program and cannot be required of people",
            ),
            Unusable::NoColumn => l("这种栏目放不进列表", "這種欄目放不進列表", "is of a kind that a list has no column for"),
            Unusable::NoCell => l(
                "这种栏目放不进按行填写的表，请选文字、数字、日期、单选等",
                "這種欄目放不進按行填寫的表，請選文字、數字、日期、單選等",
                "is of a kind that does not fit into a row: choose text, a number, a date, a choice or the like",
            ),
            Unusable::NoDeadline => l("这本登记簿没有期限", "這本登記簿沒有期限", "names a register without a deadline"),
            Unusable::DaysBySet => l(
                "这本登记簿的期限由人填写，没有天数可改",
                "這本登記簿的期限由人填寫，沒有天數可改",
                "is a deadline that people set: it has no days to change",
            ),
            Unusable::DeadlineChoice(_) => l(
                "这本登记簿的期限不按选项区分，请留空",
                "這本登記簿的期限不按選項區分，請留空",
                "is no choice: this deadline depends on none; leave it empty",
            ),
            Unusable::Reminders => {
                l("请写提前几个工作日，如“3、1、0”", "請寫提前幾個工作日，如「3、1、0」", "must be working days such as “3, 1, 0”")
            }
            Unusable::Hours => {
                l("请写起止时间，如“8:00-17:30”", "請寫起止時間，如「8:00-17:30」", "must be the hours of one day such as “8:00-17:30”")
            }
            Unusable::NoHours => l(
                "这本登记簿的期限只到天，或由人填写，与工作时间无关",
                "這本登記簿的期限只到天，或由人填寫，與工作時間無關",
                "is for deadlines with a time of day that the program sets: this register has none",
            ),
            Unusable::NoNumber => l("这本登记簿没有编号", "這本登記簿沒有編號", "names a register without numbers"),
            Unusable::PatternLength => {
                l("编号格式不能为空，也不能超过60个字", "編號格式不能為空，也不能超過60個字", "is empty or longer than 60 characters")
            }
            Unusable::PatternBraces | Unusable::PatternField(_) => l("花括号没有配对", "花括號沒有配對", "has a brace without its partner"),
            Unusable::PatternRunning => l(
                "编号格式里要有且只有一个流水号{n}，补零写作{n:4}",
                "編號格式裡要有且只有一個流水號{n}，補零寫作{n:4}",
                "must hold the running number {n} once; {n:4} pads it with zeros",
            ),
            Unusable::PatternApart => l(
                "流水号前后不能紧挨数字或其他栏目：请隔开，或补零写作{n:4}",
                "流水號前後不能緊挨數字或其他欄目：請隔開，或補零寫作{n:4}",
                "has digits or fields right beside the running number: put text between them, or pad it as {n:4}",
            ),
            Unusable::ExtraId => l(
                "标识要以x_开头，后面用小写字母、数字和下划线",
                "標識要以x_開頭，後面用小寫字母、數字和底線",
                "must begin with x_ and go on with small letters, digits and underscores",
            ),
            Unusable::ExtraThere => l("已有这个标识的栏目", "已有這個標識的欄目", "is the id of a field that is there already"),
            Unusable::ExtraLabel => l("请给增设的栏目起个名称", "請給增設的欄目起個名稱", "needs a name that people read"),
            Unusable::Words => l(
                "单选和多选请写选项用词，关联请写登记簿名称",
                "單選和多選請寫選項用詞，關聯請寫登記簿名稱",
                "must list the words of a choice, or name the register that a link leads to",
            ),
            Unusable::WordsThere => l(
                "这些选项都已经有了；停用过的请恢复使用",
                "這些選項都已經有了；停用過的請恢復使用",
                "names only choices that are there: offer again those that were left out",
            ),
            Unusable::ExtraMost => l("一本登记簿最多增设40栏", "一本登記簿最多增設40欄", "exceeds the 40 further fields of a register"),
            Unusable::Most => l(
                "全校最多500条调整，请先作废不再需要的",
                "全校最多500條調整，請先作廢不再需要的",
                "has no room: an office has at most 500 settings; void those that are no longer needed",
            ),
            Unusable::OneLabel => l(
                "一个名称不能给几个选项：请一次只加一个，或不填名称",
                "一個名稱不能給幾個選項：請一次只加一個，或不填名稱",
                "cannot be the label of several choices: add one at a time, or leave the labels empty",
            ),
            Unusable::Nothing => l("没有填写要改的内容", "沒有填寫要改的內容", "says nothing that would change anything"),
        }
    }
}

/// The title, the number, and what only voiding writes: always there, never asked for otherwise.
pub fn is_fixed(register: &Register, id: &str) -> bool {
    let voiding = [common::VOID_REASON.id(), common::VOID_BY.id(), common::VOID_AT.id()];
    id == register.title || register.number.is_some_and(|n| n.field == id) || voiding.contains(&id)
}

/// Whether a list can show the field.
pub(super) fn fits_a_list(field: &Field) -> bool {
    !matches!(field.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments)
}

/// Whether a cell of a row can hold the kind.
pub(super) fn fits_a_row(kind: Kind) -> bool {
    !matches!(kind, Kind::Lines(_) | Kind::LongText | Kind::Choices(_) | Kind::Links(_) | Kind::Attachments)
}

/// Whether a further field may have this id.
pub(super) fn is_extra_id(id: &str) -> bool {
    let name = id.strip_prefix(EXTRA).unwrap_or_default();
    !name.is_empty() && id.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// What a further field with this label is called, from its letters or the initials of its characters, as none is called yet:
/// `x_name`, and `rows/x_name` for a column of rows.
pub fn fresh_id(register: &Register, rows: Option<&Field>, label: &str) -> String {
    let letter = |c: char| match c.to_ascii_lowercase() {
        c if c.is_ascii_alphanumeric() => Some(c),
        c => search::index_initials(&c.to_string()).chars().find(char::is_ascii_alphanumeric),
    };
    let letters: String = label.chars().filter_map(letter).take(20).collect();
    let name = if letters.is_empty() { "field".to_owned() } else { letters };
    let mut ids = (1..).map(|n| if n == 1 { format!("{EXTRA}{name}") } else { format!("{EXTRA}{name}_{n}") });
    let taken = |id: &str| match rows {
        Some(rows) => rows.columns().iter().any(|c| c.id == id),
        None => register.field(id).is_some(),
    };
    let id = ids.find(|id| !taken(id)).unwrap_or_default();
    rows.map_or(id.clone(), |rows| format!("{}/{id}", rows.id))
}

/// What is amiss with a setting; `fresh` for one that was not there before.
pub fn check(shelf: &Shelf, record: &Record, fresh: bool) -> Option<Fault> {
    let fault = |field: &'static str, why: Unusable| Some(Fault { field, reason: Reason::Setting(why) });
    // As `Shelf::new` reads it, which knows no words of the office: what people write is put into a key before.
    let Some(register) = book::find(record.text(own::REGISTER_KEY.id())).map(|plain| shelf.of(plain)) else {
        return fault(own::REGISTER_KEY.id(), Unusable::Register);
    };
    if fresh && shelf.settings() >= MOST {
        return fault(own::REGISTER_KEY.id(), Unusable::Most);
    }
    if register.key == own::REGISTER.key {
        return fault(own::REGISTER_KEY.id(), Unusable::Itself);
    }
    let found = match record.text(own::WHAT.id()) {
        "field" => check_field(register, record),
        "extra-field" => check_extra(register, record, fresh),
        "choice" => check_choice(register, record, fresh),
        "state" => check_state(register, record),
        "step" => check_step(register, record),
        "deadline" => check_deadline(register, record),
        "number" => match pattern::fault(register, record.text(own::PATTERN.id())) {
            _ if register.number.is_none() => Err((own::REGISTER_KEY.id(), Unusable::NoNumber)),
            Some(why) => Err((own::PATTERN.id(), why)),
            None => Ok(()),
        },
        "retention" => says(record, &[own::DAYS.id()]),
        _ => says(record, &[]),
    };
    found.err().and_then(|(field, why)| fault(field, why))
}

type Checked = Result<(), (&'static str, Unusable)>;

/// Whether a record gives a label, or one of these fields.
fn says(record: &Record, fields: &[&str]) -> Checked {
    let labels = [own::LABEL_HANS.id(), own::LABEL_HANT.id(), own::LABEL_EN.id()];
    let said = labels.iter().chain(fields).any(|f| record.is_filled(f));
    if said { Ok(()) } else { Err((own::WHAT.id(), Unusable::Nothing)) }
}

fn target(record: &Record) -> &str {
    record.text(own::TARGET.id()).trim()
}

fn check_field(register: &Register, record: &Record) -> Checked {
    let part = Part::of(register, target(record)).ok_or((own::TARGET.id(), Unusable::Field))?;
    let field = part.meant();
    let said = |key: &str| record.is_filled(key);
    if !part.is_column() && is_fixed(register, field.id) && (said(own::HIDDEN.id()) || said(own::REQUIRED.id())) {
        return Err((own::TARGET.id(), Unusable::Fixed));
    }
    if said(own::REQUIRED.id()) && matches!(field.kind, Kind::Lines(_)) {
        return Err((own::REQUIRED.id(), Unusable::RowsRequired));
    }
    if yes(record, own::REQUIRED.id()) == Some(true) && field.computed {
        return Err((own::REQUIRED.id(), Unusable::Computed));
    }
    if yes(record, own::LISTED.id()) == Some(true) && (part.is_column() || !fits_a_list(field)) {
        return Err((own::LISTED.id(), Unusable::NoColumn));
    }
    says(record, &[own::HIDDEN.id(), own::REQUIRED.id(), own::LISTED.id()])
}

fn check_extra(register: &Register, record: &Record, fresh: bool) -> Checked {
    let Some((rows, _)) = further(register, target(record)) else { return Err((own::TARGET.id(), Unusable::ExtraId)) };
    if fresh && Part::of(register, target(record)).is_some() {
        return Err((own::TARGET.id(), Unusable::ExtraThere));
    }
    if fresh && extras(register) >= MOST_FIELDS {
        return Err((own::TARGET.id(), Unusable::ExtraMost));
    }
    if says(record, &[]).is_err() {
        return Err((own::LABEL_HANS.id(), Unusable::ExtraLabel));
    }
    let kind = extra_kind(record).ok_or((own::WORDS.id(), Unusable::Words))?;
    if rows.is_some() && yes(record, own::LISTED.id()) == Some(true) {
        return Err((own::LISTED.id(), Unusable::NoColumn));
    }
    if rows.is_some() && !fits_a_row(kind) { Err((own::KIND.id(), Unusable::NoCell)) } else { Ok(()) }
}

fn check_choice(register: &Register, record: &Record, fresh: bool) -> Checked {
    let (name, choice) = target(record).split_once('=').map_or((target(record), None), |(f, c)| (f, Some(c.trim())));
    let field = Part::of(register, name).ok_or((own::TARGET.id(), Unusable::Field))?.meant();
    if !matches!(field.kind, Kind::Choice(_) | Kind::Choices(_)) {
        return Err((own::TARGET.id(), Unusable::NoChoices));
    }
    match choice {
        Some(choice) if choice_of(field, choice).is_none() => Err((own::TARGET.id(), Unusable::Choice)),
        Some(_) => says(record, &[own::HIDDEN.id()]),
        None => {
            let words = words_of(record.text(own::WORDS.id()));
            let is_there = |word: &String| field.choice_list().iter().any(|c| is_called(c, word));
            match () {
                () if words.is_empty() => Err((own::WORDS.id(), Unusable::Words)),
                () if words.len() > 1 && says(record, &[]).is_ok() => Err((own::LABEL_HANS.id(), Unusable::OneLabel)),
                // One that stands has added them itself.
                () if fresh && words.iter().all(is_there) => Err((own::WORDS.id(), Unusable::WordsThere)),
                () => Ok(()),
            }
        }
    }
}

fn check_state(register: &Register, record: &Record) -> Checked {
    state_of(register, target(record)).ok_or((own::TARGET.id(), Unusable::State))?;
    says(record, &[])
}

fn check_step(register: &Register, record: &Record) -> Checked {
    // A step that is off already stands on the register as it comes only.
    let plain = book::find(register.key).unwrap_or(&own::REGISTER);
    let own_step = step_of(register, target(record));
    let step = own_step.or_else(|| plain.transition(target(record))).ok_or((own::TARGET.id(), Unusable::Step))?;
    let off = yes(record, own::HIDDEN.id()) == Some(true);
    if off && own_step.is_some() && !is_optional(register, step) {
        return Err((own::TARGET.id(), Unusable::StepNeeded));
    }
    says(record, &[own::HIDDEN.id()])
}

fn check_deadline(register: &Register, record: &Record) -> Checked {
    let rule = register.due.ok_or((own::REGISTER_KEY.id(), Unusable::NoDeadline))?;
    let counted = record.is_filled(own::DAYS.id()) || record.is_filled(own::WORKING.id());
    if counted && rule.since.is_empty() {
        return Err((own::DAYS.id(), Unusable::DaysBySet));
    }
    let choice = target(record);
    if !choice.is_empty() && register.field(rule.by).and_then(|f| choice_of(f, choice)).is_none() {
        let choices = register.field(rule.by).map_or(&[][..], |f| f.choice_list());
        return Err((own::TARGET.id(), Unusable::DeadlineChoice(choices)));
    }
    let hours = record.text(own::HOURS.id()).trim();
    if !hours.is_empty() && office_hours(hours).is_none() {
        return Err((own::HOURS.id(), Unusable::Hours));
    }
    let timed = register.field(rule.field).is_some_and(|f| f.kind == Kind::Time) && !rule.since.is_empty();
    if !hours.is_empty() && !timed {
        return Err((own::HOURS.id(), Unusable::NoHours));
    }
    let remind = record.text(own::REMIND.id()).trim();
    if !remind.is_empty() && reminders(remind).is_none() {
        return Err((own::REMIND.id(), Unusable::Reminders));
    }
    let said = counted || !remind.is_empty() || !hours.is_empty();
    if said { Ok(()) } else { Err((own::DAYS.id(), Unusable::Nothing)) }
}
