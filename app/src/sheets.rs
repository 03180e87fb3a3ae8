//! The recovery sheets as they are printed: each on a page of its own, with its number, the office's name and what it is for, in
//! the language in which the office is founded.

use std::path::Path;

use jiff::civil::Date;
use registers::Lang;

use crate::cli::say;
use crate::page::{self, escaped};

/// The pages for a file: one that a browser prints where its name ends so, else plain text with a form feed between.
pub(crate) fn pages(file: &Path, lang: Lang, office: &str, day: Date, sheets: &[String]) -> String {
    let ending = file.extension().unwrap_or_default();
    let for_browsers = ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm");
    let count = sheets.len().to_string();
    let pages = sheets.iter().enumerate().map(|(at, lines)| {
        let title = say(lang, "cli.sheet.title", &[("n", &(at + 1).to_string()), ("of", &count)]);
        let of = say(lang, "cli.sheet.of", &[("office", office), ("day", &day.to_string())]);
        let said = ["cli.sheet.what", "cli.sheet.keep", "cli.sheet.use"].map(|key| say(lang, key, &[]));
        if for_browsers { for_a_browser(&title, &of, &said, lines) } else { as_text(&title, &of, &said, lines) }
    });
    if !for_browsers {
        return pages.collect::<Vec<_>>().join("\u{c}");
    }
    page::document(lang, &say(lang, "cli.sheet.file", &[("office", office)]), STYLE, &pages.collect::<String>())
}

/// Every sheet begins a page. What is copied by hand one day is large.
const STYLE: &str = "@page { size: A4; margin: 25mm 20mm }
body { font-size: 12pt; line-height: 1.7; max-width: 170mm }
section { break-after: page; page-break-after: always }
section:last-child { break-after: auto; page-break-after: auto }
h1 { font-size: 24pt }
pre { border: 1pt solid; font: bold 20pt/2 Consolas, \"DejaVu Sans Mono\", monospace; padding: 6mm 10mm }
";

fn for_a_browser(title: &str, of: &str, said: &[String; 3], lines: &str) -> String {
    let [what, keep, how] = said.each_ref().map(|text| escaped(text));
    let (title, of) = (escaped(title), escaped(of));
    // The lines begin at the margin, where whoever reads the file as text finds them.
    format!("<section>\n<h1>{title}</h1>\n<p>{of}</p>\n<p>{what}</p>\n<p>{keep}</p>\n<pre>\n{lines}</pre>\n<p>{how}</p>\n</section>\n")
}

fn as_text(title: &str, of: &str, [what, keep, how]: &[String; 3], lines: &str) -> String {
    format!("{title}\n\n{of}\n\n{what}\n{keep}\n\n{lines}\n{how}\n")
}

#[cfg(test)]
mod tests {
    use trust::recovery::RecoverySecret;

    use super::*;

    const OFFICE: &str = "明德<b>实验</b>中学";

    fn both() -> [RecoverySecret; 2] {
        [1, 2].map(|seed| RecoverySecret::from_seed([seed; 32]))
    }

    fn written(file: &str, lang: Lang) -> String {
        let sheets = both().map(|secret| secret.sheet().to_string());
        pages(Path::new(file), lang, OFFICE, jiff::civil::date(2026, 11, 23), &sheets)
    }

    #[test]
    fn each_sheet_has_its_number_and_a_page_of_its_own_in_every_language() {
        let titles = [
            (Lang::ZhHans, ["综办恢复单 第 1 张（共 2 张）", "综办恢复单 第 2 张（共 2 张）"]),
            (Lang::ZhHant, ["綜辦復原單 第 1 張（共 2 張）", "綜辦復原單 第 2 張（共 2 張）"]),
            (Lang::En, ["Zongban recovery sheet 1 of 2", "Zongban recovery sheet 2 of 2"]),
        ];
        for (lang, titles) in titles {
            for (file, between) in [("sheets.txt", "\u{c}"), ("sheets", "\u{c}"), ("恢复单.HTML", "</section>\n<section>")] {
                let text = written(file, lang);
                let parts: Vec<&str> = text.split(between).collect();
                assert_eq!(parts.len(), 2, "{file}: {text}");
                for ((part, title), secret) in parts.iter().zip(titles).zip(both()) {
                    assert!(part.contains(title) && part.contains("2026-11-23"), "{part}");
                    // Each page alone brings the office back.
                    assert_eq!(RecoverySecret::from_sheet(part).unwrap().public(), secret.public(), "{part}");
                }
                assert!(!text.contains("%{") && !text.contains("cli."), "{text}");
            }
        }
    }

    #[test]
    fn a_name_is_no_markup() {
        let page = written("a.html", Lang::ZhHans);
        assert!(page.contains("明德&lt;b&gt;实验&lt;/b&gt;中学") && !page.contains("<b>"), "{page}");
        assert!(page.contains("break-after: page") && page.contains("<meta charset=\"utf-8\">"));
        assert!(written("a.txt", Lang::ZhHans).contains(OFFICE));
    }
}
