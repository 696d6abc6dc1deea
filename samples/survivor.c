// SPDX-License-Identifier: MIT
// survivor: a reader whose writer is killed in the middle of a change.
//
// Two accounts lie in shared memory, and a mutex belongs to whoever works on them. The writer,
// this program again, moves money from one to the other and is terminated when it has taken the
// money from the first and not yet given it to the second. It cannot release the mutex any more.
//
// The reader does not wait for ever: its wait ends with WAIT_ABANDONED. The mutex is its own now,
// the memory is as the dead writer left it, and the value says that nobody has tidied up. What
// is to be done about that, only the program knows: this one keeps a note of what was there
// before each change, and goes back to it.

#include <windows.h>
#include <stdio.h>
#include <string.h>

#define SECTION_NAME "Local\\Survivor.Accounts"
#define MUTEX_NAME   "Local\\Survivor.Lock"
#define EVENT_NAME   "Local\\Survivor.HalfWay"

typedef struct _ACCOUNTS
{
    LONG First;
    LONG Second;
    BOOL Changing; // the note below is what to go back to
    LONG OldFirst;
    LONG OldSecond;
} ACCOUNTS;

static int Fail(const char *what)
{
    printf("survivor: %s failed with error %lu\n", what, GetLastError());
    return 1;
}

static void Show(const char *when, const ACCOUNTS *accounts)
{
    printf("%s: %ld and %ld, together %ld\n", when, (long)accounts->First,
           (long)accounts->Second, (long)(accounts->First + accounts->Second));
}

// Never returns: it waits for its end while it holds the mutex.
static int Writer(void)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, SECTION_NAME);
    HANDLE mutex = OpenMutexA(SYNCHRONIZE | MUTEX_MODIFY_STATE, FALSE, MUTEX_NAME);
    HANDLE halfWay = OpenEventA(EVENT_MODIFY_STATE, FALSE, EVENT_NAME);
    ACCOUNTS *accounts;

    if (section == NULL || mutex == NULL || halfWay == NULL)
        return Fail("Opening what the reader made");
    accounts = (ACCOUNTS *)MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    if (accounts == NULL)
        return Fail("MapViewOfFile");

    if (WaitForSingleObject(mutex, INFINITE) != WAIT_OBJECT_0)
        return Fail("Waiting for the mutex");
    accounts->OldFirst = accounts->First;
    accounts->OldSecond = accounts->Second;
    accounts->Changing = TRUE;

    accounts->First -= 300;
    SetEvent(halfWay);
    Sleep(INFINITE);
    accounts->Second += 300;

    accounts->Changing = FALSE;
    ReleaseMutex(mutex);
    return 0;
}

static BOOL StartWriter(HANDLE *process)
{
    STARTUPINFOA startup;
    PROCESS_INFORMATION information;
    char command[MAX_PATH + 16] = "\"";

    if (!GetModuleFileNameA(NULL, command + 1, MAX_PATH))
        return FALSE;
    strcat(command, "\" writer");
    ZeroMemory(&startup, sizeof(startup));
    startup.cb = sizeof(startup);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information))
        return FALSE;
    CloseHandle(information.hThread);
    *process = information.hProcess;
    return TRUE;
}

static const char *NameOf(DWORD wait)
{
    switch (wait)
    {
    case WAIT_OBJECT_0:
        return "WAIT_OBJECT_0";
    case WAIT_ABANDONED:
        return "WAIT_ABANDONED";
    case WAIT_TIMEOUT:
        return "WAIT_TIMEOUT";
    default:
        return "WAIT_FAILED";
    }
}

int main(int argc, char *argv[])
{
    HANDLE section;
    HANDLE mutex;
    HANDLE halfWay;
    HANDLE either[2];
    ACCOUNTS *accounts;
    DWORD wait;

    if (argc > 1 && strcmp(argv[1], "writer") == 0)
        return Writer();

    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(ACCOUNTS),
                                 SECTION_NAME);
    mutex = CreateMutexA(NULL, FALSE, MUTEX_NAME);
    halfWay = CreateEventA(NULL, TRUE, FALSE, EVENT_NAME);
    if (section == NULL || mutex == NULL || halfWay == NULL)
        return Fail("Making the objects");
    accounts = (ACCOUNTS *)MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    if (accounts == NULL)
        return Fail("MapViewOfFile");
    accounts->First = 1000;
    accounts->Second = 0;
    Show("before", accounts);
    fflush(stdout);

    if (!StartWriter(&either[1]))
        return Fail("CreateProcess");
    either[0] = halfWay;
    if (WaitForMultipleObjects(2, either, FALSE, INFINITE) != WAIT_OBJECT_0)
        return Fail("The writer");
    printf("the writer has the mutex: %s\n", NameOf(WaitForSingleObject(mutex, 0)));
    TerminateProcess(either[1], 1);

    wait = WaitForSingleObject(mutex, INFINITE);
    printf("the writer is killed: %s\n", NameOf(wait));
    Show("as it was left", accounts);
    if (wait == WAIT_ABANDONED && accounts->Changing)
    {
        accounts->First = accounts->OldFirst;
        accounts->Second = accounts->OldSecond;
        accounts->Changing = FALSE;
    }
    Show("after going back", accounts);
    ReleaseMutex(mutex);

    // Abandoned is what one wait is told; from then on the mutex is as good as new.
    wait = WaitForSingleObject(mutex, INFINITE);
    printf("the next wait: %s\n", NameOf(wait));
    ReleaseMutex(mutex);

    WaitForSingleObject(either[1], INFINITE);
    CloseHandle(either[1]);
    UnmapViewOfFile(accounts);
    CloseHandle(halfWay);
    CloseHandle(mutex);
    CloseHandle(section);
    return 0;
}
