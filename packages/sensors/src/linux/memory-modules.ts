import type { Host } from "../host/host.ts";

/** Memory modules that a machine reports. */
export interface MemoryModules {
  /** Modules with a register, as in servers (load-reduced modules are included). */
  readonly registered: number;
  /** Modules without a register: unbuffered, soldered, or of a kind that the firmware does not name. */
  readonly others: number;
}

/**
 * The modules from the memory controllers' driver (EDAC; all users may read it, on servers with error correction), or else
 * from the firmware's table (SMBIOS; only root may read it; `dmidecode -t 17` prints it). Undefined if neither exists.
 */
export function readMemoryModules(host: Host): MemoryModules | undefined {
  return fromMemoryControllers(host) ?? fromFirmware(host);
}

const controllers = "/sys/devices/system/edac/mc";

function fromMemoryControllers(host: Host): MemoryModules | undefined {
  const kinds = host
    .listDirectory(controllers)
    .filter((name) => /^mc\d+$/.test(name))
    .flatMap((controller) => {
      const folder = `${controllers}/${controller}`;
      return host
        .listDirectory(folder)
        .filter((name) => /^(dimm|rank)\d+$/.test(name))
        .filter((name) => Number(host.readText(`${folder}/${name}/size`)?.trim()) > 0)
        .map((name) => ({ name, kind: host.readText(`${folder}/${name}/dimm_mem_type`)?.trim() ?? "" }));
    });
  // Some drivers list ranks only. A module has one to eight.
  if (kinds.length === 0 || kinds.some(({ name }) => name.startsWith("rank"))) return undefined;
  return count(kinds.map(({ kind }) => /^(Registered|Load-Reduced)-/.test(kind)));
}

const table = "/sys/firmware/dmi/tables/DMI";
const memoryDevice = 17;
const endOfTable = 127;

/** Structures of System Management BIOS, DSP0134: a header, formatted bytes, strings up to two NULs. */
function fromFirmware(host: Host): MemoryModules | undefined {
  const bytes = host.readBytes(table);
  if (bytes === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const registered: boolean[] = [];
  let start = 0;
  while (start + 4 <= bytes.length) {
    const type = view.getUint8(start);
    const length = view.getUint8(start + 1);
    if (length < 4 || start + length > bytes.length || type === endOfTable) break;
    if (type === memoryDevice && isInstalled(view, start, length)) registered.push(isRegistered(view, start, length));
    start = endOfStrings(bytes, start + length);
  }
  return registered.length === 0 ? undefined : count(registered);
}

/** Size at 0x0C: 0 is an empty slot, 0xFFFF unknown. */
function isInstalled(view: DataView, start: number, length: number): boolean {
  if (length < 0x15) return false;
  const size = view.getUint16(start + 0x0c, true);
  return size !== 0 && size !== 0xffff;
}

/** Type detail at 0x13: bit 13 is registered, and bit 15 load-reduced. */
function isRegistered(view: DataView, start: number, length: number): boolean {
  return length >= 0x15 && (view.getUint16(start + 0x13, true) & 0xa000) !== 0;
}

function endOfStrings(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length && !(bytes[at] === 0 && bytes[at + 1] === 0)) at += 1;
  return at + 2;
}

function count(registered: readonly boolean[]): MemoryModules {
  const yes = registered.filter(Boolean).length;
  return { registered: yes, others: registered.length - yes };
}
