/*
 * process/stdio_wrong - a line printed once comes out twice: fork copies the buffer
 *
 *     $ ./process/stdio_wrong; echo "status $?"
 *     stdio_wrong: printed once, came out 2 times: hello hello
 *     status 1
 *
 * What stdio prints stays in a buffer, in the memory of the process, until the
 * buffer is full, or at a terminal until the line ends. fork(2) copies the
 * memory, the buffer with it, and exit(3) flushes: once in the child, once in
 * the parent. At a terminal it may look right, and go wrong as soon as the output
 * goes into a file or a pipe, as it does here.
 *
 * The cure: flush before fork, as process/stdio.c does, and end children with
 * _exit(2), which leaves buffers alone (and does not run the parent's
 * atexit(3) functions a second time either).
 *
 * See also: process/stdio.c; fork(2), setvbuf(3), fflush(3), _exit(2)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: stdio_wrong [-h]\n"
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
	/* here the buffer should have been flushed */
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
