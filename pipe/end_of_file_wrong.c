/*
 * pipe/end_of_file_wrong - a write end left open: the reader waits for ever
 *
 *     $ ./pipe/end_of_file_wrong; echo "status $?"
 *     reader: got 9 bytes
 *     end_of_file_wrong: no end-of-file: the parent has a write end open
 *     status 1
 *
 * End-of-file comes when the last write end is closed, and it does not matter
 * who has it or whether they mean to write. The writer has written and ended.
 * But the parent made the pipe, so it has both ends too, and forgot to close them
 * before it waits for its children. So the reader waits for the parent, and the
 * parent for the reader. (Here a time limit ends both.)
 *
 * When a pipeline hangs, look who has the pipe open: ls -l /proc/PID/fd shows it
 * as pipe:[NUMBER], the same number for both ends.
 *
 * See also: pipe/end_of_file.c, pipe/hello.c; pipe(7), proc(5)
 */
#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: end_of_file_wrong [-h]\n"
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
		lab_time_limit(1, "no end-of-file: the parent has a write end open");
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
	/* here the parent should have closed its ends */
	return lab_wait_for_children();
}
