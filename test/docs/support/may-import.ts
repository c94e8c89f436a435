import assert from 'node:assert/strict';
import { readPage } from './pages.ts';

/** What each part of src may import, as test/architecture.test.ts has it. */
export function mayImport(): Map<string, string[]> {
  const [, table] = /const MAY_IMPORT: [^=]+ = \{\n([\s\S]*?)\n\};/.exec(readPage('test/architecture.test.ts'))!;
  const rows = table!.split(/\],?\n/).map((row) => {
    const [, part, targets] = /^\s*'?([\w-]+)'?: \[([\s\S]*?)\]?,?$/.exec(row)!;
    return [part!, targets!.match(/[\w-]+/g) ?? []] as const;
  });
  assert.ok(rows.length > 10);
  return new Map(rows.map(([part, targets]) => [part, [...targets]]));
}

/** The imports that do not follow from others: what is left when every way round is taken out. */
export function directImports(table: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const reached = (part: string): Set<string> => new Set((table.get(part) ?? []).flatMap((target) => [target, ...reached(target)]));
  return new Map(
    [...table].map(([part, targets]) => {
      const further = new Set(targets.flatMap((target) => [...reached(target)]));
      return [part, targets.filter((target) => !further.has(target))];
    }),
  );
}
