// SPDX-License-Identifier: MIT
// processthreadsapi: processes, as processthreadsapi.h declares them.
#include "win32/attribute_list.h"
#include "win32/error.h"
#include "win32/standard.h"
#include "win32/string.h"

#include "nt/process.h"
#include "ps/init.h"
#include "sys/process.h"
#include "sys/utf.h"

#include <stdlib.h>
#include <string.h>

#define USED_FLAGS \
    (CREATE_UNICODE_ENVIRONMENT | CREATE_NEW_PROCESS_GROUP | DETACHED_PROCESS | \
     EXTENDED_STARTUPINFO_PRESENT | CREATE_SUSPENDED)

/* What changes nothing here: windows, priorities, error boxes, 16-bit programs and jobs. */
#define IGNORED_FLAGS \
    (CREATE_NEW_CONSOLE | CREATE_NO_WINDOW | CREATE_DEFAULT_ERROR_MODE | \
     CREATE_BREAKAWAY_FROM_JOB | CREATE_SEPARATE_WOW_VDM | CREATE_SHARED_WOW_VDM | \
     NORMAL_PRIORITY_CLASS | \
     IDLE_PRIORITY_CLASS | HIGH_PRIORITY_CLASS | REALTIME_PRIORITY_CLASS | \
     ABOVE_NORMAL_PRIORITY_CLASS | BELOW_NORMAL_PRIORITY_CLASS)

#define MOST_LINE 32767 /* units of a command line, with the closing 0 */

/* CreateProcess's arguments, whichever of the two it is; text is the host's. */
struct arguments {
    const char *application, *line, *directory;
    LPSECURITY_ATTRIBUTES process, thread;
    BOOL inherit;
    DWORD flags;
    LPVOID environment;
    const STARTUPINFOW *startup; /* its text is not looked at */
    const void *extended;        /* the caller's own, which may be longer */
    LPPROCESS_INFORMATION information;
};

/* A block of wide strings, ended by an empty one, as the host's. NULL: no memory. */
static char *narrow_block(const WCHAR *block)
{
    size_t length = 0, bytes;
    char *narrow;

    while (block[length])
        length += win32_length(block + length) + 1;
    bytes = sys_utf_to_host(block, length, NULL);
    narrow = malloc(bytes + 1);
    if (narrow) {
        sys_utf_to_host(block, length, narrow);
        narrow[bytes] = 0;
    }
    return narrow;
}

static void take_standard(const struct arguments *arguments, struct ps_create *create)
{
    const STARTUPINFOW *startup = arguments->startup;
    HANDLE given[3] = { startup->hStdInput, startup->hStdOutput, startup->hStdError };

    for (int i = 0; i < 3; i++) {
        create->standard_given[i] = true;
        create->standard[i] = given[i];
        if (!(startup->dwFlags & STARTF_USESTDHANDLES))
            create->standard_given[i] = win32_standard_was_set(i, &create->standard[i]);
    }
}

/* Both of CreateProcess's extended structures have the list at the same place. */
_Static_assert(sizeof(STARTUPINFOEXA) == sizeof(STARTUPINFOEXW), "alike but for their text");

static NTSTATUS take_attributes(const struct arguments *arguments, struct ps_create *create)
{
    const STARTUPINFOEXW *extended = (const STARTUPINFOEXW *)arguments->extended;

    if (!(arguments->flags & EXTENDED_STARTUPINFO_PRESENT))
        return STATUS_SUCCESS;
    if (arguments->startup->cb != sizeof *extended)
        return STATUS_INVALID_PARAMETER;
    return extended->lpAttributeList ? win32_attribute_list_take(extended->lpAttributeList, create)
                                     : STATUS_SUCCESS;
}

static ULONG attributes_of(const SECURITY_ATTRIBUTES *security)
{
    return security && security->bInheritHandle ? OBJ_INHERIT : 0;
}

static BOOL create_process(const struct arguments *arguments)
{
    struct ps_create create = {
        .application = arguments->application, .line = arguments->line,
        .directory = arguments->directory, .inherit = arguments->inherit,
        .environment = arguments->environment, .flags = arguments->startup->dwFlags,
        .show = arguments->startup->wShowWindow,
        .suspended = arguments->flags & CREATE_SUSPENDED,
        .new_group = arguments->flags & CREATE_NEW_PROCESS_GROUP,
        .new_session = arguments->flags & DETACHED_PROCESS,
    };
    struct nt_process_made made;
    char *block = NULL;
    NTSTATUS status;

    if (arguments->flags & ~(DWORD)(USED_FLAGS | IGNORED_FLAGS))
        return win32_result(STATUS_NOT_SUPPORTED);
    if (arguments->line &&
        sys_utf_from_host(arguments->line, strlen(arguments->line), NULL) >= MOST_LINE)
        return win32_result(STATUS_NAME_TOO_LONG);
    status = take_attributes(arguments, &create);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    if (arguments->environment && (arguments->flags & CREATE_UNICODE_ENVIRONMENT)) {
        block = narrow_block(arguments->environment);
        if (!block)
            return win32_result(STATUS_NO_MEMORY);
        create.environment = block;
    }
    take_standard(arguments, &create);
    status = nt_process_create(&create, attributes_of(arguments->process),
                               attributes_of(arguments->thread), &made);
    free(block);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    *arguments->information = (PROCESS_INFORMATION) {
        .hProcess = made.process, .hThread = made.thread,
        .dwProcessId = made.process_id, .dwThreadId = made.thread_id
    };
    return TRUE;
}

BOOL WINAPI CreateProcessA(LPCSTR application, LPSTR line, LPSECURITY_ATTRIBUTES process,
                           LPSECURITY_ATTRIBUTES thread, BOOL inherit, DWORD flags,
                           LPVOID environment, LPCSTR directory, LPSTARTUPINFOA startup,
                           LPPROCESS_INFORMATION information)
{
    STARTUPINFOW wide;

    _Static_assert(sizeof wide == sizeof *startup, "alike but for what their text points to");
    memcpy(&wide, startup, sizeof wide);
    return create_process(&(struct arguments) {
        .application = application, .line = line, .directory = directory, .process = process,
        .thread = thread, .inherit = inherit, .flags = flags, .environment = environment,
        .startup = &wide, .extended = startup, .information = information
    });
}

BOOL WINAPI CreateProcessW(LPCWSTR application, LPWSTR line, LPSECURITY_ATTRIBUTES process,
                           LPSECURITY_ATTRIBUTES thread, BOOL inherit, DWORD flags,
                           LPVOID environment, LPCWSTR directory, LPSTARTUPINFOW startup,
                           LPPROCESS_INFORMATION information)
{
    const WCHAR *const texts[] = { application, line, directory };
    struct win32_narrow narrow[3];
    BOOL result = FALSE;
    int made = 0;

    while (made < 3 && win32_narrow_init(&narrow[made], texts[made]))
        made++;
    if (made == 3)
        result = create_process(&(struct arguments) {
            .application = narrow[0].string, .line = narrow[1].string,
            .directory = narrow[2].string, .process = process, .thread = thread,
            .inherit = inherit, .flags = flags, .environment = environment, .startup = startup,
            .extended = startup, .information = information
        });
    while (made--)
        win32_narrow_free(&narrow[made]);
    return result;
}

/* --- ends ------------------------------------------------------------------------------------ */

static NTSTATUS query(HANDLE handle, PROCESS_BASIC_INFORMATION *basic)
{
    return NtQueryInformationProcess(handle, ProcessBasicInformation, basic, sizeof *basic, NULL);
}

BOOL WINAPI GetExitCodeProcess(HANDLE handle, LPDWORD code)
{
    PROCESS_BASIC_INFORMATION basic;
    NTSTATUS status = query(handle, &basic);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    *code = (DWORD)basic.ExitStatus;
    return TRUE;
}

VOID WINAPI ExitProcess(UINT code)
{
    ps_process_exit(code);
}

BOOL WINAPI TerminateProcess(HANDLE handle, UINT code)
{
    if (!handle)
        return win32_result(STATUS_INVALID_HANDLE);
    return win32_result(NtTerminateProcess(handle, (NTSTATUS)code));
}

/* --- who is who ------------------------------------------------------------------------------ */

HANDLE WINAPI GetCurrentProcess(VOID)
{
    return NtCurrentProcess();
}

DWORD WINAPI GetCurrentProcessId(VOID)
{
    return (DWORD)sys_process_id();
}

DWORD WINAPI GetProcessId(HANDLE handle)
{
    PROCESS_BASIC_INFORMATION basic;

    return win32_result(query(handle, &basic)) ? (DWORD)basic.UniqueProcessId : 0;
}

HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id)
{
    CLIENT_ID client = { .UniqueProcess = (HANDLE)(ULONG_PTR)id };
    OBJECT_ATTRIBUTES attributes;
    HANDLE process;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0, NULL, NULL);
    status = NtOpenProcess(&process, access, &attributes, &client);
    return NT_SUCCESS(status) ? process : win32_fail_null(status);
}

/* --- what the creator said -------------------------------------------------------------------- */

VOID WINAPI GetStartupInfoW(LPSTARTUPINFOW info)
{
    const struct ps_startup *startup = ps_init_startup();

    *info = (STARTUPINFOW) {
        .cb = sizeof *info, .dwFlags = startup->flags, .wShowWindow = (WORD)startup->show
    };
    if (info->dwFlags & STARTF_USESTDHANDLES) {
        info->hStdInput = GetStdHandle(STD_INPUT_HANDLE);
        info->hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
        info->hStdError = GetStdHandle(STD_ERROR_HANDLE);
    }
}

VOID WINAPI GetStartupInfoA(LPSTARTUPINFOA info)
{
    STARTUPINFOW wide;

    GetStartupInfoW(&wide);
    memcpy(info, &wide, sizeof *info); /* there is no text in it */
}
