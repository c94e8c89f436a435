import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const distribution = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Hypertangent API</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;
const START = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', validatorUrl: null });\n";

const FILES: Readonly<Record<string, { type: string; content: () => Buffer | string }>> = {
  '/docs': { type: 'text/html; charset=utf-8', content: () => PAGE },
  '/docs/start.js': { type: 'text/javascript; charset=utf-8', content: () => START },
  '/docs/swagger-ui.css': { type: 'text/css; charset=utf-8', content: () => readFileSync(join(distribution, 'swagger-ui.css')) },
  '/docs/swagger-ui-bundle.js': {
    type: 'text/javascript; charset=utf-8',
    content: () => readFileSync(join(distribution, 'swagger-ui-bundle.js')),
  },
};

/** The contract as a page at /docs, with nothing fetched from elsewhere. */
export function docs(app: FastifyInstance): void {
  const security = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
  for (const [path, { type, content }] of Object.entries(FILES)) {
    app.get(path, { config: { scope: 'open' } }, async (_request, reply) =>
      reply.type(type).header('content-security-policy', security).send(content()),
    );
  }
}
