import { formatNumber, formatReadable, wrapText } from "@wattledger/core";
import { channelsOf, unreadDevices } from "@wattledger/sensors";
import type { Component, Finding, UnreadDevice } from "@wattledger/sensors";
import type { DoctorReport } from "./doctor-report.ts";

/** The answer of `wattledger doctor`: per part of the machine, whether it is measured or modelled; then what would improve this. */
export function doctorScreen(report: DoctorReport, width: number): string {
  const { machine, findings, store } = report;
  const unread = unreadDevices(findings.flatMap(({ availability }) => ("title" in availability ? [] : [availability])));
  const processor = machine.processorModel ?? "model unknown";
  const rows: readonly Row[] = [
    ["Processor", `${processor}${socketsText(machine.processorPackages)}`, howKnown(findings, unread, "cpu")],
    [
      "Memory",
      machine.memoryBytes === undefined ? "size unknown" : formatReadable(machine.memoryBytes, "B"),
      howKnown(findings, unread, "dram"),
    ],
    ["GPU", devicesText(findings, unread, "gpu"), howKnown(findings, unread, "gpu")],
    ...(isCovered(findings, "storage")
      ? [["Storage", "drives", howKnown(findings, unread, "storage")] satisfies Row]
      : []),
    ["Rest", "fans, board, power supply", restText(findings)],
    placeRow(report),
  ];
  const hints = improvements(report, unread);
  const count = `${hints.length} ${hints.length === 1 ? "thing" : "things"} would improve this:`;
  return `${[
    ...table(rows, width),
    "",
    ...(store.writable ? [] : [`Runs cannot be recorded: ${store.folder} cannot be written. Set WATTLEDGER_HOME.`, ""]),
    ...(hints.length === 0 ? ["Nothing that you can change would improve this."] : [count]),
    ...hints.flatMap(({ reason, commands }) => [
      ...wrapText(reason, "  ", "  ", width),
      // Commands are to be copied: they are not broken into lines.
      ...commands.map((line) => `    ${line}`),
    ]),
    ...wrapText("All sensors and reasons: wattledger doctor --verbose", "", "  ", width),
  ].join("\n")}\n`;
}

type Row = readonly [part: string, what: string, how: string];

/** Names that the field uses for what reads a machine; another sensor is called by its id. */
const instruments: ReadonlyMap<string, string> = new Map([
  ["rapl-powercap", "RAPL"],
  ["amd-energy-hwmon", "the driver amd_energy"],
  ["acpi-power-meter", "the board's power meter"],
  ["ina", "the board's INA sensors"],
  ["raspberry-pi-pmic", "the board's power chip"],
  ["nvml", "NVML"],
  ["amdgpu-hwmon", "the driver amdgpu"],
  ["intel-gpu-hwmon", "the driver of Intel graphics"],
]);

function sourcesOf(findings: readonly Finding[], component: Component): readonly Finding[] {
  return findings.filter(({ inUse, availability, components }) => {
    if (!inUse || availability.state !== "ready") return false;
    return "title" in availability
      ? components.includes(component)
      : channelsOf(availability).some((channel) => channel.component === component);
  });
}

function isCovered(findings: readonly Finding[], component: Component): boolean {
  return sourcesOf(findings, component).length > 0;
}

function howKnown(findings: readonly Finding[], unread: readonly UnreadDevice[], component: Component): string {
  const sources = sourcesOf(findings, component);
  const meters = sources.filter(({ kind }) => kind === "sensor").map(({ id }) => instruments.get(id) ?? id);
  if (meters.length > 0) return `measured by ${meters.join(", ")}`;
  for (const { availability } of sources)
    if ("title" in availability) return `modelled (±${percent(availability.relativeUncertainty.value)})`;
  return unread.some((one) => one.component === component) ? "not counted: it cannot be read" : "not counted";
}

/** Devices that an instrument reads, and those that it cannot read. */
function devicesText(findings: readonly Finding[], unread: readonly UnreadDevice[], component: Component): string {
  const read = new Set(
    findings.flatMap(({ availability }) =>
      "title" in availability
        ? []
        : channelsOf(availability).flatMap((channel) => (channel.component === component ? [channel.device] : [])),
    ),
  );
  const lost = unread.filter((one) => one.component === component).length;
  if (read.size === 0 && lost === 0) return "none found";
  return [...(read.size === 0 ? [] : [`${read.size} read`]), ...(lost === 0 ? [] : [`${lost} not read`])].join(", ");
}

function restText(findings: readonly Finding[]): string {
  const meters = sourcesOf(findings, "other").map(({ id }) => instruments.get(id) ?? id);
  return meters.length > 0 ? `measured by ${meters.join(", ")}` : "modelled, as a share of the parts above";
}

function placeRow({ place: { by, zone }, zoneSetting }: DoctorReport): Row {
  if (zoneSetting !== undefined) return ["Place", zoneSetting.zone, `set by ${zoneSetting.from}`];
  switch (by) {
    case "cloud-region":
      return ["Place", zone ?? "", "read from the environment"];
    case "time-zone":
      return ["Place", zone?.replace("time-zone:", "") ?? "", "guessed from the time zone; set --zone"];
    case "nothing":
      return ["Place", "unknown", "world average; set --zone"];
  }
}

interface Improvement {
  readonly reason: string;
  /** Lines as they are typed, and what introduces them. */
  readonly commands: readonly string[];
}

function improvements(
  { findings, place, zoneSetting }: DoctorReport,
  unread: readonly UnreadDevice[],
): readonly Improvement[] {
  const refused = findings.flatMap(({ availability }) =>
    availability.state === "denied" ? [{ reason: availability.reason, remedy: availability.remedy }] : [],
  );
  const all = [
    ...refused,
    ...unread.flatMap(({ reason, remedy }) => (remedy === undefined ? [] : [{ reason, remedy }])),
  ];
  // One remedy, such as a rule for all counters, is said once: with the first thing that it mends.
  const once = new Map(all.toReversed().map(({ reason, remedy }) => [remedy, reason]));
  return [
    ...[...once].toReversed().map(([remedy, reason]) => ({ reason: sentence(reason), commands: remedy.split("\n") })),
    ...(place.by === "cloud-region" || zoneSetting !== undefined
      ? []
      : [
          {
            reason: "The place of the electricity is not known. Name its country or region, once for all runs:",
            commands: ["export WATTLEDGER_ZONE=FR", "or for one run: wattledger run --zone FR -- COMMAND"],
          },
        ]),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function socketsText(packages: number): string {
  return packages > 1 ? `, ${packages} sockets` : "";
}

function table(rows: readonly Row[], width: number): readonly string[] {
  const partWidth = Math.max(...rows.map(([part]) => part.length));
  const howWidth = Math.max(...rows.map(([, , how]) => how.length));
  const room = Math.max(16, width - partWidth - howWidth - 4);
  const whatWidth = Math.min(room, Math.max(...rows.map(([, what]) => what.length)));
  if (partWidth + whatWidth + howWidth + 4 > width)
    return rows.flatMap(([part, what, how]) =>
      wrapText(`${what}; ${how}`, `${part.padEnd(partWidth)}  `, " ".repeat(partWidth + 2), width),
    );
  return rows.map(([part, what, how]) => {
    const cut = what.length <= whatWidth ? what : `${what.slice(0, whatWidth - 1)}…`;
    return `${part.padEnd(partWidth)}  ${cut.padEnd(whatWidth)}  ${how}`;
  });
}

function percent(share: number): string {
  return `${formatNumber(share * 100, 2)} %`;
}
