// The only view of libyaml: its parser of events.
#ifndef GRIDSCORE_CLIBYAML_SHIM_H
#define GRIDSCORE_CLIBYAML_SHIM_H

#include <yaml.h>

#endif
