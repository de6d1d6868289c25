import { afterAll, expect, test } from "vitest";
import { openWorkshop } from "./run/wrapped.fixture.ts";

const workshop = openWorkshop();
afterAll(() => {
  workshop.remove();
});

const long = "x".repeat(100_000);

test.for([
  [["estimate", "--json", "--json", "model=gpt-4o", "outputTokens=5"], 2, "'--json' is given twice"],
  [["estimate", "--monte-carlo", "10", "--monte-carlo", "20", "model=gpt-4o"], 2, "is given twice"],
  [["estimate", "--intervals", "model=gpt-4o", "outputTokens=5"], 2, "needs --batch"],
  [["estimate", "ecologits", "--file", "-", "--batch", "-"], 2, "cannot both read standard input"],
  [["run", "--name", "a", "--name", "b", "--", "true"], 2, "is given twice"],
  [["run", "--quiet", "--quiet", "--", "true"], 2, "is given twice"],
  [["runs", "explain", "last", "--json", "--markdown"], 2, "cannot be used with"],
  [["run", "--name", long, "--", "true"], 2, "It has 100000 characters"],
  [["run", "--tag", `a=${long}`, "--", "true"], 2, "It has 100002 characters"],
  [["run", "--epoch-pattern", long, "--", "true"], 2, "It has 100000 characters"],
  [["run", "--budget", long, "--", "true"], 2, "amount above 0"],
  [["run", "--budget", `1${long}`, "--", "true"], 2, "The unit is not valid for a budget"],
  [["run", "--pue", long, "--", "true"], 2, "from 1 to 10"],
  [["run", "--zone", long, "--", "true"], 2, "It has 100000 characters"],
  [["compare", "llm-request", `model=${long}`, "outputTokens=5"], 1, "longer than"],
  [["estimate", `model=${long}`, "outputTokens=5"], 1, "longer than"],
  [["factors", long], 1, ""],
  [["factors", "grid", long], 1, ""],
  [["methods", long], 1, ""],
  [["runs", "show", long], 1, ""],
  [[long], 2, ""],
] as const)("%.200j is refused, in a short message and at once", ([args, status, why]) => {
  const started = performance.now();
  const ended = workshop.call(args);
  expect([ended.status, ended.stderr.includes(why)]).toEqual([status, true]);
  expect(ended.stderr.length).toBeLessThan(9000);
  expect(ended.stderr).not.toContain("x".repeat(1000));
  expect(performance.now() - started).toBeLessThan(8000);
});

test("what may be repeated is", () => {
  const tags = ["--tag", "a=1", "--tag", "b=2"];
  expect(workshop.call(["run", "--quiet", ...tags, "--", "true"]).status).toBe(0);
  expect(workshop.call(["estimate", "-i", "model=gpt-4o", "-i", "outputTokens=5"]).status).toBe(0);
});
