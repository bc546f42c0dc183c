/*
 * sysv/libsysvipc/sem_graph - the values of a set of semaphores as bars, live
 *
 *     $ ./sysv/shm_consumer &
 *     shm_consumer: waiting for a producer on /tmp/ipc-lab...sysv_shm (SysV key 0x...)
 *     $ ./sysv/libsysvipc/sem_graph -n 1 sysv_shm
 *     sem  0 |# 1
 *     sem  1 | 0
 *     sem  2 | 0
 *     sem  3 |################################################################ 64
 *     sem  4 | 0
 *     $ kill $!; wait $! 2>/dev/null
 *
 * semctl(2) with GETALL reads the values of all semaphores of a set in one moment.
 * Start ./sysv/sem_counting -p 3000 in one terminal and this in another, or
 * the pair of the transcript: its semaphores are who is there (0 to 2) and how many
 * slots are empty (3) and full (4). It ends when the set is removed.
 *
 * It is written on libsysvipc: sysvipc_sem_get_values() is semctl(2) with GETALL.
 *
 * See also: sysv/libsysvipc/sysvipc.h, sysv/sem_counting.c, sysv/partner.h; semctl(2), ipcs(1)
 */
#include <poll.h>
#include <sys/ipc.h>

#include "../../lab/names.h"
#include "../../lab/options.h"
#include "../../lab/output.h"
#include "sysvipc.h"

static const char usage[] = "usage: sem_graph [-h] [-n COUNT] [-i MS] [NAME]\n"
			    "Draws the set of the lab's file NAME (sysv_sem) every MS (100), COUNT "
			    "times or for ever.\n";

enum { WIDTH = 64 /* columns of the longest bar */ };

static void draw(const unsigned short *values, int count, bool in_place)
{
	const char bar[] = "################################################################";
	int longest = WIDTH;

	for (int i = 0; i < count; i++)
		longest = values[i] > longest ? values[i] : longest;
	if (in_place)
		printf("\033[H\033[J"); /* to the corner, and clear: console_codes(4) */
	for (int i = 0; i < count; i++)
		printf("sem %2d |%.*s %d\n", i, values[i] * WIDTH / longest, bar, values[i]);
}

int main(int argc, char **argv)
{
	struct sysvipc_sem_info info;
	long frames = -1, interval = 100;
	int option;

	lab_prepare_streams();
	while ((option = lab_getopt(argc, argv, "n:i:", true, usage)) != -1)
		if (option == 'n')
			frames = lab_number(optarg, 1, 1000000, "COUNT");
		else
			interval = lab_number(optarg, 1, 60000, "MS");

	if (argv[optind] && argv[optind + 1])
		lab_wrong_usage("unexpected argument '%s'", argv[optind + 1]);
	const char *name = argv[optind] ? argv[optind] : "sysv_sem";
	const char *path = lab_existing_path(name);
	const bool in_place = isatty(STDOUT_FILENO);
	const key_t key = sysvipc_key(path, 'm');
	const int set = key == -1 ? -1 : sysvipc_sem_find(key, 0);
	if (set == -1 || sysvipc_sem_info(set, &info) == -1)
		err(EXIT_FAILURE, "semget %s", path);
	unsigned short *values = calloc((size_t)info.count, sizeof(*values));
	if (!values)
		err(EXIT_FAILURE, "calloc");

	while (frames != 0 && sysvipc_sem_get_values(set, values) == 0) {
		draw(values, info.count, in_place);
		if (ferror(stdout))
			lab_fail_output();
		if (frames > 0)
			frames--;
		if (frames != 0)
			poll(NULL, 0, (int)interval);
	}
	free(values);
	if (frames != 0 && errno != EINVAL && errno != EIDRM)
		err(EXIT_FAILURE, "semctl %s", path);
	if (frames != 0)
		warnx("the set of %s has been removed", path);
	return EXIT_SUCCESS;
}
