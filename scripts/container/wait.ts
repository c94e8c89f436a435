import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is neither false nor an error; the seconds that took. @throws Error when that lasts too long */
export async function until(what: string, seconds: number, ask: () => boolean | Promise<boolean>): Promise<number> {
  const start = performance.now();
  const passed = () => (performance.now() - start) / 1000;
  let trouble = '';
  while (passed() < seconds) {
    try {
      if (await ask()) return passed();
    } catch (error) {
      trouble = `: ${(error as Error).message}`;
    }
    await sleep(100);
  }
  throw new Error(`${what}: not within ${seconds} s${trouble}`);
}

/** Seconds that something takes. */
export async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}
