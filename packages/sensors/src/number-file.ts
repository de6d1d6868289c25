import type { Result } from "@wattledger/core";
import type { Host, OpenFailure, ReadFailure, RereadableFile } from "./host.ts";

/** A sysfs attribute that holds one whole number. */
export interface NumberFile {
  /** A text that is no whole number, or a negative one where none can be, is a failure and never zero. */
  readonly read: () => Result<number, ReadFailure>;
  readonly close: () => void;
}

/** What is expected of the number. */
export interface NumberExpected {
  /** For people: "a count of microjoules". */
  readonly what: string;
  /** Whether a minus sign may stand before it. */
  readonly sign: "unsigned" | "signed";
}

/**
 * Opens a sysfs attribute to be read again and again. A driver that is unloaded and loaded again leaves the open file
 * dead and makes a new one of the same name: reads fail meanwhile as `gone`, and go on with the new file when it is there.
 */
export function openNumberFile(host: Host, path: string, expected: NumberExpected): Result<NumberFile, OpenFailure> {
  const opened = host.openForReading(path);
  if (!opened.ok) return opened;
  let file: RereadableFile | undefined = opened.value;
  const reopen = (): RereadableFile | undefined => {
    const again = host.openForReading(path);
    return again.ok ? again.value : undefined;
  };
  const close = (): void => {
    file?.close();
    file = undefined;
  };
  return {
    ok: true,
    value: {
      read: () => {
        file ??= reopen();
        if (file === undefined) return { ok: false, error: { kind: "gone", cause: `${path} is not there` } };
        const text = file.read();
        if (text.ok) return parse(text.value, expected);
        if (text.error.kind === "gone") close();
        return text;
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
