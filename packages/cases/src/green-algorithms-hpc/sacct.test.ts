import { expect, test } from "vitest";
import { readSacct } from "./sacct.ts";

const columns = ["JobID", "Elapsed", "Partition", "NNodes", "NCPUS", "TotalCPU", "CPUTime", "ReqMem", "MaxRSS"];
const all = [...columns, "State", "AllocTRES"];
const cluster = {
  granularity_memory_request: 6,
  partitions: { cpu: { type: "CPU" as const, TDP: 6.3 }, gpu: { type: "GPU" as const, TDP: 300, TDP_CPU: 5.9 } },
  PUE: 1.15,
  CI: 231.12,
  default_unit_RSS: "K",
};

test("jobs are sorted by their id as text, steps are one job, a running step hides its job", () => {
  const rows = [
    "9|01:00:00|cpu|1|4|00:00:00|04:00:00|12G||COMPLETED|",
    "10|01:00:00|cpu|1|4|02:00:00|04:00:00|12G|1G|COMPLETED|",
    "10.0|00:30:00||1|4|03:00:00|02:00:00||3G|CANCELLED|",
    "7|01:00:00|cpu|1|4|00:00:00|04:00:00|12G||COMPLETED|",
    "7.0|01:00:00||1|4|00:00:00|04:00:00|||RUNNING|",
  ];
  const jobs = readSacct(all, rows, cluster, []);
  expect(jobs.map(({ succeeded, row }) => [succeeded, row["wallTime"], row["cpuTime"], row["memoryUsed"]])).toEqual([
    [false, 1, 3, 3],
    [true, 1, 0, undefined],
  ]);
});

test.for([
  ["64G", 64],
  ["250Gn", 500],
  ["6760Mc", 54.08],
  ["1T", 1000],
  ["2000000K", 2],
  ["0n", 0],
  ["", 0],
] as const)("`%s` asked for on 2 nodes with 8 cores is %d GB", ([text, gigabytes]) => {
  const [job] = readSacct(all, [`1|00:10|cpu|2|8|00:00|00:10|${text}||FAILED|`], cluster, []);
  expect(job?.row["memoryRequested"]).toBeCloseTo(gigabytes, 12);
});

test.for([
  ["1-02:03:04", 26 + 3 / 60 + 4 / 3600],
  ["02:03", (2 * 60 + 3) / 3600],
  ["7", 7 / 3600],
  // The fraction is a number of milliseconds.
  ["00:10:00.500", (600 + 0.5) / 3600],
  ["00:10:00.5", (600 + 0.005) / 3600],
] as const)("`%s` is %d h", ([text, hours]) => {
  const [job] = readSacct(all, [`1|${text}|cpu|1|1|00:00|00:00|1G||FAILED|`], cluster, []);
  expect(job?.row["wallTime"]).toBeCloseTo(hours, 12);
});

const rowWith = (tres: string): string => `1|01:00:00|gpu|1|8|00:00|08:00:00|1G||COMPLETED|${tres}`;

test("GPUs of any type are those of the allocation; without that column a job on a GPU partition has one", () => {
  const gpus = (tres: string): unknown => readSacct(all, [rowWith(tres)], cluster, [])[0]?.row["gpus"];
  expect([gpus("billing=32,gres/gpu=4,mem=5G"), gpus("gres/gpu:a100=2"), gpus("cpu=8")]).toEqual([4, 2, 0]);
  const old = readSacct(all.slice(0, -1), ["1|01:00:00|gpu|1|8|00:00|08:00:00|1G||COMPLETED"], cluster, []);
  expect(old[0]?.row["gpus"]).toBe(1);
});

test("a state that counts as success covers a cancelled step, not a running one", () => {
  const rows = ["1|01:00|cpu|1|1|00:00|01:00|1G||TIMEOUT|", "1.0|01:00||1|1|00:00|01:00|||CANCELLED|"];
  expect(readSacct(all, rows, cluster, ["TIMEOUT"])[0]?.succeeded).toBe(true);
  expect(readSacct(all, rows, cluster, [])[0]?.succeeded).toBe(false);
});

test.for([
  ["1|1:2:3:4|cpu|1|1|00:00|00:00|1G||FAILED|", "is not a duration"],
  ["1|01:00|cpu|1|1|00:00|00:00|lots||FAILED|", "is not an amount of memory"],
  ["1|01:00|big|1|1|00:00|00:00|1G||FAILED|", "no partition `big`"],
] as const)("%s: %s", ([row, message]) => {
  expect(() => readSacct(all, [row], cluster, [])).toThrow(message);
});
