// SPDX-License-Identifier: MIT
// create: starting a process.
#include "ps/create.h"

#include "io/file.h"
#include "ob/handle.h"
#include "ps/census.h"
#include "ps/commandline.h"
#include "ps/inherit.h"
#include "ps/mail.h"
#include "ps/search.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/spawn.h"
#include "sys/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

/* What is made on the way and freed at its end, whatever comes. */
struct making {
    const struct ps_create *create;
    char program[PS_PATH_MAX];
    char directory[PS_PATH_MAX];
    char variable[sizeof PS_CREATE_VARIABLE + 24];
    char **arguments;
    char **environment; /* the vector only */
    int standard[3];
    struct ob_object *standard_file[3]; /* with references; NULL: the descriptor is ours */
    int *keep;
    size_t keep_count;
    struct ps_inherit inherit;
    struct ps_record *record;
    int record_fd;
    int mailbox_fd;
};

static bool is_own_variable(const char *entry)
{
    return strncmp(entry, PS_CREATE_VARIABLE "=", sizeof PS_CREATE_VARIABLE) == 0;
}

/* Entries that begin with = are a Windows shell's current directories. */
static bool is_passed_on(const char *entry)
{
    return *entry && *entry != '=' && !is_own_variable(entry);
}

static size_t add_entry(char **vector, size_t count, const char *entry)
{
    if (!is_passed_on(entry))
        return count;
    if (vector)
        vector[count] = (char *)entry;
    return count + 1;
}

/* Counts the entries of the child's environment, and with a vector puts them there. */
static size_t fill_environment(const char *block, char **vector)
{
    size_t count = 0;

    if (block)
        for (; *block; block += strlen(block) + 1)
            count = add_entry(vector, count, block);
    else
        for (char **each = environ; each && *each; each++)
            count = add_entry(vector, count, *each);
    return count;
}

static NTSTATUS make_environment(struct making *making)
{
    size_t count = fill_environment(making->create->environment, NULL);

    making->environment = calloc(count + 2, sizeof *making->environment);
    if (!making->environment)
        return STATUS_NO_MEMORY;
    count = fill_environment(making->create->environment, making->environment);
    sys_text_number(sys_text_put(making->variable, PS_CREATE_VARIABLE "="),
                    (unsigned)making->record_fd, 10, 1);
    making->environment[count] = making->variable;
    return STATUS_SUCCESS;
}

static NTSTATUS make_directory(struct making *making)
{
    const char *directory = making->create->directory;
    struct sys_file_stat stat;
    NTSTATUS status;

    if (!directory)
        return STATUS_SUCCESS;
    status = ps_search_host_path(directory, strlen(directory), making->directory);
    if (!NT_SUCCESS(status))
        return status;
    if (sys_file_stat_path(making->directory, true, &stat) < 0 ||
        stat.kind != SYS_FILE_FOLDER)
        return STATUS_NOT_A_DIRECTORY;
    return STATUS_SUCCESS;
}

/* A standard handle that is no handle is a file that has nothing and swallows everything. */
static NTSTATUS make_standard(struct making *making)
{
    for (int i = 0; i < 3; i++) {
        HANDLE handle = making->create->standard[i];
        struct io_file *file;
        NTSTATUS status;

        if (!making->create->standard_given[i])
            continue;
        if (!handle || handle == INVALID_HANDLE_VALUE) {
            making->standard[i] = sys_file_open("/dev/null", SYS_FILE_READ | SYS_FILE_WRITE, 0);
            if (making->standard[i] < 0)
                return ob_status(making->standard[i]);
            continue;
        }
        status = io_file_reference(handle, 0, &file);
        if (!NT_SUCCESS(status))
            return status;
        making->standard_file[i] = &file->object;
        making->standard[i] = file->fd;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS make_record(struct making *making)
{
    const struct ps_create *create = making->create;
    const char *line = create->line ? create->line : create->application;
    NTSTATUS status = STATUS_SUCCESS;

    if (create->inherit)
        status = ps_inherit_collect(&making->inherit, create->list, create->list_count);
    if (NT_SUCCESS(status))
        status = ps_record_create((uint32_t)making->inherit.object_count,
                                  (uint32_t)making->inherit.handle_count, line,
                                  &making->record, &making->record_fd);
    if (!NT_SUCCESS(status))
        return status;
    ps_inherit_write(&making->inherit, making->record);
    making->mailbox_fd = ps_mail_create(making->record);
    making->record->numbers.own = ps_inherit_numbers(&making->inherit);
    making->record->numbers.numbers = making->record->numbers.own;
    making->record->numbers.count = (uint32_t)making->inherit.handle_count;
    making->record->flags = create->flags;
    making->record->show = create->show;
    making->record->suspended = create->suspended;
    for (int i = 0; i < 3; i++) {
        if (making->standard_file[i] && ps_inherit_has(&making->inherit, create->standard[i]))
            making->record->standard[i] = (uintptr_t)create->standard[i];
    }
    making->keep = calloc(2 * making->inherit.object_count + 2, sizeof *making->keep);
    if (!making->keep)
        return STATUS_NO_MEMORY;
    making->keep_count = ps_inherit_descriptors(&making->inherit, making->keep);
    making->keep[making->keep_count++] = making->record_fd;
    if (making->mailbox_fd >= 0)
        making->keep[making->keep_count++] = making->mailbox_fd;
    return STATUS_SUCCESS;
}

static NTSTATUS make_arguments(struct making *making)
{
    const struct ps_create *create = making->create;

    if (!create->line) {
        making->arguments = calloc(2, sizeof *making->arguments);
        if (making->arguments)
            making->arguments[0] = (char *)create->application;
    } else {
        making->arguments = ps_commandline_split(create->line);
    }
    return making->arguments ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS start(struct making *making, struct ps_process **process)
{
    struct sys_spawn spawn = {
        .program = making->program, .arguments = making->arguments,
        .environment = making->environment,
        .directory = making->create->directory ? making->directory : NULL,
        .standard = { making->standard[0], making->standard[1], making->standard[2] },
        .keep = making->keep, .keep_count = making->keep_count,
        .number = &making->record->pid,
        .new_group = making->create->new_group, .new_session = making->create->new_session,
        .stopped = making->create->suspended,
    };
    struct sys_exit end;
    int pid = sys_spawn(&spawn);

    if (pid == -ENOENT) /* the program was there: what is missing is what it needs to run */
        return STATUS_INVALID_IMAGE_FORMAT;
    if (pid == -EAGAIN) /* the user's limit of processes */
        return STATUS_INSUFFICIENT_RESOURCES;
    if (pid < 0)
        return ob_status(pid);
    *process = ps_process_create_child(pid, making->record, making->record_fd);
    if (!*process) {
        sys_process_kill(pid, -1);
        sys_process_wait(pid, -1, -1);
        sys_process_reap(pid, -1, &end);
        return STATUS_NO_MEMORY;
    }
    making->record = NULL;
    making->record_fd = -1;
    return STATUS_SUCCESS;
}

static void discard(struct making *making)
{
    for (int i = 0; i < 3; i++) {
        if (making->standard_file[i])
            ob_object_dereference(making->standard_file[i]);
        else if (making->standard[i] >= 0)
            sys_file_close(making->standard[i]);
    }
    if (making->record)
        ps_record_unmap(making->record);
    if (making->record_fd >= 0)
        sys_file_close(making->record_fd);
    if (making->mailbox_fd >= 0)
        sys_file_close(making->mailbox_fd);
    ps_inherit_free(&making->inherit);
    free(making->keep);
    free(making->environment);
    free(making->arguments);
}

NTSTATUS ps_create(const struct ps_create *create, struct ps_process **process)
{
    struct making making = { .create = create, .standard = { -1, -1, -1 }, .record_fd = -1,
                             .mailbox_fd = -1 };
    NTSTATUS status;

    if ((!create->application && !create->line) || (create->list && !create->inherit))
        return STATUS_INVALID_PARAMETER;
    ps_census_reap();
    status = ps_search_program(create->application, create->line, making.program);
    if (NT_SUCCESS(status))
        status = make_directory(&making);
    if (NT_SUCCESS(status))
        status = make_standard(&making);
    if (NT_SUCCESS(status))
        status = make_record(&making);
    if (NT_SUCCESS(status))
        status = make_environment(&making);
    if (NT_SUCCESS(status))
        status = make_arguments(&making);
    if (NT_SUCCESS(status))
        status = start(&making, process);
    discard(&making);
    return status;
}
