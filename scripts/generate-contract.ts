/**
 * Makes what is generated from `openapi/`: the bundled document and the types of the contract.
 *
 *   scripts/generate-contract          writes them
 *   scripts/generate-contract --check  fails when they are not what would be written
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const documentPath = join(root, 'openapi/openapi.json');
const serviceTypesPath = join(root, 'src/http/contract/contract.generated.ts');
const clientTypesPath = join(root, 'src/client/contract.generated.ts');

const document = bundle();
const outputs = new Map([
  [documentPath, document],
  [serviceTypesPath, await serviceTypes(document)],
  [clientTypesPath, await clientTypes(document)],
]);

if (process.argv.includes('--check')) {
  const stale = [...outputs].filter(([path, content]) => read(path) !== content).map(([path]) => path.slice(root.length));
  if (stale.length > 0) {
    console.error(`stale: ${stale.join(', ')}; run npm run generate`);
    process.exit(1);
  }
  console.log(`${outputs.size} generated files are fresh`);
} else {
  for (const [path, content] of outputs) writeFileSync(path, content);
}

function bundle(): string {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  try {
    const output = join(folder, 'openapi.json');
    const redocly = join(root, 'node_modules/.bin/redocly');
    execFileSync(redocly, ['bundle', 'openapi/openapi.yaml', '--config', 'openapi/redocly.yaml', '--output', output], {
      cwd: root,
      stdio: 'pipe',
    });
    return `${JSON.stringify(JSON.parse(readFileSync(output, 'utf8')), null, 2)}\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Types of the contract, in which a schema with `x-ndarray` is the service's own array type. */
function serviceTypes(bundled: string): Promise<string> {
  return types(bundled, "import type { ArrayValue } from '../../store/array-value.ts';", (schema) =>
    'x-ndarray' in schema ? named('ArrayValue') : undefined,
  );
}

/** Types of the contract as its callers see it: arrays of answers are lists, and those of requests may be typed arrays. */
function clientTypes(bundled: string): Promise<string> {
  return types(bundled, "import type { NdArray } from './nd-array.ts';", (schema, path) => {
    if (path !== '#/components/schemas/Array') return undefined;
    const forms = (schema as { oneOf: { $ref: string }[] }).oneOf.map(({ $ref }) => $ref.split('/').at(-1)!);
    return ts.factory.createUnionTypeNode([...forms.map(schemaNamed), named('NdArray')]);
  });
}

async function types(
  bundled: string,
  imported: string,
  transform: (schema: object, path: string | undefined) => ts.TypeNode | undefined,
): Promise<string> {
  const nodes = await openapiTypescript(bundled, {
    alphabetize: true,
    transform: (schema, { path }) => transform(schema, path),
  });
  return `// Made from openapi/ by scripts/generate-contract; do not edit.\n\n${imported}\n\n${astToString(nodes)}`;
}

function named(type: string): ts.TypeNode {
  return ts.factory.createTypeReferenceNode(type);
}

function schemaNamed(name: string): ts.TypeNode {
  return named(`components["schemas"]["${name}"]`);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
