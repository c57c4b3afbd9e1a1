//! Which words of a name are the family's.

use std::collections::BTreeSet;

use super::FreeReader;
use super::names::{Candidate, Generation};
use super::tokens::{Words, is_capitalised};
use crate::domain::Name;

/// Words of everyday letters that are family names where several people bear them.
pub(super) const SURNAMES: [&str; 12] =
    ["best", "good", "ward", "bay", "week", "ring", "child", "england", "london", "wales", "christmas", "early"];
/// Words for "son of" and "daughter of", after which a father's name stands.
const PATRONYMS: [&str; 7] = ["ap", "ab", "ferch", "bin", "binti", "bint", "ibn"];

/// "Mark Fenn Jnr" is Mark Fenn, the younger.
pub(super) fn leave_generation(candidate: &mut Candidate) {
    let generation = match candidate.words.last().map(|w| w.to_lowercase()).as_deref() {
        Some("jnr" | "jr" | "junior") => Generation::Younger,
        Some("snr" | "sr" | "senior") => Generation::Elder,
        _ => return,
    };
    if candidate.words.len() > 2 {
        candidate.words.pop();
        candidate.generation = generation;
    }
}

/// Parts the name where its last word alone is not the family's: "Idris ap Gwilym Vaughan", "Mateo Ruiz García" whose
/// parents are Ruiz and García, "Nguyễn Thị Lan". `whole` are all the text's names of three and more words.
pub(super) fn divide(candidate: &mut Candidate, whole: &[Vec<String>]) {
    let words = candidate.words.as_slice();
    let [first, inner @ .., last] = words else { return };
    let Some(before_last) = inner.last() else { return };
    let low = |word: &String| word.to_lowercase();
    let patronym = inner.iter().position(|w| PATRONYMS.contains(&low(w).as_str()));
    if patronym.is_some_and(|at| at + 1 < inner.len()) {
        let given = words.split_last().map(|(_, given)| given.join(" ")).unwrap_or_default();
        candidate.name = Name { given, family: last.clone() };
        candidate.doubt = true;
    } else if inner.first().is_some_and(|w| ["thị", "văn"].contains(&low(w).as_str())) {
        let given = words.split_first().map(|(_, given)| given.join(" ")).unwrap_or_default();
        candidate.name = Name { given, family: first.clone() };
        candidate.doubt = true;
    } else if words.len() > 2 {
        let first_family = |word: &String| {
            whole.iter().any(|other| {
                !other.last().is_some_and(|w| w.eq_ignore_ascii_case(last))
                    && other.iter().rev().nth(1).is_some_and(|w| low(w) == low(word))
            })
        };
        if first_family(before_last) && first_family(last) {
            let at = words.len() - 2;
            let part = |words: Option<&[String]>| words.unwrap_or_default().join(" ");
            candidate.name = Name { given: part(words.get(..at)), family: part(words.get(at..)) };
        }
    }
}

impl FreeReader {
    /// Whether a word stands right behind different given names, or before "twins" and the like: a family's name then,
    /// whatever it means else.
    pub(super) fn is_of_several(&self, words: &Words<'_>, family: &str) -> bool {
        let mut given: BTreeSet<&str> = BTreeSet::new();
        for at in 1..words.len() {
            let capital = |at: usize| words.tokens.get(at).is_some_and(|t| is_capitalised(t.text));
            if words.low(at) != family || !capital(at) {
                continue;
            }
            let group = ["twins", "family", "children", "siblings", "brothers", "sisters", "boys", "girls"];
            if words.low(at - 1) == "the" && group.contains(&words.low(at + 1)) {
                return true;
            }
            let beside = words.between(words.end(at - 1), words.at(at)).trim_matches([' ']).is_empty();
            if beside && capital(at - 1) && !self.is_no_name(words.low(at - 1)) {
                given.insert(words.low(at - 1));
            }
        }
        given.len() > 1
    }
}
