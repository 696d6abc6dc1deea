// SPDX-License-Identifier: MIT
// frame_enter: into the function of a frame and back; one file for each processor.
#ifndef NTMM_KE_FRAME_ENTER_H
#define NTMM_KE_FRAME_ENTER_H

struct _ntmm_seh;

/* The second half of _ntmm_seh_enter, which has noted the registers. Returns 0 for it. */
__attribute__((__visibility__("hidden")))
int ke_frame_push(struct _ntmm_seh *frame, int finally);

/* Makes _ntmm_seh_enter of the frame return once more, below the caller's stack. */
int ke_frame_call(struct _ntmm_seh *frame);

/* Ends the run that ke_frame_call began, which returns the value. */
_Noreturn void ke_frame_return(struct _ntmm_seh *frame, int value);

/* Makes _ntmm_seh_enter return once more on its own stack. What is below is gone. */
_Noreturn void ke_frame_jump(struct _ntmm_seh *frame);

#endif
