/*
 * lab/name - print the name of a POSIX object of the lab
 *
 *     $ ./lab/name shm
 *     /ipc-lab...shm
 *
 * A queue, a semaphore and an object of shared memory have names that begin with a
 * slash and are in no directory of the file system. On Linux shared memory can be
 * found in /dev/shm nevertheless: ls -l /dev/shm$(./lab/name shm)
 *
 * See also: lab/names.h, lab/path.c; shm_overview(7), sem_overview(7), mq_overview(7)
 */
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: name [-h] NAME\n"
			    "Prints the name of the POSIX object NAME of the lab. Makes nothing.\n";

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	if (argc - optind != 1)
		lab_wrong_usage("one NAME is needed");
	puts(lab_name(argv[optind]));
	return EXIT_SUCCESS;
}
