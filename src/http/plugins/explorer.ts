import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where `npm run build` leaves the page, for the program that it makes and for one that runs from source. */
const FOLDER = new URL('../../../dist/explorer/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.gz': 'application/octet-stream',
};

const SECURITY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Hypertangent</title></head>
<body><h1>The explorer is not built</h1><p>Build it with <code>npm run build</code> and start the service again.
The API is there all the same: <a href="/docs">/docs</a>.</p></body></html>
`;

interface File {
  type: string;
  content: Buffer;
  etag: string;
}

/** The page for people at /, and its parts at /explorer/, each with an address of its own: none is made from a request. */
export function explorer(app: FastifyInstance): void {
  if (!existsSync(new URL('index.html', FOLDER))) {
    serve(app, '/', fileOf('index.html', Buffer.from(NOT_BUILT)));
    return;
  }
  // A name with a dot before it is a file that is being written.
  for (const name of readdirSync(FOLDER).filter((name) => !name.startsWith('.'))) {
    serve(app, name === 'index.html' ? '/' : `/explorer/${name}`, fileOf(name, readFileSync(new URL(name, FOLDER))));
  }
}

function fileOf(name: string, content: Buffer): File {
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
  return { type: TYPES[extname(name)] ?? 'application/octet-stream', content, etag };
}

function serve(app: FastifyInstance, path: string, file: File): void {
  app.get(path, { config: { scope: 'open' } }, async (request, reply) => answer(request, reply, file));
}

/** A page that a browser has is asked about, and not sent again while it is the same. */
function answer(request: FastifyRequest, reply: FastifyReply, { type, content, etag }: File): FastifyReply {
  reply
    .header('content-security-policy', SECURITY)
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-cache')
    .header('etag', etag);
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known?.some((tag) => tag === etag || tag === '*') ? reply.status(304).send() : reply.type(type).send(content);
}
