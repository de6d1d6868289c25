import { readlinkSync } from "node:fs";
import { readPlaceHints } from "@wattledger/factors/hints";
import type { PlaceHints } from "@wattledger/factors/hints";
import type { Host } from "@wattledger/sensors";

/** Hints of this machine on its place: its environment and its clock. No network is asked. */
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
