import { homedir } from "node:os";
import { runsFolder } from "@wattledger/meter/measure";

/** The folder of run records on this machine, for this user. */
export function storeFolder(): string {
  return runsFolder({ environment: process.env, platform: process.platform, homeFolder: homedir() });
}
