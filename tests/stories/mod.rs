//! Stories of the whole daemon on real servers, told from outside: mails come in, people act in their mail programs,
//! and everything that was sent and filed is looked at in the end.

mod asking;
mod by_hand;
mod copies;
mod main_line;
mod not_whole;
mod nothing_lost;
mod observed;
mod open;
mod restricted;
mod samples;
mod service;
mod staff_list;
mod status;
mod told;
mod while_down;

/// The Message-ID of the sample that most stories play with: closed 12 days ago, decided by S2.
pub(crate) const FIRST: &str = "special-7-first@nspcc.test";
