// What running a vCPU takes, and CPUID, which only x86 has.
#ifndef MEMC_CLINUX_VCPU_H
#define MEMC_CLINUX_VCPU_H

#include <errno.h>
#include <linux/kvm.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "kvm.h"

/// Blocks a signal in the calling thread and lets it interrupt KVM_RUN only (KVM_SET_SIGNAL_MASK): the thread
/// is kicked out of the guest without a handler, which would be the whole process's.
static inline int64_t memc_kvm_let_signal_interrupt(int vcpu, int signal) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, signal);
  int result = pthread_sigmask(SIG_BLOCK, &blocked, NULL);
  if (result != 0) return -(int64_t)result;
  struct {
    uint32_t length;
    uint8_t bits[8];
  } __attribute__((packed)) mask = {.length = 8};
  sigset_t others;
  pthread_sigmask(SIG_SETMASK, NULL, &others);
  sigdelset(&others, signal);
  memcpy(mask.bits, &others, sizeof mask.bits);
  int set = ioctl(vcpu, KVM_SET_SIGNAL_MASK, &mask);
  return set < 0 ? -(int64_t)errno : 0;
}

/// pthread_kill(3).
static inline int64_t memc_kick(pthread_t thread, int signal) { return -(int64_t)pthread_kill(thread, signal); }

/// sigtimedwait(2) without waiting: takes a signal that is blocked and pending. Returns its number, or -EAGAIN.
static inline int64_t memc_take_signal(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  struct timespec now = {0};
  int result = sigtimedwait(&set, NULL, &now);
  return result < 0 ? -(int64_t)errno : result;
}

/// poll(2) for one descriptor: 1 once it is readable or its other end closed, 0 after the time.
static inline int64_t memc_wait(int descriptor, int milliseconds) {
  struct pollfd entry = {.fd = descriptor, .events = POLLIN};
  int result = poll(&entry, 1, milliseconds);
  return result < 0 ? -(int64_t)errno : result;
}

#if defined(__x86_64__)
static const unsigned long MEMC_KVM_GET_SUPPORTED_CPUID = KVM_GET_SUPPORTED_CPUID;
static const unsigned long MEMC_KVM_SET_CPUID2 = KVM_SET_CPUID2;
static const unsigned long MEMC_KVM_GET_SREGS = KVM_GET_SREGS;
static const unsigned long MEMC_KVM_SET_SREGS = KVM_SET_SREGS;
static const unsigned long MEMC_KVM_GET_REGS = KVM_GET_REGS;
static const unsigned long MEMC_KVM_SET_REGS = KVM_SET_REGS;
#endif

#endif
