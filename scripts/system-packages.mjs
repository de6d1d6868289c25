import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/**
 * Debian packages that the tests need beyond Node and git: what to install, who needs it, and a command that succeeds where
 * it is there already. This list is the one place to add to.
 */
export const systemPackages = [
  {
    package: "gcc",
    neededBy: "the tests of NVML, which compile a library to replace it",
    check: ["gcc", "--version"],
  },
  { package: "libc6-dev", neededBy: "gcc, for the headers of C", check: ["test", "-e", "/usr/include/stdio.h"] },
  {
    package: "chromium",
    neededBy: "the test of the library in a browser, which fails without one",
    check: [
      "sh",
      "-c",
      'for one in $CHROME_PATH chromium chromium-headless-shell google-chrome; do command -v "$one" && exit; done; exit 1',
    ],
    optional: true,
  },
  ...[
    ["slurmctld", "slurmctld"],
    ["slurmd", "slurmd"],
    ["slurm-client", "srun"],
    ["munge", "munged"],
    ["openmpi-bin", "mpirun"],
  ].map(([name, program]) => ({
    package: name,
    neededBy: "the tests of batch jobs, which are left out without it",
    check: ["which", program],
    optional: true,
  })),
  ...[
    ["prometheus", "prometheus"],
    ["influxdb", "influxd"],
  ].map(([name, program]) => ({
    package: name,
    neededBy: "the tests of metrics, which leave the real receiver out without it",
    check: ["which", program],
    optional: true,
  })),
];

/** Installs what is missing where we are root on a Debian; elsewhere says plainly what is missing and ends the process. */
export function ensureSystemPackages(packages = systemPackages) {
  const missing = packages.filter(({ check }) => spawnSync(check[0], check.slice(1), { stdio: "ignore" }).status !== 0);
  if (missing.length === 0) return;
  const names = missing.map((entry) => entry.package);
  for (const entry of missing) console.error(`Missing: ${entry.package}, needed by ${entry.neededBy}.`);
  // Only what cannot be done without ends the tests.
  const giveUp = () => (missing.every(({ optional }) => optional === true) ? undefined : process.exit(1));
  if (process.getuid?.() !== 0 || !succeeds("apt-get", ["--version"])) {
    console.error(
      `Install with: sudo apt-get install ${names.join(" ")} (or your system's packages of the same purpose).`,
    );
    giveUp();
    return;
  }
  withoutServices(() => {
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const steps = [["update"], ["install", "--yes", "--no-install-recommends", ...names]];
    const failed = steps.find(
      (step) => spawnSync("apt-get", step, { stdio: ["ignore", "inherit", "inherit"], env: environment }).status !== 0,
    );
    if (failed === undefined) return;
    console.error(`apt-get ${failed.join(" ")} failed; its own message is above.`);
    giveUp();
  });
}

/** Where Debian's packages ask whether the services that they bring may start: here they may not, tests start their own. */
const servicePolicy = "/usr/sbin/policy-rc.d";

function withoutServices(install) {
  if (existsSync(servicePolicy)) {
    install();
    return;
  }
  writeFileSync(servicePolicy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const remove = () => rmSync(servicePolicy, { force: true });
  // Giving up ends the process.
  process.once("exit", remove);
  install();
  process.off("exit", remove);
  remove();
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
