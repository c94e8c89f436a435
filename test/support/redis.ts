import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { RedisServer } from './redis-server.ts';
import { testMissing } from './required.ts';

/**
 * A Redis server of the test file's own, which is gone when the file ends; undefined where there is no redis-server: the file's
 * tests are skipped then, or fail where it is required.
 */
export async function testRedis(): Promise<RedisServer | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    testMissing('redis', 'there is no redis-server (Debian: apt-get install redis-server)');
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'hypertangent-redis-'));
  const server = await RedisServer.start(folder);
  after(async () => {
    await server.down();
    await rm(folder, { recursive: true, force: true });
  });
  return server;
}
