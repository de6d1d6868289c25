import { PbfWriter } from "pbf";
import type { Encoding } from "./decode.ts";
import type { Signal } from "./signals.ts";

/** Content type of an encoding. */
export const contentTypes = { protobuf: "application/x-protobuf", json: "application/json" } as const satisfies Record<
  Encoding,
  string
>;

/** What was not taken in, or a warning where nothing was rejected. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const rejectedNames = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
} as const satisfies Record<Signal, string>;

const longestMessage = 8192;

/** Body of a success: empty where all was taken in and there is nothing to say. */
export function successBody(signal: Signal, encoding: Encoding, partial: PartialSuccess | undefined): Uint8Array {
  if (encoding === "json") {
    const answer =
      partial === undefined
        ? {}
        : {
            partialSuccess: {
              ...(partial.rejected === 0 ? {} : { [rejectedNames[signal]]: String(partial.rejected) }),
              errorMessage: cut(partial.message),
            },
          };
    return Buffer.from(JSON.stringify(answer));
  }
  if (partial === undefined) return new Uint8Array(0);
  const writer = new PbfWriter();
  writer.writeMessage(
    1,
    (one: PartialSuccess, inner: PbfWriter) => {
      if (one.rejected > 0) inner.writeVarintField(1, one.rejected);
      inner.writeBytesField(2, Buffer.from(cut(one.message)));
    },
    partial,
  );
  return writer.finish();
}

/** Body of a failure: a `google.rpc.Status`. */
export function failureBody(encoding: Encoding, code: number, message: string): Uint8Array {
  if (encoding === "json") return Buffer.from(JSON.stringify({ code, message: cut(message) }));
  const writer = new PbfWriter();
  writer.writeVarintField(1, code);
  // Not `writeStringField`: it writes some characters wrongly.
  writer.writeBytesField(2, Buffer.from(cut(message)));
  return writer.finish();
}

/** Codes of `google.rpc.Status` by status of HTTP. */
export function rpcCode(status: number): number {
  return rpcCodes.get(status) ?? (status >= 500 ? 13 : 3);
}

const rpcCodes: ReadonlyMap<number, number> = new Map([
  [400, 3],
  [401, 16],
  [403, 7],
  [404, 5],
  [405, 12],
  [413, 8],
  [415, 3],
  [429, 8],
  [500, 13],
  [503, 14],
]);

function cut(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}
