/* A stand-in for libnvidia-ml.so.1: what it answers stands in the text file named by FAKE_NVML.
 *
 *   driver 535.104.05            version of the driver
 *   cuda 12020                   newest CUDA
 *   gpu 0 name NVIDIA A100       name, uuid; numbers: major, minor, memory, domain, bus, device,
 *                                persistence, ecc, mig, ecc_errors, remap_pending, remap_failed,
 *                                retired_pending, fabric (a number that is missing: not supported)
 *   slice 0 2 5100273664 MIG-a.. A100 MIG 1g.5gb   GPU, slot, memory, uuid, name of a MIG instance
 *   fail nvmlInitWithFlags 18 -1 this function gives this error (for one GPU, or -1 for all)
 *   hang nvmlInitWithFlags 60    this function sleeps so many seconds first
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SUCCESS = 0, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, UNKNOWN = 999 };
enum { MAX_GPUS = 16, MAX_RULES = 32, MAX_SLICES = 7 };
enum { MAJOR, MINOR, MEMORY, DOMAIN, BUS, DEVICE, PERSISTENCE, ECC, MIG, ECC_ERRORS, REMAP_PENDING, REMAP_FAILED, RETIRED_PENDING, FABRIC, NUMBERS };

static const char *number_names[NUMBERS] = {"major", "minor", "memory", "domain", "bus", "device", "persistence", "ecc", "mig", "ecc_errors", "remap_pending", "remap_failed", "retired_pending", "fabric"};

struct gpu { char name[96]; char uuid[96]; long long numbers[NUMBERS]; int has[NUMBERS]; };
struct rule { char function[96]; int value; int gpu; };
struct memory { unsigned long long total, free, used; };
struct pci {
    char bus_id_legacy[16];
    unsigned int domain, bus, device, device_id, subsystem_id;
    char bus_id[32];
};

struct fabric {
    unsigned int version;
    unsigned char cluster[16];
    int status;
    unsigned int clique;
    unsigned char state;
    unsigned int health;
};

struct old_fabric {
    unsigned char cluster[16];
    int status;
    unsigned int clique;
    unsigned char state;
};

static char driver[96];
static int cuda;
static struct gpu gpus[MAX_GPUS], slices[MAX_GPUS][MAX_SLICES];
static unsigned int gpu_count;
static struct rule failures[MAX_RULES], hangs[MAX_RULES];
static int failure_count, hang_count;

static void read_gpu(const char *rest) {
    int index, used;
    char key[32];
    if (sscanf(rest, "%d %31s %n", &index, key, &used) < 2 || index < 0 || index >= MAX_GPUS) return;
    const char *value = rest + used;
    struct gpu *gpu = &gpus[index];
    if ((unsigned int)index >= gpu_count) gpu_count = (unsigned int)index + 1;
    if (!strcmp(key, "name")) snprintf(gpu->name, sizeof gpu->name, "%s", value);
    if (!strcmp(key, "uuid")) snprintf(gpu->uuid, sizeof gpu->uuid, "%s", value);
    for (int i = 0; i < NUMBERS; i++)
        if (!strcmp(key, number_names[i])) { gpu->numbers[i] = atoll(value); gpu->has[i] = 1; }
}

static void read_slice(const char *rest) {
    int index, slot;
    long long size;
    struct gpu read;
    memset(&read, 0, sizeof read);
    if (sscanf(rest, "%d %d %lld %95s %95[^\n]", &index, &slot, &size, read.uuid, read.name) < 5) return;
    if (index < 0 || index >= MAX_GPUS || slot < 0 || slot >= MAX_SLICES) return;
    read.numbers[MEMORY] = size;
    read.has[MEMORY] = 1;
    slices[index][slot] = read;
}

__attribute__((constructor)) static void load(void) {
    const char *path = getenv("FAKE_NVML");
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[256];
    if (!file) return;
    while (fgets(line, sizeof line, file)) {
        struct rule *failure = &failures[failure_count], *hang = &hangs[hang_count];
        line[strcspn(line, "\n")] = 0;
        if (!strncmp(line, "driver ", 7)) snprintf(driver, sizeof driver, "%s", line + 7);
        else if (!strncmp(line, "cuda ", 5)) cuda = atoi(line + 5);
        else if (!strncmp(line, "gpu ", 4)) read_gpu(line + 4);
        else if (!strncmp(line, "slice ", 6)) read_slice(line + 6);
        else if (failure_count < MAX_RULES && sscanf(line, "fail %95s %d %d", failure->function, &failure->value, &failure->gpu) == 3) failure_count++;
        else if (hang_count < MAX_RULES && sscanf(line, "hang %95s %d", hang->function, &hang->value) == 2) hang_count++;
    }
    fclose(file);
}

static int answer(const char *function, int gpu) {
    for (int i = 0; i < hang_count; i++)
        if (!strcmp(hangs[i].function, function)) sleep((unsigned int)hangs[i].value);
    for (int i = 0; i < failure_count; i++)
        if (!strcmp(failures[i].function, function) && (failures[i].gpu < 0 || failures[i].gpu == gpu))
            return failures[i].value;
    return SUCCESS;
}

static int index_of(const struct gpu *gpu) {
    const struct gpu *first = &slices[0][0];
    if (gpu >= first && gpu < first + MAX_GPUS * MAX_SLICES) return (int)((gpu - first) / MAX_SLICES);
    return (int)(gpu - gpus);
}

static int number(const char *function, struct gpu *gpu, int which, unsigned int *out) {
    int code = answer(function, index_of(gpu));
    if (code) return code;
    if (!gpu->has[which]) return NOT_SUPPORTED;
    *out = (unsigned int)gpu->numbers[which];
    return SUCCESS;
}

int nvmlInitWithFlags(unsigned int flags) { (void)flags; return answer(__func__, -1); }
int nvmlInit_v2(void) { return answer(__func__, -1); }
int nvmlShutdown(void) { return answer(__func__, -1); }
const char *nvmlErrorString(int code) { return code == UNKNOWN ? "Unknown Error" : "An error of the stand-in"; }

int nvmlSystemGetDriverVersion(char *out, unsigned int length) {
    int code = answer(__func__, -1);
    if (!code) snprintf(out, length, "%s", driver);
    return code;
}
int nvmlSystemGetNVMLVersion(char *out, unsigned int length) {
    int code = answer(__func__, -1);
    if (!code) snprintf(out, length, "12.%s", driver);
    return code;
}
int nvmlSystemGetCudaDriverVersion(int *out) { *out = cuda; return answer(__func__, -1); }
int nvmlSystemGetCudaDriverVersion_v2(int *out) { *out = cuda; return answer(__func__, -1); }

int nvmlDeviceGetCount_v2(unsigned int *out) { *out = gpu_count; return answer(__func__, -1); }
int nvmlDeviceGetHandleByIndex_v2(unsigned int index, struct gpu **out) {
    if (index >= gpu_count) return INVALID_ARGUMENT;
    *out = &gpus[index];
    return answer(__func__, (int)index);
}
int nvmlDeviceGetName(struct gpu *gpu, char *out, unsigned int length) {
    snprintf(out, length, "%s", gpu->name);
    return answer(__func__, index_of(gpu));
}
int nvmlDeviceGetUUID(struct gpu *gpu, char *out, unsigned int length) {
    snprintf(out, length, "%s", gpu->uuid);
    return answer(__func__, index_of(gpu));
}
int nvmlDeviceGetCudaComputeCapability(struct gpu *gpu, int *major, int *minor) {
    *major = (int)gpu->numbers[MAJOR];
    *minor = (int)gpu->numbers[MINOR];
    return answer(__func__, index_of(gpu));
}
int nvmlDeviceGetPciInfo_v3(struct gpu *gpu, struct pci *out) {
    memset(out, 0, sizeof *out);
    out->domain = (unsigned int)gpu->numbers[DOMAIN];
    out->bus = (unsigned int)gpu->numbers[BUS];
    out->device = (unsigned int)gpu->numbers[DEVICE];
    snprintf(out->bus_id, sizeof out->bus_id, "%08X:%02X:%02X.0", out->domain, out->bus, out->device);
    return answer(__func__, index_of(gpu));
}
int nvmlDeviceGetMemoryInfo(struct gpu *gpu, struct memory *out) {
    int code = answer(__func__, index_of(gpu));
    if (code) return code;
    if (!gpu->has[MEMORY]) return NOT_SUPPORTED;
    out->total = out->free = (unsigned long long)gpu->numbers[MEMORY];
    out->used = 0;
    return SUCCESS;
}
int nvmlDeviceGetPersistenceMode(struct gpu *gpu, unsigned int *out) { return number(__func__, gpu, PERSISTENCE, out); }
int nvmlDeviceGetEccMode(struct gpu *gpu, unsigned int *current, unsigned int *pending) {
    *pending = 0;
    return number(__func__, gpu, ECC, current);
}
int nvmlDeviceGetMigMode(struct gpu *gpu, unsigned int *current, unsigned int *pending) {
    *pending = 0;
    return number(__func__, gpu, MIG, current);
}
int nvmlDeviceGetMaxMigDeviceCount(struct gpu *gpu, unsigned int *out) { *out = MAX_SLICES; return answer(__func__, index_of(gpu)); }
int nvmlDeviceGetMigDeviceHandleByIndex(struct gpu *gpu, unsigned int slot, struct gpu **out) {
    int code = answer(__func__, index_of(gpu));
    if (code) return code;
    if (slot >= MAX_SLICES || !slices[index_of(gpu)][slot].uuid[0]) return NOT_FOUND;
    *out = &slices[index_of(gpu)][slot];
    return SUCCESS;
}
int nvmlDeviceGetTotalEccErrors(struct gpu *gpu, int type, int counter, unsigned long long *out) {
    unsigned int count = 0;
    int code = number(__func__, gpu, ECC_ERRORS, &count);
    *out = type == 1 && counter == 0 ? count : 0; /* uncorrected, volatile */
    return code;
}
int nvmlDeviceGetRemappedRows(struct gpu *gpu, unsigned int *corrected, unsigned int *uncorrected, unsigned int *pending, unsigned int *failure) {
    *corrected = *uncorrected = 0;
    int code = number(__func__, gpu, REMAP_PENDING, pending);
    return code ? code : number(__func__, gpu, REMAP_FAILED, failure);
}
int nvmlDeviceGetRetiredPagesPendingStatus(struct gpu *gpu, unsigned int *pending) { return number(__func__, gpu, RETIRED_PENDING, pending); }
int nvmlDeviceGetGpuFabricInfoV(struct gpu *gpu, struct fabric *out) {
    unsigned int state = 0;
    int code = number(__func__, gpu, FABRIC, &state);
    out->state = (unsigned char)state;
    return code;
}
int nvmlDeviceGetGpuFabricInfo(struct gpu *gpu, struct old_fabric *out) {
    unsigned int state = 0;
    int code = number(__func__, gpu, FABRIC, &state);
    out->state = (unsigned char)state;
    return code;
}
