import { availableParallelism, totalmem } from 'node:os';
import { parseKeys } from './access/key-list.ts';
import { KEYS_FILE_VARIABLE, KEYS_VARIABLE, UNPROTECTED_VARIABLE, UNPROTECTED_WORDS } from './access/protection.ts';
import type { Config } from './config-shape.ts';
import { TENSOR_SETTINGS, TENSORS_VARIABLE, TF32_VARIABLE } from './empirical/backends/names.ts';
import { BACKEND_NAMES, LIBRARY_VARIABLE, LINALG_VARIABLE } from './linalg/backend-names.ts';
import { hours, integer, oneOf, redisUrl } from './setting-values.ts';

/** A variable of the environment, and what it says. */
interface Setting {
  variable: string;
  fallback: string;
  help: string;
  apply(config: Partial<Config>, text: string, variable: string): void;
}

/** A client that is not on this machine may send this many requests a minute unless HYPERTANGENT_RATE_PER_MINUTE is given. */
const RATE_BEYOND_LOOPBACK = 600;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Every setting, in the order of `--help`. */
export const SETTINGS: readonly Setting[] = [
  { variable: 'HOST', fallback: '127.0.0.1', help: 'address to listen on', apply: (c, text) => (c.host = text) },
  {
    variable: 'PORT',
    fallback: '8080',
    help: 'port to listen on; 0 takes any free one',
    apply: (c, text, variable) => (c.port = integer(text, variable, 0, 65535)),
  },
  {
    variable: KEYS_FILE_VARIABLE,
    fallback: '',
    help: 'JSON file with a list of keys; read again when it changes. Without keys only this machine is served',
    apply: (c, text) => (c.keysFile = text || undefined),
  },
  {
    variable: KEYS_VARIABLE,
    fallback: '',
    help: 'a list of keys itself, beside or in place of the file',
    apply: (c, text, variable) => (c.keys = text === '' ? undefined : parseKeys(text, variable)),
  },
  {
    variable: UNPROTECTED_VARIABLE,
    fallback: '',
    help: `${UNPROTECTED_WORDS}: other machines are served without keys, too`,
    apply: (c, text, variable) => (c.unprotected = text !== '' && oneOf(text, variable, [UNPROTECTED_WORDS]) !== undefined),
  },
  {
    variable: 'HYPERTANGENT_DATA_DIR',
    fallback: 'data',
    help: 'folder of arrays, fitted regressions and jobs',
    apply: (c, text) => (c.dataDir = text),
  },
  {
    variable: 'HYPERTANGENT_LOG_LEVEL',
    fallback: 'info',
    help: LOG_LEVELS.join(', '),
    apply: (c, text, variable) => (c.logLevel = oneOf(text, variable, LOG_LEVELS)),
  },
  {
    variable: 'HYPERTANGENT_JSON_LIMIT_BYTES',
    fallback: String(2 * 2 ** 20),
    help: 'largest JSON body; send larger arrays as .npy',
    apply: (c, text, variable) => (c.jsonLimitBytes = integer(text, variable, 1024, 2 ** 28)),
  },
  {
    variable: 'HYPERTANGENT_ARRAY_LIMIT_BYTES',
    fallback: String(8 * 2 ** 30),
    help: 'largest uploaded .npy file',
    apply: (c, text, variable) => (c.arrayLimitBytes = integer(text, variable, 1024)),
  },
  {
    variable: 'HYPERTANGENT_MEMORY_BYTES',
    fallback: String(defaultMemoryBytes()),
    help: 'memory that running computations may take; one that is larger is answered 413. 80 % of the memory there is unless given',
    apply: (c, text, variable) => (c.memoryBytes = integer(text, variable, 2 ** 20)),
  },
  {
    variable: 'HYPERTANGENT_WAIT_SECONDS',
    fallback: '30',
    help: 'how long a request waits for its job before it answers 202',
    apply: (c, text, variable) => (c.waitLimitMs = 1000 * integer(text, variable, 0, 3600)),
  },
  {
    variable: LINALG_VARIABLE,
    fallback: 'auto',
    help: `linear algebra: ${BACKEND_NAMES.join(', ')}`,
    apply: (c, text, variable) => (c.linalg = oneOf(text, variable, BACKEND_NAMES)),
  },
  {
    variable: LIBRARY_VARIABLE,
    fallback: '',
    help: 'path of a BLAS library with LAPACK; otherwise looked for where systems keep theirs',
    // Read where the library is loaded; named here for --help.
    apply: () => {},
  },
  {
    variable: TENSORS_VARIABLE,
    fallback: 'auto',
    help: `tensors of finite networks: ${TENSOR_SETTINGS.join(', ')}`,
    apply: (c, text, variable) => (c.tensors = oneOf(text, variable, TENSOR_SETTINGS)),
  },
  {
    variable: TF32_VARIABLE,
    fallback: '0',
    help: '1 lets TensorFlow round factors of products to 10 bits where its device is faster that way',
    // Read where the library is loaded; named here for --help.
    apply: (_, text, variable) => oneOf(text, variable, ['0', '1']),
  },
  {
    variable: 'HYPERTANGENT_THREADS',
    fallback: String(availableParallelism()),
    help: 'threads of each runner; the cores of this machine unless given',
    apply: (c, text, variable) => (c.threads = integer(text, variable, 1, 1024)),
  },
  {
    variable: 'HYPERTANGENT_QUEUE',
    fallback: '',
    help: 'redis://[user:password@]host[:port][/db], or rediss:// with TLS: jobs are done by `hypertangent worker` processes, on any machine that shares the data directory; not given: by this process',
    apply: (c, text, variable) => (c.queueUrl = text === '' ? undefined : redisUrl(text, variable)),
  },
  {
    variable: 'HYPERTANGENT_QUICK_RUNNERS',
    fallback: '1',
    help: 'processes for short computations',
    apply: (c, text, variable) => (c.quickRunners = integer(text, variable, 1, 64)),
  },
  {
    variable: 'HYPERTANGENT_HEAVY_RUNNERS',
    fallback: '1',
    help: 'processes for long computations',
    apply: (c, text, variable) => (c.heavyRunners = integer(text, variable, 1, 64)),
  },
  {
    variable: 'HYPERTANGENT_MAX_WAITING_JOBS',
    fallback: '100',
    help: 'jobs that may wait; more are answered 503',
    apply: (c, text, variable) => (c.maxWaitingJobs = integer(text, variable, 1, 1_000_000)),
  },
  {
    variable: 'HYPERTANGENT_PART_SECONDS',
    fallback: '10',
    help: 'work of each part, at least, of a job that several runners do, in seconds of one core of 2020; the last digits of means over finite networks depend on it',
    apply: (c, text, variable) => (c.partSeconds = integer(text, variable, 1, 86_400)),
  },
  {
    variable: 'HYPERTANGENT_JOB_ATTEMPTS',
    fallback: '3',
    help: 'how often a job may begin: it is run again when the process that runs it dies',
    apply: (c, text, variable) => (c.jobAttempts = integer(text, variable, 1, 100)),
  },
  {
    variable: 'HYPERTANGENT_REQUEST_TIMEOUT_SECONDS',
    fallback: '300',
    help: 'how long a client may take to send a request',
    apply: (c, text, variable) => (c.requestTimeoutMs = 1000 * integer(text, variable, 1, 86_400)),
  },
  {
    variable: 'HYPERTANGENT_STALL_SECONDS',
    fallback: '30',
    help: 'how long a client may send nothing of its request, or take nothing of its answer, before it is cut',
    apply: (c, text, variable) => (c.stallMs = 1000 * integer(text, variable, 1, 3600)),
  },
  {
    variable: 'HYPERTANGENT_MAX_CONNECTIONS',
    fallback: '1000',
    help: 'connections at a time; more are closed at once',
    apply: (c, text, variable) => (c.maxConnections = integer(text, variable, 1, 1_000_000)),
  },
  {
    variable: 'HYPERTANGENT_RATE_PER_MINUTE',
    fallback: 'auto',
    help: `requests of one client; more are answered 429. 0: no limit; auto: none on a loopback HOST, ${RATE_BEYOND_LOOPBACK} on others`,
    apply: (c, text, variable) =>
      (c.ratePerMinute = text === 'auto' ? defaultRate(c.host!) : integer(text, variable, 0, 1_000_000)),
  },
  {
    variable: 'HYPERTANGENT_MIN_FREE_BYTES',
    fallback: String(256 * 2 ** 20),
    help: 'free space in the data directory below which the service is not ready',
    apply: (c, text, variable) => (c.minFreeBytes = integer(text, variable, 0)),
  },
  {
    variable: 'HYPERTANGENT_KEEP_JOBS_HOURS',
    fallback: '168',
    help: 'how long finished jobs and their results are kept; 0: for ever',
    apply: (c, text, variable) => (c.keepJobsMs = hours(text, variable)),
  },
  {
    variable: 'HYPERTANGENT_KEEP_JOBS_BYTES',
    fallback: String(50 * 2 ** 30),
    help: 'what all finished jobs together may take; the oldest go first. 0: no limit',
    apply: (c, text, variable) => (c.keepJobsBytes = integer(text, variable, 0)),
  },
  {
    variable: 'HYPERTANGENT_KEEP_ARRAYS_HOURS',
    fallback: '0',
    help: 'how long arrays are kept after their upload; 0: for ever',
    apply: (c, text, variable) => (c.keepArraysMs = hours(text, variable)),
  },
  {
    variable: 'HYPERTANGENT_KEEP_MODELS_HOURS',
    fallback: '0',
    help: 'how long regressions are kept after their fit or import, and trained networks; 0: for ever',
    apply: (c, text, variable) => (c.keepModelsMs = hours(text, variable)),
  },
  {
    variable: 'HYPERTANGENT_CHECKPOINT_SECONDS',
    fallback: '30',
    help: 'how often a long solve or training keeps what it has reached, for an equal request to go on from; 0: after each iteration',
    apply: (c, text, variable) => (c.checkpointMs = 1000 * integer(text, variable, 0, 86_400)),
  },
  {
    variable: 'HYPERTANGENT_DRAIN_SECONDS',
    fallback: '10',
    help: 'how long running jobs may go on after SIGTERM',
    apply: (c, text, variable) => (c.drainMs = 1000 * integer(text, variable, 0, 3600)),
  },
];

function defaultRate(host: string): number {
  return /^(localhost|127(\.\d+){3}|::1)$/.test(host) ? 0 : RATE_BEYOND_LOOPBACK;
}

/** 80 % of the machine's memory, or of what its control group may take if that is less. */
function defaultMemoryBytes(): number {
  // 0 or beyond the machine's where there is no limit.
  const limit = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  return Math.floor(0.8 * Math.min(totalmem(), limit));
}
