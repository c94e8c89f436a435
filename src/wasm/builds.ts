import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** The parts of the WebAssembly interface that are used here; Node's types leave it to browsers' ones. */
declare namespace WebAssembly {
  function validate(bytes: Uint8Array): boolean;
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: object;
  }
}

/**
 * The builds of the module, the faster one first, and what a user is told of each.
 *
 * `fused` multiplies and adds in one instruction (relaxed SIMD), which rounds once; its results differ from those of
 * `plain` in the last digits. A processor without that instruction computes in it what `plain` does.
 */
export const ENGINE_BUILDS = {
  fused: 'SIMD code with fused multiply-add',
  plain: 'SIMD code',
} as const;

export type EngineBuild = keyof typeof ENGINE_BUILDS;

/** V8 of Node 20 has relaxed SIMD behind this; later ones have it always, and may not know the flag. */
const RELAXED_SIMD = '--experimental-wasm-relaxed-simd';

const modules = new Map<EngineBuild, WebAssembly.Module>();
let best: EngineBuild | undefined;

/** The fastest build that this Node runs. */
export function bestBuild(): EngineBuild {
  best ??= runsFused() ? 'fused' : 'plain';
  return best;
}

/**
 * What a new instance of the module exports. Each thread compiles once; V8 shares the machine code between threads.
 *
 * Throws a WebAssembly.CompileError if this Node does not run the build.
 */
export function instantiate(build: EngineBuild): object {
  let module = modules.get(build);
  if (!module) {
    // Looking for the best build makes V8 accept all that it can run.
    bestBuild();
    module = new WebAssembly.Module(binaryOf(build));
    modules.set(build, module);
  }
  return new WebAssembly.Instance(module).exports;
}

function runsFused(): boolean {
  const binary = binaryOf('fused');
  if (WebAssembly.validate(binary)) return true;
  setFlagsFromString(RELAXED_SIMD);
  return WebAssembly.validate(binary);
}

function binaryOf(build: EngineBuild): Uint8Array {
  return readFileSync(new URL(`engine-${build}.generated.wasm`, import.meta.url));
}
