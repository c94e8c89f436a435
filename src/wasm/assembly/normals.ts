import { boxMuller } from './box-muller';
import { edgeGroup, GROUP_BLOCKS, GROUP_BYTES } from './layout';
import { expandKey, philoxWords } from './philox';

/** Words become numbers while they are in L1: 16 KiB. */
const PIECE_BLOCKS: u64 = 1024;

/** Values of the low word of a counter. */
const LOW_WORDS: u64 = 0x100000000;

/**
 * Numbers `first` to `first + count − 1` of an address: number 4b + j is number j of block b, whose counter is
 * (b mod 2³², ⌊b/2³²⌋, stream, network) under the key `seed`.
 *
 * @param seed a non-negative safe integer, as is `first`
 * @param out byte offset of `count` float32
 */
export function fillNormals(seed: f64, network: u32, stream: u32, first: f64, count: u32, out: usize): void {
  expandKey(<u64>seed);
  let block = <u64>first / 4;
  let skipped = <u32>(<u64>first % 4);
  for (let left = <u64>count; left > 0; ) {
    const low = <u32>block;
    const high = <u32>(block >> 32);
    const beforeCarry = LOW_WORDS - <u64>low;
    const blocks = skipped == 0 ? min(min(left / 4, PIECE_BLOCKS), beforeCarry) : 0;
    const groups = <u32>(blocks / GROUP_BLOCKS);
    let target = out;
    let made = <u64>groups * GROUP_BLOCKS;
    if (groups == 0) {
      // Parts of a group: the rest of a block that the call begins within, its end, or what is before a carry.
      target = edgeGroup();
      made = skipped == 0 ? min(<u64>GROUP_BLOCKS, beforeCarry) : 1;
    }
    const bytes = <usize>max(groups, 1) * GROUP_BYTES;
    philoxWords(bytes / GROUP_BYTES, low, high, stream, network, target);
    boxMuller(target, bytes);
    const numbers = <u32>min(left, 4 * made - skipped);
    if (groups == 0) memory.copy(out, target + 4 * skipped, 4 * numbers);
    out += 4 * numbers;
    left -= numbers;
    block += made;
    skipped = 0;
  }
}
