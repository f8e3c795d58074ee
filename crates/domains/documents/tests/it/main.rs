//! The papers as the people see them who get them.

mod papers;
mod samples;
