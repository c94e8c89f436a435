/** Uses each view of the explorer as a person would, and writes docs/figures/explorer-*.png. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchChromium } from '../lib/chromium.ts';
import { ServiceProcess } from '../lib/service.ts';

const figures = fileURLToPath(new URL('../../docs/figures/', import.meta.url));

interface Picture {
  view: string;
  height: number;
  dark?: boolean;
  use(page: Page): Promise<unknown>;
}

const PICTURES: Readonly<Record<string, Picture>> = {
  kernels: {
    view: 'kernels',
    height: 900,
    async use(page) {
      await page.getByLabel('Widths').fill('8, 32, 128');
      await page.getByLabel('How many').selectOption('1000');
      await page.getByRole('button', { name: 'Draw networks' }).click();
      await page.getByText('width 128, 1000 networks').first().waitFor();
    },
  },
  digits: {
    view: 'digits',
    height: 940,
    async use(page) {
      await page.getByText(/Together/).waitFor();
      await page.getByRole('button', { name: 'lower half' }).click();
      await page.getByRole('button', { name: 'Take digit 4' }).click();
      await page.waitForTimeout(1000);
      await page.getByText(/Together/).waitFor();
      console.log(await page.getByRole('status').innerText());
    },
  },
  searches: {
    view: 'searches',
    height: 1000,
    dark: true,
    async use(page) {
      await page.getByRole('button', { name: /^Search \d/ }).click();
      await page.getByText('as before the search').first().waitFor();
      await page.getByRole('button', { name: /^Search \d/ }).waitFor();
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'hypertangent-pictures-'));
process.env.PORT = '0';
process.env.HYPERTANGENT_DATA_DIR = join(folder, 'data');
const service = new ServiceProcess(join(folder, 'service.log'));
const browser = await launchChromium();
try {
  const address = await service.address();
  for (const [name, { view, height, dark, use }] of Object.entries(PICTURES)) {
    const page = await browser.newPage({ viewport: { width: 1200, height }, colorScheme: dark ? 'dark' : 'light' });
    page.setDefaultTimeout(120_000);
    await page.goto(`${address}/#/${view}`);
    await use(page);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${figures}explorer-${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}
