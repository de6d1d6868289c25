// Uses processor time, by its own count: node burn.mjs SECONDS.
const wanted = Number(process.argv[2]);
const used = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
while (used() < wanted);
