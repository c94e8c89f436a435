import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directImports, mayImport } from './support/may-import.ts';
import { blocksOf, prose } from './support/pages.ts';

const PAGE = 'docs/architecture.md';
const table = mayImport();

test('every part of src is in the tables', () => {
  const named = new Set([...prose(PAGE).matchAll(/^\|(.*?)\|/gm)].flatMap(([, cell]) => cell!.match(/`([\w-]+)`/g) ?? []));
  assert.deepEqual(
    [...table.keys()].filter((part) => !named.has(`\`${part}\``)),
    [],
  );
});

test('the diagram is what test/architecture.test.ts allows, without what follows from it', () => {
  const expected = [...directImports(table)]
    .map(
      ([part, targets]) =>
        [part, targets.filter((target) => !['errors', 'control', 'checkpoints', 'nd-array'].includes(target))] as const,
    )
    .filter(([, targets]) => targets.length > 0)
    .map(([part, targets]) => `  ${part} --> ${targets.join(' & ')}`);
  const diagram = blocksOf(PAGE).find(({ text }) => text.startsWith('graph TD\n'))!;
  assert.equal(diagram.text, `graph TD\n${expected.join('\n')}\n`, 'paste the expected lines into the page');
});
