//! Whose facts a form's entries are: the children, the household, the referrer.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::form::{Entry, Form};
use super::rules::{Field, Owner};
use super::values;
use crate::domain::{Alleged, ChildFacts, Name, Relative, nhs_is_valid};

/// The oldest a child of the service can be, in years: support for care leavers ends at 25.
const OLDEST: i32 = 25;

/// The people of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    /// The children it is about.
    pub children: Vec<ChildFacts>,
    /// Everybody else of the family.
    pub household: Vec<Relative>,
    /// What the form says of the referrer.
    pub referrer: Entry,
}

const NAMES: [Field; 3] = [Field::Given, Field::Family, Field::Name];

/// Sorts the entries of a form. `from` says where it stood; `today` bounds dates; `particles` are the
/// small words of family names.
#[must_use]
pub fn people(form: &Form, from: &str, today: NaiveDate, particles: &[String]) -> People {
    let mut people = People::default();
    let explicit = form.entries.iter().any(|e| e.owner == Some(Owner::Child) && e.has(&NAMES));
    for entry in &form.entries {
        match entry.owner {
            Some(Owner::Child) => child(&mut people, entry, from, today, particles),
            Some(Owner::Household | Owner::Sibling) => relative(&mut people, entry, today, particles),
            // "Person reporting or other parties": a second one, who is related, is of the family.
            Some(Owner::Referrer)
                if people.referrer.has(&NAMES) && entry.has(&NAMES) && entry.has(&[Field::Relationship]) =>
            {
                relative(&mut people, entry, today, particles);
            }
            Some(Owner::Referrer) => referrer(&mut people, entry),
            Some(Owner::Professional | Owner::Request) => {}
            None => unsaid(&mut people, entry, explicit, from, today, particles),
        }
    }
    // Of several who are only named and dated, nobody says which is the child.
    let dated = |e: &&Entry| e.owner.is_none() && e.has(&NAMES) && e.has(&[Field::DateOfBirth, Field::Age]);
    if !explicit && form.entries.iter().filter(dated).count() > 1 {
        for child in &mut people.children {
            let only_a_childs = [&child.school, &child.nhs_number, &child.upn];
            child.sure &= child.unborn || only_a_childs.iter().any(|fact| !fact.is_empty());
        }
    }
    // The family table may list the child itself.
    let children = people.children.clone();
    people.household.retain(|r| {
        !children
            .iter()
            .any(|c| same_name(&c.name, &r.name) && (r.date_of_birth.is_none() || r.date_of_birth == c.date_of_birth))
    });
    people.children.retain(|c| !c.name.full().is_empty() || c.unborn);
    share_family_name(&mut people.children, form);
    share_address(&mut people.children, form);
    // Whoever wrote is not the child.
    let writer = full_name(&people.referrer, particles).0;
    for child in people.children.iter_mut().filter(|c| same_name(&c.name, &writer)) {
        child.sure = false;
    }
    people
}

/// "Family name: Sharif" above a table of first names is every child's family name.
fn share_family_name(children: &mut [ChildFacts], form: &Form) {
    let alone = |e: &&Entry| {
        matches!(e.owner, None | Some(Owner::Household))
            && e.has(&[Field::Family])
            && !e.has(&[Field::Given, Field::Name, Field::Relationship])
    };
    let mut found = form.entries.iter().filter(alone);
    let (Some(entry), None) = (found.next(), found.next()) else { return };
    let family = entry.get(Field::Family).split('(').next().unwrap_or_default().trim();
    for child in children.iter_mut().filter(|c| c.name.family.is_empty() && !family.is_empty()) {
        // "Chidinma" alone was taken for a whole name, and is the given one.
        family.clone_into(&mut child.name.family);
        child.sure = child.date_of_birth.is_some() && (!child.name.given.is_empty() || child.unborn);
    }
}

/// One address that stands on a form for the whole family is every child's; an unborn child's is its mother's.
/// Where each child was asked for an address, one left out is not known.
fn share_address(children: &mut [ChildFacts], form: &Form) {
    let of = |owners: &[Option<Owner>]| {
        let placed = form.entries.iter().filter(|e| owners.contains(&e.owner) && e.has(&[Field::Address]));
        let mut found: Vec<(String, String)> = Vec::new();
        for entry in placed {
            let (address, inside) = values::address(entry.get(Field::Address));
            let postcode = values::postcode(entry.get(Field::Postcode)).or(inside).unwrap_or_default();
            if !found.iter().any(|(one, _)| folded(one) == folded(&address)) {
                found.push((address, postcode));
            }
        }
        found
    };
    let childs = of(&[Some(Owner::Child)]);
    let anybodys = of(&[None, Some(Owner::Household)]);
    let shared = match (childs.as_slice(), anybodys.as_slice()) {
        ([one], _) if form.addresses_asked <= 1 => Some(one),
        ([], [one]) => Some(one),
        _ => None,
    };
    let alone = children.len() == 1 || shared.is_some_and(|one| childs.contains(one));
    for child in children.iter_mut().filter(|c| c.address.is_empty()) {
        let household_only = childs.is_empty() && of(&[None]).is_empty();
        if let Some((address, postcode)) = shared
            && (child.postcode.is_empty() || postcode.is_empty() || child.postcode == *postcode)
            && (!household_only || child.unborn)
            && (alone || childs.is_empty())
        {
            child.address.clone_from(address);
            if child.postcode.is_empty() {
                child.postcode.clone_from(postcode);
            }
        }
    }
    let known: Vec<(String, String)> = children.iter().map(|c| (folded(&c.address), c.postcode.clone())).collect();
    for child in children.iter_mut().filter(|c| c.postcode.is_empty() && !c.address.is_empty()) {
        let address = folded(&child.address);
        let same = known.iter().find(|(one, code)| *one == address && !code.is_empty());
        child.postcode = same.map(|(_, code)| code.clone()).unwrap_or_default();
    }
}

/// An entry of which the form does not say whose it is. With an agency or an email address it is who
/// wrote; with what only children's entries have it is a child, where no other is.
fn unsaid(people: &mut People, entry: &Entry, explicit: bool, from: &str, today: NaiveDate, particles: &[String]) {
    let childs = entry.has(&[
        Field::DateOfBirth,
        Field::DueDate,
        Field::Age,
        Field::Gender,
        Field::School,
        Field::NhsNumber,
        Field::Upn,
    ]);
    let writers = entry.has(&[Field::Agency, Field::JobTitle, Field::Email]);
    let related = entry.has(&[Field::Relationship]) && entry.has(&NAMES);
    if related && (explicit || entry.has(&[Field::DateOfBirth])) {
        relative(people, entry, today, particles);
    } else if entry.has(&NAMES) && childs && !explicit && (!writers || entry.has(&[Field::DateOfBirth, Field::Age])) {
        child(people, entry, from, today, particles);
    } else if writers && !childs {
        referrer(people, entry);
    } else if !entry.has(&NAMES) && explicit {
        // Further facts of the one child, under a heading of their own.
        let only = people.children.len() == 1;
        if let Some(known) = people.children.first_mut().filter(|_| only && childs) {
            fill(known, &child_facts(entry, from, today, particles));
        }
    }
}

fn child(people: &mut People, entry: &Entry, from: &str, today: NaiveDate, particles: &[String]) {
    let facts = child_facts(entry, from, today, particles);
    if facts.name.full().is_empty() && !facts.unborn {
        if let Some(known) = people.children.last_mut() {
            fill(known, &facts);
        } else if entry.values.len() > 1 {
            // Facts may come before the name, or the name may be missing: kept until the end.
            people.children.push(facts);
        }
        return;
    }
    let nameless = people.children.iter().position(|c| c.name.full().is_empty() && !c.unborn);
    match nameless {
        Some(at) => {
            if let Some(known) = people.children.get_mut(at) {
                let before = std::mem::replace(known, facts);
                fill(known, &before);
            }
        }
        None => match people.children.iter_mut().find(|c| same_child(c, &facts) || is_again(c, &facts, entry)) {
            Some(known) => fill(known, &facts),
            None => people.children.push(facts),
        },
    }
}

/// Whether an entry speaks of a child again, by the given names alone ("Ifrah Shirin" under "First name", which were taken
/// for a whole name), or of the one who is not born yet by nothing but that.
fn is_again(known: &ChildFacts, facts: &ChildFacts, entry: &Entry) -> bool {
    let halves = entry.has(&[Field::Given]) && !entry.has(&[Field::Family, Field::Name]);
    let given = folded(&facts.name.full());
    let dates = facts.date_of_birth.is_none() || facts.date_of_birth == known.date_of_birth;
    let by_given = halves && !given.is_empty() && given == folded(&known.name.given) && !known.name.family.is_empty();
    let unborn = known.unborn && facts.unborn && given.is_empty() && facts.date_of_birth.is_none();
    dates && (by_given || unborn)
}

/// Whether two accounts are of one child: the same name, and no date that says otherwise.
#[must_use]
pub fn same_child(a: &ChildFacts, b: &ChildFacts) -> bool {
    let dates = match (a.date_of_birth, b.date_of_birth) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let given_alone =
        |x: &Name, y: &Name| x.family.is_empty() && !x.given.is_empty() && folded(&x.given) == folded(&y.given);
    let family_alone =
        |x: &Name, y: &Name| x.given.is_empty() && !x.family.is_empty() && folded(&x.family) == folded(&y.family);
    let repeated = !a.unborn && !b.unborn && (family_alone(&a.name, &b.name) || family_alone(&b.name, &a.name));
    dates && (repeated || same_name(&a.name, &b.name) || given_alone(&a.name, &b.name) || given_alone(&b.name, &a.name))
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn same_name(a: &Name, b: &Name) -> bool {
    let full = |n: &Name| folded(&n.full());
    !full(a).is_empty() && (full(a) == full(b) || folded(&format!("{}{}", a.family, a.given)) == full(b))
}

/// Fills what the first account leaves out from the second.
pub fn fill(known: &mut ChildFacts, more: &ChildFacts) {
    let named = known.stood.contains_key("given_names") || known.stood.contains_key("family_name");
    for (fact, place) in more.stood.iter().filter(|(fact, _)| !named || *fact != "name") {
        known.stood.entry(fact.clone()).or_insert_with(|| place.clone());
    }
    let text = |to: &mut String, from: &String| {
        if to.is_empty() {
            to.clone_from(from);
        }
    };
    // "Warsame" of an unborn child is not its given name too, and what stands for its name elsewhere is none.
    if !same_name(&known.name, &more.name) {
        if !known.unborn {
            text(&mut known.name.given, &more.name.given);
        }
        text(&mut known.name.family, &more.name.family);
    }
    text(&mut known.gender, &more.gender);
    text(&mut known.address, &more.address);
    text(&mut known.postcode, &more.postcode);
    text(&mut known.school, &more.school);
    text(&mut known.nhs_number, &more.nhs_number);
    text(&mut known.upn, &more.upn);
    text(&mut known.case_number, &more.case_number);
    if known.date_of_birth.is_none() {
        known.date_of_birth = more.date_of_birth;
        known.unborn |= more.unborn;
    }
    known.age = known.age.or(more.age);
    for alias in &more.aliases {
        if !known.aliases.contains(alias) {
            known.aliases.push(alias.clone());
        }
    }
}

fn child_facts(entry: &Entry, from: &str, today: NaiveDate, particles: &[String]) -> ChildFacts {
    let (mut name, mut aliases) = full_name(entry, particles);
    for other in entry.get(Field::Alias).split([';', '/', '\n']).filter(|a| !a.trim().is_empty()) {
        aliases.push(values::name(other, particles).0);
    }
    let born = entry.get(Field::DateOfBirth);
    let due = entry.get(Field::DueDate);
    let date = values::date(born, today)
        .or_else(|| values::date(due, today))
        .filter(|d| d.year() >= today.year() - OLDEST - 75);
    let (gender, ticked_unborn) = values::gender(entry.get(Field::Gender));
    let unborn = date.is_some_and(|d| d > today)
        || ticked_unborn
        || born.to_lowercase().contains("edd")
        || (born.is_empty() && !due.is_empty())
        || name.full().to_lowercase().split_whitespace().any(|word| matches!(word, "unborn" | "ubb" | "utb"));
    if unborn {
        name = unborn_name(&name, particles);
    }
    let (address, inside) = values::address(entry.get(Field::Address));
    let age = values::age(entry.get(Field::Age)).or_else(|| {
        (date.is_none() && !born.is_empty() && born.chars().filter(char::is_ascii_digit).count() <= 2)
            .then(|| values::age(born))
            .flatten()
    });
    let halved = !(entry.has(&[Field::Name]) || entry.has(&[Field::Given]) && entry.has(&[Field::Family]));
    // "NHS number or UPN" may hold either, and so may "UPN / NHS number".
    let numbers = [Field::Upn, Field::NhsNumber].map(|f| entry.get(f));
    let upn = numbers.into_iter().find(|said| is_upn(said));
    let [said_upn, said_nhs] = numbers.map(values::digits);
    let misplaced = said_nhs.is_empty() && upn.is_none() && nhs_is_valid(&said_upn);
    let upn = upn.unwrap_or_else(|| if misplaced || said_upn.is_empty() { "" } else { entry.get(Field::Upn) });
    let nhs_number = if misplaced { said_upn } else { said_nhs };
    let mut stood = stood(entry);
    if misplaced && let Some(label) = stood.remove("upn") {
        stood.insert("nhs_number".to_owned(), label);
    }
    ChildFacts {
        // One part of a name that was split in two may have been the given names alone, and nobody of thirty is the
        // child.
        sure: (!name.given.is_empty() && !name.family.is_empty() && !halved || unborn && date.is_some())
            && date.is_none_or(|d| d.year() >= today.year() - OLDEST),
        name,
        aliases,
        date_of_birth: date,
        age,
        unborn,
        gender,
        address,
        postcode: values::postcode(entry.get(Field::Postcode)).or(inside).unwrap_or_default(),
        school: entry.get(Field::School).to_owned(),
        nhs_number: if nhs_number.len() == 10 { nhs_number } else { String::new() },
        upn: upn.to_owned(),
        case_number: entry.get(Field::CaseNumber).to_owned(),
        from: from.to_owned(),
        stood,
    }
}

/// Where each fact of a child stood: the label that asked for it.
fn stood(entry: &Entry) -> BTreeMap<String, String> {
    let names = [
        (Field::Name, "name"),
        (Field::Given, "given_names"),
        (Field::Family, "family_name"),
        (Field::DueDate, "date_of_birth"),
        (Field::DateOfBirth, "date_of_birth"),
        (Field::Age, "age"),
        (Field::Gender, "gender"),
        (Field::Address, "address"),
        (Field::Postcode, "postcode"),
        (Field::School, "school"),
        (Field::NhsNumber, "nhs_number"),
        (Field::Upn, "upn"),
        (Field::CaseNumber, "case_number"),
    ];
    let there = names.into_iter().filter(|(field, _)| entry.has(&[*field]));
    there.filter_map(|(field, fact)| Some((fact.to_owned(), format!("\"{}\"", entry.labels.get(&field)?)))).collect()
}

/// Whether this is a unique pupil number: a letter and twelve more signs, nearly all of them digits.
fn is_upn(text: &str) -> bool {
    let text: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    text.len() == 13
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().filter(char::is_ascii_digit).count() >= 11
}

/// An unborn child has no given name, though "Unborn" or "Baby" may stand in its place.
fn unborn_name(name: &Name, particles: &[String]) -> Name {
    const PLACE: [&str; 10] = ["unborn", "baby", "child", "of", "infant", "boy", "girl", "bump", "ubb", "utb"];
    let placeholder = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        PLACE.contains(&word.as_str())
    };
    let rest: Vec<&str> = name.given.split_whitespace().skip_while(|word| placeholder(word)).collect();
    // "NAIR, Unborn" written the other way round.
    let swapped = matches!(name.family.to_lowercase().as_str(), "unborn" | "ubb" | "utb");
    if swapped && rest.len() == 1 && rest.len() == name.given.split_whitespace().count() {
        return Name { given: String::new(), family: rest.join(" ") };
    }
    // "Baby on the way"
    let lower = |word: &str| !word.contains(char::is_uppercase);
    if !name.family.is_empty() && lower(&name.family) && rest.iter().all(|word| lower(word)) {
        return Name::default();
    }
    let family = if placeholder(&name.family) && rest.is_empty() && name.family.to_lowercase() != "child" {
        String::new()
    } else {
        name.family.clone()
    };
    // "Unborn baby of Ama Nguyen": hers is the family name, too.
    let of_mother = rest.len() < name.given.split_whitespace().count() && !rest.is_empty();
    let joined = rest.join(" ");
    let small = rest.iter().all(|word| particles.iter().any(|p| *p == word.to_lowercase()));
    match (of_mother, small) {
        (true, true) => Name { given: String::new(), family: format!("{joined} {family}") },
        (true, false) => Name { given: String::new(), family },
        _ => Name { given: joined, family },
    }
}

/// The name of an entry, of its parts or of a whole name.
fn full_name(entry: &Entry, particles: &[String]) -> (Name, Vec<Name>) {
    let (given, family) = (entry.get(Field::Given), entry.get(Field::Family));
    if given.is_empty() && family.is_empty() {
        return values::name(entry.get(Field::Name), particles);
    }
    let clean =
        |part: &str| part.split('(').next().unwrap_or_default().trim().trim_matches([',', ';', ':']).trim().to_owned();
    let mut name = Name { given: clean(given), family: clean(family) };
    // One of the two alone beside a whole name: the whole name knows the other.
    if name.given.is_empty() || name.family.is_empty() {
        let whole = values::name(entry.get(Field::Name), particles).0;
        if !whole.given.is_empty() && !whole.family.is_empty() {
            name = whole;
        } else if name.family.is_empty() && name.given.split_whitespace().count() >= 2 {
            name = values::name(&name.given, particles).0;
        }
    }
    let aliases = values::name(&format!("{given} {family}"), particles).1;
    (name, aliases)
}

fn relative(people: &mut People, entry: &Entry, today: NaiveDate, particles: &[String]) {
    let (name, _) = full_name(entry, particles);
    if name.full().is_empty() {
        return;
    }
    let relationship = match (entry.get(Field::Relationship), entry.owner) {
        ("", Some(Owner::Sibling)) => "Sibling",
        (said, _) => said,
    };
    let found = Relative {
        name,
        relationship: relationship.to_owned(),
        date_of_birth: values::date(entry.get(Field::DateOfBirth), today),
        email: emails(entry.get(Field::Email)).next().unwrap_or_default(),
    };
    match people.household.iter_mut().find(|r| same_name(&r.name, &found.name)) {
        Some(known) => {
            if known.relationship.is_empty() {
                known.relationship = found.relationship;
            }
            known.date_of_birth = known.date_of_birth.or(found.date_of_birth);
            if known.email.is_empty() {
                known.email = found.email;
            }
        }
        None => people.household.push(found),
    }
}

fn referrer(people: &mut People, entry: &Entry) {
    for (field, value) in &entry.values {
        people.referrer.values.entry(*field).or_insert_with(|| value.clone());
    }
}

/// The addresses that stand in a text, lower-case.
fn emails(text: &str) -> impl Iterator<Item = String> {
    let outside = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | '/' | ':');
    let words = text.split(outside).map(|word| word.trim_end_matches('.'));
    words.filter(|word| word.split_once('@').is_some_and(|(_, domain)| domain.contains('.'))).map(str::to_lowercase)
}

/// Who is said to have harmed the child (L4), and the alerts for the safety of staff (L1), of all forms together.
pub fn harm_and_safety<'f>(
    forms: impl Iterator<Item = &'f Form>,
    household: &[Relative],
    particles: &[String],
) -> (Alleged, Vec<String>) {
    let (mut perpetrators, mut alerts) = (String::new(), Vec::new());
    for form in forms {
        if let Some(said) = form.request.get(&Field::Perpetrator) {
            perpetrators.push_str(said);
            perpetrators.push('\n');
        }
        let alert = form.request.get(&Field::SafetyAlert).and_then(|said| safety_alert(said));
        alerts.extend(alert.filter(|alert| !alerts.contains(alert)));
    }
    (alleged(&perpetrators, household, particles), alerts)
}

/// Those whom a form says to have harmed the child (L4), named in a field of its own or among the family. A field
/// may say more than a name, so each of its parts that can be a name is kept: too many names only mean that a
/// person answers instead of the machine.
fn alleged(said: &str, household: &[Relative], particles: &[String]) -> Alleged {
    let parts = said.split([',', ';', '\n', '(', ')', '/', ':']).flat_map(|part| part.split(" and "));
    let names = parts.filter(|part| part.split_whitespace().count() <= 5).map(|part| values::name(part, particles).0);
    let of_family = household.iter().filter(|relative| {
        let relationship = relative.relationship.to_lowercase();
        ["perpetrator", "suspect", "person causing harm"].iter().any(|word| relationship.contains(word))
    });
    let mut alleged = Alleged { names: Vec::new(), emails: emails(said).collect() };
    for name in names.chain(of_family.map(|relative| relative.name.clone())) {
        if !name.given.is_empty() && !name.family.is_empty() && !alleged.names.contains(&name) {
            alleged.names.push(name);
        }
    }
    alleged
}

/// What a form says of the safety of staff; a box ticked `No` says nothing.
fn safety_alert(said: &str) -> Option<String> {
    let chosen = values::ticked(said).map_or_else(|| said.trim().to_owned(), |chosen| chosen.join(", "));
    let first = chosen.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?.to_lowercase();
    let nothing = ["no", "none", "nil", "n"].contains(&first.as_str()) && chosen.split_whitespace().count() <= 3;
    (!nothing).then_some(chosen)
}
