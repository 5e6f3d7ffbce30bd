/*
 * Compiles a topology through libmemc, and makes the artifacts that 'memc compile' writes.
 *
 *     library TOPOLOGY [FOLDER]
 *
 * They are written into the folder, where there is one.
 */
#include <err.h>
#include <memc.h>
#include <stdio.h>

static void write_file(const char *folder, const struct memc_artifact *artifact)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, artifact->file_name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(artifact->bytes, 1, artifact->length, file) != artifact->length || fclose(file))
        err(1, "%s", path);
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3)
        errx(1, "usage: library TOPOLOGY [FOLDER]");
    memc_compilation *topology;
    memc_status status = memc_compile_file(argv[1], NULL, &topology);
    fputs(memc_diagnostics_text(topology, NULL), stderr);
    if (status != MEMC_OK)
        errx(1, "%s: %s", argv[1], status == MEMC_FAILED ? "there are errors" : memc_message(topology));
    struct memc_artifact artifact = {.size = sizeof artifact};
    for (size_t i = 0; memc_get_default_artifact(topology, i, &artifact) == MEMC_OK; i++)
        if (argc == 3)
            write_file(argv[2], &artifact);
    memc_free(topology);
    return 0;
}
