import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { TestService } from '../support/service.ts';
import { buildExplorer } from './browser.ts';

buildExplorer();
const service = await TestService.start();

test('the page and its parts are served whole, under a strict policy, and are not sent twice', async () => {
  const page = await service.get('/');
  assert.match(page.headers.get('content-type')!, /^text\/html/);
  const html = new TextDecoder().decode(page.bytes);
  assert.doesNotMatch(html, /https?:|<script>| style=| on\w+=/);
  const parts = [...html.matchAll(/(?:src|href)="(\/explorer\/[^"]+)"/g)].map(([, url]) => url!);
  assert.deepEqual(parts.map((part) => part.split('.').at(-1)).sort(), ['css', 'js', 'svg']);
  for (const path of ['/', ...parts, '/explorer/digits.npy.gz']) {
    const { status, headers } = await service.get(path);
    assert.equal(status, 200, path);
    assert.match(headers.get('content-security-policy')!, /default-src 'self'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(headers.get('content-security-policy')!, /unsafe/);
    const again = await service.get(path, { 'if-none-match': headers.get('etag')! });
    assert.deepEqual([again.status, again.bytes.length], [304, 0], path);
  }
});

test('nothing beside it is served, however it is asked for', async () => {
  assert.ok(existsSync(new URL('../../package.json', import.meta.url)));
  for (const path of ['/explorer/', '/explorer/..%2fmain.js', '/explorer/%2e%2e/main.js', '/explorer/index.html', '/explorer/x'])
    await service.refuses(404, 'route_not_found', 'GET', path);
});
