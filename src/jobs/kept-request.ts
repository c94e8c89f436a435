import { loadArrays } from '../store/bundle.ts';
import type { JobStore } from '../store/job-store.ts';
import type { JobRecord, JobRequest } from './job.ts';

/** How a number stands in JSON that has none for it. */
interface Unwritable {
  $number: string;
}

/** Keeps a request on disk, so that another process can run it. */
export async function saveRequest(id: string, request: JobRequest, store: JobStore<JobRecord>): Promise<void> {
  await store.saveInput(
    id,
    mapLeaves(request, (leaf) => (isUnwritable(leaf) ? { $number: String(leaf) } : leaf)),
  );
}

/** The request of a job that was kept; undefined where there is none. */
export async function loadRequest(id: string, store: JobStore<JobRecord>): Promise<JobRequest | undefined> {
  const kept = await store.input(id);
  if (typeof kept !== 'object' || kept === null || !('input' in kept)) return undefined;
  return mapLeaves(await loadArrays(kept), (leaf) => (isWritten(leaf) ? Number(leaf.$number) : leaf)) as JobRequest;
}

/** A copy of plain data with every leaf replaced; typed arrays are leaves. */
function mapLeaves(tree: unknown, replace: (leaf: unknown) => unknown): unknown {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree) || isWritten(tree)) return replace(tree);
  if (Array.isArray(tree)) return tree.map((item) => mapLeaves(item, replace));
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mapLeaves(value, replace)]));
}

function isUnwritable(leaf: unknown): boolean {
  return typeof leaf === 'number' && !Number.isFinite(leaf);
}

function isWritten(leaf: unknown): leaf is Unwritable {
  return typeof leaf === 'object' && leaf !== null && typeof (leaf as Unwritable).$number === 'string';
}
