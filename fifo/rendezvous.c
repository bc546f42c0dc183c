/*
 * fifo/rendezvous - opening a FIFO waits for the other side, whichever comes first
 *
 *     $ ./fifo/rendezvous
 *     ... ms  writer ...: opens the FIFO
 *     ... ms  reader ...: opens it too
 *     ... ms  writer ...: has it open
 *     ... ms  reader ...: opens the FIFO
 *     ... ms  writer ...: opens it too
 *     ... ms  reader ...: has it open
 *
 * open(2) on a FIFO returns when both sides are there: the first waits for the
 * second, whichever it is. So two programs that know no more than a path need no
 * other way to find out whether the partner has come. Look at the times.
 *
 * See also: fifo/open_nonblock.c, fifo/open_order_wrong.c, fifo/scratch_fifo.h; fifo(7),
 * open(2)
 */
#include <fcntl.h>
#include <poll.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "scratch_fifo.h"

static const char usage[] =
	"usage: rendezvous [-h] [-p MILLISECONDS]\n"
	"Opens a FIFO from two sides. The second comes MILLISECONDS (200) after the first.\n";

/* FIRST opens the FIFO and waits; SECOND, a child, comes PAUSE milliseconds later. */
static void meet(const char *first, int first_flags, const char *second, int second_flags,
		 int pause)
{
	lab_say(first, "opens the FIFO");
	if (lab_fork() == 0) {
		poll(NULL, 0, pause);
		lab_say(second, "opens it too");
		_exit(open(scratch_fifo, second_flags) == -1 ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	const int fd = open(scratch_fifo, first_flags);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", scratch_fifo);
	lab_say(first, "has it open");
	close(fd);
	if (lab_wait_for_children() == EXIT_FAILURE)
		exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	int pause = 200;

	lab_prepare_streams();
	lab_start_clock();
	while (lab_getopt(argc, argv, "p:", false, usage) != -1)
		pause = (int)lab_number(optarg, 0, 60000, "milliseconds");
	lab_time_limit((unsigned int)pause / 500 + 10, "nobody else has opened the FIFO");
	lab_hold_stop();
	remove_at_end(lab_path("rendezvous"));
	if (mkfifo(scratch_fifo, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", scratch_fifo);

	meet("writer", O_WRONLY, "reader", O_RDONLY, pause);
	meet("reader", O_RDONLY, "writer", O_WRONLY, pause);
	return EXIT_SUCCESS;
}
