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

/** Channels that the environment gives, or what kind of answer there is. */
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
    { name: "the list ends at the first entry that means nothing", value: "1,-1,2", expected: ["GPU-1"] },
    { name: "an index beyond the boards ends it too", value: "0,9,1", expected: ["GPU-0"] },
    { name: "a UUID", value: four[3]?.uuid, expected: ["GPU-3"] },
    { name: "GPU in small letters means nothing", value: "gpu-2222AAAA", expected: [] },
    { name: "the beginning of a UUID", value: "GPU-2222", expected: ["GPU-2"] },
    { name: "a beginning that means several", value: "GPU-", expected: [] },
    { name: "an unknown UUID", value: "GPU-9999", expected: [] },
  ])("$name", ({ value, expected }) => {
    expect(given(value === undefined ? {} : { CUDA_VISIBLE_DEVICES: value })).toEqual(expected);
  });

  test.for([
    { name: "an instance by its UUID", value: "MIG-77aa", instances: ["MIG-77aa"] },
    { name: "an instance by its older name", value: `MIG-${partitioned[1]?.uuid}/3/0`, instances: ["MIG-77aa"] },
  ])("$name gives its board, and says which part", ({ value, instances }) => {
    expect(visibleDevices({ CUDA_VISIBLE_DEVICES: value }, partitioned)).toMatchObject({
      kind: "some",
      devices: [{ channel: "nvml/GPU-1" }],
      instances,
      because: `CUDA_VISIBLE_DEVICES=${value}`,
    });
  });

  test("indices of unlike boards are not guessed at, unless their order is given", () => {
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

  test("indices of several AMD boards are not guessed at, UUIDs are", () => {
    expect(given({ ROCR_VISIBLE_DEVICES: "1" }, amd)).toBe("unclear");
    expect(given({ HIP_VISIBLE_DEVICES: "" }, amd)).toEqual([]);
    expect(given({ ROCR_VISIBLE_DEVICES: "GPU-0123456789abcdef" }, amd)).toEqual(["GPU-4"]);
    expect(given({ HIP_VISIBLE_DEVICES: "0" }, amd.slice(0, 1))).toEqual(["GPU-4"]);
  });
});

test("whatever the variable says, only boards that are there are given", () => {
  const entry = fc.oneof(fc.integer({ min: -2, max: 6 }).map(String), fc.constantFrom("GPU-1111", "MIG-x", "", "x y"));
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const visible = visibleDevices({ CUDA_VISIBLE_DEVICES: entries.join(",") }, four);
      const devices = visible.kind === "some" ? visible.devices : undefined;
      expect(devices?.every((device) => four.includes(device))).toBe(true);
    }),
  );
});
