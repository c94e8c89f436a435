import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { needCommands, output, runs } from '../setup/commands.ts';
import { type Engine, labelled } from './engine.ts';
import { registryMounts } from './registries.ts';

/** Images, containers and settings: apart from those of the machine. */
const FOLDER = '/var/tmp/hypertangent-containers';
const STAND_INS = fileURLToPath(new URL('stand-ins.sh', import.meta.url));

const COMMANDS = {
  buildah: 'buildah',
  podman: 'podman',
  'podman-compose': 'podman-compose',
  runc: 'runc',
  iptables: 'netavark aardvark-dns iptables catatonit',
  debootstrap: 'debootstrap',
};

/** Podman and Buildah. @throws Error where they are missing */
export function usePodman(): Engine {
  if (process.getuid?.() !== 0) throw new Error("no Docker engine answers, and what takes its place needs root's rights");
  needCommands(COMMANDS);
  const env = { ...process.env, ...writeSettings() };
  const run = (...args: readonly string[]) => output('podman', args, { env }).trim();
  return {
    name: run('--version'),
    run,
    provide: (images) => {
      const missing = images.filter((image) => !runs('podman', ['image', 'exists', image], env));
      const pulled = missing.every((image) => runs('podman', ['pull', '--quiet', image], env));
      if (pulled) return;
      console.log('   cannot be pulled; stand-ins are made');
      output('sh', [STAND_INS, FOLDER, ...images], { env });
    },
    build: (tag, options) => {
      const fixed = ['--isolation=chroot', '--pull-never', '--layers', '--format', 'docker'];
      output('buildah', ['build', ...fixed, ...registryMounts(FOLDER), '--tag', tag, ...options, '.'], { env });
    },
    // Its own schedule of checks needs systemd.
    healthy: (container) => runs('podman', ['healthcheck', 'run', container], env),
    compose: (environment, ...args) => output('podman-compose', args, { env: { ...env, ...environment } }),
    containersOf: (project, service) => labelled(run, project, service),
  };
}

/** The variables that name the settings. */
function writeSettings(): Record<string, string> {
  mkdirSync(FOLDER, { recursive: true });
  const storage = `[storage]\ndriver = "overlay"\ngraphroot = "${FOLDER}/storage"\nrunroot = "/run/hypertangent-containers"\n`;
  // The limits of those who start it may be below Podman's own, and there may be no systemd.
  const containers = [
    '[containers]\ndefault_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]',
    '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n',
  ].join('\n');
  writeFileSync(`${FOLDER}/storage.conf`, storage);
  writeFileSync(`${FOLDER}/containers.conf`, containers);
  return { CONTAINERS_STORAGE_CONF: `${FOLDER}/storage.conf`, CONTAINERS_CONF: `${FOLDER}/containers.conf` };
}
