/*
 * sysv/key - how ftok makes a key of a file, and when one needs none
 *
 *     $ ./sysv/key
 *     /tmp/ipc-lab.1000/sysv_key...: device 0x..., inode 0x...
 *     ftok 'm': key 0x6d..., that is 'm', 8 bits of the device, 16 bits of the inode
 *     ftok 'n': key 0x6e..., another key of the same file
 *     another name of the same file: the same key
 *     a new file in its place: another key
 *     IPC_PRIVATE twice: 2 segments, both with key 0
 *
 * A key is a number that two processes agree on. ftok(3) makes it of a file that
 * both know: a letter, the low 8 bits of the device's number, and the low 16 of the
 * inode's. That is little, so two files may have the same: see key_collision.c.
 * Relatives need no key: IPC_PRIVATE always makes a new object, which they know by
 * its number. (It is not private: any process that has the number and the permission may use it.)
 *
 * A key follows the file, not its name: a program that replaces the file loses the object.
 *
 * See also: sysv/key_collision.c, sysv/key.h, sysv/objects.c; ftok(3), shmget(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char *path, *second;

static void remove_files(void)
{
	unlink(path);
	unlink(second);
	lab_leave();
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

int main(int argc, char **argv)
{
	char name[32];
	struct stat st;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: key [-h]\nShows how keys are made.\n");
	snprintf(name, sizeof(name), "sysv_key.%ld", (long)getpid()); /* two runs do not meet */
	lab_hold_stop(); /* to the end, a moment later: it would leave files or segments behind */
	path = lab_path(name);
	second = lab_path(strcat(name, ".2"));
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
	return EXIT_SUCCESS;
}
