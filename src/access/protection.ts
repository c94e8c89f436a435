import { isIPv4 } from 'node:net';
import { HypertangentError } from '../errors.ts';
import type { ApiKey } from './api-key.ts';

export const KEYS_VARIABLE = 'HYPERTANGENT_KEYS';
export const KEYS_FILE_VARIABLE = 'HYPERTANGENT_KEYS_FILE';
export const UNPROTECTED_VARIABLE = 'HYPERTANGENT_UNPROTECTED';
/** What the variable has to say. */
export const UNPROTECTED_WORDS = 'yes-on-a-trusted-network';

/** The settings that say who may call. */
export interface Protection {
  host: string;
  /** Undefined where there is no list; an empty list is one, and lets nobody in. */
  keys: readonly ApiKey[] | undefined;
  keysFile: string | undefined;
  /** Whether to listen to everyone without keys. */
  unprotected: boolean;
}

export function isProtected({ keys, keysFile }: Protection): boolean {
  return keys !== undefined || keysFile !== undefined;
}

/** @throws HypertangentError `invalid_value` where others than this machine could call without a key, and nobody said they may */
export function requireProtection(settings: Protection): void {
  const { host, unprotected } = settings;
  if (isProtected(settings) || unprotected || isLoopback(host)) return;
  const expected = `a loopback address while there are no keys`;
  const message = [
    `HOST is ${host}: anyone who reaches this address could use the service, and there are no keys.`,
    `Make one with "hypertangent key NAME --scopes compute" and name its file in ${KEYS_FILE_VARIABLE};`,
    'or listen on this machine alone with HOST=127.0.0.1;',
    `or, where everyone who reaches it may use it, say so: ${UNPROTECTED_VARIABLE}=${UNPROTECTED_WORDS}`,
  ].join('\n');
  throw new HypertangentError('invalid_value', message, { path: 'HOST', expected, received: host });
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  const address = host.toLowerCase().replace(/^::ffff:/, '');
  return address === 'localhost' || address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}
