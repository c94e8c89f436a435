/** What a device reported beside the calls, as WebGPU does; the first of it, as the rest follows from that. */
let failure: string | undefined;

export function noteDeviceFailure(message: string): void {
  failure ??= message;
}

/** What was reported since this was last asked. */
export function takeDeviceFailure(): string | undefined {
  const taken = failure;
  failure = undefined;
  return taken;
}
