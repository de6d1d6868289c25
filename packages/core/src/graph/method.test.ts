import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { refusalOf } from "../../test/refusal.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Method } from "./graph.ts";
import { assume, choice, equation, equationPerCategory, input, inputPerCategory, list, use } from "./method.ts";
import type { MethodRoles } from "./roles.ts";

const server = methodOf(
  {
    inputs: {
      hours: input("h", "Time in use", { min: 0 }),
      power: input("W", "Power", { min: 0 }),
      mode: choice(["idle", "busy"], "What it does", { default: "busy" }),
      cores: list("Cores", { inputs: { watts: input("W", "Power") }, equations: {} }),
    },
    equations: {
      running: equation("W", 'if(mode = "busy", power, 0) + sum(core in cores: core.watts)', "Power drawn"),
      energy: equation("kWh", "hours × running"),
    },
    tables: { curve: { xUnit: "1", yUnit: "W", source: "paper", points: [[0, 1]] } },
  },
  { id: "server", outputs: { energy: "energy" } },
);

const cores = [{ watts: 5 }, { watts: 7 }];

test("an output must name an equation", () => {
  expect(
    refusalOf(() =>
      methodOf({ inputs: {}, equations: { energy: equation("J", "0") } }, { outputs: { energy: "enrgy" } }),
    ),
  ).toBe("example: the output `energy` names `enrgy`, which is not an equation. Did you mean `energy`?");
});

test("a role names an input or an equation in a fitting unit", () => {
  const graph = {
    inputs: { overhead: input("1", "PUE"), hours: input("h", "Time"), making: input("kg", "Carbon of making") },
    equations: { energy: equation("J", "overhead × 1 [J]"), carbon: equation("g", "energy ÷ 1 [J/g]") },
  };
  const outputs = { energy: "energy", gwp: "carbon" };
  const refused = (roles: MethodRoles): string => refusalOf(() => methodOf(graph, { outputs, roles }));
  expect(refused({ pue: "overhed" })).toBe(
    "example: the role `pue` names `overhed`, which is not among the inputs. Did you mean `overhead`?",
  );
  expect(refused({ pue: "hours" })).toBe("example: the role `pue` names `hours`, whose unit h does not become 1.");
  expect(refused({ itEnergy: "overhead" })).toContain("which is not among the equations");
  expect(methodOf(graph, { outputs, roles: { pue: "overhead", intensity: null } }).equations).toHaveProperty("energy");
});

test("a used method's unbound inputs become the outer method's, under the node's name", () => {
  const outer = methodOf({
    inputs: { days: input("d", "Days"), overhead: input("1", "PUE") },
    uses: { node: use(server, { hours: "days" }) },
    equations: { total: equation("kWh", "overhead × node.energy") },
  });
  expect(Object.keys(outer.inputs)).toEqual(["days", "overhead", "node.power", "node.mode", "node.cores"]);
  expect(evaluate(outer, { days: 2, overhead: 1.5, "node.power": 100, "node.cores": cores })).toEqual({
    "node.running": 112,
    "node.hours": 48,
    "node.energy": 5.376,
    total: 8.064,
  });
});

test("two uses of one method stand side by side, and a use within a use is reached by both names", () => {
  const rack = methodOf({
    inputs: { time: input("h", "Time") },
    uses: { left: use(server, { hours: "time" }), right: use(server, { hours: "time", power: "2 × left.power" }) },
    equations: { energy: equation("kWh", "left.energy + right.energy") },
  });
  const hall = methodOf({
    inputs: {},
    uses: { rack: use(rack, { time: "10 [h]" }) },
    equations: { energy: equation("MJ", "rack.energy") },
  });
  const given = { "rack.left.power": 100, "rack.left.cores": [], "rack.right.cores": [], "rack.right.mode": "busy" };
  expect(evaluate(hall, given, ["energy"])["energy"]).toBeCloseTo(3 * 3.6, 12);
});

test("names bound inside a used method's sums stay its own", () => {
  const counted = methodOf({
    inputs: { rows: list("Rows", { inputs: { x: input("1", "X") }, equations: {} }), scale: input("1", "Scale") },
    equations: {
      running: equation("1", "fold(running from 0, row in rows: running + scale × row.x)"),
      all: equation("1", "running"),
    },
  });
  const outer = methodOf({
    inputs: { running: input("1", "Another"), row: input("1", "Another") },
    uses: { node: use(counted, { scale: "running × row" }) },
    equations: { result: equation("1", "node.all") },
  });
  expect(evaluate(outer, { running: 3, row: 5, "node.rows": [{ x: 1 }, { x: 2 }] })["result"]).toBe(45);
});

test("a table of a used method goes with it", () => {
  const curve = methodOf({
    inputs: { load: input("1", "Load") },
    equations: { power: equation("W", "interpolate(curve, load)") },
    tables: {
      curve: {
        xUnit: "1",
        yUnit: "W",
        source: "paper",
        points: [
          [0, 10],
          [1, 30],
        ],
      },
    },
  });
  const outer = methodOf({
    inputs: {},
    uses: { node: use(curve, { load: "0.5" }) },
    equations: { power: equation("W", "node.power") },
  });
  expect(evaluate(outer, {})["power"]).toBe(20);
});

test.for<[string, Readonly<Record<string, string>>, string]>([
  [
    "an input that is not there",
    { hors: "1 [h]" },
    "In the method used as `node`: unknown input `hors`; it cannot be bound. Did you mean `hours`?",
  ],
  ["a choice", { mode: "1" }, "In the method used as `node`: `mode` is a choice, and only numbers can be bound."],
  ["a list", { cores: "1" }, "In the method used as `node`: `cores` is a list, and only numbers can be bound."],
  [
    "what has another dimension",
    { hours: "3 [W]" },
    "example: equation `node.hours = 3 [W]`: `3 [W]` is energy·time^-1 where time (h) is needed.",
  ],
])("binding %s is refused", ([, bind, message]) => {
  expect(refusalOf(() => methodOf({ inputs: {}, uses: { node: use(server, bind) }, equations: {} }))).toBe(message);
});

test("a list of a method is summed over its rows", () => {
  const plain = methodOf({
    inputs: { hours: input("h", "Time"), power: input("W", "Power") },
    equations: { energy: equation("kWh", "hours × power") },
  });
  const fleet = methodOf({
    inputs: { servers: list("Servers", plain) },
    equations: { energy: equation("kWh", "sum(server in servers: server.energy)") },
  });
  expect(
    evaluate(fleet, {
      servers: [
        { hours: 1, power: 500 },
        { hours: 2, power: 250 },
      ],
    })["energy"],
  ).toBe(1);
  expect(evaluate(fleet, { servers: [] })["energy"]).toBe(0);
});

test("an input and an equation per impact category are one declaration each", () => {
  const units = { gwp: "gCO2e", "pe-fossil": "MJ", "recipe-water-consumption": "m3" };
  const impacts = methodOf({
    inputs: {
      energy: input("kWh", "Energy"),
      factor: inputPerCategory(
        { gwp: "gCO2e/kWh", "pe-fossil": "MJ/kWh", "recipe-water-consumption": "L/kWh" },
        "Impact of electricity",
        (category) => (category === "gwp" ? { from: "grid" } : { min: 0 }),
      ),
    },
    equations: { impact: equationPerCategory(units, "energy × factor[category]", "Impact") },
  });
  expect(impacts.inputs["factor.gwp"]).toEqual({
    kind: "number",
    unit: "gCO2e/kWh",
    help: "Impact of electricity (gwp)",
    from: "grid",
  });
  const given = { energy: 2, "factor.gwp": 400, "factor.pe-fossil": 9, "factor.recipe-water-consumption": 1.5 };
  expect(evaluate(impacts, given)).toEqual({
    "impact.gwp": 800,
    "impact.pe-fossil": 18,
    "impact.recipe-water-consumption": 0.003,
  });
});

test("a member whose name has a hyphen survives being used by another method", () => {
  const inner = methodOf({
    inputs: { factor: inputPerCategory({ "pe-fossil": "MJ" }, "Factor") },
    equations: { impact: equationPerCategory({ "pe-fossil": "MJ" }, "2 × factor[category]") },
  });
  const outer = methodOf({
    inputs: {},
    uses: { node: use(inner) },
    equations: { all: equation("MJ", "node.impact[pe-fossil]") },
  });
  expect(evaluate(outer, { "node.factor.pe-fossil": 3 })["all"]).toBe(6);
});

const chain: Method = methodOf(
  {
    inputs: {
      runtime: input("h", "Time"),
      cores: input("1", "Cores"),
      corePower: input("W", "Power"),
      pue: input("1", "PUE"),
      intensity: input("gCO2e/kWh", "Intensity"),
      note: input("1", "Read by nothing"),
    },
    equations: {
      power: equation("W", "cores × corePower"),
      energy: equation("kWh", "runtime × power × pue", "Energy of the task"),
      perCore: equation("kWh", "energy ÷ cores"),
      carbon: equation("gCO2e", "energy × intensity"),
    },
  },
  { outputs: { energy: "energy", gwp: "carbon" } },
);

test("an equation taken as given is an input, and what only it needed is gone", () => {
  const assumed = assume(chain, ["energy"]);
  expect(Object.keys(assumed.inputs)).toEqual(["cores", "intensity", "note", "energy"]);
  expect(assumed.inputs["energy"]).toEqual({ kind: "number", unit: "kWh", help: "Energy of the task" });
  expect(Object.keys(assumed.equations)).toEqual(["perCore", "carbon"]);
  expect(assumed.outputs).toEqual({ gwp: "carbon" });
  expect(evaluate(assumed, { cores: 4, intensity: 100, note: 0, energy: 2 })).toEqual({ perCore: 0.5, carbon: 200 });
});

test("the base of an assumed method stays as it was", () => {
  assume(chain, ["energy", "carbon"]);
  expect(Object.keys(chain.equations)).toEqual(["power", "energy", "perCore", "carbon"]);
});

test("an output taken as given needs nothing behind it any more", () => {
  const assumed = assume(chain, ["carbon", "perCore"]);
  expect(Object.keys(assumed.inputs)).toEqual(["runtime", "cores", "corePower", "pue", "note", "carbon", "perCore"]);
  expect(Object.keys(assumed.equations)).toEqual(["power", "energy"]);
});

test("what is taken as given must be an equation", () => {
  expect(refusalOf(() => assume(chain, ["enery"]))).toBe("example has no equation `enery`. Did you mean `energy`?");
});

test("the deepest formula that parses can be checked, evaluated and used", () => {
  const deep = `${"−(".repeat(95)}x${")".repeat(95)}`;
  const inner = methodOf({ inputs: { x: input("1", "X") }, equations: { y: equation("1", deep) } });
  const long = methodOf({
    inputs: { x: input("1", "X") },
    uses: { inner: use(inner, { x: "x" }) },
    equations: { y: equation("1", `inner.y${" + x".repeat(190)}`) },
  });
  expect(evaluate(long, { x: 1 })["y"]).toBe(189);
});
