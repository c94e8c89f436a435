/** A request of the page, for others to send again. */
export interface ApiRequest {
  path: string;
  /** Without one it is a GET. */
  body?: object;
  /** Beside those that every request has. */
  headers?: Readonly<Record<string, string>>;
  /** Name of the file that a long body is downloaded as. */
  file?: string;
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

export function isLong(request: ApiRequest): request is ApiRequest & { body: object; file: string } {
  const { body, file } = request;
  return body !== undefined && file !== undefined && bodyText(body).length > MOST_INLINE;
}

export function curlOf(request: ApiRequest, protectedByKey: boolean): string {
  const { body } = request;
  return [
    `curl -s ${location.origin}${request.path}`,
    ...(protectedByKey ? ['-H "Authorization: Bearer $HYPERTANGENT_API_KEY"'] : []),
    ...Object.entries(headersOf(request)).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(body ? [`-d ${isLong(request) ? `@${request.file}` : `'${bodyText(body).replaceAll("'", "'\\''")}'`}`] : []),
  ].join(' \\\n  ');
}

export function pythonOf(request: ApiRequest, protectedByKey: boolean): string {
  const { body } = request;
  const load = isLong(request) ? `open("${request.file}", "rb").read()` : body ? literal(bodyText(body)) : 'None';
  const headers = [
    ...Object.entries(headersOf(request)).map(([name, value]) => `"${name}": "${value}"`),
    ...(protectedByKey ? ['"Authorization": "Bearer " + os.environ["HYPERTANGENT_API_KEY"]'] : []),
  ];
  return [
    `import json, ${protectedByKey ? 'os, ' : ''}urllib.request`,
    '',
    `body = ${load}`,
    `headers = {${headers.join(', ')}}`,
    `request = urllib.request.Request("${location.origin}${request.path}", body, headers)`,
    'answer = json.load(urllib.request.urlopen(request))',
    request.show,
  ].join('\n');
}

function headersOf({ body, headers }: ApiRequest): Readonly<Record<string, string>> {
  return { ...(body && { 'Content-Type': 'application/json' }), ...headers };
}

function literal(json: string): string {
  return `b"""${json.replaceAll('\\', '\\\\')}"""`;
}
