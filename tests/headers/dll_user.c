/* SPDX-License-Identifier: MIT */
/* A program with that library, and a DllMain of its own that means nothing. */
__declspec(dllimport) int is_attached(void);

int DllMain(void);

int DllMain(void)
{
    return 0;
}

int main(void)
{
    return is_attached() ? 0 : 1;
}
