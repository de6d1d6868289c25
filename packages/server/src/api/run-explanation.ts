import { isWattledgerError } from "@wattledger/core";
import type { Explanation } from "@wattledger/core";
import { makeEstimate, parseGiven } from "@wattledger/estimate";
import { factorSet, families } from "@wattledger/factors";
import type { FigureName } from "@wattledger/ledger";
import { measured } from "@wattledger/methods";
import * as z from "zod";

const figure = z.looseObject({ mean: z.number() });
const part = figure.nullable();

/** What is read of a run that was sent: docs/run-json.md. */
const bodySchema = z.looseObject({
  summary: z.looseObject({
    durationSeconds: z.number(),
    energyJoules: z.looseObject({
      total: part,
      cpu: part,
      gpu: part,
      dram: part,
      storage: part.default(null),
      network: part.default(null),
      other: part.default(null),
      restOfNode: part.default(null),
      facilityOverhead: part.default(null),
    }),
    zone: z.looseObject({ used: z.string(), intensityGramsPerKilowattHour: part.default(null) }),
  }),
});

const metered = ["cpu", "gpu", "dram", "storage", "network", "other"] as const;
const outputs: Readonly<Partial<Record<FigureName, string>>> = { energy: "energy", gwp_location: "carbon" };

/**
 * How the energy or the carbon of a run comes about: the method `measured` with the parts of the run as its inputs. Shares of the node
 * and of the facility, and the intensity, are those of the run. Where nothing explains it, a sentence says why.
 */
export async function runExplanation(body: unknown, name: FigureName): Promise<Explanation | string> {
  const equation = outputs[name];
  const parsed = bodySchema.safeParse(body);
  if (equation === undefined || !parsed.success) return onItsMachine(name);
  const { durationSeconds, energyJoules, zone } = parsed.data.summary;
  const parts = metered.flatMap((one) => {
    const found = energyJoules[one];
    return found === null ? [] : [[one, found.mean] as const];
  });
  const sum = parts.reduce((total, [, joules]) => total + joules, 0);
  if (sum <= 0) return onItsMachine(name);
  const rest = energyJoules.restOfNode?.mean ?? 0;
  const overhead = energyJoules.facilityOverhead?.mean ?? 0;
  const intensity = zone.intensityGramsPerKilowattHour?.mean;
  const given = {
    ...Object.fromEntries(parts.map(([one, joules]) => [`components.${one}.energy`, `${joules} J`])),
    restOfNodeShare: rest / sum,
    pue: 1 + overhead / (sum + rest),
    duration: `${durationSeconds} s`,
    hardware: [],
    zone: zone.used,
    ...(intensity === undefined ? {} : { intensity }),
  };
  try {
    const made = await makeEstimate(measured, parseGiven(measured, families, given, []), families, factorSet, {
      seed: 1,
      explain: equation,
    });
    if (!made.ok) return made.error.map(({ message }) => message).join(" ");
    return made.value.document.explanation ?? onItsMachine(name);
  } catch (error) {
    if (isWattledgerError(error)) return error.message;
    throw error;
  }
}

function onItsMachine(name: FigureName): string {
  return `What was sent of the run does not explain ${name}. The machine that measured it does: wattledger runs explain ID.`;
}
