#ifndef FAULT_SHIM_H
#define FAULT_SHIM_H

// Nothing here is called by name: the library is preloaded into the program, and takes the places of calls to the
// C library. What it does there stands in variables of the environment; see fault_shim.c.

#endif
