//! Names, addresses and numbers brought to one form, so that they can be compared.
//!
//! What only stands in for an answer ("unknown", "baby", ZZ99 postcodes, 1900-01-01) is no evidence and
//! is dropped here.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::sound;
use crate::domain::Name;

/// Lower case, without accents, Latin letters wherever a common transliteration exists. Apostrophes vanish,
/// everything else that is neither letter nor digit becomes one space.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase).nfkd() {
        if is_combining_mark(c) || is_apostrophe(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        match transliterated(c) {
            Some(latin) => out.push_str(latin),
            None => out.push(c),
        }
    }
    out
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | 'ʹ' | '\u{200b}' | '\u{200d}' | '\u{feff}')
}

#[allow(clippy::match_same_arms, reason = "Latin letters, then Cyrillic ones in their own order")]
fn transliterated(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ŋ' => "ng",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'є' => "ye",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

/// The words of one part of a name, and how the first of them sounds: it is asked for in most comparisons.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Words {
    words: Vec<String>,
    sound: String,
}

impl Words {
    fn of(words: Vec<String>) -> Self {
        let sound = words.first().map(|word| sound::code(word)).unwrap_or_default();
        Self { words, sound }
    }

    /// All words as one.
    pub(super) fn whole(&self) -> Cow<'_, str> {
        match self.words.as_slice() {
            [one] => Cow::Borrowed(one),
            more => Cow::Owned(more.concat()),
        }
    }

    /// The code of the first word's sound.
    pub(super) fn sound(&self) -> &str {
        &self.sound
    }
}

impl std::ops::Deref for Words {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}

/// A name as tokens, either part perhaps empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct NameForm {
    pub(super) given: Words,
    pub(super) family: Words,
}

/// Whole answers that say nothing.
const NO_ANSWERS: &[&str] = &[
    "n k",
    "n a",
    "nk",
    "none",
    "tbc",
    "tba",
    "not known",
    "not given",
    "not disclosed",
    "not provided",
    "not named",
    "not applicable",
    "dont know",
    "to be confirmed",
    "child",
    "boy",
    "girl",
    "male",
    "female",
    "twin",
    "foetus",
    "fetus",
    "x",
    "xx",
    "xxx",
];

/// Words that say nothing wherever they stand in a name.
const NO_NAMES: &[&str] =
    &["unknown", "baby", "unborn", "unnamed", "infant", "anonymous", "mr", "mrs", "miss", "ms", "master"];

/// Particles of family names.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "van", "von", "der", "den", "ter", "la", "le", "el",
    "al", "bin", "bint", "binti", "ibn", "ben", "abu",
];

impl NameForm {
    /// The form of a name; `None` when it says nothing. Where one part is empty and the other has several
    /// words, the last is taken for the family name: free text often gives a name whole.
    pub(super) fn of(name: &Name) -> Option<Self> {
        let mut given = tokens(&name.given);
        let mut family = without_particles(tokens(&name.family));
        if family.is_empty() && given.len() > 1 {
            given = without_particles(given);
            family = given.split_off(given.len().saturating_sub(1));
        } else if given.is_empty() && family.len() > 1 && name.given.trim().is_empty() {
            let last = family.split_off(family.len().saturating_sub(1));
            given = std::mem::replace(&mut family, last);
        }
        let named = !given.is_empty() || !family.is_empty();
        named.then(|| Self { given: Words::of(given), family: Words::of(family) })
    }

    /// The forms of a name and its aliases. An alias without one part takes it from the name.
    pub(super) fn all(name: &Name, aliases: &[Name]) -> Vec<Self> {
        let first = Self::of(name);
        let mut forms: Vec<Self> = first.iter().cloned().collect();
        for alias in aliases {
            let Some(mut form) = Self::of(alias) else { continue };
            if let Some(first) = &first {
                if form.given.is_empty() {
                    form.given.clone_from(&first.given);
                }
                if form.family.is_empty() {
                    form.family.clone_from(&first.family);
                }
            }
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms
    }
}

/// The words of a name, without those that say nothing; `Mc Donald` and `O Brien` become one word.
fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    if NO_ANSWERS.contains(&folded.as_str()) {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    let mut prefix = String::new();
    for word in folded.split(' ').filter(|w| !w.is_empty() && !NO_NAMES.contains(w)) {
        if prefix.is_empty() && matches!(word, "mc" | "mac" | "o") {
            word.clone_into(&mut prefix);
            continue;
        }
        out.push(std::mem::take(&mut prefix) + word);
    }
    if !prefix.is_empty() {
        out.push(prefix);
    }
    out
}

fn without_particles(tokens: Vec<String>) -> Vec<String> {
    if tokens.iter().all(|t| PARTICLES.contains(&t.as_str())) {
        return tokens;
    }
    tokens.into_iter().filter(|t| !PARTICLES.contains(&t.as_str())).collect()
}

/// Whether a name is that of a child who was not born or named yet.
pub(super) fn is_unnamed(given: &str) -> bool {
    fold(given).split(' ').any(|w| matches!(w, "unborn" | "baby" | "infant" | "unnamed"))
}

/// A postcode: outward and inward part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Postcode {
    pub(super) outward: String,
    pub(super) inward: String,
}

impl Postcode {
    /// Reads a postcode; `None` for anything else and for ZZ99, which means "no fixed abode".
    pub(super) fn parse(text: &str) -> Option<Self> {
        let clean: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let (outward, inward) = clean.split_at_checked(clean.len().checked_sub(3)?)?;
        let mut tail = inward.chars();
        let shaped = (2..=4).contains(&outward.len())
            && outward.starts_with(|c: char| c.is_ascii_alphabetic())
            && outward.chars().any(|c| c.is_ascii_digit())
            && tail.next().is_some_and(|c| c.is_ascii_digit())
            && tail.all(|c| c.is_ascii_alphabetic());
        (shaped && !outward.starts_with("ZZ")).then(|| Self { outward: outward.to_owned(), inward: inward.to_owned() })
    }

    /// Finds one at the end of an address.
    fn ending(address: &str) -> Option<Self> {
        let words: Vec<&str> = address.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        match words.as_slice() {
            [.., a, b] => Self::parse(&format!("{a}{b}")).or_else(|| Self::parse(b)),
            [a] => Self::parse(a),
            [] => None,
        }
    }

    /// Both parts as one word.
    pub(super) fn whole(&self) -> String {
        format!("{} {}", self.outward, self.inward)
    }
}

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Home {
    /// House and flat numbers, in the order written; `12a` counts as written.
    pub(super) numbers: Vec<String>,
    /// The first two words of the street, or of the house's name.
    pub(super) street: String,
    pub(super) postcode: Option<Postcode>,
}

impl Home {
    /// Takes an address apart; `None` when it says nothing.
    pub(super) fn of(address: &str, postcode: &str) -> Option<Self> {
        let postcode = Postcode::parse(postcode).or_else(|| Postcode::ending(address));
        let folded = fold(address);
        let nowhere = ["no fixed", "nfa", "unknown", "not known", "homeless"].iter().any(|w| folded.starts_with(w));
        if nowhere {
            return postcode.map(|p| Self { postcode: Some(p), ..Self::default() });
        }
        let mut numbers = Vec::new();
        let mut street = Vec::new();
        let mut after_flat = false;
        for word in folded.split(' ').filter(|w| !w.is_empty()) {
            let flat = matches!(word, "flat" | "apartment" | "apt" | "unit" | "room");
            if street.is_empty() && flat {
                after_flat = true;
            } else if street.is_empty() && (after_flat || word.starts_with(|c: char| c.is_ascii_digit())) {
                numbers.push(word.to_owned());
                after_flat = false;
            } else if street.len() < 2 {
                street.push(street_word(word));
            }
        }
        let home = Self { numbers, street: street.join(" "), postcode };
        (home.postcode.is_some() || !home.street.is_empty()).then_some(home)
    }

    /// The house's own number: the last of those written, since a flat's comes first.
    pub(super) fn house(&self) -> &str {
        self.numbers.last().map_or("", String::as_str)
    }
}

fn street_word(word: &str) -> &str {
    match word {
        "rd" => "road",
        "st" | "str" => "street",
        "ave" | "av" => "avenue",
        "cl" => "close",
        "ln" => "lane",
        "dr" => "drive",
        "ct" => "court",
        "cres" => "crescent",
        "gdns" => "gardens",
        "gr" | "gro" => "grove",
        "pl" => "place",
        "sq" => "square",
        "ter" | "terr" => "terrace",
        other => other,
    }
}

/// A date that stands for "not known".
pub(super) fn real_date(date: NaiveDate) -> Option<NaiveDate> {
    (date.year() > 1901 && date.year() < 2200).then_some(date)
}

/// `M` or `F`, from what people write.
pub(super) fn sex(text: &str) -> Option<char> {
    match text.trim().chars().next()?.to_ascii_uppercase() {
        'M' | 'B' => Some('M'),
        'F' | 'G' => Some('F'),
        _ => None,
    }
}

/// Ten digits that are not a placeholder.
pub(super) fn nhs_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let first = digits.chars().next()?;
    (digits.len() == 10 && !digits.chars().all(|c| c == first)).then_some(digits)
}

/// Thirteen characters that look like a unique pupil number.
pub(super) fn upn(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let zeros = clean.chars().skip(1).all(|c| c == '0');
    let shaped = clean.len() == 13
        && clean.starts_with(|c: char| c.is_ascii_alphabetic())
        && clean.chars().skip(1).take(11).all(|c| c.is_ascii_digit());
    (shaped && !zeros).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_to_one_form() {
        for (given, family, expected) in [
            ("Siân", "O’Brien", "sian obrien"),
            ("Łukasz", "Löhr", "lukasz lohr"),
            ("Baby", "de Souza", " souza"),
            ("Unknown", "Mc Donald", " mcdonald"),
            ("Ольга", "Иванова", "olga ivanova"),
            ("Rhys Okafor", "", "rhys okafor"),
            ("", "Taylor-Reid", "taylor reid"),
            ("Minh", "Le", "minh le"),
        ] {
            let form = NameForm::of(&Name { given: given.into(), family: family.into() }).unwrap();
            assert_eq!(format!("{} {}", form.given.join(" "), form.family.join(" ")), expected);
        }
        assert_eq!(NameForm::of(&Name { given: "Not known".into(), family: "unknown".into() }), None);
    }

    #[test]
    fn addresses_are_taken_apart() {
        let home = Home::of("Flat 3, 12 Mill St, Birmingham", "b13 8ff").unwrap();
        assert_eq!((home.house(), home.street.as_str()), ("12", "mill street"));
        assert_eq!(home.postcode.unwrap().whole(), "B13 8FF");
        assert_eq!(Home::of("7 Elm Grove, Birmingham, B37 5GD", "").unwrap().postcode.unwrap().whole(), "B37 5GD");
        assert_eq!(Home::of("No fixed abode", "ZZ99 3VZ"), None);
    }

    #[test]
    fn identifiers_are_checked() {
        assert_eq!(nhs_number("000 000 0000"), None);
    }
}
