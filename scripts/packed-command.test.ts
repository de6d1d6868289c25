import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";

// The command as it would be published: packed, installed without a network in an empty project, and used there.

const root = fileURLToPath(new URL("..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "wattledger-command-"));
const installed = join(project, "node_modules/wattledger");

const manifestSchema = z.looseObject({
  name: z.string(),
  private: z.boolean().optional(),
  description: z.string().min(20),
  keywords: z.array(z.string()).min(3),
  license: z.literal("Apache-2.0"),
});

beforeAll(() => {
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", project, "--workspace", "packages/cli"], root);
  const packed = readdirSync(project).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true }));
  // `koffi` is optional; without a network it cannot come.
  const quiet = ["--offline", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"];
  run("npm", ["install", ...quiet, `./${packed ?? ""}`], project);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

test("it estimates, measures and explains in an empty project", () => {
  const estimate = command("estimate", "model=gpt-4o", "outputTokens=500", "zone=US", "--json");
  expect(JSON.parse(estimate.stdout)).toMatchObject({
    schema: "wattledger/estimate/1",
    method: { id: "api-inference" },
  });
  expect(command("run", "--zone", "FR", "--", "sh", "-c", "exit 3").status).toBe(3);
  expect(command("runs", "explain", "last").stdout).toContain("carbon");
});

test("the cases of the original tools are not in it, and a sentence says so", () => {
  const { status, stderr } = command("cases", "any.json");
  expect(status).not.toBe(0);
  expect(stderr).toContain("in the repository only");
});

test("licence, notices and a page for the registry are in it", () => {
  for (const file of ["LICENSE", "README.md", "dist/bundle/NOTICE.md"])
    expect(existsSync(join(installed, file)), file).toBe(true);
});

const published = readdirSync(join(root, "packages"))
  .map((folder) => [folder, JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"))] as const)
  .filter(([, manifest]) => manifest.private !== true);

test.for(published)("packages/%s has what a registry shows", ([folder, manifest]) => {
  const { name } = manifestSchema.parse(manifest);
  const file = (path: string): string => readFileSync(join(root, "packages", folder, path), "utf8");
  expect(file("LICENSE")).toBe(readFileSync(join(root, "LICENSE"), "utf8"));
  expect(file("README.md")).toMatch(new RegExp(`^# ${name}\n`, "u"));
});

function command(...args: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(join(project, "node_modules/.bin/wattledger"), args, {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, WATTLEDGER_HOME: join(project, "home"), XDG_CACHE_HOME: join(project, "cache") },
  });
}

function run(program: string, args: readonly string[], folder: string): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
}
