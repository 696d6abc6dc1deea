/* SPDX-License-Identifier: MIT */
/*
 * The console: standard input and output of the process, keys one at a time. What is typed before
 * somebody waits for a key is not lost, but the terminal shows it.
 */
#ifndef NTMM_CONIO_H
#define NTMM_CONIO_H

#pragma GCC system_header

#include <corecrt.h>
#include <bits/types/wint_t.h>

__ntmm_begin_c

extern int _getch(void) __ntmm_crt(_getch);
extern int _getche(void) __ntmm_crt(_getche);
extern int _ungetch(int character) __ntmm_crt(_ungetch);
extern int _kbhit(void) __ntmm_crt(_kbhit);
extern int _putch(int character) __ntmm_crt(_putch);
extern int _cputs(const char *text) __ntmm_crt(_cputs);
extern int _cprintf(const char *format, ...) __ntmm_crt(_cprintf);
extern wint_t _getwch(void) __ntmm_crt(_getwch);
extern wint_t _getwche(void) __ntmm_crt(_getwche);
extern wint_t _putwch(wchar_t character) __ntmm_crt(_putwch);
extern int _cputws(const wchar_t *text) __ntmm_crt(_cputws);
extern int _cwprintf(const wchar_t *format, ...) __ntmm_crt(_cwprintf);

extern int getch(void) __ntmm_crt(_getch);
extern int getche(void) __ntmm_crt(_getche);
extern int kbhit(void) __ntmm_crt(_kbhit);
extern int putch(int character) __ntmm_crt(_putch);
extern int ungetch(int character) __ntmm_crt(_ungetch);
extern int cputs(const char *text) __ntmm_crt(_cputs);

__ntmm_end_c

#endif
