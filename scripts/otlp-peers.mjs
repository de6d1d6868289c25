import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { peersFolder } from "../packages/server/test/peers/folder.mjs";

// Instrumentations of others, for the tests of the intake alone: they send what they send. They lie in folders of their own, outside
// node_modules and the lock file: their trees are large, and none of them is needed to build or to run Wattledger.

const npmPackages = [
  "@ai-sdk/openai-compatible@3.0.92",
  "@ai-sdk/otel@1.0.173",
  "@arizeai/openinference-instrumentation-openai@4.2.7",
  "@opentelemetry/exporter-trace-otlp-http@0.223.0",
  "@opentelemetry/exporter-trace-otlp-proto@0.223.0",
  "@opentelemetry/instrumentation@0.223.0",
  "@opentelemetry/instrumentation-openai@0.21.0",
  "@opentelemetry/sdk-trace-base@2.12.0",
  "@opentelemetry/sdk-trace-node@2.12.0",
  "ai@7.0.173",
  "ai6@npm:ai@6.0.325",
  "compatible6@npm:@ai-sdk/openai-compatible@2.0.92",
  "openai@6.49.0",
  "zod@4.6.7",
];
const pythonPackages = [
  "openai==2.54.0",
  "openinference-instrumentation-openai==0.1.66",
  "opentelemetry-exporter-otlp-proto-http==1.45.2",
  "opentelemetry-instrumentation-openai==0.62.4",
  "opentelemetry-instrumentation-openai-v2==2.4b0",
  "opentelemetry-sdk==1.45.2",
  "opentelemetry-util-genai==0.4b0",
];
/** Hundreds of MB: only where `WATTLEDGER_TEST_ALL_PEERS` is set. */
const largeNpmPackages = ["@traceloop/node-server-sdk@0.27.0", "openai@6.49.0", "openlit@1.15.0"];
const largePythonPackages = [
  "litellm==1.110.2",
  "opentelemetry-exporter-otlp-proto-http==1.45.2",
  "opentelemetry-sdk==1.45.2",
];

const isWithLargePeers = (process.env["WATTLEDGER_TEST_ALL_PEERS"] ?? "") !== "";

/** Installs the peers where they are not there yet. Where this fails, the tests that need them are skipped and say why. */
export function ensureOtlpPeers() {
  if (process.platform === "win32") return;
  install("js", () => npmInstall(npmPackages));
  install("python", () => pipInstall(pythonPackages));
  if (!isWithLargePeers) return;
  install("js-large", () => npmInstall(largeNpmPackages));
  install("python-large", () => pipInstall(largePythonPackages));
}

function install(name, steps) {
  const folder = join(peersFolder, name);
  const mark = join(folder, "whole");
  if (existsSync(mark)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [command, ...rest] of steps()) {
    const { status } = spawnSync(command, rest, {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 600_000,
    });
    if (status === 0) continue;
    console.error(`${command} could not install the instrumentations of ${name}: the tests against them are skipped.`);
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  writeFileSync(mark, "");
}

function npmInstall(packages) {
  const options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  return [
    ["node", "-e", 'fs.writeFileSync(\'package.json\', \'{ "private": true, "type": "module" }\')'],
    ["npm", "i", ...options, ...packages],
  ];
}

function pipInstall(packages) {
  return [
    ["python3", "-m", "venv", "."],
    [join("bin", "pip"), "install", "--quiet", "--disable-pip-version-check", ...packages],
  ];
}

if (process.argv[1] === import.meta.filename) ensureOtlpPeers();
