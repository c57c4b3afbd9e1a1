//! People who are named in free words, added to those of the forms.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::{BODY, Reader, Source};
use crate::domain::{Name, Referrer, Relative};
use crate::intake::document::Document;
use crate::intake::family::Family;
use crate::intake::free_text::FreePeople;
use crate::intake::odd::folded;
use crate::intake::parse::Parsed;
use crate::intake::people::{fill, same_child};
use crate::intake::values;

/// What was written: forms, body, its unquoted part and the subject.
pub(super) struct Written<'a> {
    pub(super) sources: &'a [Source],
    pub(super) body: &'a Source,
    pub(super) fresh: &'a str,
    pub(super) subject: &'a str,
}

impl Reader {
    /// Names that are no child's: who wrote, and the adults of the family.
    pub(super) fn writers(&self, parsed: &Parsed, referrer: &Referrer, household: &[Relative]) -> Vec<Name> {
        let mut writers = vec![
            values::name(&parsed.envelope.from.name, &self.particles).0,
            values::name(&referrer.name, &self.particles).0,
        ];
        writers.extend(household.iter().map(|r| r.name.clone()));
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
    ) {
        let named_by_form = !family.children.is_empty();
        let letters = written.sources.iter().filter(|s| s.people.children.is_empty()).map(|s| ("", folded(&s.text)));
        let body = if written.body.is_form() {
            ("", Cow::Borrowed(written.body.form.loose.as_str()))
        } else {
            (written.subject, Cow::Borrowed(written.fresh))
        };
        for (subject, text) in std::iter::once(body).chain(letters) {
            let mut found = self.free.people(subject, &text, writers, BODY, received_on);
            if named_by_form {
                found.household.clear();
                found.children.retain(|child| {
                    let further = child.sure && (child.date_of_birth.is_some() || child.age.is_some());
                    further || family.children.iter().any(|c| same_child(c, child))
                });
            }
            family.add_free(found);
        }
    }

    /// The whole body as a source, the quoted part with it: its people are added.
    pub(super) fn forwarded(
        &self,
        family: &mut Family,
        body: &Document,
        subject: &str,
        writers: &[Name],
        received_on: NaiveDate,
    ) -> Source {
        let whole = self.source(body, BODY, received_on);
        family.add(&whole.people);
        if family.children.is_empty() {
            family.add_free(self.free.people(&folded(subject), &folded(&whole.text), writers, BODY, received_on));
        }
        whole
    }
}

impl Family {
    /// Adds who is named in free words; accounts of one child complete each other.
    pub(super) fn add_free(&mut self, found: FreePeople) {
        for child in found.children {
            match self.children.iter_mut().find(|c| same_child(c, &child)) {
                Some(known) => fill(known, &child),
                None => self.children.push(child),
            }
        }
        for relative in found.household {
            let full = relative.name.full().to_lowercase();
            if !self.household.iter().any(|r| r.name.full().to_lowercase() == full) {
                self.household.push(relative);
            }
        }
    }
}
