// SPDX-License-Identifier: MIT
// Reading, writing, the file pointer and the file's size.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

#define BEYOND_4G 0x123456789ull

static void test_read_write(void)
{
    char path[MAX_PATH], buffer[64];
    HANDLE file = scratch_create(path, "rw", 100);
    DWORD done, i;

    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 100);
    ok_value(SetFilePointer(file, 10, NULL, FILE_BEGIN), 10);
    done = NO_ERROR_YET;
    ok_succeeds(ReadFile(file, buffer, 20, &done, NULL));
    ok_value(done, 20);
    for (i = 0; i < 20 && (unsigned char)buffer[i] == scratch_byte(10 + i); i++)
        ;
    ok(i == 20, "byte %lu is 0x%02x\n", i, buffer[i % 20]);
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 30);
    ok_succeeds(WriteFile(file, "0123456789", 10, &done, NULL));
    ok_value(done, 10);
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 40);
    ok_value(scratch_size(file), 100);

    /* at the end: as much as there is, then success with nothing */
    ok_value(SetFilePointer(file, 90, NULL, FILE_BEGIN), 90);
    ok_succeeds(ReadFile(file, buffer, sizeof(buffer), &done, NULL));
    ok_value(done, 10);
    done = NO_ERROR_YET;
    ok_succeeds(ReadFile(file, buffer, sizeof(buffer), &done, NULL));
    ok_value(done, 0);
    ok_succeeds(ReadFile(file, buffer, 0, &done, NULL));
    ok_value(done, 0);
    /* beyond the end: the gap becomes zero */
    ok_value(SetFilePointer(file, 200, NULL, FILE_BEGIN), 200);
    ok_succeeds(ReadFile(file, buffer, 1, &done, NULL));
    ok_value(done, 0);
    ok_value(scratch_size(file), 100);
    ok_succeeds(WriteFile(file, "x", 1, &done, NULL));
    ok_value(scratch_size(file), 201);
    memset(buffer, 0xcc, sizeof(buffer));
    ok_value(scratch_read(file, 150, buffer, 51), 51);
    ok(!buffer[0] && !buffer[49] && buffer[50] == 'x', "the gap is not zero\n");
    /* nothing written makes nothing longer */
    ok_value(SetFilePointer(file, 300, NULL, FILE_BEGIN), 300);
    ok_succeeds(WriteFile(file, "x", 0, &done, NULL));
    ok_value(done, 0);
    ok_value(scratch_size(file), 201);
    CloseHandle(file);
    scratch_delete(path);
}

static void test_pointer(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "pointer", 100);
    LARGE_INTEGER to, at;
    LONG high;

    to.QuadPart = -30;
    ok_succeeds(SetFilePointerEx(file, to, &at, FILE_END));
    ok_value(at.QuadPart, 70);
    ok_succeeds(SetFilePointerEx(file, to, &at, FILE_CURRENT));
    ok_value(at.QuadPart, 40);
    /* before the beginning: an error, and the pointer stays */
    to.QuadPart = -41;
    ok_fails(SetFilePointerEx(file, to, &at, FILE_CURRENT), ERROR_NEGATIVE_SEEK);
    ok_fails(SetFilePointerEx(file, to, &at, FILE_BEGIN), ERROR_NEGATIVE_SEEK);
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 40);
    ok_fails(SetFilePointerEx(file, to, &at, 3), ERROR_INVALID_PARAMETER);

    /* 64 bits in two halves; an answer of -1 is no failure when last error is 0 */
    high = 1;
    ok_value(SetFilePointer(file, 0x23456789, &high, FILE_BEGIN), 0x23456789);
    ok_value(high, 1);
    high = 0;
    ok_value(SetFilePointer(file, 1, &high, FILE_CURRENT), 0x2345678a);
    ok_value(high, 1);
    high = 2;
    SetLastError(NO_ERROR_YET);
    ok_value(SetFilePointer(file, (LONG)0xffffffff, &high, FILE_BEGIN), 0xffffffff);
    ok_error(0);
    ok_value(high, 2);
    high = -1;
    ok_value(SetFilePointer(file, -10, &high, FILE_END), 90);
    ok_value(high, 0);
    /* without the upper half the distance is signed */
    ok_value(SetFilePointer(file, -10, NULL, FILE_CURRENT), 80);
    SetLastError(NO_ERROR_YET);
    ok_value(SetFilePointer(file, -10, NULL, FILE_BEGIN), INVALID_SET_FILE_POINTER);
    ok_error(ERROR_NEGATIVE_SEEK);
    SetLastError(NO_ERROR_YET);
    ok_value(SetFilePointer((HANDLE)0xdead0, 0, NULL, FILE_BEGIN), INVALID_SET_FILE_POINTER);
    ok_error(ERROR_INVALID_HANDLE);
    ok_value(scratch_size(file), 100);
    CloseHandle(file);
    scratch_delete(path);
}

static void test_size(void)
{
    char path[MAX_PATH], byte;
    HANDLE file = scratch_create(path, "size", 100);
    LARGE_INTEGER size;
    DWORD high = 7;

    ok_value(GetFileSize(file, NULL), 100);
    ok_value(GetFileSize(file, &high), 100);
    ok_value(high, 0);
    scratch_resize(file, 50);
    ok_value(scratch_size(file), 50);
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 50);
    scratch_resize(file, 80);
    byte = 1;
    ok_value(scratch_read(file, 60, &byte, 1), 1);
    ok(byte == 0, "grew with 0x%02x\n", byte);
    ok_value(scratch_read(file, 49, &byte, 1), 1);
    ok((unsigned char)byte == scratch_byte(49), "byte is 0x%02x\n", byte);

    scratch_resize(file, BEYOND_4G);
    ok_value(scratch_size(file), BEYOND_4G);
    ok_value(GetFileSize(file, &high), (DWORD)BEYOND_4G);
    ok_value(high, 1);
    byte = 0x5e;
    scratch_write(file, BEYOND_4G + 10, &byte, 1);
    ok_value(scratch_size(file), BEYOND_4G + 11);
    byte = 0;
    ok_value(scratch_read(file, BEYOND_4G + 10, &byte, 1), 1);
    ok(byte == 0x5e, "byte is 0x%02x\n", byte);

    /* -1 as the lower half is a size like others */
    scratch_resize(file, 0x1ffffffffull);
    SetLastError(NO_ERROR_YET);
    ok_value(GetFileSize(file, &high), 0xffffffff);
    ok_error(0);
    ok_value(high, 1);
    scratch_resize(file, 0);
    ok_value(scratch_size(file), 0);
    CloseHandle(file);

    ok_fails(GetFileSizeEx((HANDLE)0xdead0, &size), ERROR_INVALID_HANDLE);
    SetLastError(NO_ERROR_YET);
    ok_value(GetFileSize((HANDLE)0xdead0, NULL), INVALID_FILE_SIZE);
    ok_error(ERROR_INVALID_HANDLE);
    ok_fails(SetEndOfFile((HANDLE)0xdead0), ERROR_INVALID_HANDLE);
    ok_fails(ReadFile((HANDLE)0xdead0, &byte, 1, &high, NULL), ERROR_INVALID_HANDLE);
    ok_fails(WriteFile((HANDLE)0xdead0, &byte, 1, &high, NULL), ERROR_INVALID_HANDLE);
    ok_fails(FlushFileBuffers((HANDLE)0xdead0), ERROR_INVALID_HANDLE);
    scratch_delete(path);
}

/* Two handles on one file: two pointers, one contents. */
static void test_two_handles(void)
{
    char path[MAX_PATH], byte = 'Z';
    HANDLE first = scratch_create(path, "two", 100), second = scratch_open(path, GENERIC_READ);
    DWORD done;

    ok_value(SetFilePointer(first, 60, NULL, FILE_BEGIN), 60);
    ok_value(SetFilePointer(second, 0, NULL, FILE_CURRENT), 0);
    ok_succeeds(WriteFile(first, &byte, 1, &done, NULL));
    byte = 0;
    ok_value(scratch_read(second, 60, &byte, 1), 1);
    ok(byte == 'Z', "byte is 0x%02x\n", byte);
    scratch_resize(first, 10);
    ok_value(scratch_size(second), 10);
    ok_succeeds(FlushFileBuffers(first));
    CloseHandle(second);
    CloseHandle(first);
    scratch_delete(path);
}

/* S-FIL-05: an OVERLAPPED gives the offset, and the pointer follows. */
static void test_offset(void)
{
    char path[MAX_PATH];
    unsigned char byte = 0;
    HANDLE file = scratch_create(path, "offset", 100);
    OVERLAPPED at;
    DWORD done;

    memset(&at, 0, sizeof(at));
    at.Offset = 33;
    ok(ReadFile(file, &byte, 1, &done, &at), "failed, error %lu\n", GetLastError());
    ok_value(done, 1);
    ok(byte == scratch_byte(33), "byte is 0x%02x\n", byte);
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 34);
    at.Offset = 50;
    byte = 0xab;
    ok(WriteFile(file, &byte, 1, &done, &at), "failed, error %lu\n", GetLastError());
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 51);
    byte = 0;
    ok_value(scratch_read(file, 50, &byte, 1), 1);
    ok(byte == 0xab, "byte is 0x%02x\n", byte);
    at.Offset = 100;
    ok_fails(ReadFile(file, &byte, 1, &done, &at), ERROR_HANDLE_EOF);
    ok_value(done, 0);
    CloseHandle(file);
    scratch_delete(path);
}

START_TEST(file_io)
{
    test_read_write();
    test_pointer();
    test_size();
    test_two_handles();
    test_offset();
}
