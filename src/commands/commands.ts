import type { CommandMeans } from './command.ts';

/** What `hypertangent NAME` runs; what a service does not need is loaded with it alone. */
export interface Command {
  /** For `hypertangent --help`. */
  summary: string;
  run(args: readonly string[], means: CommandMeans): Promise<number>;
}

/** By name, in the order of `--help`. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    summary: 'the service, the same as without a command',
    run: async (args, means) => (await import('./serve.ts')).serveCommand(args, means),
  },
  worker: {
    summary: 'does jobs of a service with HYPERTANGENT_QUEUE',
    run: async (args, means) => (await import('./worker.ts')).workerCommand(args, means),
  },
  kernel: {
    summary: 'kernels between points of a file, without a server or from one',
    run: async (args, means) => (await import('./kernel/kernel.ts')).kernelCommand(args, means),
  },
  complete: {
    summary: "the missing part of one's own picture, completed",
    run: async (args, means) => (await import('./complete/complete.ts')).completeCommand(args, means),
  },
  dataset: {
    summary: 'MNIST, Fashion-MNIST or CIFAR-10, and tasks made of them, as arrays for trainings',
    run: async (args, means) => (await import('./dataset/dataset.ts')).datasetCommand(args, means),
  },
  verify: {
    summary: 'whether finite networks agree with an analytic kernel, for CI',
    run: async (args, means) => (await import('./verify/verify.ts')).verifyCommand(args, means),
  },
  reproduce: {
    summary: "the paper's tables and figures, computed anew",
    run: async (args, means) => (await import('./reproduce.ts')).reproduceCommand(args, means),
  },
  key: {
    summary: 'a new API key, for the list of keys',
    run: async (args, means) => (await import('./key.ts')).keyCommand(args, means),
  },
};

export const HELP = `Usage: hypertangent [COMMAND] [options]

Kernels of infinitely wide neural networks and hypernetworks, and kernel regression with them.

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}  ${summary}`)
  .join('\n')}

hypertangent COMMAND --help tells what a command does, its options or settings, with examples and exit codes.
Without a command it serves. --version prints the version.

Examples:
  hypertangent serve
  echo '[[1, 0], [0.6, 0.8]]' | hypertangent kernel --x - --outputs ntk --format csv
`;
