// SPDX-License-Identifier: MIT
// self: process handles that have to mean the caller's own process.
#include "nt/self.h"

#include "ob/handle.h"
#include "ps/init.h"

/* A static link takes the library's constructor along with whatever needs its own process. */
__attribute__((used)) static const struct ps_startup *(*const keep)(void) = ps_init_startup;

NTSTATUS nt_self_require(HANDLE process)
{
    struct ob_object *self, *given;
    NTSTATUS status;

    if (process == NtCurrentProcess())
        return STATUS_SUCCESS;
    status = ob_handle_reference(NtCurrentProcess(), NULL, 0, &self, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_reference(process, self->type, 0, &given, NULL);
    if (NT_SUCCESS(status)) {
        if (given != self)
            status = STATUS_NOT_SUPPORTED;
        ob_object_dereference(given);
    }
    ob_object_dereference(self);
    return status;
}
