/*
 * sysv/objects - list the lab's own SysV objects, and remove those of dead processes
 *
 *     $ ./sysv/shm_consumer &
 *     shm_consumer: waiting for a producer on /tmp/ipc-lab.1000/sysv_shm (SysV key 0x...)
 *     $ ./sysv/objects
 *     sem 0x6d... mode 600       5 semaphores  in use   /tmp/ipc-lab.1000/sysv_shm
 *     shm 0x6d... mode 600 ... bytes       in use   /tmp/ipc-lab.1000/sysv_shm
 *     $ kill -9 $!; wait $! 2>/dev/null
 *     $ ./sysv/objects -r
 *     sem 0x6d... mode 600       5 semaphores  removed  /tmp/ipc-lab.1000/sysv_shm
 *     shm 0x6d... mode 600 ... bytes       removed  /tmp/ipc-lab.1000/sysv_shm
 *
 * ipcs(1) and ipcrm(1) show and remove whatever there is, the objects of other
 * programs too. This one knows its own: those under the keys of the lab's files,
 * that belong to the user. Their maker has the file locked as long as it lives
 * (fcntl(2)); so what is under the key of a file that is not locked is stale.
 *
 * What was made with IPC_PRIVATE is found by nobody but ipcs.
 *
 * See also: sysv/key.c, sysv/channel.h, shm/objects.c; ipcs(1), ipcrm(1), shmctl(2)
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "channel.h"

static const char usage[] = "usage: objects [-h] [-r]\n"
			    "Lists the lab's SysV objects; with -r removes the stale ones.\n";

static const char *path; /* the file that the keys are made of */
static const char *state;

/* Prints an object, unless it is another user's, which may have the same key. */
static bool is_ours(const char *kind, key_t key, const struct ipc_perm *perm, size_t size,
		    const char *unit)
{
	if (perm->uid != geteuid())
		return false;
	printf("%s 0x%08x mode %03o %7zu %-11s %-8s %s\n", kind, key, perm->mode & 0777, size, unit,
	       state, path);
	return true;
}

/* Shows what is under the key of PATH and LETTER, and removes it if that is to be. */
static void handle_objects(int letter, bool remove_it)
{
	struct msqid_ds msg;
	struct semid_ds sem = { .sem_nsems = 0 };
	struct shmid_ds shm;
	const key_t key = ftok(path, letter);

	if (key == -1)
		return; /* the file is gone: -1 is no key of ours */
	int id = msgget(key, 0);
	if (id != -1 && msgctl(id, IPC_STAT, &msg) == 0 &&
	    is_ours("msg", key, &msg.msg_perm, msg.msg_qnum, "messages") && remove_it &&
	    msgctl(id, IPC_RMID, NULL) == -1)
		err(EXIT_FAILURE, "msgctl 0x%08x", key);
	id = semget(key, 0, 0);
	if (id != -1 && semctl(id, 0, IPC_STAT, (union semun){ .buf = &sem }) == 0 &&
	    is_ours("sem", key, &sem.sem_perm, sem.sem_nsems, "semaphores") && remove_it &&
	    semctl(id, 0, IPC_RMID) == -1)
		err(EXIT_FAILURE, "semctl 0x%08x", key);
	id = shmget(key, 0, 0);
	if (id != -1 && shmctl(id, IPC_STAT, &shm) == 0 &&
	    is_ours("shm", key, &shm.shm_perm, shm.shm_segsz, "bytes") && remove_it &&
	    shmctl(id, IPC_RMID, NULL) == -1)
		err(EXIT_FAILURE, "shmctl 0x%08x", key);
}

/* Shows the objects of a file of the lab, or removes them with it if they are stale. */
static void handle_file(const char *file, bool remove_it)
{
	struct stat st;

	path = file;
	const int fd = open(file, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1)
		return; /* a socket, or gone meanwhile: no object of ours */
	const bool stale = remove_it ? lock_file(fd) : !is_locked(fd);
	state = !stale ? "in use" : remove_it ? "removed" : "stale";
	/* Its maker may have ended just now; then the name is another file's, or nobody's. */
	if (fstat(fd, &st) == 0 && st.st_nlink > 0) {
		handle_objects('m', stale && remove_it);
		handle_objects('n', stale && remove_it);
		if (stale && remove_it)
			unlink(file);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	bool remove_them = false;
	const struct dirent *entry;
	int option;

	lab_prepare_streams();
	while ((option = lab_getopt(argc, argv, "r", false, usage)) != -1)
		remove_them = option == 'r';
	DIR *dir = opendir(lab_dir());
	if (!dir && errno == ENOENT)
		return EXIT_SUCCESS;
	if (!dir)
		err(EXIT_FAILURE, "opendir %s", lab_dir());
	while ((entry = readdir(dir)))
		if (strncmp(entry->d_name, "sysv_", 5) == 0)
			handle_file(lab_path(entry->d_name), remove_them);
	closedir(dir);
	return EXIT_SUCCESS;
}
