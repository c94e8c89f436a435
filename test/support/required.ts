import { test } from 'node:test';

/** What must be there, in HYPERTANGENT_REQUIRE with commas between: a test that would be skipped without it fails. */
const REQUIRED = (process.env.HYPERTANGENT_REQUIRE ?? '').split(',');

/** In place of tests that need something that this machine lacks: skipped with the reason, or failing where it is required. */
export function testMissing(name: string, reason: string): void {
  test(name, { skip: REQUIRED.includes(name) ? false : reason }, () => {
    throw new Error(`HYPERTANGENT_REQUIRE names ${name}: ${reason}`);
  });
}
