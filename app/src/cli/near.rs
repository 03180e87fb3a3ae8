//! Which registers a person may have meant whose word names none.

use registers::Lang;
use registers::def::Register;
use registers::search::fold;
use registers::shelf::Shelf;

/// Registers that are proposed.
const MOST: usize = 4;
/// Longest word for which there are proposals, in characters.
const LONGEST: usize = 60;

/// What has no register of its own, and the register in which it is found.
const WITHIN: &[(&str, &str)] = &[
    ("appointments", "visits"),
    ("预约", "visits"),
    ("visitors", "visits"),
    ("circulation", "incoming-documents"),
    ("传阅", "incoming-documents"),
    ("urging", "incoming-documents"),
    ("催办", "incoming-documents"),
    ("instructions", "incoming-documents"),
    ("批示", "incoming-documents"),
    ("dispatch", "outgoing-documents"),
    ("分发", "outgoing-documents"),
    ("agenda", "meetings"),
    ("议程", "meetings"),
    ("notices", "meetings"),
    ("votes", "meetings"),
    ("表决", "meetings"),
    ("resolutions", "meetings"),
    ("决议", "meetings"),
    ("minutes", "meetings"),
    ("纪要", "meetings"),
    ("action items", "meetings"),
    ("action items", "tasks"),
    ("待办", "tasks"),
    ("repairs", "service-requests"),
    ("报修", "service-requests"),
    ("questions", "surveys"),
    ("stock", "supplies"),
    ("库存", "supplies"),
    ("holidays", "calendar-days"),
];

/// The registers whose key or name, in any language, is nearest to what was written; none when nothing is near.
pub(super) fn nearest(shelf: &Shelf, written: &str) -> Vec<&'static Register> {
    let written = plain(written);
    if written.is_empty() || written.len() > LONGEST {
        return Vec::new();
    }
    let mut near: Vec<(usize, &'static Register)> = shelf
        .all()
        .iter()
        .filter_map(|register| {
            Some((names(register).filter_map(|(name, far)| Some(distance(&written, &plain(&name))? + far)).min()?, *register))
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(MOST).map(|(_, register)| register).collect()
}

/// What a register is called, and what is found in it, which is one step further away.
fn names(register: &Register) -> impl Iterator<Item = (String, usize)> {
    let labels = [register.labels, register.one];
    let labels = labels.into_iter().flat_map(|l| Lang::ALL.map(|lang| l.get(lang).to_owned()));
    let within = WITHIN.iter().filter(|(_, key)| *key == register.key).map(|(name, _)| ((*name).to_owned(), 1));
    std::iter::once(register.key.to_owned()).chain(labels).map(|name| (name, 0)).chain(within)
}

/// Letters and figures only, of either script and case.
fn plain(text: &str) -> Vec<char> {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How far a name is from what was written, in hundredths of its length; none when it is something else. A name of which
/// a part was written is nearer than one with a slip.
fn distance(written: &[char], name: &[char]) -> Option<usize> {
    let longer = written.len().max(name.len());
    if written.len() > 1 && name.windows(written.len()).any(|part| part == written) {
        return Some(name.len() - written.len());
    }
    let slips = slips(written, name);
    // One of two Chinese characters is as much as a syllable of a word.
    let most = if name.iter().all(char::is_ascii) { longer * 2 / 5 } else { longer / 2 };
    (slips <= most).then_some(100 + slips * 100 / longer.max(1))
}

/// How many characters must be put in, taken out or replaced to make one text of another.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = i;
        let mut left = i + 1;
        for (place, y) in row.iter_mut().skip(1).zip(b) {
            let least = (before + usize::from(x != y)).min(left + 1).min(*place + 1);
            before = *place;
            left = least;
            *place = least;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        let check = |a: &str, b: &str, expect: usize| {
            let [a, b] = [a, b].map(|t| t.chars().collect::<Vec<char>>());
            assert_eq!((slips(&a, &b), slips(&b, &a)), (expect, expect), "{a:?} {b:?}");
        };
        check("", "", 0);
        check("", "abc", 3);
        check("kitten", "sitting", 3);
        check("固定资产", "固定资彦", 1);
    }

    #[test]
    fn the_nearest_registers_are_proposed_by_key_and_name() {
        let check = |written: &str, expect: &str| {
            let found: Vec<&str> = nearest(&Shelf::default(), written).iter().map(|r| r.key).collect();
            assert!(found.contains(&expect) && found.len() <= MOST, "{written}: {found:?}");
        };
        check("asset", "assets");
        check("asets", "assets");
        check("incoming_document", "incoming-documents");
        check("资产", "assets");
        check("固定資産", "assets");
        check("印章登纪", "seals");
        check("印张", "seals");
        check("Visit", "visits");
        // What stands in another register.
        check("appointments", "visits");
        check("appointment", "visits");
        check("预约", "visits");
        check("minutes", "meetings");
        assert!(WITHIN.iter().all(|(_, key)| Shelf::default().by_key(key).is_some()));
        for written in ["", "  ", "zzzzzzzz", "😀😀😀", &"长".repeat(10_000)] {
            assert!(nearest(&Shelf::default(), written).is_empty(), "{written}");
        }
    }
}
