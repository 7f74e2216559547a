//! Blocks of `ChaCha8` side by side, as many at once as the machine can: one of each of many keys,
//! or the first ones of one key.
//!
//! The generator of the `rand` crate makes four blocks of one key at a time and gives their words
//! in order; a trial wants the same two blocks of every plot's key, and the market's words by
//! purpose. The words are those that generator gives, which a test shows.
//!
//! # Why blocks of our own
//!
//! ChaCha (Bernstein 2008, here with 8 rounds) makes each block of sixteen 32-bit words from
//! its place alone, not from the block before. So the blocks of all plots under one counter,
//! which have different keys and the same number, can be worked out side by side: lane i of a
//! register holds the word of key i, and one instruction serves as many plots as a register
//! has lanes. The state before the rounds is
//!
//! | words | hold |
//! | --- | --- |
//! | 0 to 3 | constants |
//! | 4 to 11 | the key |
//! | 12, 13 | number of the block, lower half first |
//! | 14, 15 | stream (the trial), lower half first |
//!
//! and a block is the state after the rounds plus the state before them, word by word, modulo
//! 2^32. Eight rounds and not twenty
//! are enough for simulation: no known attack tells the words of eight from chance in any time
//! that matters.

use pulp::{Arch, Simd, WithSimd};

/// 32-bit words of a key.
pub(super) const KEY_WORDS: usize = 8;
/// 32-bit words of a block.
pub(super) const BLOCK_WORDS: usize = 16;
/// Most keys that any machine works on at once: the 32-bit lanes of a 512-bit register. Lists
/// are padded to a multiple of it, so no machine has a rest to work off one by one.
const WIDEST: usize = 16;
/// "expand 32-byte k" in four little-endian words, as the cipher's authors chose.
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
/// Pairs of a round over columns and one over diagonals; four pairs make eight rounds.
const DOUBLE_ROUNDS: usize = 4;

/// Many blocks: one list for each word of a block, shape `[word][block]`, so that the same
/// word of neighbouring blocks lies side by side as registers want it.
pub(super) type Blocks = [Vec<u32>; BLOCK_WORDS];

/// Many keys: one list for each word of a key, shape `[word][key]`, padded with keys of 0
/// whose blocks are worked out and never read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Keys([Vec<u32>; KEY_WORDS]);

impl Keys {
    /// From keys in words, in the order in which their blocks will lie.
    pub(super) fn new(keys: &[[u32; KEY_WORDS]]) -> Self {
        let word_of_all = |word: usize| {
            let mut list: Vec<u32> = keys.iter().map(|key| key[word]).collect();
            list.resize(room(keys.len()), 0);
            list
        };
        Self(std::array::from_fn(word_of_all))
    }

    /// Works out the block `number` of stream `stream` of the first keys, as many as there is
    /// [`room_for_blocks`] of: a list that is shorter than the keys leaves the last ones out.
    pub(super) fn blocks(&self, stream: u64, number: u64, blocks: &mut Blocks) {
        Arch::new().dispatch(WorkOut { keys: &self.0, stream, number, blocks });
    }
}

/// Works out the blocks 0, 1, 2 and so on of stream `stream` of one key, as many as there is
/// room for: lane i holds block i, which for the market is month i.
pub(super) fn first_blocks(key: &[u32; KEY_WORDS], stream: u64, blocks: &mut Blocks) {
    Arch::new().dispatch(WorkOutFirst { key, stream, blocks });
}

/// Room for so many blocks.
pub(super) fn room_for_blocks(number: usize) -> Blocks {
    std::array::from_fn(|_| vec![0; room(number)])
}

/// Lists are as long as this, up to [`WIDEST`] - 1 more than asked; what is too much is
/// worked out and not read.
fn room(number: usize) -> usize {
    number.next_multiple_of(WIDEST)
}

/// Work for [`pulp`]: one block of each of many keys.
struct WorkOut<'b> {
    keys: &'b [Vec<u32>; KEY_WORDS],
    stream: u64,
    number: u64,
    blocks: &'b mut Blocks,
}

impl WithSimd for WorkOut<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let keys = self.keys.each_ref().map(|list| S::as_simd_u32s(list).0);
        let mut blocks = self.blocks.each_mut().map(|list| S::as_mut_simd_u32s(list).0);
        let [number, stream] = [self.number, self.stream].map(halves);
        let ends = [number[0], number[1], stream[0], stream[1]].map(|word| simd.splat_u32s(word));
        for place in 0..blocks[0].len() {
            let keys = std::array::from_fn(|word| keys[word][place]);
            put(&mut blocks, place, work_out(simd, keys, ends));
        }
    }
}

/// Work for [`pulp`]: the first blocks of one key.
struct WorkOutFirst<'b> {
    key: &'b [u32; KEY_WORDS],
    stream: u64,
    blocks: &'b mut Blocks,
}

impl WithSimd for WorkOutFirst<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let same = |word: u32| simd.splat_u32s(word);
        let keys = self.key.map(same);
        let mut blocks = self.blocks.each_mut().map(|list| S::as_mut_simd_u32s(list).0);
        let [low, high] = halves(self.stream).map(same);
        // 0, 1, 2 ..., in as many lanes as there are.
        let first: [u32; WIDEST] = std::array::from_fn(|lane| u32::try_from(lane).unwrap_or(0));
        let mut number = S::as_simd_u32s(&first).0[0];
        let lanes = same(u32::try_from(S::U32_LANES).unwrap_or(0));
        for place in 0..blocks[0].len() {
            put(&mut blocks, place, work_out(simd, keys, [number, same(0), low, high]));
            number = simd.add_u32s(number, lanes);
        }
    }
}

/// The blocks of some keys that end, before the rounds, in their number and stream.
#[inline(always)]
fn work_out<S: Simd>(
    simd: S,
    keys: [S::u32s; KEY_WORDS],
    ends: [S::u32s; 4],
) -> [S::u32s; BLOCK_WORDS] {
    let constants = CONSTANTS.map(|word| simd.splat_u32s(word));
    let begun: [S::u32s; BLOCK_WORDS] = std::array::from_fn(|word| match word {
        0..4 => constants[word],
        4..12 => keys[word - 4],
        _ => ends[word - 12],
    });
    let mut x = begun;
    for _ in 0..DOUBLE_ROUNDS {
        double_round(simd, &mut x);
    }
    for (x, begun) in x.iter_mut().zip(begun) {
        *x = simd.add_u32s(*x, begun);
    }
    x
}

/// Writes the words of some blocks to their place in each list.
#[inline(always)]
fn put<Lanes: Copy>(
    blocks: &mut [&mut [Lanes]; BLOCK_WORDS],
    place: usize,
    words: [Lanes; BLOCK_WORDS],
) {
    for (list, word) in blocks.iter_mut().zip(words) {
        list[place] = word;
    }
}

/// A quarter round over each of the four columns of the state, seen as a square of 4 by 4
/// words, and then over each of its four diagonals.
#[inline(always)]
fn double_round<S: Simd>(simd: S, x: &mut [S::u32s; BLOCK_WORDS]) {
    quarter_round(simd, x, [0, 4, 8, 12]);
    quarter_round(simd, x, [1, 5, 9, 13]);
    quarter_round(simd, x, [2, 6, 10, 14]);
    quarter_round(simd, x, [3, 7, 11, 15]);
    quarter_round(simd, x, [0, 5, 10, 15]);
    quarter_round(simd, x, [1, 6, 11, 12]);
    quarter_round(simd, x, [2, 7, 8, 13]);
    quarter_round(simd, x, [3, 4, 9, 14]);
}

/// The mixing step on words a, b, c, d: a += b, d ^= a, d <<<= 16; c += d, b ^= c, b <<<= 12;
/// the same again with turns by 8 and 7.
#[inline(always)]
fn quarter_round<S: Simd>(simd: S, x: &mut [S::u32s; BLOCK_WORDS], words: [usize; 4]) {
    for (to, from, turned, by) in [(0, 1, 3, 16), (2, 3, 1, 12), (0, 1, 3, 8), (2, 3, 1, 7)] {
        let [to, from, turned] = [to, from, turned].map(|place| words[place]);
        x[to] = simd.add_u32s(x[to], x[from]);
        x[turned] = rotate_left(simd, simd.xor_u32s(x[turned], x[to]), by);
    }
}

/// Turns each word to the left by `by` bits, 1 to 31; registers have no turn of their own
/// here.
#[inline(always)]
fn rotate_left<S: Simd>(simd: S, x: S::u32s, by: u32) -> S::u32s {
    let up = simd.wrapping_dyn_shl_u32s(x, simd.splat_u32s(by));
    let down = simd.wrapping_dyn_shr_u32s(x, simd.splat_u32s(u32::BITS - by));
    simd.or_u32s(up, down)
}

/// The lower and the upper half of a word.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is left")]
fn halves(word: u64) -> [u32; 2] {
    [word as u32, (word >> u32::BITS) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::ChaCha8Rng;
    use rand::{Rng, SeedableRng};

    /// Keys that differ in every word.
    fn keys(number: u32) -> Vec<[u32; KEY_WORDS]> {
        let words: [u32; KEY_WORDS] = [3, 1_415, 926_535, 0, 897_932_384, 62_643, u32::MAX, 38];
        (0..number).map(|key| words.map(|word| word.wrapping_mul(key + 1) ^ key)).collect()
    }

    /// The block as the `rand` crate's generator makes it.
    fn expected(key: [u32; KEY_WORDS], stream: u64, number: u64) -> [u32; BLOCK_WORDS] {
        let bytes: Vec<u8> = key.into_iter().flat_map(u32::to_le_bytes).collect();
        let mut generator = ChaCha8Rng::from_seed(bytes.try_into().unwrap());
        generator.set_stream(stream);
        generator.set_word_pos(u128::from(number) * BLOCK_WORDS as u128);
        std::array::from_fn(|_| generator.next_u32())
    }

    /// Held against the `rand` crate word by word, on every width this machine has: one lane,
    /// 256 bits, and whatever is chosen at run time.
    #[test]
    fn blocks_are_those_of_the_usual_generator_however_many_are_made_at_once() {
        let some = keys(37);
        let all = Keys::new(&some);
        // Streams and numbers whose upper halves count.
        for (stream, number) in [(0, 0), (1, 5), (u64::MAX - 6, 3), (7, (1 << 40) + 9)] {
            let made = |make: &dyn Fn(WorkOut<'_>)| {
                let mut blocks = room_for_blocks(some.len());
                make(WorkOut { keys: &all.0, stream, number, blocks: &mut blocks });
                blocks
            };
            let one_by_one = made(&|work| work.with_simd(pulp::Scalar::new()));
            assert_eq!(made(&|work| Arch::new().dispatch(work)), one_by_one);
            #[cfg(target_arch = "x86_64")]
            if let Some(eight) = pulp::x86::V3::try_new() {
                assert_eq!(made(&|work| Simd::vectorize(eight, work)), one_by_one);
            }
            for (index, key) in some.iter().enumerate() {
                let found: [u32; BLOCK_WORDS] = std::array::from_fn(|word| one_by_one[word][index]);
                assert_eq!(found, expected(*key, stream, number), "{index} {stream} {number}");
            }
        }
    }

    #[test]
    fn first_blocks_of_a_key_are_those_of_the_usual_generator() {
        let key = keys(3)[2];
        for stream in [0, 5, u64::MAX - 6] {
            let made = |make: &dyn Fn(WorkOutFirst<'_>)| {
                let mut blocks = room_for_blocks(37);
                make(WorkOutFirst { key: &key, stream, blocks: &mut blocks });
                blocks
            };
            let one_by_one = made(&|work| work.with_simd(pulp::Scalar::new()));
            assert_eq!(made(&|work| Arch::new().dispatch(work)), one_by_one);
            #[cfg(target_arch = "x86_64")]
            if let Some(eight) = pulp::x86::V3::try_new() {
                assert_eq!(made(&|work| Simd::vectorize(eight, work)), one_by_one);
            }
            for number in 0..37_u32 {
                let found = one_by_one.each_ref().map(|list| list[number as usize]);
                assert_eq!(found, expected(key, stream, u64::from(number)), "{stream} {number}");
            }
        }
    }

    /// A run over fewer plots than keys must see the same words for those it has.
    #[test]
    fn room_for_fewer_keys_gets_the_first() {
        let all = Keys::new(&keys(37));
        let (mut few, mut many) = (room_for_blocks(16), room_for_blocks(37));
        all.blocks(3, 4, &mut few);
        all.blocks(3, 4, &mut many);
        for (few, many) in few.iter().zip(&many) {
            assert_eq!(few[..16], many[..16]);
        }
    }
}
