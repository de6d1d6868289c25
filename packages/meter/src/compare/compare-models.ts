import { compile, evaluate, formatNumber } from "@wattledger/core";
import type { Graph, Inputs, Row } from "@wattledger/core";
import {
  carbontracker,
  codecarbon,
  codecarbonIntensity,
  codecarbonPower,
  eco2ai,
  eco2aiLevel,
  eco2aiTdp,
  experimentImpactTracker,
} from "@wattledger/methods/trackers";
import { instrumentsOf, loadIn, meanLoad, wattsIn } from "./compare-facts.ts";
import type { RunFacts, Stretch } from "./compare-facts.ts";
import {
  counted,
  gibibyte,
  joulesPerKilowattHour,
  noNodeClause,
  ownIntensity,
  percent,
  watts,
  wholeMachineClause,
} from "./compare-tool.ts";
import type { IntensityBasis, Tool } from "./compare-tool.ts";

/** Carbontracker: mean power over devices times time, PUE 1.58. */
export const carbontrackerTool: Tool = {
  method: carbontracker,
  say: (facts) => {
    const packages = instrumentsOf(facts, "cpu");
    const gpus = instrumentsOf(facts, "gpu");
    const { durationSeconds: duration, carbontrackerTdpWatts: designPower } = facts;
    const mean = (joules: number, devices: number): number => joules / devices / duration;
    const total = (instruments: typeof packages): number => instruments.reduce((sum, { joules }) => sum + joules, 0);
    const cpuPower =
      packages.length > 0
        ? mean(total(packages), packages.length)
        : evaluate(carbontracker, designPower === undefined ? {} : { designPower }, ["assumedPower"]).assumedPower;
    const intensity = ownIntensity(facts, "it asks a web service");
    return {
      kind: "figures",
      inputs: {
        powers: [
          { power: cpuPower, devices: Math.max(1, packages.length), duration },
          ...(gpus.length === 0 ? [] : [{ power: mean(total(gpus), gpus.length), devices: gpus.length, duration }]),
        ],
        epochTimes: [{ duration }],
        devicesAveraged: "yes",
        intensity: intensity.gramsPerKilowattHour,
      },
      intensity,
      why: [
        wholeMachineClause,
        packages.length === 0
          ? designPower === undefined
            ? `processors count as ${watts(cpuPower)}, half of the mean of its list, as it does not find ${namedProcessor(facts)} there`
            : `processors count as half of the design power of one part, ${watts(cpuPower)}, at any load`
          : packages.length === 1
            ? "the processor is RAPL's count, with idle energy"
            : `${counted(packages, "package")} are averaged instead of added: ${watts(cpuPower)}`,
        ...(gpus.length > 1 ? [`so are ${counted(gpus, "GPU")}`] : []),
        "memory does not count",
        "PUE 1.58 in any place",
      ],
    };
  },
};

/** CodeCarbon: counters or the cubic curve, the table of memory modules. */
export const codecarbonTool: Tool = {
  method: codecarbon,
  say: (facts) => {
    const { machine, stretches, tdpWatts } = facts;
    const packages = instrumentsOf(facts, "cpu");
    const gpus = instrumentsOf(facts, "gpu");
    const counting = gpus.filter(({ counts }) => counts);
    const load = meanLoad(facts);
    if (packages.length === 0 && load === undefined) {
      return { kind: "silence", reason: "this run has neither a processor counter nor a processor load" };
    }
    const tdp = codecarbonTdp(facts);
    const memory = (machine.memoryBytes ?? 0) / gibibyte;
    const architecture = machine.architecture.startsWith("arm") ? "arm" : "x86";
    const ramPower =
      machine.memoryBytes === undefined
        ? 0
        : evaluate(codecarbonPower, { memory, architecture }, ["ramPower"]).ramPower;
    const curve = cubicCurve(tdp);
    const readings = stretches.map((stretch) => ({
      duration: stretch.durationSeconds,
      cpuPower: packages.length > 0 ? wattsIn(stretch, packages) * conversion : curve(loadIn(stretch)),
      gpuPower: wattsIn(stretch, counting) * conversion,
      ramPower,
    }));
    const intensity = codecarbonBasis(facts);
    const parts = { readings, hasCounter: packages.length > 0, tdp, architecture } as const;
    return {
      kind: "figures",
      inputs: { readings, intensity: intensity.gramsPerKilowattHour / 1000 },
      intensity,
      why: [
        wholeMachineClause,
        packages.length > 0
          ? "processors are RAPL's counts, with idle energy"
          : `processors are a cubic curve of load: ${watts(curve(load ?? 0))} at the mean load of ${percent(load ?? 0)}, of a design power of ${watts(tdp)}${tdpWatts !== undefined && machine.virtualised === true ? " (of the whole part, though this is a virtual machine)" : ""}`,
        machine.memoryBytes === undefined
          ? "the memory size is unknown"
          : `memory is ${watts(ramPower)} from a table of modules for ${Math.round(memory)} GiB, even if it has a counter`,
        ...(gpus.length > counting.length ? ["a GPU without an energy counter counts as 0 J"] : []),
        noNodeClause,
        "PUE 1 unless set",
        ...processMode(facts, parts),
      ],
    };
  },
};

interface MachineMode {
  readonly readings: readonly Row[];
  readonly hasCounter: boolean;
  readonly tdp: number;
  readonly architecture: "arm" | "x86";
}

/**
 * The same in tracking_mode "process", in which `codecarbon monitor -- COMMAND` runs: processors are the design power times the
 * command's share of them, without the power of an idle machine, and memory is the command's own. Counters and GPUs stay whole.
 */
function processMode(facts: RunFacts, { readings, hasCounter, tdp, architecture }: MachineMode): readonly string[] {
  const { cpuSeconds, durationSeconds, machine, stretches } = facts;
  if (cpuSeconds === undefined || machine.logicalProcessors === 0) return [];
  const ramPowerOf = evaluatorOf(codecarbonPower, "ramPower");
  const own = readings.map((reading, index): Row => {
    const stretch = stretches[index];
    const share = (stretch?.cpuSeconds ?? 0) / ((stretch?.durationSeconds ?? 1) * machine.logicalProcessors);
    const ramPower = ramPowerOf({ memory: (stretch?.residentBytes ?? 0) / gibibyte, architecture });
    return { ...reading, ramPower, ...(hasCounter ? {} : { cpuPower: tdp * share }) };
  });
  const { energy } = evaluate(codecarbon, { readings: own }, ["energy"]);
  const share = cpuSeconds / (durationSeconds * machine.logicalProcessors);
  const processors = hasCounter
    ? "processors are the same counts, not divided"
    : `processors are ${percent(share)} of the design power`;
  return [
    `in its process mode, as in \`codecarbon monitor -- COMMAND\`, it would say ${formatNumber(energy * 1000, 3)} Wh: ${processors}, memory is the table's power for what the command held, and processes that end between two of its looks are lost, which is not counted here`,
  ];
}

/** The original's joule is too long by 8e-7. */
const conversion = 2.77778e-7 * joulesPerKilowattHour;

/** Design power of all sockets. For a name that is not in its list: 4 W a thread, times the sockets. */
function codecarbonTdp({ tdpWatts, machine }: RunFacts): number {
  if (machine.processorModel === undefined) return 85;
  return (tdpWatts ?? 4 * machine.logicalProcessors) * machine.processorPackages;
}

function cubicCurve(tdp: number): (load: number) => number {
  const power = evaluatorOf(codecarbonPower, "loadPower");
  return (load) => power({ tdp, load });
}

/** Evaluates one equation for many sets of inputs. */
function evaluatorOf(graph: Graph, equation: string): (inputs: Inputs) => number {
  const compiled = compile(graph, [equation]);
  const slot = compiled.slot(equation);
  return (inputs) => {
    const frame = compiled.frame(inputs);
    compiled.run(frame);
    return frame.values[slot] ?? Number.NaN;
  };
}

function codecarbonBasis({ country }: RunFacts): IntensityBasis {
  const gramsPerKilowattHour = codecarbonIntensity({ country: country?.iso3 ?? "" }) * 1000;
  const basis = country === undefined ? "its world mean" : `its table for ${country.name}, of 2022 or 2023`;
  return { source: "tool", gramsPerKilowattHour, basis };
}

/** Eco2AI: the share of the design power that the command used, its memory, all GPUs. */
export const eco2aiTool: Tool = {
  method: eco2ai,
  say: (facts) => {
    const { machine, stretches, country, cpuSeconds } = facts;
    if (cpuSeconds === undefined || machine.logicalProcessors === 0) {
      return { kind: "silence", reason: "this platform does not report the command's processor time" };
    }
    const gpus = instrumentsOf(facts, "gpu");
    const tdp = eco2aiTdp(machine.processorModel ?? "");
    const share = (stretch: Stretch): number =>
      (stretch.cpuSeconds ?? 0) / (stretch.durationSeconds * machine.logicalProcessors);
    const mean = cpuSeconds / (facts.durationSeconds * machine.logicalProcessors);
    const level = eco2aiLevel(country?.iso2 ?? "");
    return {
      kind: "figures",
      inputs: {
        tdp: tdp ?? 0,
        sockets: machine.processorPackages,
        samples: stretches.map((stretch) => ({
          duration: stretch.durationSeconds,
          cpuShare: share(stretch),
          memory: (stretch.residentBytes ?? 0) / gibibyte,
          gpuPower: wattsIn(stretch, gpus),
        })),
        intensity: level,
      },
      intensity: {
        source: "tool",
        gramsPerKilowattHour: level,
        basis: country === undefined ? "its world mean" : `its table for ${country.name}, of 2020 or 2021`,
      },
      why: [
        tdp === undefined
          ? "processors are 0 W, because it finds no token that it knows in the processor's name"
          : `processors are ${percent(mean)} of the design power (${watts(tdp)} a socket): idle energy is attributed to nobody`,
        "memory is 0.375 W for each GiB that the command used",
        ...(gpus.length === 0 ? [] : ["it counts all GPUs, with the energy of other users"]),
        "children of the command are counted here, although the tool would not see them",
        noNodeClause,
      ],
    };
  },
};

/** Experiment Impact Tracker: shares of the counters, PUE 1.58. */
export const experimentImpactTrackerTool: Tool = {
  method: experimentImpactTracker,
  say: (facts) => {
    const packages = instrumentsOf(facts, "cpu");
    const memories = instrumentsOf(facts, "dram");
    const gpus = instrumentsOf(facts, "gpu");
    if (packages.length === 0) {
      return { kind: "silence", reason: "it needs processor counters, and none can be read on this machine" };
    }
    if (facts.cpuSeconds === undefined || facts.busySeconds === undefined) {
      return { kind: "silence", reason: "this platform does not report the command's share of the processor time" };
    }
    const attributed = evaluatorOf(experimentImpactTracker, "attributedPower");
    const rows = facts.stretches.map((stretch): Row => {
      const busy = stretch.busySeconds ?? 0;
      const attributedPower = attributed({
        packagePower: wattsIn(stretch, packages),
        dramPower: wattsIn(stretch, memories),
        processes: [
          {
            cpuTime: stretch.cpuSeconds ?? 0,
            share: busy > 0 ? Math.min(1, (stretch.cpuSeconds ?? 0) / busy) : 0,
            memory: Math.min(stretch.residentBytes ?? 0, stretch.memoryUsedBytes ?? 0),
          },
        ],
        memoryInUse: stretch.memoryUsedBytes ?? 0,
        dramInsidePackage: "yes",
      });
      return {
        time: stretch.startSeconds + stretch.durationSeconds,
        // If memory drew more than the package, the original's difference would be negative and the original would fail.
        cpuPower: Math.max(0, attributedPower),
        gpuPower: wattsIn(stretch, gpus),
      };
    });
    const intensity = ownIntensity(facts, "Wattledger does not have its zone averages of 2019");
    return {
      kind: "figures",
      inputs: { log: [{ time: 0 }, ...rows], intensity: intensity.gramsPerKilowattHour },
      intensity,
      why: [
        `the package is divided by processor time, of which the command had ${percent(facts.cpuSeconds / Math.max(facts.busySeconds, facts.cpuSeconds, 1e-9))}, idle power included`,
        ...(memories.length === 0
          ? []
          : [
              "it subtracts memory from the package, which does not include it, and adds it again by the share of memory in use",
            ]),
        ...(gpus.length === 0 ? [] : ["whole GPUs count here, because other programs' use of them was not recorded"]),
        noNodeClause,
        "PUE 1.58 in any place",
      ],
    };
  },
};

function namedProcessor({ machine }: RunFacts): string {
  return machine.processorModel === undefined ? "a processor without a name" : `"${machine.processorModel}"`;
}
