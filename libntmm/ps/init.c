// SPDX-License-Identifier: MIT
// init: the library's start in a process, its way through fork(), and its end.
#include "ps/init.h"

#include "io/file.h"
#include "ke/address.h"
#include "ke/apc.h"
#include "ke/dispatcher.h"
#include "ke/exception.h"
#include "ke/mutant.h"
#include "ke/place.h"
#include "ke/pool.h"
#include "mm/cow.h"
#include "mm/fault.h"
#include "mm/lock.h"
#include "mm/section.h"
#include "mm/vad.h"
#include "mm/view.h"
#include "mm/watch.h"
#include "ob/letter.h"
#include "ob/name.h"
#include "ob/share.h"
#include "ob/table.h"
#include "ps/census.h"
#include "ps/commandline.h"
#include "ps/create.h"
#include "ps/inherit.h"
#include "ps/mail.h"
#include "ps/thread.h"
#include "sys/fault.h"
#include "sys/file.h"
#include "sys/maps.h"
#include "sys/pagemap.h"
#include "sys/process.h"

#include <pthread.h>
#include <stdlib.h>

static struct ps_startup startup = {
    .line = "", .standard = { PS_RECORD_NO_HANDLE, PS_RECORD_NO_HANDLE, PS_RECORD_NO_HANDLE }
};

const struct ps_startup *ps_init_startup(void)
{
    return &startup;
}

/*
 * The variable is passed on by programs that know nothing of it, to programs that the record is
 * not for: those find another's process id in it. The child itself wrote it there before it became
 * the program: its creator may be dead by now.
 */
static bool is_for_us(struct ps_record *record)
{
    return atomic_load(&record->pid) == (uint32_t)sys_process_id();
}

/* The record that the creator made for this process, or NULL. */
static struct ps_record *find_record(int *fd)
{
    const char *value = getenv(PS_CREATE_VARIABLE);
    struct ps_record *record;
    char *end;
    long number;

    if (!value)
        return NULL;
    number = strtol(value, &end, 10);
    if (end == value || *end || number < 0 || number > INT32_MAX)
        number = -1;
    unsetenv(PS_CREATE_VARIABLE);
    if (number < 0 || !NT_SUCCESS(ps_record_map((int)number, &record)))
        return NULL;
    sys_process_keep_private((int)number);
    if (!is_for_us(record)) {
        ps_mail_refuse(record);
        ps_record_unmap(record);
        sys_file_close((int)number);
        return NULL;
    }
    *fd = (int)number;
    return record;
}

static void take_startup(struct ps_record *record, char **argv)
{
    if (record) {
        startup.line = ps_record_line(record);
        startup.flags = record->flags;
        startup.show = record->show;
        for (int i = 0; i < 3; i++)
            startup.standard[i] = record->standard[i];
    } else {
        char *line = ps_commandline_join(argv);

        if (line)
            startup.line = line;
    }
}

struct sys_lock ps_upper_lock = SYS_LOCK_INIT;

/* The order of the locks. */
static void fork_prepare(void)
{
    sys_lock_acquire(&ps_upper_lock);
    ob_letter_fork_prepare();
    ob_name_fork_prepare();
    ob_table_fork_prepare();
    ob_share_fork_prepare();
    io_file_fork_prepare();
    mm_space_fork_prepare();
    mm_watch_fork_prepare();
    ke_exception_fork_prepare();
    ke_pool_fork_prepare();
    ke_place_fork_prepare();
    ke_address_fork_prepare();
    ke_apc_fork_prepare();
    ps_census_fork_prepare();
    ps_process_fork_prepare();
    ps_thread_fork_prepare();
    sys_signal_fork_prepare();
}

static void fork_parent(void)
{
    sys_signal_fork_done();
    ps_thread_fork_parent();
    ps_process_fork_done();
    ps_census_fork_parent();
    ke_apc_fork_done();
    ke_address_fork_parent();
    ke_place_fork_done();
    ke_pool_fork_parent();
    ke_exception_fork_done();
    mm_space_fork_done();
    io_file_fork_done();
    ob_share_fork_done();
    ob_table_fork_done();
    ob_name_fork_parent();
    ob_letter_fork_done();
    sys_lock_release(&ps_upper_lock);
}

static void fork_child(void)
{
    sys_signal_fork_done();
    ps_process_fork_child();
    ps_census_fork_child();
    ke_apc_fork_done();
    ke_address_fork_child();
    ke_place_fork_done();
    ke_pool_fork_child();
    ke_exception_fork_done();
    mm_space_fork_done();
    io_file_fork_child();
    ob_share_fork_done();
    ob_table_fork_done();
    ob_name_fork_child();
    ob_letter_fork_done();
    sys_lock_release(&ps_upper_lock);
    sys_pagemap_fork_child();
    sys_maps_fork_child();
    mm_view_fork_child();
    mm_lock_fork_child();
    mm_watch_fork_child();
    ke_mutant_fork_child();
    ps_thread_fork_child();
}

/* A process that lacks what it was promised does not run. */
static _Noreturn void give_up(struct ps_record *record)
{
    if (record)
        ps_record_set_end(record, (uint32_t)STATUS_DLL_INIT_FAILED);
    sys_process_exit((int)STATUS_DLL_INIT_FAILED);
}

/* Nobody took an exception, or the filter said that this is the end. */
static void end_by_exception(NTSTATUS code)
{
    ps_process_terminate(ps_process_self(), (uint32_t)code);
}

/* glibc gives constructors what main() gets. */
__attribute__((__constructor__)) static void begin(int argc, char **argv)
{
    int fd = -1;
    struct ps_record *record = find_record(&fd);

    (void)argc;
    if (record)
        ps_record_wait(record);
    take_startup(record, argv);
    mm_section_init();
    ke_dispatcher_init();
    mm_cow_init();
    mm_watch_init();
    ke_exception_init(end_by_exception);
    ps_process_init(record, fd);
    if (!NT_SUCCESS(ps_thread_init()) ||
        (record && !NT_SUCCESS(ps_inherit_read(record))) ||
        pthread_atfork(fork_prepare, fork_parent, fork_child) ||
        sys_fault_install(ke_place_mend, mm_fault_resolve, ke_exception_deliver))
        give_up(record);
}

/* Runs behind the program's own atexit() handlers. */
__attribute__((__destructor__)) static void finish(void)
{
    io_file_exit();
    ob_share_exit();
    ob_name_exit();
}
