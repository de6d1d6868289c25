import { WattledgerError, suggestion } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { methods } from "@wattledger/methods";

/** The method of an id. @throws WattledgerError `unknown-name`, with the nearest id and all there are. */
export function chooseMethod(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (method !== undefined) return method;
  const known = methods.map((candidate) => candidate.id);
  throw new WattledgerError(
    "unknown-name",
    `There is no method \`${id}\`.${suggestion(id, known)} Known: ${known.join(", ")}.`,
  );
}
