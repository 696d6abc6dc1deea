# SPDX-License-Identifier: MIT
# Sourced: runs a program with a /dev/shm of its own, where that is allowed.

# own_shm MEGABYTES PROGRAM...: OWN_SHM is set in its environment. 77: not allowed here.
own_shm() {
    # shellcheck disable=SC2016 # for the inner shell
    own_shm_inner='mount -t tmpfs -o size="$0"m none /dev/shm && OWN_SHM=1 exec "$@"'
    for own_shm_options in -m -Urm; do
        if unshare $own_shm_options sh -c "$own_shm_inner" 1 true 2>/dev/null; then
            unshare $own_shm_options sh -c "$own_shm_inner" "$@"
            return
        fi
    done
    return 77
}
