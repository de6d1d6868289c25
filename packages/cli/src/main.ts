import { Command, CommanderError } from "commander";
import { casesCommand } from "./cases/cases.ts";
import { compareCommand } from "./compare/compare.ts";
import { configCommand } from "./config/config.ts";
import { doctorCommand } from "./doctor/doctor.ts";
import { estimateCommand } from "./estimate/estimate.ts";
import { reportFailure } from "./failure.ts";
import { factorsCommand } from "./factors/factors.ts";
import { methodsCommand } from "./methods/methods.ts";
import { restateCommand } from "./restate/restate.ts";
import { runCommand } from "./run/run.ts";
import { runsCommand } from "./runs/runs.ts";
import { topCommand } from "./top/top.ts";
import { version } from "./version.ts";
import { boundedMessage, complain, writeError, writeOut } from "./terminal.ts";

// Commands are declared here and load what they need only when they are called: `wattledger run` must not wait for
// anything that it does not use before the command starts.

const program = new Command("wattledger")
  .description("The ledger of AI: measure, estimate and explain its energy, carbon and water.")
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
  .showSuggestionAfterError()
  .exitOverride();

for (const command of [
  runCommand(),
  runsCommand(),
  estimateCommand(),
  compareCommand(),
  restateCommand(),
  methodsCommand(),
  factorsCommand(),
  casesCommand(),
  doctorCommand(),
  topCommand(),
  configCommand(),
]) {
  program.addCommand(command.copyInheritedSettings(program));
  // Their own commands were made before, and would end us by themselves, with an exit code that is not ours.
  for (const inner of command.commands) inner.copyInheritedSettings(command);
}

// Of the command that is called alone, as nobody waits for the others.
for (const command of program.commands) if (command.name() === process.argv[2]) refuseRepeated(command);

program.hook("preAction", (_, command) => {
  // Standard output belongs to the wrapped command: opening it here would change how the command's own writes behave.
  if (command.name() !== "run") watchOutput();
});

void main();

/** An option that is given twice has one value too many, and nobody should guess which is meant; lists and tags may be repeated. */
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

/** What `runs` can do is sought at the top. */
function withHint(text: string): string {
  const [, name] = /^error: unknown command '(show|explain|diff|export|recover|list|ls)'/u.exec(text) ?? [];
  if (name === undefined) return text;
  const command = name === "list" || name === "ls" ? "wattledger runs" : `wattledger runs ${name}`;
  return `error: there is no command '${name}' here. Write: ${command} ${name.startsWith("l") || name === "export" ? "" : "ID"}`
    .trimEnd()
    .concat("\n");
}

/** Whoever reads us may stop early, as `head` does: that is no error of ours. A full disk is one that a person can mend. */
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
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else process.exitCode = await reportFailure(error);
  }
}
