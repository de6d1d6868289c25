import type { Accelerator } from "./accelerator.ts";

/** Which accelerators a command was given by its environment. */
export type VisibleDevices =
  /** No variable restricts it. */
  | { readonly kind: "all" }
  | {
      readonly kind: "some";
      /** Empty: the environment hides all. */
      readonly devices: readonly Accelerator[];
      /** UUIDs of the instances (MIG) that were given, where only parts of boards were. */
      readonly instances: readonly string[];
      /** The variable and its value, for people. */
      readonly because: string;
    }
  /** The variable may mean one board or another: all are to be taken, and the reason said. */
  | { readonly kind: "unclear"; readonly because: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The accelerators that a command may use, by the variables of its environment. Boards of a vendor whose variables are not
 * set are all visible. `devices` are those that this job may open, in the order of their PCI addresses: where a container or
 * Slurm hides boards, indices count the visible ones.
 */
export function visibleDevices(environment: Environment, devices: readonly Accelerator[]): VisibleDevices {
  const parts = vendors.map((rule) => ofVendor(environment, rule, devices));
  const unclear = parts.find((part) => part.kind === "unclear");
  if (unclear !== undefined) return unclear;
  const restricted = parts.filter((part) => part.kind === "some");
  if (restricted.length === 0) return { kind: "all" };
  const hidden = new Set(restricted.flatMap(({ hidden: ones }) => ones));
  return {
    kind: "some",
    devices: devices.filter((device) => !hidden.has(device)),
    instances: restricted.flatMap(({ instances }) => instances),
    because: restricted.map(({ because }) => because).join(", "),
  };
}

interface VendorRule {
  readonly vendor: Accelerator["vendor"];
  /** The first that is set counts. */
  readonly variables: readonly string[];
  /** Why indices cannot be told apart on this machine, if they cannot. */
  readonly ambiguity: (environment: Environment, own: readonly Accelerator[]) => string | undefined;
}

const vendors: readonly VendorRule[] = [
  {
    vendor: "nvidia",
    variables: ["CUDA_VISIBLE_DEVICES"],
    ambiguity: (environment, own) =>
      environment["CUDA_DEVICE_ORDER"] !== "PCI_BUS_ID" && new Set(own.map(({ name }) => name)).size > 1
        ? "CUDA numbers unlike boards by speed unless CUDA_DEVICE_ORDER=PCI_BUS_ID"
        : undefined,
  },
  {
    vendor: "amd",
    variables: ["ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"],
    ambiguity: (_, own) => (own.length > 1 ? "AMD's runtime numbers boards in an order of its own" : undefined),
  },
];

type VendorPart =
  | { readonly kind: "all" }
  | {
      readonly kind: "some";
      readonly hidden: readonly Accelerator[];
      readonly instances: readonly string[];
      readonly because: string;
    }
  | { readonly kind: "unclear"; readonly because: string };

function ofVendor(environment: Environment, rule: VendorRule, devices: readonly Accelerator[]): VendorPart {
  const own = devices.filter(({ vendor }) => vendor === rule.vendor);
  const variable = rule.variables.find((name) => environment[name] !== undefined);
  if (own.length === 0 || variable === undefined) return { kind: "all" };
  const because = `${variable}=${environment[variable]}`;
  const given = new Set<Accelerator>();
  const instances: string[] = [];
  let byIndex = false;
  for (const entry of (environment[variable] ?? "").split(",").map((text) => text.trim())) {
    const found = findDevice(entry, own);
    // The runtimes stop at the first entry that means nothing: "0,-1,1" is 0 alone.
    if (found === undefined) break;
    byIndex ||= found.byIndex;
    given.add(found.device);
    if (found.instance !== undefined) instances.push(found.instance);
  }
  const ambiguity = byIndex && given.size < own.length ? rule.ambiguity(environment, own) : undefined;
  if (ambiguity !== undefined) return { kind: "unclear", because: `${because}: ${ambiguity}` };
  return { kind: "some", hidden: own.filter((device) => !given.has(device)), instances, because };
}

interface FoundDevice {
  readonly device: Accelerator;
  readonly byIndex: boolean;
  /** UUID of the instance that was named. */
  readonly instance?: string;
}

function findDevice(entry: string, own: readonly Accelerator[]): FoundDevice | undefined {
  if (/^\d+$/.test(entry)) {
    const device = own[Number(entry)];
    return device === undefined ? undefined : { device, byIndex: true };
  }
  // The older name of an instance: MIG-GPU-<uuid of the board>/<GPU instance>/<compute instance>.
  const older = /^MIG-(GPU-[^/]+)\/(\d+)\/(\d+)$/.exec(entry);
  if (older !== null) {
    const device = own.find(({ uuid }) => uuid === older[1]);
    const instance = device?.instances?.find(
      ({ gpuInstance, computeInstance }) => gpuInstance === Number(older[2]) && computeInstance === Number(older[3]),
    );
    return device === undefined ? undefined : { device, byIndex: false, instance: instance?.uuid ?? entry };
  }
  if (entry.startsWith("MIG-")) {
    const device = own.find(({ instances }) => instances?.some(({ uuid }) => uuid === entry));
    return device === undefined ? undefined : { device, byIndex: false, instance: entry };
  }
  if (!entry.startsWith("GPU-")) return undefined;
  // A UUID may be cut as long as it means one board.
  const matching = own.filter(({ uuid }) => uuid?.toLowerCase().startsWith(entry.toLowerCase()));
  const [device] = matching;
  return device === undefined || matching.length > 1 ? undefined : { device, byIndex: false };
}
