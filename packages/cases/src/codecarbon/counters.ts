import { evaluate } from "@wattledger/core";
import * as z from "zod";
import { gpuCounters, gpuCounters330, raplCounters } from "./counter-graph.ts";
import type { ReleaseAdapter } from "./release.ts";
import { zonesRead } from "./zones.ts";

const absent = z.number().nullish();

const raplInputs = z.object({
  zones: z.array(z.object({ path: z.string(), name: z.string(), start_uj: absent, end_uj: absent, max_uj: absent })),
  seconds: z.number(),
  options: z.object({ rapl_prefer_psys: z.boolean().nullish(), rapl_include_dram: z.boolean().nullish() }).nullish(),
});

const raplInterval: ReleaseAdapter = {
  kind: "rapl-interval",
  run: (inputs, { release, compatibility }) => {
    const { zones, seconds, options } = raplInputs.parse(inputs);
    // A counter that can no longer be read is 0 in the original, which then looks like a wrap.
    const readable = zones.filter(
      (zone) => zone.start_uj != null && (compatibility || release !== "3.3.0" || zone.end_uj != null),
    );
    const found = readable.map(({ path, name, start_uj: before, end_uj: after, max_uj: range }) => ({
      path,
      name,
      before: before ?? 0,
      // Release 3.3.2 skips the sample of a counter that can no longer be read.
      after: after ?? (release === "3.3.0" ? 0 : (before ?? 0)),
      range: range ?? 0,
      isRead: after != null,
    }));
    const read = zonesRead(found, {
      preferPlatform: options?.rapl_prefer_psys === true,
      includeDram: options?.rapl_include_dram === true,
      mirrors: release !== "3.3.0" ? "left-out" : compatibility ? "added" : "named-dies-left-out",
    });
    const measured = {
      zones: read.map(({ before, after, range, counted }) => ({ before, after, range, counted })),
      interval: seconds,
    };
    const names = ["raplPower", "raplEnergy", "zonesRead"] as const;
    const result = evaluate(raplCounters(release), measured, names);
    return { power_w: result.raplPower, energy_kwh: result.raplEnergy, domains_read: result.zonesRead };
  },
};

const gpuInputs = z.object({
  gpus: z.array(
    z.object({
      index: z.number(),
      uuid: z.string().nullish(),
      start_mj: absent,
      end_mj: absent,
      has_energy_counter: z.boolean().nullish(),
      power_samples_w: z.array(z.number()).nullish(),
    }),
  ),
  selected: z.array(z.union([z.string(), z.number()])).nullish(),
  seconds: z.number(),
});

type GpuInputs = z.infer<typeof gpuInputs>;

const gpuInterval: ReleaseAdapter = {
  kind: "gpu-interval",
  run: (inputs, { release, compatibility }) => {
    const given = gpuInputs.parse(inputs);
    const tracked = trackedGpus(given, compatibility);
    const measured = {
      gpus: given.gpus
        .filter(({ index }) => tracked.includes(index))
        .map(({ start_mj: before, end_mj: after, has_energy_counter: counter, power_samples_w: samples }) => ({
          before: before ?? 0,
          after: after ?? 0,
          counter: counter === false || before == null || after == null ? "no" : "yes",
          ...(release === "3.3.0" ? {} : { power: meanOf(samples ?? []) }),
        })),
      interval: given.seconds,
    };
    const names = ["gpuPower", "gpuCounted"] as const;
    const result =
      release === "3.3.0"
        ? evaluate(gpuCounters330, { ...measured, negativeResets: compatibility ? "yes" : "no" }, names)
        : evaluate(gpuCounters, measured, names);
    return { tracked_indices: tracked, power_w: result.gpuPower, energy_kwh: result.gpuCounted };
  },
};

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}

const gpuSeriesInputs = z.object({
  readings: z.array(
    z.object({ counter_mj: absent, seconds: z.number(), power_samples_w: z.array(z.number()).nullish() }),
  ),
  start_mj: absent,
});

/** One GPU over several readings, while its counter comes, goes or starts again. */
const gpuSeries: ReleaseAdapter = {
  kind: "gpu-series",
  run: (inputs) => {
    const { readings, start_mj: start } = gpuSeriesInputs.parse(inputs);
    let before = start ?? undefined;
    let reported = 0;
    let reportedTime = 0;
    let fellBack = start == null;
    const rows = readings.map(({ counter_mj: after, seconds, power_samples_w: samples }) => {
      const counts = after != null && before !== undefined;
      const gpu = {
        before: before ?? 0,
        after: after ?? 0,
        counter: counts ? "yes" : "no",
        // Power is sampled once the counter is known to be away: the first reading without it takes the latest power.
        power: fellBack ? meanOf(samples ?? []) : (samples?.at(-1) ?? 0),
        reported,
        reportedTime,
      };
      const result = evaluate(gpuCounters, { gpus: [gpu], interval: seconds }, [
        "gpuPower",
        "gpuCounted",
        "gpuCarried",
      ]);
      // Where the counter is there for the first time, nothing is carried over either.
      reported = after != null && !counts ? 0 : result.gpuCarried;
      reportedTime = after == null ? reportedTime + seconds : 0;
      fellBack = !counts || after < (before ?? 0);
      before = after ?? before;
      return { energy_kwh: result.gpuCounted, power_w: result.gpuPower };
    });
    return { readings: rows, energy_kwh: rows.reduce((sum, { energy_kwh }) => sum + energy_kwh, 0) };
  },
};

/** Indices of the GPUs that are asked for; all where none is. */
function trackedGpus({ gpus, selected }: GpuInputs, compatibility: boolean): readonly number[] {
  if (selected == null) return gpus.map(({ index }) => index);
  const found = selected.flatMap((wanted) => {
    const text = String(wanted);
    if (/^\d+$/u.test(text)) return Number(text) < gpus.length ? [Number(text)] : [];
    // The original strips any of these letters instead of the prefix, so that GPU-... loses its G and matches nothing.
    const prefix = text.replace(compatibility ? /^[MIG-]+/u : /^MIG-/u, "");
    const match = gpus.find(({ uuid }) => uuid?.startsWith(prefix) === true);
    return match === undefined ? [] : [match.index];
  });
  return [...new Set(found)].toSorted((a, b) => a - b);
}

/** Kinds of cases of the counters of processors and GPUs. */
export const counterCases: readonly ReleaseAdapter[] = [raplInterval, gpuInterval, gpuSeries];
