import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/store/zip/crc32.ts';

/** A member of a zip file that is made by hand, and what it lies about. */
export interface Member {
  name: string;
  bytes: Uint8Array;
  /** 0: stored; 8: deflated; others are written as stored. */
  method?: number;
  encrypted?: boolean;
  /** The size the directory states, in place of the true one. */
  declared?: number;
  crc?: number;
  offset?: number;
  /** Sizes and offset in the 64-bit extra field. */
  wide?: boolean;
}

const le = (...fields: [value: number, bytes: 2 | 4 | 8][]): Buffer =>
  Buffer.concat(
    fields.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value));
      else buffer.writeUIntLE(Math.min(value, 2 ** (8 * bytes) - 1), 0, bytes);
      return buffer;
    }),
  );

/** @param wide whether the end of the directory is one of 64 bits */
export function zip(members: readonly Member[], { wide: wideEnd = false } = {}): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, method = 0, encrypted = false, declared = bytes.length, crc = crc32(bytes), offset, wide } of members) {
    const packed = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes);
    const flags = encrypted ? 1 : 0;
    const text = Buffer.from(name);
    const common = le([20, 2], [flags, 2], [method, 2], [0, 4], [crc, 4]);
    const local = [le([0x04034b50, 4]), common, le([packed.length, 4], [declared, 4], [text.length, 2], [0, 2]), text, packed];
    const where = offset ?? at;
    const extra = wide ? le([1, 2], [24, 2], [declared, 8], [packed.length, 8], [where, 8]) : Buffer.alloc(0);
    const most = 0xffffffff;
    const sizes = wide ? le([most, 4], [most, 4]) : le([packed.length, 4], [declared, 4]);
    const rest = le([text.length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2], [0, 4], [wide ? most : where, 4]);
    directory.push(le([0x02014b50, 4], [20, 2]), common, sizes, rest, text, extra);
    parts.push(...local);
    at += local.reduce((sum, part) => sum + part.length, 0);
  }
  const listed = Buffer.concat(directory);
  const count = members.length;
  const end64 = [
    le([0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4], [0, 4], [count, 8], [count, 8], [listed.length, 8], [at, 8]),
    le([0x07064b50, 4], [0, 4], [at + listed.length, 8], [1, 4]),
  ];
  const end = wideEnd
    ? le([0x06054b50, 4], [0, 2], [0, 2], [0xffff, 2], [0xffff, 2], [0xffffffff, 4], [0xffffffff, 4], [0, 2])
    : le([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [listed.length, 4], [at, 4], [0, 2]);
  return Buffer.concat([...parts, listed, ...(wideEnd ? end64 : []), end]);
}

/** The members of a zip file whose members are stored, as ours are. */
export function membersOf(bytes: Uint8Array): Member[] {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = source.length - 22;
  const members: Member[] = [];
  let at = source.readUInt32LE(end + 16);
  for (let entry = 0; entry < source.readUInt16LE(end + 10); entry++) {
    const [size, name, local] = [source.readUInt32LE(at + 24), source.readUInt16LE(at + 28), source.readUInt32LE(at + 42)];
    const start = local + 30 + source.readUInt16LE(local + 26) + source.readUInt16LE(local + 28);
    members.push({ name: source.toString('utf8', at + 46, at + 46 + name), bytes: source.subarray(start, start + size) });
    at += 46 + name + source.readUInt16LE(at + 30) + source.readUInt16LE(at + 32);
  }
  return members;
}
