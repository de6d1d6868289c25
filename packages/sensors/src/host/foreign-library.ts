import { createRequire } from "node:module";
import type { Result } from "@wattledger/core";
import type * as Koffi from "koffi";
import type { ForeignLibrary, OpenFailure } from "./host.ts";

/**
 * Opens a shared library through koffi, which is an optional dependency. Only this file loads it: that takes some 15 ms, which
 * machines without such a library do not spend. Fails as `absent` if the system's loader does not find the library.
 */
export function openForeignLibrary(name: string): Result<ForeignLibrary, OpenFailure> {
  let koffi: typeof Koffi;
  try {
    // The bundle replaces `import.meta.filename` by its own path, and looks for koffi next to it.
    koffi = createRequire(import.meta.filename)("koffi");
  } catch {
    const cause = "the optional package koffi, which calls C libraries, is not installed: `npm install koffi@3.3.4`";
    return { ok: false, error: { kind: "failed", cause } };
  }
  try {
    const library = koffi.load(name);
    return {
      ok: true,
      value: {
        find: (prototype) => {
          try {
            return library.func(prototype);
          } catch {
            // The function is looked up when it is declared: older libraries do not have newer functions.
            return undefined;
          }
        },
      },
    };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { kind: cause.includes("cannot open shared object") ? "absent" : "failed", cause } };
  }
}
