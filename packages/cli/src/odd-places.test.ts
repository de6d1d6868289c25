import { existsSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { openWorkshop } from "./run/wrapped.fixture.ts";

const workshop = openWorkshop();
afterAll(() => {
  workshop.remove();
});

describe("in a working folder that somebody deleted", () => {
  const shell = 'mkdir -p gone && cd gone && rmdir ../gone && exec "$@"';

  test("the command runs", () => {
    const { status, stdout, stderr } = workshop.call(["run", "--", "echo", "hi"], { shell });
    expect([status, stdout.toString()]).toEqual([0, "hi\n"]);
    expect(stderr).not.toContain("defect");
  });

  test.for([
    ["run", "--quiet", "--", "true"],
    ["runs"],
    ["runs", "show", "last"],
    ["runs", "explain", "last"],
    ["runs", "export"],
    ["runs", "compare", "last"],
    ["runs", "recover"],
    ["restate", "last"],
    ["estimate", "model=gpt-4o", "outputTokens=500", "zone=FR"],
    ["compare", "llm-request", "model=gpt-4o", "outputTokens=500", "zone=FR"],
    ["methods"],
    ["factors", "grid", "FR"],
    ["config"],
    ["doctor"],
    ["top", "--once"],
  ])("wattledger %s", (args) => {
    const { status, stderr } = workshop.call(args, { shell });
    expect([status, stderr.includes("defect")]).toEqual([0, false]);
  });
});

test.for(
  ["/proc", "/proc/self/fd", "/sys", "/dev/null", "/sys/kernel/none"].filter((path) =>
    existsSync(path.split("/", 2).join("/")),
  ),
)("with its home in %s, which takes no files, the command runs at once and one line says what is lost", (home) => {
  const started = performance.now();
  const { status, stdout, stderr } = workshop.call(["run", "--quiet", "--", "echo", "hi"], {
    home,
    environment: { XDG_CACHE_HOME: home },
  });
  expect([status, stdout.toString()]).toEqual([0, "hi\n"]);
  expect(stderr).toMatch(/^wattledger: the run record \S+ could not be written: .*\n$/);
  expect(performance.now() - started).toBeLessThan(10_000);
});
