//! The dictionary of labels: which field a label asks for, and of whom.

use std::collections::BTreeMap;

use super::rules::{Field, Owner, Rules};
use super::values;

mod words;

pub(crate) use words::words;
use words::{in_words, is_ordinal};

/// Words that make a heading of whom something is about.
const ABOUT: [&str; 4] = ["details", "detail", "information", "info"];
/// A label is at most this many words; longer lines are text.
const LONGEST_LABEL: usize = 14;
/// A label that asks for several things at once is at most this many words.
const LONGEST_LIST: usize = 18;
/// A label that only begins like a known one, or holds one, is at most this many words.
const LONGEST_LOOSE: usize = 9;

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// Of whom, where the label says so itself.
    pub owner: Option<Owner>,
    /// The field; `None` when the label only says of whom (`Referred by`).
    pub field: Option<Field>,
    /// All of the label was understood. Otherwise it begins like a known one or holds one, which is
    /// believed only where the structure says that it is a label.
    pub exact: bool,
}

/// Labels and owners' words, ready to be looked up.
#[derive(Debug, Clone)]
pub struct Dictionary {
    fields: BTreeMap<Vec<String>, Field>,
    /// Labels of two words and more without the space, which narrow cells swallow: "homeaddress".
    glued: BTreeMap<String, Field>,
    longest: usize,
    owners: Vec<(Vec<String>, Owner)>,
    qualifiers: Vec<String>,
}

/// "16th of December 2026 (EDD)" is an answer, and "EDD 3/4/27" a label with its answer.
fn holds_date(label: &str) -> bool {
    let Some(any_day) = chrono::NaiveDate::from_ymd_opt(2100, 1, 1) else { return false };
    label.bytes().filter(u8::is_ascii_digit).count() >= 3 && !values::dates(label, any_day).is_empty()
}

/// Where the phrase stands in the words.
fn position(words: &[String], phrase: &[String]) -> Option<usize> {
    (!phrase.is_empty() && phrase.len() <= words.len())
        .then(|| words.windows(phrase.len()).position(|w| w == phrase))
        .flatten()
}

impl Dictionary {
    /// The dictionary of these rules.
    #[must_use]
    pub fn new(rules: &Rules) -> Self {
        let mut fields = BTreeMap::new();
        for (field, labels) in &rules.labels {
            for label in labels {
                fields.insert(words(label), *field);
            }
        }
        let mut owners: Vec<(Vec<String>, Owner)> = rules
            .owners
            .iter()
            .flat_map(|(owner, phrases)| phrases.iter().map(move |p| (words(p), *owner)))
            .filter(|(phrase, _)| !phrase.is_empty())
            .collect();
        // Longest first, so that "other children" is not the child's "children".
        owners.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        let longest = fields.keys().map(Vec::len).max().unwrap_or(0);
        let several = fields.iter().filter(|(words, _)| words.len() > 1);
        let glued = several.map(|(words, field)| (words.concat(), *field)).collect();
        let qualifiers = rules.qualifiers.iter().map(|word| word.to_lowercase()).collect();
        Self { fields, glued, longest, owners, qualifiers }
    }

    /// What a label means; `None` when it is no known label.
    #[must_use]
    pub fn meaning(&self, label: &str) -> Option<Meaning> {
        // A choice with its boxes is an answer.
        if label.len() > 200 || values::ticked(label).is_some() || holds_date(label) {
            return None;
        }
        let spaced = self.meaning_of_line(label);
        if spaced.is_some_and(|m| m.exact) || !label.trim().contains('\n') {
            return spaced;
        }
        // A narrow cell breaks words: "Relationsh\nip to child".
        let breaks = label.trim().matches('\n').count().min(4);
        let joined = (0..breaks).find_map(|at| {
            let mut nth = 0;
            let joined: String = label
                .trim()
                .chars()
                .filter(|c| {
                    *c != '\n' || {
                        nth += 1;
                        nth != at + 1
                    }
                })
                .collect();
            self.meaning_of_line(&joined).filter(|m| m.exact)
        });
        joined.or_else(|| self.meaning_of_line(&label.replace('\n', "")).filter(|m| m.exact)).or(spaced)
    }

    fn meaning_of_line(&self, label: &str) -> Option<Meaning> {
        let mut all = words(label);
        if let Some(apart) = in_words(label)
            && !self.fields.contains_key(&all)
        {
            all = words(&apart);
        }
        if all.is_empty() || all.len() > LONGEST_LABEL {
            return None;
        }
        // "What is the child's name?"
        let asked = matches!(all.as_slice(), [what, is, _, ..] if what == "what" && (is == "is" || is == "are"));
        if asked && !self.fields.contains_key(&all) {
            all.drain(..2);
        }
        if let Some(field) = self.fields.get(&all) {
            return Some(Meaning { owner: None, field: Some(*field), exact: true });
        }
        let (owner, mut rest) = self.take_owner(&all);
        // "Child 1: first name" asks what "Child's first name" does.
        if owner.is_some() && rest.len() > 1 {
            rest.retain(|word| !word.chars().all(|c| c.is_ascii_digit()));
        }
        // "Child details" is a heading.
        if rest.is_empty() || owner.is_some() && matches!(rest.as_slice(), [only] if ABOUT.contains(&only.as_str())) {
            return owner.map(|owner| Meaning { owner: Some(owner), field: None, exact: true });
        }
        if let Some(field) = self.fields.get(&rest) {
            let childs_school = *field == Field::School && owner == Some(Owner::Child);
            let settled = if childs_school { owner } else { self.settle(owner, *field) };
            return Some(Meaning { owner: settled, field: Some(*field), exact: true });
        }
        // A narrow cell swallows the space: "Relationshipto child".
        for word in &mut rest {
            for small in ["to", "of"] {
                if let Some(stem) =
                    word.strip_suffix(small).filter(|stem| self.fields.contains_key(&vec![(*stem).to_owned()]))
                {
                    *word = stem.to_owned();
                }
            }
        }
        if let Some(field) = self.fields.get(&rest) {
            return Some(Meaning { owner: self.settle(owner, *field), field: Some(*field), exact: true });
        }
        if let [word] = rest.as_slice()
            && let Some(field) = self.glued.get(word)
        {
            return Some(Meaning { owner: self.settle(owner, *field), field: Some(*field), exact: true });
        }
        if let Some(field) = self.plainly(&rest) {
            return Some(Meaning { owner: self.settle(owner, field), field: Some(field), exact: true });
        }
        if let Some(field) = self.of_parts(label) {
            return Some(Meaning { owner: self.settle(owner, field), field: Some(field), exact: true });
        }
        if all.len() > LONGEST_LOOSE && self.begins(&rest).is_none() {
            return None;
        }
        let field = self.begins(&rest).or_else(|| self.holds(&rest));
        match (field, owner) {
            (Some(field), owner) => {
                Some(Meaning { owner: self.settle(owner, field), field: Some(field), exact: false })
            }
            (None, Some(owner)) => Some(Meaning { owner: Some(owner), field: None, exact: false }),
            (None, None) => None,
        }
    }

    /// Whether all of a cell or line is a label of some field.
    #[must_use]
    pub fn is_label(&self, text: &str) -> bool {
        self.meaning(text).is_some_and(|m| m.exact && m.field.is_some())
    }

    /// Whom a heading speaks of: the longest of the owners' words, the earliest of equals. A child's
    /// "'s" followed by somebody else means the other.
    #[must_use]
    pub fn section(&self, heading: &str) -> Option<Owner> {
        let all = words(heading);
        if all.is_empty() || all.len() > LONGEST_LABEL {
            return None;
        }
        let mut found: Vec<(usize, usize, Owner)> = Vec::new();
        for (phrase, owner) in &self.owners {
            if let Some(at) = position(&all, phrase) {
                let inside = found.iter().any(|(start, len, _)| at >= *start && at + phrase.len() <= start + len);
                if !inside {
                    found.push((at, phrase.len(), *owner));
                }
            }
        }
        found.sort();
        let possessive = {
            let lower = heading.to_lowercase().replace('\u{2019}', "'");
            ["child's ", "person's ", "children's ", "pupil's "].iter().any(|p| lower.contains(p))
        };
        let first = found.first()?;
        // "Other children of this family who are also referred" are no mere brothers and sisters.
        if first.2 == Owner::Sibling
            && all.iter().any(|word| word == "referred")
            && !all.iter().any(|word| word == "not")
        {
            return Some(Owner::Child);
        }
        if first.2 == Owner::Child
            && let Some(second) = found.get(1)
            && (possessive && second.0 == first.0 + first.1 || second.2 == Owner::Referrer)
        {
            return Some(second.2);
        }
        // "Reason for referral" before anything else; "referrer" anywhere in a short heading.
        Some(first.2)
    }

    /// An owner's words taken out of a label's words. The order of [`Owner`] decides: a "child's mother"
    /// is the mother.
    fn take_owner(&self, all: &[String]) -> (Option<Owner>, Vec<String>) {
        let mut rest = all.to_vec();
        let mut owner: Option<Owner> = None;
        for (phrase, of) in &self.owners {
            if *of == Owner::Request {
                continue;
            }
            if let Some(at) = position(&rest, phrase) {
                // A word that is a label of its own stays ("agency" of a professional).
                if phrase.len() == 1 && self.fields.contains_key(phrase) {
                    continue;
                }
                rest.drain(at..at + phrase.len());
                // "Child 2: date of birth"
                if rest.len() > at && rest.get(at).is_some_and(|w| is_ordinal(w)) {
                    rest.remove(at);
                }
                owner = Some(owner.map_or(*of, |before| before.min(*of)));
            }
        }
        (owner, rest)
    }

    /// "Relationship to child" speaks of somebody else, and a school is only ever the child's.
    #[allow(clippy::unused_self, reason = "one of the dictionary's rules")]
    fn settle(&self, owner: Option<Owner>, field: Field) -> Option<Owner> {
        if field == Field::Relationship {
            owner.filter(|o| !matches!(o, Owner::Child | Owner::Sibling))
        } else if field == Field::School {
            owner.filter(|o| *o != Owner::Professional)
        } else {
            owner.filter(|_| !field.of_the_request())
        }
    }

    /// What a label asks for without the words that change nothing in it: "Legal forename".
    fn plainly(&self, words: &[String]) -> Option<Field> {
        // "Forename 2", and no date.
        let number = |word: &String| word.len() == 1 && word.bytes().all(|b| b.is_ascii_digit());
        let numbers = words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).count();
        let says = |word: &&String| !(self.qualifiers.contains(word) || numbers == 1 && number(word));
        let plain: Vec<String> = words.iter().filter(says).cloned().collect();
        (plain.len() < words.len()).then(|| self.fields.get(&plain)).flatten().copied()
    }

    /// A label made of several: "Surname / Last name", "Date of birth or due date".
    fn of_parts(&self, label: &str) -> Option<Field> {
        let plain = label.to_lowercase().replace("(s)", "").replace("(ren)", "ren");
        let lower = plain.replace(" or ", "/").replace(" and ", "/").replace(['&', ',', '(', ')', '|'], "/");
        let lower = lower.trim_end_matches([':', '/', ' ']);
        // What stands after a colon is an answer, and a sentence with commas is guidance.
        if !lower.contains('/') || lower.contains(": ") || plain.split_whitespace().count() > LONGEST_LIST {
            return None;
        }
        let lists = plain.matches(',').count() >= 2 && plain.split_whitespace().count() > LONGEST_LOOSE;
        let begins =
            plain.split(',').next().map(words).is_some_and(|part| self.fields.contains_key(&self.take_owner(&part).1));
        if lists && !begins {
            return None;
        }
        // "Home address and postcode" asks for an address with its postcode.
        if lower.contains("address") && lower.contains("postcode") {
            return Some(Field::Address);
        }
        let known = |part: &Vec<String>| {
            let (_, rest) = self.take_owner(part);
            let known = self.fields.get(&rest).or_else(|| self.fields.get(part)).copied();
            known.or_else(|| self.plainly(&rest))
        };
        // "POST, Penn" is a name, "Name, date of birth" a label.
        let only_commas = !plain.contains(" or ") && !plain.contains(" and ") && !plain.contains(['/', '(', '&', '|']);
        if plain.contains(',') && only_commas {
            let mut parts = plain.split(',').map(words).filter(|part| !part.is_empty());
            if !parts.all(|part| known(&part).is_some() || self.of_parts_of(&part)) {
                return None;
            }
        }
        let parts = lower.split('/').map(words).filter(|part| !part.is_empty());
        let asked: Vec<Field> = parts.filter_map(|part| known(&part)).filter(|field| *field != Field::Other).collect();
        // "Surname, forename(s)" asks for a whole name.
        if asked.contains(&Field::Given) && asked.contains(&Field::Family) {
            return Some(Field::Name);
        }
        let mut asked = asked.into_iter();
        let first = asked.next()?;
        // "House number/name and street" asks for no name.
        let lists = plain.contains([',', '&']) || plain.contains(" and ");
        if lists && matches!(first, Field::Name | Field::Given | Field::Family) {
            let mut parts = lower.split('/').map(words).filter(|part| !part.is_empty());
            if !parts.all(|part| known(&part).is_some() || self.take_owner(&part).0.is_some()) {
                return None;
            }
        }
        // "Age / date of birth" is answered by either, and a date says more.
        let dated = first == Field::Age && asked.any(|field| field == Field::DateOfBirth);
        Some(if dated { Field::DateOfBirth } else { first })
    }

    /// Whether words around an "and" or "or" are labels: the end of "Name, date of birth and sex".
    fn of_parts_of(&self, words: &[String]) -> bool {
        words.split(|word| word == "and" || word == "or").any(|part| {
            let (_, rest) = self.take_owner(part);
            self.fields.contains_key(&rest) || self.plainly(&rest).is_some()
        })
    }

    fn begins(&self, rest: &[String]) -> Option<Field> {
        (1..=self.longest.min(rest.len())).rev().find_map(|n| {
            let field = rest.get(..n).and_then(|head| self.fields.get(head)).copied()?;
            // A single word begins many things ("School holidays are hard").
            (n > 1 || rest.len() <= 4).then_some(field)
        })
    }

    fn holds(&self, rest: &[String]) -> Option<Field> {
        (2..=self.longest.min(rest.len()))
            .rev()
            .find_map(|n| rest.windows(n).find_map(|part| self.fields.get(part)).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::rules::tests::shipped;

    fn meaning(label: &str) -> (Option<Owner>, Option<Field>) {
        let dictionary = Dictionary::new(&shipped());
        dictionary.meaning(label).map_or((None, None), |m| (m.owner, m.field))
    }

    #[test]
    fn i3_labels_of_many_forms_are_understood() {
        use Field as F;
        use Owner as O;
        for (label, owner, field) in [
            ("Family name", None, F::Family),
            ("Child\u{2019}s First Name", Some(O::Child), F::Given),
            ("Child\u{2019}s Surname / Last Name", Some(O::Child), F::Family),
            ("1. First Name(s):", None, F::Given),
            ("Date of Birth or Estimated Date of Delivery", None, F::DateOfBirth),
            ("Date of Birth/ Estimated Due Date", None, F::DateOfBirth),
            ("DoB or EDD", None, F::DateOfBirth),
            ("Gender (M/F)", None, F::Gender),
            ("M/F", None, F::Gender),
            ("Nursery/School/ Children\u{2019}s Centre", Some(O::Child), F::School),
            ("Language or preferred method of communication", None, F::Language),
            ("Telephone/Mobile nos.", None, F::Telephone),
            ("Other known as names", None, F::Alias),
            ("Any alternative name", None, F::Alias),
            ("Relationship to child", None, F::Relationship),
            ("Referrer name", Some(O::Referrer), F::Name),
            ("Name of person making the referral", Some(O::Referrer), F::Name),
            ("Your name", Some(O::Referrer), F::Name),
            ("Designation / Agency", None, F::JobTitle),
            ("Name of child's mother", Some(O::Household), F::Name),
            ("Parent/Carer name", Some(O::Household), F::Name),
            ("Name of GP", Some(O::Professional), F::Name),
            ("Name of school", None, F::School),
            ("Have you obtained parental consent?", None, F::Consent),
            ("What are you worried about?", None, F::Concern),
            ("Full name of child / young person", Some(O::Child), F::Name),
            ("Home Telephone No.", None, F::Telephone),
            ("NHS Number", None, F::NhsNumber),
        ] {
            assert_eq!(meaning(label), (owner, Some(field)), "{label}");
        }
        assert_eq!(meaning("Referred by"), (Some(O::Referrer), None));
    }

    #[test]
    fn i3_values_are_no_labels() {
        let dictionary = Dictionary::new(&shipped());
        for value in [
            "Hillside Primary School",
            "Parkview High School",
            "St Mary\u{2019}s C of E Primary",
            "54 Ivy Terrace, Birmingham, B42 6JP",
            "White British",
            "Kofi",
            "Mother",
            "Sister",
            "Women\u{2019}s and Children\u{2019}s NHS Trust",
            "Member of the public",
            "07/03/2021",
            "F",
            "Yes",
        ] {
            assert!(!dictionary.is_label(value), "{value}: {:?}", dictionary.meaning(value));
        }
    }

    #[test]
    fn i3_headings_say_of_whom() {
        let dictionary = Dictionary::new(&shipped());
        for (heading, owner) in [
            ("Details of child/young person being referred", Some(Owner::Child)),
            ("1. CHILD / YOUNG PERSON\u{2019}S DETAILS", Some(Owner::Child)),
            ("Child/ren/young person subject to the referral details:", Some(Owner::Child)),
            ("Parents, other members of the household and significant family members:", Some(Owner::Household)),
            ("Reason for referral", Some(Owner::Request)),
            ("2. REASON FOR REFERRAL", Some(Owner::Request)),
            ("Referrer", Some(Owner::Referrer)),
            ("3. REFERRER", Some(Owner::Referrer)),
            ("Your details", Some(Owner::Referrer)),
            ("Details of person making the referral", Some(Owner::Referrer)),
            ("Child's parents", Some(Owner::Household)),
            ("Siblings and other children in the household", Some(Owner::Sibling)),
            ("Other children", Some(Owner::Sibling)),
            ("Professionals involved", Some(Owner::Professional)),
            ("Multi Agency Referral Form (MARF)", None),
        ] {
            assert_eq!(dictionary.section(heading), owner, "{heading}");
        }
    }
}
