// What must be true of the process before the Swift runtime, or anything else, acts in it.

#include "CProcess.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef MEMC_RELEASE
// Where the arguments are, which main is told. The object of the Swift runtime that has these two names finds it out at every
// start by reading and parsing /proc/self/maps, which takes as long as many a command; since they have a place here, it is
// not linked. (Were it linked all the same, the linker would tell of two definitions of a name.)
static char **unsafe_arguments;
static int unsafe_argument_count;

void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count);
char **_swift_stdlib_getUnsafeArgvArgc(int *count);

void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count) {
  unsafe_arguments = arguments;
  unsafe_argument_count = count;
}

/// What the runtime asks for the arguments of the process.
char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
  *count = unsafe_argument_count;
  return unsafe_arguments;
}
#else
/// Of the Swift runtime: where the arguments are, instead of reading them from /proc/self/cmdline.
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count);
#endif

static void end(const char *message) {
  // Nobody is left to be told where even this fails.
  if (write(STDERR_FILENO, message, strlen(message)) < 0) _exit(MEMC_EXIT_OS_ERROR);
  _exit(MEMC_EXIT_OS_ERROR);
}

/// Fills the places of standard streams that are closed. The next file to be opened would take such a place: guest
/// memory, for one, and what is written to standard output would be written into it.
///
/// Standard input is empty then. What stands in the place of an output cannot be written to, so that the loss of a
/// result is an error and not a success.
static void occupy_standard_streams(void) {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    // Every lower descriptor is taken, so this is the one that the kernel gives.
    if (open("/dev/null", O_RDONLY) == descriptor) continue;
    // Without /dev, as in a bare chroot: a folder can be neither read nor written.
    if (open("/", O_RDONLY | O_DIRECTORY) != descriptor) {
      end("memc: error: a standard stream is closed, and nothing can be opened in its place\n");
    }
  }
}

/// Says in words what the Swift runtime would say by a crash.
static void check_address_space(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY) return;
  void *probe = mmap(NULL, MEMC_LEAST_ADDRESS_SPACE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (probe == MAP_FAILED) {
    end("memc: error: RLIMIT_AS leaves less than 16 MiB of address space; raise it with 'ulimit -v'\n");
  }
  munmap(probe, MEMC_LEAST_ADDRESS_SPACE);
}

#ifdef MEMC_RELEASE
/// What the runtime asks whether a backtracer is on, in the words of its first member: 0 is off.
///
/// The object of the Swift runtime that has this name and the next one reads SWIFT_BACKTRACE at every start, looks for a
/// program 'swift-backtrace' in a dozen places, of which a released executable has none, and where there is no
/// /proc/self/exe ends the process. Since both names have a place here, it is not linked.
alignas(16) const char _swift_backtraceSettings[256] = {0};

_Bool _swift_backtrace_isThunkFunction(const char *name);

/// What a backtracer calls, and nobody else.
_Bool _swift_backtrace_isThunkFunction(const char *name) {
  (void)name;
  return 0;
}

static void do_without_backtracer(void) {}
#else
/// Keeps the runtime's backtracer from looking for its program where there is no /proc/self/exe: it would end the process
/// when it finds none. A path that is stated is not looked for.
static void do_without_backtracer(void) {
  char path[1];
  if (readlink("/proc/self/exe", path, sizeof path) >= 0) return;
  setenv("SWIFT_BACKTRACE", "enable=no,swift-backtrace=/nonexistent", 1);
}
#endif

/// Has memory that was given back stay with the process: it ends soon, and a page that the kernel gives anew takes it longer
/// than most of what is done with the page. What is larger than 32 MiB goes back at once.
static void keep_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

/// Runs before the constructors of the Swift runtime, which have no priority.
__attribute__((constructor(101))) static void prepare_process(int count, char **arguments) {
  occupy_standard_streams();
  check_address_space();
  do_without_backtracer();
  keep_memory();
  _swift_stdlib_overrideUnsafeArgvArgc(arguments, count);
}
