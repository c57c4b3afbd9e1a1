//! PDF: every glyph with its place, every ruled line, and the values of form fields that are not drawn.

use std::sync::Arc;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::Extracted;
use super::pdf_form::add_values;
use super::pdf_layout::{Laid, Mark, Rule, lay_out};
use crate::domain::{Lock, Problem};
use crate::intake::document::{Block, Document};

/// Most pages that are read.
const MOST_PAGES: usize = 200;
/// Most glyphs, and most ruled lines, of one page.
const MOST_MARKS: usize = 60_000;
const MOST_RULES: usize = 4_000;

/// What locks a PDF: rights management names its own handler where a password has Adobe's standard one.
fn lock(bytes: &[u8]) -> Lock {
    let handlers: [&[u8]; 5] =
        [b"/MicrosoftIRMServices", b"/EBX_HANDLER", b"/Adobe.APS", b"/Adobe.PubSec", b"/FOPN_foweb"];
    let has = |handler: &[u8]| memchr::memmem::find(bytes, handler).is_some();
    if handlers.into_iter().any(has) { Lock::Rights } else { Lock::Password }
}

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Extracted {
    let pdf = match Pdf::new(Arc::new(bytes.to_vec())) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(error)) => {
            return match error {
                DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm => {
                    Extracted::Protected(lock(bytes))
                }
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
    let mut read: Vec<Laid> = Vec::new();
    for (index, page) in pages.iter().take(MOST_PAGES).enumerate() {
        let initial = page.initial_transform(true).to_kurbo();
        let mut sheet = draw(&pdf, page, &cache, RenderContent::PAGE);
        let annotations = draw(&pdf, page, &cache, RenderContent::ANNOTATIONS);
        add_values(page, initial, &mut sheet.marks, annotations.marks);
        let text = sheet.marks.iter().any(|m| !m.text.trim().is_empty());
        if text {
            let mut page = lay_out(sheet.marks, &sheet.rules);
            without_foot(&mut page);
            join(&mut read, page);
        } else if sheet.pictures + annotations.pictures > 0 {
            document.unread.push(Problem::Scanned(format!("page {}", index + 1)));
        }
    }
    for laid in read {
        document.push(laid.block);
    }
    if pages.len() > MOST_PAGES {
        document.unread.push(Problem::Broken("pages beyond the limit".to_owned()));
    }
    if is_stand_in(&document) {
        let mut instead = Document::default();
        instead.unread.push(Problem::Unsupported("a form that only Adobe's own programs show (XFA)".to_owned()));
        return Extracted::Text(instead);
    }
    if document.is_empty() { Extracted::Scanned } else { Extracted::Text(document) }
}

/// Whether the page is the one that stands in for a form made of XFA alone.
fn is_stand_in(document: &Document) -> bool {
    let text = document.text();
    let words = text.split_whitespace().take(60).collect::<Vec<_>>().join(" ");
    words.starts_with("Please wait") && words.contains("not eventually replaced by the proper contents")
}

fn draw<'a>(pdf: &'a Pdf, page: &'a Page<'a>, cache: &'a InterpreterCache<'a>, part: RenderContent) -> Sheet {
    let mut sheet = Sheet::default();
    let (width, height) = page.render_dimensions();
    let settings = InterpreterSettings { render_content: part, ..InterpreterSettings::default() };
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(page.initial_transform(true).to_kurbo(), bounds, cache, pdf.xref(), settings);
    interpret_page(page, &mut context, &mut sheet);
    sheet
}

/// Whether it looks like a page number, a version or a date.
fn is_running(laid: &Laid) -> bool {
    match &laid.block {
        Block::Paragraph(text) | Block::Heading(text) => {
            text.len() < 100 && text.contains(|c: char| c.is_ascii_digit())
        }
        Block::Table(_) | Block::Label(_) | Block::Pair { .. } => false,
    }
}

/// Whether a line ends in the number of its page: `MASH referral form, revised April 2026   Page 1 of 3`.
fn is_page_number(line: &str) -> bool {
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
    let number = |word: &String| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let short = line.len() < 150;
    match words.as_slice() {
        [.., page, one, of, all] if page == "page" && of == "of" => short && number(one) && number(all),
        [.., page, one] if page == "page" => short && number(one),
        _ => false,
    }
}

/// Takes the line with the page's number from its foot, whatever that was taken for: it is nobody's answer.
fn without_foot(page: &mut Vec<Laid>) {
    let Some(last) = page.last_mut() else { return };
    let left = match &mut last.block {
        Block::Paragraph(text) | Block::Heading(text) => {
            let (before, foot) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
            if !is_page_number(foot) {
                return;
            }
            let before = before.to_owned();
            *text = before;
            !text.is_empty()
        }
        Block::Table(rows) => {
            if !rows.last().is_some_and(|row| is_page_number(&row.join(" "))) {
                return;
            }
            rows.pop();
            !rows.is_empty()
        }
        Block::Label(_) | Block::Pair { .. } => return,
    };
    if !left {
        page.pop();
    }
}

/// Adds a page. A table that goes on with the one at the end of the page before is one with it, without the
/// heads of columns that are repeated.
fn join(read: &mut Vec<Laid>, mut page: Vec<Laid>) {
    let is_table = |laid: &Laid| matches!(laid.block, Block::Table(_));
    // Only running heads and page numbers may stand between.
    let runs = |laid: &Laid| is_running(laid) || read.iter().any(|known| known.block == laid.block);
    let first = page.iter().position(is_table).filter(|first| page.iter().take(*first).all(runs));
    let after = read.iter().rev().take_while(|laid| !is_table(laid) && is_running(laid)).count();
    let last = read.iter_mut().rev().nth(after).filter(|laid| is_table(laid));
    if let (Some(first), Some(last)) = (first, last)
        && page.get(first).is_some_and(|laid| laid.goes_on_with(last))
        && let (Block::Table(rows), Block::Table(before)) = (page.remove(first).block, &mut last.block)
    {
        let repeated = usize::from(rows.first() == before.first());
        before.extend(rows.into_iter().skip(repeated));
    }
    read.append(&mut page);
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
            self.marks.push(Mark { x: origin.x, y: origin.y, width, size, text, whole: false });
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

#[cfg(test)]
mod tests;
