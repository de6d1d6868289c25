import type { Activity } from "../activity/activity.ts";
import { expectMembers } from "../argument.ts";
import { expectFamilies, expectMethod } from "../graph/expect-graph.ts";
import type { FactorFamily } from "../graph/factor.ts";
import type { ActivityInputs, Given, GivenInput } from "../graph/given.ts";
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
  const read = activityReader(method, families);
  expectMembers("An activity", activity, { kind: "text" });
  return read(activity);
}

/** As {@link givenFor}, for many activities: what holds for the method is found once. The activities are not checked. */
export function activityReader(
  method: Method,
  families: readonly FactorFamily[],
): (activity: Activity) => Result<Given, string> {
  expectMethod(method);
  expectFamilies(families);
  const { inputsOf } = method;
  const names = namesToGive(method, families);
  const common = byName.filter((name) => names.includes(name));
  return (activity) => {
    const own = inputsOf === undefined ? undefined : ownInputs(inputsOf, activity);
    if (own === undefined) return fail(`it does not cover a ${activity.kind}`);
    if (!own.ok) return own;
    const facts: Readonly<Record<string, unknown>> = activity;
    const given: Record<string, GivenInput> = {};
    for (const name of common) {
      const fact = facts[name];
      if (typeof fact === "string" || typeof fact === "number") given[name] = fact;
    }
    return ok(Object.assign(given, own.value));
  };
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
