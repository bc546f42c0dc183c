/*
 * lab/names.h - the names of the lab's objects
 *
 * Behind it: getenv(3), geteuid(2), and for lab_path() also mkdir(2), lstat(2) and
 * atexit(3). A program needs no more than lab_name() and lab_path(), and of those no
 * more than their comments.
 */
#ifndef LAB_NAMES_H
#define LAB_NAMES_H

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline const char *lab_format(const char *prefix, const char *separator, const char *what);
static inline const char *lab_dir(void);
static inline void lab_leave(void);

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
	static bool first = true;
	struct stat st;

	/* Try again: another program that is just ending may remove the directory. */
	while (lstat(lab_dir(), &st) == -1) {
		if (errno != ENOENT)
			err(EXIT_FAILURE, "lstat %s", lab_dir());
		if (mkdir(lab_dir(), 0700) == -1 && errno != EEXIST)
			err(EXIT_FAILURE, "mkdir %s", lab_dir());
	}
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077))
		errx(EXIT_FAILURE, "%s: not a directory of user %ld alone (mode 0700)", lab_dir(),
		     (long)geteuid());
	if (first)
		atexit(lab_leave);
	first = false;
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

/* Removes lab_dir() unless something is in it. Async-signal-safe after lab_path(). */
static inline void lab_leave(void)
{
	rmdir(lab_dir());
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
