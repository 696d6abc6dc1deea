// SPDX-License-Identifier: MIT
// Must not compile: a use of a std::wstring from elsewhere.
#include <string>

unsigned long size_of(const std::wstring &text)
{
    return text.size();
}
