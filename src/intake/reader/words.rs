//! Whose words count for a mail's kind (I2) and its urgency (I5): its writer's, in subject, body and what was filled in. What
//! a form prints, and what a leaflet or an empty form that lies beside it says, is nobody's word about this child.

use super::{Reader, Source};
use crate::domain::{ChildFacts, Envelope};
use crate::intake::family::Family;
use crate::intake::kind::urgent_phrase;
use crate::intake::odd::folded;
use crate::intake::phrases::{comparable, fold, places};
use crate::intake::rules::Field;
use crate::intake::values;

/// The sources that speak of somebody.
pub(super) struct Words<'a> {
    /// Attachments that do.
    sources: Vec<&'a Source>,
    body: &'a Source,
    /// The unquoted part of the body.
    own: &'a str,
}

impl<'a> Words<'a> {
    /// Of all attachments those that were filled in or name a child of the mail; where it names none, all of them.
    pub(super) fn of(sources: &'a [Source], body: &'a Source, own: &'a str, family: &Family) -> Self {
        let speaks = |source: &&Source| {
            family.children.is_empty()
                || (source.is_form() && source.is_filled_in())
                || names_any(&source.text, &family.children)
        };
        Self { sources: sources.iter().filter(speaks).collect(), body, own }
    }

    fn all(&self) -> impl Iterator<Item = &'a Source> {
        self.sources.iter().copied().chain([self.body])
    }

    /// The titles of all forms.
    pub(super) fn titles(&self) -> String {
        self.all().filter(|s| s.is_form()).map(|s| s.form.title.as_str()).collect()
    }

    /// What people wrote in free words: the body that is no form, letters, and the concern of forms.
    pub(super) fn free(&self) -> String {
        let mut words = if self.body.is_form() { self.body.form.loose.clone() } else { folded(self.own).into_owned() };
        for source in self.all() {
            words.push('\n');
            if source.is_form() {
                words.push_str(source.concern());
            } else if !std::ptr::eq(source, self.body) {
                words.push_str(&folded(&source.text));
            }
        }
        words
    }

    /// The concern: of a form's field, else the body.
    pub(super) fn concern(&self) -> String {
        let said = self.all().map(Source::concern).find(|concern| !concern.trim().is_empty());
        let mut concern = said.unwrap_or(self.own).to_owned();
        super::bound(&mut concern);
        concern
    }
}

impl Source {
    /// Something stands beside its labels.
    fn is_filled_in(&self) -> bool {
        !self.people.children.is_empty()
            || self.form.request.values().any(|value| !value.trim().is_empty())
            || self.form.entries.iter().flat_map(|entry| entry.values.values()).any(|value| !value.trim().is_empty())
    }

    fn concern(&self) -> &str {
        self.form.request.get(&Field::Concern).map_or("", String::as_str)
    }
}

/// Most children whose names are looked for in each attachment.
const MOST_CHILDREN: usize = 50;

/// Whether a text holds the name of one of these children.
fn names_any(text: &str, children: &[ChildFacts]) -> bool {
    let folded = fold(&folded(text));
    children.iter().take(MOST_CHILDREN).any(|child| names(&folded, child))
}

/// Whether a folded text holds a child's name.
fn names(folded: &str, child: &ChildFacts) -> bool {
    let parts = [&child.name.given, &child.name.family].map(|part| comparable(part).into_owned());
    let mut parts = parts.iter().filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(|part| places(folded, part).next().is_some())
}

impl Reader {
    /// Why it is urgent (I5): the sender's mark, then subject, body, and what forms and letters say in free words.
    pub(super) fn urgent(&self, envelope: &Envelope, words: &Words<'_>) -> Option<String> {
        if envelope.marked_urgent {
            return Some("the sender marked it urgent".to_owned());
        }
        let urgent = |text: &str| urgent_phrase(&self.rules.urgent, &self.phrases, text);
        let printed_apart = |text: &str| self.without_guidance(&folded(text));
        if let Some(phrase) = urgent(&folded(&envelope.subject)) {
            return Some(format!("its subject says \"{phrase}\""));
        }
        let body = words.body;
        let written = if body.is_form() { printed_apart(&body.form.loose) } else { folded(words.own).into_owned() };
        if let Some(phrase) = urgent(&written) {
            return Some(format!("its text says \"{phrase}\""));
        }
        for source in words.all() {
            if source.is_form() {
                if let Some(phrase) = urgent(&printed_apart(source.concern())) {
                    return Some(format!("the concern in the form says \"{phrase}\""));
                }
            } else if !std::ptr::eq(source, body)
                && let Some(phrase) = urgent(&printed_apart(&source.text))
            {
                return Some(format!("an attachment says \"{phrase}\""));
            }
            if source.form.request.get(&Field::Urgency).is_some_and(|value| says_urgent(value)) {
                return Some("the form is marked urgent".to_owned());
            }
        }
        None
    }

    /// A text without the sentences that a form prints for whoever fills it in.
    fn without_guidance(&self, text: &str) -> String {
        let guidance = &self.rules.urgent.guidance;
        let printed = |sentence: &str| {
            let folded = fold(sentence);
            guidance.iter().any(|phrase| places(&folded, &comparable(phrase)).next().is_some())
        };
        sentences(text).into_iter().filter(|sentence| !printed(sentence)).collect::<Vec<_>>().join(" ")
    }
}

/// Sentences with their ends; a blank line ends one too, and a line's end does not.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut start = 0;
        for (at, end) in paragraph.match_indices(['.', '!', '?']) {
            let after = at + end.len();
            if paragraph.get(after..).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace)) {
                found.extend(paragraph.get(start..after));
                start = after;
            }
        }
        found.extend(paragraph.get(start..).filter(|rest| !rest.trim().is_empty()));
    }
    found
}

fn says_urgent(value: &str) -> bool {
    let chosen = values::ticked(value).unwrap_or_else(|| vec![value.to_lowercase()]);
    chosen.iter().any(|choice| {
        let word = choice.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or_default();
        ["yes", "y", "urgent", "high", "immediate", "emergency", "critical", "red"].contains(&word)
    })
}
