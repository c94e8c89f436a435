/** What runs containers. */
export interface Engine {
  /** For people. */
  readonly name: string;
  /** What a command prints, such as `run('stop', 'name')`. @throws Error with what it wrote to stderr */
  run(...args: readonly string[]): string;
  /** Has these images here. */
  provide(images: readonly string[]): void;
  /** Builds the Dockerfile. */
  build(tag: string, options: readonly string[]): void;
  /** Whether the health check of a container passes. */
  healthy(container: string): boolean;
  /** What a command for compose.yaml prints. */
  compose(environment: Readonly<Record<string, string>>, ...args: readonly string[]): string;
  /** The containers of a service of compose.yaml that run. */
  containersOf(project: string, service: string): string[];
}

/** Those that have the labels which all programs for compose.yaml give them. */
export function labelled(run: Engine['run'], project: string, service: string): string[] {
  const labels = [`project=${project}`, `service=${service}`].flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
  return run('ps', '--quiet', ...labels)
    .split('\n')
    .filter(Boolean);
}
