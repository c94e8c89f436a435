import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { output, runs } from './commands.ts';

const UNPACK = fileURLToPath(new URL('unpack-wheel.py', import.meta.url));

/** Wheels are made for versions of Python, and their library fits any of them. */
const PYTHON_VERSIONS = ['', '3.13', '3.12', '3.11', '3.10'];

/** Where a TensorFlow comes from. */
export interface LibrarySource {
  /** Its name and version; of a folder its path. For one that is still to be downloaded without the version. */
  label: string;
  /** Puts `lib/`, `include/` and, where they come along, CUDA's libraries below `nvidia/` into the folder; the full label. */
  place(folder: string, scratch: string): string;
}

/** The newest that pip finds. @param gpu with CUDA's kernels, and CUDA's libraries where pip has them */
export function downloadedLibrary(gpu: boolean): LibrarySource {
  const name = gpu ? 'tensorflow' : 'tensorflow_cpu';
  return {
    label: name,
    place(folder, scratch) {
      if (!runs('python3', ['-m', 'pip', '--version'])) throw new Error('pip is needed: apt-get install python3-pip');
      const wheel = download(name, scratch);
      const cuda = gpu ? downloadCuda(wheel, scratch) : [];
      return placeWheels(folder, wheel, cuda);
    },
  };
}

export function wheelLibrary(wheel: string): LibrarySource {
  if (!existsSync(wheel)) throw new Error(`there is no file ${wheel}`);
  return { label: labelOf(wheel), place: (folder) => placeWheels(folder, wheel, []) };
}

/** One that is unpacked already: `lib` and `include`, or a Python package. It stays where it is. */
export function folderLibrary(path: string): LibrarySource {
  const root = resolve(path);
  return {
    label: root,
    place(folder) {
      const lib = [join(root, 'lib'), root].find((candidate) => existsSync(candidate) && libraryIn(candidate) !== undefined);
      if (lib === undefined) throw new Error(`${root} has no libtensorflow.so or libtensorflow_cc.so, neither itself nor in lib/`);
      if (!existsSync(join(root, 'include/tensorflow/c/c_api.h'))) throw new Error(`${root} has no include/tensorflow/c/c_api.h`);
      mkdirSync(join(folder, 'lib'), { recursive: true });
      for (const file of readdirSync(lib).filter((name) => name.startsWith('libtensorflow')))
        symlinkSync(join(lib, file), join(folder, 'lib', file));
      symlinkSync(join(root, 'include'), join(folder, 'include'));
      linkNames(join(folder, 'lib'));
      return root;
    },
  };
}

function download(requirement: string, scratch: string): string {
  const before = new Set(readdirSync(scratch));
  const pip = ['-m', 'pip', '--retries', '0', '--disable-pip-version-check', 'download', '--quiet', '--no-cache-dir', '--no-deps'];
  let failure: unknown;
  for (const version of PYTHON_VERSIONS) {
    try {
      const python = version === '' ? [] : ['--python-version', version];
      output('python3', [...pip, '--only-binary=:all:', ...python, '--dest', scratch, requirement]);
      return join(scratch, readdirSync(scratch).find((file) => !before.has(file))!);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/** CUDA's libraries as the wheel asks for them; those of the system serve as well. */
function downloadCuda(wheel: string, scratch: string): string[] {
  const requirements = output('python3', [UNPACK, 'cuda', wheel]).split('\n').filter(Boolean);
  try {
    return requirements.map((requirement) => download(requirement, scratch));
  } catch {
    console.log("pip has no CUDA libraries; TensorFlow will look for the system's");
    return [];
  }
}

function placeWheels(folder: string, wheel: string, others: readonly string[]): string {
  output('python3', [UNPACK, 'unpack', folder, wheel, ...others]);
  const lib = join(folder, 'lib');
  if (!existsSync(lib)) throw new Error(`${wheel} has no libtensorflow_cc; is it a wheel of TensorFlow for Linux?`);
  linkNames(lib);
  for (const part of existsSync(join(folder, 'nvidia')) ? readdirSync(join(folder, 'nvidia')) : []) {
    const relative = join('../nvidia', part, 'lib');
    for (const file of readdirSync(join(lib, relative))) symlinkSync(join(relative, file), join(lib, file));
  }
  return labelOf(wheel);
}

/** The linker looks for `libtensorflow.so` and `libtensorflow_framework.so`. */
function linkNames(lib: string): void {
  const framework = readdirSync(lib).find((file) => /^libtensorflow_framework\.so\.\d+$/.test(file));
  const links = { 'libtensorflow.so': libraryIn(lib), 'libtensorflow_framework.so': framework };
  for (const [name, file] of Object.entries(links)) if (file && !existsSync(join(lib, name))) symlinkSync(file, join(lib, name));
}

function libraryIn(folder: string): string | undefined {
  return readdirSync(folder).find((file) => /^libtensorflow(_cc)?\.so(\.\d+)?$/.test(file));
}

/** `tensorflow_cpu-2.21.0-cp311-….whl` is `tensorflow_cpu 2.21.0`. */
const labelOf = (wheel: string) => basename(wheel).split('-').slice(0, 2).join(' ');
