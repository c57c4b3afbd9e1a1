//! Stories of the whole daemon on real servers, told from outside: mails come in, people act in their mail programs,
//! and everything that was sent and filed is looked at in the end.

mod main_line;
mod samples;
