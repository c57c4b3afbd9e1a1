//! Names and dates brought to one form, so that they can be compared.
//!
//! What only stands in for an answer ("unknown", "baby", 1900-01-01) is no evidence and
//! is dropped here.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{classes, sound};
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
    /// The name was given whole, and where the family name begins was guessed: it may be a second given name.
    pub(super) guessed: bool,
}

impl NameForm {
    /// The form of a name; `None` when it says nothing. Where one part is empty and the other has several
    /// words, the last is taken for the family name: free text often gives a name whole.
    pub(super) fn of(name: &Name) -> Option<Self> {
        let mut given = tokens(&name.given);
        let mut family = without_particles(tokens(&name.family));
        let guessed = (family.is_empty() && given.len() > 1)
            || (given.is_empty() && family.len() > 1 && name.given.trim().is_empty());
        if family.is_empty() && given.len() > 1 {
            given = without_particles(given);
            family = given.split_off(given.len().saturating_sub(1));
        } else if guessed {
            let last = family.split_off(family.len().saturating_sub(1));
            given = std::mem::replace(&mut family, last);
        }
        let named = !given.is_empty() || !family.is_empty();
        named.then(|| Self { given: Words::of(given), family: Words::of(family), guessed })
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
    if classes::is_no_answer(&folded) {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    let mut prefix = String::new();
    let mut nameless = false;
    for word in folded.split(' ').filter(|w| !w.is_empty()) {
        nameless |= classes::is_no_name(word);
        if nameless && word == "of" {
            // "Baby of Kelly" is not called Kelly.
            break;
        }
        if classes::is_no_name(word) || (nameless && word.chars().all(|c| c.is_ascii_digit())) {
            continue;
        }
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
    if tokens.iter().all(|t| classes::is_particle(t)) {
        return tokens;
    }
    tokens.into_iter().filter(|t| !classes::is_particle(t)).collect()
}

/// Whether a name is that of a child who was not born or named yet.
pub(super) fn is_unnamed(given: &str) -> bool {
    fold(given).split(' ').any(|w| matches!(w, "unborn" | "baby" | "infant" | "unnamed" | "newborn"))
}

/// A date of birth; nothing for one that stands for "not known", as 1900-01-01 does.
#[must_use]
pub fn real_date(date: NaiveDate) -> Option<NaiveDate> {
    (date.year() > 1901 && date.year() < 2200).then_some(date)
}

/// A school, folded; nothing for what is none.
pub(super) fn school(text: &str) -> String {
    let folded = fold(text);
    if classes::is_no_answer(&folded) || classes::is_no_school(&folded) { String::new() } else { folded }
}

/// `M` or `F`, from what people write.
pub(super) fn sex(text: &str) -> Option<char> {
    match text.trim().chars().next()?.to_ascii_uppercase() {
        'M' | 'B' => Some('M'),
        'F' | 'G' => Some('F'),
        _ => None,
    }
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
            ("Baby Girl", "Trelawny", " trelawny"),
            ("Twin 1", "Trelawny", " trelawny"),
            ("Baby of Kelly", "Trelawny", " trelawny"),
            ("Baby Rose", "Trelawny", "rose trelawny"),
        ] {
            let form = NameForm::of(&Name { given: given.into(), family: family.into() }).unwrap();
            assert_eq!(format!("{} {}", form.given.join(" "), form.family.join(" ")), expected);
        }
        assert_eq!(NameForm::of(&Name { given: "Not known".into(), family: "unknown".into() }), None);
    }
}
