/* SPDX-License-Identifier: MIT */
/* A shared library whose DllMain is called. */
#include <stdio.h>
#include <windows.h>

static int attached;

__declspec(dllexport) int is_attached(void);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        attached = instance != NULL;
    if (reason == DLL_PROCESS_DETACH) {
        puts("detached");
        fflush(stdout);
    }
    return TRUE;
}

int is_attached(void)
{
    return attached;
}
