//! Block heights with prefix sums: changing one, and finding what lies at a height, are logarithmic.

/// Heights of all blocks of a document, guessed at first and corrected as blocks are laid out.
///
/// A Fenwick tree beside the plain list. Sums are `f64`: with `f32` a document of 10 MB would lose half pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    heights: Vec<f32>,
    tree: Vec<f64>,
}

impl Heights {
    /// Of these heights. Linear.
    pub fn new(heights: impl Iterator<Item = f32>) -> Self {
        let heights: Vec<f32> = heights.collect();
        let mut tree: Vec<f64> = std::iter::once(0.0).chain(heights.iter().map(|&h| f64::from(h))).collect();
        for i in 1..tree.len() {
            let parent = i + lowest_bit(i);
            if parent < tree.len() {
                tree[parent] += tree[i];
            }
        }
        Self { heights, tree }
    }

    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.heights.len()
    }

    /// One block's height.
    pub fn get(&self, block: usize) -> f32 {
        self.heights.get(block).copied().unwrap_or_default()
    }

    /// Corrects one block's height.
    pub fn set(&mut self, block: usize, height: f32) {
        let Some(old) = self.heights.get_mut(block) else { return };
        let change = f64::from(height) - f64::from(*old);
        if change == 0.0 {
            return;
        }
        *old = height;
        let mut i = block + 1;
        while i < self.tree.len() {
            self.tree[i] += change;
            i += lowest_bit(i);
        }
    }

    /// The height of all blocks above `block`.
    pub fn above(&self, block: usize) -> f64 {
        let (mut i, mut sum) = (block.min(self.len()), 0.0);
        while i > 0 {
            sum += self.tree[i];
            i -= lowest_bit(i);
        }
        sum
    }

    /// The height of all blocks.
    pub fn total(&self) -> f64 {
        self.above(self.len())
    }

    /// The block at a height, and how far below its top that is. The last block past the end.
    pub fn find(&self, y: f64) -> (usize, f64) {
        let (mut block, mut rest) = (0, y.max(0.0));
        let mut step = self.tree.len().next_power_of_two() / 2;
        while step > 0 {
            let next = block + step;
            if next < self.tree.len() && self.tree[next] <= rest {
                block = next;
                rest -= self.tree[next];
            }
            step /= 2;
        }
        match self.len() {
            0 => (0, 0.0),
            len if block >= len => (len - 1, rest + f64::from(self.get(len - 1))),
            _ => (block, rest),
        }
    }
}

const fn lowest_bit(i: usize) -> usize {
    i & i.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_plain_sums(
            heights in prop::collection::vec(1_u8..60, 1..200),
            changes in prop::collection::vec((0_usize..200, 1_u8..60), 0..40),
            y in 0_u32..12_000,
        ) {
            let mut plain: Vec<f32> = heights.iter().map(|&h| f32::from(h)).collect();
            let mut tree = Heights::new(plain.iter().copied());
            for (block, height) in changes {
                if block < plain.len() {
                    plain[block] = f32::from(height);
                    tree.set(block, f32::from(height));
                }
            }
            for block in 0..=plain.len() {
                prop_assert_eq!(tree.above(block), plain[..block].iter().map(|&h| f64::from(h)).sum::<f64>());
            }
            let (block, rest) = tree.find(f64::from(y));
            prop_assert!(rest >= 0.0);
            prop_assert_eq!(tree.above(block) + rest, f64::from(y));
            prop_assert!(block + 1 == plain.len() || rest < f64::from(plain[block]));
        }
    }

    #[test]
    fn nothing_has_no_height() {
        let none = Heights::default();
        assert_eq!((none.total(), none.find(5.0)), (0.0, (0, 0.0)));
    }
}
