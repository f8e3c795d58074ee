//! ISO 7064: the check characters MOD 11-2 (identity numbers) and MOD 37,36 (case numbers, licence identifiers).

/// Check character of MOD 11-2 over decimal digits: `0`–`9` or `X` for ten. `None` if there is another character.
pub fn mod_11_2(digits: &str) -> Option<char> {
    let sum = digits
        .chars()
        .try_fold(0, |sum, c| Some((sum + c.to_digit(10)?) * 2 % 11))?;
    Some(match (12 - sum) % 11 {
        10 => 'X',
        check => char::from_digit(check, 10)?,
    })
}

/// Whether the last character of `text` is the MOD 11-2 check character of the others.
pub fn verify_11_2(text: &str) -> bool {
    split_check(text).is_some_and(|(body, check)| mod_11_2(body) == Some(check))
}

/// Check character of MOD 37,36 over `0`–`9` and `A`–`Z`. `None` if there is another character.
pub fn mod_37_36(body: &str) -> Option<char> {
    let running = body.chars().try_fold(36, |running, c| {
        let sum = (running + value_36(c)?) % 36;
        Some((if sum == 0 { 36 } else { sum }) * 2 % 37)
    })?;
    char::from_digit((37 - running) % 36, 36).map(|c| c.to_ascii_uppercase())
}

/// Whether the last character of `text` is the MOD 37,36 check character of the others.
pub fn verify_37_36(text: &str) -> bool {
    split_check(text).is_some_and(|(body, check)| mod_37_36(body) == Some(check))
}

fn split_check(text: &str) -> Option<(&str, char)> {
    let check = text.chars().next_back()?;
    Some((&text[..text.len() - check.len_utf8()], check))
}

/// 0–35 of `0`–`9`, `A`–`Z`; lower case is another character.
pub(crate) fn value_36(c: char) -> Option<u32> {
    if c.is_ascii_lowercase() { None } else { c.to_digit(36) }
}
