/*
 * sem/objects - make, list, use and remove the lab's named semaphores by hand
 *
 *     $ ./sem/objects create gate 2
 *     $ ./sem/objects wait gate; ./sem/objects list
 *     gate 1
 *     $ ./sem/objects wait gate; ./sem/objects wait gate
 *     objects: sem_timedwait /ipc-lab...gate: ...
 *     $ ./sem/objects post gate; ./sem/objects show gate
 *     1
 *     $ ./sem/objects remove gate; ./sem/objects show gate
 *     objects: sem_open /ipc-lab...gate: No such file or directory
 *
 * For POSIX semaphores there is no ipcs(1) or ipcrm(1). On Linux each is a file in
 * /dev/shm, called sem.NAME by glibc and NAME by musl, and so ls and rm would do.
 * Only names of the lab are listed, those of this user and this $IPC_LAB.
 *
 * See also: sem/stale.c; sem_open(3), sem_unlink(3), sem_getvalue(3),
 * sem_overview(7)
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h> /* SEM_VALUE_MAX */
#include <semaphore.h>
#include <sys/stat.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: objects [-h] list | create NAME VALUE | wait NAME [SECONDS] | "
			    "show|post|remove NAME\n"
			    "Makes, lists, uses and removes named semaphores of the lab.\n"
			    "wait gives up after SECONDS (0.5).\n";

static sem_t *open_semaphore(const char *name)
{
	sem_t *sem = sem_open(name, 0);

	if (sem == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", name);
	return sem;
}

static int value_of(const char *name)
{
	sem_t *sem = open_semaphore(name);
	int value;

	if (sem_getvalue(sem, &value) == -1)
		err(EXIT_FAILURE, "sem_getvalue %s", name);
	sem_close(sem);
	return value;
}

#ifdef __GLIBC__
static const char before[] = "sem.";
#else
static const char before[] = "";
#endif
static const char *prefix; /* of the lab's names, without the slash: ipc-lab.UID. */

static int is_ours(const struct dirent *entry)
{
	const size_t skipped = strlen(before);

	return strncmp(entry->d_name, before, skipped) == 0 &&
	       strncmp(entry->d_name + skipped, prefix, strlen(prefix)) == 0;
}

static void list(void)
{
	struct dirent **entries;
	const int count = scandir("/dev/shm", &entries, is_ours, alphasort);

	if (count == -1)
		err(EXIT_FAILURE, "scandir /dev/shm");
	for (int i = 0; i < count; i++) {
		const char *const name = entries[i]->d_name + strlen(before) + strlen(prefix);
		char path[sizeof("/dev/shm/") + sizeof(entries[i]->d_name)];
		struct stat st;

		/* Without "sem." it may be an object of another kind: that has another size. */
		snprintf(path, sizeof(path), "/dev/shm/%s", entries[i]->d_name);
		if (stat(path, &st) == 0 && (size_t)st.st_size == sizeof(sem_t))
			printf("%s %d\n", name, value_of(lab_name(name)));
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	argc -= optind;
	argv += optind;
	const char *const what = argc > 0 ? argv[0] : "";
	prefix = lab_name("") + 1;
	if (argc == 1 && strcmp(what, "list") == 0) {
		list();
		return EXIT_SUCCESS;
	}
	const char *const name = argc > 1 ? lab_name(argv[1]) : NULL;
	if (argc == 3 && strcmp(what, "create") == 0) {
		const long value = lab_number(argv[2], 0, SEM_VALUE_MAX, "VALUE");
		if (sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned int)value) == SEM_FAILED)
			err(EXIT_FAILURE, "sem_open %s", name);
	} else if (argc == 2 && strcmp(what, "show") == 0) {
		printf("%d\n", value_of(name));
	} else if ((argc == 2 || argc == 3) && strcmp(what, "wait") == 0) {
		const long ms = argc == 2 ? 500 : 1000 * lab_number(argv[2], 0, 3600, "SECONDS");
		const struct timespec deadline = lab_in(CLOCK_REALTIME, ms);
		if (sem_timedwait(open_semaphore(name), &deadline) == -1)
			err(EXIT_FAILURE, "sem_timedwait %s", name);
	} else if (argc == 2 && strcmp(what, "post") == 0) {
		if (sem_post(open_semaphore(name)) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
	} else if (argc == 2 && strcmp(what, "remove") == 0) {
		if (sem_unlink(name) == -1)
			err(EXIT_FAILURE, "sem_unlink %s", name);
	} else {
		lab_wrong_usage("no such command, or the wrong number of arguments");
	}
	return EXIT_SUCCESS;
}
