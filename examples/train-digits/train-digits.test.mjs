import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("train.mjs", import.meta.url));

test("one epoch learns most digits, and the same ones every time", { timeout: 60_000 }, () => {
  const { status, stdout } = train("--epochs", "1");
  expect(status).toBe(0);
  const rows = stdout.split("\n").filter((line) => /^\s+\d/.test(line));
  expect(rows).toHaveLength(1);
  const [epoch, loss, accuracy] = rows[0].trim().split(/\s+/).map(Number);
  expect(epoch).toBe(1);
  // Far above the 10 % of guessing, and seeded: another figure means that the arithmetic changed.
  expect(accuracy).toBeGreaterThan(70);
  expect({ loss, accuracy }).toEqual({ loss: 1.0292, accuracy: 89.7 });
});

test("a number of epochs that makes no sense is refused by name", () => {
  const { status, stderr } = train("--epochs", "none");
  expect(status).toBe(2);
  expect(stderr).toContain('not "none"');
});

function train(...args) {
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}
