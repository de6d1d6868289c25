export type { Accelerator, AcceleratorInstance, AcceleratorReader, AcceleratorUse } from "./accelerator.ts";
export { cpuModel, cpuModelUncertainty } from "./cpu-model.ts";
export type { CpuModelParameters } from "./cpu-model.ts";
export { channelsOf, distinctChannels, unreadDevices } from "./distinct-channels.ts";
export { diagnose } from "./diagnose.ts";
export type { Finding, Substitute } from "./diagnose.ts";
export { dramModel, dramModelByModules, dramModelUncertainty } from "./dram-model.ts";
export type { DramModelParameters, DramModulesParameters } from "./dram-model.ts";
export { readDrives } from "./drives.ts";
export type { Drives } from "./drives.ts";
export type {
  ForeignLibrary,
  ForeignValue,
  Host,
  OpenFailure,
  ProgramListener,
  Programs,
  ReadFailure,
  RereadableFile,
  SystemFacts,
} from "./host.ts";
export { openMachineActivity, ticksPerSecond } from "./machine-activity.ts";
export type { MachineActivity, MachineActivityReader } from "./machine-activity.ts";
export { machineHost } from "./machine-host.ts";
export type { MachineHostOptions } from "./machine-host.ts";
export { isProgram } from "./machine-programs.ts";
export { readMemoryModules } from "./memory-modules.ts";
export type { MemoryModules } from "./memory-modules.ts";
export type { ActivityInterval, EnergyModel } from "./model.ts";
export { readProcessorFacts } from "./processor.ts";
export type { ProcessorFacts } from "./processor.ts";
export { raplPowercap } from "./rapl-powercap.ts";
export { recordedHost } from "./recorded-host.ts";
export type { RecordedHost, Recording } from "./recorded-host.ts";
export { modelEntries, sensorFactories } from "./registry.ts";
export type { ModelEntry } from "./registry.ts";
export { storageModel } from "./storage-model.ts";
export type { StorageModelParameters } from "./storage-model.ts";
export { visibleDevices } from "./visible-devices.ts";
export type { VisibleDevices } from "./visible-devices.ts";
export type {
  Availability,
  Channel,
  Component,
  CounterChannel,
  GaugeChannel,
  PlatformChannel,
  PlatformGauge,
  PowerReading,
  Reading,
  Sensor,
  SensorAvailability,
  SensorFactory,
  UnreadDevice,
} from "./sensor.ts";
