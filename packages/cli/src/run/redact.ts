import { hostname, homedir, userInfo } from "node:os";
import { mapTexts } from "@wattledger/meter";
import type { RunSummary } from "@wattledger/meter";

/** Words that tell whose machine this is. */
export interface Secrets {
  readonly homeFolder: string;
  readonly userName: string;
  readonly hostName: string;
}

/** Those of this machine. */
export function secretsOfThisMachine(): Secrets {
  return { homeFolder: homedir(), userName: nameOfUser(), hostName: hostname() };
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in many containers.
    return "";
  }
}

/** Common names of users and hosts, which are also words of Wattledger's own sentences. */
const nobodys: ReadonlySet<string> = new Set(["root", "user", "admin", "localhost", "run", "cpu", "gpu", "machine"]);

/**
 * The parts of a summary that Wattledger itself worded, without the names of this machine's user and host. What a person
 * gave as a name, project or tag stays as given.
 */
export function redactSummary(summary: RunSummary, secrets: Secrets): Readonly<Record<string, unknown>> {
  const clean = (value: unknown): unknown => mapTexts(value, (text) => redactText(text, secrets));
  const { footprint, quality, zone } = summary;
  return {
    ...summary,
    zone: { ...zone, fallbacks: clean(zone.fallbacks) },
    quality: { ...quality, notes: clean(quality.notes) },
    reasons: clean(summary.reasons),
    footprint: { ...footprint, made: clean(footprint.made) },
  };
}

/** One text without them. */
export function redactText(text: string, { homeFolder, userName, hostName }: Secrets): string {
  const words = [
    [userName, "(user)"],
    [hostName, "(host)"],
  ] as const;
  let result = homeFolder.length > 1 ? text.replaceAll(homeFolder, "…") : text;
  for (const [word, instead] of words) {
    if (word.length < 2 || nobodys.has(word.toLowerCase())) continue;
    const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&");
    result = result.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, "gu"), instead);
  }
  return result;
}
