import { channelsOf, distinctChannels } from "./distinct-channels.ts";
import type { Host } from "./host.ts";
import { openMachineActivity } from "./machine-activity.ts";
import { modelEntries } from "./registry.ts";
import type { ModelEntry } from "./registry.ts";
import type { Channel, Component, SensorAvailability, SensorFactory } from "./sensor.ts";

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
  readonly model?: ModelEntry;
}

/** Looks at this machine with every sensor and says what each found, then which models fill in. Takes milliseconds. */
export function diagnose(host: Host, factories: readonly SensorFactory[]): readonly Finding[] {
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
      insteadOf: missing.map((component) => substitute(component)),
    };
  });
  return [...sensors, ...modelEntries.map((entry) => modelFinding(host, entry, covered))];
}

function substitute(component: Component): Substitute {
  const model = modelEntries.find((entry) => entry.component === component);
  return model === undefined ? { component } : { component, model };
}

function modelFinding(host: Host, entry: ModelEntry, covered: ReadonlySet<Component>): Finding {
  const activity = openMachineActivity(host);
  if (activity.ok) activity.value.close();
  return {
    id: entry.id,
    kind: "model",
    components: [entry.component],
    availability: activity.ok
      ? { state: "ready", title: entry.title, relativeUncertainty: entry.relativeUncertainty }
      : { state: "absent", reason: `what the machine does cannot be read (${activity.error.cause})` },
    inUse: activity.ok && !covered.has(entry.component),
    insteadOf: [],
  };
}
