/*
 * sysv/key.h - a key of one's own: that of a file which no other process uses
 *
 * Behind it: open(2), the locks of fcntl(2), ftok(3). sysv/key.c shows how a file gives a
 * key.
 */
#ifndef KEY_H
#define KEY_H

#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Makes the file PATH, locks it until our end, and returns its key. The lock tells that
 * what is under the key is in use. Before the file is removed, the objects have to be. OWNER
 * is what we are: a second one is refused.
 */
static inline key_t own_key(const char *path, const char *owner)
{
	struct flock whole = { .l_type = F_WRLCK };
	struct stat st;
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	if (fcntl(fd, F_OFD_SETLK, &whole) == -1)
		errx(EXIT_FAILURE, "fcntl %s: another %s has it", path, owner);
	if (fstat(fd, &st) == 0 && st.st_nlink == 0) {
		close(fd); /* the one before us has removed it just now: make another */
		return own_key(path, owner);
	}
	const key_t key = ftok(path, 'm');
	if (key == -1)
		err(EXIT_FAILURE, "ftok %s", path);
	return key;
}

#endif
