#!/bin/sh
# SPDX-License-Identifier: MIT
# users: what two users and root can do to each other's objects. Only root can become both.

if [ "$(id -u)" != 0 ] || ! setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
    echo "users: cannot become another user here"
    exit 77
fi
files=$(mktemp -d /tmp/users.XXXXXX) && chmod 777 "$files" || exit 99
trap 'rm -rf "$files" /dev/shm/ntmm.*.users-$$-*' EXIT
"$NTMM_BUILDDIR/tests/process/users" "users-$$" "$files"
