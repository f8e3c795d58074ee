//! Patterns of fields: a small part of regular expressions that means the same everywhere.

use regex::{Regex, RegexBuilder};

/// Why a pattern cannot be used, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) String);

const BIGGEST: usize = 1 << 20;

/// Compiles a pattern that the whole text must match. Literals, classes, groups, `|`, `? * + {m,n}`, `.`, `\uXXXX` and
/// `\d \w \s` of ASCII; no anchors, look-around or back-references.
pub(crate) fn compile(pattern: &str) -> Result<Regex, Refused> {
    let mut translator = Translator {
        chars: pattern.chars().collect(),
        at: 0,
        out: String::from(r"\A(?:"),
    };
    translator.run()?;
    translator.out.push_str(r")\z");
    RegexBuilder::new(&translator.out)
        .size_limit(BIGGEST)
        .build()
        .map_err(|error| Refused(format!("读不懂（{}）", last_line(&error.to_string()))))
}

fn last_line(text: &str) -> String {
    text.lines()
        .last()
        .unwrap_or_default()
        .trim_start_matches("error: ")
        .to_owned()
}

/// An escaped character, or the inside of a class.
enum Escaped {
    Set(String),
    One(String),
}

struct Translator {
    chars: Vec<char>,
    at: usize,
    out: String,
}

impl Translator {
    fn next(&mut self) -> Option<char> {
        let next = self.chars.get(self.at).copied();
        self.at += usize::from(next.is_some());
        next
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn run(&mut self) -> Result<(), Refused> {
        let mut repeatable = false;
        while let Some(c) = self.next() {
            let quantifier = matches!(c, '?' | '*' | '+' | '{');
            match c {
                '^' | '$' => return Err(Refused(format!("不能用“{c}”，整个值本来就要匹配"))),
                '(' => self.group()?,
                ')' | '|' | '.' => self.out.push(c),
                '[' => self.class()?,
                '\\' => match self.escape()? {
                    Escaped::Set(inner) => self.out.push_str(&format!("[{inner}]")),
                    Escaped::One(character) => self.out.push_str(&character),
                },
                '?' | '*' | '+' | '{' if !repeatable => return Err(Refused(format!("“{c}”前面没有可以重复的内容"))),
                '{' => self.count()?,
                '?' | '*' | '+' => self.out.push(c),
                other => self.out.push_str(&regex::escape(&other.to_string())),
            }
            if quantifier && self.peek() == Some('?') {
                self.at += 1;
                self.out.push('?');
            }
            repeatable = !quantifier && !matches!(c, '(' | '|');
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), Refused> {
        self.out.push_str("(?:");
        if self.peek() == Some('?') {
            self.at += 1;
            if self.next() != Some(':') {
                return Err(Refused("不能用前后断言和命名的组".to_owned()));
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Refused> {
        let rest: String = self.chars[self.at..].iter().take_while(|c| **c != '}').collect();
        let (least, most) = rest.split_once(',').unwrap_or((&rest, &rest));
        let number = |text: &str| text.is_empty() || text.bytes().all(|b| b.is_ascii_digit());
        let closed = self.at + rest.chars().count() < self.chars.len();
        if !closed || rest.is_empty() || !number(least) || !number(most) {
            return Err(Refused("“{”后面要写次数，比如{2}或{2,4}".to_owned()));
        }
        self.out.push_str(&match rest.split_once(',') {
            Some(("", most)) => format!("{{0,{most}}}"),
            _ => format!("{{{rest}}}"),
        });
        self.at += rest.chars().count() + 1;
        Ok(())
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<Escaped, Refused> {
        let Some(c) = self.next() else {
            return Err(Refused("最后多了一个“\\”".to_owned()));
        };
        Ok(match c {
            'd' => Escaped::Set("0-9".to_owned()),
            'w' => Escaped::Set("0-9A-Za-z_".to_owned()),
            's' => Escaped::Set(r" \t\n\r\x0B\x0C".to_owned()),
            'n' => Escaped::One(r"\n".to_owned()),
            't' => Escaped::One(r"\t".to_owned()),
            'r' => Escaped::One(r"\r".to_owned()),
            'u' => Escaped::One(self.code_point()?),
            c if c.is_ascii_alphanumeric() => return Err(Refused(format!("不能用“\\{c}”"))),
            c => Escaped::One(regex::escape(&c.to_string())),
        })
    }

    fn code_point(&mut self) -> Result<String, Refused> {
        let digits: String = self.chars.iter().skip(self.at).take(4).collect();
        self.at = (self.at + 4).min(self.chars.len());
        let point = (digits.len() == 4)
            .then(|| u32::from_str_radix(&digits, 16).ok())
            .flatten();
        match point.and_then(char::from_u32) {
            Some(c) => Ok(format!("\\x{{{:x}}}", c as u32)),
            None => Err(Refused("“\\u”后面要有四位十六进制数字".to_owned())),
        }
    }

    fn class(&mut self) -> Result<(), Refused> {
        self.out.push('[');
        if self.peek() == Some('^') {
            self.at += 1;
            self.out.push('^');
        }
        let start = self.at;
        loop {
            match self.next() {
                None => return Err(Refused("“[”没有对应的“]”".to_owned())),
                Some(']') if self.at > start + 1 => break,
                Some('\\') => {
                    let (Escaped::Set(part) | Escaped::One(part)) = self.escape()?;
                    self.out.push_str(&part);
                }
                Some('-') if self.at > start + 1 && self.peek().is_some_and(|c| c != ']') => self.out.push('-'),
                Some(c) => self.out.push_str(&format!("\\x{{{:x}}}", c as u32)),
            }
        }
        self.out.push(']');
        Ok(())
    }
}
