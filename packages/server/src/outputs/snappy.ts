const shortestMatch = 4;
const longestCopy = 64;
const farthestCopy = 65_535;

/**
 * Bytes in the block format of Snappy, as Prometheus' remote write wants them. Repetitions that are at most 64 KiB back are copied:
 * names of metrics and labels, which are most of such a request.
 */
export function snappyBlock(input: Uint8Array): Uint8Array {
  const output: number[] = [];
  writeLength(output, input.length);
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const seenAt = new Map<number, number>();
  let literalFrom = 0;
  let at = 0;
  while (at + shortestMatch <= input.length) {
    const word = view.getUint32(at, true);
    const earlier = seenAt.get(word);
    seenAt.set(word, at);
    if (earlier === undefined || at - earlier > farthestCopy) {
      at += 1;
      continue;
    }
    let length = shortestMatch;
    while (length < longestCopy && at + length < input.length && input[earlier + length] === input[at + length])
      length += 1;
    writeLiteral(output, input.subarray(literalFrom, at));
    // A copy with an offset of two bytes.
    const offset = at - earlier;
    output.push(((length - 1) << 2) | 0b10, offset & 0xff, offset >> 8);
    at += length;
    literalFrom = at;
  }
  writeLiteral(output, input.subarray(literalFrom));
  return Uint8Array.from(output);
}

function writeLength(output: number[], length: number): void {
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) output.push((rest & 0x7f) | 0x80);
  output.push(rest);
}

function writeLiteral(output: number[], bytes: Uint8Array): void {
  // A literal of at most 64 KiB needs two bytes for its length.
  for (let from = 0; from < bytes.length; from += 65_536) {
    const part = bytes.subarray(from, from + 65_536);
    const last = part.length - 1;
    if (last < 60) output.push(last << 2);
    else output.push(61 << 2, last & 0xff, last >> 8);
    for (const byte of part) output.push(byte);
  }
}
