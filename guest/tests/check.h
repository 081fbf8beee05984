// SPDX-License-Identifier: Apache-2.0
// A test is a function that uses CHECK; it stops at the first check that fails.
#ifndef CHECK_H
#define CHECK_H

#include "stdio.h"
#include <stdbool.h>

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            printf("  %s:%d: not so: %s\n", __FILE__, __LINE__, #condition);      \
            return false;                                                         \
        }                                                                         \
    } while (0)

struct test {
    const char *name;
    bool (*run)(void);
};

// Runs them all, a line each; how many failed.
static inline int run_tests(const struct test *tests, unsigned count)
{
    int failures = 0;
    for (unsigned i = 0; i < count; i++) {
        bool passed = tests[i].run();
        failures += !passed;
        printf("test: %s %s\n", tests[i].name, passed ? "ok" : "FAILED");
    }
    return failures;
}

#define RUN_TESTS(tests) run_tests(tests, sizeof(tests) / sizeof *(tests))

#endif
