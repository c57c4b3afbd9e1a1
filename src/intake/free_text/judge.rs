//! Which of the people are children that the text is about, and the family names they share.

use super::found::Person;
use super::people::{Said, is_writer};
use super::roles::{Role, WRITERS_OWN};
use super::tokens::{Words, is_wordlike};
use super::{FreeReader, Known};

/// Who is older than this is no child of the service.
const OLDEST: i32 = 25;

impl FreeReader {
    /// A family name that is said of all: "Surname is Adomako", "Family name is Fairfax-Lowe".
    pub(super) fn lend_names(&self, said: &mut Said<'_>) {
        let words = &said.words;
        let mut lent = None;
        for at in 0..words.len() {
            let cue = matches!(words.low(at), "surname" | "surnames")
                || words.low(at) == "name" && matches!(words.low(at.saturating_sub(1)), "family" | "last" | "their");
            if !cue {
                continue;
            }
            let next = (at + 1..at + 5)
                .find(|n| !["is", ":", "of", "the", "all", "are", "here", "they", "use"].contains(&words.low(*n)));
            let next = next.filter(|n| is_wordlike(words.low(*n)) && !self.not_names.contains(words.low(*n)));
            lent = next
                .and_then(|n| words.tokens.get(n))
                .filter(|t| words.is_uncased() || super::tokens::is_capitalised(t.text))
                .map(|t| t.text.to_owned());
            if lent.is_some() {
                break;
            }
        }
        let lent = lent.or_else(|| self.called_family(said));
        let taken: Vec<String> = said
            .people
            .iter()
            .filter(|p| !matches!(p.role, Role::Child | Role::Sibling))
            .map(|p| p.name.family.to_lowercase())
            .filter(|f| !f.is_empty())
            .collect();
        for person in &mut said.people {
            if !person.name.family.is_empty() || person.words.len() != 1 {
                continue;
            }
            // "Baby girl Catterall": the family's name.
            if person.role == Role::Child && taken.contains(&person.name.given.to_lowercase()) {
                person.name.family = std::mem::take(&mut person.name.given);
                person.family_lent = true;
            } else if let Some(family) = &lent
                && !matches!(person.role, Role::Kin | Role::Other)
                && !person.name.given.eq_ignore_ascii_case(family)
            {
                person.name.family.clone_from(family);
                person.family_lent = true;
            }
        }
        said.people.retain(|p| lent.as_ref().is_none_or(|l| !p.name.full().eq_ignore_ascii_case(l)));
    }

    /// "the Castellano-Wright family", "the Tsegay children".
    fn called_family(&self, said: &Said<'_>) -> Option<String> {
        const GROUPS: [&str; 9] =
            ["family", "children", "kids", "siblings", "twins", "boys", "girls", "brothers", "sisters"];
        let words = &said.words;
        (1..words.len())
            .find_map(|at| {
                let name = words.tokens.get(at - 1)?.text;
                let before = at.checked_sub(2).map_or("", |b| words.low(b));
                let begins = before == "the" || GROUPS.first().is_some_and(|family| words.low(at) == *family);
                let fits = GROUPS.contains(&words.low(at))
                    && begins
                    && super::tokens::is_capitalised(name)
                    && !self.not_names.contains(words.low(at - 1))
                    && !self.organisations.contains(words.low(at - 1))
                    && !super::roles::is_role_word(words.low(at - 1))
                    && !self.before_others.iter().any(|p| p.as_slice() == [words.low(at - 1)]);
                fits.then(|| name.to_owned())
            })
            .or_else(|| self.family_by_label(words))
    }

    /// "Family: Okonkwo", "the family next door is called Horvath".
    fn family_by_label(&self, words: &Words<'_>) -> Option<String> {
        (0..words.len()).filter(|at| words.low(*at) == "family").find_map(|at| {
            let named = if words.low(at + 1) == ":" {
                at + 2
            } else {
                let called = (at + 1..at + 8).find(|c| matches!(words.low(*c), "called" | "named"));
                called.filter(|c| !words.parted(at, *c))? + 1
            };
            let name = words.tokens.get(named + usize::from(words.low(named) == "the"))?.text;
            let lone = !words.tokens.get(named + 1).is_some_and(|t| {
                super::tokens::is_capitalised(t.text) && !words.between(words.end(named), t.at).contains('\n')
            });
            let fits = lone && super::tokens::is_capitalised(name) && !self.not_names.contains(&name.to_lowercase());
            fits.then(|| name.to_owned())
        })
    }

    /// Which people are children that the text is about.
    pub(super) fn judge(said: &mut Said<'_>, known: &Known<'_>, unborn: bool, speaks: bool) -> Vec<bool> {
        let today = known.today;
        let young = |p: &Person| p.years(today).is_some_and(|y| y < 18);
        let any_young = unborn || said.people.iter().any(|p| young(p) && !matches!(p.role, Role::Kin | Role::Other));
        let is_child = |p: &Person| {
            let years = p.years(today);
            let speaks = speaks && p.role == Role::Child && p.age.is_some();
            let writer = !speaks && known.writers.iter().any(|w| is_writer(w, p));
            if years.is_some_and(|y| y > OLDEST || y >= 18 && any_young) || writer {
                return false;
            }
            let miss = !p.gender.is_empty() && young(p);
            match p.role {
                Role::Other if p.relation == WRITERS_OWN => false,
                Role::Other => p.born.is_some() && young(p) && (miss || p.direct && p.words.len() > 1),
                Role::Kin => p.born.is_some() && p.direct && young(p),
                Role::Child => years.is_some() || !p.signs && !p.died,
                Role::Sibling => years.is_some() && !p.died,
                Role::Led => years.is_some() || !p.name.family.is_empty() && !p.signs,
                Role::Unsaid => years.is_some_and(|_| p.born.is_some() || !p.name.family.is_empty() || !p.signs),
            }
        };
        let mut children: Vec<bool> = said.people.iter().map(is_child).collect();
        // A schoolmate has an age, but no birth date and no word that leads to a child.
        let dated = said.people.iter().zip(&children).any(|(p, c)| *c && p.born.is_some());
        let families: Vec<String> = said
            .people
            .iter()
            .zip(&children)
            .filter(|(p, c)| **c && (p.born.is_some() || p.role == Role::Child))
            .map(|(p, _)| p.name.family.to_lowercase())
            .filter(|f| !f.is_empty())
            .collect();
        let firm = said.people.iter().zip(&children).any(|(p, c)| *c && (p.role == Role::Child || young(p)));
        for (person, child) in said.people.iter().zip(&mut children) {
            let own = person.name.family.is_empty() || families.contains(&person.name.family.to_lowercase());
            if dated && person.born.is_none() && person.role == Role::Unsaid && !own {
                *child = false;
            }
            if firm && person.role == Role::Led && person.years(today).is_none() && !own {
                *child = false;
            }
        }
        // "Jayden and Kayla Moss": who is listed with a child of the family is one too.
        let there_and_back = (0..said.people.len()).chain((0..said.people.len()).rev());
        for index in there_and_back {
            let Some(person) = said.people.get(index) else { continue };
            let own =
                person.name.family.is_empty() || families_of(&said.people, &children).contains(&person.name.family);
            let unsaid = person.role == Role::Unsaid && !person.signs && person.years(today).is_none_or(|y| y < 18);
            let writes = known.writers.iter().any(|w| is_writer(w, person));
            if own
                && unsaid
                && !writes
                && said.is_listed_with(index, &children)
                && let Some(child) = children.get_mut(index)
            {
                *child = true;
            }
        }
        let families = if families.is_empty() && !said.words.is_small() { parents(&said.people) } else { families };
        // "There is a younger son, Gabriel": of the same family.
        if let [first, rest @ ..] = families.as_slice()
            && rest.iter().all(|f| f == first)
        {
            let family =
                said.people.iter().find(|p| p.name.family.to_lowercase() == *first).map(|p| p.name.family.clone());
            for (person, child) in said.people.iter_mut().zip(&children) {
                if *child
                    && person.name.family.is_empty()
                    && matches!(person.role, Role::Child | Role::Led | Role::Unsaid)
                    && !person.of_another
                    && let Some(family) = &family
                {
                    person.name.family.clone_from(family);
                    person.family_lent = true;
                }
            }
        }
        children
    }
}

/// The family names of those who are called mother, father or the like.
fn parents(people: &[Person]) -> Vec<String> {
    let parent =
        |p: &&Person| p.role == Role::Kin && !p.signs && !p.name.family.is_empty() && !p.relation.contains("friend");
    people.iter().filter(parent).map(|p| p.name.family.to_lowercase()).collect()
}

/// The family names of those who are children.
fn families_of(people: &[Person], children: &[bool]) -> Vec<String> {
    people.iter().zip(children).filter(|(_, child)| **child).map(|(p, _)| p.name.family.clone()).collect()
}

impl Said<'_> {
    /// Whether a mention of somebody is joined to that of a child by nothing but a list.
    fn is_listed_with(&self, person: usize, children: &[bool]) -> bool {
        let is_child = |mention: usize| {
            let bearer = self.people.iter().position(|p| p.mentions.contains(&mention));
            bearer.is_some_and(|p| p != person && children.get(p).copied().unwrap_or_default())
        };
        let mentions = self.people.get(person).map(|p| p.mentions.as_slice()).unwrap_or_default();
        mentions.iter().any(|at| {
            let listed = |at: usize| self.mentions.get(at).is_some_and(|m| m.listed);
            listed(*at) && at.checked_sub(1).is_some_and(is_child) || listed(at + 1) && is_child(at + 1)
        })
    }
}
