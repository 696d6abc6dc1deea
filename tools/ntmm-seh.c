// SPDX-License-Identifier: MIT
// ntmm-seh: rewrites __try, __except, __finally and __leave in preprocessed C to what GNU C has.
//
//     ntmm-seh gcc|clang <FILE.i >OUTPUT.i
//
// include/_ntmm_seh.h shows what it writes. Functions with a try block are marked not to be
// optimised: filters and handlers are to find variables as the try block left them. No line is
// added or removed, so that line markers stay true.
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { SPACE, DIRECTIVE, WORD, LITERAL, PUNCTUATION };

struct token {
    enum kind kind;
    const char *at;
    size_t length;
};

static struct token *tokens;
static size_t token_count;
static unsigned tries; /* numbers them */
static bool for_clang;

/* What the words of a piece of code refer to. */
struct scope {
    struct block {
        unsigned number;
        bool left; /* __leave was there */
    } *body;
    unsigned filter, handler, finally; /* numbers of tries, 0: not in one */
};

/* --- errors, at the line of a token ---------------------------------------------------------- */

static void locate(size_t token, long *line, const char **name, int *name_length)
{
    *line = 1;
    *name = "<stdin>";
    *name_length = 7;
    for (size_t i = 0; i < token; i++) {
        const struct token *t = &tokens[i];
        long marked;
        int at = 0;

        if (t->kind == DIRECTIVE && sscanf(t->at, " #%*[ line]%ld %n\"", &marked, &at) == 1 &&
            at > 0 && t->at[at] == '"') {
            *line = marked - 1;
            *name = t->at + at + 1;
            *name_length = (int)strcspn(*name, "\"\n");
        }
        for (size_t c = 0; c < t->length; c++)
            *line += t->at[c] == '\n';
    }
}

static _Noreturn void fail(size_t token, const char *text)
{
    long line;
    const char *name;
    int name_length;

    locate(token, &line, &name, &name_length);
    fprintf(stderr, "%.*s:%ld: error: %s\n", name_length, name, line, text);
    exit(1);
}

/* --- tokens ---------------------------------------------------------------------------------- */

static const char *literal_end(const char *at)
{
    char quote = *at++;

    while (*at && *at != quote && *at != '\n')
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return *at == quote ? at + 1 : at;
}

static const char *comment_end(const char *at)
{
    const char *end = at[1] == '*' ? strstr(at + 2, "*/") : strchr(at, '\n');

    return !end ? at + strlen(at) : at[1] == '*' ? end + 2 : end;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static struct token read_token(const char *at, bool line_start)
{
    struct token token = { PUNCTUATION, at, 1 };
    const char *end = at + 1;

    if (*at == '#' && line_start) {
        token.kind = DIRECTIVE;
        end = at + strcspn(at, "\n");
    } else if (isspace((unsigned char)*at)) {
        token.kind = SPACE;
    } else if (*at == '/' && (at[1] == '*' || at[1] == '/')) {
        token.kind = SPACE;
        end = comment_end(at);
    } else if (*at == '"' || *at == '\'') {
        token.kind = LITERAL;
        end = literal_end(at);
    } else if (in_word(*at)) {
        token.kind = WORD;
        while (in_word(*end))
            end++;
    }
    token.length = (size_t)(end - at);
    return token;
}

static void *no_null(void *memory)
{
    if (!memory) {
        fprintf(stderr, "ntmm-seh: out of memory\n");
        exit(1);
    }
    return memory;
}

static void read_tokens(const char *text)
{
    size_t room = 0;
    bool line_start = true;

    for (const char *at = text; *at; at += tokens[token_count++].length) {
        if (token_count == room)
            tokens = no_null(realloc(tokens, (room = room * 2 + 1024) * sizeof *tokens));
        tokens[token_count] = read_token(at, line_start);
        if (*at == '\n')
            line_start = true;
        else if (tokens[token_count].kind != SPACE)
            line_start = false;
    }
}

static bool is(size_t token, const char *text)
{
    return token < token_count && tokens[token].length == strlen(text) &&
           memcmp(tokens[token].at, text, tokens[token].length) == 0;
}

/* Microsoft has these words with one underscore as well. */
static bool is_seh(size_t token, const char *text)
{
    return is(token, text) || is(token, text + 1);
}

/* The first token from there on that means something. */
static size_t meaning(size_t token)
{
    while (token < token_count && tokens[token].kind <= DIRECTIVE)
        token++;
    return token;
}

/* The bracket that closes this one. */
static size_t closing(size_t open)
{
    size_t depth = 0;

    for (size_t i = open; i < token_count; i++) {
        if (tokens[i].kind != PUNCTUATION)
            continue;
        if (strchr("({[", *tokens[i].at))
            depth++;
        else if (strchr(")}]", *tokens[i].at) && --depth == 0)
            return i;
    }
    fail(open, "bracket is not closed");
}

/* --- output ---------------------------------------------------------------------------------- */

static void copy(size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        fwrite(tokens[i].at, 1, tokens[i].length, stdout);
}

/* Each `@` becomes the number. */
static void put(const char *text, unsigned number)
{
    for (; *text; text++) {
        if (*text == '@')
            printf("%u", number);
        else
            putchar(*text);
    }
}

static void rewrite(size_t from, size_t to, struct scope scope);

/* Through the bracket that begins next; returns what follows it. */
static size_t rewrite_bracket(size_t from, const char *opening, struct scope scope,
                              const char *missing)
{
    size_t open = meaning(from), close;

    if (!is(open, opening))
        fail(from, missing);
    close = closing(open);
    copy(from, open + 1);
    rewrite(open + 1, close, scope);
    copy(close, close + 1);
    return close + 1;
}

static void put_body_start(unsigned number, bool finally)
{
    put("{struct _ntmm_seh __ntmm_seh@;__ntmm_seh@.phase=0;", number);
    /* never run, but then variables are not found by the stack pointer, which will be another */
    put("if(__ntmm_seh@.phase)__ntmm_seh@.info=__builtin_alloca(16);", number);
    put("if(_ntmm_seh_enter(&__ntmm_seh@,", number);
    put(finally ? "1)==0){" : "0)==0){", number);
    put("struct _ntmm_seh*const __ntmm_in@ __attribute__((__cleanup__(_ntmm_seh_close),__unused__))="
        "&__ntmm_seh@;", number);
}

static size_t rewrite_except(size_t from, unsigned number, struct scope scope)
{
    struct scope inner = scope;

    inner.filter = inner.handler = number;
    put("else if(__ntmm_seh@.phase==1)_ntmm_seh_filtered(&__ntmm_seh@,", number);
    from = rewrite_bracket(from, "(", inner, "__except has no filter");
    put(");else", number);
    inner = scope;
    inner.handler = number;
    from = rewrite_bracket(from, "{", inner, "__except has no block");
    put("}", number);
    return from;
}

static size_t rewrite_finally(size_t from, unsigned number, struct scope scope)
{
    scope.finally = number;
    from = rewrite_bracket(from, "{", scope, "__finally has no block");
    put("_ntmm_seh_ended(&__ntmm_seh@);}", number);
    return from;
}

/* Returns what follows the statement whose __try is at `from`. */
static size_t rewrite_try(size_t from, struct scope scope)
{
    size_t next = meaning(closing(meaning(from + 1)) + 1);
    struct block block = { ++tries, false };
    struct scope body = scope;
    bool finally = is_seh(next, "__finally");

    if (!finally && !is_seh(next, "__except"))
        fail(from, "__try has neither __except nor __finally");
    put_body_start(block.number, finally);
    body.body = &block;
    from = rewrite_bracket(from + 1, "{", body, "__try has no block");
    if (block.left)
        put("__ntmm_leave@:;", block.number);
    if (finally)
        put("__ntmm_seh@.abnormal=0;", block.number);
    put("}", block.number);
    copy(from, next);
    return finally ? rewrite_finally(next + 1, block.number, scope)
                   : rewrite_except(next + 1, block.number, scope);
}

/* The call of a function of the compiler becomes a member of the frame. */
static size_t rewrite_call(size_t from, const char *member, unsigned number)
{
    size_t open = meaning(from + 1), close = meaning(open + 1);

    if (!number || !is(open, "(") || !is(close, ")")) {
        copy(from, from + 1); /* the compiler knows no such function */
        return from + 1;
    }
    put("(__ntmm_seh@.", number);
    put(member, number);
    put(")", number);
    for (size_t i = from + 1; i < close; i++)
        if (tokens[i].kind <= DIRECTIVE)
            copy(i, i + 1);
    return close + 1;
}

static void rewrite(size_t from, size_t to, struct scope scope)
{
    while (from < to) {
        if (tokens[from].kind != WORD) {
            copy(from, from + 1);
            from++;
        } else if (is_seh(from, "__try") && is(meaning(from + 1), "{")) {
            from = rewrite_try(from, scope);
        } else if (is_seh(from, "__leave") && scope.body) {
            scope.body->left = true;
            put("goto __ntmm_leave@", scope.body->number);
            from++;
        } else if (is(from, "__try") || is(from, "__leave") || is(from, "__except") ||
                   is(from, "__finally")) {
            fail(from, is(from, "__leave") ? "__leave is not in a __try block"
                     : is(from, "__try") ? "__try has no block"
                                         : "__except or __finally without __try");
        } else if (is_seh(from, "__exception_code")) {
            from = rewrite_call(from, "code", scope.handler);
        } else if (is_seh(from, "__exception_info")) {
            from = rewrite_call(from, "info", scope.filter);
        } else if (is_seh(from, "__abnormal_termination")) {
            from = rewrite_call(from, "abnormal", scope.finally);
        } else {
            copy(from, from + 1);
            from++;
        }
    }
}

/* --- the file -------------------------------------------------------------------------------- */

static bool has_try(size_t from, size_t to)
{
    for (; from < to; from++)
        if (tokens[from].kind == WORD && is_seh(from, "__try") && is(meaning(from + 1), "{"))
            return true;
    return false;
}

static void put_attributes(void)
{
    fputs(for_clang ? "__attribute__((__optnone__,__noinline__)) "
                    : "__attribute__((__noipa__,__optimize__(\"O0\"))) ", stdout);
}

/* A function is what has braces with a try block; it begins behind the declaration before. */
static void rewrite_file(void)
{
    const struct scope outside = { NULL, 0, 0, 0 };
    size_t start = 0;

    for (size_t i = 0, close; i < token_count; i++) {
        if (tokens[i].kind == DIRECTIVE || is(i, ";")) {
            copy(start, i + 1);
            start = i + 1;
        } else if (is(i, "{")) {
            close = closing(i);
            copy(start, meaning(start));
            start = meaning(start);
            if (has_try(i, close))
                put_attributes();
            copy(start, i);
            rewrite(i, close + 1, outside);
            start = close + 1;
            i = close;
        }
    }
    copy(start, token_count);
}

static char *read_all(FILE *file)
{
    size_t room = 1 << 16, length = 0, got;
    char *text = no_null(malloc(room));

    while ((got = fread(text + length, 1, room - length - 1, file)) > 0) {
        length += got;
        if (room - length == 1)
            text = no_null(realloc(text, room *= 2));
    }
    text[length] = 0;
    return text;
}

int main(int argc, char **argv)
{
    if (argc != 2 || (strcmp(argv[1], "gcc") != 0 && strcmp(argv[1], "clang") != 0)) {
        fprintf(stderr, "Usage: ntmm-seh gcc|clang <PREPROCESSED.i >OUTPUT.i\n");
        return 2;
    }
    for_clang = strcmp(argv[1], "clang") == 0;
    read_tokens(read_all(stdin));
    rewrite_file();
    if (ferror(stdin) || fflush(stdout) || ferror(stdout)) {
        perror("ntmm-seh");
        return 1;
    }
    return 0;
}
