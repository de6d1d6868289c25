import type { Activity } from "../activity/activity.ts";
import { expectMembers } from "../argument.ts";
import { expectFamilies, expectMethod } from "../graph/expect-graph.ts";
import type { FactorFamily } from "../graph/factor.ts";
import type { ActivityInputs, Given } from "../graph/given.ts";
import type { Method } from "../graph/graph.ts";
import { fail, ok } from "../result.ts";
import type { Result } from "../result.ts";
import { namesToGive } from "./keys.ts";

/** Facts of an activity that go to inputs and keys of the same name, in every method that has them. */
const byName = ["zone", "facility", "pue", "model"] as const;

/**
 * What a method is given to say something of an activity: inputs, keys of factors, and equations whose value is known.
 * A failure is half a sentence that begins with "it": what the method would have to know.
 */
export function givenFor(method: Method, activity: Activity, families: readonly FactorFamily[]): Result<Given, string> {
  expectMethod(method);
  expectMembers("An activity", activity, { kind: "text" });
  expectFamilies(families);
  const own = method.inputsOf === undefined ? undefined : ownInputs(method.inputsOf, activity);
  if (own === undefined) return fail(`it does not cover a ${activity.kind}`);
  if (!own.ok) return own;
  const names = namesToGive(method, families);
  const facts: Readonly<Record<string, unknown>> = activity;
  const common = byName.flatMap((name): readonly (readonly [string, string | number])[] => {
    const fact = facts[name];
    return names.includes(name) && (typeof fact === "string" || typeof fact === "number") ? [[name, fact]] : [];
  });
  return ok({ ...Object.fromEntries(common), ...own.value });
}

function ownInputs(inputsOf: ActivityInputs, activity: Activity): Result<Given, string> | undefined {
  switch (activity.kind) {
    case "compute-run":
      return inputsOf[activity.kind]?.(activity);
    case "llm-request":
      return inputsOf[activity.kind]?.(activity);
    case "media-request":
      return inputsOf[activity.kind]?.(activity);
    case "training-plan":
      return inputsOf[activity.kind]?.(activity);
    case "device-use":
      return inputsOf[activity.kind]?.(activity);
    case "service-use":
      return inputsOf[activity.kind]?.(activity);
  }
}
