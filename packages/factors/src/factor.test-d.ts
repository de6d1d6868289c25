import type { Factor } from "@wattledger/core";

/** A whole figure; below, each field that decides what it means is left out in turn. */
const whole = {
  id: "grid/ember/FRA/2024",
  title: "France",
  value: 44.18,
  unit: "gCO2e/kWh",
  uncertainty: { distribution: { kind: "normal", sd: 4 }, basis: "expert default" },
  year: 2024,
  boundary: "life-cycle",
  basis: "production",
  signal: "average",
  accounting: "location",
  source: { title: "Ember", version: "2025", locator: "FRA", retrieved: "2026-11-21", license: "CC-BY-4.0" },
} as const;

whole satisfies Factor;

const { year: _year, ...withoutYear } = whole;
// @ts-expect-error -- a figure without its year says nothing
withoutYear satisfies Factor;

const { boundary: _boundary, ...withoutBoundary } = whole;
// @ts-expect-error -- direct and life-cycle figures must not be mixed
withoutBoundary satisfies Factor;

const { basis: _basis, ...withoutBasis } = whole;
// @ts-expect-error -- production and consumption must not be mixed
withoutBasis satisfies Factor;

const { signal: _signal, ...withoutSignal } = whole;
// @ts-expect-error -- average and marginal must not be mixed
withoutSignal satisfies Factor;

const { accounting: _accounting, ...withoutAccounting } = whole;
// @ts-expect-error -- location and market must not be mixed
withoutAccounting satisfies Factor;

const { source: _source, ...withoutSource } = whole;
// @ts-expect-error -- a figure without a source is a rumour
withoutSource satisfies Factor;

const { uncertainty: _uncertainty, ...withoutUncertainty } = whole;
// @ts-expect-error -- a figure without an interval claims too much
withoutUncertainty satisfies Factor;

const { license: _license, ...sourceWithoutLicence } = whole.source;
const withoutLicence = { ...whole, source: sourceWithoutLicence };
// @ts-expect-error -- what may not be passed on must be known
withoutLicence satisfies Factor;
