//! The data that the program carries: calendar, demo province, item packages.

use include_dir::{Dir, include_dir};

/// Holidays and make-up days.
pub const CALENDAR: &str = include_str!("../../../data/calendar-cn.csv");

/// The regions of the country: code, name, level, parent.
pub const REGIONS: &str = include_str!("../../../data/regions.csv");

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/demo");
static ITEMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/items");

/// A file of the demo province. The names are fixed at build time, so a missing one is a fault of the program.
pub fn demo(name: &str) -> anyhow::Result<&'static str> {
    DEMO.get_file(name)
        .and_then(include_dir::File::contents_utf8)
        .ok_or_else(|| anyhow::anyhow!("the demo has no file {name}"))
}

/// All item packages.
pub fn packages() -> Vec<&'static str> {
    ITEMS
        .files()
        .filter_map(include_dir::File::contents_utf8)
        .filter(|t| t.starts_with('{'))
        .collect()
}

/// All overlays of the demo province.
pub fn overlays() -> Vec<&'static str> {
    let Some(folder) = DEMO.get_dir("overlays") else {
        return Vec::new();
    };
    folder
        .dirs()
        .flat_map(Dir::files)
        .filter_map(include_dir::File::contents_utf8)
        .collect()
}
