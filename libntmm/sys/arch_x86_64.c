// SPDX-License-Identifier: MIT
// arch_x86_64: fault decoding and the guarded copy.
#define _GNU_SOURCE
#ifdef __x86_64__
#include "sys/arch.h"

#include <string.h>
#include <ucontext.h>

/* --- instructions -------------------------------------------------------------------------- */

#define CODE_MOST 15 /* bytes of an instruction */
enum { PREFIX_WIDTH = 0x66 };
enum { REX = 0x40, REX_B = 1, REX_X = 2, REX_W = 8 };

struct instruction {
    uint8_t code[CODE_MOST + 8]; /* 0 where it cannot be read */
    uint8_t rex;
    bool narrow;                 /* words of 16 bits */
    size_t opcode;               /* where it is in the code */
};

static bool is_prefix(uint8_t byte)
{
    return byte == 0x26 || byte == 0x2e || byte == 0x36 || byte == 0x3e || byte == 0x64 ||
           byte == 0x65 || byte == PREFIX_WIDTH || byte == 0x67 || byte == 0xf0 ||
           byte == 0xf2 || byte == 0xf3;
}

static void decode(uintptr_t at, struct instruction *out)
{
    *out = (struct instruction) { .rex = 0 };
    sys_arch_copy(out->code, (const void *)at, CODE_MOST);
    for (; out->opcode < CODE_MOST && is_prefix(out->code[out->opcode]); out->opcode++)
        out->narrow |= out->code[out->opcode] == PREFIX_WIDTH;
    if ((out->code[out->opcode] & 0xf0) == REX)
        out->rex = out->code[out->opcode++];
}

static uint64_t value_of(const greg_t *regs, unsigned number)
{
    static const uint8_t places[] = {
        REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
        REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15
    };

    return (uint64_t)regs[places[number]];
}

/* Where an operand in memory is, of which `modrm` tells. Segments do not count. */
static uint64_t operand_address(const greg_t *regs, const struct instruction *in,
                                const uint8_t *modrm)
{
    unsigned mode = modrm[0] >> 6, base = modrm[0] & 7u, index;
    const uint8_t *at = modrm + 1;
    uint64_t address = 0;
    bool far = mode == 2, based = true;
    int32_t distance = 0;

    if (base == 4) { /* a byte more: base and index */
        index = (at[0] >> 3 & 7u) | (in->rex & REX_X ? 8 : 0);
        address = index == 4 ? 0 : value_of(regs, index) << (at[0] >> 6);
        base = *at++ & 7u;
        based = mode != 0 || base != 5;
        far |= !based;
    } else if (mode == 0 && base == 5) { /* from the instruction's end */
        address = (uint64_t)regs[REG_RIP] + (size_t)(at - in->code) + sizeof distance;
        based = false;
        far = true;
    }
    if (based)
        address += value_of(regs, base | (in->rex & REX_B ? 8 : 0));
    if (far)
        memcpy(&distance, at, sizeof distance);
    else if (mode == 1)
        distance = (int8_t)*at;
    return address + (uint64_t)(int64_t)distance;
}

/* The processor has one trap for both: does the instruction divide by 0, if it is a division? */
static bool divides_by_zero(const greg_t *regs)
{
    struct instruction in;
    const uint8_t *opcode;
    size_t size;
    uint64_t divisor = 0;
    unsigned number;

    decode((uintptr_t)regs[REG_RIP], &in);
    opcode = in.code + in.opcode;
    size = opcode[0] == 0xf6 ? 1 : in.rex & REX_W ? 8 : in.narrow ? 2 : 4;
    number = (opcode[1] & 7u) | (in.rex & REX_B ? 8 : 0);
    if (opcode[1] >> 6 != 3) {
        sys_arch_copy(&divisor, (const void *)operand_address(regs, &in, opcode + 1), size);
        return divisor == 0;
    }
    divisor = value_of(regs, number);
    if (size == 1 && !in.rex && number >= 4) /* the second byte of one of the first four */
        divisor = value_of(regs, number - 4) >> 8;
    return (divisor << (64 - 8 * size)) == 0;
}

/* What no program may: ports, interrupts, the machine's own registers. */
static bool is_privileged(uintptr_t at)
{
    struct instruction in;
    uint8_t first, second;

    decode(at, &in);
    first = in.code[in.opcode];
    second = in.code[in.opcode + 1];
    if (first == 0x0f)
        return second <= 0x01 || second == 0x06 || second == 0x08 || second == 0x09 ||
               (second >= 0x20 && second <= 0x23) || (second >= 0x30 && second <= 0x33);
    return first == 0xf4 || first == 0xfa || first == 0xfb || (first >= 0x6c && first <= 0x6f) ||
           (first >= 0xe4 && first <= 0xe7) || (first >= 0xec && first <= 0xef);
}

/* --- faults -------------------------------------------------------------------------------- */

/* The page fault's error code. */
enum { FAULT_PRESENT = 1, FAULT_WRITE = 2, FAULT_FETCH = 16 };
enum {
    TRAP_DIVIDE = 0, TRAP_DEBUG = 1, TRAP_BREAKPOINT = 3, TRAP_OPCODE = 6, TRAP_PROTECTION = 13,
    TRAP_PAGE_FAULT = 14, TRAP_FLOAT = 16, TRAP_VECTOR_FLOAT = 19
};
#define STEPPING 0x100 /* in the flags: a trap behind each instruction */

static enum sys_trap float_trap(const siginfo_t *info)
{
    switch (info->si_code) {
    case FPE_FLTDIV: return SYS_TRAP_FLOAT_DIVIDE_BY_ZERO;
    case FPE_FLTOVF: return SYS_TRAP_FLOAT_OVERFLOW;
    case FPE_FLTUND: return SYS_TRAP_FLOAT_UNDERFLOW;
    case FPE_FLTRES: return SYS_TRAP_FLOAT_INEXACT;
    default: return SYS_TRAP_FLOAT_INVALID;
    }
}

static void read_touch(const siginfo_t *info, const greg_t *regs, struct sys_fault *fault)
{
    greg_t error = regs[REG_ERR];

    fault->address = (uintptr_t)info->si_addr;
    fault->access = error & FAULT_FETCH ? SYS_ACCESS_EXECUTE
                  : error & FAULT_WRITE ? SYS_ACCESS_WRITE : SYS_ACCESS_READ;
    fault->protection = error & FAULT_PRESENT || info->si_code == SEGV_ACCERR;
}

bool sys_arch_fault(const siginfo_t *info, const void *context, struct sys_fault *fault)
{
    const greg_t *regs = ((const ucontext_t *)context)->uc_mcontext.gregs;

    *fault = (struct sys_fault) { .instruction = (uintptr_t)regs[REG_RIP] };
    switch (regs[REG_TRAPNO]) {
    case TRAP_DIVIDE:
        fault->trap = divides_by_zero(regs) ? SYS_TRAP_DIVIDE_BY_ZERO : SYS_TRAP_DIVIDE_OVERFLOW;
        return true;
    case TRAP_DEBUG: fault->trap = SYS_TRAP_STEP; return true;
    case TRAP_BREAKPOINT: /* its one byte has been passed */
        fault->trap = SYS_TRAP_BREAKPOINT;
        fault->instruction--;
        return true;
    case TRAP_OPCODE: fault->trap = SYS_TRAP_ILLEGAL; return true;
    case TRAP_FLOAT:
    case TRAP_VECTOR_FLOAT: fault->trap = float_trap(info); return true;
    case TRAP_PROTECTION: /* no right, or no address that a pointer can have */
        if (is_privileged(fault->instruction))
            fault->trap = SYS_TRAP_PRIVILEGED;
        fault->address = UINTPTR_MAX;
        return true;
    case TRAP_PAGE_FAULT: read_touch(info, regs, fault); return true;
    default: return false;
    }
}

/* --- the guarded copy ---------------------------------------------------------------------- */

extern const char sys_arch_copy_start[], sys_arch_copy_end[], sys_arch_copy_failed[];

/* A leaf without a frame, so that the handler need change nothing but the instruction pointer. */
__asm__(".text\n"
        ".hidden sys_arch_copy_start, sys_arch_copy_end, sys_arch_copy_failed\n"
        ".globl sys_arch_copy_start, sys_arch_copy_end, sys_arch_copy_failed\n"
        ".globl sys_arch_copy\n"
        ".hidden sys_arch_copy\n"
        ".type sys_arch_copy, @function\n"
        "sys_arch_copy:\n"
        "    movq %rdx, %rcx\n"
        "    cld\n"
        "sys_arch_copy_start:\n"
        "    rep movsb\n"
        "sys_arch_copy_end:\n"
        "    xorl %eax, %eax\n"
        "    ret\n"
        "sys_arch_copy_failed:\n"
        "    movl $1, %eax\n"
        "    ret\n"
        ".size sys_arch_copy, . - sys_arch_copy\n");

bool sys_arch_copy_fails(void *context)
{
    greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
    uintptr_t at = (uintptr_t)regs[REG_RIP];

    if (at < (uintptr_t)sys_arch_copy_start || at >= (uintptr_t)sys_arch_copy_end)
        return false;
    regs[REG_RIP] = (greg_t)(uintptr_t)sys_arch_copy_failed;
    return true;
}

/* --- redirection --------------------------------------------------------------------------- */

/*
 * The frame that the redirected thread gets, as the kernel makes one for a signal: the part of
 * ucontext_t that the kernel knows (up to 64 signals), and the floating-point state, whose size
 * the state itself tells.
 */
#define KERNEL_CONTEXT (offsetof(ucontext_t, uc_sigmask) + 8)
#define RED_ZONE 128
#define FP_ALIGNMENT 64
#define FP_SMALLEST 512     /* what fxsave writes */
#define FP_LARGEST 16384
#define FP_MAGIC 0x46505853u
#define FP_MAGIC_AT 464     /* the kernel's own words in the unused part of that */
#define FP_SIZE_AT 468

static size_t fp_size(const void *state)
{
    unsigned magic, size;

    memcpy(&magic, (const char *)state + FP_MAGIC_AT, sizeof magic);
    memcpy(&size, (const char *)state + FP_SIZE_AT, sizeof size);
    return magic == FP_MAGIC && size >= FP_SMALLEST && size <= FP_LARGEST ? size : FP_SMALLEST;
}

/*
 * Where the frame may end. Without an alternate stack the handler itself runs on the thread's own
 * stack: then below its frames, which are in use until it returns. No signal comes in between.
 */
#define SAME_STACK ((uintptr_t)1 << 20)
#define HANDLER_ROOM 1024 /* for what this file's functions have below their frame's address */

static uintptr_t frame_end(uintptr_t interrupted, bool stack_end)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0) - HANDLER_ROOM;
    bool same = here < interrupted && interrupted - here < SAME_STACK;

    return same || stack_end ? here : interrupted - RED_ZONE;
}

/* A call or a push would fault; that is so too when a function's large frame crossed the end. */
bool sys_arch_stack_ends(const void *context)
{
    const greg_t *regs = ((const ucontext_t *)context)->uc_mcontext.gregs;
    char word[sizeof(void *)];

    return sys_arch_copy(word, (char *)(uintptr_t)regs[REG_RSP] - sizeof word, sizeof word) != 0;
}

/* C code expects no half-done sum in the floating-point unit, nor the program's way of rounding. */
static void start_floating(struct _libc_fpstate *state)
{
    state->cwd = 0x37f;
    state->swd = 0;
    state->ftw = 0;
    state->mxcsr = 0x1f80;
}

struct pushed {
    uintptr_t fault, context, fp;
};

/* Nothing has happened if a copy fails: the stack was at its end. */
static bool push(uintptr_t end, const ucontext_t *uc, const struct sys_fault *fault,
                 struct pushed *at)
{
    const void *fp = uc->uc_mcontext.fpregs;
    size_t size = fp ? fp_size(fp) : 0;

    at->fp = fp ? (end - size) & ~(uintptr_t)(FP_ALIGNMENT - 1) : 0;
    at->fault = ((fp ? at->fp : end) - sizeof *fault) & ~(uintptr_t)15;
    at->context = (at->fault - sizeof *uc) & ~(uintptr_t)15;
    return sys_arch_copy((void *)at->context, uc, KERNEL_CONTEXT) == 0 &&
           sys_arch_copy((void *)at->fault, fault, sizeof *fault) == 0 &&
           (!fp || sys_arch_copy((void *)at->fp, fp, size) == 0) &&
           sys_arch_copy((char *)at->context + offsetof(ucontext_t, uc_mcontext.fpregs), &at->fp,
                         sizeof at->fp) == 0;
}

bool sys_arch_redirect(void *context, const struct sys_fault *fault,
                       void (*entry)(const struct sys_fault *fault, void *context))
{
    ucontext_t *uc = context;
    greg_t *regs = uc->uc_mcontext.gregs;
    uintptr_t interrupted = (uintptr_t)regs[REG_RSP];
    greg_t behind = regs[REG_RIP], flags = regs[REG_EFL];
    struct pushed at;

    regs[REG_RIP] = (greg_t)fault->instruction;
    regs[REG_EFL] &= ~(greg_t)STEPPING; /* one trap is all that was asked for */
    if ((fault->stack_end || !push(frame_end(interrupted, false), uc, fault, &at)) &&
        !push(frame_end(interrupted, true), uc, fault, &at)) {
        regs[REG_RIP] = behind;
        regs[REG_EFL] = flags;
        return false;
    }
    if (uc->uc_mcontext.fpregs)
        start_floating(uc->uc_mcontext.fpregs);
    regs[REG_RDI] = (greg_t)at.fault;
    regs[REG_RSI] = (greg_t)at.context;
    regs[REG_RSP] = (greg_t)(at.context - sizeof(void *)); /* as behind a call */
    regs[REG_RIP] = (greg_t)(uintptr_t)entry;
    regs[REG_EFL] &= ~(greg_t)0x400; /* strings go upwards in C */
    return true;
}

_Noreturn void sys_arch_resume(void *context)
{
    /* rt_sigreturn finds its frame at the stack pointer */
    __asm__ volatile("movq %0, %%rsp\n"
                     "movl $15, %%eax\n"
                     "syscall\n"
                     :
                     : "r"(context)
                     : "memory");
    __builtin_unreachable();
}
#endif
