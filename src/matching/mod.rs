//! Who is it? A child in a mail is compared with the people of the case store (C1 to C3, C9).
//!
//! Pure: it names the keys to look up ([`keys_of_child`]), is handed the candidates, and says `Same`,
//! `Perhaps` or `NotKnown` with the reasons ([`match_child`]), then what follows from the records
//! ([`findings`]). Evidence is counted in bits (log2 of the odds), names by how frequent they are.

mod bands;
mod classes;
mod compare;
mod explain;
mod findings;
mod form;
mod home;
mod household;
mod keys;
mod model;
mod names;
mod normalise;
mod numbers;
mod sound;

#[cfg(test)]
mod tests;

pub use bands::{fields, match_child, said_by_a_person, shortlist};
pub use findings::{FindingRules, findings, named_siblings};
pub use form::PersonForm;
pub use household::households_of;
pub use keys::{BOTH_NAMES, INDEX_VERSION, keys_of_child, keys_of_person, terms_of_child, terms_of_person};
pub use model::{Bands, Frequencies, Model};
pub use normalise::real_date;
