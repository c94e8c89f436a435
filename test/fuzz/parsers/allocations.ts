/** Counts the bytes of the typed arrays and buffers that code makes while it runs. */
export class Allocations {
  /** Since {@link Allocations.reset}. */
  bytes = 0;
  readonly #restore: (() => void)[] = [];

  constructor() {
    for (const name of ['Float64Array', 'Uint8Array', 'Uint16Array', 'Uint32Array', 'ArrayBuffer'] as const) {
      const original = globalThis[name] as unknown as new (...args: unknown[]) => ArrayBuffer;
      this.#set(globalThis, name, new Proxy(original, { construct: (target, args, self) => this.#construct(target, args, self) }));
    }
    for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
      const original = Buffer[name] as (...args: unknown[]) => Buffer;
      this.#set(Buffer, name, (...args: unknown[]) => {
        this.bytes += Number(args[0]);
        return original.apply(Buffer, args);
      });
    }
  }

  reset(): void {
    this.bytes = 0;
  }

  restore(): void {
    for (const restore of this.#restore) restore();
  }

  /** A length of that many bytes at most is asked for before it is refused; that counts too. */
  #construct(target: new (...args: unknown[]) => ArrayBuffer, args: unknown[], self: unknown): object {
    const bytes = typeof args[0] === 'number' ? args[0] * ((target as unknown as Uint8ArrayConstructor).BYTES_PER_ELEMENT ?? 1) : 0;
    this.bytes += bytes;
    return Reflect.construct(target, args, self as new () => object);
  }

  #set(holder: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(holder, name)!;
    Object.defineProperty(holder, name, { ...before, value });
    this.#restore.push(() => Object.defineProperty(holder, name, before));
  }
}
