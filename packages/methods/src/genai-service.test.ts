import { evaluate } from "@wattledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { genaiService } from "./genai-service.ts";

const service = {
  requests: 46e6,
  gpus: 16,
  gpuPower: 400,
  "inference.gpuCarbon": 127.6,
  webServers: 2,
  trainingTime: 2e5,
  lifeRequests: 1e8,
  storage: 250,
  pue: 1.2,
  "electricity.gwp": 44,
  "electricity.adpe": 4.9e-8,
  "userElectricity.gwp": 44,
  "userElectricity.adpe": 4.9e-8,
};

function marginal(more: object): number {
  return evaluate(genaiService, { ...service, ...more }, ["marginal.gwp"])["marginal.gwp"];
}

const cells = [
  "terminalUse.gwp",
  "terminalMade.gwp",
  "networkUse.gwp",
  "networkMade.gwp",
  "hostingUse.gwp",
  "hostingMade.gwp",
  "inferenceUse.gwp",
  "inferenceMade.gwp",
  "dataUse.gwp",
  "dataMade.gwp",
  "trainingUse.gwp",
  "trainingMade.gwp",
] as const;

test("an attributed request is the sum of every tier's use and making", () => {
  const result = evaluate(genaiService, service, ["attributed.gwp", ...cells]);
  const sum = cells.reduce((total, cell) => total + result[cell], 0);
  expect(result["attributed.gwp"] / sum).toBeCloseTo(1, 12);
});

test("a marginal request knows neither training nor hardware", () => {
  expect(marginal({ trainingTime: 0, "inference.gpuCarbon": 0, terminalCarbon: 0 })).toBe(marginal({}));
});

test("with as many requests as the break-even says, training weighs as much as inference", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e7, noNaN: true }), (trainingTime) => {
      const asked = { ...service, trainingTime };
      const { breakEven } = evaluate(genaiService, asked, ["breakEven"]);
      fc.pre(breakEven >= 1);
      const at = evaluate(genaiService, { ...asked, lifeRequests: breakEven }, [
        "trainingShare.gwp",
        "inferenceUse.gwp",
        "inferenceMade.gwp",
      ]);
      expect(at["trainingShare.gwp"] / (at["inferenceUse.gwp"] + at["inferenceMade.gwp"])).toBeCloseTo(1, 9);
    }),
  );
});

test("training over its life and inference over the period are what one accelerator fleet embodies", () => {
  // 16 accelerators over a year, at 5 years and 70 %: 16 ÷ 3.5 lives.
  const { "inferenceMade.gwp": perRequest } = evaluate(
    genaiService,
    { ...service, "inference.lifetime": 5, "inference.utilisation": 0.7 },
    ["inferenceMade.gwp"],
  );
  expect((perRequest * 46e6) / 1000).toBeCloseTo((16 / 3.5) * (127.6 + 2800 / 8), 6);
});

test("a laptop that waits half a minute draws 0.2 Wh, as much as a median prompt is said to", () => {
  expect(evaluate(genaiService, {}, ["terminalEnergy"]).terminalEnergy).toBeCloseTo(0.208, 3);
});

test("per gram of carbon, an answer of Mistral Large 2 takes 2.9 times the water and 4.3 times the minerals of its total", () => {
  const total = perCarbon(20.4e9, 281e6, 660);
  const answer = perCarbon(1.14, 0.045, 1.6e-7);
  expect((answer.waterPerCarbon / total.waterPerCarbon).toFixed(1)).toBe("2.9");
  expect((answer.mineralsPerCarbon / total.mineralsPerCarbon).toFixed(1)).toBe("4.3");
});

function perCarbon(statedCarbon: number, statedWater: number, statedMinerals: number) {
  return evaluate(genaiService, { statedCarbon, statedWater, statedMinerals }, ["waterPerCarbon", "mineralsPerCarbon"]);
}
