/** Installs TensorFlow's library beside tfjs-node and builds the binding between them; then opens it. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { probeBackend } from '../../src/empirical/backends/probe.ts';
import { buildBinding } from './binding.ts';
import { needCommands } from './commands.ts';
import { downloadedLibrary, folderLibrary, type LibrarySource, wheelLibrary } from './library.ts';

const HELP = `Usage: scripts/setup-tensorflow [--gpu | --wheel FILE | --library FOLDER] [--again]

Makes the backend tensorflow for finite networks: fetches TensorFlow's library with pip, builds tfjs's binding
to it for this Node, and tests both. What is there already is kept.

  --gpu             the library with CUDA's kernels; CUDA's own libraries from pip, or else the system's
  --wheel FILE      a wheel of tensorflow or tensorflow_cpu that was downloaded before
  --library FOLDER  a libtensorflow (lib/ and include/) or an installed Python package tensorflow
  --again           anew, with the newest library

Needs python3 with pip, make and g++ (apt-get install python3 python3-pip make g++). It takes 1 GB of disk.`;

/** Of tfjs-node, which looks for its library and its binding there. */
const PACKAGE = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-node-gpu', import.meta.url));
const DEPS = join(PACKAGE, 'deps');
const STAMP = join(DEPS, 'installed.json');

/** What was installed. */
interface Stamp {
  library: string;
  /** The version of Node's binary interface that the binding was built for. */
  abi: string;
  /** Whether its test ran on a GPU; linear algebra then considers it. */
  accelerator: boolean;
}

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        gpu: { type: 'boolean' },
        wheel: { type: 'string' },
        library: { type: 'string' },
        again: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) console.log(HELP);
    else await install(sourceOf(values), values.again ?? false);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

function sourceOf({ gpu = false, wheel, library }: { gpu?: boolean; wheel?: string; library?: string }): LibrarySource {
  if (Number(gpu) + Number(wheel !== undefined) + Number(library !== undefined) > 1)
    throw new Error(`--gpu, --wheel and --library exclude each other\n\n${HELP}`);
  if (wheel !== undefined) return wheelLibrary(wheel);
  return library === undefined ? downloadedLibrary(gpu) : folderLibrary(library);
}

async function install(source: LibrarySource, again: boolean): Promise<void> {
  if (!existsSync(PACKAGE)) throw new Error('the package @tensorflow/tfjs-node-gpu is not installed; npm ci installs it');
  const stamp = again ? undefined : readStamp();
  const kept = stamp !== undefined && (stamp.library === source.label || stamp.library.startsWith(`${source.label} `));
  const built = kept && stamp.abi === process.versions.modules;
  if (!built) needCommands({ python3: 'python3', make: 'make', 'g++': 'g++' });
  const library = kept ? stamp.library : place(source);
  if (!built) {
    console.log(`Building the binding to ${library} ...`);
    rmSync(STAMP, { force: true });
    buildBinding(PACKAGE);
  }
  const report = await probeBackend('tensorflow', availableParallelism());
  if ('refused' in report) throw new Error(`${library} is installed, and does not work: ${report.refused}`);
  const installed = { library, abi: process.versions.modules, accelerator: report.accelerator };
  writeFileSync(STAMP, JSON.stringify(installed satisfies Stamp));
  console.log(`${report.device} works: ${report.matmulGflops.toFixed(0)} GF/s (float32 product)`);
}

/** Puts the library into place, whole or not at all; its label. */
function place(source: LibrarySource): string {
  console.log(`Fetching ${source.label} ...`);
  const folder = mkdtempSync(join(PACKAGE, 'deps-new-'));
  const scratch = mkdtempSync(join(PACKAGE, 'download-'));
  try {
    const label = source.place(folder, scratch);
    rmSync(DEPS, { recursive: true, force: true });
    // Whoever runs the service reads it.
    chmodSync(folder, 0o755);
    renameSync(folder, DEPS);
    return label;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readStamp(): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return undefined;
  }
}
