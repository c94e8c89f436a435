import type { Engine } from './engine.ts';
import { ready } from './http.ts';
import { until } from './wait.ts';

/** As docs/container.md starts it. */
export const HARDENED = [
  '--read-only',
  '--tmpfs',
  '/tmp',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
  '--pids-limit',
  '256',
];

/** A service in a container. */
export class ServiceContainer {
  readonly #engine: Engine;
  readonly id: string;
  readonly address: string;
  /** Until it was ready. */
  readonly startSeconds: number;

  private constructor(engine: Engine, id: string, address: string, startSeconds: number) {
    this.#engine = engine;
    this.id = id;
    this.address = address;
    this.startSeconds = startSeconds;
  }

  /** Starts it for this machine alone. @throws Error with its log where it does not get ready */
  static async start(engine: Engine, image: string, options: readonly string[]): Promise<ServiceContainer> {
    const start = performance.now();
    const unprotected = ['--env', 'HYPERTANGENT_UNPROTECTED=yes-on-a-trusted-network'];
    const id = engine.run('run', '--detach', '--publish', '127.0.0.1::8080', ...HARDENED, ...unprotected, ...options, image);
    try {
      const address = `http://${engine.run('port', id, '8080/tcp')}`;
      await until('the service is ready', 60, () => ready(address));
      return new ServiceContainer(engine, id, address, (performance.now() - start) / 1000);
    } catch (error) {
      const log = engine.run('logs', id);
      engine.run('rm', '--force', '--volumes', id);
      throw new Error(`${(error as Error).message}\n${log}`);
    }
  }

  /** What a program in it prints. */
  exec(...command: readonly string[]): string {
    return this.#engine.run('exec', this.id, ...command);
  }

  /** Stops it by SIGTERM; the exit code. */
  stop(): number {
    this.#engine.run('stop', '--time', '20', this.id);
    return Number(this.#engine.run('inspect', '--format', '{{.State.ExitCode}}', this.id));
  }

  remove(): void {
    this.#engine.run('rm', '--force', '--volumes', this.id);
  }
}
