// SPDX-License-Identifier: MIT
// copies: exactly the pages that are written are copied, whatever writes them; no write is lost.
#include <windows.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include "check.h"

#define PAGE 4096u
#define PAGES 64u
#define THREADS 4u

typedef uint64_t __attribute__((__aligned__(1))) unaligned;

/* One section: a view that copies, and one that shows what the section holds. */
static HANDLE section;
static volatile unsigned char *view, *shared;

static void begin(void)
{
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGES * PAGE, NULL);
    shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    REQUIRE(view && shared);
    memset((void *)shared, 's', PAGES * PAGE);
}

static void end(void)
{
    UnmapViewOfFile((void *)view);
    UnmapViewOfFile((void *)shared);
    CloseHandle(section);
}

/* S-COW-01, S-COW-02: the view's pages [first, first + count) are its own, and no others. */
static void check_own(const char *what, size_t first, size_t count)
{
    for (size_t page = 0; page < 8; page++) {
        int own = page >= first && page < first + count;
        volatile unsigned char *at = view + page * PAGE, *source = shared + page * PAGE;
        MEMORY_BASIC_INFORMATION info = { 0 };
        unsigned char before;

        VirtualQuery((void *)at, &info, sizeof info);
        CHECK(info.Protect == (own ? PAGE_READWRITE : PAGE_WRITECOPY), "%s: page %zu is %#lx", what,
              page, info.Protect);
        before = at[2000];
        source[2000]++;
        CHECK((at[2000] == before) == own, "%s: page %zu is %s", what, page,
              own ? "shared" : "private");
    }
}

/* S-COW-01: the section has none of it. */
static void check_section(const char *what)
{
    size_t wrong = 0;

    for (size_t i = 0; i < PAGES * PAGE; i++)
        wrong += i % PAGE != 2000 && shared[i] != 's';
    CHECK(wrong == 0, "%s: %zu bytes of the section were written", what, wrong);
}

static void check_edges(void)
{
    begin();
    CHECK(view[2 * PAGE - 1] == 's' && view[2 * PAGE] == 's');
    check_own("read", 0, 0);
    view[2 * PAGE - 1] = 'l';
    check_own("last byte", 1, 1);
    CHECK(view[2 * PAGE - 1] == 'l' && view[2 * PAGE] == 's' && view[PAGE] == 's');
    view[0] = 'f';
    check_own("first byte", 0, 2);
    check_section("edges");
    end();

    begin();
    *(volatile unaligned *)(view + 3 * PAGE - 3) = 0x0807060504030201;
    check_own("two pages", 2, 2);
    for (int i = 0; i < 8; i++)
        CHECK(view[3 * PAGE - 3 + i] == i + 1, "byte %d", i);
    CHECK(view[3 * PAGE - 4] == 's' && view[3 * PAGE + 5] == 's');
    check_section("two pages");
    end();

    begin();
    view[PAGE] = 's';
    check_own("the same value", 1, 1);
    end();
}

static void check_atomics(void)
{
    volatile uint64_t zero = 0; /* else the compiler makes a load of it */
    volatile uint64_t *at;
    uint64_t expected;

    begin();
    for (size_t page = 0; page < 5; page++)
        *(volatile uint64_t *)(shared + page * PAGE) = 100 + page;
    at = (volatile uint64_t *)view;
    CHECK(__atomic_fetch_add(at, 5, __ATOMIC_SEQ_CST) == 100 && *at == 105);
    at += PAGE / sizeof *at;
    CHECK(__atomic_exchange_n(at, 7, __ATOMIC_SEQ_CST) == 101 && *at == 7);
    at += PAGE / sizeof *at;
    expected = 102;
    CHECK(__atomic_compare_exchange_n(at, &expected, 8, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    CHECK(*at == 8);
    at += PAGE / sizeof *at;
    CHECK(__atomic_fetch_or(at, zero, __ATOMIC_SEQ_CST) == 103 && *at == 103);
#ifdef __x86_64__ /* where a comparison that fails stores what it loaded */
    at += PAGE / sizeof *at;
    expected = 1;
    CHECK(!__atomic_compare_exchange_n(at, &expected, 8, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    CHECK(expected == 104 && *at == 104);
    check_own("atomics", 0, 5);
#else
    check_own("atomics", 0, 4);
#endif
    CHECK(*(volatile uint64_t *)shared == 100 && *(volatile uint64_t *)(shared + PAGE) == 101);
    end();
}

/* The exception that was seen last, and what is done about it. */
static EXCEPTION_RECORD volatile seen;
static volatile unsigned faults;
static volatile DWORD64 count_left;
static jmp_buf *volatile give_up; /* NULL: the page is opened, and the instruction goes on */

static LONG CALLBACK on_exception(EXCEPTION_POINTERS *pointers)
{
    DWORD old;

    seen = *pointers->ExceptionRecord;
    faults++;
#ifdef __x86_64__
    count_left = pointers->ContextRecord->Rcx;
#endif
    if (seen.ExceptionCode != EXCEPTION_ACCESS_VIOLATION)
        return EXCEPTION_CONTINUE_SEARCH;
    if (give_up)
        longjmp(*give_up, 1);
    VirtualProtect((void *)seen.ExceptionInformation[1], 1, PAGE_WRITECOPY, &old);
    return EXCEPTION_CONTINUE_EXECUTION;
}

#ifdef __x86_64__
static void move_bytes(void *to, const void *from, size_t length)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
}

static void move_words(void *to, const void *from, size_t length)
{
    length /= 8;
    __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
}

static void store_bytes(void *to, const void *from, size_t length)
{
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(length) : "a"(*(const char *)from) : "memory");
}

static const struct {
    const char *name;
    void (*run)(void *to, const void *from, size_t length);
    size_t unit;
} strings[] = {
    { "rep movsb", move_bytes, 1 }, { "rep movsq", move_words, 8 }, { "rep stosb", store_bytes, 1 },
};

/* A string instruction over untouched pages, from the last bytes of one to the first of another. */
static void check_string(size_t which, const char *source)
{
    begin();
    strings[which].run((void *)(view + 2 * PAGE - 64), source, 2 * PAGE + 128);
    check_own(strings[which].name, 1, 4);
    for (size_t i = 2 * PAGE - 64; i < 4 * PAGE + 64; i++)
        if (i % PAGE != 2000)
            CHECK(view[i] == 'n', "%s: byte %zu", strings[which].name, i);
    CHECK(view[2 * PAGE - 65] == 's' && view[4 * PAGE + 64] == 's');
    check_section(strings[which].name);
    end();
}

/* S-PRO-04: one that comes to a closed page half way: what is before it is done, nothing behind. */
static void check_string_fault(size_t which, const char *source, int go_on)
{
    const char *name = strings[which].name;
    jmp_buf place;
    DWORD old;

    begin();
    REQUIRE(VirtualProtect((void *)(view + 3 * PAGE), PAGE, PAGE_NOACCESS, &old));
    faults = 0;
    give_up = go_on ? NULL : &place;
    if (setjmp(place) == 0)
        strings[which].run((void *)(view + 2 * PAGE - 64), source, 2 * PAGE + 128);
    CHECK(faults == 1, "%s: %u exceptions", name, faults);
    CHECK(seen.ExceptionInformation[0] == 1, "%s: kind %d", name,
          (int)seen.ExceptionInformation[0]);
    CHECK(seen.ExceptionInformation[1] == (ULONG_PTR)(view + 3 * PAGE), "%s: %p, not %p", name,
          (void *)seen.ExceptionInformation[1], (void *)(view + 3 * PAGE));
    CHECK(count_left * strings[which].unit == PAGE + 64, "%s: %llu to go", name, count_left);
    for (size_t i = 2 * PAGE - 64; i < 3 * PAGE; i++)
        CHECK(view[i] == 'n', "%s: byte %zu", name, i);
    if (!go_on)
        REQUIRE(VirtualProtect((void *)(view + 3 * PAGE), PAGE, PAGE_WRITECOPY, &old));
    CHECK(view[3 * PAGE] == (go_on ? 'n' : 's') && view[4 * PAGE + 63] == (go_on ? 'n' : 's'));
    check_own(name, 1, go_on ? 4 : 2);
    check_section(name);
    end();
}

static void check_strings(void)
{
    static char source[4 * PAGE];

    memset(source, 'n', sizeof source);
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        check_string(i, source);
        check_string_fault(i, source, 0);
        check_string_fault(i, source, 1);
    }
}

static void store_16(void *to, const void *from)
{
    __asm__ volatile("movups (%1), %%xmm0\n\tmovups %%xmm0, (%0)"
                     : : "r"(to), "r"(from) : "memory", "xmm0");
}

static void store_32(void *to, const void *from)
{
    __asm__ volatile("vmovups (%1), %%ymm0\n\tvmovups %%ymm0, (%0)\n\tvzeroupper"
                     : : "r"(to), "r"(from) : "memory", "xmm0");
}

static void store_64(void *to, const void *from)
{
    __asm__ volatile("vmovups (%1), %%zmm0\n\tvmovups %%zmm0, (%0)\n\tvzeroupper"
                     : : "r"(to), "r"(from) : "memory", "xmm0");
}

static void check_vector(const char *name, size_t size, void (*store)(void *, const void *))
{
    unsigned char source[64];

    for (size_t i = 0; i < sizeof source; i++)
        source[i] = (unsigned char)(i + 1);
    for (size_t before = 1; before < size; before += 5) {
        begin();
        store((void *)(view + 2 * PAGE - before), source);
        check_own(name, 1, 2);
        CHECK(memcmp((void *)(view + 2 * PAGE - before), source, size) == 0, "%s", name);
        check_section(name);
        end();
    }
}

static void check_vectors(void)
{
    check_vector("SSE", 16, store_16);
    if (__builtin_cpu_supports("avx"))
        check_vector("AVX", 32, store_32);
    if (__builtin_cpu_supports("avx512f"))
        check_vector("AVX-512", 64, store_64);
}
#else
static void check_strings(void)
{
}

static void check_vectors(void)
{
}
#endif

static pthread_barrier_t barrier;

/* Each its own bytes of every page, all at once. */
static void *write_bytes(void *number)
{
    size_t own = (size_t)number;

    pthread_barrier_wait(&barrier);
    for (size_t i = own; i < PAGES * PAGE; i += THREADS)
        view[i] = (unsigned char)(own + 1);
    return NULL;
}

static void run_threads(void *(*run)(void *))
{
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, run, (void *)i) == 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void check_threads(void)
{
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int round = 0; round < 50; round++) {
        size_t wrong = 0;

        begin();
        run_threads(write_bytes);
        for (size_t i = 0; i < PAGES * PAGE; i++)
            wrong += view[i] != i % THREADS + 1;
        CHECK(wrong == 0, "round %d: %zu writes are lost", round, wrong);
        check_section("threads");
        end();
    }
    pthread_barrier_destroy(&barrier);
}

static volatile int stop;

/* Everything that takes the space's lock, on views of its own and on the one that is written. */
static void *disturb(void *unused)
{
    MEMORY_BASIC_INFORMATION info;
    DWORD old;

    while (!stop) {
        char *other = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);

        CHECK(other != NULL, "error %lu", GetLastError());
        other[5 * PAGE] = 'o';
        CHECK(VirtualProtect(other, 3 * PAGE, PAGE_READONLY, &old));
        for (char *at = other; at < other + PAGES * PAGE; at += info.RegionSize)
            if (!VirtualQuery(at, &info, sizeof info))
                break;
        CHECK(VirtualProtect((void *)view, PAGES * PAGE, PAGE_WRITECOPY, &old));
        VirtualQuery((void *)(view + 7 * PAGE), &info, sizeof info);
        CHECK(UnmapViewOfFile(other));
    }
    return unused;
}

static void check_disturbed(void)
{
    pthread_t thread;

    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int round = 0; round < 30; round++) {
        size_t wrong = 0;

        begin();
        stop = 0;
        REQUIRE(pthread_create(&thread, NULL, disturb, NULL) == 0);
        run_threads(write_bytes);
        stop = 1;
        pthread_join(thread, NULL);
        for (size_t i = 0; i < PAGES * PAGE; i++)
            wrong += view[i] != i % THREADS + 1;
        CHECK(wrong == 0, "round %d: %zu writes are lost", round, wrong);
        check_section("disturbed");
        end();
    }
    pthread_barrier_destroy(&barrier);
}

#define COUNTS 20000u

/* A counter of its own in each of a few pages: what it reads there is what it wrote last. */
static void *count(void *number)
{
    volatile uint32_t *slots[8];
    size_t lost = 0;

    for (size_t page = 0; page < 8; page++) {
        slots[page] = (volatile uint32_t *)(shared + page * PAGE) + (size_t)number;
        *slots[page] = 0;
    }
    pthread_barrier_wait(&barrier);
    for (uint32_t i = 0; i < COUNTS; i++)
        for (size_t page = 0; page < 8; page++)
            lost += (*slots[page])++ != i;
    CHECK(lost == 0, "thread %zu: %zu counts are lost", (size_t)number, lost);
    return NULL;
}

static void *toggle(void *unused)
{
    DWORD old;

    for (unsigned i = 0; !stop; i++) {
        char *at = (char *)shared + i % 7 * PAGE;

        CHECK(VirtualProtect(at, 2 * PAGE, PAGE_WRITECOPY, &old), "error %lu", GetLastError());
        CHECK(VirtualProtect(at, 2 * PAGE, PAGE_READWRITE, &old), "error %lu", GetLastError());
    }
    return unused;
}

/* S-COW-03: parts of a shared view become copy-on-write and shared again under their writers. */
static void check_toggled(void)
{
    pthread_t thread;

    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int round = 0; round < 40; round++) {
        begin();
        stop = 0;
        REQUIRE(pthread_create(&thread, NULL, toggle, NULL) == 0);
        run_threads(count);
        stop = 1;
        pthread_join(thread, NULL);
        for (size_t i = 0; i < 8 * THREADS; i++)
            CHECK(((volatile uint32_t *)(shared + i / THREADS * PAGE))[i % THREADS] == COUNTS,
                  "round %d: page %zu, thread %zu", round, i / THREADS, i % THREADS);
        end();
    }
    pthread_barrier_destroy(&barrier);
}

int main(void)
{
    REQUIRE(AddVectoredExceptionHandler(1, on_exception) != NULL);
    check_edges();
    check_atomics();
    check_strings();
    check_vectors();
    check_threads();
    check_disturbed();
    check_toggled();
    printf("copies: %d failures\n", failures);
    return failures != 0;
}
