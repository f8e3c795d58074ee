//! Words of an expression.

use super::SyntaxError;

/// Longest expression, in characters.
pub const LONGEST: usize = 2000;

/// A word with the place of its first character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) word: Word,
    pub(super) at: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    Number(String),
    Text(String),
    Name(String),
    Sign(&'static str),
    End,
}

const SIGNS: [&str; 22] = [
    "&&", "||", "==", "!=", "<=", ">=", "-", "+", "*", "/", "%", "!", "<", ">", "?", ":", "(", ")", ".", ",", "[", "]",
];

/// Splits a source into its words; the last one is always [`Word::End`].
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, SyntaxError> {
    let source = source.trim_end_matches(is_space);
    let length = source.chars().count();
    if length > LONGEST {
        return Err(
            SyntaxError::new(LONGEST, format!("表达式有{length}个字符，最多{LONGEST}个"))
                .hint("把它拆开：一部分写成单独的字段检查或条件"),
        );
    }
    let mut lexer = Lexer {
        chars: source.chars().collect(),
        at: 0,
    };
    let mut out = Vec::new();
    loop {
        lexer.skip_space();
        let at = lexer.at;
        let word = lexer.word()?;
        let end = word == Word::End;
        out.push(Token { word, at });
        if end {
            return Ok(out);
        }
    }
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn skip_space(&mut self) {
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn word(&mut self) -> Result<Word, SyntaxError> {
        match self.peek(0) {
            None => Ok(Word::End),
            Some('0'..='9') => Ok(Word::Number(self.number())),
            Some(quote @ ('"' | '\'')) => self.text(quote).map(Word::Text),
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                Ok(Word::Name(self.run(|c| c.is_ascii_alphanumeric() || c == '_')))
            }
            Some(c) => self.sign(c).map(Word::Sign),
        }
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek(0).is_some_and(&belongs) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn number(&mut self) -> String {
        let mut number = self.run(|c| c.is_ascii_digit());
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            number.push('.');
            number.push_str(&self.run(|c| c.is_ascii_digit()));
        }
        number
    }

    fn text(&mut self, quote: char) -> Result<String, SyntaxError> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            match self.peek(0) {
                None | Some('\n') => {
                    return Err(SyntaxError::new(start, "这段文字没有结束的引号")
                        .hint("文字要写在同一行里，用一对单引号或双引号包住"));
                }
                Some(c) if c == quote => break,
                Some('\\') => {
                    text.push(self.escape()?);
                    self.at += 1;
                }
                Some(c) => text.push(c),
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(text)
    }

    fn escape(&self) -> Result<char, SyntaxError> {
        match self.peek(1) {
            Some(c @ ('\\' | '"' | '\'')) => Ok(c),
            Some('n') => Ok('\n'),
            other => {
                let shown = other.filter(|c| *c != '\n').map(String::from).unwrap_or_default();
                Err(SyntaxError::new(self.at, format!("不认识的转义 \\{shown}")).hint("只能用 \\\\、\\\"、\\' 和 \\n"))
            }
        }
    }

    fn sign(&mut self, first: char) -> Result<&'static str, SyntaxError> {
        let found = SIGNS
            .iter()
            .find(|sign| sign.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c)));
        if let Some(sign) = found {
            self.at += sign.len();
            return Ok(sign);
        }
        let error = SyntaxError::new(self.at, format!("这里的“{first}”读不懂"));
        Err(match first {
            '=' => error.hint("比较是否相等要写两个等号：=="),
            '&' => error.hint("“并且”要写 &&"),
            '|' => error.hint("“或者”要写 ||"),
            '“' | '”' | '‘' | '’' => error.hint("文字要用英文引号包住"),
            '，' | '（' | '）' | '：' | '？' | '！' => error.hint("标点要用英文的"),
            _ => error.hint("名字只用小写英文字母、数字和下划线；文字要加引号"),
        })
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c' | '\x0b')
}
