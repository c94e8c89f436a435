import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * Who sends a request, as far as limits are concerned: one that shares nothing with others.
 *
 * The key that it calls with; without keys its address; of IPv6 the network of 64 bits, in which a single client has every address.
 */
export function clientOf({ ip, caller }: Pick<FastifyRequest, 'ip'> & { caller?: { name?: string } }): string {
  if (caller?.name !== undefined) return `key ${caller.name}`;
  if (!isIPv6(ip) || ip.includes('.')) return `address ${ip}`;
  const [head = '', tail] = ip.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `network ${groups.slice(0, 4).join(':')}`;
}
