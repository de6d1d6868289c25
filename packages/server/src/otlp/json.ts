import type { JsonCursor } from "./json-cursor.ts";
import { tooLong, tooManyAttributes } from "./messages.ts";
import type { Messages } from "./messages.ts";
import { mostAttributes } from "./signals.ts";
import type { AttributeValue, Wanted } from "./signals.ts";

/** A short text; an empty one where the value is something else. */
export function shortText(cursor: JsonCursor): string {
  if (cursor.kind() !== "text") return "";
  const text = cursor.text();
  return typeof text === "string" ? text : "";
}

/** A number, which may be written as a text: `"12"`, `"NaN"`. Undefined where it is neither. */
export function numeric(cursor: JsonCursor): number | undefined {
  const written = writtenNumber(cursor);
  if (written === undefined || written.trim() === "") return undefined;
  const value = Number(written);
  return Number.isNaN(value) && written !== "NaN" ? undefined : value;
}

/** A time in nanoseconds: a text of digits, or a number, which may have lost its last digits on the way. 0 where it is neither. */
export function nanoseconds(cursor: JsonCursor): bigint {
  const written = writtenNumber(cursor);
  if (written === undefined) return 0n;
  if (/^\d{1,20}$/.test(written)) return BigInt(written);
  const value = Number(written);
  return value > 0 && value < 2 ** 64 ? BigInt(Math.round(value)) : 0n;
}

/** An int64 as a number where that is exact, else as a bigint. A fraction stays a fraction: what counts with it refuses it. */
function int64(cursor: JsonCursor): number | bigint | undefined {
  const written = writtenNumber(cursor);
  if (written === undefined || written === "") return undefined;
  const value = Number(written);
  if (Number.isSafeInteger(value) || !/^-?\d{1,20}$/.test(written)) return Number.isNaN(value) ? undefined : value;
  return BigInt(written);
}

/** A whole number that says a kind or flags; 0 where the value is not one. Names of enumerations are not valid in OTLP. */
export function wholeNumber(cursor: JsonCursor): number {
  if (cursor.kind() !== "number") return 0;
  const value = Number(cursor.number());
  return Number.isSafeInteger(value) ? value : 0;
}

export function isTrue(cursor: JsonCursor): boolean {
  const kind = cursor.kind();
  cursor.skip();
  return kind === "true";
}

/** Items of a list; empty for a missing list (`null`). */
export function eachItem(cursor: JsonCursor, onItem: () => void): void {
  if (cursor.kind() === "array") cursor.array(onItem);
}

/** Members of an object; empty for anything else. */
export function eachMember(cursor: JsonCursor, onKey: (key: string) => void): void {
  if (cursor.kind() === "object") cursor.object(onKey);
}

/** Reads a list of `{key, value}` into a map, wanted keys only. Whether it was a list. */
export function readAttributes(
  cursor: JsonCursor,
  wanted: Wanted,
  into: Map<string, AttributeValue>,
  messages: Messages,
): boolean {
  const kind = cursor.kind();
  if (kind !== "array") return kind === "null";
  cursor.array(() => {
    if (into.size >= mostAttributes) {
      messages.say(tooManyAttributes);
      return;
    }
    let key = "";
    let valueAt = -1;
    eachMember(cursor, (member) => {
      if (member === "key" && cursor.kind() === "text") key = cursor.name();
      else if (member === "value") valueAt = cursor.position();
    });
    if (valueAt < 0 || key === "" || !wanted(key)) return;
    const after = cursor.position();
    cursor.goTo(valueAt);
    const value = anyValue(cursor);
    cursor.goTo(after);
    if (typeof value === "object") messages.say(tooLong(key, value.bytes));
    else if (value !== undefined) into.set(key, value);
  });
  return true;
}

function anyValue(cursor: JsonCursor): AttributeValue | { readonly bytes: number } | undefined {
  let value: AttributeValue | { readonly bytes: number } | undefined;
  eachMember(cursor, (member) => {
    if (member === "stringValue" && cursor.kind() === "text") value = cursor.text();
    else if (member === "intValue") value = int64(cursor);
    else if (member === "doubleValue") value = numeric(cursor);
    else if (member === "boolValue") value = isTrue(cursor);
  });
  return value;
}

function writtenNumber(cursor: JsonCursor): string | undefined {
  const kind = cursor.kind();
  if (kind === "number") return cursor.number();
  if (kind !== "text") return undefined;
  const text = cursor.text();
  return typeof text === "string" ? text : undefined;
}
