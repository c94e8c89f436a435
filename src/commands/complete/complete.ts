import { parseConfig } from '../../config.ts';
import type { Control } from '../../control.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { type CompletedPicture, completePicture } from '../../photos/complete.ts';
import type { Picture } from '../../photos/picture.ts';
import { writeFileAtomically } from '../../store/atomic-file.ts';
import { checkWritable, readOrRefuse } from '../arguments.ts';
import { type CommandMeans, EXIT, exitCode } from '../command.ts';
import { COMPLETE_HELP, type CompleteOptions, completeOptions } from './options.ts';
import { readPicture } from './picture-file.ts';
import { writePng } from './png.ts';
import { pixelStates } from './states.ts';

/** `hypertangent complete …`: the exit code, everything else written. */
export function completeCommand(args: readonly string[], means: CommandMeans): Promise<number> {
  return exitCode(means, async () => {
    const options = completeOptions(args);
    if (options === 'help') means.out(COMPLETE_HELP);
    else await complete(options, means);
    return EXIT.done;
  });
}

async function complete(options: CompleteOptions, means: CommandMeans): Promise<void> {
  const { file, mask: maskFile, mostPixels, candidates } = options;
  const config = parseConfig(means.environment);
  for (const path of [options.output, options.uncertainty]) if (path !== undefined) await checkWritable(path);
  const photo = await readPicture(await readOrRefuse(file), file, mostPixels);
  const mask = maskFile === undefined ? undefined : await readPicture(await readOrRefuse(maskFile), maskFile, mostPixels);
  const states = pixelStates(photo, mask);
  const channels = mask || !photo.hasAlpha ? photo.picture.channels : photo.picture.channels - 1;
  const { engine, close } = await createEngine({ linalg: config.linalg, threads: config.threads });
  try {
    const problem = { picture: photo.picture, states, channels, candidates, uncertainty: options.uncertainty !== undefined };
    const completed = await completePicture(problem, engine, progressOn(means));
    if (completed.deviation) await writeFileAtomically(options.uncertainty!, writePng(deviationPicture(completed)));
    await writeFileAtomically(options.output, writePng(completed.picture, photo.kept));
    means.out(report(completed));
  } finally {
    await close();
  }
}

function report({ setting, hiddenError, hiddenPixels, completedPixels, deviation, picture }: CompletedPicture): string {
  const { kernel, depth, lengthScale, ridge } = setting;
  const lines = [
    `${completedPixels} pixels completed with the ${kernel} of depth ${depth}, length scale ${lengthScale}, ridge ${ridge}`,
    hiddenError === undefined
      ? 'no known pixels could be hidden to measure the error'
      : `on ${hiddenPixels} known pixels that were hidden alike the error was ${hiddenError.toFixed(1)} of ${picture.most} (root mean square)`,
    ...(deviation ? [`white in the picture of uncertainty is a standard deviation of ${largest(deviation).toFixed(1)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function deviationPicture({ deviation, picture: { height, width } }: CompletedPicture): Picture {
  const scale = 255 / (largest(deviation!) || 1);
  return { height, width, channels: 1, most: 255, data: Uint8Array.from(deviation!, (value) => Math.round(scale * value)) };
}

function largest(values: Float32Array): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

/** A line that a person sees change. */
function progressOn({ err, interactive }: CommandMeans): Control {
  let stage = '';
  return {
    async checkpoint(fraction) {
      if (interactive) err(fraction < 1 ? `\r${stage} ${Math.floor(100 * fraction)} %  ` : '\r\u001b[K');
    },
    stage(name) {
      stage = name;
    },
  };
}
