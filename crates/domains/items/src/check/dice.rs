//! A generator of numbers that look random and are always the same (SplitMix64).

pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// True in so many of a hundred throws.
    pub(super) fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    pub(super) fn one_of<'t, T>(&mut self, list: &'t [T]) -> Option<&'t T> {
        list.get(self.below(list.len() as u64) as usize)
    }

    /// Some of a list, in an order of its own.
    pub(super) fn some_of<'t, T>(&mut self, list: &'t [T]) -> Vec<&'t T> {
        let mut all: Vec<&T> = list.iter().collect();
        let wanted = self.below(list.len() as u64 + 1) as usize;
        for at in 0..wanted {
            let from = at + self.below((all.len() - at) as u64) as usize;
            all.swap(at, from);
        }
        all.truncate(wanted);
        all
    }
}
