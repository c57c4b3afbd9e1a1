//! Form fields of a PDF, and what was typed onto its pages: each value whole, at the line of its label.

use hayro_interpret::kurbo::{Affine, Rect};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect as Place};
use hayro_syntax::page::Page;

use super::pdf_layout::Mark;

/// Most annotations of a page, and most fields around one.
const MOST_ANNOTATIONS: usize = 2_000;
const DEEPEST_FIELD: usize = 8;
/// Flags: of an annotation that it is not seen, of a button that it holds no value.
const UNSEEN: u32 = 1 << 1 | 1 << 5;
const PUSH_BUTTON: u32 = 1 << 16;

/// Puts the page's values among its marks. `drawn` is what the annotations draw themselves: it counts where a
/// value is not known otherwise.
pub(super) fn add_values(page: &Page<'_>, initial: Affine, marks: &mut Vec<Mark>, mut drawn: Vec<Mark>) {
    let mut values: Vec<Mark> = Vec::new();
    for annotation in
        page.raw().get::<Array<'_>>("Annots").iter().flat_map(Array::iter::<Dict<'_>>).take(MOST_ANNOTATIONS)
    {
        let (Some(kind), Some(rect)) = (annotation.get::<Name<'_>>("Subtype"), annotation.get::<Place>("Rect")) else {
            continue;
        };
        let place = initial.transform_rect_bbox(Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
        let value = match kind.as_str() {
            "Widget" => field_value(&annotation),
            "FreeText" => text(annotation.get::<Object<'_>>("Contents")).map(Value::Text),
            _ => continue,
        };
        if annotation.get::<u32>("F").is_some_and(|flags| flags & UNSEEN != 0) {
            continue;
        }
        match value {
            Some(Value::Box(on)) => {
                drawn.retain(|mark| !holds(place, mark));
                values.push(tick(place, on));
            }
            Some(Value::Text(text)) => {
                drawn.retain(|mark| !holds(place, mark));
                values.push(written(place, &text, marks));
            }
            None => {}
        }
    }
    marks.extend(values);
    marks.extend(drawn);
}

fn holds(place: Rect, mark: &Mark) -> bool {
    let (x, y) = (mark.x + mark.width / 2.0, mark.y - mark.size * 0.3);
    x >= place.x0 - 1.0 && x <= place.x1 + 1.0 && y >= place.y0 - 1.0 && y <= place.y1 + 1.0
}

enum Value {
    Box(bool),
    Text(String),
}

/// The value of a field; `None` where it has none. What it does not say itself the fields around it say.
fn field_value(field: &Dict<'_>) -> Option<Value> {
    let mut around = vec![field.clone()];
    while let Some(parent) = around.last().and_then(|inner| inner.get::<Dict<'_>>("Parent")) {
        if around.len() >= DEEPEST_FIELD {
            break;
        }
        around.push(parent);
    }
    let kind = around.iter().find_map(|field| field.get::<Name<'_>>("FT"))?;
    let flags = around.iter().find_map(|field| field.get::<u32>("Ff")).unwrap_or_default();
    let value = || around.iter().find_map(|field| field.get::<Object<'_>>("V"));
    match kind.as_str() {
        "Btn" if flags & PUSH_BUTTON == 0 => {
            let state = field.get::<Name<'_>>("AS").map(|state| state.as_str().to_owned());
            let state = state.or_else(|| text(value()));
            Some(Value::Box(state.is_some_and(|state| state != "Off")))
        }
        "Tx" | "Ch" => text(value()).map(Value::Text),
        _ => None,
    }
}

/// A value as text; of several chosen at once, each on a line.
fn text(value: Option<Object<'_>>) -> Option<String> {
    let text = match value? {
        Object::String(text) => pdf_text(text.as_bytes()),
        Object::Name(name) => name.as_str().to_owned(),
        Object::Array(chosen) => {
            let chosen = chosen.iter::<Object<'_>>().take(MOST_ANNOTATIONS);
            let chosen: Vec<String> =
                chosen.filter_map(|one| if matches!(one, Object::Array(_)) { None } else { text(Some(one)) }).collect();
            chosen.join("\n")
        }
        Object::Null(_) | Object::Boolean(_) | Object::Number(_) | Object::Dict(_) | Object::Stream(_) => return None,
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A box, right before its caption.
fn tick(place: Rect, on: bool) -> Mark {
    let size = place.height().clamp(6.0, 10.0);
    let text = if on { "\u{2612} " } else { "\u{2610} " }.to_owned();
    let y = place.y1 - (place.height() - size * 0.7) / 2.0;
    Mark { x: place.x0 + 1.0, y, width: size, size, text, whole: false }
}

/// A value at the line of its label: of the lines to its left those that begin beside it, of those the upper one.
fn written(place: Rect, text: &str, marks: &[Mark]) -> Mark {
    let size = place.height().clamp(6.0, 10.0);
    let beside = |mark: &&Mark| {
        !mark.text.trim().is_empty()
            && mark.x + mark.width <= place.x0 + size
            && mark.y - mark.size * 0.3 >= place.y0
            && mark.y - mark.size * 0.3 <= place.y1
    };
    let label = marks.iter().filter(beside).min_by(|a, b| a.y.total_cmp(&b.y));
    let several = text.contains('\n') || place.height() > size * 2.5;
    let own = if several { place.y0 + size } else { place.y1 - (place.height() - size * 0.7) / 2.0 };
    let y = label.map_or(own, |label| label.y);
    Mark { x: place.x0 + 1.0, y, width: (place.width() - 2.0).max(1.0), size, text: text.to_owned(), whole: true }
}

/// A text string: UTF-16 with its mark, UTF-8 with its mark, else in `PDFDocEncoding`.
fn pdf_text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units: Vec<u16> =
            rest.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(u16::from_be_bytes).collect();
        return String::from_utf16_lossy(&units);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|b| pdf_character(*b)).collect()
}

/// A byte of `PDFDocEncoding` (ISO 32000-1, annex D.3); what it leaves undefined is taken as Latin 1.
fn pdf_character(byte: u8) -> char {
    const ACCENTS: [char; 8] = ['\u{2d8}', '\u{2c7}', '\u{2c6}', '\u{2d9}', '\u{2dd}', '\u{2db}', '\u{2da}', '\u{2dc}'];
    const HIGH: [char; 31] = [
        '\u{2022}', '\u{2020}', '\u{2021}', '\u{2026}', '\u{2014}', '\u{2013}', '\u{192}', '\u{2044}', '\u{2039}',
        '\u{203a}', '\u{2212}', '\u{2030}', '\u{201e}', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '\u{201a}',
        '\u{2122}', '\u{fb01}', '\u{fb02}', '\u{141}', '\u{152}', '\u{160}', '\u{178}', '\u{17d}', '\u{131}',
        '\u{142}', '\u{153}', '\u{161}', '\u{17e}',
    ];
    let at = |first: u8| usize::from(byte.wrapping_sub(first));
    match byte {
        0x18..=0x1f => ACCENTS.get(at(0x18)).copied(),
        0x80..=0x9e => HIGH.get(at(0x80)).copied(),
        0xa0 => Some('\u{20ac}'),
        _ => None,
    }
    .unwrap_or(char::from(byte))
}
