#ifndef MEMC_CEXPAT_SHIM_H
#define MEMC_CEXPAT_SHIM_H
#include <expat.h>
#endif
