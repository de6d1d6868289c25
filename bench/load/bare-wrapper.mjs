// The least that a wrapper in Node can be: starts the command, waits, keeps its exit code.
import { spawn } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
spawn(command, args, { stdio: "inherit" }).once("exit", (code) => {
  process.exitCode = code ?? 1;
});
