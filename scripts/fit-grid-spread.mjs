// How well a national average of the grid is known, from what is held: figures of Ember and of Electricity Maps for the same country
// and year, and how much a country's figure changes from year to year. Prints the table; with `--write` it writes
// packages/factors/src/data/grid/spread-2026-11.json, which the families of the grid take their intervals from.
// docs/grid-intervals.md explains it.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const data = new URL("../packages/factors/src/data/", import.meta.url);
const target = new URL("grid/spread-2026-11.json", data);
const firstYear = 2021;
const lastYear = 2025;

/** How many observations the typical country counts for next to a country's own: two of disagreement, four of change. */
const weight = { publishers: 2, change: 4 };

/** Countries whose zones are islands and exclaves: the mainland, where most places are, has the country's own figure. */
const onlyIslands = new Set(["DK", "ES"]);

/** Fewest zones of a country whose spread says something of its places. */
const fewestZones = 3;

function read(path) {
  return JSON.parse(readFileSync(new URL(path, data), "utf8"));
}

/** The value below which a share of the values lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** Share of a normal within one standard deviation of its mean. */
const withinOneSd = 0.6827;

/** Fits the spreads; every number is a relative standard deviation. */
export function fitGridSpread() {
  const ember = new Map(read("grid/ember-co2js-0.19.0.json").rows.map((row) => [row.key, row]));
  const zones = new Map(
    read("grid-zones/electricity-maps-2025.json").rows.map((row) => {
      const [zone, , grams] = row.split("|");
      return [zone, grams.split(",").map(Number)];
    }),
  );
  const countries = read("places/countries.json").rows.map((row) => {
    const [iso2, iso3, , region] = row.split("|");
    return { iso2, iso3, region };
  });
  const pairs = countries.flatMap(({ iso2, iso3 }) => {
    const own = ember.get(iso3);
    const other = zones.get(iso2)?.[(own?.year ?? 0) - firstYear];
    return own === undefined || own.value <= 0 || other === undefined
      ? []
      : [{ iso3, difference: Math.log(other / own.value) }];
  });
  const differences = pairs.map(({ difference }) => Math.abs(difference));
  const changes = countries.flatMap(({ iso2 }) => yearly(zones.get(iso2)));
  // A difference of two publishers has the errors of both.
  const typical = {
    publishers: quantile(differences, withinOneSd) / Math.SQRT2,
    change: quantile(changes.map(Math.abs), withinOneSd),
    widePublishers: quantile(differences, 0.9) / Math.SQRT2 / 1.645,
    wideChange: quantile(changes.map(Math.abs), 0.9) / 1.645,
  };
  const within = new Map(countries.map(({ iso2 }) => [iso2, spreadOfZones(iso2, zones)]));
  const big = ["AU", "BR", "CA", "IN", "US"].map((iso2) => within.get(iso2));
  within.set("CN", quantile(big, 0.5));
  within.set("RU", quantile(big, 0.5));
  const rows = countries.flatMap(({ iso2, iso3 }) => {
    const own = ember.get(iso3);
    if (own === undefined || own.value <= 0) return [];
    const difference = pairs.find((pair) => pair.iso3 === iso3)?.difference;
    const years = zones.get(iso2);
    const spread =
      difference === undefined
        ? { publishers: typical.widePublishers, sinceThen: 0, eachYear: typical.wideChange }
        : {
            publishers: Math.sqrt(
              (weight.publishers * typical.publishers ** 2 + difference ** 2 / 2) / (weight.publishers + 1),
            ),
            sinceThen: Math.abs(Math.log(years.at(-1) / years[own.year - firstYear])),
            eachYear: changeOf(years, typical.change),
          };
    return [{ key: iso3, ...spread, within: within.get(iso2) ?? 0 }];
  });
  const zoneRows = [...zones]
    .filter(([zone]) => zone.includes("-") || !ember.has(countries.find(({ iso2 }) => iso2 === zone)?.iso3))
    .map(([zone, years]) => ({
      key: zone,
      publishers: typical.widePublishers,
      sinceThen: 0,
      eachYear: changeOf(years, typical.change),
      within: 0,
    }));
  const regions = [...ember.keys()].filter((key) => !countries.some(({ iso3 }) => iso3 === key));
  const regionRows = regions.map((key) => ({
    key,
    publishers: typical.publishers,
    sinceThen: 0,
    eachYear: typical.change,
    within: spreadOfRegion(key, ember, countries),
  }));
  return { typical, pairs, rows: [...rows, ...regionRows], zoneRows };
}

function yearly(years = []) {
  return years.slice(1).map((value, index) => Math.log(value / years[index]));
}

function changeOf(years, typical) {
  const own = yearly(years);
  const squares = own.reduce((sum, one) => sum + one ** 2, 0);
  return Math.sqrt((squares + weight.change * typical ** 2) / (own.length + weight.change));
}

/** How far zones lie from the country's mean, outliers such as small islands aside: 1.4826 times the median distance. */
function spreadOfZones(iso2, zones) {
  const newest = [...zones].filter(([zone]) => zone.startsWith(`${iso2}-`)).map(([, years]) => years.at(-1));
  const national = zones.get(iso2)?.at(-1);
  if (newest.length < fewestZones || national === undefined || onlyIslands.has(iso2)) return undefined;
  return Math.min(
    1,
    1.4826 *
      quantile(
        newest.map((grams) => Math.abs(Math.log(grams / national))),
        0.5,
      ),
  );
}

/** How far countries lie from the mean of their region: the standard deviation, as a share of the mean, at most 1. */
function spreadOfRegion(key, ember, countries) {
  const members = countries.filter(({ region }) => region === key);
  const chosen = members.length > 0 && key !== "WORLD" ? members : countries;
  const mean = ember.get(key).value;
  const values = chosen.flatMap(({ iso3 }) => ember.get(iso3)?.value ?? []).filter((value) => value > 0);
  const squares = values.reduce((sum, value) => sum + (value / mean - 1) ** 2, 0);
  return Math.min(1, Math.sqrt(squares / values.length));
}

function rounded(value) {
  return String(Math.round(value * 1000) / 1000);
}

/** The data file, as text. */
export function spreadFile({ typical, pairs, rows, zoneRows }) {
  const line = ({ key, publishers, sinceThen, eachYear, within }) =>
    `    ${JSON.stringify([key, ...[publishers, sinceThen, eachYear, within].map(rounded)].join("|"))}`;
  return `{
  "source": {
    "title": "Wattledger: how well averages of the grid are known",
    "version": "2026-11",
    "locator": "scripts/fit-grid-spread.mjs, after Ember and Electricity Maps: ${pairs.length} countries in one year, changes of ${firstYear} to ${lastYear}",
    "retrieved": "2026-11-30",
    "license": "ODbL-1.0",
    "caveat": "Contains information from Electricity Maps, which is made available under the Open Database License (ODbL) 1.0. Relative standard deviations. Typical: publishers ${rounded(typical.publishers)}, change in a year ${rounded(typical.change)}; where one publisher alone has the place ${rounded(typical.widePublishers)}, ${rounded(typical.wideChange)}."
  },
  "columns": "key|publishers differ|changed since the figure's year|change of a further year|places within differ",
  "newestYear": ${lastYear},
  "typical": ${JSON.stringify(["typical", typical.widePublishers, 0, typical.wideChange, 0].map((cell) => (typeof cell === "number" ? rounded(cell) : cell)).join("|"))},
  "rows": [
${rows.map(line).join(",\n")}
  ],
  "zones": [
${zoneRows.map(line).join(",\n")}
  ]
}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fit = fitGridSpread();
  const text = spreadFile(fit);
  if (process.argv.includes("--write")) writeFileSync(target, text);
  else process.stdout.write(text);
}
