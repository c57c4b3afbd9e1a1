//! Two names compared.

use super::classes;
use super::keys::{family_term, given_term, name_term};
use super::model::Frequencies;
use super::normalise::{NameForm, Words};

/// How far two names, or parts of them, agree; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// The same.
    Exact,
    /// A slip of the pen: two letters exchanged, a letter doubled or not.
    Slip,
    /// A short form or another spelling.
    Alike,
    /// One letter differs.
    Close,
    /// One word of several agrees.
    Part,
    /// It sounds the same.
    Sound,
    /// Only an initial is given, and it fits.
    Initial,
    /// Nothing to compare.
    Missing,
    /// They differ.
    Differs,
}

impl Level {
    /// Whether it speaks for the same person.
    pub(super) fn agrees(self) -> bool {
        self <= Self::Sound
    }
}

/// How the words were put together to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Given with given, family with family.
    Straight,
    /// Given with family.
    Swapped,
    /// The same words, otherwise divided.
    Divided,
}

/// The comparison of two names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NameEvidence<'a> {
    pub(super) given: Level,
    pub(super) family: Level,
    pub(super) given_bits: f64,
    pub(super) family_bits: f64,
    pub(super) order: Order,
    /// The two names compared, to show.
    pub(super) ours: &'a NameForm,
    pub(super) theirs: &'a NameForm,
}

impl NameEvidence<'_> {
    /// Within one home a given name says as much as a rare one, however common it is elsewhere: two children of a family
    /// are not called the same.
    pub(super) fn of_one_home(mut self) -> Self {
        if self.given <= Level::Alike && self.order != Order::Swapped {
            self.given_bits = self.given_bits.max(IN_ONE_HOME);
        }
        self
    }

    pub(super) fn bits(&self) -> f64 {
        self.given_bits + self.family_bits
    }
}

/// The best comparison over all names of both; `None` when either has none.
pub(super) fn best<'a>(
    ours: &'a [NameForm],
    theirs: &'a [NameForm],
    frequencies: &Frequencies,
) -> Option<NameEvidence<'a>> {
    ours.iter()
        .flat_map(|a| theirs.iter().map(move |b| compare(a, b, frequencies)))
        .max_by(|a, b| a.bits().total_cmp(&b.bits()))
}

fn compare<'a>(ours: &'a NameForm, theirs: &'a NameForm, frequencies: &Frequencies) -> NameEvidence<'a> {
    let as_given = |a: &Words, b: &Words| rarity(a, b, |w| frequencies.share(given_term(w), USUAL_GIVEN), SAME_GIVEN);
    let as_family =
        |a: &Words, b: &Words| rarity(a, b, |w| frequencies.share(family_term(w), USUAL_FAMILY), SAME_FAMILY);
    // `off` is what the unusual order costs each part.
    let evidence = |our_given: &Words, our_family: &Words, order, off: f64| {
        // A slip that gives a name which others on record have is no slip, and one letter less or other (Alina and Alisa)
        // no spelling: a twin may have it.
        let real = |word: &String| !theirs.given.contains(word) && frequencies.stands_in_store(given_term(word));
        let written = given_level(our_given, &theirs.given);
        let is_real = matches!(written, Level::Slip | Level::Close) && our_given.iter().any(real);
        let mut given = match (is_real, written == Level::Slip) {
            (false, _) => written,
            (true, true) => Level::Close,
            (true, false) => Level::Sound,
        };
        let family = level(our_family, &theirs.family);
        // A father's name may stand with the given names or as the family name; a title may stand there or not.
        let elsewhere = || {
            let middle = |given: &Words, family: &Words| {
                given.iter().skip(1).any(|word| word.chars().count() > 2 && family.contains(word))
            };
            middle(our_given, &theirs.family) || middle(&theirs.given, our_family)
        };
        let family = if family == Level::Differs && elsewhere() { Level::Part } else { family };
        let title = |words: &Words| words.iter().all(|word| classes::is_title(word));
        let guessed = ours.guessed || theirs.guessed;
        if guessed && family == Level::Differs && given <= Level::Close {
            given = Level::Part;
        }
        let titled = family == Level::Differs && (title(our_family) || title(&theirs.family));
        let mut given_bits = given_bits(given, || as_given(our_given, &theirs.given));
        let mut family_bits = family_bits(family, || as_family(our_family, &theirs.family));
        if given == Level::Exact && family == Level::Exact {
            let less = together(our_given, theirs, frequencies) / (given_bits + family_bits);
            (given_bits, family_bits) = (given_bits * less.min(1.0), family_bits * less.min(1.0));
        }
        NameEvidence {
            given,
            family,
            given_bits: given_bits - off,
            family_bits: if titled { TITLE } else { family_bits } - off,
            order,
            ours,
            theirs,
        }
    };
    let mut best = evidence(&ours.given, &ours.family, Order::Straight, 0.0);
    if best.given == Level::Exact && best.family == Level::Exact {
        return best;
    }
    let swapped = evidence(&ours.family, &ours.given, Order::Swapped, 2.5);
    if swapped.bits() > best.bits() {
        best = swapped;
    }
    if same_words(ours, theirs) {
        let divided = evidence(&theirs.given, &theirs.family, Order::Divided, 0.5);
        if divided.bits() > best.bits() {
            best = divided;
        }
    }
    best
}

/// Bits of given and family name that are both the same, by how often they stand together in the store.
fn together(given: &Words, theirs: &NameForm, frequencies: &Frequencies) -> f64 {
    let whole = theirs.family.whole();
    let family = theirs.family.iter().map(|w| frequencies.share(family_term(w), USUAL_FAMILY)).fold(1.0, f64::min);
    let bits = |word: &String| {
        let expected = frequencies.share(given_term(word), USUAL_GIVEN) * family;
        let share = frequencies.share_of_others(name_term(word, &whole), expected);
        (SAME_GIVEN * SAME_FAMILY / share.max(1e-12)).log2()
    };
    given.iter().filter(|word| theirs.given.contains(word)).map(bits).fold(1.0, f64::max)
}

/// What the same given name weighs in one home at least.
const IN_ONE_HOME: f64 = 7.0;
/// How often a given name is written as on record, and a family name.
const SAME_GIVEN: f64 = 0.86;
const SAME_FAMILY: f64 = 0.87;
/// The share of people that a given name of which nothing is known has, and a family name.
const USUAL_GIVEN: f64 = 1.0 / 1_500.0;
const USUAL_FAMILY: f64 = 1.0 / 2_500.0;
/// What another family name weighs when one of the two is a title.
const TITLE: f64 = -1.0;

/// Bits of an exact agreement, up to 16: of the rarest word that both have, or of ours when none agrees.
fn rarity(ours: &[String], theirs: &[String], share: impl Fn(&str) -> f64, agreeing: f64) -> f64 {
    let bits = |word: &String| (agreeing / share(word).max(1e-9)).log2();
    let both = ours.iter().filter(|w| theirs.contains(w)).map(bits).fold(f64::MIN, f64::max);
    let most = if both > f64::MIN { both } else { ours.iter().map(bits).fold(f64::MIN, f64::max) };
    most.clamp(0.5, 16.0)
}

/// What the words that differ take from those that are the same.
const OTHER_WORDS: f64 = 3.0;

/// Bits by level, from those of an exact agreement: what is common is also commonly resembled.
fn given_bits(level: Level, rare: impl Fn() -> f64) -> f64 {
    match level {
        Level::Exact => rare(),
        Level::Slip | Level::Alike => (rare() - 2.0).clamp(0.5, 5.0),
        Level::Close => (rare() - 5.0).clamp(0.0, 5.0),
        Level::Part => (rare() - OTHER_WORDS).min(4.5),
        Level::Sound => (rare() - 6.0).clamp(-1.0, 3.0),
        Level::Initial => 1.0,
        Level::Missing => 0.0,
        Level::Differs => -4.5,
    }
}

fn family_bits(level: Level, rare: impl Fn() -> f64) -> f64 {
    match level {
        Level::Exact => rare(),
        Level::Slip | Level::Alike => (rare() - 2.0).clamp(0.5, 7.0),
        Level::Close => (rare() - 3.0).clamp(0.5, 7.0),
        Level::Part => (rare() - OTHER_WORDS / 2.0).min(4.5),
        Level::Sound => (rare() - 4.0).clamp(0.0, 4.0),
        Level::Initial => 0.5,
        Level::Missing => 0.0,
        Level::Differs => -4.0,
    }
}

/// How far two lists of given names agree: a first name alone and the same with middle names are the same,
/// but two different middle names are not (brothers may share Mohammed).
pub(super) fn given_level(a: &Words, b: &Words) -> Level {
    match (&**a, &**b) {
        ([x], [y, ..]) | ([x, ..], [y]) if x == y && x.chars().count() > 1 => Level::Exact,
        (ours, theirs) if a.whole() != b.whole() && (fit(ours, theirs) || fit(theirs, ours)) => Level::Alike,
        _ => level(a, b),
    }
}

/// Whether the words of one list are those of the other in their order, in another spelling or as an initial: Noah T and
/// Noah Thomas, Md Aryan and Muhammad Aryan. A name that brothers share may be left out before another.
fn fit(short: &[String], long: &[String]) -> bool {
    match long {
        [first, rest @ ..]
            if classes::is_shared_by_brothers(first) && short.first().is_some_and(|x| !one(x, first)) =>
        {
            in_order(short, rest)
        }
        _ => short.len() > 1 && in_order(short, long),
    }
}

/// The first of the words must stand in full, but for one that brothers share.
fn in_order(short: &[String], long: &[String]) -> bool {
    let mut following = long.iter();
    let (Some((first, others)), Some(leading)) = (short.split_first(), following.next()) else { return false };
    let leads = classes::alike(first, leading) || (initial(first, leading) && classes::is_shared_by_brothers(leading));
    leads && others.iter().all(|x| following.any(|y| one(x, y)))
}

/// Whether two words are one name, or an initial and a name.
fn one(x: &str, y: &str) -> bool {
    classes::alike(x, y) || initial(x, y) || initial(y, x)
}

fn initial(x: &str, y: &str) -> bool {
    x.chars().count() == 1 && y.starts_with(x)
}

/// How far two lists of words agree.
pub(super) fn level(a: &Words, b: &Words) -> Level {
    let (Some(first_a), Some(first_b)) = (a.first(), b.first()) else { return Level::Missing };
    let (whole_a, whole_b) = (a.whole(), b.whole());
    let any = |test: &dyn Fn(&str, &str) -> bool| a.iter().any(|x| b.iter().any(|y| test(x, y)));
    let sounds = a.sound().len() > 1 && a.sound() == b.sound();
    let alone = a.len() == 1 || b.len() == 1;
    let nearly = |x: &str, y: &str| classes::akin(x, y) || one_letter(x, y);
    if whole_a == whole_b {
        Level::Exact
    } else if a.len() == b.len() && slip(&whole_a, &whole_b) && !classes::are_two_names(&whole_a, &whole_b) {
        Level::Slip
    } else if classes::alike(first_a, first_b) && alone {
        Level::Alike
    } else if one_letter(&whole_a, &whole_b) || (a.len() != b.len() && one_letter(first_a, first_b)) {
        Level::Close
    } else if any(&|x, y| x == y && x.chars().count() > 2 && !classes::is_title(x)) {
        Level::Part
    } else if (if alone { any(&nearly) } else { nearly(first_a, first_b) })
        || sounds
        || rhymes(first_a, first_b)
        || resembles(&whole_a, &whole_b)
    {
        Level::Sound
    } else if initial(first_a, first_b) || initial(first_b, first_a) {
        Level::Initial
    } else {
        Level::Differs
    }
}

/// The same letters with two neighbours exchanged, or with one doubled that was single. Nobody calls two children so, but
/// for the names that [`classes::are_two_names`] knows.
fn slip(a: &str, b: &str) -> bool {
    let begins = a.chars().next() == b.chars().next() || begins_exchanged(a, b);
    if !begins || a == b || shortest(a, b) < 3 || a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let single = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.dedup();
        letters
    };
    let sorted = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    single(a) == single(b) || (a.len() == b.len() && one_edit(a, b) && sorted(a) == sorted(b))
}

/// Longer names with several slips in them.
fn resembles(a: &str, b: &str) -> bool {
    shortest(a, b) >= 5
        && (strsim::jaro_winkler(a, b) >= 0.88 || (shortest(a, b) >= 6 && strsim::osa_distance(a, b) <= 2))
}

/// One letter more, less or other, or two neighbours exchanged, with the same beginning. Names that differ
/// in their first letter are rather two names (Sara and Zara, Jayden and Hayden).
fn one_letter(a: &str, b: &str) -> bool {
    shortest(a, b) >= 4
        && a != b
        && (a.chars().next() == b.chars().next() || begins_exchanged(a, b))
        && (one_edit(a, b) || (shortest(a, b) >= 7 && strsim::jaro_winkler(a, b) >= 0.95))
}

fn shortest(a: &str, b: &str) -> usize {
    a.chars().count().min(b.chars().count())
}

fn begins_exchanged(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    let (first, second) = (a.next(), a.next());
    second == b.next() && first == b.next()
}

fn rhymes(a: &str, b: &str) -> bool {
    shortest(a, b) >= 3 && one_edit(a, b)
}

/// Whether one letter is added, left out or another, or two neighbours are exchanged.
fn one_edit(a: &str, b: &str) -> bool {
    a.chars().count().abs_diff(b.chars().count()) <= 1 && strsim::osa_distance(a, b) == 1
}

fn same_words(a: &NameForm, b: &NameForm) -> bool {
    fn sorted(form: &NameForm) -> Vec<&String> {
        let mut words: Vec<&String> = form.given.iter().chain(form.family.iter()).collect();
        words.sort();
        words
    }
    let count = |form: &NameForm| form.given.len() + form.family.len();
    count(a) > 2 && count(a) == count(b) && sorted(a) == sorted(b)
}
