//! What gateways add to a mail on its way: banners above, disclaimers below, marks before the subject. Nobody wrote it, so
//! it is no answer, makes nothing urgent (I5), and a copy that lacks it is a copy all the same (C5).

use super::phrases::{comparable, fold, places};
use super::rules::Added;

/// A longer paragraph is no banner and no disclaimer, however it begins: somebody may have gone on writing in it.
const LONGEST: usize = 1_500;

/// A text without the banners above it and the disclaimers below. In the middle nothing is taken away.
pub(super) fn without<'t>(added: &Added, text: &'t str) -> &'t str {
    let begins_banner = |text: &str| begins(&added.above, first_sentence(text));
    let mut rest = text;
    let mut in_banner = false;
    while let Some((first, after)) = first_paragraph(rest) {
        // What is drawn above or below a banner goes with it.
        let drawn = is_rule(first) && (in_banner || begins_banner(after));
        if !drawn && !begins_banner(rest) {
            break;
        }
        in_banner = true;
        rest = if drawn { after } else { rest.trim_start().get(first_sentence(rest).len()..).unwrap_or_default() };
    }
    let mut end = rest;
    let mut kept = rest;
    while let Some((before, last)) = last_paragraph(end) {
        let drawn = is_rule(last);
        // A rule goes with the disclaimer beneath it; one beneath goes with that above it.
        if begins(&added.below, last) || (drawn && kept.len() < rest.len()) {
            kept = before;
        } else if !drawn {
            break;
        }
        end = before;
    }
    kept.trim_matches('\n')
}

/// The lines to the first that ends a sentence: somebody may write right beneath a banner.
fn first_sentence(text: &str) -> &str {
    let text = text.trim_start();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if line.trim().is_empty() || line.trim_end().ends_with(['.', '!', '?', ':', ']', '*']) {
            break;
        }
    }
    text.get(..end).unwrap_or_default()
}

/// What marks in brackets before a subject are of gateways, and those behind it that are ours.
const TAGS: [&str; 11] = [
    "external",
    "ext",
    "secure",
    "encrypt",
    "official",
    "caution",
    "spam",
    "outcome",
    "no contact",
    "contact created",
    "duplicate",
];

/// A subject without marks of answers and of gateways: `RE: [EXTERNAL] Referral`.
pub(super) fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let folded = rest.to_lowercase();
        let mark =
            ["re:", "fw:", "fwd:", "aw:", "tr:", "re :", "fw :"].into_iter().find(|mark| folded.starts_with(mark));
        let tag = rest.starts_with('[').then(|| rest.find(']').map(|end| end + 1)).flatten();
        let tag = tag.filter(|end| is_tag(rest.get(..*end).unwrap_or_default()));
        let Some(end) = mark.map(str::len).or(tag) else { break };
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    while rest.ends_with(']')
        && let Some(tag) = rest.rfind('[').filter(|at| *at > 0 && is_tag(rest.get(*at..).unwrap_or_default()))
    {
        rest = rest.get(..tag).unwrap_or_default().trim_end();
    }
    rest
}

fn is_tag(mark: &str) -> bool {
    let mark = mark.to_lowercase();
    TAGS.iter().any(|tag| mark.contains(tag))
}

/// Words that no banner and no disclaimer has, which speak to everybody: with one of them somebody wrote about a child.
const OF_SOMEBODY: [&str; 17] = [
    "he", "she", "his", "her", "him", "child", "children", "mum", "dad", "mother", "father", "boy", "girl", "son",
    "daughter", "pupil", "bruise",
];

fn begins(phrases: &[String], paragraph: &str) -> bool {
    if paragraph.len() > LONGEST {
        return false;
    }
    let folded = fold(paragraph);
    if OF_SOMEBODY.iter().any(|word| places(&folded, word).next().is_some()) {
        return false;
    }
    let folded = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    phrases.iter().map(|phrase| comparable(phrase)).any(|phrase| {
        let phrase = phrase.trim_start_matches(|c: char| !c.is_alphanumeric());
        !phrase.is_empty() && folded.starts_with(phrase)
    })
}

/// Only drawn: a line of stars, dashes or the like.
fn is_rule(paragraph: &str) -> bool {
    !paragraph.chars().any(char::is_alphanumeric)
}

/// The first paragraph and what follows it. A rule is a paragraph of its own.
fn first_paragraph(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['\n', ' ', '\t', '\r']);
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        if blank || (is_rule(line) && end > 0) {
            break;
        }
        end += line.len();
        if is_rule(line) {
            break;
        }
    }
    (end > 0).then(|| text.split_at(end))
}

/// What precedes the last paragraph, and that paragraph.
fn last_paragraph(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let mut start = text.len();
    while start > 0 {
        let before = text.get(..start)?;
        let line_start = before.strip_suffix('\n').unwrap_or(before).rfind('\n').map_or(0, |at| at + 1);
        let line = before.get(line_start..)?;
        if line.trim().is_empty() || (is_rule(line) && start < text.len()) {
            break;
        }
        start = line_start;
        if is_rule(line) {
            break;
        }
    }
    (start < text.len()).then(|| text.split_at(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::rules::tests::shipped;

    #[test]
    fn c5_what_a_gateway_adds_above_and_below_is_told_from_what_was_written() {
        let added = shipped().added;
        let written = "Kofi has a bruise.\n\nKind regards\nEsme";
        for (above, below) in [
            ("", ""),
            ("CAUTION: This email originated from outside of the organisation. Do not click links.\n\n", ""),
            ("*********\n[EXTERNAL EMAIL] Think before you click.\n*********\n", ""),
            ("You don't often get email from a@b.test. Learn why this is important\n\n", ""),
            (
                "",
                "\n\nThis email and any attachments are confidential and intended solely for the addressee.\nIf not, delete it.",
            ),
            (
                "",
                "\n\n________________\nDISCLAIMER\nThe information in this email is confidential.\n________________\n",
            ),
            (
                "",
                "\n\n********\n\nThis message may contain confidential information. If you are not the intended\nrecipient please inform the sender.\n\nThank you for your co-operation.\n\n********",
            ),
            ("", "\n\nThis email has been scanned by the Mimecast service.\n"),
            // Nothing parts the banner from what somebody wrote.
            (
                "CAUTION: This email originated from outside the organisation. Do not\nclick links unless you know the sender.\n",
                "",
            ),
        ] {
            let mail = format!("{above}{written}{below}");
            assert_eq!(without(&added, &mail).trim(), written, "{mail}");
        }
    }

    #[test]
    fn c5_nothing_that_somebody_wrote_is_taken_for_added() {
        let added = shipped().added;
        let long = format!("Disclaimer: {}", "Kofi has a bruise. ".repeat(100));
        for text in [
            "Kofi has a bruise.\n\nThis email and any attachments are confidential.\n\nHe has another one.",
            "Kofi has a bruise.\n\n-----\n\nHe fell.",
            "-----\nKofi has a bruise.\n-----",
            long.as_str(),
            "Hello.\n\nThis email is confidential. He was hit by his uncle.",
            "Warning: this email is about a boy.\nHe was hit.",
            "",
        ] {
            assert_eq!(without(&added, text), text);
        }
    }

    #[test]
    fn c5_a_subject_is_compared_without_its_marks() {
        for subject in
            ["Referral", "RE: Referral", "Fwd: FW: [EXTERNAL] Referral", "Referral [no contact - outcome sent]"]
        {
            assert_eq!(bare_subject(subject), "Referral", "{subject}");
        }
        assert_eq!(bare_subject("Reg: Kofi"), "Reg: Kofi");
        assert_eq!(bare_subject("[URGENT] Kofi [second]"), "[URGENT] Kofi [second]");
    }
}
