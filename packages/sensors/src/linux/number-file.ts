import type { Result } from "@wattledger/core";
import type { Host, OpenFailure, ReadFailure } from "../host/host.ts";
import { openReopeningFile } from "./reopening-file.ts";

/** A sysfs attribute that holds one whole number. */
export interface NumberFile {
  /** A text that is not a whole number, or a negative number that cannot be right, is a failure and never zero. */
  readonly read: () => Result<number, ReadFailure>;
  readonly close: () => void;
}

/** What number is expected. */
export interface NumberExpected {
  /** Words for messages: "a count of microjoules". */
  readonly what: string;
  /** Whether the number may have a minus sign. */
  readonly sign: "unsigned" | "signed";
}

/** Opens an attribute that holds a number. Its driver may be unloaded and loaded again. */
export function openNumberFile(host: Host, path: string, expected: NumberExpected): Result<NumberFile, OpenFailure> {
  const opened = openReopeningFile(host, path);
  if (!opened.ok) return opened;
  const { read, close } = opened.value;
  return {
    ok: true,
    value: {
      read: () => {
        const text = read();
        return text.ok ? parse(text.value, expected) : text;
      },
      close,
    },
  };
}

function parse(text: string, { what, sign }: NumberExpected): Result<number, ReadFailure> {
  const trimmed = text.trim();
  const pattern = sign === "signed" ? /^-?\d+$/ : /^\d+$/;
  if (pattern.test(trimmed)) return { ok: true, value: Number(trimmed) };
  const cause = `expected ${what}, found ${JSON.stringify(trimmed.slice(0, 20))}`;
  return { ok: false, error: { kind: "retry", cause } };
}
