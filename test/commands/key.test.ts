import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOfKey } from '../../src/access/api-key.ts';
import { parseKeys } from '../../src/access/key-list.ts';
import { keyCommand } from '../../src/commands/key.ts';

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const code = await keyCommand(args, {
    out: (text) => {
      texts.out += text;
    },
    err: (text) => {
      texts.err += text;
    },
  });
  return { code, ...texts };
}

test('prints a key once, and an entry that the service takes for it', async () => {
  const { code, out, err } = await command('alice', '--scopes', 'read,compute', '--owner', 'team');
  assert.deepEqual([code, err], [0, '']);
  const keys = out.match(/ht_\S+/g)!;
  assert.equal(keys.length, 1);
  const [entry] = parseKeys(`[${/\{.*\}/.exec(out)![0]}]`, 'the list');
  const hash = hashOfKey(keys[0]!).toString('hex');
  assert.deepEqual(entry, { name: 'alice', scopes: ['read', 'compute'], hash, owner: 'team' });
  const again = await command('alice', '--scopes', 'read,compute', '--owner', 'team');
  assert.notEqual(again.out, out);
});

test('says what is wrong, and makes no key', async () => {
  const wrong: [args: string[], says: RegExp][] = [
    [[], /one NAME and --scopes are needed/],
    [['alice'], /one NAME and --scopes are needed/],
    [['alice', 'bob', '--scopes', 'read'], /one NAME and --scopes are needed/],
    [['alice', '--scopes', 'read,write'], /scopes must be a list of read, compute, admin/],
    [['../alice', '--scopes', 'read'], /name must be 1 to 64 letters/],
    [['alice', '--scopes', 'admin', '--owner', 'team'], /owner must be not there/],
    [['alice', '--scope', 'read'], /Unknown option '--scope'; see hypertangent key --help/],
  ];
  for (const [args, says] of wrong) {
    const { code, out, err } = await command(...args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.match(err, says);
  }
  const help = await command('--help');
  assert.deepEqual([help.code, help.err], [0, '']);
  assert.match(help.out, /^Usage: hypertangent key/);
});
