import type { PbfReader } from "pbf";
import { Malformed, Messages, TooMany } from "./messages.ts";
import { eachField, messageEnd, readAttributesOf, readerOf, readScopeName } from "./protobuf.ts";
import { mostItems } from "./signals.ts";
import type { DecodeFailure, Decoded, Resource, Wanted } from "./signals.ts";

/** Where an item stands: between `reader.pos` and `end`. */
export interface ProtobufItem {
  readonly reader: PbfReader;
  readonly end: number;
  readonly resource: Resource;
  readonly scope: string;
}

/**
 * Reads the envelope that the three signals share: resources, in them scopes, in them items. `readItem` reads one item and
 * returns it, or says to `messages` why it is not valid.
 */
export function decodeEnvelope<Item>(
  body: Uint8Array,
  wantedOfResource: Wanted,
  readItem: (item: ProtobufItem, messages: Messages) => Item | undefined,
): Decoded<Item> | DecodeFailure {
  const reader = readerOf(Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const messages = new Messages();
  const items: Item[] = [];
  let count = 0;
  const tick = (): void => {
    count += 1;
    if (count > mostItems) throw new TooMany();
  };
  try {
    eachMessage(reader, reader.length, 1, (resourceEnd) => {
      tick();
      const start = reader.pos;
      const resource = { attributes: resourceAttributes(reader, resourceEnd, wantedOfResource, messages) };
      reader.pos = start;
      eachMessage(reader, resourceEnd, 2, (scopeEnd) => {
        tick();
        const scopeStart = reader.pos;
        const scope = scopeName(reader, scopeEnd);
        reader.pos = scopeStart;
        eachMessage(reader, scopeEnd, 2, (end) => {
          tick();
          const item = readItem({ reader, end, resource, scope }, messages);
          if (item !== undefined) items.push(item);
        });
      });
    });
  } catch (error) {
    return decodeFailure(error, "Protobuf");
  }
  return { items, rejected: messages.rejected, messages: messages.list() };
}

/** What a decoder threw, as a value. Our own faults are thrown on. */
export function decodeFailure(error: unknown, encoding: "Protobuf" | "JSON"): DecodeFailure {
  if (error instanceof TooMany) return { kind: "too-many", message: error.message };
  // `pbf` throws RangeError beyond the end, and Error for wire types that are not in use.
  if (error instanceof Malformed || error instanceof RangeError || isPbfError(error))
    return {
      kind: "malformed",
      message: `The body is not valid ${encoding} of an OTLP export request. ${error.message} Check the exporter's protocol and Content-Type.`,
    };
  throw error;
}

function isPbfError(error: unknown): error is Error {
  return error instanceof Error && /^(Unimplemented type|Expected varint)/.test(error.message);
}

/** Calls `onMessage` at the start of each message of one field. */
function eachMessage(reader: PbfReader, end: number, wantedField: number, onMessage: (end: number) => void): void {
  eachField(reader, end, (field) => {
    if (field !== wantedField) return;
    const messageStops = messageEnd(reader, end);
    if (messageStops === undefined) return;
    onMessage(messageStops);
    reader.pos = messageStops;
  });
}

function resourceAttributes(
  reader: PbfReader,
  end: number,
  wanted: Wanted,
  messages: Messages,
): Resource["attributes"] {
  let attributes: Resource["attributes"] = new Map();
  eachMessage(reader, end, 1, (stops) => {
    attributes = readAttributesOf(reader, stops, 1, wanted, messages);
  });
  return attributes;
}

function scopeName(reader: PbfReader, end: number): string {
  let name = "";
  eachMessage(reader, end, 1, (stops) => {
    name = readScopeName(reader, stops);
  });
  return name;
}
