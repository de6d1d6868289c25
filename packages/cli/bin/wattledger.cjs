#!/bin/sh
":" //; [ -r /proc/$$/status ] && while read -r wattledger_k wattledger_v; do [ "$wattledger_k" = SigIgn: ] && export WATTLEDGER_IGNORED_SIGNALS="$wattledger_v" && break; done < /proc/$$/status; WATTLEDGER_FILE_LIMIT=$(ulimit -S -n) exec node "$0" "$@"
"use strict";
// Two languages in one file: a shell runs the second line, which starts Node with this file, to which that line is a string and
// a comment. Only so can it be known how many files the command may open and which signals it ignores (`nohup`), as Node changes
// both when it starts:
// docs/decisions/2026-11-22-what-node-changes.md.
//
// The command itself is the bundle beside this file. This launcher is checked in, because npm links a package's commands
// when it installs it, and in a fresh clone nothing is built yet. It keeps the compiled code between starts, which is
// a third of the time that a short command waits: docs/decisions/2026-11-21-one-file-and-its-compiled-code.md.
const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");

// Of versions of Node that are known to have them, as another would complain of each on standard error.
const [nodeMajor] = process.versions.node.split(".");
// A command of a tenth of a second is over before code that V8 compiles again for speed is of use, and a reading each second never
// needs it: only what runs ten times as long as usual is worth that.
if (nodeMajor === "20") v8.setFlagsFromString("--interrupt-budget=1320000");
// V8 does not compact the memory of a command that waits: that takes as long as dozens of readings, and frees next to nothing.
if (["20", "22", "24"].includes(nodeMajor)) v8.setFlagsFromString("--no-memory-reducer-for-small-heaps");

const loadedModules = new Map();
const bundle = path.join(__dirname, "../dist/bundle/wattledger.cjs");

if (!fs.existsSync(bundle)) {
  process.stderr.write("wattledger: it is not built yet. Run `npm run build` in the clone, then try again.\n");
  process.exitCode = 1;
} else {
  runFromCache();
}

function runFromCache() {
  // A cache holds the functions that its command has used.
  const command = /^[a-z]+$/.test(process.argv[2] ?? "") ? process.argv[2] : "help";
  // What a command loads when it needs it is apart. Code is kept compiled like this; data are read as they are.
  const requireCached = (id) => {
    if (id.startsWith("node:")) return require(id);
    // A package.
    if (!id.startsWith("./")) return require("node:module").createRequire(bundle)(id);
    return load(path.join(path.dirname(bundle), id), id.slice(2, -".cjs".length).replaceAll("-", "_"));
  };
  load(bundle, command);

  function load(filename, name) {
    const loaded = loadedModules.get(filename);
    if (loaded !== undefined) return loaded.exports;
    const module = { exports: {}, filename };
    loadedModules.set(filename, module);
    if (filename.endsWith(".json")) module.exports = JSON.parse(fs.readFileSync(filename, "latin1"));
    else compile(filename, name).runInThisContext()(module.exports, requireCached, module);
    return module.exports;
  }
}

function compile(filename, name) {
  // The bundle is pure ASCII, which Node reads fastest as Latin-1.
  const source = fs.readFileSync(filename, "latin1");
  // V8 tells sources apart by their length only, so the hash of the content that the bundle begins with is in the name.
  const hash = /^\/\/ ([0-9a-f]{16})\n/.exec(source)?.[1];
  const file = path.join(cacheFolder(), `${name}-${hash}-${process.version}.bin`);
  const cachedData = hash === undefined ? undefined : attempt(() => fs.readFileSync(file));
  const script = new vm.Script(source, { filename, cachedData });
  if (hash !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) {
    process.once("exit", () => attempt(() => store(file, script.createCachedData())));
  }
  return script;
}

/** Renamed into place, so that nobody reads half a file; caches of other builds of the same command go. */
function store(file, data) {
  const folder = path.dirname(file);
  makeFolder(folder);
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, data, { mode: 0o600 });
  fs.renameSync(draft, file);
  const [command] = path.basename(file).split("-");
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(`${command}-`) && name !== path.basename(file))
      fs.rmSync(path.join(folder, name), { force: true });
  }
}

/** One by one: Node's own `recursive` never returns where a folder of /proc is asked for. */
function makeFolder(folder) {
  if (fs.existsSync(folder)) return;
  if (path.dirname(folder) !== folder) makeFolder(path.dirname(folder));
  fs.mkdirSync(folder, { mode: 0o700 });
}

/** Only its owner may write there: whoever writes a cache decides what the command does. */
function cacheFolder() {
  const { XDG_CACHE_HOME: given } = process.env;
  const base = given?.startsWith("/") === true ? given : path.join(require("node:os").homedir(), ".cache");
  return path.join(base, "wattledger", "compiled");
}

/** What a cache cannot do is no reason for a command to fail. */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
