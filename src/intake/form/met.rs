//! The labels of a document and what each is taken for: with them a council sees which labels of its forms are missing
//! in its reading rules.

use std::collections::BTreeSet;

use super::FormReader;
use crate::intake::document::{Block, Document};
use crate::intake::labels::Meaning;

/// Longest text that may be a label, in words.
const LONGEST: usize = 9;

/// A label, or what stands where labels stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// As written, in one line.
    pub label: String,
    /// What it asks for, and of whom; `None` where the rules do not know it.
    pub meaning: Option<Meaning>,
}

impl FormReader {
    /// The labels of a document, each once, in order: all that are known, and of the others what stands where a label
    /// stands: before a colon, or first in a row.
    #[must_use]
    pub fn labels(&self, document: &Document) -> Vec<Met> {
        let mut places: Vec<(&str, bool)> = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Heading(_) => {}
                Block::Label(text) => places.push((text, true)),
                Block::Pair { label, .. } => places.push((label, true)),
                Block::Paragraph(text) => places.extend(text.lines().map(before_colon)),
                Block::Table(rows) => places.extend(rows.iter().flat_map(|row| of_row(row))),
            }
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut met = Vec::new();
        for (text, in_place) in places {
            let label = text.split_whitespace().collect::<Vec<_>>().join(" ");
            // "Mother" among answers says who somebody is and asks for nothing.
            let asks = |meaning: &Meaning| meaning.exact && (meaning.field.is_some() || in_place);
            let meaning = self.dictionary.meaning(text).filter(asks);
            let words = label.split_whitespace().count();
            let may_be = in_place && (1..=LONGEST).contains(&words) && !label.contains(|c: char| c.is_ascii_digit());
            if (meaning.is_some() || may_be && label.contains(char::is_alphabetic)) && seen.insert(label.to_lowercase())
            {
                met.push(Met { label: label.trim_end_matches(':').to_owned(), meaning });
            }
        }
        met
    }
}

/// What stands before the colon of a line, and whether there is one.
fn before_colon(line: &str) -> (&str, bool) {
    line.split_once(':').map_or((line, false), |(label, value)| (label, !value.starts_with("//")))
}

/// The cells of a row, with whether a label stands there: first, where answers follow.
fn of_row(row: &[String]) -> impl Iterator<Item = (&str, bool)> {
    let several = row.iter().filter(|cell| !cell.trim().is_empty()).count() > 1;
    row.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).map(move |(at, cell)| {
        let (label, colon) = before_colon(cell);
        if colon { (label, true) } else { (cell.as_str(), at == 0 && several) }
    })
}
