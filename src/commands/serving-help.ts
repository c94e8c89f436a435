import { configHelp } from '../config.ts';

export const SERVE_HELP = `Usage: hypertangent serve

Serves the API over HTTP until SIGTERM or SIGINT, and then ends when what is under way is done or the time for it is over. It
prints its address when it listens, and logs to standard error as JSON. Its contract is at /docs and /openapi.json.

Without keys it listens on loopback alone; hypertangent key makes keys.

Examples:
  hypertangent serve
  PORT=8081 HYPERTANGENT_DATA_DIR=/var/lib/hypertangent HYPERTANGENT_KEYS_FILE=keys.json HOST=0.0.0.0 hypertangent serve

Exit code: 0 stopped; 1 it could not start, and the log says why; 2 a setting is wrong, with its name.

${configHelp()}
`;

export const WORKER_HELP = `Usage: hypertangent worker [--health]

Does jobs of services that have the same HYPERTANGENT_QUEUE and HYPERTANGENT_DATA_DIR, on this machine or another, until SIGTERM or
SIGINT; its jobs then go to other workers. It opens no port. With --health it says
whether the worker of this host, or container, is up: Redis has heard from it lately.

Examples:
  HYPERTANGENT_QUEUE=redis://localhost:6379 hypertangent worker
  HYPERTANGENT_QUEUE=redis://queue:6379 HYPERTANGENT_DATA_DIR=/shared HYPERTANGENT_HEAVY_RUNNERS=4 hypertangent worker

Exit code: 0 stopped, or up; 1 it could not start, and the log says why, or is not up; 2 a setting is wrong, with its name.

${configHelp()}
`;
