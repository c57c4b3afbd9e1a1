//! The pure core: what is to be done, as a function of what is known. No I/O, no clock, no chance.

pub mod calendar;
pub mod deadline;
pub mod disclosure;
pub mod guard;
pub mod people;
pub mod policy;
pub mod procedure;
pub mod rota;
pub mod steps;
pub mod trust;
pub mod who;
