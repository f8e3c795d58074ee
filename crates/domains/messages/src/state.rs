//! How far a text has come. There is one order of ranks, and news only ever lifts a message to a higher one: so
//! receipts may come twice, late or before the answer they belong to, and a bounce overrules "delivered".

use chrono::TimeDelta;
use sea_orm::Iterable as _;
use sea_orm::entity::prelude::*;

use crate::gateway::Sent;

/// How far the text of a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(12))")]
pub enum SmsState {
    /// The message stands in the portal only.
    #[sea_orm(string_value = "none")]
    None,
    /// It waits to be sent, for the first time or again. Nothing else is ever sent.
    #[sea_orm(string_value = "waiting")]
    Waiting,
    /// The gateway refused it, or was tried too often.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// The gateway took it.
    #[sea_orm(string_value = "accepted")]
    Accepted,
    /// It reached the phone.
    #[sea_orm(string_value = "delivered")]
    Delivered,
    /// It came back, even if it was reported as delivered before.
    #[sea_orm(string_value = "bounced")]
    Bounced,
}

impl SmsState {
    /// The states that this one takes the place of. A failure does not overrule an acceptance: the gateway refuses
    /// as a duplicate what it took when its first answer was lost.
    pub fn overruled(self) -> Vec<Self> {
        Self::iter()
            .filter(|other| *other != Self::None && other.rank() < self.rank())
            .collect()
    }

    /// The state after some news.
    pub fn after(self, news: News) -> Self {
        match news.state() {
            Some(next) if next.overruled().contains(&self) => next,
            _ => self,
        }
    }

    /// Whether a text was meant to go out and never reached its phone.
    pub fn is_lost(self) -> bool {
        matches!(self, Self::Failed | Self::Bounced)
    }

    /// What the person reads about it; empty when there is no text.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Waiting => "短信待发",
            Self::Failed => "短信没有发出",
            Self::Accepted => "短信已发出",
            Self::Delivered => "短信已送达",
            Self::Bounced => "短信没有送到",
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Waiting => 1,
            Self::Failed => 2,
            Self::Accepted => 3,
            Self::Delivered => 4,
            Self::Bounced => 5,
        }
    }
}

/// What was learned about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The gateway took it.
    Accepted,
    /// It is not sent any more.
    Failed,
    /// It is tried again later.
    TryLater,
    /// The receipt says that it reached the phone.
    Delivered,
    /// The receipt says that it came back.
    Bounced,
}

/// After so many tries a text is given up, about six hours of daytime later.
pub const MOST_ATTEMPTS: i32 = 12;

impl News {
    /// What the answer to the `attempts`-th try means.
    pub fn of(sent: &Sent, attempts: i32) -> Self {
        match sent {
            Sent::Accepted => Self::Accepted,
            Sent::Refused(_) => Self::Failed,
            Sent::TryLater(_) if attempts >= MOST_ATTEMPTS => Self::Failed,
            Sent::TryLater(_) => Self::TryLater,
        }
    }

    fn state(self) -> Option<SmsState> {
        match self {
            Self::Accepted => Some(SmsState::Accepted),
            Self::Failed => Some(SmsState::Failed),
            Self::TryLater => None,
            Self::Delivered => Some(SmsState::Delivered),
            Self::Bounced => Some(SmsState::Bounced),
        }
    }
}

/// The pause after the n-th try: half a minute, a minute, two … an hour at most.
pub fn pause(attempts: i32) -> TimeDelta {
    TimeDelta::seconds((30i64 << (attempts - 1).clamp(0, 7)).min(3600))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST_ATTEMPTS, Sent, pause};
    use super::{News, SmsState};

    const NEWS: [News; 5] = [
        News::Accepted,
        News::Failed,
        News::TryLater,
        News::Delivered,
        News::Bounced,
    ];

    #[test]
    fn every_state_meets_every_news() {
        use SmsState::{Accepted, Bounced, Delivered, Failed, None, Waiting};
        // In the order of NEWS: accepted, failed, try later, delivered, bounced.
        let table = [
            (None, [None, None, None, None, None]),
            (Waiting, [Accepted, Failed, Waiting, Delivered, Bounced]),
            (Failed, [Accepted, Failed, Failed, Delivered, Bounced]),
            (Accepted, [Accepted, Accepted, Accepted, Delivered, Bounced]),
            (Delivered, [Delivered, Delivered, Delivered, Delivered, Bounced]),
            (Bounced, [Bounced, Bounced, Bounced, Bounced, Bounced]),
        ];
        for (state, expected) in table {
            for (news, after) in NEWS.into_iter().zip(expected) {
                assert_eq!(state.after(news), after, "{state:?} and then {news:?}");
            }
        }
    }

    #[test]
    fn each_answer_of_the_gateway_is_final_or_tried_again() {
        let table = [
            (Sent::Accepted, 1, News::Accepted),
            (Sent::Refused("no such number".into()), 1, News::Failed),
            (Sent::TryLater("no answer".into()), 1, News::TryLater),
            (Sent::TryLater("memory full".into()), MOST_ATTEMPTS - 1, News::TryLater),
            (Sent::TryLater("memory full".into()), MOST_ATTEMPTS, News::Failed),
            (Sent::Accepted, MOST_ATTEMPTS, News::Accepted),
        ];
        for (sent, attempts, news) in table {
            assert_eq!(News::of(&sent, attempts), news, "{sent:?} at try {attempts}");
        }
    }

    #[test]
    fn pauses_grow_up_to_an_hour() {
        let seconds: Vec<_> = (1..=9).map(|n| pause(n).num_seconds()).collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    }

    proptest! {
        #[test]
        fn the_order_of_receipts_does_not_matter(mut news in prop::collection::vec(0usize..5, 0..8), turn in 0usize..8) {
            let end = |all: &[usize]| all.iter().fold(SmsState::Waiting, |state, n| state.after(NEWS[*n]));
            let first = end(&news);
            if !news.is_empty() {
                let by = turn % news.len();
                news.rotate_left(by);
            }
            prop_assert_eq!(first, end(&news));
            prop_assert_eq!(news.contains(&4), first == SmsState::Bounced);
        }
    }
}
