// SPDX-License-Identifier: MIT
// file_edit: edits a text file in place, as if it were an array of characters.
//
// Three things a view of a file can do, and how to make them last:
//   - change bytes: a word gets capital letters, with no read and no write call;
//   - make the file longer: a section larger than the file extends the file, and the new
//     end is reached through the view as well;
//   - be flushed: FlushViewOfFile hands the changed pages to the file system, and
//     FlushFileBuffers waits until the disk has them, with the file's size and times.
// At the end the file is opened again and read with ReadFile, to show that all of it is
// really there.

#include <windows.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char OriginalText[] = "The quick brown fox\n"
                                   "jumps over the lazy dog.\n";
static const char AddedText[] = "The dog does not mind.\n";

#define ORIGINAL_SIZE (sizeof(OriginalText) - 1)
#define ADDED_SIZE    (sizeof(AddedText) - 1)
#define FULL_SIZE     (ORIGINAL_SIZE + ADDED_SIZE)

static int Fail(const char *what)
{
    printf("%s failed with error %lu\n", what, GetLastError());
    return 1;
}

static int CreateText(const char *path)
{
    DWORD written = 0;
    HANDLE file;
    BOOL ok;

    file = CreateFile(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return Fail("CreateFile");
    ok = WriteFile(file, OriginalText, ORIGINAL_SIZE, &written, NULL);
    CloseHandle(file);
    if (!ok || written != ORIGINAL_SIZE)
        return Fail("WriteFile");
    return 0;
}

// The text in a view has no terminating zero: every loop needs the size.
static void Capitalize(char *text, size_t size, const char *word)
{
    size_t length = strlen(word);
    size_t i, k;

    for (i = 0; i + length <= size; i++)
    {
        if (memcmp(text + i, word, length) != 0)
            continue;
        for (k = 0; k < length; k++)
            text[i + k] = (char)toupper((unsigned char)text[i + k]);
        printf("edited: \"%s\" at offset %lu\n", word, (DWORD)i);
    }
}

static int EditView(HANDLE file, char *view)
{
    Capitalize(view, ORIGINAL_SIZE, "fox");
    Capitalize(view, ORIGINAL_SIZE, "dog");
    memcpy(view + ORIGINAL_SIZE, AddedText, ADDED_SIZE);
    printf("added:  %lu bytes at offset %lu\n", (DWORD)ADDED_SIZE, (DWORD)ORIGINAL_SIZE);

    if (!FlushViewOfFile(view, 0)) // 0: up to the end of the view
        return Fail("FlushViewOfFile");
    if (!FlushFileBuffers(file))
        return Fail("FlushFileBuffers");
    printf("flushed\n");
    return 0;
}

static int EditText(const char *path)
{
    HANDLE file, section;
    char *view;
    int result;

    file = CreateFile(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                      FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return Fail("CreateFile");

    printf("size:   %lu bytes before CreateFileMapping\n", GetFileSize(file, NULL));
    section = CreateFileMapping(file, NULL, PAGE_READWRITE, 0, FULL_SIZE, NULL);
    if (section == NULL)
    {
        result = Fail("CreateFileMapping");
        CloseHandle(file);
        return result;
    }
    printf("size:   %lu bytes after it\n", GetFileSize(file, NULL));

    view = (char *)MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0);
    if (view == NULL)
    {
        result = Fail("MapViewOfFile");
    }
    else
    {
        result = EditView(file, view);
        UnmapViewOfFile(view);
    }
    CloseHandle(section);
    CloseHandle(file);
    return result;
}

static int PrintText(const char *path)
{
    char text[FULL_SIZE + 1];
    DWORD count = 0;
    HANDLE file;
    BOOL ok;

    file = CreateFile(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                      FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return Fail("CreateFile");
    ok = ReadFile(file, text, FULL_SIZE, &count, NULL);
    CloseHandle(file);
    if (!ok)
        return Fail("ReadFile");
    printf("the file, read back (%lu bytes):\n%.*s", count, (int)count, text);
    return 0;
}

int main(void)
{
    char directory[MAX_PATH], path[MAX_PATH];
    int result;

    if (!GetTempPath(MAX_PATH, directory) || !GetTempFileName(directory, "edt", 0, path))
        return Fail("GetTempFileName");

    result = CreateText(path);
    if (result == 0)
        result = EditText(path);
    if (result == 0)
        result = PrintText(path);
    if (!DeleteFile(path))
        result = Fail("DeleteFile");
    return result;
}
