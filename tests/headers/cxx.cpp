// SPDX-License-Identifier: MIT
// The Windows headers together with the C++ library's, used.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <cwctype>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>
#include <windows.h>
#include <winternl.h>
#include <psapi.h>
#include <tchar.h>
#if __cplusplus >= 201703L
#include <filesystem>
#include <optional>
#include <string_view>
#endif

static std::mutex lock;

int main()
{
    std::lock_guard<std::mutex> guard(lock);
    std::string text = "narrow";
    std::u16string wide = u"wide";
    std::vector<DWORD> numbers{3, 1, 2};
    std::unordered_map<std::string, HANDLE> handles;
    std::ostringstream stream;
    wchar_t buffer[32];
    char narrow[32];

    std::sort(numbers.begin(), numbers.end());
    if ((std::max)(1, 2) != 2 || (std::min)(1, 2) != 1)
        return 1;
    handles[text] = INVALID_HANDLE_VALUE;
    stream << text << numbers[0];
    if (stream.str() != "narrow1" || wide.size() != 4)
        return 2;
    swprintf(buffer, 32, L"%ls %lu", L"text", numbers[1]);
    if (std::wcscmp(buffer, L"text 2") != 0 || std::wcslen(buffer) != 6)
        return 3;
    swprintf_s(buffer, L"%d", 5);
    wcscat_s(buffer, L"6");
    sprintf_s(narrow, "%S", buffer);
    if (std::strcmp(narrow, "56") != 0)
        return 4;
    if (std::snprintf(narrow, sizeof narrow, "%lu %I64d", numbers[2], 7LL) != 3)
        return 5;
    if (std::wcstol(L"12", nullptr, 10) != 12 || !std::iswalpha(L'x'))
        return 6;
    if (std::mbstowcs(buffer, "abc", 32) != 3)
        return 7;
    std::thread([&] { numbers.push_back(9); }).join();
#if __cplusplus >= 201703L
    if (std::filesystem::path("/a/b").filename().string() != "b")
        return 8;
#endif
    std::cout << text << std::endl;
    return numbers.size() == 4 ? 0 : 9;
}
