// Unix stream sockets, and descriptors that go over them. Control messages are built and taken apart here, in arrays
// of fixed size: their macros compute with pointers, which Swift would have to do by hand. Nothing here blocks, no
// write raises a signal, and every descriptor that arrives is close-on-exec from its first moment.
#ifndef MEMC_CLINUX_SOCKET_H
#define MEMC_CLINUX_SOCKET_H

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/// How many descriptors go with one byte; the kernel takes 253 (SCM_MAX_FD).
#define MEMC_DESCRIPTORS_PER_BATCH 250
static const int MEMC_DESCRIPTOR_BATCH = MEMC_DESCRIPTORS_PER_BATCH;
/// Bytes of the longest path of a socket, its end left out.
static const uint64_t MEMC_SOCKET_PATH_LIMIT = sizeof(((struct sockaddr_un *)0)->sun_path) - 1;

static inline int64_t memc_socket_address(const char *path, struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) > MEMC_SOCKET_PATH_LIMIT) return -(int64_t)ENAMETOOLONG;
  strcpy(address->sun_path, path);
  return 0;
}

/// socket(2).
static inline int64_t memc_socket(void) {
  int result = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return result < 0 ? -(int64_t)errno : result;
}

/// bind(2) to a path that only the user may connect to, from its first moment: Linux takes the file's mode from the
/// socket's own. The umask, which would do too, is every thread's.
static inline int64_t memc_socket_bind(int descriptor, const char *path) {
  struct sockaddr_un address;
  int64_t refusal = memc_socket_address(path, &address);
  if (refusal < 0) return refusal;
  if (fchmod(descriptor, S_IRUSR | S_IWUSR) < 0) return -(int64_t)errno;
  return bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0 ? -(int64_t)errno : 0;
}

/// listen(2). Whoever connects while the queue is full is turned away at once, however short the while, so the queue is as
/// long as the host allows (net.core.somaxconn).
static inline int64_t memc_socket_listen(int descriptor) {
  return listen(descriptor, INT_MAX) < 0 ? -(int64_t)errno : 0;
}

/// accept4(2), which glibc declares under _GNU_SOURCE only.
static inline int64_t memc_socket_accept(int descriptor) {
  long result = syscall(SYS_accept4, descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return result < 0 ? -(int64_t)errno : result;
}

/// connect(2).
static inline int64_t memc_socket_connect(int descriptor, const char *path) {
  struct sockaddr_un address;
  int64_t refusal = memc_socket_address(path, &address);
  if (refusal < 0) return refusal;
  return connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0 ? -(int64_t)errno : 0;
}

/// Who is at the other end, as it was when it connected or began to listen.
struct memc_peer {
  /// 0, or -errno.
  int64_t result;
  int32_t process;
  uint32_t user;
};

/// getsockopt(2) with SO_PEERCRED.
static inline struct memc_peer memc_socket_peer(int descriptor) {
  struct memc_peer peer = {0};
  struct {
    int32_t process;
    uint32_t user, group;
  } credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0) {
    peer.result = -(int64_t)errno;
    return peer;
  }
  peer.process = credentials.process;
  peer.user = credentials.user;
  return peer;
}

/// send(2): how many bytes went.
static inline int64_t memc_socket_send(int descriptor, const uint8_t *bytes, uint64_t count) {
  ssize_t result = send(descriptor, bytes, count, MSG_NOSIGNAL);
  return result < 0 ? -(int64_t)errno : result;
}

/// recv(2): how many bytes came, 0 where the other end is closed. Descriptors that come along are dropped.
static inline int64_t memc_socket_receive(int descriptor, uint8_t *bytes, uint64_t count) {
  ssize_t result = recv(descriptor, bytes, count, 0);
  return result < 0 ? -(int64_t)errno : result;
}

union memc_control {
  char bytes[CMSG_SPACE(sizeof(int) * 253)];
  struct cmsghdr header;
};

/// sendmsg(2) of one byte with descriptors, at most MEMC_DESCRIPTOR_BATCH of them.
static inline int64_t memc_socket_send_descriptors(int descriptor, const int32_t *numbers, uint64_t count) {
  if (count == 0 || count > MEMC_DESCRIPTORS_PER_BATCH) return -(int64_t)EINVAL;
  uint8_t byte = 'd';
  struct iovec data = {.iov_base = &byte, .iov_len = 1};
  union memc_control control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {
      .msg_iov = &data,
      .msg_iovlen = 1,
      .msg_control = control.bytes,
      .msg_controllen = CMSG_SPACE(sizeof(int) * count),
  };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * count);
  memcpy(CMSG_DATA(header), numbers, sizeof(int) * count);
  ssize_t result = sendmsg(descriptor, &message, MSG_NOSIGNAL);
  return result < 0 ? -(int64_t)errno : result;
}

/// What came with one byte.
struct memc_batch {
  /// 1, 0 where the other end is closed, or -errno.
  int64_t result;
  /// How many descriptors came; they belong to the caller, whatever else is wrong.
  int32_t count;
  /// Whether there were more than this process could be given.
  int32_t is_truncated;
};

/// recvmsg(2) of one byte with descriptors; `numbers` has room for 253, the most that the kernel passes at a time.
static inline struct memc_batch memc_socket_receive_descriptors(int descriptor, int32_t *numbers) {
  struct memc_batch batch = {0};
  uint8_t byte;
  struct iovec data = {.iov_base = &byte, .iov_len = 1};
  union memc_control control;
  struct msghdr message = {
      .msg_iov = &data,
      .msg_iovlen = 1,
      .msg_control = control.bytes,
      .msg_controllen = sizeof control.bytes,
  };
  ssize_t result = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC);
  if (result < 0) {
    batch.result = -(int64_t)errno;
    return batch;
  }
  batch.result = result;
  batch.is_truncated = (message.msg_flags & MSG_CTRUNC) != 0;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(numbers + batch.count, CMSG_DATA(header), sizeof(int) * count);
    batch.count += (int32_t)count;
  }
  return batch;
}

/// poll(2) for one descriptor that is to be written to: 1 once it can be or its other end closed, 0 after the time.
static inline int64_t memc_wait_writable(int descriptor, int milliseconds) {
  struct pollfd entry = {.fd = descriptor, .events = POLLOUT};
  int result = poll(&entry, 1, milliseconds);
  return result < 0 ? -(int64_t)errno : result;
}

/// What lies at a path, links not followed: lstat(2).
struct memc_place {
  /// 0, or -errno.
  int64_t result;
  uint32_t mode;
  uint32_t user;
  uint64_t device;
  uint64_t inode;
};

static inline struct memc_place memc_place_facts(const char *path) {
  struct memc_place place = {0};
  struct stat status;
  if (lstat(path, &status) < 0) {
    place.result = -(int64_t)errno;
    return place;
  }
  place.mode = status.st_mode;
  place.user = status.st_uid;
  place.device = status.st_dev;
  place.inode = status.st_ino;
  return place;
}

static const uint32_t MEMC_SOCKET_FILE = S_IFSOCK;

/// flock(2) of a whole file or folder, for this process alone, without waiting.
static inline int64_t memc_lock(int descriptor) {
  return flock(descriptor, LOCK_EX | LOCK_NB) < 0 ? -(int64_t)errno : 0;
}

/// unlink(2).
static inline int64_t memc_unlink(const char *path) { return unlink(path) < 0 ? -(int64_t)errno : 0; }

/// geteuid(2).
static inline uint32_t memc_user(void) { return geteuid(); }

#endif
