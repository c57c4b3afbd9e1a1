//! Messages: handing them over to the mail server.

pub mod smtp;
