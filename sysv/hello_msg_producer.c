/*
 * sysv/hello_msg_producer - send "Hello World!" through a SysV message queue
 *
 *     $ ./sysv/hello_msg_producer
 *     $ ./sysv/hello_msg_consumer
 *     hello_msg_consumer: waiting for a message (SysV key 0x6d...)
 *     Hello World!
 *
 * What msgsnd(2) takes begins with a number over 0, the type of the message; behind it
 * stands the text. The length that it is given is that of the text alone.
 *
 * The queue keeps the message. The consumer gets it even if it starts when the producer
 * has long ended: that msgsnd has returned means "it is in the queue", and no more.
 *
 * See also: sysv/hello_msg_consumer.c, sysv/msg_producer.c; sysvipc(7), ftok(3),
 * msgget(2), msgsnd(2)
 */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *path = lab_path("sysv_hello_msg");
	struct msqid_ds info;
	struct {
		long type;
		char text[64];
	} message = { 1, "Hello World!" };

	const key_t key = creat(path, 0600) == -1 ? -1 : ftok(path, 'm');
	const int queue = key == -1 ? -1 : msgget(key, IPC_CREAT | 0600);
	if (queue == -1 || msgctl(queue, IPC_STAT, &info) == -1)
		err(EXIT_FAILURE, "creat, ftok or msgget %s", path);
	if (info.msg_perm.uid != geteuid()) /* two files may have the same key */
		errx(EXIT_FAILURE, "msgget 0x%08x: another user has this key, of %s", key, path);

	if (msgsnd(queue, &message, strlen(message.text), 0) == -1)
		err(EXIT_FAILURE, "msgsnd %s", path);
	return EXIT_SUCCESS;
}
