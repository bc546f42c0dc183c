/* sysv/libsysvipc/lib/sem.c - libsysvipc: semaphores */
#include "internal.h"

#include <sys/sem.h>

/* The fourth argument of semctl(2), which leaves it to its callers to define it. */
union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

enum { VALUE_MAX = 32767, LOOK_AGAIN = 10 /* milliseconds */ };

/*
 * Puts VALUES into the new set ID. The first one comes last and by semop(2): that leaves
 * the time in sem_otime, which is 0 in a set that nobody has used. So others see that the
 * set is done, and with a first value over 0 they wake.
 */
static int initialise(int id, int count, const unsigned short *values)
{
	struct sembuf first = { .sem_op = (short)(values ? values[0] : 0) };

	for (int i = 1; values && i < count; i++)
		if (values[i] > 0 && semctl(id, i, SETVAL, (union semun){ .val = values[i] }) == -1)
			return -1;
	return semop(
		id, &first,
		1); /* with 0 it waits for 0, which it already is; either way sem_otime is set */
}

int sysvipc_sem_find(key_t key, int count)
{
	const struct timespec a_while = { .tv_nsec = LOOK_AGAIN * 1000000 };
	struct sembuf down_and_up[] = { { .sem_op = -1 }, { .sem_op = 1 } };
	struct semid_ds ds = { .sem_otime = 0 };
	long long end = 0;
	int seen = -1;

	if (key == IPC_PRIVATE)
		return fail(ENOENT);
	for (;;) {
		const int id = semget(key, count, 0);
		if (id == -1)
			return -1;
		if (id != seen) /* also one in place of that which was here before */
			end = now_ms() + SYSVIPC_PATIENCE;
		seen = id;
		const bool late = now_ms() >= end; /* what is looked at below is newer than this */
		if (semctl(id, 0, IPC_STAT, (union semun){ .buf = &ds }) == -1) {
			if (is_gone())
				continue; /* and another may be there by now */
			return -1;
		}
		if (ds.sem_otime != 0)
			return id;
		if (late) { /* its maker is dead, or finds that the set is gone */
			if (semctl(id, 0, IPC_RMID) == -1 && !is_gone())
				return -1;
			return fail(ENOENT);
		}
		/* Sees values over 0 come, and then does nothing; zeros wake nobody. */
		if (semtimedop(id, down_and_up, 2, &a_while) == 0)
			return id;
		if (errno != EAGAIN && errno != EINTR && !is_gone())
			return -1;
	}
}

int sysvipc_sem_get(key_t key, int count, const unsigned short *values, mode_t mode)
{
	if (mode & ~(mode_t)0666 || count < 1)
		return fail(EINVAL);
	for (int i = 0; values && i < count; i++)
		if (values[i] > VALUE_MAX)
			return fail(ERANGE);
	for (;;) {
		int id = semget(key, count, IPC_CREAT | IPC_EXCL | (int)mode);

		if (id != -1) {
			if (initialise(id, count, values) == 0)
				return id;
			if (is_gone()) /* so slow that another took us for dead */
				continue;
			keeping_errno(semctl(id, 0, IPC_RMID));
			return -1;
		}
		if (errno != EEXIST)
			return -1;
		id = sysvipc_sem_find(key, count);
		if (id != -1 || errno != ENOENT) /* gone meanwhile: make it */
			return id;
	}
}

int sysvipc_sem_remove(int id)
{
	return semctl(id, 0, IPC_RMID);
}

/* Does OPERATION (-1, 0 or 1, see semop(2)) on the semaphore NUMBER. */
static int operate(int id, int number, short operation, int flags, int timeout_ms)
{
	const struct timespec timeout = { .tv_sec = timeout_ms / 1000,
					  .tv_nsec = timeout_ms % 1000 * 1000000L };
	struct sembuf op = {
		.sem_num = (unsigned short)number,
		.sem_op = operation,
		.sem_flg = (short)((flags & SYSVIPC_UNDO ? SEM_UNDO : 0) |
				   (timeout_ms == SYSVIPC_NOW ? IPC_NOWAIT : 0)),
	};

	if (flags & ~SYSVIPC_UNDO || timeout_ms < SYSVIPC_FOREVER)
		return fail(EINVAL);
	if (number < 0 || number > USHRT_MAX)
		return fail(EFBIG);
	if (timeout_ms <= 0)
		return semop(id, &op, 1);
	if (semtimedop(id, &op, 1, &timeout) == 0)
		return 0;
	return errno == EAGAIN ? fail(ETIMEDOUT) : -1;
}

int sysvipc_sem_wait(int id, int number, int flags)
{
	return operate(id, number, -1, flags, SYSVIPC_FOREVER);
}

int sysvipc_sem_trywait(int id, int number, int flags)
{
	return operate(id, number, -1, flags, SYSVIPC_NOW);
}

int sysvipc_sem_timedwait(int id, int number, int flags, int timeout_ms)
{
	return operate(id, number, -1, flags, timeout_ms);
}

int sysvipc_sem_post(int id, int number, int flags)
{
	return operate(id, number, 1, flags, SYSVIPC_FOREVER);
}

int sysvipc_sem_wait_for_zero(int id, int number, int timeout_ms)
{
	return operate(id, number, 0, 0, timeout_ms);
}

int sysvipc_sem_get_value(int id, int number)
{
	return semctl(id, number, GETVAL);
}

int sysvipc_sem_set_value(int id, int number, int value)
{
	return semctl(id, number, SETVAL, (union semun){ .val = value });
}

int sysvipc_sem_get_values(int id, unsigned short *values)
{
	return semctl(id, 0, GETALL, (union semun){ .array = values }) == -1 ? -1 : 0;
}

int sysvipc_sem_set_values(int id, const unsigned short *values)
{
	return semctl(id, 0, SETALL, (union semun){ .array = (unsigned short *)values });
}

int sysvipc_sem_info(int id, struct sysvipc_sem_info *info)
{
	struct semid_ds ds = { .sem_otime = 0 };

	if (semctl(id, 0, IPC_STAT, (union semun){ .buf = &ds }) == -1)
		return -1;
	*info = (struct sysvipc_sem_info){
		.count = (int)ds.sem_nsems,
		.owner = ds.sem_perm.uid,
		.group = ds.sem_perm.gid,
		.mode = ds.sem_perm.mode & 0666,
		.used = ds.sem_otime,
		.changed = ds.sem_ctime,
	};
	return 0;
}
