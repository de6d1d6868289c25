import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Accelerator } from "./accelerator.ts";
import { visibleDevices } from "./visible-devices.ts";

const board = (index: number, rest: Partial<Accelerator> = {}): Accelerator => ({
  channel: `nvml/GPU-${index}`,
  vendor: "nvidia",
  name: "NVIDIA A100-SXM4-80GB",
  pciAddress: `0000:0${index}:00.0`,
  uuid: `GPU-${index}${index}${index}${index}aaaa-bbbb`,
  ...rest,
});
const four = [0, 1, 2, 3].map((index) => board(index));
const mixed = [board(0), board(1, { name: "NVIDIA T400" })];
const instance = { uuid: "MIG-77aa", gpuInstance: 3, computeInstance: 0 };
const partitioned = [board(0), board(1, { instances: [instance] })];

/** Channels of the boards that the environment allows, or the kind of answer. */
function given(environment: Readonly<Record<string, string>>, devices: readonly Accelerator[] = four): unknown {
  const visible = visibleDevices(environment, devices);
  return visible.kind === "some" ? visible.devices.map(({ channel }) => channel.replace("nvml/", "")) : visible.kind;
}

describe("CUDA_VISIBLE_DEVICES", () => {
  test.for([
    { name: "not set: all", value: undefined, expected: "all" },
    { name: "indices", value: "2,0", expected: ["GPU-0", "GPU-2"] },
    { name: "spaces", value: " 1 , 3 ", expected: ["GPU-1", "GPU-3"] },
    { name: "empty: none", value: "", expected: [] },
    { name: "-1: none", value: "-1", expected: [] },
    { name: "NoDevFiles, as Slurm writes it: none", value: "NoDevFiles", expected: [] },
    { name: "the list ends at its first invalid entry", value: "1,-1,2", expected: ["GPU-1"] },
    { name: "an index beyond the boards ends it too", value: "0,9,1", expected: ["GPU-0"] },
    { name: "a UUID", value: four[3]?.uuid, expected: ["GPU-3"] },
    { name: "GPU in small letters is not valid", value: "gpu-2222AAAA", expected: [] },
    { name: "the beginning of a UUID", value: "GPU-2222", expected: ["GPU-2"] },
    { name: "a beginning that fits several boards", value: "GPU-", expected: [] },
    { name: "an unknown UUID", value: "GPU-9999", expected: [] },
  ])("$name", ({ value, expected }) => {
    expect(given(value === undefined ? {} : { CUDA_VISIBLE_DEVICES: value })).toEqual(expected);
  });

  test.for([
    { name: "an instance by its UUID", value: "MIG-77aa", instances: ["MIG-77aa"] },
    { name: "an instance by its older name", value: `MIG-${partitioned[1]?.uuid}/3/0`, instances: ["MIG-77aa"] },
  ])("$name gives its board, and names the part", ({ value, instances }) => {
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: value }, partitioned)).toMatchObject({
      kind: "some",
      devices: [{ channel: "nvml/GPU-1" }],
      instances,
      because: `CUDA_VISIBLE_DEVICES=${value}`,
    });
  });

  test("indices of different models are not guessed, unless their order is set", () => {
    expect(given({ CUDA_VISIBLE_DEVICES: "0" }, mixed)).toBe("unclear");
    expect(given({ CUDA_VISIBLE_DEVICES: "0", CUDA_DEVICE_ORDER: "PCI_BUS_ID" }, mixed)).toEqual(["GPU-0"]);
    expect(given({ CUDA_VISIBLE_DEVICES: "0,1" }, mixed)).toEqual(["GPU-0", "GPU-1"]);
    expect(given({ CUDA_VISIBLE_DEVICES: mixed[1]?.uuid ?? "" }, mixed)).toEqual(["GPU-1"]);
  });
});

describe("other vendors", () => {
  const amd = [board(4, { vendor: "amd", uuid: "GPU-0123456789abcdef" }), board(5, { vendor: "amd" })];

  test("a variable of one vendor hides nothing of another", () => {
    expect(given({ CUDA_VISIBLE_DEVICES: "0" }, [board(0), board(1), board(6, { vendor: "intel" })])).toEqual([
      "GPU-0",
      "GPU-6",
    ]);
  });

  test("AMD boards are named by UUID, or by number in the order of their PCI addresses, which is stated as assumed", () => {
    expect(given({ HIP_VISIBLE_DEVICES: "" }, amd)).toEqual([]);
    expect(given({ ROCR_VISIBLE_DEVICES: "GPU-0123456789abcdef" }, amd)).toEqual(["GPU-4"]);
    expect(given({ HIP_VISIBLE_DEVICES: "0" }, amd.slice(0, 1))).toEqual(["GPU-4"]);
    expect(visibleDevices({ ROCR_VISIBLE_DEVICES: "1" }, amd)).toMatchObject({
      kind: "some",
      devices: [{ channel: "nvml/GPU-5" }],
      assumption: expect.stringContaining("PCI addresses"),
    });
  });

  test("if the kernel lists the order of AMD's runtime, numbers use that order", () => {
    const ordered = amd.map((one, index) => ({ ...one, runtimeIndex: 1 - index }));
    const visible = visibleDevices({ ROCR_VISIBLE_DEVICES: "1" }, ordered);
    expect(visible).toMatchObject({ kind: "some", devices: [{ channel: "nvml/GPU-4" }] });
    expect(visible).not.toHaveProperty("assumption");
  });

  test.for([
    ["HIP counts the boards that ROCr leaves, in its order", { ROCR_VISIBLE_DEVICES: "3,1", HIP_VISIBLE_DEVICES: "0" }],
    ["OpenCL's variable", { GPU_DEVICE_ORDINAL: "3" }],
    ["HIP's variable before OpenCL's", { HIP_VISIBLE_DEVICES: "3", GPU_DEVICE_ORDINAL: "0" }],
    ["CUDA's variable, which HIP reads", { CUDA_VISIBLE_DEVICES: "3" }],
    ["a number from Slurm", { SLURM_STEP_GPUS: "3", ROCR_VISIBLE_DEVICES: "0" }],
  ] as const)("%s", ([, environment]) => {
    const boards = [4, 5, 6, 7].map((index) => board(index, { vendor: "amd" }));
    expect(given(environment, boards)).toEqual(["GPU-7"]);
  });

  const intel = [board(0, { vendor: "intel" }), board(1, { vendor: "intel" })];
  const tiles = [0, 1].map((tile) => ({ uuid: `tile-${tile}`, gpuInstance: tile, computeInstance: 0 }));
  const tiled = intel.map((one) => ({
    ...one,
    instances: tiles.map((tile) => ({ ...tile, uuid: `${one.channel}/${tile.uuid}` })),
  }));

  test.for([
    { value: "1", expected: [["GPU-1"], []] },
    { value: "0,1", expected: [["GPU-0", "GPU-1"], []] },
    { value: "", expected: "unclear" },
  ])("ZE_AFFINITY_MASK=$value gives Intel cards", ({ value, expected }) => {
    expect(parts({ ZE_AFFINITY_MASK: value }, intel)).toEqual(expected);
  });

  test("tiles of a card are its parts, or devices of their own if the hierarchy is flat", () => {
    const composite = { ZE_FLAT_DEVICE_HIERARCHY: "COMPOSITE" };
    expect(parts({ ...composite, ZE_AFFINITY_MASK: "1.0" }, tiled)).toEqual([["GPU-1"], ["nvml/GPU-1/tile-0"]]);
    expect(parts({ ...composite, ZE_AFFINITY_MASK: "1" }, tiled)).toEqual([["GPU-1"], []]);
    expect(parts({ ZE_AFFINITY_MASK: "1" }, tiled)).toEqual([["GPU-0"], ["nvml/GPU-0/tile-1"]]);
  });
});

describe("NVIDIA_VISIBLE_DEVICES", () => {
  test.for([
    { value: "all", expected: "all" },
    { value: "void", expected: "all" },
    { value: "", expected: "all" },
    { value: "none", expected: [] },
    { value: "2", expected: ["GPU-2"] },
    { value: "GPU-3333", expected: ["GPU-3"] },
    { value: "0,1,2,3", expected: "all" },
  ])("'$value'", ({ value, expected }) => {
    expect(given({ NVIDIA_VISIBLE_DEVICES: value })).toEqual(expected);
  });

  test("a container sees only its own board, with any number of that board on the host", () => {
    expect(given({ NVIDIA_VISIBLE_DEVICES: "7" }, four.slice(0, 1))).toBe("all");
  });

  test("CUDA counts within the boards of the container", () => {
    expect(given({ NVIDIA_VISIBLE_DEVICES: "2,3", CUDA_VISIBLE_DEVICES: "1" })).toEqual(["GPU-3"]);
  });
});

describe("jobs of a batch system", () => {
  test.for([
    { name: "the boards of the job", environment: { SLURM_JOB_GPUS: "1" }, expected: ["GPU-1"] },
    {
      name: "those of the step before the job's",
      environment: { SLURM_JOB_GPUS: "0-3", SLURM_STEP_GPUS: "2" },
      expected: ["GPU-2"],
    },
    { name: "a range", environment: { SLURM_JOB_GPUS: "0-1,3" }, expected: ["GPU-0", "GPU-1", "GPU-3"] },
    {
      name: "numbers of the node",
      environment: { SLURM_JOB_GPUS: "1", CUDA_VISIBLE_DEVICES: "1" },
      expected: ["GPU-1"],
    },
    {
      name: "numbers within the job",
      environment: { SLURM_JOB_GPUS: "2,3", CUDA_VISIBLE_DEVICES: "0,1" },
      expected: ["GPU-2", "GPU-3"],
    },
    {
      name: "hidden by the job's script",
      environment: { SLURM_JOB_GPUS: "2,3", CUDA_VISIBLE_DEVICES: "" },
      expected: [],
    },
  ])("$name", ({ environment, expected }) => {
    expect(given(environment)).toEqual(expected);
  });

  test("if a control group hides the others, the visible boards are the job's", () => {
    expect(given({ SLURM_JOB_GPUS: "6", CUDA_VISIBLE_DEVICES: "0" }, four.slice(0, 1))).toEqual(["GPU-0"]);
  });

  test("a list that is shorter than the ranks of the node may be of one rank alone", () => {
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: "1" }, four, 2)).toMatchObject({
      kind: "unclear",
      because: expect.stringContaining("2 ranks"),
    });
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: "1,2" }, four, 2)).toMatchObject({ kind: "some", devices: [{}, {}] });
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: "1", SLURM_STEP_GPUS: "1,2" }, four, 2)).toMatchObject({
      kind: "some",
      devices: [{}, {}],
    });
  });
});

test("an instance of an unknown board is not an empty list", () => {
  expect(given({ CUDA_VISIBLE_DEVICES: "MIG-77aa" })).toBe("unclear");
  expect(given({ CUDA_VISIBLE_DEVICES: "MIG-99" }, partitioned)).toEqual([]);
});

test("for any value of the variable, only existing boards are returned", () => {
  const entry = fc.oneof(fc.integer({ min: -2, max: 6 }).map(String), fc.constantFrom("GPU-1111", "MIG-x", "", "x y"));
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const visible = visibleDevices({ CUDA_VISIBLE_DEVICES: entries.join(",") }, four);
      const devices = visible.kind === "some" ? visible.devices : [];
      expect(devices.filter((device) => !four.includes(device))).toEqual([]);
      expect(visible.kind).not.toBe("all");
    }),
  );
});

function parts(environment: Readonly<Record<string, string>>, devices: readonly Accelerator[]): unknown {
  const visible = visibleDevices(environment, devices);
  return visible.kind === "some"
    ? [visible.devices.map(({ channel }) => channel.replace("nvml/", "")), visible.instances]
    : visible.kind;
}
