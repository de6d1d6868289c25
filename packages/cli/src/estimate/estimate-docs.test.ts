import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { call } from "../command.fixture.ts";

// Examples in the documents are what the command prints: each ```console block is run, and `...` means that lines were left out.

interface Example {
  readonly command: string;
  readonly printed: string;
}

const documents = ["cli.md", "estimate-json.md", "location.md"];
const examples = documents.flatMap((name) =>
  examplesOf(readFileSync(fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url)), "utf8")),
);

test("the documents have examples", () => {
  expect(examples.length).toBeGreaterThan(5);
});

test.for(examples)("$command", ({ command, printed }) => {
  const { stdout, stderr } = call(wordsOf(command));
  const found = `${stdout}${stderr}`;
  let from = 0;
  for (const part of printed.split(/^ *\.\.\.\n/mu).filter((one) => one !== "")) {
    const at = found.indexOf(part, from);
    expect(at, `not printed, or not in this place:\n${part}\nprinted:\n${found}`).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
});

function examplesOf(document: string): readonly Example[] {
  return [...document.matchAll(/^```console\n\$ wattledger (?<command>.*)\n(?<printed>[^`]*(?:`[^`]+)*?)^```$/gmu)].map(
    ({ groups }) => ({ command: groups?.["command"] ?? "", printed: groups?.["printed"] ?? "" }),
  );
}

/** Words of a command line; quotes hold words together. */
function wordsOf(command: string): readonly string[] {
  return (command.match(/"[^"]*"|[^\s"]+/gu) ?? []).map((word) => word.replaceAll('"', ""));
}
