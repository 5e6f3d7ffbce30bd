// What the process of a command is, beyond what Swift imports from the C library. startup.c prepares it before any Swift
// runs.
#ifndef MEMC_CPROCESS_H
#define MEMC_CPROCESS_H

#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>

/// Address space in bytes that the smallest command needs beyond the program itself. With less, the Swift runtime ends
/// the process at an allocation, without a word that would help.
#define MEMC_LEAST_ADDRESS_SPACE (16UL << 20)

/// The exit code of a process that its limits do not let run: EX_OSERR of sysexits.
#define MEMC_EXIT_OS_ERROR 71

/// sigaction(2): whether the process ignores a signal. Swift cannot compare SIG_IGN, which is a number in the place of a
/// function.
static inline int memc_signal_is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// ioctl(2), TIOCGWINSZ: the columns of the terminal that a descriptor is; 0 where it is none. Each module of C that includes
/// the header has the structure, and of which of them Swift takes it depends on the order in which files are compiled.
static inline int memc_terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

#endif
