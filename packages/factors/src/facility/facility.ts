import { ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { figureFamily } from "../family/figure-table.ts";
import type { FigureFamily, FigureFile, FigureTable, Meaning } from "../family/figure-table.ts";
import { findCloudRegion } from "../places/cloud-region.ts";

const meaning: Meaning = {
  boundary: "facility",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
};

const siteMeaning: Meaning = { ...meaning, boundary: "site", convention: "consumption (not withdrawal) on site" };

const key: FactorFamily["key"] = {
  name: "facility",
  help: "Cloud region, provider (of a cloud or of language models), `industry` for an unknown data centre, or `outside-data-centre`",
  examples: ["outside-data-centre", "industry", "google", "aws:eu-west-1"],
};

const pue: FigureFamily = {
  id: "facility.pue",
  title: "Power usage effectiveness",
  unit: "1",
  usual: [1, 3],
  critique: [
    "An annual mean of a whole site, reported by its operator. One room, a hot day or a half-empty hall can be worse.",
    "It does not measure how useful the computing is, and it falls when servers waste more.",
  ],
  key,
  tables: async () => {
    const files = await import("../tables/facility.ts");
    return [
      { name: "iso-30134-pue", meaning, file: files.isoPue },
      { name: "uptime-2024", meaning, file: files.uptime2024 },
      { name: "fleet-pue-2024", meaning, file: files.fleetPue2024 },
      { name: "green-algorithms-3.0-pue", meaning, file: files.greenAlgorithmsPue },
      { name: "ecologits-0.9.1-pue", meaning, file: files.ecologitsPue },
    ];
  },
  general: {
    key: "industry",
    step: "No facility was given: the industry average for a data centre is used. For a computer outside a data centre, write facility=outside-data-centre (PUE 1).",
  },
};

const wue: FigureFamily = {
  id: "facility.wue",
  title: "Water usage effectiveness: site water per kWh of IT energy",
  unit: "L/kWh",
  critique: [
    "Water on site only. Power plants usually use more.",
    "Cooling by evaporation lowers PUE and raises WUE, so take both from one site.",
  ],
  key,
  tables: async () => {
    const files = await import("../tables/facility.ts");
    return [
      { name: "iso-30134-wue", meaning: siteMeaning, file: files.isoWue },
      { name: "lbnl-2024", meaning: siteMeaning, file: files.lbnl2024 },
      { name: "fleet-wue", meaning: siteMeaning, file: files.fleetWue },
      { name: "ecologits-0.9.1-wue", meaning: siteMeaning, file: files.ecologitsWue },
    ];
  },
  general: {
    key: "industry",
    step: "No facility was given: the average of data centres in the United States is used. For a computer outside a data centre, write facility=outside-data-centre (no water on site).",
  },
};

/** Facility energy per IT energy: 1 outside a data centre, 1.56 where nothing is known of one. */
export const facilityPue: FactorFamily = withRegions(pue, {
  load: async () => (await import("../data/facility/region-pue-2026.json", { with: { type: "json" } })).default,
  table: "region-pue-2026",
  meaning,
  indicator: "power usage effectiveness",
  least: 1,
  // Annual means of a region move by a few hundredths from year to year.
  margin: () => 0.05,
  basis: "expert default: 0.05 each way from one year to another",
});

/** Water evaporated on site per kWh of IT energy: 0 outside a data centre, by definition. */
export const facilityWue: FactorFamily = withRegions(wue, {
  load: async () => (await import("../data/facility/region-wue-2026.json", { with: { type: "json" } })).default,
  table: "region-wue-2026",
  meaning: siteMeaning,
  indicator: "site water per kWh of IT energy",
  least: 0,
  margin: (value) => 0.5 * value + 0.02,
  basis: "expert default: half of the value and 0.02 L/kWh each way",
});

interface RegionTable {
  readonly load: () => Promise<{
    readonly source: Factor["source"];
    readonly rows: readonly { readonly key: string; readonly year: number; readonly value: number }[];
  }>;
  readonly table: string;
  readonly meaning: Meaning;
  readonly indicator: string;
  /** Bound of the indicator. */
  readonly least: number;
  /** Half-width of the 90 % interval at a value. */
  readonly margin: (value: number) => number;
  readonly basis: string;
}

/** Adds cloud regions to a family: the region's own figure, else its provider's fleet, else the industry's mean. */
function withRegions(definition: FigureFamily, regions: RegionTable): FactorFamily {
  const family = figureFamily(definition);
  const find = async (wanted: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const named = await family.find(wanted);
    if (named.ok || wanted === undefined) return named;
    const region = await findCloudRegion(wanted);
    if (region === undefined) return named;
    const table: FigureTable = { name: regions.table, meaning: regions.meaning, file: await figures(regions) };
    const own = await figureFamily({ ...definition, tables: async () => [table] }).find(region.key);
    if (own.ok) return own;
    return fallBack(family, region.key, region.provider);
  };
  const heldKeys = async (): Promise<readonly string[]> => [
    ...(await family.heldKeys()),
    ...(await regions.load()).rows.map((row) => row.key),
  ];
  return factorFamily({ ...family, find, heldKeys });
}

async function fallBack(
  family: FactorFamily,
  region: string,
  provider: string,
): Promise<Result<FoundFactor, NoFactor>> {
  const missing = `No value is published for ${region}`;
  const fleet = await family.find(provider);
  if (fleet.ok) {
    const step = `${missing}: the average of the provider's fleet is used.`;
    return ok({ factor: fleet.value.factor, matched: region, fallbacks: [step] });
  }
  const industry = await family.find("industry");
  if (!industry.ok) return industry;
  const step = `${missing}, nor an average of its provider's fleet: the industry average is used.`;
  return ok({ factor: industry.value.factor, matched: region, fallbacks: [step] });
}

async function figures({ load, indicator, least, margin, basis }: RegionTable): Promise<FigureFile> {
  const { source, rows } = await load();
  return {
    source,
    rows: rows.map(({ key: region, year, value }) => ({
      key: region,
      title: `${region}, ${indicator}`,
      year,
      value,
      low: Math.max(least, value - margin(value)),
      high: value + margin(value),
      level: 0.9,
      basis,
      locator: `${source.locator}, row ${region}`,
    })),
  };
}
