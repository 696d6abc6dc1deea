// SPDX-License-Identifier: MIT
// profileapi: the performance counter, as profileapi.h declares it.
#include "win32/error.h"

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count)
{
    return win32_result(NtQueryPerformanceCounter(count, NULL));
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
    LARGE_INTEGER count;

    return win32_result(NtQueryPerformanceCounter(&count, frequency));
}
