import { findCloudRegion } from "./cloud-region.ts";
import { cloudProviderOf } from "./hints.ts";
import type { PlaceHints } from "./hints.ts";
import { countryCodeOfTimeZone, timeZoneKey } from "./time-zone.ts";

/** Where a machine is taken to be, when nobody said. */
export interface Located {
  readonly by: "cloud-region" | "time-zone" | "nothing";
  /** Key for the families that are chosen by a zone; absent where nothing tells, so that they fall back to the world. */
  readonly zone?: string;
  /** How it was found, and what was not believed: sentences for people. */
  readonly notes: readonly string[];
}

/**
 * The place of a machine from its own hints: a cloud region in its environment, else a guess from its time zone, else
 * nothing. A laptop or desktop is not in a cloud, even if cloud tools are configured on it.
 */
export async function locate(
  hints: PlaceHints,
  { mayBeInCloud }: { readonly mayBeInCloud: boolean },
): Promise<Located> {
  const cloud = await cloudRegionOf(hints, mayBeInCloud);
  if (cloud.zone !== undefined) return { by: "cloud-region", zone: cloud.zone, notes: cloud.notes };
  const { timeZone } = hints;
  if (timeZone === undefined) return { by: "nothing", notes: cloud.notes };
  if ((await countryCodeOfTimeZone(timeZone)) === undefined)
    return { by: "nothing", notes: [...cloud.notes, `the time zone ${timeZone} does not name a country`] };
  return { by: "time-zone", zone: timeZoneKey(timeZone), notes: cloud.notes };
}

async function cloudRegionOf(
  { cloud = [] }: PlaceHints,
  mayBeInCloud: boolean,
): Promise<{ readonly zone?: string; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const found = new Map<string, string>();
  for (const { variable, value } of cloud) {
    const provider = cloudProviderOf(variable);
    const region = provider === undefined ? undefined : await findCloudRegion(`${provider}:${value}`);
    if (region === undefined) notes.push(`${variable} is "${value}", which is not a known cloud region`);
    else if (!found.has(region.key)) found.set(region.key, variable);
  }
  const named = [...found].map(([key, variable]) => `${key} by ${variable}`).join(", ");
  const [first, second] = found.keys();
  if (first === undefined) return { notes };
  if (!mayBeInCloud) return { notes: [...notes, `${named}: not used, because this machine is not in a cloud`] };
  if (second !== undefined)
    return { notes: [...notes, `cloud regions that contradict each other, so none is used: ${named}`] };
  return { zone: first, notes: [...notes, `No zone was given: the environment names the cloud region ${named}.`] };
}
