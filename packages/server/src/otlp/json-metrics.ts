import type { JsonCursor } from "./json-cursor.ts";
import { decodeJsonEnvelope } from "./json-envelope.ts";
import type { JsonItem } from "./json-envelope.ts";
import { eachItem, eachMember, isTrue, nanoseconds, numeric, readAttributes, shortText, wholeNumber } from "./json.ts";
import { TooMany } from "./messages.ts";
import type { Messages } from "./messages.ts";
import { mostItems } from "./signals.ts";
import type { AttributeValue, DecodeFailure, Decoded, Metric, Point, Wanted } from "./signals.ts";
import { validPoint } from "./valid-point.ts";

/** Reads an `ExportMetricsServiceRequest` in JSON. Metrics whose name is not wanted are passed over. */
export function decodeMetricsJson(body: Uint8Array, wantedName: Wanted): Decoded<Metric> | DecodeFailure {
  const budget = { points: mostItems };
  return decodeJsonEnvelope(
    body,
    "metrics",
    () => true,
    (item, messages) => readMetric(item, wantedName, messages, budget),
  );
}

const kinds: ReadonlyMap<string, Metric["kind"]> = new Map([
  ["gauge", "gauge"],
  ["sum", "sum"],
  ["histogram", "histogram"],
  ["exponentialHistogram", "histogram"],
]);

function readMetric(
  { cursor, resource, scope }: JsonItem,
  wantedName: Wanted,
  messages: Messages,
  budget: { points: number },
): Metric | undefined {
  let name = "";
  let unit = "";
  let kind: Metric["kind"] | undefined;
  let dataAt = -1;
  eachMember(cursor, (key) => {
    if (key === "name") name = shortText(cursor);
    else if (key === "unit") unit = shortText(cursor);
    else if (kinds.has(key)) {
      kind = kinds.get(key);
      dataAt = cursor.position();
    }
  });
  if (kind === undefined || !wantedName(name)) return undefined;
  const isHistogram = kind === "histogram";
  const after = cursor.position();
  cursor.goTo(dataAt);
  let temporality = 0;
  let monotonic = false;
  const points: Point[] = [];
  eachMember(cursor, (key) => {
    if (key === "aggregationTemporality") temporality = wholeNumber(cursor);
    else if (key === "isMonotonic") monotonic = isTrue(cursor);
    else if (key === "dataPoints") {
      eachItem(cursor, () => {
        budget.points -= 1;
        if (budget.points < 0) throw new TooMany();
        const point = readPoint(cursor, isHistogram, messages);
        if (point !== undefined) points.push(point);
      });
    }
  });
  cursor.goTo(after);
  const named = temporality === 1 ? "delta" : temporality === 2 ? "cumulative" : "unstated";
  return { name, unit, kind, temporality: named, monotonic, points, resource, scope };
}

function readPoint(cursor: JsonCursor, isHistogram: boolean, messages: Messages): Point | undefined {
  let start = 0n;
  let time = 0n;
  let count: number | undefined;
  let value: number | undefined;
  let flags = 0;
  const attributes = new Map<string, AttributeValue>();
  eachMember(cursor, (key) => {
    if (key === "startTimeUnixNano") start = nanoseconds(cursor);
    else if (key === "timeUnixNano") time = nanoseconds(cursor);
    else if (key === "flags") flags = wholeNumber(cursor);
    else if (key === "attributes") readAttributes(cursor, () => true, attributes, messages);
    else if (isHistogram && key === "count") count = numeric(cursor);
    else if (isHistogram ? key === "sum" : key === "asDouble" || key === "asInt") value = numeric(cursor);
  });
  return validPoint({ start, time, count, value, flags, attributes }, messages);
}
