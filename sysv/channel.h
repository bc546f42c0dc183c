/*
 * sysv/channel.h - what producer and consumer agree on: the key, a set of
 * semaphores that tells who is there, and the shape of queue and segment
 *
 * SysV objects have no names but keys, made from a file by ftok(3), and they tell
 * nobody of a death. A semaphore can: what a process did to it with SEM_UNDO is
 * undone by the kernel when the process ends, however it ends (semop(2)).
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <unistd.h>

/* The semaphores of a set: who lives (1 or 0), whether a producer ever came; then the pair's. */
enum { CONSUMER, PRODUCER, PRODUCER_CAME, EMPTY, FULL, SEMAPHORES };

/* Returns the key that belongs to the file PATH, and refuses one that another user has taken. */
static inline key_t key_of(const char *path)
{
	struct semid_ds set;
	key_t key = ftok(path, 'm');

	if (key == -1)
		err(EXIT_FAILURE, "ftok %s", path);
	/* Two files may have the same key: ftok takes only some bits of their inode numbers. */
	const int id = semget(key, 0, 0);
	if ((id == -1 && errno == EACCES) ||
	    (id != -1 && semctl(id, 0, IPC_STAT, &set) == 0 && set.sem_perm.uid != geteuid()))
		errx(EXIT_FAILURE, "semget 0x%08x: another user has this key, of %s", key, path);
	return key;
}

/* semctl(2) leaves it to its callers to define this, its last argument. */
union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

/* What a queue carries: the type tells the messages from the end. */
enum { MESSAGE = 1, END = 2 };

struct message {
	long type;
	char text[];
};

/* What a segment holds. */
enum { SLOTS = 64, SLOT_SIZE = 1024 /* bytes of one message */ };

struct buffer {
	struct slot {
		bool last; /* no message but the end */
		uint32_t len;
		char message[SLOT_SIZE];
	} slots[SLOTS];
};

/*
 * Adds 1 to the semaphore ROLE of SET if it is 0, for as long as we live. Returns false if not.
 * A consumer takes one producer in its life: a second one would begin with the first slot again,
 * or send what comes after the end.
 */
static inline bool take_role(int set, unsigned short role)
{
	struct sembuf operations[] = {
		{ .sem_num = role, .sem_op = 0, .sem_flg = IPC_NOWAIT },
		{ .sem_num = role, .sem_op = 1, .sem_flg = SEM_UNDO },
		{ .sem_num = PRODUCER_CAME, .sem_op = 0, .sem_flg = IPC_NOWAIT },
		{ .sem_num = PRODUCER_CAME, .sem_op = 1 },
	};

	return semop(set, operations, role == PRODUCER ? 4 : 2) == 0;
}

/* Tells whether a process plays ROLE in SET; false if there is no such set any more. */
static inline bool role_taken(int set, unsigned short role)
{
	return semctl(set, role, GETVAL) > 0;
}

/* Tells whether a producer has come and gone, at its end or by its death. */
static inline bool producer_gone(int set)
{
	return role_taken(set, PRODUCER_CAME) && !role_taken(set, PRODUCER);
}

/*
 * Locks the file FD until we and our children have closed it, or are dead. Returns false if
 * somebody else has it locked. (Open file description locks, F_OFD_SETLK in fcntl(2).)
 */
static inline bool lock_file(int fd)
{
	struct flock whole = { .l_type = F_WRLCK };

	return fcntl(fd, F_OFD_SETLK, &whole) == 0;
}

/* Tells whether somebody else has FD locked. To ask is not to lock: it is in nobody's way. */
static inline bool is_locked(int fd)
{
	struct flock whole = { .l_type = F_WRLCK };

	return fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

/*
 * Makes the file PATH, for the key, and locks it: as long as we live, no other
 * consumer has it, and until we have removed what is under its key, no other file
 * can get the same.
 */
static inline void create_file(const char *path)
{
	struct stat st = { .st_nlink = 0 };

	while (st.st_nlink == 0) { /* again if a consumer that ended just now removed it */
		const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd == -1)
			err(EXIT_FAILURE, "open %s", path);
		if (!lock_file(fd))
			errx(EXIT_FAILURE, "fcntl %s: another consumer has it", path);
		if (fstat(fd, &st) == -1)
			err(EXIT_FAILURE, "fstat %s", path);
		if (st.st_nlink == 0)
			close(fd);
	}
}

/*
 * Returns the set under KEY, with us as its consumer. On Linux a new set is all
 * zeros (semget(2)), so there is nothing to initialise too late.
 */
static inline int create_set(key_t key)
{
	const int set = semget(key, SEMAPHORES, IPC_CREAT | 0600);

	if (set == -1)
		err(EXIT_FAILURE, "semget 0x%08x", key);
	if (!take_role(set, CONSUMER))
		err(EXIT_FAILURE, "semop 0x%08x, a key that another consumer has", key);
	return set;
}

/* Returns the set of the file PATH in which a consumer lives, or ends the program. */
static inline int find_set(const char *path, const char *consumer, key_t *key)
{
	int set = -1;

	if (access(path, F_OK) == 0) {
		*key = key_of(path);
		set = semget(*key, SEMAPHORES, 0);
	}
	if (set == -1 || !role_taken(set, CONSUMER))
		errx(EXIT_FAILURE, "no consumer on %s: start %s first", path, consumer);
	return set;
}

#endif
