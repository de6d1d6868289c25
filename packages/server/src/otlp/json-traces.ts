import { idFault, timeFault } from "./identity.ts";
import { decodeJsonEnvelope } from "./json-envelope.ts";
import type { JsonItem } from "./json-envelope.ts";
import { eachMember, nanoseconds, readAttributes, shortText, wholeNumber } from "./json.ts";
import type { Messages } from "./messages.ts";
import type { AttributeValue, DecodeFailure, Decoded, Span, Wanted } from "./signals.ts";

/** Reads an `ExportTraceServiceRequest` in JSON. */
export function decodeTracesJson(body: Uint8Array, wanted: Wanted): Decoded<Span> | DecodeFailure {
  return decodeJsonEnvelope(body, "traces", wanted, (item, messages) => readSpan(item, wanted, messages));
}

function readSpan({ cursor, resource, scope }: JsonItem, wanted: Wanted, messages: Messages): Span | undefined {
  let traceId = "";
  let spanId = "";
  let parentSpanId = "";
  let traceState = "";
  let kind = 0;
  let start = 0n;
  let stop = 0n;
  let statusCode = 0;
  let listed = true;
  const attributes = new Map<string, AttributeValue>();
  eachMember(cursor, (key) => {
    if (key === "traceId") traceId = shortText(cursor);
    else if (key === "spanId") spanId = shortText(cursor);
    else if (key === "parentSpanId") parentSpanId = shortText(cursor);
    else if (key === "traceState") traceState = shortText(cursor);
    else if (key === "kind") kind = wholeNumber(cursor);
    else if (key === "startTimeUnixNano") start = nanoseconds(cursor);
    else if (key === "endTimeUnixNano") stop = nanoseconds(cursor);
    else if (key === "attributes") listed = readAttributes(cursor, wanted, attributes, messages);
    else if (key === "status") {
      eachMember(cursor, (member) => {
        if (member === "code") statusCode = wholeNumber(cursor);
      });
    }
  });
  const trace = lowered(traceId);
  const span = lowered(spanId);
  const parent = lowered(parentSpanId);
  const fault =
    idFault("trace id", trace, 32) ??
    idFault("span id", span, 16) ??
    timeFault(start, stop) ??
    (listed ? undefined : "The attributes of a span are not a list. OTLP/JSON writes [{key, value}].");
  if (fault !== undefined) {
    messages.reject(fault);
    return undefined;
  }
  return {
    traceId: trace,
    spanId: span,
    ...(/[^0]/.test(parent) ? { parentSpanId: parent } : {}),
    kind,
    startNanoseconds: start,
    endNanoseconds: stop,
    statusCode,
    traceState,
    attributes,
    resource,
    scope,
  };
}

/** Ids are hexadecimal in any case. Base64 keeps its case, so that the fault can name it. */
export function lowered(id: string): string {
  return /^[0-9a-fA-F]+$/.test(id) ? id.toLowerCase() : id;
}
