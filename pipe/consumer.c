/*
 * pipe/consumer - print each message that comes through a pipe on standard input
 *
 *     $ printf 'hello\nworl' | ./pipe/consumer
 *     hello
 *     consumer: read standard input: the producer died in the middle of a message
 *
 * Reading from a pipe blocks until there are bytes or until no process has its
 * write end open any more: then comes end-of-file, and no more ever will. A
 * producer that died looks like one that finished, unless it died in the middle
 * of a message: then the newline is missing.
 *
 * See also: pipe/producer.c, pipe/launch.c; pipe(7), read(2), getline(3)
 */
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: consumer [-h]\n"
	"Prints each message that a producer writes into the pipe on standard input.\n";

int main(int argc, char **argv)
{
	char *message = NULL;
	size_t size = 0;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	if (isatty(STDIN_FILENO))
		warnx("waiting for messages on standard input, which is no pipe but a terminal");

	while ((len = getline(&message, &size, stdin)) != -1) {
		if (message[len - 1] != '\n')
			errx(EXIT_FAILURE,
			     "read standard input: the producer died in the middle of a message");
		lab_print(message, (size_t)len - 1);
	}
	if (ferror(stdin))
		err(EXIT_FAILURE, "read standard input");
	free(message);
	return EXIT_SUCCESS;
}
