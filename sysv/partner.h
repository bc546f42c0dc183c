/*
 * sysv/partner.h - who is there, and who has died: a set of semaphores that tells
 *
 * SysV objects tell nobody of a death. A semaphore can: what a process did to it with
 * SEM_UNDO the kernel undoes when the process ends, however it ends. Behind it: semget(2),
 * semop(2), semctl(2). sysv/sem_undo.c shows them bare.
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/sem.h>
#include <unistd.h>

/*
 * The semaphores of a set: 1 while a consumer lives, 1 while a producer lives, 1 since the
 * first producer came; and how many slots are empty and full, in the pair that has slots.
 */
enum { CONSUMER, PRODUCER, PRODUCER_CAME, EMPTY, FULL, SEMAPHORES };

/* semctl(2) leaves it to its callers to define this, its last argument. */
union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

/*
 * Returns the set under KEY, or -1. Another user's is refused: two files may have the same
 * key, as ftok(3) takes only some bits of their inode numbers.
 */
static inline int find_set(key_t key)
{
	struct semid_ds info = { .sem_nsems = 0 };
	const int set = semget(key, 0, 0);

	if (semctl(set, 0, IPC_STAT, (union semun){ .buf = &info }) == 0 &&
	    info.sem_perm.uid != geteuid())
		errx(EXIT_FAILURE, "semget 0x%08x: another user has this key", key);
	return set;
}

/* (Where there is no such set any more, nobody lives.) */
static inline bool consumer_lives(int set)
{
	return semctl(set, CONSUMER, GETVAL) > 0;
}

static inline bool producer_lives(int set)
{
	return semctl(set, PRODUCER, GETVAL) > 0;
}

/* Has a producer come, be it alive or dead by now? */
static inline bool producer_came(int set)
{
	return semctl(set, PRODUCER_CAME, GETVAL) > 0;
}

/*
 * Returns a new set under KEY, which is our own, in place of what a dead consumer has left.
 * Linux makes it all zeros (semget(2)), so there is nothing to initialise too late.
 */
static inline int make_set(key_t key)
{
	semctl(find_set(key), 0, IPC_RMID);
	const int set = semget(key, SEMAPHORES, IPC_CREAT | IPC_EXCL | 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget 0x%08x", key);
	return set;
}

/* From now on a producer may come: all that it needs is there. */
static inline void become_consumer(int set)
{
	struct sembuf here = { .sem_num = CONSUMER, .sem_op = 1, .sem_flg = SEM_UNDO };

	if (semop(set, &here, 1) == -1)
		err(EXIT_FAILURE, "semop CONSUMER");
}

/*
 * Returns the set under the key of the file PATH, with us as its producer; or -1 if no
 * consumer lives in it. A consumer takes one producer in its life: a second one would begin
 * with the first slot again, or send what comes after the end.
 */
static inline int become_producer(const char *path)
{
	struct sembuf first_and_here[] = {
		{ .sem_num = PRODUCER_CAME, .sem_op = 0, .sem_flg = IPC_NOWAIT },
		{ .sem_num = PRODUCER_CAME, .sem_op = 1 },
		{ .sem_num = PRODUCER, .sem_op = 1, .sem_flg = SEM_UNDO },
	};
	const key_t key = ftok(path, 'm');
	const int set = key == -1 ? -1 : find_set(key);

	if (!consumer_lives(set))
		return -1;
	if (semop(set, first_and_here, 3) == 0)
		return set;
	if (errno != EAGAIN) /* the consumer has just gone, and its set */
		err(EXIT_FAILURE, "semop %s", path);
	errx(EXIT_FAILURE, "semop %s: another producer is at work", path);
}

#endif
