//! Lots that are the same for the same seed, on every machine and in every version.

/// SplitMix64. Source: Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, 2014.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 up to, not including, `end`, which is not 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // The remainder favours small numbers by less than one in a billion for the ends that are asked for here.
        self.next() % end
    }

    /// One of these, of which there is at least one.
    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        let count =
            u64::try_from(choices.len()).expect("a list in memory has fewer items than that");
        let index =
            usize::try_from(self.below(count)).expect("it is below the length of a list in memory");
        choices[index].clone()
    }
}
