//! What staff do, for the pages of the desk and for programs alike: each verb asks for the permission at the place of the
//! case, for the post of the step, and whether somebody else has taken the case; then the rules decide.

mod acceptance;
mod claiming;
mod ending;
mod gate;
mod steps;

pub use acceptance::{accept, ask_correction, not_accept};
pub use claiming::{claim, posts, release};
pub use ending::{deliver, pay, terminate};
pub use gate::{barred, holder};
pub use steps::{StepInput, begin_special, decide, end_special, extend, make, return_to, work};
