import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { MODELS, mlpTest, mlpTrain, modelsOf, REGRESSIONS } from '../support/models.ts';
import { TestService } from '../support/service.ts';
import { membersOf } from '../support/zip.ts';

const service = await TestService.start();
const { created, exported, imported, predicted } = modelsOf(service);

describe('a model that is exported, deleted and imported', () => {
  for (const [name, { fit, predictions }] of Object.entries(MODELS))
    test(`is the same and predicts the same, to the bit: ${name}`, async () => {
      const model = await created(fit);
      const before = await predicted(model.id, predictions);
      const diagnostics = (await service.get(`${REGRESSIONS}/${model.id}/diagnostics`)).json;
      const bytes = await exported(model.id);
      await service.delete(`${REGRESSIONS}/${model.id}`);
      const back = await imported(bytes);
      assert.notEqual(back.id, model.id);
      assert.ok(Math.abs(Date.parse(back.created_at) - Date.now()) < 60_000);
      assert.deepEqual({ ...back, id: 0, created_at: 0 }, { ...model, id: 0, created_at: 0 });
      assert.deepEqual((await service.get(`${REGRESSIONS}/${back.id}`)).json, back);
      assert.deepEqual((await service.get(`${REGRESSIONS}/${back.id}/diagnostics`)).json, diagnostics);
      assert.deepEqual(await predicted(back.id, predictions), before);
      // Exported again it is the same but for its id and time.
      const arrays = (file: Uint8Array) => membersOf(file).filter(({ name: member }) => member !== 'model.json');
      assert.deepEqual(arrays(await exported(back.id)), arrays(bytes));
      await service.request('DELETE', `${REGRESSIONS}/${back.id}`);
    });

  test('survives a restart', async () => {
    const { fit, predictions } = MODELS.cholesky!;
    const model = await created(fit);
    const before = await predicted(model.id, predictions);
    const back = await imported(await exported(model.id));
    await service.restart();
    assert.deepEqual(await predicted(back.id, predictions), before);
    assert.deepEqual(await predicted(model.id, predictions), before);
  });
});

test('a model whose labels are 0 wherever its fit was checked has a certificate in numbers, and comes back', async () => {
  const { fit } = MODELS.full_grid as { fit: { train: { x: number[][] } } };
  const pixels = Array.from({ length: 12 }, (_, k) => [Math.floor(k / 4), k % 4]);
  // Of 12 coordinates 8 are checked: all but 1, 4, 7 and 10.
  const y = fit.train.x.flatMap(() => pixels.map((_, k) => (k % 3 === 1 ? 1 : 0)));
  const model = await created({ ...fit, train: { ...fit.train, z: pixels, y } });
  const { exact_residual, relative_residual } = model.certificate;
  assert.ok(exact_residual >= 0 && exact_residual < 10 * relative_residual + 1e-6, `${exact_residual}`);
  const back = await imported(await exported(model.id));
  assert.deepEqual(back.certificate, model.certificate);
});

const source = await created(MODELS.cholesky!.fit);

test('as JSON an export is what its model.json says', async () => {
  const members = membersOf(await exported(source.id));
  const { json } = await service.get(`${REGRESSIONS}/${source.id}/export`, { accept: 'application/json' });
  assert.deepEqual(json, JSON.parse(String(members.find(({ name }) => name === 'model.json')!.bytes)));
  assert.deepEqual([json.format, json.regression, json.arrays.factor], [1, source, [12, 12]]);
  for (const { name, bytes } of members)
    if (name !== 'model.json') assert.deepEqual(json.arrays[name.replace(/\.npy$/, '')], [...decodeNpy(bytes).shape], name);
});

const PYTHON = `
import json, sys, numpy as np
f = np.load(sys.argv[1])
model = json.loads(f["model.json"])
assert sorted(f.files) == sorted(["model.json", *model["arrays"]]), f.files
for name, shape in model["arrays"].items():
    assert list(f[name].shape) == shape and f[name].dtype == np.float64
l = np.tril(f["factor"])
k = l @ l.T
labels = k @ f["weights"]
print(model["format"], float(abs(labels - np.array(json.loads(sys.argv[2]))).max()))
np.savez_compressed(sys.argv[3], **{name: f[name] for name in model["arrays"]})
import zipfile
with zipfile.ZipFile(sys.argv[3], "a") as z:
    z.writestr("model.json", json.dumps(model))
`;

test('NumPy opens an export, and what it writes of it can be imported', async (context) => {
  const run = promisify(execFile);
  if (!(await run('python3', ['-c', 'import numpy']).then(Boolean, () => false))) {
    const required = (process.env.HYPERTANGENT_REQUIRE ?? '').split(',').includes('python');
    assert.ok(!required, 'HYPERTANGENT_REQUIRE names python, and there is no python3 with NumPy');
    return context.skip('needs python3 with NumPy');
  }
  const [path, written] = ['model.npz', 'written.npz'].map((name) => join(service.dataDir, name)) as [string, string];
  await writeFile(path, await exported(source.id));
  const { stdout } = await run('python3', ['-c', PYTHON, path, JSON.stringify(mlpTrain.y), written]);
  const [format, off] = stdout.trim().split(' ').map(Number);
  assert.equal(format, 1);
  assert.ok(off! < 1e-9, `(K + λI)α is off by ${off}`);
  const back = await imported(await readFile(written));
  assert.deepEqual(await predicted(back.id, [mlpTest]), await predicted(source.id, [mlpTest]));
});
