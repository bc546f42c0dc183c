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
 * not before the last has come, each inherits a write end, beside the one that it
 * opens itself.
 *
 * See also: fifo/scratch_fifo.h, fifo/keep_open.c, pipe/atomic_writes.c; pipe(7), fifo(7)
 */
#include <fcntl.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "scratch_fifo.h"

#define LINES 1000
#define LONGEST 65536

static const char usage[] =
	"usage: many_writers [-h] [-w WRITERS] [-l LENGTH]\n"
	"WRITERS (4) processes write lines of LENGTH bytes (100) into a FIFO.\n";

/* A child: writes LINES lines of LENGTH bytes, newline included, all of them LETTER. */
static void write_lines(const char *path, char letter, size_t length)
{
	static char line[LONGEST];
	const int fd = open(path, O_WRONLY);

	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	memset(line, letter, length);
	line[length - 1] = '\n';
	for (int i = 0; i < LINES; i++)
		if (write(fd, line, length) != (ssize_t)length)
			err(EXIT_FAILURE, "write %s", path);
	lab_end_child();
}

int main(int argc, char **argv)
{
	long writers = 4, length = 100, whole = 0, torn = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	int option;

	lab_prepare_streams();
	while ((option = lab_getopt(argc, argv, "w:l:", false, usage)) != -1)
		if (option == 'w')
			writers = lab_number(optarg, 1, 26, "writers");
		else
			length = lab_number(optarg, 2, LONGEST, "length");
	lab_hold_stop();
	const char *path = lab_path("many_writers");
	remove_at_end(path);
	if (mkfifo(path, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", path);

	const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const int spare = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1 || spare == -1 || fcntl(fd, F_SETFL, 0) == -1)
		err(EXIT_FAILURE, "open %s", path);
	for (int i = 0; i < writers; i++)
		if (lab_fork() == 0)
			write_lines(path, (char)('a' + i), (size_t)length);
	close(spare);

	FILE *fifo = fdopen(fd, "r");
	if (!fifo)
		err(EXIT_FAILURE, "fdopen %s", path);
	while ((n = getline(&line, &size, fifo)) != -1) {
		const char letter[] = { line[0], '\0' };
		const bool is_whole = n == length && (ssize_t)strspn(line, letter) == n - 1;

		whole += is_whole;
		torn += !is_whole;
	}
	if (ferror(fifo))
		err(EXIT_FAILURE, "read %s", path);
	free(line);
	fclose(fifo);
	printf("%ld writers, %ld lines of %ld bytes: %ld whole, %ld torn\n", writers, whole + torn,
	       length, whole, torn);
	return lab_wait_for_children() == EXIT_SUCCESS && torn == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
