import type { PbfWriter } from "pbf";

/** Writes a message within a message. */
export function message(writer: PbfWriter, field: number, write: (inner: PbfWriter) => void): void {
  writer.writeMessage(field, (_: undefined, inner: PbfWriter) => write(inner), undefined);
}

/** Writes milliseconds as nanoseconds in a `fixed64`, exactly. */
export function writeNanoseconds(writer: PbfWriter, field: number, milliseconds: number): void {
  const nanoseconds = BigInt(milliseconds) * 1_000_000n;
  writer.writeTag(field, 1);
  writer.writeFixed32(Number(nanoseconds & 0xffff_ffffn));
  writer.writeFixed32(Number(nanoseconds >> 32n));
}
