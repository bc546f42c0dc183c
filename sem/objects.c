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
#include <limits.h>
#include <semaphore.h>

#include "../lab.h"

static const char usage[] =
	"usage: objects [-h] list | create NAME VALUE | show|wait|post|remove NAME\n"
	"Makes, lists, uses and removes named semaphores of the lab.\n"
	"wait gives up after half a second.\n";

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

static void list(void)
{
#ifdef __GLIBC__
	const char *const before = "sem";
#else
	const char *const before = "";
#endif
	const char *const ours = lab_name("") + 1; /* without the slash: ipc-lab.UID. */
	const size_t skipped = strlen(before) + (*before != '\0');
	DIR *objects = opendir("/dev/shm");
	const struct dirent *entry;
	struct stat st;

	if (!objects)
		err(EXIT_FAILURE, "opendir /dev/shm");
	while ((entry = readdir(objects))) {
		const char *const name = entry->d_name + skipped;

		if (strncmp(entry->d_name, before, strlen(before)) != 0 ||
		    strlen(entry->d_name) <= skipped || strncmp(name, ours, strlen(ours)) != 0)
			continue;
		/* Without a prefix it may be another object: that has another size. */
		if (fstatat(dirfd(objects), entry->d_name, &st, 0) == 0 &&
		    (size_t)st.st_size == sizeof(sem_t))
			printf("%s %d\n", name + strlen(ours),
			       value_of(lab_name(name + strlen(ours))));
	}
	closedir(objects);
}

int main(int argc, char **argv)
{
	lab_getopt(argc, argv, "", true, usage);
	argc -= optind;
	argv += optind;
	const char *const what = argc > 0 ? argv[0] : "";
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
	} else if (argc == 2 && strcmp(what, "wait") == 0) {
		const struct timespec deadline = lab_deadline();
		if (sem_timedwait(open_semaphore(name), &deadline) == -1)
			err(EXIT_FAILURE, "sem_timedwait %s", name);
	} else if (argc == 2 && strcmp(what, "post") == 0) {
		if (sem_post(open_semaphore(name)) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
	} else if (argc == 2 && strcmp(what, "remove") == 0) {
		if (sem_unlink(name) == -1)
			err(EXIT_FAILURE, "sem_unlink %s", name);
	} else {
		fputs(usage, stderr);
		return 2;
	}
	return EXIT_SUCCESS;
}
