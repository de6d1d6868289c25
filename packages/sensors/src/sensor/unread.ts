import type { SensorAvailability, UnreadDevice } from "./sensor.ts";

/** The answer of a sensor whose parts all cannot be read: denied if permission would help, or else absent. `nothing` is the reason if it has no parts. */
export function nothingRead(
  unread: readonly UnreadDevice[],
  nothing: string,
): Exclude<SensorAvailability, { readonly state: "ready" }> {
  const refused = unread.find(({ remedy }) => remedy !== undefined);
  if (refused?.remedy !== undefined) return { state: "denied", reason: refused.reason, remedy: refused.remedy };
  const [first] = unread;
  return { state: "absent", reason: first?.reason ?? nothing, ...(first === undefined ? {} : { unread }) };
}
