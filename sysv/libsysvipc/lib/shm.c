/* sysv/libsysvipc/lib/shm.c - libsysvipc: shared memory */
#include "internal.h"

#include <sys/shm.h>
#include <sys/stat.h>

/*
 * The mark of a segment that is not initialised yet. The kernel keeps the execute bits of
 * a segment's mode and gives them no meaning (sysvipc(7)), so they can be ours.
 *
 * While it initialises, the maker has the segment attached, and nobody else has. So a
 * marked one that was attached and is so no more is a dead maker's; and so is one that
 * nobody has attached in time. A maker that is later than that gives it up itself: another
 * may be about to remove it.
 */
#define UNFINISHED S_IXUSR

/*
 * Fills the segment ID, made since BEGIN, and takes the mark from it. Returns 0; or -1 with the
 * segment removed, and with *REPLACED if we were so slow that another may take us for dead.
 */
static int initialise(int id, long long begin, size_t size, mode_t mode,
		      int (*init)(void *, size_t, void *), void *data, bool *replaced)
{
	struct shmid_ds ds;
	void *memory = shmat(id, NULL, 0);
	int result = -1;

	*replaced = false;
	if (memory == (void *)-1) {
		*replaced = is_gone();
	} else if (now_ms() - begin >= SYSVIPC_PATIENCE) {
		*replaced = true;
	} else {
		result = init(memory, size, data);
		if (result == 0) {
			result = shmctl(id, IPC_STAT, &ds);
			if (result == 0 && ds.shm_perm.mode & SHM_DEST)
				result = fail(EIDRM); /* it is there only because we are */
			ds.shm_perm.mode = (unsigned short)mode;
			if (result == 0)
				result = shmctl(id, IPC_SET, &ds);
			*replaced = result == -1 && is_gone();
		}
	}
	if (result != 0)
		keeping_errno(shmctl(id, IPC_RMID, NULL));
	if (memory != (void *)-1)
		keeping_errno(shmdt(memory)); /* now, not before: see UNFINISHED */
	return result == 0 ? 0 : -1;
}

int sysvipc_shm_find(key_t key, size_t size)
{
	struct shmid_ds ds;
	long long end = 0;
	int seen = -1;

	if (key == IPC_PRIVATE)
		return fail(ENOENT);
	for (;;) {
		const int id = shmget(key, size, 0);
		if (id == -1)
			return -1;
		if (id != seen) /* also one in place of that which was here before */
			end = now_ms() + SYSVIPC_PATIENCE;
		seen = id;
		const bool late = now_ms() >= end; /* what is looked at below is newer than this */
		if (shmctl(id, IPC_STAT, &ds) == -1) {
			if (is_gone())
				continue; /* and another may be there by now */
			return -1;
		}
		if (!(ds.shm_perm.mode & UNFINISHED))
			return id;
		if (ds.shm_nattch == 0 && (late || ds.shm_atime != 0)) {
			if (shmctl(id, IPC_RMID, NULL) == -1 && !is_gone())
				return -1;
			return fail(ENOENT);
		}
		if (late)
			return fail(ETIMEDOUT);
		nap(1);
	}
}

int sysvipc_shm_get(key_t key, size_t size, mode_t mode, int (*init)(void *, size_t, void *),
		    void *data)
{
	const int flags = IPC_CREAT | IPC_EXCL | (int)mode | (init ? UNFINISHED : 0);
	bool replaced;

	if (mode & ~(mode_t)0666 || size == 0)
		return fail(EINVAL);
	for (;;) {
		const long long begin = now_ms();
		int id = shmget(key, size, flags);

		if (id != -1) {
			if (!init || initialise(id, begin, size, mode, init, data, &replaced) == 0)
				return id;
			if (!replaced)
				return -1;
			continue;
		}
		if (errno != EEXIST)
			return -1;
		id = sysvipc_shm_find(key, size);
		if (id != -1 || errno != ENOENT) /* gone meanwhile: make it */
			return id;
	}
}

void *sysvipc_shm_attach(int id, int flags)
{
	if (flags & ~SYSVIPC_READ_ONLY) {
		errno = EINVAL;
		return NULL;
	}
	void *memory = shmat(id, NULL, flags & SYSVIPC_READ_ONLY ? SHM_RDONLY : 0);

	return memory == (void *)-1 ? NULL : memory;
}

int sysvipc_shm_detach(const void *memory)
{
	return shmdt(memory);
}

int sysvipc_shm_remove(int id)
{
	return shmctl(id, IPC_RMID, NULL);
}

int sysvipc_shm_info(int id, struct sysvipc_shm_info *info)
{
	struct shmid_ds ds;

	if (shmctl(id, IPC_STAT, &ds) == -1)
		return -1;
	*info = (struct sysvipc_shm_info){
		.size = ds.shm_segsz,
		.attached = ds.shm_nattch,
		.creator = ds.shm_cpid,
		.last = ds.shm_lpid,
		.owner = ds.shm_perm.uid,
		.group = ds.shm_perm.gid,
		.mode = ds.shm_perm.mode & 0666,
		.removed = (ds.shm_perm.mode & SHM_DEST) != 0,
		.changed = ds.shm_ctime,
	};
	return 0;
}
