import { homedir } from "node:os";
import { defined } from "@wattledger/core";
import { locate } from "@wattledger/factors";
import { mayBeInCloud, modelsForMachine, readMachineFacts, runsFolder } from "@wattledger/meter";
import { diagnose, machineHost, sensorFactories } from "@wattledger/sensors";
import { pageWidth } from "../paragraph.ts";
import { hintsOfThisMachine } from "../run/place-of-machine.ts";
import type { SettingInForce } from "../settings/settings.ts";
import { writeJson, writeOut } from "../terminal.ts";
import { version } from "../version.ts";
import { doctorSchema, uncoveredComponents } from "./doctor-report.ts";
import type { DoctorReport } from "./doctor-report.ts";
import { doctorScreen } from "./doctor-screen.ts";
import { lookAtStore } from "./doctor-store.ts";
import { doctorText } from "./doctor-text.ts";
import type { DoctorOptions } from "./doctor.ts";

/** Runs `wattledger doctor`. A missing instrument is not an error. */
export async function runDoctor({ json, verbose }: DoctorOptions, settings: readonly SettingInForce[]): Promise<void> {
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
    ...defined({ zoneSetting: zoneOf(settings) }),
    store: lookAtStore(runsFolder({ environment, platform, homeFolder: homedir() })),
  };
  if (json === true) writeJson(report);
  else writeOut((verbose === true ? doctorText : doctorScreen)(report, pageWidth(process.stdout.columns)));
}

function zoneOf(settings: readonly SettingInForce[]): DoctorReport["zoneSetting"] {
  const setting = settings.find(({ key }) => key === "zone");
  return typeof setting?.value === "string" ? { zone: setting.value, from: setting.from } : undefined;
}
