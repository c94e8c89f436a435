interface Sent {
  headers?: Record<string, string>;
  json?: object;
  npy?: Uint8Array<ArrayBuffer>;
}

/** What the service answers, as JSON. @throws Error where it refuses */
export async function call(address: string, method: string, path: string, sent: Sent = {}): Promise<unknown> {
  const { headers, json, npy } = sent;
  const type = json ? { 'content-type': 'application/json' } : npy ? { 'content-type': 'application/x-npy' } : {};
  const body = json ? JSON.stringify(json) : npy;
  const response = await fetch(address + path, { method, headers: { ...type, ...headers }, ...(body && { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} is answered ${response.status}: ${text.slice(0, 500)}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Whether it is ready for work; false also where nobody listens. */
export function ready(address: string): Promise<boolean> {
  return fetch(`${address}/health/ready`).then(
    async (response) => {
      await response.text();
      return response.ok;
    },
    () => false,
  );
}
