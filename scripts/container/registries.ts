import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { output } from '../setup/commands.ts';

/** Where what is mounted lies in the build. */
const INSIDE = '/registries';

/**
 * Options with which a build reaches npm's and pip's packages as this machine does: by the registry, the certificates and
 * the folders that npm and pip have in their configuration.
 */
export function registryMounts(folder: string): string[] {
  const host = join(folder, 'registries');
  mkdirSync(host, { recursive: true });
  const npm = (name: string) => output('npm', ['config', 'get', name]).trim();
  const certificates = npm('cafile');
  const own = existsSync(certificates);
  if (own) copyFileSync(certificates, join(host, 'certificates.crt'));
  writeFileSync(
    join(host, 'npmrc'),
    [`registry=${npm('registry')}`, ...(own ? [`cafile=${INSIDE}/certificates.crt`] : [])].join('\n'),
  );
  const pip = pipSettings();
  const lines = Object.entries(pip).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(host, 'pip.conf'), ['[global]', ...lines, ...(own ? [`cert = ${INSIDE}/certificates.crt`] : [])].join('\n'));
  const folders = Object.values(pip).flatMap((value) => value.split(/\s+/).map(folderOf));
  const mounts = [
    [host, INSIDE],
    [join(host, 'npmrc'), '/root/.npmrc'],
    [join(host, 'pip.conf'), '/etc/pip.conf'],
    ...[...new Set(folders)].filter((path) => path.startsWith('/') && existsSync(path)).map((path) => [path, path]),
  ];
  return mounts.flatMap(([from, to]) => ['--volume', `${from}:${to}:ro`]);
}

/** Of packages; an index in a folder names those of folders beside it. */
function folderOf(place: string): string {
  return place.startsWith('file://') ? dirname(place.slice('file://'.length)) : place;
}

/** What pip is told about where packages are, here. */
function pipSettings(): Record<string, string> {
  const listed = output('python3', ['-m', 'pip', 'config', 'list']).matchAll(/^(?:global|:env:)\.([a-z-]+)='(.*)'$/gm);
  const names = ['index-url', 'extra-index-url', 'find-links'];
  return Object.fromEntries(
    [...listed].map(([, name, value]) => [name!, value!] as const).filter(([name]) => names.includes(name)),
  );
}
