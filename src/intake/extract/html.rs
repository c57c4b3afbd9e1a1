//! HTML, as mail programs write it: a lenient reader that keeps headings, bold labels, line breaks and tables.

use crate::intake::document::{Block, Document};

/// Deepest nesting of tables that is followed.
const DEEPEST_TABLE: usize = 12;
/// Most columns and rows that a cell takes.
const WIDEST_CELL: usize = 20;
const TALLEST_CELL: usize = 200;

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    /// The cell's text so far; `None` between cells.
    cell: Option<String>,
    /// Columns the cell takes beyond its own: they become empty cells, so that columns stay in line.
    further: usize,
    /// Rows the cell takes beyond its own.
    below: usize,
    /// For how many rows more each column belongs to a cell further up: these are empty cells, too.
    taken: Vec<usize>,
}

impl Table {
    /// Empty cells where a cell from further up reaches down to this row.
    fn skip_taken(&mut self) {
        while let Some(rows) = self.taken.get_mut(self.row.len()).filter(|rows| **rows > 0) {
            *rows -= 1;
            self.row.push(String::new());
        }
    }

    /// Notes that the next cell reaches down through its columns.
    fn take_below(&mut self, columns: usize) {
        let below = std::mem::take(&mut self.below);
        let from = self.row.len();
        if below > 0 && from + columns <= WIDEST_CELL * 4 {
            self.taken.resize(self.taken.len().max(from + columns), 0);
            self.taken.iter_mut().skip(from).take(columns).for_each(|rows| *rows = below);
        }
    }
}

#[derive(Debug, Default)]
struct Page {
    document: Document,
    tables: Vec<Table>,
    line: String,
    bold: usize,
    heading: bool,
    letters: usize,
    bold_letters: usize,
    /// Where the bold beginning of the line ended.
    bold_until: Option<usize>,
    /// The term of a list of terms whose description comes next.
    term: Option<String>,
    /// In a quoted reply: only its text is kept, marked as quoted.
    quoted: usize,
}

/// Reads HTML.
pub(crate) fn read(html: &str) -> Document {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        page.text(text);
        if let Some(after) = tag.strip_prefix("<!--") {
            rest = after.find("-->").and_then(|end| after.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let is_tag = tag.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !is_tag {
            page.text("<");
            rest = tag.get(1..).unwrap_or_default();
            continue;
        }
        let Some(end) = tag_end(tag) else {
            rest = "";
            break;
        };
        let inside = tag.get(1..end).unwrap_or_default();
        rest = tag.get(end + 1..).unwrap_or_default();
        let name = tag_name(inside);
        if matches!(name.as_str(), "script" | "style" | "title") && !inside.ends_with('/') {
            rest = skip_to_end(rest, &name);
            continue;
        }
        page.tag(&name, inside);
    }
    page.text(rest);
    page.finish()
}

/// Where the tag ends: the first `>` outside of quotes.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().take(20_000) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    // An unbalanced quote: the first `>` after all.
    tag.find('>')
}

fn tag_name(inside: &str) -> String {
    inside
        .chars()
        .enumerate()
        .take_while(|(at, c)| c.is_ascii_alphanumeric() || (*at == 0 && *c == '/') || *c == ':')
        .map(|(_, c)| c.to_ascii_lowercase())
        .collect()
}

/// What follows the end of an element that is not shown. A title that never ends does not swallow the mail.
fn skip_to_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|tail| tail.find("</")) {
        let start = at + found + 2;
        if rest.get(start..start + name.len()).is_some_and(|closing| closing.eq_ignore_ascii_case(name)) {
            let tail = rest.get(start..).unwrap_or_default();
            return tail.find('>').and_then(|end| tail.get(end + 1..)).unwrap_or_default();
        }
        at = start;
        if name == "title" && at > 2_000 {
            return rest;
        }
    }
    if name == "title" { rest } else { "" }
}

impl Page {
    fn text(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let text = unescape(raw);
        for c in text.chars() {
            if c.is_whitespace() && c != '\u{a0}' {
                if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
                    self.line.push(' ');
                }
                continue;
            }
            let all_bold = self.bold_letters > 0 && self.bold_letters == self.letters;
            if self.bold == 0 && all_bold && c != ':' {
                self.bold_until.get_or_insert(self.line.len());
            }
            if c.is_alphanumeric() {
                self.bold_letters += usize::from(self.bold > 0);
                self.letters += 1;
            }
            self.line.push(if c == '\u{a0}' { ' ' } else { c });
        }
    }

    fn tag(&mut self, name: &str, inside: &str) {
        match name {
            "b" | "strong" => self.bold += 1,
            "/b" | "/strong" => self.bold = self.bold.saturating_sub(1),
            "br" | "br/" => self.break_line(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "legend" | "caption" => {
                self.end_block();
                self.heading = true;
            }
            "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "/legend" | "/caption" => {
                self.end_block();
                self.heading = false;
            }
            "p" | "/p" | "div" | "/div" | "li" | "/li" | "ul" | "/ul" | "ol" | "/ol" | "hr" | "section"
            | "/section" | "article" | "/article" | "body" | "/body" | "dd" | "/dd" | "dl" | "/dl" | "pre" | "/pre"
            | "form" | "/form" | "fieldset" | "/fieldset" | "center" | "/center" => self.end_block(),
            "dt" => {
                self.end_block();
                self.term = None;
            }
            "/dt" => {
                let term = std::mem::take(&mut self.line).trim().to_owned();
                (self.letters, self.bold_letters, self.bold_until) = (0, 0, None);
                self.term = (!term.is_empty()).then_some(term);
            }
            "blockquote" => {
                self.end_block();
                self.quoted += 1;
            }
            "/blockquote" => {
                self.end_block();
                self.quoted = self.quoted.saturating_sub(1);
            }
            "table" => {
                self.end_block();
                if self.tables.len() < DEEPEST_TABLE {
                    self.tables.push(Table::default());
                }
            }
            "td" | "th" => {
                self.end_cell();
                if let Some(table) = self.tables.last_mut() {
                    table.skip_taken();
                    table.cell = Some(String::new());
                    table.further = span(inside, "colspan").saturating_sub(1);
                    table.below = span(inside, "rowspan").saturating_sub(1);
                }
            }
            "/td" | "/th" => self.end_cell(),
            "tr" | "/tr" => {
                self.end_cell();
                self.end_row();
            }
            "/table" => {
                self.end_cell();
                self.end_row();
                if let Some(table) = self.tables.pop() {
                    self.end_table(table);
                }
            }
            "input" => {
                let lower = inside.to_ascii_lowercase();
                if lower.contains("checkbox") || lower.contains("radio") {
                    let on = lower.contains("checked");
                    self.text(if on { "\u{2612} " } else { "\u{2610} " });
                }
            }
            _ => {}
        }
    }

    fn break_line(&mut self) {
        while self.line.ends_with(' ') {
            self.line.pop();
        }
        if !self.line.is_empty() {
            self.line.push('\n');
        }
    }

    fn end_block(&mut self) {
        let line = std::mem::take(&mut self.line);
        let (letters, bold) = (self.letters, self.bold_letters);
        let bold_until = self.bold_until.take();
        self.letters = 0;
        self.bold_letters = 0;
        if let Some(cell) = self.tables.last_mut().and_then(|t| t.cell.as_mut()) {
            let text = line.trim();
            if !text.is_empty() {
                if !cell.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(text);
            }
            return;
        }
        let text = line.trim();
        if text.is_empty() {
            return;
        }
        if let Some(label) = self.term.take() {
            let value = text.to_owned();
            self.document.push(Block::Pair { label, value });
            return;
        }
        if self.quoted > 0 {
            let quoted: Vec<String> = text.lines().map(|l| format!("> {l}")).collect();
            self.document.push(Block::Paragraph(quoted.join("\n")));
            return;
        }
        let block = if self.heading {
            Block::Heading(text.to_owned())
        } else if letters > 0 && letters == bold {
            // "Other known as names:" without a value is bold throughout.
            Block::Label(text.to_owned())
        } else {
            // Where a bold label and its value can be told apart: one of each.
            match bold_until.and_then(|at| line.split_at_checked(at)) {
                Some((label, value))
                    if bold_is_label(label)
                        && letters > bold
                        && !value.contains(": ")
                        && value.lines().count() <= 6 =>
                {
                    Block::Pair {
                        label: label.trim_matches([' ', '\n', ':']).to_owned(),
                        value: value.trim_start_matches([':', ' ', '\n']).trim().to_owned(),
                    }
                }
                _ => Block::Paragraph(text.to_owned()),
            }
        };
        self.document.push(block);
    }

    fn end_cell(&mut self) {
        if self.tables.last().is_some_and(|t| t.cell.is_some()) {
            self.end_block();
            if let Some(table) = self.tables.last_mut()
                && let Some(cell) = table.cell.take()
            {
                let further = std::mem::take(&mut table.further);
                table.take_below(further + 1);
                table.row.push(cell);
                table.row.extend(std::iter::repeat_n(String::new(), further));
            }
        } else {
            self.end_block();
        }
    }

    fn end_row(&mut self) {
        if let Some(table) = self.tables.last_mut()
            && !table.row.is_empty()
        {
            table.skip_taken();
            let row = std::mem::take(&mut table.row);
            table.rows.push(row);
        }
    }

    /// A table of one column is a frame for laying out: its cells are paragraphs.
    fn end_table(&mut self, table: Table) {
        let rows: Vec<Vec<String>> =
            table.rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        if rows.is_empty() {
            return;
        }
        let single = rows.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() <= 1);
        if single && let Some(cell) = self.tables.last_mut().and_then(|outer| outer.cell.as_mut()) {
            for text in rows.into_iter().flatten() {
                if !cell.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(&text);
            }
            return;
        }
        if single {
            for text in rows.into_iter().flatten() {
                self.document.push(Block::Paragraph(text));
            }
        } else {
            self.document.push(Block::Table(rows));
        }
    }

    fn finish(mut self) -> Document {
        while let Some(table) = {
            self.end_cell();
            self.end_row();
            self.tables.pop()
        } {
            self.end_table(table);
        }
        self.end_block();
        self.document
    }
}

/// The columns or rows a cell takes.
fn span(inside: &str, attribute: &str) -> usize {
    let most = if attribute == "colspan" { WIDEST_CELL } else { TALLEST_CELL };
    let lower = inside.to_ascii_lowercase();
    let after = lower.split_once(attribute).map_or("", |(_, after)| after);
    let digits: String = after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    if after.trim_start().starts_with('=') { digits.parse().unwrap_or(1).clamp(1, most) } else { 1 }
}

fn bold_is_label(label: &str) -> bool {
    let label = label.trim();
    !label.is_empty() && label.len() <= 120 && label.lines().count() == 1
}

/// Text with its character references resolved.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name_end = from.bytes().take(32).position(|b| b == b';');
        if let Some(end) = name_end
            && let (Some(name), Some(after)) = (from.get(1..end), from.get(end + 1..))
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        {
            out.push_str(&entity(name));
            rest = after;
        } else {
            out.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// Names of the characters from U+00A0 to U+00FF: names of people need them.
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy",
    "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm",
    "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
    "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
    "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN",
    "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc",
    "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
    "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// The text of a character reference (`amp`, `#8217`, `eacute`), or the reference as it stood.
pub(crate) fn entity(name: &str) -> String {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        return match code {
            // What is meant by these is Windows-1252.
            Some(code @ 0x80..=0x9f) => u8::try_from(code).map_or('\u{fffd}', super::windows_1252).to_string(),
            Some(0) | None => '\u{fffd}'.to_string(),
            Some(code) => char::from_u32(code).unwrap_or('\u{fffd}').to_string(),
        };
    }
    let named = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "rsquo" => "\u{2019}",
        "lsquo" => "\u{2018}",
        "ldquo" => "\u{201c}",
        "rdquo" => "\u{201d}",
        "ndash" => "\u{2013}",
        "mdash" => "\u{2014}",
        "hellip" => "\u{2026}",
        "bull" => "\u{2022}",
        "euro" => "\u{20ac}",
        "ensp" | "emsp" | "thinsp" => " ",
        "zwnj" => "\u{200c}",
        "zwj" => "\u{200d}",
        "scaron" => "\u{161}",
        "Scaron" => "\u{160}",
        "oelig" => "\u{153}",
        "OElig" => "\u{152}",
        "check" => "\u{2713}",
        _ => "",
    };
    if !named.is_empty() {
        return named.to_owned();
    }
    LATIN
        .iter()
        .zip('\u{a0}'..='\u{ff}')
        .find(|(known, _)| **known == name)
        .map_or_else(|| format!("&{name};"), |(_, c)| c.to_string())
}
