/** One name among names for the same thing. */
interface Synonym {
  readonly name: string;
  /** What one of it is, in the smallest unit of the group: 1 billion tokens are 1e9 tokens. */
  readonly size: number;
}

/** Names for the same thing, in `estimate` and in `compare`. Units that are written with the number are not concerned. */
const groups: readonly (readonly Synonym[])[] = [
  same("duration", "time", "runtime"),
  same("cpuModel", "cpu"),
  same("processorCores", "cores"),
  same("meanLoad", "cpuUsage"),
  same("machines", "servers"),
  sized("tokens"),
  // Without the word, these are in billions too: `compare` has always written them so.
  same("activeParameters", "activeParametersBillions"),
  same("totalParameters", "totalParametersBillions"),
];

function same(...names: readonly string[]): readonly Synonym[] {
  return names.map((name) => ({ name, size: 1 }));
}

function sized(name: string): readonly Synonym[] {
  return [
    { name, size: 1 },
    { name: `${name}Billions`, size: 1e9 },
  ];
}

/** The names that mean the same as this one, each with the factor by which a bare number is multiplied. */
export function synonymsOf(name: string): readonly { readonly name: string; readonly scale: number }[] {
  return groups.flatMap((group) => {
    const own = group.find((one) => one.name === name);
    if (own === undefined) return [];
    return group.flatMap((one) => (one === own ? [] : [{ name: one.name, scale: own.size / one.size }]));
  });
}

/** A value under another name. A bare number is scaled; text with a unit or an interval is not, and is undefined if it would have to be. */
export function scaled(value: unknown, scale: number): unknown {
  if (scale === 1) return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number * scale : undefined;
}
