import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Copy, DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { SETTINGS } from '../../src/settings.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = read('Dockerfile');

interface Stage {
  name: string;
  from: string;
  instructions: Instruction[];
}

const stages: Stage[] = [];
for (const instruction of DockerfileParser.parse(text).getInstructions()) {
  const from = instruction as From;
  if (instruction.getKeyword() === 'FROM')
    stages.push({ name: from.getBuildStage() ?? '', from: from.getImage() ?? '', instructions: [] });
  else stages.at(-1)!.instructions.push(instruction);
}

/** A stage with those it goes on from, the first one first. */
function ancestry(name: string): Stage[] {
  const stage = stages.find((candidate) => candidate.name === name);
  return stage === undefined ? [] : [...ancestry(stage.from), stage];
}

/** The last instruction of this kind that holds for a stage. */
function inForce(name: string, keyword: string): string | undefined {
  const found = ancestry(name).flatMap(({ instructions }) => instructions.filter((one) => one.getKeyword() === keyword));
  return found.at(-1)?.getArgumentsContent() ?? undefined;
}

describe('the Dockerfile', () => {
  test('has no mistake that a linter knows', () => {
    assert.deepEqual(
      validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`),
      [],
    );
    assert.equal(validate('FROM scratch\nEXPOSE nothing').length, 1, 'the linter finds one');
  });

  test('builds the image for CPUs unless another is asked for', () => {
    assert.equal(stages.at(-1)!.name, 'cpu');
    assert.ok(ancestry('gpu').length > 1);
  });

  test('builds with a Node.js that the package allows, on the Debian that it runs on', () => {
    const bases = stages.map(({ from }) => from).filter((from) => from.includes('/'));
    const [, version, onDebian] = /node:(\d+)-(\w+)-slim$/.exec(bases[0]!)!;
    const [, debian] = /debian:(\w+)-slim$/.exec(bases[1]!)!;
    assert.equal(bases.length, 2);
    assert.ok(Number(version) >= Number(/^>=(\d+)$/.exec(JSON.parse(read('package.json')).engines.node)![1]), version);
    assert.equal(Number(version) % 2, 0, 'with long support');
    assert.equal(onDebian, debian);
  });

  for (const name of ['cpu', 'gpu'])
    test(`runs as somebody without rights, and says whether it is well: ${name}`, () => {
      assert.match(inForce(name, 'USER')!, /^[1-9]\d*:[1-9]\d*$/);
      assert.match(inForce(name, 'HEALTHCHECK')!, /health\/ready/);
      assert.equal(inForce(name, 'VOLUME'), '/data');
      assert.equal(inForce(name, 'CMD'), '["node", "dist/main.js"]');
    });

  test('sets what are settings', () => {
    const set = stages.flatMap(({ instructions }) => instructions.filter((one) => one.getKeyword() === 'ENV'));
    const names = set.flatMap((one) => one.getArgumentsContent()!.match(/[A-Z_]+(?==)/g) ?? []);
    const own = names.filter((name) => !/^(NODE_ENV|NVIDIA_\w+)$/.test(name));
    assert.ok(own.length > 3);
    for (const name of own)
      assert.ok(
        SETTINGS.some(({ variable }) => variable === name),
        name,
      );
  });

  test('copies what there is, and what .dockerignore lets through', () => {
    const [everything, ...kept] = read('.dockerignore').trim().split('\n');
    assert.equal(everything, '*');
    const copies = stages.flatMap(({ instructions }) => instructions.filter((one) => one.getKeyword() === 'COPY'));
    const sources = copies
      .filter((one) => (one as Copy).getFromFlag() === null)
      .flatMap((one) => one.getArguments().slice(0, -1))
      .map((argument) => argument.getValue());
    assert.ok(sources.length > 5);
    for (const path of sources) {
      assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), `${path} exists`);
      assert.ok(kept.includes(`!${path.split('/')[0]}`), `${path} is let through`);
    }
    for (const line of kept)
      assert.ok(
        sources.some((path) => `!${path.split('/')[0]}` === line),
        `${line} is needed`,
      );
  });
});
