import { unreadDevices } from "@wattledger/sensors";
import type { Component, Sensor } from "@wattledger/sensors";
import type { MissingComponent } from "../record/measurement.ts";
import type { SensorReport } from "../record/record.ts";

/** A sensor and the result of its probe. */
export interface Probed {
  readonly sensor: Pick<Sensor, "id" | "components">;
  readonly report?: SensorReport;
}

/** Hardware that exists and that no sensor reads. */
export function unreadHardware(reports: readonly SensorReport[]): readonly MissingComponent[] {
  return unreadDevices(reports.map(({ availability }) => availability)).flatMap(({ component, device, reason }) =>
    component === undefined ? [] : [{ component, reason: `${device}: ${reason}` }],
  );
}

/** What this user may not read, a line for each sensor: whole instruments without a replacement, and parts of instruments. */
export function denials(slots: readonly Probed[], isMeasured: (component: Component) => boolean): readonly string[] {
  return slots.flatMap(({ sensor, report }) => {
    const availability = report?.availability;
    if (availability === undefined) return [];
    if (availability.state === "denied") {
      if (sensor.components.every(isMeasured)) return [];
      return [`${sensor.id} exists but may not be read (${availability.reason}); ${doctorHint}`];
    }
    const unread = availability.unread ?? [];
    const refused = unread.filter(({ remedy }) => remedy !== undefined);
    const broken = unread.filter(({ component, remedy }) => component === undefined && remedy === undefined);
    return [
      ...(refused.length === 0
        ? []
        : [`${sensor.id} is read in part: ${refused.map(({ reason }) => reason).join("; ")}; ${doctorHint}`]),
      ...broken.map(({ device, reason }) => `${device}: ${reason}`),
    ];
  });
}

const doctorHint = "`wattledger doctor` shows how to allow it";
