import type { ForeignLibrary, ForeignValue } from "../host/host.ts";

/** Codes that NVML's functions return, as nvml.h numbers them. Only those that Wattledger handles. */
export const nvmlCode = {
  ok: 0,
  uninitialized: 1,
  notSupported: 3,
  noPermission: 4,
  notFound: 6,
  insufficientSize: 7,
  driverNotLoaded: 9,
  functionNotFound: 13,
  gpuIsLost: 15,
  resetRequired: 16,
  mismatch: 18,
  noGpu: 28,
} as const;

const words: Readonly<Record<number, string>> = {
  1: "NVML is not initialised",
  2: "invalid argument",
  3: "not supported by this board",
  4: "no permission",
  6: "not found",
  7: "buffer too small",
  8: "insufficient external power",
  9: "NVIDIA's driver is not loaded",
  10: "timeout",
  12: "a library of the driver is missing",
  13: "not in this release of the driver",
  15: "the GPU is lost: it has fallen off the bus or cannot be reached",
  16: "the GPU must be reset",
  17: "blocked by the operating system",
  18: "the driver and its library have different versions, as after an update without a restart",
  25: "unknown version of a structure",
  28: "no GPU",
};

/** The meaning of a code of NVML, in words. */
export function nvmlMessage(code: number): string {
  return `${words[code] ?? "error"} (NVML code ${code})`;
}

/** A value, or the code that NVML returned instead. */
export type NvmlAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: number };

/** The NVML functions that we call, each with its own memory for the answer. Handles are pointers as numbers. */
export interface Nvml {
  readonly initialize: () => number;
  readonly shutdown: () => void;
  readonly count: () => NvmlAnswer<number>;
  readonly handle: (index: number) => NvmlAnswer<bigint>;
  /** A function that returns an unsigned 32-bit number of a device. */
  readonly number: (name: string, device: bigint) => NvmlAnswer<number>;
  /** A function that returns two unsigned 32-bit numbers of a device. */
  readonly pair: (name: string, device: bigint) => NvmlAnswer<readonly [number, number]>;
  /** A function that returns an unsigned 64-bit number of a device. */
  readonly long: (name: string, device: bigint) => NvmlAnswer<bigint>;
  /** A function that returns a text of a device. */
  readonly text: (name: string, device: bigint) => NvmlAnswer<string>;
  /** A function that fills one structure. */
  readonly structure: (name: string, device: bigint, bytes: number) => NvmlAnswer<DataView>;
  /** One field by its number, if it is a number: nvmlDeviceGetFieldValues. Of the GPU, or of the module around it. */
  readonly field: (fieldId: number, device: bigint, scope: NvmlPowerScope) => NvmlAnswer<number>;
  /** Handle of an instance of a partitioned board. */
  readonly instance: (device: bigint, index: number) => NvmlAnswer<bigint>;
  /** A list of structures of the given size; `since` if the function takes a time in microseconds. */
  readonly list: (name: string, device: bigint, bytes: number, since?: bigint) => NvmlAnswer<readonly DataView[]>;
}

/**
 * What a field of power covers, as nvml.h numbers it. The GPU includes its memory. A module, such as Grace Hopper, includes
 * the processor and its memory too.
 */
export type NvmlPowerScope = "gpu" | "module";

const scopeNumber: Readonly<Record<NvmlPowerScope, number>> = { gpu: 0, module: 1 };

const handleParameter = "uint64_t device";

/** Binds each NVML function at its first call. A function that this release does not have returns `functionNotFound`. */
export function bindNvml(library: ForeignLibrary): Nvml {
  const bound = new Map<string, ReturnType<ForeignLibrary["find"]>>();
  const call = (name: string, parameters: string, ...values: readonly ForeignValue[]): number => {
    if (!bound.has(name)) bound.set(name, library.find(`int ${name}(${parameters})`));
    return bound.get(name)?.(...values) ?? nvmlCode.functionNotFound;
  };
  const long = new BigUint64Array(1);
  const numbers = new Uint32Array(2);
  const characters = new Uint8Array(96);
  return {
    initialize: () => call("nvmlInit_v2", "void"),
    shutdown: () => {
      call("nvmlShutdown", "void");
    },
    count: () => answer(call("nvmlDeviceGetCount_v2", "void *count", numbers), () => numbers[0] ?? 0),
    handle: (index) =>
      answer(call("nvmlDeviceGetHandleByIndex_v2", "uint32_t index, void *device", index, long), () => long[0] ?? 0n),
    number: (name, device) =>
      answer(call(name, `${handleParameter}, void *value`, device, numbers), () => numbers[0] ?? 0),
    pair: (name, device) =>
      answer(
        call(
          name,
          `${handleParameter}, void *first, void *second`,
          device,
          numbers.subarray(0, 1),
          numbers.subarray(1, 2),
        ),
        () => [numbers[0] ?? 0, numbers[1] ?? 0] as const,
      ),
    long: (name, device) => answer(call(name, `${handleParameter}, void *value`, device, long), () => long[0] ?? 0n),
    text: (name, device) =>
      answer(call(name, `${handleParameter}, void *text, uint32_t length`, device, characters, characters.length), () =>
        textOf(characters),
      ),
    structure: (name, device, bytes) => {
      const memory = new Uint8Array(bytes);
      return answer(call(name, `${handleParameter}, void *structure`, device, memory), () => viewOf(memory, 0, bytes));
    },
    field: (fieldId, device, scope) => {
      const memory = new Uint8Array(fieldBytes);
      const view = viewOf(memory, 0, fieldBytes);
      view.setUint32(0, fieldId, true);
      view.setUint32(4, scopeNumber[scope], true);
      const code = call("nvmlDeviceGetFieldValues", `${handleParameter}, int count, void *values`, device, 1, memory);
      // The call as a whole may succeed while the field fails.
      return code === nvmlCode.ok ? fieldValue(view) : { ok: false, code };
    },
    instance: (device, index) =>
      answer(
        call(
          "nvmlDeviceGetMigDeviceHandleByIndex",
          `${handleParameter}, uint32_t index, void *instance`,
          device,
          index,
          long,
        ),
        () => long[0] ?? 0n,
      ),
    list: (name, device, bytes, since) => {
      const ask = (memory: Uint8Array | null, capacity: number): number => {
        numbers[0] = capacity;
        return since === undefined
          ? call(name, `${handleParameter}, void *count, void *entries`, device, numbers, memory)
          : call(
              name,
              `${handleParameter}, void *entries, void *count, uint64_t since`,
              device,
              memory,
              numbers,
              since,
            );
      };
      return listOf(ask, () => numbers[0] ?? 0, bytes);
    },
  };
}

const fieldBytes = 40;

/** nvmlFieldValue_t: type of the value at 24, the field's own code at 28, the value at 32. */
function fieldValue(view: DataView): NvmlAnswer<number> {
  const code = view.getInt32(28, true);
  if (code !== nvmlCode.ok) return { ok: false, code };
  switch (view.getUint32(24, true)) {
    case 0:
      return { ok: true, value: view.getFloat64(32, true) };
    case 1:
      return { ok: true, value: view.getUint32(32, true) };
    case 2:
    case 3:
      return { ok: true, value: Number(view.getBigUint64(32, true)) };
    case 4:
      return { ok: true, value: Number(view.getBigInt64(32, true)) };
    case 5:
      return { ok: true, value: view.getInt32(32, true) };
    case 6:
      return { ok: true, value: view.getUint16(32, true) };
  }
  return { ok: false, code: nvmlCode.notSupported };
}

/** Asks for the number, then for the list. Processes start and end in between, so the list has some spare room. */
function listOf(
  ask: (memory: Uint8Array | null, capacity: number) => number,
  count: () => number,
  bytes: number,
): NvmlAnswer<readonly DataView[]> {
  const first = ask(null, 0);
  if (first === nvmlCode.ok) return { ok: true, value: [] };
  if (first !== nvmlCode.insufficientSize) return { ok: false, code: first };
  const capacity = count() + 8;
  const memory = new Uint8Array(capacity * bytes);
  const code = ask(memory, capacity);
  if (code !== nvmlCode.ok) return { ok: false, code };
  const entries = Array.from({ length: Math.min(count(), capacity) }, (_, index) =>
    viewOf(memory, index * bytes, bytes),
  );
  return { ok: true, value: entries };
}

function answer<T>(code: number, value: () => T): NvmlAnswer<T> {
  return code === nvmlCode.ok ? { ok: true, value: value() } : { ok: false, code };
}

function viewOf(memory: Uint8Array, offset: number, bytes: number): DataView {
  return new DataView(memory.buffer, memory.byteOffset + offset, bytes);
}

function textOf(characters: Uint8Array): string {
  const end = characters.indexOf(0);
  return Buffer.from(characters.subarray(0, end < 0 ? characters.length : end)).toString("latin1");
}
