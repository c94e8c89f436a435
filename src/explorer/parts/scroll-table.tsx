import { shortNumber } from '../formats/numbers.ts';
import type { Table } from '../formats/table.ts';

interface ScrollTableProps {
  /** What it shows, in words. */
  title: string;
  table: Table;
}

/** Numbers in a box of their own, which scrolls. */
export function ScrollTable({ title, table: { columns, rows } }: ScrollTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label={title}>
      <table>
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={columns[column]}>{typeof cell === 'number' ? shortNumber(cell) : (cell ?? '–')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
