import { Command, CommanderError } from "commander";
import { casesCommand } from "./cases/cases.ts";
import { compareCommand } from "./compare/compare.ts";
import { configCommand } from "./config/config.ts";
import { doctorCommand } from "./doctor/doctor.ts";
import { estimateCommand } from "./estimate/estimate.ts";
import { factorsCommand } from "./factors/factors.ts";
import { reportFailure } from "./failure.ts";
import { methodsCommand } from "./methods/methods.ts";
import { restateCommand } from "./restate/restate.ts";
import { runCommand } from "./run/run.ts";
import { runsCommand } from "./runs/runs.ts";
import { ledgerCommand } from "./serve/ledger.ts";
import { pushCommand } from "./serve/push.ts";
import { serveCommand } from "./serve/serve.ts";
import { boundedMessage, complain, writeError, writeOut } from "./terminal.ts";
import { topCommand } from "./top/top.ts";
import { version } from "./version.ts";

// Commands are declared here and load their code only when they are called: `wattledger run` must start its command
// without waiting for code that it does not need yet.

const program = new Command("wattledger")
  .description("Measure, estimate and explain the energy, carbon and water of AI.")
  .version(version, "-V, --version", "print the version")
  .helpOption("-h, --help", "print help")
  .enablePositionalOptions()
  .configureOutput({
    writeOut: (text) => {
      watchOutput();
      writeOut(text);
    },
    writeErr: writeError,
    outputError: (text, write) => write(boundedMessage(withHint(text))),
  })
  .addHelpText(
    "after",
    "\nExamples:\n" +
      "  wattledger run --zone FR -- python train.py       measure a command\n" +
      "  wattledger runs                                   list what was measured\n" +
      "  wattledger estimate model=gpt-4o outputTokens=500 zone=US\n" +
      "  wattledger doctor                                 see what this machine can measure\n" +
      "\nOptions of a command: wattledger COMMAND --help. Pages such as docs/cli.md are in the source repository.\n",
  )
  .showSuggestionAfterError()
  .exitOverride();

const commands = {
  run: runCommand,
  runs: runsCommand,
  estimate: estimateCommand,
  compare: compareCommand,
  restate: restateCommand,
  methods: methodsCommand,
  factors: factorsCommand,
  cases: casesCommand,
  doctor: doctorCommand,
  top: topCommand,
  serve: serveCommand,
  push: pushCommand,
  ledger: ledgerCommand,
  config: configCommand,
};

// A command that is called by its name is declared alone. Help and messages about unknown commands need all of them.
const called = Object.entries(commands).find(([name]) => name === process.argv[2]);
for (const [, declare] of called === undefined ? Object.entries(commands) : [called]) {
  const command = declare();
  program.addCommand(command.copyInheritedSettings(program));
  // Without these settings an inner command would exit by itself, with another exit code.
  for (const inner of command.commands) inner.copyInheritedSettings(command);
  if (called !== undefined) refuseRepeated(command);
}

program.hook("preAction", (_, command) => {
  // Standard output belongs to the wrapped command: opening it here would change how the command's own writes behave.
  if (command.name() !== "run") watchOutput();
});

void main();

/** Refuses an option that is given twice: which value is meant is unknown. Lists and tags may be repeated. */
function refuseRepeated(command: Command): void {
  for (const option of command.options) {
    if (typeof option.defaultValue === "object") continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven) command.error(`error: option '${option.flags}' is given twice. Give it once.`, { exitCode: 2 });
      isGiven = true;
    });
  }
  for (const inner of command.commands) refuseRepeated(inner);
}

/** Names the right command if somebody types `wattledger show` for `wattledger runs show`. */
function withHint(text: string): string {
  const [, name] = /^error: unknown command '(show|explain|diff|export|recover|list|ls)'/u.exec(text) ?? [];
  if (name === undefined) return text;
  const command = name === "list" || name === "ls" ? "wattledger runs" : `wattledger runs ${name}`;
  return `error: unknown command '${name}'. Write: ${command} ${name.startsWith("l") || name === "export" ? "" : "ID"}`
    .trimEnd()
    .concat("\n");
}

/** A closed pipe (`head`) is not an error. A full disk is reported to the user. */
function watchOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    complain(`standard output cannot be written: ${error.message}`);
    process.exit(1);
  });
}

async function main(): Promise<void> {
  if (process.platform === "win32") {
    complain("Windows is not supported yet. It runs on Linux and macOS, and in WSL.");
    process.exitCode = 1;
    return;
  }
  try {
    await program.parseAsync();
  } catch (error) {
    // Commander has printed its own message or the help.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else process.exitCode = await reportFailure(error);
  }
}
