import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readInputsFile } from "./given-file.ts";

function read(text: string): Promise<unknown> {
  return readInputsFile("-", Readable.from([text]));
}

test("numbers, text and rows are read", async () => {
  const text = '{"runtime": "12 h", "memory": 64, "components": [{"label": "cpu", "energy": 3}]}';
  expect(await read(text)).toEqual({ runtime: "12 h", memory: 64, components: [{ label: "cpu", energy: 3 }] });
});

test("a byte order mark and ends of line of Windows are passed over", async () => {
  expect(await read('\uFEFF{"memory": 64,\r\n"runtime": 1}\r\n')).toEqual({ memory: 64, runtime: 1 });
});

test("no name is lost", async () => {
  expect(Object.keys(Object(await read('{"__proto__": 1, "constructor": 2}')))).toEqual(["__proto__", "constructor"]);
});

test.for([
  ["", "standard input: it is empty."],
  [" \n", "it is empty."],
  ['{"runtime":\n 1,,', "line 2, column 4: "],
  ['{"runtime": 1', "line 1, column 14: "],
  ["\u0000\u0001\uFFFD", "it is not JSON"],
  ['{"runtime": 1, "memory": {"runtime": 2}, "runtime" : 3}', "`runtime` is in it twice"],
  ["[1]", 'standard input must hold a JSON object of inputs, such as {"runtime"'],
  ["null", "must hold a JSON object"],
  ["NaN", "it is not JSON"],
] as const)("%j is refused with the place", async ([text, message]) => {
  await expect(read(text)).rejects.toThrow(message);
  // Nothing that a terminal would act on is repeated.
  await expect(read(text)).rejects.toThrow(/^[^\p{Cc}]*$/u);
});

test("a file that is not there is said to be missing, and a folder to be one", async () => {
  const nothing = Readable.from([]);
  await expect(readInputsFile("no-such-file.json", nothing)).rejects.toThrow(
    "The inputs cannot be read from no-such-file.json: the file does not exist.",
  );
  await expect(readInputsFile(".", nothing)).rejects.toThrow("it is a folder.");
});
