/*
 * lab/path - print the path of a file of the lab
 *
 *     $ ./lab/path fifo
 *     /tmp/ipc-lab...fifo
 *
 * Each user has a directory for the lab's files, and with $IPC_LAB set one more for
 * each word. The lab sheets ask for paths in this way, so that what they show works
 * for everybody.
 *
 * See also: lab/names.h, lab/name.c; unix(7), fifo(7)
 */
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: path [-h] NAME\n"
			    "Prints the path of the file NAME of the lab. Makes nothing.\n";

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	if (argc - optind != 1)
		lab_wrong_usage("one NAME is needed");
	puts(lab_path(argv[optind]));
	return EXIT_SUCCESS;
}
