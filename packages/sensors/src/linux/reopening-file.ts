import type { Result } from "@wattledger/core";
import type { Host, OpenFailure, RereadableFile } from "../host/host.ts";

/**
 * Opens a sysfs attribute that is read again and again. If a driver is unloaded and loaded again, the open file is dead and a
 * new file has the same name. Reads fail as `gone` in between, and continue with the new file when it exists.
 */
export function openReopeningFile(host: Host, path: string): Result<RereadableFile, OpenFailure> {
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
        if (file === undefined) return { ok: false, error: { kind: "gone", cause: `${path} does not exist` } };
        const text = file.read();
        if (!text.ok && text.error.kind === "gone") close();
        return text;
      },
      close,
    },
  };
}
