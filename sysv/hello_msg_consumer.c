/*
 * sysv/hello_msg_consumer - receive one message from a SysV message queue
 *
 *     $ ./sysv/hello_msg_consumer & ./sysv/hello_msg_producer; wait
 *     hello_msg_consumer: waiting for a message (SysV key 0x6d...)
 *     Hello World!
 *
 * A SysV queue has no name but a key, a number that ftok(3) makes from a file that both
 * sides know. msgget(2) finds the queue of a key or makes it, whichever side comes first.
 * msgrcv(2) waits for a message and takes it out of the queue. It returns the length of
 * the text, because nothing in a message says where it ends.
 *
 * The queue belongs to no process. It is there until somebody removes it: this program
 * does, unless it is ended before.
 *
 * See also: sysv/hello_msg_producer.c, sysv/msg_consumer.c, sysv/key.c; sysvipc(7),
 * ftok(3), msgget(2), msgrcv(2), msgctl(2)
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *path = lab_path("sysv_hello_msg");
	struct msqid_ds info;
	struct {
		long type; /* a number over 0, with which the receiver may choose */
		char text[64];
	} message;

	const key_t key = creat(path, 0600) == -1 ? -1 : ftok(path, 'm');
	const int queue = key == -1 ? -1 : msgget(key, IPC_CREAT | 0600);
	if (queue == -1 || msgctl(queue, IPC_STAT, &info) == -1)
		err(EXIT_FAILURE, "creat, ftok or msgget %s", path);
	if (info.msg_perm.uid != geteuid()) /* two files may have the same key */
		errx(EXIT_FAILURE, "msgget 0x%08x: another user has this key, of %s", key, path);

	warnx("waiting for a message (SysV key 0x%08x)", key);
	const ssize_t len = msgrcv(queue, &message, sizeof(message.text), 0, 0);
	if (len == -1)
		err(EXIT_FAILURE, "msgrcv %s", path);
	printf("%.*s\n", (int)len, message.text);
	if (msgctl(queue, IPC_RMID, NULL) == -1 || unlink(path) == -1)
		err(EXIT_FAILURE, "remove %s", path);
	return fflush(stdout) == EOF || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
