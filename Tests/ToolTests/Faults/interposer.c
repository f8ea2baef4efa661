// Fails or kills swift-tune at a chosen system call. Loaded before the C library (LD_PRELOAD) by the fault campaign, so
// that the tool under test is the one that users have.
//
//   SWIFT_TUNE_FAULT_FOLDER  calls on files below it count; so do all starts of processes
//   SWIFT_TUNE_FAULT_LOG     gets a line for each: its number, name and file
//   SWIFT_TUNE_FAULT         what to do, and at which call:
//     17:before  17:after    kill the tool before or after the 17th call
//     17:half                kill it when half of what the call was to write is written
//     17:fail                let the call fail as such calls do
//     17+:28                 from the 17th call on, let all that need space fail with this error number (28: no space)
//     17+:30                 likewise; 30, a read-only file system, fails whatever would change a file
//     17+:back               from the 17th call on, the clock is an hour behind

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[4096];
static size_t folder_length;
static int log_descriptor = -1;
static long chosen;
static int goes_on;
static char what[16];
static atomic_long count;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *place = getenv("SWIFT_TUNE_FAULT_FOLDER"), *fault = getenv("SWIFT_TUNE_FAULT");
  const char *log = getenv("SWIFT_TUNE_FAULT_LOG");
  int is_tool = strcmp(program_invocation_short_name, "swift-tune") == 0;
  if (is_tool && log) {
    // High, where no program expects it, and not inherited.
    int low = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    log_descriptor = fcntl(low, F_DUPFD_CLOEXEC, 200);
    REAL(close)(low);
  }
  if (is_tool && fault) {
    char *rest;
    chosen = strtol(fault, &rest, 10);
    goes_on = *rest == '+';
    snprintf(what, sizeof what, "%s", rest + goes_on + 1);
  }
  if (is_tool && place) {
    snprintf(folder, sizeof folder, "%s", place);
    folder_length = strlen(folder);
  }
  // What the tool starts runs undisturbed.
  if (is_tool) {
    unsetenv("LD_PRELOAD");
    unsetenv("SWIFT_TUNE_FAULT");
    unsetenv("SWIFT_TUNE_FAULT_LOG");
  }
}

static int counts(const char *path) { return folder_length && path && strncmp(path, folder, folder_length) == 0; }

static const char *path_of(int descriptor, char *buffer, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, buffer, size - 1);
  buffer[length < 0 ? 0 : length] = 0;
  return buffer;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// What happens to a call: nothing, an error, or that it is the last.
struct fate {
  int error;
  int half, after;
};

enum needs { SPACE, CHANGE, NOTHING };

static struct fate enter(const char *call, const char *path, int usual_error, enum needs needs) {
  struct fate fate = {0, 0, 0};
  long number = atomic_fetch_add(&count, 1) + 1;
  if (log_descriptor >= 0) {
    char line[4500];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, path);
    REAL(write)(log_descriptor, line, length);
  }
  if (!chosen || (goes_on ? number < chosen : number != chosen)) return fate;
  if (strcmp(what, "before") == 0) die();
  if (strcmp(what, "after") == 0) fate.after = 1;
  if (strcmp(what, "half") == 0) fate.half = 1;
  if (strcmp(what, "fail") == 0) fate.error = usual_error;
  if (atoi(what) == ENOSPC && needs == SPACE) fate.error = ENOSPC;
  if (atoi(what) == EROFS && needs != NOTHING) fate.error = EROFS;
  return fate;
}

#define LEAVE(fate, result)          \
  do {                               \
    int saved = errno;               \
    if ((fate).after || (fate).half) die(); \
    errno = saved;                   \
    return result;                   \
  } while (0)

#define ON_PATH(call, path, usual_error, needs, action)                 \
  if (!counts(path)) return action;                                     \
  struct fate fate = enter(call, path, usual_error, needs);             \
  if (fate.error) return errno = fate.error, -1;                        \
  int result = action;                                                  \
  LEAVE(fate, result)

// MARK: Files

static int open_any(int (*next)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  int changes = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
  if (!changes || !counts(path)) return next(path, flags, mode);
  ON_PATH("open", path, EMFILE, flags & O_CREAT ? SPACE : CHANGE, next(path, flags, mode));
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_any(REAL(open), path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_any(REAL(open64), path, flags, mode);
}

ssize_t write(int descriptor, const void *bytes, size_t size) {
  char buffer[4096];
  if (!folder_length || !counts(path_of(descriptor, buffer, sizeof buffer))) return REAL(write)(descriptor, bytes, size);
  struct fate fate = enter("write", buffer, ENOSPC, SPACE);
  if (fate.error) return errno = fate.error, -1;
  ssize_t result = REAL(write)(descriptor, bytes, fate.half ? size / 2 : size);
  LEAVE(fate, result);
}

static ssize_t pwrite_any(int descriptor, const void *bytes, size_t size, off_t offset) {
  char buffer[4096];
  ssize_t (*next)(int, const void *, size_t, off_t) = REAL(pwrite);
  if (!folder_length || !counts(path_of(descriptor, buffer, sizeof buffer))) return next(descriptor, bytes, size, offset);
  struct fate fate = enter("pwrite", buffer, ENOSPC, SPACE);
  if (fate.error) return errno = fate.error, -1;
  ssize_t result = next(descriptor, bytes, fate.half ? size / 2 : size, offset);
  LEAVE(fate, result);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) {
  return pwrite_any(descriptor, bytes, size, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset) {
  return pwrite_any(descriptor, bytes, size, offset);
}

int fsync(int descriptor) {
  char buffer[4096];
  path_of(descriptor, buffer, sizeof buffer);
  ON_PATH("fsync", buffer, EIO, NOTHING, REAL(fsync)(descriptor));
}

int ftruncate(int descriptor, off_t size) {
  char buffer[4096];
  path_of(descriptor, buffer, sizeof buffer);
  ON_PATH("ftruncate", buffer, EIO, CHANGE, REAL(ftruncate)(descriptor, size));
}

int mkdir(const char *path, mode_t mode) { ON_PATH("mkdir", path, ENOSPC, SPACE, REAL(mkdir)(path, mode)); }
int rmdir(const char *path) { ON_PATH("rmdir", path, EIO, CHANGE, REAL(rmdir)(path)); }
int unlink(const char *path) { ON_PATH("unlink", path, EIO, CHANGE, REAL(unlink)(path)); }
int rename(const char *from, const char *to) { ON_PATH("rename", to, EIO, CHANGE, REAL(rename)(from, to)); }

int renameat2(int a, const char *from, int b, const char *to, unsigned int flags) {
  ON_PATH("exchange", to, EIO, CHANGE, REAL(renameat2)(a, from, b, to, flags));
}

int symlink(const char *to, const char *path) { ON_PATH("symlink", path, ENOSPC, SPACE, REAL(symlink)(to, path)); }

// MARK: Processes

int posix_spawn(pid_t *process, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[]) {
  struct fate fate = enter("spawn", path, ENOMEM, NOTHING);
  if (fate.error) return fate.error;
  int result = REAL(posix_spawn)(process, path, actions, attributes, arguments, environment);
  LEAVE(fate, result);
}

// MARK: Time

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = REAL(clock_gettime)(clock, time);
  if (clock == CLOCK_REALTIME && chosen && strcmp(what, "back") == 0 && atomic_load(&count) >= chosen) {
    time->tv_sec -= 3600;
  }
  return result;
}
