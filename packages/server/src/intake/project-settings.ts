import type { Activity, ActivityKind, Method } from "@wattledger/core";
import { chooseMethod } from "@wattledger/estimate";
import { ourMethods } from "@wattledger/methods";

/** What a project has chosen for events that arrive in it. */
export interface ProjectSettings {
  /** Id of the method by kind of activity; ours where none is named. */
  readonly methods?: Readonly<Partial<Record<ActivityKind, string>>>;
  /** Zone of the grid for events that state neither a zone nor a known region. */
  readonly zone?: string;
  /** Data centre for events that state none, and whose region and provider are not known. */
  readonly facility?: string;
}

/**
 * The methods to ask for an activity; the first that answers counts. They are the project's own choice, or ours in their order.
 *
 * @throws WattledgerError `unknown-name`
 */
export function methodsFor({ kind }: Activity, { methods = {} }: ProjectSettings): readonly Method[] {
  const chosen = methods[kind];
  return chosen === undefined ? ourMethods.filter(({ accepts }) => accepts.includes(kind)) : [chooseMethod(chosen)];
}
