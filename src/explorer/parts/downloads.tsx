import { encodeNpy, type NdArray } from '../../client/index.ts';
import { download } from '../formats/download.ts';
import { csvOf, type Table } from '../formats/table.ts';

interface DownloadsProps {
  /** Of the files, without an ending. */
  name: string;
  json(): unknown;
  table(): Table;
  array?(): NdArray;
}

/** What a view shows, as files that are made when they are asked for. */
export function Downloads({ name, json, table, array }: DownloadsProps) {
  return (
    <fieldset class="downloads">
      <legend>Download</legend>
      <button
        type="button"
        class="quiet"
        onClick={() => download(`${name}.json`, JSON.stringify(json(), null, 1), 'application/json')}
      >
        JSON
      </button>
      <button type="button" class="quiet" onClick={() => download(`${name}.csv`, csvOf(table()), 'text/csv')}>
        CSV
      </button>
      {array && (
        <button type="button" class="quiet" onClick={() => download(`${name}.npy`, encodeNpy(array()), 'application/x-npy')}>
          npy
        </button>
      )}
    </fieldset>
  );
}
