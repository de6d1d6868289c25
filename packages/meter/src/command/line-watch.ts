import { StringDecoder } from "node:string_decoder";

/** Longer than any line that reports an epoch. The rest of a longer line is not looked at. */
const longestLine = 4096;

/** Reads text line by line as it passes. A carriage return, with which a progress bar rewrites its line, also ends a line. */
export interface LineWatch {
  readonly push: (chunk: Buffer) => void;
  /** The text has ended. A last line without a line end counts. */
  readonly end: () => void;
}

/** Calls `onLine` with each line that is not empty. */
export function watchLines(onLine: (line: string) => void): LineWatch {
  const decoder = new StringDecoder("utf8");
  let begun = "";
  const take = (text: string): void => {
    const lines = text.split(/[\r\n]/);
    const last = lines.pop() ?? "";
    for (const line of lines) {
      const whole = begun + line;
      begun = "";
      if (whole !== "") onLine(whole.slice(0, longestLine));
    }
    begun = (begun + last).slice(0, longestLine);
  };
  return {
    push: (chunk) => {
      take(decoder.write(chunk));
    },
    end: () => {
      take(`${decoder.end()}\n`);
    },
  };
}
