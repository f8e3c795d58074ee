//! Two-dimensional codes, drawn as one path.

use std::fmt::Write;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// A QR code of `text` (usually an address) as inline SVG, described by `title`. Empty when the text does not fit,
/// which at the chosen level means more than about 2300 bytes.
pub fn qr(text: &str, title: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return html! {};
    };
    let width = code.width();
    html! {
        svg role="img" aria-label=(title) viewBox=(format!("-2 -2 {0} {0}", width + 4)) shape-rendering="crispEdges" {
            title { (title) }
            path stroke="#000" d=(path(&code.to_colors(), width)) {}
        }
    }
}

/// One horizontal stroke for every run of dark modules.
fn path(colors: &[Color], width: usize) -> String {
    let mut d = String::new();
    for (y, line) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in line.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                let _ = write!(d, "M{x} {y}.5h{}", run.len());
            }
            x += run.len();
        }
    }
    d
}
