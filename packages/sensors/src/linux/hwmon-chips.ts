import type { Host } from "../host/host.ts";

/** A chip of the kernel's hardware monitoring. */
export interface HwmonChip {
  /** `hwmon3`. It may change when the machine restarts. */
  readonly name: string;
  readonly folder: string;
}

const root = "/sys/class/hwmon";

/** Chips whose driver uses one of these names, in order of their numbers. */
export function findHwmonChips(host: Host, chipNames: readonly string[]): readonly HwmonChip[] {
  return host
    .listDirectory(root)
    .toSorted((a, b) => chipNumber(a) - chipNumber(b))
    .flatMap((name) => {
      // Old drivers, for a long time also that of the ACPI power meter, keep their attributes in the device's folder.
      const folder = [`${root}/${name}`, `${root}/${name}/device`].find((one) =>
        chipNames.includes(host.readText(`${one}/name`)?.trim() ?? ""),
      );
      return folder === undefined ? [] : [{ name, folder }];
    });
}

function chipNumber(name: string): number {
  return Number(name.replace(/^\D+/, ""));
}

/** A udev rule that lets the group `power` read attributes of a chip at each start of the machine, and how to apply it. */
export function hwmonRemedy(chipName: string, attributes: string): string {
  const rule =
    `SUBSYSTEM=="hwmon", ATTRS{name}=="${chipName}", ` +
    `RUN+="/bin/sh -c 'cd /sys%p; chgrp power ${attributes} device/${attributes}; chmod g+r ${attributes} device/${attributes}'"`;
  return [
    "Allow a group to read it, now and at each start of the machine (log in again to use a new group):",
    "  sudo groupadd --force power && sudo usermod --append --groups power $USER",
    "  sudo tee /etc/udev/rules.d/70-hwmon-power.rules <<'EOF'",
    `  ${rule}`,
    "  EOF",
    "  sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=hwmon --action=add",
  ].join("\n");
}
