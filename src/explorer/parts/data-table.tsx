import { shortNumber } from '../formats/numbers.ts';
import type { Table } from '../formats/table.ts';

/** A picture's numbers, for who cannot see it or wants them. */
export function DataTable({ title, table }: { title: string; table: Table }) {
  return (
    <details class="data">
      <summary>Data table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label={`Numbers of ${title}`}>
        <table>
          <caption class="unseen">{title}</caption>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr>
                {row.map((cell) => (
                  <td>{typeof cell === 'number' ? shortNumber(cell) : (cell ?? '–')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
