import { defined, evaluate } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { carbontracker } from "@wattledger/methods";
import { carbontrackerTdp } from "@wattledger/methods/carbontracker-processors";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const method = "carbontracker";
const absent = z.number().nullish();

const epochsSchema = z.object({
  components: z.array(z.object({ power_w_per_epoch: z.array(z.array(z.number())) })),
  epoch_times_s: z.array(z.number()),
});

type Epochs = z.infer<typeof epochsSchema>;

const intensitySchema = z.object({
  country: z.string().nullish(),
  fetched_g_per_kwh: z.array(z.number()).nullish(),
  forecast_g_per_kwh: absent,
});

/** Power and time of each epoch of a component: of an epoch without a reading, what a later one or the last one gave. */
function powersOf({ components, epoch_times_s: times }: Epochs): readonly (readonly Row[])[] {
  return components.map(({ power_w_per_epoch: powers }) => {
    const rows: Row[] = times.slice(0, powers.length).map((duration, epoch) => ({
      power: meanOf(powers.slice(epoch).find((one) => one.length > 0) ?? []),
      duration,
    }));
    // The original copies the energy of the last epoch to all others.
    const last = rows.at(-1);
    return last === undefined ? [] : times.map((_, epoch) => rows[epoch] ?? last);
  });
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}

function energyOf(powers: readonly Row[]): number {
  return evaluate(carbontracker, { powers }, ["energy"]).energy;
}

const epochEnergy: CaseAdapter = {
  method,
  kind: "epoch-energy",
  run: (inputs) => {
    const given = epochsSchema.parse(inputs);
    const components = powersOf(given);
    const perEpoch = given.epoch_times_s.map((_, epoch) =>
      energyOf(components.flatMap((rows) => rows.slice(epoch, epoch + 1))),
    );
    return { energy_kwh_per_epoch: perEpoch, energy_kwh: energyOf(components.flat()) };
  },
};

interface TableFigure {
  readonly grams: number;
  readonly localised: boolean;
}

/** By the table of countries; that of the world without a country, or for a code that is not in it as written. */
async function tableFigure(country: string | null | undefined): Promise<TableFigure> {
  const family = families.find(({ id }) => id === "carbontracker-grid.2-4-7");
  if (family === undefined) throw new TypeError("The family of Carbontracker's table is missing.");
  const isCode = country != null && /^[A-Z]{2}$/u.test(country);
  const own = isCode ? await family.find(country) : undefined;
  if (own?.ok === true && own.value.fallbacks.length === 0) return { grams: own.value.factor.value, localised: true };
  const world = await family.find("WORLD");
  if (!world.ok) throw new TypeError(world.error.message);
  return { grams: world.value.factor.value, localised: false };
}

const intensityLookUp: CaseAdapter = {
  method,
  kind: "intensity-lookup",
  run: async (inputs) => {
    const { grams, localised } = await tableFigure(intensitySchema.parse(inputs).country);
    return { g_per_kwh: grams, localised };
  },
};

const consumption: CaseAdapter = {
  method,
  kind: "consumption",
  run: async (inputs) => {
    const epochs = epochsSchema.parse(inputs);
    const given = intensitySchema.parse(inputs);
    const intensity = await meanIntensity(given);
    const powers = powersOf(epochs).flat();
    const epochTimes = epochs.epoch_times_s.map((duration) => ({ duration }));
    const result = evaluate(carbontracker, { powers, epochTimes, intensity }, [
      "time",
      "energy",
      "carbon",
      "carDistance",
    ]);
    return {
      time_s: result.time,
      energy_kwh: result.energy,
      intensity_g_per_kwh: intensity,
      co2eq_g: result.carbon,
      car_km: result.carDistance,
    };
  },
};

type Intensity = z.infer<typeof intensitySchema>;

/** Mean of what was fetched; where nothing was, what a fetch would give now. */
async function meanIntensity(given: Intensity): Promise<number> {
  const fetched = given.fetched_g_per_kwh ?? [];
  return fetched.length > 0 ? meanOf(fetched) : nextIntensity(given);
}

async function nextIntensity(given: Intensity): Promise<number> {
  return given.forecast_g_per_kwh ?? (await tableFigure(given.country)).grams;
}

const prediction: CaseAdapter = {
  method,
  kind: "prediction",
  run: async (inputs) => {
    const epochs = epochsSchema.parse(inputs);
    const given = intensitySchema.parse(inputs);
    const { epochs: plannedEpochs } = z.object({ epochs: z.number() }).parse(inputs);
    const result = evaluate(
      carbontracker,
      {
        powers: powersOf(epochs).flat(),
        epochTimes: epochs.epoch_times_s.map((duration) => ({ duration })),
        plannedEpochs,
        fetched: (given.fetched_g_per_kwh ?? []).map((intensity) => ({ intensity })),
        forecastIntensity: await nextIntensity(given),
      },
      ["predictedTime", "predictedEnergy", "predictedIntensity", "predictedCarbon"],
    );
    return {
      time_s: result.predictedTime,
      energy_kwh: result.predictedEnergy,
      intensity_g_per_kwh: result.predictedIntensity,
      co2eq_g: result.predictedCarbon,
    };
  },
};

const processorPower: CaseAdapter = {
  method,
  kind: "processor-power",
  run: async (inputs) => {
    const { cpu_model: name } = z.object({ cpu_model: z.string() }).parse(inputs);
    const designPower = await carbontrackerTdp(name);
    return { power_w: assumedPower(designPower, undefined) };
  },
};

const simulatedPower: CaseAdapter = {
  method,
  kind: "simulated-power",
  run: (inputs) => {
    const given = z.object({ tdp_w: absent, gpu_w: absent, utilisation: absent }).parse(inputs);
    return { power_w: assumedPower(given.tdp_w ?? given.gpu_w ?? undefined, given.utilisation ?? undefined) };
  },
};

function assumedPower(designPower: number | undefined, utilisation: number | undefined): number {
  return evaluate(
    carbontracker,
    {
      ...defined({ designPower, utilisation }),
    },
    ["assumedPower"],
  ).assumedPower;
}

/** Kinds of cases of Carbontracker. */
export const carbontrackerCases: readonly CaseKind[] = [
  epochEnergy,
  consumption,
  prediction,
  intensityLookUp,
  processorPower,
  simulatedPower,
];
