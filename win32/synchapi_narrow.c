// SPDX-License-Identifier: MIT
// synchapi_narrow: the A functions of synchapi.c, which do nothing but make the name wide.
#include "win32/string.h"

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateEventW(security, manual, set, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateEventExW(security, wide.string, flags, access);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = OpenEventW(access, inherit, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateMutexW(security, owned, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateMutexExW(security, wide.string, flags, access);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = OpenMutexW(access, inherit, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES security, LONG count, LONG limit, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateSemaphoreW(security, count, limit, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES security, LONG count, LONG limit, LPCSTR
                                 name, DWORD flags, DWORD access)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateSemaphoreExW(security, count, limit, wide.string, flags, access);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = OpenSemaphoreW(access, inherit, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES security, BOOL manual, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateWaitableTimerW(security, manual, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD
                                     access)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = CreateWaitableTimerExW(security, wide.string, flags, access);
        win32_wide_free(&wide);
    }
    return handle;
}

HANDLE WINAPI OpenWaitableTimerA(DWORD access, BOOL inherit, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE handle = NULL;

    if (win32_wide_init(&wide, name)) {
        handle = OpenWaitableTimerW(access, inherit, wide.string);
        win32_wide_free(&wide);
    }
    return handle;
}
