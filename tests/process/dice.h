// SPDX-License-Identifier: MIT
// dice: choices that are the same for each seed, on every machine.
#ifndef PROCESS_DICE_H
#define PROCESS_DICE_H

#include <stdint.h>

static uint64_t dice;

static inline void dice_seed(uint64_t seed)
{
    dice = seed * 0x9e3779b97f4a7c15u;
}

/* 0 to sides - 1. */
static inline unsigned roll(unsigned sides)
{
    dice = dice * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(dice >> 33) % sides;
}

#endif
