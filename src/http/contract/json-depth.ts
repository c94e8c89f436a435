/** JSON nested deeper than this is refused before it is parsed; nothing of the contract comes near. */
export const MAX_JSON_DEPTH = 100;

/** Whether more than `limit` brackets are open at once; those in strings do not count. */
export function isDeeperThan(limit: number, json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length && depth <= limit; at++) {
    const character = json[at];
    if (character === '"') inString = !inString;
    else if (inString) at += Number(character === '\\');
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
  }
  return depth > limit;
}
