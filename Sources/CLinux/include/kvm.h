// The part of KVM's API that every architecture has: _IO macros as constants, the variadic ioctl by name.
// Every shim returns what the call returns, or -errno.
#ifndef MEMC_CLINUX_KVM_H
#define MEMC_CLINUX_KVM_H

#include <errno.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include "memory.h"

static const unsigned long MEMC_KVM_GET_API_VERSION = KVM_GET_API_VERSION;
static const unsigned long MEMC_KVM_CREATE_VM = KVM_CREATE_VM;
static const unsigned long MEMC_KVM_CHECK_EXTENSION = KVM_CHECK_EXTENSION;
static const unsigned long MEMC_KVM_CREATE_VCPU = KVM_CREATE_VCPU;
static const unsigned long MEMC_KVM_GET_VCPU_MMAP_SIZE = KVM_GET_VCPU_MMAP_SIZE;
static const unsigned long MEMC_KVM_RUN = KVM_RUN;

/// ioctl(2) with an integer argument.
static inline int64_t memc_ioctl(int descriptor, unsigned long request, uint64_t argument) {
  int result = ioctl(descriptor, request, argument);
  return result < 0 ? -(int64_t)errno : result;
}

/// ioctl(2) with a pointer to the structure that the request names.
MEMC_UNSAFE static inline int64_t memc_ioctl_pointer(int descriptor, unsigned long request, void *argument) {
  int result = ioctl(descriptor, request, argument);
  return result < 0 ? -(int64_t)errno : result;
}

/// KVM_SET_USER_MEMORY_REGION: gives the guest host memory to write to; a size of 0 deletes the slot.
MEMC_UNSAFE static inline int64_t memc_kvm_set_memory_region(
    int vm, uint32_t slot, uint32_t flags, uint64_t guest_physical_address, uint64_t size,
    uint64_t host_address) {
  struct kvm_userspace_memory_region region = {
      .slot = slot,
      .flags = flags,
      .guest_phys_addr = guest_physical_address,
      .memory_size = size,
      .userspace_addr = host_address,
  };
  int result = ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region);
  return result < 0 ? -(int64_t)errno : result;
}

#endif
