/*
 * pipe/barrier - nobody goes on before all are there: end-of-file as a signal
 *
 *     $ ./pipe/barrier
 *     ... ms  child ...: has arrived
 *     ... ms  child ...: has arrived
 *     ... ms  child ...: has arrived
 *     ... ms  parent ...: end-of-file: all 3 have arrived
 *     ... ms  child ...: goes on
 *     ... ms  child ...: goes on
 *     ... ms  child ...: goes on
 *
 * Two pipes, and not one byte goes through either. Each child has a write end of
 * the first; when it has arrived it closes it. The parent reads: end-of-file
 * comes when the last child has closed its own. The children read from the
 * second pipe, whose only write end is the parent's. When the parent closes that,
 * end-of-file reaches all of them at once. A child that dies has arrived as well:
 * the kernel closes its end, and nobody waits for it in vain.
 *
 * See also: pipe/end_of_file.c, sem/; pipe(7), read(2)
 */
#include <poll.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: barrier [-h] [-c CHILDREN] [-m MS]\n"
	"CHILDREN (3) of them, busy for MS (20), 2 MS, ... milliseconds, wait for\n"
	"each other.\n";

enum { READ_END, WRITE_END };

static void wait_for_end_of_file(int fd)
{
	char byte;

	if (read(fd, &byte, 1) == -1)
		err(EXIT_FAILURE, "read pipe");
}

static void child(int ms, const int arrived[2], const int go[2])
{
	close(arrived[READ_END]);
	close(go[WRITE_END]);
	poll(NULL, 0, ms); /* the child's work */
	lab_say("child", "has arrived");
	close(arrived[WRITE_END]);
	wait_for_end_of_file(go[READ_END]);
	lab_say("child", "goes on");
	lab_end_child();
}

int main(int argc, char **argv)
{
	int option, arrived[2], go[2];
	long children = 3, ms = 20;

	lab_prepare_streams();
	lab_start_clock();
	while ((option = lab_getopt(argc, argv, "c:m:", false, usage)) != -1)
		if (option == 'c')
			children = lab_number(optarg, 1, 1000, "CHILDREN");
		else
			ms = lab_number(optarg, 0, 10000, "MS");
	if (pipe(arrived) == -1 || pipe(go) == -1)
		err(EXIT_FAILURE, "pipe");

	for (long i = 1; i <= children; i++)
		if (lab_fork() == 0)
			child((int)(i * ms), arrived, go);
	close(arrived[WRITE_END]);
	close(go[READ_END]);

	wait_for_end_of_file(arrived[READ_END]);
	lab_say("parent", "end-of-file: all %ld have arrived", children);
	close(go[WRITE_END]);
	return lab_wait_for_children();
}
