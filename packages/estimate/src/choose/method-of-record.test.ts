import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { methodOfRecord } from "./method-of-record.ts";

// What results on record name, as far as another version has taken the id over since.
test.for([
  ["ecologits", "0.9", "ecologits-0-9"],
  ["ecologits", "0.11", "ecologits"],
  ["ecologits-0-8", "0.8", "ecologits-0-8"],
  ["boavizta-cloud-instance", "2.4.1", "boavizta-cloud-instance-2-4"],
  ["boavizta-cpu", "2.4.1", "boavizta-cpu"],
  ["boavizta-gpu", "2.4.1", "boavizta-gpu"],
  ["boavizta-ram", "2.4.1", "boavizta-ram-2-4"],
  ["boavizta-server", "2.4.1", "boavizta-server-2-4"],
  ["boavizta-server", "2.5.0", "boavizta-server"],
  ["boavizta-ssd", "2.4.1", "boavizta-ssd-2-4"],
  ["boavizta-terminal", "2.4.1", "boavizta-terminal"],
  ["carbontracker", "2.3.0", "carbontracker-2-3"],
  ["carbontracker", "2.4.7", "carbontracker"],
  ["codecarbon", "3.3.0", "codecarbon-3-3-0"],
  ["codecarbon", "3.3.2", "codecarbon"],
  ["perun", "0.9.1", "perun-0-9"],
  ["perun", "1.0.0", "perun"],
] as const)("a result of %s %s was computed by the equations of %s", ([id, version, own]) => {
  expect(methodOfRecord({ id, version })?.id).toBe(own);
});

test("a version that no method holds has no equations", () => {
  expect(methodOfRecord({ id: "ecologits", version: "7.0" })).toBeUndefined();
});

test("an id and a version name one method", () => {
  const names = methods
    .flatMap((method) => [method, ...(method.recordedAs ?? [])])
    .map(({ id, version }) => `${id} ${version}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("an id that a method is on record under still answers, with a newer version", () => {
  for (const { recordedAs = [] } of methods)
    for (const { id } of recordedAs) expect(methods.map((method) => method.id)).toContain(id);
});
