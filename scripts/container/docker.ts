import { output, runs } from '../setup/commands.ts';
import { type Engine, labelled } from './engine.ts';

/** Docker, if its engine answers. It pulls what it builds on. */
export function useDocker(): Engine | undefined {
  if (!runs('docker', ['info', '--format', '{{.ServerVersion}}']) || !runs('docker', ['compose', 'version'])) return undefined;
  const run = (...args: readonly string[]) => output('docker', args).trim();
  return {
    name: `Docker ${run('version', '--format', '{{.Server.Version}}')}`,
    run,
    provide: (images) => {
      for (const image of images) run('pull', '--quiet', image);
    },
    build: (tag, options) => void run('build', '--tag', tag, ...options, '.'),
    healthy: (container) => run('inspect', '--format', '{{.State.Health.Status}}', container) === 'healthy',
    compose: (environment, ...args) => output('docker', ['compose', ...args], { env: { ...process.env, ...environment } }),
    containersOf: (project, service) => labelled(run, project, service),
  };
}
