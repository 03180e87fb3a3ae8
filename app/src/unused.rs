//! The year's list of numbers that no valid record carries, or more than one 空号登记: for window and commands.

use registers::table::Cell;
use registers::{Lang, number};
use replica::Series;

use crate::cli::say;

/// The headings of the list.
pub fn headings(lang: Lang) -> Vec<String> {
    ["numbers.number", "numbers.use"].iter().map(|key| say(lang, key, &[])).collect()
}

/// A line for each number, as it stands on paper.
pub fn rows(lang: Lang, series: &[Series]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for one in series {
        let kinds = [
            ("numbers.unused", &one.unused),
            ("numbers.reserved", &one.reserved),
            ("numbers.void", &one.void),
            ("numbers.doubled", &one.doubled),
        ];
        let mut numbers: Vec<(u64, &str)> = kinds.iter().flat_map(|(key, numbers)| numbers.iter().map(move |n| (*n, *key))).collect();
        numbers.sort_unstable();
        let row = |(n, key): (u64, &str)| vec![Cell::Text(number::render(&one.numbering, &one.prefix, n)), Cell::Text(say(lang, key, &[]))];
        rows.extend(numbers.into_iter().map(row));
    }
    rows
}

/// Whether numbers of a series are given in a year: its prefix names that year, or none.
pub fn is_of_year(series: &Series, year: i16) -> bool {
    let over = |year| number::is_over(&series.numbering, &series.prefix, year);
    !over(year) && (over(year.saturating_add(1)) || !over(i16::MAX))
}

#[cfg(test)]
mod tests {
    use registers::def::Numbering;

    use super::*;

    fn series(pattern: &'static str, prefix: &str) -> Series {
        let numbering = Numbering { field: "no", pattern, at_creation: true };
        let numbers = |numbers: &[u64]| numbers.to_vec();
        Series {
            prefix: prefix.to_owned(),
            numbering,
            last: 9,
            unused: numbers(&[2, 5]),
            reserved: numbers(&[7]),
            void: numbers(&[3, 4]),
            doubled: numbers(&[4]),
        }
    }

    #[test]
    fn a_line_for_each_number_as_it_stands_on_paper() {
        let rows = rows(Lang::ZhHans, &[series("收〔{year}〕{n}号", "收〔2026〕")]);
        let text: Vec<String> = rows.iter().map(|row| row.iter().map(Cell::text).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(text.len(), 6);
        assert_eq!((text[0].as_str(), text[1].as_str()), ("收〔2026〕2号 空号", "收〔2026〕3号 作废号"));
        assert!(text[2].starts_with("收〔2026〕4号") && text[3].starts_with("收〔2026〕4号"), "void and given twice: {text:?}");
    }

    #[test]
    fn a_year_has_the_series_that_name_it_and_those_that_name_none() {
        let check = |pattern, prefix, year, expect| assert_eq!(is_of_year(&series(pattern, prefix), year), expect, "{prefix} {year}");
        for (year, expect) in [(2025, false), (2026, true), (2027, false)] {
            check("收〔{year}〕{n}号", "收〔2026〕", year, expect);
            check("XK{n:4}", "XK", year, true);
        }
    }
}
