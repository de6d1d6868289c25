import { describeDimension, evaluate, input, isWattledgerError, parseUnit, resolve, unitWords } from "@wattledger/core";
import type { FactorFamily, NumberInput } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import { factorSet, families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { badNumbers, exampleOf, inputsOf } from "./bad-input.fixture.ts";
import type { NamedInput } from "./bad-input.fixture.ts";
import { batchAnswerer } from "./batch/answer.ts";
import { tallies } from "./batch/tally.ts";
import { chooseMethod } from "./choose/choose-method.ts";
import { fillEstimate, makeEstimate } from "./estimate/document.ts";
import { parseGiven } from "./given/given.ts";
import type { FileInputs } from "./given/given.ts";

// What is typed wrongly is refused, or doubted, by name, with the unit that is wanted and the nearest name: for every
// input of every method, on every road. Real files and streams are in bad-files.test.ts.

/** Everything that the command would say against some assignments; look-ups only where the test is of them. */
async function refusals(
  id: string,
  assignments: readonly string[],
  used: readonly FactorFamily[] = [],
  file: FileInputs = {},
): Promise<readonly string[]> {
  const method = chooseMethod(id);
  const filled = await fillEstimate(method, parseGiven(method, used, file, assignments), used);
  return filled.ok ? [] : filled.error.map(({ message }) => message);
}

async function notesOf(id: string, assignments: readonly string[]): Promise<readonly string[]> {
  const method = chooseMethod(id);
  const parsed = parseGiven(method, families, {}, assignments);
  const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) throw new Error(estimate.error.map(({ message }) => message).join("\n"));
  return estimate.value.document.notes;
}

const answerSchema = z.looseObject({
  line: z.number(),
  outputs: z.optional(recordOf(z.looseObject({ nominal: z.number() }))),
  error: z.optional(z.object({ message: z.string(), failures: z.array(z.looseObject({ name: z.string() })) })),
});

/** Answers to the lines of a batch of one method. */
async function batchOf(id: string, lines: readonly string[]): Promise<readonly z.infer<typeof answerSchema>[]> {
  const answer = batchAnswerer({
    method: chooseMethod(id),
    families,
    common: {},
    intervals: false,
    notes: tallies(),
  });
  const answers: z.infer<typeof answerSchema>[] = [];
  for (const [index, line] of lines.entries()) {
    const given = await answer(line, index + 1);
    answers.push(answerSchema.parse(JSON.parse(typeof given === "object" ? given.text : (given ?? ""))));
  }
  return answers;
}

function holding(...parts: readonly string[]): (message: string) => boolean {
  return (message) => parts.every((part) => message.includes(part));
}

const ids = methods.map(({ id }) => id);
const numbersOf = (id: string): readonly NamedInput<NumberInput>[] =>
  inputsOf(chooseMethod(id)).flatMap(({ path, declared }) => (declared.kind === "number" ? [{ path, declared }] : []));

test.for(ids.flatMap((id) => badNumbers.map((bad) => [id, bad.what, bad] as const)))(
  "%s: %s instead of any number is refused by name, with the wanted unit",
  ([id, , { textFor }]) => {
    const method = chooseMethod(id);
    for (const { path, declared } of numbersOf(id)) {
      const text = textFor(declared);
      if (text === undefined) continue;
      const unit = declared.unit === "%" && text.includes("3 ") ? "per cent" : declared.unit;
      const wanted = declared.unit === "1" ? "" : unit;
      const given = [parseGiven(method, [], {}, [`${path}=${text}`]), parseGiven(method, [], { [path]: text }, [])];
      for (const found of given.map(({ failures }) => failures.map(({ message }) => message)))
        expect(found.filter(holding(`\`${path}\``, wanted)), `${path}=${text}\n${found.join("\n")}`).toHaveLength(1);
    }
  },
);

test.for(ids)("%s: the library refuses a value that is not a number, by name, with the wanted unit", async (id) => {
  const method = chooseMethod(id);
  for (const [name, declared] of Object.entries(method.inputs)) {
    if (declared.kind !== "number") continue;
    for (const value of [
      Number.NaN,
      Infinity,
      -Infinity,
      ...(declared.min === undefined || declared.min < -3 ? [] : [-3]),
    ]) {
      const resolved = await resolve(method, { [name]: value }, []);
      const found = resolved.ok ? [] : resolved.error.map(({ message }) => message);
      expect(found.filter(holding(`\`${name}\``, String(value), unitWords(declared.unit)))).toHaveLength(1);
    }
  }
});

test("the library throws where it is not asked for a result", () => {
  const task = chooseMethod("green-algorithms");
  for (const runtime of [Number.NaN, Infinity, -3])
    expect(() => evaluate<string, string>(task, { runtime, memory: 64 })).toThrow(/Input `runtime` (?:must|is)/u);
});

test.for(ids)("%s: a bad line of a batch is answered by its error, the others as without it", async (id) => {
  const good = exampleOf(chooseMethod(id));
  const others = ["NaN", "", null, true, {}];
  const bad = numbersOf(id).flatMap(({ path, declared }, index) => {
    const minus = declared.min === undefined || declared.min < -3 ? [] : [-3];
    return [...minus, others[index % others.length]].map((value) => ({ path, value }));
  });
  const lines = bad.map(({ path, value }) => JSON.stringify({ ...good, [path]: value }));
  const [first, ...rest] = await batchOf(id, [JSON.stringify(good), ...lines, JSON.stringify(good)]);
  expect({ ...rest.at(-1), line: 1 }).toEqual(first);
  for (const [index, { path, value }] of bad.entries()) {
    const { line, error, outputs } = rest[index] ?? {};
    expect([line, outputs]).toEqual([index + 2, undefined]);
    const named = error?.failures.filter(({ name }) => name === path) ?? [];
    expect(named, `${path}: ${JSON.stringify(value)}\n${error?.message}`).toHaveLength(1);
  }
});

// Constants that a paper fitted, times since a start, and moments of a comparison may be less than nothing.
const signed =
  /^(?:(?:step|read|compute|context|image)Joules|watts[HB]\d+|(?:size|sharding|contextSize)Exponent|device[AB]\d+|(?:eight|four)Bit|regressionError|unknown.*|(?:platform\.)?(?:cpu\.)?(?:curve[AD]|tdp(?:Slope|Shift|Base))|(?:energy|latency)(?:Alpha|Beta|Gamma|Deviation)|kilowattHoursPerJoule|(?:earlier|later)Energy|deviation|.*\.time|.*\.cpuTime|.*\.gpuPower|.*\.sensor|.*\.gpu|region(?:Start|End)|wetBulb)$/u;

test.for(ids)("%s: numbers that may be negative are known as such", (id) => {
  const found = numbersOf(id).filter(({ declared: { min } }) => min === undefined || min < 0);
  expect(found.map(({ path }) => path).filter((path) => !signed.test(path))).toEqual([]);
});

test.for(ids)("%s: per cent for a share is refused with the share", async (id) => {
  for (const { path } of numbersOf(id).filter(({ declared: { max } }) => max === 1)) {
    const found = await refusals(id, [`${path}=80`]);
    expect(found.filter(holding(`\`${path}\` is 80`, "write 0.8 or 80%"))).toHaveLength(1);
    expect((await refusals(id, [`${path}=80%`])).filter(holding(`\`${path}\` is`))).toEqual([]);
  }
});

test.for(ids)("%s: per cent of a count are refused", async (id) => {
  const counts = numbersOf(id).filter(
    ({ declared: { unit } }) =>
      unit !== "1" && unit !== "%" && describeDimension(parseUnit(unit).dimension) === "a pure number",
  );
  for (const { path, declared } of counts) {
    const found = await refusals(id, [`${path}=80%`]);
    expect(found.filter(holding(`\`${path}\``, declared.unit, '"80%" is per cent'))).toHaveLength(1);
  }
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
  const resolved = await resolve(chooseMethod(id), { [family.key.name]: wrong }, families);
  const found = resolved.ok ? [] : resolved.error.map(({ message }) => message);
  expect(found.filter(holding(wrong, nearest)), found.join("\n")).not.toEqual([]);
});

test.for(ids)("%s: the misspelt method and each misspelt input are refused with the right name", async (id) => {
  expect(() => chooseMethod(`${id}x`)).toThrow(`Did you mean \`${id}\`?`);
  expect(() => chooseMethod(id.toUpperCase())).toThrow(`Did you mean \`${id}\`?`);
  const method = chooseMethod(id);
  const known = new Set(inputsOf(method).map(({ path }) => path));
  for (const { path } of inputsOf(method)) {
    const field = path.slice(path.lastIndexOf(".") + 1);
    for (const wrong of [`${path}q`, path.replace(field, `q${field}`), path.toUpperCase()]) {
      const found = parseGiven(method, families, {}, [`${wrong}=1`]).failures.map(({ message }) => message);
      // A misspelling may be near to another name as well.
      const isNamed = found.some((message) => /Did you mean|lacks the label|Known fields:/u.test(message));
      expect(known.has(wrong) || isNamed || field.length < 3, `${wrong}: ${found.join("\n")}`).toBe(true);
    }
  }
});

test.for(ids)("%s: a word that is not an option is refused, and the options are listed", (id) => {
  const method = chooseMethod(id);
  for (const { path, declared } of inputsOf(method)) {
    if (declared.kind !== "choice") continue;
    for (const [option = ""] of declared.options.map((one) => [one])) {
      for (const wrong of [`${option}q`, "", " ", "x".repeat(5000), "Франция", "a\nb", "__proto__", "null"]) {
        const found = parseGiven(method, [], {}, [`${path}=${wrong}`]).failures.map(({ message }) => message);
        expect(found.filter(holding(`\`${path}\``, declared.options.join(", ")))).toHaveLength(1);
        expect(found.filter((message) => message.includes("\n") || message.length > 1000)).toEqual([]);
      }
      if (option.length < 3) continue;
      const [found = ""] = parseGiven(method, [], {}, [`${path}=${option}q`]).failures.map(({ message }) => message);
      expect(found).toContain("Did you mean `");
    }
  }
});

const keys = [...new Set(families.map(({ key }) => key.name))];

test.for(keys)("%s: a key that nobody knows is refused in one line, and an empty one is", async (name) => {
  for (const family of families.filter(({ key }) => key.name === name)) {
    const graph = { inputs: { value: input(family.unit, "Value", { from: family.id }) }, equations: {}, tables: {} };
    const [example = ""] = family.key.examples;
    for (const wrong of ["", " ", "q".repeat(5000), "Франция", "法国", "a\nb\u0000", "__proto__", "constructor"]) {
      const found = await resolve(graph, { [name]: wrong }, [family]);
      const said = found.ok ? [] : found.error.map(({ message }) => message);
      expect(said, JSON.stringify(wrong)).toHaveLength(1);
      expect(said.join("")).toMatch(
        wrong.trim() === "" ? `\`${name}\` is empty. Give a name, such as ${example}` : /\S/u,
      );
      expect(said.filter((message) => /\p{Cc}/u.test(message) || /q{100}/u.test(message))).toEqual([]);
    }
  }
});

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
  ["green-algorithms", ["runtime=43200", ...node], "If you mean 43200 s (12 h), write 43200s."],
  ["mlco2-impact", ["power=300", "time=360000", "zone=FR", "regions=[]"], "If you mean 360000 s (100 h)"],
  ["strubell-2019", ["time=302400", ...strubell], "If you mean 302400 s (84 h)"],
  ["patterson-training", ["time=86400", "processors=8", "power=300", "zone=US"], "If you mean 86400 s"],
  ["cumulator", ["time=2", "traffic=0", "zone=FR"], "If you mean 2 h, write 2h."],
  ["green-algorithms", ["runtime=12", "cores=12", "memory=65536", "zone=FR"], "If you mean 65536 MB"],
  ["green-algorithms", ["runtime=12", "cores=12", "memory=64", "intensity=0.044"], "write 0.044kgCO2e/kWh"],
  ["green-algorithms", ["runtime=12", ...node, "pue=120"], "write 120%"],
  ["cloud-carbon-footprint", ["vcpuTime=96", "load=0.8", "zone=US"], "If you mean 80 %, write 80."],
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

test("for any input the answer is finite, or a refusal in words", async () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 1e-300, 1e300, 5e-324, 1.7e308, "50±5000%", "0..1e300", "80%"),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ids), fc.nat(), value, async (id, place, given) => {
      const method = chooseMethod(id);
      const { path } = numbersOf(id)[place % numbersOf(id).length] ?? { path: "" };
      const parsed = parseGiven(method, families, { ...exampleOf(method), [path]: given }, []);
      const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 }).catch((error: unknown) => {
        if (isWattledgerError(error)) return undefined;
        throw error;
      });
      if (estimate?.ok !== true) return;
      for (const quantity of Object.values(estimate.value.document.outputs)) {
        const { nominal, mean, low, high } = quantity;
        expect([nominal, mean, low, high].filter((one) => !Number.isFinite(one))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
