import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import encodeJpeg, { init } from '@jsquash/jpeg/encode.js';
import { decode, encode } from 'fast-png';
import { completeCommand } from '../../src/commands/complete/complete.ts';
import { pngChunk, pngChunks, pngOf } from '../../src/commands/complete/png-chunks.ts';
import { runCommand, TestFolder } from './run-command.ts';

const folder = await TestFolder.make();
const FIXED = ['--kernel', 'nngp', '--length-scale', '16', '--ridge', '1e-4'];
const complete = (...args: string[]) => runCommand(completeCommand, args);

const [HEIGHT, WIDTH] = [40, 56];
const HOLE = { top: 12, left: 20, side: 8 };

const inHole = (row: number, column: number) =>
  row >= HOLE.top && row < HOLE.top + HOLE.side && column >= HOLE.left && column < HOLE.left + HOLE.side;

/** A smooth value from 0 to 1. */
const value = (row: number, column: number, channel: number) =>
  0.5 + 0.3 * Math.sin((row + 3 * channel) / 9) + 0.2 * Math.cos((column - 5 * channel) / 11);

function pixels(channels: number, depth: number, at: (row: number, column: number, channel: number) => number) {
  const most = 2 ** depth - 1;
  const data = depth === 16 ? new Uint16Array(HEIGHT * WIDTH * channels) : new Uint8Array(HEIGHT * WIDTH * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    data[i] = Math.round(most * at(Math.floor(pixel / WIDTH), pixel % WIDTH, i % channels));
  }
  return { height: HEIGHT, width: WIDTH, channels, depth: depth as 8 | 16, data };
}

const mask = await folder.file('mask.png', encode(pixels(1, 8, (row, column) => (inHole(row, column) ? 1 : 0))));

describe('pictures', () => {
  for (const [channels, depth] of [
    [1, 8],
    [3, 8],
    [1, 16],
    [3, 16],
    [2, 8],
    [4, 16],
  ] as const)
    test(`${channels} channels of ${depth} bits`, async () => {
      const truth = pixels(channels, depth, (row, column, c) =>
        channels % 2 === 0 && c === channels - 1 ? 0.9 : value(row, column, c),
      );
      const damaged = pixels(channels, depth, (row, column, c) =>
        inHole(row, column) ? 1 : truth.data[(row * WIDTH + column) * channels + c]! / (2 ** depth - 1),
      );
      const photo = await folder.file('photo.png', encode(damaged));
      const output = folder.at('out.png');
      const { code, err, out } = await complete(photo, '--mask', mask, '-o', output, ...FIXED);
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, /^64 pixels completed with the nngp of depth 2, length scale 16, ridge 0\.0001\n/);
      const found = decode(await readFile(output));
      assert.deepEqual([found.height, found.width, found.channels, found.depth], [HEIGHT, WIDTH, channels, depth]);
      found.data.forEach((sample, i) => {
        const pixel = Math.floor(i / channels);
        const allowed = inHole(Math.floor(pixel / WIDTH), pixel % WIDTH) ? 0.03 * 2 ** depth : 0;
        assert.ok(Math.abs(sample - truth.data[i]!) <= allowed, `${i}: ${sample} for ${truth.data[i]}`);
      });
    });

  test('without a mask what is transparent, which becomes opaque', async () => {
    const at = (row: number, column: number, c: number) => (c === 3 ? (inHole(row, column) ? 0 : 0.5) : value(row, column, c));
    const photo = await folder.file('cutout.png', encode(pixels(4, 8, at)));
    const uncertainty = folder.at('uncertainty.png');
    const { code, out } = await complete(photo, '-o', folder.at('filled.png'), '--uncertainty', uncertainty, ...FIXED);
    assert.equal(code, 0);
    assert.match(out, /white in the picture of uncertainty is a standard deviation of \d/);
    const { data } = decode(await readFile(folder.at('filled.png')));
    const unsure = decode(await readFile(uncertainty));
    assert.deepEqual([unsure.channels, unsure.depth, Math.max(...unsure.data)], [1, 8, 255]);
    for (let pixel = 0; pixel < HEIGHT * WIDTH; pixel++) {
      const [row, column] = [Math.floor(pixel / WIDTH), pixel % WIDTH];
      assert.equal(data[4 * pixel + 3], inHole(row, column) ? 255 : 128);
      for (let c = 0; c < 3; c++) assert.ok(Math.abs(data[4 * pixel + c]! - 255 * value(row, column, c)) < 8);
      assert.equal(unsure.data[pixel]! > 0, inHole(row, column));
    }
  });

  test('a palette, and grey of one bit, become 8 bits; profile and resolution stay', async () => {
    const palette = [
      [200, 10, 30],
      [20, 220, 90],
    ];
    const indexed = encode({ width: WIDTH, height: HEIGHT, channels: 1, depth: 8, palette, data: new Uint8Array(HEIGHT * WIDTH) });
    const [header, ...rest] = pngChunks(indexed);
    const kept = [pngChunk('gAMA', Uint8Array.of(0, 0, 0xb1, 0x8f)), pngChunk('iCCP', Buffer.from('x\0\0not a profile'))];
    const photo = await folder.file('indexed.png', pngOf([header!, ...kept, pngChunk('tEXt', Buffer.from('a\0b')), ...rest]));
    assert.equal((await complete(photo, '--mask', mask, '-o', folder.at('colours.png'), ...FIXED)).code, 0);
    const output = await readFile(folder.at('colours.png'));
    assert.deepEqual(
      pngChunks(output).map(({ type }) => type),
      ['IHDR', 'gAMA', 'iCCP', 'IDAT', 'IEND'],
    );
    for (const { type, bytes } of kept) assert.deepEqual(pngChunks(output).find((other) => other.type === type)!.bytes, bytes);
    const withoutProfile = pngOf(pngChunks(output).filter(({ type }) => type !== 'iCCP'));
    assert.deepEqual([...decode(withoutProfile).data.subarray(0, 3)], palette[0]);
    const bits = await folder.file('bits.png', onePng({ depth: 1, raw: Buffer.alloc(HEIGHT * (1 + WIDTH / 8), 0).fill(0) }));
    assert.equal((await complete(bits, '--mask', mask, '-o', folder.at('grey.png'), ...FIXED)).code, 0);
    const grey = decode(await readFile(folder.at('grey.png')));
    assert.deepEqual([grey.depth, grey.channels, Math.max(...grey.data)], [8, 1, 0]);
  });

  test('a JPEG, turned upright, with its profile', async () => {
    const jpeg = await jpegOf(pixels(3, 8, (row, column, c) => (inHole(row, column) ? 0 : value(row, column, c))));
    const photo = await folder.file('photo.jpg', jpeg);
    assert.equal((await complete(photo, '--mask', mask, '-o', folder.at('from-jpeg.png'), ...FIXED)).code, 0);
    const { data, channels } = decode(await readFile(folder.at('from-jpeg.png')));
    assert.equal(channels, 3);
    const [row, column] = [HOLE.top + 4, HOLE.left + 4];
    for (let c = 0; c < 3; c++) assert.ok(Math.abs(data[3 * (row * WIDTH + column) + c]! - 255 * value(row, column, c)) < 25);
    const turned = await folder.file('turned.jpg', withSegments(jpeg, exifOrientation(6), iccProfile(Buffer.from('a profile'))));
    const wrong = await complete(turned, '--mask', mask, '-o', folder.at('never.png'));
    assert.match(wrong.err, /the mask has 56 × 40 pixels, the picture 40 × 56/);
    const turnedMask = encode({
      width: HEIGHT,
      height: WIDTH,
      channels: 1,
      depth: 8,
      data: new Uint8Array(HEIGHT * WIDTH).fill(255, 0, 9),
    });
    const found = await complete(
      turned,
      '--mask',
      await folder.file('turned.png', turnedMask),
      '-o',
      folder.at('upright.png'),
      ...FIXED,
    );
    assert.deepEqual([found.code, found.err], [0, '']);
    const profile = pngChunks(await readFile(folder.at('upright.png'))).find(({ type }) => type === 'iCCP')!.data;
    assert.equal(inflateSync(profile.subarray('ICC profile'.length + 2)).toString(), 'a profile');
  });

  test('the kernel is chosen by hidden pixels, and their error told', async () => {
    const photo = await folder.file(
      'auto.png',
      encode(pixels(1, 8, (row, column) => (inHole(row, column) ? 0 : value(row, column, 0)))),
    );
    const { code, out } = await complete(photo, '--mask', mask, '-o', folder.at('auto-out.png'));
    assert.equal(code, 0);
    const [, hidden, error] = /^on (\d+) known pixels that were hidden alike the error was ([\d.]+) of 255/m.exec(out)!;
    assert.ok(Number(hidden) >= 40 && Number(error) < 3, out);
  });
});

describe('2: what is wrong is named, and nothing is written', async () => {
  const grey = encode(pixels(1, 8, (row, column) => value(row, column, 0)));
  const small = encode({ width: 2, height: 2, channels: 1, depth: 8, data: new Uint8Array(4) });
  const jpeg = await jpegOf(pixels(3, 8, value));
  const uniform = (light: number) => encode(pixels(1, 8, () => light));
  const BAD: [name: string, says: RegExp, photo: Uint8Array, mask: Uint8Array | undefined, options?: string[]][] = [
    ['no picture', /photo\.png is neither a PNG nor a JPEG file/, Buffer.from('GIF89a, in truth'), undefined],
    ['an empty file', /is neither a PNG nor a JPEG file/, new Uint8Array(0), undefined],
    ['one cut short', /it is cut short/, grey.slice(0, -20), undefined],
    ['a mask that is none', /mask-of-test\.png is neither a PNG nor a JPEG file/, grey, Buffer.from('no')],
    ['sizes that differ', /the mask has 2 × 2 pixels, the picture 56 × 40/, grey, small],
    ['an empty mask', /no pixel is white in the mask: there is nothing to complete/, grey, uniform(0.4)],
    ['a mask of everything', /no pixel is left that is not white in the mask/, grey, uniform(1)],
    ['neither mask nor transparency', /without --mask the transparent pixels are completed/, grey, undefined],
    ['an opaque picture without a mask', /no pixel is transparent/, encode(pixels(2, 8, () => 1)), undefined],
    [
      'a header of too many pixels',
      /it has 60000 × 60000 pixels, more than --max-megapixels 100 allows/,
      onePng({ width: 60_000, height: 60_000 }),
      undefined,
    ],
    ['more pixels than were allowed', /more than --max-megapixels 0\.001 allows/, grey, grey, ['--max-megapixels', '0.001']],
    ['more data than the header says', /it holds more than its header says/, onePng({ raw: Buffer.alloc(1e7) }), undefined],
    ['data that does not unpack', /cannot be read/, onePng({ packed: Buffer.from('no zlib') }), undefined],
    ['no pixels', /its header makes no sense/, onePng({ width: 0 }), undefined],
    ['too little data', /cannot be read/, onePng({ raw: Buffer.alloc(100) }), uniform(1)],
    ['a JPEG cut short', /cannot be read: it is cut short/, jpeg.slice(0, -40), grey],
    [
      'one cut short with a thumbnail before it, which is whole',
      /cannot be read: it is cut short/,
      withSegments(jpeg, segment(0xe1, Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).slice(0, -40),
      grey,
    ],
    [
      'a JPEG without a frame',
      /cannot be read: it has no header of a picture/,
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xd9),
      grey,
    ],
    ['a JPEG of too many pixels', /it has 65535 × 65535 pixels, more than/, enlarged(jpeg), grey],
    ['an unknown kernel', /--kernel must be one of ntk, nngp, auto, got rbf/, grey, grey, ['--kernel', 'rbf']],
    ['a length scale of 0', /--length-scale must be a number from 0\.1 to 128, got 0/, grey, grey, ['--length-scale', '0']],
    ['an option that there is not', /Unknown option '--radius'/, grey, grey, ['--radius', '3']],
  ];
  for (const [name, says, photo, maskBytes, options = []] of BAD)
    test(name, async () => {
      const file = await folder.file('photo.png', photo);
      const masked = maskBytes ? ['--mask', await folder.file('mask-of-test.png', maskBytes)] : [];
      const before = (await folder.names()).sort();
      const { code, out, err } = await complete(file, ...masked, '-o', folder.at('never.png'), ...options);
      assert.match(err, says);
      assert.match(err, /^[^\n]+\n$/, 'one line');
      assert.deepEqual([code, out], [2, '']);
      assert.deepEqual((await folder.names()).sort(), before);
    });

  test('a file that is not there, no output, no file', async () => {
    assert.match((await complete(folder.at('none.png'), '-o', folder.at('never.png'))).err, /none\.png cannot be read: ENOENT/);
    assert.match((await complete(mask)).err, /^--output must be the file to write, got none/);
    assert.match((await complete(mask, '-o', 'out.jpg')).err, /^--output must be a \.png file, got out\.jpg/);
    assert.match((await complete('-o', folder.at('never.png'))).err, /^PHOTO must be one file, got none/);
  });

  test('an output that stands there stays when something goes wrong, and a folder has to be there', async () => {
    const output = await folder.file('stays.png', 'as it was');
    const photo = await folder.file('photo.png', grey);
    assert.equal((await complete(photo, '-o', output)).code, 2);
    assert.equal(await readFile(output, 'utf8'), 'as it was');
    const { code, err } = await complete(photo, '--mask', mask, '-o', folder.at('no/such/folder/out.png'), ...FIXED);
    assert.equal(code, 2);
    assert.match(err, /out\.png cannot be written: ENOENT/);
  });
});

test('--help has every option, two examples and the exit codes', async () => {
  const { code, out } = await complete('--help');
  assert.equal(code, 0);
  for (const option of [
    '--mask',
    '--output',
    '--uncertainty',
    '--kernel',
    '--depth',
    '--length-scale',
    '--ridge',
    '--max-megapixels',
  ])
    assert.match(out, new RegExp(`^ {2}(-o, )?${option}\\b`, 'm'));
  assert.match(out, /Exit code: 0/);
});

test('a megapixel with a scratch takes seconds', { timeout: 120_000 }, async () => {
  const [width, height] = [1250, 800];
  const data = Uint8Array.from({ length: width * height }, (_, at) => 128 + 100 * Math.sin(at / 37) * Math.cos(at / width / 20));
  const scratch = Uint8Array.from(data, (_, at) =>
    Math.abs(Math.floor(at / width) - 400) < 2 && at % width > 100 && at % width < 400 ? 255 : 0,
  );
  await writeFile(folder.at('large.png'), encode({ width, height, channels: 1, depth: 8, data }));
  await writeFile(folder.at('scratch.png'), encode({ width, height, channels: 1, depth: 8, data: scratch }));
  const startedAt = performance.now();
  const { code } = await complete(
    folder.at('large.png'),
    '--mask',
    folder.at('scratch.png'),
    '-o',
    folder.at('large-out.png'),
    ...FIXED,
  );
  assert.equal(code, 0);
  assert.ok(performance.now() - startedAt < 60_000);
});

/** A PNG file of grey pixels as it should not be. */
function onePng({ width = WIDTH, height = HEIGHT, depth = 8, raw = new Uint8Array(0), packed = deflateSync(raw) as Uint8Array }) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  return pngOf([pngChunk('IHDR', header), pngChunk('IDAT', packed), pngChunk('IEND', new Uint8Array(0))]);
}

async function jpegOf({ width, height, data }: ReturnType<typeof pixels>): Promise<Uint8Array> {
  const codec = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
  await init({ wasmBinary: await readFile(codec) } as never);
  const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
    i % 4 === 3 ? 255 : data[3 * Math.floor(i / 4) + (i % 4)]!,
  );
  return new Uint8Array(await encodeJpeg({ width, height, data: rgba } as never, { quality: 95 }));
}

/** The file with more segments before its own. */
function withSegments(jpeg: Uint8Array, ...segments: Uint8Array[]): Uint8Array {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

function segment(marker: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255), data]);
}

function exifOrientation(orientation: number): Uint8Array {
  const tiff = Buffer.from('4d4d002a000000080001011200030000000100000000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
}

function iccProfile(profile: Uint8Array): Uint8Array {
  return segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile]));
}

/** With the largest size that a header can say. */
function enlarged(jpeg: Uint8Array): Uint8Array {
  const copy = Buffer.from(jpeg);
  const frame = [0xffc0, 0xffc1, 0xffc2]
    .map((marker) => copy.indexOf(Uint8Array.of(marker >> 8, marker & 255)))
    .find((at) => at >= 0)!;
  copy.fill(0xff, frame + 5, frame + 9);
  return copy;
}
