//! What is handed on of each person, and whether a child is certain: only somebody whose name is written whole, with a
//! birth date or an age beside that name that nobody else may own, is.

use super::found::Person;
use super::people::{Said, is_writer};
use super::roles::Role;
use super::{Known, numbers};
use crate::domain::{ChildFacts, Relative};

impl Said<'_> {
    pub(super) fn child(&self, index: usize, known: &Known<'_>) -> Option<ChildFacts> {
        let person = self.people.get(index)?;
        // Of four names, two may be the family's.
        let many = person.name.full().split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count() > 3;
        let whole = !person.name.family.is_empty() && !person.name.given.is_empty() && !person.family_lent && !many;
        let home = self.home(index);
        let born = person.born.filter(|_| !person.disputed);
        let dated = born.is_some() && !person.reckoned;
        let near = home.is_some_and(|h| !h.postcode.is_empty() && self.one_sentence(index, h));
        // Of a date that stands further off, another child might be the owner.
        let only = self.children.iter().filter(|child| **child).count() == 1;
        let dated = dated && (person.direct || only || self.is_of_the_family(person));
        let backed = match person.role {
            Role::Sibling => dated,
            Role::Other | Role::Kin => false,
            Role::Child => dated || person.age_beside || near,
            Role::Led => dated || person.age_beside,
            // A schoolmate has an age too.
            Role::Unsaid => dated || person.age_beside && self.is_of_the_family(person),
        };
        Some(ChildFacts {
            sure: whole && !person.doubt && !person.reckoned && backed && !person.disputed,
            name: person.name.clone(),
            aliases: person.aliases.clone(),
            date_of_birth: born,
            age: if born.is_some() { None } else { person.age },
            gender: self.gender(index),
            address: home.map(|h| h.address.clone()).unwrap_or_default(),
            postcode: home.map(|h| h.postcode.clone()).unwrap_or_default(),
            school: self.school(index),
            nhs_number: self.number(index, &numbers::nhs(&self.words)),
            upn: self.number(index, &numbers::upn(&self.words)),
            from: known.from.to_owned(),
            ..ChildFacts::default()
        })
    }

    /// Whether all children bear one family name.
    fn is_of_the_family(&self, person: &Person) -> bool {
        let children = self.people.iter().zip(&self.children).filter(|(_, child)| **child);
        children.map(|(p, _)| &p.name.family).all(|f| f.eq_ignore_ascii_case(&person.name.family))
    }

    pub(super) fn relative(&self, index: usize, known: &Known<'_>) -> Option<Relative> {
        let person = self.people.get(index)?;
        let adult = person.born.filter(|_| person.years(known.today).is_some_and(|y| y >= 18));
        let kin = person.role == Role::Kin || person.role == Role::Sibling;
        let writer = known.writers.iter().any(|w| is_writer(w, person));
        if writer || !(kin || adult.is_some() && person.role != Role::Other) {
            return None;
        }
        Some(Relative {
            name: person.name.clone(),
            relationship: person.relation.clone(),
            date_of_birth: person.born.filter(|_| !person.disputed && !person.reckoned),
            email: String::new(),
        })
    }
}
