import { readDirectory } from '../../../src/store/zip/directory.ts';
import { memberPieces } from '../../../src/store/zip/member.ts';
import { type Member, zip } from '../../support/zip.ts';
import { memoryFile } from '../memory-file.ts';

/** A file that an export gave, and its members. */
export interface Exported {
  file: Uint8Array;
  members: Member[];
}

export async function unpacked(file: Uint8Array): Promise<Exported> {
  const members: Member[] = [];
  for (const [name, member] of await readDirectory(memoryFile(file))) {
    const pieces: Uint8Array[] = [];
    for await (const piece of memberPieces(memoryFile(file), member)) pieces.push(piece);
    members.push({ name, bytes: Buffer.concat(pieces) });
  }
  return { file, members };
}

/** The same model with every other member deflated. */
export function deflated({ members }: Exported): Exported {
  const mixed = members.map((member, index) => ({ ...member, method: index % 2 === 0 ? 8 : 0 }));
  return { members: mixed, file: zip(mixed) };
}
