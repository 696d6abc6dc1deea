/* SPDX-License-Identifier: MIT */
/* Must not link: a function that Windows has and the library has not. */
#include <windows.h>

int main(void)
{
    return CreateWindowExA(0, NULL, NULL, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL) != NULL;
}
