/** An accelerator of the machine, as attribution needs to know it. */
export interface Accelerator {
  /** The channel that counts its energy: `nvml/GPU-6fd2…`. No such channel is read where the board tells no energy. */
  readonly channel: string;
  readonly vendor: "nvidia" | "amd" | "intel";
  /** Model name; equal names are taken for equal boards. */
  readonly name: string;
  /** `0000:1b:00.0`, as Linux writes it. */
  readonly pciAddress: string;
  /** `GPU-…`, where the vendor gives one. */
  readonly uuid?: string;
  /** Its number in the vendor's own runtime, where the system tells; other runtimes count by PCI address. */
  readonly runtimeIndex?: number;
  /** Instances that a partitioned board (MIG) is split into, or its tiles. Energy exists for the board only. */
  readonly instances?: readonly AcceleratorInstance[];
}

/** A part of a partitioned board. */
export interface AcceleratorInstance {
  /** `MIG-…`. */
  readonly uuid: string;
  readonly gpuInstance: number;
  readonly computeInstance: number;
  /** Compute slices of the board that it has: 3 of 7 for `3g.20gb`. Absent where they are not told. */
  readonly slices?: number;
}

/** What a process does on an accelerator. */
export interface AcceleratorUse {
  /** Of the accelerator. */
  readonly channel: string;
  /** In the process namespace of the machine, not of a container. */
  readonly pid: number;
  /** Share of the time since the last question in which its kernels ran, in [0, 1]; absent where it is not told. */
  readonly busyShare?: number;
  /** Of the accelerator's memory; absent where it is not told. */
  readonly memoryBytes?: number;
}

/** An optional ability of a sensor: tells whose processes use the accelerators that it reads. */
export interface AcceleratorReader {
  /** In the order of their PCI addresses. Empty before the sensor is probed. */
  readonly devices: () => readonly Accelerator[];
  /** Processes since the last question. Of a device that cannot tell (MIG, vGPU, an old driver) there are none. */
  readonly uses: () => readonly AcceleratorUse[];
  /**
   * Starts to ask for the instances of partitioned boards, where that takes a program: `devices` has them some time later.
   * Absent: `devices` has them from the start.
   */
  readonly askForInstances?: () => void;
}
