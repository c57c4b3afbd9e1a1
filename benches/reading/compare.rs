//! What was read beside what is true.

use std::collections::BTreeMap;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

/// What a mail says in truth.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Truth {
    pub(crate) file: String,
    #[serde(default)]
    pub(crate) layout: String,
    #[serde(default)]
    pub(crate) format: String,
    pub(crate) urgent: bool,
    pub(crate) children: Vec<Child>,
    #[serde(default)]
    pub(crate) household: Vec<Person>,
    /// Fields that stand in the mail as a drawing, not as text.
    #[serde(default)]
    not_in_text: Vec<String>,
}

/// What was read of it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Read {
    pub(crate) file: String,
    pub(crate) kind: String,
    pub(crate) urgent: bool,
    pub(crate) children: Vec<Child>,
    pub(crate) household: Vec<Person>,
    pub(crate) problems: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Child {
    pub(crate) given_names: String,
    pub(crate) family_name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) date_of_birth: Option<String>,
    pub(crate) gender: String,
    pub(crate) address: String,
    pub(crate) postcode: String,
    pub(crate) school: String,
    pub(crate) nhs_number: String,
    pub(crate) upn: String,
    pub(crate) sure: bool,
    /// In truth: it may as well be left out.
    pub(crate) optional: bool,
    /// In truth: fields that a careful reader takes from a brother or sister.
    pub(crate) inferred: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Person {
    pub(crate) given_names: String,
    pub(crate) family_name: String,
    pub(crate) date_of_birth: Option<String>,
}

/// Counts of one field: how often it was read rightly, read otherwise or in vain, and left out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    pub(crate) right: u32,
    pub(crate) wrong: u32,
    pub(crate) missed: u32,
}

/// One mail, compared.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) truth: Truth,
    pub(crate) read: Read,
    pub(crate) fields: BTreeMap<&'static str, Count>,
    /// Every child's name and date of birth are right, and no other child is stated.
    pub(crate) right: bool,
    /// What is stated with confidence and is not so.
    pub(crate) stated_wrongly: Vec<String>,
}

/// Letters and digits alone, lower case, without marks.
pub(crate) fn folded(text: &str) -> String {
    let letters = text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    letters
        .map(|c| match c {
            'ø' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            'ı' => 'i',
            other => other,
        })
        .collect()
}

fn full(child: &Child) -> String {
    folded(&format!("{}{}", child.given_names, child.family_name))
}

/// The whole name; where the family name is only inferred, the given one will do.
fn same_name(truth: &Child, read: &Child) -> bool {
    let inferred = truth.inferred.iter().any(|field| field == "family_name") && read.family_name.is_empty();
    full(truth) == full(read) || inferred && folded(&truth.given_names) == folded(&read.given_names)
}

/// The field of the product's JSON that a column of the table is of.
fn in_json(name: &str) -> &str {
    match name {
        "given" => "given_names",
        "family" => "family_name",
        "born" => "date_of_birth",
        "nhs" => "nhs_number",
        other => other,
    }
}

fn fields(child: &Child) -> [(&'static str, String); 9] {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    [
        ("given", folded(&child.given_names)),
        ("family", folded(&child.family_name)),
        ("born", child.date_of_birth.clone().unwrap_or_default()),
        ("gender", folded(&child.gender)),
        ("address", folded(&child.address)),
        ("postcode", folded(&child.postcode)),
        ("school", folded(&child.school)),
        ("nhs", digits(&child.nhs_number)),
        ("upn", folded(&child.upn)),
    ]
}

/// How many facts two accounts share; a name or a date counts most.
fn likeness(truth: &Child, read: &Child) -> usize {
    let weight = |name: &str| match name {
        "born" => 4,
        "given" => 3,
        "family" | "nhs" | "upn" => 2,
        _ => 1,
    };
    let pairs = fields(truth).into_iter().zip(fields(read));
    pairs.filter(|((_, a), (_, b))| !a.is_empty() && a == b).map(|((name, _), _)| weight(name)).sum()
}

/// Compares what was read with what is true.
pub(crate) fn compare(truth: Truth, read: Read) -> Outcome {
    let mut counts: BTreeMap<&'static str, Count> = BTreeMap::new();
    let mut left: Vec<&Child> = read.children.iter().collect();
    let mut wrong = vec![];
    let mut right = true;
    for child in &truth.children {
        let best = left.iter().enumerate().max_by_key(|(at, one)| (likeness(child, one), usize::MAX - at));
        let best = best.filter(|(_, one)| likeness(child, one) > 1).map(|(at, _)| at);
        let excused = |name: &str| {
            let field = in_json(name);
            truth.not_in_text.iter().chain(&child.inferred).any(|other| other == field)
        };
        let Some(found) = best.map(|at| left.remove(at)) else {
            if child.optional {
                continue;
            }
            right = false;
            for (name, _) in fields(child).into_iter().filter(|(_, is)| !is.is_empty()) {
                counts.entry(name).or_default().missed += 1;
            }
            continue;
        };
        right &= same_name(child, found) && child.date_of_birth == found.date_of_birth;
        for ((name, is), (_, said)) in fields(child).into_iter().zip(fields(found)) {
            let count = counts.entry(name).or_default();
            match (is.is_empty(), said.is_empty()) {
                (true, true) => {}
                (false, true) if excused(name) => {}
                (false, true) => count.missed += 1,
                _ if agrees(name, &is, &said) => count.right += 1,
                _ => {
                    count.wrong += 1;
                    if found.sure && ["given", "family", "born", "gender", "nhs", "upn"].contains(&name) {
                        wrong.push(format!("{name}: {said}, not {is:?}"));
                    }
                }
            }
        }
    }
    for child in left {
        right &= !child.sure;
        for (name, _) in fields(child).into_iter().filter(|(_, said)| !said.is_empty()) {
            counts.entry(name).or_default().wrong += 1;
        }
        if child.sure {
            wrong.push(format!("a child who is none: {} {}", child.given_names, child.family_name));
        }
    }
    let urgent = counts.entry("urgent").or_default();
    match (truth.urgent, read.urgent) {
        (true, true) => urgent.right += 1,
        (true, false) => urgent.missed += 1,
        (false, true) => urgent.wrong += 1,
        (false, false) => {}
    }
    household(&truth, &read, counts.entry("others").or_default());
    Outcome { truth, read, fields: counts, right, stated_wrongly: wrong }
}

/// An address may be said with or without its town; a school with or without its place.
fn agrees(name: &str, is: &str, said: &str) -> bool {
    match name {
        "address" | "school" => is == said || (said.len() >= 6 && (is.contains(said) || said.contains(is))),
        _ => is == said,
    }
}

fn household(truth: &Truth, read: &Read, count: &mut Count) {
    let name = |one: &Person| folded(&format!("{}{}", one.given_names, one.family_name));
    let mut left: Vec<String> = read.household.iter().map(name).collect();
    for one in &truth.household {
        match left.iter().position(|other| *other == name(one)) {
            Some(at) => {
                left.remove(at);
                count.right += 1;
            }
            None => count.missed += 1,
        }
    }
    count.wrong += u32::try_from(left.len()).unwrap_or(u32::MAX);
}

impl Outcome {
    /// Prints what was read otherwise than it is.
    pub(crate) fn show(&self) {
        if self.right && self.stated_wrongly.is_empty() && self.fields.values().all(|c| c.wrong + c.missed == 0) {
            return;
        }
        let mark = if self.right { "" } else { " WRONG" };
        println!("{} ({}, {}; {}){mark}", self.truth.file, self.truth.layout, self.truth.format, self.read.kind);
        for wrong in &self.stated_wrongly {
            println!("    stated: {wrong}");
        }
        for problem in &self.read.problems {
            println!("    problem: {problem}");
        }
        let line = |child: &Child| {
            fields(child)
                .into_iter()
                .filter(|(_, v)| !v.is_empty())
                .map(|(n, v)| format!("{n} {v}"))
                .collect::<Vec<_>>()
        };
        for child in &self.truth.children {
            println!("    is:   {} {:?}", line(child).join(", "), child.aliases);
        }
        for child in &self.read.children {
            let sure = if child.sure { "" } else { " (not sure)" };
            println!("    read: {}{sure} {:?}", line(child).join(", "), child.aliases);
        }
        let others = |all: &[Person]| {
            all.iter()
                .map(|p| {
                    format!("{} {} {}", p.given_names, p.family_name, p.date_of_birth.as_deref().unwrap_or_default())
                })
                .collect::<Vec<_>>()
                .join("; ")
        };
        println!(
            "    others are: {}\n    others read: {}",
            others(&self.truth.household),
            others(&self.read.household)
        );
    }
}
