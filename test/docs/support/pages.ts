import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Every page for people, by its path from the root. */
export const PAGES: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/experiments'),
  ...pagesIn('examples'),
];

/** What happens to a block: the page's test runs it, another test does what it says, or nobody does. */
export type Mark = { test: string } | { testedBy: string } | { notRun: string };

export interface Block {
  page: string;
  /** The heading that it stands below. */
  heading: string;
  language: string;
  text: string;
  mark: Mark | undefined;
}

export function readPage(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

const FENCE = /(?:^<!-- (test|tested by|not run): (.+) -->\n)?^( *)```(\w*)\n([\s\S]*?)^\3```$|^#+ (.+)$/gm;

/** The fenced blocks of a page. A comment right above one is its mark. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  for (const [, kind, value, , language, text, title] of readPage(page).matchAll(FENCE)) {
    if (title !== undefined) heading = title;
    else blocks.push({ page, heading, language: language!, text: text!, mark: markOf(kind, value) });
  }
  return blocks;
}

function markOf(kind: string | undefined, value: string | undefined): Mark | undefined {
  if (kind === undefined) return undefined;
  return kind === 'test' ? { test: value! } : kind === 'tested by' ? { testedBy: value! } : { notRun: value! };
}

/** The blocks that the page's own test runs, by the name in their marks. */
export function testedBlocks(page: string): Map<string, Block> {
  const named = new Map<string, Block>();
  for (const block of blocksOf(page)) {
    if (block.mark === undefined || !('test' in block.mark)) continue;
    assert.ok(!named.has(block.mark.test), `${page} has two blocks marked ${block.mark.test}`);
    named.set(block.mark.test, block);
  }
  return named;
}

/** What links may name after #: as GitHub makes them of headings. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title] of prose(page).matchAll(/^#+ (.+)$/gm)) {
    const slug = title!
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Where a page's links and pictures lead, but for other sites. */
export function linksOf(page: string): string[] {
  return [...prose(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** A page without its blocks. */
export function prose(page: string): string {
  return readPage(page).replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
}

function pagesIn(folder: string): string[] {
  if (!existsSync(ROOT + folder)) return [];
  return readdirSync(ROOT + folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}
