/*
 * sysv/key - how ftok makes a key of a file, and why two files may have the same
 *
 *     $ ./sysv/key
 *     /tmp/ipc-lab.1000/sysv_key: device 0x..., inode 0x...
 *     ftok 'm': key 0x6d..., that is 'm', 8 bits of the device, 16 bits of the inode
 *     ftok 'n': key 0x6e..., another key of the same file
 *     another name of the same file: the same key
 *     a new file in its place: another key
 *     IPC_PRIVATE twice: 2 segments, both with key 0
 *     two files, inodes 0x... and 0x...: both have key 0x...
 *
 * A key is a number that two processes agree on. ftok(3) makes it of a file that
 * both know: the low 8 bits of a letter, of the device's number, and the low 16 of
 * the inode's. So of every 65,537 files in a file system two have the same key; one
 * finds them here by making files until it happens. Hence: make with IPC_EXCL where
 * that can be, look at the owner of what is found, and use no key at all between
 * relatives: IPC_PRIVATE always makes a new object, which they know by its number.
 * (It is not private: who has the number and the permission may use it.)
 *
 * A key follows the file, not its name: who replaces the file has lost the object.
 *
 * See also: sysv/channel.h, sysv/objects.c; ftok(3), shmget(2), memfd_create(2)
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include "../lab.h"

enum { KEPT = 128, TRIES = 2000000 };

static const char *path, *second;

static void remove_files(void)
{
	unlink(path); /* async-signal-safe, like all in lab_leave() */
	unlink(second);
	lab_leave();
}

static void stop(int sig)
{
	remove_files();
	raise(sig);
}

static key_t key_of(const char *file, int letter)
{
	const key_t key = ftok(file, letter);

	if (key == -1)
		err(EXIT_FAILURE, "ftok %s", file);
	return key;
}

static void make_file(const char *file)
{
	const int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		err(EXIT_FAILURE, "open %s", file);
	close(fd);
}

/* A file in memory, with the next free inode number. */
static struct stat make_memory_file(int *fd)
{
	struct stat st;

	*fd = memfd_create("key", MFD_CLOEXEC);
	if (*fd == -1 || fstat(*fd, &st) == -1)
		err(EXIT_FAILURE, "memfd_create");
	return st;
}

/* Keeps some files, and makes others until one has the same key as one of them. */
static void collide(void)
{
	static int kept[0x10000]; /* by the 16 bits: the descriptor of the file that has them */
	char one[32], two[32];
	struct stat st, first;

	for (long i = 0, fd; i < TRIES; i++) {
		int made;
		st = make_memory_file(&made);
		fd = kept[st.st_ino & 0xffff];
		if (fd == 0 && i < KEPT) {
			kept[st.st_ino & 0xffff] = made;
		} else if (fd == 0 || fstat((int)fd, &first) == -1) {
			close(made);
		} else {
			snprintf(one, sizeof(one), "/proc/self/fd/%ld", fd);
			snprintf(two, sizeof(two), "/proc/self/fd/%d", made);
			if (key_of(one, 'm') != key_of(two, 'm'))
				errx(EXIT_FAILURE, "ftok: other keys than expected");
			printf("two files, inodes 0x%jx and 0x%jx: both have key 0x%08x\n",
			       (uintmax_t)first.st_ino, (uintmax_t)st.st_ino, key_of(one, 'm'));
			return;
		}
	}
	errx(EXIT_FAILURE, "memfd_create: no two of %d files have the same key", TRIES);
}

int main(int argc, char **argv)
{
	struct stat st;

	lab_getopt(argc, argv, "", false, "usage: key [-h]\nShows how keys are made.\n");
	path = lab_path("sysv_key");
	second = lab_path("sysv_key.2");
	unlink(path); /* a killed run's */
	unlink(second);
	lab_on_stop(stop);
	atexit(remove_files);
	make_file(path);
	if (stat(path, &st) == -1)
		err(EXIT_FAILURE, "stat %s", path);
	printf("%s: device 0x%jx, inode 0x%jx\n", path, (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	const key_t key = key_of(path, 'm');
	printf("ftok 'm': key 0x%08x, that is 'm', 8 bits of the device, 16 bits of the inode\n",
	       key);
	printf("ftok 'n': key 0x%08x, another key of the same file\n", key_of(path, 'n'));
	if (link(path, second) == -1)
		err(EXIT_FAILURE, "link %s", second);
	printf("another name of the same file: %s key\n",
	       key_of(second, 'm') == key ? "the same" : "another");
	unlink(second);
	make_file(second);
	if (rename(second, path) == -1)
		err(EXIT_FAILURE, "rename %s", second);
	printf("a new file in its place: %s key\n",
	       key_of(path, 'm') == key ? "the same" : "another");

	const int one = shmget(IPC_PRIVATE, 1, 0600), two = shmget(IPC_PRIVATE, 1, 0600);
	shmctl(one, IPC_RMID, NULL);
	shmctl(two, IPC_RMID, NULL);
	if (one == -1 || two == -1)
		err(EXIT_FAILURE, "shmget IPC_PRIVATE");
	printf("IPC_PRIVATE twice: %d segments, both with key %d\n", 1 + (one != two), IPC_PRIVATE);
	collide();
	return EXIT_SUCCESS;
}
