//! Dates and times in the forms that offices write.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use super::number::half_width;
use super::{Hints, Reason};

/// Order of day and month where the year stands last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// Not known: month first, unless the first number can only be a day.
    #[default]
    Unknown,
    /// As in `1/23/23`.
    MonthFirst,
    /// As in `23/1/23`.
    DayFirst,
}

/// The last minute of a day.
const LAST: Time = Time::constant(23, 59, 0, 0);

/// Serial numbers of days that spreadsheets hold, from 1954 to 2119; smaller ones are more likely something else.
const SERIALS: std::ops::RangeInclusive<u32> = 20_000..=80_000;

/// A date in one of the forms `2026-03-01`, `2026/3/1`, `2026.03.01`, `2026年3月1日`, `20260301`, `民国115年3月1日`,
/// `1/23/2026`, `26.3.1`, or a spreadsheet's serial number. A time of day after it is left out.
///
/// # Errors
/// [`Reason::NotADate`], [`Reason::NoSuchDay`] or [`Reason::YearUnclear`].
pub fn date(text: &str, order: DayOrder) -> Result<Date, Reason> {
    let text = plain(text);
    if let Some((serial, _)) = serial(&text) {
        return Ok(serial);
    }
    let (day, rest) = split(&text);
    if !rest.is_empty() && time_of_day(rest).is_err() {
        return Err(Reason::NotADate);
    }
    day_of(day, order)
}

/// The first day of a month such as `2020.9`, `2020-09`, `2020/9`, `2020年9月`.
///
/// # Errors
/// [`Reason::NotADate`], [`Reason::NoSuchDay`], or [`Reason::MonthUnclear`] for `2020.1`: a spreadsheet makes that of `2020.10`.
pub fn month(text: &str) -> Result<Date, Reason> {
    let text = plain(text);
    let (year, month) = match text.split_once('年') {
        Some((year, rest)) => (year, rest.strip_suffix('月').ok_or(Reason::NotADate)?),
        None => text.split_once(['-', '/', '.']).ok_or(Reason::NotADate)?,
    };
    if year.len() != 4 || month.len() > 2 {
        return Err(Reason::NotADate);
    }
    if text.ends_with(".1") {
        return Err(Reason::MonthUnclear);
    }
    make(small(year)?, small(month)?, 1)
}

/// A date and time such as `2026-03-01 08:40`, `2026年3月1日 8时40分`, `202603010840`; a date alone is its midnight,
/// a time of day alone belongs to the hinted day.
///
/// # Errors
/// Those of [`date`], [`Reason::NotATime`] or [`Reason::NoDay`].
pub fn time(text: &str, hints: &Hints) -> Result<DateTime, Reason> {
    moment(text, hints, Time::midnight())
}

/// The same of a time until which something lasts: a date alone is the last minute of that day.
///
/// # Errors
/// As [`time`].
pub fn until(text: &str, hints: &Hints) -> Result<DateTime, Reason> {
    moment(text, hints, LAST)
}

/// A date and time; a date alone is at the time `alone` of that day.
fn moment(text: &str, hints: &Hints, alone: Time) -> Result<DateTime, Reason> {
    let text = plain(text);
    if let Some((day, time)) = serial(&text) {
        return Ok(day.to_datetime(time.unwrap_or(alone)));
    }
    if matches!(text.len(), 12 | 14) && text.bytes().all(|b| b.is_ascii_digit()) {
        let (day, rest) = text.split_at(8);
        return Ok(day_of(day, hints.order)?.to_datetime(clock(rest.get(..4).unwrap_or(rest))?));
    }
    let (day, rest) = split(&text);
    if !rest.is_empty() {
        return Ok(day_of(day, hints.order)?.to_datetime(time_of_day(rest)?));
    }
    match (day_of(day, hints.order), time_of_day(day)) {
        (Ok(day), _) => Ok(day.to_datetime(alone)),
        (Err(_), Ok(time)) => hints.day.map(|d| d.to_datetime(time)).ok_or(Reason::NoDay),
        (Err(Reason::NotADate), Err(_)) => Err(Reason::NotATime),
        (Err(reason), Err(_)) => Err(reason),
    }
}

/// A time of day such as `08:40`, `8：40`, `0840`, `8时40分`, `下午2点半`, `2:30 PM`; seconds are left out.
///
/// # Errors
/// [`Reason::NotATime`].
pub fn time_of_day(text: &str) -> Result<Time, Reason> {
    let text = plain(text).to_ascii_uppercase();
    if let Some(fraction) = text.strip_prefix("0.").filter(|f| f.len() > 2 && f.bytes().all(|b| b.is_ascii_digit())) {
        return minutes_of_day(fraction);
    }
    let (late, rest) = half_of_day(&text);
    let time = clock(rest.trim())?;
    match late {
        Some(_) if time.hour() > 12 => Ok(time),
        Some(true) if time.hour() < 12 => Time::new(time.hour() + 12, time.minute(), 0, 0).map_err(|_| Reason::NotATime),
        Some(false) if time.hour() == 12 => Time::new(0, time.minute(), 0, 0).map_err(|_| Reason::NotATime),
        Some(_) | None => Ok(time),
    }
}

/// What a column of dates shows about the order of day and month.
pub fn day_order<'a>(texts: impl Iterator<Item = &'a str>) -> DayOrder {
    let (mut day, mut month) = (false, false);
    for text in texts {
        let text = plain(text);
        let parts: Vec<&str> = split(&text).0.split('/').collect();
        if let [a, b, c] = parts[..]
            && a.len() <= 2
            && matches!(c.len(), 2 | 4)
            && let (Ok(a), Ok(b)) = (a.parse::<u8>(), b.parse::<u8>())
        {
            day |= (13..=31).contains(&a) && b <= 12;
            month |= a <= 12 && (13..=31).contains(&b);
        }
    }
    match (day, month) {
        (true, false) => DayOrder::DayFirst,
        (false, true) => DayOrder::MonthFirst,
        _ => DayOrder::Unknown,
    }
}

/// The date of a text such as `03/04/2026` that would be another one with the day first, read with the month first.
pub fn unclear(text: &str) -> Option<Date> {
    let text = plain(text);
    let (day, _) = split(&text);
    let parts: Vec<&str> = day.split('/').collect();
    let [a, b, c] = parts[..] else { return None };
    let is_unclear =
        a.len() <= 2 && matches!(c.len(), 2 | 4) && small(a).ok()? <= 12 && small(b).ok()? <= 12 && small(a).ok()? != small(b).ok()?;
    day_of(day, DayOrder::Unknown).ok().filter(|_| is_unclear)
}

/// Half-width, without spaces around Chinese date characters and without a weekday at the end.
fn plain(text: &str) -> String {
    let mut text = half_width(text).trim().to_owned();
    for sign in ['年', '月', '日', '号', '號', '时', '時', '点', '點', '分'] {
        for spaced in [format!(" {sign}"), format!("{sign} ")] {
            // The space between day and time stays.
            if text.contains(&spaced) && !(matches!(sign, '日' | '号' | '號') && spaced.ends_with(' ')) {
                text = text.replace(&spaced, &sign.to_string());
            }
        }
    }
    let cut = ["星期", "周", "週", "礼拜", "(星期", "(周", "(週"].iter().filter_map(|w| text.find(w)).filter(|at| *at > 0).min();
    let weekday_only = |at: usize| text.get(at..).is_some_and(|t| t.chars().count() <= 5 && !t.contains(|c: char| c.is_ascii_digit()));
    match cut.filter(|at| weekday_only(*at)) {
        Some(at) => text.get(..at).unwrap_or("").trim().to_owned(),
        None => text,
    }
}

/// Date part and the rest; a lone part is the date part.
fn split(text: &str) -> (&str, &str) {
    if let Some(at) = text.find(['日', '号', '號']) {
        let width = text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        let (day, rest) = text.split_at(at + width);
        return (day, rest.trim());
    }
    if let Some((day, rest)) = text.split_once([' ', 'T', 't'])
        && day.bytes().any(|b| b.is_ascii_digit())
        && rest.bytes().any(|b| b.is_ascii_digit())
    {
        return (day, rest.trim().trim_end_matches(['Z', 'z']));
    }
    (text, "")
}

fn day_of(text: &str, order: DayOrder) -> Result<Date, Reason> {
    if let Some((year, rest)) = text.split_once('年') {
        let (roc, year) = match year.strip_prefix("民国").or_else(|| year.strip_prefix("民國")) {
            Some(year) => (1911, year),
            None => (0, year),
        };
        let (month, day) = rest.split_once('月').ok_or(Reason::NotADate)?;
        let day = day.trim_end_matches(['日', '号', '號']);
        let year = if roc > 0 { small(year)? + roc } else { full_year(year)? };
        return make(year, small(month)?, small(day)?);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| text.get(range).map_or(Err(Reason::NotADate), small);
        return make(part(0..4)?, part(4..6)?, part(6..8)?);
    }
    let sign = ['-', '/', '.'].into_iter().find(|s| text.contains(*s)).ok_or(Reason::NotADate)?;
    match text.split(sign).collect::<Vec<_>>()[..] {
        [a, b, c] => three(a, b, c, sign, order),
        _ => Err(Reason::NotADate),
    }
}

/// Three numbers between separators.
fn three(a: &str, b: &str, c: &str, sign: char, order: DayOrder) -> Result<Date, Reason> {
    let (first, second, third) = (small(a)?, small(b)?, small(c)?);
    let last_year = |year: i16| {
        let day_first = match order {
            DayOrder::DayFirst => true,
            DayOrder::MonthFirst => false,
            DayOrder::Unknown => sign == '.' || (first > 12 && second <= 12),
        };
        if day_first { make(year, second, first) } else { make(year, first, second) }
    };
    match (a.len(), c.len()) {
        (4, 1 | 2) => make(first, second, third),
        (1 | 2, 4) => last_year(third),
        (2, _) if first > 31 => make(century(first), second, third),
        (2, 1) => make(century(first), second, third),
        (1 | 2, 2) if sign == '/' && (first <= 12 || order == DayOrder::DayFirst) => last_year(century(third)),
        (2, 2) if sign != '/' && first > 12 => make(century(first), second, third),
        (1 | 2, 1 | 2) => Err(Reason::YearUnclear),
        _ => Err(Reason::NotADate),
    }
}

fn make(year: i16, month: i16, day: i16) -> Result<Date, Reason> {
    if !(1000..=9999).contains(&year) {
        return Err(Reason::NoSuchDay);
    }
    let narrow = |n: i16| i8::try_from(n).map_err(|_| Reason::NoSuchDay);
    Date::new(year, narrow(month)?, narrow(day)?).map_err(|_| Reason::NoSuchDay)
}

fn small(text: &str) -> Result<i16, Reason> {
    let text = text.trim();
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NotADate);
    }
    text.parse().map_err(|_| Reason::NotADate)
}

fn full_year(text: &str) -> Result<i16, Reason> {
    let year = small(text)?;
    Ok(if text.trim().len() == 2 { century(year) } else { year })
}

/// Two digits of a year: 70 to 99 are the last century.
fn century(year: i16) -> i16 {
    if year >= 100 {
        year
    } else if year >= 70 {
        1900 + year
    } else {
        2000 + year
    }
}

/// A spreadsheet's serial number of days since 1899-12-30, with the time of day as its fraction.
fn serial(text: &str) -> Option<(Date, Option<Time>)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 5 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let days = whole.parse::<u32>().ok().filter(|d| SERIALS.contains(d))?;
    let day = Date::constant(1899, 12, 30).checked_add(i64::from(days).days()).ok()?;
    Some((day, if fraction.is_empty() { None } else { Some(minutes_of_day(fraction).ok()?) }))
}

/// Fraction of a day, its decimals given, to the nearest minute; the last minute of a day does not run over.
fn minutes_of_day(decimals: &str) -> Result<Time, Reason> {
    let nine: String = decimals.chars().chain(std::iter::repeat('0')).take(9).collect();
    let billionths: u64 = nine.parse().map_err(|_| Reason::NotATime)?;
    let minutes = ((billionths * 1440 + 500_000_000) / 1_000_000_000).min(1439);
    let part = |n: u64| i8::try_from(n).map_err(|_| Reason::NotATime);
    Time::new(part(minutes / 60)?, part(minutes % 60)?, 0, 0).map_err(|_| Reason::NotATime)
}

/// Whether the text names the later half of the day, and the text without that.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    for (word, late) in [("凌晨", false), ("早上", false), ("上午", false), ("中午", true), ("下午", true), ("晚上", true), ("傍晚", true)]
    {
        if let Some(rest) = text.strip_prefix(word) {
            // Eleven at noon is still morning.
            let eleven = word == "中午" && rest.trim_start().starts_with("11");
            return (Some(late && !eleven), rest);
        }
    }
    for (word, late) in [("AM", false), ("PM", true)] {
        if let Some(rest) = text.strip_suffix(word) {
            return (Some(late), rest);
        }
    }
    (None, text)
}

fn clock(text: &str) -> Result<Time, Reason> {
    let text = text.replace(['时', '時', '点', '點'], ":").replace(['分', '秒'], "").replace('半', "30");
    let parts: Vec<&str> = text.trim_end_matches(':').split(':').map(str::trim).collect();
    let (hour, minute) = match parts[..] {
        [h] if h.len() == 4 && text.len() == 4 => h.split_at_checked(2).ok_or(Reason::NotATime)?,
        [h] if text.ends_with(':') => (h, "0"),
        [h, m] | [h, m, _] => (h, m),
        _ => return Err(Reason::NotATime),
    };
    let number = |t: &str| match t.len() {
        1 | 2 if t.bytes().all(|b| b.is_ascii_digit()) => t.parse::<i8>().map_err(|_| Reason::NotATime),
        _ => Err(Reason::NotATime),
    };
    if let [_, _, seconds] = parts[..] {
        let whole = seconds.split('.').next().unwrap_or("");
        if number(whole)? > 59 {
            return Err(Reason::NotATime);
        }
    }
    Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| Reason::NotATime)
}
