// SPDX-License-Identifier: MIT
// ring_buffer: a circular buffer whose end is followed by its beginning in memory.
//
// One section is mapped twice, the second view directly behind the first. Whatever is written
// past the end of the first view is at the buffer's beginning, so that a message that wraps
// around can be written and read as one piece, without splitting it in two.
//
// To have two views side by side for certain, the program first reserves a placeholder of
// twice the size with VirtualAlloc2, splits it in the middle with VirtualFree, and has
// MapViewOfFile3 put a view in the place of each half.

#include <windows.h>
#include <stdio.h>
#include <string.h>

typedef struct _RING
{
    char *Data; // two views of Size bytes, one behind the other
    SIZE_T Size;
    ULONG64 Written;
    ULONG64 Read;
} RING;

static int Fail(const char *what)
{
    printf("%s failed with error %lu\n", what, GetLastError());
    return 1;
}

static BOOL RingCreate(RING *ring, SIZE_T size)
{
    char *placeholder;
    char *first;
    char *second;
    HANDLE section;

    placeholder = (char *)VirtualAlloc2(NULL, NULL, 2 * size,
                                        MEM_RESERVE | MEM_RESERVE_PLACEHOLDER,
                                        PAGE_NOACCESS, NULL, 0);
    if (placeholder == NULL)
        return FALSE;

    // Now there are two placeholders, each as large as the buffer.
    if (!VirtualFree(placeholder, size, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER))
        return FALSE;

    section = CreateFileMapping(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, (DWORD)size,
                                NULL);
    if (section == NULL)
        return FALSE;
    first = (char *)MapViewOfFile3(section, NULL, placeholder, 0, size,
                                   MEM_REPLACE_PLACEHOLDER, PAGE_READWRITE, NULL, 0);
    second = (char *)MapViewOfFile3(section, NULL, placeholder + size, 0, size,
                                    MEM_REPLACE_PLACEHOLDER, PAGE_READWRITE, NULL, 0);
    CloseHandle(section); // the views keep it
    if (first == NULL || second == NULL)
        return FALSE;

    ZeroMemory(ring, sizeof(*ring));
    ring->Data = first;
    ring->Size = size;
    return TRUE;
}

static BOOL RingDestroy(RING *ring)
{
    return UnmapViewOfFile(ring->Data) && UnmapViewOfFile(ring->Data + ring->Size);
}

static BOOL RingPut(RING *ring, const char *message)
{
    SIZE_T length = strlen(message) + 1;

    if (length > ring->Size - (SIZE_T)(ring->Written - ring->Read))
        return FALSE;
    memcpy(ring->Data + ring->Written % ring->Size, message, length);
    ring->Written += length;
    return TRUE;
}

static const char *RingTake(RING *ring)
{
    const char *message = ring->Data + ring->Read % ring->Size;

    ring->Read += strlen(message) + 1;
    return message;
}

int main(void)
{
    RING ring;
    SYSTEM_INFO info;
    const char *message;
    char text[64];
    int number = 0;
    int wrapped = 0;

    GetSystemInfo(&info);
    if (!RingCreate(&ring, info.dwAllocationGranularity))
        return Fail("Making the ring");
    printf("%lu bytes, twice in a row\n", (DWORD)ring.Size);

    // Far more messages than the ring has room for, read as soon as they are written.
    while (wrapped < 3)
    {
        sprintf(text, "message %d in one piece", ++number);
        if (!RingPut(&ring, text))
            return Fail("Writing");
        message = RingTake(&ring);
        if (strcmp(message, text) != 0)
        {
            printf("wrote \"%s\", read \"%s\"\n", text, message);
            return 1;
        }
        if (message + strlen(message) >= ring.Data + ring.Size)
        {
            wrapped++;
            printf("\"%s\" begins %d bytes before the end\n", message,
                   (int)(ring.Data + ring.Size - message));
        }
    }
    if (!RingDestroy(&ring))
        return Fail("UnmapViewOfFile");
    printf("%d messages\n", number);
    return 0;
}
