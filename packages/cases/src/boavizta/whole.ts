import * as z from "zod";
import { at, atEnds } from "./attributes.ts";
import type { Attribute } from "./attributes.ts";
import {
  casePart,
  drivePart,
  fixedPart,
  hardDiskPart,
  memoryPart,
  powerSupplyPart,
  processorPart,
} from "./components.ts";
import { gpuPart } from "./gpu.ts";
import { exactly } from "./part.ts";
import type { Context, Part } from "./part.ts";
import { componentRequests } from "./requests.ts";
import type { Bounded } from "./rounding.ts";
import { cellOf } from "./tables.ts";
import type { Row, Tables } from "./tables.ts";
import { usageOf, usageRequest, withinWhole } from "./usage.ts";
import type { Usage } from "./usage.ts";

// What servers and cloud instances have in common: a server of parts, with what is not stated from a profile.

/** What every case of a whole states besides its request. */
export interface Question {
  readonly tables: Tables;
  readonly criteria: readonly string[];
  /** Undefined for the whole life. */
  readonly hours: number | undefined;
}

/** A server: every part in the order in which the original adds them up, and how the whole is used. */
export interface Server {
  readonly parts: readonly Part[];
  readonly usage: Usage;
}

/** What a request says of a server. */
export const serverRequest = z.looseObject({
  model: z.looseObject({ type: z.string().nullish() }).nullish(),
  configuration: z
    .looseObject({
      cpu: componentRequests.cpu.nullish(),
      ram: z.array(componentRequests.ram).nullish(),
      disk: z.array(componentRequests.disk).nullish(),
      gpu: componentRequests.gpu.nullish(),
      power_supply: componentRequests.powerSupply.nullish(),
    })
    .nullish(),
  usage: usageRequest.nullish(),
});

type ServerRequest = z.output<typeof serverRequest>;

/** The server of a request, filled in from a profile. */
export function serverOf(
  { tables, criteria }: Pick<Question, "tables" | "criteria">,
  profile: Row,
  request: ServerRequest | null | undefined,
): Server {
  const configuration = request?.configuration;
  const isWholeModelled = request?.usage?.avg_power == null;
  const context = (prefix: string): Context => ({ tables, profile, prefix, criteria, isWholeModelled });
  const disks = configuration?.disk ?? [];
  const drives = disks.map((disk) =>
    disk.type?.toLowerCase() === "hdd" ? hardDiskPart(disk, context("HDD.")) : drivePart(disk, context("SSD.")),
  );
  const fromProfile = [
    ...(hasAny(profile, "SSD.units") ? [drivePart({}, context("SSD."))] : []),
    ...(hasAny(profile, "HDD.units") ? [hardDiskPart({}, context("HDD."))] : []),
  ];
  const card = configuration?.gpu ?? (hasAny(profile, "GPU.units") ? {} : undefined);
  const type = request?.model?.type;
  const parts = [
    fixedPart("ASSEMBLY", context("")),
    processorPart(configuration?.cpu ?? {}, context("CPU.")),
    ...(card === undefined ? [] : [gpuPart(card, context("GPU."))]),
    ...(configuration?.ram ?? [{}]).map((ram) => memoryPart(ram, context("RAM."))),
    ...(drives.length > 0 ? drives : fromProfile),
    powerSupplyPart(configuration?.power_supply ?? {}, context("POWER_SUPPLY.")),
    casePart(type === "rack" || type === "blade" ? { case_type: type } : {}, context("CASE.")),
    fixedPart("MOTHERBOARD", context("")),
  ];
  const usage = usageOfWhole(usageOf(tables, request?.usage, profile));
  return { usage, parts: parts.map((part) => ({ ...part, usage: withinWhole(part.usage, usage) })) };
}

/** Of wholes, several loads are shown in the unit of one. */
export function usageOfWhole(usage: Usage): Usage {
  return usage.load === undefined ? usage : { ...usage, load: { ...usage.load, unit: "%" } };
}

function hasAny(profile: Row, column: string): boolean {
  const cell = cellOf(profile, column);
  return cell !== undefined && !(cell.value === 0 && cell.min === undefined);
}

/** Making of all parts of a name; undefined where one of them has no factor. */
export function makingByName(parts: readonly Part[], criterion: string): ReadonlyMap<string, Bounded> | undefined {
  const sums = new Map<string, Bounded>();
  for (const part of parts) {
    const making = part.making(criterion);
    if (making === undefined) return undefined;
    const sum = sums.get(part.name) ?? exactly(0);
    sums.set(
      part.name,
      atEnds((end) => sum[end] + making[end]),
    );
  }
  return sums;
}

/** Modelled power of the parts of a name; what a request states of one of them is not looked at. */
export function powerOfAll(parts: readonly Part[], name: string): Bounded {
  const powers = parts.flatMap((part) => (part.name === name ? [part.power?.(part.usage.load) ?? exactly(0)] : []));
  return atEnds((end) => powers.reduce((sum, power) => sum + power[end], 0));
}

/** A part with the power that it is shown with. */
export interface PartInUse {
  readonly part: Part;
  readonly power: Bounded | undefined;
}

/** Where one part has no factor for a criterion, none is shown. */
export function isComplete(parts: readonly Part[], criterion: string): boolean {
  return makingByName(parts, criterion) !== undefined;
}

/** A number at its ends. */
export function bounds(attribute: Attribute<number>): Bounded {
  return atEnds((end) => at(attribute, end));
}
