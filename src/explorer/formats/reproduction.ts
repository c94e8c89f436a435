/** A request of the page, for others to send again. */
export interface ApiRequest {
  path: string;
  body: object;
  /** Beside those that every request has. */
  headers?: Readonly<Record<string, string>>;
  /** Name of the file that a long body is downloaded as. */
  file: string;
  /** What a person would print of the answer, in Python. */
  show: string;
}

/** Bodies longer than this are in a file of their own. */
const MOST_INLINE = 4000;

/** JSON with a line for each member of the body. */
export function bodyText(body: object): string {
  const members = Object.entries(body).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${members.join(',\n')}\n}`;
}

export function isLong({ body }: ApiRequest): boolean {
  return bodyText(body).length > MOST_INLINE;
}

export function curlOf(request: ApiRequest, protectedByKey: boolean): string {
  const data = isLong(request) ? `@${request.file}` : `'${bodyText(request.body).replaceAll("'", "'\\''")}'`;
  return [
    `curl -s ${location.origin}${request.path} \\`,
    ...(protectedByKey ? ['  -H "Authorization: Bearer $HYPERTANGENT_API_KEY" \\'] : []),
    "  -H 'Content-Type: application/json' \\",
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `  -H '${name}: ${value}' \\`),
    `  -d ${data}`,
  ].join('\n');
}

export function pythonOf(request: ApiRequest, protectedByKey: boolean): string {
  const load = isLong(request) ? `body = open("${request.file}", "rb").read()` : `body = ${literal(bodyText(request.body))}`;
  const plain = Object.entries({ 'Content-Type': 'application/json', ...request.headers });
  const headers = [
    ...plain.map(([name, value]) => `"${name}": "${value}"`),
    ...(protectedByKey ? ['"Authorization": "Bearer " + os.environ["HYPERTANGENT_API_KEY"]'] : []),
  ];
  return [
    `import json, ${protectedByKey ? 'os, ' : ''}urllib.request`,
    '',
    load,
    `headers = {${headers.join(', ')}}`,
    `request = urllib.request.Request("${location.origin}${request.path}", body, headers)`,
    'answer = json.load(urllib.request.urlopen(request))',
    request.show,
  ].join('\n');
}

function literal(json: string): string {
  return `b"""${json.replaceAll('\\', '\\\\')}"""`;
}
