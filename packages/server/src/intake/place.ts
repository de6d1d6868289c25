import type { Activity } from "@wattledger/core";
import { facilityPue, facilityWue, findCloudRegion } from "@wattledger/factors";
import type { UsageEvent } from "@wattledger/ledger";
import type { ProjectSettings } from "./project-settings.ts";

/** Where an activity took place, and how that is known. */
export interface Place {
  readonly zone?: string;
  readonly facility?: string;
  readonly notes: readonly string[];
}

/** Finds places; what was looked up is kept. */
export interface Places {
  /** The place of an event, or a look-up that has to end first. */
  readonly of: (
    event: Pick<UsageEvent, "activity" | "region">,
    project: ProjectSettings,
  ) => Place | (() => Promise<void>);
}

const mostKept = 10_000;

/** Names of providers in OpenTelemetry's conventions, and whose data centres they use. */
const operators: Readonly<Record<string, string>> = {
  "aws.bedrock": "aws",
  "azure.ai.inference": "azure",
  "azure.ai.openai": "azure",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "gcp.vertex_ai": "google",
};

/**
 * The zone is the event's own, else that of the provider's region, else the project's. The facility is the event's own, else the
 * region, else the provider's fleet, else the project's. What is still not known stays out.
 */
export function places(): Places {
  const kept = new Map<string, Found>();
  return {
    of: ({ activity, region }, project) => {
      const { zone, facility } = activity;
      if (zone !== undefined && facility !== undefined) return stated;
      const provider = providerOf(activity);
      const key = `${region ?? ""}\n${provider ?? ""}`;
      const found = region === undefined && provider === undefined ? nothing : kept.get(key);
      if (found !== undefined) return choose(activity, found, project);
      return async () => {
        const fresh = await find(region, provider);
        if (kept.size >= mostKept) kept.clear();
        kept.set(key, fresh);
      };
    },
  };
}

interface Found {
  readonly region?: { readonly key: string; readonly zone: string };
  /** A provider whose data centres are known. */
  readonly operator?: string;
  readonly notes: readonly string[];
}

const stated: Place = { notes: [] };
const nothing: Found = { notes: [] };

function providerOf(activity: Activity): string | undefined {
  return "provider" in activity ? activity.provider : undefined;
}

async function find(region: string | undefined, provider: string | undefined): Promise<Found> {
  const operator = provider === undefined ? undefined : (operators[provider] ?? provider);
  const cloud =
    region === undefined
      ? undefined
      : ((operator === undefined ? undefined : await findCloudRegion(`${operator}:${region}`)) ??
        (await findCloudRegion(region)));
  const isKnown =
    operator !== undefined && (await facilityPue.find(operator)).ok && (await facilityWue.find(operator)).ok;
  return {
    ...(cloud === undefined ? {} : { region: { key: cloud.key, zone: cloud.gridZone } }),
    ...(isKnown ? { operator } : {}),
    notes:
      region === undefined || cloud !== undefined
        ? []
        : [`The region ${region.slice(0, 100)} is not among the cloud regions that are known, so it names no zone.`],
  };
}

function choose({ zone, facility }: Activity, { region, operator, notes }: Found, project: ProjectSettings): Place {
  const said: string[] = [];
  let chosenZone: string | undefined;
  if (zone === undefined && region !== undefined) {
    chosenZone = region.zone;
    said.push(`Zone ${region.zone}: that of the region ${region.key}.`);
  } else if (zone === undefined) {
    said.push(...notes);
    if (project.zone !== undefined) {
      chosenZone = project.zone;
      said.push(`Zone ${project.zone}: that of the project.`);
    }
  }
  let chosenFacility: string | undefined;
  if (facility === undefined) {
    chosenFacility = region?.key ?? operator ?? project.facility;
    if (region !== undefined) said.push(`Facility ${region.key}: the region.`);
    else if (operator !== undefined) said.push(`Facility ${operator}: the provider's data centres.`);
    else if (project.facility !== undefined) said.push(`Facility ${project.facility}: that of the project.`);
  }
  return {
    ...(chosenZone === undefined ? {} : { zone: chosenZone }),
    ...(chosenFacility === undefined ? {} : { facility: chosenFacility }),
    notes: said,
  };
}
