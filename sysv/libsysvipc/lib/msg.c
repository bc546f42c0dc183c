/* sysv/libsysvipc/lib/msg.c - libsysvipc: message queues */
#include "internal.h"

#include <sys/msg.h>

/* What msgsnd(2) and msgrcv(2) take: the type, and straight behind it the data. */
struct packet {
	long type;
	char data[];
};

enum { LOOK_AGAIN = 8 /* milliseconds at most */ };

int sysvipc_msg_find(key_t key)
{
	return key == IPC_PRIVATE ? fail(ENOENT) : msgget(key, 0);
}

int sysvipc_msg_get(key_t key, mode_t mode)
{
	if (mode & ~(mode_t)0666)
		return fail(EINVAL);
	/* Without IPC_EXCL one call finds or makes it, and an empty queue needs no more. */
	return msgget(key, IPC_CREAT | (int)mode);
}

int sysvipc_msg_remove(int id)
{
	return msgctl(id, IPC_RMID, NULL);
}

/* Allocates room for SIZE bytes of data; NULL and errno if it cannot be. */
static struct packet *new_packet(size_t size)
{
	if (size > INT_MAX) { /* no queue takes as much */
		errno = EINVAL;
		return NULL;
	}
	return malloc(sizeof(struct packet) + size);
}

/*
 * Waits before a queue that was full or empty (ERROR) is tried again: *PAUSE milliseconds,
 * twice as long the next time. Returns -1 and errno if it is not to be tried any more.
 */
static int wait_a_little(int error, int timeout_ms, long long end, long *pause)
{
	if (errno != error)
		return -1;
	if (timeout_ms == SYSVIPC_NOW)
		return fail(EAGAIN);
	const long long left = end - now_ms();
	if (left <= 0)
		return fail(ETIMEDOUT);
	if (nap(*pause < left ? *pause : (long)left) == -1)
		return -1;
	*pause = *pause < LOOK_AGAIN ? 2 * *pause : LOOK_AGAIN;
	return 0;
}

int sysvipc_msg_send(int id, long type, const void *data, size_t size, int timeout_ms)
{
	const long long end = timeout_ms > 0 ? now_ms() + timeout_ms : 0;
	const int flags = timeout_ms == SYSVIPC_FOREVER ? 0 : IPC_NOWAIT;
	int result;
	long pause = 1;

	if (timeout_ms < SYSVIPC_FOREVER)
		return fail(EINVAL);
	struct packet *packet = new_packet(size);
	if (!packet)
		return -1;
	packet->type = type;
	if (size > 0)
		memcpy(packet->data, data, size);
	do
		result = msgsnd(id, packet, size, flags);
	while (result == -1 && wait_a_little(EAGAIN, timeout_ms, end, &pause) == 0);
	keeping_errno(free(packet));
	return result;
}

ssize_t sysvipc_msg_receive(int id, long type, long *got, void *data, size_t size, int flags,
			    int timeout_ms)
{
	const long long end = timeout_ms > 0 ? now_ms() + timeout_ms : 0;
	const int msgflg = (timeout_ms == SYSVIPC_FOREVER ? 0 : IPC_NOWAIT) |
			   (flags & SYSVIPC_EXCEPT ? MSG_EXCEPT : 0) |
			   (flags & SYSVIPC_TRUNCATE ? MSG_NOERROR : 0);
	ssize_t length;
	long pause = 1;

	if (flags & ~(SYSVIPC_EXCEPT | SYSVIPC_TRUNCATE) || timeout_ms < SYSVIPC_FOREVER)
		return fail(EINVAL);
	struct packet *packet = new_packet(size);
	if (!packet)
		return -1;
	do
		length = msgrcv(id, packet, size, type, msgflg);
	while (length == -1 && wait_a_little(ENOMSG, timeout_ms, end, &pause) == 0);
	if (length > 0)
		memcpy(data, packet->data, (size_t)length);
	if (length >= 0 && got)
		*got = packet->type;
	keeping_errno(free(packet));
	return length;
}

int sysvipc_msg_info(int id, struct sysvipc_msg_info *info)
{
	struct msqid_ds ds;

	if (msgctl(id, IPC_STAT, &ds) == -1)
		return -1;
	*info = (struct sysvipc_msg_info){
		.messages = ds.msg_qnum,
		.bytes = ds.msg_cbytes,
		.capacity = ds.msg_qbytes,
		.last_sender = ds.msg_lspid,
		.last_receiver = ds.msg_lrpid,
		.owner = ds.msg_perm.uid,
		.group = ds.msg_perm.gid,
		.mode = ds.msg_perm.mode & 0666,
		.changed = ds.msg_ctime,
	};
	return 0;
}
