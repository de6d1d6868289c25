import type { Result } from "@wattledger/core";
import type { Host, OpenFailure, RereadableFile, SystemFacts } from "./host.ts";

/** A recorded machine: the text of each file by its path, and the files that exist but may not be read. */
export interface Recording {
  readonly files: Readonly<Record<string, string>>;
  readonly denied?: readonly string[];
  readonly platform?: Host["platform"];
  readonly architecture?: string;
  readonly systemFacts?: SystemFacts;
}

/** A host that plays a recording. `show` switches to the next recording, so that time can pass without a clock. */
export interface RecordedHost extends Host {
  /** What the machine looks like from now on, and how much time has passed. Open files follow, as on sysfs. */
  readonly show: (recording: Recording, laterSeconds?: number) => void;
}

/** Plays back a recorded machine: for tests, and for a bug report that includes its machine. */
export function recordedHost(first: Recording): RecordedHost {
  let now = first;
  let nanoseconds = 0n;
  const host: RecordedHost = {
    platform: first.platform ?? "linux",
    architecture: first.architecture ?? "x64",
    show: (recording, laterSeconds = 0) => {
      now = recording;
      nanoseconds += BigInt(Math.round(laterSeconds * 1e9));
    },
    openForReading: (path) => openRecorded(() => now, path),
    readText: (path) => (now.denied?.includes(path) === true ? undefined : now.files[path]),
    readBytes: (path) => bytesOf(now.denied?.includes(path) === true ? undefined : now.files[path]),
    listDirectory: (path) => childNames(now, path),
    nowNanoseconds: () => nanoseconds,
  };
  return first.systemFacts === undefined ? host : { ...host, systemFacts: () => now.systemFacts ?? noFacts };
}

const noFacts: SystemFacts = {
  processorModel: "",
  logicalProcessors: 0,
  busySeconds: 0,
  idleSeconds: 0,
  memoryBytes: 0,
  memoryFreeBytes: 0,
};

/** A binary file is recorded with one character for each byte. */
function bytesOf(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function openRecorded(current: () => Recording, path: string): Result<RereadableFile, OpenFailure> {
  if (current().denied?.includes(path) === true) return { ok: false, error: { kind: "denied", cause: "EACCES" } };
  if (current().files[path] === undefined) return { ok: false, error: { kind: "absent", cause: "ENOENT" } };
  return {
    ok: true,
    value: {
      read: () => {
        const text = current().files[path];
        if (text === undefined) return { ok: false, error: { kind: "gone", cause: "ENODEV" } };
        return { ok: true, value: text };
      },
      close: () => {},
    },
  };
}

function childNames(recording: Recording, folder: string): readonly string[] {
  const names = new Set<string>();
  for (const path of [...Object.keys(recording.files), ...(recording.denied ?? [])]) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name] = path.slice(folder.length + 1).split("/");
    if (name !== undefined && name !== "") names.add(name);
  }
  return [...names].toSorted();
}
