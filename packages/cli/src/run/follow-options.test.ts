import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { RunSummary } from "@wattledger/meter";
import { runSummarySchema } from "@wattledger/meter/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launcher, openWorkshop } from "./wrapped.fixture.ts";
import type { Ended, Workshop } from "./wrapped.fixture.ts";

// What a run is told of itself, and what it is told to do: the built command around real processes.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => {
  workshop.remove();
});

let runs = 0;
/** Runs a command quietly and gives its end with the JSON. */
function run(options: readonly string[], ...command: readonly string[]): Ended & { readonly summary: RunSummary } {
  runs += 1;
  const path = workshop.path(`followed-${runs}.json`);
  const ended = workshop.call(["run", "--quiet", "--json", path, ...options, "--", ...command]);
  return { ...ended, summary: runSummarySchema.parse(JSON.parse(readFileSync(path, "utf8"))) };
}

/** Bytes of every kind, in lines and out of them. */
const bytes = Buffer.from(Array.from({ length: 10_000_000 }, (_, index) => (index * 7919 + (index >> 8)) % 256));

/** A shell script that prints nine epochs and has nine. */
function epochs(count: number): string {
  return `i=0; while [ $i -lt ${count} ]; do i=$((i+1)); echo "Epoch $i/9: loss 0.$i"; sleep 0.05; done`;
}

/** What a command sees of itself, started by a shell that first does something. */
function seen(before: string, ...command: readonly string[]): string {
  return workshop.call(["run", "--quiet", "--", ...command], { shell: `${before}; "$@"` }).stdout.toString();
}

/** Names of the variables that `env` printed. */
function names(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.split("=")[0] ?? "")
    .filter((name) => name !== "" && name !== "_")
    .toSorted();
}

function stateOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] ?? "";
}

describe("epochs in the output", () => {
  test("never add up to more than the run, where memory grows and shrinks", () => {
    // Small, then half a gigabyte, the mark, and small again.
    const python = [
      "import time, sys",
      "time.sleep(1.5)",
      "big = bytearray(500_000_000)",
      "big[::4096] = b'x' * len(big[::4096])",
      "time.sleep(1.2)",
      "print('Epoch 1/2', flush=True)",
      "del big",
      "time.sleep(1.5)",
      "print('Epoch 2/2', flush=True)",
    ].join("\n");
    const { summary } = run(["--epoch-pattern", "Epoch (\\d+)/(\\d+)"], "python3", "-c", python);
    const { cpu, dram } = summary.energyJoules;
    const components = (cpu?.nominal ?? 0) + (dram?.nominal ?? 0);
    expect(summary.progress?.epochs?.componentJoules).toBeLessThanOrEqual(components * (1 + 1e-6));
    expect(summary.progress?.epochs?.componentJoules).toBeGreaterThan(components * 0.9);
  });

  test("a pattern that takes for ever holds up neither the output nor a signal, and is given up with one line", async () => {
    const pattern = ["--epochs", "3", "--epoch-pattern", "(a+)+$x"];
    const script = "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab; sleep 3; echo later";
    const started = performance.now();
    const ended = workshop.call(["run", "--quiet", ...pattern, "--", "sh", "-c", script]);
    expect([ended.status, ended.stdout.toString().split("\n")[1]]).toEqual([0, "later"]);
    expect(ended.stderr.match(/--epoch-pattern/gu)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(15_000);

    const child = workshop.start(["run", "--quiet", ...pattern, "--", "sh", "-c", `${script}; sleep 60`]);
    const ends = new Promise<string | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGTERM");
    expect(await ends).toBe("SIGTERM");
  });

  test("are counted and the whole is predicted", () => {
    const { summary, stdout } = run(["--epoch-pattern", "Epoch (\\d+)/(\\d+)"], "sh", "-c", epochs(4));
    expect(stdout.toString().split("\n").slice(0, 2)).toEqual(["Epoch 1/9: loss 0.1", "Epoch 2/9: loss 0.2"]);
    expect(summary.progress?.epochs).toMatchObject({ done: 4, planned: 9 });
    expect(summary.progress?.prediction).toMatchObject({ basis: "epochs", done: 4, planned: 9 });
    const { nominal = 0, low = 0, high = 0 } = summary.progress?.prediction?.durationSeconds ?? {};
    expect(low <= nominal && nominal <= high).toBe(true);
    expect(nominal).toBeGreaterThan(summary.durationSeconds / 2);
  });

  test("of which the last comes with the command's last words", () => {
    const { summary } = run(["--epoch-pattern", "done"], "sh", "-c", "echo done; printf 'all done'");
    expect(summary.progress?.epochs).toMatchObject({ done: 2, planned: null });
  });

  test("on standard error count as well, and the two stay apart", () => {
    const ended = run(["--epoch-pattern", "epoch"], "sh", "-c", "echo epoch >&2; echo words; exit 3");
    expect(ended).toMatchObject({ status: 3, stderr: "epoch\n" });
    expect(ended.stdout.toString()).toBe("words\n");
    expect(ended.summary.progress?.epochs).toMatchObject({ done: 1 });
  });

  test("are looked for in ten megabytes of any bytes, which arrive as they were", () => {
    const path = workshop.path("bytes");
    writeFileSync(path, bytes);
    const shell = `"$@" | cmp - ${path} && echo the same`;
    const ended = workshop.call(["run", "--quiet", "--epoch-pattern", "Epoch (\\d+)", "--", "cat", path], { shell });
    expect(ended).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^wattledger: --epoch-pattern: no line of the output matched [^\n]*\n$/u),
    });
    expect(ended.stdout.toString()).toBe("the same\n");
  });

  test("do not keep a command whose reader has gone away", () => {
    const shell = 'exec "$@" | head -n 1';
    const ended = workshop.call(["run", "--quiet", "--epoch-pattern", "x", "--", "yes"], { shell });
    expect(ended.stdout.toString()).toBe("y\n");
  });

  test("do not keep the wrapper where something that was left behind holds the pipe", () => {
    const ended = run(["--epoch-pattern", "x"], "sh", "-c", "sleep 60 & echo $!");
    const pid = Number(ended.stdout.toString());
    expect(ended.status).toBe(0);
    process.kill(pid);
  });
});

describe("the socket", () => {
  const client = `
    const { connect } = require("node:net");
    const client = connect(process.env.WATTLEDGER_SOCKET, () => {
      client.write(process.argv[1].split(";").join("\\n") + "\\n");
      client.end();
    });
    let text = "";
    client.on("data", (chunk) => (text += chunk)).on("end", () => console.log(text));
  `;
  const say = (...lines: readonly object[]): readonly string[] => [
    process.execPath,
    "-e",
    client,
    lines.map((line) => JSON.stringify(line)).join(";"),
  ];

  test("takes phases, epochs, metrics and work, and answers each with the footprint so far", () => {
    const { summary, stdout, stderr } = run(
      ["--socket", "--epochs", "5"],
      ...say(
        { kind: "phase-started", name: "train" },
        { kind: "epoch-ended", metrics: { accuracy: 0.75 } },
        { kind: "tokens", count: 512 },
        { kind: "phase-ended", name: "train" },
        { kind: "phase-ended", name: "train" },
        { kind: "status" },
      ),
    );
    expect(stderr).toBe("");
    const answers = stdout
      .toString()
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(answers).toMatchObject([
      { ok: true },
      { ok: true, epochsDone: 1, epochsPlanned: 5, energyJoules: expect.any(Number), carbonGrams: expect.any(Number) },
      { ok: true },
      { ok: true },
      { ok: false, error: 'phase "train" has not started' },
      { ok: true, prediction: { energyJoules: { level: 0.9 }, durationSeconds: {} } },
    ]);
    expect(summary.progress).toMatchObject({
      phases: [{ name: "train", count: 1 }],
      epochs: { done: 1, planned: 5 },
      work: { steps: 0, samples: 0, tokens: 512 },
      metrics: { accuracy: 0.75 },
    });
  });

  test("takes steps of a number that is known, and predicts from them; later runs of the name learn from it", () => {
    const tell = `
      const { connect } = require("node:net");
      const client = connect(process.env.WATTLEDGER_SOCKET);
      client.on("data", () => {});
      let left = 3;
      const step = () => {
        client.write(JSON.stringify({ kind: "steps", count: 10, of: 30 }) + "\\n");
        left -= 1;
        if (left === 0) client.end();
        else setTimeout(step, left === 2 ? 1100 : 50);
      };
      step();
    `;
    const pastRuns = [0, 1].map(() => {
      const { summary, status } = run(["--socket", "--name", "stepping"], process.execPath, "-e", tell);
      expect(status).toBe(0);
      expect(summary.progress?.prediction).toMatchObject({ basis: "steps", done: 30, planned: 30 });
      return summary.progress?.prediction?.pastRuns;
    });
    expect(pastRuns).toEqual([0, 1]);
  }, 30_000);

  test("is there when the command starts, in a folder that goes with it", () => {
    const { stdout } = run(["--socket"], "sh", "-c", 'test -S "$WATTLEDGER_SOCKET" && echo "$WATTLEDGER_SOCKET"');
    expect(stdout.toString()).toMatch(/\/run\.sock\n$/);
    expect(() =>
      readdirSync(
        stdout
          .toString()
          .trim()
          .replace(/\/run\.sock$/, ""),
      ),
    ).toThrow("ENOENT");
  });

  test("is not there unless it was asked for", () => {
    expect(run([], "sh", "-c", 'echo "<$WATTLEDGER_SOCKET>"').stdout.toString()).toBe("<>\n");
  });
});

describe("a budget", () => {
  const busy = "trap 'echo told; exit 7' TERM; echo ready; while :; do :; done";

  test("that is exceeded asks the command to end, once, and its exit code is its own", () => {
    const ended = run(["--budget", "0.001J", "--on-budget", "stop"], "sh", "-c", busy);
    expect(ended.stdout.toString()).toBe("ready\ntold\n");
    expect(ended.status).toBe(7);
    expect(ended.stderr).toMatch(
      /^wattledger: budget 0\.001J: exceeded, .* used; the command was asked to end \(SIGTERM\)/,
    );
    const { state, unit, askedToEndAfterSeconds = null } = ended.summary.progress?.budget ?? {};
    expect([state, unit]).toEqual(["exceeded", "J"]);
    expect(askedToEndAfterSeconds).toBeGreaterThan(0);
  });

  test("that is exceeded says so, and lets the command go on", () => {
    const ended = run(
      ["--budget", "1e-9gCO2e"],
      "sh",
      "-c",
      "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; exit 5",
    );
    expect(ended.status).toBe(5);
    expect(ended.stderr).toMatch(/^wattledger: budget 1e-9gCO2e: exceeded/);
    expect(ended.summary.progress?.budget).toMatchObject({ state: "exceeded", askedToEndAfterSeconds: null });
  });

  /** Epochs of work that are far more in all than when the first few have ended, on any machine. */
  const work = "j=0; while [ $j -lt 100000 ]; do j=$((j+1)); done";
  const long = `trap 'echo told; exit 7' TERM; i=0; while [ $i -lt 300 ]; do i=$((i+1)); ${work}; echo Epoch $i/300; done`;
  const watched = ["--zone", "FR", "--epoch-pattern", "Epoch (\\d+)/(\\d+)", "--on-budget", "stop"];

  test.for(["20J", "2e-4gCO2e", "1e-6EUR"])(
    "of %s that a prediction is all above asks the command to end",
    (budget) => {
      const prices = workshop.path("prices.json");
      const price = { zone: "FR", price: 0.25, currency: "EUR", validFrom: "2020-01-01", source: "a test" };
      writeFileSync(prices, JSON.stringify({ prices: [price] }));
      const ended = run([...watched, "--prices", prices, "--budget", budget], "sh", "-c", long);
      expect(ended.status).toBe(7);
      expect(ended.stdout.toString()).toMatch(/told\n$/);
      expect(ended.stderr).toContain("; the command was asked to end (SIGTERM)");
      const { asked, limit = 0, used = 0, askedToEndAfterSeconds = null } = ended.summary.progress?.budget ?? {};
      expect(asked).toBe(budget);
      expect(askedToEndAfterSeconds).toBeGreaterThan(0);
      expect([limit, used].every((amount) => amount > 0)).toBe(true);
    },
  );

  test("in money is watched by the price that holds, and is warned of", () => {
    const prices = workshop.path("prices.yaml");
    writeFileSync(
      prices,
      "prices: [{ zone: FR, price: 0.25, currency: EUR, validFrom: 2020-01-01, source: a test }]\n",
    );
    const ended = run(["--zone", "FR", "--prices", prices, "--budget", "1e-12EUR"], "sh", "-c", "sleep 1.5; exit 5");
    expect(ended.status).toBe(5);
    expect(ended.stderr).toMatch(/^wattledger: budget 1e-12EUR: exceeded, .* EUR used\n$/);
    const { state, used = 0, unit } = ended.summary.progress?.budget ?? {};
    expect([state, unit]).toEqual(["exceeded", "EUR"]);
    expect(used).toBeCloseTo(ended.summary.cost?.amount.nominal ?? 0, 15);
  });

  test("in money needs a price, and one in its currency", () => {
    const without = workshop.call(["run", "--budget", "1EUR", "--", "echo", "started"]);
    expect(without).toMatchObject({
      status: 2,
      stderr: "wattledger: --budget 1EUR: a budget of money needs the price of electricity. Give --prices FILE.\n",
    });
    expect(without.stdout.toString()).toBe("");
    const prices = workshop.path("prices.json");
    const price = { price: 0.25, currency: "EUR", validFrom: "2020-01-01", source: "a test" };
    writeFileSync(prices, JSON.stringify({ prices: [price] }));
    const other = run(["--prices", prices, "--budget", "1USD", "--on-budget", "stop"], "sh", "-c", "exit 4");
    expect(other.status).toBe(4);
    expect(other.stderr).toBe("wattledger: --budget 1USD is not watched: the price is in EUR\n");
    expect(other.summary.progress?.budget).toBeNull();
  });

  test("that is kept is in the summary", () => {
    const { stderr } = workshop.call(["run", "--budget", "100kWh", "--", "true"]);
    expect(stderr).toMatch(/^ {2}Budget: 100kWh, ok$/m);
  });
});

describe("what Node changes is changed back", () => {
  test("the soft limit of open files, from the parent where the launcher is passed by", () => {
    expect(seen("ulimit -S -n 300", "sh", "-c", "ulimit -S -n")).toBe("300\n");
  });

  test("the soft limit of open files, exactly where the launcher is called by its name", () => {
    const script = `ulimit -S -n 300; exec "${launcher}" run --quiet -- sh -c 'ulimit -S -n; env | grep -c FILE_LIMIT'`;
    const environment = { ...process.env, WATTLEDGER_HOME: workshop.home, XDG_CACHE_HOME: workshop.path("cache") };
    // grep ends with 1 where it finds nothing, and a command's end is our own.
    const script0 = `${script} || true`;
    expect(execFileSync("sh", ["-c", script0.replace("exec ", "")], { env: environment }).toString()).toBe("300\n0\n");
  });

  test("the environment is the command's own but for the run's mark", () => {
    const shell = 'ulimit -S -n 300; env; echo --; "$@"';
    const [without = "", within = ""] = workshop
      .call(["run", "--quiet", "--", "env"], { shell })
      .stdout.toString()
      .split("--\n");
    expect(names(within)).toEqual([...names(without), "WATTLEDGER_RUN"].toSorted());
  });

  test("arguments that are not UTF-8", () => {
    const shell = `exec "$@" "$(printf 'a\\377b')" "$(printf 'gr\\303\\266\\303\\237e')"`;
    const { stdout } = workshop.call(["run", "--quiet", "--", "printf", "%s,%s"], { shell });
    expect(stdout.equals(Buffer.from("a\xffb,gr\xc3\xb6\xc3\x9fe", "latin1"))).toBe(true);
  });
});

describe("a command that does as it likes", () => {
  test("closes its input, output and errors", () => {
    expect(run([], "sh", "-c", "exec 0<&- 1>&- 2>&-; exit 4")).toMatchObject({ status: 4, stderr: "" });
  });

  test("ignores SIGTERM, and is not killed for it", async () => {
    const script = "trap '' TERM; echo ready; sleep 0.3; echo still; exit 6";
    const wrapper = workshop.start(["run", "--quiet", "--", "sh", "-c", script]);
    let text = "";
    const status = await new Promise((resolve) => {
      wrapper.stdout?.on("data", (chunk: Buffer) => {
        if (text === "") wrapper.kill("SIGTERM");
        text += chunk.toString();
      });
      wrapper.once("close", resolve);
    });
    expect([text, status]).toEqual(["ready\nstill\n", 6]);
  });

  test("stops and is continued", async () => {
    const wrapper = workshop.start(["run", "--quiet", "--", "sh", "-c", "echo $$; kill -STOP $$; echo on; exit 2"]);
    let text = "";
    wrapper.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    const ended = new Promise((resolve) => {
      wrapper.once("close", resolve);
    });
    const state = (): string => (text === "" ? "not yet" : stateOf(Number.parseInt(text, 10)));
    await expect.poll(state, { timeout: 10_000 }).toBe("T");
    process.kill(Number.parseInt(text, 10), "SIGCONT");
    const status = await ended;
    expect(status).toBe(2);
    expect(text).toMatch(/^\d+\non\n$/);
  });

  test("is measured if its home cannot be written and no socket can be made", () => {
    const home = workshop.path("read-only");
    mkdirSync(home, { mode: 0o500 });
    // Root may write everywhere: a file where the folder should be stops it as well.
    writeFileSync(workshop.path("no-folder"), "");
    const ended = workshop.call(["run", "--quiet", "--socket", "--", "sh", "-c", "exit 5"], {
      home: `${workshop.path("no-folder")}/home`,
    });
    expect(ended.status).toBe(5);
    expect(ended.stderr).toMatch(/^wattledger: the run record .* could not be written: .*\n$/);
  });
});

test("the live line is drawn on a terminal only, and cleared in the end", () => {
  const plain = workshop.call(["run", "--quiet", "--live", "--", "true"]);
  expect(plain).toMatchObject({ status: 0, stderr: "" });
});

test("a record on a full disk is lost, the summary says so, and the command continues", () => {
  const ended = workshop.call(["run", "--zone", "FR", "--", "sh", "-c", "echo out; exit 5"], {
    home: workshop.path("full"),
    // No file may be longer than a kilobyte.
    shell: `ulimit -f 2; exec "$@"`,
  });
  expect(ended.status).toBe(5);
  expect(ended.stdout.toString()).toBe("out\n");
  expect(ended.stderr).toMatch(/^wattledger: the run record .* could not be written: /);
  expect(ended.stderr.replaceAll(/\s+/g, " ")).toContain(
    "The record could not be written: there is nothing more to show.",
  );
  expect(ended.stderr).not.toContain("runs explain");
});

test("a result that cannot be written is reported, and the rest continues", async () => {
  const wrapper = spawn(
    process.execPath,
    [launcher, "run", "--quiet", "--json", "/dev/full", "--", "sh", "-c", "exit 5"],
    {
      env: { ...process.env, WATTLEDGER_HOME: workshop.home, XDG_CACHE_HOME: workshop.path("cache") },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let text = "";
  wrapper.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const status = await new Promise((resolve) => {
    wrapper.once("close", resolve);
  });
  expect(status).toBe(5);
  expect(text).toMatch(/^wattledger: --json: ENOSPC/);
});
