import { defined } from "@wattledger/core/defined";
import type { Accelerator } from "./accelerator.ts";
import { entriesOf, namedDevices } from "./device-list.ts";
import type { NamedDevices } from "./device-list.ts";

/** The accelerators that a command's environment allows it to use. */
export type VisibleDevices =
  /** No variable restricts it. */
  | { readonly kind: "all" }
  | {
      readonly kind: "some";
      /** Empty: the environment hides all. */
      readonly devices: readonly Accelerator[];
      /** UUIDs of the allowed instances (MIG), if only parts of boards are allowed. */
      readonly instances: readonly string[];
      /** The variable and its value, in words. */
      readonly because: string;
      /** The assumption that was needed to understand the variable, in words. Absent: none. */
      readonly assumption?: string;
    }
  /** The variable has more than one meaning. Take all boards, and report the reason. */
  | { readonly kind: "unclear"; readonly because: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The accelerators that a command may use, from the variables of its environment. If no variable of a vendor is set, all of
 * its boards are visible. `devices` are those that this job may open, in the order of their PCI addresses. If a container or
 * Slurm hides boards, indices count the visible ones.
 *
 * `ranks` is the number of processes of the command's job on this node. A list that is shorter than that may belong to one
 * rank alone. It then does not show what the other ranks use.
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

/** The boards of a vendor that remain after the variables so far. */
interface Selection {
  /** In the order in which the next variable numbers them. */
  readonly devices: readonly Accelerator[];
  readonly instances: readonly string[];
  readonly because: readonly string[];
  readonly assumption?: string;
  /** Present: boards were left out by their numbers on the node, and the next variable may use these numbers too. */
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

/** What the variables leave of a vendor's boards. AMD's runtime numbers the dies and partitions of a board as devices. */
function ofVendor(environment: Environment, boards: Boards): OfVendor {
  if (boards.vendor !== "amd") return ofDevices(environment, boards);
  const devices = boards.own.flatMap(runtimeDevices);
  const found = ofDevices(environment, { ...boards, own: devices.map(({ device }) => device) });
  if (found.kind !== "some") return found;
  const left = devices.filter(({ device }) => !found.hidden.includes(device));
  return {
    ...found,
    hidden: boards.own.filter((board) => left.every((one) => one.board !== board)),
    instances: left.flatMap(({ instance }) => instance ?? []),
  };
}

interface RuntimeDevice {
  readonly board: Accelerator;
  /** The board, or the part of it that the runtime numbers. */
  readonly device: Accelerator;
  /** Id of that part. */
  readonly instance?: string;
}

function runtimeDevices(board: Accelerator): readonly RuntimeDevice[] {
  const { instances = [], uuid: _uuid, runtimeIndex: _runtimeIndex, ...rest } = board;
  if (instances.length === 0) return [{ board, device: board }];
  return instances.map(({ uuid, runtimeIndex }) => ({
    board,
    device: { ...rest, uuid, ...defined({ runtimeIndex }) },
    instance: uuid,
  }));
}

/** The variables in the order of their effect: first the container's, then the job's, then the runtime's. */
function ofDevices(environment: Environment, boards: Boards): OfVendor {
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
    ...defined({ assumption }),
  };
}

type Step = (environment: Environment, boards: Boards, left: Selection) => VendorPart;

const untouched: VendorPart = { kind: "all" };

/**
 * NVIDIA's container runtime shows only the boards in this variable, with the host's numbers. If more boards are visible, the
 * container got all devices in another way, or this is not a container.
 */
function byContainer(environment: Environment, { vendor }: Boards, left: Selection): VendorPart {
  const name = "NVIDIA_VISIBLE_DEVICES";
  const value = environment[name];
  // With "void" or an empty value, other settings decide about the boards.
  if (vendor !== "nvidia" || value === undefined || ["", "all", "void"].includes(value)) return untouched;
  const because = [...left.because, `${name}=${value}`];
  if (value === "none") return { kind: "selected", devices: [], instances: [], because };
  const named = namedDevices(value, left.devices);
  if (entriesOf(value).length >= left.devices.length && named.instances.length === 0) return untouched;
  if (named.devices.length === 0) return untouched;
  return { kind: "selected", ...named, because };
}

/** Slurm names the boards of a step or a job by the node's numbers, even if the job sees other numbers. */
function byBatchSystem(environment: Environment, { isOnlyVendor, own }: Boards, left: Selection): VendorPart {
  const name = ["SLURM_STEP_GPUS", "SLURM_JOB_GPUS"].find((one) => (environment[one] ?? "") !== "");
  // If boards are split, Slurm numbers the parts. With boards of two vendors, Slurm does not say which vendor it means.
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

/** ROCm's runtime, then HIP or OpenCL on top of it. The upper one counts the boards that the lower one leaves, in its order. */
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

/** Boards in the order of AMD's runtime, as long as no variable has changed it. */
function inRuntimeOrder(left: Selection, { own }: Boards): Selection {
  if (left.because.length > 0 || own.some(({ runtimeIndex }) => runtimeIndex === undefined)) return left;
  return { ...left, devices: left.devices.toSorted((a, b) => (a.runtimeIndex ?? 0) - (b.runtimeIndex ?? 0)) };
}

function orderAssumed({ own }: Boards): Pick<Rule, "assumption"> {
  return own.length < 2 || own.every(({ runtimeIndex }) => runtimeIndex !== undefined)
    ? {}
    : { assumption: "assumed that the runtime numbers the boards in the order of their PCI addresses" };
}

const levelZero: Step = (environment, boards, left) => {
  if (environment["ZE_AFFINITY_MASK"] === "") {
    return { kind: "unclear", because: "ZE_AFFINITY_MASK is empty, and no document says what that means" };
  }
  const isFlat = !["COMPOSITE", "COMBINED"].includes(environment["ZE_FLAT_DEVICE_HIERARCHY"] ?? "FLAT");
  const hasTiles = boards.own.some(({ instances = [] }) => instances.length > 1);
  const value = environment["ZE_AFFINITY_MASK"];
  const flattened = isFlat && hasTiles && value !== undefined ? flatMask(value, boards.own) : value;
  return byVariable({ ...environment, ZE_AFFINITY_MASK: flattened }, boards, left, { names: ["ZE_AFFINITY_MASK"] });
};

/** Without a hierarchy each tile is a device of its own, and the numbers continue through all cards. */
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
  /** The first one that is set counts. */
  readonly names: readonly string[];
  /** Why indices are not clear on this machine, if so. */
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
    // The boards of one rank do not show the boards of the other ranks of its node.
    return left.because.length > 0
      ? untouched
      : { kind: "unclear", because: `${because} is set for one rank, and ${ranks} ranks of the job run on this node` };
  }
  const named = namedByRuntime(value, own, left);
  if (named.unknownInstance !== undefined && left.devices.length > 1) {
    return {
      kind: "unclear",
      because: `${because}: no source says which board has the instance ${named.unknownInstance}`,
    };
  }
  if (named.unknownInstance !== undefined)
    return { kind: "unclear", because: `${because}: the size of the instance is unknown` };
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

/** Numbers count the boards that are left. If the batch system hides no board, they may be the node's numbers, like its own. */
function namedByRuntime(value: string, own: readonly Accelerator[], left: Selection): NamedDevices {
  if (left.isNumberedByNode === true) {
    const ofNode = namedDevices(value, own);
    const isWithin = ofNode.devices.every((device) => left.devices.includes(device));
    if (isWithin && ofNode.devices.length > 0) return ofNode;
  }
  return namedDevices(value, left.devices);
}
