//! Pages that any browser prints.

use registers::Lang;

/// A page in a language with its title, how it looks and what it holds, which are markup already; the title is not. The language
/// decides which of the forms of a character a browser draws.
pub(crate) fn document(lang: Lang, title: &str, style: &str, body: &str) -> String {
    let (tag, title, fonts) = (lang.tag(), escaped(title), fonts(lang));
    let look = format!("body {{ font-family: {fonts}, sans-serif; margin: 0 auto }}\n{ON_SCREEN}{style}");
    let head = format!("<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>\n{look}</style>");
    format!("<!doctype html>\n<html lang=\"{tag}\">\n{head}\n{body}</html>\n")
}

/// Before it is printed a page has no margins of its own.
const ON_SCREEN: &str = "@media screen { body { padding: 12mm } }\n";

const SIMPLIFIED: &str = "\"Noto Sans SC\", \"Noto Sans CJK SC\", \"Microsoft YaHei\", \"PingFang SC\"";
const TRADITIONAL: &str = "\"Noto Sans TC\", \"Noto Sans CJK TC\", \"Microsoft JhengHei\", \"PingFang TC\"";
const LATIN: &str = "\"Segoe UI\", \"Helvetica Neue\", \"Noto Sans\", \"DejaVu Sans\", Arial";

/// What the characters of a language are drawn with where it is there; what the first lacks comes from the next.
fn fonts(lang: Lang) -> String {
    match lang {
        Lang::ZhHans => SIMPLIFIED.to_owned(),
        Lang::ZhHant => format!("{TRADITIONAL}, {SIMPLIFIED}"),
        Lang::En => format!("{LATIN}, {SIMPLIFIED}"),
    }
}

/// Text as it stands in markup.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_language_and_asks_for_the_fonts_of_it() {
        for (lang, head, first) in [
            (Lang::ZhHans, "<html lang=\"zh-Hans\">", "\"Noto Sans SC\""),
            (Lang::ZhHant, "<html lang=\"zh-Hant\">", "\"Noto Sans TC\""),
            (Lang::En, "<html lang=\"en\">", "\"Segoe UI\""),
        ] {
            let page = document(lang, "a<b", "", "<p></p>");
            assert!(page.contains(head) && page.contains(&format!("font-family: {first}")), "{page}");
            assert!(page.contains("<title>a&lt;b</title>"), "{page}");
        }
    }
}
