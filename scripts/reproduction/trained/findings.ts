import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linePlot, type Panel } from '../../lib/line-plot.ts';
import { type Claim, type Judged, judge, paragraph } from './claims.ts';

/** What an experiment found. */
export interface Findings extends Figures {
  /** In Markdown, beside the paragraph. */
  text: string;
  claims: readonly Claim[];
  /** How the clause of claims that hold begins, where they are not a paper's. */
  agreement?: string;
}

export interface Figures {
  /** Of its files. */
  name: string;
  csv: { head: readonly string[]; rows: readonly (readonly (string | number)[])[] };
  panels: readonly Panel[];
  /** Panels in a row; all unless given. */
  columns?: number;
}

/** Writes NAME.csv, NAME.svg, and NAME.md, which ends with what agrees and what does not; prints the last. */
export async function writeFindings(output: string, { text, claims, agreement, ...figures }: Findings): Promise<Judged[]> {
  const judged = claims.map(judge);
  await writeFiles(output, { ...figures, markdown: `${text.trimEnd()}\n\n${paragraph(judged, agreement)}\n` });
  return judged;
}

/** The same where claims are not what decides. */
export async function writeFiles(
  output: string,
  { name, csv, panels, columns, markdown }: Figures & { markdown: string },
): Promise<void> {
  const lines = [csv.head, ...csv.rows].map((cells) => cells.map(csvCell).join(','));
  await writeFile(join(output, `${name}.csv`), `${lines.join('\n')}\n`);
  await writeFile(join(output, `${name}.svg`), linePlot(panels, columns));
  await writeFile(join(output, `${name}.md`), markdown);
  console.log(`\n${markdown}\nwritten: ${join(output, `${name}.csv`)}, ${name}.svg, ${name}.md`);
}

function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
