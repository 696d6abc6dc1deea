/* SPDX-License-Identifier: MIT */
/*
 * std::wstring is refused: the one in the C++ library has 32-bit characters.
 */
#ifndef NTMM_BITS_STRINGFWD_H
#define NTMM_BITS_STRINGFWD_H

#pragma GCC system_header

#include_next <bits/stringfwd.h>

#define NTMM_NO_WSTRING_ \
    "libntmm: no std::wstring here: wchar_t is 16-bit, as on Windows, but the C++ library's has " \
    "32 bits; use std::u16string, or arrays of WCHAR"

namespace std _GLIBCXX_VISIBILITY(default)
{
_GLIBCXX_BEGIN_NAMESPACE_VERSION
_GLIBCXX_BEGIN_NAMESPACE_CXX11

/*
 * Any use fails with that text. libstdc++'s headers mention the type in inline functions (hash,
 * literals), so what those call is declared, and is an error only where a program calls them.
 */
template <typename Traits, typename Allocator> class basic_string<wchar_t, Traits, Allocator>
{
public:
    typedef wchar_t value_type;
    typedef size_t size_type;
#define NTMM_MEMBER_(declaration) declaration __attribute__((__error__(NTMM_NO_WSTRING_)));
    NTMM_MEMBER_(static void refuse())
    _GLIBCXX14_CONSTEXPR basic_string(const wchar_t *text, size_t)
    {
        if (text)
            refuse();
    }
    NTMM_MEMBER_(basic_string(const basic_string &))
    NTMM_MEMBER_(const wchar_t *data() const)
    NTMM_MEMBER_(const wchar_t *c_str() const)
    NTMM_MEMBER_(size_t length() const)
    NTMM_MEMBER_(size_t size() const)
    NTMM_MEMBER_(bool empty() const)
    NTMM_MEMBER_(void clear())
    NTMM_MEMBER_(const wchar_t *begin() const)
    NTMM_MEMBER_(const wchar_t *end() const)
    NTMM_MEMBER_(wchar_t &operator[](size_t))
    NTMM_MEMBER_(const wchar_t &operator[](size_t) const)
#if __cplusplus >= 201103L
    NTMM_MEMBER_(basic_string(basic_string &&))
    template <typename... A> constexpr basic_string(A &&...)
    {
        static_assert(sizeof(Traits) == 0, NTMM_NO_WSTRING_);
    }
#else
    NTMM_MEMBER_(basic_string())
    NTMM_MEMBER_(basic_string(const wchar_t *))
#endif
#undef NTMM_MEMBER_
};

_GLIBCXX_END_NAMESPACE_CXX11
_GLIBCXX_END_NAMESPACE_VERSION
}

#undef NTMM_NO_WSTRING_

#endif
