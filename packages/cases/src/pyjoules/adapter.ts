import { evaluate } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { pyjoules } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const counters = recordOf(z.number());

const stateSchema = z.object({
  time_s: z.number(),
  tag: z.string(),
  rapl_uj: counters.nullish(),
  nvidia_mj: z.array(z.number()).nullish(),
});

type State = z.infer<typeof stateSchema>;

const traceInputs = z.object({
  rapl_domains_max_uj: counters.nullish(),
  nvidia_gpus: z.number().nullish(),
  states: z.array(stateSchema),
});

/** A sample that begins where the meter was stopped is a pause. */
const stopTag = "__stop__";

const domains = /^(?<domain>package|dram|core|uncore)_\d+$/u;

const counterTrace: CaseAdapter = {
  method: "pyjoules",
  kind: "counter-trace",
  run: (inputs) => {
    const { rapl_domains_max_uj: ranges, states } = traceInputs.parse(inputs);
    const samples = states.slice(1).flatMap((after, index) => {
      const before = states[index];
      return before === undefined || before.tag === stopTag ? [] : [sample(before, after, ranges ?? {})];
    });
    return { samples };
  },
};

function sample(before: State, after: State, ranges: Readonly<Record<string, number>>): unknown {
  // Domains that the library does not know, such as psys, are not reported.
  const processors = Object.entries(before.rapl_uj ?? {}).flatMap(([name, counter]) => {
    const end = after.rapl_uj?.[name];
    if (end === undefined || !domains.test(name)) return [];
    return [[name, energyOf(counter, end, ranges[name] ?? 0)] as const];
  });
  const millijoules = after.nvidia_mj ?? [];
  const gpus = (before.nvidia_mj ?? []).flatMap((counter, index) => {
    const end = millijoules[index];
    return end === undefined ? [] : [[`nvidia_gpu_${index}`, energyOf(counter * 1000, end * 1000, 0)] as const];
  });
  return {
    tag: before.tag,
    timestamp_s: before.time_s,
    duration_s: after.time_s - before.time_s,
    energy_uj: Object.fromEntries([...processors, ...gpus]),
  };
}

/** Energy of one counter in microjoules. */
function energyOf(before: number, after: number, range: number, idle = 0): number {
  return evaluate(pyjoules, { counters: [{ before, after, range, idle }] }, ["columns"]).columns * 1e6;
}

const oneOrMore = z.union([counters, z.array(counters)]);

const idleInputs = z.object({
  sample_energy_uj: oneOrMore,
  /** One set for one sample; as many sets as samples, or the original refuses. */
  idle_energy_uj: oneOrMore,
  /** Drop samples of which any value is negative afterwards. */
  clean: z.boolean().nullish(),
});

const idleSubtraction: CaseAdapter = {
  method: "pyjoules",
  kind: "idle-subtraction",
  run: (inputs) => {
    const given = idleInputs.parse(inputs);
    const samples = listOf(given.sample_energy_uj);
    const idle = listOf(given.idle_energy_uj);
    if (idle.length !== samples.length) return { error: "ValueError" };
    const nets = samples.map((one, index) => netOf(one, idle[index] ?? {}));
    if (nets.some((net) => net === undefined)) return { error: "ValueError" };
    const kept = nets.filter((net) => net !== undefined && (given.clean !== true || !hasNegative(net)));
    return { energy_uj: Array.isArray(given.sample_energy_uj) ? kept : kept[0] };
  },
};

type Counters = Readonly<Record<string, number>>;

function listOf(one: Counters | readonly Counters[]): readonly Counters[] {
  return isList(one) ? one : [one];
}

function isList(one: Counters | readonly Counters[]): one is readonly Counters[] {
  return Array.isArray(one);
}

/** A sample without its idle energy; undefined if a domain lacks it, which the original refuses. */
function netOf(energies: Counters, idle: Counters): Counters | undefined {
  const net: [string, number][] = [];
  for (const [name, energy] of Object.entries(energies)) {
    const subtracted = idle[name];
    if (subtracted === undefined) return undefined;
    net.push([name, energyOf(0, energy, 0, subtracted)]);
  }
  return Object.fromEntries(net);
}

function hasNegative(net: Counters): boolean {
  return Object.values(net).some((value) => value < 0);
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const pyjoulesCases: readonly CaseKind[] = [counterTrace, idleSubtraction];
