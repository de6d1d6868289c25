import type { Result } from "@wattledger/core";
import type { Host, OpenFailure, RereadableFile } from "../host/host.ts";

/**
 * Opens a sysfs attribute to be read again and again. A driver that is unloaded and loaded again leaves the open file
 * dead and makes a new one of the same name: reads fail meanwhile as `gone`, and go on with the new file when it is there.
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
        if (file === undefined) return { ok: false, error: { kind: "gone", cause: `${path} is not there` } };
        const text = file.read();
        if (!text.ok && text.error.kind === "gone") close();
        return text;
      },
      close,
    },
  };
}
