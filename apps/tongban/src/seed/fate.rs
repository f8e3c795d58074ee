//! What becomes of a case of the demo, and the dice that choose it.

use cases::model::Rating;
use kernel::Id;

/// A repeatable choice.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same seed chooses the same.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n` (splitmix64: evenness is all that is asked here).
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }

    /// One of the list.
    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len() as u64) as usize)
    }
}

/// Where a case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Straight to the result.
    Granted,
    /// With one correction on the way.
    Corrected,
    /// To a refusal.
    Refused,
    /// Not accepted.
    NotAccepted,
    /// Nobody answers: accepted by law.
    Silent,
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Through a special procedure, where the item has one.
    Special,
}

impl Fate {
    /// In plausible proportions.
    pub fn draw(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..62 => Self::Granted,
            62..76 => Self::Corrected,
            76..82 => Self::Refused,
            82..86 => Self::NotAccepted,
            86..88 => Self::Silent,
            88..92 => Self::Withdrawn,
            _ => Self::Special,
        }
    }
}

/// A case under way.
#[derive(Debug)]
pub struct Life {
    /// The case.
    pub id: Id,
    /// Its item.
    pub title: String,
    /// Who filed it.
    pub citizen: kernel::Citizen,
    /// Where it goes.
    pub fate: Fate,
}

/// The words of people who rate.
pub fn rating(dice: &mut Dice) -> Option<Rating> {
    let level = match dice.below(20) {
        0..9 => 5,
        9..13 => 4,
        13 => 3,
        14 => 2,
        _ => return None,
    };
    let reasons: &[&str] = if level >= 4 {
        &["一次办好", "说得清楚"]
    } else {
        &["等得太久"]
    };
    let text = if level == 2 {
        "打了两次电话才知道要补什么"
    } else {
        ""
    };
    Some(Rating {
        level,
        reasons: reasons.iter().map(|r| (*r).to_owned()).collect(),
        text: text.into(),
        at: chrono::DateTime::default(),
    })
}
