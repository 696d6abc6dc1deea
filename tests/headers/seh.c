/* SPDX-License-Identifier: MIT */
/* Must not compile as long as handlers would not run. */
#include <windows.h>

int main(void)
{
    __try {
        return 1;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return 2;
    }
}
