import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { ensureDependencies, root } from "./dependencies.mjs";
import { requireNode } from "./node-version.mjs";

// `npm start`: from a fresh clone to a measured training run and an explained number.

const command = "packages/cli/bin/wattledger.cjs";
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
readOptions();
ensureDependencies();
await buildCommand();

console.error(
  "\nMeasuring examples/train-digits: a small network learns to read digits, 10 to 20 seconds on one core.\n",
);
const run = await wattledger(training);
if (run.code === 0) {
  console.error("\nWhere the figures came from (wattledger runs explain last):\n");
  const explanation = await wattledger(["runs", "explain", "last"]);
  if (explanation.code === 0) console.error(nextSteps);
  else process.exitCode = explanation.code ?? 1;
} else if (run.signal === null) process.exitCode = run.code;
else process.kill(process.pid, run.signal);

function readOptions() {
  try {
    // `--once` is what happens anyway until there is a dashboard to keep open.
    parseArgs({ options: { once: { type: "boolean" } } });
  } catch (error) {
    console.error(`npm start knows the option --once only. ${error.message}`);
    process.exit(2);
  }
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
    const child = spawn(process.execPath, [command, ...args], { cwd: root, stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGINT", leaveToTheRun);
      resolve({ code, signal });
    });
  });
}

function leaveToTheRun() {}
