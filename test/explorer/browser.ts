import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/lib/chromium.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Pictures of what was seen, for people. */
const PICTURES = `${root}output/explorer/`;

/** Builds the page as `npm run build` does. */
export function buildExplorer(): void {
  execFileSync(`${root}scripts/build-explorer`, { stdio: 'inherit' });
}

/** A browser that is closed when the test file ends. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launchChromium();
  after(() => browser.close());
  return browser;
}

/** A tab on the service's page, and all in it that a person would not want. */
export class Visit {
  readonly page: Page;
  readonly #address: string;
  readonly #mistakes: string[] = [];

  private constructor(page: Page, address: string, expected: RegExp | undefined) {
    this.page = page;
    this.#address = address;
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected?.test(message.text())) this.#mistakes.push(message.text());
    });
    page.on('pageerror', (error) => this.#mistakes.push(String(error)));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(blob|data):/.test(url)) this.#mistakes.push(`asks another host: ${url}`);
    });
  }

  /** @param expected errors of the console that belong to the test */
  static async to(
    browser: Browser,
    address: string,
    view: string,
    options: BrowserContextOptions = {},
    expected?: RegExp,
  ): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
    const visit = new Visit(await context.newPage(), address, expected);
    await visit.page.goto(`${address}/#/${view}`);
    return visit;
  }

  /** Asserts that axe finds nothing, and keeps a picture. */
  async inspect(name: string): Promise<void> {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    });
    assert.deepEqual(found, [], `axe on ${name}`);
    const [wide, seen] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
    assert.ok(wide <= seen, `${name} is ${wide} wide in a window of ${seen}`);
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: true });
  }

  /** The commands that the view gives to reproduce it, one for each of its requests. */
  async commands(language: 'curl' | 'Python'): Promise<string[]> {
    const { page } = this;
    const details = page.locator('details.reproduce');
    if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
    await details.getByRole('button', { name: language, exact: true }).click();
    const requests = details.getByLabel('Request', { exact: true });
    const count = (await requests.count()) === 0 ? 1 : await requests.locator('option').count();
    const commands: string[] = [];
    for (let index = 0; index < count; index++) {
      if (count > 1) await requests.selectOption(String(index));
      commands.push(await details.locator('pre').innerText());
    }
    return commands;
  }

  /** Clicks on a button that gives a file; its content. */
  async download(name: string | RegExp): Promise<Uint8Array<ArrayBuffer>> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name, exact: typeof name === 'string' }).click(),
    ]);
    return Uint8Array.from(readFileSync(await download.path()));
  }

  // biome-ignore lint/suspicious/noExplicitAny: its shape is what is tested
  async json(name: string | RegExp = 'JSON'): Promise<any> {
    return JSON.parse(new TextDecoder().decode(await this.download(name)));
  }

  /** Asserts that nothing went wrong, and closes the tab. */
  async end(): Promise<void> {
    assert.deepEqual(this.#mistakes, [], `on ${this.#address}`);
    await this.page.context().close();
  }
}
