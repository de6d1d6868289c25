import type { ResolvedInputs, ResolvedRow } from "@wattledger/core";
import type { Channel } from "@wattledger/sensors";
import type { RunMeasurement } from "../record/measurement.ts";

/** What a row of the method `measured` is of: a component of the machine, as one channel metered it. */
export interface RowIdentity {
  readonly component: Channel["component"];
  /** Id of the sensor's or model's channel. */
  readonly channel: string;
}

/** The rows of metered components that are of all that is asked for; all rows if nothing is asked for. */
export function rowsOf(
  { components }: ResolvedInputs,
  { component, channel }: Partial<RowIdentity> = {},
): readonly ResolvedRow[] {
  if (components?.kind !== "list") return [];
  return components.rows.filter(
    ({ about }) =>
      (component === undefined || about?.["component"] === component) &&
      (channel === undefined || about?.["channel"] === channel),
  );
}

/** What people read at the row of a channel. */
export function labelOf({ component, id }: Pick<Channel, "component" | "id">): string {
  return `${component}, ${id}`;
}

/** Says of the rows of an older record, which has labels only, what they are of: the channels of its measurement. */
export function withIdentities(inputs: ResolvedInputs, { energy }: Pick<RunMeasurement, "energy">): ResolvedInputs {
  const { components } = inputs;
  if (components?.kind !== "list") return inputs;
  const channels = new Map(energy.map(({ channel }) => [labelOf(channel), channel]));
  const rows = components.rows.map((row): ResolvedRow => {
    const channel = channels.get(row.label);
    if (row.about !== undefined || channel === undefined) return row;
    return { ...row, about: { component: channel.component, channel: channel.id } };
  });
  return { ...inputs, components: { kind: "list", rows } };
}
