//! The look of the portal and the desk: pages, forms and components as plain data that renders itself.
//!
//! Nothing here knows a case, an item or a person: callers fill the structs with words and addresses. Structs implement
//! [`maud::Render`], so `(Notice::warn("…"))` inside `html!` is enough. Markup never carries inline styles or scripts,
//! because the content security policy forbids them.

pub mod assets;
pub mod context;
pub mod days;
pub mod desk;
pub mod error;
pub mod fmt;
pub mod form;
pub mod home;
pub mod icon;
pub mod page;
pub mod parts;
pub mod progress;
pub mod qr;
pub mod styleguide;
pub mod table;

pub use assets::{asset, assets_lookup};
pub use context::{DeskContext, Link, NavItem, PageContext, Paths, PostChoice, Room, Site};
pub use days::{Day, DayKind, Tick, day_row, days, days_key, ticks};
pub use error::{Fault, error_page};
pub use form::{
    Choice, Field, FormError, Group, Kind, Repeated, Source, Width, csrf_field, error_summary, error_title,
};
pub use home::{SearchResult, dated, facts, hero, marked, numbers_to_keep, outcome, popular, rail, rating, themes};
pub use icon::{Icon, icon};
pub use page::{breadcrumbs, portal_page, search_box};
pub use parts::{
    Button, Card, Dialog, Empty, File, FileState, Licence, More, Notice, Pagination, Status, Tab, Tag, Tone, Upload,
    buttons, copy_code, message, section, section_head, tabs,
};
pub use progress::{
    Figure, FlowStep, Given, Material, ProgressLine, Step, StepState, Task, TaskState, TimelineEvent, TimelineState,
    Upcoming, figures, flow, given, materials, next_steps, steps, tasks, timeline,
};
pub use qr::qr;
pub use table::{Cell, Column, Row, SumLine, Summary, Table, sum, summary_list};

#[cfg(test)]
mod tests;
