import type { PbfReader } from "pbf";
import type { Messages } from "./messages.ts";
import { TooMany } from "./messages.ts";
import { decodeEnvelope } from "./protobuf-envelope.ts";
import type { ProtobufItem } from "./protobuf-envelope.ts";
import {
  eachField,
  messageEnd,
  readDouble,
  readKeyValue,
  readShortText,
  readSignedFixed64,
  readTime,
  readWhole,
} from "./protobuf.ts";
import { mostItems } from "./signals.ts";
import type { AttributeValue, DecodeFailure, Decoded, Metric, Point, Wanted } from "./signals.ts";
import { validPoint } from "./valid-point.ts";

/** Reads an `ExportMetricsServiceRequest` in protobuf. Metrics whose name is not wanted are passed over. */
export function decodeMetricsProtobuf(body: Uint8Array, wantedName: Wanted): Decoded<Metric> | DecodeFailure {
  const budget = { points: mostItems };
  return decodeEnvelope(
    body,
    () => true,
    (item, messages) => readMetric(item, wantedName, messages, budget),
  );
}

interface Budget {
  points: number;
}

function readMetric(
  { reader, end, resource, scope }: ProtobufItem,
  wantedName: Wanted,
  messages: Messages,
  budget: Budget,
): Metric | undefined {
  let name = "";
  let unit = "";
  let dataAt = -1;
  let dataField = 0;
  eachField(reader, end, (field) => {
    if (field === 1) name = readShortText(reader, end);
    else if (field === 3) unit = readShortText(reader, end);
    else if (field in kinds && reader.type === 2) {
      dataAt = reader.pos;
      dataField = field;
    }
  });
  const kind = kinds[dataField];
  if (kind === undefined || dataAt < 0 || !wantedName(name)) return undefined;
  reader.pos = dataAt;
  reader.type = 2;
  const dataEnd = messageEnd(reader, end) ?? end;
  let temporality = 0;
  let monotonic = false;
  const points: Point[] = [];
  eachField(reader, dataEnd, (field) => {
    if (field === 2 && kind !== "gauge") temporality = readWhole(reader);
    else if (field === 3 && kind === "sum") monotonic = readWhole(reader) !== 0;
    else if (field === 1) {
      const pointEnd = messageEnd(reader, dataEnd);
      if (pointEnd === undefined) return;
      budget.points -= 1;
      if (budget.points < 0) throw new TooMany();
      const point = readPoint(reader, pointEnd, dataField, messages);
      if (point !== undefined) points.push(point);
    }
  });
  reader.pos = end;
  const named = temporality === 1 ? "delta" : temporality === 2 ? "cumulative" : "unstated";
  return { name, unit, kind, temporality: named, monotonic, points, resource, scope };
}

const kinds: Readonly<Record<number, Metric["kind"]>> = { 5: "gauge", 7: "sum", 9: "histogram", 10: "histogram" };
const exponential = 10;

function readPoint(reader: PbfReader, end: number, dataField: number, messages: Messages): Point | undefined {
  const isNumber = dataField === 5 || dataField === 7;
  const attributesField = isNumber ? 7 : dataField === exponential ? 1 : 9;
  const flagsField = isNumber ? 8 : 10;
  let start = 0n;
  let time = 0n;
  let count: number | undefined;
  let value: number | undefined;
  let flags = 0;
  const attributes = new Map<string, AttributeValue>();
  eachField(reader, end, (field) => {
    if (field === attributesField) readKeyValue(reader, end, () => true, attributes, messages);
    else if (field === flagsField) flags = readWhole(reader);
    else if (field === 2) start = readTime(reader);
    else if (field === 3) time = readTime(reader);
    else if (field === 4 && isNumber) value = readDouble(reader) ?? value;
    else if (field === 4) count = Number(readTime(reader));
    else if (field === 5 && !isNumber) value = readDouble(reader) ?? value;
    else if (field === 6 && isNumber) value = readSignedFixed64(reader) ?? value;
  });
  return validPoint({ start, time, count, value, flags, attributes }, messages);
}
