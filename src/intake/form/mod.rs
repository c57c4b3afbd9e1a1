//! A document to labelled values, and whose they are.
//!
//! The dictionary says what a label asks for; the section it stands in, or the label itself, says of whom.
//! A referrer's or a mother's name must never become the child's: where it is not said of whom a name is,
//! the name is kept apart and [`people`](super::people) decides by what stands with it.

mod beside;
mod boxes;
mod filling;
#[cfg(test)]
mod layout_tests;
mod leaders;
mod lines;
mod met;
mod person_line;
mod persons;
mod records;
mod shapes;
mod stacked;
mod sticker;
#[cfg(test)]
mod table_tests;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use met::Met;

use self::filling::{fits, is_above};
use super::document::{Block, Document};
use super::labels::{Dictionary, Meaning, words};
use super::rules::{Field, Owner, Rules};

/// What a form says of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Who it is; `None` where the form does not say.
    pub owner: Option<Owner>,
    /// The values, as written.
    pub values: BTreeMap<Field, String>,
    /// The labels that asked for them, as written.
    pub labels: BTreeMap<Field, String>,
}

impl Entry {
    /// A value, or nothing.
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        self.values.get(&field).map_or("", String::as_str)
    }

    /// Whether any of these is there.
    #[must_use]
    pub fn has(&self, fields: &[Field]) -> bool {
        fields.iter().any(|f| self.values.contains_key(f))
    }
}

/// A document as a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The people on it, in order.
    pub entries: Vec<Entry>,
    /// What it says of the request as a whole.
    pub request: BTreeMap<Field, String>,
    /// Its first headings and lines, by which its kind is known.
    pub title: String,
    /// Lines that are no label and no value: what was written around the form.
    pub loose: String,
    /// How many labels were understood.
    pub labels: usize,
    /// How often an address was asked for that may be a child's.
    pub addresses_asked: usize,
}

/// Reads documents as forms.
#[derive(Debug, Clone)]
pub struct FormReader {
    dictionary: Dictionary,
    subject: Vec<String>,
    blanks: Vec<String>,
    anybody: Vec<String>,
}

/// A label that waits for its value.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    meaning: Meaning,
    /// The owner that was current before a label such as `Referrer` was read as a heading too.
    relationship: bool,
}

/// The state while one document is read.
struct Reading<'a> {
    reader: &'a FormReader,
    form: Form,
    /// Whom the section speaks of, by its heading.
    section: Option<Owner>,
    /// Whom an unowned label speaks of now.
    current: Option<Owner>,
    waiting: Option<(Waiting, String)>,
    /// A value that the next lines continue.
    open: Option<(Option<Owner>, Field)>,
    /// People are told line by line, of this owner.
    listing: Option<persons::Listing>,
    /// The entry that unowned values go to, by owner.
    last: BTreeMap<Option<Owner>, usize>,
    /// A heading that says of nobody stands in the child's section: facts go on, another name is not the child's.
    doubtful: bool,
    /// The number in the label of whom was last asked: the 2 of "Child 2: first name".
    ordinal: Option<(Owner, String)>,
    /// The label that last asked for a field.
    asked: BTreeMap<Field, String>,
    /// The relative whom the section's heading names ("MOTHER'S DETAILS").
    kin: Option<String>,
}

/// Fields that make a person another one when they come again with another value.
const NAMES: [Field; 3] = [Field::Given, Field::Family, Field::Name];
/// Relatives of whom a heading alone may say that a section is theirs.
const KIN: [&str; 8] = ["mother", "father", "stepmother", "stepfather", "grandmother", "grandfather", "mum", "dad"];

impl FormReader {
    /// A reader with these rules.
    #[must_use]
    pub fn new(rules: &Rules) -> Self {
        let lower = |list: &[String]| list.iter().map(|w| w.to_lowercase()).collect();
        Self {
            dictionary: Dictionary::new(rules),
            subject: lower(&rules.subject_relationships),
            blanks: lower(&rules.blanks),
            anybody: lower(&rules.anybody),
        }
    }

    /// Reads a document.
    #[must_use]
    pub fn read(&self, document: &Document) -> Form {
        let mut reading = Reading {
            reader: self,
            form: Form::default(),
            section: None,
            current: None,
            waiting: None,
            open: None,
            listing: None,
            last: BTreeMap::new(),
            doubtful: false,
            ordinal: None,
            asked: BTreeMap::new(),
            kin: None,
        };
        for (index, block) in stacked::rebuilt(&self.dictionary, &document.blocks).iter().enumerate() {
            if index < 3
                && let Block::Heading(text) | Block::Label(text) | Block::Paragraph(text) = block
            {
                reading.form.title.push_str(text.lines().next().unwrap_or_default());
                reading.form.title.push('\n');
            }
            reading.block(block);
        }
        reading.form.drop_nobodies();
        reading.form.settle_roles(self);
        reading.form
    }

    /// Whether a heading begins somebody of whom the form says elsewhere who it is: "PERSON 2", "Nominal 1".
    fn is_anybody(&self, heading: &str) -> bool {
        let lower = heading.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let numbered = |word: &str| word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
        let begins = |word: &str| self.anybody.iter().any(|anybody| anybody == word);
        // "Person 1", "Family member 2", "Person 1 of 4"
        words.next().is_some_and(begins)
            && match words.collect::<Vec<_>>().as_slice() {
                [number] | [_, number] => numbered(number),
                [number, "of", all] => numbered(number) && numbered(all),
                _ => false,
            }
    }

    fn is_blank(&self, value: &str) -> bool {
        let folded = value.to_lowercase();
        let folded = folded.trim().trim_end_matches(['.', ' ', ',']);
        folded.is_empty()
            || !folded.chars().any(char::is_alphanumeric)
            || self.blanks.iter().any(|blank| blank == folded)
            || ["click or tap", "click here", "choose an item", "enter text here"].iter().any(|p| folded.starts_with(p))
            || folded.chars().all(|c| c == '_' || c == '.' || c.is_whitespace())
    }
}

impl Reading<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                for line in text.lines() {
                    self.heading(line);
                }
            }
            Block::Label(text) => self.paragraph(text, true),
            Block::Paragraph(text) => self.paragraph(text, false),
            Block::Pair { label, value } => {
                self.settle_waiting();
                if self.line_of_person(&format!("{}: {value}", label.trim_end_matches([':', ' ']))) {
                    return;
                }
                match self.reader.dictionary.meaning(label) {
                    Some(meaning) => self.value(meaning, label, value),
                    None => self.paragraph(&format!("{label}: {value}"), false),
                }
            }
            Block::Table(rows) => self.table(rows),
        }
    }

    /// A heading by its style: a label where it is exactly one, else the beginning of a section.
    fn heading(&mut self, line: &str) {
        self.settle_waiting();
        self.open = None;
        let meaning = self.reader.dictionary.meaning(line);
        if self.reader.is_anybody(line) {
            self.begin_anybody();
        } else if let Some(owner) = self.section_of(line).filter(|owner| !self.is_title_of(*owner)) {
            self.begin(owner, line);
        } else if meaning.is_none() && self.section != Some(Owner::Child) {
            self.enter(None);
        } else if meaning.is_none() {
            self.doubtful = true;
        }
        if let Some(meaning) = meaning
            && meaning.exact
        {
            self.wait(meaning, line);
        }
    }

    /// Whether a heading of this owner is rather the document's title: nothing has been asked yet, and "Cause for
    /// concern" or a surgery's name stands above it all.
    fn is_title_of(&self, owner: Owner) -> bool {
        self.form.labels == 0 && matches!(owner, Owner::Request | Owner::Professional)
    }

    fn enter(&mut self, owner: Option<Owner>) {
        self.section = owner;
        self.current = owner;
        self.open = None;
        self.listing = None;
        self.doubtful = false;
        self.kin = None;
    }

    /// Begins somebody of whom it is said further down who it is.
    fn begin_anybody(&mut self) {
        self.enter(None);
        self.last.remove(&None);
    }

    /// Enters the section of a heading: whoever is named in it is somebody new. Facts without a name go to the
    /// one before all the same.
    fn begin(&mut self, owner: Owner, heading: &str) {
        self.enter(Some(owner));
        self.last.remove(&Some(owner));
        if owner == Owner::Household {
            let lower = heading.to_lowercase();
            let named = |kin: &&&str| lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == **kin);
            let mut found = KIN.iter().filter(named);
            // "Mother and father" is of neither.
            self.kin = found.next().filter(|_| found.next().is_none()).map(|kin| (*kin).to_owned());
        }
    }

    fn wait(&mut self, meaning: Meaning, label: &str) {
        self.open = None;
        let relationship = meaning.field == Some(Field::Relationship);
        self.waiting = Some((Waiting { meaning, relationship }, label.to_owned()));
    }

    /// The label that waited has no value. One that only named somebody was a heading.
    fn settle_waiting(&mut self) {
        if let Some((waiting, label)) = self.waiting.take() {
            if let (None, Some(owner)) = (waiting.meaning.field, waiting.meaning.owner) {
                let owner = self.reader.dictionary.section(&label).unwrap_or(owner);
                if self.section != Some(owner) {
                    self.begin(owner, &label);
                }
            } else if waiting.meaning.field.is_some_and(Field::of_the_request)
                && self.reader.dictionary.section(&label) == Some(Owner::Request)
            {
                self.enter(Some(Owner::Request));
            } else {
                self.note_owner(waiting.meaning);
            }
        }
    }

    /// With another number in its label somebody else begins, though the name of the one before was left out.
    fn note_ordinal(&mut self, meaning: Meaning, label: &str) {
        let Some(owner @ (Owner::Child | Owner::Household | Owner::Sibling)) = meaning.owner else { return };
        let number = words(label).into_iter().find(|word| word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()));
        let Some(number) = number else { return };
        if self.ordinal.as_ref().is_some_and(|(of, before)| *of == owner && *before != number) {
            self.last.remove(&Some(owner));
        }
        self.ordinal = Some((owner, number));
    }

    /// "Is this a child you are worried about? Yes": of somebody of whom it was not said before who it is.
    fn mark(&mut self, owner: Option<Owner>, value: &str) {
        let yes = value.trim().to_lowercase().starts_with(['y', 't']);
        if owner == Some(Owner::Child) && yes && self.current.is_none() && self.last.contains_key(&None) {
            self.set(None, Field::Relationship, "child");
        }
    }

    /// Whether a name is none: what stands there is a label itself, or the label was only guessed at and is nobody's.
    fn is_no_name(&self, meaning: Meaning, field: Field, value: &str) -> bool {
        let a_name_too =
            |m: Meaning| lines::is_also_a_name(m) || matches!(m.field, Some(Field::JobTitle | Field::Agency));
        let meant = || self.reader.dictionary.meaning(value).filter(|m| m.exact && m.field.is_some());
        let label = || meant().is_some_and(|m| !a_name_too(m));
        NAMES.contains(&field)
            && (label() && !self.is_name_anyway(meaning, value) || !meaning.exact && meaning.owner.is_none())
    }

    /// A label that names its owner speaks for the unowned labels that follow it, except a child's label
    /// in the section of somebody else, which stands alone.
    fn note_owner(&mut self, meaning: Meaning) {
        let Some(owner) = meaning.owner else { return };
        if meaning.field.is_some_and(|f| f.of_the_request() || f == Field::School) {
            return;
        }
        if owner != Owner::Child || self.section.is_none() || self.section == Some(Owner::Child) {
            self.current = Some(owner);
        }
    }

    /// Takes a value for a label.
    fn value(&mut self, meaning: Meaning, label: &str, value: &str) {
        self.form.labels += 1;
        self.open = None;
        self.listing = None;
        let Some(field) = meaning.field else {
            if is_bare_yes_or_no(value) {
                self.mark(meaning.owner, value);
            } else if !self.persons(meaning.owner, value) && meaning.exact {
                self.named(meaning.owner, label, value);
            }
            return;
        };
        self.note_owner(meaning);
        self.note_label(field, label);
        self.note_ordinal(meaning, label);
        let mut owner = self.owner_of(meaning.owner, field);
        if matches!(field, Field::Address | Field::Postcode) && is_of_the_family(label) {
            owner = None;
        }
        if field == Field::Name && self.persons(owner, value) {
            return;
        }
        if field == Field::Address && matches!(owner, None | Some(Owner::Child)) {
            self.form.addresses_asked += 1;
        }
        if field == Field::Concern || field == Field::Address {
            self.open = Some((owner, field));
        }
        if is_above(value) {
            self.as_above(owner, field);
            return;
        }
        if self.reader.is_blank(value) || !fits(field, value) || self.is_no_name(meaning, field, value) {
            return;
        }
        self.set(owner, field, value);
    }

    fn owner_of(&self, said: Option<Owner>, field: Field) -> Option<Owner> {
        // "GP: Dr Malik" between two children: their names are not the doctor's.
        let persons = NAMES.contains(&field)
            || matches!(field, Field::DateOfBirth | Field::DueDate | Field::Gender | Field::NhsNumber);
        let passing = self.current == Some(Owner::Professional) && self.section != self.current;
        let owner = said.or(if persons && passing { self.section } else { self.current });
        let childs_alone = matches!(field, Field::School | Field::Upn);
        // Of whom it is said further down, so is this.
        let undecided = owner.is_none() && self.last.contains_key(&None);
        if childs_alone && !undecided && !matches!(owner, Some(Owner::Referrer | Owner::Sibling)) {
            Some(Owner::Child)
        } else {
            owner
        }
    }

    /// A label that only says who: `Referred by | Keziah Evans`, `Mother | Megan Smith`.
    fn named(&mut self, owner: Option<Owner>, label: &str, value: &str) {
        let Some(owner) = owner else { return };
        let line = value.lines().next().unwrap_or_default().trim();
        // "Mother | Father" over two columns names nobody.
        let another = self.reader.dictionary.meaning(line).is_some_and(|m| m.exact && m.field.is_none());
        // "Kofi Nguyen (6B)"
        let main = crate::intake::values::split_alias(line).0;
        let a_name = main.split_whitespace().count() <= 5
            && !another
            && !main.chars().any(|c| c.is_ascii_digit())
            && line.chars().next().is_some_and(char::is_alphabetic)
            && line.contains(char::is_uppercase)
            && !self.reader.is_blank(line)
            && !is_yes_or_no(line);
        if owner != Owner::Child || self.section.is_none() {
            self.current = Some(owner);
        }
        if !a_name {
            return;
        }
        if matches!(owner, Owner::Household | Owner::Sibling) {
            let mut entry = Entry { owner: Some(owner), ..Entry::default() };
            entry.values.insert(Field::Name, line.to_owned());
            entry.values.insert(Field::Relationship, label.trim_end_matches([':', ' ']).to_owned());
            self.add(entry);
        } else {
            self.set(Some(owner), Field::Name, line);
        }
    }
}

/// Whether a label asks for what all of the family share: "Family home address", "Address of the household".
fn is_of_the_family(label: &str) -> bool {
    words(label).iter().any(|w| matches!(w.as_str(), "family" | "household" | "families"))
}

/// Whether a value is yes or no and nothing else.
fn is_bare_yes_or_no(value: &str) -> bool {
    is_yes_or_no(value) && value.split_whitespace().count() == 1
}

/// "Yes", and "No – she has moved".
fn is_yes_or_no(line: &str) -> bool {
    let first = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    ["yes", "no", "y", "n", "true", "false"].contains(&first.as_str())
}
