/** Builds the images, tries them and compose.yaml, and says how large and how fast they are. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkAlone } from './checks/alone.ts';
import { checkCompose } from './checks/compose.ts';
import { checkGpuImage } from './checks/gpu.ts';
import { useDocker } from './docker.ts';
import type { Engine } from './engine.ts';
import { usePodman } from './podman.ts';

const PACKAGES = 'buildah podman podman-compose runc netavark aardvark-dns iptables catatonit debootstrap';

const HELP = `Usage: scripts/container-test [--gpu]

Builds the image of the Dockerfile and runs it as one should: not as root, on a read-only system, without
capabilities, with little memory. Then runs compose.yaml, and kills a worker in it.

  --gpu   also builds the target gpu, with TensorFlow's library for CPUs (1 GB of disk), and looks that it loads

With Docker where its engine answers. Elsewhere as root with Debian's packages:
  apt-get install --no-install-recommends ${PACKAGES}
Images that cannot be pulled are then made from Debian's and npm's packages under the same names. They are kept in
/var/tmp/hypertangent-containers, with what was built.`;

const { values } = parseArgs({ options: { gpu: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) console.log(HELP);
else
  await main(values.gpu ?? false).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function main(gpu: boolean): Promise<void> {
  const engine = useDocker() ?? usePodman();
  console.log(`With ${engine.name}`);
  await step('images to build on', () => engine.provide(imagesNamed('Dockerfile', 'compose.yaml')));
  await step('build', () => engine.build('hypertangent', []));
  console.log(`   ${sizes(engine, 'hypertangent')}`);
  await step('the image alone', () => checkAlone(engine));
  await step('compose.yaml', () => checkCompose(engine));
  if (!gpu) return;
  await step('build for GPUs, with the library for CPUs', () => {
    engine.build('hypertangent:gpu', ['--target', 'gpu', '--build-arg', 'TENSORFLOW=']);
  });
  console.log(`   ${sizes(engine, 'hypertangent:gpu')}`);
  await step('the image for GPUs, without one', () => checkGpuImage(engine));
}

async function step(name: string, run: () => void | Promise<void>): Promise<void> {
  console.log(`== ${name}`);
  const start = performance.now();
  await run();
  console.log(`   ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/** The images that files name in full. */
function imagesNamed(...files: readonly string[]): string[] {
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  return [...new Set(texts.flatMap((text) => text.match(/docker\.io\/\S+/g) ?? []))];
}

function sizes(engine: Engine, image: string): string {
  const bytes = Number(engine.run('image', 'inspect', '--format', '{{.Size}}', image));
  return `${image} has ${(bytes / 1e6).toFixed(0)} MB`;
}
