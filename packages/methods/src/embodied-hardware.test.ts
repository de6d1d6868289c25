import { evaluate } from "@wattledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { embodiedHardware } from "./embodied-hardware.ts";

const share = fc.double({ min: 0.01, max: 1, noNaN: true });

test("the parts of all workloads add up to the making of the server, idle time included", () => {
  fc.assert(
    fc.property(share, fc.double({ min: 1, max: 10, noNaN: true }), share, (utilisation, lifetime, part) => {
      const reserved = lifetime * 8760 * utilisation;
      const server = { gpuCarbon: 164, utilisation, lifetime };
      const carbonOf = (time: number): number =>
        evaluate(embodiedHardware, { ...server, gpus: 8, time }, ["carbon"]).carbon;
      expect((carbonOf(reserved * part) + carbonOf(reserved * (1 - part))) / (8 * 164 + 2800)).toBeCloseTo(1, 9);
    }),
  );
});

test("an HGX H100 server is 4.1 t, and the B200 embodies more while its maker's figure per computing falls", () => {
  const { serverCarbon } = evaluate(embodiedHardware, { gpuCarbon: 164 }, ["serverCarbon"]);
  expect(serverCarbon).toBe(4112);
  // Printed by the maker, to two decimals.
  expect([perComputing(164, 1979).toFixed(2), perComputing(284.25, 4500).toFixed(2)]).toEqual(["0.66", "0.50"]);
});

function perComputing(gpuCarbon: number, peak: number): number {
  return evaluate(embodiedHardware, { gpuCarbon, peak, lifetime: 4, utilisation: 1 }, ["computingCarbon"])
    .computingCarbon;
}
