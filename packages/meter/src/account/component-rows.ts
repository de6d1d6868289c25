import type { ResolvedInputs, ResolvedRow } from "@wattledger/core";
import type { Channel } from "@wattledger/sensors";
import type { RunMeasurement } from "../record/measurement.ts";

/** The subject of a row of the method `measured`: one component of the machine, metered by one channel. */
export interface RowIdentity {
  readonly component: Channel["component"];
  /** Id of the sensor's or model's channel. */
  readonly channel: string;
}

/** The rows of metered components that match all that is asked for. All rows if nothing is asked for. */
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

/** Variables of the run's shares of its machine: each run computes its own. */
export function shareVariables({ components }: ResolvedInputs): readonly string[] {
  if (components?.kind !== "list") return [];
  return components.rows.flatMap(({ fields: { share } }) =>
    share?.kind === "number" && share.variable !== undefined ? [share.variable] : [],
  );
}

/** The label of a channel's row. */
export function labelOf({ component, id }: Pick<Channel, "component" | "id">): string {
  return `${component}, ${id}`;
}

/** Adds the subjects to the rows of an older record, which has labels only: the channels of its measurement. */
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
