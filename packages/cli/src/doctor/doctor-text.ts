import { formatNumber, formatReadable } from "@wattledger/core";
import type { MachineFacts } from "@wattledger/meter";
import { isOfComponent, unreadDevices } from "@wattledger/sensors";
import type { Channel, Component, Finding, InstrumentChannel, Substitute, UnreadDevice } from "@wattledger/sensors";
import { paragraph } from "../paragraph.ts";
import type { DoctorReport } from "./doctor-report.ts";

const labelWidth = 11;
const indent = " ".repeat(labelWidth + 2);

/** What was found, for a terminal. */
export function doctorText(report: DoctorReport, width: number): string {
  const { version, nodeVersion, machine, findings, uncovered, place, zoneSetting, store } = report;
  const of = (kind: Finding["kind"]): readonly Finding[] => findings.filter((finding) => finding.kind === kind);
  const sections = [
    ["Machine", ...machineLines(machine, width), line("software", `Wattledger ${version}, Node ${nodeVersion}`, width)],
    ["Instruments", ...of("sensor").flatMap((finding) => sensorLines(finding, width))],
    [
      "Models, for what no instrument reads",
      ...of("model").map((finding) => modelLine(finding, width)),
      ...uncoveredLines(uncovered, unreadIn(findings), width),
    ],
    [
      "Place",
      ...(zoneSetting === undefined
        ? [line("zone", placeText(place), width), ...place.notes.map((note) => line("", note, width))]
        : [line("zone", `${zoneSetting.zone}, set by ${zoneSetting.from}`, width)]),
    ],
    ["Run records", storeLine(store, width)],
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function machineLines(machine: MachineFacts, width: number): readonly string[] {
  const { processorModel, processorPackages, logicalProcessors, memoryBytes, container } = machine;
  const threads = `${counted(processorPackages, "package")}, ${counted(logicalProcessors, "hardware thread")}`;
  const limits = [
    ...(container?.processors === undefined ? [] : [`${formatNumber(container.processors)} processors`]),
    ...(container?.memoryBytes === undefined ? [] : [formatReadable(container.memoryBytes, "B")]),
  ];
  return [
    line("processor", `${processorModel ?? "model unknown"}; ${threads}`, width),
    line("memory", memoryBytes === undefined ? "unknown" : formatReadable(memoryBytes, "B"), width),
    line("system", `${machine.platform} on ${machine.architecture}, ${kindText(machine)}`, width),
    ...(container === undefined
      ? []
      : [
          line(
            container.kind === "control-group" ? "group" : "container",
            limits.length === 0 ? "without limits of its own" : `limited to ${limits.join(" and ")}`,
            width,
          ),
        ]),
  ];
}

function kindText({ chassis, virtualised }: MachineFacts): string {
  if (virtualised === true) return "a virtual machine: its hypervisor decides which counters it may see";
  const kind = chassis === "unknown" ? "of an unknown kind" : `a ${chassis}`;
  return virtualised === undefined ? `${kind}; unknown whether it is a virtual machine` : kind;
}

function sensorLines({ id, components, availability, insteadOf }: Finding, width: number): readonly string[] {
  const title = `${id} (${components.length === 0 ? "the whole machine, for comparison" : components.join(", ")})`;
  switch (availability.state) {
    case "ready": {
      if ("title" in availability) return [line("found", title, width)];
      // What is added up comes before what is shown next to it.
      const { channels } = availability;
      const sorted = [...channels.filter(isOfComponent), ...channels.filter((channel) => channel.of === "whole")];
      return [
        line("found", title, width),
        ...sorted.map((channel) => channelLine(channel, wholeWords(channel), width)),
      ];
    }
    case "absent":
      return [line("not found", `${title}: ${availability.reason}`, width)];
    case "denied":
      return [
        line("denied", `${title}: ${availability.reason}`, width),
        // Commands are to be copied: they are not broken into lines.
        ...availability.remedy.split("\n").map((text) => `${indent}${text}`),
        ...insteadOf.map((one) => lossLine(one, width)),
      ];
  }
}

function wholeWords(channel: InstrumentChannel): string {
  return channel.of === "whole" ? `; shown for comparison and never added: it is ${channel.covers}` : "";
}

type Described = Pick<Channel, "id" | "evidence" | "relativeUncertainty">;

function channelLine({ id, evidence, relativeUncertainty }: Described, words: string, width: number): string {
  const text = `${id}: ${evidence}${words}; standard uncertainty ${uncertaintyText(relativeUncertainty)}`;
  return paragraph(text, { first: indent, rest: `${indent}  `, width });
}

function uncertaintyText({ value, basis }: Channel["relativeUncertainty"]): string {
  return `${percent(value)} (${basis})`;
}

function lossLine({ component, model }: Substitute, width: number): string {
  const cost =
    model === undefined
      ? "nothing replaces it, and it is left out"
      : `${model.id} replaces it, with a standard uncertainty of ${percent(model.relativeUncertainty.value)}`;
  return paragraph(`without it, for ${component}: ${cost}`, { first: indent, rest: `${indent}  `, width });
}

function modelLine({ id, components, availability, inUse }: Finding, width: number): string {
  const title = `${id} (${components.join(", ")})`;
  switch (availability.state) {
    case "ready": {
      if (!("title" in availability)) return line("in use", title, width);
      const cost = inUse ? `; standard uncertainty ${uncertaintyText(availability.relativeUncertainty)}` : "";
      return line(inUse ? "in use" : "not needed", `${title}: ${availability.title}${cost}`, width);
    }
    case "absent":
    case "denied":
      return line("not usable", `${title}: ${availability.reason}`, width);
  }
}

/** Disks, network cards, fans, board and supply are within the share for the rest of the node. */
function uncoveredLines(
  components: readonly Component[],
  unread: readonly UnreadDevice[],
  width: number,
): readonly string[] {
  const inRest = components.filter((one) => isInRestOfNode(one));
  const uncounted = components.filter(
    (one) => !isInRestOfNode(one) && unread.every(({ component }) => component !== one),
  );
  const rest = "counted within the rest of the node, which is a share of the parts above";
  const none =
    "no instrument found one, and no model covers it. If the machine has one, no run counts it, and each run says so";
  return [
    ...(inRest.length === 0 ? [] : [line("in a share", `${inRest.join(", ")}: ${rest}`, width)]),
    ...(uncounted.length === 0 ? [] : [line("left out", `${uncounted.join(", ")}: ${none}`, width)]),
    ...unread.map(({ component, device, reason }) => line("left out", `${component}, ${device}: ${reason}`, width)),
  ];
}

/** Hardware that no instrument reads. */
function unreadIn(findings: readonly Finding[]): readonly UnreadDevice[] {
  return unreadDevices(findings.flatMap(({ availability }) => ("title" in availability ? [] : [availability])));
}

function isInRestOfNode(component: Component): boolean {
  return component === "storage" || component === "network" || component === "other";
}

function storeLine({ folder, writable, exists, reason }: DoctorReport["store"], width: number): string {
  if (!writable) {
    const remedy = "Name another folder with WATTLEDGER_HOME.";
    return line(
      "not kept",
      `${folder} cannot be written${reason === undefined ? "" : ` (${reason})`}. ${remedy}`,
      width,
    );
  }
  return line("kept", exists ? `in ${folder}` : `in ${folder}, which the first run makes`, width);
}

function placeText({ by, zone }: DoctorReport["place"]): string {
  const name = "Name the place: `wattledger run --zone FR -- COMMAND`.";
  switch (by) {
    case "cloud-region":
      return `${zone ?? ""}, read from the environment. A run may name another with --zone.`;
    case "time-zone":
      return `guessed from ${zone?.replace("time-zone:", "the time zone ") ?? ""}, which widens the intervals. ${name}`;
    case "nothing":
      return `unknown. The world average is used, and its interval is wide. ${name}`;
  }
}

function line(label: string, text: string, width: number): string {
  return paragraph(text, { first: `  ${label.padEnd(labelWidth)}`, rest: indent, width });
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function percent(share: number): string {
  return `${formatNumber(share * 100)} %`;
}
