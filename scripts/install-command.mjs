import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureDependencies, root } from "./dependencies.mjs";
import { requireNode } from "./node-version.mjs";

// `npm run install-command`: builds the command and links it into a folder of PATH, so that `wattledger` works everywhere.
// A later `git pull && npm run build` renews it.

requireNode();
const { to } = readOptions();
ensureDependencies();
const { bundle } = await import("./bundle.mjs");
await bundle();

const launcher = join(root, "packages/cli/bin/wattledger.cjs");
const folder = resolve(to);
const link = join(folder, "wattledger");

mkdirSync(folder, { recursive: true });
const present = lstatSync(link, { throwIfNoEntry: false });
const isOurs = present?.isSymbolicLink() === true && (readlinkSync(link) === launcher || !existsSync(link));
if (present !== undefined && !isOurs) {
  console.error(
    `${link} exists and was not linked from this clone. Remove it, or choose a folder: npm run install-command -- --to DIR`,
  );
  process.exit(1);
}
rmSync(link, { force: true });
symlinkSync(launcher, link);

console.log(`Linked ${link}. Remove it with: rm ${link}`);
const folders = (process.env.PATH ?? "").split(delimiter).map((one) => resolve(one));
console.log(
  folders.includes(folder)
    ? "Try it: wattledger estimate model=gpt-4o outputTokens=500 zone=US"
    : `${folder} is not in PATH. Add it to your shell's start-up file: export PATH="${folder}:$PATH"`,
);

function readOptions() {
  try {
    return parseArgs({ options: { to: { type: "string", default: join(homedir(), ".local/bin") } } }).values;
  } catch (error) {
    console.error(`npm run install-command knows one option: -- --to DIR. ${error.message}`);
    process.exit(2);
  }
}
