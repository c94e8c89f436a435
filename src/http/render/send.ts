import type { FastifyReply } from 'fastify';
import { isMissingFile } from '../../store/damage.ts';
import { jsonRepresentation } from './json.ts';
import type { Representation } from './representation.ts';
import { sendPieces } from './send-pieces.ts';

/** A handler's answer, whatever the operation. */
interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  as?: Record<string, () => Representation | Promise<Representation>>;
  accepted?: Representation;
  /** Called when the answer is sent or given up. */
  release?: () => Promise<void>;
  /** Asked where a file is missing: throws that what it belongs to is not there any more, if so. */
  stillThere?: () => Promise<unknown>;
}

/** Sends an answer in the media type the client wants, streaming what is large. */
export async function sendReply(reply: FastifyReply, answer: unknown, accept: string): Promise<FastifyReply> {
  const { status, headers, body, as, accepted, release, stillThere } = answer as Answer;
  const free = () => void release?.().catch((error: unknown) => reply.log.error(error, 'a result could not be released'));
  if (release) {
    if (reply.raw.destroyed) free();
    else reply.raw.once('close', free);
  }
  reply.status(status).headers(headers ?? {});
  const make = accepted ? () => accepted : as?.[accept];
  if (body === undefined && make === undefined) return reply.send();
  const representation = make ? await make() : jsonRepresentation(body);
  const contentType = representation.contentType ?? (make ? accept : 'application/json; charset=utf-8');
  reply.header('content-type', contentType).header('vary', 'accept');
  if (representation.length !== undefined) reply.header('content-length', representation.length);
  if (representation.fileName !== undefined)
    reply.header('content-disposition', `attachment; filename="${representation.fileName}"`);
  // With a text, head and body leave in one piece.
  if (typeof representation.body === 'string') return reply.send(representation.body);
  if (representation.body instanceof Uint8Array)
    return reply.send(Buffer.from(representation.body.buffer, representation.body.byteOffset, representation.body.byteLength));
  await sendPieces(reply, stillThere ? whileThere(representation.body, stillThere) : representation.body);
  return reply;
}

/** The pieces; where what they are read from is deleted meanwhile, that is their end, and no damage. */
async function* whileThere<Piece>(pieces: AsyncIterable<Piece>, stillThere: () => Promise<unknown>): AsyncGenerator<Piece> {
  try {
    yield* pieces;
  } catch (error) {
    if (isMissingFile(error)) await stillThere();
    throw error;
  }
}
