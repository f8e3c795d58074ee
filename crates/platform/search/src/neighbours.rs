//! Finds strings one typing error away: each string is filed under itself and under itself with any one character
//! left out; two strings one error apart (wrong, missing, additional or exchanged characters) share such a key.
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Debug, Default)]
pub(crate) struct Neighbours {
    /// Key and number of the string, sorted.
    filed: Vec<(u64, u32)>,
}

impl Neighbours {
    pub(crate) fn new<'a>(strings: impl Iterator<Item = (u32, &'a str)>) -> Self {
        let mut filed: Vec<(u64, u32)> = strings
            .flat_map(|(number, text)| {
                let chars: Vec<char> = text.chars().collect();
                keys(&chars).into_iter().map(move |key| (key, number))
            })
            .collect();
        filed.sort_unstable();
        filed.dedup();
        filed.shrink_to_fit();
        Self { filed }
    }

    /// Numbers of strings that may be one error away. The caller compares them with [`one_error_apart`].
    pub(crate) fn candidates(&self, chars: &[char]) -> Vec<u32> {
        let mut found = Vec::new();
        for key in keys(chars) {
            let from = self.filed.partition_point(|(other, _)| *other < key);
            found.extend(
                self.filed[from..]
                    .iter()
                    .take_while(|(other, _)| *other == key)
                    .map(|(_, number)| *number),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn keys(chars: &[char]) -> Vec<u64> {
    let whole = std::iter::once(key(chars.iter()));
    let shortened = (0..chars.len()).map(|left_out| key(chars[..left_out].iter().chain(&chars[left_out + 1..])));
    whole.chain(shortened).collect()
}

fn key<'a>(chars: impl Iterator<Item = &'a char>) -> u64 {
    let mut hasher = DefaultHasher::new();
    chars.for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}

/// The error that makes one string of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// The character at this place is another.
    Wrong(usize),
    /// The characters at this place and the next are exchanged.
    Exchanged(usize),
    /// The typed string lacks the character before this place.
    Missing(usize),
    /// The typed string has one too many at this place.
    Additional(usize),
}

/// The single error by which `typed` differs from `meant`; nothing if they are equal or further apart.
pub(crate) fn one_error_apart(typed: &[char], meant: &[char]) -> Option<Slip> {
    let start = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (rest, other) = (&typed[start..], &meant[start..]);
    match (rest, other) {
        ([_, rest @ ..], [_, other @ ..]) if rest == other => Some(Slip::Wrong(start)),
        ([a, b, rest @ ..], [c, d, other @ ..]) if a == d && b == c && rest == other => Some(Slip::Exchanged(start)),
        (rest, [_, other @ ..]) if rest == other => Some(Slip::Missing(start)),
        ([_, rest @ ..], other) if rest == other => Some(Slip::Additional(start)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn each_kind_of_slip_is_found() {
        let words = ["公积金提取", "结婚登记", "居住证"];
        let neighbours = Neighbours::new((0..).zip(words));
        let cases = [
            ("公机金提取", Slip::Wrong(1)),
            ("公积提取", Slip::Missing(2)),
            ("公积积金提取", Slip::Additional(2)),
            ("积公金提取", Slip::Exchanged(0)),
        ];
        for (typed, slip) in cases {
            assert_eq!(neighbours.candidates(&chars(typed)), [0], "{typed}");
            assert_eq!(
                one_error_apart(&chars(typed), &chars("公积金提取")),
                Some(slip),
                "{typed}"
            );
        }
        assert_eq!(one_error_apart(&chars("居住证"), &chars("居住证")), None);
        assert_eq!(one_error_apart(&chars("居民证件"), &chars("居住证")), None);
    }
}
