import type { Channel, InstrumentChannel, SensorAvailability } from "@wattledger/sensors";
import * as z from "zod";

/*
 * The findings of a sensor, as zod schemas: loose, like the whole record.
 */

const amount = z.number().nonnegative();

/** Schema of a {@link Channel}'s component. */
export const componentSchema = z.enum(["cpu", "gpu", "dram", "storage", "network", "other"]);

/** Fields of every channel, of a component or of many. */
export const wholeShape = {
  id: z.string().min(1),
  sensor: z.exactOptional(z.string().min(1)),
  evidence: z.string(),
  relativeUncertainty: z.looseObject({ value: amount, basis: z.string() }),
};

const channelShape = {
  ...wholeShape,
  component: componentSchema,
  device: z.exactOptional(z.string()),
  model: z.exactOptional(z.string()),
};

/** Schema of {@link Channel}. */
export const channelSchema = z
  .looseObject({ ...channelShape, method: z.enum(["measured", "modelled"]) })
  .transform(withSensor) satisfies z.ZodType<Channel>;

const counterShape = {
  method: z.literal("measured"),
  rangeJoules: z.exactOptional(amount),
  plausibleWatts: amount,
  refreshSeconds: amount,
};

const counterChannelSchema = z.looseObject({
  ...channelShape,
  ...counterShape,
});

const gaugeShape = {
  method: z.literal("measured"),
  averageSeconds: amount,
  plausibleWatts: amount,
  refreshSeconds: amount,
};

const gaugeChannelSchema = z.looseObject({
  ...channelShape,
  ...gaugeShape,
});

const platformChannelSchema = z.looseObject({
  ...wholeShape,
  ...counterShape,
  covers: z.string(),
});

const platformGaugeSchema = z.looseObject({
  ...wholeShape,
  ...gaugeShape,
  covers: z.string(),
});

const unreadShape = {
  unread: z.exactOptional(
    z.array(
      z.looseObject({
        component: z.exactOptional(componentSchema),
        device: z.string(),
        reason: z.string(),
        remedy: z.exactOptional(z.string()),
      }),
    ),
  ),
};

/** The form in records: four lists, by what a channel measures and how it is read. */
const storedAvailabilitySchema = z.discriminatedUnion("state", [
  z.looseObject({
    ...unreadShape,
    state: z.literal("ready"),
    channels: z.array(counterChannelSchema),
    gauges: z.exactOptional(z.array(gaugeChannelSchema)),
    platform: z.exactOptional(z.array(platformChannelSchema)),
    platformGauges: z.exactOptional(z.array(platformGaugeSchema)),
  }),
  z.looseObject({ ...unreadShape, state: z.literal("absent"), reason: z.string() }),
  z.looseObject({ ...unreadShape, state: z.literal("denied"), reason: z.string(), remedy: z.string() }),
]);

/** Schema of {@link SensorAvailability}, read from a record. */
export const availabilitySchema = storedAvailabilitySchema.transform((stored): SensorAvailability => {
  if (stored.state !== "ready") return stored;
  const { channels, gauges = [], platform = [], platformGauges = [], ...rest } = stored;
  return {
    ...rest,
    channels: [
      ...channels.map((one): InstrumentChannel => ({ ...withSensor(one), of: "component", reads: "counter" })),
      ...gauges.map((one): InstrumentChannel => ({ ...withSensor(one), of: "component", reads: "power" })),
      ...platform.map((one): InstrumentChannel => ({ ...withSensor(one), of: "whole", reads: "counter" })),
      ...platformGauges.map((one): InstrumentChannel => ({ ...withSensor(one), of: "whole", reads: "power" })),
    ],
  };
});

/**
 * Older records (before 30 November 2026) do not name the sensor. Every sensor and model of those releases began its channels'
 * ids with its own id and a slash, or used its id alone. This is the only place that reads a sensor from a channel's id.
 */
function withSensor<T extends { readonly id: string; readonly sensor?: string }>(
  channel: T,
): T & { readonly sensor: string } {
  const [ofId = channel.id] = channel.id.split("/");
  return { ...channel, sensor: channel.sensor ?? ofId };
}
