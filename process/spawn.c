/*
 * process/spawn - run a command with its input and output redirected: posix_spawn
 *
 *     $ file=$(mktemp)
 *     $ ./process/spawn -o "$file" printf '%s\n' pear apple
 *     spawn: printf exited with status 0
 *     $ ./process/spawn -i "$file" sort
 *     apple
 *     pear
 *     spawn: sort exited with status 0
 *     $ rm "$file"; ./process/spawn -i "$file" sort; echo "status $?"
 *     spawn: posix_spawnp sort: No such file or directory
 *     status 127
 *
 * fork, then open and dup2, then exec, in one call: posix_spawn(3) takes what is
 * to happen between fork and exec as a list of file actions. It need not copy
 * the parent's memory, not even its page tables, and is safe in a program with
 * threads. It returns its error instead of
 * setting errno, and cannot say which of the steps failed: here it is not sort
 * that is missing. The command lives on if this program is killed, as a shell's.
 *
 * See also: process/exec.c, pipe/launch.c, pipe/popen.c; posix_spawn(3), dup(2)
 */
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: spawn [-h] [-i INPUT] [-o OUTPUT] COMMAND [ARGUMENT...]\n"
			    "Runs COMMAND with standard input and output in files, as the\n"
			    "shell's < and > do.\n";

extern char **environ;

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;
	int option, error, status;
	pid_t child;

	error = posix_spawn_file_actions_init(&actions);
	lab_prepare_streams();
	while (!error && (option = lab_getopt(argc, argv, "i:o:", true, usage)) != -1)
		error = option == 'i'
				? posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, optarg,
								   O_RDONLY, 0)
				: posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, optarg,
								   O_WRONLY | O_CREAT | O_TRUNC,
								   0600);
	if (error)
		errx(EXIT_FAILURE, "posix_spawn_file_actions: %s", strerror(error));
	if (!argv[optind])
		lab_wrong_usage("no COMMAND to run");

	error = posix_spawnp(&child, argv[optind], &actions, NULL, argv + optind, environ);
	if (error)
		errx(127, "posix_spawnp %s: %s", argv[optind], strerror(error));
	posix_spawn_file_actions_destroy(&actions);
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	return lab_report(argv[optind], status);
}
