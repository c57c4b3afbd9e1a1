//! From names in their places to people.

use chrono::{Datelike, NaiveDate};

use super::ages::ordinal;
use super::beside;
use super::birthdays::Feast;
use super::dates::dates;
use super::found::{Mention, Person};
use super::lists::{beside_it, link};
use super::names::{Candidate, Generation};
use super::places::Place;
use super::roles::{self, Role};
use super::tokens::{Words, is_shouted};
use super::{FreePeople, FreeReader, Known, around, layout, unborn};
use crate::domain::{ChildFacts, Name};
use crate::intake::values;

/// What the text says, in its places.
pub(super) struct Said<'a> {
    pub(super) words: Words<'a>,
    pub(super) mentions: Vec<Mention>,
    pub(super) people: Vec<Person>,
    pub(super) addresses: Vec<Place>,
    pub(super) schools: Vec<Place>,
    /// For each person, whether it is a child.
    pub(super) children: Vec<bool>,
}

impl FreeReader {
    pub(super) fn read(&self, subject: &str, text: &str, known: &Known<'_>) -> FreePeople {
        let subject = bare_subject(subject);
        let (beginning, long) = layout::bounded(text);
        let whole = format!("{subject}\n\n{}", layout::written_out(&self.dictionary, beginning));
        let words = Words::new(&whole);
        let addresses = self.addresses(&words);
        let schools = self.schools(&words);
        let (mut mentions, cut) = self.mentions(&words, subject.len(), (&addresses, &schools), known.today);
        let speaks = roles::child_speaks(&words, &mut mentions);
        beside::give(&words, &mut mentions, &self.feasts, known.today);
        let people = Self::persons(&mentions);
        let mut said = Said { words, mentions, people, addresses, schools, children: Vec::new() };
        self.lend_names(&mut said);
        let unborn = unborn::find(&said, known.today, known.from);
        said.children = Self::judge(&mut said, known, unborn.is_some(), speaks);
        let mut found = FreePeople { cut: cut || long || said.words.cut, ..FreePeople::default() };
        // Once somebody is surely named, a name that a weak word led to is no further child.
        let children: Vec<(Role, ChildFacts)> = (0..said.people.len())
            .filter(|index| said.is_child(*index))
            .filter_map(|index| Some((said.people.get(index)?.role, said.child(index, known)?)))
            .collect();
        let sure = children.iter().any(|(_, c)| c.sure);
        let stays = |role: Role, c: &ChildFacts| {
            !sure || c.sure || c.date_of_birth.is_some() || c.age.is_some() || role == Role::Child
        };
        found.children = children.into_iter().filter(|(role, c)| stays(*role, c)).map(|(_, c)| c).collect();
        found.household = (0..said.people.len())
            .filter(|index| !said.is_child(*index))
            .filter_map(|index| said.relative(index, known))
            .collect();
        if let Some(unborn) = unborn {
            let baby = unborn.child(&said);
            let same = |c: &ChildFacts| c.name.given.is_empty() && c.date_of_birth.is_none();
            found.children.retain(|c| !same(c));
            found.children.extend(baby);
            if let Some(mother) = unborn.mother.and_then(|m| said.people.get(m)) {
                let known = found.household.iter_mut().find(|r| r.name == mother.name);
                match known {
                    Some(relative) if relative.relationship.is_empty() => {
                        "mother".clone_into(&mut relative.relationship);
                    }
                    _ => {}
                }
            }
        }
        found
    }

    fn mentions(
        &self,
        words: &Words<'_>,
        subject: usize,
        (addresses, schools): (&[Place], &[Place]),
        today: NaiveDate,
    ) -> (Vec<Mention>, bool) {
        let (mut candidates, cut) = self.candidates(words);
        let dated = dates(words.text, today);
        candidates.retain(|c| {
            let (start, end) = (words.at(c.from), words.end(c.to.saturating_sub(1)));
            // "NICU" and "RTO"; a name in capitals is written with small letters too, or with a second one.
            let short =
                !words.is_uncased() && c.words.len() == 1 && c.words.iter().all(|w| is_shouted(w) && w.len() <= 5);
            !short && !dated.iter().any(|(d, _)| d.start <= start && end <= d.end) && !self.is_day(words, c)
        });
        let mut found: Vec<Mention> = Vec::new();
        let grandparent = words
            .lower
            .iter()
            .any(|w| w.starts_with("grandson") || w.starts_with("granddaughter") || w.starts_with("grandchild"))
            || words
                .lower
                .windows(2)
                .any(|w| matches!(w, [who, of] if of == "of" && (who.starts_with("gran") || who == "nan")));
        for candidate in candidates {
            let (start, end) = (words.at(candidate.from), words.end(candidate.to.saturating_sub(1)));
            let inside = |p: &Place| p.start <= start && end <= p.end;
            if addresses.iter().any(inside) || schools.iter().any(inside) || self.is_place(words, &candidate) {
                continue;
            }
            let (mut role, gender, mut relation) = self.role(words, &candidate);
            // "My grandson Theo lives with my son Richard"
            let own = words.lows(candidate.from.saturating_sub(2), candidate.from);
            if let [_, word] = own
                && grandparent
                && role == Role::Child
                && (word == "son" || word == "daughter")
            {
                role = Role::Kin;
                relation.clone_from(word);
            }
            if candidate.generation == Generation::Elder && role != Role::Kin {
                role = Role::Other;
            }
            if matches!(role, Role::Unsaid | Role::Led) && around::born_long_ago(words, candidate.to, today) {
                role = Role::Other;
            }
            let owned = words.alone_on_line(candidate.from, candidate.to);
            let signs = owned || start >= words.signature || around::is_signed(words, candidate.from, candidate.to);
            found.push(Mention {
                from: candidate.from,
                to: candidate.to,
                words: candidate.words,
                name: candidate.name,
                role,
                gender,
                relation,
                listed: false,
                signs,
                born: None,
                age: None,
                alias: candidate.alias,
                doubt: candidate.doubt,
                generation: candidate.generation,
                age_beside: false,
                died: died(words, candidate.to),
                subject: end <= subject,
                of_another: words
                    .lows(candidate.from.saturating_sub(6), candidate.from)
                    .windows(2)
                    .any(|w| w.concat() == "hasa"),
            });
        }
        link(words, &mut found);
        let in_subject: Vec<String> = found
            .iter()
            .filter(|m| m.subject && m.words.len() < 3)
            .filter_map(|m| m.words.first().map(|w| w.to_lowercase()))
            .collect();
        for mention in found.iter_mut().filter(|m| !m.subject && m.role == Role::Unsaid && m.words.len() == 1) {
            if mention.words.first().is_some_and(|w| in_subject.contains(&w.to_lowercase())) {
                mention.role = Role::Led;
            }
        }
        found.retain({
            let all: Vec<(Vec<String>, bool)> =
                found.iter().map(|m| (m.words.clone(), m.words.len() > 1 || m.role != Role::Unsaid)).collect();
            move |m| {
                let same =
                    |w: &[String]| w.first().map(|x| x.to_lowercase()) == m.words.first().map(|x| x.to_lowercase());
                m.words.len() > 1 || all.iter().any(|(w, strong)| *strong && same(w)) || beside_it(words, m)
            }
        });
        link(words, &mut found);
        (found, cut)
    }

    /// A feast, or a month with its day or year: "Bonfire Night", "9 March", "May 2024".
    fn is_day(&self, words: &Words<'_>, candidate: &Candidate) -> bool {
        let feast = |(name, ..): &Feast| {
            let begin = candidate.from.saturating_sub(2);
            (begin..=candidate.from)
                .any(|at| candidate.to <= at + name.len() && words.lows(at, at + name.len()) == name.as_slice())
        };
        if self.feasts.iter().any(feast) {
            return true;
        }
        // "St Nicholas' Day"
        let owned = |at: usize| words.owns.get(at).copied().unwrap_or_default();
        let saint = words.low(candidate.to) == "day" && owned(candidate.to.saturating_sub(1))
            || words.low(candidate.from) == "day" && candidate.from.checked_sub(1).is_some_and(owned);
        if saint {
            return true;
        }
        let month = candidate.to == candidate.from + 1
            && values::day_and_month(&format!("1 {}", words.low(candidate.from))).is_some();
        let before = candidate.from.checked_sub(1).map_or("", |b| words.low(b));
        let digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let day =
            digits(before) || ["st", "nd", "rd", "th", "of", "in", "since", "until", "last", "by"].contains(&before);
        let year = digits(words.low(candidate.to)) && words.low(candidate.to).len() == 4;
        month && (day || year || ordinal(before).is_some())
    }

    /// A place, an organisation or the value of a mail's header.
    fn is_place(&self, words: &Words<'_>, candidate: &Candidate) -> bool {
        let lower: Vec<String> = candidate.words.iter().map(|w| w.to_lowercase()).collect();
        let inner = |at: usize, w: &String| at + 1 < lower.len() && w == "junior";
        let before = candidate.from.checked_sub(1).map_or("", |b| words.low(b));
        // "Rebecca Church and her little girl, Grace": a family's name, where given names stand before it.
        if let [given, family] = lower.as_slice()
            && family == "church"
            && !["at", "the", "to", "of", "from", "in", "our"].contains(&before)
            && self.is_of_several(words, family)
            && (0..words.len()).any(|at| words.low(at) == given && words.low(at + 1) != family)
        {
            return false;
        }
        if lower.iter().enumerate().any(|(at, w)| self.organisations.contains(w) && !inner(at, w)) {
            return true;
        }
        let place = lower.last().is_some_and(|w| self.places.contains(w));
        let digits = before.chars().any(|c| c.is_ascii_digit()) && before.len() <= 4;
        let led = ["at", "in", "on", "near", "to", "of", "from", "lives", "attends", "flat"].contains(&before);
        // "its called raglan ave"
        let two = candidate.from.checked_sub(2).map_or("", |b| words.low(b));
        let called = before == "called" && ["its", "it's", "is", "road", "street", "place"].contains(&two);
        // "the mother of Noah Lane (2 years old)"
        let aged_behind = before == "of"
            && words.low(candidate.to) == "("
            && words.low(candidate.to + 1).parse::<u8>().is_ok_and(|age| age < 19);
        if place && (led && !aged_behind || digits || called) {
            return true;
        }
        // "a call from Danny, 13"
        let aged = matches!(words.low(candidate.to), "," | "(")
            && words.low(candidate.to + 1).parse::<u8>().is_ok_and(|age| age < 19)
            && !words.lows(candidate.to + 2, candidate.to + 3).iter().all(|w| w.chars().all(char::is_alphanumeric));
        if candidate.words.len() == 1 && (place || ["in", "near", "from"].contains(&before) && !aged) {
            return true;
        }
        let field = candidate.from.checked_sub(2).map_or("", |b| words.low(b));
        before == ":"
            && ["from", "to", "cc", "sent", "signed", "referrer", "subject", "consultant", "crew"].contains(&field)
    }

    fn persons(mentions: &[Mention]) -> Vec<Person> {
        let mut people: Vec<Person> = Vec::new();
        // Whole names first, so that a given name finds its bearer.
        let mut order: Vec<usize> = (0..mentions.len()).collect();
        order.sort_by_key(|i| mentions.get(*i).map(|m| (m.words.len() < 2, m.subject)));
        for index in order {
            let Some(mention) = mentions.get(index) else { continue };
            let titled = mention.words.len() == 1 && mention.role == Role::Other;
            let exact = |p: &Person| {
                mention.words.first().is_some_and(|w| p.words.first().is_some_and(|f| f.eq_ignore_ascii_case(w)))
            };
            let same = people
                .iter()
                .position(|p| exact(p) && is_same(p, mention))
                .or_else(|| people.iter().position(|p| is_same(p, mention)));
            // "Mr Penhallow" is not the boy of that name.
            let at = match same {
                Some(at) if !titled => {
                    if let (Some(person), [one]) = (people.get_mut(at), mention.words.as_slice())
                        && !person.words.iter().any(|w| w.eq_ignore_ascii_case(one))
                    {
                        person.know_as(one);
                    }
                    at
                }
                _ => {
                    people.push(Person {
                        name: mention.name.clone(),
                        words: mention.words.clone(),
                        signs: true,
                        ..Person::default()
                    });
                    people.len() - 1
                }
            };
            if let Some(person) = people.get_mut(at) {
                person.add(index, mention);
            }
        }
        people.retain(|p| !p.mentions.is_empty());
        for person in &mut people {
            person.mentions.sort_unstable();
            // Who is the concern of the subject, and is spoken of, is led to.
            let all: Vec<&Mention> = person.mentions.iter().filter_map(|m| mentions.get(*m)).collect();
            let led = all.iter().any(|m| m.subject && m.role == Role::Led);
            if person.role == Role::Unsaid && led && all.iter().any(|m| !m.subject) {
                person.role = Role::Led;
            }
        }
        people.sort_by_key(|p| {
            p.mentions
                .iter()
                .copied()
                .find(|m| mentions.get(*m).is_some_and(|m| !m.subject))
                .or(p.mentions.first().copied())
        });
        people
    }
}

impl Person {
    fn add(&mut self, index: usize, mention: &Mention) {
        self.mentions.push(index);
        self.signs &= mention.signs;
        self.doubt |= mention.doubt;
        self.in_subject |= mention.subject;
        if mention.words.len() > self.words.len() {
            self.words.clone_from(&mention.words);
            self.name = mention.name.clone();
        }
        if let Some(alias) = &mention.alias {
            self.know_as(alias);
        }
        if let Some(born) = mention.born {
            match self.born {
                Some(known) if known == born.date => self.direct |= born.direct,
                Some(_) if self.direct && !born.direct => {}
                Some(_) if self.direct == born.direct => self.disputed = true,
                _ => {
                    self.born = Some(born.date);
                    self.direct = born.direct;
                    self.reckoned = born.reckoned;
                    self.disputed = false;
                }
            }
        }
        self.age_beside |= mention.age_beside;
        if self.generation == Generation::Unsaid {
            self.generation = mention.generation;
        }
        self.age = self.age.or(mention.age);
        self.died |= mention.died;
        self.of_another |= mention.of_another;
        if self.gender.is_empty() {
            mention.gender.clone_into(&mut self.gender);
        }
        let rank = |role: Role| match role {
            Role::Unsaid => 0,
            Role::Led => 1,
            Role::Child => 2,
            Role::Sibling => 3,
            Role::Other => 4,
            Role::Kin => 5,
        };
        let mut role = mention.role;
        // In a subject, "about" and the like lead to anybody.
        if mention.subject && role == Role::Led {
            role = Role::Unsaid;
        }
        if rank(role) > rank(self.role) {
            self.role = role;
        }
        if self.relation.is_empty() {
            self.relation.clone_from(&mention.relation);
        }
    }

    fn know_as(&mut self, alias: &str) {
        let alias = Name { given: alias.to_owned(), family: String::new() };
        if !self.aliases.contains(&alias) && alias.given != self.name.given && self.name.full() != alias.given {
            self.aliases.push(alias);
        }
    }

    /// How old, in whole years.
    pub(super) fn years(&self, today: NaiveDate) -> Option<i32> {
        let before = |d: NaiveDate| i32::from((today.month(), today.day()) < (d.month(), d.day()));
        self.born.map(|d| today.year() - d.year() - before(d)).or_else(|| self.age.map(i32::from))
    }
}

impl Said<'_> {
    pub(super) fn is_child(&self, person: usize) -> bool {
        self.children.get(person).copied().unwrap_or_default()
    }
}

/// Whether a mention is of this person: the whole name again, or its given name.
fn is_same(person: &Person, mention: &Mention) -> bool {
    let low = |words: &[String]| words.iter().map(|w| w.to_lowercase()).collect::<Vec<_>>();
    let (a, b) = (low(&person.words), low(&mention.words));
    let unsaid = Generation::Unsaid;
    if person.generation != mention.generation && person.generation != unsaid && mention.generation != unsaid {
        return false;
    }
    if a == b {
        return true;
    }
    let given = |name: &Name| name.given.split_whitespace().next().unwrap_or_default().to_lowercase();
    match (a.as_slice(), b.as_slice()) {
        (_, [one]) => {
            // "Prefers Ash. On the register as Ashleigh Turnbull."
            let short = mention.role != Role::Sibling
                && mention.born.is_none()
                && mention.age.is_none()
                && one.chars().count() >= 3
                && a.len() > 1
                && given(&person.name).starts_with(one.as_str());
            given(&person.name) == *one || person.name.given.to_lowercase() == *one || short
        }
        ([one], _) => given(&mention.name) == *one,
        _ => {
            given(&person.name) == given(&mention.name)
                && person.name.family.to_lowercase() == mention.name.family.to_lowercase()
        }
    }
}

/// Whether somebody is the writer: the same name, or the same given name alone.
pub(super) fn is_writer(writer: &Name, person: &Person) -> bool {
    let fold = |text: &str| text.to_lowercase();
    let full = fold(&writer.full());
    !full.is_empty()
        && (full == fold(&person.name.full())
            || fold(&format!("{} {}", writer.family, writer.given)) == fold(&person.name.full())
            || person.words.len() == 1
                && person.role == Role::Unsaid
                && fold(&writer.given) == fold(&person.name.given))
}

/// "His sister Cordelia died in 2019"
fn died(words: &Words<'_>, at: usize) -> bool {
    words.lows(at, at + 4).iter().any(|w| matches!(w.as_str(), "died" | "deceased" | "passed"))
}

/// A subject without its `RE:` and `FW:`.
fn bare_subject(subject: &str) -> &str {
    let mut bare = subject.trim();
    loop {
        let lower = bare.to_lowercase();
        let Some(mark) = ["re:", "fw:", "fwd:"].into_iter().find(|m| lower.starts_with(m)) else { return bare };
        bare = bare.get(mark.len()..).unwrap_or_default().trim_start();
    }
}
