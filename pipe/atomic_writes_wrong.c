/*
 * pipe/atomic_writes_wrong - one byte over PIPE_BUF: messages of several writers mix
 *
 *     $ ./pipe/atomic_writes_wrong; echo "status $?"
 *     atomic_writes_wrong: message ... of 4097 bytes is mixed: ... x ..., ...
 *     status 1
 *
 * What is written at once stays together, even if others write too, up to PIPE_BUF
 * bytes (4096 on Linux, at least 512 anywhere). Beyond that the kernel may take a
 * part, let the writer wait for room, and take another writer's part meanwhile.
 * With a message now and then it goes well for years. Here the pipe is as small
 * as can be, and four writers are at it all the time. (A part is a page of memory.
 * On a machine with pages larger than PIPE_BUF it takes one byte more than a page.)
 *
 * See also: pipe/atomic_writes.c, which writes one byte less; pipe(7), write(2)
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include <fcntl.h>
#include <limits.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: atomic_writes_wrong [-h]\n"
			    "Four writers share a pipe; looks whether a message arrives mixed.\n";

enum { READ_END, WRITE_END };
enum { LENGTH = PIPE_BUF + 1 };
enum { WRITERS = 4, MESSAGES = 250 };

/* A child: writes MESSAGES messages of LENGTH bytes, all of them LETTER. */
static void write_messages(int fd, char letter)
{
	char message[LENGTH];

	memset(message, letter, sizeof(message));
	for (int i = 0; i < MESSAGES; i++)
		if (write(fd, message, sizeof(message)) != (ssize_t)sizeof(message))
			err(EXIT_FAILURE, "write pipe");
	lab_end_child();
}

/* Ends the program if MESSAGE is not the same letter LENGTH times, and says what it is. */
static void check(int number, const char *message)
{
	char text[100] = "";
	int used = 0;

	for (int i = 0, first = 0; i <= LENGTH && used < (int)sizeof(text) - 20; i++)
		if (i == LENGTH || message[i] != message[first]) {
			used += snprintf(text + used, sizeof(text) - (size_t)used, "%s%d x %c",
					 first > 0 ? ", " : "", i - first, message[first]);
			if (i == LENGTH && first == 0)
				return;
			first = i;
		}
	errx(EXIT_FAILURE, "message %d of %d bytes is mixed: %s", number, LENGTH, text);
}

int main(int argc, char **argv)
{
	char message[LENGTH];
	int ends[2], number = 0;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	if (fcntl(ends[WRITE_END], F_SETPIPE_SZ, PIPE_BUF) == -1)
		err(EXIT_FAILURE, "F_SETPIPE_SZ %d", PIPE_BUF);
	for (int i = 0; i < WRITERS; i++)
		if (lab_fork() == 0)
			write_messages(ends[WRITE_END], (char)('A' + i));
	close(ends[WRITE_END]);

	FILE *in = fdopen(ends[READ_END], "r");
	if (!in)
		err(EXIT_FAILURE, "fdopen pipe");
	while (fread(message, sizeof(message), 1, in) == 1)
		check(++number, message);
	fclose(in);
	printf("%d messages of %d bytes from %d writers, none of them mixed\n", number, LENGTH,
	       WRITERS);
	return lab_wait_for_children();
}
