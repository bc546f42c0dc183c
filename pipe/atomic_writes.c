/*
 * pipe/atomic_writes - up to PIPE_BUF bytes: messages of several writers stay whole
 *
 *     $ ./pipe/atomic_writes
 *     1000 messages of 4096 bytes from 4 writers, none of them mixed
 *
 * What one write(2) call puts into a pipe stays together, up to PIPE_BUF bytes
 * (4096 on Linux, at least 512 anywhere): either all of it goes in, or the writer
 * waits. So many processes can share a pipe or a FIFO without a lock. It holds for
 * one call: a message that stdio cuts into two is two. And it is about writing
 * only: the reader must know where a message ends, here by its length.
 *
 * See also: pipe/atomic_writes_wrong.c, which writes one byte more; pipe(7), write(2)
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include <fcntl.h>
#include <limits.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: atomic_writes [-h]\n"
			    "Four writers share a pipe; looks whether a message arrives mixed.\n";

enum { READ_END, WRITE_END };
enum { LENGTH = PIPE_BUF };
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
