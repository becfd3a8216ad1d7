/*
 * Two processes wake each other up in turns by futexes in shared memory. Prints the median of a round trip in seconds.
 *
 * Arguments: how many trips, and how many microseconds to rest before each.
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* An event each, in cache lines of their own. */
struct shared {
    _Alignas(128) atomic_int ping;
    _Alignas(128) atomic_int pong;
};

static void set(atomic_int *event) {
    atomic_store(event, 1);
    syscall(SYS_futex, event, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static void await_and_clear(atomic_int *event) {
    while (atomic_load(event) == 0) {
        syscall(SYS_futex, event, FUTEX_WAIT, 0, NULL, NULL, 0);
    }
    atomic_store(event, 0);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "2 arguments, not %d\n", count - 1);
        return 2;
    }
    int trips = atoi(arguments[1]);
    long rest = atol(arguments[2]);
    struct timespec pause = {rest / 1000000, rest % 1000000 * 1000};
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    double *seconds = malloc(trips * sizeof *seconds);
    if (shared == MAP_FAILED || seconds == NULL) {
        perror("memory");
        return 1;
    }
    int warm = trips / 10 + 1;
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        return 1;
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (int i = -warm; i < trips; i++) {
            await_and_clear(&shared->ping);
            set(&shared->pong);
        }
        _exit(0);
    }
    for (int i = -warm; i < trips; i++) {
        if (rest > 0) {
            nanosleep(&pause, NULL);
        }
        double start = now();
        set(&shared->ping);
        await_and_clear(&shared->pong);
        if (i >= 0) {
            seconds[i] = now() - start;
        }
    }
    int status;
    if (waitpid(child, &status, 0) != child || status != 0) {
        fprintf(stderr, "the other process failed\n");
        return 1;
    }
    qsort(seconds, trips, sizeof *seconds, compare);
    printf("%.9f\n", seconds[trips / 2]);
    return 0;
}
