/*
 * pipe/end_of_file - the reader meets end-of-file, as nobody has a write end open
 *
 *     $ ./pipe/end_of_file
 *     reader: got 9 bytes
 *     reader: end-of-file
 *
 * read(2) from an empty pipe waits as long as any process has a write end open,
 * for it could still write. So three processes have to let go of this one: the
 * writer, which closes it by ending; the reader, whose copy came with fork; and
 * the parent, which made the pipe for its children and does not use it. Close at
 * once whatever is not yours to use, or mark it close-on-exec.
 *
 * See also: pipe/end_of_file_wrong.c, which forgets it; pipe/barrier.c, which
 * makes use of it; pipe(7)
 */
#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: end_of_file [-h]\n"
			    "Joins a writer and a reader with a pipe, and waits for both.\n";

enum { READ_END, WRITE_END };

static void writer(const int ends[2])
{
	close(ends[READ_END]);
	if (write(ends[WRITE_END], "Greetings", 9) == -1)
		err(EXIT_FAILURE, "write pipe");
	lab_end_child();
}

static void reader(const int ends[2])
{
	char text[64];
	ssize_t n;

	close(ends[WRITE_END]);
	while ((n = read(ends[READ_END], text, sizeof(text))) > 0) {
		printf("reader: got %zd bytes\n", n);
	}
	if (n == -1)
		err(EXIT_FAILURE, "read pipe");
	puts("reader: end-of-file");
	lab_end_child();
}

int main(int argc, char **argv)
{
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	if (lab_fork() == 0)
		writer(ends);
	if (lab_fork() == 0)
		reader(ends);
	close(ends[READ_END]);
	close(ends[WRITE_END]);
	return lab_wait_for_children();
}
