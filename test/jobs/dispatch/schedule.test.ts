import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Machine,
  nextToStart,
  type RunningJob,
  secondsUntilRoom,
  type WaitingJob,
} from '../../../src/jobs/dispatch/schedule.ts';

const NOW = 1_000_000;

const job = (lane: 'quick' | 'heavy', seconds: number, memoryBytes: number): WaitingJob => ({
  lane,
  cost: { seconds, memoryBytes },
});
const running = (waiting: WaitingJob, forSeconds = 0): RunningJob => ({ ...waiting, startedAt: NOW - 1000 * forSeconds });

function machine(memoryBytes: number, jobs: RunningJob[], idle: string[] = ['quick', 'heavy']): Machine {
  return { isIdle: (lane) => idle.includes(lane), memoryBytes, running: jobs, now: NOW };
}

test('the first that has a runner starts', () => {
  const waiting = [job('heavy', 10, 1), job('quick', 0.1, 1), job('heavy', 10, 1)];
  assert.equal(nextToStart(waiting, machine(10, [])), 0);
  assert.equal(nextToStart(waiting, machine(10, [], ['quick'])), 1);
  assert.equal(nextToStart(waiting, machine(10, [], [])), -1);
  assert.equal(nextToStart([], machine(10, [])), -1);
});

test('running jobs never take more than the memory there is', () => {
  assert.equal(nextToStart([job('heavy', 1, 6)], machine(10, [running(job('heavy', 60, 5))])), -1);
  assert.equal(nextToStart([job('heavy', 1, 5)], machine(10, [running(job('heavy', 60, 5))])), 0);
});

test('a job that does not fit is passed by one that ends before it could start, and by no longer one', () => {
  const held = job('heavy', 100, 8);
  const now = machine(10, [running(job('heavy', 60, 5), 20)]);
  assert.equal(nextToStart([held, job('quick', 0.2, 3)], now), 1);
  assert.equal(nextToStart([held, job('heavy', 40, 5)], now), 1);
  assert.equal(nextToStart([held, job('heavy', 41, 5)], now), -1);
});

test('it is passed by a longer one of the other lane where both fit later', () => {
  const held = job('heavy', 100, 8);
  const now = machine(10, [running(job('heavy', 60, 5))]);
  assert.equal(nextToStart([held, job('quick', 1000, 2)], now), 1);
  assert.equal(nextToStart([held, job('heavy', 1000, 2)], now), -1);
  assert.equal(nextToStart([held, job('quick', 1000, 3)], now), -1);
});

test('a stream of small jobs does not starve a large one', () => {
  const large = job('heavy', 100, 10);
  let jobs = [running(job('quick', 0.2, 3))];
  const waiting = [large, ...Array.from({ length: 100 }, () => job('quick', 0.2, 3))];
  for (let step = 0; step < 200; step++) {
    const now = NOW + 50 * step;
    jobs = jobs.filter(({ startedAt, cost }) => now - startedAt < 1000 * cost.seconds);
    const isIdle = (lane: string) => lane === 'heavy' || jobs.length < 3;
    for (let index = 0; index >= 0; ) {
      index = nextToStart(waiting, { isIdle, memoryBytes: 10, running: jobs, now });
      const [started] = index < 0 ? [] : waiting.splice(index, 1);
      if (started) jobs.push({ ...started, startedAt: now });
      if (started === large) return assert.ok(waiting.length > 90, `${waiting.length} small ones still wait`);
    }
  }
  assert.fail('the large job never started');
});

test('a job that needs more than all there is runs alone', () => {
  const huge = job('heavy', 1, 20);
  assert.equal(nextToStart([huge], machine(10, [running(job('quick', 1, 1))])), -1);
  assert.equal(nextToStart([huge], machine(10, [])), 0);
});

test('room in the queue is there when the first running job of a lane with waiting ones ends', () => {
  const jobs = [running(job('heavy', 60, 1), 20), running(job('quick', 5, 1))];
  assert.equal(secondsUntilRoom([job('heavy', 1, 1)], jobs, NOW), 40);
  assert.equal(secondsUntilRoom([job('heavy', 1, 1), job('quick', 1, 1)], jobs, NOW), 5);
  assert.equal(secondsUntilRoom([job('heavy', 1, 1)], [running(job('heavy', 1, 1), 100)], NOW), 25, 'overrun');
  assert.equal(secondsUntilRoom([job('heavy', 1, 1)], [], NOW), 1);
  assert.equal(secondsUntilRoom([job('heavy', 1, 1)], [running(job('heavy', 1e9, 1))], NOW), 3600);
});
