/** Processor time of this process so far: the cost of a piece of work, independent of the load of the machine. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
