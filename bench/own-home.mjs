import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The command as users start it. */
export const wattledger = fileURLToPath(new URL("../packages/cli/bin/wattledger.cjs", import.meta.url));

/**
 * Runs with a home folder of its own, removed afterwards, so that measured runs do not fill the user's list of runs; and without
 * NODE_ variables: extra certificates, for one, cost every start of Node 20 some 45 ms.
 */
export async function withOwnHome(measure) {
  const home = mkdtempSync(join(tmpdir(), "wattledger-bench-"));
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("NODE_"))),
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_CACHE_HOME: join(home, "cache"),
  };
  try {
    return await measure({ home, env });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
