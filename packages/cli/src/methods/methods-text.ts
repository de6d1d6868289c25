import type { Activity, Method } from "@wattledger/core";
import { paragraph } from "../paragraph.ts";

type Kind = Activity["kind"];

/** What each kind of activity is, in the order in which people ask for it. */
const kinds: readonly (readonly [kind: Kind, words: string])[] = [
  ["llm-request", "A request to a language model"],
  ["media-request", "A request for an image or a video"],
  ["training-plan", "A training that is planned"],
  ["compute-run", "A computation"],
  ["service-use", "A service"],
  ["device-use", "A device"],
];

/** A method that accepts more kinds than this is a general one. */
const fewKinds = 2;

/** The methods on one screen, each once, by what they estimate. */
export function methodsText(methods: readonly Pick<Method, "id" | "accepts">[], width: number): string {
  const groups = kinds.map(([kind, words]): readonly [string, readonly string[]] => [
    words,
    methods.filter(({ accepts }) => accepts.length <= fewKinds && firstOf(accepts) === kind).map(({ id }) => id),
  ]);
  const general = methods.filter(({ accepts }) => accepts.length > fewKinds).map(({ id }) => id);
  const parts = methods.filter(({ accepts }) => accepts.length === 0).map(({ id }) => id);
  return `${[
    paragraph(`${methods.length} methods. The page of one: wattledger methods ID. Titles and versions: --all`, {
      rest: "  ",
      width,
    }),
    "",
    ...[...groups, ["Any of these", general] as const, ["Making and parts of hardware", parts] as const]
      .filter(([, ids]) => ids.length > 0)
      .map(([words, ids]) => paragraph(`${words}: ${ids.join(", ")}`, { rest: "  ", width })),
    "",
    paragraph("Which one to use: docs/which-method.md. All that answer one question: wattledger compare", {
      rest: "  ",
      width,
    }),
  ].join("\n")}\n`;
}

function firstOf(accepts: readonly Kind[]): Kind | undefined {
  return kinds.find(([kind]) => accepts.includes(kind))?.[0];
}
