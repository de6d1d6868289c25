import { statSync } from "node:fs";
import { version } from "../version.ts";

/** Identifies this build of a file of the command: what another build stored is computed again. */
export function buildStamp(filename: string): string {
  const { size, mtimeMs } = statSync(filename);
  return `${version} ${size} ${mtimeMs}`;
}
