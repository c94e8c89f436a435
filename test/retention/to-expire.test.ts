import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Item, type Limits, toExpire } from '../../src/retention/to-expire.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-28T12:00:00Z');

/** Things that are so many hours old, named by their age. */
const aged = (...hours: number[]): Item[] =>
  hours.map((age) => ({ id: String(age), at: NOW - age * HOUR, bytes: 10, inUse: false }));
const goes = (items: Item[], limits: Partial<Limits>, now = NOW) =>
  toExpire(items, { ageMs: 0, bytes: 0, ...limits }, now).map(({ id }) => id);

describe('by age', () => {
  test('what is as old as the limit or older goes, oldest first', () => {
    assert.deepEqual(goes(aged(1, 5, 3, 2), { ageMs: 3 * HOUR }), ['5', '3']);
  });

  test('without limits nothing ever goes', () => {
    assert.deepEqual(goes(aged(1, 1e6), {}), []);
  });
});

describe('by size', () => {
  test('the oldest go until the rest takes no more than the limit', () => {
    assert.deepEqual(goes(aged(1, 4, 3, 2), { bytes: 20 }), ['4', '3']);
    assert.deepEqual(goes(aged(1, 4, 3, 2), { bytes: 19 }), ['4', '3', '2']);
    assert.deepEqual(goes(aged(1, 4, 3, 2), { bytes: 40 }), []);
  });

  test('what goes for its age counts no more', () => {
    assert.deepEqual(goes(aged(9, 3, 2, 1), { ageMs: 5 * HOUR, bytes: 30 }), ['9']);
  });

  test('what is in use counts, and those after it go in its place', () => {
    const items = aged(4, 3, 2, 1);
    items[0]!.inUse = true;
    assert.deepEqual(goes(items, { bytes: 20 }), ['3', '2']);
  });

  test('things of the same age go in the order of their ids, whatever the disk lists first', () => {
    const items = ['b', 'a', 'c'].map((id) => ({ ...aged(2)[0]!, id }));
    assert.deepEqual(goes(items, { bytes: 10 }), ['a', 'b']);
    assert.deepEqual(goes(items.toReversed(), { bytes: 10 }), ['a', 'b']);
  });
});

describe('what stays', () => {
  test('what is younger than a minute, however much it takes', () => {
    const [young, old] = [59, 60].map((seconds) => ({ id: `${seconds}`, at: NOW - 1000 * seconds, bytes: 1e12, inUse: false }));
    assert.deepEqual(goes([young!, old!], { ageMs: 1, bytes: 1 }), ['60']);
  });

  test('what is in use, however old it is', () => {
    const items = aged(9, 8).map((item) => ({ ...item, inUse: true }));
    assert.deepEqual(goes(items, { ageMs: HOUR, bytes: 1 }), []);
  });
});

describe('a clock that jumps', () => {
  const items = aged(0.5, 1.5, 3);

  test('back: what is from the future then has an age of 0, and stays for the limit on size, too', () => {
    assert.deepEqual(goes(items, { ageMs: HOUR, bytes: 1 }, NOW - HOUR), ['3', '1.5']);
    assert.deepEqual(goes(items, { ageMs: HOUR, bytes: 1 }, NOW - 2 * HOUR), ['3']);
    assert.deepEqual(goes(items, { ageMs: HOUR, bytes: 1 }, 0), []);
  });

  test('forward: what goes, goes early by as much, and what is in use stays', () => {
    assert.deepEqual(goes(items, { ageMs: 2 * HOUR }, NOW), ['3']);
    assert.deepEqual(goes(items, { ageMs: 2 * HOUR }, NOW + HOUR), ['3', '1.5']);
    const used = items.map((item) => ({ ...item, inUse: true }));
    assert.deepEqual(goes(used, { ageMs: 1 }, NOW + 1e6 * HOUR), []);
  });
});

test('whatever there is: what goes may go, and what is left is within the limits, or may not go', () => {
  const item = fc.record({
    id: fc.uuid(),
    at: fc.integer({ min: NOW - 10 * HOUR, max: NOW + HOUR }),
    bytes: fc.nat(100),
    inUse: fc.boolean(),
  });
  const limits = fc.record({ ageMs: fc.constantFrom(0, MINUTE, HOUR, 5 * HOUR), bytes: fc.constantFrom(0, 1, 50, 500) });
  fc.assert(
    fc.property(fc.array(item), limits, (items, given) => {
      const gone = new Set(toExpire(items, given, NOW));
      const left = items.filter((one) => !gone.has(one));
      const mayGo = (one: Item) => !one.inUse && NOW - one.at >= MINUTE;
      assert.ok([...gone].every(mayGo));
      if (given.ageMs > 0) assert.ok(left.filter(mayGo).every(({ at }) => NOW - at < given.ageMs));
      const bytes = left.reduce((sum, one) => sum + one.bytes, 0);
      if (given.bytes > 0 && bytes > given.bytes) assert.deepEqual(left.filter(mayGo), []);
      // No more goes than has to: the last that went for its size was one too many before.
      const last = [...gone].at(-1);
      if (last && (given.ageMs === 0 || NOW - last.at < given.ageMs)) assert.ok(bytes + last.bytes > given.bytes);
    }),
  );
});
