//! Which runs of words may be names.

use std::collections::BTreeSet;

use super::roles::{is_child_word, is_kin, is_role_word, is_sibling};
use super::tokens::{Words, is_capitalised, is_shouted, is_wordlike};
use super::{FreeReader, families};
use crate::domain::Name;
use crate::intake::values;

/// Most names that are looked at in one text: each is held against the others.
const MOST_CANDIDATES: usize = 150;

/// A run of words that may be a name: tokens `from..to`.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) words: Vec<String>,
    pub(super) name: Name,
    pub(super) alias: Option<String>,
    /// A word that may belong to it was left out, or where the family name begins is not clear.
    pub(super) doubt: bool,
    pub(super) generation: Generation,
}

/// Which of two of the same name somebody is: "Mark Fenn Jnr" is not "Mark Fenn Snr".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Generation {
    #[default]
    Unsaid,
    Younger,
    Elder,
}

impl Candidate {
    /// The words at tokens `from..to`, whose names are told apart later.
    fn at(from: usize, to: usize, words: Vec<String>) -> Self {
        Self { from, to, words, name: Name::default(), alias: None, doubt: false, generation: Generation::default() }
    }
}

/// Words that no name in a text without capitals goes on with.
const STOPS: [&str; 69] = [
    "shes", "hes", "theyre", "im", "ive", "its", "theres", "thats", "dont", "born", "dob", "aged", "age", "date",
    "lives", "live", "living", "attends", "goes", "go", "being", "been", "be", "are", "were", "said", "says", "told",
    "me", "him", "them", "us", "because", "out", "up", "left", "getting", "keeps", "always", "never", "might", "may",
    "think", "seen", "here", "down", "off", "over", "under", "next", "last", "like", "nhs", "upn", "until", "till",
    "getting", "still", "only", "too", "really", "turned", "whos", "wont", "cant", "didnt", "isnt", "wasnt", "doesnt",
];
/// Words that are family names too, though no name begins with them.
const FAMILY_TOO: [&str; 22] = [
    "ward",
    "week",
    "ring",
    "bay",
    "child",
    "head",
    "parent",
    "best",
    "good",
    "high",
    "line",
    "early",
    "christmas",
    "england",
    "london",
    "wales",
    "british",
    "nurse",
    "city",
    "county",
    "special",
    "person",
];
/// Words right before a name in a text without capitals.
const LEADS: [&str; 38] = [
    "kid",
    "kids",
    "children",
    "mate",
    "lad",
    "lass",
    "stepson",
    "stepdaughter",
    "eldest",
    "youngest",
    "called",
    "named",
    "regarding",
    "about",
    "re",
    "boy",
    "girl",
    "son",
    "daughter",
    "brother",
    "sister",
    "grandson",
    "granddaughter",
    "nephew",
    "niece",
    "pupil",
    "child",
    "patient",
    "baby",
    "mum",
    "mother",
    "dad",
    "father",
    "partner",
    "boyfriend",
    "mam",
    "stepdad",
    "toddler",
];
/// Those of them after which any word may stand.
const SURE_LEADS: [&str; 4] = ["called", "named", "regarding", "re"];

impl FreeReader {
    /// The names of a text, and whether there were more than are looked at.
    pub(super) fn candidates(&self, words: &Words<'_>) -> (Vec<Candidate>, bool) {
        let mut found = self.all_candidates(words);
        let cut = found.len() > MOST_CANDIDATES;
        found.truncate(MOST_CANDIDATES);
        (found, cut)
    }

    fn all_candidates(&self, words: &Words<'_>) -> Vec<Candidate> {
        let mut found = if words.is_uncased() { self.uncased(words) } else { self.cased(words) };
        if words.is_small() {
            // Whoever writes all small, and a name with capitals, says that it is one.
            let whole = self.cased(words).into_iter().filter(|c| c.words.len() > 1);
            for candidate in whole.collect::<Vec<_>>() {
                found.retain(|c| c.to <= candidate.from || candidate.to <= c.from);
                found.push(candidate);
            }
            found.sort_by_key(|c| c.from);
        }
        let whole: Vec<Vec<String>> = found.iter().map(|c| c.words.clone()).filter(|w| w.len() > 2).collect();
        for candidate in &mut found {
            if candidate.name.full().is_empty() {
                candidate.name = values::name(&candidate.words.join(" "), &self.particles).0;
                families::divide(candidate, &whole);
            }
        }
        found
    }

    fn cased(&self, words: &Words<'_>) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        // "Mr Child" has that name.
        let titled: BTreeSet<&str> = (1..words.len())
            .filter(|at| {
                ["mr", "mrs", "ms"].contains(&words.low(at - 1))
                    || families::SURNAMES.contains(&words.low(*at)) && self.is_of_several(words, words.low(*at))
            })
            .map(|at| words.low(at))
            .collect();
        let named = |word: &String| titled.contains(word.to_lowercase().as_str());
        let mut at = 0;
        while at < words.len() {
            let Some(mut candidate) = self.run(words, at) else {
                at += 1;
                continue;
            };
            at = candidate.to;
            // "Hello Jayden" begins with no name, and "Jayden She" ends with none.
            while candidate
                .words
                .first()
                .is_some_and(|w| self.is_no_name(w) || is_no_bearer(&w.to_lowercase(), candidate.words.len()))
            {
                candidate.words.remove(0);
                candidate.from += 1;
            }
            families::leave_generation(&mut candidate);
            // "Toby Will Barraclough": within a name, such a word is one.
            let last = candidate.words.len().saturating_sub(1);
            let cut = candidate.words.iter().enumerate().position(|(at, w)| {
                let within = at > 0 && at < last && w == "Will";
                self.is_no_name(w) && !is_month_name(w) && !named(w) && !within
            });
            if let Some(cut) = cut {
                let too = |w: &String| FAMILY_TOO.contains(&w.to_lowercase().as_str());
                candidate.doubt = candidate.words.get(cut).is_some_and(too);
                let last = cut > 0 && cut + 1 == candidate.words.len();
                // "Finley Ward, 23 January 2014"
                if candidate.doubt && last && is_told_of(words, candidate.to) {
                    found.push(candidate);
                    continue;
                }
                candidate.words.truncate(cut);
                candidate.to =
                    candidate.from + candidate.words.iter().map(|w| 1 + usize::from(w.ends_with('.'))).sum::<usize>();
                at = candidate.to;
                // "Alesha M. She came late": an initial that no name follows is none of the name's.
                while candidate.words.len() > 1 && candidate.words.last().is_some_and(|w| w.ends_with('.')) {
                    candidate.words.pop();
                    candidate.to -= 2;
                }
            }
            if candidate.words.iter().all(|w| w.ends_with('.')) {
                at = at.max(candidate.to);
                continue;
            }
            // "Patrick (Paddy) Connors", "Thandiwe “Thandi” Mkhize"
            if let [.., first, nick] = found.as_mut_slice()
                && nick.words.len() == 1
                && bracketed(words, first.to, nick.from, nick.to, candidate.from)
            {
                first.alias = nick.words.first().cloned();
                first.words.extend(candidate.words);
                first.to = candidate.to;
                found.pop();
                continue;
            }
            // "KHAN, Aisha"
            if let Some(last) = found.last_mut()
                && last.to + 1 == candidate.from
                && words.low(last.to) == ","
                && last.words.len() <= 3
                && (last.words.iter().all(|w| is_shouted(w) && w.len() > 2)
                    || labelled(words, last.from, candidate.to)
                    || last.words.len() == 1 && (dated(words, candidate.to) || is_row(words, last.from, candidate.to)))
                && candidate.words.len() <= 3
                && !candidate.words.iter().any(|w| is_shouted(w))
                && last.name.family.is_empty()
            {
                last.name = Name { given: candidate.words.join(" "), family: last.words.join(" ") };
                let family = std::mem::take(&mut last.words);
                last.words = candidate.words.into_iter().chain(family).collect();
                last.to = candidate.to;
                continue;
            }
            found.push(candidate);
        }
        found
    }

    pub(super) fn is_no_name(&self, word: &str) -> bool {
        self.not_names.contains(&word.to_lowercase().replace('\u{2019}', "'"))
    }

    /// The longest run of name-like words that begins here; a sentence's end and a line's end part names.
    fn run(&self, words: &Words<'_>, start: usize) -> Option<Candidate> {
        let mut run: Vec<String> = Vec::new();
        let mut at = start;
        while let Some(token) = words.tokens.get(at) {
            let small = !run.is_empty() && self.particles.iter().any(|p| p == words.low(at));
            // "Anjali R. Pillai", "K. Sivakumar"
            let name_behind = |at: usize| {
                words.tokens.get(at).is_some_and(|t| is_capitalised(t.text))
                    && !words.between(words.end(at - 1), words.at(at)).contains('\n')
            };
            if run.len() < 4
                && token.text.chars().count() == 1
                && token.text.chars().all(char::is_uppercase)
                && words.low(at + 1) == "."
                && words.at(at + 1) == words.end(at)
                && name_behind(at + 2)
                && (at == start || words.between(words.end(at - 1), token.at) == " ")
            {
                run.push(format!("{}.", token.text));
                at += 2;
                continue;
            }
            let followed = words.tokens.get(at + 1).is_some_and(|t| is_capitalised(t.text));
            // "ED" and "GP" are no part of a name.
            let letters = !run.is_empty() && is_shouted(token.text) && token.text.len() <= 2;
            if !(is_capitalised(token.text) || (small && followed)) || run.len() >= 5 || letters {
                break;
            }
            if at > start {
                let between = words.between(words.end(at - 1), token.at);
                let owned = words.owns.get(at - 1).copied().unwrap_or_default();
                if owned || !between.trim().is_empty() || (between.contains('\n') && !words.is_wrapped(at)) {
                    break;
                }
            }
            run.push(token.text.to_owned());
            at += 1;
        }
        // "Alesha M" is Alesha.
        (!run.is_empty()).then(|| Candidate::at(start, at, run))
    }

    /// Names in a text without capitals, or in capitals: what stands between a word that leads to a name and a word
    /// that goes on.
    fn uncased(&self, words: &Words<'_>) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let before = at.checked_sub(1).map_or("", |b| words.low(b));
            let two = at.checked_sub(2).map_or("", |b| words.low(b));
            let of_kin = before == "of" && (is_kin(two) || two == "names" || two == "name");
            let names = before == "names" && ["my", "his", "her", "girls", "boys", "childs", "kids"].contains(&two);
            let kin_is = before == "is" && LEADS.contains(&two) && two != "about";
            let name_is = kin_is || names || (before == "is" || before == ":") && matches!(two, "name" | "surname");
            // "check on jaylen brooks dob 14/7/17"
            if let Some(begin) = self.before_birth(words, at) {
                let run: Vec<String> = words.lows(begin, at).iter().map(|w| capital(w)).collect();
                found.retain(|c: &Candidate| c.to <= begin);
                found.push(Candidate::at(begin, at, run));
            }
            // "a brother and sister get on here, josh and ellie, hes in year 8"
            let pair = before == ","
                && self.may_be_name(words, at)
                && super::around::names_a_pair(words, at - 1, at + 1)
                && self.may_be_name(words, at + 2);
            if pair {
                found.push(Candidate::at(at, at + 1, vec![capital(words.low(at))]));
                found.push(Candidate::at(at + 2, at + 3, vec![capital(words.low(at + 2))]));
                at += 3;
                continue;
            }
            // "kyle cooper 5 and maisie cooper 3"
            let listed = before == "and"
                && two.parse::<u8>().is_ok_and(|age| age < 19)
                && found.last().is_some_and(|c| c.to + 2 == at);
            if !(LEADS.contains(&before) || name_is || of_kin || listed) {
                at += 1;
                continue;
            }
            let mut to = at;
            while to < words.len() && to - at < 3 && self.may_be_name(words, to) && !words.parted(to.max(1) - 1, to) {
                to += 1;
            }
            let next = words.low(to);
            let closed =
                ["whos", "born", "dob", "aged", "date", "(", ",", ".", "is", "shes", "hes", "who", "she", "he", ""]
                    .contains(&next)
                    || next.chars().all(|c| c.is_ascii_digit())
                    || to - at >= 2 && self.not_names.contains(next);
            if to > at && (closed || name_is || of_kin || SURE_LEADS.contains(&before)) {
                let run: Vec<String> = words.lows(at, to).iter().map(|w| capital(w)).collect();
                found.push(Candidate::at(at, to, run));
            }
            at = to.max(at + 1);
        }
        self.again(words, &mut found);
        found
    }

    /// Where a name of two or three words begins that stands right before a birth or an age.
    fn before_birth(&self, words: &Words<'_>, at: usize) -> Option<usize> {
        let number = |at: usize| words.low(at).parse::<u8>().is_ok();
        let birth = matches!(words.low(at), "dob" | "aged")
            || matches!(words.low(at), "shes" | "hes" | "born") && number(at + 1);
        let taken =
            (1..=3).take_while(|n| at >= *n && self.may_be_name(words, at - n) && !words.parted(at - n, at - n + 1));
        let length = taken.last().filter(|n| birth && *n >= 2)?;
        Some(at - length)
    }

    /// A given name that was found once is one wherever it stands.
    fn again(&self, words: &Words<'_>, found: &mut Vec<Candidate>) {
        let first = |c: &Candidate| c.words.first().map(|w| w.to_lowercase());
        let given: BTreeSet<String> = found.iter().filter_map(first).collect();
        let inside: BTreeSet<usize> = found.iter().flat_map(|c| c.from..c.to).collect();
        for at in 0..words.len() {
            if !inside.contains(&at) && given.contains(words.low(at)) {
                // "shanice. shanice obi-brown shes in my year": the family name too, where a sentence goes on behind it.
                let on = ["shes", "hes", "dob", "born", "aged"].contains(&words.low(at + 2));
                let to = if on && self.may_be_name(words, at + 1) { at + 2 } else { at + 1 };
                let run = words.lows(at, to).iter().map(|w| capital(w)).collect();
                found.push(Candidate::at(at, to, run));
            }
        }
        found.sort_by_key(|c| c.from);
    }

    fn may_be_name(&self, words: &Words<'_>, at: usize) -> bool {
        let word = words.low(at);
        is_wordlike(word)
            && !self.not_names.contains(word)
            && !STOPS.contains(&word)
            && !LEADS.contains(&word)
            && !self.organisations.contains(word)
    }
}

/// Whether a row of a list begins with the name and goes on with a gender or a birth: "1. D'Angelo, Luca (M), d.o.b."
fn is_row(words: &Words<'_>, from: usize, to: usize) -> bool {
    let line = words.between(0, words.at(from)).rsplit('\n').next().unwrap_or_default();
    let begins = !line.contains(|c: char| c.is_alphabetic()) || line.trim_end().ends_with(':');
    let gender = words.low(to) == "(" && matches!(words.low(to + 1), "m" | "f") && words.low(to + 2) == ")";
    let birth = words.low(to) == ","
        && (matches!(words.low(to + 1), "dob" | "born") || words.lows(to + 1, to + 6).concat() == "d.o.b");
    begins && (gender || birth)
}

/// Whether a name stands in brackets or quotation marks between two others.
fn bracketed(words: &Words<'_>, before: usize, from: usize, to: usize, after: usize) -> bool {
    let marks = |list: &[String], marks: &[&str]| {
        !list.is_empty() && list.len() <= 4 && list.iter().all(|w| marks.contains(&w.as_str()))
    };
    marks(words.lows(before, from), &["(", "\"", "'", "\u{201c}", "\u{2018}", "known", "as", "aka", "\u{ab}"])
        && marks(words.lows(to, after), &[")", "\"", "'", "\u{201d}", "\u{2019}", "\u{bb}"])
}

/// Whether a name stands behind a label, and brackets or a birth follow: "RE: Rafferty-Jones, Indigo (they/them)".
fn labelled(words: &Words<'_>, from: usize, to: usize) -> bool {
    let label = from.checked_sub(2).map_or("", |at| words.low(at));
    let colon = from.checked_sub(1).is_some_and(|at| words.low(at) == ":");
    let next = if words.low(to) == "," { words.low(to + 1) } else { words.low(to) };
    colon
        && ["re", "name", "patient", "pupil", "child", "student", "client", "subject", "baby"].contains(&label)
        && (["(", "dob", "date", "born", "nhs"].contains(&next) || words.lows(to, to + 5).concat() == "d.o.b")
}

/// Whether a name does not begin with this word: "Girl", "Twins Yusra"; "Nana" alone is one.
fn is_no_bearer(word: &str, length: usize) -> bool {
    if length > 1 { is_role_word(word) } else { is_child_word(word) || is_sibling(word) }
}

/// Whether a birth or an age is told right here: ", 23 January", "(6)", "dob".
fn is_told_of(words: &Words<'_>, at: usize) -> bool {
    let mark = usize::from(matches!(words.low(at), "," | "(" | "-"));
    let next = words.low(at + mark);
    matches!(next, "dob" | "born" | "aged" | "d") || mark > 0 && next.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a whole date stands right here, in brackets or not: "Baker, Noah (01/02/2018)".
fn dated(words: &Words<'_>, at: usize) -> bool {
    let at = at + usize::from(words.low(at) == "(");
    let at = at + usize::from(words.low(at) == "dob");
    let digits = |at: usize| !words.low(at).is_empty() && words.low(at).bytes().all(|b| b.is_ascii_digit());
    digits(at) && matches!(words.low(at + 1), "/" | "." | "-") && digits(at + 2) && digits(at + 4)
}

/// "al-masri" as "Al-Masri".
fn capital(word: &str) -> String {
    let mut begins = true;
    word.chars()
        .flat_map(|c| {
            let upper = std::mem::replace(&mut begins, !c.is_alphabetic());
            if upper { c.to_uppercase().collect::<Vec<_>>() } else { vec![c] }
        })
        .collect()
}

/// "April May Young": months and days that are given names too.
fn is_month_name(word: &str) -> bool {
    ["april", "may", "june", "august", "day"].contains(&word.to_lowercase().as_str())
}
