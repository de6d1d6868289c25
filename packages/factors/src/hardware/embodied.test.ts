import { expect, test } from "vitest";
import { embodiedDevice, embodiedLifetime, embodiedUtilisation } from "./embodied.ts";

test.for([
  ["server", 1278, "cradle-to-grave-without-use"],
  ["server-8-gpu-host", 2800, "cradle-to-gate"],
  ["nvidia-h100-sxm", 273.4, "cradle-to-grave-without-use"],
  ["NVIDIA H100 80GB HBM3", 273.4, "cradle-to-grave-without-use"],
  ["nvidia-h100-sxm-pcf", 164, "cradle-to-gate"],
  ["nvidia-h200-sxm", 364, "cradle-to-grave-without-use"],
  ["NVIDIA A100-SXM4-40GB", 127.6, "cradle-to-gate"],
  ["nvidia-b200-sxm", 530.2, "cradle-to-grave-without-use"],
  ["nvidia-b200-sxm-pcf", 284.25, "cradle-to-gate"],
  ["laptop", 241.2, "cradle-to-grave-without-use"],
  ["desktop", 301, "cradle-to-grave-without-use"],
] as const)("%s embodies %s kgCO2e, %s", async ([key, value, boundary]) => {
  expect(await embodiedDevice.find(key)).toMatchObject({ ok: true, value: { factor: { value, boundary } } });
});

test.for(["h100", "a100", "NVIDIA A100-SXM4-80GB"])(
  "%s is another card, or one of several, than the one with a footprint",
  async (key) => {
    expect(await embodiedDevice.find(key)).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
  },
);

test("each device with embodied carbon has a life and a share of it in use", async () => {
  const devices = ["server", "server-8-gpu-host", "gpu", "nvidia-h100-sxm", "google-tpu-v5p", "laptop", "smartphone"];
  for (const family of [embodiedLifetime, embodiedUtilisation]) {
    const found = await Promise.all(devices.map((device) => family.find(device)));
    expect(found.every(({ ok }) => ok)).toBe(true);
  }
});

test("the SCI standard's convention is full use, exactly", async () => {
  const found = await embodiedUtilisation.find("sci");
  expect(found).toMatchObject({
    ok: true,
    value: { factor: { value: 1, uncertainty: { distribution: { kind: "interval", low: 1, high: 1 } } } },
  });
});
