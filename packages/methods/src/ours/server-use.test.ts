import { evaluate, givenFor, resolve, valuesOf } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { serverUse } from "./server-use.ts";

test.for([
  // A day of four nodes at 7752 W in a building with PUE 1.2; one of 4112 kg in 1825 days of which 0.7 are used.
  ["dgx-h100", 4, 4 * 7.752 * 24 * 1.2, (4 * 4112) / (1825 * 0.7)],
  ["server", 1, 0.1745 * 24 * 1.2, 1278 / (1825 * 0.7)],
  ["PowerEdge R740", 2, 2 * 0.2009 * 24 * 1.2, (2 * 1356.5) / (1825 * 0.7)],
] as const)("a day of %s × %s", async ([server, servers, energy, embodiedKilograms]) => {
  const resolved = await resolve(serverUse, { server, servers, time: 24, pue: 1.2, intensity: 100 }, families);
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join("\n"));
  const said = evaluate(serverUse, valuesOf(resolved.value));
  expect(said.energy).toBeCloseTo(energy, 9);
  expect(said.operational).toBeCloseTo(100 * energy, 6);
  expect(said.embodied / 1000 / embodiedKilograms).toBeCloseTo(1, 9);
});

test("an activity with a server is read, one without is asked for it", () => {
  const run = { kind: "compute-run", durationSeconds: 3600 } as const;
  expect(givenFor(serverUse, { ...run, server: "dgx-h100", machines: 2 }, families)).toMatchObject({
    ok: true,
    value: { server: "dgx-h100", servers: 2 },
  });
  expect(givenFor(serverUse, run, families)).toMatchObject({ ok: false, error: expect.stringContaining("dgx-h100") });
});

test("a board of which the maximum alone is known has no mean power and no footprint: both are asked for", async () => {
  const resolved = await resolve(serverUse, { server: "google-tpu-v4-board", time: 1, zone: "DE" }, families);
  expect(resolved).toMatchObject({
    ok: false,
    error: [
      { kind: "no-factor", message: expect.stringContaining("Mean power of a server at work: no figure is known") },
      { kind: "no-factor", message: expect.stringContaining("Embodied carbon of a server: no figure is known") },
    ],
  });
});
