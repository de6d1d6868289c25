// Eight children at once, each busy until it has used half a second of processor time.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const busyMicroseconds = 500_000;

if (process.argv[2] === "child") {
  let sum = 0;
  for (;;) {
    for (let i = 0; i < 100_000; i += 1) sum += Math.sqrt(i);
    const { user, system } = process.cpuUsage();
    if (user + system >= busyMicroseconds) break;
  }
  // Used, so that the loop cannot be left out.
  if (sum < 0) console.log(sum);
} else {
  for (let child = 0; child < 8; child += 1) {
    spawn(process.execPath, [fileURLToPath(import.meta.url), "child"], { stdio: "inherit" });
  }
}
