//! Word documents: `word/document.xml` read by its own small reader, because a form's meaning is in its
//! tables, and those must come out as tables.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Extracted;
use super::flow::{Flow, symbol};

/// The reader's state.
#[derive(Debug, Default)]
struct Body {
    flow: Flow,
    bold: bool,
    in_text: bool,
    /// Depth inside parts that are not text: deleted runs, fields' instructions, alternatives.
    skipped: usize,
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
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return body.flow.finish(true),
        }
    }
    body.flow.finish(false)
}

fn value(tag: &BytesStart<'_>, wanted: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == wanted)
        .map(|a| a.value.to_string())
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
            "del" | "instrText" | "delText" | "Fallback" | "moveFrom" if !empty => self.skipped = 1,
            "tbl" if !empty => self.flow.begin_table(),
            "p" if !empty => self.flow.begin_paragraph(),
            "pStyle" => {
                let style = value(tag, "val").unwrap_or_default().to_lowercase();
                self.flow.heading(style.starts_with("heading") || style == "title" || style == "subtitle");
            }
            "r" => self.bold = false,
            "b" => self.bold = value(tag, "val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off")),
            "t" if !empty => self.in_text = true,
            "tab" => self.add("\t"),
            "br" | "cr" => self.add("\n"),
            "noBreakHyphen" => self.add("-"),
            "sym" => {
                let code = value(tag, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                self.add(symbol(code.unwrap_or_default()).encode_utf8(&mut [0; 4]));
            }
            "gridSpan" => self.flow.span(value(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(1)),
            // A check box of an old form field; those of content controls are drawn as text.
            "checked" if self.flow.in_paragraph() && tag.name().as_ref().starts_with("w:") => {
                let on = value(tag, "val").is_none_or(|v| !matches!(v.as_str(), "0" | "false"));
                self.add(if on { "\u{2612}" } else { "\u{2610}" });
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        self.flow.add(text, self.bold);
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "r" => self.bold = false,
            "p" => self.flow.end_paragraph(),
            "tc" => self.flow.end_cell(),
            "tr" => self.flow.end_row(Vec::new()),
            "tbl" => self.flow.end_table(),
            _ => {}
        }
    }
}
