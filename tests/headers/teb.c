/* SPDX-License-Identifier: MIT */
/* Must not link: there is no thread block behind a segment register. */
#include <windows.h>

int main(void)
{
    return NtCurrentTeb() != NULL;
}
