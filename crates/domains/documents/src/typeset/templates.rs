//! The Typst sources, parsed when first used.

use std::sync::OnceLock;

use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

/// The path under which a template reads its data.
const DATA: &str = "data.json";

struct File {
    name: &'static str,
    text: &'static str,
    source: OnceLock<Source>,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(File {
            name: $name,
            text: include_str!(concat!("../../templates/", $name)),
            source: OnceLock::new(),
        }),*]
    };
}

static FILES: [File; 19] = files![
    "lib.typ",
    "official.typ",
    "form.typ",
    "receipt.typ",
    "correction.typ",
    "acceptance.typ",
    "refusal.typ",
    "special-procedure.typ",
    "grant.typ",
    "denial.typ",
    "decision.typ",
    "extension.typ",
    "ending.typ",
    "deemed-acceptance.typ",
    "service-return.typ",
    "certificate.typ",
    "application.typ",
    "checklist.typ",
    "stamp.typ",
];

/// The source of that file, if it is one of ours.
pub(super) fn source(id: FileId) -> Option<Source> {
    let name = id.get().vpath().get_without_slash();
    let file = FILES.iter().find(|file| file.name == name)?;
    Some(
        file.source
            .get_or_init(|| Source::new(id, file.text.to_owned()))
            .clone(),
    )
}

/// The main file of a template.
pub(super) fn main(template: &str) -> FileId {
    let name = VirtualPath::new(format!("/{template}.typ")).expect("template names are plain");
    RootedPath::new(VirtualRoot::Project, name).intern()
}

/// Whether that file is the data of the paper.
pub(super) fn is_data(id: FileId) -> bool {
    id.get().vpath().get_without_slash() == DATA
}
