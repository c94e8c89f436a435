import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, test } from 'node:test';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** AssemblyScript: another language in files of the same name. */
const ASSEMBLY_SCRIPT = 'wasm/assembly/';

/** Every source file, from src on: `kernels/mlp.ts`. */
const files = readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith(ASSEMBLY_SCRIPT))
  .sort();

/** Files of src itself that say how every part talks, and import none of them. */
const COMMON = ['errors', 'control', 'checkpoints', 'nd-array'];

/** What each folder, and each file of src itself, may import beside itself and COMMON. */
const MAY_IMPORT: Record<string, string[]> = {
  main: ['commands', 'provenance'],
  processes: ['service', 'worker', 'operations', 'config', 'provenance'],
  'worker-health': ['jobs', 'config'],
  commands: [
    'access',
    'processes',
    'worker-health',
    'client',
    'http',
    'jobs',
    'photos',
    'datasets',
    'empirical',
    'engine',
    'kernels',
    'store',
    'config',
    'provenance',
  ],
  explorer: ['client'],
  service: ['access', 'http', 'jobs', 'operations', 'retention', 'empirical', 'store', 'config', 'local-runners'],
  worker: ['worker-health', 'jobs', 'operations', 'empirical', 'config', 'local-runners'],
  'local-runners': ['jobs', 'empirical', 'config'],
  http: [
    'access',
    'jobs',
    'operations',
    'origin',
    'empirical',
    'store',
    'regression',
    'training',
    'kernels',
    'config',
    'provenance',
  ],
  operations: ['access', 'jobs', 'retention', 'empirical', 'provenance'],
  retention: ['jobs', 'store'],
  jobs: [
    'access',
    'empirical',
    'experiments',
    'training',
    'regression',
    'engine',
    'kernels',
    'linalg',
    'store',
    'provenance',
    'origin',
  ],
  empirical: ['kernels', 'random', 'tensorflow'],
  training: ['empirical', 'kernels', 'random'],
  experiments: ['datasets', 'regression', 'engine', 'kernels', 'random'],
  datasets: ['random'],
  photos: ['engine', 'kernels', 'linalg'],
  regression: ['engine', 'kernels', 'linalg', 'random'],
  engine: ['kernels', 'linalg', 'random', 'threads', 'wasm'],
  store: ['access', 'regression', 'training', 'kernels', 'provenance'],
  kernels: ['random'],
  linalg: ['wasm', 'threads', 'tensorflow'],
  tensorflow: [],
  threads: [],
  wasm: [],
  random: [],
  config: ['config-shape', 'settings'],
  settings: ['access', 'linalg', 'empirical', 'config-shape', 'setting-values'],
  'config-shape': ['access', 'linalg', 'empirical'],
  'setting-values': [],
  client: [],
  access: [],
  provenance: [],
  origin: [],
  errors: [],
  control: ['errors'],
  checkpoints: ['nd-array'],
  'nd-array': [],
};

/** Packages that one part alone may know. */
const PACKAGE_OWNERS: Record<string, string[]> = {
  fastify: ['http/', 'service.ts'],
  'prom-client': ['operations/'],
  bullmq: ['jobs/dispatch/redis/'],
  ioredis: ['jobs/dispatch/redis/'],
  '@opentelemetry/api': ['operations/traces.ts'],
  'ml-matrix': ['linalg/backends/'],
  koffi: ['linalg/backends/'],
  'openapi-fetch': ['client/'],
  preact: ['explorer/'],
  uplot: ['explorer/plots/'],
  fflate: ['client/'],
  '@jsquash/jpeg': ['commands/complete/'],
  '@tensorflow/tfjs-core': ['empirical/', 'training/', 'tensorflow/'],
  '@tensorflow/tfjs-backend-cpu': ['empirical/backends/'],
  '@tensorflow/tfjs-backend-wasm': ['empirical/backends/'],
  '@tensorflow/tfjs-backend-webgpu': ['empirical/backends/'],
  '@tensorflow/tfjs-node-gpu': ['tensorflow/'],
  webgpu: ['empirical/backends/'],
};

/** Folders that run anywhere, without a Node API; backends of linear algebra and of tensors may need one, and files do. */
const PURE =
  /^(client|kernels|photos|random|regression|training|experiments|(linalg|empirical)\/(?!backends\/)|datasets\/(?!files\/))/;

interface Import {
  file: string;
  specifier: string;
  typeOnly: boolean;
  /** Loaded when the code comes to it. */
  dynamic: boolean;
}

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

const imports: Import[] = files.flatMap((file) => {
  const text = read(`src/${file}`);
  return [
    ...[...text.matchAll(STATEMENT)].map(([, type, specifier]) => ({
      file,
      specifier: specifier!,
      typeOnly: type !== undefined,
      dynamic: false,
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, specifier]) => ({ file, specifier: specifier!, typeOnly: false, dynamic: true })),
  ];
});

const partOf = (path: string) => path.split('/')[0]!.replace(/\.ts$/, '');
const isRelative = ({ specifier }: Import) => specifier.startsWith('.');
const isPackage = (found: Import) => !isRelative(found) && !found.specifier.startsWith('node:');
const targetOf = ({ file, specifier }: Import) => posix.join(posix.dirname(file), specifier);
const packageOf = ({ specifier }: Import) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const describeImports = (list: Import[]) => list.map(({ file, specifier }) => `${file} imports ${specifier}`);

describe('imports point one way', () => {
  test('every part is in the table', () => {
    assert.deepEqual(
      [...new Set(files.map(partOf))].filter((part) => MAY_IMPORT[part] === undefined),
      [],
    );
  });

  test('the imports are found', () => {
    for (const file of files.filter((path) => path.endsWith('/index.ts')))
      assert.ok(
        imports.some((found) => found.file === file),
        file,
      );
    const known = new Set(files);
    assert.deepEqual(describeImports(imports.filter((found) => isRelative(found) && !known.has(targetOf(found)))), []);
    assert.ok(imports.length > 2 * files.length);
  });

  test('no part imports what the table does not allow', () => {
    const forbidden = imports.filter((found) => {
      if (!isRelative(found)) return false;
      const [from, to] = [partOf(found.file), partOf(targetOf(found))];
      return from !== to && !COMMON.includes(to) && !MAY_IMPORT[from]?.includes(to);
    });
    assert.deepEqual(describeImports(forbidden), []);
  });

  test('the table has no circles', () => {
    const visit = (part: string, path: string[]): void => {
      assert.ok(!path.includes(part), `${[...path, part].join(' → ')}`);
      for (const next of MAY_IMPORT[part] ?? []) visit(next, [...path, part]);
    };
    for (const part of Object.keys(MAY_IMPORT)) visit(part, []);
  });

  test('what is common imports no part', () => {
    for (const part of COMMON) for (const next of MAY_IMPORT[part]!) assert.ok(COMMON.includes(next), `${part} → ${next}`);
  });

  test('the store takes types alone from what computes', () => {
    const computing = imports.filter((found) => {
      return (
        partOf(found.file) === 'store' && !found.typeOnly && ['regression', 'training', 'kernels'].includes(partOf(targetOf(found)))
      );
    });
    assert.deepEqual(describeImports(computing), []);
  });
});

describe('packages', () => {
  const { dependencies, optionalDependencies = {}, devDependencies } = JSON.parse(read('package.json'));

  test('every imported package is a dependency', () => {
    const unknown = imports.filter(isPackage).filter((found) => {
      const name = packageOf(found);
      // The page has its packages in it when it is built.
      const bundled = found.file.startsWith('explorer/') && name in devDependencies;
      return !(name in dependencies || name in optionalDependencies || bundled);
    });
    assert.deepEqual(describeImports(unknown), []);
  });

  test('some are known to one part alone', () => {
    for (const [name, owners] of Object.entries(PACKAGE_OWNERS)) {
      const users = imports.filter((found) => isPackage(found) && packageOf(found) === name);
      assert.deepEqual(describeImports(users.filter(({ file }) => !owners.some((owner) => file.startsWith(owner)))), []);
    }
    const inService = imports.filter(({ file, specifier }) => file === 'service.ts' && specifier === 'fastify');
    assert.ok(
      inService.every(({ typeOnly }) => typeOnly),
      'service.ts names a type of Fastify and no more',
    );
  });

  test('tensor libraries are loaded when they are needed, never with a module', () => {
    const loaded = imports.filter((found) => {
      return isPackage(found) && !found.typeOnly && !found.dynamic && /^(@tensorflow\/|webgpu$)/.test(found.specifier);
    });
    assert.deepEqual(describeImports(loaded), []);
  });

  test('what computes knows no Node API', () => {
    const node = imports.filter(({ file, specifier }) => specifier.startsWith('node:') && PURE.test(file));
    assert.deepEqual(describeImports(node), []);
  });
});

test('no file of src has more than 300 lines', () => {
  const lines = (file: string) => read(`src/${file}`).split('\n').length - 1;
  assert.deepEqual(
    files.filter((file) => !file.endsWith('.generated.ts') && lines(file) > 300),
    [],
  );
});
