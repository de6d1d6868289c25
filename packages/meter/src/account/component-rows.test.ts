import type { ResolvedInputs, ResolvedNumber } from "@wattledger/core";
import { expect, test } from "vitest";
import type { ChannelEnergy } from "../record/measurement.ts";
import { rowsOf, withIdentities } from "./component-rows.ts";

const one: ResolvedNumber = { kind: "number", value: 1, unit: "J", origin: { kind: "given" } };

function rows(...list: readonly (readonly [label: string, component?: string, channel?: string])[]): ResolvedInputs {
  return {
    components: {
      kind: "list",
      rows: list.map(([label, component, channel]) => ({
        label,
        ...(component === undefined || channel === undefined ? {} : { about: { component, channel } }),
        fields: { energy: one },
      })),
    },
  };
}

function energyOf(component: "cpu" | "gpu", id: string): ChannelEnergy {
  return {
    channel: {
      id,
      sensor: "a-test",
      component,
      method: "measured",
      evidence: "",
      relativeUncertainty: { value: 0, basis: "" },
    },
    machineJoules: 1,
    imputedJoules: 0,
    coverage: 1,
    machineRelativeUncertainty: 0,
    idleWatts: 0,
    idleBasis: "",
    attribution: {
      runJoules: 1,
      othersJoules: 0,
      unassignedJoules: 0,
      idleJoules: 0,
      dynamicJoules: 1,
      basis: "cpu-time",
      share: 1,
      shareRelativeUncertainty: 0,
      explanation: "",
    },
    runRelativeUncertainty: 0,
    gaps: [],
    unlistedGaps: 0,
  };
}

test("rows are found by their subjects, with any labels", () => {
  const inputs = rows(["gpu, board", "cpu", "rapl/package-0"], ["same", "cpu", "rapl/package-1"], ["same", "gpu", "0"]);
  expect(rowsOf(inputs, { component: "cpu" }).map(({ about }) => about?.["channel"])).toEqual([
    "rapl/package-0",
    "rapl/package-1",
  ]);
  expect(rowsOf(inputs, { component: "cpu", channel: "rapl/package-1" })).toHaveLength(1);
  expect(rowsOf(inputs)).toHaveLength(3);
  expect(rowsOf({}, { component: "cpu" })).toEqual([]);
});

test("rows of an older record, which have labels only, are those of its channels", () => {
  const older = withIdentities(rows(["cpu, rapl/package-0"], ["gpu, 0"], ["cpu, unknown"]), {
    energy: [energyOf("cpu", "rapl/package-0"), energyOf("gpu", "0")],
  });
  expect(rowsOf(older, { component: "cpu" }).map(({ label }) => label)).toEqual(["cpu, rapl/package-0"]);
  expect(rowsOf(older, { channel: "0" }).map(({ label }) => label)).toEqual(["gpu, 0"]);
});
