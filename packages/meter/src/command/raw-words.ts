import type { Host } from "@wattledger/sensors";

/**
 * Words that Node could not pass on. It reads arguments and the environment as UTF-8, and puts the character U+FFFD for each
 * invalid byte. The kernel keeps the bytes (Linux), and a shell can pass them on.
 */
export interface RawWords {
  /** Bytes of arguments by their place in the command. */
  readonly words: ReadonlyMap<number, Uint8Array>;
  /** Bytes of values of the environment by name. */
  readonly variables: ReadonlyMap<string, Uint8Array>;
}

const mangled = "\u{FFFD}";

/** The damaged words of a command and its environment. Both are empty if nothing was damaged, or if the bytes cannot be read. */
export function rawWordsOf(
  host: Host,
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RawWords {
  const words = new Map<number, Uint8Array>();
  const variables = new Map<string, Uint8Array>();
  if (command.some(isMangled)) {
    // The command is at the end of our own arguments.
    const own = split(host.readBytes("/proc/self/cmdline")).slice(-command.length);
    for (const [index, word] of command.entries()) {
      const bytes = own[index];
      if (isMangled(word) && bytes !== undefined && decode(bytes) === word) words.set(index, bytes);
    }
  }
  if (Object.values(environment).some((value) => value !== undefined && isMangled(value))) {
    for (const entry of split(host.readBytes("/proc/self/environ"))) {
      const at = entry.indexOf(0x3d);
      const name = decode(entry.subarray(0, at));
      const value = entry.subarray(at + 1);
      // A shell can set no other names.
      if (/^[A-Za-z_]\w*$/.test(name) && environment[name] === decode(value) && isMangled(decode(value))) {
        variables.set(name, value);
      }
    }
  }
  return { words, variables };
}

/**
 * Lines of a shell script that ends by becoming the command, whose words are `$0`, `$1` and so on. Damaged words are
 * written out in octal. An underscore protects line ends at the end of a word, which shells cut off.
 */
export function scriptFor(command: readonly string[], { words, variables }: RawWords): string {
  const lines = [...variables].map(
    ([name, bytes]) => `${name}=$(printf '${octal(bytes)}_'); ${name}=\${${name}%_}; export ${name}; `,
  );
  if (words.size === 0) return `${lines.join("")}exec "$0" "$@"`;
  lines.push(...[...words].map(([index, bytes]) => `w${index}=$(printf '${octal(bytes)}_'); `));
  const list = command.map((_, index) => (words.has(index) ? `"\${w${index}%_}"` : `"\${${index}}"`));
  return `${lines.join("")}exec ${list.join(" ")}`;
}

function isMangled(text: string): boolean {
  return text.includes(mangled);
}

function split(bytes: Uint8Array | undefined): readonly Uint8Array[] {
  if (bytes === undefined) return [];
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return parts;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function octal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
