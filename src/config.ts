import type { Config } from './config-shape.ts';
import { SETTINGS } from './settings.ts';

export type { Config } from './config-shape.ts';

/** @throws HypertangentError `invalid_value`, naming the variable */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Readonly<Config> {
  const config: Partial<Config> = {};
  for (const { variable, fallback, apply } of SETTINGS) apply(config, environment[variable] || fallback, variable);
  return Object.freeze(config as Config);
}

/** All settings, for people. */
export function configHelp(): string {
  const width = Math.max(...SETTINGS.map(({ variable }) => variable.length));
  const lines = SETTINGS.map(
    ({ variable, fallback, help }) => `  ${variable.padEnd(width)}  ${help} (default ${fallback || 'none'})`,
  );
  return ['Settings, from the environment:', ...lines].join('\n');
}
