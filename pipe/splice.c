/*
 * pipe/splice - tee without copying: what flows by goes into a file as well
 *
 *     $ file=$(mktemp)
 *     $ ./pipe/producer hello 안녕 | ./pipe/splice "$file" | ./pipe/consumer
 *     hello
 *     안녕
 *     $ cat "$file" && rm "$file"
 *     hello
 *     안녕
 *
 * A program that passes data on usually reads it into its memory and writes it
 * out again, two copies for nothing. tee(2) makes what is in one pipe appear in
 * another one as well, without taking it out: both then refer to the same pages.
 * splice(2) moves it from a pipe into a file. The program never has the bytes.
 *
 * tee needs two pipes. So it works in the middle of a pipeline, and nowhere else.
 *
 * See also: pipe/capacity.c; tee(2), splice(2), vmsplice(2), copy_file_range(2)
 */
#define _GNU_SOURCE /* tee, splice */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: splice [-h] FILE\n"
			    "Passes standard input on to standard output, both of them pipes, and\n"
			    "writes it into FILE.\n";

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	if (argc - optind != 1)
		lab_wrong_usage("%d arguments, but it takes one FILE", argc - optind);
	const char *const path = argv[optind];
	const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file == -1)
		err(EXIT_FAILURE, "open %s", path);
	signal(SIGPIPE, SIG_IGN);

	for (;;) {
		ssize_t there = tee(STDIN_FILENO, STDOUT_FILENO, INT_MAX, 0);

		if (there == 0)
			break; /* end-of-file: no more will come */
		if (there == -1)
			err(EXIT_FAILURE, "tee standard input to standard output%s",
			    errno == EINVAL ? ", which should be pipes" : "");
		while (there > 0) { /* now take it out, as far as it was passed on */
			const ssize_t moved = splice(STDIN_FILENO, NULL, file, NULL, (size_t)there,
						     SPLICE_F_MOVE);

			if (moved <= 0)
				err(EXIT_FAILURE, "splice to %s", path);
			there -= moved;
		}
	}
	if (close(file) == -1)
		err(EXIT_FAILURE, "close %s", path);
	return EXIT_SUCCESS;
}
