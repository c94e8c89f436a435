const BAR_WIDTH = 24;
/** Without a terminal, a line this often at most. */
const LINE_EVERY_MS = 10_000;

/** One long step: a bar that is redrawn in a terminal, a line now and then elsewhere. */
export class ProgressLine {
  readonly #label: string;
  readonly #startedAt = performance.now();
  #printedAt = performance.now();

  constructor(label: string) {
    this.#label = label;
    if (process.stdout.isTTY) this.update(0);
  }

  /** @param fraction of the whole that is done, 0 to 1 */
  update(fraction: number, stage = ''): void {
    const percent = `${Math.floor(100 * fraction)} %`.padStart(5);
    if (process.stdout.isTTY) {
      const filled = Math.round(BAR_WIDTH * fraction);
      redraw(`${this.#label}  ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent}  ${stage}`);
    } else if (performance.now() - this.#printedAt >= LINE_EVERY_MS) {
      this.#printedAt = performance.now();
      console.log(`${this.#label}  ${percent}  ${stage}`.trimEnd());
    }
  }

  done(): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    this.end(`done in ${seconds} s`);
  }

  /** Ends the line with a last word. */
  end(word: string): void {
    if (process.stdout.isTTY) redraw('');
    console.log(`${this.#label}  ${word}`);
  }
}

function redraw(line: string): void {
  process.stdout.write(`\r\x1b[K${line}`);
}
