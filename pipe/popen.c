/*
 * pipe/popen - read what a shell command prints, and learn how it ended
 *
 *     $ ./pipe/popen 'printf "%s\n" pear apple | sort; exit 3'; echo "status $?"
 *     line 1: apple
 *     line 2: pear
 *     popen: the shell exited with status 3
 *     status 3
 *
 * popen(3) is pipe, fork, dup2 and exec of "sh -c COMMAND" in one call, with a
 * stream at our end: "r" to read what the command prints, "w" to write what it
 * reads, never both. pclose(3) waits for it and returns its status, as wait(2)
 * gives it. A program that does not look takes half an answer for the whole.
 *
 * The shell makes it handy, and dangerous: in popen("ls " + NAME) a NAME of
 * "; rm -rf ~" is a command. For anything that comes from outside use fork and
 * exec or posix_spawn, where an argument is an argument.
 *
 * See also: process/spawn.c, pipe/pipeline.c; popen(3), system(3)
 */
#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: popen [-h] COMMAND\n"
			    "Runs COMMAND in a shell and numbers the lines that it prints.\n";

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t size = 0;
	long number = 0;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	if (argc - optind != 1)
		lab_wrong_usage("%d arguments, but it takes one COMMAND", argc - optind);

	FILE *command = popen(argv[optind], "r");
	if (!command)
		err(EXIT_FAILURE, "popen '%s'", argv[optind]);
	while (getline(&line, &size, command) != -1)
		if (printf("line %ld: %.*s\n", ++number, (int)strcspn(line, "\n"), line) < 0)
			lab_fail_output(); /* here, as some commands never end */
	if (ferror(command))
		err(EXIT_FAILURE, "read pipe");
	free(line);

	const int status = pclose(command);
	if (status == -1)
		err(EXIT_FAILURE, "pclose");
	return lab_report("the shell", status);
}
