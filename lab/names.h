/*
 * lab/names.h - the names of the lab's objects
 *
 * Behind it: getenv(3), geteuid(2), and for lab_path() also mkdir(2), fstat(2), flock(2)
 * and atexit(3). A program needs no more than lab_name() and lab_path(), and of those no
 * more than their comments.
 */
#ifndef LAB_NAMES_H
#define LAB_NAMES_H

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static inline const char *lab_format(const char *prefix, const char *separator, const char *what);
static inline const char *lab_dir(void);
static inline void lab_check_dir(void);
static inline void lab_enter(void);

/*
 * Returns the name of the POSIX object WHAT (shm_overview(7), sem_overview(7),
 * mq_overview(7)): "/ipc-lab.UID.WHAT" or, with $IPC_LAB set,
 * "/ipc-lab.UID.$IPC_LAB.WHAT". Nothing is created.
 */
static inline const char *lab_name(const char *what)
{
	return lab_format("/ipc-lab", ".", what);
}

/*
 * Returns the path of the file WHAT in lab_dir(), which is made if it is
 * missing, with mode 0700, and removed at exit(3) if it is empty. Ends the program
 * if the directory is not the user's alone: /tmp is open to all, and somebody may
 * have been there first.
 */
static inline const char *lab_path(const char *what)
{
	lab_enter();
	return lab_format("/tmp/ipc-lab", "/", what);
}

/*
 * Returns the same path for a program that makes no file, but looks for one: it neither
 * makes the directory nor keeps others from removing it.
 */
static inline const char *lab_existing_path(const char *what)
{
	lab_check_dir();
	return lab_format("/tmp/ipc-lab", "/", what);
}

/*
 * Returns the directory that lab_path() puts its files into:
 * "/tmp/ipc-lab.UID[.$IPC_LAB]". Nothing is created.
 */
static inline const char *lab_dir(void)
{
	static const char *dir;

	if (!dir)
		dir = lab_format("/tmp/ipc-lab", "", "");
	return dir;
}

/* Ends the program if lab_dir() is there, and is anything but a directory of the user's alone. */
static inline void lab_check_dir(void)
{
	struct stat st;

	if (lstat(lab_dir(), &st) == -1) {
		if (errno != ENOENT)
			err(EXIT_FAILURE, "lstat %s", lab_dir());
		return;
	}
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 0777) != 0700)
		errx(EXIT_FAILURE,
		     "%s: not a directory of user %ld alone (mode 0700), but user %ld's (%04o)",
		     lab_dir(), (long)geteuid(), (long)st.st_uid, st.st_mode & 07777);
}

static int lab_dir_fd = -1; /* lab_dir(), opened, once lab_path() was called */
enum { LAB_DIR_FD = 100 };  /* its number, or the next that is free */

/* Is what lab_dir_fd has open still the directory of that name? Async-signal-safe. */
static inline bool lab_is_in_dir(void)
{
	struct stat held, named;

	return fstat(lab_dir_fd, &held) == 0 && lstat(lab_dir(), &named) == 0 &&
	       held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/*
 * Takes lab_dir(), which lab_path() has opened, for a moment in which only one program at a
 * time may look and act, and gives it back.
 */
static inline void lab_lock_dir(void)
{
	while (flock(lab_dir_fd, LOCK_EX) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "flock %s", lab_dir());
}

static inline void lab_unlock_dir(void)
{
	flock(lab_dir_fd, LOCK_UN);
}

/*
 * Removes lab_dir() unless something is in it, or another program is about to put
 * something into it: each has a record lock on it, which is none of flock(2) and does not
 * meet it. Async-signal-safe after lab_path().
 */
static inline void lab_leave(void)
{
	struct flock others = { .l_type = F_WRLCK }; /* what would keep us from this lock? */

	if (!lab_is_in_dir())
		return;
	lab_lock_dir();
	fcntl(lab_dir_fd, F_SETLK, &(struct flock){ .l_type = F_UNLCK });
	if (fcntl(lab_dir_fd, F_GETLK, &others) == 0 && others.l_type == F_UNLCK)
		rmdir(lab_dir());
	lab_unlock_dir();
}

/* Makes lab_dir() if it is missing, and keeps other programs from removing it. */
static inline void lab_enter(void)
{
	struct flock stay = { .l_type = F_RDLCK };
	static bool to_leave;

	for (;;) {
		if (lab_is_in_dir()) { /* but it may be removed until we have the locks */
			lab_lock_dir();
			if (fcntl(lab_dir_fd, F_SETLK, &stay) == -1)
				err(EXIT_FAILURE, "fcntl %s", lab_dir());
			const bool there = lab_is_in_dir();
			lab_unlock_dir();
			if (there)
				break;
		}
		close(lab_dir_fd);
		const mode_t mask = umask(077); /* at no time has it another mode */
		if (mkdir(lab_dir(), 0700) == -1 && errno != EEXIST)
			err(EXIT_FAILURE, "mkdir %s", lab_dir());
		umask(mask);
		const int fd = open(lab_dir(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		const int reason = errno;
		lab_check_dir();
		if (fd == -1 && reason != ENOENT) {
			errno = reason;
			err(EXIT_FAILURE, "open %s", lab_dir());
		}
		/* The small numbers are the program's: what it opens first is 3, as in a textbook. */
		lab_dir_fd = fcntl(fd, F_DUPFD_CLOEXEC, LAB_DIR_FD);
		if (lab_dir_fd == -1)
			lab_dir_fd = fd; /* with a smaller ulimit -n */
		else
			close(fd);
	}
	if (!to_leave)
		atexit(lab_leave);
	to_leave = true;
}

/* The longest $IPC_LAB, in bytes: every name then fits a socket's 108 (unix(7)). */
#define LAB_WORD_MAX 32

/*
 * Formats PREFIX ".UID[.$IPC_LAB]" SEPARATOR WHAT. The string lives as long as
 * the program. An $IPC_LAB that cannot be part of a name ends the program.
 */
static inline const char *lab_format(const char *prefix, const char *separator, const char *what)
{
	static char pool[2048];
	static size_t used;
	const char *word = getenv("IPC_LAB");
	char *name = pool + used;

	if (!word)
		word = "";
	if (strlen(word) > LAB_WORD_MAX)
		errx(EXIT_FAILURE, "IPC_LAB=%s: longer than %d bytes", word, LAB_WORD_MAX);
	for (const char *c = word; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			errx(EXIT_FAILURE,
			     "IPC_LAB=%s: only letters, digits, '.', '_' and '-' may stand in it",
			     word);

	size_t room = sizeof(pool) - used;
	int len = snprintf(name, room, "%s.%ld%s%s%s%s", prefix, (long)geteuid(), *word ? "." : "",
			   word, separator, what);
	if (len < 0 || (size_t)len >= room)
		errx(EXIT_FAILURE, "%s: too many or too long names", what);
	used += (size_t)len + 1;
	return name;
}

#endif
