//! What a line of text looks like: a heading, an underline, a sentence that was wrapped.

use super::person_line;
use crate::intake::rules::Field;
use crate::intake::values;

/// Whether this can only be a value of the field.
pub(super) fn is_surely(field: Field, value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let numeric = value.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "/.-".contains(c));
    let lower = value.to_lowercase();
    let few = value.split_whitespace().count() <= 3;
    let is = |fields: &[Field]| fields.contains(&field);
    is(&[Field::DateOfBirth, Field::DueDate])
        && value.starts_with(|c: char| c.is_ascii_digit())
        && person_line::is_date(value)
        || is(&[Field::NhsNumber]) && digits == 10 && numeric
        || is(&[Field::Postcode]) && few && values::postcode(value).is_some()
        || is(&[Field::Gender]) && ["m", "f", "male", "female"].contains(&lower.as_str())
        || is(&[Field::Given, Field::Family])
            && few
            && value.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
            && value.chars().all(|c| c.is_alphabetic() || " -'\u{2019}".contains(c))
}

/// Lines that were wrapped in one again: numbered or bulleted ones, and sentences.
pub(super) fn unwrapped(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut long = false;
    let mut before = "";
    for line in text.lines() {
        let item = !is_underline(line) && person_line::without_bullet(line).len() < line.trim().len();
        let some = !item && !line.trim().is_empty() && !is_underline(line);
        let goes_on = some && (long || is_wrapped_sentence(before, line) || is_part_of_date(before, line));
        if !whole.is_empty() {
            whole.push(if goes_on { ' ' } else { '\n' });
        }
        whole.push_str(line);
        long = (item || long && goes_on) && line.chars().count() >= 60;
        before = line;
    }
    whole
}

/// Whether a line is a further part of a date that was asked for in parts: `Month 6` below `Day 22`.
pub(super) fn is_part_of_date(line: &str, next: &str) -> bool {
    let part = |text: &str, name: &str| {
        let rest = text.trim().to_lowercase();
        rest.strip_prefix(name).is_some_and(|rest| rest.split_whitespace().count() == 1)
    };
    let last =
        |name: &str| line.to_lowercase().rfind(name).is_some_and(|at| line.get(at..).is_some_and(|l| part(l, name)));
    part(next, "month") && last("day") || part(next, "year") && last("month")
}

/// Whether a line goes on in the next one: nearly as long as lines are, without a label, and no full stop.
pub(super) fn is_wrapped_sentence(line: &str, next: &str) -> bool {
    let line = line.trim();
    let labelled = |text: &str| text.contains([':', '\t', '|']) || text.contains("  ");
    line.chars().count() >= 50
        && line.split_whitespace().count() >= 7
        && line.ends_with(|c: char| c.is_alphanumeric() || c == ',')
        && !labelled(line)
        && !labelled(next.trim())
        && person_line::read(next.trim()).is_none()
        && (next.trim().starts_with(char::is_lowercase) || next.split_whitespace().count() >= 7)
}

/// Whether the line after a label can be its value; one that cannot is none of it.
pub(super) fn could_be(field: Field, line: &str) -> bool {
    let digit = line.chars().any(|c| c.is_ascii_digit());
    let words = line.split_whitespace().count();
    if matches!(field, Field::DateOfBirth | Field::DueDate | Field::Age) {
        digit && words <= 10 || words <= 3
    } else if matches!(field, Field::Given | Field::Family | Field::Name) {
        words <= 8 && !line.ends_with(['.', '?']) || words <= 4 || words <= 20 && super::persons::is_person(line)
    } else {
        super::filling::fits(field, line)
    }
}

/// `*Label* value` as plain text writes what was bold: `Label: value`.
pub(super) fn without_stars(line: &str) -> Option<String> {
    let (label, after) = line.trim_start_matches('*').split_once('*')?;
    let bold = line.starts_with('*') && !label.starts_with(char::is_whitespace) && label.contains(char::is_alphabetic);
    let (label, after) = (label.trim_end_matches([':', ' ']), after.trim_matches(['*', ':', ' ']));
    bold.then(|| if after.is_empty() { label.to_owned() } else { format!("{label}: {after}") })
}

/// A line that only underlines the one before.
pub(super) fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 3
        && ["=", "-", "_", "~", "\u{2500}", "\u{2550}"].iter().any(|c| line.replace(c, "").is_empty())
}

/// Whether a line may be a heading: short, no sentence, beginning large.
pub(super) fn is_heading_like(line: &str) -> bool {
    let words = line.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    words <= 12
        && !line.ends_with(['.', ',', ';', '!'])
        && !is_answered(line)
        && line.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// A label and its answer with many dots between: no line says so of a person.
pub(super) fn is_led(line: &str) -> bool {
    line.contains(".....")
}

/// A question with its answer: `I am contacting you as: A professional`. (`Part B: Children` is none.)
pub(super) fn is_answered(line: &str) -> bool {
    line.split_once(':').is_some_and(|(before, after)| {
        let asks = before.trim_end().ends_with('?') || before.split_whitespace().count() >= 4;
        asks && !after.trim().is_empty()
    })
}

pub(super) fn is_shouted(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() > 3 && !line.chars().any(char::is_lowercase)
}

pub(super) fn starts_numbered(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
        && line.get(..4.min(line.len())).is_some_and(|s| s.contains(['.', ')', ' ']))
}
