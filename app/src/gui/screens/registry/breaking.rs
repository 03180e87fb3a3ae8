//! Where the lines of a narrow cell end: as in print, no line begins with a sign that closes or ends with one that opens, and words
//! and numbers stay whole where there is room for them.

/// What a text becomes in a cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// Its lines.
    pub lines: Vec<String>,
    /// The end is missing.
    pub cut: bool,
}

/// Signs with which no line begins, and those with which none ends.
const CLOSING: &str = "，。、；：！？）〕】》〉」』”’％…—·,.;:!?)]}%";
const OPENING: &str = "（〔【《〈「『“‘([{";
/// What belongs to the number before it: 12号, 2026年.
const COUNTED: &str = "号號年月日份页頁";

/// Breaks a text into lines of a width, at most `most`; `wide` says how wide a character is.
pub(super) fn broken(text: &str, width: f32, most: usize, wide: &mut dyn FnMut(char) -> f32) -> Broken {
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0.0);
    for piece in pieces(text) {
        let whole: f32 = piece.chars().map(&mut *wide).sum();
        if used + whole > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        if line.is_empty() && piece.trim().is_empty() {
            continue;
        }
        for c in piece.chars() {
            let one = wide(c);
            // A piece that is wider than the cell is broken anywhere.
            if used + one > width && !line.is_empty() && whole > width {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += one;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    no_lone_end(&mut lines, width, wide);
    let cut = lines.len() > most;
    lines.truncate(most);
    if let Some(last) = lines.last_mut().filter(|_| cut) {
        let dots = wide('…');
        while last.chars().map(&mut *wide).sum::<f32>() + dots > width && last.pop().is_some() {}
        last.push('…');
    }
    Broken { lines, cut }
}

/// One character alone in the last line takes the piece before it along: 通知 and the like stay whole.
fn no_lone_end(lines: &mut [String], width: f32, wide: &mut dyn FnMut(char) -> f32) {
    let [.., before, last] = lines else { return };
    if last.chars().filter(|c| !CLOSING.contains(*c)).count() != 1 || last.is_ascii() {
        return;
    }
    let Some(piece) = pieces(before).pop().filter(|piece| piece.len() < before.len()) else { return };
    let whole = format!("{piece}{last}");
    if whole.chars().map(&mut *wide).sum::<f32>() <= width {
        before.truncate(before.len() - piece.len());
        before.truncate(before.trim_end().len());
        *last = whole;
    }
}

/// The pieces between which a line may end.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        let together = before.is_some_and(|b| holds_together(b, c));
        match pieces.last_mut().filter(|_| together) {
            Some(piece) => piece.push(c),
            None => pieces.push(c.to_string()),
        }
        before = Some(c);
    }
    pieces
}

fn holds_together(before: char, after: char) -> bool {
    let latin = |c: char| c.is_ascii_graphic();
    CLOSING.contains(after)
        || OPENING.contains(before)
        || (latin(before) && latin(after))
        || (before.is_ascii_digit() && COUNTED.contains(after))
        // A space stays at the end of the line, not at the beginning of the next.
        || (after == ' ' && before != ' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A Chinese character is as wide as two letters.
    fn wide(c: char) -> f32 {
        if c.is_ascii() { 1.0 } else { 2.0 }
    }

    fn check(text: &str, width: f32, expect: &[&str]) {
        assert_eq!(broken(text, width, 9, &mut wide).lines, expect, "{text}");
    }

    #[test]
    fn a_line_begins_with_no_closing_sign_and_ends_with_no_opening_one() {
        check("关于安全，请查收", 8.0, &["关于安", "全，请", "查收"]);
        check("转发《关于防汛的通知》", 10.0, &["转发《关于", "防汛的", "通知》"]);
        check("校务会（扩大）", 8.0, &["校务会", "（扩大）"]);
    }

    #[test]
    fn words_and_numbers_stay_whole() {
        check("市教〔2026〕128号", 8.0, &["市教", "〔2026〕", "128号"]);
        check("School safety inspection", 10.0, &["School", "safety", "inspection"]);
        check("于2026年11月30日前报送", 10.0, &["于2026年", "11月30日前", "报送"]);
        // What has no room in a line of its own is broken all the same.
        check("incomprehensibilities", 8.0, &["incompre", "hensibil", "ities"]);
        check("", 8.0, &[]);
    }

    #[test]
    fn no_character_stands_alone_in_the_last_line() {
        check("关于防汛的通知", 12.0, &["关于防汛的", "通知"]);
        check("收文日期", 6.0, &["收文", "日期"]);
        check("甲乙", 2.0, &["甲", "乙"]);
    }

    #[test]
    fn what_is_cut_says_so() {
        let cut = broken("关于做好校园安全检查工作的通知", 8.0, 2, &mut wide);
        assert_eq!(cut, Broken { lines: vec!["关于做好".into(), "校园安…".into()], cut: true });
        assert!(!broken("关于做好校园安", 8.0, 2, &mut wide).cut);
    }

    proptest! {
        #[test]
        fn every_line_fits_and_nothing_is_lost(text in "[一-龥a-z0-9，。（）《》〔〕号 ]{0,60}", width in 2u8..30) {
            let width = f32::from(width);
            let lines = broken(&text, width, usize::MAX, &mut wide).lines;
            for line in &lines {
                prop_assert!(line.chars().map(wide).sum::<f32>() <= width.max(2.0), "{line}");
            }
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
        }
    }
}
