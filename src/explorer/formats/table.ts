/** Columns of equal length under their names. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly (number | string | null)[])[];
}

/** RFC 4180, numbers in full. */
export function csvOf({ columns, rows }: Table): string {
  const lines = [columns, ...rows].map((row) => row.map((cell) => quoted(cell === null ? '' : String(cell))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
