//! Where the cards of the first page stand: three columns, two or one, as the width allows. Their sizes follow from the
//! window alone, so that nothing jumps when something becomes known.

use eframe::egui::{Rect, Vec2, pos2, vec2};

use super::super::super::theme::GAP;

/// Height of a card where the page is scrolled in any case.
const USUAL: f32 = 190.0;
/// Least heights of a card with rows and of one with a chart, where there are three columns: so that all of them are seen at once in a
/// window of 1440×900.
const LEAST: f32 = 138.0;
const LEAST_CHART: f32 = 180.0;
/// How much higher the page gets where the window is high, and what of it each row of cards gets and the charts.
const MOST_MORE: f32 = 560.0;
const ROWS_SHARE: f32 = 0.2;
const CHARTS_SHARE: f32 = 0.4;
/// Widths from which there are three columns, and two.
const THREE: f32 = 900.0;
const TWO: f32 = 600.0;

/// A card of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Card {
    Inbox,
    Meetings,
    Visitors,
    Letters,
    Warnings,
    Conflicts,
    LettersOfWeek,
    VisitsOfWeek,
}

/// Figures on the line above the cards.
pub(super) fn across(width: f32) -> usize {
    if width >= THREE {
        6
    } else if width >= TWO {
        4
    } else {
        2
    }
}

/// The cards in the order in which they are read, each with its place, and the size of it all. `height` is the room there
/// is without scrolling.
pub(super) fn places(width: f32, height: f32) -> (Vec<(Card, Rect)>, Vec2) {
    use Card::{Conflicts, Inbox, Letters, LettersOfWeek, Meetings, Visitors, VisitsOfWeek, Warnings};
    let mut found = Vec::new();
    let mut put = |card, x: f32, y: f32, w: f32, h: f32| found.push((card, Rect::from_min_size(pos2(x, y), vec2(w, h))));
    if width >= THREE {
        let more = (height - 3.0 * (LEAST + GAP) - LEAST_CHART).clamp(0.0, MOST_MORE);
        let (row, chart) = (LEAST + more * ROWS_SHARE, LEAST_CHART + more * CHARTS_SHARE);
        let (unit, whole) = ((width - 2.0 * GAP) / 3.0, 3.0 * (row + GAP) + chart);
        let column = |n: usize| n as f32 * (unit + GAP);
        let beside = (whole - 2.0 * GAP) / 3.0;
        put(Inbox, 0.0, 0.0, 2.0 * unit + GAP, 2.0 * row + GAP);
        for (n, card) in [Meetings, Visitors, Conflicts].into_iter().enumerate() {
            put(card, column(2), n as f32 * (beside + GAP), unit, beside);
        }
        for (n, card) in [Letters, Warnings].into_iter().enumerate() {
            put(card, column(n), 2.0 * (row + GAP), unit, row);
        }
        for (n, card) in [LettersOfWeek, VisitsOfWeek].into_iter().enumerate() {
            put(card, column(n), 3.0 * (row + GAP), unit, chart);
        }
        return (found, vec2(width, whole));
    }
    let one = USUAL;
    let two = 2.0 * one + GAP;
    let columns = if width >= TWO { 2 } else { 1 };
    let unit = (width - GAP * (columns as f32 - 1.0)) / columns as f32;
    put(Inbox, 0.0, 0.0, width, two);
    let rest = [Meetings, Visitors, Letters, Warnings, LettersOfWeek, VisitsOfWeek, Conflicts];
    for (n, card) in rest.into_iter().enumerate() {
        put(card, (n % columns) as f32 * (unit + GAP), two + GAP + (n / columns) as f32 * (one + GAP), unit, one);
    }
    let lines = rest.len().div_ceil(columns) as f32;
    (found, vec2(width, two + lines * (one + GAP)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_cards_are_seen_at_once_in_a_window_of_usual_size() {
        // What the navigation, the bars, the name of the day and the figures leave of 1440×900.
        let (_, size) = places(1182.0, 632.0);
        assert!(size.y <= 632.0, "{size:?}");
    }

    #[test]
    fn no_card_lies_on_another_or_beside_the_page() {
        for width in [320.0, 599.0, 600.0, 899.0, 900.0, 1184.0, 2400.0] {
            for height in [-50.0, 300.0, 700.0, 1500.0, 5000.0] {
                let (found, size) = places(width, height);
                assert_eq!(found.len(), 8);
                for (at, (card, place)) in found.iter().enumerate() {
                    assert!(place.width() > 150.0 && place.height() >= LEAST, "{card:?} at {width}");
                    assert!(place.right() <= size.x + 0.1 && place.bottom() <= size.y + 0.1, "{card:?} at {width}");
                    let apart = |other: &Rect| place.shrink(0.1).intersect(other.shrink(0.1)).is_negative();
                    assert!(found[at + 1..].iter().all(|(_, other)| apart(other)), "{card:?} at {width}");
                }
            }
        }
    }
}
