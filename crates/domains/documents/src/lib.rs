//! Papers of a case: typesetting, numbering and keeping them.

pub mod typeset;
