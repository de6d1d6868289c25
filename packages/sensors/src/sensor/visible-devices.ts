import type { Accelerator } from "./accelerator.ts";
import { entriesOf, namedDevices } from "./device-list.ts";
import type { NamedDevices } from "./device-list.ts";

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
      /** What had to be assumed to understand the variable, for people; absent: nothing. */
      readonly assumption?: string;
    }
  /** The variable may mean one board or another: all are to be taken, and the reason said. */
  | { readonly kind: "unclear"; readonly because: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The accelerators that a command may use, by the variables of its environment. Boards of a vendor whose variables are not
 * set are all visible. `devices` are those that this job may open, in the order of their PCI addresses: where a container or
 * Slurm hides boards, indices count the visible ones.
 *
 * `ranks` is the number of processes of the command's job on this node: a list that is shorter than that may be of one rank
 * alone, and then says nothing of the others.
 */
export function visibleDevices(environment: Environment, devices: readonly Accelerator[], ranks = 1): VisibleDevices {
  const vendors = [...new Set(devices.map(({ vendor }) => vendor))];
  const parts = vendors.map((vendor) =>
    ofVendor(environment, {
      vendor,
      own: devices.filter((device) => device.vendor === vendor),
      isOnlyVendor: vendors.length === 1,
      ranks,
    }),
  );
  const unclear = parts.find((part) => part.kind === "unclear");
  if (unclear !== undefined) return unclear;
  const restricted = parts.filter((part) => part.kind === "some");
  if (restricted.length === 0) return { kind: "all" };
  const hidden = new Set(restricted.flatMap(({ hidden: ones }) => ones));
  const assumptions = restricted.flatMap(({ assumption }) => assumption ?? []);
  return {
    kind: "some",
    devices: devices.filter((device) => !hidden.has(device)),
    instances: restricted.flatMap(({ instances }) => instances),
    because: restricted.map(({ because }) => because).join(", "),
    ...(assumptions.length === 0 ? {} : { assumption: assumptions.join("; ") }),
  };
}

interface Boards {
  readonly vendor: Accelerator["vendor"];
  readonly own: readonly Accelerator[];
  readonly isOnlyVendor: boolean;
  readonly ranks: number;
}

/** What the variables that were looked at so far leave of a vendor's boards. */
interface Selection {
  /** In the order in which the next variable numbers them. */
  readonly devices: readonly Accelerator[];
  readonly instances: readonly string[];
  readonly because: readonly string[];
  readonly assumption?: string;
  /** Present: boards were left out by their numbers on the node, and the next variable may use these numbers as well. */
  readonly isNumberedByNode?: true;
}

type VendorPart =
  | { readonly kind: "all" }
  | (Selection & { readonly kind: "selected" })
  | { readonly kind: "unclear"; readonly because: string };

type OfVendor =
  | { readonly kind: "all" }
  | {
      readonly kind: "some";
      readonly hidden: readonly Accelerator[];
      readonly instances: readonly string[];
      readonly because: string;
      readonly assumption?: string;
    }
  | { readonly kind: "unclear"; readonly because: string };

/** The variables in the order in which they act: what gave the container its boards, then the job, then the runtime. */
function ofVendor(environment: Environment, boards: Boards): OfVendor {
  let left: Selection = { devices: boards.own, instances: [], because: [] };
  const steps = [byContainer, byBatchSystem, ...runtimeSteps[boards.vendor]];
  for (const step of steps) {
    const part = step(environment, boards, left);
    if (part.kind === "unclear") return part;
    if (part.kind === "selected") left = part;
  }
  if (left.because.length === 0) return { kind: "all" };
  const { devices, instances, because, assumption } = left;
  return {
    kind: "some",
    hidden: boards.own.filter((device) => !devices.includes(device)),
    instances,
    because: because.join(" and "),
    ...(assumption === undefined ? {} : { assumption }),
  };
}

type Step = (environment: Environment, boards: Boards, left: Selection) => VendorPart;

const untouched: VendorPart = { kind: "all" };

/**
 * NVIDIA's container runtime shows the boards of this variable and no other, and numbers them as the host does. Where more
 * boards are seen than it names, the container was given all devices by another way, or there is none.
 */
function byContainer(environment: Environment, { vendor }: Boards, left: Selection): VendorPart {
  const name = "NVIDIA_VISIBLE_DEVICES";
  const value = environment[name];
  // "void" and an empty value leave it to others which boards there are.
  if (vendor !== "nvidia" || value === undefined || ["", "all", "void"].includes(value)) return untouched;
  const because = [...left.because, `${name}=${value}`];
  if (value === "none") return { kind: "selected", devices: [], instances: [], because };
  const named = namedDevices(value, left.devices);
  if (entriesOf(value).length >= left.devices.length && named.instances.length === 0) return untouched;
  if (named.devices.length === 0) return untouched;
  return { kind: "selected", ...named, because };
}

/** Slurm names the boards of a step or a job as the node numbers them, whatever numbers the job sees. */
function byBatchSystem(environment: Environment, { isOnlyVendor, own }: Boards, left: Selection): VendorPart {
  const name = ["SLURM_STEP_GPUS", "SLURM_JOB_GPUS"].find((one) => (environment[one] ?? "") !== "");
  // With parts of boards Slurm numbers the parts, and of two vendors' boards it does not say whose they are.
  if (name === undefined || !isOnlyVendor || own.some(({ instances }) => instances !== undefined)) return untouched;
  const value = environment[name] ?? "";
  const because = [...left.because, `${name}=${value}`];
  // A control group hides the other boards.
  if (entriesOf(value).length >= left.devices.length) return { ...left, kind: "selected", because };
  const { devices } = namedDevices(value, left.devices);
  return devices.length === 0
    ? untouched
    : { kind: "selected", devices, instances: [], because, isNumberedByNode: true };
}

const cuda: Step = (environment, boards, left) => {
  const ambiguity = (): string | undefined =>
    environment["CUDA_DEVICE_ORDER"] !== "PCI_BUS_ID" && new Set(boards.own.map(({ name }) => name)).size > 1
      ? "CUDA numbers boards of different models by speed unless CUDA_DEVICE_ORDER=PCI_BUS_ID"
      : undefined;
  return byVariable(environment, boards, left, { names: ["CUDA_VISIBLE_DEVICES"], ambiguity });
};

/** ROCm's runtime below, HIP or OpenCL above it, which counts what the one below leaves, in its order. */
const rocm: readonly Step[] = [
  (environment, boards, left) =>
    byVariable(environment, boards, inRuntimeOrder(left, boards), {
      names: ["ROCR_VISIBLE_DEVICES"],
      ...orderAssumed(boards),
    }),
  (environment, boards, left) =>
    byVariable(environment, boards, inRuntimeOrder(left, boards), {
      names: ["HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"],
      ...orderAssumed(boards),
    }),
];

/** Boards as AMD's runtime numbers them, as long as no variable has put them in another order. */
function inRuntimeOrder(left: Selection, { own }: Boards): Selection {
  if (left.because.length > 0 || own.some(({ runtimeIndex }) => runtimeIndex === undefined)) return left;
  return { ...left, devices: left.devices.toSorted((a, b) => (a.runtimeIndex ?? 0) - (b.runtimeIndex ?? 0)) };
}

function orderAssumed({ own }: Boards): Pick<Rule, "assumption"> {
  return own.length < 2 || own.every(({ runtimeIndex }) => runtimeIndex !== undefined)
    ? {}
    : { assumption: "the runtime is taken to number the boards in the order of their PCI addresses" };
}

const levelZero: Step = (environment, boards, left) => {
  if (environment["ZE_AFFINITY_MASK"] === "") {
    return { kind: "unclear", because: "ZE_AFFINITY_MASK is empty, and its meaning is not documented" };
  }
  const isFlat = !["COMPOSITE", "COMBINED"].includes(environment["ZE_FLAT_DEVICE_HIERARCHY"] ?? "FLAT");
  const hasTiles = boards.own.some(({ instances = [] }) => instances.length > 1);
  const value = environment["ZE_AFFINITY_MASK"];
  const flattened = isFlat && hasTiles && value !== undefined ? flatMask(value, boards.own) : value;
  return byVariable({ ...environment, ZE_AFFINITY_MASK: flattened }, boards, left, { names: ["ZE_AFFINITY_MASK"] });
};

/** Without a hierarchy each tile is a device of its own, numbered through all cards. */
function flatMask(value: string, own: readonly Accelerator[]): string {
  const tiles = own.flatMap(({ instances = [] }, card) =>
    instances.length > 1 ? instances.map((_, tile) => `${card}.${tile}`) : [`${card}`],
  );
  return entriesOf(value)
    .map((entry) => (/^\d+$/.test(entry) ? (tiles[Number(entry)] ?? "-1") : entry))
    .join(",");
}

const runtimeSteps: Readonly<Record<Accelerator["vendor"], readonly Step[]>> = {
  nvidia: [cuda],
  amd: rocm,
  intel: [levelZero],
};

interface Rule {
  /** The first that is set counts. */
  readonly names: readonly string[];
  /** Why indices cannot be told apart on this machine, if they cannot. */
  readonly ambiguity?: () => string | undefined;
  readonly assumption?: string;
}

function byVariable(
  environment: Environment,
  { own, ranks }: Boards,
  left: Selection,
  { names, ambiguity, assumption }: Rule,
): VendorPart {
  const name = names.find((one) => environment[one] !== undefined);
  if (name === undefined) return untouched;
  const value = environment[name] ?? "";
  const because = `${name}=${value}`;
  if (ranks > 1 && entriesOf(value).length < ranks) {
    // What one rank may see says nothing of what the other ranks of its node may.
    return left.because.length > 0
      ? untouched
      : { kind: "unclear", because: `${because} is of one rank, and ${ranks} ranks of the job run on this node` };
  }
  const named = namedByRuntime(value, own, left);
  if (named.unknownInstance !== undefined && left.devices.length > 1) {
    return {
      kind: "unclear",
      because: `${because}: nothing tells which board has the instance ${named.unknownInstance}`,
    };
  }
  if (named.unknownInstance !== undefined)
    return { kind: "unclear", because: `${because}: how large the instance is is not known` };
  const unclear = named.byIndex && named.devices.length < own.length ? ambiguity?.() : undefined;
  if (unclear !== undefined) return { kind: "unclear", because: `${because}: ${unclear}` };
  const isAssumed = assumption !== undefined && named.byIndex && named.devices.length < left.devices.length;
  return {
    kind: "selected",
    devices: named.devices,
    instances: named.instances.length > 0 ? named.instances : left.instances,
    because: [...left.because, because],
    ...(isAssumed ? { assumption } : left.assumption === undefined ? {} : { assumption: left.assumption }),
  };
}

/** Numbers are of the boards that are left; where the batch system hides no board they may be the node's, like its own. */
function namedByRuntime(value: string, own: readonly Accelerator[], left: Selection): NamedDevices {
  if (left.isNumberedByNode === true) {
    const ofNode = namedDevices(value, own);
    const isWithin = ofNode.devices.every((device) => left.devices.includes(device));
    if (isWithin && ofNode.devices.length > 0) return ofNode;
  }
  return namedDevices(value, left.devices);
}
