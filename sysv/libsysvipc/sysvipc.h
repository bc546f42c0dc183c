/*
 * sysv/libsysvipc/sysvipc.h - SysV shared memory, semaphores and message queues, without their traps
 *
 * The header of the library libsysvipc: what it takes from its user is the race
 * between making an object and initialising it, and the rest is a thin layer over
 * the system calls. It keeps no state of its own: every function may be called by
 * several threads at once, and its objects are those that ipcs(1) shows.
 *
 * Link with `pkg-config --cflags --libs sysvipc` once it is installed; or, in the lab,
 * with sysv/libsysvipc/libsysvipc.a, which make builds.
 */
/** @file sysvipc.h
 * SysV shared memory, semaphores and message queues, without their traps.
 *
 * Every function that fails returns -1 (or NULL, where it returns a pointer), and
 * errno says why. What a function lists under errors comes beside those of the
 * system calls that it names.
 */
#ifndef SYSVIPC_H
#define SYSVIPC_H

#include <stddef.h>
#include <sys/ipc.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of this header. Within one first number, programs need not be built anew. */
#define SYSVIPC_VERSION "0.1.0"

/** Marks what the shared library shows to its users. */
#define SYSVIPC_API __attribute__((visibility("default")))

/** For the arguments "flags": 0, or some of these, joined with |. */
enum sysvipc_flags {
	SYSVIPC_UNDO = 1,      /**< the kernel undoes the change at the process's end (SEM_UNDO) */
	SYSVIPC_READ_ONLY = 2, /**< attach for reading only (SHM_RDONLY) */
	SYSVIPC_EXCEPT = 4,    /**< the first message of any other type (MSG_EXCEPT) */
	SYSVIPC_TRUNCATE = 8   /**< cut a message that is too long (MSG_NOERROR) */
};

/** For the arguments "timeout_ms", beside a number of milliseconds. */
enum sysvipc_timeout {
	SYSVIPC_FOREVER = -1, /**< wait as long as it takes */
	SYSVIPC_NOW = 0       /**< do not wait: fail with EAGAIN */
};

/** How long an object that another process is just making is waited for, in milliseconds. */
#define SYSVIPC_PATIENCE 1000

/**
 * Returns the version of the library that the program runs with.
 * @return a text like #SYSVIPC_VERSION, which must not be freed
 */
SYSVIPC_API const char *sysvipc_version(void);

/**
 * Makes a key from a file, as ftok(3) does.
 *
 * Two files may have the same key: ftok(3) takes only 16 bits of the inode number.
 * @param path     a file that exists, and stays as long as the key is used
 * @param project  1 to 254: with others ftok might return IPC_PRIVATE or -1 for a key
 * @return the key, or -1
 * @par Errors
 *  - EINVAL: project is not from 1 to 254
 */
SYSVIPC_API key_t sysvipc_key(const char *path, int project);

/** @name Shared memory
 * @{
 */

/** What sysvipc_shm_info() tells of a segment. */
struct sysvipc_shm_info {
	size_t size;            /**< in bytes */
	unsigned long attached; /**< how many times it is attached now, in all processes */
	pid_t creator;          /**< the process that made it */
	pid_t last;             /**< the process that attached or detached it last, or 0 */
	uid_t owner;            /**< whose it is */
	gid_t group;            /**< its group */
	mode_t mode;            /**< permissions, 0600 say */
	int removed;            /**< 1 if it goes as soon as nobody has it attached, else 0 */
	time_t changed;         /**< when owner or permissions changed last, or when it was made */
};

/**
 * Returns the segment under a key; makes and initialises it if there is none.
 *
 * One process makes it. It calls INIT, and only when INIT has returned do others get
 * the segment: they wait for it, up to #SYSVIPC_PATIENCE. If the maker dies before it
 * is done, the next one replaces the segment.
 * @param key   a key, or IPC_PRIVATE: then it is always a new segment
 * @param size  how long it has to be, in bytes, more than 0
 * @param mode  permissions of a new one, 0600 say
 * @param init  fills a new segment: gets its memory, SIZE and DATA, returns 0, or -1 and
 *              errno if it failed; NULL if zeros are what it should begin with
 * @param data  handed to INIT
 * @return the segment's identifier, or -1
 * @par Errors
 *  - EINVAL: SIZE is 0, or more than an existing segment has; or MODE has other bits
 *    than 0666
 *  - ETIMEDOUT: its maker lives, but has not initialised it in time
 *  - any other: what INIT left in errno: then there is no segment
 * @see shmget(2)
 */
SYSVIPC_API int sysvipc_shm_get(key_t key, size_t size, mode_t mode,
				int (*init)(void *memory, size_t size, void *data), void *data);

/**
 * Returns the segment under a key, if there is one, initialised by its maker.
 * @param key   a key
 * @param size  how long it has to be at least, in bytes; may be 0
 * @return the segment's identifier, or -1
 * @par Errors
 *  - ENOENT: there is none, or its maker died before it was done
 *  - EINVAL: it is shorter
 *  - ETIMEDOUT: its maker lives, but has not initialised it in time
 * @see shmget(2)
 */
SYSVIPC_API int sysvipc_shm_find(key_t key, size_t size);

/**
 * Attaches a segment. Another process sees it at another address: keep no pointers in it.
 * @param id     the segment
 * @param flags  0 or #SYSVIPC_READ_ONLY
 * @return its memory, or NULL
 * @see shmat(2)
 */
SYSVIPC_API void *sysvipc_shm_attach(int id, int flags);

/**
 * Detaches a segment.
 * @param memory  what sysvipc_shm_attach() returned
 * @return 0 or -1
 * @see shmdt(2)
 */
SYSVIPC_API int sysvipc_shm_detach(const void *memory);

/**
 * Removes a segment. Its key is free at once; the memory stays for those who have it
 * attached, until the last of them detaches it.
 * @param id  the segment
 * @return 0 or -1
 * @par Errors
 *  - EPERM: another user's
 * @see shmctl(2), IPC_RMID
 */
SYSVIPC_API int sysvipc_shm_remove(int id);

/**
 * Tells about a segment.
 * @param id    the segment
 * @param info  where to put it
 * @return 0 or -1
 * @see shmctl(2), IPC_STAT
 */
SYSVIPC_API int sysvipc_shm_info(int id, struct sysvipc_shm_info *info);

/** @} */

/** @name Semaphores
 * A set has one or more semaphores, numbered from 0.
 * @{
 */

/** What sysvipc_sem_info() tells of a set. */
struct sysvipc_sem_info {
	int count;      /**< how many semaphores it has */
	uid_t owner;    /**< whose it is */
	gid_t group;    /**< its group */
	mode_t mode;    /**< permissions, 0600 say */
	time_t used;    /**< when somebody waited or posted last */
	time_t changed; /**< when owner, permissions or values were set last, or when it was made */
};

/**
 * Returns the set of semaphores under a key; makes and initialises it if there is none.
 *
 * One process makes it, and others get it only when the values are in it: they wait for
 * it, up to #SYSVIPC_PATIENCE. If it is not initialised by then its maker is taken for
 * dead, and the set is replaced. A set made without this library must have had a semop(2)
 * by then.
 * @param key     a key, or IPC_PRIVATE: then it is always a new set
 * @param count   how many semaphores it has to have, 1 or more
 * @param values  the COUNT values of a new set, 0 to 32767 each; NULL if all are 0
 * @param mode    permissions of a new one, 0600 say
 * @return the set's identifier, or -1
 * @par Errors
 *  - EINVAL: COUNT is less than 1, or more than an existing set has; or MODE has other
 *    bits than 0666
 *  - ERANGE: a value is over 32767
 * @see semget(2), semctl(2)
 */
SYSVIPC_API int sysvipc_sem_get(key_t key, int count, const unsigned short *values, mode_t mode);

/**
 * Returns the set under a key, if there is one, initialised by its maker.
 * @param key    a key
 * @param count  how many semaphores it has to have at least; may be 0
 * @return the set's identifier, or -1
 * @par Errors
 *  - ENOENT: there is none, or its maker died before it was done
 *  - EINVAL: it has fewer
 * @see semget(2)
 */
SYSVIPC_API int sysvipc_sem_find(key_t key, int count);

/**
 * Removes a set. A process that waits on it wakes, with EIDRM.
 * @param id  the set
 * @return 0 or -1
 * @par Errors
 *  - EPERM: another user's
 * @see semctl(2), IPC_RMID
 */
SYSVIPC_API int sysvipc_sem_remove(int id);

/**
 * Takes 1 from a semaphore; waits while it is 0.
 * @param id      the set
 * @param number  which of its semaphores, from 0
 * @param flags   0 or #SYSVIPC_UNDO
 * @return 0 or -1
 * @par Errors
 *  - EIDRM: the set has been removed
 *  - EINTR: a signal handler was called; the wait is not taken up again
 *  - EFBIG: there is no such semaphore in the set
 * @see semop(2)
 */
SYSVIPC_API int sysvipc_sem_wait(int id, int number, int flags);

/**
 * Takes 1 from a semaphore if it is not 0.
 * @param id      the set
 * @param number  which of its semaphores, from 0
 * @param flags   0 or #SYSVIPC_UNDO
 * @return 0 or -1
 * @par Errors
 *  - EAGAIN: it is 0
 *  - EFBIG: there is no such semaphore in the set
 * @see semop(2), IPC_NOWAIT
 */
SYSVIPC_API int sysvipc_sem_trywait(int id, int number, int flags);

/**
 * Takes 1 from a semaphore; waits while it is 0, but not for longer than a limit.
 * @param id          the set
 * @param number      which of its semaphores, from 0
 * @param flags       0 or #SYSVIPC_UNDO
 * @param timeout_ms  the limit in milliseconds, #SYSVIPC_FOREVER or #SYSVIPC_NOW
 * @return 0 or -1
 * @par Errors
 *  - ETIMEDOUT: the time was up
 *  - EAGAIN: with #SYSVIPC_NOW: it is 0
 *  - EIDRM: the set has been removed
 *  - EINTR: a signal handler was called
 *  - EFBIG: there is no such semaphore in the set
 * @see semtimedop(2)
 */
SYSVIPC_API int sysvipc_sem_timedwait(int id, int number, int flags, int timeout_ms);

/**
 * Adds 1 to a semaphore. If somebody waits for it, one of them goes on.
 * @param id      the set
 * @param number  which of its semaphores, from 0
 * @param flags   0 or #SYSVIPC_UNDO
 * @return 0 or -1
 * @par Errors
 *  - ERANGE: its value is 32767
 *  - EFBIG: there is no such semaphore in the set
 * @see semop(2)
 */
SYSVIPC_API int sysvipc_sem_post(int id, int number, int flags);

/**
 * Waits until a semaphore is 0, but not for longer than a limit. All who wait go on.
 * @param id          the set
 * @param number      which of its semaphores, from 0
 * @param timeout_ms  the limit in milliseconds, #SYSVIPC_FOREVER or #SYSVIPC_NOW
 * @return 0 or -1
 * @par Errors
 *  - ETIMEDOUT: the time was up
 *  - EAGAIN: with #SYSVIPC_NOW: it is not 0
 *  - EIDRM: the set has been removed
 *  - EINTR: a signal handler was called
 *  - EFBIG: there is no such semaphore in the set
 * @see semtimedop(2)
 */
SYSVIPC_API int sysvipc_sem_wait_for_zero(int id, int number, int timeout_ms);

/**
 * Returns the value of a semaphore. It may be another by the time one looks at it.
 * @param id      the set
 * @param number  which of its semaphores, from 0
 * @return the value or -1
 * @par Errors
 *  - EINVAL: there is no such semaphore, or no such set
 * @see semctl(2), GETVAL
 */
SYSVIPC_API int sysvipc_sem_get_value(int id, int number);

/**
 * Sets a semaphore to a value, whatever it was. What was to be undone is forgotten.
 * @param id      the set
 * @param number  which of its semaphores, from 0
 * @param value   0 to 32767
 * @return 0 or -1
 * @par Errors
 *  - ERANGE: the value is none of these
 *  - EINVAL: there is no such semaphore, or no such set
 * @see semctl(2), SETVAL
 */
SYSVIPC_API int sysvipc_sem_set_value(int id, int number, int value);

/**
 * Reads the values of all semaphores of a set, in one moment.
 * @param id      the set
 * @param values  where to put them: room for as many as the set has
 * @return 0 or -1
 * @see semctl(2), GETALL
 */
SYSVIPC_API int sysvipc_sem_get_values(int id, unsigned short *values);

/**
 * Sets all semaphores of a set, in one moment. What was to be undone is forgotten.
 * @param id      the set
 * @param values  as many as the set has, 0 to 32767 each
 * @return 0 or -1
 * @par Errors
 *  - ERANGE: a value is over 32767
 * @see semctl(2), SETALL
 */
SYSVIPC_API int sysvipc_sem_set_values(int id, const unsigned short *values);

/**
 * Tells about a set.
 * @param id    the set
 * @param info  where to put it
 * @return 0 or -1
 * @see semctl(2), IPC_STAT
 */
SYSVIPC_API int sysvipc_sem_info(int id, struct sysvipc_sem_info *info);

/** @} */

/** @name Message queues
 * A message has a type, a number over 0, and data of any length up to a limit.
 * @{
 */

/** What sysvipc_msg_info() tells of a queue. */
struct sysvipc_msg_info {
	unsigned long messages; /**< how many are in it */
	unsigned long bytes;    /**< of how many bytes of data together */
	unsigned long capacity; /**< how many bytes of data it takes: a sender waits beyond that */
	pid_t last_sender;      /**< the process that sent the last message, or 0 */
	pid_t last_receiver;    /**< the process that received the last one, or 0 */
	uid_t owner;            /**< whose it is */
	gid_t group;            /**< its group */
	mode_t mode;            /**< permissions, 0600 say */
	time_t changed;         /**< when owner, permissions or capacity changed last */
};

/**
 * Returns the queue under a key; makes it if there is none. A new queue is empty.
 * @param key   a key, or IPC_PRIVATE: then it is always a new queue
 * @param mode  permissions of a new one, 0600 say
 * @return the queue's identifier, or -1
 * @par Errors
 *  - EINVAL: MODE has other bits than 0666
 * @see msgget(2)
 */
SYSVIPC_API int sysvipc_msg_get(key_t key, mode_t mode);

/**
 * Returns the queue under a key, if there is one.
 * @param key  a key
 * @return the queue's identifier, or -1
 * @par Errors
 *  - ENOENT: there is none
 * @see msgget(2)
 */
SYSVIPC_API int sysvipc_msg_find(key_t key);

/**
 * Removes a queue with all that is in it. A process that waits on it wakes, with EIDRM.
 * @param id  the queue
 * @return 0 or -1
 * @par Errors
 *  - EPERM: another user's
 * @see msgctl(2), IPC_RMID
 */
SYSVIPC_API int sysvipc_msg_remove(int id);

/**
 * Puts a message into a queue; waits while that is full, but not for longer than a limit.
 *
 * msgsnd(2) knows no limit. With one, a full queue is looked at again every few
 * milliseconds.
 * @param id          the queue
 * @param type        the message's type, over 0
 * @param data        the message; may be NULL if SIZE is 0
 * @param size        its length in bytes, 0 to /proc/sys/kernel/msgmax
 * @param timeout_ms  the limit in milliseconds, #SYSVIPC_FOREVER or #SYSVIPC_NOW
 * @return 0 or -1
 * @par Errors
 *  - EINVAL: TYPE is not over 0, the message is too long, or there is no such queue
 *  - ETIMEDOUT: the time was up
 *  - EAGAIN: with #SYSVIPC_NOW: the queue is full
 *  - EIDRM: the queue has been removed
 *  - EINTR: a signal handler was called
 *  - ENOMEM: no memory for a copy of the message
 * @see msgsnd(2)
 */
SYSVIPC_API int sysvipc_msg_send(int id, long type, const void *data, size_t size, int timeout_ms);

/**
 * Takes a message out of a queue; waits until there is one, but not for longer than a limit.
 *
 * msgrcv(2) knows no limit. With one, a queue without such a message is looked at again
 * every few milliseconds.
 * @param id          the queue
 * @param type        0: the first message; over 0: the first of that type, or with
 *                    #SYSVIPC_EXCEPT of any other; below 0: the first of the lowest type
 *                    that is not over -TYPE
 * @param[out] got    the type of the message; may be NULL
 * @param[out] data   the message
 * @param size        room there, in bytes
 * @param flags       0, #SYSVIPC_EXCEPT, #SYSVIPC_TRUNCATE or both
 * @param timeout_ms  the limit in milliseconds, #SYSVIPC_FOREVER or #SYSVIPC_NOW
 * @return the message's length in bytes, or -1
 * @par Errors
 *  - E2BIG: it is longer than SIZE, and is still in the queue
 *  - ETIMEDOUT: the time was up
 *  - EAGAIN: with #SYSVIPC_NOW: there is none
 *  - EIDRM: the queue has been removed
 *  - EINTR: a signal handler was called
 *  - ENOMEM: no memory for a copy of the message
 * @see msgrcv(2)
 */
SYSVIPC_API ssize_t sysvipc_msg_receive(int id, long type, long *got, void *data, size_t size,
					int flags, int timeout_ms);

/**
 * Tells about a queue.
 * @param id    the queue
 * @param info  where to put it
 * @return 0 or -1
 * @see msgctl(2), IPC_STAT
 */
SYSVIPC_API int sysvipc_msg_info(int id, struct sysvipc_msg_info *info);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
