import { channelsOf, distinctChannels } from "../sensor/distinct-channels.ts";
import type { Host } from "../host/host.ts";
import { openMachineActivity } from "../linux/machine-activity.ts";
import type { EnergyModel } from "../models/model.ts";
import { modelEntries } from "../registry.ts";
import type { ModelEntry } from "../registry.ts";
import type { Channel, Component, SensorAvailability, SensorFactory } from "../sensor/sensor.ts";

/** What was found out about one way to know the machine's energy; who prints it decides how. */
export interface Finding {
  /** Id of the sensor or model. */
  readonly id: string;
  readonly kind: "sensor" | "model";
  readonly components: readonly Component[];
  readonly availability:
    | SensorAvailability
    | { readonly state: "ready"; readonly title: string; readonly relativeUncertainty: Channel["relativeUncertainty"] };
  /** Whether a run would use it now: a model only where no instrument speaks of its component. */
  readonly inUse: boolean;
  /** Components that this sensor could speak of and does not, with what is used instead and how much worse that is. */
  readonly insteadOf: readonly Substitute[];
}

/** What stands in for an instrument; without `model` nothing does, and the component is left out of the boundary. */
export interface Substitute {
  readonly component: Component;
  readonly model?: Channel;
}

/**
 * Looks at this machine with every sensor and says what each found, then which of the models that there are for it fill
 * in. Takes milliseconds.
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
    const reason = `what the machine does cannot be read (${activity.error.cause})`;
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
