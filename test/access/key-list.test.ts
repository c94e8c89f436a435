import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOfKey, newKey, withoutKeys } from '../../src/access/api-key.ts';
import { callerOf } from '../../src/access/caller.ts';
import { parseKeys } from '../../src/access/key-list.ts';
import { isLoopback, requireProtection } from '../../src/access/protection.ts';
import { holds, SCOPES } from '../../src/access/scopes.ts';

const hash = hashOfKey('a key').toString('hex');
const entry = { name: 'alice', hash, scopes: ['read'] };

test('the owner of a key is its name unless it is given, and an administrator has none', () => {
  assert.deepEqual(parseKeys(JSON.stringify([entry]), 'keys'), [{ ...entry, owner: 'alice' }]);
  assert.deepEqual(parseKeys(JSON.stringify([{ ...entry, owner: 'team' }]), 'keys'), [{ ...entry, owner: 'team' }]);
  const admin = { ...entry, scopes: ['admin'] };
  assert.deepEqual(parseKeys(JSON.stringify([admin]), 'keys'), [admin]);
  assert.deepEqual(parseKeys('[]', 'keys'), []);
});

test('a list that is not one is refused by its entry and field, and nothing of it is repeated', () => {
  const wrong: [list: unknown, says: RegExp][] = [
    [{ secret: 1 }, /^keys must be a JSON list of keys$/],
    [['secret'], /^keys: entry 1 must be an object$/],
    [[entry, { ...entry, secret: 1 }], /^keys: entry 2 must be an object of name, hash, scopes, owner alone$/],
    [[{ ...entry, name: '../secret' }], /^keys: entry 1: name must be /],
    [[{ ...entry, hash: 'secret' }], /^keys: entry 1: hash must be /],
    [[{ ...entry, scopes: [] }], /^keys: entry 1: scopes must be /],
    [[{ ...entry, scopes: ['secret'] }], /^keys: entry 1: scopes must be /],
    [[{ ...entry, owner: 'a secret' }], /^keys: entry 1: owner must be /],
    [[{ ...entry, scopes: ['read', 'admin'], owner: 'secret' }], /^keys: entry 1: owner must be not there/],
    [[entry, { ...entry, hash: hash.replace(/^./, '0') }], /^keys must be a list with every name once$/],
    [[entry, { ...entry, name: 'bob' }], /^keys must be a list with every hash once$/],
  ];
  const refused = (text: string, says: RegExp) =>
    assert.throws(
      () => parseKeys(text, 'keys'),
      (error: Error) => says.test(error.message) && !JSON.stringify(error).includes('secret'),
      text,
    );
  for (const [list, says] of wrong) refused(JSON.stringify(list), says);
  refused('[secret', /^keys must be a JSON list of keys$/);
});

test('each scope includes those before it, and no other', () => {
  assert.deepEqual(
    SCOPES.map((held) => SCOPES.filter((needed) => holds([held], needed))),
    [['read'], ['read', 'compute'], ['read', 'compute', 'admin']],
  );
  assert.ok(!holds([], 'read'));
});

test('a key sees what is of its owner, an administrator all, or what is of the owner they act as', () => {
  const [key] = parseKeys(JSON.stringify([entry]), 'keys');
  assert.deepEqual(callerOf(key!, 'bob').view, { owner: 'alice' });
  const admin = { ...entry, scopes: ['admin'] as const };
  assert.deepEqual(callerOf(admin).view, { everyone: true });
  assert.deepEqual(callerOf(admin, 'bob').view, { owner: 'bob' });
});

test('keys are 256 random bits that can be told in a text', () => {
  const keys = Array.from({ length: 100 }, newKey);
  assert.equal(new Set(keys).size, 100);
  for (const key of keys) assert.equal(Buffer.from(key.slice(3), 'base64url').length, 32);
  assert.equal(withoutKeys(`a ${keys[0]} b${keys[1]}`), 'a ht_[redacted] bht_[redacted]');
  assert.equal(withoutKeys('ht_short'), 'ht_short');
});

test('without keys only loopback is listened to, unless it is said in words', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopback(host), host);
  const others = ['0.0.0.0', '::', '10.0.0.1', '127.example.org', '127.0.0.1.example.org', '128.0.0.1', 'localhost.example.org'];
  const open = { keys: undefined, keysFile: undefined, unprotected: false };
  for (const host of others) {
    assert.ok(!isLoopback(host), host);
    assert.throws(() => requireProtection({ ...open, host }), new RegExp(`HOST is ${host}`));
    requireProtection({ ...open, host, keys: [] });
    requireProtection({ ...open, host, keysFile: 'keys.json' });
    requireProtection({ ...open, host, unprotected: true });
  }
  requireProtection({ ...open, host: 'localhost' });
});
