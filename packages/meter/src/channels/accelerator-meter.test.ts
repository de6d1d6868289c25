import { defined } from "@wattledger/core/defined";
import { recordedHost } from "@wattledger/sensors";
import type { Accelerator, AcceleratorReader, AcceleratorUse } from "@wattledger/sensors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute } from "../attribute/attribute.ts";
import type { AcceleratorShare } from "../record/use.ts";
import { openAcceleratorMeter } from "./accelerator-meter.ts";
import type { AcceleratorFinding } from "./divide-accelerators.ts";

const board = (index: number, rest: Partial<Accelerator> = {}): Accelerator => ({
  channel: `nvml/GPU-${index}`,
  vendor: "nvidia",
  name: "NVIDIA A100-SXM4-80GB",
  pciAddress: `0000:0${index}:00.0`,
  uuid: `GPU-${index}`,
  ...rest,
});
const [first, second] = [board(0), board(1)];
const mark = "20261121-223001-k3f9@9.9";

function stat(pid: number, parent: number): string {
  const fields = Array.from({ length: 30 }, () => 0);
  fields[0] = parent;
  return `${pid} (python) S ${fields.join(" ")}\n`;
}

/** The command is 10 and has a child 11; 12 has left its parents; 20 is another user's, 21 another rank of our job. */
const processes: Readonly<Record<string, string>> = {
  "/proc/2/comm": "kthreadd\n",
  "/proc/10/stat": stat(10, 1),
  "/proc/11/stat": stat(11, 10),
  "/proc/12/stat": stat(12, 1),
  "/proc/12/environ": `A=1\0WATTLEDGER_RUN=${mark}\0`,
  "/proc/20/stat": stat(20, 1),
  "/proc/20/environ": "SLURM_JOB_ID=8\0SLURM_STEP_ID=0\0",
  "/proc/21/stat": stat(21, 1),
  "/proc/21/environ": "SLURM_JOB_ID=7\0SLURM_STEP_ID=0\0",
};

interface Scene {
  readonly devices?: readonly Accelerator[];
  /** At each look, one second apart. */
  readonly looks?: readonly (readonly AcceleratorUse[])[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

function finding({
  devices = [first, second],
  looks = [[]],
  environment = {},
  files = processes,
}: Scene): AcceleratorFinding {
  let index = 0;
  const reader: AcceleratorReader = { devices: () => devices, uses: () => looks[index] ?? [] };
  const meter = openAcceleratorMeter({ host: recordedHost({ files }), environment, readers: () => [reader] });
  meter.follow(10, mark);
  for (; index < looks.length; index += 1) meter.look(index + 1);
  return meter.finish();
}

const shares = (scene: Scene): Readonly<Record<string, AcceleratorShare>> => finding(scene).shares;
const notes = (scene: Scene): readonly string[] => finding(scene).notes;

const use = (
  pid: number,
  busyShare?: number,
  memoryBytes?: number,
  channel = first?.channel ?? "",
): AcceleratorUse => ({
  channel,
  pid,
  ...defined({ busyShare, memoryBytes }),
});

describe("by processes, if the driver reports them", () => {
  test("descendants of the command count, also those that have left their parents; others do not", () => {
    const found = shares({ looks: [[use(11, 0.3, 10), use(12, 0.1, 10), use(20, 0.4, 60)]] });
    expect(found["nvml/GPU-0"]).toMatchObject({ basis: "processes", dynamicShare: 0.5, idleShare: 0.25 });
  });

  test("looks count by their time", () => {
    const found = shares({
      looks: [
        [use(11, 1), use(20, 0)],
        [use(11, 0), use(20, 0.5)],
        [use(11, 0), use(20, 0.5)],
      ],
    });
    expect(found["nvml/GPU-0"]?.dynamicShare).toBeCloseTo(0.5, 12);
  });

  test("a command alone on a board is attributed all of it, without uncertainty", () => {
    const found = shares({ looks: [[use(10, 0.2, 5)]] });
    expect(found["nvml/GPU-0"]).toMatchObject({ dynamicShare: 1, idleShare: 1, relativeUncertainty: 0 });
  });

  test("a board without observed processes is not the command's, if the driver reported others", () => {
    const found = shares({ looks: [[use(10, 0.2, 5)]] });
    expect(found["nvml/GPU-1"]).toMatchObject({ basis: "processes", dynamicShare: 0, idleShare: 0 });
  });

  test("if the driver does not report whose kernels ran, memory decides", () => {
    const found = shares({ looks: [[use(10, undefined, 30), use(20, undefined, 10)]] });
    expect(found["nvml/GPU-0"]).toMatchObject({ dynamicShare: 0.75, idleShare: 0.75 });
  });

  test("if a process uses a board that the environment hides, the process decides", () => {
    const found = shares({ looks: [[use(10, 1, 1)]], environment: { CUDA_VISIBLE_DEVICES: "1" } });
    expect(found["nvml/GPU-0"]?.dynamicShare).toBe(1);
  });

  test("in a job the processes of its other ranks count, those of other jobs do not", () => {
    const environment = { SLURM_JOB_ID: "7", SLURM_STEP_ID: "0", SLURM_PROCID: "0" };
    const found = shares({ looks: [[use(11, 0.25), use(21, 0.25), use(20, 0.5)]], environment });
    expect(found["nvml/GPU-0"]?.dynamicShare).toBe(0.5);
  });
});

describe("by the environment, if the driver does not report processes", () => {
  test.for([
    ["an index", { CUDA_VISIBLE_DEVICES: "1" }, [0, 1]],
    ["a UUID", { CUDA_VISIBLE_DEVICES: "GPU-0" }, [1, 0]],
    ["nothing at all", { CUDA_VISIBLE_DEVICES: "" }, [0, 0]],
  ] as const)("%s", ([, environment, expected]) => {
    const found = shares({ environment });
    expect([found["nvml/GPU-0"]?.dynamicShare, found["nvml/GPU-1"]?.idleShare]).toEqual(expected);
    expect(found["nvml/GPU-0"]?.explanation).toContain("CUDA_VISIBLE_DEVICES");
  });

  test("an instance is its part of the board", () => {
    const instances = ["MIG-a", "MIG-b", "MIG-c", "MIG-d"].map((uuid, index) => ({
      uuid,
      gpuInstance: index,
      computeInstance: 0,
    }));
    const found = shares({ devices: [board(0, { instances })], environment: { CUDA_VISIBLE_DEVICES: "MIG-b" } });
    expect(found["nvml/GPU-0"]).toMatchObject({ basis: "visible-devices", dynamicShare: 0.25, idleShare: 0.25 });
  });

  test("instances share their board by their compute slices if these are known", () => {
    const instances = [3, 2, 1].map((slices, index) => ({
      uuid: `MIG-${slices}`,
      gpuInstance: index,
      computeInstance: 0,
      slices,
    }));
    const found = shares({ devices: [board(0, { instances })], environment: { CUDA_VISIBLE_DEVICES: "MIG-3" } });
    expect(found["nvml/GPU-0"]).toMatchObject({ dynamicShare: 0.5, idleShare: 0.5 });
  });

  const slurm = { SLURM_JOB_ID: "7", SLURM_NTASKS: "1", SLURM_JOB_NUM_NODES: "1" };
  const torchrun = { TORCHELASTIC_RUN_ID: "a", RANK: "0", WORLD_SIZE: "1", LOCAL_RANK: "0", LOCAL_WORLD_SIZE: "1" };
  const openMpi = { OMPI_COMM_WORLD_RANK: "0", OMPI_COMM_WORLD_SIZE: "1", OMPI_COMM_WORLD_LOCAL_SIZE: "1" };

  test.for([
    ["a batch job", { ...slurm, SLURM_JOB_GPUS: "1", CUDA_VISIBLE_DEVICES: "1" }],
    [
      "a step",
      { ...slurm, SLURM_STEP_ID: "0", SLURM_PROCID: "0", SLURM_STEP_TASKS_PER_NODE: "1", CUDA_VISIBLE_DEVICES: "1" },
    ],
    ["torchrun", { ...torchrun, CUDA_VISIBLE_DEVICES: "1" }],
    [
      "torchrun with several ranks, which all have one list",
      { ...torchrun, WORLD_SIZE: "4", LOCAL_WORLD_SIZE: "4", CUDA_VISIBLE_DEVICES: "1" },
    ],
    ["Open MPI", { ...openMpi, CUDA_VISIBLE_DEVICES: "1" }],
  ] as const)("%s", ([, environment]) => {
    const found = shares({ environment });
    expect([found["nvml/GPU-0"]?.dynamicShare, found["nvml/GPU-1"]?.dynamicShare]).toEqual([0, 1]);
  });

  describe("ranks that each have a board", () => {
    const devices = [0, 1, 2].map((index) => board(index));

    test("the job has the boards of all its ranks on this node", () => {
      const found = shares({ devices, environment: rank(0, 0), files: files(rank(0, 0), rank(1, 2)) });
      expect(devices.map(({ channel }) => found[channel]?.dynamicShare)).toEqual([1, 0, 1]);
    });

    test("the command is attributed all boards if the other ranks are not seen, and a note says so", () => {
      const scene = { devices, environment: rank(0, 0), files: files(rank(0, 0)) };
      const found = shares(scene);
      expect(devices.map(({ channel }) => found[channel]?.dynamicShare)).toEqual([1, 1, 1]);
      expect(notes(scene)).toEqual([expect.stringMatching(/2 ranks .* is attributed all 3 GPUs of the machine/)]);
    });
  });

  test("a note says what the environment gives, with its channels", () => {
    expect(notes({ environment: { CUDA_VISIBLE_DEVICES: "1" } })).toEqual([
      "CUDA_VISIBLE_DEVICES=1 gives the command 1 of the machine's 2 GPUs: nvml/GPU-1",
    ]);
    expect(notes({ looks: [[use(10, 1)]], environment: { CUDA_VISIBLE_DEVICES: "0" } })).toEqual([]);
  });

  test("a board that reports no energy has a number, and is read by another sensor if possible", () => {
    const mute = board(0, { channel: "nvml/mute" });
    const again = board(0, { channel: "nvidia-smi/0" });
    const meter = openAcceleratorMeter({
      host: recordedHost({ files: processes }),
      environment: { CUDA_VISIBLE_DEVICES: "1" },
      readers: () => [
        { devices: () => [mute, board(1)], uses: () => [] },
        { devices: () => [again, board(1, { channel: "nvidia-smi/1" })], uses: () => [] },
      ],
      isCounted: (channel) => ["nvidia-smi/0", "nvml/GPU-1"].includes(channel),
    });
    const { shares: found } = meter.finish();
    expect(found["nvidia-smi/0"]?.dynamicShare).toBe(0);
    expect(found["nvml/GPU-1"]?.dynamicShare).toBe(1);
    expect(Object.keys(found)).toHaveLength(2);
  });

  test("within a container process numbers are not used", () => {
    const files = { ...processes, "/proc/2/comm": "sh\n" };
    const found = shares({ looks: [[use(11, 1)]], environment: { CUDA_VISIBLE_DEVICES: "1" }, files });
    expect(found["nvml/GPU-0"]).toMatchObject({ basis: "visible-devices", dynamicShare: 0 });
  });

  test("without a variable nothing can be divided, and the command is attributed all", () => {
    expect(shares({})).toEqual({});
    const energy = { id: "nvml/GPU-0", component: "gpu", joules: 100, idleWatts: 1 } as const;
    expect(attribute(energy, { durationSeconds: 10, accelerators: {} }, "cpu-time")).toMatchObject({
      basis: "whole-machine",
      runJoules: 100,
    });
  });
});

test("two commands on a board are never attributed more than it used", () => {
  const amount = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(amount, amount, amount, amount, amount, (busyA, busyB, memoryA, memoryB, idleWatts) => {
      const looks = [[use(10, busyA, memoryA), use(20, busyB, memoryB)]];
      const other = [[use(20, busyA, memoryA), use(10, busyB, memoryB)]];
      const energy = { id: "nvml/GPU-0", component: "gpu", joules: 5, idleWatts } as const;
      const given = [looks, other].map((scene) => {
        const accelerators = shares({ looks: scene });
        return attribute(energy, { durationSeconds: 10, accelerators }, "cpu-time").runJoules;
      });
      expect((given[0] ?? 0) + (given[1] ?? 0)).toBeLessThanOrEqual(5 * (1 + 1e-9));
    }),
  );
});

const rank = (index: number, device: number) => ({
  OMPI_COMM_WORLD_RANK: `${index}`,
  OMPI_COMM_WORLD_SIZE: "2",
  OMPI_COMM_WORLD_LOCAL_SIZE: "2",
  PMIX_NAMESPACE: "9",
  CUDA_VISIBLE_DEVICES: `${device}`,
});
const files = (...ranks: readonly Readonly<Record<string, string>>[]) => ({
  ...processes,
  ...Object.fromEntries(
    ranks.map((environment, index) => [
      `/proc/${30 + index}/environ`,
      Object.entries(environment)
        .map(([name, value]) => `${name}=${value}\0`)
        .join(""),
    ]),
  ),
});
