/**
 * Texts of names that come again and again in one body: keys of attributes, members of JSON. Finding one that was seen before is
 * several times faster than decoding it.
 */
export class NameCache {
  readonly #known = new Map<number, { readonly bytes: Buffer; readonly text: string }>();

  /** The text between two places of a body, as UTF-8. */
  textOf(body: Buffer, start: number, end: number): string {
    if (end - start > longest) return body.toString("utf8", start, end);
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (body[at] ?? 0), 0x01000193);
    const known = this.#known.get(hash);
    if (known !== undefined && isSame(known.bytes, body, start, end)) return known.text;
    const text = body.toString("utf8", start, end);
    if (known === undefined && this.#known.size < most)
      this.#known.set(hash, { bytes: Buffer.from(body.subarray(start, end)), text });
    return text;
  }
}

const longest = 80;
/** A hostile body has many names; then the rest of them is decoded one by one. */
const most = 2000;

function isSame(bytes: Buffer, body: Buffer, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== body[start + at]) return false;
  return true;
}
