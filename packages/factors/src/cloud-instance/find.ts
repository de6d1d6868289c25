import { fail, ok, quoted } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";
import { foldName, nearestSentence } from "../family/similar.ts";
import type { CloudProvider } from "./listed.ts";
import { cloudInstances } from "./table.ts";
import type { CloudInstance } from "./table.ts";

/** An instance with each step by which its name was read. */
export interface FoundInstance {
  readonly instance: CloudInstance;
  /** Empty where the very name is held, however it is written; else sentences for people, in order. */
  readonly steps: readonly string[];
}

/** What people write in front of an instance's name for its cloud. */
const prefixes: Readonly<Record<string, CloudProvider>> = {
  amazon: "aws",
  aws: "aws",
  azure: "azure",
  ec2: "aws",
  gce: "gcp",
  gcp: "gcp",
  google: "gcp",
  microsoft: "azure",
};

/** What services of AWS put around the name of the instance that they run on. */
const service = /^(?:cache|dax|db|dms|ml|mq)\.(.+)$|^(.+)\.(?:elasticsearch|search)$/iu;

/**
 * Reads an instance's name as clouds, their interfaces and people spell it: `m5.large`, `aws:m5.large`, `Standard_D4s_v3`,
 * `D4s v3`, `projects/1/machineTypes/n1-standard-4`. An instance of a service (`ml.m5.large`) is read as the one that it runs on,
 * which is announced; a name beyond that is refused with the nearest ones, never taken for a similar one.
 */
export function findInstance(name: string): Result<FoundInstance, NoFactor> {
  const [, written = ""] = /([^/]*)\/?$/u.exec(name.trim()) ?? [];
  const [, cloud = "", rest = written] = /^([a-z0-9]+):(.+)$/iu.exec(written) ?? [];
  const provider = prefixes[cloud.toLowerCase()];
  if (cloud !== "" && provider === undefined) {
    const known = Object.keys(prefixes).join(", ");
    return refuse(`unknown cloud "${cloud}". Write one of ${known} before the colon.`);
  }
  const offered = cloudInstances().filter((instance) => provider === undefined || instance.provider === provider);
  const own = called(rest, offered);
  const bare = service
    .exec(rest)
    ?.slice(1)
    .find((part) => part !== undefined);
  const found = own.length > 0 || bare === undefined ? own : called(bare, offered.filter(isOfAws));
  // Somebody who names the cloud or the tier means that very size.
  if (provider === undefined && found.length > 0 && rest === withoutTier(rest)) {
    const sizes = sizesOfFamily(rest, found);
    if (sizes.length > 0) return refuseFamily(name, sizes, found);
  }
  const [instance, ...others] = found;
  if (instance === undefined) return refuse(`no instance is called ${quoted(name)}.${nearest(rest, offered)}`);
  if (others.length > 0) {
    const held = found.map(({ key }) => key).join(", ");
    return refuse(`the name ${quoted(name)} fits several: ${held}. Give one of these names.`);
  }
  const steps =
    own.length > 0
      ? []
      : [
          `${quoted(name)} is an instance of a service that runs on ${instance.key}. The figure does not include what the service adds.`,
        ];
  return ok({ instance, steps });
}

/** Instances of other clouds whose family has this name: `g5` is a family of AWS, and a whole size of Azure. */
function sizesOfFamily(name: string, found: readonly CloudInstance[]): readonly CloudInstance[] {
  const wanted = plain(name);
  const own = new Set(found.map(({ provider }) => provider));
  // `g4` means g4dn and g4ad.
  return cloudInstances().filter((instance) => {
    const family = familyOf(instance);
    return !own.has(instance.provider) && family.startsWith(wanted) && /^[a-z]*$/u.test(family.slice(wanted.length));
  });
}

/** `g5` of g5.xlarge, `a2` of a2-highgpu-1g; empty for Azure, whose families have no name of their own. */
function familyOf({ provider, name }: CloudInstance): string {
  if (provider === "azure") return "";
  return name.toLowerCase().split(provider === "aws" ? "." : "-")[0] ?? "";
}

function refuseFamily(
  name: string,
  sizes: readonly CloudInstance[],
  found: readonly CloudInstance[],
): Result<never, NoFactor> {
  const shown = sizes.slice(0, 8).map((instance) => instance.name);
  const more = sizes.length > shown.length ? ", …" : "";
  const whole = found.map(({ key }) => key).join(", ");
  return refuse(
    `${quoted(name)} is a family of instances without a size, or ${whole}. Give a size (${shown.join(", ")}${more}), or ${whole}.`,
  );
}

/** The names that look most like it: those that begin like it, the same name elsewhere, else the most similar. */
function nearest(name: string, offered: readonly CloudInstance[]): string {
  const wanted = plain(name);
  const elsewhere = called(name, cloudInstances());
  if (elsewhere.length > 0) return ` It is ${elsewhere.map(({ key }) => key).join(", ")}.`;
  const longer = offered.filter((instance) => wanted.length > 1 && plainName(instance).startsWith(wanted));
  if (longer.length === 0)
    return nearestSentence(
      withoutTier(name),
      offered.map((instance) => instance.name),
    );
  const names = longer.map((instance) => instance.name).toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const shown = names.slice(0, 8);
  return ` Names that begin so: ${shown.join(", ")}${longer.length > shown.length ? ", …" : ""}.`;
}

function isOfAws({ provider }: CloudInstance): boolean {
  return provider === "aws";
}

function called(name: string, offered: readonly CloudInstance[]): readonly CloudInstance[] {
  const wanted = plain(name);
  return offered.filter((instance) => plainName(instance) === wanted);
}

/** `Standard_D4s_v3`, `D4s v3` and `d4s-v3` are one spelling. */
function plain(name: string): string {
  return foldName(withoutTier(name));
}

/** Azure's interfaces put the tier in front, its pages do not. */
function withoutTier(name: string): string {
  return name.replace(/^standard[_ -]/iu, "");
}

const plainNames = new WeakMap<CloudInstance, string>();

/** Names are compared at each look-up, and folded once. */
function plainName(instance: CloudInstance): string {
  const folded = plainNames.get(instance) ?? plain(instance.name);
  plainNames.set(instance, folded);
  return folded;
}

function refuse(what: string): Result<never, NoFactor> {
  return fail({ kind: "unknown-name", message: `Instances of clouds: ${what}` });
}
