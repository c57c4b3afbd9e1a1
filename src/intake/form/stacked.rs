//! Tables that a mail program wrote one cell to a line: the row of labels first, then row after row.

use crate::intake::document::Block;
use crate::intake::labels::Dictionary;
use crate::intake::rules::Field;

/// Fewest labels in a row, and most.
const FEWEST: usize = 3;
const MOST: usize = 16;

/// The blocks with such tables put together again.
pub(super) fn rebuilt(dictionary: &Dictionary, blocks: &[Block]) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        at += 1;
        let Block::Paragraph(text) = block else {
            out.push(block.clone());
            continue;
        };
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let Some((from, width)) = labels(dictionary, &lines) else {
            out.push(block.clone());
            continue;
        };
        let header = lines.get(from..from + width).unwrap_or_default();
        let after = lines.get(from + width..).unwrap_or_default();
        let mut rows: Vec<Vec<String>> = vec![owned(header)];
        let mut rest: &[&str] = after;
        if after.is_empty() {
            // Each row is a paragraph of its own.
            while let Some(Block::Paragraph(row)) = blocks.get(at) {
                let cells: Vec<&str> = row.lines().map(str::trim).collect();
                if cells.len() != width || !is_row(dictionary, header, &cells) {
                    break;
                }
                rows.push(owned(&cells));
                at += 1;
            }
        } else {
            while let Some((row, further)) = rest.split_at_checked(width)
                && is_row(dictionary, header, row)
            {
                rows.push(owned(row));
                rest = further;
            }
        }
        if rows.len() < 2 {
            out.push(block.clone());
            continue;
        }
        let before = lines.get(..from).unwrap_or_default();
        for part in [
            Some(Block::Paragraph(before.join("\n"))),
            Some(Block::Table(rows)),
            Some(Block::Paragraph(rest.join("\n"))),
        ] {
            out.extend(part.filter(|block| !matches!(block, Block::Paragraph(text) if text.trim().is_empty())));
        }
    }
    out
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// Where some lines one after the other are labels and nothing else, a name and something else of a person among
/// them; and how many.
fn labels(dictionary: &Dictionary, lines: &[&str]) -> Option<(usize, usize)> {
    let field = |line: &str| dictionary.meaning(line).filter(|m| m.exact && !line.ends_with(':')).and_then(|m| m.field);
    let fields: Vec<Option<Field>> = lines.iter().map(|line| field(line)).collect();
    let mut at = 0;
    while at < fields.len() {
        let width = fields.iter().skip(at).take_while(|field| field.is_some()).count();
        let run: Vec<Field> = fields.iter().skip(at).take(width).flatten().copied().collect();
        let named = run.iter().any(|f| super::NAMES.contains(f));
        let facts = [Field::DateOfBirth, Field::Age, Field::Gender, Field::Relationship, Field::School];
        if (FEWEST..=MOST).contains(&width) && named && run.iter().any(|f| facts.contains(f)) {
            return Some((at, width));
        }
        at += width.max(1);
    }
    None
}

/// Whether lines can be a row under these labels: no label in the name's place, and a date, an age or nothing known
/// where a date is asked for.
fn is_row(dictionary: &Dictionary, header: &[&str], row: &[&str]) -> bool {
    header.iter().zip(row).all(|(label, cell)| {
        let field = dictionary.meaning(label).and_then(|m| m.field);
        match field {
            Some(Field::DateOfBirth) => {
                cell.chars().any(|c| c.is_ascii_digit()) || cell.split_whitespace().count() <= 3
            }
            Some(f) if super::NAMES.contains(&f) => {
                !cell.is_empty() && !cell.chars().any(|c| c.is_ascii_digit()) && !cell.ends_with([':', '.', '?'])
            }
            _ => true,
        }
    })
}
