//! A list as a page to be printed, in type that is read from afar.

use registers::Lang;
use registers::table::Cell;

use super::Written;
use crate::page::{document, escaped};

/// Headings stand on every page, and no line is cut by the end of one. Names are read from afar and stay whole, as does what stands
/// beside them where there is room.
const STYLE: &str = "@page { size: A4 landscape; margin: 12mm }
h1 { font-size: 24pt; margin: 0 0 6mm }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1pt solid; font-size: 13pt; padding: 1.5mm 2mm; text-align: left }
th { white-space: nowrap }
td { overflow-wrap: break-word; word-break: keep-all }
td:nth-child(1), td:nth-child(2) { font-size: 22pt; font-weight: bold; line-height: 1.2 }
thead { display: table-header-group }
tr { break-inside: avoid; page-break-inside: avoid }
";

/// The bytes of the page.
pub(super) fn write(lang: Lang, name: &str, headings: &[String], rows: &[Vec<Cell>]) -> (Vec<u8>, Written) {
    let line = |tag: &str, cells: &mut dyn Iterator<Item = String>| {
        let cells: String = cells.map(|text| format!("<{tag}>{}</{tag}>", escaped(&text))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let head = line("th", &mut headings.iter().cloned());
    let body: String = rows.iter().map(|row| line("td", &mut row.iter().map(Cell::text))).collect();
    let table = format!("<h1>{}</h1>\n<table>\n<thead>\n{head}</thead>\n<tbody>\n{body}</tbody>\n</table>\n", escaped(name));
    (document(lang, name, STYLE, &table).into_bytes(), Written { rows: rows.len(), shortened: 0 })
}
