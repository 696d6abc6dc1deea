// SPDX-License-Identifier: MIT
// frame_x86_64: into the function of a frame and back.
#ifdef __x86_64__
#include "ke/frame_enter.h"

#include <_ntmm_seh.h>
#include <stddef.h>

#define AT(field, offset) \
    _Static_assert(offsetof(struct _ntmm_seh, field) == (offset), "the assembler's " #field)
AT(registers, 8);
AT(float_control, 72);
AT(entered_from, 80);

/*
 * Each function gets the frame in rdi. The registers are those that a function keeps for its
 * caller; so for the compiler coming back to _ntmm_seh_enter's caller is nothing but a return.
 *
 * Below the stack in use the stack pointer gets the position that it had in the function, modulo
 * 64: on that the function relies for its aligned variables.
 */
__asm__(
    ".text\n"
    ".globl _ntmm_seh_enter\n"
    ".type _ntmm_seh_enter, @function\n"
    "_ntmm_seh_enter:\n"
    "    movq %rbx, 8(%rdi)\n"
    "    movq %rbp, 16(%rdi)\n"
    "    movq %r12, 24(%rdi)\n"
    "    movq %r13, 32(%rdi)\n"
    "    movq %r14, 40(%rdi)\n"
    "    movq %r15, 48(%rdi)\n"
    "    leaq 8(%rsp), %rax\n"
    "    movq %rax, 56(%rdi)\n"
    "    movq (%rsp), %rax\n"
    "    movq %rax, 64(%rdi)\n"
    "    stmxcsr 72(%rdi)\n"
    "    fnstcw 76(%rdi)\n"
    "    jmp ke_frame_push\n"
    ".size _ntmm_seh_enter, . - _ntmm_seh_enter\n"

    ".globl ke_frame_call\n"
    ".hidden ke_frame_call\n"
    ".type ke_frame_call, @function\n"
    "ke_frame_call:\n"
    "    pushq %rbx\n"
    "    pushq %rbp\n"
    "    pushq %r12\n"
    "    pushq %r13\n"
    "    pushq %r14\n"
    "    pushq %r15\n"
    "    pushq 80(%rdi)\n" /* of a run that this one interrupts */
    "    pushq %rdi\n"
    "    movq %rsp, 80(%rdi)\n"
    "    movq 56(%rdi), %rcx\n"
    "    andl $63, %ecx\n"
    "    subq $128, %rsp\n"
    "    andq $-64, %rsp\n"
    "    addq %rcx, %rsp\n"
    ".Lresume:\n"
    "    movq 8(%rdi), %rbx\n"
    "    movq 16(%rdi), %rbp\n"
    "    movq 24(%rdi), %r12\n"
    "    movq 32(%rdi), %r13\n"
    "    movq 40(%rdi), %r14\n"
    "    movq 48(%rdi), %r15\n"
    "    movl $1, %eax\n"
    "    jmp *64(%rdi)\n"
    ".size ke_frame_call, . - ke_frame_call\n"

    ".globl ke_frame_return\n"
    ".hidden ke_frame_return\n"
    ".type ke_frame_return, @function\n"
    "ke_frame_return:\n"
    "    movq 80(%rdi), %rsp\n"
    "    movl %esi, %eax\n"
    "    popq %rdi\n"
    "    popq 80(%rdi)\n"
    "    popq %r15\n"
    "    popq %r14\n"
    "    popq %r13\n"
    "    popq %r12\n"
    "    popq %rbp\n"
    "    popq %rbx\n"
    "    ret\n"
    ".size ke_frame_return, . - ke_frame_return\n"

    ".globl ke_frame_jump\n"
    ".hidden ke_frame_jump\n"
    ".type ke_frame_jump, @function\n"
    "ke_frame_jump:\n"
    "    fninit\n" /* the exception may have come in the midst of a sum */
    "    fldcw 76(%rdi)\n"
    "    ldmxcsr 72(%rdi)\n"
    "    movq 56(%rdi), %rsp\n"
    "    jmp .Lresume\n"
    ".size ke_frame_jump, . - ke_frame_jump\n");
#endif
