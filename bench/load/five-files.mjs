// A bare Node loop that reads five files each second: what a reading is compared with.
import { readFileSync } from "node:fs";

const paths = ["/proc/stat", "/proc/meminfo", "/proc/self/stat", "/proc/loadavg", "/proc/uptime"];
setInterval(() => {
  for (const path of paths) readFileSync(path, "utf8");
}, 1000);
