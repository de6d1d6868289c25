// How often the 90 % intervals held what was measured or published elsewhere: the table of docs/evaluation.md, and the data of
// packages/methods/src/data/interval-coverage.json, from which a result can say it.
import { readFileSync } from "node:fs";
import { coverage, readMachines } from "./fit-cpu-curve.mjs";
import { byMethod, holds, isMeasured } from "./published-points.mjs";

/** Fewest comparisons from which a method's row says something. */
const fewest = 3;

/** Each row: what has the interval, what it was checked against, how many of how many held. */
export async function coverageRows({ core, families, ours, reach, published }) {
  const fit = ours.filter(({ error }) => Math.exp(-error) >= reach.low && Math.exp(-error) <= reach.high).length;
  const cpu = coverage(readMachines());
  return [
    {
      what: "api-inference: energy of accelerators for a token",
      methods: ["api-inference", "self-hosted-inference"],
      against: "rows of ML.ENERGY V3 of models that the fit had not seen",
      isMeasured: true,
      held: fit,
      of: ours.length,
    },
    ...(await gridRows({ core, families })),
    {
      what: "power of a processor from its load",
      methods: ["measured"],
      against: "measured power of machines that the curve had not seen",
      isMeasured: true,
      held: cpu.inside,
      of: cpu.all,
    },
    ...byMethod(published).flatMap(({ label, judged }) => publishedRows(label, judged)),
  ];
}

function publishedRows(label, judged) {
  const stated = judged.filter(({ interval }) => interval !== undefined);
  return [
    { against: "published measurements of energy", isMeasured: true, answers: stated.filter(isMeasured) },
    {
      against: "published estimates of energy",
      isMeasured: false,
      answers: stated.filter((answer) => !isMeasured(answer)),
    },
  ]
    .filter(({ answers }) => answers.length >= fewest)
    .map(({ against, isMeasured: measured, answers }) => ({
      what: label,
      methods: label.includes(",") ? [] : [label],
      against,
      isMeasured: measured,
      held: answers.filter(holds).length,
      of: answers.length,
    }));
}

/** Averages of national grids against two other publishers. */
async function gridRows({ core, families }) {
  const grid = families.find(({ id }) => id === "grid");
  const consumption = families.find(({ id }) => id === "grid.consumption");
  const owid = read("../packages/methods/src/data/codecarbon-places.json").countries.rows.map((row) => row.split("|"));
  const places = read("../packages/factors/src/data/places/countries.json").rows.map((row) => row.split("|")[1]);
  const count = { maps: { held: 0, of: 0 }, owid: { held: 0, of: 0 } };
  for (const iso3 of places) {
    const found = await grid.find(iso3);
    if (!found.ok || found.value.fallbacks.some((step) => !step.includes("Namibia"))) continue;
    if (!found.value.factor.id.startsWith("grid/ember")) continue;
    const ends = core.inputQuantity(core.fromFactor(found.value, "gCO2e/kWh"));
    const maps = await consumption.find(`${iso3} ${found.value.factor.year}`);
    if (maps.ok) note(count.maps, ends, maps.value.factor.value);
    const other = Number(owid.find(([code]) => code === iso3)?.[2] ?? 0);
    if (other > 0) note(count.owid, ends, other);
  }
  const what = "grid: average of a country";
  return [
    {
      what,
      methods: [],
      against: "Electricity Maps, same year (part of the fit)",
      isMeasured: false,
      ...count.maps,
    },
    { what, methods: [], against: "Our World in Data, 2021 to 2023", isMeasured: false, ...count.owid },
  ];
}

function read(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

/** The section of the page, as Markdown. */
export function coverageSection(rows, table) {
  return `## How often the intervals held

An interval of 90 % should hold nine times in ten. Each line counts how often it did, against figures of somebody else; lines of fewer than
${fewest} comparisons are left out. Few comparisons say little: 4 of 5 is what an interval of 50 % reaches one time in five.

${table(
  ["what has the interval", "checked against", "measured", "held", "of", "share"],
  rows.map(({ what, against, isMeasured: measured, held, of }) => [
    what,
    against,
    measured ? "yes" : "no",
    held,
    of,
    `${Math.round((100 * held) / of)} %`,
  ]),
)}

Not checked, as nothing measured is held: prices, water of power plants, embodied carbon of accelerators (single manufacturers' figures),
and the power of cloud instances (no provider publishes it). The intervals of device classes in \`embodied.device\` are the 5th and 95th
percentiles of the manufacturers' figures themselves. [grid-intervals.md](grid-intervals.md) says how those of the grid are made.
`;
}

/** The data file, as text: what a method's result can say of its intervals. */
export function coverageFile(rows) {
  const told = rows.filter(({ methods }) => methods.length > 0);
  return `{
  "source": {
    "title": "Wattledger: how often 90 % intervals held what was measured or published",
    "version": "2026-11",
    "locator": "scripts/evaluate-estimates.mjs; the table of docs/evaluation.md",
    "retrieved": "2026-11-30",
    "license": "Apache-2.0"
  },
  "rows": [
${told.map(lineOf).join(",\n")}
  ]
}
`;
}

function lineOf({ methods, what, against, isMeasured: measured, held, of }) {
  return `    ${JSON.stringify({ methods, what, against, measured, held, of })}`;
}

/** Counts a value of somebody else, and whether the interval holds it. */
function note(where, { low, high }, value) {
  where.of += 1;
  if (low <= value && value <= high) where.held += 1;
}
