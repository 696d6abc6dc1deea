// SPDX-License-Identifier: MIT
// winnls: the system's code pages, as winnls.h declares them.
#include <windows.h>

UINT WINAPI GetACP(void)
{
    return CP_UTF8;
}

UINT WINAPI GetOEMCP(void)
{
    return CP_UTF8;
}

BOOL WINAPI IsValidCodePage(UINT page)
{
    return page == CP_UTF8;
}
