/** Sends hostile input: to the service by HTTP, or to the parsers of files. */
import { parseArgs } from 'node:util';
import { parserCampaign } from './parsers/campaign.ts';
import { TARGETS } from './parsers/targets.ts';
import { requestCampaign } from './requests/campaign.ts';

const HELP = `Usage: scripts/fuzz [--requests N] [--seconds S] [--seed K]
       scripts/fuzz parsers [--seconds S] [--seed K]

The first sends requests made from the contract, valid, with one constraint broken, and hostile, to a service of its own, and
checks every answer (20000, at most 600 s). The second mutates .npy files, zip files and models, keeps what reaches new code, and
checks the parsers that read them (60 s). Both print what they found with the seed, and end with 1 if there was anything.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: 'string', default: '20000' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    help: { type: 'boolean', short: 'h' },
  },
});
const seed = Number(values.seed);
const [what] = positionals;

if (values.help || (what !== undefined && what !== 'parsers')) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  const report = (line: string) => console.log(line);
  console.log(`seed ${seed}`);
  const findings = what === 'parsers' ? await parsers() : await requests();
  for (const finding of findings) console.log(`\n${finding}`);
  process.exitCode = findings.length > 0 ? 1 : 0;

  async function requests(): Promise<string[]> {
    const options = { requests: Number(values.requests), seconds: Number(values.seconds ?? 600), seed, report };
    const { findings } = await requestCampaign(options);
    return findings.map(({ problem, what, seed, command }) => `${what} (seed ${seed}): ${problem}\n${command}`);
  }

  async function parsers(): Promise<string[]> {
    const found: string[] = [];
    for (const target of TARGETS) {
      const { inputs, blocks, corpus, findings } = await parserCampaign(
        target,
        Number(values.seconds ?? 60) / TARGETS.length,
        seed,
      );
      report(`${target.name}: ${inputs} inputs, ${blocks} blocks reached, a corpus of ${corpus}, ${findings.length} found`);
      found.push(...findings.map(({ problem, base64 }) => `${target.name} (seed ${seed}): ${problem}\n${base64}`));
    }
    return found;
  }
}
