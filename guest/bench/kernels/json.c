// SPDX-License-Identifier: Apache-2.0
// Parses JSON (RFC 8259; no escapes, integers only) by recursive descent.
#include "bench.h"
#include "string.h"

enum { MOST_TEXT = 1 << 16, DEEPEST = 8 };

// What a document contains.
struct summary {
    uint64_t values, members, letters, sum;
};

// --- writing a random document, and counting what goes into it

static char text[MOST_TEXT];
static char *end;
static uint64_t seed;

static uint64_t below(uint64_t limit)
{
    return (random_next(&seed) >> 20) % limit;
}

static void put(const char *characters)
{
    while (*characters != 0)
        *end++ = *characters++;
    for (uint64_t blanks = below(8); blanks > 5; blanks--)
        *end++ = blanks == 6 ? ' ' : '\n';
}

static void write_string(struct summary *summary)
{
    *end++ = '"';
    for (uint64_t left = 1 + below(12); left > 0; left--, summary->letters++)
        *end++ = (char)('a' + below(26));
    put("\"");
}

static void write_number(struct summary *summary)
{
    uint64_t number = below(1000000);
    summary->sum += number;
    char digits[8] = "", *first = digits + sizeof digits - 1;
    do
        *--first = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    put(first);
}

static void write_value(struct summary *summary, unsigned depth)
{
    uint64_t kind = depth == 0 ? 5 : below(depth < DEEPEST ? 7 : 5);
    summary->values++;
    if (kind < 2) {
        write_number(summary);
    } else if (kind < 4) {
        write_string(summary);
    } else if (kind == 4) {
        put(below(2) ? "true" : below(2) ? "false" : "null");
    } else {
        bool object = kind == 6;
        uint64_t size = depth == 0 ? 120 : below(7);
        put(object ? "{" : "[");
        for (uint64_t i = 0; i < size; i++) {
            put(i == 0 ? "" : ",");
            if (object) {
                write_string(summary);
                put(":");
                summary->members++;
            }
            write_value(summary, depth + 1);
        }
        put(object ? "}" : "]");
    }
}

static void write_document(uint64_t number, struct summary *summary)
{
    seed = number;
    end = text;
    *end++ = ' ';
    memset(summary, 0, sizeof *summary);
    write_value(summary, 0);
    *end = 0;
}

// --- reading: every function takes the place where its part begins, and returns where it ends, or 0 if it is wrong

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
        at++;
    return at;
}

static const char *read_value(const char *at, struct summary *summary);

static const char *read_string(const char *at, struct summary *summary)
{
    if (*at++ != '"')
        return 0;
    for (; *at != '"'; at++, summary->letters++)
        if (*at < ' ' || *at == '\\')
            return 0;
    return at + 1;
}

static const char *read_number(const char *at, struct summary *summary)
{
    uint64_t number = 0;
    if (*at == '0' && at[1] >= '0' && at[1] <= '9')
        return 0;
    for (; *at >= '0' && *at <= '9'; at++)
        number = 10 * number + (uint64_t)(*at - '0');
    summary->sum += number;
    return at;
}

static const char *read_word(const char *at, const char *word)
{
    while (*word != 0)
        if (*at++ != *word++)
            return 0;
    return at;
}

static const char *read_elements(const char *at, char close, struct summary *summary)
{
    at = skip_blanks(at);
    if (*at == close)
        return at + 1;
    for (;; at++) {
        at = skip_blanks(at);
        if (close == '}') {
            at = read_string(at, summary);
            if (at == 0 || *(at = skip_blanks(at)) != ':')
                return 0;
            at = skip_blanks(at + 1);
            summary->members++;
        }
        at = read_value(at, summary);
        if (at == 0)
            return 0;
        at = skip_blanks(at);
        if (*at == close)
            return at + 1;
        if (*at != ',')
            return 0;
    }
}

static const char *read_value(const char *at, struct summary *summary)
{
    summary->values++;
    switch (*at) {
    case '{':
        return read_elements(at + 1, '}', summary);
    case '[':
        return read_elements(at + 1, ']', summary);
    case '"':
        return read_string(at, summary);
    case 't':
        return read_word(at, "true");
    case 'f':
        return read_word(at, "false");
    case 'n':
        return read_word(at, "null");
    default:
        return *at >= '0' && *at <= '9' ? read_number(at, summary) : 0;
    }
}

static NOINLINE bool read_document(const char *document, struct summary *summary)
{
    memset(summary, 0, sizeof *summary);
    const char *behind = read_value(skip_blanks(document), summary);
    return behind != 0 && *skip_blanks(behind) == 0;
}

// What is read is what was written; what is no JSON is refused.
static const char *check(void)
{
    static const char *const wrong[] = {"", "[1,]", "{\"a\" 1}", "[1 2]", "{\"a\":}", "tru", "01", "\"a", "[1]]", "{1:2}", "[1}"};
    struct summary written, found;
    for (uint64_t number = 1; number <= 10; number++) {
        write_document(number, &written);
        if (!read_document(text, &found) || memcmp(&written, &found, sizeof found) != 0)
            return "what is read is not what was written";
    }
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (read_document(wrong[i], &found))
            return "what is no JSON is read";
    return 0;
}

static uint64_t run(uint64_t rounds)
{
    struct summary summary;
    uint64_t checksum = 0;
    write_document(23, &summary);
    for (uint64_t round = 0; round < rounds; round++) {
        text[0] = round % 2 == 0 ? ' ' : '\n';
        bool whole = read_document(text, &summary);
        checksum = checksum_add(checksum, summary.sum + summary.letters + whole);
    }
    return checksum;
}

BENCH bench = {.name = "json", .rounds = 1600, .check = check, .run = run};
