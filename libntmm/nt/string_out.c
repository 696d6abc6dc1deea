// SPDX-License-Identifier: MIT
// string_out: answers that are a UNICODE_STRING with its text behind it.
#include "nt/string_out.h"

#include "nt/probe.h"
#include "sys/utf.h"

#include <string.h>

NTSTATUS nt_string_out(PVOID user, SIZE_T length, const WCHAR *text, size_t units, SIZE_T *size)
{
    static const WCHAR end = 0;
    UNICODE_STRING string = { 0, 0, NULL };
    NTSTATUS status = STATUS_SUCCESS;

    *size = sizeof string + (units ? (units + 1) * sizeof *text : 0);
    if (length < sizeof string)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (length < *size)
        return STATUS_BUFFER_OVERFLOW;
    if (units) {
        string.Buffer = nt_behind(user, sizeof string);
        string.Length = (USHORT)(units * sizeof *text);
        string.MaximumLength = (USHORT)(string.Length + sizeof *text);
        status = nt_copy_out(string.Buffer, text, string.Length);
        if (NT_SUCCESS(status))
            status = nt_copy_out(nt_behind(string.Buffer, string.Length), &end, sizeof end);
    }
    return NT_SUCCESS(status) ? nt_copy_out(user, &string, sizeof string) : status;
}

size_t nt_device_path(const char *path, size_t bytes, WCHAR *text)
{
    static const WCHAR volume[] = L"\\Device\\HarddiskVolume1";
    enum { VOLUME = sizeof volume / sizeof *volume - 1 };
    size_t units;

    _Static_assert((int)VOLUME < (int)NT_DEVICE_MOST, "the volume's name has to fit");
    memcpy(text, volume, sizeof volume);
    units = VOLUME + sys_utf_from_host(path, bytes, text + VOLUME);
    for (size_t i = VOLUME; i < units; i++)
        if (text[i] == '/')
            text[i] = '\\';
    return units;
}
