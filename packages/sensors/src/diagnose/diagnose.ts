import type { Host } from "../host/host.ts";
import { openMachineActivity } from "../linux/machine-activity.ts";
import type { EnergyModel } from "../models/model.ts";
import { modelEntries } from "../registry.ts";
import type { ModelEntry } from "../registry.ts";
import { channelsOf, distinctChannels } from "../sensor/distinct-channels.ts";
import type { Channel, Component, SensorAvailability, SensorFactory } from "../sensor/sensor.ts";

/** What the diagnosis found about one sensor or model. The caller decides how to print it. */
export interface Finding {
  /** Id of the sensor or model. */
  readonly id: string;
  readonly kind: "sensor" | "model";
  readonly components: readonly Component[];
  readonly availability:
    | SensorAvailability
    | { readonly state: "ready"; readonly title: string; readonly relativeUncertainty: Channel["relativeUncertainty"] };
  /** Whether a run would use it now. A model is used only if no instrument measures its component. */
  readonly inUse: boolean;
  /** Components that this sensor could measure and does not, with what is used instead and how much less certain that is. */
  readonly insteadOf: readonly Substitute[];
}

/** What is used instead of an instrument. Without `model` nothing is used, and the component is not in the boundary. */
export interface Substitute {
  readonly component: Component;
  readonly model?: Channel;
}

/**
 * Looks at this machine with every sensor and returns what each found, then which of the available models fill
 * the gaps. Takes milliseconds.
 */
export function diagnose(
  host: Host,
  factories: readonly SensorFactory[],
  models: readonly EnergyModel[],
): readonly Finding[] {
  const taken = new Map<string, string>();
  const probed = factories.map((factory) => {
    const sensor = factory(host);
    const availability = distinctChannels(sensor.probe(), taken);
    sensor.close();
    return { sensor, availability };
  });
  const covered = new Set(
    probed.flatMap(({ availability }) => channelsOf(availability).map(({ component }) => component)),
  );
  const sensors = probed.map(({ sensor, availability }): Finding => {
    const missing = sensor.components.filter((component) => !covered.has(component));
    return {
      id: sensor.id,
      kind: "sensor",
      components: sensor.components,
      availability,
      inUse: availability.state === "ready",
      insteadOf: missing.map((component) => substitute(component, models)),
    };
  });
  return [...sensors, ...modelEntries.map((entry) => modelFinding(host, entry, models, covered))];
}

function substitute(component: Component, models: readonly EnergyModel[]): Substitute {
  const model = models.find(({ channel }) => channel.component === component)?.channel;
  return model === undefined ? { component } : { component, model };
}

function modelFinding(
  host: Host,
  { id, component, unless }: ModelEntry,
  models: readonly EnergyModel[],
  covered: ReadonlySet<Component>,
): Finding {
  const activity = openMachineActivity(host);
  if (activity.ok) activity.value.close();
  const model = models.find(({ channel }) => channel.id === id);
  const finding = { id, kind: "model", components: [component], insteadOf: [] } as const;
  if (!activity.ok) {
    const reason = `the machine's activity cannot be read (${activity.error.cause})`;
    return { ...finding, availability: { state: "absent", reason }, inUse: false };
  }
  if (model === undefined) return { ...finding, availability: { state: "absent", reason: unless }, inUse: false };
  const { evidence, relativeUncertainty } = model.channel;
  return {
    ...finding,
    availability: { state: "ready", title: evidence, relativeUncertainty },
    inUse: !covered.has(component),
  };
}
