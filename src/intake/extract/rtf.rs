//! RTF: its own reader, because a form's tables, check boxes and labels must come out as such. What a mail
//! program packed into it as HTML is taken out again as HTML.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::{Encoding, WINDOWS_1252};

use super::code_pages::{of_character_set, of_code_page};
use super::flow::{Flow, symbol};
use super::form_field::{FieldKind, FormField};
use super::rtf_tokens::{Token, Tokens};
use super::{Extracted, html, text_or_scanned};

/// Deepest nesting of groups that is followed; what lies deeper is read as if it lay there.
const DEEPEST_GROUP: usize = 1_000;
/// Deepest nesting of tables.
const DEEPEST_TABLE: usize = 20;
/// Most cells of a row, and most entries of a drop-down, that are kept.
const MOST_CELLS: usize = 1_000;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum To {
    /// To the reader.
    #[default]
    Shown,
    /// Nowhere, but parts inside may be shown.
    Muted,
    /// Nowhere, with all that lies inside.
    Skipped,
    Fonts,
    Styles,
    Field,
    Choice,
    HtmlTag,
}

/// What holds inside a group and ends with it.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the format's own switches, each by itself")]
struct State {
    to: To,
    /// After `\*`: what follows may be ignored by who does not know it.
    may_be_ignored: bool,
    bold: bool,
    hidden: bool,
    deleted: bool,
    heading: bool,
    /// Inside of a text box or a footnote, whose lines belong to the paragraph around it.
    boxed: bool,
    /// Depth in tables.
    table: usize,
    nested_row: bool,
    font: i32,
    /// How many characters stand after one in Unicode for readers that have none.
    stand_ins: usize,
    /// RTF beside the HTML that says the same.
    beside_html: bool,
}

#[derive(Debug, Default)]
struct Font {
    encoding: Option<&'static Encoding>,
    draws_boxes: bool,
}

/// A field: what it says of itself, and whether the text shows more.
#[derive(Debug, Default)]
struct Field {
    /// How many groups were open outside of it.
    outside: usize,
    form: FormField,
    shown: bool,
}

struct Rtf {
    flow: Flow,
    state: State,
    groups: Vec<State>,
    too_deep: usize,
    fonts: BTreeMap<i32, Font>,
    headings: BTreeSet<i32>,
    style: i32,
    name: String,
    encoding: &'static Encoding,
    default_font: i32,
    /// Characters of a code page that were not decoded yet: some take two bytes.
    bytes: Vec<u8>,
    /// The first half of a character.
    half: Option<u16>,
    stand_ins_left: usize,
    /// Where cells end, of the row and of a row in a nested table.
    edges: [Vec<i32>; 2],
    fields: Vec<Field>,
    html: Option<String>,
}

/// Reads RTF.
pub(super) fn read(bytes: &[u8]) -> Extracted {
    let mut rtf = Rtf {
        flow: Flow::default(),
        state: State { stand_ins: 1, ..State::default() },
        groups: Vec::new(),
        too_deep: 0,
        fonts: BTreeMap::new(),
        headings: BTreeSet::new(),
        style: 0,
        name: String::new(),
        encoding: WINDOWS_1252,
        default_font: 0,
        bytes: Vec::new(),
        half: None,
        stand_ins_left: 0,
        edges: [Vec::new(), Vec::new()],
        fields: Vec::new(),
        html: None,
    };
    for token in Tokens::new(bytes) {
        rtf.token(token);
    }
    rtf.decode();
    let broken = !rtf.groups.is_empty();
    match rtf.html {
        Some(html) => text_or_scanned(html::read(&html)),
        None => rtf.flow.finish(broken),
    }
}

impl Rtf {
    fn token(&mut self, token: Token<'_>) {
        if let Token::Byte(byte) = token {
            if self.stand_ins_left > 0 {
                self.stand_ins_left -= 1;
            } else if self.state.to != To::Skipped {
                self.bytes.push(byte);
            }
            return;
        }
        self.decode();
        match token {
            Token::Open => {
                self.stand_ins_left = 0;
                if self.groups.len() < DEEPEST_GROUP {
                    self.groups.push(self.state.clone());
                } else {
                    self.too_deep += 1;
                }
                self.state.may_be_ignored = false;
            }
            Token::Close => self.close(),
            // A word that stands in for a character in Unicode.
            Token::Word(word, _) if self.stand_ins_left > 0 && word != "u" => self.stand_ins_left -= 1,
            Token::Word(..) | Token::Symbol(_) if self.state.to == To::Skipped => {}
            Token::Word(word, number) => {
                self.stand_ins_left = 0;
                let may_be_ignored = std::mem::take(&mut self.state.may_be_ignored);
                if !self.destination(word) {
                    if may_be_ignored {
                        self.state.to = To::Skipped;
                    } else {
                        self.word(word, number);
                    }
                }
            }
            Token::Symbol(b'*') => self.state.may_be_ignored = true,
            Token::Symbol(b'~') => self.show("\u{a0}"),
            Token::Symbol(b'_') => self.show("-"),
            Token::Symbol(b'\r' | b'\n') => self.end_paragraph(),
            Token::Symbol(b'\t') => self.show("\t"),
            Token::Symbol(letter @ (b'\\' | b'{' | b'}')) => self.show(char::from(letter).encode_utf8(&mut [0; 4])),
            Token::Byte(_) | Token::Symbol(_) => {}
        }
    }

    fn close(&mut self) {
        self.stand_ins_left = 0;
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(before) = self.groups.pop() else { return };
        if self.state.boxed && !before.boxed {
            self.show("\n");
        }
        self.state = before;
        if self.fields.last().is_some_and(|field| field.outside >= self.groups.len())
            && let Some(field) = self.fields.pop()
            && !field.shown
        {
            self.show(field.form.choice());
        }
    }

    /// Characters of the code page, to text.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.fonts.get(&self.state.font);
        let text = if self.state.to == To::Shown && font.is_some_and(|font| font.draws_boxes) {
            bytes.iter().map(|byte| symbol(u32::from(*byte))).collect()
        } else {
            let encoding = font.and_then(|font| font.encoding).unwrap_or(self.encoding);
            encoding.decode_without_bom_handling(&bytes).0.into_owned()
        };
        self.show(&text);
    }

    /// Enters a part of the file that is known by name.
    fn destination(&mut self, word: &str) -> bool {
        self.state.to = match word {
            "fonttbl" => To::Fonts,
            "stylesheet" => To::Styles,
            "formfield" => To::Field,
            "ffl" if self.state.to == To::Field => {
                if let Some(field) = self.fields.last_mut().filter(|field| field.form.choices.len() < MOST_CELLS) {
                    field.form.choices.push(String::new());
                }
                To::Choice
            }
            "htmltag" => To::HtmlTag,
            "fldinst" | "shpinst" | "do" | "upr" => To::Muted,
            "fldrslt" | "ud" => To::Shown,
            "shptxt" | "footnote" | "dptxbxtext" => {
                self.state.to = To::Shown;
                self.show("\n");
                self.state.boxed = true;
                To::Shown
            }
            "nesttableprops" => {
                self.state.nested_row = true;
                To::Shown
            }
            "field" => {
                if self.fields.len() < DEEPEST_GROUP {
                    let outside = self.groups.len().saturating_sub(1);
                    self.fields.push(Field { outside, ..Field::default() });
                }
                return true;
            }
            "colortbl" | "info" | "pict" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
            | "footerr" | "footerf" | "listtext" | "pntext" | "nonshppict" | "shprslt" | "sp" | "nonesttables"
            | "annotation" | "atnid" | "atnauthor" | "objdata" | "objclass" | "xe" | "tc" | "rxe" | "mhtmltag" => {
                To::Skipped
            }
            _ => return false,
        };
        true
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        match (self.state.to, word) {
            (_, "f") => self.state.font = number.unwrap_or_default(),
            (_, "uc") => self.state.stand_ins = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(16),
            (_, "u") => self.unicode(number.unwrap_or_default()),
            (_, "htmlrtf") => self.state.beside_html = on,
            (_, "ansicpg") => {
                self.encoding = of_code_page(number.and_then(|n| u32::try_from(n).ok()).unwrap_or_default());
            }
            (_, "mac") => self.encoding = of_code_page(10_000),
            (_, "deff") => self.default_font = number.unwrap_or_default(),
            (_, "fromhtml") => self.html = Some(String::new()),
            (To::Fonts, "fcharset") => {
                let encoding = number.and_then(|n| u32::try_from(n).ok()).and_then(of_character_set);
                self.fonts.entry(self.state.font).or_default().encoding = encoding;
            }
            (To::Styles, "s") => {
                self.style = number.unwrap_or_default();
                self.name.clear();
            }
            (To::Field, _) => {
                let Some(field) = self.fields.last_mut() else { return };
                match word {
                    "fftype" => field.form.kind = FieldKind::numbered(number.unwrap_or_default()),
                    "ffres" => field.form.chosen = number.filter(|n| *n != FormField::AS_BY_DEFAULT),
                    "ffdefres" => field.form.by_default = number.unwrap_or_default(),
                    _ => {}
                }
            }
            (To::HtmlTag, "par" | "line") => self.show("\n"),
            (To::HtmlTag, "tab") => self.show("\t"),
            (To::Shown, _) => self.shown_word(word, number),
            _ => {}
        }
    }

    /// A word about the text that is shown.
    fn shown_word(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        match word {
            "b" => self.state.bold = on,
            "v" => self.state.hidden = on,
            "deleted" => self.state.deleted = on,
            "plain" => {
                self.state.bold = false;
                self.state.hidden = false;
                self.state.deleted = false;
                self.state.font = self.default_font;
            }
            "pard" => {
                self.state.heading = false;
                self.state.table = 0;
            }
            "s" => self.state.heading = self.headings.contains(&number.unwrap_or_default()),
            "outlinelevel" => self.state.heading |= number.is_some_and(|level| level < 9),
            "intbl" => self.state.table = self.state.table.max(1),
            "itap" => {
                self.state.table = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(DEEPEST_TABLE);
            }
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" | "lbr" | "softline" | "column" => self.show("\n"),
            "tab" => self.show("\t"),
            "emdash" => self.show("\u{2014}"),
            "endash" => self.show("\u{2013}"),
            "lquote" => self.show("\u{2018}"),
            "rquote" => self.show("\u{2019}"),
            "ldblquote" => self.show("\u{201c}"),
            "rdblquote" => self.show("\u{201d}"),
            "bullet" => self.show("\u{2022}"),
            "emspace" | "enspace" | "qmspace" => self.show(" "),
            "trowd" => self.row().clear(),
            "cellx" => {
                let row = self.row();
                if row.len() < MOST_CELLS {
                    row.push(number.unwrap_or_default());
                }
            }
            "cell" | "nestcell" => self.end_cell(if word == "cell" { 1 } else { 2 }),
            "row" | "nestrow" => self.end_row(),
            _ => {}
        }
    }

    fn row(&mut self) -> &mut Vec<i32> {
        let [outer, nested] = &mut self.edges;
        if self.state.nested_row { nested } else { outer }
    }

    fn unicode(&mut self, number: i32) {
        self.stand_ins_left = self.state.stand_ins;
        // Written as a signed number of sixteen bits.
        let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) else { return };
        let units = [self.half.take().unwrap_or_default(), unit];
        if (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        let units = if (0xdc00..0xe000).contains(&unit) { &units[..] } else { &units[1..] };
        self.show(&String::from_utf16_lossy(units));
    }

    /// Text, to where it goes.
    fn show(&mut self, text: &str) {
        match self.state.to {
            To::Fonts => {
                let name = text.to_lowercase();
                if name.contains("wingdings") || name.contains("webdings") {
                    self.fonts.entry(self.state.font).or_default().draws_boxes = true;
                }
            }
            To::Styles => {
                self.name.push_str(&text.to_lowercase());
                let name = self.name.trim_start();
                if name.starts_with("heading") || name.starts_with("title") || name.starts_with("subtitle") {
                    self.headings.insert(self.style);
                }
                if text.contains(';') {
                    self.name.clear();
                }
            }
            To::Choice => {
                if let Some(choice) = self.fields.last_mut().and_then(|field| field.form.choices.last_mut()) {
                    choice.push_str(text);
                }
            }
            To::HtmlTag => {
                if let Some(html) = &mut self.html {
                    html.push_str(text);
                }
            }
            To::Shown if self.state.hidden || self.state.deleted => {}
            To::Shown => {
                if let Some(html) = &mut self.html {
                    if !self.state.beside_html {
                        html.push_str(text);
                    }
                    return;
                }
                if !text.trim().is_empty()
                    && let Some(field) = self.fields.last_mut()
                {
                    field.shown = true;
                }
                self.place();
                self.flow.add(text, self.state.bold);
            }
            To::Muted | To::Skipped | To::Field => {}
        }
    }

    /// Opens the paragraph, in the table it belongs to.
    fn place(&mut self) {
        if self.flow.in_paragraph() {
            return;
        }
        self.flow.enter(self.state.table);
        self.flow.begin_paragraph();
    }

    fn end_paragraph(&mut self) {
        if self.state.boxed || self.html.is_some() {
            self.show("\n");
            return;
        }
        self.place();
        self.flow.heading(self.state.heading);
        self.flow.end_paragraph();
    }

    /// Ends a cell of a table at least so deep: not all programs say beforehand that a text is in a table.
    fn end_cell(&mut self, table: usize) {
        if self.state.boxed || self.html.is_some() {
            self.show("\t");
            return;
        }
        let table = if table == 1 { 1 } else { self.state.table.max(table) };
        if self.flow.in_paragraph() && self.flow.depth() == table {
            self.flow.end_paragraph();
        } else if self.flow.in_paragraph() {
            self.flow.begin_table();
            self.flow.end_paragraph();
        }
        self.flow.enter(table);
        self.flow.end_cell();
    }

    fn end_row(&mut self) {
        if self.state.boxed || self.html.is_some() {
            self.show("\n");
            return;
        }
        let edges = self.row().clone();
        self.flow.end_row(edges);
    }
}

#[cfg(test)]
mod tests;
