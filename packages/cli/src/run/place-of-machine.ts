import { readlinkSync } from "node:fs";
import { readPlaceHints } from "@wattledger/factors/hints";
import type { PlaceHints } from "@wattledger/factors/hints";
import type { Host } from "@wattledger/sensors";

/** What this machine tells of its place: its environment and its clock. Nobody is asked over a network. */
export function hintsOfThisMachine({ readText }: Pick<Host, "readText">): PlaceHints {
  return readPlaceHints({
    environment: process.env,
    readLink: (path) => {
      try {
        return readlinkSync(path);
      } catch {
        // No link: the system keeps its time zone otherwise, or not at all.
        return undefined;
      }
    },
    readText,
  });
}
