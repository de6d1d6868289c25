import providerFile from "./providers.json" with { type: "json" };

const wellKnown: ReadonlySet<string> = new Set(providerFile.wellKnown);
const renamed: ReadonlyMap<string, string> = new Map(Object.entries(providerFile.renamed));
const frameworks: ReadonlySet<string> = new Set(providerFile.frameworks);

/**
 * The provider by its present name. A suffix such as that of `openai.chat` is taken off where the whole is not well known. A
 * framework is not a provider: then it is unknown.
 */
export function providerNamed(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const name = written.trim().toLowerCase();
  const whole = renamed.get(name) ?? name;
  if (frameworks.has(whole)) return undefined;
  if (wellKnown.has(whole)) return whole;
  const [head = whole] = whole.split(".");
  const first = renamed.get(head) ?? head;
  if (first === "" || frameworks.has(first)) return undefined;
  return first;
}

/** A model as look-ups know it, and what its name says of the place. */
export interface NamedModel {
  readonly model: string;
  /** Geography of an inference profile of Bedrock: `us`, `eu`, `apac`, `global`. */
  readonly geography?: string;
}

/** Takes the geography and the version of Bedrock off a model's id: `eu.anthropic.claude-3-haiku-20240307-v1:0`. */
export function modelNamed(model: string, provider: string | undefined): NamedModel {
  const match =
    /^(?:(us|eu|apac|global)\.)?((?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|writer|stability)\..+)$/.exec(
      model,
    );
  if (match === null && provider !== "aws.bedrock") return { model };
  const geography = match?.[1];
  const rest = (match?.[2] ?? model).replace(/-v\d+(?::\d+)?$/, "");
  return geography === undefined ? { model: rest } : { model: rest, geography };
}
