//! From typed contexts to what a template can reach: cleaned, bounded, and no more than the type holds.

use std::collections::BTreeMap;

use minijinja::Value;
use serde_json::Value as Json;

use super::cleaning::body_text;
use crate::domain::{ChildLine, Context, StaffContext};

/// Entries of a list that are shown; how many more there are is said.
const MOST_ENTRIES: usize = 40;
/// Characters of the sender's own words that are shown.
const MOST_WORDS: usize = 6_000;
/// Characters of any other text.
const MOST_TEXT: usize = 1_200;

/// Where the original mail is, for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enclosed {
    /// None was to be attached.
    Nothing,
    /// Attached.
    Attached,
    /// Too large or not at hand: it lies in its folder.
    InFolder,
}

/// What is only known when a message is composed.
#[derive(Debug, Clone)]
pub(crate) struct Composing {
    /// The original mail.
    pub(crate) original: Enclosed,
    /// Case notes are attached.
    pub(crate) notes: bool,
    /// `mailto:…&body=`, to which a word is added; empty when the message takes no answer.
    pub(crate) answer_link: String,
}

/// What the template of this reader can reach. A letter's can reach the fields of its context and nothing else.
pub(crate) fn value(context: &Context, composing: &Composing) -> Result<Value, serde_json::Error> {
    match context {
        Context::Letter(letter) => Ok(convert(serde_json::to_value(letter)?)),
        Context::Alarm(alarm) => Ok(convert(serde_json::to_value(alarm)?)),
        Context::Staff(staff) => {
            let mut json = serde_json::to_value(bounded(staff, &composing.answer_link))?;
            if let Json::Object(fields) = &mut json {
                let original = match composing.original {
                    Enclosed::Nothing => "none",
                    Enclosed::Attached => "attached",
                    Enclosed::InFolder => "in_folder",
                };
                fields.insert("original".to_owned(), Json::from(original));
                fields.insert("notes_attached".to_owned(), Json::from(composing.notes));
                fields.insert("answer_link".to_owned(), Json::from(composing.answer_link.clone()));
            }
            Ok(convert(json))
        }
    }
}

fn bounded(staff: &StaffContext, answer_link: &str) -> StaffContext {
    let mut staff = staff.clone();
    let more = |n: usize| format!("… and {n} more: see the original mail");
    let count = staff.children.len();
    if count > MOST_ENTRIES {
        staff.children.truncate(MOST_ENTRIES);
        staff.children.push(ChildLine { name: more(count - MOST_ENTRIES), ..ChildLine::default() });
    }
    let count = staff.difference.len();
    if count > MOST_ENTRIES {
        staff.difference.truncate(MOST_ENTRIES);
        staff.difference.push((more(count - MOST_ENTRIES), more(count - MOST_ENTRIES)));
    }
    let lists = [
        &mut staff.passed_over,
        &mut staff.reasons,
        &mut staff.candidates,
        &mut staff.changed,
        &mut staff.missing,
        &mut staff.given,
        &mut staff.doubtful,
        &mut staff.open,
        &mut staff.siblings,
        &mut staff.alerts,
        &mut staff.lines,
    ];
    for list in lists {
        let count = list.len();
        if count > MOST_ENTRIES {
            list.truncate(MOST_ENTRIES);
            list.push(more(count - MOST_ENTRIES));
        }
        for entry in list {
            *entry = body_text(entry, MOST_TEXT);
        }
    }
    for (earlier, now) in &mut staff.difference {
        *earlier = body_text(earlier, MOST_TEXT);
        *now = body_text(now, MOST_TEXT);
    }
    staff.concern = body_text(&staff.concern, MOST_WORDS);
    for answer in &mut staff.answers {
        answer.link = if answer_link.is_empty() {
            String::new()
        } else {
            format!("{answer_link}{}", super::cleaning::in_link(&format!("{} - ", answer.word)))
        };
    }
    staff
}

fn convert(json: Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(yes) => Value::from(yes),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::from(number.to_string()), Value::from),
        Json::String(text) => Value::from(body_text(&text, MOST_WORDS + 100)),
        Json::Array(list) => Value::from(list.into_iter().map(convert).collect::<Vec<Value>>()),
        Json::Object(fields) => {
            Value::from(fields.into_iter().map(|(name, field)| (name, convert(field))).collect::<BTreeMap<_, _>>())
        }
    }
}
