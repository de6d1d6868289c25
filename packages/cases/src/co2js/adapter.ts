import { WattledgerError, evaluate } from "@wattledger/core";
import { zoneYears } from "@wattledger/factors/electricity-maps";
import { emberIntensity } from "@wattledger/factors/ember";
import { oneByte, swdm3, swdm4 } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const method = "CO2.js grid intensities and web models";

const absent = z.number().nullish();
const webInputs = z.object({
  bytes: z.number(),
  green: z.boolean().nullish(),
  grid: z.object({ data_center: absent, network: absent, device: absent }).nullish(),
});

/** One of the three models by bytes; what is not given takes the model's default. */
function web(kind: string, run: (traffic: number, given: z.output<typeof webInputs>) => number): CaseAdapter {
  return {
    method,
    kind,
    run: (inputs) => {
      const given = webInputs.parse(inputs);
      // Less than a byte is nothing to the original.
      return { gco2e: given.bytes < 1 ? 0 : run(given.bytes / 1e9, given) };
    },
  };
}

/** Intensities under the names of the inputs. */
function intensities({ grid }: z.output<typeof webInputs>): Readonly<Record<string, number>> {
  const named = {
    dataCentreIntensity: grid?.data_center,
    networkIntensity: grid?.network,
    deviceIntensity: grid?.device,
  };
  return Object.fromEntries(Object.entries(named).flatMap(([name, value]) => (value == null ? [] : [[name, value]])));
}

const averageIntensity: CaseAdapter = {
  method,
  kind: "average_intensity",
  run: (inputs) => {
    const { key } = z.object({ key: z.string() }).parse(inputs);
    return { gco2e_per_kwh: emberIntensity(key) ?? null };
  },
};

const yearOfZone: CaseAdapter = {
  method,
  kind: "electricitymaps_yearly",
  run: async (inputs) => {
    const { zone, year } = z.object({ zone: z.string(), year: z.number() }).parse(inputs);
    const found = (await zoneYears(zone)).find((one) => one.year === year);
    return {
      gco2e_per_kwh: found?.gramsPerKilowattHour ?? null,
      renewable_pct: found?.renewablePercent ?? null,
      carbon_free_pct: found?.carbonFreePercent ?? null,
    };
  },
};

// The table is share-alike and of no use but to repeat the original: it is not in the published packages, and no method reads it.
const operatingMargin: CaseAdapter = {
  method,
  kind: "operating_margin_2021",
  run: async (inputs) => {
    const { key } = z.object({ key: z.string() }).parse(inputs);
    const row = (await marginRows()).find((one) => one.startsWith(`${key}|`));
    return { gco2_per_kwh: row === undefined ? null : Number(row.slice(key.length + 1)) };
  },
};

async function marginRows(): Promise<readonly string[]> {
  const file = await import("./data/unfccc-ifi-2021.json", { with: { type: "json" } }).catch(() => {
    const message =
      "These cases need a table of the UNFCCC that is under CC BY-SA and comes with the repository only, not with the package.";
    throw new WattledgerError("no-factor", message);
  });
  return file.default.rows;
}

/** Green hosting of version 3 is an intensity of the data centre on any grid. */
const renewables = 50;

/** Kinds of reference cases in this folder, each with its adapter. */
export const co2jsCases: readonly CaseKind[] = [
  averageIntensity,
  yearOfZone,
  operatingMargin,
  web("one_byte", (traffic, { green }) => {
    const hosting = green === true ? "green" : "grid";
    return evaluate(oneByte, { traffic, hosting }, ["carbon"]).carbon;
  }),
  web("swdm_v3_per_byte", (traffic, given) => {
    const hosting = given.green === true ? { dataCentreIntensity: renewables } : {};
    return evaluate(swdm3, { traffic, ...intensities(given), ...hosting }, ["carbon"]).carbon;
  }),
  web("swdm_v4_per_byte", (traffic, given) => {
    const greenHosting = given.green === true ? 1 : 0;
    return evaluate(swdm4, { traffic, ...intensities(given), greenHosting }, ["carbon"]).carbon;
  }),
];
