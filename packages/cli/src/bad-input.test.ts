import { describeDimension, parseUnit, resolve } from "@wattledger/core";
import type { FactorFamily, NumberInput } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { makeEstimate } from "./estimate-document.ts";
import { parseGiven } from "./given.ts";
import { chooseMethod } from "./methods-choose.ts";

// What is typed wrongly is refused, or doubted, by name, with the unit that is wanted and the nearest name: for every
// number of every method. In the order that people get wrong: names, units, signs, per cent, hours for seconds.

interface NumberCase {
  readonly id: string;
  readonly name: string;
  readonly declared: NumberInput;
}

const numbers: readonly NumberCase[] = methods.flatMap(({ id, inputs }) =>
  Object.entries(inputs).flatMap(([name, declared]) => (declared.kind === "number" ? [{ id, name, declared }] : [])),
);

/** Everything that the command would say against some assignments; look-ups only where the test is of them. */
async function refusals(
  id: string,
  assignments: readonly string[],
  used: readonly FactorFamily[] = [],
): Promise<readonly string[]> {
  const method = chooseMethod(id);
  const { given, failures } = parseGiven(method, used, {}, assignments);
  const resolved = await resolve(method, given, used);
  return [...failures, ...(resolved.ok ? [] : resolved.error)].map(({ message }) => message);
}

async function notesOf(id: string, assignments: readonly string[]): Promise<readonly string[]> {
  const method = chooseMethod(id);
  const parsed = parseGiven(method, families, {}, assignments);
  const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) throw new Error(estimate.error.map(({ message }) => message).join("\n"));
  return estimate.value.document.notes;
}

function holding(...parts: readonly string[]): (message: string) => boolean {
  return (message) => parts.every((part) => message.includes(part));
}

test("the numbers are of many methods", () => {
  expect(new Set(numbers.map(({ id }) => id)).size).toBeGreaterThan(30);
});

const positive = numbers.filter(({ declared: { min } }) => min !== undefined && min >= 0);

test.for(positive)("$id, $name: a negative number is refused with the unit that is wanted", async (one) => {
  const found = await refusals(one.id, [`${one.name}=-3`]);
  const unit = one.declared.unit === "1" ? "pure numbers" : one.declared.unit;
  expect(found.filter(holding(`\`${one.name}\` is -3; it must`, unit)), found.join("\n")).toHaveLength(1);
});

test.for(numbers)(
  "$id, $name: NaN and a unit that does not fit are refused with the unit that is wanted",
  async (one) => {
    const { unit } = one.declared;
    expect(await refusals(one.id, [`${one.name}=NaN`])).toContainEqual(
      expect.stringContaining(`\`${one.name}\`: "NaN" is no number`),
    );
    const library = await resolve(chooseMethod(one.id), { [one.name]: Number.NaN }, []);
    expect(!library.ok && library.error.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`\`${one.name}\` must be a number in`),
    );
    const wrong = describeDimension(parseUnit(unit).dimension) === "temperature" ? "kg" : "K";
    const found = await refusals(one.id, [`${one.name}=3${wrong}`]);
    const wanted =
      unit === "1" || describeDimension(parseUnit(unit).dimension) === "a pure number" ? "plain numbers" : unit;
    expect(found.filter(holding(`\`${one.name}\``, `is wanted in ${wanted}`)), found.join("\n")).toHaveLength(1);
  },
);

const shares = numbers.filter(({ declared: { max } }) => max === 1);

test.for(shares)("$id, $name: per cent for a share is refused with the share", async ({ id, name }) => {
  const found = await refusals(id, [`${name}=80`]);
  expect(found.filter(holding(`\`${name}\` is 80`, "write 0.8 or 80%"))).toHaveLength(1);
  expect((await refusals(id, [`${name}=80%`])).filter(holding(`\`${name}\``))).toEqual([]);
});

const drawn = methods.flatMap(({ id, inputs }) =>
  [
    ...new Set(Object.values(inputs).flatMap((declared) => (declared.kind === "number" ? (declared.from ?? []) : []))),
  ].map((from) => ({ id, from })),
);
const misspelt: Readonly<Record<string, readonly [wrong: string, nearest: string]>> = {
  zone: ["Frnace", "France"],
  model: ["gpt-4oo", "gpt-4o"],
  accelerator: ["H10O SXM", "H100 SXM"],
};

test.for(drawn)("$id, $from: a misspelt row of the factors is refused with the nearest", async ({ id, from }) => {
  const family = families.find((one) => one.id === from);
  const [wrong, nearest] = misspelt[family?.key.name ?? ""] ?? [];
  if (family === undefined || wrong === undefined || nearest === undefined) return;
  const found = await refusals(id, [`${family.key.name}=${wrong}`], families);
  expect(found.filter(holding(wrong, nearest)), found.join("\n")).not.toEqual([]);
});

test.for(methods.map(({ id, inputs }) => ({ id, name: Object.keys(inputs)[0] ?? "" })))(
  "$id: a misspelt input and the misspelt method are refused with the right name",
  async ({ id, name }) => {
    expect(await refusals(id, [`${name}x=1`])).toContainEqual(expect.stringContaining(`Did you mean \`${name}\`?`));
    expect(() => chooseMethod(`${id}x`)).toThrow(`Did you mean \`${id}\`?`);
  },
);

test.for([
  ["green-algorithms", "runtime=12hous", "Did you mean `h`?"],
  ["green-algorithms", "runtime=12 seconds", "Did you mean `s`?"],
  ["green-algorithms", "memory=64gb", "Did you mean `GB`?"],
  ["green-algorithms", "intensity=44gCO2/kWh", "Did you mean `gCO2e`?"],
  ["gpu-times-two", "gpuEnergy=3 joules", "Did you mean `J`?"],
  ["li-water", "energy=3kwh", "Did you mean `kWh`?"],
] as const)("%s: the unit of %s is refused with the nearest", async ([id, assignment, hint]) => {
  expect(await refusals(id, [assignment])).toContainEqual(expect.stringContaining(hint));
});

const node = ["cores=12", "memory=64", "zone=FR"];
const strubell = ["cpuPower=100", "dramPower=10", "gpuPower=200", "gpus=8", "cloudPrice=1", "zone=US"];

test.for([
  ["green-algorithms", ["runtime=43200", ...node], "If 43200 s were meant (12 h), write 43200s."],
  ["mlco2-impact", ["power=300", "time=360000", "zone=FR", "regions=[]"], "If 360000 s were meant (100 h)"],
  ["strubell-2019", ["time=302400", ...strubell], "If 302400 s were meant (84 h)"],
  ["patterson-training", ["time=86400", "processors=8", "power=300", "zone=US"], "If 86400 s were meant"],
  ["cumulator", ["time=2", "traffic=0", "zone=FR"], "If 2 h were meant, write 2h."],
  ["green-algorithms", ["runtime=12", "cores=12", "memory=65536", "zone=FR"], "If 65536 MB were meant"],
  ["green-algorithms", ["runtime=12", "cores=12", "memory=64", "intensity=0.044"], "write 0.044kgCO2e/kWh"],
  ["green-algorithms", ["runtime=12", ...node, "pue=120"], "write 120%"],
  ["cloud-carbon-footprint", ["vcpuTime=96", "load=0.8", "zone=US"], "If it is a share, write 80."],
] as const)("%s %j: what is probably another unit is doubted in the first note", async ([id, given, note]) => {
  expect((await notesOf(id, given))[0]).toContain(note);
});

test.for([
  ["green-algorithms", ["runtime=12", ...node]],
  ["green-algorithms", ["runtime=43200h", ...node]],
  ["mlco2-impact", ["power=300", "time=100", "zone=FR", "regions=[]"]],
  ["cumulator", ["time=2 s", "traffic=0", "zone=FR"]],
] as const)("%s %j: what is usual, or has a unit, is not doubted", async ([id, given]) => {
  expect((await notesOf(id, given)).filter((note) => note.includes("was given without a unit"))).toEqual([]);
});
