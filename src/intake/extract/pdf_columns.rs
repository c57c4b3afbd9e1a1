//! Pages in two columns: prose that runs down the left side and goes on at the right one.

use super::pdf_layout::{Line, Mark, lines};

/// Fewest lines of a column, and fewest letters of its lines, by their median: the labels and values of a form
/// are shorter, and belong side by side.
const FEWEST_LINES: usize = 5;
const FEWEST_LETTERS: usize = 24;
/// Fewest lines of each of two columns that run apart, and how many in a hundred of them may be level by chance.
const FEWEST_APART: usize = 8;
const MOST_LEVEL: usize = 60;
/// Half the width of the gap, in points.
const HALF_GAP: f64 = 4.0;

/// The marks in the order of reading: those above two columns, the left one, the right one, those below.
pub(super) fn in_reading_order(marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    let Some(gap) = gap(&marks) else { return vec![marks] };
    let crosses = |mark: &Mark| mark.x < gap + HALF_GAP && mark.x + mark.width > gap - HALF_GAP;
    let crossing: Vec<&Mark> = marks.iter().filter(|mark| crosses(mark) && !mark.text.trim().is_empty()).collect();
    // Lines across both columns may only stand above or below them.
    let (mut top, mut bottom) = (f64::MIN, f64::MAX);
    let middle = marks.iter().map(|mark| mark.y).sum::<f64>() / f64::from(u32::try_from(marks.len()).unwrap_or(1));
    for mark in crossing {
        if mark.y < middle {
            top = top.max(mark.y + mark.size * 0.3);
        } else {
            bottom = bottom.min(mark.y - mark.size * 0.7);
        }
    }
    let mut groups: [Vec<Mark>; 4] = Default::default();
    for mark in marks.iter().cloned() {
        let at = match () {
            () if mark.y <= top => 0,
            () if mark.y >= bottom => 3,
            () if mark.x < gap => 1,
            () => 2,
        };
        if let Some(group) = groups.get_mut(at) {
            group.push(mark);
        }
    }
    let [_, left, right, _] = &groups;
    let apart = is_prose(left) && is_prose(right) || run_apart(left, right);
    if apart { groups.into() } else { vec![marks] }
}

/// Where the fewest marks stand in the middle of the page, if that is few.
fn gap(marks: &[Mark]) -> Option<f64> {
    let from = marks.iter().map(|mark| mark.x).min_by(f64::total_cmp)?;
    let to = marks.iter().map(|mark| mark.x + mark.width).max_by(f64::total_cmp)?;
    let crossing = |at: f64| {
        marks
            .iter()
            .filter(|m| m.x < at + HALF_GAP && m.x + m.width > at - HALF_GAP && !m.text.trim().is_empty())
            .count()
    };
    let places = (0..=20_u32).map(|step| from + (to - from) * (0.35 + f64::from(step) * 0.015));
    let (fewest, at) = places.map(|at| (crossing(at), at)).min_by_key(|(count, _)| *count)?;
    (fewest * 50 <= marks.len()).then_some(at)
}

/// Whether two columns have their lines at heights of their own: what stands side by side in a form shares its.
fn run_apart(left: &[Mark], right: &[Mark]) -> bool {
    let (left, right) = (lines(left.to_vec()), lines(right.to_vec()));
    let level = |a: &Line, b: &Line| (a.y - b.y).abs() <= a.size.max(b.size) * 0.35;
    let (few, many) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
    let shared = few.iter().filter(|line| many.iter().any(|other| level(line, other))).count();
    few.len() >= FEWEST_APART && shared * 100 <= few.len() * MOST_LEVEL
}

fn is_prose(marks: &[Mark]) -> bool {
    let mut lengths: Vec<usize> = lines(marks.to_vec()).iter().map(Line::letters).collect();
    lengths.sort_unstable();
    lengths.len() >= FEWEST_LINES && lengths.get(lengths.len() / 2).is_some_and(|median| *median >= FEWEST_LETTERS)
}
