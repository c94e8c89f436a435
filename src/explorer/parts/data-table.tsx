import type { Table } from '../formats/table.ts';
import { ScrollTable } from './scroll-table.tsx';

/** A picture's numbers, for who cannot see it or wants them. */
export function DataTable({ title, table }: { title: string; table: Table }) {
  return (
    <details class="data">
      <summary>Data table</summary>
      <ScrollTable title={`Numbers of ${title}`} table={table} />
    </details>
  );
}
