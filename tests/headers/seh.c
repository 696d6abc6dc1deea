/* SPDX-License-Identifier: MIT */
/* A program with __try: ntmm-cc rewrites it before the compiler sees it. */
#include <windows.h>

#include <stdio.h>

int answer(void);

#ifdef NO_ANSWER
#define answer() 42
#endif

int main(void)
{
    __try {
        RaiseException(0xe0000001, 0, 0, NULL);
    } __except (GetExceptionCode() == 0xe0000001) {
        printf("caught %d at line %d of %s\n", answer(), __LINE__, strrchr(__FILE__, '/') + 1);
    }
    return 0;
}
