// SPDX-License-Identifier: MIT
// far: handles and names of another process, read out of its memory.
#include "ob/far.h"

#include "sys/peer.h"

bool ob_far_read(const struct ob_far *there, uint64_t address, void *to, size_t size)
{
    return sys_peer_read(there->pid, address, to, size) == (int64_t)size;
}
