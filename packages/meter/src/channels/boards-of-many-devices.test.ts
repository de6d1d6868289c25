import { visibleDevices } from "@wattledger/sensors";
import type { Accelerator } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { divideAccelerators } from "./divide-accelerators.ts";

type Environment = Readonly<Record<string, string>>;

/** Boards of NVIDIA with several devices. NVML tells each device's own power, so each device is a board of its own. */
const dies = (name: string, count: number): readonly Accelerator[] =>
  Array.from({ length: count }, (_, index) => ({
    channel: `nvml/GPU-${index}`,
    vendor: "nvidia",
    name,
    pciAddress: `0000:0${4 + index}:00.0`,
    uuid: `GPU-${index}000`,
  }));

test.for<readonly [name: string, devices: number, Environment, readonly number[]]>([
  ["Tesla K80", 2, { CUDA_VISIBLE_DEVICES: "0" }, [1, 0]],
  ["Tesla K80", 2, { CUDA_VISIBLE_DEVICES: "1" }, [0, 1]],
  ["Tesla K80", 2, { CUDA_VISIBLE_DEVICES: "GPU-1000" }, [0, 1]],
  ["Tesla K80", 4, { CUDA_VISIBLE_DEVICES: "1,2" }, [0, 1, 1, 0]],
  ["Tesla M60", 2, { CUDA_VISIBLE_DEVICES: "1,0" }, [1, 1]],
  ["Tesla M60", 2, { NVIDIA_VISIBLE_DEVICES: "1", CUDA_VISIBLE_DEVICES: "0" }, [0, 1]],
  ["NVIDIA A16", 4, { CUDA_VISIBLE_DEVICES: "3" }, [0, 0, 0, 1]],
  ["Tesla M10", 4, { CUDA_VISIBLE_DEVICES: "" }, [0, 0, 0, 0]],
])("%s, %i devices with a power each: %j", ([name, count, environment, right]) => {
  const boards = dies(name, count);
  const { shares } = divideAccelerators(boards, new Map(), visibleDevices(environment, boards), "the command");
  expect(boards.map(({ channel }) => shares[channel]?.dynamicShare)).toEqual(right);
});

test("NVIDIA's processes say nothing about boards of AMD", () => {
  const nvidia = dies("NVIDIA L4", 1);
  const amd: Accelerator = { channel: "amdgpu-hwmon/a", vendor: "amd", name: "AMD GPU", pciAddress: "0000:83:00.0" };
  const use = { ownBusySeconds: 1, allBusySeconds: 1, ownThereSeconds: 1, allThereSeconds: 1 };
  const { shares } = divideAccelerators(
    [...nvidia, amd],
    new Map([["nvml/GPU-0", use]]),
    { kind: "all" },
    "the command",
  );
  expect(shares["nvml/GPU-0"]?.dynamicShare).toBe(1);
  // Not divided: the command is attributed all of it.
  expect(shares["amdgpu-hwmon/a"]).toBeUndefined();
});

test("a note says that a board is shared by its dies", () => {
  const instances = [0, 1].map((die) => ({
    uuid: `GPU-${die}a`,
    gpuInstance: die,
    computeInstance: 0,
    runtimeIndex: die,
  }));
  const boards: readonly Accelerator[] = [
    {
      channel: "amdgpu-hwmon/a",
      vendor: "amd",
      name: "MI250X",
      pciAddress: "0000:c1:00.0",
      instances,
      instancesAre: "dies",
    },
  ];
  const visible = visibleDevices({ ROCR_VISIBLE_DEVICES: "1" }, boards);
  const { shares, notes } = divideAccelerators(boards, new Map(), visible, "the command");
  expect(shares["amdgpu-hwmon/a"]).toMatchObject({ dynamicShare: 0.5, idleShare: 0.5, relativeUncertainty: 0.5 });
  expect(notes).toEqual([expect.stringContaining("amdgpu-hwmon/a (1 of 2 dies, assumed equal, 50 % of the board)")]);
});
