// What Swift cannot import from the C headers of Linux by itself: variadic calls, and macros that compute.
#ifndef MEMC_CLINUX_H
#define MEMC_CLINUX_H

#include "devices.h"
#include "dirtylog.h"
#include "files.h"
#include "guest.h"
#include "kvm.h"
#include "memory.h"
#include "placement.h"
#include "rename.h"
#include "socket.h"
#include "vcpu.h"

#endif
