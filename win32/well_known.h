// SPDX-License-Identifier: MIT
// well_known: the SIDs that every machine has, by the names that programs have for them.
#ifndef NTMM_WIN32_WELL_KNOWN_H
#define NTMM_WIN32_WELL_KNOWN_H

#include "ob/status.h"

struct win32_well_known {
    WELL_KNOWN_SID_TYPE type;
    char alias[3];  /* in security descriptors as text; "": it has none */
    BYTE authority;
    BYTE count;     /* of the parts */
    DWORD parts[2];
};

extern const struct win32_well_known win32_well_known[];
extern const size_t win32_well_known_count;

/* The SID that it says, in a buffer that is as large as such a SID. */
void win32_well_known_sid(const struct win32_well_known *known, SID *sid);

#endif
