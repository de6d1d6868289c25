#!/usr/bin/env node
// The command itself is the bundle beside this file. This launcher is checked in, because npm links a package's commands
// when it installs it, and in a fresh clone nothing is built yet.
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";

const bundle = new URL("../dist/bundle/main.js", import.meta.url);

if (existsSync(bundle)) {
  // Node 22.1 and later keep the compiled code between starts; Node 20 has no such function.
  nodeModule.enableCompileCache?.();
  await import(bundle.href);
} else {
  process.stderr.write("wattledger: it is not built yet. Run `npm run build` in the clone, then try again.\n");
  process.exitCode = 1;
}
