import { expect, test } from "vitest";
import { chooseMethod, ourMethodFor } from "./choose-method.ts";

test.each([
  [["model", "outputTokens", "zone"], "api-inference"],
  [["activeParametersBillions", "tokensBillions", "accelerator"], "training-estimate"],
  [["work", "period", "accelerators", "busyShare"], "self-hosted-inference"],
  [["model", "steps", "frames"], "video-generation"],
  [["components.cpu.energy", "duration"], "measured"],
])("who gives %j and no method gets %s", (names, id) => {
  expect(ourMethodFor(Object.fromEntries(names.map((name) => [name, 1]))).id).toBe(id);
});

test.each([[[]], [["outputTokens", "frames"]]])("who gives %j is told to name a method", (names) => {
  const given = Object.fromEntries(names.map((name) => [name, 1]));
  expect(() => ourMethodFor(given)).toThrow(/Name a method.*\n {2}wattledger estimate [a-z-]+ .*(?:\n.*){2}$/u);
});

test("a misspelt input without a method is answered with the nearest name", () => {
  expect(() => ourMethodFor({ model: "gpt-4o", outputTokns: 500 })).toThrow(
    "Unknown input `outputTokns`. Did you mean `outputTokens`? Correct it, or name a method",
  );
});

test.each(["gpt-4o", "12h", "nothing-like-it"])("an unknown method %s is answered on one line", (id) => {
  expect(() => chooseMethod(id)).toThrow(
    `Unknown method \`${id}\`. Inputs are written name=value: for an AI model, model=${id}. \`wattledger methods\` lists the methods.`,
  );
});

test("other names for an input choose the same method", () => {
  expect(ourMethodFor({ duration: "12h", instance: "m5.large" }).id).toBe("instance-use");
  expect(ourMethodFor({ activeParameters: 8, tokens: 15e12 }).id).toBe("training-estimate");
});
