import { tmpdir } from "node:os";
import { join } from "node:path";

/** Raise it when a version in scripts/otlp-peers.mjs changes: the folders are made again. */
const generation = 1;

/** Where scripts/otlp-peers.mjs puts the instrumentations of others. A folder that is not whole has no file `whole`. */
export const peersFolder =
  process.env["WATTLEDGER_OTLP_PEERS"] ?? join(tmpdir(), `wattledger-otlp-peers-${generation}`);
