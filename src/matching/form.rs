//! A person of the store, brought to one form once, when the extract is imported: a child in a mail is compared
//! with dozens of people, and bringing them to one form costs more than comparing them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::home::Home;
use super::normalise::{self, NameForm};
use super::numbers;
use crate::domain::{Person, PersonId};

/// All that a comparison needs of a person but their relations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonForm {
    /// Who.
    pub id: PersonId,
    pub(super) names: Vec<NameForm>,
    pub(super) born: Option<NaiveDate>,
    /// Not born or not named yet.
    pub(super) unnamed: bool,
    pub(super) home: Option<Home>,
    pub(super) earlier: Vec<Home>,
    pub(super) nhs_number: Option<String>,
    pub(super) upn: Option<String>,
    pub(super) sex: Option<char>,
    pub(super) school: String,
}

impl PersonForm {
    /// The form of a person.
    #[must_use]
    pub fn of(person: &Person) -> Self {
        let earlier = person.earlier_addresses.iter();
        Self {
            id: person.id.clone(),
            names: NameForm::all(&person.name, &person.aliases),
            born: person.date_of_birth.and_then(normalise::real_date),
            unnamed: normalise::is_unnamed(&person.name.given),
            home: Home::of(&person.address, &person.postcode),
            earlier: earlier.filter_map(|(address, postcode)| Home::of(address, postcode)).collect(),
            nhs_number: numbers::nhs_number(&person.nhs_number),
            upn: numbers::upn(&person.upn),
            sex: normalise::sex(&person.gender),
            school: normalise::school(&person.school),
        }
    }

    /// As it is kept in the store. What is kept belongs to an [`INDEX_VERSION`](super::INDEX_VERSION).
    #[must_use]
    pub fn to_text(person: &Person) -> String {
        // Writing into memory, of types that all have a length, cannot fail.
        STANDARD_NO_PAD.encode(postcard::to_allocvec(&Self::of(person)).unwrap_or_default())
    }

    /// From what is kept in the store; `None` for a text that is none.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        postcard::from_bytes(&STANDARD_NO_PAD.decode(text).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{name, noah};
    use super::*;

    #[test]
    fn a_form_is_kept_whole_and_nothing_else_is_taken_for_one() {
        let mut person = noah();
        person.aliases.push(name("Noah James/Clarke"));
        person.earlier_addresses.push(("4 Mill Street".to_owned(), "B31 4GL".to_owned()));
        person.gender = "Male".to_owned();
        person.upn = "B801200005001".to_owned();
        let kept = PersonForm::to_text(&person);
        assert!(!kept.contains([' ', ';']), "{kept}");
        assert_eq!(PersonForm::from_text(&kept), Some(PersonForm::of(&person)));
        assert_eq!(PersonForm::from_text(kept.get(..kept.len() / 2).unwrap()), None);
        assert_eq!(PersonForm::from_text(""), None);
    }
}
