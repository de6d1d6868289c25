import type { Result } from "@wattledger/core";
import type { CounterChannel, InstrumentChannel, PowerChannel, ReadFailure } from "@wattledger/sensors";
import type { GapFound, SensorLost } from "../record/record.ts";
import { addPower, gaugeEnergyUntil, startGauge } from "./integrate-gauge.ts";
import { addLook, energyUntil, startCounter } from "./integrate.ts";
import type { IntegratedEnergy, Tally } from "./tally.ts";

/** The integration of one channel, counter or gauge, from the start of the run. */
export interface ChannelIntegral {
  readonly channel: InstrumentChannel;
  /** Takes a counter's joules or a gauge's watts. Returns what is to be recorded about them. */
  readonly take: (elapsedSeconds: number, value: Result<number, ReadFailure>) => readonly (GapFound | SensorLost)[];
  readonly energyUntil: (elapsedSeconds: number) => IntegratedEnergy;
}

/** Integrates a channel; `intervalSeconds` is the time between two looks. */
export function integrateChannel(channel: InstrumentChannel, intervalSeconds: number): ChannelIntegral {
  switch (channel.reads) {
    case "counter":
      return integrateCounter(channel);
    case "power":
      return integrateGauge(channel, intervalSeconds);
  }
}

function integrateCounter(channel: CounterChannel): ChannelIntegral {
  return integrateBy(channel, {
    start: startCounter(0),
    add: (state, elapsedSeconds, value) =>
      addLook(
        state,
        value.ok ? { elapsedSeconds, counterJoules: value.value } : { elapsedSeconds, cause: value.error.cause },
        channel,
      ),
    energyUntil: (state, elapsedSeconds) => energyUntil(state, elapsedSeconds, channel),
  });
}

/** A gauge is looked at every `intervalSeconds`, or reports by itself less often. */
function integrateGauge(channel: PowerChannel, intervalSeconds: number): ChannelIntegral {
  const limits = { ...channel, nominalSeconds: Math.max(intervalSeconds, channel.refreshSeconds) };
  return integrateBy(channel, {
    start: startGauge(0),
    add: (state, elapsedSeconds, value) =>
      addPower(
        state,
        value.ok ? { elapsedSeconds, watts: value.value } : { elapsedSeconds, cause: value.error.cause },
        limits,
      ),
    energyUntil: (state, elapsedSeconds) => gaugeEnergyUntil(state, elapsedSeconds, limits),
  });
}

interface Rule<S extends Tally> {
  readonly start: S;
  readonly add: (state: S, elapsedSeconds: number, value: Result<number, ReadFailure>) => S;
  readonly energyUntil: (state: S, elapsedSeconds: number) => IntegratedEnergy;
}

/** Whether the instrument is present, is away and may come back, or is no longer read. */
type Presence = "there" | "away" | "dropped";

function integrateBy<S extends Tally>(channel: ChannelIntegral["channel"], rule: Rule<S>): ChannelIntegral {
  let state = rule.start;
  let presence: Presence = "there";
  return {
    channel,
    take: (elapsedSeconds, value) => {
      if (presence === "dropped") return [];
      const found: (GapFound | SensorLost)[] = [];
      const now = presenceAfter(presence, value);
      if (now !== presence && !value.ok) {
        found.push({ kind: "sensor-lost", channel: channel.id, elapsedSeconds, cause: value.error.cause });
      }
      presence = now;
      const before = state.gaps.gaps.length;
      state = rule.add(state, elapsedSeconds, value);
      const gap = state.gaps.gaps.at(-1);
      if (gap !== undefined && state.gaps.gaps.length > before) {
        found.push({ kind: "gap", channel: channel.id, ...gap });
      }
      return found;
    },
    energyUntil: (elapsedSeconds) => rule.energyUntil(state, elapsedSeconds),
  };
}

function presenceAfter(before: Presence, value: Result<number, ReadFailure>): Presence {
  if (value.ok) return "there";
  switch (value.error.kind) {
    case "retry":
      return before;
    case "gone":
      return "away";
    case "fatal":
    case "duplicate":
      return "dropped";
  }
}
