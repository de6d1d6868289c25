import { PbfReader } from "pbf";
import { Malformed, tooLong, tooManyAttributes } from "./messages.ts";
import type { Messages } from "./messages.ts";
import type { NameCache } from "./name-cache.ts";
import { longestTextBytes, mostAttributes } from "./signals.ts";
import type { Attributes, AttributeValue, Wanted } from "./signals.ts";

// `pbf` does not check bounds. Here every length is held to the message around it, and every message must end where its length
// says. Fields of an unexpected wire type are unknown fields and are passed over.

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;

/** Opens a reader over a whole body. */
export function readerOf(body: Uint8Array): PbfReader {
  return new PbfReader(body);
}

/**
 * Calls `onField` for each field up to `end`. What `onField` does not read is passed over.
 *
 * @throws Malformed where the message does not end at `end`
 */
export function eachField(reader: PbfReader, end: number, onField: (field: number) => void): void {
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) onField(field);
  if (reader.pos !== end) throw new Malformed(`A message does not end at byte ${end}, where its length says.`);
}

/** Reads the length of a message that must end within `outer`, and returns its end; undefined where the field is not a message. */
export function messageEnd(reader: PbfReader, outer: number): number | undefined {
  if (reader.type !== lengthDelimited) return undefined;
  const end = reader.readVarint() + reader.pos;
  if (end > outer) throw new Malformed(`A message at byte ${reader.pos} is longer than what is around it.`);
  return end;
}

/** A text; undefined where the field is not one. A text longer than `longestTextBytes` is passed over and said. */
export function readText(reader: PbfReader, outer: number): string | { readonly bytes: number } | undefined {
  const end = messageEnd(reader, outer);
  if (end === undefined) return undefined;
  const start = reader.pos;
  reader.pos = end;
  if (end - start > longestTextBytes) return { bytes: end - start };
  return bufferOf(reader).toString("utf8", start, end);
}

/** A short text, or nothing. */
export function readShortText(reader: PbfReader, outer: number): string {
  const text = readText(reader, outer);
  return typeof text === "string" ? text : "";
}

function readName(reader: PbfReader, outer: number, names: NameCache): string {
  const end = messageEnd(reader, outer);
  if (end === undefined) return "";
  const start = reader.pos;
  reader.pos = end;
  return end - start > longestTextBytes ? "" : names.textOf(bufferOf(reader), start, end);
}

/** Bytes as hexadecimal digits: an id. */
export function readHex(reader: PbfReader, outer: number): string {
  const end = messageEnd(reader, outer);
  if (end === undefined) return "";
  const start = reader.pos;
  reader.pos = end;
  return bufferOf(reader).toString("hex", start, Math.min(end, start + 64));
}

/** A fixed64 as a whole number without a sign; 0 where the field is not one. */
export function readTime(reader: PbfReader): bigint {
  if (reader.type !== fixed64) return 0n;
  const value = reader.dataView.getBigUint64(reader.pos, true);
  reader.pos += 8;
  return value;
}

/** A signed fixed64. */
export function readSignedFixed64(reader: PbfReader): number | undefined {
  if (reader.type !== fixed64) return undefined;
  const value = reader.dataView.getBigInt64(reader.pos, true);
  reader.pos += 8;
  return Number(value);
}

export function readDouble(reader: PbfReader): number | undefined {
  return reader.type === fixed64 ? reader.readDouble() : undefined;
}

export function readWhole(reader: PbfReader): number {
  if (reader.type === fixed32) return reader.readFixed32();
  return reader.type === varint ? reader.readVarint(true) : 0;
}

/**
 * Reads a `KeyValue` into a map. A value whose key is not wanted is passed over, not decoded; so are lists, maps and bytes.
 * The key comes first in what every known sender writes; where it does not, the value is read after the key is known.
 */
export function readKeyValue(
  reader: PbfReader,
  outer: number,
  wanted: Wanted,
  into: Map<string, AttributeValue>,
  messages: Messages,
): void {
  const end = messageEnd(reader, outer);
  if (end === undefined) return;
  if (into.size >= mostAttributes) {
    messages.say(tooManyAttributes);
    reader.pos = end;
    return;
  }
  let key = "";
  let valueAt = -1;
  eachField(reader, end, (field) => {
    if (field === 1) key = readName(reader, end, messages.names);
    else if (field === 2 && reader.type === lengthDelimited) valueAt = reader.pos;
  });
  if (valueAt < 0 || key === "" || !wanted(key)) return;
  reader.pos = valueAt;
  reader.type = lengthDelimited;
  const valueEnd = messageEnd(reader, end) ?? end;
  const value = readAnyValue(reader, valueEnd);
  reader.pos = end;
  if (typeof value === "object") messages.say(tooLong(key, value.bytes));
  else if (value !== undefined) into.set(key, value);
}

function readAnyValue(reader: PbfReader, end: number): AttributeValue | { readonly bytes: number } | undefined {
  let value: AttributeValue | { readonly bytes: number } | undefined;
  eachField(reader, end, (field) => {
    if (field === 1) value = readText(reader, end) ?? value;
    else if (field === 2 && reader.type === varint) value = reader.readVarint() !== 0;
    else if (field === 3 && reader.type === varint) value = readInt64(reader);
    else if (field === 4) value = readDouble(reader) ?? value;
  });
  return value;
}

/** An int64 written as a varint, exact. */
function readInt64(reader: PbfReader): number | bigint {
  const start = reader.pos;
  const rounded = reader.readVarint(true);
  if (Number.isSafeInteger(rounded)) return rounded;
  let exact = 0n;
  for (let at = start; at < reader.pos; at += 1) {
    exact |= BigInt((reader.buf[at] ?? 0) & 0x7f) << BigInt(7 * (at - start));
  }
  return BigInt.asIntN(64, exact);
}

/** The attributes of a `Resource` or an `InstrumentationScope`, whose attributes have the given field number. */
export function readAttributesOf(
  reader: PbfReader,
  end: number,
  attributesField: number,
  wanted: Wanted,
  messages: Messages,
): Attributes {
  const attributes = new Map<string, AttributeValue>();
  eachField(reader, end, (field) => {
    if (field === attributesField) readKeyValue(reader, end, wanted, attributes, messages);
  });
  return attributes;
}

/** The name of an `InstrumentationScope`. */
export function readScopeName(reader: PbfReader, end: number): string {
  let name = "";
  eachField(reader, end, (field) => {
    if (field === 1) name = readShortText(reader, end);
  });
  return name;
}

function bufferOf(reader: PbfReader): Buffer {
  const { buf } = reader;
  return Buffer.isBuffer(buf) ? buf : Buffer.from(buf.buffer, buf.byteOffset, buf.byteLength);
}
