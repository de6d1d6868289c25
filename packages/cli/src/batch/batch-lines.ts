import { StringDecoder } from "node:string_decoder";
import { longestLine } from "@wattledger/estimate";

/**
 * Lines of a stream of bytes, in bundles as they arrive. For a stream of any size, no more than one bundle and one
 * line are held. A line that is longer than {@link longestLine} is undefined. The end of a line is LF; a last line needs none.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer | string>,
  longest: number = longestLine,
): AsyncGenerator<readonly (string | undefined)[]> {
  const decoder = new StringDecoder("utf8");
  let begun = "";
  let tooLong = false;
  let isFirst = true;
  for await (const chunk of stream) {
    let text = typeof chunk === "string" ? chunk : decoder.write(chunk);
    if (isFirst && text !== "") {
      isFirst = false;
      // Some editors begin a file with a byte order mark.
      if (text.startsWith("\uFEFF")) text = text.slice(1);
    }
    const lines: (string | undefined)[] = [];
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      const rest = text.slice(from, end);
      const line = begun === "" ? rest : begun + rest;
      lines.push(tooLong || line.length > longest ? undefined : line);
      begun = "";
      tooLong = false;
      from = end + 1;
    }
    begun += text.slice(from);
    if (begun.length > longest) {
      begun = "";
      tooLong = true;
    }
    if (lines.length > 0) yield lines;
  }
  begun += decoder.end();
  if (tooLong || begun !== "") yield [tooLong ? undefined : begun];
}
