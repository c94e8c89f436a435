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
const typesPath = join(root, 'src/http/contract/contract.generated.ts');

const document = bundle();
const outputs = new Map([
  [documentPath, document],
  [typesPath, await types(document)],
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
async function types(bundled: string): Promise<string> {
  const nodes = await openapiTypescript(bundled, {
    alphabetize: true,
    transform(schema) {
      const isArray = (schema as { 'x-ndarray'?: boolean })['x-ndarray'];
      return isArray ? ts.factory.createTypeReferenceNode('ArrayValue') : undefined;
    },
  });
  const header =
    "// Made from openapi/ by scripts/generate-contract; do not edit.\n\nimport type { ArrayValue } from '../../store/array-value.ts';\n\n";
  return header + astToString(nodes);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
