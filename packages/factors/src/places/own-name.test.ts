import { expect, test } from "vitest";
import { families } from "../index.ts";

test.each(["Brasil", "brasil", "Brazil", "BRA"])("%s is Brazil", async (name) => {
  const found = await families.find(({ id }) => id === "grid")?.find(name);
  expect(found?.ok === true && found.value.factor.id).toBe("grid/ember-co2js-0.19.0/BRA/2024");
});
