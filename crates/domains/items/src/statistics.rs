//! Statistics on the lists: by type and online depth, how much limits are shortened, how often one must come.

use std::collections::BTreeMap;

use crate::shelf::Listing;

/// The figures of some handling items.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// Handling items.
    pub handling_items: usize,
    /// Items and bodies, that is implementation lists.
    pub lists: usize,
    /// Handling items by item type, two digits.
    pub by_type: BTreeMap<&'static str, usize>,
    /// Handling items by online depth.
    pub by_depth: BTreeMap<u8, usize>,
    /// By how much the promised limits are shorter than the statutory ones, mean over the handling items that have one,
    /// in per cent.
    pub limit_reduction: Option<f64>,
    /// Share of the handling items for which one comes at most once (最多跑一次), in per cent.
    pub at_most_once: Option<f64>,
    /// Share of those for which one never comes (零跑动), in per cent.
    pub never: Option<f64>,
}

impl Statistics {
    /// Counts.
    pub fn of<'l>(listings: impl Iterator<Item = &'l Listing>) -> Self {
        let (mut counted, mut lists) = (Self::default(), std::collections::HashSet::new());
        let (mut reductions, mut once, mut never) = (Vec::new(), 0, 0);
        for one in listings {
            counted.handling_items += 1;
            lists.insert((one.region, one.edition));
            *counted.by_type.entry(one.item().kind.code()).or_default() += 1;
            *counted.by_depth.entry(one.handling().online_depth).or_default() += 1;
            once += usize::from(one.visits <= 1);
            never += usize::from(one.visits == 0);
            if let Some(statutory) = one
                .handling()
                .statutory
                .map(|limit| limit.days())
                .filter(|days| *days > 0)
            {
                let left = one.promised.days() as f64 / statutory as f64;
                reductions.push((1.0 - left).max(0.0) * 100.0);
            }
        }
        let share =
            |part: usize| (counted.handling_items > 0).then(|| part as f64 * 100.0 / counted.handling_items as f64);
        Self {
            lists: lists.len(),
            limit_reduction: (!reductions.is_empty()).then(|| reductions.iter().sum::<f64>() / reductions.len() as f64),
            at_most_once: share(once),
            never: share(never),
            ..counted
        }
    }
}
