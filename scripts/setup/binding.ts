import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { output } from './commands.ts';

/** Builds tfjs's binding to the library in `deps/` of its package, for any Node with this version of Node-API. */
export function buildBinding(folder: string): void {
  const headers = nodeHeaders();
  const scratch = mkdtempSync(join(tmpdir(), 'node-headers-'));
  try {
    const options = [
      'rebuild',
      `--directory=${folder}`,
      // Without headers beside Node they are downloaded, and not kept.
      headers === undefined ? `--devdir=${scratch}` : `--nodedir=${headers}`,
      '--module_name=tfjs_binding',
      `--module_path=${join(folder, 'lib/napi-v8')}`,
      '--napi_build_version=8',
    ];
    // What TensorFlow opens by name while it runs, CUDA above all, is then looked for beside it as well.
    const env = { ...process.env, LDFLAGS: '-Wl,--disable-new-dtags' };
    output(process.execPath, [nodeGyp(), ...options], { env });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Where the running Node was installed, if its headers are there. */
function nodeHeaders(): string | undefined {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const header = join(prefix, 'include/node/node_version.h');
  if (!existsSync(header)) return undefined;
  const text = readFileSync(header, 'utf8');
  const version = ['MAJOR', 'MINOR', 'PATCH'].map((part) => new RegExp(`NODE_${part}_VERSION (\\d+)`).exec(text)?.[1]);
  return version.join('.') === process.versions.node ? prefix : undefined;
}

/** node-gyp comes with npm. */
function nodeGyp(): string {
  const npm = realpathSync(output('sh', ['-c', 'command -v npm']).trim());
  const script = join(dirname(npm), '../node_modules/node-gyp/bin/node-gyp.js');
  if (existsSync(script)) return script;
  try {
    return realpathSync(output('sh', ['-c', 'command -v node-gyp']).trim());
  } catch {
    throw new Error('node-gyp is needed: it comes with npm from nodejs.org, and with npm install --global node-gyp');
  }
}
