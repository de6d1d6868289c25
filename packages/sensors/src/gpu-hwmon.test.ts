import { describe, expect, test } from "vitest";
import { amdBoards, amdProcessorGraphics, amdWithoutPower, intelCards } from "../test/gpu-machines.ts";
import { countsOf, powersOf } from "../test/readings.ts";
import { amdgpuHwmon } from "./amd/amdgpu-hwmon.ts";
import { recordedHost } from "./host/recorded-host.ts";
import { intelGpuHwmon } from "./intel/intel-gpu-hwmon.ts";

describe("AMD boards", () => {
  test("the average is read if the board has one, or else the power of the moment", () => {
    const sensor = amdgpuHwmon(recordedHost(amdBoards()));
    expect(sensor.probe()).toMatchObject({
      state: "ready",
      channels: [
        { id: "amdgpu-hwmon/0000:03:00.0", device: "pci:0000:03:00.0", plausibleWatts: 600 },
        { id: "amdgpu-hwmon/0000:83:00.0", device: "pci:0000:83:00.0", plausibleWatts: 1500 },
      ],
    });
    expect(powersOf(sensor)).toEqual([
      { reads: "power", channel: "amdgpu-hwmon/0000:03:00.0", watts: { ok: true, value: 35 } },
      { reads: "power", channel: "amdgpu-hwmon/0000:83:00.0", watts: { ok: true, value: 141 } },
    ]);
  });

  test("graphics inside a processor belong to the processor, and no hardware is missing without them", () => {
    const availability = amdgpuHwmon(recordedHost(amdProcessorGraphics)).probe();
    expect(availability).toEqual({ state: "absent", reason: expect.stringContaining("part of the processor") });
  });

  test("boards are known by address, UUID and the number in ROCm's runtime", () => {
    const kfd = "/sys/class/kfd/kfd/topology/nodes";
    const files = {
      ...amdBoards().files,
      "/sys/class/drm/card2/device/unique_id": "9f2a0000000000b1\n",
      "/sys/class/drm/card2/device/product_name": "AMD Instinct MI210\n",
      [`${kfd}/0/properties`]: node(0, 0),
      [`${kfd}/1/properties`]: node(0x83 << 8),
      [`${kfd}/2/properties`]: node(0x03 << 8),
    };
    const sensor = amdgpuHwmon(recordedHost({ files }));
    sensor.probe();
    expect(sensor.accelerators?.devices()).toEqual([
      {
        channel: "amdgpu-hwmon/0000:03:00.0",
        vendor: "amd",
        name: "AMD Instinct MI210",
        pciAddress: "0000:03:00.0",
        uuid: "GPU-9f2a0000000000b1",
        runtimeIndex: 1,
      },
      {
        channel: "amdgpu-hwmon/0000:83:00.0",
        vendor: "amd",
        name: "AMD GPU",
        pciAddress: "0000:83:00.0",
        runtimeIndex: 0,
      },
    ]);
  });

  test("a board whose power cannot be read is named", () => {
    expect(amdgpuHwmon(recordedHost(amdWithoutPower)).probe()).toMatchObject({
      state: "absent",
      unread: [{ component: "gpu", device: "pci:0000:03:00.0", reason: expect.stringContaining("power1_average") }],
    });
  });

  test("a sleeping board is known, is not woken, and is read when it wakes", () => {
    const host = recordedHost(amdBoards("", "suspended"));
    const sensor = amdgpuHwmon(host);
    expect(sensor.probe()).toMatchObject({ state: "ready", channels: [{}, {}] });
    expect(powersOf(sensor)[0]?.watts).toMatchObject({
      ok: false,
      error: { cause: expect.stringContaining("sleeps") },
    });
    host.show(amdBoards(35_000_000));
    expect(powersOf(sensor)[0]?.watts).toEqual({ ok: true, value: 35 });
  });

  test("a board that may not be read is named with the cause", () => {
    const path = "/sys/class/hwmon/hwmon2/power1_average";
    const availability = amdgpuHwmon(recordedHost({ ...amdBoards(), denied: [path] })).probe();
    expect(availability).toMatchObject({ channels: [{}], unread: [{ reason: expect.stringContaining("EACCES") }] });
  });
});

describe("Intel cards", () => {
  test("the card before its package, one channel each, and no channel for a tile", () => {
    const sensor = intelGpuHwmon(recordedHost(intelCards()));
    expect(sensor.probe()).toMatchObject({
      state: "ready",
      channels: [
        { id: "intel-gpu-hwmon/0000:03:00.0", plausibleWatts: 380, evidence: expect.stringContaining("of the card") },
        { id: "intel-gpu-hwmon/0000:04:00.0", evidence: expect.stringContaining("its package") },
        { id: "intel-gpu-hwmon/0000:05:00.0", plausibleWatts: 300, rangeJoules: 262_144 },
      ],
    });
    expect(countsOf(sensor).map(({ counterJoules }) => counterJoules)).toEqual(
      [7, 4, 3].map((value) => ({ ok: true, value })),
    );
  });

  test("if a counter cannot be read, the package's is used", () => {
    const sensor = intelGpuHwmon(recordedHost(intelCards("N/A")));
    expect(sensor.probe()).toMatchObject({ channels: [{ evidence: expect.stringContaining("its package") }, {}, {}] });
    expect(countsOf(sensor)[0]?.counterJoules).toEqual({ ok: true, value: 5 });
  });
});

function node(locationId: number, units = 304): string {
  return `simd_count ${units}\nlocation_id ${locationId}\ndomain 0\n`;
}
