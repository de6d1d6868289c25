import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";
import type { Meaning } from "../family/figure-table.ts";

const meaning: Meaning = {
  boundary: "component",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
  convention: "accelerators only, one request at a time",
};

/** Measured GPU energy of a query in the AI Energy Score, one query at a time on an H100. */
export const aiEnergyScoreMeasured: FactorFamily = figureFamily({
  id: "ai-energy-score",
  title: "GPU energy of a query in the AI Energy Score",
  unit: "Wh/request",
  key: {
    name: "scored",
    help: "Model of the leaderboard",
    examples: ["gpt-oss-120b-reasoning", "openai/gpt-oss-120b"],
  },
  tables: async () => {
    const { leaderboard, reports } = await import("../tables/ai-energy-score.ts");
    return [
      { name: "leaderboard-2025-12", meaning, file: leaderboard },
      { name: "reports-2025-12", meaning, file: reports },
    ];
  },
});
