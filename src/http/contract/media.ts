import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';
import { HypertangentError } from '../../errors.ts';
import type { ContractOperation } from './document.ts';

const JSON_MEDIA = 'application/json';

/** @throws HypertangentError `unsupported_media_type` when the body is not of a type the operation declares */
export function checkRequestMedia(operation: ContractOperation, headers: IncomingHttpHeaders): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const wantsBody = operation.requestMedia.length > 0;
  if (!hasBody && !(wantsBody && headers['content-type'] !== undefined)) {
    // The type of a body that is not there says nothing.
    delete headers['content-type'];
    return;
  }
  const media = mediaType(headers['content-type']);
  if (media !== null && operation.requestMedia.includes(media)) return;
  const supported = operation.requestMedia;
  const expected = supported.length === 0 ? 'no body is taken here' : `send ${supported.join(' or ')}`;
  const received = media === null ? 'there is no Content-Type' : `Content-Type is ${media}`;
  throw new HypertangentError('unsupported_media_type', `${received}; ${expected}`, { received: media, supported });
}

/**
 * The media type to answer with: the client's preference among the operation's, the first of them by default.
 *
 * @throws HypertangentError `not_acceptable`
 */
export function acceptedMedia(operation: ContractOperation, accept: string | undefined): string {
  const available = operation.responseMedia.length > 0 ? operation.responseMedia : [JSON_MEDIA];
  const media = new Negotiator({ headers: { accept: accept ?? '*/*' } }).mediaType(available);
  if (media !== undefined) return media;
  const message = `nothing in Accept: ${accept} can be made here; available: ${available.join(', ')}`;
  throw new HypertangentError('not_acceptable', message, { accept: accept ?? '', available });
}

function mediaType(header: string | undefined): string | null {
  const [type = ''] = (header ?? '').split(';');
  return type.trim().toLowerCase() || null;
}
