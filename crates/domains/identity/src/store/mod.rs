//! The tables of this room; nothing outside this folder and the queries on these entities knows them.
#![expect(unreachable_pub, reason = "the derives of an entity ask for public items")]

pub(crate) mod access;
pub(crate) mod body;
pub(crate) mod person;
pub(crate) mod staff;
