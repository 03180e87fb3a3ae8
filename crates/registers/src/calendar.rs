//! The working calendar: weekends, public holidays and make-up working days (调休). The official days of mainland
//! China come with the program (`data/holidays-cn.txt`); the office adds its own and changes what differs.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::def::{Labels, Lang, l};

/// Days that differ from the plain week: working days at a weekend, free days within the week.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    days: BTreeMap<Date, Day>,
}

/// A day that differs from the plain week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Whether people work.
    pub working: bool,
    /// What the day is called.
    pub name: String,
}

/// The holidays of the official calendar. The data names them in simplified Chinese.
static HOLIDAYS: &[Labels] = &[
    l("元旦", "元旦", "New Year's Day"),
    l("春节", "春節", "Spring Festival"),
    l("清明节", "清明節", "Qingming Festival"),
    l("劳动节", "勞動節", "Labour Day"),
    l("端午节", "端午節", "Dragon Boat Festival"),
    l("中秋节", "中秋節", "Mid-Autumn Festival"),
    l("国庆节", "國慶節", "National Day"),
];

/// What offices write for some of them.
const SHORT: &[(&str, &str)] = &[("五一", "劳动节"), ("五一", "勞動節"), ("十一", "国庆节"), ("十一", "國慶節")];

impl Day {
    /// What the day is called in a language: holidays by their names there, the office's own days as the office calls them.
    pub fn called(&self, lang: Lang) -> String {
        let one = |name: &str| HOLIDAYS.iter().find(|h| h.hans == name).map_or(name.to_owned(), |h| h.get(lang).to_owned());
        let parts: Vec<&str> = self.name.split('、').collect();
        if !parts.iter().all(|part| HOLIDAYS.iter().any(|h| h.hans == *part)) {
            return self.name.clone();
        }
        parts.into_iter().map(one).collect::<Vec<_>>().join(if lang == Lang::En { ", " } else { "、" })
    }
}

/// What is known of the public holidays of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holidays {
    /// When each of them is.
    Known,
    /// Not all: those of the next year are announced late in the year.
    #[default]
    NotAnnounced,
    /// They were long ago, and the program does not come with them.
    NotShipped,
}

/// Greatest number of working days that a sum may span.
const MOST: i64 = 10_000;

/// A time of day such as 8:00, in minutes since midnight.
pub fn minute_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let (hour, minute) = (hour.trim().parse::<i64>().ok()?, minute.trim().parse::<i64>().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute) || (hour, minute) == (24, 0)).then_some(hour * 60 + minute)
}

static OFFICIAL: LazyLock<Arc<Calendar>> =
    LazyLock::new(|| Arc::new(Calendar { days: include_str!("../data/holidays-cn.txt").lines().filter_map(line).collect() }));

fn line(line: &str) -> Option<(Date, Day)> {
    let mut parts = line.splitn(3, ' ');
    let date = parts.next()?.parse().ok()?;
    let working = match parts.next()? {
        "off" => false,
        "work" => true,
        _ => return None,
    };
    Some((date, Day { working, name: parts.next()?.to_owned() }))
}

impl Calendar {
    /// The official calendar of mainland China, as far as it was announced.
    pub fn official() -> &'static Calendar {
        &OFFICIAL
    }

    /// The same, to be kept.
    pub fn shared() -> Arc<Calendar> {
        OFFICIAL.clone()
    }

    /// This calendar with the office's own days, which win.
    pub fn with(&self, own: impl IntoIterator<Item = (Date, Day)>) -> Calendar {
        let mut days = self.days.clone();
        days.extend(own);
        Calendar { days }
    }

    /// The days that differ from the plain week, within both bounds.
    pub fn special(&self, from: Date, to: Date) -> impl Iterator<Item = (&Date, &Day)> {
        (from <= to).then(|| self.days.range(from..=to)).into_iter().flatten()
    }

    /// What is known of the holidays of a year. Each must be told by its name, whether it came with the program or the office
    /// has entered it: a day of the school's own says nothing of the others.
    pub fn holidays(&self, year: i16) -> Holidays {
        let day = |month, day| Date::new(year, month, day).unwrap_or(Date::MAX);
        // A day on which people work makes up for a holiday and is none; 国庆 is 国庆节.
        let free = self.special(day(1, 1), day(12, 31)).filter(|(_, day)| !day.working);
        let names: Vec<&str> = free.map(|(_, day)| day.name.as_str()).collect();
        let is_called = |name: &str, full: &str| {
            let short = full.trim_end_matches(['节', '節']);
            name.contains(full) || name.split('、').any(|part| part.trim() == short || SHORT.contains(&(part.trim(), full)))
        };
        let is_told = |holiday: &Labels| Lang::ALL.iter().any(|lang| names.iter().any(|name| is_called(name, holiday.get(*lang))));
        match OFFICIAL.days.keys().next() {
            _ if HOLIDAYS.iter().all(is_told) => Holidays::Known,
            Some(first) if year < first.year() => Holidays::NotShipped,
            _ => Holidays::NotAnnounced,
        }
    }

    /// What is known of the day beyond the plain week.
    pub fn day(&self, date: Date) -> Option<&Day> {
        self.days.get(&date)
    }

    /// Whether people work on that day.
    pub fn is_working(&self, date: Date) -> bool {
        match self.days.get(&date) {
            Some(day) => day.working,
            None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The `n`th working day after `date` (before it when `n` is negative). With 0 the day itself, or the next working
    /// day when it is none. Never beyond the years that dates can hold.
    pub fn add_working(&self, date: Date, n: i64) -> Date {
        let step: i64 = if n < 0 { -1 } else { 1 };
        let next = |day: Date| day.checked_add(step.days()).ok();
        let mut day = date;
        let mut left = n.abs().min(MOST);
        while left > 0 || (n == 0 && !self.is_working(day)) {
            let Some(following) = next(day) else { return day };
            day = following;
            if n != 0 && self.is_working(day) {
                left -= 1;
            }
        }
        day
    }

    /// Working days after `from` up to and with `to`; negative when `to` is earlier.
    pub fn working_between(&self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.working_between(to, from);
        }
        let mut count = 0;
        let mut day = from;
        while day < to && count < MOST {
            let Some(following) = day.checked_add(1.day()).ok() else { break };
            day = following;
            count += i64::from(self.is_working(day));
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_national_day_of_2026_and_its_make_up_days() {
        let calendar = Calendar::official();
        assert!(!calendar.is_working(date(2026, 10, 1)));
        assert!(!calendar.is_working(date(2026, 10, 7)));
        assert!(calendar.is_working(date(2026, 9, 20)), "a Sunday on which people work");
        assert!(calendar.is_working(date(2026, 10, 10)), "a Saturday on which people work");
        // From Wednesday the 30th: Thursday the 8th is the first working day.
        assert_eq!(calendar.add_working(date(2026, 9, 30), 1), date(2026, 10, 8));
        assert_eq!(calendar.add_working(date(2026, 9, 30), 3), date(2026, 10, 10));
        assert_eq!(calendar.working_between(date(2026, 9, 30), date(2026, 10, 10)), 3);
        assert_eq!(calendar.day(date(2026, 10, 1)).map(|d| d.name.as_str()), Some("国庆节"));
    }

    /// Examples of the announcements of seven years: a day, whether people work, and the next working day after it.
    #[test]
    fn the_announced_years_are_shipped() {
        let calendar = Calendar::official();
        let check = |day: Date, working: bool, next: Date| {
            assert_eq!((calendar.is_working(day), calendar.add_working(day, 1)), (working, next), "{day}");
        };
        // 2020: the Spring Festival was lengthened until the 2nd of February; 19 January was a working Sunday.
        check(date(2020, 1, 19), true, date(2020, 1, 20));
        check(date(2020, 1, 23), true, date(2020, 2, 3));
        check(date(2020, 9, 27), true, date(2020, 9, 28));
        check(date(2021, 9, 18), true, date(2021, 9, 22));
        check(date(2021, 10, 9), true, date(2021, 10, 11));
        check(date(2023, 9, 28), true, date(2023, 10, 7));
        check(date(2023, 1, 20), true, date(2023, 1, 28));
        check(date(2024, 10, 12), true, date(2024, 10, 14));
        check(date(2024, 2, 9), true, date(2024, 2, 18));
        check(date(2024, 2, 17), false, date(2024, 2, 18));
        check(date(2025, 9, 30), true, date(2025, 10, 9));
        for year in 2020..=2026 {
            assert_eq!(calendar.holidays(year), Holidays::Known, "{year}");
        }
        assert_eq!(calendar.holidays(2030), Holidays::NotAnnounced);
        assert_eq!(calendar.holidays(2015), Holidays::NotShipped);
        assert!(calendar.is_working(date(2030, 10, 1)), "nothing is known of that year but its weeks");
    }

    #[test]
    fn the_offices_own_days_win() {
        let sports = Day { working: false, name: "校运动会".into() };
        let calendar = Calendar::official().with([(date(2026, 11, 5), sports)]);
        assert!(!calendar.is_working(date(2026, 11, 5)));
        assert_eq!(calendar.add_working(date(2026, 11, 4), 1), date(2026, 11, 6));
    }

    #[test]
    fn a_day_of_the_schools_own_does_not_make_the_holidays_known() {
        let off = |month, day, name: &str| (date(2030, month, day), Day { working: false, name: name.into() });
        let calendar = Calendar::official().with([off(10, 8, "校庆")]);
        assert_eq!(calendar.holidays(2030), Holidays::NotAnnounced);
        // As the office enters them, in its own writing.
        let announced = [(1, 1, "元旦"), (2, 4, "春節"), (4, 5, "清明节放假"), (5, 1, "劳动节"), (6, 5, "端午节")];
        let calendar = calendar.with(announced.map(|(month, day, name)| off(month, day, name)));
        assert_eq!(calendar.holidays(2030), Holidays::NotAnnounced, "two are missing");
        assert_eq!(calendar.with([off(10, 1, "国庆节、中秋节")]).holidays(2030), Holidays::Known);
        assert_eq!(calendar.with([off(10, 1, "国庆、中秋")]).holidays(2030), Holidays::Known, "as offices write it");
        let made_up = (date(2030, 9, 28), Day { working: true, name: "国庆节、中秋节调休上班".into() });
        assert_eq!(calendar.with([made_up]).holidays(2030), Holidays::NotAnnounced, "people work on it");
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(offset in 0i64..2_500, n in -300i64..300) {
            let calendar = Calendar::official();
            let start = date(2020, 1, 1).checked_add(offset.days()).unwrap();
            let end = calendar.add_working(start, n);
            prop_assert!(calendar.is_working(end));
            if n > 0 {
                prop_assert_eq!(calendar.working_between(start, end), n);
            } else if n < 0 && calendar.is_working(start) {
                prop_assert_eq!(calendar.working_between(end, start), -n);
            }
        }
    }

    #[test]
    fn a_time_of_day_is_read_as_offices_write_it() {
        for (text, minutes) in [("8:00", Some(480)), (" 17：30 ", Some(1_050)), ("24:00", Some(1_440))] {
            assert_eq!(minute_of_day(text), minutes, "{text}");
        }
        for text in ["", "8", "25:00", "24:01", "8:60", "-1:00", "八点"] {
            assert_eq!(minute_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn the_ends_of_time_end_the_count() {
        assert_eq!(Calendar::official().add_working(Date::MAX, 5), Date::MAX);
        assert_eq!(Calendar::official().add_working(Date::MIN, -5), Date::MIN);
    }

    #[test]
    fn every_holiday_has_its_name_in_three_languages() {
        for day in OFFICIAL.days.values() {
            for part in day.name.split('、') {
                assert!(HOLIDAYS.iter().any(|h| h.hans == part), "{part}");
            }
            assert!(day.called(Lang::En).is_ascii(), "{}", day.name);
            assert_eq!(day.called(Lang::ZhHans), day.name);
        }
        let day = |name: &str| Day { working: false, name: name.into() };
        assert_eq!(day("国庆节、中秋节").called(Lang::ZhHant), "國慶節、中秋節");
        assert_eq!(day("国庆节、中秋节").called(Lang::En), "National Day, Mid-Autumn Festival");
        assert_eq!(day("校运动会、国庆节").called(Lang::En), "校运动会、国庆节", "the office's own words stay");
    }
}
