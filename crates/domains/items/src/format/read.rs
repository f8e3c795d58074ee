//! Reading JSON strictly and writing it prettily.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::{Package, Place};

/// Why a text is no JSON document of this format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    #[error("不是有效的JSON（第{line}行第{column}列）：{reason}")]
    Syntax { line: usize, column: usize, reason: String },
    #[error("“{key}”在同一个对象里写了两次（第{line}行）")]
    Twice { place: Place, key: String, line: usize },
    #[error("不是事项包的样子：{0}")]
    Shape(String),
}

impl Package {
    /// Reads a package without looking at what it says.
    pub fn read(text: &str) -> Result<Self, ReadFault> {
        serde_json::from_value(parse_json(text)?).map_err(|error| ReadFault::Shape(error.to_string()))
    }
}

/// Parses a document: numbers keep their digits, and no key stands twice in an object.
pub fn parse_json(text: &str) -> Result<Value, ReadFault> {
    let value = serde_json::from_str(text).map_err(|error| ReadFault::Syntax {
        line: error.line(),
        column: error.column(),
        reason: error.to_string(),
    })?;
    Scanner::new(text).document()?;
    Ok(value)
}

/// Writes a document as the packages of the repository are written: one space per level, a newline at the end.
pub fn to_pretty<T: Serialize>(document: &T) -> Result<String, serde_json::Error> {
    let mut out = Vec::new();
    document.serialize(&mut Serializer::with_formatter(
        &mut out,
        PrettyFormatter::with_indent(b" "),
    ))?;
    out.push(b'\n');
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}

/// Walks a text that is known to be JSON and looks only at the keys of its objects.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Level>,
}

/// An object or list that is not closed yet.
enum Level {
    Object {
        keys: HashSet<String>,
        last: String,
        awaits_key: bool,
    },
    List {
        index: usize,
    },
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            open: Vec::new(),
        }
    }

    fn document(mut self) -> Result<(), ReadFault> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'"' => self.string()?,
                b'{' => self.open.push(Level::Object {
                    keys: HashSet::new(),
                    last: String::new(),
                    awaits_key: true,
                }),
                b'[' => self.open.push(Level::List { index: 0 }),
                b'}' | b']' => {
                    self.open.pop();
                }
                b',' => self.comma(),
                _ => {}
            }
            self.at += 1;
        }
        Ok(())
    }

    fn comma(&mut self) {
        match self.open.last_mut() {
            Some(Level::Object { awaits_key, .. }) => *awaits_key = true,
            Some(Level::List { index, .. }) => *index += 1,
            None => {}
        }
    }

    /// Steps over a string, which is a key if one is awaited; leaves `at` on its closing quote.
    fn string(&mut self) -> Result<(), ReadFault> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while self.at < bytes.len() && bytes[self.at] != b'"' {
            self.at += if bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        let Some(Level::Object {
            keys,
            last,
            awaits_key: awaits_key @ true,
        }) = self.open.last_mut()
        else {
            return Ok(());
        };
        *awaits_key = false;
        let key: String = serde_json::from_str(&self.text[start..=self.at]).unwrap_or_default();
        last.clone_from(&key);
        if !keys.insert(key.clone()) {
            let line = self.text[..start].matches('\n').count() + 1;
            return Err(ReadFault::Twice {
                place: self.place(),
                key,
                line,
            });
        }
        Ok(())
    }

    fn place(&self) -> Place {
        self.open.iter().fold(Place::root(), |place, level| match level {
            Level::Object { last, .. } => place.at(last),
            Level::List { index, .. } => place.at(index),
        })
    }
}
