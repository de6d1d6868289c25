import { homedir } from "node:os";
import { locate } from "@wattledger/factors";
import { mayBeInCloud, modelsForMachine, readMachineFacts, runsFolder } from "@wattledger/meter";
import { diagnose, machineHost, sensorFactories } from "@wattledger/sensors";
import { doctorSchema, uncoveredComponents } from "./doctor-report.ts";
import type { DoctorReport } from "./doctor-report.ts";
import { lookAtStore } from "./doctor-store.ts";
import { doctorText } from "./doctor-text.ts";
import { pageWidth } from "../paragraph.ts";
import { hintsOfThisMachine } from "../run/place-of-machine.ts";
import { version } from "../version.ts";
import { writeJson, writeOut } from "../terminal.ts";

/** Does what `wattledger doctor` was asked to. Whatever it finds is no error. */
export async function runDoctor({ json }: { readonly json?: true }): Promise<void> {
  const host = machineHost();
  const machine = readMachineFacts(host);
  const findings = diagnose(host, sensorFactories, await modelsForMachine(machine));
  const { env: environment, platform } = process;
  const report: DoctorReport = {
    schema: doctorSchema,
    version,
    nodeVersion: process.versions.node,
    machine,
    findings,
    uncovered: uncoveredComponents(findings),
    place: await locate(hintsOfThisMachine(host), { mayBeInCloud: mayBeInCloud(machine) }),
    store: lookAtStore(runsFolder({ environment, platform, homeFolder: homedir() })),
  };
  if (json === true) writeJson(report);
  else writeOut(doctorText(report, pageWidth(process.stdout.columns)));
}
