//! The daemon dies at named points and at random moments, is started again, and finishes: what then lies in all
//! folders and mailboxes is what an undisturbed day leaves. Real servers keep what was begun.

mod day;
mod end;
mod killer;
mod random;
mod stories;
mod twice;
