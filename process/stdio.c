/*
 * process/stdio - a line printed before fork comes out once: the buffer is flushed first
 *
 *     $ ./process/stdio
 *     printed once, came out once: hello
 *
 * fork(2) copies the memory of a process, and with it what stdio has buffered but
 * not written. So write it first: fflush(3) before fork. Or let nobody write it
 * twice: a child that ends with _exit(2) instead of exit(3) leaves its copy
 * alone. Do both, and it stays right when somebody changes one of them. (This child still
 * calls exit(3), to show that the flush alone is enough.)
 *
 * See also: process/stdio_wrong.c, without the flush; fork(2), fflush(3), _exit(2)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: stdio [-h]\n"
			    "Prints a line into a pipe, forks, and reads what came out.\n";

int main(int argc, char **argv)
{
	char came[64], all[256] = "";
	int ends[2], times = 0;

	lab_prepare_streams();
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	lab_getopt(argc, argv, "", false, usage);
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	FILE *out = fdopen(ends[1], "w"), *in = fdopen(ends[0], "r");
	if (!out || !in)
		err(EXIT_FAILURE, "fdopen");

	fprintf(out, "hello\n");
	if (fflush(out) == EOF) /* now the buffer that fork copies is empty */
		err(EXIT_FAILURE, "write pipe");
	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		exit(EXIT_SUCCESS);
	}
	if (waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	fclose(out);

	while (fscanf(in, "%63s", came) == 1 && ++times < 4)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), " %s", came);
	fclose(in);
	if (times != 1)
		errx(EXIT_FAILURE, "printed once, came out %d times:%s", times, all);
	printf("printed once, came out once:%s\n", all);
	return EXIT_SUCCESS;
}
