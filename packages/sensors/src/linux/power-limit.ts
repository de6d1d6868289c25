import type { Host } from "../host/host.ts";

/** The first power limit above 0, in W, among files of a folder that hold microwatts; undefined without one. */
export function powerLimitWatts(host: Host, folder: string, names: readonly string[]): number | undefined {
  return names.map((name) => Number(host.readText(`${folder}/${name}`)?.trim()) / 1e6).find((watts) => watts > 0);
}
