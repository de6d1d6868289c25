import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { openScreen } from "./screen.ts";
import type { Screen, ScreenEvents, Terminal } from "./screen.ts";

/** A terminal that remembers what was written to it and how it is set. */
function fakeTerminal(events: Partial<ScreenEvents> = {}): {
  readonly screen: Screen;
  readonly written: () => string;
  readonly isRaw: () => boolean;
  readonly press: (keys: string) => void;
  readonly resize: () => void;
  readonly listeners: () => number;
} {
  let [written, raw] = ["", false];
  const [output, input] = [new EventEmitter(), new EventEmitter()];
  const terminal = {
    output: Object.assign(output, { columns: 80, rows: 24, write: (text: string) => (written += text).length > 0 }),
    input: Object.assign(input, {
      setRawMode: (on: boolean) => {
        raw = on;
        return terminal.input;
      },
      resume: () => terminal.input,
      pause: () => terminal.input,
    }),
  };
  // @ts-expect-error [ts2345] -- an emitter with what is used of a stream
  const given: Terminal = terminal;
  const screen = openScreen(given, { onKey: () => undefined, onResize: () => undefined, ...events });
  return {
    screen,
    written: () => written,
    isRaw: () => raw,
    press: (keys) => input.emit("data", Buffer.from(keys)),
    resize: () => output.emit("resize"),
    listeners: () => input.listenerCount("data") + output.listenerCount("resize"),
  };
}

test("a screen is taken over and given back as it was, once", () => {
  const { screen, written, isRaw, listeners } = fakeTerminal();
  expect(written()).toBe("\u001b[?1049h\u001b[?25l");
  expect(isRaw()).toBe(true);
  screen.leave();
  const after = written();
  expect(after.endsWith("\u001b[?25h\u001b[?1049l")).toBe(true);
  expect([isRaw(), listeners()]).toEqual([false, 0]);
  screen.leave();
  screen.show(["late"]);
  screen.retake();
  expect(written()).toBe(after);
});

test("a page is written over the last one, and what it left below is erased", () => {
  const { screen, written } = fakeTerminal();
  const before = written().length;
  screen.show(["one", "two"]);
  expect(written().slice(before)).toBe("\u001b[Hone\u001b[K\r\ntwo\u001b[K\u001b[J");
});

test("keys are told one by one; those that end a program are q", () => {
  const keys: string[] = [];
  const { press, resize } = fakeTerminal({ onKey: (key) => keys.push(key), onResize: () => keys.push("size") });
  press("ab\u0003");
  press("\u0004");
  resize();
  expect(keys).toEqual(["a", "b", "q", "q", "size"]);
});

test("after a stop the terminal is taken over again", () => {
  const { screen, written } = fakeTerminal();
  screen.retake();
  expect(written().split("\u001b[?1049h")).toHaveLength(3);
});
