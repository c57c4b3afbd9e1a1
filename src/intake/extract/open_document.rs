//! `OpenDocument` text: `content.xml`.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Extracted;
use super::flow::Flow;
use super::form_field::{FieldKind, FormField};
use super::word::attribute;

/// Most cells, and most blanks, that stand for one.
const MOST_REPEATED: usize = 64;
/// Most form controls, styles and nested runs of text.
const MOST_NAMES: usize = 10_000;

/// The reader's state.
#[derive(Debug, Default)]
struct Body {
    flow: Flow,
    /// Depth inside parts that are not text: deleted text, remarks.
    skipped: usize,
    /// The style that is being described, and those that are bold.
    style: String,
    bold_styles: BTreeSet<String>,
    /// Whether each of the runs around the text is bold.
    bold: Vec<bool>,
    /// The cells that the next one stands for.
    repeated: usize,
    field: Option<FormField>,
    /// What form controls hold, by their names.
    controls: BTreeMap<String, String>,
}

/// Reads the content of an `OpenDocument` text.
pub(super) fn read(xml: &str) -> Extracted {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut body = Body::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => body.open(&tag, false),
            Ok(Event::Empty(tag)) => body.open(&tag, true),
            Ok(Event::End(tag)) => body.close(tag.name().as_ref()),
            Ok(Event::Text(text)) if body.skipped == 0 => body.add(&text.xml10_content()),
            Ok(Event::GeneralRef(entity)) if body.skipped == 0 => body.add(&super::html::entity(&entity)),
            Ok(Event::Eof) => return body.flow.finish(false),
            Ok(_) => {}
            Err(_) => return body.flow.finish(true),
        }
    }
}

impl Body {
    fn add(&mut self, text: &str) {
        let bold = self.bold.last().copied().unwrap_or_default();
        self.flow.add(text, bold);
    }

    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        if self.skipped > 0 {
            self.skipped += usize::from(!empty);
            return;
        }
        let count = |wanted: &str| attribute(tag, wanted).and_then(|n| n.parse().ok()).unwrap_or(1).min(MOST_REPEATED);
        let name = tag.name();
        match name.as_ref() {
            "text:tracked-changes" | "office:annotation" if !empty => self.skipped = 1,
            "style:style" => self.style = attribute(tag, "name").unwrap_or_default(),
            "style:text-properties"
                if self.bold_styles.len() < MOST_NAMES
                    && attribute(tag, "font-weight").is_some_and(|weight| weight == "bold") =>
            {
                self.bold_styles.insert(self.style.clone());
            }
            "text:p" | "text:h" => {
                self.flow.begin_paragraph();
                self.run(tag);
                self.flow.heading(name.as_ref() == "text:h");
            }
            "text:span" => self.run(tag),
            "text:tab" => self.add("\t"),
            "text:line-break" => self.add("\n"),
            "text:s" => self.add(&" ".repeat(count("c"))),
            "table:table" => self.flow.begin_table(),
            "table:table-cell" | "table:covered-table-cell" => self.repeated = count("number-columns-repeated"),
            "field:fieldmark" | "field:fieldmark-start" => {
                let kind = match attribute(tag, "type").unwrap_or_default() {
                    kind if kind.ends_with("FORMCHECKBOX") => FieldKind::Box,
                    kind if kind.ends_with("FORMDROPDOWN") => FieldKind::List,
                    _ => FieldKind::Text,
                };
                self.field = Some(FormField { kind, ..FormField::default() });
            }
            "field:param" => self.parameter(tag),
            "form:checkbox"
            | "form:radio"
            | "form:text"
            | "form:textarea"
            | "form:formatted-text"
            | "form:combobox" => {
                self.control(tag, name.as_ref());
            }
            "draw:control" => {
                let held = attribute(tag, "control").and_then(|id| self.controls.get(&id).cloned()).unwrap_or_default();
                self.add(&held);
            }
            _ => {}
        }
        if empty {
            self.close(name.as_ref());
        }
    }

    /// Begins a run of text in a style.
    fn run(&mut self, tag: &BytesStart<'_>) {
        let around = self.bold.last().copied().unwrap_or_default();
        let own = attribute(tag, "style-name").is_some_and(|style| self.bold_styles.contains(&style));
        self.bold.push(around || own);
    }

    /// What a form field says of itself.
    fn parameter(&mut self, tag: &BytesStart<'_>) {
        let value = attribute(tag, "value").unwrap_or_default();
        let Some(field) = &mut self.field else { return };
        match attribute(tag, "name").unwrap_or_default().as_str() {
            "Checkbox_Checked" => field.chosen = Some(i32::from(value == "true")),
            "Dropdown_Selected" => field.chosen = value.parse().ok(),
            "Dropdown_ListEntry" if field.choices.len() < MOST_NAMES => field.choices.push(value),
            _ => {}
        }
    }

    fn control(&mut self, tag: &BytesStart<'_>, name: &str) {
        let own = |wanted: &[&str]| wanted.iter().find_map(|wanted| attribute(tag, wanted)).unwrap_or_default();
        let held = if matches!(name, "form:checkbox" | "form:radio") {
            let on = matches!(own(&["current-state", "current-selected"]).as_str(), "checked" | "true");
            format!("{} {} ", if on { '\u{2612}' } else { '\u{2610}' }, own(&["label"]))
        } else {
            own(&["current-value", "value"])
        };
        if self.controls.len() < MOST_NAMES {
            self.controls.insert(own(&["id"]), held);
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "text:p" | "text:h" => {
                self.bold.pop();
                self.flow.end_paragraph();
            }
            "text:span" => {
                self.bold.pop();
            }
            "field:fieldmark" | "field:fieldmark-end" => {
                if let Some(field) = self.field.take() {
                    self.add(field.choice());
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                for _ in 0..std::mem::take(&mut self.repeated).max(1) {
                    self.flow.end_cell();
                }
            }
            "table:table-row" => self.flow.end_row(Vec::new()),
            "table:table" => self.flow.end_table(),
            _ => {}
        }
    }
}
