/**
 * The next moment of an absolute schedule: the first multiple of the period after now. Late timers do not add
 * up, and missed moments (the machine slept, the process was stopped) are skipped, not made up for.
 */
export function nextMoment(elapsedSeconds: number, periodSeconds: number): number {
  // A timer may fire a little early. Its moment is then not due again.
  const tolerance = periodSeconds / 100;
  return (Math.floor((elapsedSeconds + tolerance) / periodSeconds) + 1) * periodSeconds;
}

/** Uneven moments are up to this far from the schedule, in periods: every part of a period is sampled equally, and a load in step with it is not misread. */
const mostUneven = 0.5;

/**
 * A moment near one of the schedule. Gauges that are read at even moments misread a load that stays in step with them,
 * by two thirds in the worst case.
 */
export function unevenMoment(moment: number, periodSeconds: number, random: () => number): number {
  return moment + (2 * random() - 1) * mostUneven * periodSeconds;
}

const linesAtOnePeriod = 600;

/**
 * Whether a sample is written to the record. The first 600 are, then every second one for another 600, and so on. Totals are
 * cumulative, so a sample that is left out costs only detail, and a run of a month has some thousand lines.
 */
export function isRecorded(sampleNumber: number): boolean {
  let stride = 1;
  let end = linesAtOnePeriod;
  while (sampleNumber > end) {
    stride *= 2;
    end += linesAtOnePeriod * stride;
  }
  return sampleNumber % stride === 0;
}
