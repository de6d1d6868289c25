import { expect, test } from "vitest";
import type { Budget } from "../record/budget.ts";
import { lookAtBudget, newWatch, outcomeOf } from "./budget-watch.ts";
import type { BudgetFigures, BudgetWatch } from "./budget-watch.ts";

const budget: Budget = { text: "100J", kind: "energy", limitJoules: 100 };
const sure = (joules: number): Pick<BudgetFigures, "predicted"> => ({
  predicted: { nominal: joules, low: joules, high: joules, level: 0.9 },
});

test("each change of state is recorded once, and a warning is given when it is worse than ever", () => {
  const looks: readonly BudgetFigures[] = [
    { elapsedSeconds: 1, used: 10, ...sure(90) },
    { elapsedSeconds: 2, used: 20, ...sure(120) },
    { elapsedSeconds: 3, used: 30, ...sure(130) },
    { elapsedSeconds: 4, used: 40, ...sure(90) },
    { elapsedSeconds: 5, used: 50, ...sure(120) },
    { elapsedSeconds: 6, used: 101 },
  ];
  let watch: BudgetWatch = newWatch;
  const steps = looks.map((figures) => {
    const step = lookAtBudget(watch, figures, { budget, onBudget: "warn" });
    watch = step.watch;
    return [step.line?.state, step.warn, step.askToEnd];
  });
  expect(steps).toEqual([
    [undefined, false, false],
    ["over", true, false],
    [undefined, false, false],
    ["ok", false, false],
    ["over", false, false],
    ["exceeded", true, false],
  ]);
});

test("the command is asked to end once, and the outcome says when", () => {
  const figures: BudgetFigures = { elapsedSeconds: 7, used: 10, ...sure(150) };
  const first = lookAtBudget(newWatch, figures, { budget, onBudget: "stop" });
  expect(first).toMatchObject({ askToEnd: true, warn: true, line: { askedToEnd: true, predicted: 150 } });
  const second = lookAtBudget(first.watch, { ...figures, elapsedSeconds: 8 }, { budget, onBudget: "stop" });
  expect(second).toMatchObject({ askToEnd: false, warn: false });
  expect(outcomeOf(budget, second.watch, figures)).toMatchObject({ askedToEndAfterSeconds: 7, limit: 100 });
});
