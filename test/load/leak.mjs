/** Preloaded into a server, it keeps memory with every request: what looks for leaks has to find this one. */
import { subscribe } from 'node:diagnostics_channel';

const bytesEach = Number(process.env.LEAK_BYTES);
/** More would hurt the machine. */
const MOST_BYTES = 2 ** 30;

const kept = [];
subscribe('http.server.request.start', () => {
  // Filled, so that the memory is really taken.
  if (kept.length * bytesEach < MOST_BYTES) kept.push(Buffer.alloc(bytesEach, 1));
});
