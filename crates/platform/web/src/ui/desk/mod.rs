//! Components of the staff desk: dense, one motif (a day is a cell), keys beside every button.

mod case;
mod login;
mod points;
mod popovers;
mod shell;
mod worklist;

pub use case::{
    CaseHead, CaseLayout, CaseTab, MaterialEntry, PageThumb, Thumb, Viewer, bar_end, case_layout, page_image,
};
pub use login::{LoginDesk, login_page};
pub use points::{DecisionBar, OpenPoint, PointBand, ReviewPoint, Verdict, review_points};
pub use popovers::{Template, keys_popover, posts_popover, templates_popover};
pub use shell::{desk_head, desk_page, desk_tabs, key_hints, numbers, pairs, sheet};
pub use worklist::{Band, Batch, FilterList, Filters, Left, Mark, Owner, WorkRow, Worktable, worklist_form};

pub use super::days::{Tick, day_row, ticks};
