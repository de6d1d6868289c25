/** Processor time of this process so far: what a piece of work costs, however busy the machine is. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
