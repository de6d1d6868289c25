import type { Drives, Host, MemoryModules } from "@wattledger/sensors";

/** What kind of thing the machine is, as far as its firmware says. */
export type Chassis = "laptop" | "desktop" | "server" | "unknown";

/** Facts of the machine that its footprint depends on. Nothing here names its owner or its place in a network. */
export interface MachineFacts {
  readonly platform: Host["platform"];
  readonly architecture: string;
  /** As printed by the maker; absent where the kernel does not say, as on most ARM machines. */
  readonly processorModel?: string;
  /** Sockets. */
  readonly processorPackages: number;
  /** Hardware threads that the operating system sees; 0 if it could not be asked. */
  readonly logicalProcessors: number;
  /** Installed memory that the operating system sees; absent if it could not be asked. */
  readonly memoryBytes?: number;
  /** Absent where neither the memory controllers' driver nor, to this user, the firmware tells. */
  readonly memoryModules?: MemoryModules;
  /** Absent where the kernel lists none. Of a virtual machine these are what its hypervisor shows it. */
  readonly drives?: Drives;
  /** Whether a hypervisor lies between this system and the hardware. Absent: nothing says either way. */
  readonly virtualised?: boolean;
  readonly chassis: Chassis;
  readonly container?: ContainerLimits;
}

/** What a container, or a control group outside one, may use of the machine; a limit that is absent is none, or could not be seen. */
export interface ContainerLimits {
  /** Present where it is no container: a scope or service of systemd with a quota, for example. */
  readonly kind?: "control-group";
  readonly processors?: number;
  readonly memoryBytes?: number;
}
