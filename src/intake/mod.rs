//! Bytes to facts (I2 to I5, I7): what a mail says, before anything is known of the people it names.
//!
//! ```text
//! bytes -> parse -> Parsed ----------------------------+-> Reader::read -> Facts
//!                      attachments -> extract (a child) -+      ^
//!                                     Document                Rules (config/reading.toml)
//! ```
//!
//! Word, PDF, HTML and text become one [`Document`]; [`form`] reads labelled values out of it by the
//! dictionary of [`Rules`], [`people`] decides whose they are, [`free_text`] finds children in free words.

mod added;
pub mod answer;
mod away;
mod bounce;
pub mod child;
mod content;
mod document;
mod essential;
mod extract;
mod family;
pub mod form;
pub mod free_text;
mod headers;
#[cfg(test)]
mod hostile_tests;
mod kind;
mod known;
mod labels;
mod odd;
mod parse;
pub mod people;
mod phrases;
mod places;
mod portal;
mod quote;
mod reader;
mod rules;
mod stood;
mod values;

pub use document::{Block, Document};
pub use extract::{Extracted, LARGEST, extract};
pub use headers::OUR_HEADER;
pub use known::MOST_LOOKUPS;
pub use labels::{Dictionary, Meaning};
pub use parse::{Attachment, Parsed, message_id, parse};
pub use quote::fresh;
pub use reader::Reader;
pub use rules::{Added, Essential, Field, FreeText, KindWords, KnownWords, Owner, ReferrerDomains, Rules, Urgent};
