//! Word documents: `word/document.xml` read by its own small reader, because a form's meaning is in its
//! tables, and those must come out as tables.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Extracted;
use super::flow::{Flow, symbol};
use super::form_field::{FieldKind, FormField};

/// Deepest nesting of fields, and most entries of a drop-down.
const MOST_FIELDS: usize = 100;

/// The reader's state.
#[derive(Debug, Default)]
struct Body {
    flow: Flow,
    bold: bool,
    hidden: bool,
    in_text: bool,
    /// Depth inside parts that are not text: deleted runs, fields' instructions, alternatives.
    skipped: usize,
    /// Fields around the text.
    fields: Vec<Field>,
    /// Content controls around the text, and whether each still shows what it says before it is filled in.
    prompting: Vec<bool>,
    /// Whether the first of several ways to draw something was taken.
    alternatives: Vec<bool>,
}

/// A field: what it says of itself, and whether the text shows more.
#[derive(Debug, Default)]
struct Field {
    form: FormField,
    shown: bool,
}

/// Reads the body of a Word document.
pub(super) fn read(xml: &str) -> Extracted {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut body = Body::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => body.open(&tag, false),
            Ok(Event::Empty(tag)) => body.open(&tag, true),
            Ok(Event::End(tag)) => body.close(tag.local_name().as_ref()),
            Ok(Event::Text(text)) if body.in_text && body.skipped == 0 => body.add(&text.xml10_content()),
            Ok(Event::GeneralRef(entity)) if body.in_text && body.skipped == 0 => {
                body.add(&super::html::entity(&entity));
            }
            Ok(Event::Eof) => return body.flow.finish(false),
            Ok(_) => {}
            Err(_) => return body.flow.finish(true),
        }
    }
}

/// The value of an attribute, whatever its namespace is called.
pub(super) fn attribute(tag: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == wanted)?;
    // A value may hold references (`&amp;`).
    let value = found.value.as_ref();
    Some(quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned))
}

/// Whether a switch is on: it is when it only stands there.
fn is_on(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}

fn number(tag: &BytesStart<'_>) -> Option<i32> {
    attribute(tag, "val").and_then(|value| value.parse().ok())
}

impl Body {
    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.local_name();
        let name: &str = name.as_ref();
        if self.skipped > 0 {
            self.skipped += usize::from(!empty);
            return;
        }
        match name {
            "del" | "instrText" | "delText" | "moveFrom" if !empty => self.skipped = 1,
            "sdt" if !empty => self.prompting.push(false),
            "showingPlcHdr" => {
                if let Some(prompting) = self.prompting.last_mut() {
                    *prompting = is_on(tag);
                }
            }
            "rStyle" => {
                let prompt = attribute(tag, "val").is_some_and(|style| style == "PlaceholderText");
                self.hidden |= prompt && self.prompting.last().copied().unwrap_or_default();
            }
            "AlternateContent" if !empty => self.alternatives.push(false),
            "Choice" | "Fallback" if !empty => match self.alternatives.last_mut() {
                Some(taken) if !*taken => *taken = true,
                _ => self.skipped = 1,
            },
            "tbl" if !empty => self.flow.begin_table(),
            "p" if !empty => self.flow.begin_paragraph(),
            "pStyle" => {
                let style = attribute(tag, "val").unwrap_or_default().to_lowercase();
                self.flow.heading(style.starts_with("heading") || style == "title" || style == "subtitle");
            }
            "r" => self.plain(),
            "b" => self.bold = is_on(tag),
            "vanish" => self.hidden |= is_on(tag),
            "t" if !empty => self.in_text = true,
            "tab" => self.add("\t"),
            "br" | "cr" => self.add("\n"),
            "noBreakHyphen" => self.add("-"),
            "sym" => {
                let code = attribute(tag, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                self.add(symbol(code.unwrap_or_default()).encode_utf8(&mut [0; 4]));
            }
            "gridSpan" => {
                self.flow.span(attribute(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(1));
            }
            // Rows may leave columns free at either end.
            "gridBefore" => self.flow.free_columns(attribute(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(0)),
            "fldChar" => match attribute(tag, "fldCharType").as_deref() {
                Some("begin") if self.fields.len() < MOST_FIELDS => self.fields.push(Field::default()),
                Some("end") => {
                    if let Some(field) = self.fields.pop()
                        && !field.shown
                    {
                        self.add(field.form.choice());
                    }
                }
                _ => {}
            },
            _ => self.form_field(tag, name),
        }
    }

    /// What an old form field says of itself.
    fn form_field(&mut self, tag: &BytesStart<'_>, name: &str) {
        let Some(form) = self.fields.last_mut().map(|field| &mut field.form) else { return };
        match name {
            "checkBox" => form.kind = FieldKind::Box,
            "ddList" => form.kind = FieldKind::List,
            "checked" => form.chosen = Some(i32::from(is_on(tag))),
            "result" => form.chosen = number(tag),
            "default" if form.kind == FieldKind::Box => form.by_default = i32::from(is_on(tag)),
            "default" => form.by_default = number(tag).unwrap_or_default(),
            "listEntry" if form.choices.len() < MOST_FIELDS => {
                form.choices.push(attribute(tag, "val").unwrap_or_default());
            }
            _ => {}
        }
    }

    fn plain(&mut self) {
        self.bold = false;
        self.hidden = false;
    }

    fn add(&mut self, text: &str) {
        if self.hidden {
            return;
        }
        if !text.trim().is_empty()
            && let Some(field) = self.fields.last_mut()
        {
            field.shown = true;
        }
        self.flow.add(text, self.bold);
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "r" => self.plain(),
            "p" => self.flow.end_paragraph(),
            "tc" => self.flow.end_cell(),
            "tr" => self.flow.end_row(Vec::new()),
            "tbl" => self.flow.end_table(),
            "sdt" => {
                self.prompting.pop();
            }
            "AlternateContent" => {
                self.alternatives.pop();
            }
            _ => {}
        }
    }
}
