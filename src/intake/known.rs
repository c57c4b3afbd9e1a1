//! Known people in free words (I3, C1): a mail in small letters, or one that gives no family name, names nobody for certain.
//! The words that may be names are then looked up in the case store, in rounds: this room says which names it wants to
//! know of ([`Reader::names_wanted`]), whoever can ask the store brings the people of those names, and this room says
//! whom the mail may mean ([`Reader::with_known`]). Such a child is never sure: a person looks (C1).

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Reader;
use super::rules::{KnownWords, Rules};
use crate::domain::{Because, ChildFacts, Facts, Kind, Name, Person, Problem};

/// Most names that are looked up for one mail.
pub const MOST_LOOKUPS: usize = 40;
/// Most words of a mail that are looked at.
const MOST_WORDS: usize = 2_000;
/// Letters of the shortest given name that is looked up.
const SHORTEST_GIVEN: usize = 3;
/// From this age on the store's people are no children.
const GROWN: i32 = 18;
/// What is added to where a child's name stood.
const KNOWN: &str = "known in the case store";

/// The words that are no names, or that are names only where they are written as such.
#[derive(Debug, Clone)]
pub(super) struct KnownReader {
    ordinary: BTreeSet<String>,
    names_too: BTreeSet<String>,
}

/// A word of a mail.
struct Word<'t> {
    text: &'t str,
    folded: String,
    /// A sign or a line's end stands before it.
    begins: bool,
}

impl KnownReader {
    /// A reader with these words: those of free text that are no names count as well.
    pub(super) fn new(rules: &Rules) -> Self {
        let KnownWords { ordinary, names_too } = &rules.known;
        let free = &rules.free_text;
        let set = |words: &mut dyn Iterator<Item = &String>| words.map(|word| folded(word)).collect::<BTreeSet<_>>();
        let names_too = set(&mut names_too.iter());
        let cues =
            [&free.not_names, &free.before_others, &free.before_child, &free.place_words, &free.organisation_words];
        let mut ordinary = set(&mut ordinary.iter().chain(cues.into_iter().flatten()));
        ordinary.retain(|word| !names_too.contains(word));
        Self { ordinary, names_too }
    }

    /// Whether a word may be somebody's given name. What is an ordinary word too ("will", "grace", "mark", "may") must be
    /// written large, and not at a sentence's beginning.
    fn may_be_given(&self, word: &Word<'_>) -> bool {
        let large = word.text.starts_with(char::is_uppercase) && !word.begins;
        word.folded.chars().count() >= SHORTEST_GIVEN
            && !self.ordinary.contains(&word.folded)
            && (large || !self.names_too.contains(&word.folded))
    }

    /// Whether a word may be a family name: right behind a given name an ordinary word may be one.
    fn may_be_family(&self, word: &Word<'_>) -> bool {
        !word.begins && word.folded.chars().count() >= 2 && !self.ordinary.contains(&word.folded)
    }

    /// The names to look up, the likeliest first; none where every child of the mail has a whole name.
    fn wanted(&self, facts: &Facts) -> Vec<Name> {
        let no_letter = matches!(
            facts.kind.is,
            Kind::Form | Kind::DeliveryFailure | Kind::AutomaticReply | Kind::Bulk | Kind::Reply | Kind::ConferenceList
        );
        let whole = |child: &ChildFacts| !child.name.given.is_empty() && !child.name.family.is_empty();
        if no_letter || (!facts.children.is_empty() && facts.children.iter().all(whole)) {
            return Vec::new();
        }
        let text = format!("{}\n{}", facts.envelope.subject, facts.fresh_text);
        let words = words(&text);
        let pairs: Vec<(&str, &str)> = words
            .windows(2)
            .filter_map(|pair| match pair {
                [given, family] if self.may_be_given(given) && self.may_be_family(family) => {
                    Some((given.text, family.text))
                }
                _ => None,
            })
            .collect();
        let of_family = facts.household.iter().map(|relative| relative.name.family.as_str());
        let mut known = BTreeSet::new();
        let families = of_family.chain(pairs.iter().map(|(_, family)| *family));
        let families = families.filter(|family| !family.is_empty() && known.insert(folded(family)));
        let families: Vec<&str> = families.take(MOST_LOOKUPS).collect();
        let half_named = facts.children.iter().filter(|child| !whole(child)).map(|child| child.name.given.as_str());
        let half_named: Vec<&str> = half_named.filter(|given| !given.is_empty()).collect();
        let alone = words.iter().filter(|word| self.may_be_given(word)).map(|word| word.text);
        let with_families = |given: &str| families.iter().map(|family| name(given, family)).collect::<Vec<Name>>();
        let nearest = half_named.into_iter().flat_map(with_families);
        let beside = pairs.iter().map(|(given, family)| name(given, family));
        let mut seen = BTreeSet::new();
        nearest
            .chain(beside)
            .chain(alone.flat_map(with_families))
            .filter(|name| folded(&name.given) != folded(&name.family))
            .filter(|name| seen.insert((folded(&name.given), folded(&name.family))))
            .take(MOST_LOOKUPS)
            .collect()
    }

    /// The facts with the children among these people whom the mail may mean.
    fn resolve(&self, mut facts: Facts, people: &[Person], today: NaiveDate) -> Facts {
        let adults: BTreeSet<String> = facts.household.iter().map(|relative| folded(&relative.name.full())).collect();
        let writers = [folded(&facts.referrer.name), folded(&facts.envelope.from.name)];
        let (mut found_any, mut may_tell) = (false, false);
        for wanted in self.wanted(&facts) {
            let whole = folded(&wanted.full());
            let somebody_else = adults.contains(&whole) || writers.contains(&whole);
            let mut bearers =
                people.iter().filter(|person| is_child(person, today) && bears(person, &wanted)).peekable();
            if somebody_else || bearers.peek().is_none() {
                continue;
            }
            // That a restricted record is there is said to nobody (C9): the child is looked up, and no more is told.
            let tellable = bearers.any(|person| !person.restricted);
            let known = |from: &str| if tellable { format!("{from}, {KNOWN}") } else { from.to_owned() };
            let same = |child: &&mut ChildFacts| folded(&child.name.given) == folded(&wanted.given);
            match facts.children.iter_mut().find(same) {
                Some(child) if child.name.family.is_empty() => {
                    child.name.family = wanted.family;
                    child.sure = false;
                    child.from = known(&child.from);
                }
                // The likeliest family name was found before.
                Some(_) => continue,
                None => facts.children.push(ChildFacts {
                    name: wanted,
                    sure: false,
                    from: known("text of the mail"),
                    ..ChildFacts::default()
                }),
            }
            found_any = true;
            may_tell |= tellable;
        }
        if found_any {
            facts.problems.retain(|problem| *problem != Problem::NoChildNamed);
            if facts.kind.is == Kind::NotClear {
                let known = if may_tell { " who may be one of the case store" } else { "" };
                let why = format!("it names a child in free words{known}");
                facts.kind = Because { is: Kind::FreeForm, why };
            }
        }
        facts
    }
}

impl Reader {
    /// The names that the case store is to be asked for, [`MOST_LOOKUPS`] at most; mostly none.
    #[must_use]
    pub fn names_wanted(&self, facts: &Facts) -> Vec<Name> {
        self.known.wanted(facts)
    }

    /// The facts with those children among `people` whom the mail may mean, none of them sure. `today` is the day of
    /// receipt: who is grown up then is no child.
    #[must_use]
    pub fn with_known(&self, facts: Facts, people: &[Person], today: NaiveDate) -> Facts {
        if people.is_empty() { facts } else { self.known.resolve(facts, people, today) }
    }
}

fn name(given: &str, family: &str) -> Name {
    Name { given: given.to_owned(), family: family.to_owned() }
}

/// The words of a text. A letter's `'s` is no part of a name.
fn words(text: &str) -> Vec<Word<'_>> {
    let is_part = |c: char| c.is_alphabetic() || is_combining_mark(c) || matches!(c, '-' | '\'' | '\u{2019}');
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut rest = text;
    while words.len() < MOST_WORDS
        && let Some(start) = rest.find(is_part)
    {
        let (between, from) = rest.split_at(start);
        let (part, after) = from.split_at(from.find(|c| !is_part(c)).unwrap_or(from.len()));
        rest = after;
        let bare = ["'s", "\u{2019}s"].into_iter().find_map(|own| part.strip_suffix(own)).unwrap_or(part);
        let bare = bare.trim_matches(['-', '\'', '\u{2019}']);
        if !bare.is_empty() {
            let begins = words.is_empty() || between.chars().any(|c| !matches!(c, ' ' | '\t' | '\u{a0}'));
            words.push(Word { text: bare, folded: folded(bare), begins });
        }
    }
    words
}

/// Small letters without accents, and nothing else.
fn folded(text: &str) -> String {
    text.nfkd().filter(|c| c.is_alphabetic() && !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Whether the store's person bears a name: its given name among theirs, and its family name among the words of
/// theirs.
fn bears(person: &Person, wanted: &Name) -> bool {
    let has = |part: &str, word: &str| {
        let word = folded(word);
        folded(part) == word || part.split([' ', '-']).any(|one| folded(one) == word)
    };
    let mut names = std::iter::once(&person.name).chain(&person.aliases);
    names.any(|name| has(&name.given, &wanted.given) && has(&name.family, &wanted.family))
}

fn is_child(person: &Person, today: NaiveDate) -> bool {
    person.date_of_birth.is_some_and(|born| {
        let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
        today.year() - born.year() - i32::from(before_birthday) < GROWN
    })
}

#[cfg(test)]
mod tests;
