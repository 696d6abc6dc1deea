// SPDX-License-Identifier: MIT
// children: programs of this library and others as children; what they get and how they end.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <windows.h>

#include "check.h"

static char program[MAX_PATH]; /* this program's path; also with / for \ */
static char host_program[MAX_PATH];

/* A child's process handle and id; CHECK says so when it does not start. */
static PROCESS_INFORMATION start_with(const char *line, BOOL inherit, DWORD flags, void *block,
                                      const char *directory, STARTUPINFOA *startup)
{
    STARTUPINFOA plain = {.cb = sizeof(plain)};
    PROCESS_INFORMATION process = {0};
    char copy[1024];

    strcpy(copy, line);
    if (!CreateProcessA(NULL, copy, NULL, NULL, inherit, flags, block, directory,
                        startup ? startup : &plain, &process))
        memset(&process, 0, sizeof(process));
    return process;
}

static PROCESS_INFORMATION start(const char *line)
{
    return start_with(line, FALSE, 0, NULL, NULL, NULL);
}

/* The line that starts this program again. */
static const char *again(const char *arguments)
{
    static char line[1024];

    sprintf(line, "\"%s\" %s", program, arguments);
    return line;
}

static DWORD finish(PROCESS_INFORMATION process)
{
    DWORD code = 54321;

    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return code;
}

static BOOL has_children(void)
{
    return waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD;
}

/* --- ends ------------------------------------------------------------------------------------- */

static void test_codes(void)
{
    static const struct {
        const char *arguments;
        DWORD code;
    } rows[] = {
        {"return 0", 0}, {"return 305419896", 305419896}, {"return -1", 0xffffffff},
        {"exit 256", 256}, {"_exit 7", 7}, {"fork 300", 300},
        {"raise 11", 0xc0000005}, {"raise 8", 0xc0000094}, {"raise 4", 0xc000001d},
        {"raise 7", 0xc0000006}, {"raise 6", 3}, {"raise 2", 0xc000013a},
        {"raise 15", 0xc0000001},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        DWORD code = finish(start(again(rows[i].arguments)));

        CHECK(code == rows[i].code, "<%s>: 0x%lx, not 0x%lx", rows[i].arguments, code,
              rows[i].code);
    }
    CHECK(finish(start("sh -c \"exit 3\"")) == 3);
    CHECK(finish(start("sh.exe -c \"exit 4\"")) == 4);
    CHECK(finish(start("sh -c \"kill -SEGV $$\"")) == 0xc0000005);
    CHECK(!has_children());
}

/* A shell in between passes on what is meant for itself; a program in its place takes it over. */
static void test_shell(void)
{
    char line[1024];

    sprintf(line, "sh -c \"'%s' return 300; test $? = 44 && exit 6\"", host_program);
    CHECK(finish(start(line)) == 6);
    sprintf(line, "sh -c \"exec '%s' return 300\"", host_program);
    CHECK(finish(start(line)) == 300);
}

/* No handle, no zombie: the next child's start takes away what is left. */
static void test_abandoned(void)
{
    PROCESS_INFORMATION process = start(again("wait"));
    siginfo_t info;

    CHECK(WaitForSingleObject(process.hProcess, 0) == WAIT_TIMEOUT);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    REQUIRE(kill((pid_t)process.dwProcessId, SIGKILL) == 0);
    REQUIRE(waitid(P_PID, process.dwProcessId, &info, WEXITED | WNOWAIT) == 0);
    CHECK(finish(start(again("return 1"))) == 1);
    CHECK(!has_children());
}

/* The program may wait for children itself; what they noted is known all the same. */
static void test_own_wait(void)
{
    PROCESS_INFORMATION process = start(again("return 4660"));
    int status;

    REQUIRE(waitpid((pid_t)process.dwProcessId, &status, 0) == (pid_t)process.dwProcessId);
    CHECK(finish(process) == 4660);
}

/* A sibling's end, seen by one who is not its parent. */
static void test_sibling(void)
{
    PROCESS_INFORMATION process = start(again("wait")), watcher;
    char arguments[64];

    SetHandleInformation(process.hProcess, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    sprintf(arguments, "watch %llx", (unsigned long long)(ULONG_PTR)process.hProcess);
    watcher = start_with(again(arguments), TRUE, 0, NULL, NULL, NULL);
    REQUIRE(kill((pid_t)process.dwProcessId, SIGSEGV) == 0);
    CHECK(finish(watcher) == 0xc0000005);
    CHECK(WaitForSingleObject(process.hThread, INFINITE) == WAIT_OBJECT_0);
    CHECK(finish(process) == 0xc0000005);
    CHECK(!has_children());
}

/* --- what a child gets ------------------------------------------------------------------------ */

static HANDLE make_file(const char *name, const char *text)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    HANDLE file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, &inherit, CREATE_ALWAYS, 0, NULL);
    DWORD written;

    CHECK(file != INVALID_HANDLE_VALUE, "error %lu", GetLastError());
    WriteFile(file, text, (DWORD)strlen(text), &written, NULL);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    return file;
}

/* What a child with these arguments wrote to its standard output. */
static const char *output_of(const char *arguments, DWORD flags, void *block,
                             const char *directory, HANDLE input)
{
    static char text[256];
    HANDLE file = make_file("output", "");
    STARTUPINFOA startup = {
        .cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES, .hStdInput = input,
        .hStdOutput = file, .hStdError = file
    };
    DWORD got = 0;

    CHECK(finish(start_with(again(arguments), TRUE, flags, block, directory, &startup)) == 0,
          "<%s>, error %lu", arguments, GetLastError());
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, text, sizeof(text) - 1, &got, NULL);
    text[got] = 0;
    CloseHandle(file);
    DeleteFileA("output");
    return text;
}

static void test_surroundings(void)
{
    HANDLE input = make_file("input", "abcdef");

    CHECK(!strcmp(output_of("variable FOO", 0, "FOO=bar\0X=Y\0", NULL, NULL), "bar"));
    CHECK(!strcmp(output_of("variable FOO", CREATE_UNICODE_ENVIRONMENT, L"FOO=b\u00e4r\0X=Y\0",
                            NULL, NULL),
                  "b\xc3\xa4r"));
    CHECK(!strcmp(output_of("variable NTMM_PROCESS", 0, NULL, NULL, NULL), "(none)"));
    CHECK(!strcmp(output_of("directory", 0, NULL, "/usr/bin", NULL), "\\usr\\bin"));
    CHECK(!strcmp(output_of("copy", 0, NULL, NULL, input), "abcdef"));
    CloseHandle(input);
    DeleteFileA("input");
}

/* Two handles of one object in the parent are that in the child, too. */
static void test_one_object(void)
{
    HANDLE file = make_file("input", "abcdef"), other;
    char arguments[64];

    DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(), &other, 0, TRUE,
                    DUPLICATE_SAME_ACCESS);
    sprintf(arguments, "both %llx %llx", (unsigned long long)(ULONG_PTR)file,
            (unsigned long long)(ULONG_PTR)other);
    CHECK(finish(start_with(again(arguments), TRUE, 0, NULL, NULL, NULL)) == 0);
    CloseHandle(file);
    CloseHandle(other);
    DeleteFileA("input");
}

static void check_refused(const char *line, DWORD flags, const char *directory, DWORD error)
{
    CHECK(!start_with(line, FALSE, flags, NULL, directory, NULL).hProcess, "<%s>", line);
    CHECK(GetLastError() == error, "<%s>: error %lu, not %lu", line, GetLastError(), error);
}

/* A file that cannot be run is none that Windows could; nor one without what it asks for. */
static void test_no_programs(void)
{
    CloseHandle(make_file("data", "no program"));
    check_refused("./data", 0, NULL, ERROR_BAD_EXE_FORMAT);
    REQUIRE(chmod("data", 0755) == 0);
    check_refused("./data", 0, NULL, ERROR_BAD_EXE_FORMAT);
    CloseHandle(make_file("data", "#!/no/such/interpreter\n"));
    REQUIRE(chmod("data", 0755) == 0);
    check_refused("./data", 0, NULL, ERROR_BAD_EXE_FORMAT);
    DeleteFileA("data");
    check_refused("./data", 0, NULL, ERROR_FILE_NOT_FOUND);
}

/* What is no folder, or may not be looked into, has no programs; the others in PATH have theirs. */
static void test_odd_folders(void)
{
    const char *usual = getenv("PATH");
    char path[4096];

    snprintf(path, sizeof path, "data:closed:%s", usual);
    CloseHandle(make_file("data", ""));
    REQUIRE(mkdir("closed", 0) == 0 && setenv("PATH", path, 1) == 0);
    check_refused("no-such-program", 0, NULL, ERROR_FILE_NOT_FOUND);
    CHECK(finish(start("sh -c \"exit 3\"")) == 3);
    REQUIRE(setenv("PATH", path + strlen("data:closed:"), 1) == 0 && rmdir("closed") == 0);
    DeleteFileA("data");
}

/* Takes all descriptors but some, up to the hard limit; a fork child does, which then ends. */
static void leave_descriptors(int left)
{
    struct rlimit limit = { 64, 64 };
    int last = -1;

    REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (int fd; (fd = dup(1)) >= 0;)
        last = fd;
    while (left--)
        close(last--);
}

/* It starts or says why not, and loses none. */
static void test_few_descriptors(DWORD flags)
{
    int started = 0;

    for (int left = 0; left < 16; left++) {
        int status;
        pid_t pid;

        fflush(stdout);
        pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            PROCESS_INFORMATION process;
            int before;

            leave_descriptors(left);
            before = dup(1);
            close(before);
            process = start_with("sh -c \"exit 3\"", FALSE, flags, NULL, NULL, NULL);
            if (process.hProcess) {
                if (flags & CREATE_SUSPENDED)
                    ResumeThread(process.hThread);
                CHECK(finish(process) == 3);
            } else {
                CHECK(GetLastError() == ERROR_TOO_MANY_OPEN_FILES, "%d left, error %lu", left,
                      GetLastError());
            }
            CHECK(!has_children());
            CHECK(dup(1) == before, "%d left: descriptors are lost", left);
            fflush(stdout);
            _exit(failures ? 1 : process.hProcess ? 2 : 0);
        }
        REQUIRE(waitpid(pid, &status, 0) == pid);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) != 1, "status %#x", status);
        started += WEXITSTATUS(status) == 2;
    }
    CHECK(started > 0 && started < 16, "%d started", started);
}

/* The user may have no more processes; root may always. */
static void test_few_processes(DWORD flags)
{
    struct rlimit limit = { 0, 0 };
    int status;
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        int before = descriptors();

        if (!geteuid())
            REQUIRE(setresgid(65534, 65534, 65534) == 0 && setresuid(65533, 65533, 65533) == 0);
        REQUIRE(setrlimit(RLIMIT_NPROC, &limit) == 0);
        check_refused("sh -c \"exit 3\"", flags, NULL, ERROR_NO_SYSTEM_RESOURCES);
        CHECK(descriptors() == before, "%d descriptors, then %d", before, descriptors());
        CHECK(!has_children());
        _exit(failures != 0);
    }
    REQUIRE(waitpid(pid, &status, 0) == pid);
    CHECK(status == 0, "status %#x", status);
}

static void test_refused(void)
{
    check_refused("/tmp", 0, NULL, ERROR_ACCESS_DENIED);
    check_refused("no-such-program", 0, NULL, ERROR_FILE_NOT_FOUND);
    check_refused(again("return 0"), 0, "/no/such/folder", ERROR_DIRECTORY);
}

/* Two quotes within quotes, as Microsoft's C runtime reads them since 2008. */
static void test_documented_lines(void)
{
    CHECK(!strcmp(output_of("say a\"b\"\" c d", 0, NULL, NULL, NULL), "<ab\" c d>"));
    CHECK(!strcmp(output_of("say \"a\"\"b\" \"\"\"\" c", 0, NULL, NULL, NULL), "<a\"b><\"><c>"),
          "%s", output_of("say \"a\"\"b\" \"\"\"\" c", 0, NULL, NULL, NULL));
    CHECK(!strcmp(output_of("say \"\\\\\" \\\\\\\" \\\\", 0, NULL, NULL, NULL),
                  "<\\><\\\"><\\\\>"));
}

/* --- the children ----------------------------------------------------------------------------- */

static HANDLE handle_of(const char *number)
{
    return (HANDLE)(ULONG_PTR)strtoull(number, NULL, 16);
}

/* The exit code of a child of fork() is not that of its parent. */
static int run_fork(int code)
{
    pid_t pid = fork();

    if (pid == 0)
        exit(9);
    REQUIRE(waitpid(pid, NULL, 0) == pid);
    return code;
}

static int run_copy(void)
{
    char text[64];
    DWORD got = 0, written = 0;

    ReadFile(GetStdHandle(STD_INPUT_HANDLE), text, sizeof(text), &got, NULL);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, got, &written, NULL);
    return got && written == got ? 0 : 1;
}

static int run_both(HANDLE one, HANDLE other)
{
    char text[4] = "";
    DWORD got;

    return ReadFile(one, text, 2, &got, NULL) && ReadFile(other, text + 2, 2, &got, NULL) &&
           !memcmp(text, "abcd", 4) ? 0 : 1;
}

static int run_directory(void)
{
    char path[MAX_PATH];

    GetCurrentDirectoryA(sizeof(path), path);
    printf("%s", path);
    return 0;
}

static int run_watch(HANDLE process)
{
    DWORD code = 0;

    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    return (int)code;
}

static int child(char **argv)
{
    const char *what = argv[1], *value;
    int number = argv[2] ? atoi(argv[2]) : 0;

    if (!strcmp(what, "return"))
        return number;
    if (!strcmp(what, "exit"))
        exit(number);
    if (!strcmp(what, "_exit"))
        _exit(number);
    if (!strcmp(what, "raise"))
        return raise(number);
    if (!strcmp(what, "fork"))
        return run_fork(number);
    if (!strcmp(what, "wait"))
        Sleep(INFINITE);
    if (!strcmp(what, "watch"))
        return run_watch(handle_of(argv[2]));
    if (!strcmp(what, "copy"))
        return run_copy();
    if (!strcmp(what, "both"))
        return run_both(handle_of(argv[2]), handle_of(argv[3]));
    if (!strcmp(what, "say")) {
        for (char **each = argv + 2; *each; each++)
            printf("<%s>", *each);
        return 0;
    }
    if (!strcmp(what, "directory"))
        return run_directory();
    if (!strcmp(what, "variable")) {
        value = getenv(argv[2]);
        printf("%s", value ? value : "(none)");
        return 0;
    }
    return 99;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child(argv);
    GetModuleFileNameA(NULL, program, sizeof(program));
    for (size_t i = 0; program[i]; i++)
        host_program[i] = program[i] == '\\' ? '/' : program[i];
    test_codes();
    test_shell();
    test_abandoned();
    test_own_wait();
    test_sibling();
    test_surroundings();
    test_one_object();
    test_refused();
    test_no_programs();
    test_odd_folders();
    test_few_descriptors(0);
    test_few_descriptors(CREATE_SUSPENDED);
    test_few_processes(0);
    test_few_processes(CREATE_SUSPENDED);
    test_documented_lines();
    return failures != 0;
}
