//! The saved filters of the worklist.

use kernel::Staff;

use crate::model::State as Stand;
use crate::store::file::Filter;

/// A saved filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Mine,
    Free,
    Received,
    Reviewing,
    Deciding,
    Correcting,
    Delivering,
    All,
}

pub(super) const VIEWS: [(View, &str, &str); 8] = [
    (View::Mine, "mine", "我的"),
    (View::Free, "free", "本岗待领"),
    (View::Received, "received", "待受理"),
    (View::Reviewing, "reviewing", "审查中"),
    (View::Deciding, "deciding", "待决定"),
    (View::Correcting, "correcting", "待补正"),
    (View::Delivering, "delivering", "待送达"),
    (View::All, "all", "全部"),
];

/// Cases at which somebody has something to do.
pub(super) const OPEN: [Stand; 5] = [
    Stand::Received,
    Stand::Correcting,
    Stand::InReview,
    Stand::Granted,
    Stand::Refused,
];

impl View {
    pub fn named(name: &str) -> Option<Self> {
        VIEWS.iter().find(|(_, id, _)| *id == name).map(|(view, ..)| *view)
    }

    pub fn id(self) -> &'static str {
        VIEWS
            .iter()
            .find(|(view, ..)| *view == self)
            .map_or("mine", |(_, id, _)| id)
    }

    pub fn words(self) -> &'static str {
        VIEWS
            .iter()
            .find(|(view, ..)| *view == self)
            .map_or("", |(.., words)| words)
    }

    /// Whether it shows what stands at one's posts, whoever has it.
    pub fn by_post(self) -> bool {
        !matches!(self, Self::Mine | Self::All)
    }

    pub fn filter(self, staff: &Staff, posts: &[String]) -> Filter {
        let at_posts = |states: &[Stand]| Filter {
            states: states.to_vec(),
            posts: posts.to_vec(),
            ..Filter::default()
        };
        match self {
            Self::Mine => Filter {
                states: OPEN.to_vec(),
                claimed_by: Some(staff.id),
                ..Filter::default()
            },
            Self::Free => Filter {
                unclaimed: true,
                ..at_posts(&OPEN)
            },
            Self::Received => at_posts(&[Stand::Received]),
            Self::Reviewing => Filter {
                step_kind: Some("review"),
                ..at_posts(&[Stand::InReview])
            },
            Self::Deciding => Filter {
                step_kind: Some("decide"),
                ..at_posts(&[Stand::InReview])
            },
            Self::Correcting => at_posts(&[Stand::Correcting]),
            Self::Delivering => at_posts(&[Stand::Granted, Stand::Refused]),
            Self::All => Filter::default(),
        }
    }
}
