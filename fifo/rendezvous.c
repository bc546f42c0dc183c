/*
 * fifo/rendezvous - opening a FIFO waits for the other side, or with O_NONBLOCK does not
 *
 *     $ ./fifo/rendezvous
 *     open O_WRONLY | O_NONBLOCK: No such device or address
 *     open O_RDONLY | O_NONBLOCK: at once
 *     read: 0 bytes, end-of-file
 *     open O_WRONLY | O_NONBLOCK: at once
 *     read: Resource temporarily unavailable
 *     ... ms  writer ...: opens the FIFO
 *     ... ms  reader ...: opens it too
 *     ... ms  writer ...: has it open
 *     ... ms  reader ...: opens the FIFO
 *     ... ms  writer ...: opens it too
 *     ... ms  reader ...: has it open
 *
 * open(2) on a FIFO returns when both sides are there: the first waits for the
 * second, whichever it is. With O_NONBLOCK nobody waits. A reader gets the FIFO at
 * once. A writer without a reader would have nobody to write to, and gets ENXIO.
 *
 * A non-blocking read then tells two things apart. No byte and no writer is 0,
 * end-of-file; no byte, but a writer that may still send some, is EAGAIN.
 *
 * See also: fifo/temporary.h, fifo/open_order.c, fifo/keep_open.c; fifo(7), open(2)
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "temporary.h"

static const char usage[] =
	"usage: rendezvous [-h] [-p MILLISECONDS]\n"
	"Opens a FIFO in every way. The second to open it comes so much later (200).\n";

static const char *path;

/* Opens the FIFO without waiting, and says what came of it. */
static int try_open(const char *flags_text, int flags)
{
	int fd = open(path, flags | O_NONBLOCK);

	printf("open %s | O_NONBLOCK: %s\n", flags_text, fd == -1 ? strerror(errno) : "at once");
	return fd;
}

static void try_read(int fd)
{
	char byte;
	ssize_t n = read(fd, &byte, 1);

	if (n == -1)
		printf("read: %s\n", strerror(errno));
	else
		printf("read: %zd bytes, end-of-file\n", n);
}

/* FIRST opens the FIFO and waits; SECOND, a child, comes PAUSE milliseconds later. */
static void meet(const char *first, int first_flags, const char *second, int second_flags,
		 int pause)
{
	const pid_t parent = getpid();

	lab_say(first, "opens the FIFO");
	pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		poll(NULL, 0, pause);
		lab_say(second, "opens it too");
		_exit(open(path, second_flags) == -1 ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	int fd = open(path, first_flags);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	lab_say(first, "has it open");
	close(fd);
	if (lab_wait_for_children() == EXIT_FAILURE)
		exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	long pause = 200;

	lab_prepare_streams();
	lab_start_clock();
	signal(SIGPIPE, SIG_IGN);
	while (lab_getopt(argc, argv, "p:", false, usage) != -1)
		pause = lab_number(optarg, 0, 60000, "milliseconds");
	lab_time_limit((unsigned int)pause / 500 + 10, "nobody else has opened the FIFO");
	path = make_fifo("rendezvous");

	try_open("O_WRONLY", O_WRONLY);
	int reader = try_open("O_RDONLY", O_RDONLY);
	try_read(reader);
	int writer = try_open("O_WRONLY", O_WRONLY);
	try_read(reader);
	close(reader);
	close(writer);

	meet("writer", O_WRONLY, "reader", O_RDONLY, (int)pause);
	meet("reader", O_RDONLY, "writer", O_WRONLY, (int)pause);
	return EXIT_SUCCESS;
}
