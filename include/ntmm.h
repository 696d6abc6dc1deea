/* SPDX-License-Identifier: MIT */
/*
 * ntmm: what the library tells of itself, beside the Windows functions.
 */
#ifndef NTMM_H
#define NTMM_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * How this process notices which pages of copy-on-write views were written to; chosen once, when
 * the library is loaded. The string is the library's.
 *
 *   "fault"   pages are write-protected, the first write opens those around it, and the kernel is
 *             asked which were copied (the default)
 *   "page"    each page's first write is a fault (NTMM_COW=page, or /proc/self/pagemap cannot be
 *             read); slower, and a view can have some 30,000 separate written pages
 *   "kernel"  nothing faults and the kernel is asked (NTMM_COW=kernel): system calls made by the
 *             program itself can write to such pages, too
 */
__attribute__((visibility("default")))
const char *ntmm_copy_on_write(void);

/*
 * How writes to MEM_WRITE_WATCH memory are noticed: "kernel" where it notes them (Linux 6.7), or
 * "fault" (older kernels, or NTMM_WATCH=fault).
 */
__attribute__((visibility("default")))
const char *ntmm_write_watch(void);

#ifdef __cplusplus
}
#endif

#endif
