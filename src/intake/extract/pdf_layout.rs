//! Glyphs and ruled lines of a page to lines, cells and tables.

use super::pdf_columns::in_reading_order;
use crate::intake::document::Block;

/// A piece of text as drawn, most often one letter. The origin is the page's upper left; `y` is the baseline.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) size: f64,
    pub(super) text: String,
    /// It is a cell of its own, such as the value of a form field.
    pub(super) whole: bool,
}

/// A ruled line: across at a height, or down at a distance from the left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) across: bool,
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// How near is touching, in points.
const NEAR: f64 = 3.0;
/// A gap of so many letter heights parts two columns.
const COLUMN_GAP: f64 = 1.4;

/// A part of the page with the height it begins at.
struct Part {
    top: f64,
    laid: Laid,
}

/// A block as it lies on the page.
#[derive(Debug)]
pub(super) struct Laid {
    /// The block.
    pub(super) block: Block,
    /// The places of the lines between the columns of a ruled table.
    pub(super) edges: Vec<f64>,
}

impl Laid {
    /// Whether this table, above which little stands on its page, goes on with one below which little stood.
    pub(super) fn goes_on_with(&self, before: &Self) -> bool {
        !self.edges.is_empty()
            && self.edges.len() == before.edges.len()
            && self.edges.iter().zip(&before.edges).all(|(a, b)| (a - b).abs() <= NEAR)
    }
}

impl Part {
    fn new(top: f64, block: Block) -> Self {
        Self { top, laid: Laid { block, edges: Vec::new() } }
    }
}

/// Lays out a page.
pub(super) fn lay_out(mut marks: Vec<Mark>, rules: &[Rule]) -> Vec<Laid> {
    let typical = typical_size(&marks);
    let mut parts: Vec<Part> = Vec::new();
    let mut grids: Vec<Grid> = clusters(rules).iter().filter_map(|c| Grid::new(c)).collect();
    // A smaller grid inside a larger one takes its own text.
    grids.sort_by(|a, b| a.area().total_cmp(&b.area()));
    for grid in grids {
        let (inside, outside): (Vec<Mark>, Vec<Mark>) = marks.into_iter().partition(|m| grid.holds(m));
        marks = outside;
        let rows = grid.rows(inside);
        if !rows.is_empty() {
            parts.push(Part { top: grid.top(), laid: Laid { block: Block::Table(rows), edges: grid.xs } });
        }
    }
    if parts.is_empty() {
        let groups = in_reading_order(marks).into_iter();
        return groups.flat_map(|group| free_parts(lines(group), typical)).map(|part| part.laid).collect();
    }
    parts.extend(free_parts(lines(marks), typical));
    parts.sort_by(|a, b| a.top.total_cmp(&b.top));
    parts.into_iter().map(|part| part.laid).collect()
}

fn typical_size(marks: &[Mark]) -> f64 {
    let mut sizes: Vec<f64> = marks.iter().map(|m| m.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
}

/// A line of text in cells, which gaps part.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) y: f64,
    pub(super) size: f64,
    cells: Vec<(f64, String)>,
    /// Where its last letter ends, and how wide its first is.
    end: f64,
    first: f64,
}

impl Line {
    /// How many letters it has.
    pub(super) fn letters(&self) -> usize {
        self.cells.iter().map(|(_, text)| text.chars().filter(|c| c.is_alphabetic()).count()).sum()
    }
}

/// Marks in lines, from above.
pub(super) fn lines(mut marks: Vec<Mark>) -> Vec<Line> {
    marks.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<(f64, Vec<Mark>)> = Vec::new();
    for mark in marks {
        match rows.last_mut() {
            Some((y, row)) if (mark.y - *y).abs() <= mark.size * 0.35 => row.push(mark),
            _ => rows.push((mark.y, vec![mark])),
        }
    }
    rows.into_iter().map(|(y, row)| line(y, row)).filter(|line| !line.cells.is_empty()).collect()
}

fn line(y: f64, mut row: Vec<Mark>) -> Line {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let size = row.iter().map(|m| m.size).fold(0.0, f64::max);
    let written = || row.iter().filter(|mark| !mark.text.trim().is_empty());
    let end = written().map(|mark| mark.x + mark.width).fold(f64::MIN, f64::max);
    let first = written().next().map_or(0.0, |mark| mark.width);
    let mut cells: Vec<(f64, String)> = Vec::new();
    let mut before: Option<Mark> = None;
    for mark in row {
        if let Some(last) = &before {
            // Bold by printing twice.
            if last.text == mark.text && (last.x - mark.x).abs() < mark.size * 0.1 {
                continue;
            }
            let gap = mark.x - (last.x + last.width);
            if let Some((_, text)) = cells.last_mut() {
                if mark.whole || last.whole || (gap > mark.size * COLUMN_GAP && !mark.text.trim().is_empty()) {
                    cells.push((mark.x, String::new()));
                } else if gap > mark.size * 0.15 && !text.ends_with(' ') {
                    text.push(' ');
                }
            }
        }
        if cells.is_empty() {
            if mark.text.trim().is_empty() {
                continue;
            }
            cells.push((mark.x, String::new()));
        }
        if let Some((_, text)) = cells.last_mut() {
            text.push_str(&mark.text);
        }
        // Blanks drawn one after the other part columns too: the gap counts from the last letter.
        if !mark.text.trim().is_empty() || before.is_none() {
            before = Some(mark);
        } else if let Some(last) = &mut before
            && mark.x - (last.x + last.width) < mark.size * 0.1
        {
            last.width += mark.width.min(mark.size * 0.3);
        }
    }
    let cells = cells
        .into_iter()
        .map(|(x, text)| (x, text.lines().map(words).collect::<Vec<_>>().join("\n").trim().to_owned()))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    Line { y, size, cells, end, first }
}

fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines outside of ruled tables: paragraphs, headings by their size, and tables made by gaps alone.
fn free_parts(lines: Vec<Line>, typical: f64) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut columns: Option<Columns> = None;
    let mut paragraph: Option<(f64, f64, Vec<String>)> = None;
    for line in lines {
        let top = line.y - line.size;
        if line.cells.len() == 1
            && let Some(open) = &mut columns
            && open.takes(&line)
        {
            continue;
        }
        if line.cells.len() >= 2 {
            close(&mut parts, &mut paragraph);
            match &mut columns {
                Some(open) if line.y - open.last < line.size * 4.0 => open.add(line),
                _ => {
                    parts.extend(columns.take().map(Columns::part));
                    columns = Some(Columns::new(top, line));
                }
            }
            continue;
        }
        parts.extend(columns.take().map(Columns::part));
        let Some((_, text)) = line.cells.into_iter().next() else { continue };
        if line.size > typical * 1.15 {
            close(&mut parts, &mut paragraph);
            parts.push(Part::new(top, Block::Heading(text)));
            continue;
        }
        match &mut paragraph {
            Some((_, last, texts)) if line.y - *last < line.size * 1.7 => {
                *last = line.y;
                texts.push(text);
            }
            _ => {
                close(&mut parts, &mut paragraph);
                paragraph = Some((top, line.y, vec![text]));
            }
        }
    }
    parts.extend(columns.take().map(Columns::part));
    close(&mut parts, &mut paragraph);
    parts
}

fn close(parts: &mut Vec<Part>, paragraph: &mut Option<(f64, f64, Vec<String>)>) {
    if let Some((top, _, texts)) = paragraph.take() {
        parts.push(Part::new(top, Block::Paragraph(texts.join("\n"))));
    }
}

/// A table that gaps alone make.
struct Columns {
    top: f64,
    last: f64,
    rows: Vec<Vec<(f64, String)>>,
}

impl Columns {
    fn new(top: f64, line: Line) -> Self {
        Self { top, last: line.y, rows: vec![line.cells] }
    }

    fn add(&mut self, line: Line) {
        self.last = line.y;
        self.rows.push(line.cells);
    }

    /// A line of one cell that continues a cell of the row above.
    fn takes(&mut self, line: &Line) -> bool {
        let close_by = line.y - self.last < line.size * 1.35;
        let Some((x, text)) = line.cells.first() else { return false };
        let Some(row) = self.rows.last_mut() else { return false };
        if !close_by {
            return false;
        }
        let Some((_, cell)) = row.iter_mut().find(|(start, _)| (start - x).abs() < NEAR) else { return false };
        cell.push('\n');
        cell.push_str(text);
        self.last = line.y;
        true
    }

    /// The rows with their cells under one another.
    fn part(self) -> Part {
        let mut starts: Vec<f64> = Vec::new();
        for (x, _) in self.rows.iter().flatten() {
            if !starts.iter().any(|s| (s - x).abs() < NEAR * 2.0) {
                starts.push(*x);
            }
        }
        starts.sort_by(f64::total_cmp);
        // Ragged text that only looks like columns keeps its rows as they are.
        let aligned = starts.len() <= 12;
        let rows = self
            .rows
            .into_iter()
            .map(|row| {
                if !aligned {
                    return row.into_iter().map(|(_, text)| text).collect();
                }
                let mut cells = vec![String::new(); starts.len()];
                for (x, text) in row {
                    let at = starts.iter().rposition(|s| *s <= x + NEAR * 2.0).unwrap_or(0);
                    if let Some(cell) = cells.get_mut(at) {
                        if !cell.is_empty() {
                            cell.push(' ');
                        }
                        cell.push_str(&text);
                    }
                }
                cells
            })
            .collect();
        Part::new(self.top, Block::Table(rows))
    }
}

/// The lines of a cell between two walls. A word that is too long for its cell is broken where the wall is, with
/// nothing to show for it: it is one word again.
fn in_cell(lines: Vec<Line>, left: f64, right: f64) -> String {
    let mut text = String::new();
    let mut room = f64::MAX;
    let mut alone = false;
    for line in lines {
        let start = line.cells.first().map_or(left, |(x, _)| *x);
        let words = line.cells.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("  ");
        let goes_on = words.chars().next().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
            && text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '/');
        let broken = alone && goes_on && room < line.first;
        if !text.is_empty() && !broken {
            text.push('\n');
        }
        alone = !words.contains(' ');
        text.push_str(&words);
        // As much is left free at the right as at the left.
        room = right - (start - left) - line.end;
    }
    text
}

/// The first of the lines that this one is joined with.
fn root(owner: &[usize], mut at: usize) -> usize {
    while let Some(up) = owner.get(at).copied() {
        if up == at {
            break;
        }
        at = up;
    }
    at
}

/// Ruled lines that touch one another.
fn clusters(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut owner: Vec<usize> = (0..rules.len()).collect();
    for (i, a) in rules.iter().enumerate() {
        for (j, b) in rules.iter().enumerate().skip(i + 1) {
            let touch = if a.across == b.across {
                (a.at - b.at).abs() < NEAR && a.from <= b.to + NEAR && b.from <= a.to + NEAR
            } else {
                a.at >= b.from - NEAR && a.at <= b.to + NEAR && b.at >= a.from - NEAR && b.at <= a.to + NEAR
            };
            if touch {
                let (x, y) = (root(&owner, i), root(&owner, j));
                if let Some(slot) = owner.get_mut(x.max(y)) {
                    *slot = x.min(y);
                }
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<Rule>> = std::collections::BTreeMap::new();
    for (index, rule) in rules.iter().enumerate() {
        groups.entry(root(&owner, index)).or_default().push(*rule);
    }
    groups.into_values().collect()
}

/// A ruled table.
struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    rules: Vec<Rule>,
}

fn stops(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let mut kept: Vec<f64> = Vec::new();
    for value in values {
        if kept.last().is_none_or(|last| value - last > NEAR) {
            kept.push(value);
        }
    }
    kept
}

impl Grid {
    /// The grid of these lines; `None` where they make fewer than two cells.
    fn new(rules: &[Rule]) -> Option<Self> {
        let xs = stops(rules.iter().filter(|r| !r.across).map(|r| r.at));
        let ys = stops(rules.iter().filter(|r| r.across).map(|r| r.at));
        let cells = xs.len().checked_sub(1)?.checked_mul(ys.len().checked_sub(1)?)?;
        ((2..=20_000).contains(&cells)).then(|| Self { xs, ys, rules: rules.to_vec() })
    }

    fn bounds(&self) -> Option<(f64, f64, f64, f64)> {
        Some((*self.xs.first()?, *self.ys.first()?, *self.xs.last()?, *self.ys.last()?))
    }

    fn area(&self) -> f64 {
        self.bounds().map_or(0.0, |(x0, y0, x1, y1)| (x1 - x0) * (y1 - y0))
    }

    fn top(&self) -> f64 {
        self.ys.first().copied().unwrap_or(0.0)
    }

    fn holds(&self, mark: &Mark) -> bool {
        let middle = (mark.x + (mark.width / 2.0).min(mark.size), mark.y - mark.size * 0.3);
        self.bounds().is_some_and(|(x0, y0, x1, y1)| middle.0 > x0 && middle.0 < x1 && middle.1 > y0 && middle.1 < y1)
    }

    /// Whether a line parts the cell at (column, row) from the next one to the right or below.
    fn parted(&self, column: usize, row: usize, to_the_right: bool) -> bool {
        let middle = |stops: &[f64], at: usize| Some(f64::midpoint(*stops.get(at)?, *stops.get(at + 1)?));
        let (wall, along) = if to_the_right {
            (self.xs.get(column + 1), middle(&self.ys, row))
        } else {
            (self.ys.get(row + 1), middle(&self.xs, column))
        };
        let (Some(wall), Some(along)) = (wall, along) else { return true };
        self.rules
            .iter()
            .any(|r| r.across != to_the_right && (r.at - wall).abs() <= NEAR && r.from <= along && r.to >= along)
    }

    /// The cells, row by row. A merged cell's text stands in its first place, its further places are empty.
    fn rows(&self, marks: Vec<Mark>) -> Vec<Vec<String>> {
        let (columns, rows) = (self.xs.len().saturating_sub(1), self.ys.len().saturating_sub(1));
        let place = |column: usize, row: usize| row * columns + column;
        // The first place of each place's merged cell: what lies left or above without a line between.
        let mut first: Vec<usize> = (0..columns * rows).collect();
        for row in 0..rows {
            for column in 0..columns {
                let left = (column > 0 && !self.parted(column - 1, row, true)).then(|| place(column - 1, row));
                let above = (row > 0 && !self.parted(column, row - 1, false)).then(|| place(column, row - 1));
                if let Some(of) = left.or(above).and_then(|p| first.get(p).copied())
                    && let Some(slot) = first.get_mut(place(column, row))
                {
                    *slot = of;
                }
            }
        }
        let mut contents: Vec<Vec<Mark>> = vec![Vec::new(); columns * rows];
        for mark in marks {
            let middle = (mark.x + (mark.width / 2.0).min(mark.size), mark.y - mark.size * 0.3);
            let column = self.xs.iter().rposition(|x| *x <= middle.0).unwrap_or(0).min(columns.saturating_sub(1));
            let row = self.ys.iter().rposition(|y| *y <= middle.1).unwrap_or(0).min(rows.saturating_sub(1));
            if let Some(of) = first.get(place(column, row)).copied()
                && let Some(cell) = contents.get_mut(of)
            {
                cell.push(mark);
            }
        }
        // Where each merged cell ends to the right.
        let mut walls: Vec<f64> = vec![f64::MIN; columns * rows];
        for (at, of) in first.iter().enumerate() {
            if let (Some(wall), Some(edge)) = (walls.get_mut(*of), self.xs.get(at % columns.max(1) + 1)) {
                *wall = wall.max(*edge);
            }
        }
        let mut cells = contents.into_iter().enumerate().map(|(at, marks)| {
            let left = self.xs.get(at % columns.max(1)).copied().unwrap_or_default();
            let right = walls.get(at).copied().unwrap_or_default();
            in_cell(lines(marks), left, right)
        });
        let mut table: Vec<Vec<String>> = (0..rows).map(|_| cells.by_ref().take(columns).collect()).collect();
        table.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        table
    }
}
