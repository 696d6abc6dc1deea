#!/bin/sh
# SPDX-License-Identifier: MIT
# After all other tests: no named object without a living holder is left in /dev/shm.

left=
for entry in /dev/shm/*ntmm* /dev/shm/.*ntmm*; do
    [ -e "$entry" ] || continue
    # Somebody else's program may be running here: what a process holds open is no remains.
    if find /proc/[0-9]*/fd -lname "$entry" 2>/dev/null | grep -q .; then
        echo "held: $entry"
    elif [ -e "$entry" ]; then
        left="$left
$entry"
    fi
done
[ -z "$left" ] && exit 0
echo "left in /dev/shm:$left"
exit 1
