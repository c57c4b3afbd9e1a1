//! PDF: every glyph with its place, every ruled line, and the values of form fields that are not drawn.

use std::sync::Arc;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::object::{Array, Dict, Name, Object};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::Extracted;
use super::pdf_layout::{Mark, Rule, lay_out};
use crate::domain::Problem;
use crate::intake::document::Document;

/// Most pages that are read.
const MOST_PAGES: usize = 200;
/// Most glyphs, and most ruled lines, of one page.
const MOST_MARKS: usize = 60_000;
const MOST_RULES: usize = 4_000;

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Extracted {
    let pdf = match Pdf::new(Arc::new(bytes.to_vec())) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(error)) => {
            return match error {
                DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm => Extracted::Protected,
                DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption => {
                    Extracted::Failed("its encryption is damaged".to_owned())
                }
            };
        }
        Err(LoadPdfError::Invalid) => return Extracted::Failed("it is no valid PDF".to_owned()),
    };
    let mut document = Document::default();
    let cache = InterpreterCache::new();
    let pages = pdf.pages();
    for (index, page) in pages.iter().take(MOST_PAGES).enumerate() {
        let mut sheet = Sheet::default();
        let initial = page.initial_transform(true).to_kurbo();
        let (width, height) = page.render_dimensions();
        let mut context = Context::new(
            initial,
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut sheet);
        fields(page, initial, &mut sheet);
        let text = sheet.marks.iter().any(|m| !m.text.trim().is_empty());
        if text {
            for block in lay_out(sheet.marks, &sheet.rules) {
                document.push(block);
            }
        } else if sheet.pictures > 0 {
            document.unread.push(Problem::Scanned(format!("page {}", index + 1)));
        }
    }
    if pages.len() > MOST_PAGES {
        document.unread.push(Problem::Broken("pages beyond the limit".to_owned()));
    }
    if document.is_empty() { Extracted::Scanned } else { Extracted::Text(document) }
}

/// What was drawn on one page.
#[derive(Debug, Default)]
struct Sheet {
    marks: Vec<Mark>,
    rules: Vec<Rule>,
    pictures: usize,
}

impl Sheet {
    /// A straight line that may be the border of a cell.
    fn rule(&mut self, from: Point, to: Point) {
        let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        if self.rules.len() >= MOST_RULES || !(dx + dy).is_finite() {
            return;
        }
        if dy < 1.0 && dx > 4.0 {
            self.rules.push(Rule {
                across: true,
                at: f64::midpoint(from.y, to.y),
                from: from.x.min(to.x),
                to: from.x.max(to.x),
            });
        } else if dx < 1.0 && dy > 4.0 {
            self.rules.push(Rule {
                across: false,
                at: f64::midpoint(from.x, to.x),
                from: from.y.min(to.y),
                to: from.y.max(to.y),
            });
        }
    }

    fn outline(&mut self, path: &BezPath, transform: Affine) {
        let mut start = Point::ZERO;
        let mut last = Point::ZERO;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => {
                    start = to;
                    last = to;
                }
                PathEl::LineTo(to) => {
                    self.rule(transform * last, transform * to);
                    last = to;
                }
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => last = to,
                PathEl::ClosePath => {
                    self.rule(transform * last, transform * start);
                    last = start;
                }
            }
        }
    }
}

impl<'a> Device<'a> for Sheet {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Stroke(_) | DrawMode::FillAndStroke(..) => self.outline(path, props.transform),
            DrawMode::Fill(_) => {
                // Word processors draw borders as thin filled boxes.
                let bounds = props.transform.transform_rect_bbox(hayro_interpret::kurbo::Shape::bounding_box(path));
                if bounds.height() < 3.0 {
                    let y = bounds.center().y;
                    self.rule(Point::new(bounds.x0, y), Point::new(bounds.x1, y));
                } else if bounds.width() < 3.0 {
                    let x = bounds.center().x;
                    self.rule(Point::new(x, bounds.y0), Point::new(x, bounds.y1));
                }
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if self.marks.len() >= MOST_MARKS {
                return;
            }
            let placed = props.transform * glyph.transform();
            let origin = placed * Point::ZERO;
            let size = (placed * Point::new(0.0, 1000.0) - origin).hypot();
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let width = (placed * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0) - origin).hypot();
            if !(origin.x.is_finite() && origin.y.is_finite() && size.is_finite() && width.is_finite()) || size < 1.0 {
                continue;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => "\u{fffd}".to_owned(),
            };
            self.marks.push(Mark { x: origin.x, y: origin.y, width, size, text });
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.pictures += 1;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Form fields that the file does not draw itself: their values are put where they would stand. Boxes are
/// put as boxes whether drawn or not, since a drawn tick is seldom a letter.
fn fields(page: &Page<'_>, initial: Affine, sheet: &mut Sheet) {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return };
    for field in annotations.iter::<Dict<'_>>().take(2_000) {
        if field.get::<Name<'_>>("Subtype").is_none_or(|name| name.as_str() != "Widget") {
            continue;
        }
        let Some(rect) = field.get::<hayro_syntax::object::Rect>("Rect") else { continue };
        let place = initial.transform_rect_bbox(Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
        let parent = field.get::<Dict<'_>>("Parent");
        let kind = field
            .get::<Name<'_>>("FT")
            .or_else(|| parent.as_ref().and_then(|p| p.get::<Name<'_>>("FT")))
            .map(|name| name.as_str().to_owned());
        let text = match kind.as_deref() {
            Some("Btn") => field
                .get::<Name<'_>>("AS")
                .map(|state| if state.as_str() == "Off" { "\u{2610} ".to_owned() } else { "\u{2612} ".to_owned() }),
            Some("Tx" | "Ch") if field.get::<Dict<'_>>("AP").is_none() => {
                let value =
                    field.get::<Object<'_>>("V").or_else(|| parent.as_ref().and_then(|p| p.get::<Object<'_>>("V")));
                match value {
                    Some(Object::String(text)) => Some(pdf_text(text.as_bytes())),
                    Some(Object::Name(name)) => Some(name.as_str().to_owned()),
                    _ => None,
                }
            }
            _ => None,
        };
        let Some(text) = text else { continue };
        let size = place.height().clamp(6.0, 10.0);
        for (index, line) in text.split(['\r', '\n']).enumerate() {
            let down = f64::from(u32::try_from(index).unwrap_or(0)) * size * 1.2;
            let y = if text.contains(['\r', '\n']) {
                place.y0 + size + down
            } else {
                place.y1 - (place.height() - size * 0.7) / 2.0
            };
            // One mark for the whole line, so that what was typed stays together.
            let width = size * 0.5 * f64::from(u32::try_from(line.chars().count()).unwrap_or(1));
            sheet.marks.push(Mark { x: place.x0 + 1.0, y, width, size, text: line.to_owned() });
        }
    }
}

/// A text string: UTF-16 with its mark, UTF-8 with its mark, else taken as Windows-1252.
fn pdf_text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units: Vec<u16> =
            rest.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(u16::from_be_bytes).collect();
        return String::from_utf16_lossy(&units);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|b| super::windows_1252(*b)).collect()
}
