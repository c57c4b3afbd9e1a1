//! Word documents of 1997 to 2003. Their text lies in pieces in one stream, the pieces and all properties are
//! listed in another; marks in the text end cells, and properties tell which of the marks end rows.

use std::collections::BTreeSet;

use super::compound::{Compound, size_at, stream, u16_at, u32_at};
use super::flow::{Flow, symbol};
use super::form_field::{FieldKind, FormField};
use super::word_97_properties::{Characters, ParagraphRun, Run, at, characters, paragraphs};
use super::{Extracted, windows_1252};
use crate::domain::Lock;

/// What a Word document begins with, and the oldest version read: that of 1997.
const WORD: u16 = 0xa5ec;
const OLDEST: u16 = 0xc1;
/// Deepest nesting of fields, and most entries of a drop-down.
const MOST_FIELDS: usize = 100;
/// Styles that head a part: headings, title, subtitle, by Word's own numbers for them.
const HEADINGS: [u16; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 62, 74];

/// A piece of the text: where it lies, and whether its characters take two bytes.
struct Piece {
    characters: usize,
    place: usize,
    wide: bool,
}

struct Word {
    main: Vec<u8>,
    data: Vec<u8>,
    characters: Vec<Run<Characters>>,
    paragraphs: Vec<Run<ParagraphRun>>,
    headings: BTreeSet<u16>,
    flow: Flow,
    /// The paragraph so far: only the mark at its end tells where it belongs.
    parts: Vec<(String, bool)>,
    fields: Vec<Field>,
}

#[derive(Default)]
struct Field {
    in_instruction: bool,
    form: FormField,
    shown: bool,
}

/// Reads a Word document.
pub(super) fn read(file: &mut Compound<'_>) -> Extracted {
    let main = stream(file, "WordDocument").unwrap_or_default();
    let flags = u16_at(&main, 10).unwrap_or_default();
    if u16_at(&main, 0) != Some(WORD) || u16_at(&main, 2).is_none_or(|version| version < OLDEST) {
        return Extracted::Unsupported;
    }
    if flags & 0x0100 != 0 {
        return Extracted::Protected(Lock::Password);
    }
    let table = stream(file, if flags & 0x0200 == 0 { "0Table" } else { "1Table" }).unwrap_or_default();
    let data = stream(file, "Data").unwrap_or_default();
    // The header lists the parts of the table stream: a place and a length each.
    let part = |number: usize| {
        let entry = 0x9a + number * 8;
        let start = size_at(&main, entry)?;
        table.get(start..start.checked_add(size_at(&main, entry + 4)?)?)
    };
    let Some(pieces) = part(33).and_then(pieces) else {
        return Extracted::Failed("the document's list of its text is damaged".to_owned());
    };
    let mut word = Word {
        characters: characters(&main, part(12).unwrap_or_default()),
        paragraphs: paragraphs(&main, &data, part(13).unwrap_or_default()),
        headings: headings(part(1).unwrap_or_default()),
        data,
        flow: Flow::default(),
        parts: Vec::new(),
        fields: Vec::new(),
        main,
    };
    // Behind one another: text, footnotes, headers, macros, comments, endnotes, text boxes.
    let lengths: Vec<usize> = (0..7).map(|at| size_at(&word.main, 0x4c + at * 4).unwrap_or_default()).collect();
    let mut from = 0_usize;
    let mut broken = false;
    for (kind, length) in lengths.into_iter().enumerate() {
        if matches!(kind, 0 | 1 | 5 | 6) {
            broken |= !word.read(&pieces, from, length);
            word.end_paragraph(&ParagraphRun::default());
            word.fields.clear();
        }
        from = from.saturating_add(length);
    }
    word.flow.finish(broken)
}

/// The pieces of the text, in order.
fn pieces(mut list: &[u8]) -> Option<Vec<Piece>> {
    // Before the pieces stand lists of changes.
    while list.first() == Some(&1) {
        list = list.get(3 + usize::from(u16_at(list, 1)?)..)?;
    }
    let length = size_at(list, 1)?;
    let list = list.get(5..)?.get(..length)?;
    let count = length.checked_sub(4)? / 12;
    let mut pieces = Vec::with_capacity(count);
    for number in 0..count {
        let (from, to) = (size_at(list, number * 4)?, size_at(list, number * 4 + 4)?);
        let place = u32_at(list, (count + 1) * 4 + number * 8 + 2)?;
        let wide = place & 0x4000_0000 == 0;
        let place = usize::try_from(place & 0x3fff_ffff).ok()?;
        pieces.push(Piece { characters: to.checked_sub(from)?, place: if wide { place } else { place / 2 }, wide });
    }
    Some(pieces)
}

/// The numbers of the styles that head a part.
fn headings(list: &[u8]) -> BTreeSet<u16> {
    let mut found = BTreeSet::new();
    let Some(mut rest) = u16_at(list, 0).and_then(|length| list.get(2 + usize::from(length)..)) else { return found };
    for number in 0..u16::MAX {
        let Some(length) = u16_at(rest, 0).map(usize::from) else { break };
        if length >= 2 && u16_at(rest, 2).is_some_and(|style| HEADINGS.contains(&(style & 0x0fff))) {
            found.insert(number);
        }
        // Each begins at an even place.
        rest = rest.get(2 + length + length % 2..).unwrap_or_default();
    }
    found
}

impl Word {
    /// Reads some characters of the text; `false` where the file ends before them.
    fn read(&mut self, pieces: &[Piece], from: usize, length: usize) -> bool {
        let (mut skip, mut left) = (from, length);
        for piece in pieces {
            let skipped = skip.min(piece.characters);
            skip -= skipped;
            let count = (piece.characters - skipped).min(left);
            let width = if piece.wide { 2 } else { 1 };
            let start = piece.place.saturating_add(skipped.saturating_mul(width));
            let mut half = None;
            for place in (start..).step_by(width).take(count) {
                left -= 1;
                let read = if piece.wide {
                    u16_at(&self.main, place)
                } else {
                    // Characters of western Europe all have codes of two bytes.
                    self.main.get(place).and_then(|byte| u16::try_from(u32::from(windows_1252(*byte))).ok())
                };
                let Some(unit) = read else { return false };
                if (0xd800..0xdc00).contains(&unit) {
                    half = Some(unit);
                    continue;
                }
                let units = half.take().into_iter().chain([unit]);
                let c = char::decode_utf16(units).next().and_then(Result::ok).unwrap_or('\u{fffd}');
                self.character(c, u32::try_from(place).unwrap_or(u32::MAX));
            }
        }
        left == 0
    }

    fn character(&mut self, c: char, place: u32) {
        let mark = matches!(c, '\u{7}' | '\r' | '\u{c}');
        if mark && self.fields.iter().all(|field| !field.in_instruction) {
            let end = at(&self.paragraphs, place).cloned().unwrap_or_default();
            self.mark(c, &end);
            return;
        }
        let properties = at(&self.characters, place).cloned().unwrap_or_default();
        match c {
            '\u{13}' if self.fields.len() < MOST_FIELDS => {
                self.fields.push(Field { in_instruction: true, ..Field::default() });
            }
            '\u{14}' => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_instruction = false;
                }
            }
            '\u{15}' => {
                if let Some(field) = self.fields.pop()
                    && !field.shown
                {
                    self.add(field.form.choice(), properties.bold);
                }
            }
            '\u{1}' if self.fields.last().is_some_and(|field| field.in_instruction) => {
                let form = properties.data.and_then(|place| form_field(&self.data, place));
                if let (Some(form), Some(field)) = (form, self.fields.last_mut()) {
                    field.form = form;
                }
            }
            _ if properties.hidden => {}
            _ if properties.symbol.is_some() => {
                let drawn = symbol(u32::from(properties.symbol.unwrap_or_default()));
                self.add(drawn.encode_utf8(&mut [0; 4]), properties.bold);
            }
            '\u{b}' | '\u{e}' => self.add("\n", properties.bold),
            '\u{1e}' => self.add("-", properties.bold),
            '\t' => self.add("\t", properties.bold),
            control if control < ' ' => {}
            shown => self.add(shown.encode_utf8(&mut [0; 4]), properties.bold),
        }
    }

    fn add(&mut self, text: &str, bold: bool) {
        if self.fields.iter().any(|field| field.in_instruction) {
            return;
        }
        if !text.trim().is_empty()
            && let Some(field) = self.fields.last_mut()
        {
            field.shown = true;
        }
        match self.parts.last_mut() {
            Some((part, same)) if *same == bold => part.push_str(text),
            _ => self.parts.push((text.to_owned(), bold)),
        }
    }

    /// A mark that ends a row, a cell or a paragraph.
    fn mark(&mut self, c: char, end: &ParagraphRun) {
        let table = if c == '\u{7}' { end.table.max(1) } else { end.table };
        if end.ends_row && table > 0 {
            self.flow.enter(table);
            self.flow.end_row(end.edges.clone());
            self.parts.clear();
            return;
        }
        self.end_paragraph(&ParagraphRun { table, ..end.clone() });
        if c == '\u{7}' || end.ends_cell {
            self.flow.end_cell();
        }
    }

    fn end_paragraph(&mut self, end: &ParagraphRun) {
        self.flow.enter(end.table);
        self.flow.begin_paragraph();
        for (text, bold) in std::mem::take(&mut self.parts) {
            self.flow.add(&text, bold);
        }
        self.flow.heading(self.headings.contains(&end.style));
        self.flow.end_paragraph();
    }
}

/// A form field, by the data that its mark points to.
fn form_field(data: &[u8], place: u32) -> Option<FormField> {
    let start = usize::try_from(place).ok()?;
    let header = usize::from(u16_at(data, start.checked_add(4)?)?);
    let field = data.get(start.checked_add(header)?..)?;
    let bits = u16_at(field, 4)?;
    let kind = FieldKind::numbered(i32::from(bits & 3));
    let chosen = Some(i32::from((bits >> 2) & 0x1f)).filter(|chosen| *chosen != FormField::AS_BY_DEFAULT);
    // A name, led by its length and ended by a zero.
    let after_text = |at: usize| Some(at + 2 + usize::from(u16_at(field, at)?) * 2 + 2);
    let mut at = after_text(10)?;
    if kind == FieldKind::Text {
        return Some(FormField { kind, ..FormField::default() });
    }
    let by_default = i32::from(u16_at(field, at)?);
    at += 2;
    let mut choices = Vec::new();
    if kind == FieldKind::List {
        // Format, help, status, two macros; then the entries.
        for _ in 0..5 {
            at = after_text(at)?;
        }
        let (count, extra) = (usize::from(u16_at(field, at + 2)?), usize::from(u16_at(field, at + 4)?));
        at += 6;
        for _ in 0..count.min(MOST_FIELDS) {
            let length = usize::from(u16_at(field, at)?);
            let units: Vec<u16> = (0..length).map_while(|unit| u16_at(field, at + 2 + unit * 2)).collect();
            choices.push(String::from_utf16_lossy(&units));
            at += 2 + length * 2 + extra;
        }
    }
    Some(FormField { kind, chosen, by_default, choices })
}

#[cfg(test)]
mod tests;
