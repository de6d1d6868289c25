import type { Accelerator, VisibleDevices } from "@wattledger/sensors";
import type { BoardUse } from "../attribute/weights.ts";
import type { AcceleratorShare } from "../record/use.ts";

/** How the accelerators divide. */
export interface AcceleratorFinding {
  /** The command's part of each accelerator, by channel. A channel that is not listed cannot be divided. */
  readonly shares: Readonly<Record<string, AcceleratorShare>>;
  /** The devices that the environment gives the command, as sentences. Empty if processes decide. */
  readonly notes: readonly string[];
}

type Whose = "the command" | "the job";

/** The time with a running kernel does not show how much of a board runs, or at what power. Expert values. */
const sharedUncertainty = 0.3;
const instanceUncertainty = 0.5;

/**
 * The command's part of each board: by its processes where the driver reports them, otherwise by the devices that its
 * environment gives it. `whose` names in sentences to whom the observed processes belong.
 */
export function divideAccelerators(
  boards: readonly Accelerator[],
  seen: ReadonlyMap<string, BoardUse>,
  visible: VisibleDevices,
  whose: Whose,
): AcceleratorFinding {
  // The driver of one vendor that reports processes does not speak for another vendor's boards.
  const tell = new Set(
    boards.filter(({ channel }) => (seen.get(channel)?.allThereSeconds ?? 0) > 0).map(({ vendor }) => vendor),
  );
  const byEnvironment: Accelerator[] = [];
  const shares = boards.map((board) => {
    const uses = seen.get(board.channel);
    if (uses !== undefined && uses.allThereSeconds > 0) return [board.channel, byProcess(uses, whose)] as const;
    if (tell.has(board.vendor) && board.instances === undefined) {
      const reason = "the driver reported processes on other devices but none on this one";
      return [board.channel, none("processes", reason)] as const;
    }
    byEnvironment.push(board);
    return [board.channel, byVisibility(board, visible)] as const;
  });
  return {
    shares: Object.fromEntries(shares.filter(hasShare)),
    notes: byEnvironment.length === 0 ? [] : visibilityNotes(boards, visible),
  };
}

function visibilityNotes(boards: readonly Accelerator[], visible: VisibleDevices): readonly string[] {
  const count = `${boards.length} GPU${boards.length === 1 ? "" : "s"}`;
  switch (visible.kind) {
    case "all":
      return [];
    case "unclear":
      return [`${visible.because}: the command is attributed all ${count} of the machine, an upper limit for its own`];
    case "some": {
      const { devices, because, assumption } = visible;
      const given = devices.map((board) => partWords(board, visible.instances)).join(", ");
      const assumed = assumption === undefined ? "" : `; ${assumption}`;
      return [
        `${because} gives the command ${devices.length} of the machine's ${count}${given === "" ? "" : `: ${given}`}${assumed}`,
      ];
    }
  }
}

function partWords(board: Accelerator, given: readonly string[]): string {
  const { share, own, all } = instanceShare(board, given);
  return share < 1 ? `${board.channel} (${own} of ${all}, ${percent(share)} of the board)` : board.channel;
}

interface InstanceShare {
  readonly share: number;
  /** In words: "1 instance", "3 slices". */
  readonly own: string;
  readonly all: string;
}

/** Instances share their board by their compute slices, or evenly if the driver does not report the slices of all. */
function instanceShare({ instances = [], instancesAre }: Accelerator, given: readonly string[]): InstanceShare {
  const own = instances.filter(({ uuid }) => given.includes(uuid));
  if (own.length === 0) return { share: 1, own: "", all: "" };
  const slices = (some: typeof instances): number => some.reduce((sum, one) => sum + (one.slices ?? 0), 0);
  if (instances.every((one) => one.slices !== undefined)) {
    return {
      share: slices(own) / slices(instances),
      own: `${slices(own)}`,
      all: `${slices(instances)} slices in use`,
    };
  }
  return {
    share: own.length / instances.length,
    own: `${own.length}`,
    all: `${instances.length} ${instancesAre ?? "instances"}, assumed equal`,
  };
}

function byProcess(
  { ownBusySeconds, allBusySeconds, ownThereSeconds, allThereSeconds }: BoardUse,
  whose: Whose,
): AcceleratorShare {
  const idleShare = ownThereSeconds / allThereSeconds;
  const dynamicShare = allBusySeconds > 0 ? ownBusySeconds / allBusySeconds : idleShare;
  const alone = idleShare > 1 - 1e-9;
  const busy =
    allBusySeconds > 0
      ? `${percent(dynamicShare)} of the time with running kernels was of ${whose}'s processes`
      : `the driver does not report whose kernels ran on it`;
  return {
    basis: "processes",
    dynamicShare,
    idleShare,
    relativeUncertainty: alone ? 0 : sharedUncertainty,
    explanation: `${busy}; ${whose} is given ${percent(idleShare)} of its idle power, by the memory that its processes used there`,
  };
}

function byVisibility(board: Accelerator, visible: VisibleDevices): AcceleratorShare | undefined {
  switch (visible.kind) {
    case "all":
      return undefined;
    case "unclear":
      return {
        basis: "visible-devices",
        dynamicShare: 1,
        idleShare: 1,
        relativeUncertainty: 0,
        explanation: `it is not clear which devices the command was given (${visible.because}): it is attributed all of each`,
      };
    case "some": {
      if (!visible.devices.includes(board))
        return none("visible-devices", `${visible.because} hides it from the command`);
      const { share, own, all } = instanceShare(board, visible.instances);
      const assumed = visible.assumption === undefined ? "" : ` (${visible.assumption})`;
      return {
        basis: "visible-devices",
        dynamicShare: share,
        idleShare: share,
        relativeUncertainty: share < 1 ? instanceUncertainty : visible.assumption === undefined ? 0 : sharedUncertainty,
        explanation:
          share < 1
            ? `${visible.because} gives the command ${own} of ${all}: ${percent(share)} of it${assumed}`
            : `${visible.because} gives it to the command${assumed}`,
      };
    }
  }
}

function none(basis: AcceleratorShare["basis"], reason: string): AcceleratorShare {
  return {
    basis,
    dynamicShare: 0,
    idleShare: 0,
    relativeUncertainty: 0,
    explanation: `${reason}: the command is attributed none of it`,
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

function hasShare(
  entry: readonly [string, AcceleratorShare | undefined],
): entry is readonly [string, AcceleratorShare] {
  return entry[1] !== undefined;
}
