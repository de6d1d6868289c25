import { spawnSync } from "node:child_process";
import { ensureChdb } from "./chdb.mjs";
import { ensureDependencies, root } from "./dependencies.mjs";
import { requireNode } from "./node-version.mjs";
import { ensureOtlpPeers } from "./otlp-peers.mjs";
import { ensureSystemPackages } from "./system-packages.mjs";

// `npm test`, and `npm test -- packages/core` for a part of it. The last line is `N passed, N failed, N skipped`, alone.

requireNode();
ensureDependencies();
ensureSystemPackages();
ensureChdb();
ensureOtlpPeers();

// The tests start the real command. Not imported above, since esbuild is not there before the dependencies are.
const { bundle } = await import("./bundle.mjs");
const built = await bundle().then(
  () => true,
  () => false,
);

if (built) {
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, vitest, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  process.exitCode = status ?? 1;
} else {
  console.error("The command could not be built; what esbuild says is above.");
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}
