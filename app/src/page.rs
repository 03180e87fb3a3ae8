//! Pages that any browser prints.

/// A page with its title, how it looks and what it holds, which are markup already; the title is not.
pub(crate) fn document(title: &str, style: &str, body: &str) -> String {
    let title = escaped(title);
    let head = format!("<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>\n{FONT}{style}</style>");
    format!("<!doctype html>\n<html>\n{head}\n{body}</html>\n")
}

const FONT: &str = "body { font-family: \"Noto Sans SC\", \"Microsoft YaHei\", \"PingFang SC\", sans-serif; margin: 0 auto }\n";

/// Text as it stands in markup.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
