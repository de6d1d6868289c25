import { printable } from "@wattledger/core/quote";

/** A terminal that is taken over for a while, and given back unchanged. */
export interface Screen {
  /** Replaces the lines on the screen by these. */
  readonly show: (lines: readonly string[]) => void;
  /** Takes the terminal over again, after the process was stopped and another used it. */
  readonly retake: () => void;
  readonly columns: () => number;
  readonly rows: () => number;
  /** Gives the terminal back. A second call has no effect. */
  readonly leave: () => void;
}

/** The streams of a terminal, as Node has them. */
export interface Terminal {
  readonly output: Pick<NodeJS.WriteStream, "write" | "columns" | "rows" | "on" | "off">;
  readonly input: Pick<NodeJS.ReadStream, "setRawMode" | "resume" | "pause" | "on" | "off">;
}

/** Events of the terminal: a key, or a new size. */
export interface ScreenEvents {
  readonly onKey: (key: string) => void;
  readonly onResize: () => void;
}

// Of xterm and all that follow it: the second screen, and the cursor.
const enter = "\u001b[?1049h\u001b[?25l";
const back = "\u001b[?25h\u001b[?1049l";

/** Takes a terminal over: a screen of its own, no cursor, keys as they are pressed. */
export function openScreen({ output, input }: Terminal, { onKey, onResize }: ScreenEvents): Screen {
  const listen = (data: Buffer): void => {
    // Ctrl-C and Ctrl-D come as keys, as the terminal is raw.
    for (const key of data.toString("utf8")) onKey(key === "\u0003" || key === "\u0004" ? "q" : key);
  };
  let isOpen = true;
  const take = (): void => {
    if (!isOpen) return;
    output.write(enter);
    input.setRawMode(true);
    input.resume();
  };
  take();
  input.on("data", listen);
  output.on("resize", onResize);
  return {
    show: (lines) => {
      if (!isOpen) return;
      // Written over, line by line, so that nothing flickers; what is left below goes.
      output.write(`\u001b[H${lines.map((line) => `${printable(line)}\u001b[K`).join("\r\n")}\u001b[J`);
    },
    retake: take,
    columns: () => output.columns,
    rows: () => output.rows,
    leave: () => {
      if (!isOpen) return;
      isOpen = false;
      input.off("data", listen);
      output.off("resize", onResize);
      input.setRawMode(false);
      input.pause();
      output.write(back);
    },
  };
}
