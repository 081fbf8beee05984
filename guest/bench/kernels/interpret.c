// SPDX-License-Identifier: Apache-2.0
// An interpreter of bytecode for a stack machine, which runs Collatz sequences.
#include "bench.h"

enum operation { PUSH, LOAD, STORE, ADD, MULTIPLY, AND, SHIFT_RIGHT, EQUAL, GREATER, JUMP, JUMP_IF, RETURN };

struct instruction {
    uint8_t operation, argument;
};

enum variable { LIMIT, N, X, TOTAL, VARIABLES };
enum label { OUTER = 4, INNER = 10, ODD = 23, COUNT = 29, NEXT = 34, END = 39 };

// How many steps all sequences that begin at 1 to LIMIT take to reach 1.
static const struct instruction program[] = {
    {PUSH, 1}, {STORE, N}, {PUSH, 0}, {STORE, TOTAL},
    [OUTER] = {LOAD, N}, {LOAD, LIMIT}, {GREATER, 0}, {JUMP_IF, END}, {LOAD, N}, {STORE, X},
    [INNER] = {LOAD, X}, {PUSH, 1}, {EQUAL, 0}, {JUMP_IF, NEXT}, {LOAD, X}, {PUSH, 1}, {AND, 0}, {JUMP_IF, ODD},
    {LOAD, X}, {PUSH, 1}, {SHIFT_RIGHT, 0}, {STORE, X}, {JUMP, COUNT},
    [ODD] = {LOAD, X}, {PUSH, 3}, {MULTIPLY, 0}, {PUSH, 1}, {ADD, 0}, {STORE, X},
    [COUNT] = {LOAD, TOTAL}, {PUSH, 1}, {ADD, 0}, {STORE, TOTAL}, {JUMP, INNER},
    [NEXT] = {LOAD, N}, {PUSH, 1}, {ADD, 0}, {STORE, N}, {JUMP, OUTER},
    [END] = {LOAD, TOTAL}, {RETURN, 0}};

static NOINLINE uint64_t interpret(const struct instruction *code, uint64_t *variables)
{
    uint64_t stack[16], *top = stack; // top points behind the topmost value
    for (const struct instruction *next = code;;) {
        struct instruction now = *next++;
        switch ((enum operation)now.operation) {
        case PUSH:
            *top++ = now.argument;
            break;
        case LOAD:
            *top++ = variables[now.argument];
            break;
        case STORE:
            variables[now.argument] = *--top;
            break;
        case ADD:
            top--;
            top[-1] += *top;
            break;
        case MULTIPLY:
            top--;
            top[-1] *= *top;
            break;
        case AND:
            top--;
            top[-1] &= *top;
            break;
        case SHIFT_RIGHT:
            top--;
            top[-1] >>= *top;
            break;
        case EQUAL:
            top--;
            top[-1] = top[-1] == *top;
            break;
        case GREATER:
            top--;
            top[-1] = top[-1] > *top;
            break;
        case JUMP:
            next = code + now.argument;
            break;
        case JUMP_IF:
            if (*--top != 0)
                next = code + now.argument;
            break;
        case RETURN:
            return *--top;
        }
    }
}

static uint64_t run(uint64_t rounds)
{
    uint64_t variables[VARIABLES] = {[LIMIT] = rounds};
    return interpret(program, variables);
}

// The same sequences without the interpreter.
static const char *check(void)
{
    enum { SOME = 100 };
    uint64_t total = 0;
    for (uint64_t n = 1; n <= SOME; n++)
        for (uint64_t x = n; x != 1; total++)
            x = x % 2 == 0 ? x / 2 : 3 * x + 1;
    return run(SOME) != total ? "not the number of steps" : 0;
}

BENCH bench = {.name = "interpret", .rounds = 6000, .check = check, .run = run};
