//! People who are named in free words, added to those of the forms.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::{BODY, Reader, Source};
use crate::domain::{ChildFacts, Name, Problem, Referrer, Relative};
use crate::intake::document::Document;
use crate::intake::family::Family;
use crate::intake::free_text::FreePeople;
use crate::intake::odd::folded;
use crate::intake::parse::Parsed;
use crate::intake::people::{fill, same_child};
use crate::intake::{stood, values};

/// What was written: forms, body, its unquoted part and the subject.
pub(super) struct Written<'a> {
    pub(super) sources: &'a [Source],
    pub(super) body: &'a Source,
    pub(super) fresh: &'a str,
    pub(super) subject: &'a str,
}

impl Reader {
    /// Names that are no child's: who wrote, and the adults of the family.
    pub(super) fn writers(
        &self,
        parsed: &Parsed,
        referrer: &Referrer,
        household: &[Relative],
        received_on: NaiveDate,
    ) -> Vec<Name> {
        let mut writers = vec![
            values::name(&parsed.envelope.from.name, &self.particles).0,
            values::name(&referrer.name, &self.particles).0,
        ];
        // Who is under age is a child, though a line of the letter may have looked like one of the family.
        let grown = |r: &&Relative| r.date_of_birth.is_none_or(|d| received_on.years_since(d).is_some_and(|y| y >= 18));
        writers.extend(household.iter().filter(grown).map(|r| r.name.clone()));
        writers
    }

    /// People in free words: of the body, and of attached letters. Beside a form only a child with a birth
    /// date or an age of its own is a further one, and the family is as the form has it.
    pub(super) fn free_children(
        &self,
        family: &mut Family,
        written: &Written<'_>,
        writers: &[Name],
        received_on: NaiveDate,
        problems: &mut Vec<Problem>,
    ) {
        // A letter that looked like a form: whoever is grown up, or has no name but a heap of answers, is no child.
        let (odd, children): (Vec<_>, Vec<_>) = family.children.drain(..).partition(|c| is_no_child(c, received_on));
        family.children = children;
        let mistaken = family.children.is_empty() && !odd.is_empty();
        let named_by_form = !family.children.is_empty();
        let letters = written.sources.iter().filter(|s| s.people.children.is_empty());
        let letters = letters.map(|s| ("", folded(&s.text), s.has_labels()));
        // Rows of a letter that looked like a form: a form seldom leaves out every birth date.
        let undated = family.children.iter().all(|c| c.date_of_birth.is_none() && !c.unborn);
        let body = if written.body.is_form() && !mistaken && !undated {
            ("", Cow::Borrowed(written.body.form.loose.as_str()), false)
        } else {
            (written.subject, Cow::Borrowed(written.fresh), written.body.has_labels())
        };
        for (subject, text, labelled) in std::iter::once(body).chain(letters) {
            let mut found = self.free.people(subject, &text, writers, BODY, received_on);
            for child in &mut found.children {
                child.stood = stood::in_words(child, &text, received_on);
            }
            problems.extend(found.cut.then(beyond));
            if labelled {
                // Labels and answers read as if they were sentences: whoever comes out of it, a person must look.
                found.children.iter_mut().for_each(|child| child.sure = false);
            }
            if named_by_form {
                let by_form = written.body.is_form() || written.sources.iter().any(Source::is_form);
                if by_form {
                    found.household.clear();
                }
                found.children.retain(|child| {
                    // A form says whom it is about; beside it an age alone makes nobody a further child.
                    let told = child.date_of_birth.is_some() || child.age.is_some() && !by_form;
                    child.sure && told || family.children.iter().any(|c| same_child(c, child))
                });
            }
            family.add_free(found);
        }
        if family.children.is_empty() {
            // Nobody else is named: a date of birth may be wrong, and a person looks.
            family.children = odd;
            return;
        }
        family.household.extend(odd.into_iter().filter(|c| c.date_of_birth.is_some()).map(|c| Relative {
            name: c.name,
            date_of_birth: c.date_of_birth,
            ..Relative::default()
        }));
    }

    /// The whole body as a source, the quoted part with it: its people are added.
    pub(super) fn forwarded(
        &self,
        family: &mut Family,
        body: &Document,
        subject: &str,
        writers: &[Name],
        received_on: NaiveDate,
        problems: &mut Vec<Problem>,
    ) -> Source {
        let whole = self.source(body, BODY, received_on);
        family.add(&whole.people);
        if family.children.is_empty() {
            let text = folded(&whole.text);
            let mut found = self.free.people(&folded(subject), &text, writers, BODY, received_on);
            for child in &mut found.children {
                child.stood = stood::in_words(child, &text, received_on);
            }
            problems.extend(found.cut.then(beyond));
            family.add_free(found);
        }
        whole
    }
}

/// Not all of a text was searched for people: a person reads the rest.
fn beyond() -> Problem {
    Problem::Broken("a part of the text that is too long, or names too many people,".to_owned())
}

impl Family {
    /// Adds who is named in free words; accounts of one child complete each other.
    pub(super) fn add_free(&mut self, found: FreePeople) {
        for child in found.children {
            // "Pupil: Menachem Mendel (Mendy) Rosenthal" was cut at the bracket.
            if let Some(part) = self.children.iter_mut().find(|c| is_part(c, &child)) {
                part.name = child.name.clone();
            }
            match self.children.iter_mut().find(|c| same_child(c, &child)) {
                Some(known) => fill(known, &child),
                None => self.children.push(child),
            }
        }
        let children: Vec<String> = self.children.iter().map(|c| c.name.full().to_lowercase()).collect();
        self.household.retain(|r| !children.contains(&r.name.full().to_lowercase()));
        for relative in found.household {
            let full = relative.name.full().to_lowercase();
            if !self.household.iter().any(|r| r.name.full().to_lowercase() == full) {
                self.household.push(relative);
            }
        }
    }
}

/// Whether a name is the beginning of a longer one of somebody born on the same day.
fn is_part(short: &ChildFacts, long: &ChildFacts) -> bool {
    let full = |c: &ChildFacts| c.name.full().to_lowercase();
    let (short_name, long_name) = (full(short), full(long));
    short.date_of_birth.is_some()
        && short.date_of_birth == long.date_of_birth
        && !short_name.is_empty()
        && long_name.strip_prefix(short_name.as_str()).is_some_and(|rest| rest.starts_with(' '))
}

/// Whether what a form reader took for a child is somebody of more than 25 years, a label, or a name with figures in it.
fn is_no_child(child: &ChildFacts, received_on: NaiveDate) -> bool {
    let years = child.date_of_birth.and_then(|born| received_on.years_since(born));
    // "Mum - Carys Price, DOB …": the label was taken for the name.
    let label =
        ["mum", "mother", "dad", "father", "parent", "carer"].contains(&child.name.full().to_lowercase().as_str());
    !child.sure
        && !child.unborn
        && (label || years.is_some_and(|y| y > 25) || child.name.full().matches(char::is_numeric).count() > 3)
}
