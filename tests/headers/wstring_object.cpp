// SPDX-License-Identifier: MIT
// Must not compile: an object of std::wstring.
#include <string>

int main()
{
    std::wstring text = L"text";
    return 0;
}
