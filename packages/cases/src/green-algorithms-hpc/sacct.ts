import { WattledgerError } from "@wattledger/core";
import type { Row } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";

/** The site as the tool's configuration describes it. */
export const clusterSchema = z.object({
  granularity_memory_request: z.number().nullish(),
  partitions: recordOf(z.object({ type: z.enum(["CPU", "GPU"]), TDP: z.number(), TDP_CPU: z.number().nullish() })),
  PUE: z.number(),
  CI: z.number(),
  default_unit_RSS: z.string().nullish(),
});

/** Settings of a cluster, as the original's file holds them. */
export type Cluster = z.infer<typeof clusterSchema>;

/** A job with its steps: the state that the tool gives it, and the row that the method reads. */
export interface SacctJob {
  readonly succeeded: boolean;
  readonly row: Row;
}

interface Step {
  readonly job: string;
  readonly partition: string;
  readonly state: number;
  readonly wallHours: number;
  readonly cpuHours: number;
  readonly coreHours: number | undefined;
  readonly cores: number;
  readonly gpus: number | undefined;
  readonly requestedGigabytes: number;
  readonly usedGigabytes: number | undefined;
}

/**
 * Jobs of `sacct` output, in order of their id as text: the steps of a job share what stands before the dot, and each
 * figure is the greatest of theirs. Jobs that still run or wait are left out.
 *
 * @throws WattledgerError `bad-input` or `unknown-name` for what cannot be read.
 */
export function readSacct(
  columns: readonly string[],
  rows: readonly string[],
  cluster: Cluster,
  customSuccess: readonly string[],
): readonly SacctJob[] {
  const steps = rows.map((row) => readStep(columns, row, cluster, customSuccess));
  const ids = [...new Set(steps.map(({ job }) => job))].toSorted();
  return ids.flatMap((id) => {
    const own = steps.filter(({ job }) => job === id);
    const state = Math.min(...own.map((step) => step.state));
    return state === states.running ? [] : [{ succeeded: state !== states.failed, row: rowOf(own, state, cluster) }];
  });
}

/** The least of a job's steps counts, so that a running step hides it and a state that counts as success covers it. */
const states = { running: -2, countsAsSuccess: -1, failed: 0, completed: 1 } as const;

function rowOf(steps: readonly Step[], state: number, cluster: Cluster): Row {
  const greatest = (of: (step: Step) => number | undefined): number => Math.max(...steps.map((step) => of(step) ?? 0));
  const name = steps.find(({ partition }) => partition !== "")?.partition ?? "";
  const partition = Object.hasOwn(cluster.partitions, name) ? cluster.partitions[name] : undefined;
  if (partition === undefined)
    throw new WattledgerError("unknown-name", `The cluster has no partition \`${name}\` (job ${steps[0]?.job ?? ""}).`);
  const isGpu = partition.type === "GPU";
  const logged = steps.some(({ usedGigabytes }) => usedGigabytes !== undefined);
  const wallTime = greatest(({ wallHours }) => wallHours);
  return {
    outcome: state === states.failed ? "failed" : "succeeded",
    partition: isGpu ? "gpu" : "cpu",
    wallTime,
    // Old logs have neither column.
    coreTime: greatest((step) => step.coreHours ?? step.wallHours * step.cores),
    gpus: greatest(({ gpus }) => gpus ?? (isGpu ? 1 : 0)),
    cpuTime: greatest(({ cpuHours }) => cpuHours),
    corePower: isGpu ? hostPower(name, partition.TDP_CPU) : partition.TDP,
    ...(isGpu ? { gpuPower: partition.TDP } : {}),
    memoryRequested: greatest(({ requestedGigabytes }) => requestedGigabytes),
    memoryLogged: logged ? "yes" : "no",
    ...(logged ? { memoryUsed: greatest(({ usedGigabytes }) => usedGigabytes) } : {}),
    ...(cluster.granularity_memory_request == null ? {} : { memoryStep: cluster.granularity_memory_request }),
  };
}

/** Power of a core next to GPUs. */
function hostPower(partition: string, watts: number | null | undefined): number {
  if (watts != null) return watts;
  throw new WattledgerError(
    "missing-input",
    `Partition \`${partition}\` has GPUs and no TDP_CPU: give watts per core.`,
  );
}

function readStep(columns: readonly string[], row: string, cluster: Cluster, customSuccess: readonly string[]): Step {
  const cells = row.split("|");
  const cell = (name: string): string | undefined => {
    const place = columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
    return place === -1 ? undefined : (cells[place] ?? "");
  };
  const count = (name: string): number => Number(cell(name) ?? "1");
  const tres = cell("AllocTRES");
  const core = cell("CPUTime");
  return {
    job: (cell("JobID") ?? "").split(".")[0] ?? "",
    partition: (cell("Partition") ?? "").split(",")[0] ?? "",
    state: stateOf(cell("State") ?? "", customSuccess),
    wallHours: hoursOf(cell("Elapsed") ?? "0"),
    cpuHours: hoursOf(cell("TotalCPU") ?? "0"),
    coreHours: core === undefined ? undefined : hoursOf(core),
    cores: count("NCPUS"),
    gpus: tres === undefined ? undefined : Number(/gres\/gpu(?::[^=,]+)?=(\d+)/u.exec(tres)?.[1] ?? "0"),
    requestedGigabytes: requested(cell("ReqMem") ?? "", count("NNodes"), count("NCPUS")),
    usedGigabytes: used(cell("MaxRSS") ?? "", cluster.default_unit_RSS ?? "K"),
  };
}

function stateOf(state: string, customSuccess: readonly string[]): number {
  if (["PD", "PENDING", "R", "RUNNING", "RQ", "REQUEUED"].includes(state)) return states.running;
  if (["CD", "COMPLETED"].includes(state)) return states.completed;
  return customSuccess.includes(state) ? states.countsAsSuccess : states.failed;
}

/** `[days-][hours:][minutes:]seconds[.fraction]`; the tool reads the fraction as a number of milliseconds. */
function hoursOf(text: string): number {
  const match = /^(?:(\d+)-)?(?:(?:(\d+):)?(\d+):)?(\d+)(?:\.(\d+))?$/u.exec(text);
  if (match === null) throw new WattledgerError("bad-input", `\`${text}\` is not a duration. Write 1-02:03:04.`);
  const [days, hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? "0"));
  const whole = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return (whole + (milliseconds ?? 0) / 1000) / 3600;
}

/** `64G` for the job, `250Gn` per node, `6760Mc` per core; empty where nothing was asked for. */
function requested(text: string, nodes: number, cores: number): number {
  const [, amount = "", per] = /^(.*?)([nc]?)$/u.exec(text) ?? [];
  return amount === "" ? 0 : gigabytes(amount, "G") * (per === "n" ? nodes : per === "c" ? cores : 1);
}

/** Empty where it was not logged. */
function used(text: string, defaultUnit: string): number | undefined {
  return text === "" ? undefined : gigabytes(text, defaultUnit);
}

/** Decimal steps. Terabytes are read too, on which the tool aborts. */
function gigabytes(text: string, defaultUnit: string): number {
  const [, digits = "", unit] = /^(\d+(?:\.\d+)?)([KMGT]?)$/u.exec(text) ?? [];
  const divisors: Readonly<Record<string, number>> = { K: 1e6, M: 1e3, G: 1, T: 1e-3 };
  const divisor = divisors[unit === "" || unit === undefined ? defaultUnit : unit];
  if (digits === "" || divisor === undefined)
    throw new WattledgerError("bad-input", `\`${text}\` is not an amount of memory. Write 64G, 250Gn or 6760Mc.`);
  return Number(digits) / divisor;
}
