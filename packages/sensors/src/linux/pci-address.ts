/** A PCI address as Linux writes it, `0000:1b:00.0`, from longer or upper-case forms of libraries. Undefined if not valid. */
export function normalisePciAddress(text: string): string | undefined {
  const match = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, domain = "0", bus = "", device = "", part = ""] = match;
  return `${Number.parseInt(domain, 16).toString(16).padStart(4, "0")}:${bus}:${device}.${part}`.toLowerCase();
}

/** The name of a PCI device in channels: it shows that two sensors read the same board. */
export function pciDevice(address: string): string {
  return `pci:${address}`;
}
