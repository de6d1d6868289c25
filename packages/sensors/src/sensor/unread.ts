import type { SensorAvailability, UnreadDevice } from "./sensor.ts";

/** What a sensor says whose parts all cannot be read: denied where permission would help, else absent; `nothing` where it has no parts. */
export function nothingRead(
  unread: readonly UnreadDevice[],
  nothing: string,
): Exclude<SensorAvailability, { readonly state: "ready" }> {
  const refused = unread.find(({ remedy }) => remedy !== undefined);
  if (refused?.remedy !== undefined) return { state: "denied", reason: refused.reason, remedy: refused.remedy };
  const [first] = unread;
  return { state: "absent", reason: first?.reason ?? nothing, ...(first === undefined ? {} : { unread }) };
}
