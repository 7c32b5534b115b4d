// libxlsxwriter writes workbooks; zlib reads them back.
#ifndef GRIDSCORE_CLIBXLSXWRITER_SHIM_H
#define GRIDSCORE_CLIBXLSXWRITER_SHIM_H

#include <xlsxwriter.h>
#include <zlib.h>

#endif
