import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { parseInputs, readInputsFile } from "./given-file.ts";

test("numbers, text and rows are read", () => {
  const text = '{"runtime": "12 h", "memory": 64, "components": [{"label": "cpu", "energy": 3}]}';
  expect(parseInputs(text, "x.json")).toEqual({
    runtime: "12 h",
    memory: 64,
    components: [{ label: "cpu", energy: 3 }],
  });
});

test.for([
  ["{", 'x.json must hold a JSON object of inputs, such as {"runtime": "12 h", "memory": 64}, but is no JSON'],
  ["[1]", "expected record"],
  ['{"runtime": true}', "→ at runtime"],
  ['{"runtime": null}', 'a number, text such as "12 h", or an array of row objects'],
  ['{"runtime": 1, "__proto__": 2}', "the name `__proto__`"],
  ['{"runtime": 1, "__proto__": {"runtime": 2}}', "the name `__proto__`"],
  ['{"components": [{"label": "cpu", "__proto__": 2}]}', "an array of row objects"],
] as const)("%s is refused with the place", ([text, message]) => {
  expect(() => parseInputs(text, "x.json")).toThrow(message);
});

test("- is standard input", async () => {
  expect(await readInputsFile("-", Readable.from(['{"memory":', " 64}"]))).toEqual({ memory: 64 });
});

test("a file that is not there is said to be missing", async () => {
  await expect(readInputsFile("no-such-file.json", Readable.from([]))).rejects.toThrow(/cannot be read.*no-such-file/);
});
