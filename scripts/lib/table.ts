/** Text in columns: the first to the left, the others to the right, a line below the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const align = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!));
  const line = widths.map((width) => '─'.repeat(width));
  return [head, line, ...rows].map((row) => row.map(align).join('   ')).join('\n');
}

/** The same in Markdown. @param texts how many columns, from the first on, are no numbers */
export function markdownTable(
  head: readonly (string | number)[],
  rows: readonly (readonly (string | number)[])[],
  texts = 1,
): string {
  const line = head.map((_, column) => (column < texts ? '---' : '---:'));
  return [head, line, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
