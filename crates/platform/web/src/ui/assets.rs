//! Style sheets, scripts and the emblem, embedded in the program and served under an address that changes with them.

use std::sync::LazyLock;

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

struct File {
    name: &'static str,
    bytes: &'static [u8],
    mime: &'static str,
}

macro_rules! file {
    ($name:literal, $mime:expr) => {
        File {
            name: $name,
            bytes: include_bytes!(concat!("../../assets/", $name)),
            mime: $mime,
        }
    };
}

static FILES: [File; 17] = [
    file!("tokens.css", CSS),
    file!("components.css", CSS),
    file!("portal.css", CSS),
    file!("desk.css", CSS),
    file!("desk-screens.css", CSS),
    file!("emblem.svg", SVG),
    file!("sample-plan.svg", SVG),
    file!("js/portal.js", JS),
    file!("js/desk.js", JS),
    file!("js/announce.js", JS),
    file!("js/autosave.js", JS),
    file!("js/copy.js", JS),
    file!("js/count.js", JS),
    file!("js/keys.js", JS),
    file!("js/suggest.js", JS),
    file!("js/upload.js", JS),
    file!("js/viewer.js", JS),
];

/// One hash for all files, so that modules can import each other by relative names.
static HASH: LazyLock<String> = LazyLock::new(|| {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = FILES.iter().flat_map(|f| f.name.bytes().chain(f.bytes.iter().copied()));
    format!(
        "{:016x}",
        bytes.fold(OFFSET, |hash, b| (hash ^ u64::from(b)).wrapping_mul(PRIME))
    )
});

/// The address of an embedded file, such as `/assets/0123456789abcdef/portal.css`.
///
/// # Panics
/// In debug builds when there is no such file, because a page would silently lose its style.
pub fn asset(name: &str) -> String {
    debug_assert!(FILES.iter().any(|f| f.name == name), "no asset {name}");
    format!("/assets/{}/{name}", *HASH)
}

/// Names of all embedded files.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|f| f.name)
}

/// The content and media type for a path below `/assets/`, that is `<hash>/<name>`; a leading `/assets/` is accepted.
///
/// `None` for unknown names and for the hash of another build: what is found may be cached forever.
pub fn assets_lookup(path: &str) -> Option<(&'static [u8], &'static str)> {
    let path = path.strip_prefix("/assets/").unwrap_or(path);
    let (hash, name) = path.split_once('/')?;
    let file = FILES.iter().find(|f| f.name == name)?;
    (hash == *HASH).then_some((file.bytes, file.mime))
}
