import type { Host } from "../host/host.ts";

/** A chip of the kernel's hardware monitoring. */
export interface HwmonChip {
  /** `hwmon3`: not the same after the next start of the machine. */
  readonly name: string;
  readonly folder: string;
}

const root = "/sys/class/hwmon";

/** Chips whose driver gives them one of these names, in order of their numbers. */
export function findHwmonChips(host: Host, chipNames: readonly string[]): readonly HwmonChip[] {
  return host
    .listDirectory(root)
    .toSorted((a, b) => chipNumber(a) - chipNumber(b))
    .flatMap((name) => {
      // Old drivers, that of the ACPI power meter for long, keep their attributes in the device's folder.
      const folder = [`${root}/${name}`, `${root}/${name}/device`].find((one) =>
        chipNames.includes(host.readText(`${one}/name`)?.trim() ?? ""),
      );
      return folder === undefined ? [] : [{ name, folder }];
    });
}

function chipNumber(name: string): number {
  return Number(name.replace(/^\D+/, ""));
}

/** Rule for udev that lets the group `power` read attributes of a chip at each start of the machine, and how to apply it. */
export function hwmonRemedy(chipName: string, attributes: string): string {
  const rule =
    `SUBSYSTEM=="hwmon", ATTRS{name}=="${chipName}", ` +
    `RUN+="/bin/sh -c 'cd /sys%p; chgrp power ${attributes} device/${attributes}; chmod g+r ${attributes} device/${attributes}'"`;
  return [
    "Let a group read it, at each start of the machine and from now on (a new group holds after the next log-in):",
    "  sudo groupadd --force power && sudo usermod --append --groups power $USER",
    "  sudo tee /etc/udev/rules.d/70-hwmon-power.rules <<'EOF'",
    `  ${rule}`,
    "  EOF",
    "  sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=hwmon --action=add",
  ].join("\n");
}
