import { spawnSync } from "node:child_process";
import { ensureDependencies, root } from "./dependencies.mjs";
import { requireNode } from "./node-version.mjs";

// `npm run check`: everything that must hold before a commit. All steps run, so that one look shows all that is wrong. The
// exit code is that of the first failed step, and each step has its own.

const steps = [
  { name: "types", exitCode: 11, command: ["node_modules/typescript/bin/tsc", "-b"] },
  { name: "lint", exitCode: 12, command: ["node_modules/oxlint/bin/oxlint"] },
  { name: "format", exitCode: 13, command: ["node_modules/oxfmt/bin/oxfmt", "--check", "."] },
  { name: "licences", exitCode: 14, command: ["scripts/licences.mjs"] },
  { name: "bundle", exitCode: 15, command: ["scripts/bundle.mjs"] },
  { name: "docs", exitCode: 16, command: ["scripts/docs.mjs", "--check"] },
  { name: "tests", exitCode: 17, command: ["scripts/test.mjs"] },
];

requireNode();
ensureDependencies();

const results = steps.map((step) => {
  console.error(`\n== ${step.name}`);
  const started = performance.now();
  const { status } = spawnSync(process.execPath, step.command, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  return { ...step, seconds: (performance.now() - started) / 1000, ok: status === 0 };
});

console.error("");
for (const { name, seconds, ok } of results) {
  console.error(`${ok ? "ok    " : "FAILED"} ${name.padEnd(9)} ${seconds.toFixed(1).padStart(5)} s`);
}
process.exitCode = results.find(({ ok }) => !ok)?.exitCode ?? 0;
