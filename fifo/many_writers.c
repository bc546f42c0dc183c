/*
 * fifo/many_writers - many processes write lines into one FIFO, and none is torn
 *
 *     $ ./fifo/many_writers
 *     4 writers, 4000 lines of 100 bytes: 4000 whole, 0 torn
 *     $ ./fifo/many_writers -w 8 -l 4096
 *     8 writers, 8000 lines of 4096 bytes: 8000 whole, 0 torn
 *
 * Each writer opens the FIFO by its name and writes a thousand lines of a letter of
 * its own. They take no turns and hold no lock. A write(2) of up to PIPE_BUF bytes
 * (4096 here) is atomic all the same: its bytes stay together. A longer one may be
 * done in pieces, with those of others in between; try -l 5000.
 *
 * The reader ends at end-of-file, when the last writer has gone. So that this is
 * not before the last has come, each inherits a write end and keeps it until it has
 * opened its own.
 *
 * See also: fifo/temporary.h, fifo/keep_open.c, pipe/atomic_writes.c; pipe(7), fifo(7)
 */
#include <fcntl.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "temporary.h"

#define LINES 1000
#define LONGEST 65536

static const char usage[] =
	"usage: many_writers [-h] [-w WRITERS] [-l LENGTH]\n"
	"So many processes (4) write lines of LENGTH bytes (100) into a FIFO.\n";

static const char *path;

/* Writes LINES lines of LENGTH bytes, newline included: all LETTER. */
static void write_lines(char letter, size_t length, int spare)
{
	static char line[LONGEST];
	int fd = open(path, O_WRONLY);

	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	close(spare);
	memset(line, letter, length);
	line[length - 1] = '\n';
	for (int i = 0; i < LINES; i++)
		if (write(fd, line, length) != (ssize_t)length)
			err(EXIT_FAILURE, "write %s", path);
	_exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	long writers = 4, length = 100, whole = 0, torn = 0;
	int option;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	while ((option = lab_getopt(argc, argv, "w:l:", false, usage)) != -1)
		if (option == 'w')
			writers = lab_number(optarg, 1, 26, "writers");
		else
			length = lab_number(optarg, 2, LONGEST, "length");
	path = make_fifo("many_writers");

	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int spare = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1 || spare == -1 || fcntl(fd, F_SETFL, 0) == -1)
		err(EXIT_FAILURE, "open %s", path);
	for (long i = 0; i < writers; i++) {
		pid_t child = fork();
		if (child == -1)
			err(EXIT_FAILURE, "fork");
		if (child == 0) {
			lab_die_with(parent);
			close(fd); /* or it could not notice that the reader is gone */
			write_lines((char)('a' + i), (size_t)length, spare);
		}
	}
	close(spare);

	FILE *fifo = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	if (!fifo)
		err(EXIT_FAILURE, "fdopen %s", path);
	while ((n = getline(&line, &size, fifo)) != -1) {
		const char letter[] = { line[0], '\0' };

		if (n == length && strspn(line, letter) == (size_t)n - 1)
			whole++;
		else
			torn++;
	}
	if (ferror(fifo))
		err(EXIT_FAILURE, "read %s", path);
	free(line);
	fclose(fifo);
	printf("%ld writers, %ld lines of %ld bytes: %ld whole, %ld torn\n", writers, whole + torn,
	       length, whole, torn);
	int result = lab_wait_for_children();
	return torn ? EXIT_FAILURE : result;
}
