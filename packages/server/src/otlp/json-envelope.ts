import { JsonCursor } from "./json-cursor.ts";
import { eachItem, eachMember, readAttributes, shortText } from "./json.ts";
import { Messages, TooMany } from "./messages.ts";
import { decodeFailure } from "./protobuf-envelope.ts";
import { mostItems } from "./signals.ts";
import type { AttributeValue, DecodeFailure, Decoded, Resource, Signal, Wanted } from "./signals.ts";

/** The cursor stands before the item. */
export interface JsonItem {
  readonly cursor: JsonCursor;
  readonly resource: Resource;
  readonly scope: string;
}

/** Names of the lists of a signal. */
export const listsOf = {
  traces: { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" },
  metrics: { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" },
  logs: { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" },
} as const satisfies Readonly<Record<Signal, unknown>>;

/** Reads the envelope that the three signals share. `readItem` reads one item, or says to `messages` why it is not valid. */
export function decodeJsonEnvelope<Item>(
  body: Uint8Array,
  signal: Signal,
  wantedOfResource: Wanted,
  readItem: (item: JsonItem, messages: Messages) => Item | undefined,
): Decoded<Item> | DecodeFailure {
  const lists = listsOf[signal];
  const cursor = new JsonCursor(body);
  const messages = new Messages();
  const items: Item[] = [];
  let count = 0;
  const tick = (): void => {
    count += 1;
    if (count > mostItems) throw new TooMany();
  };
  const readScope = (resource: Resource): void => {
    let scope = "";
    let itemsAt = -1;
    eachMember(cursor, (key) => {
      if (key === "scope") {
        eachMember(cursor, (member) => {
          if (member === "name") scope = shortText(cursor);
        });
      } else if (key === lists.items) itemsAt = cursor.position();
      else sayLikelyMistake(key, signal, messages);
    });
    revisit(cursor, itemsAt, () => {
      tick();
      const item = readItem({ cursor, resource, scope }, messages);
      if (item !== undefined) items.push(item);
    });
  };
  try {
    cursor.object((key) => {
      if (key !== lists.resources) {
        sayLikelyMistake(key, signal, messages);
        return;
      }
      eachItem(cursor, () => {
        tick();
        const attributes = new Map<string, AttributeValue>();
        let scopesAt = -1;
        eachMember(cursor, (member) => {
          if (member === "resource") readResource(cursor, wantedOfResource, attributes, messages);
          else if (member === lists.scopes) scopesAt = cursor.position();
          else sayLikelyMistake(member, signal, messages);
        });
        revisit(cursor, scopesAt, () => {
          tick();
          readScope({ attributes });
        });
      });
    });
    cursor.end();
  } catch (error) {
    return decodeFailure(error, "JSON");
  }
  return { items, rejected: messages.rejected, messages: messages.list() };
}

/** Reads a list that was passed over before: what it hangs on may be written after it. */
function revisit(cursor: JsonCursor, at: number, onItem: () => void): void {
  if (at < 0) return;
  const after = cursor.position();
  cursor.goTo(at);
  eachItem(cursor, onItem);
  cursor.goTo(after);
}

function readResource(
  cursor: JsonCursor,
  wanted: Wanted,
  attributes: Map<string, AttributeValue>,
  messages: Messages,
): void {
  eachMember(cursor, (key) => {
    if (key !== "attributes" || readAttributes(cursor, wanted, attributes, messages)) return;
    messages.say("The attributes of a resource are not a list of {key, value}; they were not read.");
  });
}

/** Unknown keys are passed over, as OTLP asks; two mistakes are so common that they are named. */
function sayLikelyMistake(key: string, signal: Signal, messages: Messages): void {
  const own = listsOf[signal];
  for (const name of Object.values(own)) {
    if (key === name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
      messages.say(`The key ${key} is not known and was passed over. OTLP/JSON writes ${name}.`);
  }
  for (const [other, { resources }] of Object.entries(listsOf)) {
    if (other !== signal && key === resources)
      messages.say(`The key ${key} belongs to ${other}, and was passed over. Send ${other} to /v1/${other}.`);
  }
}
