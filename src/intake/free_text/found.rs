//! A name where it stands, and whom it is.

use chrono::NaiveDate;

use super::names::Generation;
use super::roles::Role;
use crate::domain::Name;

/// A name in the text: tokens `from..to`.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Mention {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) words: Vec<String>,
    pub(super) name: Name,
    pub(super) role: Role,
    pub(super) gender: &'static str,
    pub(super) relation: String,
    /// It stands in the list that the mention before it is in.
    pub(super) listed: bool,
    /// It stands alone on its line, or in the signature.
    pub(super) signs: bool,
    pub(super) born: Option<Born>,
    pub(super) age: Option<u8>,
    pub(super) alias: Option<String>,
    /// A word that may belong to the name was left out.
    pub(super) doubt: bool,
    pub(super) generation: Generation,
    /// Its age is said in the same sentence.
    pub(super) age_beside: bool,
    /// The text says that they died.
    pub(super) died: bool,
    /// It is one of the subject.
    pub(super) subject: bool,
    /// The child of a relative: "Fergal has a son, Cian".
    pub(super) of_another: bool,
}

/// A birth date beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Born {
    pub(super) date: NaiveDate,
    /// It stands right beside the name, with nothing between.
    pub(super) direct: bool,
    /// It was reckoned from an age and a birthday.
    pub(super) reckoned: bool,
}

/// Everything that is said of one name.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Person {
    pub(super) name: Name,
    pub(super) words: Vec<String>,
    pub(super) aliases: Vec<Name>,
    /// Where it stands in the list of mentions.
    pub(super) mentions: Vec<usize>,
    pub(super) role: Role,
    pub(super) relation: String,
    pub(super) gender: String,
    pub(super) born: Option<NaiveDate>,
    pub(super) direct: bool,
    pub(super) reckoned: bool,
    /// Two dates are said.
    pub(super) disputed: bool,
    pub(super) age: Option<u8>,
    /// The age is said in one sentence with the name.
    pub(super) age_beside: bool,
    pub(super) generation: Generation,
    /// Nowhere but in signatures.
    pub(super) signs: bool,
    pub(super) in_subject: bool,
    /// A word that may belong to the name was left out.
    pub(super) doubt: bool,
    /// The text says that they died.
    pub(super) died: bool,
    /// The child of a relative: "Fergal has a son, Cian".
    pub(super) of_another: bool,
    /// The family name is not written with the given one.
    pub(super) family_lent: bool,
}
