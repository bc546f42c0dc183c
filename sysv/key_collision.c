/*
 * sysv/key_collision - two files with one key: find them by making files
 *
 *     $ ./sysv/key_collision
 *     two files, inodes 0x... and 0x...: both have key 0x6d...
 *
 * Of the inode's number ftok(3) takes the low 16 bits. So of every 65,537 files in a
 * file system two have the same key; here they are files in memory, made until it
 * happens. Hence: make with IPC_EXCL where that can be, look at the owner of what is
 * found, and use no key at all between relatives.
 *
 * See also: sysv/key.c, sysv/partner.h; ftok(3), memfd_create(2)
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/options.h"
#include "../lab/output.h"

enum { KEPT = 128, TRIES = 2000000 };

static key_t key_of(const char *file, int letter)
{
	const key_t key = ftok(file, letter);

	if (key == -1)
		err(EXIT_FAILURE, "ftok %s", file);
	return key;
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
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: key_collision [-h]\nFinds two files that have the same key.\n");
	collide();
	return EXIT_SUCCESS;
}
