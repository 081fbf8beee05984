// SPDX-License-Identifier: Apache-2.0
// Sun and four planets under their gravity: the orbits of the Computer Language Benchmarks Game.
#include "bench.h"
#include "string.h"

enum { BODIES = 5, AXES = 3 };

static const double PI = 3.141592653589793, DAYS = 365.24, STEP = 0.01;

struct body {
    double at[AXES], speed[AXES], mass; // astronomical units; per day; suns
};

static const struct body start[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 1},
    {{4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01},
     {1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05}, 9.54791938424326609e-04},
    {{8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01},
     {-2.76742510726411021e-03, 4.99852801234917238e-03, 2.30417297573763929e-05}, 2.85885980666130812e-04},
    {{1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01},
     {2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05}, 4.36624404335156298e-05},
    {{1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01},
     {2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05}, 5.15138902046611451e-05}};

static struct body bodies[BODIES];

// Masses such that gravity's constant is 1, speeds per year; the sun moves so that the total momentum is 0.
static void begin(void)
{
    memcpy(bodies, start, sizeof bodies);
    for (unsigned i = 0; i < BODIES; i++) {
        bodies[i].mass *= 4 * PI * PI;
        for (unsigned axis = 0; axis < AXES; axis++) {
            bodies[i].speed[axis] *= DAYS;
            bodies[0].speed[axis] -= bodies[i].speed[axis] * bodies[i].mass / (4 * PI * PI);
        }
    }
}

static double squared_distance(const struct body *a, const struct body *b)
{
    double sum = 0;
    for (unsigned axis = 0; axis < AXES; axis++)
        sum += (a->at[axis] - b->at[axis]) * (a->at[axis] - b->at[axis]);
    return sum;
}

static NOINLINE void advance(void)
{
    for (struct body *a = bodies; a < bodies + BODIES; a++)
        for (struct body *b = a + 1; b < bodies + BODIES; b++) {
            double squared = squared_distance(a, b);
            double pull = STEP / (squared * square_root(squared));
            for (unsigned axis = 0; axis < AXES; axis++) {
                double apart = a->at[axis] - b->at[axis];
                a->speed[axis] -= apart * b->mass * pull;
                b->speed[axis] += apart * a->mass * pull;
            }
        }
    for (struct body *a = bodies; a < bodies + BODIES; a++)
        for (unsigned axis = 0; axis < AXES; axis++)
            a->at[axis] += STEP * a->speed[axis];
}

static double energy(void)
{
    double sum = 0;
    for (const struct body *a = bodies; a < bodies + BODIES; a++) {
        for (unsigned axis = 0; axis < AXES; axis++)
            sum += 0.5 * a->mass * a->speed[axis] * a->speed[axis];
        for (const struct body *b = a + 1; b < bodies + BODIES; b++)
            sum -= a->mass * b->mass / square_root(squared_distance(a, b));
    }
    return sum;
}

static bool is_about(double value, double wanted)
{
    return value - wanted < 1e-9 && wanted - value < 1e-9;
}

// The energies that the Benchmarks Game publishes, before and after 1000 steps.
static const char *check(void)
{
    begin();
    if (!is_about(energy(), -0.169075164))
        return "not the energy at the start";
    for (unsigned i = 0; i < 1000; i++)
        advance();
    return is_about(energy(), -0.169087605) ? 0 : "not the energy after 1000 steps";
}

static uint64_t run(uint64_t rounds)
{
    begin();
    for (uint64_t round = 0; round < rounds; round++)
        advance();
    return bits_of(energy());
}

BENCH bench = {.name = "nbody", .rounds = 250000, .check = check, .run = run};
