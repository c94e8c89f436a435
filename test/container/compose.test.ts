import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { requireProtection } from '../../src/access/protection.ts';
import { parseConfig } from '../../src/config.ts';
import { SETTINGS } from '../../src/settings.ts';
import { requireQueue } from '../../src/worker-health.ts';

interface Service {
  image: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  init: boolean;
  user?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string | number | null>;
  healthcheck?: { test: string };
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
  deploy: { replicas?: number; resources: { limits: { cpus: string; memory: string; pids: number } } };
}

const text = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8');
const { services, networks } = parse(text, { merge: true }) as {
  services: Record<'redis' | 'server' | 'worker', Service>;
  networks: Record<string, { internal?: boolean } | null>;
};
const { redis, server, worker } = services;

/** As the container has it: what the image sets, and what compose.yaml adds. */
const environment = ({ environment: own = {} }: Service): Record<string, string | undefined> => ({
  HOST: '0.0.0.0',
  ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value === null ? undefined : String(value)])),
});

describe('compose.yaml', () => {
  for (const [name, service] of Object.entries(services))
    test(`gives ${name} no more than it needs`, () => {
      assert.equal(service.read_only, true);
      assert.deepEqual(service.cap_drop, ['ALL']);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true']);
      const { cpus, memory, pids } = service.deploy.resources.limits;
      assert.ok(Number(cpus) > 0 && /^\d+[MG]$/.test(memory) && pids > 0);
      assert.ok(!service.user?.startsWith('0'));
    });

  test('lets this machine alone in, and Redis is reached by nobody else', () => {
    assert.deepEqual(
      Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port])),
      [['server', '127.0.0.1:$' + '{HYPERTANGENT_PORT:-8080}:8080']],
    );
    assert.equal(networks.queue?.internal, true);
  });

  test('names settings, with values that they take', () => {
    const known = new Set(SETTINGS.map(({ variable }) => variable));
    const named = Object.values(services).flatMap(({ environment: own = {} }) => Object.keys(own));
    assert.ok(named.length > 3);
    for (const name of named) assert.ok(known.has(name), name);
    const config = parseConfig(environment(server));
    requireProtection(config);
    requireQueue(config);
    requireQueue(parseConfig(environment(worker)));
  });

  test('has two workers that share the data of the service, and wait for Redis as it does', () => {
    assert.equal(worker.deploy.replicas, 2);
    for (const service of [server, worker]) {
      assert.equal(service.image, 'hypertangent');
      assert.deepEqual(service.volumes, ['data:/data']);
      assert.deepEqual(service.depends_on, { redis: { condition: 'service_healthy' } });
      assert.equal(environment(service).HYPERTANGENT_QUEUE, 'redis://redis:6379');
    }
    for (const { healthcheck } of [redis, worker]) assert.ok(healthcheck);
  });

  test('tells the programs what they have', () => {
    const { cpus, memory } = worker.deploy.resources.limits;
    const workerBytes = Number.parseInt(memory, 10) * 2 ** 30;
    assert.equal(parseConfig(environment(server)).memoryBytes, Math.floor(0.8 * workerBytes));
    assert.equal(parseConfig(environment(worker)).threads, Number(cpus));
    const { drainMs } = parseConfig({});
    for (const { stop_grace_period: grace } of [server, worker]) assert.ok(Number.parseInt(grace!, 10) * 1000 > drainMs + 5000);
  });
});
