// SPDX-License-Identifier: MIT
// ntmm: shows named objects, the views of processes, and what the library can use of the kernel.
#include "command.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *word;
    int (*run)(char **arguments);
    const char *synopsis;
} commands[] = {
    { "ls", command_ls, "ls                        every named object, and who holds it" },
    { "show", command_show, "show NAME...              all that is known of an object" },
    { "vmmap", command_vmmap, "vmmap [--svg FILE] PID    the views of a process, page by page" },
    { "gc", command_gc, "gc                        remove what your dead processes left" },
    { "doctor", command_doctor, "doctor                    what the library can use here" },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void usage(FILE *to)
{
    fputs("usage:\n", to);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(to, "    ntmm %s\n", commands[i].synopsis);
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    int status = COMMAND_MISUSED;

    if (strcmp(word, "--help") == 0) {
        usage(stdout);
        status = COMMAND_DONE;
    } else if (strcmp(word, "--version") == 0) {
        puts("ntmm " VERSION);
        status = COMMAND_DONE;
    }
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(word, commands[i].word) == 0)
            status = commands[i].run(argv + 2);
    if (status == COMMAND_MISUSED)
        usage(stderr);
    if (fflush(stdout) || ferror(stdout)) {
        perror("ntmm: output");
        return COMMAND_FAILED;
    }
    return status;
}
