import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { CommandMeans } from '../../src/commands/command.ts';

export interface Run {
  code: number;
  out: string;
  /** The same as bytes. */
  bytes: Buffer;
  err: string;
}

export interface RunOptions {
  input?: Uint8Array | string;
  environment?: Record<string, string>;
}

/** A command in this process. */
export async function runCommand(
  command: (args: readonly string[], means: CommandMeans) => Promise<number>,
  args: readonly string[],
  { input = '', environment = {} }: RunOptions = {},
): Promise<Run> {
  const pieces: Buffer[] = [];
  let err = '';
  const code = await command(args, {
    environment: { HYPERTANGENT_THREADS: '1', HYPERTANGENT_LINALG: 'wasm', ...environment },
    out: (data) => pieces.push(Buffer.from(data as string)),
    err: (text) => {
      err += text;
    },
    input: async () => Buffer.from(input as string),
    interactive: false,
  });
  const bytes = Buffer.concat(pieces);
  return { code, out: bytes.toString(), bytes, err };
}

/** A folder that goes when the test file ends. */
export class TestFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<TestFolder> {
    const folder = new TestFolder(await mkdtemp(join(tmpdir(), 'hypertangent-')));
    after(() => rm(folder.path, { recursive: true }));
    return folder;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  async file(name: string, content: Uint8Array | string | object): Promise<string> {
    const data = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
    await writeFile(this.at(name), data);
    return this.at(name);
  }

  names(): Promise<string[]> {
    return readdir(this.path);
  }
}
