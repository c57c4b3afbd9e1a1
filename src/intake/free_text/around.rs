//! What the words around a name tell beside its role: two children who are named as a pair, a friend of the writer's
//! child, a year of birth, a signature.

use chrono::{Datelike, NaiveDate};

use super::names::Candidate;
use super::tokens::Words;

/// "a brother and sister get on at the farm stop, Josh and Ellie": whether a comma ends the words for two children
/// whose names follow.
pub(super) fn names_a_pair(words: &Words<'_>, comma: usize, to: usize) -> bool {
    const PAIRS: [&str; 9] = [
        "brother and sister",
        "sister and brother",
        "two kids",
        "two children",
        "two boys",
        "two girls",
        "two brothers",
        "two sisters",
        "two lads",
    ];
    let low = comma.saturating_sub(16);
    let begin = (low..comma).rev().find(|t| words.parted(*t, t + 1)).map_or(low, |t| t + 1);
    let said = words.lows(begin, comma).join(" ");
    words.low(to) == "and" && PAIRS.iter().any(|pair| said.contains(pair))
}

/// Whether the letter is about a friend of the writer's own child: "My daughter Bea has a friend called Orla", or
/// "My son's friend" above it.
pub(super) fn has_friend(words: &Words<'_>, word: usize, candidate: &Candidate) -> bool {
    let own = |at: usize| matches!(words.low(at), "my" | "our");
    if !word.checked_sub(1).is_some_and(own) {
        return false;
    }
    let friend = |at: usize| ["friend", "friends", "mate", "classmate", "schoolmate"].contains(&words.low(at));
    let behind = (candidate.to..candidate.to + 24)
        .take_while(|at| !words.parted(candidate.to, *at))
        .any(|at| words.lows(at, at + 2).concat() == "hasa" && (at + 2..at + 5).any(friend));
    let owned = words.low(word);
    behind
        || (1..words.len())
            .any(|at| own(at - 1) && words.low(at) == owned && words.owns.get(at) == Some(&true) && friend(at + 1))
}

/// Whether a year of birth behind a name is that of a grown-up: "K. Sivakumar (male, born 1987)".
pub(super) fn born_long_ago(words: &Words<'_>, to: usize, today: NaiveDate) -> bool {
    (to..to + 6).take_while(|at| !words.parted(to, *at)).any(|at| {
        let year = words.low(at + 1).parse::<i32>().ok().filter(|year| (1900..=today.year()).contains(year));
        matches!(words.low(at), "born" | "b") && year.is_some_and(|year| today.year() - year > 19)
    })
}

/// Whether somebody signs with a name: a dash before it at the end of a line, or what the writer works as behind it.
pub(super) fn is_signed(words: &Words<'_>, from: usize, to: usize) -> bool {
    const WORK: [&str; 14] = [
        "practitioner",
        "officer",
        "worker",
        "manager",
        "lead",
        "nurse",
        "visitor",
        "teacher",
        "headteacher",
        "adviser",
        "advisor",
        "coordinator",
        "midwife",
        "constable",
    ];
    let (before, after) =
        (words.between(0, words.at(from)), words.between(words.end(to.saturating_sub(1)), words.text.len()));
    let line = before.rsplit('\n').next().unwrap_or_default();
    let rest = after.split('\n').next().unwrap_or_default();
    let ruled = line.trim_end().ends_with(['-', '\u{2013}', '\u{2014}']) && rest.trim().is_empty();
    let dashed = ruled && line.trim_end_matches([' ', '-', '\u{2013}', '\u{2014}']).ends_with(['.', '!', '?']);
    let employed = line.trim().is_empty()
        && words.low(to) == ","
        && (to + 1..to + 5)
            .take_while(|at| !words.between(words.end(to), words.at(*at)).contains('\n'))
            .any(|at| WORK.contains(&words.low(at)));
    dashed || employed
}
