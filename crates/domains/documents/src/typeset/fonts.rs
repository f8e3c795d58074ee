//! The fonts that are compiled in. `data/fonts/README.md` says where they come from.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

static REGULAR: &[u8] = include_bytes!("../../../../../data/fonts/NotoSerifCJKsc-Regular.otf");
static BOLD: &[u8] = include_bytes!("../../../../../data/fonts/NotoSerifCJKsc-Bold.otf");
static SANS: &[u8] = include_bytes!("../../../../../data/fonts/NotoSansCJKsc-Medium.otf");

/// The embedded fonts, parsed once per process. The widest comes first.
pub(super) fn embedded() -> Vec<Font> {
    static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
        [REGULAR, BOLD, SANS]
            .into_iter()
            .flat_map(|data| Font::iter(Bytes::new(data)))
            .collect()
    });
    FONTS.clone()
}

/// Whether one of the fonts can print the character.
pub(super) fn covers(fonts: &[Font], character: char) -> bool {
    fonts.iter().any(|font| font.info().coverage.contains(character.into()))
}
