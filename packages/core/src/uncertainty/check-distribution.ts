import { inWords, isObject } from "../argument.ts";

/**
 * Returns what is wrong with a distribution about a central value, as the end of "its distribution ..."; undefined if it is
 * in order. It is the rule of `distributionSchema`, without zod, and asks besides that the value lies within the ends.
 */
export function distributionProblem(distribution: unknown, central: number): string | undefined {
  if (!isObject(distribution)) return `must be an object, not ${inWords(distribution)}`;
  const { kind, ...fields } = distribution;
  switch (kind) {
    case "normal":
      return unknownField(kind, fields, ["sd"]) ?? atLeast("sd", fields["sd"], 0);
    case "log-normal": {
      const { about } = fields;
      const problem = unknownField(kind, fields, ["gsd", "about"]) ?? atLeast("gsd", fields["gsd"], 1);
      if (problem !== undefined) return problem;
      if (about !== undefined && about !== "mean") return `has \`about\` ${inWords(about)}, which can only be "mean"`;
      return central < 0 ? `is log-normal, which a value below 0 cannot have (${central})` : undefined;
    }
    case "uniform":
      return unknownField(kind, fields, ["low", "high"]) ?? outOfOrder(fields, ["low", "high"], central);
    case "triangular":
      return (
        unknownField(kind, fields, ["low", "mode", "high"]) ?? outOfOrder(fields, ["low", "mode", "high"], central)
      );
    case "interval": {
      const { level } = fields;
      const isLevel = typeof level === "number" && level > 0 && level < 1;
      return (
        unknownField(kind, fields, ["low", "high", "level"]) ??
        (isLevel ? undefined : `needs a \`level\` between 0 and 1, such as 0.9, not ${inWords(level)}`) ??
        outOfOrder(fields, ["low", "high"], central)
      );
    }
    default:
      return `must be normal, log-normal, uniform, triangular or interval, not ${inWords(kind)}`;
  }
}

/** The same of a distribution whose central value is not at hand. */
export function distributionForm(distribution: unknown): string | undefined {
  const low = isObject(distribution) ? distribution["low"] : undefined;
  return distributionProblem(distribution, typeof low === "number" ? low : 0);
}

type Fields = Readonly<Record<string, unknown>>;

function unknownField(kind: string, fields: Fields, known: readonly string[]): string | undefined {
  const name = Object.keys(fields).find((one) => !known.includes(one));
  return name === undefined ? undefined : `is ${kind} and cannot have \`${name}\`, only ${known.join(", ")}`;
}

function atLeast(name: string, value: unknown, least: number): string | undefined {
  if (typeof value === "number" && Number.isFinite(value) && value >= least) return undefined;
  return `needs \`${name}\` of at least ${least}, not ${inWords(value)}`;
}

function outOfOrder(fields: Fields, names: readonly string[], central: number): string | undefined {
  const values: number[] = [];
  for (const name of names) {
    const value = fields[name];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return `needs \`${name}\` as a number, not ${inWords(value)}`;
    }
    if (value < (values.at(-1) ?? -Infinity)) return `has \`${name}\` ${value} below ${values.at(-1) ?? value}`;
    values.push(value);
  }
  const [low = central, high = central] = [values[0], values.at(-1)];
  // Ends in another unit may have been rounded otherwise than the value.
  const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  if (central >= low - slack && central <= high + slack) return undefined;
  return `lies from ${low} to ${high}, which does not hold the value ${central}`;
}
