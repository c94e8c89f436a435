import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page, Request } from 'playwright-core';
import { chromiumPath } from '../../scripts/lib/chromium.ts';
import { decodeNpy } from '../../src/client/index.ts';
import { batchSizes } from '../../src/explorer/views/kernels/batches.ts';
import { testKey } from '../support/keys.ts';
import { testMissing } from '../support/required.ts';
import { eventually, TestService } from '../support/service.ts';
import { buildExplorer, openBrowser, Visit } from './browser.ts';

const run = promisify(execFile);
const BUILT = { type: 'mlp', depth: 2, activation: { name: 'erf' }, bias_std: 0.3 };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

if (chromiumPath === undefined) testMissing('chromium', 'there is no Chromium; apt-get install chromium');
else {
  buildExplorer();
  views(await openBrowser(), await TestService.start({ tensors: 'cpu' }));
}

function views(browser: Browser, service: TestService): void {
  const visit = (view: string, options?: object) => Visit.to(browser, service.url, view, options);

  describe('the explorer', () => {
    test('kernels: what is built is drawn, finite networks tend to it, and its commands give it again', async () => {
      const seen = await visit('kernels');
      const { page } = seen;
      // The depth last, as the curves' name has it: by then they are of everything else, too.
      await page.getByLabel('Bias std').fill('0.3');
      await page.getByLabel('Activation').selectOption('erf');
      await page.getByLabel('Depth').fill('2');
      await page.getByText('network (erf, depth 2)').waitFor();
      const csv = await seen.download('CSV');
      const [head, first] = text(csv).split('\r\n');
      assert.equal(head, 'angle,nngp,ntk');
      const { json } = await service.post('/v1/kernels', {
        architecture: BUILT,
        points: { x: [[1, 0]] },
      });
      const [angle, nngp, ntk] = first!.split(',').map(Number);
      close(nngp!, json.kernels.nngp[0][0]);
      close(ntk!, json.kernels.ntk[0][0]);
      assert.equal(angle, 0);
      const file = decodeNpy(await seen.download('npy'));
      assert.deepEqual(file.shape, [2, 61]);
      close(file.data[61]!, ntk!);

      await page.getByLabel('Widths').fill('4, 64');
      await page.getByLabel('How many').selectOption('100');
      await page.getByRole('button', { name: 'Draw networks' }).click();
      await page.getByText('width 64, 100 networks').first().waitFor();
      await page.getByRole('button', { name: 'Draw networks' }).waitFor();
      const { networks, turned, map } = await seen.json();
      assert.equal(turned, 'x');
      assert.equal(map.values.ntk.length, map.down.values.length * map.across.values.length);
      const middle = (map.values.nngp.length - 1) / 2;
      const at = await service.post('/v1/kernels', { architecture: BUILT, points: { x: [[1, 0]] }, outputs: ['nngp'] });
      assert.equal(map.down.values[20], 0);
      close(map.values.nngp[middle], at.json.kernels.nngp[0][0]);
      const last = networks.map(({ kernels }: Networks) => kernels.ntk.history.at(-1)!);
      assert.deepEqual(
        last.map(({ networks }: { networks: number }) => networks),
        [100, 100],
      );
      assert.ok(last[1].error < 0.1, `width 64 is ${last[1].error} from the limit`);
      await seen.inspect('kernels');
      const [curl, , ...batches] = await seen.commands('curl');
      const answer = JSON.parse((await run('sh', ['-c', curl!])).stdout);
      close(answer.kernels.ntk[0][0], ntk!);
      const drawn = batches.map((command) =>
        [/"width":(\d+)/, /"samples": (\d+)/, /"seed": (\d+)/].map((part) => Number(part.exec(command)![1])),
      );
      assert.deepEqual(
        drawn,
        [4, 64].flatMap((width) => batchSizes(100).map((samples, seed) => [width, samples, seed])),
      );
      const [python] = await seen.commands('Python');
      assert.match((await run('python3', ['-c', python!])).stdout, /^\[\[\d/);
      await seen.end();
    });

    test('kernels of a hypernetwork, on a phone, in the dark', async () => {
      const seen = await visit('kernels', { ...PHONE, colorScheme: 'dark' });
      const { page } = seen;
      await page.getByLabel('Architecture').selectOption('hypernetwork');
      await page.getByText('NNGP over the angles of x and z', { exact: true }).waitFor();
      await page.getByLabel('Coordinates').selectOption('fourier_limit');
      await page.getByRole('button', { name: 'turn z' }).click();
      await page.getByText('hypernetwork (f: ReLU, depth 3; g: ReLU, depth 2)').waitFor();
      await seen.inspect('kernels-phone-dark');
      await seen.end();
    });

    test('digits: one is picked, erased and completed, by a model that is fitted for it', async (context) => {
      const seen = await visit('digits');
      const { page } = seen;
      const done = async () => {
        await page.getByText(/Together/).waitFor();
        return page.getByRole('status').innerText();
      };
      await done();
      await page.getByRole('button', { name: 'nothing' }).click();
      await page.getByText('Erase a part of the digit').waitFor();
      await page.getByRole('button', { name: 'Take digit 6' }).click();
      await page.getByRole('button', { name: 'upper half' }).click();
      context.diagnostic(await done());
      await seen.inspect('digits');
      const { model, seen: mask, prior, completions } = await seen.json();
      assert.deepEqual(
        completions.map(({ kernel }: { kernel: string }) => kernel),
        ['ntk', 'nngp'],
      );
      assert.equal(mask.filter((value: number) => value === 0).length, 14 * 28);
      for (const { error, deviation, image } of completions) {
        // Nothing there would be wrong by 0.1, the mean of all digits by 0.06.
        assert.ok(error < 0.03, `squared error ${error}`);
        assert.ok(deviation.every((value: number, pixel: number) => (mask[pixel] === 1 ? value === 0 : value > 0)));
        assert.ok(Math.max(...deviation) > 3 * Math.min(...deviation.filter((value: number) => value > 0)));
        assert.ok(image.some((value: number, pixel: number) => mask[pixel] === 0 && value !== prior.mean[pixel]));
      }
      assert.equal(model.neighbours, 14);
      await sentAgain(seen, service);
      await comeBack(page);
      await page.getByText('The model', { exact: true }).click();
      await typed(page, 'Ridge λ', '0.05');
      await typed(page, 'Similar digits', '12.5');
      await done();
      const { ridge, neighbours } = (await seen.json()).model;
      assert.deepEqual([ridge, neighbours], [0.05, 12]);
      assert.equal(await page.getByRole('spinbutton', { name: 'Similar digits' }).inputValue(), '12');
      await seen.end();
    });

    test('digits: drawn with the pointer, erased with the keys, on a phone', async () => {
      const seen = await visit('digits', PHONE);
      const { page } = seen;
      await page.getByText(/Together/).waitFor();
      await page.getByRole('button', { name: 'Draw on an empty page' }).click();
      const editor = page.getByRole('application');
      await editor.scrollIntoViewIfNeeded();
      const box = (await editor.boundingBox())!;
      const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
      await page.mouse.move(...at(0.5, 0.15));
      await page.mouse.down();
      await page.mouse.move(...at(0.48, 0.85), { steps: 25 });
      await page.mouse.up();
      await page.getByRole('button', { name: 'Erase', exact: true }).press('Enter');
      await editor.focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Space', 'ArrowDown', 'ArrowDown', 'Space'])
        await editor.press(key);
      await page.getByText('Row 20, column 15, erased', { exact: true }).waitFor();
      await page.getByText(/Together/).waitFor();
      const { seen: mask, completions } = await seen.json();
      const erased = mask.flatMap((value: number, pixel: number) => (value === 0 ? [pixel] : []));
      assert.equal(erased.length, 35);
      const stroke = erased
        .filter((pixel: number) => [13, 14].includes(pixel % 28))
        .map((pixel: number) => completions[0].image[pixel]);
      assert.ok(stroke.reduce((sum: number, value: number) => sum + value, 0) / stroke.length > 0.4, 'the stroke goes on');
      await seen.inspect('digits-phone');
      await seen.end();
    });

    test('searches: numbers of one’s own, a mistake in them, results and learning curves', async () => {
      const seen = await visit('searches');
      const { page } = seen;
      await page.getByLabel('Data', { exact: true }).selectOption('pasted');
      const rows = Array.from({ length: 24 }, (_, index) => [index / 4 - 3, Math.sin(index / 2)]);
      await page.getByLabel('Lines of numbers').fill('x;y\n0;1\n2;three\n');
      await page.getByText('Line 3: “three” is no number.').waitFor();
      await page.getByLabel('Lines of numbers').fill(['x;y', ...rows.map((row) => row.join(';'))].join('\n'));
      await page.getByLabel('Depths').fill('2, 3');
      await page.getByLabel('Weight std').fill('1');
      await page.getByLabel('Bias std').fill('0.5');
      await page.getByLabel('Ridges').fill('0.001, 0.1');
      await page.getByRole('button', { name: 'Search 24 combinations' }).press('Enter');
      await page.getByText(/Best of 24/).waitFor();
      await page.getByText('ReLU, depth 3, as before the search').first().waitFor();
      await page.getByRole('button', { name: 'Search 24 combinations' }).waitFor();
      await page.getByLabel('Across').selectOption('depth');
      await seen.inspect('searches');
      const { search, learning, curve } = await seen.json();
      assert.equal(search.trials.length, 24);
      assert.equal(curve.posterior.mean.length, 161);
      assert.deepEqual(
        learning.best.map(({ points }: { points: number }) => points),
        [4, 8, 18],
      );
      assert.ok(learning.best.at(-1).mse < learning.best[0].mse);
      const [curl] = await seen.commands('curl');
      const again = JSON.parse((await run('sh', ['-c', curl!])).stdout);
      assert.deepEqual(again.best, search.best);
      await seen.end();
    });

    test('jobs: one is started, seen to run, cancelled and forgotten', async () => {
      const seen = await visit('jobs', { colorScheme: 'dark' });
      const { page } = seen;
      await page.getByText('There are none now').waitFor();
      await page.getByRole('button', { name: 'Start a job' }).click();
      const row = page.getByRole('row', { name: /^empirical kernels/ });
      await row.getByText('running').waitFor();
      await seen.inspect('jobs-dark');
      await row.getByRole('button', { name: 'Cancel empirical kernels' }).click();
      await row.getByText('cancelled').waitFor();
      await row.getByRole('button', { name: 'Forget empirical kernels' }).click();
      await page.getByText('There are none now').waitFor();
      assert.deepEqual((await service.get('/v1/jobs')).json.jobs, []);
      const [list, curl] = await seen.commands('curl');
      assert.deepEqual(JSON.parse((await run('sh', ['-c', list!])).stdout).jobs, []);
      const [python] = await seen.commands('Python');
      assert.equal((await run('python3', ['-c', python!])).stdout, '[]\n');
      const { id, state } = JSON.parse((await run('sh', ['-c', curl!])).stdout);
      assert.match(state, /queued|running/);
      await service.delete(`/v1/jobs/${id}`);
      await seen.end();
    });

    test('by the keyboard alone: to a view, past its head, to the theme, which lasts', async () => {
      const seen = await visit('kernels');
      const { page } = seen;
      await page.getByText('network (ReLU, depth 3)').waitFor();
      await press(page, 'Tab', 'To the content');
      await press(page, 'Tab', 'Hypertangent');
      await press(page, 'Tab', 'Kernels');
      await press(page, 'Tab', 'Digits');
      await press(page, 'Tab', 'Searches');
      await press(page, 'Tab', 'Jobs');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Jobs' }).waitFor();
      await page.waitForFunction("document.title === 'Jobs · Hypertangent'");
      await page.getByRole('button', { name: 'Show the page dark' }).press('Enter');
      await page.reload();
      assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
      await seen.end();
    });

    test('what the service says is wrong is shown, with what to do', async () => {
      const seen = await Visit.to(browser, service.url, 'kernels', {}, /status of 413/);
      const { page } = seen;
      await page.route('**/v1/kernels', (route) => route.fulfill(problem(413, 'too_large', 'this would not fit')));
      await page.getByLabel('Depth').fill('5');
      await page.getByText('This would not fit.').waitFor();
      await page.getByText('Ask for less').waitFor();
      await seen.inspect('trouble');
      await seen.end();
    });

    test('digits: what cannot be completed is not computed for ever', async () => {
      const seen = await Visit.to(browser, service.url, 'digits', {}, /status of 500/);
      const { page } = seen;
      await page.getByText(/Together/).waitFor();
      await page.route('**/v1/regressions', (route) => route.fulfill(problem(500, 'internal', 'it broke')));
      await page.getByRole('button', { name: 'upper half' }).click();
      await page.getByText('It broke.').waitFor();
      assert.equal(await page.getByRole('status').innerText(), 'Of the digit before.');
      await seen.end();
    });

    test('jobs: what goes wrong with one stays in sight', async () => {
      const seen = await Visit.to(browser, service.url, 'jobs', {}, /status of 429/);
      const { page } = seen;
      await page.route('**/v1/empirical-kernels', (route) => route.fulfill(problem(429, 'queue_full', 'no room for more')));
      await page.getByRole('button', { name: 'Start a job' }).click();
      await page.getByText('No room for more.').waitFor();
      await page.waitForResponse('**/v1/jobs');
      await page.waitForResponse('**/v1/jobs');
      assert.ok(await page.getByText('No room for more.').isVisible());
      await seen.end();
    });

    test('a service with keys: one is asked for, sent in a header alone, and gone with the tab', async () => {
      const key = testKey('alice', ['compute']);
      const secret = key.headers.authorization.replace('Bearer ', '');
      const closed = await TestService.start({ tensors: 'cpu', keys: [key.entry] });
      const seen = await Visit.to(browser, closed.url, 'kernels', {}, /status of 401/);
      const { page } = seen;
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      await page.getByRole('dialog').getByText('This service wants a key').waitFor();
      await seen.inspect('key');
      await page.getByRole('dialog').getByLabel('Key').fill(secret);
      await page.keyboard.press('Enter');
      await page.getByText('network (ReLU, depth 3)').waitFor();
      assert.match((await seen.commands('curl'))[0]!, /Bearer \$HYPERTANGENT_API_KEY/);
      assert.ok(addresses.length > 0);
      assert.ok(!addresses.some((address) => address.includes(secret)));
      assert.equal(await page.evaluate('localStorage.length'), 0);
      const other = await page.context().newPage();
      await other.goto(`${closed.url}/#/jobs`);
      const dialog = other.getByRole('dialog');
      await dialog.getByLabel('Key').fill('half a key');
      await other.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      // Longer than jobs wait before they are asked for again.
      await other.waitForTimeout(3000);
      assert.ok(!(await dialog.isVisible()), 'it can be declined');
      await other.getByRole('button', { name: 'Key' }).click();
      assert.equal(await dialog.getByLabel('Key').inputValue(), '');
      await seen.end();
      await closed.stop();
    });
  });
}

/** An answer that says so. */
function problem(status: number, code: string, detail: string) {
  const json = { type: `urn:hypertangent:problem:${code}`, title: '', status, code, detail };
  return { status, contentType: 'application/problem+json', json };
}

/** Types a number into a field, key by key, and leaves it. */
async function typed(page: Page, field: string, keys: string): Promise<void> {
  const input = page.getByRole('spinbutton', { name: field });
  await input.press('Control+A');
  await input.pressSequentially(keys);
  await input.blur();
}

/** Leaves the view of digits and comes back: asserts that what is complete is not fitted again. */
async function comeBack(page: Page): Promise<void> {
  let fits = 0;
  const count = (request: Request) => {
    if (request.url().endsWith('/v1/regressions')) fits++;
  };
  page.on('request', count);
  await page.getByRole('link', { name: 'Jobs' }).click();
  await page.getByRole('heading', { name: 'Jobs' }).waitFor();
  await page.getByRole('link', { name: 'Digits' }).click();
  await page.getByText(/Together/).waitFor();
  await page.waitForTimeout(500);
  assert.equal(fits, 0);
  page.off('request', count);
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

interface Networks {
  kernels: { ntk: { history: { networks: number; error: number }[] } };
}

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6 * Math.abs(expected), `${actual} is not ${expected}`);
}

/** Asserts that a key press leaves the focus on something of this name. */
async function press(page: Page, key: string, name: string): Promise<void> {
  await page.keyboard.press(key);
  assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), name);
}

/** Sends the long bodies that the digits view gives to download; the answer of the last is what the view showed. */
async function sentAgain(seen: Visit, service: TestService): Promise<void> {
  const [fit, , test] = await seen.commands('curl');
  assert.match(fit!, /-d @digit-ntk\.json$/);
  assert.match(test!, /-d @digit-test\.json$/);
  const body = async (index: number) => {
    await seen.page.getByLabel('Request', { exact: true }).selectOption(String(index));
    return seen.json(/^Download digit-/);
  };
  const { status, json } = await service.post('/v1/regressions', await body(0));
  assert.equal(status, 201);
  const prediction = await service.post(`/v1/regressions/${json.id}/predictions`, await body(2));
  assert.equal(prediction.json.variance.length, 14 * 28);
  await eventually(async () => (await service.get('/v1/regressions')).json.regressions.length === 1);
}
