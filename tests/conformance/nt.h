/* SPDX-License-Identifier: MIT */
/* Native calls, found as portable programs find them: with GetProcAddress in ntdll. */
#ifndef CONFORMANCE_NT_H
#define CONFORMANCE_NT_H

#include <winternl.h>

/* Layouts and numbers under names of our own: not every winternl.h has them. */
enum { NT_VIEW_SHARE = 1, NT_VIEW_UNMAP = 2 };
enum { NT_SECTION_BASIC = 0, NT_SECTION_IMAGE = 1 };
enum { NT_MEMORY_BASIC = 0 };

struct nt_section_basic {
    void *base;
    ULONG attributes;
    LARGE_INTEGER size;
};

#define NT_THIS_PROCESS ((HANDLE)(LONG_PTR)-1)
#ifndef AT_ROUND_TO_PAGE
#define AT_ROUND_TO_PAGE 0x40000000
#endif

/* X(function, parameters); all return NTSTATUS. */
#define NT_FUNCTIONS(X)                                                                            \
    X(NtClose, (HANDLE))                                                                           \
    X(NtCreateSection, (HANDLE *, ACCESS_MASK, const OBJECT_ATTRIBUTES *, const LARGE_INTEGER *,   \
                        ULONG, ULONG, HANDLE))                                                     \
    X(NtOpenSection, (HANDLE *, ACCESS_MASK, const OBJECT_ATTRIBUTES *))                           \
    X(NtMapViewOfSection, (HANDLE, HANDLE, void **, ULONG_PTR, SIZE_T, const LARGE_INTEGER *,      \
                           SIZE_T *, ULONG, ULONG, ULONG))                                         \
    X(NtUnmapViewOfSection, (HANDLE, void *))                                                      \
    X(NtQuerySection, (HANDLE, ULONG, void *, SIZE_T, SIZE_T *))                                   \
    X(NtFlushVirtualMemory, (HANDLE, const void **, SIZE_T *, IO_STATUS_BLOCK *))                  \
    X(NtAllocateVirtualMemory, (HANDLE, void **, ULONG_PTR, SIZE_T *, ULONG, ULONG))               \
    X(NtFreeVirtualMemory, (HANDLE, void **, SIZE_T *, ULONG))                                     \
    X(NtProtectVirtualMemory, (HANDLE, void **, SIZE_T *, ULONG, ULONG *))                         \
    X(NtQueryVirtualMemory, (HANDLE, const void *, ULONG, void *, SIZE_T, SIZE_T *))

#define NT_DECLARE(function, parameters)                                                           \
    static NTSTATUS(NTAPI *p##function) parameters __attribute__((__unused__));
NT_FUNCTIONS(NT_DECLARE)

static ULONG(NTAPI *pRtlNtStatusToDosError)(NTSTATUS) __attribute__((__unused__));
static void(NTAPI *pRtlInitUnicodeString)(UNICODE_STRING *, const WCHAR *)
    __attribute__((__unused__));

static inline void nt_load(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");

    ok(ntdll != NULL, "no ntdll\n");
#define NT_LOAD(function, parameters)                                                              \
    p##function = (void *)GetProcAddress(ntdll, #function);                                        \
    ok(p##function != NULL, "ntdll has no %s\n", #function);
    NT_FUNCTIONS(NT_LOAD)
    NT_LOAD(RtlNtStatusToDosError, )
    NT_LOAD(RtlInitUnicodeString, )
}

/* Attributes and size that NtQuerySection tells of a section; 0 and -1 when it does not. */
static inline ULONG nt_section_query(HANDLE section, LONGLONG *size)
{
    struct nt_section_basic info;
    NTSTATUS status;

    memset(&info, 0xcc, sizeof(info));
    *size = -1;
    status = pNtQuerySection(section, NT_SECTION_BASIC, &info, sizeof(info), NULL);
    ok_status(status, STATUS_SUCCESS);
    if (status)
        return 0;
    ok(info.base == NULL, "base address is %p\n", info.base);
    *size = info.size.QuadPart;
    return info.attributes;
}

#define ok_section(section, expected_attributes, expected_size)                                    \
    do {                                                                                           \
        LONGLONG section_size;                                                                     \
        ULONG section_attributes = nt_section_query(section, &section_size);                       \
                                                                                                   \
        ok(section_attributes == (expected_attributes), "attributes are 0x%lx, expected 0x%lx\n",  \
           section_attributes, (DWORD)(expected_attributes));                                      \
        ok(section_size == (LONGLONG)(expected_size), "size is 0x%I64x, expected 0x%I64x\n",       \
           section_size, (LONGLONG)(expected_size));                                               \
    } while (0)

#endif
