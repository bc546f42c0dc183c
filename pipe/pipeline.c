/*
 * pipe/pipeline - join any number of commands with pipes, as the shell does
 *
 *     $ ./pipe/pipeline printf '%s\n' pear apple plum : sort : head -n 1
 *     apple
 *     pipeline: printf exited with status 0
 *     pipeline: sort exited with status 0
 *     pipeline: head exited with status 0
 *     $ ./pipe/pipeline yes 한글 : ./no-such-command; echo "status $?"
 *     pipeline: exec ./no-such-command: No such file or directory
 *     pipeline: yes was killed by signal 13 (Broken pipe)
 *     pipeline: ./no-such-command exited with status 127
 *     status 127
 *
 * A ':' stands where the shell has '|'. Between two commands is a pipe: its write
 * end becomes the left one's standard output, its read end the right one's
 * standard input. All run at the same time, so that the first can write what the
 * last has already read. The parent keeps no end: otherwise a reader would never
 * see end-of-file, and yes would never learn that nobody reads.
 *
 * It ends when all have ended, with the status of the last, as the shell does.
 *
 * See also: pipe/launch.c, process/wait.c; pipe(2), dup(2), exec(3), wait(2)
 */
#define _GNU_SOURCE /* pipe2 */
#include <fcntl.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: pipeline [-h] COMMAND [ARGUMENT...] [: COMMAND [ARGUMENT...]]...\n"
	"Runs each COMMAND with its output going into the next one.\n";

enum { READ_END, WRITE_END };

/* Cuts ARGV at each ":". Returns the number of commands, whose arguments are at STAGES. */
static int cut(char **argv, char ***stages)
{
	int count = 0;

	stages[count++] = argv;
	for (; *argv; argv++)
		if (strcmp(*argv, ":") == 0) {
			*argv = NULL;
			stages[count++] = argv + 1;
		}
	for (int i = 0; i < count; i++)
		if (!stages[i][0])
			lab_wrong_usage("no COMMAND at place %d of %d", i + 1, count);
	return count;
}

/* Starts ARGV with INPUT and OUTPUT as its standard streams. */
static pid_t start(char **argv, int input, int output)
{
	const pid_t child = lab_fork();

	if (child > 0)
		return child;
	if (dup2(input, STDIN_FILENO) == -1 || dup2(output, STDOUT_FILENO) == -1)
		err(EXIT_FAILURE, "dup2 %s", argv[0]);
	execvp(argv[0], argv);
	const int status = errno == ENOENT ? 127 : 126; /* as the shell has it */
	warn("exec %s", argv[0]);
	_exit(status);
}

int main(int argc, char **argv)
{
	int status = 0, input = STDIN_FILENO;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	char ***const stages = calloc((size_t)argc, sizeof(*stages));
	pid_t *const children = calloc((size_t)argc, sizeof(*children));
	int *const statuses = calloc((size_t)argc, sizeof(*statuses));
	if (!stages || !children || !statuses)
		err(EXIT_FAILURE, "calloc");
	const int count = cut(argv + optind, stages);

	for (int i = 0; i < count; i++) {
		int ends[2] = { -1, STDOUT_FILENO };

		/* Close-on-exec: a command has no other end open than its streams. */
		if (i < count - 1 && pipe2(ends, O_CLOEXEC) == -1)
			err(EXIT_FAILURE, "pipe2");
		children[i] = start(stages[i], input, ends[WRITE_END]);
		if (input != STDIN_FILENO)
			close(input);
		if (ends[WRITE_END] != STDOUT_FILENO)
			close(ends[WRITE_END]);
		input = ends[READ_END];
	}

	for (int i = 0; i < count; i++)
		if (waitpid(children[i], &statuses[i], 0) == -1)
			err(EXIT_FAILURE, "waitpid %s", stages[i][0]);
	for (int i = 0; i < count; i++)
		status = lab_report(stages[i][0], statuses[i]);
	free(stages);
	free(children);
	free(statuses);
	return status;
}
