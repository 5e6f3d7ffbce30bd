#ifndef MEMC_CLIBYAML_SHIM_H
#define MEMC_CLIBYAML_SHIM_H
#include <yaml.h>
#endif
