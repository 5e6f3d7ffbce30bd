// VFIO and iommufd: their requests as constants, and ioctl(2) with a structure that points to a second one. The structures
// are written and read as bytes, so that tests can stand in for the kernel. Every shim returns what the call returns, or -errno.
#ifndef MEMC_CLINUX_DEVICES_H
#define MEMC_CLINUX_DEVICES_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kvm.h"

// linux/vfio.h: _IO(VFIO_TYPE, VFIO_BASE + n). The last three are newer than the headers of the oldest distribution that memc
// builds on.
static const unsigned long MEMC_VFIO_GET_API_VERSION = _IO(';', 100 + 0);
static const unsigned long MEMC_VFIO_CHECK_EXTENSION = _IO(';', 100 + 1);
static const unsigned long MEMC_VFIO_SET_IOMMU = _IO(';', 100 + 2);
static const unsigned long MEMC_VFIO_GROUP_GET_STATUS = _IO(';', 100 + 3);
static const unsigned long MEMC_VFIO_GROUP_SET_CONTAINER = _IO(';', 100 + 4);
static const unsigned long MEMC_VFIO_GROUP_GET_DEVICE_FD = _IO(';', 100 + 6);
static const unsigned long MEMC_VFIO_IOMMU_GET_INFO = _IO(';', 100 + 12);
static const unsigned long MEMC_VFIO_IOMMU_MAP_DMA = _IO(';', 100 + 13);
static const unsigned long MEMC_VFIO_IOMMU_UNMAP_DMA = _IO(';', 100 + 14);
static const unsigned long MEMC_VFIO_DEVICE_BIND_IOMMUFD = _IO(';', 100 + 18);
static const unsigned long MEMC_VFIO_DEVICE_ATTACH_IOMMUFD = _IO(';', 100 + 19);

// linux/iommufd.h, since Linux 6.2.
static const unsigned long MEMC_IOMMU_IOAS_ALLOC = _IO(';', 0x81);
static const unsigned long MEMC_IOMMU_IOAS_ALLOW_IOVAS = _IO(';', 0x82);
static const unsigned long MEMC_IOMMU_IOAS_IOVA_RANGES = _IO(';', 0x84);
static const unsigned long MEMC_IOMMU_IOAS_MAP = _IO(';', 0x85);
static const unsigned long MEMC_IOMMU_IOAS_UNMAP = _IO(';', 0x86);

static const unsigned long MEMC_KVM_CREATE_DEVICE = KVM_CREATE_DEVICE;
static const unsigned long MEMC_KVM_SET_DEVICE_ATTR = KVM_SET_DEVICE_ATTR;

/// ioctl(2) with a structure that holds, at an offset, the address of another one.
MEMC_UNSAFE static inline int64_t memc_ioctl_nested(
    int descriptor, unsigned long request, void *argument, uint64_t offset, void *nested) {
  uint64_t address = (uint64_t)(uintptr_t)nested;
  memcpy((char *)argument + offset, &address, sizeof address);
  int result = ioctl(descriptor, request, argument);
  return result < 0 ? -(int64_t)errno : result;
}

#endif
