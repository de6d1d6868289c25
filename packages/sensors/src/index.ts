export type { Accelerator, AcceleratorInstance, AcceleratorReader, AcceleratorUse } from "./sensor/accelerator.ts";
export { cpuModel, cpuModelUncertainty } from "./models/cpu-model.ts";
export type { CpuModelParameters } from "./models/cpu-model.ts";
export { channelsOf, distinctChannels, unreadDevices } from "./sensor/distinct-channels.ts";
export { diagnose } from "./diagnose/diagnose.ts";
export type { Finding, Substitute } from "./diagnose/diagnose.ts";
export { dramModel, dramModelByModules, dramModelUncertainty } from "./models/dram-model.ts";
export type { DramModelParameters, DramModulesParameters } from "./models/dram-model.ts";
export { readDrives } from "./linux/drives.ts";
export type { Drives } from "./linux/drives.ts";
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
} from "./host/host.ts";
export { openMachineActivity, ticksPerSecond } from "./linux/machine-activity.ts";
export type { MachineActivity, MachineActivityReader } from "./linux/machine-activity.ts";
export { machineHost } from "./host/machine-host.ts";
export type { MachineHostOptions } from "./host/machine-host.ts";
export { isProgram } from "./host/machine-programs.ts";
export { readMemoryModules } from "./linux/memory-modules.ts";
export type { MemoryModules } from "./linux/memory-modules.ts";
export type { ActivityInterval, EnergyModel } from "./models/model.ts";
export { readProcessorFacts } from "./linux/processor.ts";
export type { ProcessorFacts } from "./linux/processor.ts";
export { raplPowercap } from "./rapl/rapl-powercap.ts";
export { recordedHost } from "./host/recorded-host.ts";
export type { RecordedHost, Recording } from "./host/recorded-host.ts";
export { modelEntries, sensorFactories } from "./registry.ts";
export type { ModelEntry } from "./registry.ts";
export { storageModel } from "./models/storage-model.ts";
export type { StorageModelParameters } from "./models/storage-model.ts";
export { visibleDevices } from "./sensor/visible-devices.ts";
export type { VisibleDevices } from "./sensor/visible-devices.ts";
export { isOfComponent } from "./sensor/sensor.ts";
export type {
  Availability,
  Channel,
  Component,
  ComponentChannel,
  CounterChannel,
  CounterReading,
  InstrumentChannel,
  PowerChannel,
  PowerReading,
  Reading,
  Sensor,
  SensorAvailability,
  SensorFactory,
  UnreadDevice,
  WholeChannel,
} from "./sensor/sensor.ts";
