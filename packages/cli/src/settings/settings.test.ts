import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { workloadStages } from "@wattledger/core/schemas";
import { Command, CommanderError } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configText } from "../config/config-text.ts";
import { stages, withRunOptions } from "../run/run.ts";
import type { RunOptions } from "../run/run.ts";
import { readConfiguration } from "./configuration-file.ts";
import { configurationFiles, takeSettings } from "./settings.ts";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

interface Asked {
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Text of files by their path below the folder of the case. */
  readonly files?: Readonly<Record<string, string>>;
}

interface Settled {
  readonly options: RunOptions;
  readonly from: Readonly<Record<string, string>>;
  readonly text: string;
}

let cases = 0;
/** Settles the options of a run that is started in the folder `a/b` of a folder of its own. */
async function settle({ flags = [], environment = {}, files = {} }: Asked): Promise<Settled> {
  cases += 1;
  const base = join(root, `case-${cases}`);
  const folder = join(base, "a/b");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, name)), { recursive: true });
    writeFileSync(join(base, name), text);
  }
  let options: RunOptions | undefined;
  const from: Record<string, string> = {};
  let text = "";
  const command = withRunOptions(new Command("run"))
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action(async (_: RunOptions, self: Command) => {
      const settings = await takeSettings(self, { folder, environment });
      for (const setting of settings) from[setting.key] = setting.from.replaceAll(`${base}/`, "");
      text = configText(settings, "text").replaceAll(`${base}/`, "");
      options = self.opts<RunOptions>();
    });
  await command.parseAsync(flags, { from: "user" });
  if (options === undefined) throw new Error("the action was not called");
  return { options, from, text };
}

/** The complaint about invalid settings, and the exit code. */
async function complaint(asked: Asked): Promise<string> {
  try {
    await settle(asked);
  } catch (error) {
    if (error instanceof CommanderError) return `${error.exitCode}: ${error.message.replaceAll(root, "")}`;
    throw error;
  }
  return "no complaint";
}

describe("what wins", () => {
  const far = { "wattledger.yaml": "zone: FR\npue: 1.3\nproject: far\n" };
  const near = { "a/b/wattledger.json": '{"zone": "DE", "pue": 1.2}' };

  test.for([
    ["the default where nobody says anything", {}, undefined, "default"],
    ["a file further up", { files: far }, "FR", "wattledger.yaml"],
    ["the nearest file", { files: { ...far, ...near } }, "DE", "a/b/wattledger.json"],
    [
      "the environment",
      { files: { ...far, ...near }, environment: { WATTLEDGER_ZONE: "IT" } },
      "IT",
      "WATTLEDGER_ZONE",
    ],
    ["a flag", { files: near, environment: { WATTLEDGER_ZONE: "IT" }, flags: ["--zone", "ES"] }, "ES", "--zone"],
    [
      "the rest where a variable is empty",
      { files: near, environment: { WATTLEDGER_ZONE: "" } },
      "DE",
      "a/b/wattledger.json",
    ],
  ] as const)("%s", async ([, asked, zone, from]) => {
    const settled = await settle(asked);
    expect([settled.options.zone, settled.from["zone"]]).toEqual([zone, from]);
  });

  test("key by key: what the nearest file leaves out, one further up says", async () => {
    expect((await settle({ files: { ...far, ...near } })).options).toMatchObject({
      zone: "DE",
      pue: 1.2,
      project: "far",
    });
  });

  test("tags of all places are put together, and the nearest wins where they differ", async () => {
    const { options } = await settle({
      files: {
        "wattledger.yaml": "tag: {team: far, site: far, owner: far, group: far}",
        "a/wattledger.yaml": "tag: {site: near, owner: near, group: near}",
      },
      environment: { WATTLEDGER_TAG: "owner=variable,group=variable" },
      flags: ["--tag", "group=flag"],
    });
    expect(options.tag).toEqual({ team: "far", site: "near", owner: "variable", group: "flag" });
  });
});

test.for(["zone: FR\n__proto__: x\n", "tag: {__proto__: x}\n"])("the name __proto__ is refused: %j", async (yaml) => {
  expect(await complaint({ files: { "wattledger.yaml": yaml } })).toContain("the name `__proto__`");
});

test("a file and the environment can hold every kind of setting", async () => {
  const yaml =
    "pue: 1.5\nscope: machine\nbudget: 2kWh\nlive: true\nepochs: 3\nepoch-pattern: Epoch (\\d+)\ncsv: out.csv\n";
  const fromFile = await settle({ files: { "a/wattledger.yaml": yaml } });
  expect(fromFile.options).toMatchObject({
    pue: 1.5,
    scope: "machine",
    budget: { kind: "energy", limitJoules: 7.2e6, text: "2kWh" },
    live: true,
    epochs: 3,
    epochPattern: /Epoch (\d+)/,
    // From the folder of the file, not from where the run is started.
    csv: expect.stringMatching(/\/case-\d+\/a\/out\.csv$/),
  });
  const fromEnvironment = await settle({
    environment: {
      WATTLEDGER_PUE: "1.5",
      WATTLEDGER_LIVE: "yes",
      WATTLEDGER_ON_BUDGET: "stop",
      WATTLEDGER_CSV: "x.csv",
    },
  });
  expect(fromEnvironment.options).toMatchObject({ pue: 1.5, live: true, onBudget: "stop", csv: "x.csv" });
});

describe("what is wrong ends the command before it starts", () => {
  test.for([
    ["an unknown key", { files: { "wattledger.yaml": "zoen: FR" } }, "2: wattledger: ", "Did you mean `zone`?"],
    ["a key in another spelling", { files: { "wattledger.yaml": "onBudget: stop" } }, "onBudget", "`on-budget`"],
    ["where runs are sent", { files: { "wattledger.yaml": "to: https://example.org" } }, ": to: ", "WATTLEDGER_TO"],
    ["an unknown variable", { environment: { WATTLEDGER_PEU: "1" } }, "WATTLEDGER_PEU", "`WATTLEDGER_PUE`"],
    ["a value in a file", { files: { "a/wattledger.yaml": "pue: 0.5" } }, "/a/wattledger.yaml: pue", "from 1 to 10"],
    ["a value in a variable", { environment: { WATTLEDGER_PUE: "x" } }, "WATTLEDGER_PUE: pue", "from 1 to 10"],
    ["a choice", { environment: { WATTLEDGER_SCOPE: "all" } }, "WATTLEDGER_SCOPE", "process, machine"],
    ["a switch", { environment: { WATTLEDGER_QUIET: "maybe" } }, "WATTLEDGER_QUIET", "true or false"],
    [
      "a number that is a version",
      { files: { "wattledger.yaml": "model-version: 2.10" } },
      "model-version",
      "in quotes",
    ],
    ["text for a number", { files: { "wattledger.yaml": "pue: high" } }, "pue", "number"],
    ["a list", { files: { "wattledger.yaml": "- zone: FR" } }, "wattledger.yaml", "one setting a line"],
    ["broken YAML", { files: { "wattledger.yaml": "zone: [" } }, "wattledger.yaml", "not YAML"],
    ["a key twice", { files: { "wattledger.yaml": "zone: FR\nzone: DE" } }, "wattledger.yaml", "`zone` is in it twice"],
    ["broken JSON", { files: { "wattledger.json": "{" } }, "wattledger.json", "not JSON"],
    [
      "two files in one folder",
      { files: { "wattledger.json": "{}", "wattledger.yaml": "" } },
      "wattledger.json",
      "Keep one of them",
    ],
  ] as const)("%s", async ([, asked, what, help]) => {
    const text = await complaint(asked);
    expect(text).toMatch(/^2: wattledger: /);
    expect(text).toContain(what);
    expect(text).toContain(help);
  });

  test("a file whose aliases mean gigabytes is not expanded", async () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefgh".split("").map((name, index) => {
        const last = "abcdefg"[index] ?? "";
        return `${name}: &${name} [*${last},*${last},*${last},*${last},*${last},*${last}]`;
      }),
    ].join("\n");
    expect(await complaint({ files: { "wattledger.yaml": bomb } })).toMatch(/^2: wattledger: .*alias/);
  });
});

test("empty files hold no settings", async () => {
  expect(
    (await settle({ files: { "wattledger.yaml": "# nothing yet\n", "a/wattledger.json": "{}" } })).options,
  ).toEqual((await settle({})).options);
});

test("in a folder that anybody may write to, somebody else's file does not count, and one's own does", async () => {
  const folder = join(root, "open");
  mkdirSync(folder);
  chmodSync(folder, 0o1777);
  writeFileSync(join(folder, "wattledger.yaml"), "zone: FR");
  expect(configurationFiles(folder)).toContain(join(folder, "wattledger.yaml"));
  const getuid = process.getuid;
  process.getuid = () => 123_456;
  try {
    expect(configurationFiles(folder)).not.toContain(join(folder, "wattledger.yaml"));
  } finally {
    if (getuid !== undefined) process.getuid = getuid;
  }
});

test("the table of settings names each with its value and origin, and what is not set", async () => {
  const { text } = await settle({
    files: { "wattledger.yaml": "budget: 500gCO2e\ntag: {team: vision}" },
    environment: { WATTLEDGER_PUE: "1.2" },
  });
  expect(text).toMatch(/^tag +team=vision +wattledger\.yaml$/m);
  expect(text).toMatch(/^budget +500gCO2e +wattledger\.yaml$/m);
  expect(text).toMatch(/^pue +1\.2 +WATTLEDGER_PUE$/m);
  expect(text).toMatch(/^not set: name, .*zone/m);
});

test("a pipe that has the name of a configuration file is refused, and nobody waits for it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "settings-"));
  try {
    const pipe = join(folder, "wattledger.yaml");
    execFileSync("mkfifo", [pipe]);
    expect(readConfiguration([pipe], [])).toEqual({
      ok: false,
      error: `${pipe} cannot be read: it is a pipe or a socket, not a file. Remove it.`,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the stages are those of core", () => {
  expect([...stages]).toEqual([...workloadStages]);
});

test.for([
  ["a tag that is a number", "tag: {team: 1}", "tag: `team` is 1, not text. Write it in quotes."],
  ["text that only looks like a number", "interval: .nan", "interval: This must be a number, such as 1.2."],
  ["65 KiB", `zone: FR\n${"# x\n".repeat(17_000)}`, "is larger than the 64 KiB"],
  ["a key of 60 KB", `${"x".repeat(60_000)}: 1`, "it is not YAML that we read"],
  ["nesting without end", "[".repeat(30_000), "it is not YAML that we read"],
] as const)("%s is refused in a short sentence, at once", async ([, yaml, sentence]) => {
  const started = performance.now();
  const text = await complaint({ files: { "wattledger.yaml": yaml } });
  expect(text).toContain(sentence);
  expect(text.length).toBeLessThan(1000);
  expect(performance.now() - started).toBeLessThan(3000);
});

test("a configuration that is a link to nothing is named, not passed over", async () => {
  const folder = join(root, "broken");
  mkdirSync(folder);
  symlinkSync("nowhere.yaml", join(folder, "wattledger.yaml"));
  expect(configurationFiles(folder)[0]).toBe(join(folder, "wattledger.yaml"));
  const read = readConfiguration([join(folder, "wattledger.yaml")], withRunOptions(new Command("run")).options);
  expect(read).toMatchObject({ ok: false, error: expect.stringContaining("a link to a file that is not there") });
});
