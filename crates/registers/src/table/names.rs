//! Names of people that stand in two columns of a list.

use super::Sheet;
use super::mapping::{LOOK, heading_key};
use crate::search;

/// Headings of the family name and of the given name, and of both in one.
const PAIRS: &[(&str, &str, &str)] = &[
    ("Last name", "First name", "Name"),
    ("Surname", "First name", "Name"),
    ("Surname", "Given name", "Name"),
    ("Surname", "Forename", "Name"),
    ("Family name", "Given name", "Name"),
    ("Family name", "First name", "Name"),
    ("Last name", "Given name", "Name"),
    ("姓", "名", "姓名"),
];

/// Makes one column of the family name and the given name, in the place of the first of them. `given` are pairs of heading and
/// field: a heading that they name stays as it is.
pub fn join_names(sheet: &mut Sheet, given: &[(String, String)]) {
    let is_given = |heading: &str| given.iter().any(|(h, _)| heading_key(h) == heading_key(heading));
    let found = sheet.rows.iter().take(LOOK).enumerate().find_map(|(at, row)| {
        let place = |heading: &str| row.cells.iter().position(|c| heading_key(c) == heading_key(heading) && !is_given(c));
        let (family, forename, whole) = PAIRS.iter().find_map(|(a, b, whole)| Some((place(a)?, place(b)?, *whole)))?;
        // Who has the whole name besides needs no other.
        row.cells.iter().all(|c| heading_key(c) != heading_key(whole)).then_some((at, family, forename, whole))
    });
    let Some((at, family, forename, whole)) = found else { return };
    let (kept, other) = (family.min(forename), family.max(forename));
    for (n, row) in sheet.rows.iter_mut().enumerate().skip(at) {
        let text = |at: usize| row.cells.get(at).map_or("", |c| c.trim());
        let name = if n == at { whole.to_owned() } else { joined(text(family), text(forename)) };
        if let Some(cell) = row.cells.get_mut(kept) {
            *cell = name;
        }
        if let Some(cell) = row.cells.get_mut(other) {
            cell.clear();
        }
    }
}

/// A name as it is called: Chinese ones begin with the family name and have no space.
fn joined(family: &str, forename: &str) -> String {
    if family.chars().chain(forename.chars()).any(search::is_han) {
        return format!("{family}{forename}");
    }
    format!("{forename} {family}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Row, Target, guess, read};
    use super::*;
    use crate::book;
    use crate::document::Op;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let row =
            |(n, cells): (usize, &&[&str])| Row { line: n as u64 + 1, cells: cells.iter().map(|c| (*c).to_owned()).collect(), fault: None };
        Sheet { rows: rows.iter().enumerate().map(row).collect(), ..Sheet::default() }
    }

    fn names(mut sheet: Sheet, given: &[(String, String)]) -> (Vec<String>, Vec<String>) {
        let register = book::find("people").unwrap();
        join_names(&mut sheet, given);
        let mapping = guess(register, &sheet, given).unwrap();
        let import = read(register, &sheet, &mapping);
        let title = |op: &Op| match op {
            Op::Set { field, value } if field == register.title => value.as_ref()?.as_text().map(str::to_owned),
            _ => None,
        };
        (import.drafts.iter().flat_map(|d| d.ops.iter().filter_map(title)).collect(), import.unmapped)
    }

    #[test]
    fn first_and_last_name_are_one_name() {
        let list: &[&[&str]] =
            &[&["Staff", "", ""], &["First name", "LAST NAME", "Phone"], &["Anna", "Weber", "1"], &[" Bo ", "", "2"], &["伟", "王", "3"]];
        assert_eq!(names(sheet(list), &[]), (vec!["Anna Weber".to_owned(), "Bo".to_owned(), "王伟".to_owned()], vec![]));
        let list: &[&[&str]] = &[&["姓", "名", "电话"], &["欧阳", "修", "1"]];
        assert_eq!(names(sheet(list), &[]).0, ["欧阳修"]);
    }

    #[test]
    fn who_has_the_whole_name_keeps_it_and_a_given_heading_stays() {
        let list: &[&[&str]] = &[&["姓名", "姓", "名"], &["欧阳修", "欧阳", "修"]];
        assert_eq!(names(sheet(list), &[]).0, ["欧阳修"]);
        let given = [("First name".to_owned(), "name".to_owned())];
        let list: &[&[&str]] = &[&["First name", "Last name", "Phone"], &["Anna", "Weber", "1"]];
        assert_eq!(names(sheet(list), &given), (vec!["Anna".to_owned()], vec!["Last name".to_owned()]));
    }

    #[test]
    fn short_rows_and_lists_without_such_columns_stay() {
        let list: &[&[&str]] = &[&["First name", "Phone", "Last name"], &["Anna"], &[]];
        assert_eq!(names(sheet(list), &[]).0, ["Anna"]);
        let mut assets = sheet(&[&["资产名称", "数量"], &["投影机", "1"]]);
        let before = assets.clone();
        join_names(&mut assets, &[]);
        assert_eq!(assets, before);
        let register = book::find("assets").unwrap();
        assert!(guess(register, &assets, &[]).unwrap().columns.iter().all(|c| c.target != Target::Unmapped));
    }
}
