/* SPDX-License-Identifier: MIT */
/* Must not compile: nobody declared the function. */
int main(void)
{
    return there_is_no_such_function();
}
