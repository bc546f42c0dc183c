/*
 * sysv/objects - list the lab's own SysV objects, create, show and remove them
 *
 *     $ ./sysv/objects create sysv_notes 8192
 *     $ ./sysv/objects list
 *     shm 0x6d... mode 600     8192 bytes      not locked /tmp/ipc-lab.1000/sysv_notes
 *     $ ./sysv/objects remove sysv_notes
 *     $ ./sysv/shm_consumer &
 *     shm_consumer: waiting for a producer on /tmp/ipc-lab.1000/sysv_shm (SysV key 0x...)
 *     $ ./sysv/objects list
 *     sem 0x6d... mode 600        5 semaphores locked     /tmp/ipc-lab.1000/sysv_shm
 *     shm 0x6d... mode 600 ... bytes      locked     /tmp/ipc-lab.1000/sysv_shm
 *     $ ./sysv/objects remove sysv_shm
 *     objects: fcntl /tmp/ipc-lab.1000/sysv_shm: a process that lives has it locked
 *     $ kill $!; wait $! 2>/dev/null
 *
 * ipcs(1) and ipcrm(1) show and remove whatever there is, the objects of other programs
 * too, and ipcmk(1) makes queues, sets and segments. This program knows the lab's: those
 * under the keys of its files, that belong to the user. The kernel lists all objects in
 * /proc/sysvipc; "show" prints the line there. What this program creates is a segment.
 *
 * The pairs have their file locked as long as they live (fcntl(2)): what is under its key
 * is in use, and is not removed. What was made with IPC_PRIVATE is found by nobody but
 * ipcs.
 *
 * See also: sysv/key.c, sysv/key.h, shm/objects.c; ipcs(1), ipcrm(1), ipcmk(1), proc(5)
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: objects [-h] list|create NAME SIZE|show NAME|remove NAME\n"
			    "Handles the lab's SysV objects; creates a segment of SIZE bytes.\n";

static const char *command;

static void create(const char *path, long size)
{
	if (open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) == -1)
		err(EXIT_FAILURE, "open %s", path);
	if (shmget(ftok(path, 'm'), (size_t)size, IPC_CREAT | IPC_EXCL | 0600) == -1) {
		unlink(path);
		err(EXIT_FAILURE, "shmget %s", path);
	}
}

/*
 * Handles the objects of a KIND that are under the KEY of PATH and 'm', or under that of
 * PATH and 'n', which is the next. Another user's may have the same key: only ours.
 */
static void handle_objects(const char *kind, key_t key, const char *state, const char *path)
{
	const bool is_set = strcmp(kind, "sem") == 0;
	char file[32], header[256], line[256];
	unsigned int mode, uid;
	size_t size;
	int found, id;

	snprintf(file, sizeof(file), "/proc/sysvipc/%s", kind);
	FILE *stream = fopen(file, "r");
	if (!stream || !fgets(header, sizeof(header), stream))
		err(EXIT_FAILURE, "fopen %s", file);
	while (fgets(line, sizeof(line), stream)) {
		if (sscanf(line, is_set ? "%d %d %o %zu %u" : "%d %d %o %zu %*u %*u %*u %u", &found,
			   &id, &mode, &size, &uid) != 5 ||
		    (found != key && found != key + 0x1000000) || uid != geteuid())
			continue;
		if (*command == 'l')
			printf("%s 0x%08x mode %03o %8zu %-10s %-10s %s\n", kind, found,
			       mode & 0777, size, is_set ? "semaphores" : "bytes", state, path);
		else if (*command == 's')
			printf("%s%s", header, line);
		else if ((is_set         ? semctl(id, 0, IPC_RMID)
			  : *kind == 'm' ? msgctl(id, IPC_RMID, NULL)
					 : shmctl(id, IPC_RMID, NULL)) == -1)
			err(EXIT_FAILURE, "remove 0x%08x", found);
	}
	fclose(stream);
}

/* Handles the objects of the file PATH. */
static void handle(const char *path)
{
	struct flock whole = { .l_type = F_WRLCK };
	struct stat st;
	const int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1 && *command != 'l') /* else it has just been removed */
		err(EXIT_FAILURE, "open %s", path);
	/* To ask (GETLK) is not to lock: it is in nobody's way. */
	if (fd != -1 && fcntl(fd, *command == 'r' ? F_OFD_SETLK : F_OFD_GETLK, &whole) == -1)
		errx(EXIT_FAILURE, "fcntl %s: a process that lives has it locked", path);
	if (fstat(fd, &st) == -1 || st.st_nlink == 0)
		return; /* its maker has ended just now: the name is another file's, or nobody's */
	const key_t key = ftok(path, 'm');
	const char *state = whole.l_type == F_UNLCK ? "not locked" : "locked";
	handle_objects("msg", key, state, path);
	handle_objects("sem", key, state, path);
	handle_objects("shm", key, state, path);
	if (*command == 'r')
		unlink(path);
	close(fd);
}

static void list(void)
{
	const struct dirent *entry;
	DIR *dir = opendir(lab_dir());

	if (!dir && errno != ENOENT)
		err(EXIT_FAILURE, "opendir %s", lab_dir());
	while (dir && (entry = readdir(dir)))
		if (strncmp(entry->d_name, "sysv_", 5) == 0)
			handle(lab_existing_path(entry->d_name));
	if (dir)
		closedir(dir);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	const int operands = argc - optind;
	const char *name = operands > 1 ? argv[optind + 1] : "sysv_";

	command = operands > 0 ? argv[optind] : "";
	if (strncmp(name, "sysv_", 5) != 0 || strchr(name, '/'))
		errx(EXIT_FAILURE, "'%s': not one of the lab's objects, sysv_...", name);
	if (operands == 1 && strcmp(command, "list") == 0)
		list();
	else if (operands == 3 && strcmp(command, "create") == 0)
		create(lab_path(name), lab_number(argv[optind + 2], 1, 1L << 40, "SIZE"));
	else if (operands == 2 && (strcmp(command, "show") == 0 || strcmp(command, "remove") == 0))
		handle(*command == 'r' ? lab_path(name) : lab_existing_path(name));
	else
		lab_wrong_usage("no such command, or not with so many arguments");
	return EXIT_SUCCESS;
}
