//! What Word's binary files say of characters and paragraphs: pages of 512 bytes that map ranges of the file to
//! lists of changes ("sprms") to the style's properties.

use super::compound::{size_at, u16_at, u32_at};

/// Length of a page of properties.
const PAGE: usize = 512;
/// Most pages that are looked into: each holds up to a hundred ranges.
const MOST_PAGES: usize = 20_000;

/// Properties of a range of the file's bytes.
#[derive(Debug, Clone)]
pub(super) struct Run<T> {
    from: u32,
    to: u32,
    properties: T,
}

/// Properties of characters.
#[derive(Debug, Clone, Default)]
pub(super) struct Characters {
    pub(super) bold: bool,
    /// Hidden, or deleted with the change recorded.
    pub(super) hidden: bool,
    /// A character of a font of symbols.
    pub(super) symbol: Option<u16>,
    /// Where the data of a form field lies.
    pub(super) data: Option<u32>,
}

/// Properties of a paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct ParagraphRun {
    pub(super) style: u16,
    /// How deep it lies in tables.
    pub(super) table: usize,
    /// It is the mark at the end of a row.
    pub(super) ends_row: bool,
    /// It ends a cell of a nested table.
    pub(super) ends_cell: bool,
    /// Where the row's cells end.
    pub(super) edges: Vec<i32>,
}

/// The properties at a place in the file.
pub(super) fn at<T>(runs: &[Run<T>], place: u32) -> Option<&T> {
    let after = runs.partition_point(|run| run.from <= place);
    let run = runs.get(after.checked_sub(1)?)?;
    (place < run.to).then_some(&run.properties)
}

/// Properties of all characters. `places` says where their pages lie in `main`.
pub(super) fn characters(main: &[u8], places: &[u8]) -> Vec<Run<Characters>> {
    runs(main, places, |page, count, index| {
        let offset = usize::from(*page.get((count + 1) * 4 + index)?) * 2;
        let length = usize::from(*page.get(offset)?);
        let changes = if offset == 0 { &[][..] } else { page.get(offset + 1..offset + 1 + length)? };
        let mut found = Characters::default();
        for (code, operand) in Changes(changes) {
            let first = operand.first().copied().unwrap_or_default();
            match code {
                0x0835 => found.bold = matches!(first, 1 | 0x81),
                0x0800 | 0x083c => found.hidden |= matches!(first, 1 | 0x81),
                0x6a09 => found.symbol = u16_at(operand, 2),
                0x6a03 => found.data = u32_at(operand, 0),
                _ => {}
            }
        }
        Some(found)
    })
}

/// Properties of all paragraphs. Those of wide tables lie in `data`.
pub(super) fn paragraphs(main: &[u8], data: &[u8], places: &[u8]) -> Vec<Run<ParagraphRun>> {
    runs(main, places, |page, count, index| {
        let offset = usize::from(*page.get((count + 1) * 4 + index * 13)?) * 2;
        let mut found = ParagraphRun::default();
        if offset == 0 {
            return Some(found);
        }
        let (start, length) = match usize::from(*page.get(offset)?) {
            0 => (offset + 2, usize::from(*page.get(offset + 1)?) * 2),
            words => (offset + 1, words * 2 - 1),
        };
        let list = page.get(start..(start + length).min(PAGE))?;
        found.style = u16_at(list, 0)?;
        let mut in_table = false;
        let own = list.get(2..).unwrap_or_default();
        let elsewhere = Changes(own).find(|(code, _)| matches!(code, 0x6646 | 0x646b));
        let elsewhere = elsewhere.and_then(|(_, operand)| {
            let start = size_at(operand, 0)?;
            data.get(start.checked_add(2)?..)?.get(..usize::from(u16_at(data, start)?))
        });
        for (code, operand) in Changes(own).chain(Changes(elsewhere.unwrap_or_default())) {
            let on = operand.first().is_some_and(|first| *first != 0);
            match code {
                0x2416 => in_table = on,
                0x2417 | 0x244c => found.ends_row |= on,
                0x244b => found.ends_cell = on,
                0x6649 => found.table = size_at(operand, 0).unwrap_or_default().min(20),
                0xd608 => found.edges = edges(operand).unwrap_or_default(),
                _ => {}
            }
        }
        found.table = found.table.max(usize::from(in_table));
        Some(found)
    })
}

/// Where the cells of a row end: the edges without the leftmost one.
fn edges(operand: &[u8]) -> Option<Vec<i32>> {
    let cells = usize::from(*operand.first()?);
    let edge = |at: usize| u16_at(operand, 1 + at * 2).map(|edge| i32::from(edge.cast_signed()));
    (1..=cells).map(edge).collect()
}

/// The ranges of all pages, from the front of the file.
fn runs<T>(main: &[u8], places: &[u8], one: impl Fn(&[u8], usize, usize) -> Option<T>) -> Vec<Run<T>> {
    let pages = (places.len().saturating_sub(4) / 8).min(MOST_PAGES);
    let mut runs = Vec::new();
    for number in 0..pages {
        let Some(place) = size_at(places, (pages + 1 + number) * 4) else { break };
        let start = (place & 0x3f_ffff) * PAGE;
        let Some(page) = main.get(start..start + PAGE) else { continue };
        let count = usize::from(page.last().copied().unwrap_or_default());
        for index in 0..count {
            let (Some(from), Some(to)) = (u32_at(page, index * 4), u32_at(page, index * 4 + 4)) else { break };
            if let Some(properties) = one(page, count, index) {
                runs.push(Run { from, to, properties });
            }
        }
    }
    runs.sort_by_key(|run| run.from);
    runs
}

/// The changes of a list: each a code and its operand.
struct Changes<'a>(&'a [u8]);

impl<'a> Iterator for Changes<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let code = u16_at(self.0, 0)?;
        let (skip, length) = match code >> 13 {
            0 | 1 => (2, 1),
            2 | 4 | 5 => (2, 2),
            3 => (2, 4),
            7 => (2, 3),
            // The table's definition has a length of two bytes, which counts one too many.
            _ if code == 0xd608 => (4, usize::from(u16_at(self.0, 2)?).saturating_sub(1)),
            _ => (3, usize::from(*self.0.get(2)?)),
        };
        let rest = self.0.get(skip..)?;
        let (operand, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        self.0 = rest;
        Some((code, operand))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_operands_of_many_lengths() {
        let list = [0x35, 0x08, 1, 0x03, 0x6a, 1, 0, 0, 0, 0x08, 0xd6, 3, 0, 7, 8, 0x15, 0xc6, 2, 5, 6, 0x16, 0x24, 1];
        let read: Vec<(u16, Vec<u8>)> = Changes(&list).map(|(code, operand)| (code, operand.to_vec())).collect();
        assert_eq!(
            read,
            [
                (0x0835, vec![1]),
                (0x6a03, vec![1, 0, 0, 0]),
                (0xd608, vec![7, 8]),
                (0xc615, vec![5, 6]),
                (0x2416, vec![1]),
            ]
        );
    }
}
