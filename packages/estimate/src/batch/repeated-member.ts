const [quote, backslash, colon, open, close] = [34, 92, 58, [123, 91], [125, 93]] as const;

/**
 * The first name that an object of JSON has twice at its top level, of which `JSON.parse` keeps the last without a word.
 * `members` is how many names are left after parsing: a text with no more colons than names has no name twice.
 */
export function repeatedMember(json: string, members: number): string | undefined {
  let colons = 0;
  for (let at = 0; at < json.length; at += 1) if (json.charCodeAt(at) === colon) colons += 1;
  return colons > members ? firstTwice(json) : undefined;
}

function firstTwice(json: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  let text = "";
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      const end = endOfText(json, at);
      text = json.slice(at, end + 1);
      at = end;
    } else if (code === open[0] || code === open[1]) depth += 1;
    else if (code === close[0] || code === close[1]) depth -= 1;
    else if (code === colon && depth === 1) {
      const name = String(JSON.parse(text));
      if (seen.has(name)) return name;
      seen.add(name);
    }
  }
  return undefined;
}

function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== quote) at += json.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}
