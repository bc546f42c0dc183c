/*
 * pipe/hello - a parent sends "Greetings" to its child through a pipe
 *
 *     $ ./pipe/hello
 *     child: read 9 bytes: Greetings
 *     child: read 0 bytes: end-of-file
 *
 * pipe(2) gives two descriptors, a read end and a write end; fork(2) gives the
 * child copies of both. Each side closes the end that it does not use. This is
 * not tidiness: end-of-file comes when the last copy of the write end is closed,
 * and the child's own copy would keep it waiting for itself.
 *
 * See also: pipe/launch.c; pipe(2), fork(2), wait(2)
 */
#include <sys/wait.h>

#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	enum { READ_END, WRITE_END };
	const char greetings[] = "Greetings";
	char text[64];
	int ends[2], status;
	ssize_t n;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: hello [-h]\nSends a word from parent to child.\n");
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");

	pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		close(ends[WRITE_END]);
		while ((n = read(ends[READ_END], text, sizeof(text))) > 0)
			printf("child: read %zd bytes: %.*s\n", n, (int)n, text);
		if (n == -1)
			err(EXIT_FAILURE, "read pipe");
		puts("child: read 0 bytes: end-of-file");
		return EXIT_SUCCESS;
	}

	close(ends[READ_END]);
	if (write(ends[WRITE_END], greetings, strlen(greetings)) == -1)
		err(EXIT_FAILURE, "write pipe");
	close(ends[WRITE_END]);
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
