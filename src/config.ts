import type { Config } from './config-shape.ts';
import { SETTINGS } from './settings.ts';

export type { Config } from './config-shape.ts';

/** @throws HypertangentError `invalid_value`, naming the variable */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Readonly<Config> {
  const config: Partial<Config> = {};
  for (const { variable, fallback, apply } of SETTINGS) apply(config, environment[variable] || fallback, variable);
  return Object.freeze(config as Config);
}

/** What `--help` prints. */
export function configHelp(): string {
  const width = Math.max(...SETTINGS.map(({ variable }) => variable.length));
  const lines = SETTINGS.map(
    ({ variable, fallback, help }) => `  ${variable.padEnd(width)}  ${help} (default ${fallback || 'none'})`,
  );
  const usage =
    'Usage: hypertangent [--help] [--version]\nUsage: hypertangent worker [--health]\nUsage: hypertangent verify SPEC.json [--help] [--json] [--backend NAME] [--seed N]\nUsage: hypertangent key NAME --scopes read,compute [--owner NAME]';
  const commands =
    'Serves the API; worker: does jobs of a service with HYPERTANGENT_QUEUE, and with --health says whether the one of this host, or container, is up; verify: says whether finite networks agree with analytic kernels, without a server; key: makes an API key.';
  return [usage, '', commands, '', 'Settings, from the environment:', ...lines].join('\n');
}
