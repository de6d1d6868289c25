import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { parseArgs } from "node:util";
import { ensureDependencies, root } from "./dependencies.mjs";
import { requireNode } from "./node-version.mjs";

// `npm start`: from a fresh clone to a measured training run, an explained number, and a server that has it. `--once` ends before
// the server.

const command = "packages/cli/bin/wattledger.cjs";
const typescript = "node_modules/typescript/bin/tsc";
const training = [
  "run",
  "--name",
  "train-digits",
  "--project",
  "examples",
  "--",
  "node",
  "examples/train-digits/train.mjs",
];

const nextSteps = `
What to type next:
  npm run install-command                 put \`wattledger\` into ~/.local/bin, to use it in every folder
  npx wattledger run -- COMMAND ARGS...   measure a command of yours (here; the exit code stays its own)
  npx wattledger runs                     every run measured so far
  npx wattledger runs explain last        where each figure of the latest run came from
  npx wattledger doctor                   what can be measured on this machine, and how to measure more
  npx wattledger estimate model=gpt-4o outputTokens=500 zone=US
                                          an estimate without measuring
  npx wattledger --help                   everything else
`;

requireNode();
const { once = false } = readOptions();
ensureDependencies();
await buildCommand();

console.error(
  "\nMeasuring examples/train-digits: a small network learns to read digits, 10 to 20 seconds on one core.\n",
);
const run = await wattledger(training);
if (run.code === 0) {
  console.error("\nWhere the figures came from (wattledger runs explain last):\n");
  const explanation = await wattledger(["runs", "explain", "last"]);
  if (explanation.code !== 0) process.exitCode = explanation.code ?? 1;
  else {
    console.error(nextSteps);
    if (!once) await serve();
  }
} else if (run.signal === null) process.exitCode = run.code;
else process.kill(process.pid, run.signal);

function readOptions() {
  try {
    return parseArgs({ options: { once: { type: "boolean" } } }).values;
  } catch (error) {
    console.error(`npm start knows the option --once only. ${error.message}`);
    process.exit(2);
  }
}

/** Serves until Ctrl-C, which ends it and is not a failure. Nothing is opened by itself. */
async function serve() {
  console.error("\nBuilding the server …");
  const built = await finished(
    spawn(process.execPath, [typescript, "-b", "packages/server"], { cwd: root, stdio: "inherit" }),
  );
  if (built.code !== 0) {
    process.exitCode = 1;
    return;
  }
  console.error(
    "The server's address follows. Point an application at it (docs/server.md), or open it with /api/v1. Ctrl-C ends it.\n",
  );
  const { code, signal } = await wattledger(["serve", "--port", await portToServe()]);
  process.exitCode = signal === null ? (code ?? 0) : 0;
}

/** The port of OpenTelemetry, or a free one where another program has it. */
async function portToServe() {
  const probe = createServer();
  const isFree = await new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(4318, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
  return isFree ? "4318" : "0";
}

async function buildCommand() {
  // Not imported above, since esbuild is not there before the dependencies are.
  const { bundle } = await import("./bundle.mjs");
  await bundle().catch(() => {
    console.error("The command could not be built; what esbuild says is above.");
    process.exit(1);
  });
}

function wattledger(args) {
  return new Promise((resolve, reject) => {
    // Ctrl-C reaches the whole group: the run ends by it and says so, and only then do we.
    process.on("SIGINT", leaveToTheRun);
    finished(spawn(process.execPath, [command, ...args], { cwd: root, stdio: "inherit" })).then((end) => {
      process.off("SIGINT", leaveToTheRun);
      resolve(end);
    }, reject);
  });
}

function finished(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

function leaveToTheRun() {}
