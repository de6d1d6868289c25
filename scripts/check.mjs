import { spawn } from "node:child_process";
import { ensureDependencies, root } from "./dependencies.mjs";
import { requireNode } from "./node-version.mjs";

// `npm run check`: everything that must hold before a commit. All steps run, so that one look shows all that is wrong. The
// exit code is that of the first failed step, and each step has its own. The tests build the command, and hold the pages that
// are generated to their sources; the other steps run next to them, and print only what is wrong, when the tests have ended.

const besideTheTests = [
  { name: "types", exitCode: 11, command: ["node_modules/typescript/bin/tsc", "-b"] },
  { name: "lint", exitCode: 12, command: ["node_modules/oxlint/bin/oxlint"] },
  { name: "format", exitCode: 13, command: ["node_modules/oxfmt/bin/oxfmt", "--check", "."] },
  { name: "licences", exitCode: 14, command: ["scripts/licences.mjs"] },
];
const tests = { name: "tests", exitCode: 17, command: ["scripts/test.mjs"] };

requireNode();
ensureDependencies();

console.error("\n== tests, and next to them types, lint, format and licences");
const [others, ofTests] = await Promise.all([inTurn(besideTheTests), run(tests, "inherit")]);
const results = [...others, ofTests];
for (const { name, output, ok } of others) if (!ok) console.error(`\n== ${name}\n${output}`);

console.error("");
for (const { name, seconds, ok } of results) {
  console.error(`${ok ? "ok    " : "FAILED"} ${name.padEnd(9)} ${seconds.toFixed(1).padStart(5)} s`);
}
process.exitCode = results.find(({ ok }) => !ok)?.exitCode ?? 0;

async function inTurn(steps) {
  const done = [];
  for (const step of steps) done.push(await run(step, "pipe"));
  return done;
}

/** `pipe`: the output is kept, and not printed. */
function run(step, output) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, step.command, { cwd: root, stdio: ["ignore", output, output] });
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => parts.push(part));
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ ...step, seconds, ok: code === 0, output: Buffer.concat(parts).toString() });
    });
  });
}
