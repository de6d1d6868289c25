import { expect, test } from "vitest";
import { defined } from "./defined.ts";

test("members that are undefined are dropped, all others stay in their order", () => {
  const label: string | undefined = undefined;
  const members = defined({ zone: "FR", label, pue: 0, model: null, isWhole: false, name: "" });
  expect(Object.entries(members)).toEqual([
    ["zone", "FR"],
    ["pue", 0],
    ["model", null],
    ["isWhole", false],
    ["name", ""],
  ]);
});

test("the type says which members may be absent", () => {
  const maybe: number | undefined = Number("7");
  const typed: { readonly zone: string; readonly pue?: number } = defined({ zone: "FR", pue: maybe });
  expect(typed).toEqual({ zone: "FR", pue: 7 });
});
