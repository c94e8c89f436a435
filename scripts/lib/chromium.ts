import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where a person says it is, where Debian has Chromium, and where others have it or Chrome. */
const PLACES = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** undefined: there is none. */
export const chromiumPath = PLACES.find(existsSync);

/** @throws Error where there is none */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('there is no Chromium; apt-get install chromium, or name one in CHROMIUM');
  // Root, as which containers run their tests, has no sandbox.
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
