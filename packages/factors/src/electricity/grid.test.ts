import { fromFactor, inputQuantity } from "@wattledger/core";
import type { Distribution, FoundFactor } from "@wattledger/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { gridDirect } from "./grid-direct.ts";
import { grid } from "./grid.ts";

async function found(key: string | undefined): Promise<FoundFactor> {
  const result = await grid.find(key);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Relative standard deviation of any distribution. */
function relativeSigma(distribution: Distribution, value: number): number {
  if (distribution.kind === "normal") return distribution.sd / value;
  if (distribution.kind === "log-normal") return Math.sqrt(Math.exp(Math.log(distribution.gsd) ** 2) - 1);
  throw new Error(`unexpected ${distribution.kind}`);
}

async function sigmaOf(key: string | undefined): Promise<number> {
  const { factor } = await found(key);
  return relativeSigma(factor.uncertainty.distribution, factor.value);
}

/** Ember by way of CO2.js 0.19.0. */
const places: readonly (readonly [string, number, string])[] = [
  ["FR", 44.18, "FRA"],
  ["fra", 44.18, "FRA"],
  ["France", 44.18, "FRA"],
  [" france ", 44.18, "FRA"],
  ["South Korea", 415.65, "KOR"],
  ["Korea, Republic of", 415.65, "KOR"],
  ["Republic of Korea", 415.65, "KOR"],
  ["UK", 215.79, "GBR"],
  ["United Kingdom", 215.79, "GBR"],
  ["Czechia", 413.86, "CZE"],
  ["czech republic", 413.86, "CZE"],
  ["Türkiye", 469.7, "TUR"],
  ["Turkey", 469.7, "TUR"],
  ["Turkiye", 469.7, "TUR"],
  ["Ivory Coast", 393.53, "CIV"],
  ["Côte d'Ivoire", 393.53, "CIV"],
  ["cote divoire", 393.53, "CIV"],
  ["U.S.A.", 383.55, "USA"],
  ["The Netherlands", 252.7, "NLD"],
  ["Viet Nam", 486.13, "VNM"],
  ["Réunion", 525.22, "REU"],
  ["XK", 958.72, "XKX"],
  ["EU", 213.02, "EU"],
  ["European Union", 213.02, "EU"],
  ["europe", 285, "EUROPE"],
  ["Latin America and Caribbean", 254.21, "LATIN AMERICA AND CARIBBEAN"],
  ["WORLD", 472.94, "WORLD"],
];

test.for(places)("%s has %s gCO2e/kWh, without a fall-back", async ([key, value, matched]) => {
  const { factor, fallbacks, matched: understood } = await found(key);
  expect([factor.value, understood, fallbacks]).toEqual([value, matched, []]);
});

test("no zone at all is the world average, and says so", async () => {
  const { factor, fallbacks } = await found(undefined);
  expect(factor.value).toBe(472.94);
  expect(fallbacks.join()).toContain("No zone was given");
});

test("a zero is missing data: the Central African Republic falls back to another source", async () => {
  const { factor, fallbacks } = await found("CAF");
  expect([factor.value, factor.basis]).toEqual([24, "consumption"]);
  expect(fallbacks).toEqual([
    "Ember has no figure for Central African Republic: that of Electricity Maps, by consumption, is used.",
  ]);
});

test("a round 1000 is doubted: the Falklands carry a caveat and a wide interval", async () => {
  const { factor } = await found("FLK");
  expect(factor.source.caveat).toContain("rounding");
  expect(await sigmaOf("FLK")).toBeGreaterThan(await sigmaOf("JAM"));
});

test("a zone falls back to its country, and errs more", async () => {
  const zone = await found("DE-LU");
  const country = await found("DE");
  expect(zone.factor.value).toBe(country.factor.value);
  expect(zone.factor.id).not.toBe(country.factor.id);
  expect(zone.fallbacks).toEqual(["No life-cycle figure is known for the zone DE-LU: that of Germany is used."]);
  expect(await sigmaOf("DE-LU")).toBeGreaterThan(await sigmaOf("DE"));
});

test("an eGRID subregion does not cross the boundary: its grid zone's life-cycle figure, and it says so", async () => {
  for (const key of ["US-CAMX", "CAMX", "us-camx"]) {
    const { factor, fallbacks } = await found(key);
    expect([factor.value, factor.boundary]).toEqual([208, "life-cycle"]);
    expect(fallbacks).toEqual([
      "The grid zone US-CAL-CISO is used for US-CAMX. US-CAL-LDWP serves parts of it; the interval includes them.",
    ]);
  }
});

// Figures of Ember and Electricity Maps for the zones themselves; states by the zone with most of their people.
test.for([
  ["Texas", 363, "US-TEX-ERCO"],
  ["US-TX", 363, "US-TEX-ERCO"],
  ["ERCT", 363, "US-TEX-ERCO"],
  ["Ontario", undefined, "CA-ON"],
  ["Québec", undefined, "CA-QC"],
  ["New South Wales", undefined, "AU-NSW"],
  ["AU-ACT", undefined, "AU-NSW"],
  ["Tokyo", undefined, "JP-TK"],
  ["JP-13", undefined, "JP-TK"],
  ["BR-SP", undefined, "BR-CS"],
  ["IN-KA", undefined, "IN-SO"],
  ["FR-2A", 546, "FR-COR"],
  ["US-HI", undefined, "US-HI"],
  ["Hawaii", undefined, "US-HI"],
] as const)("%s has the figure of the grid zone that serves it", async ([key, value, zone]) => {
  const { factor, matched, fallbacks } = await found(key);
  expect(factor).toEqual((await found(zone)).factor);
  expect(factor.value).toBe(value ?? factor.value);
  expect(matched).toBe(zone);
  expect(fallbacks.length).toBe(
    key.toUpperCase() === zone || zone.startsWith("CA-") || key === "New South Wales" || key === "Hawaii" ? 0 : 1,
  );
});

test("California is that of its operator, and its interval takes in Los Angeles, which has a grid of its own", async () => {
  const { factor } = await found("California");
  const city = await found("US-CAL-LDWP");
  expect(factor.value).toBe(208);
  const { high } = await endsOf("California");
  expect(high).toBeGreaterThanOrEqual(city.factor.value);
});

test("Georgia is the country; the state has its code", async () => {
  expect((await found("Georgia")).matched).toBe("GEO");
  expect((await found("US-GA")).matched).toBe("US-SE-SOCO");
});

test.for([
  ["FR-RE", 525.22, "REU"],
  ["FR-974", 525.22, "REU"],
  ["FR-GP", 493.83, "GLP"],
  ["FR-NC", undefined, "NCL"],
  ["US-PR", 664.53, "PRI"],
  ["PRMS", 664.53, "PRI"],
  ["US-GU", undefined, "GUM"],
  ["US-VI", undefined, "VIR"],
  ["US-AS", undefined, "ASM"],
  ["CN-TW", 635.15, "TWN"],
  ["CN-HK", 681.99, "HKG"],
  ["CN-MO", undefined, "MAC"],
  ["CN-91", 681.99, "HKG"],
  ["NL-AW", undefined, "ABW"],
  ["NL-CW", undefined, "CUW"],
  ["DK-FO", undefined, "FRO"],
  ["DK-GL", undefined, "GRL"],
  ["FI-01", undefined, "ALA"],
  ["NO-21", undefined, "SJM"],
  ["GB-GI", undefined, "GIB"],
  ["GB-JE", undefined, "JEY"],
] as const)("the territory %s has its own figure, not that of its state", async ([key, value, iso3]) => {
  const territory = await found(key);
  expect(territory).toEqual(await found(iso3));
  expect(territory.factor.value).toBeCloseTo(value ?? territory.factor.value, 0);
});

test.for([
  "N/A",
  "n/a",
  "n.a.",
  "N.A.",
  "#N/A",
  "n\\a",
  "N A",
  "None",
  "null",
  "NaN",
  "-",
  "--",
  "?",
  "unknown",
  "<NA>",
  "undefined",
])("%s means a missing value and is refused", async (key) => {
  const result = await grid.find(key);
  expect(result.ok ? "found" : result.error.kind).toBe("unknown-name");
  expect(result.ok ? "" : result.error.message).toMatch(/missing value|No place is called/u);
});

test.for(["$(id)", "%s%n", "F!R", "F-R", "F R", "T/O", "A/E", "S/A", "I/O", "C/A", "f.r", "(FR)", "F\u200BR", "&"])(
  "%s is not a code of a country: codes are read as written",
  async (key) => {
    expect(await grid.find(key)).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
  },
);

test("NA is the code of Namibia, and people are told so", async () => {
  const { matched, fallbacks } = await found("NA");
  expect([matched, fallbacks]).toEqual(["NAM", ['"NA" is read as the code of Namibia, not as a missing value.']]);
});

test("a country without a figure falls back to its region and says so", async () => {
  const { factor, fallbacks } = await found("Monaco");
  expect(factor.value).toBe(285);
  expect(fallbacks).toEqual(["No figure is known for Monaco: the average of Europe is used."]);
});

test("a figure used for an unknown place inside is less certain than the average itself", async () => {
  expect(await sigmaOf("FR-XYZ")).toBeGreaterThan(await sigmaOf("FR"));
  expect(await sigmaOf("US-XYZ")).toBeGreaterThan(2 * (await sigmaOf("US")));
  expect(await sigmaOf("Monaco")).toBeGreaterThan(await sigmaOf("EUROPE"));
  expect(await sigmaOf(undefined)).toBeGreaterThan(2 * (await sigmaOf("WORLD")));
  const { factor } = await found("US-XYZ");
  expect(factor.uncertainty.basis).toContain("places within it by");
  expect((await found("US")).factor.uncertainty.basis).not.toContain("places");
});

async function heldKeysOfGrid(): Promise<readonly string[]> {
  return (await grid.heldKeys?.()) ?? [];
}

async function endsOf(
  key: string | undefined,
): Promise<{ readonly mean: number; readonly low: number; readonly high: number }> {
  return inputQuantity(fromFactor(await found(key), "gCO2e/kWh"));
}

test.for([
  "US",
  "IN",
  "CN",
  "FR",
  "WORLD",
  "EUROPE",
  "SE-SE3",
  "FR-XYZ",
  "US-XYZ",
  "Monaco",
  "time-zone:Europe/Paris",
  undefined,
])("the mean of the published average of %s is that average", async (key) => {
  const { factor } = await found(key);
  expect((await endsOf(key)).mean).toBeCloseTo(factor.value, 9);
});

// Another publisher's figure of the same country: Electricity Maps 2024, Our World in Data 2023 by way of CodeCarbon 3.3.0.
test.for([
  ["US", 409, 369.473],
  ["IN", 614, 713.441],
  ["CN", 513, 582.317],
  ["DE", 341, 380.95],
  ["FR", 33, 56.039],
  ["GB", 175, 237.589],
  ["PL", 581, 661.926],
  ["ZA", 712, 707.686],
  ["JP", 464, 485.392],
] as const)("the interval of %s holds what other publishers have, %s and %s", async ([key, maps, owid]) => {
  const { low, high } = await endsOf(key);
  for (const other of [maps, owid]) expect([low < other, other < high]).toEqual([true, true]);
});

test("the interval of an average is one that a grid can have: India's, and grids of nothing but coal", async () => {
  expect((await endsOf("IN")).high).toBeLessThan(950);
  expect((await endsOf("US")).high).toBeLessThan(500);
  for (const key of ["ZA", "BW", "XK", "KZ", "PL", "MN"]) expect((await endsOf(key)).high).toBeLessThan(1310);
});

test("a place guessed from the time zone is announced, errs more than the place named, and no more than the world", async () => {
  for (const [timeZone, place] of [
    ["Europe/Paris", "FR"],
    ["Asia/Calcutta", "IN"],
    ["US/Pacific", "US"],
  ] as const) {
    const guess = await found(`time-zone:${timeZone}`);
    const named = await found(place);
    expect(guess.factor.value).toBe(named.factor.value);
    expect(guess.factor.id).not.toBe(named.factor.id);
    expect(guess.fallbacks[0]).toMatch(
      new RegExp(`No zone was given: the time zone ${timeZone} suggests .*This guess`),
    );
    expect(await sigmaOf(`time-zone:${timeZone}`)).toBeGreaterThan(await sigmaOf(place));
    expect(await sigmaOf(`time-zone:${timeZone}`)).toBeLessThanOrEqual(1.1 * (await sigmaOf(undefined)));
  }
});

test.for(["UTC", "Etc/GMT+3", "CET", "Mars/Olympus", ""])(
  "the time zone %j does not name a country",
  async (timeZone) => {
    expect(await grid.find(`time-zone:${timeZone}`)).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
  },
);

test.for([
  ["SE-SE3", 20],
  ["US-CAL-CISO", 208],
  ["fr-cor", 546],
  ["aws:us-west-1", 208],
] as const)("the zone %s has a figure of its own, of consumption, %s gCO2e/kWh in 2025", async ([key, value]) => {
  const { factor } = await found(key);
  expect([factor.value, factor.year, factor.boundary, factor.basis]).toEqual([
    value,
    2025,
    "life-cycle",
    "consumption",
  ]);
  expect(factor.source.license).toBe("ODbL-1.0");
});

test("a cloud region that may lie in either of two zones names both, and its interval takes both in", async () => {
  const { factor, fallbacks } = await found("aws:us-west-2");
  expect(fallbacks).toEqual([
    "The cloud region aws:us-west-2 is in Oregon, United States; its grid zone is US-NW-PACW or US-NW-BPAT.",
  ]);
  const other = await found("gcp:us-west1");
  expect([factor.value, other.factor.value]).toEqual([204, 129]);
  expect(factor.uncertainty).toEqual(other.factor.uncertainty);
  expect(factor.uncertainty.distribution).toMatchObject({ kind: "interval", level: 0.9 });
  expect((await found("aws:eu-west-3")).fallbacks[0]).not.toContain("grid zone");
});

test("a country whose average changes much from year to year errs more", async () => {
  expect(await sigmaOf("FR")).toBeGreaterThan(1.5 * (await sigmaOf("JP")));
});

test.for([
  ["aws:sa-east-1", 106],
  ["sa-east-1", 106],
  ["me-south-1", 902.41],
  ["af-south-1", 713.9],
  ["us-central1-a", 501],
  ["azure:swedencentral", 20],
  ["AWS:EU-WEST-3", 44.18],
] as const)("the cloud region %s is read by the provider's table, not by its first letters", async ([key, value]) => {
  const { factor, fallbacks } = await found(key);
  expect(factor.value).toBe(value);
  expect(fallbacks[0]).toContain("cloud region");
});

test.for(["Frnace", "Atlantis", "sa-east-9", "aws:moon-1", "XX", "ZZ-TOP", "Korea", "-", "?"])(
  "%s is not silently the world",
  async (key) => {
    expect(await grid.find(key)).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
  },
);

test("a refusal names the nearest places", async () => {
  const result = await grid.find("Frnace");
  expect(!result.ok && result.error.message).toContain("Nearest names: France.");
});

test("case and surrounding blanks of a key do not matter", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.boolean(), fc.boolean(), async ([key], upper, padded) => {
      const cased = upper ? key.toUpperCase() : key.toLowerCase();
      expect(await grid.find(padded ? ` ${cased} ` : cased)).toEqual(await grid.find(key));
    }),
    { numRuns: 40 },
  );
});

test("no interval of a grid reaches beyond what the worst plants emit, and none has lost its mean", async () => {
  for (const zone of await heldKeysOfGrid()) {
    const { mean, high } = await endsOf(zone);
    expect([zone, high <= 1310.3 + 1e-6]).toEqual([zone, true]);
    expect(mean).toBeGreaterThan(0);
  }
  const reunion = await endsOf("RE");
  expect(reunion.mean).toBeCloseTo(525.22, 6);
  expect(reunion.high).toBeCloseTo(1310.3, 3);
});

// Ember has 1306.3 and 1121.2 for two grids that run on gas; Electricity Maps has 490 and 487.
test.for([
  ["TM", 490],
  ["UZ", 487],
] as const)("%s, which runs on gas, has no figure of coal", async ([key, value]) => {
  const { factor, fallbacks } = await found(key);
  expect(factor.value).toBe(value);
  expect(fallbacks.join(" ")).toContain("more than a grid of gas can emit");
});

test("direct figures are eGRID's, in grams per kilowatt-hour", async () => {
  for (const [key, grams] of [
    ["US", 349.67],
    ["US-CAMX", 195.04],
    ["ERCT", 334.13],
    ["aws:us-east-1", 270.49],
  ] as const) {
    const result = await gridDirect.find(key);
    expect(result.ok && result.value.factor.boundary).toBe("direct");
    expect(result.ok ? result.value.factor.value : 0).toBeCloseTo(grams, 2);
  }
});

test("direct figures are refused outside the United States rather than taken from another boundary", async () => {
  expect(await gridDirect.find("FR")).toMatchObject({ ok: false, error: { kind: "no-factor" } });
  expect(await gridDirect.find("EUROPE")).toMatchObject({ ok: false, error: { kind: "no-factor" } });
  expect(await gridDirect.find(undefined)).toMatchObject({ ok: false, error: { kind: "no-factor" } });
});

// The ministry's direct figure of 2023, and 26.9 g that the country's life-cycle average (557.5) has on top of its direct one (530.6).
test.for([
  ["CN-YN", 133.3, 160.2],
  ["Yunnan", 133.3, 160.2],
  ["Guangxi Zhuang", 447.6, 474.5],
  ["CN-TJ", 679.6, 706.5],
  ["aws:cn-northwest-1", 618.7, 645.6],
  ["azure:chinaeast2", 573.7, 600.6],
] as const)(
  "the province of %s has a figure of its own: %d direct, %d over the life cycle",
  async ([key, direct, whole]) => {
    const lifeCycle = await found(key);
    expect(lifeCycle.factor.value).toBeCloseTo(whole, 9);
    expect([lifeCycle.factor.boundary, lifeCycle.factor.basis, lifeCycle.factor.year]).toEqual([
      "life-cycle",
      "consumption",
      2023,
    ]);
    const ofStacks = await gridDirect.find(key);
    expect(ofStacks.ok && [ofStacks.value.factor.value, ofStacks.value.factor.boundary]).toEqual([direct, "direct"]);
  },
);

test("Tibet, for which the ministry has no figure, has the country's, and China as a whole keeps its own", async () => {
  const { factor, fallbacks } = await found("CN-XZ");
  expect(factor.value).toBe(557.5);
  expect(fallbacks).toEqual(["No life-cycle figure is known for the zone CN-XZ: that of China is used."]);
  expect((await found("CN")).factor.value).toBe(557.5);
  expect(await gridDirect.find("CN-XZ")).toMatchObject({ ok: false });
});

// By people and utility in EPA's table of ZIP codes: docs/changes/2026-11-30-zones-of-subregions.md.
test.for([
  ["US-MO", 501, "US-MIDW-MISO"],
  ["US-WA", 166, "US-NW-PSEI"],
  ["US-SRVC", 320, "US-CAR-DUK"],
] as const)("%s has the figure of the zone that serves most of its people, %d g", async ([key, value, zone]) => {
  const { factor, matched, fallbacks } = await found(key);
  expect([factor.value, matched]).toEqual([value, zone]);
  expect(fallbacks.join(" ")).toContain("the interval includes them");
});
