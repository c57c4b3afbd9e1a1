//! What every kind of file is read into: headings, paragraphs, labelled values and tables, in reading order.
//!
//! Word, PDF, HTML and plain text all end here, so that a form is understood once, whatever it was sent as.

use serde::{Deserialize, Serialize};

use crate::domain::Problem;

/// Most blocks kept of one document; a form has some hundreds.
const MOST_BLOCKS: usize = 20_000;
/// Most bytes of text kept of one document.
const MOST_TEXT: usize = 1 << 20;

/// A document in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// What it consists of.
    pub blocks: Vec<Block>,
    /// Parts of it that could not be read (a scanned page, an attachment of an attached mail).
    pub unread: Vec<Problem>,
    /// Bytes of text so far.
    size: usize,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A heading, by its style.
    Heading(String),
    /// Text; line feeds inside are the writer's own.
    Paragraph(String),
    /// An emphasised line that stands alone: probably the label of what follows.
    Label(String),
    /// A value that structure alone ties to its label (a form field, a bold label and its text).
    Pair {
        /// The label, as written.
        label: String,
        /// The value, perhaps empty.
        value: String,
    },
    /// Rows of cells; a cell may hold line feeds. Rows may differ in length.
    Table(Vec<Vec<String>>),
}

impl Document {
    /// Adds a block; empty ones and those beyond the bounds are left out, the latter with a note.
    pub fn push(&mut self, block: Block) {
        let size = block.size();
        if size == 0 {
            return;
        }
        if self.blocks.len() >= MOST_BLOCKS || self.size.saturating_add(size) > MOST_TEXT {
            let note = Problem::Broken("a part beyond the limit of length".to_owned());
            if !self.unread.contains(&note) {
                self.unread.push(note);
            }
            return;
        }
        self.size += size;
        self.blocks.push(block);
    }

    /// Adds all of another document.
    pub fn append(&mut self, other: Self) {
        for block in other.blocks {
            self.push(block);
        }
        self.unread.extend(other.unread);
    }

    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The text as a person would read it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.size + self.blocks.len());
        let mut after_paragraph = false;
        for block in &self.blocks {
            let paragraph = matches!(block, Block::Paragraph(_));
            if !text.is_empty() {
                text.push_str(if paragraph && after_paragraph { "\n\n" } else { "\n" });
            }
            after_paragraph = paragraph;
            match block {
                Block::Heading(line) | Block::Paragraph(line) | Block::Label(line) => text.push_str(line),
                Block::Pair { label, value } => {
                    text.push_str(label.trim_end_matches([':', ' ']));
                    text.push_str(": ");
                    text.push_str(value);
                }
                Block::Table(rows) => {
                    let rows: Vec<String> = rows.iter().map(|cells| cells.join("\t").replace('\n', " ")).collect();
                    text.push_str(&rows.join("\n"));
                }
            }
        }
        text
    }
}

impl Block {
    /// Bytes of text that are not white space, as far as the bounds need it: zero means blank.
    fn size(&self) -> usize {
        let of = |text: &String| if text.trim().is_empty() { 0 } else { text.len() };
        match self {
            Self::Heading(text) | Self::Paragraph(text) | Self::Label(text) => of(text),
            Self::Pair { label, value } => of(label) + of(value),
            Self::Table(rows) => rows.iter().flatten().map(of).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_bounded_and_says_so() {
        let mut document = Document::default();
        for _ in 0..5 {
            document.push(Block::Paragraph("x".repeat(300_000)));
        }
        assert_eq!(document.blocks.len(), 3);
        assert_eq!(document.unread, [Problem::Broken("a part beyond the limit of length".to_owned())]);
    }

    #[test]
    fn the_text_of_a_table_is_its_rows() {
        let mut document = Document::default();
        document.push(Block::Heading("Child".into()));
        document.push(Block::Pair { label: "Name:".into(), value: "Kofi".into() });
        document.push(Block::Table(vec![vec!["a".into(), "b\nc".into()]]));
        assert_eq!(document.text(), "Child\nName: Kofi\na\tb c");
    }
}
