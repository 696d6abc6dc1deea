// SPDX-License-Identifier: MIT
// The entry of a shared library: calls its DllMain when it is loaded and unloaded.
//
// Linked into every shared library by ntmm-cc. DllMain is hidden by this reference, so that each
// library gets its own and not the first one that the dynamic linker finds.
#include <stdio.h>
#include <unistd.h>
#include <windows.h>

/* The name that pulls this out of its archive. */
extern const char ntmm_dll_entry;
__attribute__((__visibility__("hidden"))) const char ntmm_dll_entry = 0;

__attribute__((__visibility__("hidden"))) extern char __ehdr_start[]; // by the linker: the image
__attribute__((__weak__, __visibility__("hidden"))) BOOL WINAPI DllMain(HINSTANCE instance,
                                                                       DWORD reason,
                                                                       LPVOID reserved);
__attribute__((__weak__, __visibility__("hidden"))) BOOL WINAPI
dll_main_cxx(HINSTANCE instance, DWORD reason, LPVOID reserved)
    __asm__("_Z7DllMainP11HINSTANCE__jPv");

static BOOL call(DWORD reason)
{
    if (DllMain)
        return DllMain((HINSTANCE)__ehdr_start, reason, NULL);
    if (dll_main_cxx)
        return dll_main_cxx((HINSTANCE)__ehdr_start, reason, NULL);
    return TRUE;
}

/* A library that refuses to be loaded with its program takes the program with it. */
__attribute__((__constructor__)) static void attach(void)
{
    if (!call(DLL_PROCESS_ATTACH)) {
        fputs("ntmm: DllMain returned FALSE\n", stderr);
        _exit(STATUS_DLL_INIT_FAILED & 0xFF);
    }
}

__attribute__((__destructor__)) static void detach(void)
{
    call(DLL_PROCESS_DETACH);
}
