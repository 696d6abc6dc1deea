// SPDX-License-Identifier: MIT
// Entered at wmain, which in C++ has a C++ name.
#include <cwchar>

int wmain(int argc, wchar_t *argv[])
{
    return argc == 2 && !std::wcscmp(argv[1], L"x\x20ac") ? 0 : 1;
}
