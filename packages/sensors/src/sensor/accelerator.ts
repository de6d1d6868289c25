/** An accelerator of the machine, with the facts that attribution needs. */
export interface Accelerator {
  /** The channel that counts its energy: `nvml/GPU-6fd2…`. If the board reports no energy, no such channel is read. */
  readonly channel: string;
  readonly vendor: "nvidia" | "amd" | "intel";
  /** Model name. Boards with equal names are treated as equal. */
  readonly name: string;
  /** `0000:1b:00.0`, as Linux writes it. */
  readonly pciAddress: string;
  /** `GPU-…`, if the vendor gives one. */
  readonly uuid?: string;
  /** Its number in the vendor's own runtime, if the system reports it. Other runtimes count by PCI address. */
  readonly runtimeIndex?: number;
  /** Instances of a partitioned board (MIG), or its tiles, dies or partitions. Only the board has an energy figure. */
  readonly instances?: readonly AcceleratorInstance[];
  /** What the instances are, if not instances of MIG. */
  readonly instancesAre?: "dies" | "partitions" | "tiles";
}

/** A part of a partitioned board. */
export interface AcceleratorInstance {
  /** `MIG-…`. */
  readonly uuid: string;
  readonly gpuInstance: number;
  readonly computeInstance: number;
  /** Compute slices of the board in this instance: 3 of 7 for `3g.20gb`. Absent if unknown. */
  readonly slices?: number;
  /** Its number in the vendor's runtime, if the runtime numbers the parts of a board as devices and the system reports the number. */
  readonly runtimeIndex?: number;
}

/** The activity of a process on an accelerator. */
export interface AcceleratorUse {
  /** Id of the accelerator. */
  readonly channel: string;
  /** Process id in the process namespace of the machine, not of a container. */
  readonly pid: number;
  /** Share of the time since the last call in which its kernels ran, in [0, 1]. Absent if not reported. */
  readonly busyShare?: number;
  /** Bytes of the accelerator's memory. Absent if not reported. */
  readonly memoryBytes?: number;
}

/** An optional ability of a sensor: it reports which processes use the accelerators that it reads. */
export interface AcceleratorReader {
  /** In the order of their PCI addresses. Empty before the sensor is probed. */
  readonly devices: () => readonly Accelerator[];
  /** Processes since the last call. For a device without this figure (MIG, vGPU, an old driver) the list is empty. */
  readonly uses: () => readonly AcceleratorUse[];
  /**
   * Starts to ask for the instances of partitioned boards, if that needs a program. `devices` returns them some time later.
   * Absent: `devices` returns them from the start.
   */
  readonly askForInstances?: () => void;
}
