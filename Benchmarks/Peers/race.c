/*
 * Runs commands in turn and tells how long each took: the median of many runs, next to each other in time so that a
 * busy moment of the machine meets all of them.
 *
 *     race RUNS [=CODE] COMMAND [ARGUMENT…] [+ COMMAND …]… [-- COMMAND …]…
 *
 * '--' parts contestants, '+' parts the commands of one contestant, whose times are added and whose peak memory is
 * the greater one. A command must end with 0, or with the code that stands before it. A line each: median, fastest and
 * slowest in microseconds, peak resident memory in KiB.
 *
 * It is a C program of its own because a shell or an interpreter around the commands would be measured as well, and
 * because Linux counts what a child held before its exec, which is this process, into the child's peak memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

struct contestant {
  char **arguments; /* commands, each ended by NULL, the last one by two */
  double *microseconds;
  long peak_kib;
};

static void fail(const char *what, const char *why) {
  fprintf(stderr, "race: %s: %s\n", what, why);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

/* The code that a command must end with, where one stands before it, which is then passed over; or else 0. */
static int expected_code(char ***arguments) {
  char *word = **arguments, *end;
  if (*word != '=' || (*arguments)[1] == NULL) return 0;
  long code = strtol(word + 1, &end, 10);
  if (end == word + 1 || *end != '\0') fail(word, "no exit code");
  ++*arguments;
  return code;
}

static double run(char **arguments, posix_spawn_file_actions_t *actions, long *peak_kib) {
  pid_t child;
  int status;
  int expected = expected_code(&arguments);
  struct rusage usage;
  double start = now();
  int error = posix_spawnp(&child, arguments[0], actions, NULL, arguments, environ);
  if (error != 0) fail(arguments[0], strerror(error));
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) fail(arguments[0], strerror(errno));
  double elapsed = now() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != expected) {
    char why[64];
    snprintf(why, sizeof why, WIFEXITED(status) ? "exit code %d" : "signal %d",
             WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    fail(arguments[0], why);
  }
  if (usage.ru_maxrss > *peak_kib) *peak_kib = usage.ru_maxrss;
  return elapsed;
}

static int ascending(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

int main(int count, char **words) {
  long runs = count > 2 ? strtol(words[1], NULL, 10) : 0;
  if (runs < 1) {
    fprintf(stderr, "usage: race RUNS [=CODE] COMMAND [ARGUMENT...] [+ COMMAND...] [-- COMMAND...]\n");
    return 64;
  }

  int contestant_count = 1;
  for (int i = 2; i < count; i++) contestant_count += strcmp(words[i], "--") == 0;
  struct contestant *contestants = calloc(contestant_count, sizeof *contestants);
  /* The words and, behind each contestant, one more NULL than there are separators. */
  char **arguments = calloc(count + contestant_count + 1, sizeof *arguments);
  if (contestants == NULL || arguments == NULL) fail("memory", strerror(errno));
  struct contestant *contestant = contestants;
  contestant->arguments = arguments;
  for (int i = 2; i < count; i++) {
    if (strcmp(words[i], "--") == 0) {
      arguments += 2;
      (++contestant)->arguments = arguments;
    } else if (strcmp(words[i], "+") == 0) {
      arguments++;
    } else {
      *arguments++ = words[i];
    }
  }

  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);

  /* The first round fills the caches and is not counted. */
  for (long round = -1; round < runs; round++) {
    for (int i = 0; i < contestant_count; i++) {
      /* Each is first as often as the others. */
      struct contestant *next = &contestants[(i + round + 1) % contestant_count];
      if (next->microseconds == NULL) next->microseconds = calloc(runs, sizeof *next->microseconds);
      if (next->microseconds == NULL) fail("memory", strerror(errno));
      double total = 0;
      for (char **command = next->arguments; *command != NULL; command++) {
        total += run(command, &quiet, &next->peak_kib);
        while (*command != NULL) command++;
      }
      if (round >= 0) next->microseconds[round] = total;
    }
  }

  for (int i = 0; i < contestant_count; i++) {
    double *times = contestants[i].microseconds;
    qsort(times, runs, sizeof *times, ascending);
    double median = runs % 2 ? times[runs / 2] : (times[runs / 2 - 1] + times[runs / 2]) / 2;
    printf("%.1f %.1f %.1f %ld\n", median, times[0], times[runs - 1], contestants[i].peak_kib);
  }
  return 0;
}
