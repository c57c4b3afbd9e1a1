//! Answers to the people they are of: which entry takes a value, and who an entry turns out to be.

use std::collections::BTreeMap;

use super::{Entry, Form, FormReader, NAMES, Reading};
use crate::intake::labels::words;
use crate::intake::rules::{Field, Owner};

impl Reading<'_> {
    /// Keeps a label, to say where its answer stood.
    pub(super) fn note_label(&mut self, field: Field, label: &str) {
        const LONGEST: usize = 80;
        let plain: String = joined(label).chars().take(LONGEST).collect();
        self.asked.insert(field, plain.trim_matches([':', ' ', '.', '_']).to_owned());
    }

    /// "As above": what the one before says, of the same kind if there is one.
    pub(super) fn as_above(&mut self, owner: Option<Owner>, field: Field) {
        if !matches!(field, Field::Address | Field::Postcode | Field::School | Field::Family) {
            return;
        }
        for (field, value) in self.said_above(owner, field, self.last.get(&owner).copied()) {
            self.set(owner, field, &value);
        }
    }

    /// What the entry above says of a field (an address with its postcode), `but` one.
    pub(super) fn said_above(&self, owner: Option<Owner>, field: Field, but: Option<usize>) -> Vec<(Field, String)> {
        let before = self.form.entries.iter().enumerate().rev().filter(|(at, e)| Some(*at) != but && e.has(&[field]));
        let same = before.clone().find(|(_, e)| e.owner == owner);
        let of_family = |e: &Entry| matches!(e.owner, None | Some(Owner::Child | Owner::Household | Owner::Sibling));
        let Some((_, found)) = same.or_else(|| before.clone().find(|(_, e)| of_family(e))) else { return Vec::new() };
        let fields: &[Field] = if field == Field::Address { &[Field::Address, Field::Postcode] } else { &[field] };
        fields.iter().filter_map(|field| Some((*field, found.values.get(field)?.clone()))).collect()
    }

    /// A record whose address is "as above" has that of the person before, with its postcode.
    pub(super) fn with_address_above(
        &self,
        owner: Option<Owner>,
        mut values: BTreeMap<Field, String>,
    ) -> BTreeMap<Field, String> {
        if values.get(&Field::Address).is_some_and(|v| is_above(v)) {
            values.remove(&Field::Address);
            for (field, value) in self.said_above(owner, Field::Address, None) {
                values.entry(field).or_insert(value);
            }
        }
        values
    }

    pub(super) fn add(&mut self, mut entry: Entry) {
        // "Lives at this address? Yes" tells no address.
        if entry.values.get(&Field::Address).is_some_and(|v| super::is_bare_yes_or_no(v)) {
            entry.values.remove(&Field::Address);
        }
        let asked = entry.values.keys().filter_map(|field| Some((*field, self.asked.get(field)?.clone())));
        entry.labels = asked.collect();
        self.last.insert(entry.owner, self.form.entries.len());
        self.form.entries.push(entry);
    }

    /// Puts a value where it belongs. The first value of a field stands; another name is another person.
    pub(super) fn set(&mut self, owner: Option<Owner>, field: Field, value: &str) {
        let value = value.trim();
        if field.of_the_request() {
            let kept = self.form.request.entry(field).or_default();
            if kept.is_empty() {
                value.clone_into(kept);
            } else if field == Field::Concern && !kept.contains(value) {
                kept.push('\n');
                kept.push_str(value);
            }
            return;
        }
        if owner == Some(Owner::Request) {
            return;
        }
        let value = if as_written(field) { value.to_owned() } else { joined(value) };
        let mut owner = owner;
        let named = |e: &Entry| e.has(&NAMES);
        if self.doubtful
            && owner == Some(Owner::Child)
            && self.current == owner
            && NAMES.contains(&field)
            && self.form.entries.iter().any(|e| e.owner == owner && named(e))
        {
            self.enter(None);
            owner = None;
        }
        let at = match self.last.get(&owner).copied() {
            Some(at) => {
                let same_field = self.form.entries.get(at).and_then(|e| e.values.get(&field));
                match same_field {
                    // A name that comes again is another person's, who may be called the same.
                    Some(_) if NAMES.contains(&field) => self.form.entries.len(),
                    Some(_) if field == Field::Relationship && self.kin.is_none() => self.form.entries.len(),
                    None if self.form.entries.get(at).is_some_and(|e| is_anothers(e, field, &value)) => {
                        self.form.entries.len()
                    }
                    _ => at,
                }
            }
            None => self.form.entries.len(),
        };
        if at == self.form.entries.len() {
            let mut values = BTreeMap::new();
            if let Some(kin) = self.kin.clone().filter(|_| owner == Some(Owner::Household)) {
                values.insert(Field::Relationship, kin);
            }
            self.add(Entry { owner, values, ..Entry::default() });
        }
        if let Some(entry) = self.form.entries.get_mut(at) {
            if !entry.values.contains_key(&field) {
                entry.labels.extend(self.asked.get(&field).map(|label| (field, label.clone())));
            }
            if field == Field::Relationship && self.kin.is_some() {
                entry.values.insert(field, value);
            } else {
                entry.values.entry(field).or_insert(value);
            }
        }
    }

    /// Adds a line to a value that is still open.
    pub(super) fn go_on(&mut self, owner: Option<Owner>, field: Field, line: &str) {
        if field == Field::Concern {
            let kept = self.form.request.entry(Field::Concern).or_default();
            if !kept.is_empty() {
                kept.push('\n');
            }
            kept.push_str(line);
            return;
        }
        let Some(entry) = self.last.get(&owner).copied().and_then(|at| self.form.entries.get_mut(at)) else { return };
        let kept = entry.values.entry(field).or_default();
        let short = line.split_whitespace().count() <= 5;
        if !short || kept.lines().count() >= 6 || crate::intake::values::postcode(kept).is_some() {
            self.open = None;
            return;
        }
        if !kept.is_empty() {
            kept.push('\n');
        }
        kept.push_str(line);
    }
}
/// What people write for an answer that stands above.
const ABOVE: [&str; 4] = ["see above", "same", "ditto", "same address"];
/// Fields whose answers are short.
const SHORT: [Field; 7] =
    [Field::DateOfBirth, Field::DueDate, Field::School, Field::Gender, Field::Age, Field::Telephone, Field::Email];
/// Most words of an answer that is no text.
const LONGEST_ANSWER: usize = 20;

pub(super) fn is_above(value: &str) -> bool {
    let folded = value.trim().trim_end_matches(['.', ',']).to_lowercase();
    let as_other = ["as ", "same as ", "same address as "].iter().any(|start| folded.starts_with(start));
    ABOVE.contains(&folded.as_str()) || as_other && folded.split_whitespace().count() <= 5
}

/// Whether a value can be one of this field: guidance that follows an empty answer is none.
pub(super) fn fits(field: Field, value: &str) -> bool {
    let words = value.split_whitespace().count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let named = NAMES.contains(&field);
    if matches!(field, Field::NhsNumber | Field::Upn | Field::Postcode) {
        digits > 0 && words <= 12
    } else if field == Field::Address {
        !super::is_yes_or_no(value)
    } else if named || SHORT.contains(&field) {
        words <= LONGEST_ANSWER && (!named || could_be_name(value))
    } else {
        true
    }
}

/// Whether a name is none at all: figures.
fn is_number(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    digits > value.chars().filter(|c| c.is_alphabetic()).count()
}

/// A gender, which may have slipped into the place of a name.
fn is_gender(value: &str) -> bool {
    ["male", "female", "boy", "girl", "m", "f"].contains(&value.trim().to_lowercase().as_str())
}

impl Form {
    /// Drops names that are none.
    pub(super) fn drop_nobodies(&mut self) {
        for entry in &mut self.entries {
            entry.values.retain(|field, value| !(NAMES.contains(field) && is_number(value)));
            // People are called Male, and then have given names.
            if !entry.has(&[Field::Given, Field::Name]) {
                entry.values.retain(|field, value| !(*field == Field::Family && is_gender(value)));
            }
        }
    }

    /// Gives entries that are nobody's to whom their role says: "Role in notice: Child", "Relationship: Mother".
    pub(super) fn settle_roles(&mut self, reader: &FormReader) {
        // Who stands among the children as somebody's mother is none of them.
        let plain = |e: &Entry| e.owner == Some(Owner::Child) && e.has(&NAMES) && !e.has(&[Field::Relationship]);
        if self.entries.iter().any(plain) {
            for entry in self.entries.iter_mut().filter(|e| e.owner == Some(Owner::Child) && e.has(&NAMES)) {
                let said = entry.get(Field::Relationship).trim().to_lowercase();
                let kin = reader.dictionary.section(&said).filter(|of| matches!(of, Owner::Household | Owner::Sibling));
                if let Some(owner) = kin.filter(|_| !reader.subject.contains(&said)) {
                    entry.owner = Some(owner);
                }
            }
        }
        for entry in self.entries.iter_mut().filter(|e| e.owner.is_none() && e.has(&NAMES)) {
            let said = [Field::Relationship, Field::JobTitle].map(|field| entry.get(field).trim().to_lowercase());
            let subject = said.iter().any(|said| reader.subject.contains(said));
            let of = |said: &String| reader.dictionary.section(said);
            let family = said.iter().filter_map(of).find(|of| matches!(of, Owner::Household | Owner::Sibling));
            let child = subject || family.is_none() && said.iter().filter_map(of).any(|of| of == Owner::Child);
            if child {
                entry.owner = Some(Owner::Child);
                entry.values.remove(&Field::JobTitle);
            } else if let Some(owner) = family {
                entry.owner = Some(owner);
                if let Some(role) = entry.values.remove(&Field::JobTitle) {
                    entry.values.entry(Field::Relationship).or_insert(role);
                }
            }
        }
    }
}

/// Whether a value can be a name, with an alias and a date behind it perhaps: a few words that begin with a letter.
fn could_be_name(value: &str) -> bool {
    let first = value.trim().chars().next();
    first.is_some_and(char::is_alphabetic) && !value.contains(['@', '=', '_']) && !value.contains("//")
}

/// Whether a whole name is of somebody else than the parts that are known, or the other way round: no word is common.
pub(super) fn is_anothers(entry: &Entry, field: Field, value: &str) -> bool {
    let folded = |text: &str| words(text).into_iter().collect::<Vec<_>>();
    let known = if field == Field::Name {
        format!("{} {}", entry.get(Field::Given), entry.get(Field::Family))
    } else if matches!(field, Field::Given | Field::Family) {
        entry.get(Field::Name).to_owned()
    } else {
        return false;
    };
    let known = folded(&known);
    !known.is_empty() && !folded(value).iter().any(|word| known.contains(word))
}

/// Fields of which lines and gaps say something: an address's lines, a cross nearer to one choice.
pub(super) fn as_written(field: Field) -> bool {
    matches!(field, Field::Address | Field::Gender)
}

/// A value of several lines in one; a name that was parted at its hyphen is joined.
pub(super) fn joined(value: &str) -> String {
    let joined = value.replace("-\n", "-");
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}
