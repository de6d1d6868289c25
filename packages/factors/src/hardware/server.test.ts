import { expect, test } from "vitest";
import {
  serverAccelerators,
  serverAveragePower,
  serverEmbodied,
  serverIdlePower,
  serverMaximumPower,
  serverMemory,
  serverProcessors,
} from "./server.ts";

test.for([
  [serverMaximumPower, "dgx-h100", 10_200],
  [serverMaximumPower, "NVIDIA DGX H200", 10_200],
  [serverMaximumPower, "DGX A100", 6500],
  [serverMaximumPower, "hgx-b200", 14_300],
  // The most that was seen of a node that its maker rates 10.2 kW.
  [serverMaximumPower, "hgx-h100", 8400],
  [serverAveragePower, "hgx-h100", 0.76 * 10_200],
  [serverAccelerators, "dgx-2", 16],
  [serverAccelerators, "mi300x-8", 8],
  [serverAccelerators, "PowerEdge R740", 0],
  [serverProcessors, "dgx-h100", 2],
  [serverMemory, "dgx-h100", 2048],
  [serverMaximumPower, "tpu-v4-board", 4 * 192],
  [serverAveragePower, "v100-8-gpu-server", 8 * 330],
  [serverEmbodied, "hgx-h100-baseboard", 1312],
  [serverEmbodied, "dgx-h100", 1312 + 2800],
  [serverEmbodied, "google-tpu-v5p-host", 4 * 1101],
  [serverEmbodied, "server", 1278],
  [serverEmbodied, "HPE ProLiant DL380 Gen10", 559.3],
] as const)("$id of $1 is $2", async ([family, name, value]) => {
  expect(await family.find(name)).toMatchObject({ ok: true, value: { factor: { value }, fallbacks: [] } });
});

test.for([
  ["dgx-h100", "cradle-to-gate"],
  ["hgx-b200-baseboard", "cradle-to-gate"],
  ["google-tpu-v6e-host", "cradle-to-grave-without-use"],
  ["dell-poweredge-r740", "cradle-to-grave-without-use"],
] as const)("%s says how far its footprint goes: %s", async ([name, boundary]) => {
  expect(await serverEmbodied.find(name)).toMatchObject({ ok: true, value: { factor: { boundary } } });
});

test.for([
  ["dgx-h1000", "dgx-h100"],
  ["poweredge-r741", "poweredge-r740"],
  ["dgx h300", "dgx-h"],
] as const)("%s is refused with the nearest name, %s, and never taken for it", async ([name, near]) => {
  expect(await serverEmbodied.find(name)).toMatchObject({
    ok: false,
    error: { kind: "unknown-name", message: expect.stringMatching(new RegExp(`Nearest names:.*${near}`, "u")) },
  });
});

test("an unknown figure of a known server is not an unknown name", async () => {
  expect(await serverMemory.find("google-tpu-v4-board")).toMatchObject({
    ok: false,
    error: { kind: "no-factor", message: expect.stringContaining("no figure is known for google-tpu-v4-board") },
  });
});

test("a server is idle below its mean power, and at work below its maximum", async () => {
  const powers = [serverIdlePower, serverAveragePower, serverMaximumPower];
  for (const key of await serverMaximumPower.heldKeys()) {
    const found = await Promise.all(powers.map(async (family) => family.find(key)));
    const known = found.flatMap((one) => (one.ok ? [one.value.factor.value] : []));
    // Of some boards the maximum alone is known.
    expect([key, new Set(known).size, ...known]).toEqual([key, known.length, ...known.toSorted((a, b) => a - b)]);
  }
});
