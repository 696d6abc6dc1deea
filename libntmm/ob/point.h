// SPDX-License-Identifier: MIT
// point: named places in the protocol of names, where tests stop a process or let it die.
#ifndef NTMM_OB_POINT_H
#define NTMM_OB_POINT_H

/*
 * Only a test's own build of these files has points: it defines OB_POINTS and the function. In the
 * library they are nothing, so that no program can be made to stop or die there.
 */
#ifdef OB_POINTS
void ob_point(const char *name);
#else
#define ob_point(name) ((void)0)
#endif

#endif
