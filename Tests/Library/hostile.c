/*
 * Calls that no program should make, of the library as it is installed: each is answered, nothing is printed, the process
 * stays what it was. Run under AddressSanitizer, which also tells what was not freed.
 *
 *     hostile FOLDER          an empty one
 */
#define _GNU_SOURCE
#include <err.h>
#include <malloc.h>
#include <memc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPECT(condition)                                              \
    do {                                                               \
        if (!(condition))                                              \
            errx(1, "%s:%d: %s", __FILE__, __LINE__, #condition);      \
    } while (0)

static const char small[] = "{memc: 1, memory: 64MiB}";
static const char wrong[] = "{memc: 1, memory: 8GiB, nodes: [{memory: 2GiB, cpu: 0}, {memory: 2GiB}]}";

static memc_status compile(const char *text, size_t length, memc_compilation **topology)
{
    return memc_compile_text(text, length, NULL, NULL, topology);
}

/* NULL for everything that may be NULL. */
static void nothing(void)
{
    memc_compilation *topology = (memc_compilation *)8;
    EXPECT(memc_compile_text(NULL, 0, NULL, NULL, NULL) == MEMC_INVALID_ARGUMENT);
    EXPECT(memc_compile_text(NULL, 1, NULL, NULL, &topology) == MEMC_INVALID_ARGUMENT && !topology);
    EXPECT(memc_compile_file(NULL, NULL, &topology) == MEMC_INVALID_ARGUMENT && !topology);
    EXPECT(memc_failed(NULL) && !memc_message(NULL));
    EXPECT(!memc_diagnostics_json(NULL, NULL) && !memc_diagnostics_text(NULL, NULL));
    EXPECT(memc_get_artifact(NULL, NULL, NULL) == MEMC_INVALID_ARGUMENT);
    EXPECT(memc_get_default_artifact(NULL, 0, NULL) == MEMC_INVALID_ARGUMENT);
    EXPECT(memc_get_machine(NULL, NULL) == MEMC_INVALID_ARGUMENT);
    EXPECT(memc_get_partition(NULL, 0, NULL) == MEMC_INVALID_ARGUMENT);
    EXPECT(memc_get_slot(NULL, 0, 0, NULL) == MEMC_INVALID_ARGUMENT);
    EXPECT(memc_get_pluggable_slot(NULL, 0, 0, NULL) == MEMC_INVALID_ARGUMENT);
    memc_free(NULL);
}

/* What AddressSanitizer looks for at the end would be found here: memory that every round takes and none gives back. */
static void leaks(void)
{
    size_t before = 0;
    for (int round = 0; round < 400; round++) {
        /* What is made once is there after some rounds. */
        if (round == 200)
            before = mallinfo2().uordblks;
        memc_compilation *topology;
        memc_status status = compile(round % 2 ? wrong : small, strlen(round % 2 ? wrong : small), &topology);
        EXPECT(status == (round % 2 ? MEMC_FAILED : MEMC_OK));
        EXPECT(memc_diagnostics_json(topology, NULL) && memc_diagnostics_text(topology, NULL));
        struct memc_artifact artifact = {.size = sizeof artifact};
        memc_get_default_artifact(topology, 0, &artifact);
        memc_get_artifact(topology, "acpi-loader", &artifact);
        struct memc_slot slot = {.size = sizeof slot};
        memc_get_slot(topology, 0, 0, &slot);
        memc_free(topology);
    }
    EXPECT(mallinfo2().uordblks <= before);
}

/* Structures of sizes that none has, and of one that a later version may have: in memory of just that size. */
static void sizes(void)
{
    memc_compilation *topology;
    EXPECT(compile(small, sizeof small - 1, &topology) == MEMC_OK);
    /* Too small for the smallest of them, or larger than any. */
    const size_t none[] = {0, 1, sizeof(size_t), 4097, SIZE_MAX, SIZE_MAX / 2 + 1};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        size_t *only = malloc(sizeof *only);
        *only = none[i];
        EXPECT(memc_get_slot(topology, 0, 0, (struct memc_slot *)only) == MEMC_INVALID_ARGUMENT && *only == none[i]);
        EXPECT(memc_get_machine(topology, (struct memc_machine *)only) == MEMC_INVALID_ARGUMENT);
        memc_compilation *other;
        EXPECT(memc_compile_text("", 0, NULL, (struct memc_options *)only, &other) == MEMC_INVALID_ARGUMENT && !other);
        free(only);
    }
    const size_t longer = sizeof(struct memc_slot) + 24;
    char *place = malloc(longer);
    memset(place, 0xA5, longer);
    memcpy(place, &longer, sizeof longer);
    EXPECT(memc_get_slot(topology, 0, 0, (struct memc_slot *)place) == MEMC_OK);
    for (size_t i = sizeof(struct memc_slot); i < longer; i++)
        EXPECT(place[i] == 0);
    free(place);
    struct memc_slot slot = {.size = sizeof slot};
    EXPECT(memc_get_slot(topology, SIZE_MAX, 0, &slot) == MEMC_END);
    EXPECT(memc_get_slot(topology, 0, SIZE_MAX, &slot) == MEMC_END);
    memc_free(topology);
}

/* Texts that are too long, bytes that are no text, and names that are nobody's. */
static void texts(void)
{
    memc_compilation *topology;
    EXPECT(compile(small, SIZE_MAX, &topology) == MEMC_INVALID_ARGUMENT && !topology);
    const size_t length = (64u << 20) + 1;
    char *text = malloc(length);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(i * 2654435761u >> 13);
    EXPECT(compile(text, length, &topology) == MEMC_FAILED);
    EXPECT(strstr(memc_diagnostics_json(topology, NULL), "64 MiB"));
    memc_free(topology);
    for (size_t start = 0; start < 200; start++) {
        EXPECT(compile(text + start, 5000, &topology) == MEMC_FAILED);
        EXPECT(*memc_diagnostics_text(topology, NULL));
        memc_free(topology);
    }
    memset(text, 'x', length);
    text[length - 1] = 0;
    struct memc_artifact artifact = {.size = sizeof artifact};
    EXPECT(memc_compile_text(small, sizeof small - 1, text + (48 << 20), NULL, &topology) == MEMC_OK);
    EXPECT(memc_get_artifact(topology, text, &artifact) == MEMC_UNKNOWN_NAME);
    EXPECT(memc_get_artifact(topology, "", &artifact) == MEMC_UNKNOWN_NAME);
    EXPECT(memc_get_artifact(topology, "\xff\xfe", &artifact) == MEMC_UNKNOWN_NAME);
    EXPECT(memc_get_artifact(topology, "gtdt", &artifact) == MEMC_ABSENT);
    memc_free(topology);
    const char *words[] = {text + (60 << 20)};
    struct memc_options options = {.size = sizeof options, .severities = words, .severity_count = 1};
    EXPECT(memc_compile_text("", 0, NULL, &options, &topology) == MEMC_INVALID_OPTION);
    EXPECT(strlen(memc_message(topology)) < 400);
    memc_free(topology);
    words[0] = NULL;
    EXPECT(memc_compile_text("", 0, NULL, &options, &topology) == MEMC_INVALID_ARGUMENT && !topology);
    free(text);
}

/* Files that are none, and one whose name is no text. */
static void files(const char *folder)
{
    memc_compilation *topology;
    if (chdir(folder))
        err(1, "%s", folder);
    const char *const paths[] = {"", "-", "/", "nothing", "\xff", "/dev/null/x"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        EXPECT(memc_compile_file(paths[i], NULL, &topology) == MEMC_UNREADABLE);
        EXPECT(memc_failed(topology) && !strncmp(memc_message(topology), "cannot read ", 12));
        memc_free(topology);
    }
    FILE *file = fopen("\xff", "w");
    if (!file || fputs(small, file) < 0 || fclose(file))
        err(1, "%s", folder);
    EXPECT(memc_compile_file("\xff", NULL, &topology) == MEMC_OK);
    memc_free(topology);
    EXPECT(memc_compile_file("/dev/zero", NULL, &topology) == MEMC_FAILED);
    memc_free(topology);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        errx(1, "usage: hostile FOLDER");
    nothing();
    leaks();
    sizes();
    texts();
    files(argv[1]);
    /* A library has no business with signals. */
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (number != SIGSEGV && number != SIGBUS && number != SIGFPE && !sigaction(number, NULL, &action))
            EXPECT(action.sa_handler == SIG_DFL);
    }
    return 0;
}
