import type { ArrayInfo } from '../../store/array-store.ts';
import { filePieces } from '../../store/file-pieces.ts';
import type { Handlers, Schema } from '../contract/types.ts';
import { NPY } from './results.ts';
import type { Services } from './services.ts';

export function arrayHandlers({
  arrays,
  config,
  caller,
}: Services): Pick<Handlers, 'listArrays' | 'putArray' | 'getArray' | 'deleteArray'> {
  return {
    async listArrays() {
      const list = await (caller.view.everyone ? arrays.listEveryones() : arrays.list());
      return { status: 200, body: { arrays: list.map(infoBody) } };
    },

    async putArray({ path, body }) {
      const info = await arrays.put(path.array_id, body, config.arrayLimitBytes);
      return { status: 201, headers: { location: `/v1/arrays/${encodeURIComponent(info.id)}` }, body: infoBody(info) };
    },

    async getArray({ path }) {
      const stored = await arrays.get(path.array_id);
      const file = async () => {
        const { info, file, kept } = await arrays.open(path.array_id);
        return { body: filePieces(file, info.bytes, { kept }), length: info.bytes, fileName: `${info.id}.npy` };
      };
      return { status: 200, body: infoBody(stored), as: { [NPY]: file } };
    },

    async deleteArray({ path }) {
      await arrays.delete(path.array_id);
      return { status: 204 };
    },
  };
}

function infoBody(info: ArrayInfo): Schema<'ArrayInfo'> {
  const { id, shape, dtype, bytes, sha256, owner } = info;
  const body = { id, shape, dtype, fortran_order: info.fortranOrder, bytes, sha256, created_at: info.createdAt };
  return { ...body, ...(owner !== undefined && { owner }) };
}
