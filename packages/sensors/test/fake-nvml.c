/*
 * A stand-in for libnvidia-ml.so.1 whose boards live in a text file, read anew at every call, so that a test can move them.
 * Compile with -DSTATE='"/path/of/the/file"'; with -DOLD_DRIVER it lacks what drivers before 2020 lack.
 *
 *   init_rc 9                     what nvmlInit returns
 *   init_log PATH                 a file to which each nvmlInit adds the number of its process
 *   count 2                       boards
 *   delay_us 1000                 how long each call of a board takes
 *   since_s 5000                  where counters with watts began on the monotonic clock; else at the first call of the process
 *   0.uuid, 0.name, 0.bus         texts; 0.arch, 0.limit_mw numbers
 *   0.handle_rc 4                 what asking for the board returns
 *   0.energy_mj 5000              the counter; with 0.watts it grows by the monotonic clock besides
 *   0.instant_mw, 0.usage_mw      power; an absent figure is "not supported"
 *   0.module_mw                   power of the module around the board (field 186 with scope 1)
 *   0.energy_rc 15, 0.instant_rc, 0.usage_rc
 *   0.mig 1, 0.mig.0.uuid, 0.mig.0.gi, 0.mig.0.ci, 0.mig.0.slices, 0.mig.0.name
 *   0.sample.0 PID SM TIME        process utilisation; 0.running.0 PID BYTES processes (-1: not available)
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct board { int index, instance; };
static struct board boards[16];

/* The value of a key, or NULL; valid until the next call. */
static const char *get(const char *key)
{
  static char line[256];
  size_t length = strlen(key);
  FILE *file = fopen(STATE, "r");
  if (!file) return NULL;
  while (fgets(line, sizeof line, file)) {
    if (strncmp(line, key, length) == 0 && line[length] == ' ') {
      fclose(file);
      line[strcspn(line, "\n")] = 0;
      return line + length + 1;
    }
  }
  fclose(file);
  return NULL;
}

static const char *of(void *device, const char *name)
{
  struct board *board = device;
  char key[80];
  if (board->instance < 0) snprintf(key, sizeof key, "%d.%s", board->index, name);
  else snprintf(key, sizeof key, "%d.mig.%d.%s", board->index, board->instance, name);
  return get(key);
}

static long long number(const char *text, long long fallback) { return text ? strtoll(text, NULL, 10) : fallback; }

static void wait_a_little(void)
{
  long long delay = number(get("delay_us"), 0);
  if (delay > 0) usleep((useconds_t)delay);
}

/* Writes a number of the board, or says why not. */
static int tell(void *device, const char *name, const char *rc_name, unsigned *out)
{
  wait_a_little();
  int rc = (int)number(rc_name ? of(device, rc_name) : NULL, 0);
  const char *value = of(device, name);
  if (rc) return rc;
  if (!value) return 3;
  *out = (unsigned)strtoul(value, NULL, 10);
  return 0;
}

static int tell_text(void *device, const char *name, char *out, unsigned length)
{
  const char *value = of(device, name);
  if (!value) return 3;
  if (strlen(value) >= length) return 7;
  strcpy(out, value);
  return 0;
}

int nvmlInit_v2(void)
{
  const char *path = get("init_log");
  FILE *log = path ? fopen(path, "a") : NULL;
  if (log) {
    fprintf(log, "%d\n", (int)getpid());
    fclose(log);
  }
  return (int)number(get("init_rc"), 0);
}
int nvmlShutdown(void) { return 0; }
int nvmlDeviceGetCount_v2(unsigned *count) { *count = (unsigned)number(get("count"), 0); return 0; }

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
{
  if (index >= 16) return 2;
  boards[index] = (struct board){ (int)index, -1 };
  *device = &boards[index];
  return (int)number(of(&boards[index], "handle_rc"), 0);
}

int nvmlDeviceGetUUID(void *device, char *out, unsigned length) { return tell_text(device, "uuid", out, length); }
int nvmlDeviceGetName(void *device, char *out, unsigned length) { return tell_text(device, "name", out, length); }

int nvmlDeviceGetPciInfo_v3(void *device, char *info)
{
  memset(info, 0, 68);
  return tell_text(device, "bus", info + 36, 32);
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *out) { return tell(device, "usage_mw", "usage_rc", out); }
int nvmlDeviceGetEnforcedPowerLimit(void *device, unsigned *out) { return tell(device, "limit_mw", NULL, out); }
int nvmlDeviceGetPowerManagementLimitConstraints(void *device, unsigned *least, unsigned *most)
{
  *least = 1000;
  return tell(device, "limit_mw", NULL, most);
}

static double seconds_since_first(void)
{
  static double first;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  double seconds = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
  if (first == 0) {
    const char *since = get("since_s");
    first = since ? atof(since) : seconds;
  }
  return seconds - first;
}

int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *out)
{
  wait_a_little();
  int rc = (int)number(of(device, "energy_rc"), 0);
  if (rc) return rc;
  const char *value = of(device, "energy_mj");
  if (!value) return 3;
  unsigned long long millijoules = strtoull(value, NULL, 10);
  const char *watts = of(device, "watts");
  if (watts) millijoules += (unsigned long long)(atof(watts) * 1000 * seconds_since_first());
  *out = millijoules;
  return 0;
}

int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, char *entries)
{
  unsigned found = 0;
  for (;; found++) {
    char name[32];
    long long pid, bytes;
    snprintf(name, sizeof name, "running.%u", found);
    const char *value = of(device, name);
    if (!value || sscanf(value, "%lld %lld", &pid, &bytes) != 2) break;
    if (found >= *count) continue;
    memset(entries + 24 * found, 0, 24);
    *(uint32_t *)(entries + 24 * found) = (uint32_t)pid;
    *(int64_t *)(entries + 24 * found + 8) = bytes;
  }
  int rc = found > *count ? 7 : 0;
  *count = found;
  return rc;
}

#ifndef OLD_DRIVER
static struct board instances[16][8];

int nvmlDeviceGetArchitecture(void *device, unsigned *out) { return tell(device, "arch", NULL, out); }

int nvmlDeviceGetFieldValues(void *device, int count, char *values)
{
  for (int i = 0; i < count; i++, values += 40) {
    unsigned value = 0;
    const char *key = *(uint32_t *)(values + 4) == 1 ? "module_mw" : "instant_mw";
    int rc = *(uint32_t *)values == 186 ? tell(device, key, "instant_rc", &value) : 3;
    *(uint32_t *)(values + 24) = 1;
    *(int32_t *)(values + 28) = rc;
    *(uint64_t *)(values + 32) = value;
  }
  return 0;
}

int nvmlDeviceGetProcessUtilization(void *device, char *samples, unsigned *count, unsigned long long since)
{
  if (number(of(device, "mig"), 0)) return 3;
  unsigned found = 0;
  for (unsigned i = 0;; i++) {
    char name[32];
    long long pid, busy;
    unsigned long long moment;
    snprintf(name, sizeof name, "sample.%u", i);
    const char *value = of(device, name);
    if (!value || sscanf(value, "%lld %lld %llu", &pid, &busy, &moment) != 3) break;
    if (moment <= since) continue;
    if (samples && found < *count) {
      char *sample = samples + 32 * found;
      memset(sample, 0, 32);
      *(uint32_t *)sample = (uint32_t)pid;
      *(uint64_t *)(sample + 8) = moment;
      *(uint32_t *)(sample + 16) = (uint32_t)busy;
    }
    found++;
  }
  if (found == 0) return 6;
  int rc = !samples || found > *count ? 7 : 0;
  *count = found;
  return rc;
}

int nvmlDeviceGetMigMode(void *device, unsigned *current, unsigned *pending)
{
  int rc = tell(device, "mig", NULL, current);
  *pending = *current;
  return rc;
}

/* nvmlDeviceAttributes_t: the slices of the compute instance are the eighth number. */
int nvmlDeviceGetAttributes_v2(void *device, unsigned *attributes)
{
  memset(attributes, 0, 40);
  return tell(device, "slices", NULL, attributes + 7);
}

int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *out) { (void)device; *out = 7; return 0; }

int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned index, void **instance)
{
  int parent = ((struct board *)device)->index;
  instances[parent][index] = (struct board){ parent, (int)index };
  *instance = &instances[parent][index];
  return of(*instance, "uuid") ? 0 : 6;
}

int nvmlDeviceGetGpuInstanceId(void *device, unsigned *out) { return tell(device, "gi", NULL, out); }
int nvmlDeviceGetComputeInstanceId(void *device, unsigned *out) { return tell(device, "ci", NULL, out); }
#endif
