import type { Drives, Host, MemoryModules } from "@wattledger/sensors";

/** The kind of machine, as far as its firmware reports it. */
export type Chassis = "laptop" | "desktop" | "server" | "unknown";

/** Facts of the machine that its footprint depends on. They do not name its owner or its place in a network. */
export interface MachineFacts {
  readonly platform: Host["platform"];
  readonly architecture: string;
  /** As the maker prints it. Absent if the kernel does not report it, as on most ARM machines. */
  readonly processorModel?: string;
  /** Sockets. */
  readonly processorPackages: number;
  /** Hardware threads that the operating system sees; 0 if unknown. */
  readonly logicalProcessors: number;
  /** Installed memory that the operating system sees. Absent if unknown. */
  readonly memoryBytes?: number;
  /** Absent if neither the memory controllers' driver nor the firmware reports them to this user. */
  readonly memoryModules?: MemoryModules;
  /** Absent if the kernel lists none. On a virtual machine these are the drives that its hypervisor shows. */
  readonly drives?: Drives;
  /** Whether a hypervisor is between this system and the hardware. Absent: unknown. */
  readonly virtualised?: boolean;
  readonly chassis: Chassis;
  readonly container?: ContainerLimits;
}

/** The limits of a container, or of a control group outside one. An absent limit does not exist or could not be read. */
export interface ContainerLimits {
  /** Present if it is not a container: a scope or service of systemd with a quota, for example. */
  readonly kind?: "control-group";
  readonly processors?: number;
  readonly memoryBytes?: number;
}
