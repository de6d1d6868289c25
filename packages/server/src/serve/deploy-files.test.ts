import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recordOf } from "@wattledger/core/schemas";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { isInstalled } from "../../test/real-program.ts";

// What can be held about the files of deploy/ without a container runtime, a Collector or a running systemd.

const root = fileURLToPath(new URL("../../../..", import.meta.url));

function read(...path: readonly string[]): string {
  return readFileSync(join(root, ...path), "utf8");
}

const optionsOfServe = new Set(read("packages", "cli", "src", "serve", "serve.ts").match(/--[a-z][a-z-]+/gu));

function optionsIn(text: string): readonly string[] {
  return text.match(/(?<![\w-])--[a-z][a-z-]+/gu) ?? [];
}

test.skipIf(!isInstalled("systemd-analyze"))("systemd reads the unit without a complaint about it", () => {
  const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", join(root, "deploy", "wattledger.service")], {
    encoding: "utf8",
  });
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("wattledger.service"));
  expect(lines).toEqual([]);
});

test("the unit and the image start the server with options that it has", () => {
  const [unit] = /^ExecStart=.*$/mu.exec(read("deploy", "wattledger.service")) ?? [];
  const [entry] = /^ENTRYPOINT .*$/mu.exec(read("deploy", "Dockerfile")) ?? [];
  for (const line of [unit, entry]) {
    expect(optionsIn(line ?? "").length).toBeGreaterThan(0);
    expect(optionsIn(line ?? "").filter((option) => !optionsOfServe.has(option))).toEqual([]);
  }
});

test("the image copies and starts what the repository has, as a user without rights", () => {
  const text = read("deploy", "Dockerfile");
  const entry = z.array(z.string()).parse(JSON.parse(/^ENTRYPOINT (.*)$/mu.exec(text)?.[1] ?? ""));
  expect(entry.slice(0, 3)).toEqual(["node", "packages/cli/bin/wattledger.cjs", "serve"]);
  expect(text.match(/^FROM \S+/gmu)?.every((line) => /:\d/u.test(line))).toBe(true);
  expect(text.indexOf("USER node")).toBeLessThan(text.indexOf("ENTRYPOINT"));
  for (const script of text.match(/npm run [a-z:-]+/gu) ?? [])
    expect(read("package.json")).toContain(`"${script.replace("npm run ", "")}":`);
});

test("what the compose file refers to is in it or in the repository", () => {
  const { services, volumes } = z
    .object({
      services: recordOf(
        z.looseObject({
          build: z.exactOptional(z.object({ context: z.string(), dockerfile: z.string() })),
          image: z.exactOptional(z.string().regex(/:\d/u)),
          command: z.exactOptional(z.array(z.string())),
          ports: z.exactOptional(z.array(z.string())),
          volumes: z.array(z.string()),
          depends_on: z.exactOptional(recordOf(z.unknown())),
        }),
      ),
      volumes: recordOf(z.unknown()),
    })
    .parse(parse(read("deploy", "compose.yaml")));
  for (const service of Object.values(services)) {
    const { build } = service;
    expect(build === undefined || existsSync(join(root, "deploy", build.context, build.dockerfile))).toBe(true);
    expect(service.volumes.map((volume) => volume.split(":")[0]).filter((name) => !((name ?? "") in volumes))).toEqual(
      [],
    );
    expect(Object.keys(service.depends_on ?? {}).filter((name) => !(name in services))).toEqual([]);
    expect((service.ports ?? []).filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
    expect(optionsIn((service.command ?? []).join(" ")).filter((option) => !optionsOfServe.has(option))).toEqual([]);
  }
});

test("the Collector's pipelines use what its configuration defines, and the words of prompts leave first", () => {
  const parts = recordOf(z.unknown());
  const configuration = z
    .object({
      receivers: parts,
      processors: parts,
      exporters: parts,
      service: z.object({
        pipelines: recordOf(
          z.object({
            receivers: z.array(z.string()),
            processors: z.array(z.string()),
            exporters: z.array(z.string()),
          }),
        ),
      }),
    })
    .parse(parse(read("deploy", "otel-collector.yaml")));
  const { pipelines } = configuration.service;
  expect(Object.keys(pipelines).toSorted()).toEqual(["logs", "metrics", "traces"]);
  for (const pipeline of Object.values(pipelines))
    for (const kind of ["receivers", "processors", "exporters"] as const)
      expect(pipeline[kind].filter((name) => !(name in configuration[kind]))).toEqual([]);
  for (const kind of ["traces", "logs"]) expect(pipelines[kind]?.processors[0]).toBe("attributes/words");
});
