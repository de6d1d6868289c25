import { openDuckDb } from "../packages/ledger/dist/engine/duckdb.js";
import { tableOf } from "../packages/ledger/dist/sql/tables.js";
import { Store } from "../packages/ledger/dist/store/store.js";
import { benchStart } from "./ledger-events.mjs";

const day = 86_400_000;

/**
 * Makes the engine file of a ledger with many events over some days, by SQL: 40 projects, 60 models, 5 regions, 100 tag sets, power-law
 * frequencies, random ids. Its roll-ups are made, too. The journal is empty: the file is for questions, not for rebuilding.
 */
export async function fillEngine(path, events, days, onPart = () => {}) {
  const engine = await openDuckDb({ path, memoryLimit: "4GB" });
  const store = await Store.open(engine);
  const { dictionary } = store;
  const numbers = (dimension, values) => values.map((value) => dictionary.numberFor(dimension, value));
  const first = {
    project: numbers("project", texts("project", 40))[0],
    model: numbers("model", texts("model", 60))[0],
    region: numbers("region", texts("region", 5))[0],
    tags: numbers(
      "tags",
      Array.from({ length: 100 }, (_, index) =>
        JSON.stringify({ customer: `c${index % 20}`, feature: `f${index % 5}` }),
      ).filter((text, index, all) => all.indexOf(text) === index),
    )[0],
  };
  const tagSets = dictionary.valuesOf("tags").size;
  const one = (dimension, value) => dictionary.numberFor(dimension, value);
  const fixed = {
    environment: one("environment", "production"),
    provider: one("provider", "openai"),
    source: one("source", "otlp"),
    activity_kind: one("activity_kind", "llm-request"),
    method: one("method", "api-inference@1"),
    factor_set: one("factor_set", "2026-11"),
    factor_basis: one("factor_basis", "life-cycle"),
    energy_basis: one("energy_basis", "estimated"),
  };
  await dictionary.save(engine, "bench");
  const partEvents = 2_000_000;
  for (let from = 0; from < events; from += partEvents) {
    const count = Math.min(partEvents, events - from);
    const time = `${benchStart} + CAST(floor((${from} + i) * ${(days * day) / events}) AS BIGINT)`;
    const drawn = `SELECT i, random() AS a, random() AS b, random() AS c, random() AS d, pow(10, 2 + 2 * random()) AS mean FROM range(${count}) AS t(i)`;
    const values = {
      received_ms: time,
      time_ms: time,
      event_key: "CAST(hash(uuid()) >> 1 AS BIGINT)",
      id: "replace(CAST(uuid() AS VARCHAR), '-', '')",
      known: "1 + 2 + 16 + 256 + 512 + 2048",
      project: `${first.project} + CAST(floor(40 * pow(a, 3)) AS INTEGER)`,
      model: `${first.model} + CAST(floor(60 * pow(b, 2)) AS INTEGER)`,
      region: `${first.region} + CAST(floor(5 * pow(c, 2)) AS INTEGER)`,
      tags: `${first.tags} + CAST(floor(${tagSets} * pow(d, 2)) AS INTEGER)`,
      ...fixed,
      energy: "CAST(mean * 1e6 AS BIGINT)",
      energy_low: "CAST(mean * 4e5 AS BIGINT)",
      energy_high: "CAST(mean * 25e5 AS BIGINT)",
      gwp_location: "CAST(mean * 1e5 AS BIGINT)",
      gwp_location_low: "CAST(mean * 3e4 AS BIGINT)",
      gwp_location_high: "CAST(mean * 4e5 AS BIGINT)",
      water: "CAST(mean * 5e2 AS BIGINT)",
      water_low: "CAST(mean * 1e2 AS BIGINT)",
      water_high: "CAST(mean * 9e2 AS BIGINT)",
      requests: "1",
      input_tokens: "CAST(floor(4000 * a) AS BIGINT)",
      output_tokens: "CAST(floor(1000 * b) AS BIGINT)",
    };
    const columns = tableOf("usage_events").columns.map(({ name }) => values[name] ?? "0");
    await engine.run(`INSERT INTO usage_events SELECT ${columns.join(", ")} FROM (${drawn}) AS drawn`);
    onPart(from + count);
  }
  for (let at = 0; at < days * 24; at += 1) {
    await engine.run(`INSERT INTO changed_hours VALUES (${benchStart + at * 3_600_000})`);
  }
  for (let at = 0; at < days; at += 1) {
    await engine.run(`INSERT INTO changed_days VALUES (${benchStart + at * day}, 0)`);
  }
  await engine.run("CHECKPOINT");
  return { engine, store };
}

function texts(word, count) {
  return Array.from({ length: count }, (_, index) => `${word}-${index}`);
}
