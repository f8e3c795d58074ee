//! Item codes of GB/T 39554.1-2020.

/// Implementation code (实施编码), 31 characters: credit code of the body, exercised level, basic code.
pub fn implementation_code(body: &str, level: u8, basic_code: &str) -> String {
    format!("{body}{level}{basic_code}")
}

/// Handling-item code (业务办理项编码), 33 characters: implementation code and two digits.
pub fn handling_code(body: &str, level: u8, basic_code: &str, handling: &str) -> String {
    format!("{}{handling}", implementation_code(body, level, basic_code))
}
