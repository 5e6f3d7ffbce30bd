// What a library must not bring along of the Swift runtime: its backtracer.
//
// The object that has it reads SWIFT_BACKTRACE when it is loaded, looks for a program 'swift-backtrace' in a dozen places,
// ends the process where there is no /proc/self/exe, and may install handlers of signals. None of that is a library's to
// do. It is linked because of two names alone, which therefore have a place here. (Were it linked all the same, the linker
// would tell of two definitions of a name.)

#ifdef MEMC_LIBRARY
#include <stdalign.h>

/// What the runtime asks whether a backtracer is on, in the words of its first member: 0 is off.
alignas(16) __attribute__((visibility("hidden"))) const char _swift_backtraceSettings[256] = {0};

__attribute__((visibility("hidden"))) _Bool _swift_backtrace_isThunkFunction(const char *name);

/// What a backtracer calls, and nobody else.
_Bool _swift_backtrace_isThunkFunction(const char *name) {
  (void)name;
  return 0;
}
#endif
