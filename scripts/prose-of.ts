/** A piece of text that a person reads, with the line where it begins (from 1). */
export interface Prose {
  readonly line: number;
  readonly text: string;
}

// One alternative for each thing that code is made of; what is not named here is code. A slash begins a regular expression only
// after a sign that cannot end a value.
const code =
  /\/\/(?<lineComment>[^\n]*)|\/\*(?<blockComment>[\s\S]*?)\*\/|"(?<double>(?:[^"\\\n]|\\.)*)"|'(?<single>(?:[^'\\\n]|\\.)*)'|(?<tick>`)|(?<open>\{)|(?<close>\})|(?<=[(,=:[!&|?{};\n]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/gu;

/** The comments and strings of a source file, or the text of a Markdown page without its code. */
export function proseOf(path: string, text: string): readonly Prose[] {
  return path.endsWith(".md") ? pageProse(text) : sourceProse(text);
}

function sourceProse(text: string): readonly Prose[] {
  const found: Prose[] = [];
  const add = (index: number, prose: string | undefined): void => {
    if (prose === undefined || prose === "") return;
    const first = text.slice(0, index).split("\n").length;
    for (const [offset, one] of prose.split("\n").entries()) {
      if (one.trim() !== "") found.push({ line: first + offset, text: one });
    }
  };
  // Braces of code within a template: how many are open in each template that is not yet closed.
  const templates: number[] = [];
  let index = 0;
  while (index < text.length) {
    code.lastIndex = index;
    const match = code.exec(text);
    if (match === null) break;
    const { lineComment, blockComment, double, single, tick, open, close } = match.groups ?? {};
    index = match.index + match[0].length;
    add(match.index, lineComment ?? blockComment ?? double ?? single);
    const depth = templates.at(-1);
    if (open !== undefined && depth !== undefined) templates[templates.length - 1] = depth + 1;
    if (close !== undefined && depth !== undefined && depth > 0) templates[templates.length - 1] = depth - 1;
    if (tick !== undefined || (close !== undefined && depth === 0)) {
      const end = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/uy;
      end.lastIndex = index;
      const piece = end.exec(text)?.[0] ?? "";
      add(index, piece);
      index += piece.length;
      const ended = text[index] === "`";
      if (tick !== undefined && !ended) templates.push(0);
      if (tick === undefined && ended) templates.pop();
      index += ended ? 1 : 2;
    }
  }
  return found;
}

function pageProse(text: string): readonly Prose[] {
  let fenced = false;
  return text.split("\n").flatMap((line, index) => {
    if (line.startsWith("```")) fenced = !fenced;
    const isCode = fenced || line.startsWith("```") || line.startsWith("    ") || line.trim() === "";
    return isCode ? [] : [{ line: index + 1, text: line.replaceAll(/`[^`]*`/gu, "") }];
  });
}
