//! NHS numbers and unique pupil numbers, with where they stand.

use super::tokens::Words;

/// The number of a person, by token.
pub(super) struct Number {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) digits: String,
}

/// NHS numbers: ten digits, in groups or not, behind the letters NHS.
pub(super) fn nhs(words: &Words<'_>) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut to = at;
        let mut digits = String::new();
        while let Some(token) = words.tokens.get(to) {
            let all = token.text.bytes().all(|b| b.is_ascii_digit());
            let joins = token.text == "-" && !digits.is_empty() && digits.len() < 10;
            if !(all || joins) || digits.len() >= 10 || words.between(words.at(at), token.at).contains('\n') {
                break;
            }
            if all {
                digits.push_str(token.text);
            }
            to += 1;
        }
        let said = words.lows(at.saturating_sub(5), at).iter().any(|w| w == "nhs");
        let follows = found.last().is_some_and(|last| at - last.end <= 6);
        if digits.len() == 10 && (said || follows) {
            found.push(Number { at, end: to, digits });
            at = to;
        } else {
            at += 1;
        }
    }
    found
}

/// Unique pupil numbers: a letter with twelve digits, or with eleven and another letter.
pub(super) fn upn(words: &Words<'_>) -> Vec<Number> {
    let mut found = Vec::new();
    for at in 0..words.len() {
        let (Some(letter), Some(first)) = (words.tokens.get(at), words.tokens.get(at + 1)) else { continue };
        if letter.text.len() != 1 || !letter.text.bytes().all(|b| b.is_ascii_alphabetic()) {
            continue;
        }
        if letter.end() != first.at && !words.lows(at.saturating_sub(3), at).iter().any(|w| w == "upn") {
            continue;
        }
        let mut digits = String::new();
        let mut to = at + 1;
        while let Some(token) = words.tokens.get(to).filter(|t| t.text.bytes().all(|b| b.is_ascii_digit())) {
            digits.push_str(token.text);
            to += 1;
            if digits.len() >= 12 {
                break;
            }
        }
        let last = words.tokens.get(to).filter(|t| t.text.len() == 1 && t.at == words.end(to - 1));
        if digits.len() == 11
            && let Some(last) = last.filter(|t| t.text.bytes().all(|b| b.is_ascii_alphabetic()))
        {
            digits.push_str(last.text);
        }
        if digits.len() == 12 {
            found.push(Number { at, end: to, digits: format!("{}{digits}", letter.text).to_uppercase() });
        }
    }
    found
}
