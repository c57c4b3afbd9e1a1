//! How a new mail differs from the earlier one (R3, C5): which facts were added or changed, and which sentences.

use std::collections::BTreeSet;

use crate::domain::{Account, ChildFacts, Facts, Name, Relative};

use super::deadline::date_in_words;

/// Most rows of differences in a message.
const MOST_ROWS: usize = 12;
/// Most people who are held against each other: of a family, and of any list that somebody sends.
const MOST_PEOPLE: usize = 50;
/// Most facts that are listed.
const MOST_FACTS: usize = 20;
/// Longest piece of text in a row, in characters; the original is attached.
const LONGEST: usize = 400;

/// Sentence by sentence: what was said before beside what is said now, first of the concern, then of the rest of mail
/// and attachments. What stands in both, and what the facts show already, is left out.
pub(super) fn sentences_apart(earlier: &Account, now: &Facts) -> Vec<(String, String)> {
    let (before, after) = (sentences(&earlier.concern), sentences(&now.concern));
    let first = |of: Vec<String>| of.into_iter().take(MOST_ROWS).collect::<Vec<String>>();
    let mut rows = beside(&first(apart(&before, &after)), &first(apart(&after, &before)));
    // The case system's summary has no mail behind it.
    if !earlier.text.is_empty() {
        let all_before = [before, sentences(&earlier.text)].concat();
        let all_after = [after, sentences(&now.text)].concat();
        let facts = changed_facts(earlier, now).join("\n");
        let shown = |text: &String| {
            let value = text.rsplit([':', '\t']).next().unwrap_or(text).trim();
            let in_row = rows.iter().any(|(was, is)| was == text || is == text);
            in_row || (value.chars().count() > 1 && facts.contains(value))
        };
        let further = |of: &[String], other: &[String]| -> Vec<String> {
            apart(of, other).into_iter().filter(|sentence| !shown(sentence)).take(MOST_ROWS).collect()
        };
        let further = beside(&further(&all_before, &all_after), &further(&all_after, &all_before));
        rows.extend(further);
    }
    rows.truncate(MOST_ROWS);
    rows.into_iter().map(|(was, is)| (cut(&was), cut(&is))).collect()
}

/// Those that do not stand among the others.
fn apart(of: &[String], others: &[String]) -> Vec<String> {
    let known: BTreeSet<&String> = others.iter().collect();
    of.iter().filter(|sentence| !known.contains(sentence)).cloned().collect()
}

/// Two lists side by side.
fn beside(before: &[String], after: &[String]) -> Vec<(String, String)> {
    let text = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    (0..before.len().max(after.len())).map(|row| (text(before, row), text(after, row))).collect()
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let short: String = text.chars().take(LONGEST).collect();
    short + " …"
}

/// Sentences; a line with a label or with columns is one of its own.
fn sentences(text: &str) -> Vec<String> {
    let mut list = vec![];
    let mut sentence = String::new();
    let mut end = |sentence: &mut String| {
        if !sentence.is_empty() {
            list.push(std::mem::take(sentence));
        }
    };
    for line in text.lines() {
        let apart = line.trim().is_empty() || line.contains([':', '\t']);
        if apart {
            end(&mut sentence);
        }
        for word in line.split_whitespace() {
            if !sentence.is_empty() {
                sentence.push(' ');
            }
            sentence.push_str(word);
            if word.ends_with(['.', '!', '?', ';']) {
                end(&mut sentence);
            }
        }
        if apart {
            end(&mut sentence);
        }
    }
    end(&mut sentence);
    list
}

/// The facts that were added, changed or left out since, in words: `Kofi Nguyen: address: 1 Elm Road -> 2 Oak Street`.
/// Nothing where no earlier mail of ours is known.
pub(super) fn changed_facts(earlier: &Account, now: &Facts) -> Vec<String> {
    if earlier.children.is_empty() && earlier.household.is_empty() {
        return vec![];
    }
    let mut lines = vec![];
    let (earlier, now) = (People::of(&earlier.children, &earlier.household), People::of(&now.children, &now.household));
    let only_one = earlier.children.len() == 1 && now.children.len() == 1;
    let same = |a: &ChildFacts, b: &ChildFacts| {
        only_one
            || same_name(&a.name, &b.name)
            || (a.date_of_birth.is_some()
                && a.date_of_birth == b.date_of_birth
                && a.name.given.eq_ignore_ascii_case(&b.name.given))
    };
    for child in now.children {
        match earlier.children.iter().find(|before| same(before, child)) {
            Some(before) => lines.extend(changes(&child.name, &of_child(before), &of_child(child))),
            None => lines.push(format!("child added: {}", named(&child.name, &born(child)))),
        }
    }
    let gone = earlier.children.iter().filter(|before| !now.children.iter().any(|child| same(before, child)));
    lines.extend(gone.map(|child| format!("child no longer named: {}", child.name.full())));
    for relative in now.household {
        match earlier.household.iter().find(|before| same_name(&before.name, &relative.name)) {
            Some(before) => lines.extend(changes(&relative.name, &of_relative(before), &of_relative(relative))),
            None => lines.push(format!("person added: {}", named(&relative.name, &relative.relationship))),
        }
    }
    lines.truncate(MOST_FACTS);
    lines
}

/// The people of a mail, as many as are looked at.
struct People<'a> {
    children: &'a [ChildFacts],
    household: &'a [Relative],
}

impl<'a> People<'a> {
    fn of(children: &'a [ChildFacts], household: &'a [Relative]) -> Self {
        Self {
            children: children.get(..MOST_PEOPLE).unwrap_or(children),
            household: household.get(..MOST_PEOPLE).unwrap_or(household),
        }
    }
}

fn same_name(a: &Name, b: &Name) -> bool {
    folded(&a.full()) == folded(&b.full())
}

fn folded(text: &str) -> String {
    let letters: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn named(name: &Name, what: &str) -> String {
    if what.is_empty() { name.full() } else { format!("{} ({what})", name.full()) }
}

fn born(child: &ChildFacts) -> String {
    child.date_of_birth.map(|date| format!("born {}", date.format("%d/%m/%Y"))).unwrap_or_default()
}

/// Facts by their plain names.
type Fields = Vec<(&'static str, String)>;

fn of_child(child: &ChildFacts) -> Fields {
    let date = child.date_of_birth.map(date_in_words).unwrap_or_default();
    let aliases: Vec<String> = child.aliases.iter().map(Name::full).collect();
    let age = child.age.filter(|_| child.date_of_birth.is_none()).map(|age| age.to_string());
    vec![
        ("name", child.name.full()),
        ("also known as", aliases.join("; ")),
        (if child.unborn { "due date" } else { "date of birth" }, date),
        ("age", age.unwrap_or_default()),
        ("gender", child.gender.clone()),
        ("address", child.address.clone()),
        ("postcode", child.postcode.clone()),
        ("school", child.school.clone()),
        ("NHS number", child.nhs_number.clone()),
        ("UPN", child.upn.clone()),
        ("case number", child.case_number.clone()),
    ]
}

fn of_relative(relative: &Relative) -> Fields {
    let date = relative.date_of_birth.map(date_in_words).unwrap_or_default();
    vec![("relationship", relative.relationship.clone()), ("date of birth", date)]
}

fn changes(of: &Name, before: &Fields, now: &Fields) -> Vec<String> {
    let names = before.iter().chain(now).map(|(name, _)| *name);
    let mut fields: Vec<&str> = vec![];
    names.for_each(|name| {
        if !fields.contains(&name) {
            fields.push(name);
        }
    });
    let value = |of: &Fields, field: &str| {
        of.iter().find(|(name, _)| *name == field).map(|(_, v)| v.clone()).unwrap_or_default()
    };
    let line = |field: &str| {
        let (was, is) = (value(before, field), value(now, field));
        let said = match (was.is_empty(), is.is_empty()) {
            _ if folded(&was) == folded(&is) => return None,
            (true, _) => format!("{field} added: {is}"),
            (false, true) => format!("{field} no longer given: {was}"),
            (false, false) => format!("{field}: {was} -> {is}"),
        };
        Some(format!("{}: {said}", of.full()))
    };
    fields.into_iter().filter_map(line).collect()
}
