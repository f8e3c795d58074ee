//! What a form sent: names and values in order, nothing assumed about them.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use kernel::Problem;
use percent_encoding::percent_decode;

/// The names and values of a form (`application/x-www-form-urlencoded`), in the order in which they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent(pub Vec<(String, String)>);

/// No form of ours is larger; the body limit of the house stands before it.
const MOST_FIELDS: usize = 5000;

impl Sent {
    /// Reads an encoded body or query. Bytes that are no UTF-8 become the replacement character.
    pub fn parse(body: &[u8]) -> Result<Self, Problem> {
        let decode = |part: &[u8]| {
            let spaces: Vec<u8> = part.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
            // Line ends as people type them, and never a NUL, which PostgreSQL's texts cannot hold.
            percent_decode(&spaces)
                .decode_utf8_lossy()
                .replace("\r\n", "\n")
                .replace('\0', "")
        };
        let mut out = Vec::new();
        for pair in body.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
            if out.len() == MOST_FIELDS {
                return Err(Problem::new(413, "too_many_fields", "这张表的内容太多了，请分几次填"));
            }
            let (name, value) = pair
                .iter()
                .position(|b| *b == b'=')
                .map_or((pair, &b""[..]), |i| (&pair[..i], &pair[i + 1..]));
            out.push((decode(name), decode(value)));
        }
        Ok(Self(out))
    }

    /// The first value of a name, trimmed; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// Whether the name was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::new(413, "too_large", "交来的内容太大，没有收下"))?;
        Self::parse(&body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_its_order_its_repetitions_and_its_chinese() {
        let sent = Sent::parse("a=1&b=%E4%B8%AD+%E6%96%87&a=2&empty=&flag".as_bytes()).unwrap();
        assert_eq!(sent.get("b"), "中 文");
        assert_eq!(sent.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert!(sent.has("flag") && sent.get("flag").is_empty());
    }

    #[test]
    fn broken_bytes_and_endless_forms_do_no_harm() {
        assert_eq!(Sent::parse(b"a=%FF%00%zz").unwrap().get("a"), "\u{fffd}%zz");
        assert_eq!(Sent::parse("x=1&".repeat(6000).as_bytes()).unwrap_err().status, 413);
    }
}
