//! Rows, columns and questions of a letter, told as sentences: who is named in a table, or beside a label that
//! blanks alone part from its answer, is then read as if it had been written out.

use super::tokens::is_wordlike;
use crate::intake::labels::Dictionary;
use crate::intake::rules::{Field, Owner};

/// Most lines of a table that may stand above each other, a cell each.
const MOST_COLUMNS: usize = 8;

/// Most bytes of a text that are looked through; so many words as are read seldom take more.
const MOST_BYTES: usize = 96 << 10;

/// The beginning of a text that is looked through, and whether there was more.
pub(super) fn bounded(text: &str) -> (&str, bool) {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (text.get(..end).unwrap_or_default(), end < text.len())
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// A whole name, of a child where the heading says so.
    Name { child: bool },
    /// Another fact of whoever the row is about.
    Fact(Field),
    /// A grown-up relative.
    Relative,
    /// Nothing that is read here.
    Else,
}

/// The text with its tables and label columns written out, and without the marks of quotes.
pub(super) fn written_out(dictionary: &Dictionary, text: &str) -> String {
    let plain = plain(text);
    let lines: Vec<&str> = plain.lines().map(|line| line.trim_start_matches(['>', ' '])).collect();
    let mut out = String::with_capacity(text.len());
    let mut columns: Vec<Column> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if let Some((used, rows)) = stacked(dictionary, lines.get(at..).unwrap_or_default()) {
            out.push_str(&rows);
            at += used;
            continue;
        }
        at += 1;
        if let Some(told) = led_by_dots(dictionary, line).or_else(|| dashed(dictionary, line)) {
            out.push_str(&told);
            out.push('\n');
            continue;
        }
        let cells = cells(line);
        if let Some(heading) = heading(dictionary, &cells) {
            columns = heading;
            continue;
        }
        if cells.len() >= 2 && !columns.is_empty() {
            out.push_str(&row(&columns, &cells));
            continue;
        }
        if !line.trim().is_empty() {
            columns.clear();
        }
        out.push_str(&labelled(dictionary, &cells).unwrap_or_else(|| line.replace(['\t', '|'], ", ")));
        out.push('\n');
    }
    out
}

/// The text with hyphens and blanks that do not break a line written as plain ones.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2012}' => '-',
            '\u{a0}' | '\u{202f}' | '\u{2007}' => ' ',
            c => c,
        })
        .collect()
}

/// "Tadhg Briain ..... P3 ..... 1/3/20" as "Tadhg Briain, P3, 1/3/20", and "Y.P. ..... Malachi" as "Y.P.: Malachi";
/// "Nkechi Obiora / 9R / DOB 16 Apr 13 / 14 Mill Yard" as well.
fn led_by_dots(dictionary: &Dictionary, line: &str) -> Option<String> {
    let cells: Vec<&str> = if line.contains("....") {
        line.split("...").map(|cell| cell.trim_matches(['.', ' '])).filter(|cell| !cell.is_empty()).collect()
    } else if line.matches(" / ").count() >= 3 {
        line.split(" / ").map(str::trim).collect()
    } else {
        return None;
    };
    match cells.as_slice() {
        [label, value] => Some(format!("{label}: {value}")),
        [_, _, ..] => Some(labelled(dictionary, &cells).unwrap_or_else(|| cells.join(", "))),
        _ => None,
    }
}

/// "Child - Hope Laidlaw" as "Child: Hope Laidlaw", and "Mother = Ann Laidlaw" as well.
fn dashed(dictionary: &Dictionary, line: &str) -> Option<String> {
    let parted = [" - ", " \u{2013} ", " = "].into_iter().filter_map(|mark| line.split_once(mark));
    let (label, value) = parted.min_by_key(|(label, _)| label.len())?;
    let label = label.trim_start_matches(['-', '*', '\u{2022}', ' ']);
    let known = dictionary.is_label(label) || dictionary.section(label).is_some();
    (known && !value.trim().is_empty()).then(|| format!("{label}: {}", value.trim()))
}

/// The cells of a line: parted by tabs, upright strokes or two blanks and more.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim().trim_matches('|');
    if line.contains('\t') || line.matches('|').count() > 1 {
        return line.split(['\t', '|']).map(str::trim).collect();
    }
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

/// What the columns of a heading hold; `None` where it is no heading of people.
fn heading(dictionary: &Dictionary, cells: &[&str]) -> Option<Vec<Column>> {
    if cells.len() < 2 || cells.iter().any(|c| c.contains(|c: char| c.is_ascii_digit() || c == ':')) {
        return None;
    }
    let columns: Vec<Column> = cells.iter().map(|cell| column(dictionary, cell)).collect();
    let named = columns.iter().any(|c| matches!(c, Column::Name { .. } | Column::Fact(Field::Given | Field::Family)));
    let told = columns.iter().filter(|c| !matches!(c, Column::Else)).count();
    (named && told >= 2).then_some(columns)
}

fn column(dictionary: &Dictionary, cell: &str) -> Column {
    let Some(meaning) = dictionary.meaning(cell).filter(|m| m.exact) else {
        return match dictionary.section(cell) {
            Some(Owner::Child | Owner::Sibling) => Column::Name { child: true },
            Some(Owner::Household) => Column::Relative,
            _ => Column::Else,
        };
    };
    match (meaning.owner, meaning.field) {
        (Some(Owner::Household), None | Some(Field::Name)) => Column::Relative,
        (Some(Owner::Referrer | Owner::Professional | Owner::Household | Owner::Request), _) => Column::Else,
        (owner, None | Some(Field::Name)) => Column::Name { child: owner.is_some() },
        (_, Some(field)) => Column::Fact(field),
    }
}

/// A row as a sentence: "child Donnacha Mulvenna, dob 06/03/2014."
fn row(columns: &[Column], cells: &[&str]) -> String {
    let of = |wanted: fn(Column) -> bool| {
        let at = columns.iter().position(|c| wanted(*c));
        at.and_then(|at| cells.get(at)).copied().filter(|cell| !cell.is_empty())
    };
    let given = of(|c| c == Column::Fact(Field::Given));
    let family = of(|c| c == Column::Fact(Field::Family));
    let whole = of(|c| matches!(c, Column::Name { .. }));
    let name = match (given, family, whole) {
        (Some(given), Some(family), _) => format!("{given} {family}"),
        (_, Some(family), Some(whole)) if !whole.contains(family) => format!("{whole} {family}"),
        (_, _, Some(whole)) => in_order(whole),
        (one, other, None) => one.or(other).unwrap_or_default().to_owned(),
    };
    if name.is_empty() {
        return cells.join(", ") + "\n";
    }
    let child = columns.contains(&Column::Name { child: true });
    let relation = of(|c| c == Column::Fact(Field::Relationship)).map(str::to_lowercase);
    let mut told = format!("\n\n{} {name}", relation.unwrap_or_else(|| if child { "child" } else { "" }.to_owned()));
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        let (before, after) = match column {
            Column::Fact(Field::DateOfBirth | Field::DueDate) => (", dob ", ""),
            Column::Fact(Field::Age) => (", aged ", ""),
            Column::Fact(Field::Gender) => (", ", ""),
            Column::Fact(Field::NhsNumber) => (", NHS number ", ""),
            Column::Fact(Field::Upn) => (", UPN ", ""),
            Column::Fact(Field::School) => (", attends ", ""),
            Column::Fact(Field::Address | Field::Postcode) => (", lives at ", ""),
            Column::Fact(Field::Alias) => (" (known as ", ")"),
            Column::Name { .. } | Column::Fact(_) | Column::Relative | Column::Else => continue,
        };
        told.push_str(before);
        told.push_str(cell);
        told.push_str(after);
    }
    told.push_str(".\n");
    let relatives = columns.iter().zip(cells).filter(|(c, cell)| **c == Column::Relative && !cell.is_empty());
    for (_, cell) in relatives {
        told.push_str("Parent: ");
        told.push_str(cell);
        told.push_str(".\n");
    }
    told
}

/// "Rafferty-Jones, Indigo" of a column of names as "Indigo Rafferty-Jones".
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given))
            if family.split_whitespace().all(is_wordlike) && given.split_whitespace().count() <= 3 =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.to_owned(),
    }
}

/// "PATIENT   Tom Hale" as "PATIENT: Tom Hale".
fn labelled(dictionary: &Dictionary, cells: &[&str]) -> Option<String> {
    let (label, value) = cells.split_first()?;
    let known = dictionary.is_label(label) || dictionary.section(label).is_some();
    let plain = !value.is_empty() && !label.ends_with([':', '.', ',']) && known;
    plain.then(|| format!("{label}: {}", value.join(", ")))
}

/// A table whose cells stand above each other, a line each: a heading of so many lines, and rows of as many. How many
/// lines it takes, and its rows as sentences.
fn stacked(dictionary: &Dictionary, lines: &[&str]) -> Option<(usize, String)> {
    let short = |line: &&&str| !line.trim().is_empty() && line.len() <= 30 && !line.contains([':', '\t', '|']);
    let first = lines.first().filter(short)?;
    if matches!(column(dictionary, first), Column::Else) {
        return None;
    }
    let begin: Vec<&str> = lines.iter().take(MOST_COLUMNS).take_while(short).copied().collect();
    (2..=begin.len()).rev().find_map(|width| {
        let columns = heading(dictionary, begin.get(..width)?).filter(|c| c.iter().all(|c| *c != Column::Else))?;
        let dated = columns.iter().position(|c| *c == Column::Fact(Field::DateOfBirth))?;
        let rest: Vec<&str> = lines.get(width..)?.iter().take_while(|l| !l.trim().is_empty()).copied().collect();
        let is_row = |row: &&[&str]| {
            row.len() == width && row.get(dated).is_some_and(|cell| cell.contains(|c: char| c.is_ascii_digit()))
        };
        let rows: Vec<&[&str]> = rest.chunks(width).take_while(is_row).collect();
        let told: String = rows.iter().map(|cells| row(&columns, cells)).collect();
        (!rows.is_empty()).then(|| (width + rows.len() * width, told))
    })
}
