import { Client } from '../../client/index.ts';
import { apiKey, keyWanted } from '../state/api-key.ts';

let client: Client | undefined;
apiKey.subscribe(() => {
  client = undefined;
});

/** The service that this page comes from, asked with the key of this tab. */
export function service(): Client {
  client ??= new Client({ url: location.origin, apiKey: apiKey.get(), fetch: fetchAskingForKey });
  return client;
}

async function fetchAskingForKey(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.status === 401) {
    keyWanted.set(
      apiKey.get() === undefined ? 'This service wants a key with every request.' : 'The service does not accept this key.',
    );
  }
  return response;
}
