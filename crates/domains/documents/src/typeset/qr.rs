//! QR codes as runs of dark modules, drawn by the template as one vector path.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

/// The code of a link at error correction level M: `size` modules on a side and `runs` of `x,y,length`.
pub(super) fn encode(link: &str) -> Option<Value> {
    let code = QrCode::with_error_correction_level(link, EcLevel::M).ok()?;
    let size = code.width();
    let modules = code.into_colors();
    let mut runs = String::new();
    for (y, row) in modules.chunks(size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                let separator = if runs.is_empty() { "" } else { " " };
                let _ = write!(runs, "{separator}{x},{y},{}", run.len());
            }
            x += run.len();
        }
    }
    Some(json!({ "size": size.to_string(), "runs": runs }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_finder_patterns() {
        let code = encode("https://zwfw.example/c/990121202609170000370").expect("fits");
        let size: usize = code["size"].as_str().expect("text").parse().expect("number");
        let runs = code["runs"].as_str().expect("text");
        assert!(runs.starts_with("0,0,7 "), "top left");
        assert!(runs.contains(&format!("{},0,7", size - 7)), "top right");
        assert!(runs.contains(&format!("0,{},7", size - 7)), "bottom left");
    }

    #[test]
    fn a_link_longer_than_any_code_is_refused() {
        assert_eq!(encode(&"长".repeat(2000)), None);
    }
}
