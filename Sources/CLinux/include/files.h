// openat(2), which is variadic.
#ifndef MEMC_CLINUX_FILES_H
#define MEMC_CLINUX_FILES_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>

/// Opens what a name in an open folder names, for reading, unless it is a symbolic link: openat(2) with O_NOFOLLOW. It waits
/// for nobody, as for the other end of a pipe. Returns the descriptor, or an error number below 0.
static inline int64_t memc_open_in(int folder, const char *name, int is_folder) {
  int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | (is_folder ? O_DIRECTORY : 0);
  int result = openat(folder, name, flags);
  if (result >= 0) return result;
  int error = errno;
  struct stat status;
  // Of a link where a folder should be the kernel says that it is no folder.
  if (error == ENOTDIR && fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode)) {
    error = ELOOP;
  }
  return -(int64_t)error;
}

#endif
