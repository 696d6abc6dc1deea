/* SPDX-License-Identifier: MIT */
/* Object names and files that belong to this run alone. */
#ifndef CONFORMANCE_SCRATCH_H
#define CONFORMANCE_SCRATCH_H

/* A name that no other running test has; it lives as long as wine_dbg_sprintf's strings. */
static inline const char *scratch_name(const char *tag)
{
    return wine_dbg_sprintf("ntmm-%s-%lu-%s", winetest_testlist->name, GetCurrentProcessId(), tag);
}

static inline const WCHAR *scratch_widen(WCHAR *to, const char *name)
{
    size_t i = 0;

    do
        to[i] = (unsigned char)name[i];
    while (name[i++]);
    return to;
}

/* The path of a file for this run, in the folder for temporary files. */
static inline void scratch_path(char path[MAX_PATH], const char *tag)
{
    char folder[MAX_PATH];
    DWORD length = GetTempPathA(sizeof(folder), folder);

    ok(length > 0 && length < sizeof(folder), "GetTempPath failed, error %lu\n", GetLastError());
    sprintf(path, "%s%s", folder, scratch_name(tag));
}

#define SCRATCH_SHARE (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static inline HANDLE scratch_open(const char *path, DWORD access)
{
    HANDLE file = CreateFileA(path, access, SCRATCH_SHARE, NULL, OPEN_EXISTING, 0, NULL);

    ok(file != INVALID_HANDLE_VALUE, "cannot open %s, error %lu\n", path, GetLastError());
    return file;
}

static inline void scratch_resize(HANDLE file, LONGLONG size)
{
    LARGE_INTEGER to;

    to.QuadPart = size;
    ok(SetFilePointerEx(file, to, NULL, FILE_BEGIN) && SetEndOfFile(file),
       "cannot set the size, error %lu\n", GetLastError());
}

/* The byte that scratch_create() writes at an offset: two pages never look the same. */
static inline unsigned char scratch_byte(DWORD offset)
{
    return (unsigned char)(offset * 7 + offset / PAGE * 31 + 1);
}

/* A new file of this size with a known pattern, open for reading, writing and executing. */
static inline HANDLE scratch_create(char path[MAX_PATH], const char *tag, DWORD size)
{
    unsigned char bytes[PAGE];
    DWORD done, i, part;
    HANDLE file;

    scratch_path(path, tag);
    file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE, SCRATCH_SHARE, NULL,
                       CREATE_ALWAYS, 0, NULL);
    ok(file != INVALID_HANDLE_VALUE, "cannot create %s, error %lu\n", path, GetLastError());
    for (done = 0; done < size; done += part) {
        DWORD written = 0;

        part = min(size - done, (DWORD)sizeof(bytes));
        for (i = 0; i < part; i++)
            bytes[i] = scratch_byte(done + i);
        ok(WriteFile(file, bytes, part, &written, NULL) && written == part,
           "cannot write, error %lu\n", GetLastError());
    }
    return file;
}

static inline LONGLONG scratch_size(HANDLE file)
{
    LARGE_INTEGER size;

    size.QuadPart = -1;
    ok(GetFileSizeEx(file, &size), "GetFileSizeEx failed, error %lu\n", GetLastError());
    return size.QuadPart;
}

/* Reads at an offset; the rest of the buffer is untouched. */
static inline DWORD scratch_read(HANDLE file, LONGLONG offset, void *buffer, DWORD size)
{
    LARGE_INTEGER to;
    DWORD got = 0;

    to.QuadPart = offset;
    ok(SetFilePointerEx(file, to, NULL, FILE_BEGIN) && ReadFile(file, buffer, size, &got, NULL),
       "cannot read, error %lu\n", GetLastError());
    return got;
}

static inline void scratch_write(HANDLE file, LONGLONG offset, const void *buffer, DWORD size)
{
    LARGE_INTEGER to;
    DWORD put = 0;

    to.QuadPart = offset;
    ok(SetFilePointerEx(file, to, NULL, FILE_BEGIN) && WriteFile(file, buffer, size, &put, NULL) &&
           put == size,
       "cannot write, error %lu\n", GetLastError());
}

static inline void scratch_delete(const char *path)
{
    ok(DeleteFileA(path), "cannot delete %s, error %lu\n", path, GetLastError());
}

#endif
