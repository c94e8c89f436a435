import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { testMissing } from './required.ts';

const run = promisify(execFile);

/** Where everything is reached that runs in no machine of its own: the test itself. */
export const HERE = 'here';

/**
 * Machines with links between them that can be cut: network namespaces of this one, which share its disk. What is sent over a cut
 * link is lost, and nobody is told.
 */
export class LinkedMachines {
  readonly #prefix: string;
  readonly #machines: readonly string[];
  /** Networks of four addresses in 10.0.0.0/8. */
  readonly #network: number;
  readonly #links: { ends: readonly [string, string]; devices: readonly [string, string] }[] = [];

  private constructor(machines: readonly string[]) {
    this.#prefix = `ht${process.pid}`;
    this.#machines = machines;
    this.#network = process.pid % 250;
  }

  /** null where that is not allowed, with a test in its place that says so. @param links pairs of machines, of which one may be HERE */
  static async make(machines: readonly string[], links: readonly (readonly [string, string])[]): Promise<LinkedMachines | null> {
    const made = new LinkedMachines(machines);
    try {
      for (const machine of machines) {
        await run('ip', ['netns', 'add', made.#name(machine)]);
        await made.#ip(machine, 'link', 'set', 'lo', 'up');
      }
      for (const ends of links) await made.#link(ends);
    } catch (error) {
      await made.remove();
      testMissing('netns', `machines cannot be made of network namespaces here: ${(error as Error).message.trim()}`);
      return null;
    }
    return made;
  }

  /** The command that runs a program in a machine. */
  in(machine: string): string[] {
    return machine === HERE ? [] : ['ip', 'netns', 'exec', this.#name(machine)];
  }

  /** Under which one machine reaches another. */
  address(from: string, to: string): string {
    const index = this.#index(from, to);
    return this.#address(index, this.#links[index]!.ends.indexOf(to));
  }

  async cut(one: string, other: string): Promise<void> {
    await this.#set(one, other, 'down');
  }

  async heal(one: string, other: string): Promise<void> {
    await this.#set(one, other, 'up');
  }

  /** What ran in them goes on without a network. */
  async remove(): Promise<void> {
    for (const machine of this.#machines) await run('ip', ['netns', 'delete', this.#name(machine)]).catch(() => {});
  }

  async #link(ends: readonly [string, string]): Promise<void> {
    const index = this.#links.length;
    const devices = [`${this.#prefix}-${index}a`, `${this.#prefix}-${index}b`] as const;
    this.#links.push({ ends, devices });
    await run('ip', ['link', 'add', devices[0], 'type', 'veth', 'peer', 'name', devices[1]]);
    for (const [side, end] of ends.entries()) {
      const device = devices[side]!;
      if (end !== HERE) await run('ip', ['link', 'set', device, 'netns', this.#name(end)]);
      await this.#ip(end, 'addr', 'add', `${this.#address(index, side)}/30`, 'dev', device);
      await this.#ip(end, 'link', 'set', device, 'up');
    }
  }

  #address(link: number, side: number): string {
    return `10.213.${this.#network}.${4 * link + 1 + side}`;
  }

  #index(one: string, other: string): number {
    return this.#links.findIndex(({ ends }) => ends.includes(one) && ends.includes(other));
  }

  /** The end that is not HERE goes down, so that the addresses here stay. */
  async #set(one: string, other: string, state: 'up' | 'down'): Promise<void> {
    const { ends, devices } = this.#links[this.#index(one, other)]!;
    const side = ends[0] === HERE ? 1 : 0;
    await this.#ip(ends[side]!, 'link', 'set', devices[side]!, state);
  }

  async #ip(machine: string, ...args: string[]): Promise<void> {
    await run('ip', machine === HERE ? args : ['-n', this.#name(machine), ...args]);
  }

  #name(machine: string): string {
    return `${this.#prefix}-${machine}`;
  }
}
