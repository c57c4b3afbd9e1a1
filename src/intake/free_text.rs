//! Children named in free words. A name counts by what stands with it: a birth date, an age, a word that
//! leads to a child. The writer, and whoever is called mother, officer or teacher, is nobody's child.

use chrono::{Datelike, NaiveDate};

use super::rules::FreeText;
use super::values::{self, Token};
use crate::domain::{ChildFacts, Name};

/// How far behind a name its birth date, age and address may stand, in tokens.
const REACH: usize = 32;
/// Most tokens of a text that are looked through.
const MOST_TOKENS: usize = 20_000;
/// Who is older than this is no child of the service.
const OLDEST: i32 = 25;

/// The words, ready to be looked up.
#[derive(Debug, Clone)]
pub struct FreeReader {
    before_child: Vec<Vec<String>>,
    before_others: Vec<Vec<String>>,
    not_names: std::collections::BTreeSet<String>,
    places: std::collections::BTreeSet<String>,
    organisations: std::collections::BTreeSet<String>,
    particles: Vec<String>,
}

/// A run of capitalised words that may be a name: tokens `from..to`.
#[derive(Debug, Clone)]
struct Candidate {
    from: usize,
    to: usize,
    words: Vec<String>,
}

/// A candidate in its text, and the token with which somebody else begins.
struct Said<'a> {
    candidate: &'a Candidate,
    end: usize,
    tokens: &'a [Token<'a>],
    text: &'a str,
}

/// What stands with a name.
#[derive(Debug, Default)]
struct Beside {
    born: Option<NaiveDate>,
    age: Option<u8>,
    postcode: String,
    address: String,
    nhs_number: String,
}

impl FreeReader {
    /// A reader with these words.
    #[must_use]
    pub fn new(words: &FreeText) -> Self {
        let phrases = |list: &[String]| {
            list.iter().map(|p| p.to_lowercase().split_whitespace().map(str::to_owned).collect()).collect()
        };
        let set = |list: &[String]| list.iter().map(|w| w.to_lowercase()).collect();
        Self {
            before_child: phrases(&words.before_child),
            before_others: phrases(&words.before_others),
            not_names: set(&words.not_names),
            places: set(&words.place_words),
            organisations: set(&words.organisation_words),
            particles: words.particles.iter().map(|w| w.to_lowercase()).collect(),
        }
    }

    /// The children named in a text. `writers` are names of who wrote and of staff: never a child.
    #[must_use]
    pub fn children(&self, text: &str, writers: &[Name], from: &str, today: NaiveDate) -> Vec<ChildFacts> {
        let tokens = words(text);
        let mut children: Vec<ChildFacts> = Vec::new();
        let candidates = self.candidates(&tokens, text);
        for (index, candidate) in candidates.iter().enumerate() {
            let further = candidates.get(index + 1..).unwrap_or_default();
            let end = further
                .iter()
                .find(|next| self.is_somebody_else(candidate, next, &tokens, text))
                .map_or(tokens.len(), |next| next.from);
            let said = Said { candidate, end, tokens: &tokens, text };
            if let Some(found) = self.judge(&said, writers, from, today) {
                match children.iter_mut().find(|c| super::people::same_child(c, &found)) {
                    Some(known) => {
                        super::people::fill(known, &found);
                        known.sure |= found.sure;
                    }
                    None => children.push(found),
                }
            }
        }
        // Once somebody is surely named, a name that a weak word led to is no further child.
        if children.iter().any(|c| c.sure) {
            children.retain(|c| c.sure);
        }
        children
    }

    fn candidates(&self, tokens: &[Token<'_>], text: &str) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let Some(mut candidate) = self.run(tokens, at, text) else {
                at += 1;
                continue;
            };
            at = candidate.to;
            // "Hello Jayden" begins with no name.
            while candidate.words.first().is_some_and(|w| self.not_names.contains(&w.to_lowercase())) {
                candidate.words.remove(0);
                candidate.from += 1;
            }
            if !candidate.words.is_empty() {
                found.push(candidate);
            }
        }
        found
    }

    /// Whether a later candidate is another person, with whom what is said of the first one ends: two words
    /// that are no place, no organisation and no part of an address.
    fn is_somebody_else(&self, first: &Candidate, next: &Candidate, tokens: &[Token<'_>], text: &str) -> bool {
        let known =
            |w: &String| self.places.contains(&w.to_lowercase()) || self.organisations.contains(&w.to_lowercase());
        let same = next.words.iter().all(|w| first.words.contains(w));
        if next.words.len() < 2 || same || next.words.iter().any(known) {
            return false;
        }
        let start = tokens.get(first.to).map_or(0, |t| t.at);
        let end = tokens.get(next.from).map_or(text.len(), |t| t.at);
        let between = text.get(start..end).unwrap_or_default();
        let in_address = between.trim_end().ends_with(',')
            && between.split(|c: char| !c.is_alphanumeric()).any(|w| self.places.contains(&w.to_lowercase()));
        !in_address
    }

    /// The longest run of name-like words that begins here; a sentence's end and a line's end part names.
    fn run(&self, tokens: &[Token<'_>], start: usize, text: &str) -> Option<Candidate> {
        let mut words: Vec<String> = Vec::new();
        let mut at = start;
        while let Some(token) = tokens.get(at) {
            let small = self.particles.contains(&token.text.to_lowercase()) && !words.is_empty();
            let followed = tokens.get(at + 1).is_some_and(|t| is_capitalised(t.text));
            if !(is_capitalised(token.text) || (small && followed)) || words.len() >= 5 {
                break;
            }
            if at > start {
                let between = tokens.get(at - 1).and_then(|b| text.get(b.end()..token.at)).unwrap_or_default();
                if !between.trim().is_empty() || (between.contains('\n') && !is_wrapped(text, token.at)) {
                    break;
                }
            }
            words.push(token.text.to_owned());
            at += 1;
        }
        (!words.is_empty()).then_some(Candidate { from: start, to: at, words })
    }

    fn judge(&self, said: &Said<'_>, writers: &[Name], from: &str, today: NaiveDate) -> Option<ChildFacts> {
        let Said { candidate, tokens, text, .. } = *said;
        let lower: Vec<String> = candidate.words.iter().map(|w| w.to_lowercase()).collect();
        if lower.iter().any(|w| self.organisations.contains(w)) {
            return None;
        }
        let before: Vec<String> = tokens
            .get(candidate.from.saturating_sub(5)..candidate.from)
            .unwrap_or_default()
            .iter()
            .map(|t| t.text.to_lowercase().replace('\u{2019}', "'"))
            .collect();
        let place = lower.last().is_some_and(|w| self.places.contains(w));
        let placed = before.last().is_some_and(|w| {
            w.chars().all(|c| c.is_ascii_digit())
                || ["at", "in", "on", "near", "to", "of", "from", "lives", "attends", "flat"].contains(&w.as_str())
        });
        if place && placed
            || before.last().is_some_and(|w| w.chars().any(|c| c.is_ascii_digit()) && w.len() <= 4 && place)
        {
            return None;
        }
        // "From: Maryam Lewis" is a header.
        if let [.., field, colon] = before.as_slice()
            && colon == ":"
            && ["from", "to", "cc", "sent", "name", "signed", "referrer"].contains(&field.as_str())
        {
            return None;
        }
        // A title, a role or "I am" within the words before, with nothing but small words between.
        if ends_with(&before, &self.before_others) {
            return None;
        }
        let name = values::name(&candidate.words.join(" "), &self.particles).0;
        if writers.iter().any(|w| is_writer(w, &name)) {
            return None;
        }
        let led = ends_with(&before, &self.before_child);
        let start = tokens.get(candidate.from)?.at;
        let beside = beside(said, today);
        let adult = beside.born.is_some_and(|d| today.year() - d.year() > OLDEST)
            || beside.age.is_some_and(|a| i32::from(a) > OLDEST);
        if adult {
            return None;
        }
        let known = beside.born.is_some() || beside.age.is_some();
        let whole = !name.family.is_empty();
        // The whole of a line is a signature, however it is led to.
        if !known && alone_on_line(text, start, tokens.get(candidate.to - 1)?.end()) {
            return None;
        }
        if !(known && (whole || led) || led && (whole || candidate.words.len() == 1 && strong_lead(&before))) {
            return None;
        }
        Some(ChildFacts {
            sure: whole && (known || !beside.postcode.is_empty()),
            name,
            date_of_birth: beside.born,
            unborn: beside.born.is_some_and(|d| d > today),
            age: if beside.born.is_some() { None } else { beside.age },
            address: beside.address,
            postcode: beside.postcode,
            nhs_number: beside.nhs_number,
            from: from.to_owned(),
            ..ChildFacts::default()
        })
    }
}

/// Date, age and address that follow a name, up to the next person's.
fn beside(said: &Said<'_>, today: NaiveDate) -> Beside {
    let Said { candidate, end, tokens, text } = *said;
    let start = tokens.get(candidate.to.saturating_sub(1)).map_or(0, Token::end);
    let far = tokens.get((candidate.to + REACH).min(end)).map_or(text.len(), |t| t.at);
    let window = text.get(start..far.max(start)).unwrap_or_default();
    // A sentence that begins with somebody else's name or role ends what is said of this one.
    let window = first_sentences(window, 2);
    let lower = window.to_lowercase();
    let dates = values::dates(window, today);
    let born = dates
        .iter()
        .find(|(range, date)| {
            let lead = lower.get(..range.start).unwrap_or_default();
            let near = lead.len() <= 4 && lead.trim().chars().all(|c| "(,-:".contains(c));
            let tail: String = lead.chars().rev().take(22).collect::<Vec<_>>().into_iter().rev().collect();
            let said =
                ["born", "dob", "d.o.b", "date of birth", "birth", "due", "edd"].iter().any(|w| tail.contains(w));
            (said || near) && (*date <= today || tail.contains("due") || tail.contains("edd")) && !lead.contains(". ")
        })
        .map(|(_, date)| *date);
    let (postcode_range, postcode) = match values::postcode_at(window) {
        Some((range, code)) => (Some(range), code),
        None => (None, String::new()),
    };
    let address =
        postcode_range.map_or_else(String::new, |range| address_before(window.get(..range.start).unwrap_or_default()));
    let nhs_number = lower
        .find("nhs")
        .and_then(|at| window.get(at..))
        .map(|tail| tail.chars().take(30).filter(char::is_ascii_digit).collect::<String>())
        .filter(|digits| digits.len() == 10)
        .unwrap_or_default();
    Beside { born, age: age_after(&lower), postcode, address, nhs_number }
}

/// Whether the line before this place was full, so that its sentence goes on here.
fn is_wrapped(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
    let Some(before) = before.strip_suffix('\n') else { return false };
    !before.ends_with('\n') && before.rsplit('\n').next().is_some_and(|line| line.chars().count() >= 50)
}

/// Words with their hyphens and apostrophes, numbers, and punctuation.
fn words(text: &str) -> Vec<Token<'_>> {
    let mut joined: Vec<Token<'_>> = Vec::new();
    let mut glue = false;
    for token in values::tokens(text).into_iter().take(MOST_TOKENS) {
        let touches = joined.last().is_some_and(|last| last.end() == token.at);
        let is_glue = matches!(token.text, "-" | "'" | "\u{2019}" | "\u{2010}" | "\u{2011}");
        let letters = token.text.chars().all(char::is_alphabetic);
        let after_letters = joined.last().is_some_and(|last| last.text.chars().last().is_some_and(char::is_alphabetic));
        if touches && (glue && letters || is_glue && after_letters) {
            let start = joined.last().map_or(token.at, |last| last.at);
            if let (Some(last), Some(whole)) = (joined.last_mut(), text.get(start..token.end())) {
                last.text = whole;
            }
            glue = is_glue;
            continue;
        }
        glue = false;
        joined.push(token);
    }
    // "Jayden's" is Jayden; a hyphen that joins nothing is punctuation.
    for token in &mut joined {
        for suffix in ["'s", "\u{2019}s", "'", "\u{2019}", "-"] {
            if token.text.len() > suffix.len()
                && let Some(bare) = token.text.strip_suffix(suffix)
            {
                token.text = bare;
            }
        }
    }
    joined
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}' | '\u{2010}' | '\u{2011}'))
        && word.chars().count() > 1
}

/// Whether the words end with one of the phrases; "the", "a", ":" and the like may stand between.
fn ends_with(before: &[String], phrases: &[Vec<String>]) -> bool {
    let mut words: &[String] = before;
    while let Some((last, rest)) = words.split_last() {
        if ["the", "a", "an", "our", "my", "her", "his", "is", ":", ",", "-", "\"", "'", "(", "young"]
            .contains(&last.as_str())
        {
            if phrases.iter().any(|p| words.ends_with(p)) {
                return true;
            }
            words = rest;
        } else {
            break;
        }
    }
    phrases.iter().any(|p| words.ends_with(p))
}

/// Words after which even a given name alone is a child's.
fn strong_lead(before: &[String]) -> bool {
    before.last().is_some_and(|w| {
        ["child", "pupil", "student", "son", "daughter", "named", "called", "boy", "girl", "baby", "patient"]
            .contains(&w.as_str())
    })
}

fn is_writer(writer: &Name, name: &Name) -> bool {
    let fold = |text: String| text.to_lowercase();
    let (full, other) = (fold(writer.full()), fold(name.full()));
    !full.is_empty() && full == other
}

/// The text up to the n-th end of a sentence.
fn first_sentences(text: &str, n: usize) -> &str {
    let mut ends = text.match_indices(['.', '!', '?']).filter(|(at, mark)| {
        let after = text.get(at + mark.len()..).unwrap_or_default();
        let initial = text
            .get(..*at)
            .is_some_and(|b| b.ends_with(|c: char| c.is_uppercase()) && !b.ends_with(char::is_lowercase));
        after.starts_with(char::is_whitespace) && !initial
    });
    match ends.nth(n - 1) {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}

fn alone_on_line(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let line_after = after.split('\n').next().unwrap_or_default();
    line_before.trim().is_empty() && line_after.trim().trim_matches([',', '.']).is_empty()
}

/// An age right after a name: ", about 11,", "(11)", "aged 11", "who is 11", "11 years old".
fn age_after(lower: &str) -> Option<u8> {
    let tokens: Vec<&str> = values::tokens(lower).into_iter().map(|t| t.text).take(12).collect();
    for (at, token) in tokens.iter().enumerate() {
        if *token == "." {
            break;
        }
        if !token.chars().all(|c| c.is_ascii_digit()) || token.len() > 2 {
            continue;
        }
        let before = at.checked_sub(1).and_then(|b| tokens.get(b)).copied().unwrap_or_default();
        let after = tokens.get(at + 1).copied().unwrap_or_default();
        let unit = ["year", "yr", "yo", "month", "mth", "week"].iter().any(|u| after.starts_with(u))
            || (after == "-" && tokens.get(at + 2).is_some_and(|t| t.starts_with("year")));
        let led = ["about", "aged", "age", "is", "around", "approximately", "approx", "roughly"].contains(&before);
        let bracketed = matches!(before, "(" | ",") && matches!(after, ")" | "," | ".");
        // "class is 4", "at 7 Elm Grove" and "15 / 03" are no ages.
        if (unit || led || bracketed) && !matches!(after, "/" | ":" | "-") || unit {
            let months = after.starts_with("month") || after.starts_with("mth") || after.starts_with("week");
            return if months { Some(0) } else { token.parse().ok() };
        }
    }
    None
}

/// The address that ends right before a postcode: from its house number on.
fn address_before(text: &str) -> String {
    let tokens = values::tokens(text);
    let number = tokens.iter().enumerate().rev().find(|(at, token)| {
        token.text.chars().all(|c| c.is_ascii_digit())
            && tokens.get(at + 1).is_some_and(|next| next.text.chars().next().is_some_and(char::is_alphabetic))
            && at
                .checked_sub(1)
                .and_then(|b| tokens.get(b))
                .is_none_or(|before| !matches!(before.text, "/" | "-" | "."))
    });
    let start = number.map_or_else(|| text.rfind(['.', '\n']).map_or(0, |at| at + 1), |(_, token)| token.at);
    let address = text.get(start..).unwrap_or_default();
    let folded = address.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.len() > 120 { String::new() } else { folded.trim_matches([',', ' ', ';']).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::rules::tests::shipped;

    fn read(text: &str) -> Vec<ChildFacts> {
        let writer = Name { given: "Esme".into(), family: "Patel".into() };
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        FreeReader::new(&shipped().free_text).children(text, &[writer], "text of the mail", today)
    }

    fn names(text: &str) -> Vec<String> {
        read(text).into_iter().map(|c| c.name.full()).collect()
    }

    #[test]
    fn i3_a_name_with_a_birth_date_is_the_child() {
        let children = read(
            "Hello,\n\nI am the head teacher. I am writing about Jayden Taylor-Reid, born 23/01/2011, who lives at \
178 Canal Walk, Birmingham, B18 5JE. Jayden was collected late.\n\nThank you\nEsme Patel",
        );
        assert_eq!(children.len(), 1, "{children:?}");
        assert_eq!(children[0].name, Name { given: "Jayden".into(), family: "Taylor-Reid".into() });
        assert_eq!(children[0].date_of_birth, NaiveDate::from_ymd_opt(2011, 1, 23));
        assert_eq!(children[0].address, "178 Canal Walk, Birmingham");
        assert_eq!(children[0].postcode, "B18 5JE");
        assert!(children[0].sure);
    }

    #[test]
    fn i3_an_age_is_enough_for_a_whole_name() {
        let children = read(
            "I don't want to give my name. Rhys Okafor, about 11, at 7 Elm Grove, Birmingham, B37 5GD is left alone.",
        );
        assert_eq!(children.len(), 1, "{children:?}");
        assert_eq!(children[0].name.full(), "Rhys Okafor");
        assert_eq!((children[0].age, children[0].date_of_birth), (Some(11), None));
        assert_eq!(children[0].address, "7 Elm Grove, Birmingham");
        assert_eq!(children[0].postcode, "B37 5GD");
    }

    #[test]
    fn i3_other_peoples_names_are_not_the_childs() {
        for text in [
            "There is a boy in year 4 at our school who I worry about. Please ring me.",
            "I am Esme Patel and I teach at Hillside Primary School. Please ring me.",
            "Her mother Jane Smith, born 01/02/1985, was drunk.",
            "Please call PC Tom Young about this.",
            "Dear CASS,\n\nPlease find attached a referral.\n\nRegards\nSzymon Fern\u{e1}ndez\nHillside Primary School",
            "I am concerned about Elm Grove Primary School.",
            "He lives at 7 Elm Grove, Birmingham.",
            "This month: training dates.",
            "Referral attached.",
            "Kind regards,\nSarah Hill\nDeputy Head Teacher\nTel: 0121 496 0000",
        ] {
            assert_eq!(names(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn i3_children_are_found_in_many_ways_of_writing() {
        for (text, expected) in [
            ("I am worried about my pupil Kofi de Souza (dob 07/03/2021).", "Kofi de Souza"),
            ("Re: Lily Hill, DOB 12.4.19. She has bruises.", "Lily Hill"),
            ("My pupil is called Zofia O\u{2019}Brien and she is hungry.", "Zofia O\u{2019}Brien"),
            ("April May Young, aged 6, is at home alone.", "April May Young"),
            ("A boy named Noah McDonald, 5 years old, was seen.", "Noah McDonald"),
            ("Amelia Shah (8) told me that her mother Jane Shah hits her.", "Amelia Shah"),
        ] {
            assert_eq!(names(text), [expected], "{text}");
        }
    }
}
