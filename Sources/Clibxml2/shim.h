// The only view of libxml2: its SAX2 push parser.
#ifndef GRIDSCORE_CLIBXML2_SHIM_H
#define GRIDSCORE_CLIBXML2_SHIM_H

// Debian builds libxml2 with ICU, whose types clash with those of Foundation.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#endif
